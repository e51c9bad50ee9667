"""Positioned characters -> lines of text: one line per run without a wide gap, so that a table row gives one line per cell."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from domain.geometry import Box
from domain.pages import Char, Line

ORIGIN = "text-layer"

_WIDE_GAP = 1.2  # em: a wider gap starts a new line (next cell, next column)
_WIDE_FIGURES = 0.8  # em: the same between two figures, which stand closer in narrow columns
_SPACE_GAP = 0.25  # em: between Latin letters a wider gap is a space although the file has none
_HAN_SPACE_GAP = 0.6  # em: Chinese justified by letter spacing has no spaces
_BACK = 0.15  # em: a character that starts further back belongs to another run
_SAME_ROW = 0.4  # of the smaller height
_SIZES = 1.8  # a jump in type size by this factor starts a new run
_STACK_GAP = 0.4  # em between characters written one below the other
_REPEAT = 0.1  # em: the same character drawn again this near is fake bold


_SIGNS = ((1, 1), (1, -1), (-1, -1), (-1, 1))  # of u and v against the page's own axes, by quarter


@dataclass(frozen=True, slots=True)
class Glyph:
    """One drawn character. Coordinates in pt of the page as displayed, y downwards. `quarter`: clockwise turns (0..3) of the writing
    direction. `em`: type size in pt. `spaced`: the file puts a space before it."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    em: float
    quarter: int = 0
    spaced: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """Drawn lines that part table cells: (position, from, to) in pt as displayed; `upright` at x from y to y, `level` at y from x to x."""

    upright: tuple[tuple[float, float, float], ...] = ()
    level: tuple[tuple[float, float, float], ...] = ()


@dataclass(slots=True)
class _Run:
    """Characters in writing order, in the frame in which they run left to right: u along the line, v across it, downwards."""

    glyphs: list[tuple[float, float, Glyph]] = field(default_factory=list)
    v0: float = 0.0
    v1: float = 0.0
    em: float = 0.0
    walls: list[float] = field(default_factory=list)

    @property
    def u0(self) -> float:
        return self.glyphs[0][0]

    @property
    def u1(self) -> float:
        return max(stop for _, stop, _ in self.glyphs[-3:])

    @property
    def middle(self) -> float:
        return (self.v0 + self.v1) / 2

    def same_row(self, v0: float, v1: float) -> bool:
        return abs(self.middle - (v0 + v1) / 2) < _SAME_ROW * max(0.1, min(self.v1 - self.v0, v1 - v0))

    def add(self, u0: float, u1: float, v0: float, v1: float, glyph: Glyph) -> None:
        first = not self.glyphs
        self.v0, self.v1 = (v0, v1) if first else (min(self.v0, v0), max(self.v1, v1))
        self.em = max(self.em, glyph.em)
        self.glyphs.append((u0, u1, glyph))


def lines_of(glyphs: Sequence[Glyph], width: float, height: float, rules: Rules = Rules()) -> tuple[tuple[Line, ...], bool]:
    """Lines in shares of a `width` x `height` pt page, top to bottom, and whether text wholly off the page was left out.

    For a line written left to right `chars` give shares of its width; for one that runs downwards, upwards or is stacked character below
    character they give shares of its extent along the writing.
    """
    lines: list[Line] = []
    singles: list[_Run] = []
    for quarter in range(4):
        runs = _merged(_once(_runs((g for g in glyphs if g.quarter == quarter), quarter, rules)))
        for run in runs:
            if quarter == 0 and len(run.glyphs) == 1 and _is_han(run.glyphs[0][2].text):
                singles.append(run)
                continue
            lines.extend(_line(run, width, height))
    for stack in _stacks(singles, rules):
        lines.extend(_line(stack[0], width, height) if len(stack) == 1 else _stacked_line(stack, width, height))
    on_page = [line for line in lines if line.box.x1 > 0 and line.box.y1 > 0 and line.box.x0 < 1 and line.box.y0 < 1]
    off_page = len(on_page) < len(lines)
    clipped = [Line(line.text, line.box.clipped(), line.origin, line.confidence, line.chars) for line in on_page]
    return tuple(_in_rows(clipped)), off_page


