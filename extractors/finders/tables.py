"""Tables: the rows under their heads."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from statistics import median

from domain.pages import Line, Page
from extractors.finders.heads import UPRIGHT, Column, Columns, Header, cut_out, gaps_in, headers
from extractors.finders.joining import merged, merged_span
from extractors.finders.layout import in_reading_order, text_height
from extractors.finders.spans import Span, mapped

_BETWEEN_FIGURES = 0.5
"""Heights of a line between two figures that are in columns of their own though a reader took them for one line."""
_NEAR_BORDER = 2.0
"""Heights round the border of two columns."""
_LEVEL_EDGE = 0.4
"""Heights by which the left edges of cells in one column differ at most."""
_LEADING, _APART = 1.25, 1.2
"""Heights from one line of a cell to the next at most, and how many times that far cells are apart at least."""
_PAGE_NUMBER = re.compile(r"(?:第\d{1,3}页|共\d{1,3}页|page\d{1,3}(?:of|/)\d{1,3}|-\d{1,3}-$)")
_RUNS_OVER = 3
"""Heads over which no cell runs."""
_FIGURES = re.compile(r"[\d.,¥￥]*\d[\d.,¥￥% ]*")


@dataclass(frozen=True, slots=True)
class TableRow:
    """Cells by field name; a field without a cell is missing. `box` encloses the row."""

    cells: Mapping[str, Span]
    page: Page


def read_tables(
    pages: Sequence[Page],
    columns: Columns,
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
    running: Header | None = None
    for page in pages:
        heads = headers(page, columns, anchor, needed)
        if not heads and running:
            heads = [Header(running.columns, -1.0, -1.0)]
        for position, header in enumerate(heads):
            ends = _ends(page, header, until)
            stop = min([heads[position + 1].top if position + 1 < len(heads) else 2.0, *ends])
            rows_here = _rows_under(page, header, anchor, stop, holds, wraps)
            found += rows_here
            running = header if rows_here and not ends else None
    return found


def _ends(page: Page, header: Header, until: re.Pattern[str] | None) -> list[float]:
    """Where lines that end the table begin."""
    return [line.box.y0 for line in page.lines if until and line.box.y0 > header.bottom and until.match(mapped(line.text).text)]


def _cells_of(page: Page, line: Line, columns: Sequence[Column], inside: Sequence[Line]) -> list[Line]:
    """A line that was drawn over two columns, cut between them: figures (`1 268000.00`), or words on either side of the border. One that
    begins where other cells of the second column do is that column's, wherever the heads put the border."""
    spaces = [i + 1 for i, char in enumerate(line.text) if char.isspace()] if len(line.chars) == len(line.text) else []
    for at in sorted({*gaps_in(page, line, _BETWEEN_FIGURES), *spaces}):
        parts = [cut_out(line, 0, at), cut_out(line, at, len(line.text))]
        first, second = (_column_of(one, columns) if one.text else None for one in parts)
        if not (first and first.field and second and second.field) or first is second:
            continue
        near = _NEAR_BORDER * line.box.height
        if not _FIGURES.fullmatch(line.text) and any(o is not line and abs(o.box.x0 - line.box.x0) < _LEVEL_EDGE * line.box.height and _column_of(o, columns) is second for o in inside):
            continue
        beside = parts[0].box.x1 < second.left + near and parts[1].box.x0 > second.left - near
        # A long cell that ends before the next head begins is one cell, however near it comes.
        if _FIGURES.fullmatch(line.text) or (beside and parts[1].box.x1 > second.box.x0):
            return [parts[0], *_cells_of(page, parts[1], columns, inside)]
    return [line]


def _rows_under(
    page: Page, header: Header, anchor: Sequence[str], bottom: float, holds: Callable[[Span], bool], wraps: bool
) -> list[TableRow]:
    cells: dict[str, list[Line]] = {}
    tall = UPRIGHT * text_height(page.lines)
    under = (line for line in page.lines if header.bottom < line.box.centre[1] < bottom and line not in header.lines)
    inside = [line for line in under if line.box.width <= 0.75 and line.box.height < tall and not _PAGE_NUMBER.match(mapped(line.text).text)]
    parted = [line for each in inside for line in _cells_of(page, each, header.columns, inside)]
    for line in parted:
        column = _column_in(page, line, header.columns, parted)
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
                if _across(line, header.columns):
                    continue
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
    ordered = in_reading_order(lines)
    start = min(range(len(ordered)), key=lambda i: abs(ordered[i].box.centre[1] - anchor.box.centre[1]))
    first = last = start
    while first > 0 and _close(ordered[first - 1], ordered[first]):
        first -= 1
    while last + 1 < len(ordered) and _close(ordered[last], ordered[last + 1]):
        last += 1
    return ordered[first : last + 1]


def _close(upper: Line, lower: Line) -> bool:
    return lower.box.y0 - upper.box.y1 < 0.8 * min(upper.box.height, lower.box.height)


def _column_in(page: Page, line: Line, columns: Sequence[Column], cells: Sequence[Line]) -> Column | None:
    """The column of a line; where it stands under no head, that of the cells it begins level with: the rest of a cell set to the left of a head in its
    middle."""
    if under := _under(line, columns):
        return under
    near = _LEVEL_EDGE * line.box.height * max(page.height, 1) / max(page.width, 1)
    level = [column for other in cells if abs(other.box.x0 - line.box.x0) < near and (column := _under(other, columns))]
    return level[0] if level and all(column is level[0] for column in level) else _column_of(line, columns)


def _across(line: Line, columns: Sequence[Column]) -> bool:
    """Whether a line runs over several columns: a sentence under the table, a remark in a row of its own."""
    return sum(line.box.x0 < column.box.centre[0] < line.box.x1 for column in columns) >= _RUNS_OVER


def _column_of(line: Line, columns: Sequence[Column]) -> Column | None:
    """The column whose header overlaps the line most, else the one whose span holds the line's centre."""
    return _under(line, columns) or next((c for c in columns if c.left <= line.box.centre[0] <= c.right), None)


def _under(line: Line, columns: Sequence[Column]) -> Column | None:
    """The column whose header a line stands under."""
    overlaps = [(min(line.box.x1, c.box.x1) - max(line.box.x0, c.box.x0), c) for c in columns]
    best = max(overlaps, key=lambda pair: pair[0])
    return best[1] if best[0] > 0.3 * min(line.box.width, best[1].box.width) else None


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
