"""Several lines as one: cells of more than one line, and paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from domain.geometry import enclosing
from domain.pages import Char, Line, Page
from domain.text import has_han, squeezed
from extractors.finders.layout import rows, text_height
from extractors.finders.spans import Span, mapped, whole

_SPACED_OUT = 5.0
"""Text heights that may part the characters of one label."""


def merged(lines: Sequence[Line]) -> Line:
    """Several lines of one cell or paragraph as one line; its characters no longer have places of their own."""
    if len(lines) == 1:
        return lines[0]
    glue = "" if all(has_han(line.text[-1:] or " ") for line in lines[:-1]) else " "
    text = glue.join(line.text for line in lines)
    known = all(len(line.chars) == len(line.text) for line in lines)
    blank = Char(" ", 0.0, 1.0) if known and lines[0].chars else None
    chars: list[Char] = []
    for line in lines:
        if chars and glue and blank:
            chars.append(blank)
        chars.extend(replace(char, start=0.0, stop=1.0) for char in line.chars)
    embedded = [line for line in lines if line.origin == "text-layer"]
    others = glue.join(_other(line) for line in lines)
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


def with_whole_labels(page: Page, labels: Iterable[str]) -> Page:
    """The page with labels that forms print spaced out (名    称) as one line each; a reader gives them as single characters."""
    known = {squeezed(label) for label in labels if 2 <= len(squeezed(label)) <= 4}
    height = text_height(page.lines)
    joined: dict[Line, Line] = {}
    gone: set[Line] = set()
    for row in rows(page):
        for position, line in enumerate(row):
            head = squeezed(line.text)
            if line in gone or not any(label.startswith(head) and label != head for label in known) or not has_han(head):
                continue
            parts = [line]
            for other in row[position + 1 :]:
                if other.box.x0 - parts[-1].box.x1 > _SPACED_OUT * height / max(page.width / max(page.height, 1), 0.3):
                    break
                parts.append(other)
                text = "".join(squeezed(part.text) for part in parts)
                if text.rstrip(":;,.·") in known or any(mapped(text).text.startswith(f"{label}:") for label in known):
                    joined[line] = merged(parts)
                    gone.update(parts[1:])
                    break
                if not any(label.startswith(text) for label in known):
                    break
    if not joined:
        return page
    return replace(page, lines=tuple(joined.get(line, line) for line in page.lines if line not in gone))


def _other(line: Line) -> str:
    """What the second witness of a line says: the picture of a text-layer line, the text layer of a contradicted one, else the line itself."""
    if line.origin == "text-layer":
        return line.seen or ""
    return line.text if line.claimed is None else line.claimed


def merged_span(page: Page, lines: Sequence[Line]) -> Span:
    return whole(page, merged(lines))
