"""Several lines as one: cells of more than one line, and paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from domain.geometry import enclosing
from domain.pages import Char, Line, Page
from domain.text import has_han, squeezed
from extractors.finders.layout import rows, text_height
from extractors.finders.spans import Span, mapped, whole

_SPACED_OUT = 5.0
"""Text heights that may part the characters of one label."""
_WORDS_APART = 1.5
"""Text heights from which two labels side by side are two columns' heads though they make up a third (品牌  型号)."""
_LEAST_HEAD, _MOST_LINES, _LEADING = 2, 3, (0.4, 1.7)
"""Characters of a label's first line, lines of a label, and heights from the middle of one to the next: a reader's boxes are loose."""
_LEAST_COLUMN = 3
"""Rows from which the translations of labels are a column."""
_NUMBER = re.compile(r"^[(（]?\d{1,2}[.、．)）]?")


def merged(lines: Sequence[Line]) -> Line:
    """Several lines of one cell or paragraph as one line; its characters no longer have places of their own."""
    if len(lines) == 1:
        return lines[0]
    glue = glue_of(lines)
    text = "".join(line.text + between for line, between in zip(lines, glue, strict=True))
    known = all(len(line.chars) == len(line.text) for line in lines)
    blank = Char(" ", 0.0, 1.0) if known and lines[0].chars else None
    chars: list[Char] = []
    for line, between in zip(lines, glue, strict=True):
        chars.extend(replace(char, start=0.0, stop=1.0) for char in line.chars)
        if between and blank:
            chars.append(blank)
    embedded = [line for line in lines if line.origin == "text-layer"]
    others = "".join(_other(line) + between for line, between in zip(lines, glue, strict=True))
    scores = [line.confidence for line in lines if line.confidence is not None]
    return Line(
        text=text,
        box=enclosing(line.box for line in lines),
        origin=(embedded or lines)[0].origin,
        confidence=min(scores) if scores else None,
        chars=tuple(chars) if known and len(chars) == len(text) else (),
        seen=others if embedded and all(line.seen is not None for line in embedded) else None,
        claimed=others if not embedded and any(line.claimed is not None for line in lines) else None,
        under_seal=any(line.under_seal for line in lines),
    )


def glue_of(lines: Sequence[Line]) -> list[str]:
    """What stands behind each line when they are joined: nothing behind Chinese, nor where a code is broken at its dash."""

    def between(line: Line, other: Line) -> str:
        broken = re.search(r"[A-Z0-9][-/]$", line.text) and re.match(r"[A-Z0-9]", other.text)
        return "" if broken or has_han(line.text[-1:]) else " "

    return [*(between(line, other) for line, other in pairwise(lines)), ""]


def with_whole_labels(page: Page, labels: Iterable[str]) -> Page:
    """The page with each label as one line that its form prints spaced out (名    称), or on several lines of a narrow cell (登记 over 日期),
    and without the translations that stand between labels and values."""
    known = frozenset(mapped(label).text for label in labels)
    joined = _wrapped(page, known)
    gone = _translations(page, known) | {line for parts in joined.values() for line in parts[1:]}
    for first, parts in _spaced_out(page, frozenset(label for label in known if 2 <= len(label) <= 4)).items():
        if first not in joined and not gone & set(parts):
            joined[first] = parts
            gone |= set(parts[1:])
    if not gone:
        return page
    return replace(page, lines=tuple(merged(joined[line]) if line in joined else line for line in page.lines if line not in gone))


def _spaced_out(page: Page, known: frozenset[str]) -> dict[Line, list[Line]]:
    """First line of each label whose characters a reader gives one by one, and all its lines."""
    height = text_height(page.lines) / max(page.width / max(page.height, 1), 0.3)
    found: dict[Line, list[Line]] = {}
    for row in rows(page):
        for position, line in enumerate(row):
            head = squeezed(line.text)
            if any(line in parts for parts in found.values()) or not _begins(head, known) or not has_han(head):
                continue
            parts = [line]
            for other in row[position + 1 :]:
                gap = other.box.x0 - parts[-1].box.x1
                if gap > _SPACED_OUT * height or (gap > _WORDS_APART * height and _bare(parts[-1].text) in known and _bare(other.text) in known):
                    break
                parts.append(other)
                text = "".join(squeezed(part.text) for part in parts)
                if text.rstrip(":;,.·") in known or any(mapped(text).text.startswith(f"{label}:") for label in known):
                    found[line] = parts
                    break
                if not any(label.startswith(text) for label in known):
                    break
    return found


