"""Rows and neighbours of the lines on a levelled page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from statistics import median

from domain.pages import Line, Page

_LOWER = 0.4
"""Heights of a line from its middle to that of the next one under it, at least: boxes on photos are loose and overlap."""
_TALL = 1.8
"""Text heights beyond which a line is set upright or is a heading."""


@lru_cache(maxsize=512)
def _rows(lines: tuple[Line, ...]) -> tuple[tuple[Line, ...], ...]:
    rows: list[list[Line]] = []
    tall = _TALL * text_height(lines)

    def leads(row: list[Line]) -> list[Line]:
        # What is set upright along a form's edge, whole or a character at a time, must not chain its rows to one.
        return [line for line in row if line.box.height <= tall and len(line.text.strip()) > 1] or row

    for line in sorted(lines, key=lambda item: item.box.centre[1]):
        # A row is open while the new line's centre lies level with the row's nearest member: tall stamps must not swallow rows.
        home = next((row for row in reversed(rows[-4:]) if any(line.box.same_row(other.box) for other in leads(row))), None)
        if home is None:
            rows.append([line])
        else:
            home.append(line)
    return tuple(tuple(sorted(row, key=lambda item: item.box.x0)) for row in rows)


def rows(page: Page) -> tuple[tuple[Line, ...], ...]:
    """Lines of a page as rows from top to bottom, each from left to right."""
    return _rows(page.lines)


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """Lines from top to bottom, those level with one another from left to right."""
    return [line for row in _rows(tuple(lines)) for line in row]


def text_height(lines: Sequence[Line]) -> float:
    """Median height of lines as a share of the page; 0.015 where there are none."""
    return median(line.box.height for line in lines) if lines else 0.015


def right_of(page: Page, line: Line) -> list[Line]:
    """Lines of the same row that start after the end of `line`, nearest first; of two in one column the one level with `line`."""
    row = next((row for row in rows(page) if line in row), ())
    # Boxes on photos are loose: a value may begin a little before its label ends. Most of it stands behind it.
    edge = line.box.x1 - max(0.3 * line.box.height, 0.3 * line.box.width)
    found = [other for other in row if other is not line and other.box.x0 >= edge and other.box.centre[0] > line.box.x1]
    level = [other for other in found if line.box.same_row(other.box)]
    # Narrow cells of two lines beside cells of one chain two rows of a form to one.
    return [other for other in found if other in level or not any(other.box.shares_column(one.box) for one in level)]


def below(page: Page, line: Line, reach: float = 3.0) -> list[Line]:
    """Lines under `line` in its column, nearest first, within `reach` line heights."""
    limit = reach * max(line.box.height, 0.5 * text_height(page.lines))
    found = [
        other
        for other in page.lines
        if other is not line
        and other.box.centre[1] > line.box.centre[1] + _LOWER * line.box.height
        and other.box.y0 - line.box.y1 <= limit
        and other.box.shares_column(line.box)
    ]
    return sorted(found, key=lambda other: other.box.y0)
