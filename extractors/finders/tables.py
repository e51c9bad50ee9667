"""Tables: a header row whose cells name the columns, and the rows under it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise, takewhile
from statistics import median

from domain.geometry import Box
from domain.pages import Line, Page
from domain.text import has_han
from extractors.finders.joining import merged, merged_span
from extractors.finders.layout import rows, text_height
from extractors.finders.spans import Span, mapped, whole
from extractors.reading.lines import part

_MAX_HEADER_EXTRA = 24
_BETWEEN_HEADS, _BETWEEN_FIGURES = 0.3, 0.5
"""Heights of a line between two heads, or two figures, that are in columns of their own though a reader took them for one line."""
_STACKED, _LEVEL = 4, 1.2
"""Characters of one of the two lines of a head, and heights by which they stand above and below its row at most."""
_LEAST_HEADS = 2
"""Heads on one line from which it is worth looking for others above and below it."""
_UPRIGHT = 2.5
"""Heights of a row from which something in it is written up the edge of the form."""
_NEAR_BORDER = 2.0
"""Heights round the border of two columns."""
_LEADING, _APART = 1.25, 1.2
"""Heights from one line of a cell to the next at most, and how many times that far cells are apart at least."""
_BRACKETED = re.compile(r"[(（][^)）]*[)）]$")
_FIGURES = re.compile(r"[\d.,¥￥]*\d[\d.,¥￥% ]*")


@dataclass(frozen=True, slots=True)
class TableRow:
    """Cells by field name; a field without a cell is missing. `box` encloses the row."""

    cells: Mapping[str, Span]
    page: Page


@dataclass(frozen=True, slots=True)
class _Column:
    field: str | None
    left: float
    right: float
    box: Box


@dataclass(frozen=True, slots=True)
class _Header:
    columns: tuple[_Column, ...]
    top: float
    bottom: float


def read_tables(
    pages: Sequence[Page],
    columns: Mapping[str, Sequence[str]],
    anchor: Sequence[str],
    needed: int = 2,
    holds: Callable[[Span], bool] = lambda span: True,
    until: re.Pattern[str] | None = None,
    wraps: bool = False,
) -> list[TableRow]:
    """Rows of every table whose header names at least `needed` of the columns, among them one of `anchor`.

    Each row hangs on its cell in the fullest anchor column; `holds` tells whether such a cell can begin a row, and the table
    ends before the first that cannot, and above the first line that matches `until`. `wraps`: such cells may run over several lines. A table that runs on over the next page without repeating its header is followed.
    """
    found: list[TableRow] = []
    running: _Header | None = None
    for page in pages:
        headers = _headers(page, columns, anchor, needed)
        if not headers and running:
            headers = [_Header(running.columns, -1.0, -1.0)]
        for position, header in enumerate(headers):
            ends = _ends(page, header, until)
            stop = min([headers[position + 1].top if position + 1 < len(headers) else 2.0, *ends])
            rows_here = _rows_under(page, header, anchor, stop, holds, wraps)
            found += rows_here
            running = header if rows_here and not ends else None
    return found


def _ends(page: Page, header: _Header, until: re.Pattern[str] | None) -> list[float]:
    """Where lines that end the table begin."""
    return [line.box.y0 for line in page.lines if until and line.box.y0 > header.bottom and until.match(mapped(line.text).text)]


def _headers(page: Page, columns: Mapping[str, Sequence[str]], anchor: Sequence[str], needed: int) -> list[_Header]:
    found: list[_Header] = []
    for level in rows(page):
        row = _unstacked(level, page, columns)
        cells = [(cell.box, _field_of(cell, columns)) for line in row for cell in _head_cells(whole(page, line), columns)]
        named = {field for _, field in cells if field}
        if len(named) >= needed and named & set(anchor):
            header = _Header(_columns(cells), min(line.box.y0 for line in row), max(line.box.y1 for line in row))
            if found and header.top < found[-1].bottom:  # one head in two rows: the one that names more columns is it
                header = max(found.pop(), header, key=lambda one: sum(column.field is not None for column in one.columns))
            found.append(header)
    return found


def _unstacked(row: Sequence[Line], page: Page, columns: Mapping[str, Sequence[str]]) -> list[Line]:
    """A row from left to right, with each head that is set over several lines (数 over 量, half a line above and below the row; 品名 over
    Description) as one."""
    size = median(line.box.height for line in row)
    row = [line for line in row if line.box.height < _UPRIGHT * size]
    if sum(_field_of(whole(page, line), columns) is not None for line in row) < _LEAST_HEADS:
        return list(row)
    stacked: list[list[Line]] = []
    for line in sorted(row, key=lambda line: line.box.x0):
        over = next((one for one in stacked if _over(one[-1], line)), None)
        stacked.append([line]) if over is None else over.append(line)
    known = {mapped(name).text: field for field, names in columns.items() for name in names}
    made = [head for column in stacked for head in _heads_of(sorted(column, key=lambda line: line.box.y0), known)]
    middle = median(line.box.centre[1] for line in row)
    near = [line for line in page.lines if line not in row and abs(line.box.centre[1] - middle) < _LEVEL * size and line.box.height < _UPRIGHT * size]
    short = [line for line in near if len(line.text.strip()) <= _STACKED]
    pairs = [(one, other) for one in short for other in short if one.box.centre[1] < middle < other.box.centre[1] and _over(one, other)]
    made += [head for pair in pairs for head in _heads_of(pair, known) if mapped(head.text).text in known]
    # Heads in two languages stand one under the other, and one without a second line half a line lower.
    for line in sorted(near, key=lambda line: abs(line.box.centre[1] - middle)):
        at = next((i for i, head in enumerate(made) if _over(head, line)), None)
        if at is None:
            made += [line] if _head_word(line, known) else []
            continue
        heads = _heads_of(sorted([made[at], line], key=lambda part: part.box.y0), known)
        same = _head_word(line, known) is not None and _head_word(line, known) == _head_word(made[at], known)
        if same or _BRACKETED.match(line.text.strip()) or all(mapped(head.text).text in known for head in heads):
            made[at : at + 1] = heads
    return sorted(made, key=lambda line: line.box.x0)


def _heads_of(column: Sequence[Line], known: Mapping[str, str]) -> list[Line]:
    """One head of several lines, or heads side by side that a reader took for one line over another: 单数 over 位量."""
    one, other = column if len(column) == 2 else (column[0], column[0])
    if 1 < len(one.text) == len(other.text) and len(one.chars) == len(one.text) and len(other.chars) == len(other.text):
        heads = [merged([_part(one, i, i + 1), _part(other, i, i + 1)]) for i in range(len(one.text))]
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


def _head_cells(line: Span, columns: Mapping[str, Sequence[str]]) -> list[Span]:
    """The heads on one line: more than one where nothing but narrow gaps part them (`单 位 数 量`), each of them a known name."""
    known = {mapped(name).text for names in columns.values() for name in names}
    if line.squeezed().text in known:
        return [line]
    # A reader takes the rule between two heads for a sign.
    pieces = [line.narrowed(m.start(), m.end()) for m in re.finditer(r"[^☑□丨|｜√✓]+", line.text)]
    if len(pieces) > 1 and all(piece.squeezed().text in known for piece in pieces):
        return pieces
    gaps = [0, *_gaps(line.page, line.line, _BETWEEN_HEADS), len(line.text)]
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


def _gaps(page: Page, line: Line, wide: float) -> list[int]:
    """Where characters begin that stand behind a gap of at least `wide` heights of the line."""
    if len(line.chars) != len(line.text):
        return []
    reach = wide * line.box.height * page.height / max(1, page.width) / max(line.box.width, 1e-6)
    printed = [i for i, char in enumerate(line.text) if not char.isspace()]
    return [i for before, i in pairwise(printed) if line.chars[i].start - line.chars[before].stop > reach]


def _cells_of(page: Page, line: Line, columns: Sequence[_Column]) -> list[Line]:
    """A line that was drawn over two columns, cut between them: figures (`1 268000.00`), or words on either side of the border."""
    spaces = [i + 1 for i, char in enumerate(line.text) if char.isspace()] if len(line.chars) == len(line.text) else []
    for at in sorted({*_gaps(page, line, _BETWEEN_FIGURES), *spaces}):
        parts = [_part(line, 0, at), _part(line, at, len(line.text))]
        first, second = (_column_of(one, columns) if one.text else None for one in parts)
        if not (first and first.field and second and second.field) or first is second:
            continue
        near = _NEAR_BORDER * line.box.height
        beside = parts[0].box.x1 < second.left + near and parts[1].box.x0 > second.left - near
        # A long cell that ends before the next head begins is one cell, however near it comes.
        if _FIGURES.fullmatch(line.text) or (beside and parts[1].box.x1 > second.box.x0):
            return [parts[0], *_cells_of(page, parts[1], columns)]
    return [line]


def _part(line: Line, start: int, stop: int) -> Line:
    """`line.text[start:stop]` as a line of its own, confirmed where all of the line was."""
    while start < stop and line.text[start].isspace():
        start += 1
    while start < stop and line.text[stop - 1].isspace():
        stop -= 1
    cut = part(line, line.chars[start:stop]) if start < stop else replace(line, text="")
    return replace(cut, seen=cut.text) if line.seen == line.text else cut


def _field_of(cell: Span, columns: Mapping[str, Sequence[str]]) -> str | None:
    plain = cell.squeezed().text.strip(":()")
    best: tuple[int, str] | None = None
    for field, names in columns.items():
        for name in names:
            key = mapped(name).text
            fits = (key == plain or (len(key) > 1 and key in plain)) and len(plain) <= len(key) + _MAX_HEADER_EXTRA and ":" not in plain
            if fits and (best is None or len(key) > best[0]):
                best = (len(key), field)
    return best[1] if best else None


def _columns(cells: Sequence[tuple[Box, str | None]]) -> tuple[_Column, ...]:
    made = []
    for position, (box, field) in enumerate(cells):
        left = (cells[position - 1][0].x1 + box.x0) / 2 if position else 0.0
        right = (box.x1 + cells[position + 1][0].x0) / 2 if position + 1 < len(cells) else 1.0
        made.append(_Column(field, left, right, box))
    return tuple(made)


def _rows_under(
    page: Page, header: _Header, anchor: Sequence[str], bottom: float, holds: Callable[[Span], bool], wraps: bool
) -> list[TableRow]:
    cells: dict[str, list[Line]] = {}
    tall = _UPRIGHT * text_height(page.lines)
    inside = [line for line in page.lines if header.bottom < line.box.centre[1] < bottom and line.box.width <= 0.75 and line.box.height < tall]
    for line in chain.from_iterable(_cells_of(page, each, header.columns) for each in inside):
        column = _column_of(line, header.columns)
        if column is not None and column.field:
            cells.setdefault(column.field, []).append(line)
    # Of several anchor columns the fullest: a reader overlooks a lone figure now and then.
    name = max((field for field in anchor if cells.get(field)), key=lambda field: _held(page, cells[field], holds), default=None)
    if name is None:
        return []
    ordered = sorted(cells[name], key=lambda line: line.box.y0)
    blocks = _blocks(ordered) if wraps else None
    anchors = list(takewhile(lambda block: holds(merged_span(page, block)), blocks)) if blocks else _unbroken(page, ordered, holds)
    by_anchor: list[dict[str, list[Line]]] = [{name: list(lines)} for lines in anchors]
    for field, lines in cells.items():
        if field != name:
            for line in lines:
                home = _home(line, [merged(group) if blocks else group[0] for group in anchors], lines)
                if home is not None:
                    by_anchor[home].setdefault(field, []).append(line)
    return [
        TableRow({field: merged_span(page, _together(lines, row[name][0])) for field, lines in row.items()}, page) for row in by_anchor
    ]


def _held(page: Page, lines: Sequence[Line], holds: Callable[[Span], bool]) -> int:
    return sum(holds(merged_span(page, [line])) for line in lines)


def _together(lines: Sequence[Line], anchor: Line) -> list[Line]:
    """The lines of one cell: those that stand together with the one nearest to the anchor, from the top."""
    ordered = sorted(lines, key=lambda line: line.box.y0)
    start = min(range(len(ordered)), key=lambda i: abs(ordered[i].box.centre[1] - anchor.box.centre[1]))
    first = last = start
    while first > 0 and _close(ordered[first - 1], ordered[first]):
        first -= 1
    while last + 1 < len(ordered) and _close(ordered[last], ordered[last + 1]):
        last += 1
    return ordered[first : last + 1]


def _close(upper: Line, lower: Line) -> bool:
    return lower.box.y0 - upper.box.y1 < 0.8 * min(upper.box.height, lower.box.height)


def _column_of(line: Line, columns: Sequence[_Column]) -> _Column | None:
    """The column whose header overlaps the line most, else the one whose span holds the line's centre."""
    overlaps = [(min(line.box.x1, c.box.x1) - max(line.box.x0, c.box.x0), c) for c in columns]
    best = max(overlaps, key=lambda pair: pair[0])
    if best[0] > 0.3 * min(line.box.width, best[1].box.width):
        return best[1]
    return next((c for c in columns if c.left <= line.box.centre[0] <= c.right), None)