def _wrapped(page: Page, known: frozenset[str]) -> dict[Line, list[Line]]:
    """First line of each label that runs on in the lines below it, and all its lines; the longest label counts."""
    found: dict[Line, list[Line]] = {}
    for line in page.lines:
        parts, text = [line], _bare(line.text)
        while _begins(text, known) and len(text) >= _LEAST_HEAD and len(parts) < _MOST_LINES:
            under = _right_under(page, parts[-1], line)
            if under is None or (text in known and _bare(under.text) in known):
                break
            parts, text = [*parts, under], text + mapped(under.text).text.rstrip(":")
            if text in known or _in_brackets(text, known, known):
                found[line] = list(parts)
    return found


def _translations(page: Page, known: frozenset[str]) -> set[Line]:
    """Translations of labels that stand in a column of their own between labels and values (产品商标 | Trademark | 星沙牌)."""
    triples = [row[i : i + 3] for row in rows(page) for i in range(len(row) - 1)]
    triples = [parts for parts in triples if has_han(parts[0].text) and _bare(parts[0].text) in known and _foreign_words(parts[1].text)]
    found: set[Line] = set()
    for _, other, *_ in triples:
        near = other.box.height
        column = [parts for parts in triples if abs(parts[1].box.x0 - other.box.x0) < near]
        valued = [parts for parts in column if len(parts) == 3 and _bare(parts[2].text) not in known]
        starting = [line for line in page.lines if abs(line.box.x0 - other.box.x0) < near]
        foreign = sum(_foreign_words(line.text) for line in starting)
        if len(valued) >= _LEAST_COLUMN and _mostly(len(valued), len(column)) and _mostly(foreign, len(starting)):
            found.add(other)
    return found


def _mostly(some: int, of: int) -> bool:
    return 3 * some >= 2 * of


def _foreign_words(text: str) -> bool:
    """Latin words without a number; a reader takes the l at the end of one for a 1."""
    return re.fullmatch(r"[A-Za-z][A-Za-z .,&/()'-]*", re.sub(r"(?<=[a-z])1", "l", text.strip())) is not None


def _begins(text: str, known: frozenset[str]) -> bool:
    return text in _beginnings(known) or _in_brackets(text, known, _beginnings(known))


def _in_brackets(text: str, known: frozenset[str], rest: frozenset[str]) -> bool:
    """A label with another in brackets behind it, 供方(甲方); of the other at least what `rest` holds."""
    name, bracket, other = text.partition("(")
    return bool(bracket) and name in known and other.rstrip(")") in rest


@lru_cache(maxsize=64)
def _beginnings(known: frozenset[str]) -> frozenset[str]:
    return frozenset(label[:stop] for label in known for stop in range(len(label)))


def _bare(text: str) -> str:
    return _NUMBER.sub("", mapped(text).text)


def _right_under(page: Page, line: Line, first: Line) -> Line | None:
    """The next line of the same cell: close below, of the same size, beginning or centred where the first does."""
    height = line.box.height
    across = height * max(page.height, 1) / max(page.width, 1)
    under = [
        other
        for other in page.lines
        if _LEADING[0] * height < other.box.centre[1] - line.box.centre[1] < _LEADING[1] * height
        and 0.6 < other.box.height / max(height, 1e-6) < 1.6
        and min(abs(other.box.x0 - first.box.x0), abs(other.box.centre[0] - first.box.centre[0])) < across
    ]
    return min(under, key=lambda other: (other.box.y0, abs(other.box.x0 - first.box.x0)), default=None)


def _other(line: Line) -> str:
    """What the second witness of a line says: the picture of a text-layer line, the text layer of a contradicted one, else the line itself."""
    if line.origin == "text-layer":
        return line.seen or ""
    return line.text if line.claimed is None else line.claimed


def merged_span(page: Page, lines: Sequence[Line]) -> Span:
    return whole(page, merged(lines))
