"""Words written large across a page, at whatever angle and in whatever colour: a stamped 作废, a watermark."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

import numpy as np

from domain.geometry import Box
from domain.pages import Line, Seal
from domain.picture import Rgb
from domain.text import squeezed
from extractors.reading.engine import Engine, FoundLine, Quad
from extractors.reading.ink import darkest
from extractors.reading.lines import box_of
from extractors.reading.resizing import at_most

_LONG_SIDE, _LOOK_PX = 1280, 256
"""px of the page's longer side at which marks are read, and at which they are looked for."""
_STROKE = 5
"""px at _LONG_SIDE: thinner strokes are body text and melt away; 1.2 mm on A4."""
_LARGE = 0.035
"""Height of a mark's writing as a share of the page's longer side; 10 mm on A4."""
_PAPER, _INK, _FILLED = 75, 24, 0.05
"""Percentile of the page that is paper, levels that ink is darker, share of a large letter's square that its thinnest strokes fill."""
_SURE, _MOSTLY, _COVERED = 0.9, 0.8, 0.5


def marks(picture: Rgb, engine: Engine, lines: Sequence[Line], seals: Sequence[Seal] = ()) -> tuple[Line, ...]:
    """Large words of a levelled picture (H x W x 3, uint8, RGB) that none of its `lines` holds; boxes in shares."""
    bold = _bold_strokes(picture)
    height, width = bold.shape[:2]
    if not _something_left(bold, [*(line.box for line in lines), *(seal.box for seal in seals)]):
        return ()
    quads = [
        quad
        for quad in engine.detect(bold, within=_LOOK_PX)
        if _letter_height(quad) > _LARGE * max(height, width) and not any(_same_place(line.box, box_of(quad, width, height)) for line in lines)
    ]
    found = [_line(line, width, height, engine.name) for line in (engine.read(bold, quads) if quads else ())]
    return tuple(mark for mark in found if _says_something(mark) and not any(_holds(line, mark) for line in lines))


def _bold_strokes(picture: Rgb) -> Rgb:
    """The picture reduced to _LONG_SIDE, without the strokes of its small print."""
    import cv2

    return np.asarray(cv2.morphologyEx(at_most(picture, _LONG_SIDE), cv2.MORPH_CLOSE, np.ones((_STROKE, _STROKE), np.uint8)), np.uint8)


def _something_left(bold: Rgb, known: Sequence[Box]) -> bool:
    """Whether outside the `known` places there is enough ink for a large letter."""
    height, width = bold.shape[:2]
    dark = darkest(bold)
    ink = dark < np.percentile(dark, _PAPER) - _INK
    for box in known:
        ink[int(box.y0 * height) : int(np.ceil(box.y1 * height)), int(box.x0 * width) : int(np.ceil(box.x1 * width))] = False
    return bool(ink.sum() > _FILLED * (_LARGE * max(height, width)) ** 2)


def _letter_height(quad: Quad) -> float:
    return float(min(np.linalg.norm(quad[3] - quad[0]), np.linalg.norm(quad[1] - quad[0])))


def _line(found: FoundLine, width: int, height: int, engine: str) -> Line:
    reading = found.recognition
    return Line(reading.text, box_of(found.quad, width, height), f"ocr:{engine}", reading.confidence, reading.chars)


def _says_something(mark: Line) -> bool:
    return (mark.confidence or 0.0) >= _SURE and any(char.isalnum() for char in mark.text)


def _same_place(line: Box, mark: Box) -> bool:
    return min(line.overlap(mark), mark.overlap(line)) > _COVERED


def _holds(line: Line, mark: Line) -> bool:
    """Whether a line of the page is what the mark shows."""
    if not line.box.overlap(mark.box):
        return False
    known, text = squeezed(line.text), squeezed(mark.text)
    return sum(block.size for block in SequenceMatcher(None, known, text, autojunk=False).get_matching_blocks()) >= _MOSTLY * len(text)
