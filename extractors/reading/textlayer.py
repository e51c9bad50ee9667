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
from extractors.reading.ink import edges
from extractors.reading.lines import part

ORIGIN = "text-layer"
_LEAST_POINTS = 3.0
_LEAST_EDGES = 3
"""px of edge within a character's place that count as ink; a blank or covered place has none."""
_SAME = 0.6
_FEW = 0.1


def visible(words: Sequence[Line], picture: Rgb, dpi: float | None) -> tuple[list[Line], bool]:
    """The words a person can see on `picture`, and whether any were dropped: invisible, covered, off the page, under 3 pt."""
    sums = edges(picture)
    height, width = picture.shape[:2]
    kept: list[Line] = []
    dropped = False
    for line in words:
        if not line.text.strip():
            continue
        points = line.box.height * height / dpi * 72 if dpi else None
        runs = [] if points is not None and points < _LEAST_POINTS else _inked(line, sums, width, height)
        dropped = dropped or sum(map(len, runs)) < sum(not c.text.isspace() for c in _chars(line))
        kept += [
            part(replace(line, chars=_chars(line)), run) if len(run) < len(_chars(line)) else line for run in map(_stripped, runs) if run
        ]
    return kept, dropped


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
