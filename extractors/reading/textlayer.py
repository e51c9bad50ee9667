"""Embedded words against what is seen: only words whose characters show ink where they claim to stand are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

import numpy as np
import numpy.typing as npt

from domain.geometry import Box
from domain.pages import Char, Line
from domain.picture import Rgb
from domain.text import squeezed
from extractors.reading.ink import drawn, edges
from extractors.reading.lines import part

ORIGIN = "text-layer"
OVERPRINTED = "text-overprinted"
_LEAST_POINTS = 3.0
_LEAST_EDGES = 3
"""px of edge within a character's place that count as ink; a blank or covered place has none."""
_SAME = 0.6
_FEW = 0.1
_RUN_OVER = 0.3
"""Share of the smaller of two boxes from which one lies over the other."""


def visible(words: Sequence[Line], picture: Rgb, dpi: float | None, without: Rgb | None = None) -> tuple[list[Line], list[Line]]:
    """The words a person can see on `picture`, and those dropped: white, covered, clipped, in a hidden layer, off the page, under 3 pt.

    `without`: the same picture drawn without the page's text. A character is seen where the two differ, so that the ink of something
    else at its place does not speak for it; without such a picture any ink at its place has to do.
    """
    sums = edges(picture) if without is None else drawn(picture, without)
    height, width = picture.shape[:2]
    kept: list[Line] = []
    dropped: list[Line] = []
    for line in words:
        if not line.text.strip():
            continue
        points = line.box.height * height / dpi * 72 if dpi else None
        runs = [] if points is not None and points < _LEAST_POINTS else _inked(line, sums, width, height)
        whole = replace(line, chars=_chars(line))
        kept += [part(whole, run) if len(run) < len(whole.chars) else line for run in map(_stripped, runs) if run]
        dropped += _rest(whole, runs)
    return kept, dropped


def _rest(line: Line, runs: Sequence[Sequence[Char]]) -> list[Line]:
    """Stretches of a line that are in none of `runs`."""
    seen = {id(char) for run in runs for char in run if not char.text.isspace()}
    rest: list[list[Char]] = [[]]
    for char in line.chars:
        if id(char) not in seen:
            rest[-1].append(char)
        elif rest[-1]:
            rest.append([])
    return [line if len(run) == len(line.chars) else part(line, run) for run in map(_stripped, rest) if run]


def hidden(dropped: Sequence[Line], shown: Sequence[Line]) -> bool:
    """Whether letters or digits are there and cannot be seen, aside from what is drawn twice at one place, as a shadow is."""
    return any(
        any(c.isalnum() for c in line.text)
        and not any(
            _over(line.box, other.box) and squeezed(line.text) in (squeezed(other.text), squeezed(_at(other, line.box))) for other in shown
        )
        for line in dropped
    )


def overprinted(dropped: Sequence[Line], shown: Sequence[Line]) -> bool:
    """Whether something else is shown at the place of letters or digits that are there and cannot be seen: a value that was changed."""
    return any(
        any(c.isalnum() for c in unseen.text) and any(_over(unseen.box, line.box) for line in shown) and hidden([unseen], shown)
        for unseen in dropped
    )


def _at(line: Line, box: Box) -> str:
    """The part of a line that stands over or under a box."""
    middles = [(line.box.x0 + (char.start + char.stop) / 2 * line.box.width, char.text) for char in _chars(line)]
    return "".join(text for x, text in middles if box.x0 < x < box.x1)


def overlapping(lines: Sequence[Line]) -> set[int]:
    """Indices of text-layer lines that lie over one another: only one of them can be what is seen."""
    embedded = [i for i, line in enumerate(lines) if line.origin == ORIGIN]
    found: set[int] = set()
    for at, i in enumerate(embedded):
        for j in embedded[at + 1 :]:
            if _over(lines[i].box, lines[j].box):
                found |= {i, j}
    return found


def _over(one: Box, other: Box) -> bool:
    return one.intersection(other) > _RUN_OVER * min(one.area, other.area)


def contradicts(words: Sequence[Line], read: Sequence[Line]) -> bool:
    """Whether embedded words say something else than what was read at the same places of the picture.

    Both in shares of the same picture. A few words beside a full page (a scanner's footer) contradict nothing.
    """
    differing = compared = 0
    for line in read:
        below = sorted((w for w in words if _mostly_within(w.box, line.box)), key=lambda w: w.box.x0)
        if not below:
            continue
        seen, embedded = squeezed(line.text), squeezed("".join(w.text for w in below))
        compared += len(seen)
        if SequenceMatcher(None, seen, embedded, autojunk=False).ratio() < _SAME:
            differing += len(seen)
    hidden = [w for w in words if not any(w.box.overlap(line.box) > 0.1 for line in read)]
    differing += sum(len(squeezed(w.text)) for w in hidden)
    total = sum(len(squeezed(line.text)) for line in read)
    return differing > max(8, _FEW * max(compared, total))


def _mostly_within(word: Box, line: Box) -> bool:
    return word.overlap(line) > 0.5


def _chars(line: Line) -> tuple[Char, ...]:
    if line.chars:
        return line.chars
    count = max(1, len(line.text))
    return tuple(Char(c, i / count, (i + 1) / count) for i, c in enumerate(line.text))


def _inked(line: Line, sums: npt.NDArray[np.int32], width: int, height: int) -> list[list[Char]]:
    """Stretches of characters that show ink; blanks belong to the stretch round them."""
    chars = _chars(line)
    box = line.box
    x0 = np.array([box.x0 + c.start * box.width for c in chars])
    x1 = np.array([box.x0 + c.stop * box.width for c in chars])
    middle = (x0 + x1) / 2
    on_page = (middle > 0) & (middle < 1) & (0 < box.centre[1] < 1)
    left, right = (np.clip(np.round(x * width), 0, width).astype(int) for x in (x0, x1))
    right = np.maximum(right, np.minimum(left + 2, width))
    top, bottom = (int(np.clip(round(y * height), 0, height)) for y in (box.y0, box.y1))
    ink = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
    runs: list[list[Char]] = [[]]
    for char, seen in zip(chars, on_page & (ink >= _LEAST_EDGES), strict=True):
        if seen or char.text.isspace():
            runs[-1].append(char)
        elif runs[-1]:
            runs.append([])
    return runs


def _stripped(run: list[Char]) -> list[Char]:
    filled = [i for i, c in enumerate(run) if not c.text.isspace()]
    return run[filled[0] : filled[-1] + 1] if filled else []