def _in_rows(lines: list[Line]) -> Iterator[Line]:
    """Row by row from the top, each from the left."""
    row: list[Line] = []
    for line in sorted(lines, key=lambda item: item.box.centre[1]):
        if row and not row[0].box.same_row(line.box):
            yield from sorted(row, key=lambda item: item.box.x0)
            row = []
        row.append(line)
    yield from sorted(row, key=lambda item: item.box.x0)


def turned(glyphs: Sequence[Glyph]) -> int:
    """Clockwise degrees most of the text runs at, 0 when it stands upright or there is none."""
    counts = [sum(g.quarter == quarter for g in glyphs) for quarter in range(4)]
    return 90 * counts.index(max(counts)) if max(counts) > len(glyphs) / 2 else 0


def _frame(glyph: Glyph, quarter: int) -> tuple[float, float, float, float]:
    """u0, u1, v0, v1 of a glyph in the frame in which its writing runs left to right."""
    if quarter == 0:
        return glyph.x0, glyph.x1, glyph.y0, glyph.y1
    if quarter == 1:
        return glyph.y0, glyph.y1, -glyph.x1, -glyph.x0
    if quarter == 2:
        return -glyph.x1, -glyph.x0, -glyph.y1, -glyph.y0
    return -glyph.y1, -glyph.y0, glyph.x0, glyph.x1


def _runs(glyphs: Iterable[Glyph], quarter: int, rules: Rules) -> list[_Run]:
    """Runs in the file's own order; text laid over other text stays apart that way."""
    runs: list[_Run] = []
    for glyph in glyphs:
        u0, u1, v0, v1 = _frame(glyph, quarter)
        run = runs[-1] if runs else None
        if run is not None and _repeats(run.glyphs[-1][2], glyph):
            continue
        if run is None or not _continues(run, u0, v0, v1, glyph) or _parted(run, u0):
            run = _Run(walls=_walls(v0, v1, quarter, rules))
            runs.append(run)
        run.add(u0, u1, v0, v1, glyph)
    return runs


def _repeats(first: Glyph, second: Glyph) -> bool:
    """Whether a character is drawn again on the spot, as programs do that have no bold type."""
    near = _REPEAT * max(first.em, second.em)
    return first.text == second.text and abs(first.x0 - second.x0) <= near and abs(first.y0 - second.y0) <= near


def _once(runs: list[_Run]) -> list[_Run]:
    """Without runs that repeat another one on the spot, character by character."""
    kept: dict[str, list[_Run]] = {}
    once: list[_Run] = []
    for run in runs:
        same = kept.setdefault("".join(glyph.text for _, _, glyph in run.glyphs), [])
        if not any(all(_repeats(a[2], b[2]) for a, b in zip(other.glyphs, run.glyphs, strict=True)) for other in same):
            same.append(run)
            once.append(run)
    return once


def _continues(run: _Run, u0: float, v0: float, v1: float, glyph: Glyph) -> bool:
    start, stop, last = run.glyphs[-1]
    em = max(last.em, glyph.em)
    if not run.same_row(v0, v1) or em > _SIZES * min(last.em, glyph.em):
        return False
    return start - _BACK * em <= u0 <= stop + _wide(last, glyph) * em


def _wide(left: Glyph, right: Glyph) -> float:
    return _WIDE_FIGURES if left.text.isdigit() and right.text.isdigit() else _WIDE_GAP


def _walls(v0: float, v1: float, quarter: int, rules: Rules) -> list[float]:
    """Where along a row drawn lines cross it, in order."""
    middle = (v0 + v1) / 2
    lines = rules.upright if quarter in (0, 2) else rules.level
    along, across = _SIGNS[quarter]
    return sorted(along * at for at, low, high in lines if low <= across * middle <= high)


def _parted(run: _Run, u0: float) -> bool:
    """Whether a drawn line stands in the gap between the run and a character that starts at `u0`."""
    slack = 0.1 * run.em
    after = bisect_left(run.walls, run.glyphs[-1][1] - slack)
    return after < len(run.walls) and run.walls[after] <= u0 + slack


