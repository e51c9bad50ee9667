"""Lone figures: a quantity, an item's number or a cross in a cell of its own is too little writing for a detector, which looks for lines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from domain.geometry import Box
from domain.picture import Rgb
from extractors.reading.crops import straight_crop
from extractors.reading.engine import Engine, FoundLine, Quad, Recognition
from extractors.reading.ink import darker_than_ground
from extractors.reading.lines import box_of

_TALL, _WIDE = (0.36, 0.9), (0.06, 0.8)
"""Height and width of a figure in median heights of the lines found, whose boxes have room round the writing."""
_FILLED = 0.12
"""Share of its box that a figure fills at least."""
_TOGETHER, _MOST = 0.4, 3
"""Heights between figures of one number, and figures of a number."""
_APART = 0.45
"""Heights of blank ground round a lone number."""
_ROOM = 0.3
_SURE, _SURE_CROSS = 0.93, 0.5
_CROSSES, _SQUARE = frozenset("×✗✘xX"), 0.6
"""What a cross is read as, and its narrower side as a share of the other."""
_RULED = 4.0
"""Heights from which what is inked is the ruling of a table, which parts its cells and crowds no figure."""
_LEAST_LINES, _LEAST_ROW = 8, 2
"""Lines of a page, and of the row of a table, beside which a lone figure makes sense."""


def lone_figures(picture: Rgb, found: Sequence[FoundLine], engine: Engine) -> list[FoundLine]:
    """Figures and crosses in the rows of a table that are in none of the `found` lines. `picture`: level, without red ink."""
    if len(found) < _LEAST_LINES:
        return []
    height, width = picture.shape[:2]
    boxes = [box_of(line.quad, width, height) for line in found]
    size = float(np.median([box.height for box in boxes])) * height
    quads = [quad for quad in _candidates(picture, boxes, size) if _in_a_row(box_of(quad, width, height), boxes)]
    read = engine.recognise([straight_crop(picture, quad) for quad in quads])
    return [
        FoundLine(reading, quad)
        for reading, quad in zip(read, quads, strict=True)
        if _is_figure(reading) or (reading.text.strip() in _CROSSES and reading.confidence >= _SURE_CROSS and _squarish(quad, size))
    ]


def _is_figure(reading: Recognition) -> bool:
    text = reading.text.strip()
    return text.isdigit() and text.isascii() and len(text) <= _MOST and reading.confidence >= _SURE


def _squarish(quad: Quad, size: float) -> bool:
    width, height = quad[2] - quad[0] - (2 * _ROOM * size, _ROOM * size)
    return float(min(width, height)) >= _SQUARE * float(max(width, height))


def _candidates(picture: Rgb, boxes: Sequence[Box], size: float) -> list[Quad]:
    """Blobs of a figure's size outside all lines, one to three side by side, with nothing else near."""
    import cv2

    height, width = picture.shape[:2]
    ink = darker_than_ground(picture[..., 0], 2 * round(size) + 1)
    taken = np.zeros_like(ink)
    for box in boxes:
        taken[int(box.y0 * height) : int(box.y1 * height) + 1, int(box.x0 * width) : int(box.x1 * width) + 1] = 1
    # Outlines are found far quicker than every pixel is labelled.
    outlines, nested = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    written, figures = ink.copy(), []
    for n, outline in enumerate(outlines):
        if nested[0, n, 3] >= 0:
            continue  # a hole in another
        x, y, w, h = cv2.boundingRect(outline)
        if max(w, h) > _RULED * size:
            cv2.drawContours(written, outlines, n, (0,), cv2.FILLED, hierarchy=nested, maxLevel=1)
        elif _TALL[0] * size < h < _TALL[1] * size and _WIDE[0] * size < w < _WIDE[1] * size and not taken[y + h // 2, x + w // 2]:
            figures.append((x, y, x + w, y + h))
    return [_quad(group, size, width, height) for group in _groups(sorted(figures), size) if _alone(group, written, size)]


def _groups(figures: Sequence[tuple[int, int, int, int]], size: float) -> list[tuple[int, int, int, int]]:
    groups: list[list[tuple[int, int, int, int]]] = []
    for blob in figures:
        near = next(
            (g for g in groups if 0 <= blob[0] - g[-1][2] < _TOGETHER * size and abs(blob[1] - g[-1][1]) < 0.2 * size and abs(blob[3] - g[-1][3]) < 0.2 * size), None
        )
        groups.append([blob]) if near is None else near.append(blob)
    return [(min(b[0] for b in g), min(b[1] for b in g), max(b[2] for b in g), max(b[3] for b in g)) for g in groups if len(g) <= _MOST]


def _alone(group: tuple[int, int, int, int], ink: npt.NDArray[np.uint8], size: float) -> bool:
    x0, y0, x1, y1 = group
    room = round(_APART * size)
    own = int(np.count_nonzero(ink[y0:y1, x0:x1]))
    around = ink[max(0, y0 - room // 2) : y1 + room // 2, max(0, x0 - room) : x1 + room]
    return own > _FILLED * (x1 - x0) * (y1 - y0) and int(np.count_nonzero(around)) <= 1.05 * own


def _quad(group: tuple[int, int, int, int], size: float, width: int, height: int) -> Quad:
    x0, y0, x1, y1 = group
    room = _ROOM * size
    left, right, top, bottom = max(0.0, x0 - room), min(float(width), x1 + room), max(0.0, y0 - room / 2), min(float(height), y1 + room / 2)
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


def _in_a_row(box: Box, boxes: Sequence[Box]) -> bool:
    return sum(abs(other.centre[1] - box.centre[1]) < 0.35 * other.height for other in boxes) >= _LEAST_ROW