def _blocks(lines: Sequence[Line]) -> list[list[Line]] | None:
    """Lines of one column as the cells they make up, where those within a cell are closer than cells are; None where all are as far apart."""
    steps = [lower.box.centre[1] - upper.box.centre[1] for upper, lower in pairwise(lines)]
    if not steps or min(steps) > _LEADING * median(line.box.height for line in lines) or max(steps) < _APART * min(steps):
        return None
    blocks = [[lines[0]]]
    for step, line in zip(steps, lines[1:], strict=True):
        if step < _APART * min(steps):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return blocks


def _unbroken(page: Page, lines: Sequence[Line], holds: Callable[[Span], bool]) -> list[list[Line]]:
    """Anchor cells down to where the table ends: a gap far wider than the others, or a cell that cannot begin a row.

    A cell that does not hold by itself but does together with the line under it is one cell of two lines.
    """
    kept: list[list[Line]] = []
    gaps: list[float] = []
    height = text_height(page.lines)
    skip: Line | None = None
    for position, line in enumerate(lines):
        if line is skip:
            continue
        if kept and not holds(merged_span(page, [line])) and _close(kept[-1][-1], line):
            kept[-1].append(line)  # the unit under its figure
            continue
        cell = [line]
        if not holds(merged_span(page, cell)):
            cell = list(lines[position : position + 2])
            if len(cell) < 2 or not holds(merged_span(page, cell)):
                break
            skip = cell[1]
        if kept:
            gap = line.box.y0 - kept[-1][-1].box.y1
            usual = sorted(gaps)[len(gaps) // 2] if gaps else 0.0
            if gap > max(6 * height, 3 * usual + 2 * height):
                break
            gaps.append(gap)
        kept.append(cell)
    return kept


def _home(line: Line, anchors: Sequence[Line], column: Sequence[Line]) -> int | None:
    """Which row a cell's line belongs to: level with an anchor, else by whether cells of this column hang from their row's top."""
    if not anchors:
        return None
    centre = line.box.centre[1]
    beside = [i for i, anchor in enumerate(anchors) if anchor.box.y0 < centre < anchor.box.y1]
    if len(beside) == 1:
        return beside[0]
    top_aligned = sum(any(a.box.same_row(c.box) for c in column) for a in anchors) > len(anchors) / 2
    if len(column) > len(anchors) and top_aligned:
        above = [i for i, a in enumerate(anchors) if a.box.centre[1] <= centre + 0.5 * line.box.height]
        home = above[-1] if above else 0
    else:
        home = min(range(len(anchors)), key=lambda i: abs(anchors[i].box.centre[1] - centre))
    reach = 6 * max(line.box.height, anchors[home].box.height)
    return home if abs(anchors[home].box.centre[1] - centre) <= reach else None