def _merged(runs: list[_Run]) -> list[_Run]:
    """Runs of one row that follow each other closely joined, although the file draws them out of order."""
    rows: list[list[_Run]] = []
    for run in sorted(runs, key=lambda r: r.middle):
        row = rows[-1] if rows else None
        if row is not None and row[0].same_row(run.v0, run.v1):
            row.append(run)
        else:
            rows.append([run])
    merged: list[_Run] = []
    for row in rows:
        chains: list[_Run] = []
        for run in sorted(row, key=lambda r: r.u0):
            chain = next((c for c in reversed(chains[-8:]) if _follows(c, run)), None)
            if chain is None:
                chains.append(run)
                continue
            for u0, u1, glyph in run.glyphs:
                chain.add(u0, u1, min(chain.v0, run.v0), max(chain.v1, run.v1), glyph)
        merged.extend(chains)
    return merged


def _follows(chain: _Run, run: _Run) -> bool:
    em = max(chain.em, run.em)
    if em > _SIZES * min(chain.em, run.em) or not chain.same_row(run.v0, run.v1):
        return False
    return chain.u1 - 2 * _BACK * em <= run.u0 <= chain.u1 + _wide(chain.glyphs[-1][2], run.glyphs[0][2]) * em and not _parted(chain, run.u0)


def _line(run: _Run, width: float, height: float) -> list[Line]:
    u0, u1 = run.u0, max(stop for _, stop, _ in run.glyphs)
    extent = max(u1 - u0, 1e-6)
    chars: list[Char] = []
    before: tuple[float, Glyph] | None = None
    for start, stop, glyph in run.glyphs:
        if before is not None and _is_spaced(before[1], glyph, start - before[0]):
            chars.append(Char(" ", _share(before[0] - u0, extent), _share(start - u0, extent)))
        chars.append(Char(glyph.text, _share(start - u0, extent), _share(stop - u0, extent)))
        before = stop, glyph
    return _finished(chars, [glyph for _, _, glyph in run.glyphs], width, height)


def _stacked_line(stack: list[_Run], width: float, height: float) -> list[Line]:
    glyphs = [run.glyphs[0][2] for run in stack]
    top = glyphs[0].y0
    extent = max(glyphs[-1].y1 - top, 1e-6)
    return _finished([Char(g.text, _share(g.y0 - top, extent), _share(g.y1 - top, extent)) for g in glyphs], glyphs, width, height)


def _finished(chars: list[Char], glyphs: list[Glyph], width: float, height: float) -> list[Line]:
    text = "".join(char.text for char in chars)
    if not text.strip():
        return []
    box = Box(
        min(g.x0 for g in glyphs) / width,
        min(g.y0 for g in glyphs) / height,
        max(g.x1 for g in glyphs) / width,
        max(g.y1 for g in glyphs) / height,
    )
    return [Line(text, box, ORIGIN, chars=tuple(chars))]


def _share(part: float, whole: float) -> float:
    return round(min(1.0, max(0.0, part / whole)), 5)


def _is_spaced(left: Glyph, right: Glyph, gap: float) -> bool:
    em = max(left.em, right.em)
    if right.spaced and gap > 0.1 * em:
        return True
    return gap > (_HAN_SPACE_GAP if _is_han(left.text) and _is_han(right.text) else _SPACE_GAP) * em


@lru_cache(maxsize=4096)
def _is_han(text: str) -> bool:
    return unicodedata.east_asian_width(text[0]) in ("W", "F")


def _stacks(singles: list[_Run], rules: Rules) -> list[list[_Run]]:
    """Lone Chinese characters written one below the other, as in the narrow label cells of a form."""
    stacks: list[list[_Run]] = []
    for run in sorted(singles, key=lambda single: (round((single.u0 + single.u1) / 2), single.v0)):
        above = next((stack for stack in reversed(stacks[-8:]) if _stands_below(stack[-1], run, rules)), None)
        if above is None:
            stacks.append([run])
        else:
            above.append(run)
    return stacks


def _stands_below(above: _Run, below: _Run, rules: Rules) -> bool:
    em = max(above.em, below.em)
    centre, other = (above.u0 + above.u1) / 2, (below.u0 + below.u1) / 2
    gap = below.v0 - above.v1
    if abs(centre - other) > 0.3 * em or not -0.5 * em <= gap <= _STACK_GAP * em or em > 1.3 * min(above.em, below.em):
        return False
    low, high = above.middle, below.middle
    return not any(low < y < high and x0 <= centre <= x1 for y, x0, x1 in rules.level)
