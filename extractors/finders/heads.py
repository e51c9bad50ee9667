"""Heads of a table: the row that names its columns, however its heads are set: over several lines, in two languages, run together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from domain.geometry import Box
from domain.pages import Line, Page
from domain.text import has_han
from extractors.finders.joining import merged
from extractors.finders.layout import rows
from extractors.finders.spans import Span, mapped, whole
from extractors.reading.lines import part

Columns = Mapping[str, Sequence[str]]
"""Field -> the names its column may have."""
UPRIGHT = 2.5
"""Heights of a row from which something in it is written up the edge of the form."""
_MAX_EXTRA = 24
_BETWEEN = 0.3
"""Heights of a line between two heads that are in columns of their own though a reader took them for one line."""
_STACKED, _LEVEL = 4, 1.2
"""Characters of one of the two lines of a head, and heights by which they stand above and below its row at most."""
_UNKNOWN = 12
"""Characters of a head that nobody knows."""
_DIGITS = 4
"""Digits of a head at most: a telephone number behind its label is none."""
_LEAST = 2
"""Heads on one line from which it is worth looking for others above and below it."""
_BRACKETED = re.compile(r"[(（][^)）]*[)）]$")


@dataclass(frozen=True, slots=True)
class Column:
    field: str | None
    left: float
    right: float
    box: Box


@dataclass(frozen=True, slots=True)
class Header:
    """`lines` make up the heads; of those in two languages or half a line lower some stand under `bottom`."""

    columns: tuple[Column, ...]
    top: float
    bottom: float
    lines: frozenset[Line] = frozenset()


def headers(page: Page, columns: Columns, anchor: Sequence[str], needed: int) -> list[Header]:
    """Every row of a page that names at least `needed` of the columns, among them one of `anchor`."""
    found: list[tuple[int, Header]] = []
    for level in rows(page):
        row, used = _unstacked(level, page, columns)
        cells = [(cell.box, field_of(cell, columns)) for line in row for cell in _head_cells(whole(page, line), columns)]
        named = {field for _, field in cells if field}
        if len(named) >= needed and named & set(anchor):
            end, size = median(line.box.y1 for line in level), median(line.box.height for line in level)
            # A head of two lines beside heads of one reaches down to the first row.
            bottom = max(line.box.y1 for line in level if line.box.y1 < end + 0.4 * size)
            header = Header(_columns(cells), min(line.box.y0 for line in row), bottom, used)
            own = sum(field_of(whole(page, line), columns) is not None for line in level)
            if found and header.lines & found[-1][1].lines:  # one head in two rows: the row that names more columns is it
                found.append(max(found.pop(), (own, header), key=lambda one: one[0]))
            else:
                found.append((own, header))
    return [header for _, header in found]


def _unstacked(row: Sequence[Line], page: Page, columns: Columns) -> tuple[list[Line], frozenset[Line]]:
    """A row from left to right, with each head that is set over several lines (数 over 量, half a line above and below the row; 品名 over
    Description) as one; and all the lines they are made of."""
    size = median(line.box.height for line in row)
    row = [line for line in row if line.box.height < UPRIGHT * size]
    if sum(field_of(whole(page, line), columns) is not None for line in row) < _LEAST:
        return list(row), frozenset(row)
    stacked: list[list[Line]] = []
    for line in sorted(row, key=lambda line: line.box.x0):
        over = next((one for one in stacked if _over(one[-1], line)), None)
        stacked.append([line]) if over is None else over.append(line)
    known = _known(columns)
    made = [head for column in stacked for head in _heads_of(sorted(column, key=lambda line: line.box.y0), known)]
    middle = median(line.box.centre[1] for line in row)
    near = [line for line in page.lines if line not in row and abs(line.box.centre[1] - middle) < _LEVEL * size and line.box.height < UPRIGHT * size]
    short = [line for line in near if len(line.text.strip()) <= _STACKED]
    pairs = [(one, other) for one in short for other in short if one.box.centre[1] < middle < other.box.centre[1] and _over(one, other)]
    used = set(row)
    for pair in pairs:
        if heads := [head for head in _heads_of(pair, known) if mapped(head.text).text in known]:
            made += heads
            used.update(pair)
    # Heads in two languages stand one under the other, and one without a second line half a line lower.
    for line in sorted((line for line in near if line not in used), key=lambda line: abs(line.box.centre[1] - middle)):
        at = next((i for i, head in enumerate(made) if _over(head, line)), None)
        if at is None:
            if _head_word(line, known) or _beside(line, made):
                made.append(line)
                used.add(line)
            continue
        heads = _heads_of(sorted([made[at], line], key=lambda part: part.box.y0), known)
        word = _head_word(line, known)
        if (word is not None and word == _head_word(made[at], known)) or _BRACKETED.match(line.text.strip()) or all(mapped(head.text).text in known for head in heads):
            made[at : at + 1] = heads
            used.add(line)
    return sorted(made, key=lambda line: line.box.x0), frozenset(used)


def _known(columns: Columns) -> dict[str, str]:
    return {mapped(name).text: field for field, names in columns.items() for name in names}


def _beside(line: Line, heads: Sequence[Line]) -> bool:
    """Whether a line half a line higher or lower may head a column that nobody knows, right of the others: its figures are not their column's."""
    right = max((head.box.x1 for head in heads), default=1.0)
    return line.box.x0 > right and len(line.text.strip()) <= _UNKNOWN and not any(c.isdigit() for c in line.text)


