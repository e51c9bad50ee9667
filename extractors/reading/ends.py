"""Ends of lines: a detector that ends a line in the middle of a stroke (the 一 of 一汽) has cut off a character."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from domain.geometry import Box
from domain.picture import Grey, Rgb
from extractors.reading.crops import straight_crop
from extractors.reading.engine import Quad
from extractors.reading.ink import darker_than_ground
from extractors.reading.lines import box_of

_BEYOND = 1.2
"""Line heights past either end that are looked at."""
_LEAST, _WIDEST = 0.12, 1.3
"""Line heights: what must lie beyond the end, and how wide a stroke may be; a rule of the form is wider."""
_ROOM = 0.12
_LONG = 1.2
"""From this width / height on a quad is a line of writing with ends."""


def with_whole_ends(picture: Rgb, quads: Sequence[Quad]) -> list[Quad]:
    """`quads` (corners in px), those longer that cut through a stroke which no other quad holds. `picture`: without red ink."""
    height, width = picture.shape[:2]
    boxes = [box_of(quad, width, height) for quad in quads]
    grey = np.ascontiguousarray(picture[..., 0])
    whole = []
    for i, quad in enumerate(quads):
        longer = _longer(grey, quad)
        taken = longer is not None and any(_reaches(box_of(longer, width, height), boxes[i], o) for j, o in enumerate(boxes) if j != i)
        whole.append(quad if longer is None or taken else longer)
    return whole


def _reaches(longer: Box, box: Box, other: Box) -> bool:
    """Whether a line reaches into another only since it is longer."""
    return longer.intersection(other) > box.intersection(other) + 0.1 * (longer.area - box.area)


def _longer(picture: Grey, quad: Quad) -> Quad | None:
    width, height = (float(np.linalg.norm(quad[a] - quad[b])) for a, b in ((1, 0), (3, 0)))
    if height < 4 or width < _LONG * height:
        return None
    above, below = (quad[1] - quad[0]) / width, (quad[2] - quad[3]) / max(1.0, float(np.linalg.norm(quad[2] - quad[3])))
    beyond = _BEYOND * height
    left, right = _cut_off(straight_crop(picture, _stretched(quad, above, below, beyond, beyond)), round(beyond))
    if not left and not right:
        return None
    room = _ROOM * height
    return _stretched(quad, above, below, left + room if left else 0.0, right + room if right else 0.0)


def _stretched(quad: Quad, above: Quad, below: Quad, left: float, right: float) -> Quad:
    return np.array([quad[0] - above * left, quad[1] + above * right, quad[2] + below * right, quad[3] - below * left], np.float32)


def _cut_off(crop: Grey, beyond: int) -> tuple[int, int]:
    """px by which strokes that cross the left and the right end of a line go on beyond it; 0 where none does."""
    import cv2

    height, width = crop.shape[:2]
    _, labels, stats, _ = cv2.connectedComponentsWithStats(darker_than_ground(crop, 2 * height + 1))
    found = []
    for at, leftwards in ((beyond, True), (width - beyond - 1, False)):
        furthest = 0
        for blob in set(labels[int(0.2 * height) : int(0.8 * height), at].tolist()) - {0}:
            x, y, w, h = (int(v) for v in stats[blob][:4])
            # Ink that runs into the line above, the one below or out of sight is a rule or a neighbour.
            if y > 0 and y + h < height and x > 1 and x + w < width - 1 and w < _WIDEST * height:
                furthest = max(furthest, at - x if leftwards else x + w - 1 - at)
        found.append(furthest if furthest > _LEAST * height else 0)
    return found[0], found[1]
