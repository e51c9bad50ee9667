"""Running text: lines that wrap are joined into paragraphs, and what is found in a paragraph goes back to its lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from domain.pages import Line, Page
from extractors.finders.joining import glue_of, merged
from extractors.finders.layout import rows
from extractors.finders.spans import Span

_STARTS_ITEM = re.compile(r"^\s*(?:[(（]?\d{1,2}[)）.、．:：](?!\d)|[①-⑳]|[●■◆•*]|第[一二三四五六七八九十\d]+[条章]|[一二三四五六七八九十]+、|[(（]?[A-Za-z][.)）]\s)")


_SET_RIGHT = 10.0
"""Heights by which a line begins right of the next one from which it is set to the right and no beginning of a paragraph."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that make up one paragraph; `span` covers their joined text on a line of its own making."""

    page: Page
    lines: tuple[Line, ...]
    span: Span
    starts: tuple[int, ...]

    @property
    def text(self) -> str:
        return self.span.text

    def real(self, part: Span) -> list[Span]:
        """The stretches of real lines that a span of the joined text covers."""
        found = []
        for line, start in zip(self.lines, self.starts, strict=True):
            first, last = max(part.start, start), min(part.stop, start + len(line.text))
            if first < last:
                found.append(Span(self.page, line, first - start, last - start))
        return found or [Span(self.page, self.lines[0], 0, len(self.lines[0].text))]


@lru_cache(maxsize=256)
def paragraphs(page: Page) -> tuple[Paragraph, ...]:
    """Paragraphs of a page in reading order; a line that wraps into none is a paragraph by itself."""
    ordered = [line for row in rows(page) for line in row]
    following: dict[int, Line] = {}
    continued: set[int] = set()
    for line in ordered:
        under = _next_line(line, ordered)
        if under is not None and id(under) not in continued:
            following[id(line)] = under
            continued.add(id(under))
    made = []
    for line in ordered:
        if id(line) in continued:
            continue
        chain = [line]
        while id(chain[-1]) in following:
            chain.append(following[id(chain[-1])])
        made.append(_joined(page, chain))
    return tuple(made)


def _next_line(line: Line, ordered: Sequence[Line]) -> Line | None:
    """The line that a full line runs on into: right below, at the left margin of its column, no item of its own."""
    height = line.box.height
    column = [line, *(o for o in ordered if o.box.shares_column(line.box) and abs(o.box.x0 - line.box.x0) < 4 * height)]
    left, right = min(o.box.x0 for o in column), max(o.box.x1 for o in column)
    if line.box.width < 8 * height:
        return None
    below = [
        o
        for o in ordered
        if o is not line
        and o.box.shares_column(line.box)
        and line.box.y1 - 0.5 * height < o.box.y0 < line.box.y1 + 1.3 * height
        and 0.6 < o.box.height / max(height, 1e-6) < 1.6
    ]
    if not below:
        return None
    nearest = min(below, key=lambda o: (o.box.y0, o.box.x0))
    if line.box.x1 + _first_word(nearest) < right - 3 * height or line.box.x0 - nearest.box.x0 > _SET_RIGHT * height:
        return None
    indented = nearest.box.x0 > max(left, min(line.box.x0, left + 2.6 * height)) + 1.2 * height
    return None if indented or _STARTS_ITEM.match(nearest.text) else nearest


def _first_word(line: Line) -> float:
    """Width of a Latin word at the beginning of a line, which a full line may have had no room for; Chinese breaks anywhere."""
    word = re.match(r"[A-Za-z0-9.'-]+", line.text)
    return line.box.width * word.end() / len(line.text) if word else 0.0


def _joined(page: Page, chain: list[Line]) -> Paragraph:
    line = merged(chain)
    starts, at = [], 0
    for part, between in zip(chain, glue_of(chain), strict=True):
        starts.append(at)
        at += len(part.text) + len(between)
    return Paragraph(page, tuple(chain), Span(page, line, 0, len(line.text)), tuple(starts))