def _heads_of(column: Sequence[Line], known: Mapping[str, str]) -> list[Line]:
    """One head of several lines, or heads side by side that a reader took for one line over another: 单数 over 位量."""
    one, other = column if len(column) == 2 else (column[0], column[0])
    if 1 < len(one.text) == len(other.text) and len(one.chars) == len(one.text) and len(other.chars) == len(other.text):
        heads = [merged([cut_out(one, i, i + 1), cut_out(other, i, i + 1)]) for i in range(len(one.text))]
        if all(mapped(head.text).text in known for head in heads):
            return heads
    return [merged(column)]


def _head_word(line: Line, known: Mapping[str, str]) -> str | None:
    """The column that a line heads and says nothing else, but for a translation behind it."""
    plain = mapped(line.text).text.strip(":")
    return known.get(plain) or next((field for name, field in known.items() if has_han(name) and plain.startswith(name) and plain[len(name) :].isascii() and plain[len(name) :].isalpha()), None)


def _over(one: Line, other: Line) -> bool:
    """Whether two lines of a row stand in one column, one above the other."""
    shared = min(one.box.x1, other.box.x1) - max(one.box.x0, other.box.x0)
    return shared > 0.5 * min(one.box.width, other.box.width) and abs(one.box.centre[1] - other.box.centre[1]) > 0.5 * min(one.box.height, other.box.height)


def _head_cells(line: Span, columns: Columns) -> list[Span]:
    """The heads on one line: more than one where nothing but narrow gaps part them (`单 位 数 量`), each of them a known name."""
    known = _known(columns)
    if line.squeezed().text in known:
        return [line]
    # A reader takes the rule between two heads for a sign.
    pieces = [line.narrowed(m.start(), m.end()) for m in re.finditer(r"[^☑□丨|｜√✓]+", line.text)]
    if len(pieces) > 1 and all(piece.squeezed().text in known for piece in pieces):
        return pieces
    gaps = [0, *gaps_in(line.page, line.line, _BETWEEN), len(line.text)]
    found: list[Span] = []
    at = 0
    while at < len(gaps) - 1:
        fits = ((to, line.narrowed(gaps[at], gaps[to])) for to in range(len(gaps) - 1, at, -1))
        to, cell = next(((to, cell) for to, cell in fits if cell.squeezed().text in known), (0, line))
        if not to:
            return [line]
        found.append(cell)
        at = to
    return found


def field_of(cell: Span, columns: Columns) -> str | None:
    """The field whose name a head or label holds, the longest of several; None for anything else."""
    plain = cell.squeezed().text.strip(":()")
    if sum(char.isdigit() for char in plain) > _DIGITS:
        return None
    best: tuple[int, str] | None = None
    for field, names in columns.items():
        for name in names:
            key = mapped(name).text
            fits = (key == plain or (len(key) > 1 and key in plain and _said(cell.text, name))) and len(plain) <= len(key) + _MAX_EXTRA and ":" not in plain
            if fits and (best is None or len(key) > best[0]):
                best = (len(key), field)
    return best[1] if best else None


def _said(text: str, name: str) -> bool:
    """Whether a text holds a name in Latin letters as words of its own: Automobiles is no mobile. Words may have run together (ServiceProvider)."""
    if not name.isascii():
        return True
    spaced = r"\s*".join(map(re.escape, name.replace(" ", "")))
    found = re.finditer(spaced, text, re.IGNORECASE)
    return any(_parted(text[: m.start()][-1:], m.group()[0]) and _parted(m.group()[-1], text[m.end() :][:1], "s") for m in found)


def _parted(before: str, after: str, *ending: str) -> bool:
    """Whether a word ends between two characters."""
    return not (before.isalpha() and before.isascii() and after.isalpha() and after.isascii()) or (before.islower() and after.isupper()) or after in ending


def _columns(cells: Sequence[tuple[Box, str | None]]) -> tuple[Column, ...]:
    made = []
    for position, (box, field) in enumerate(cells):
        left = (cells[position - 1][0].x1 + box.x0) / 2 if position else 0.0
        right = (box.x1 + cells[position + 1][0].x0) / 2 if position + 1 < len(cells) else 1.0
        made.append(Column(field, left, right, box))
    return tuple(made)


def gaps_in(page: Page, line: Line, wide: float) -> list[int]:
    """Where characters begin that stand behind a gap of at least `wide` heights of the line."""
    if len(line.chars) != len(line.text):
        return []
    reach = wide * line.box.height * page.height / max(1, page.width) / max(line.box.width, 1e-6)
    printed = [i for i, char in enumerate(line.text) if not char.isspace()]
    return [i for before, i in pairwise(printed) if line.chars[i].start - line.chars[before].stop > reach]


def cut_out(line: Line, start: int, stop: int) -> Line:
    """`line.text[start:stop]` as a line of its own, confirmed where all of the line was."""
    while start < stop and line.text[start].isspace():
        start += 1
    while start < stop and line.text[stop - 1].isspace():
        stop -= 1
    cut = part(line, line.chars[start:stop]) if start < stop else replace(line, text="")
    return replace(cut, seen=cut.text) if line.seen == line.text else cut
