"""What lies round a photographed page: a wooden desk is as red as ink, but it is solid and reaches the picture's edge."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Plane = npt.NDArray[np.uint8]

_SMALL_SIDE = 256  # px; here a ring's stroke is about 1 px wide and a star does not reach the edge
_COLOURED = 16
_LEAST_SHARE = 0.015
_INK = 24
_STAMP = 0.06  # share of the longest side; a 40 mm seal on A4 is 0.13


def without_surroundings(amount: Plane) -> Plane:
    """`amount` (H x W, uint8, how much of a colour) with solid coloured ground at the picture's edge set to 0."""
    height, width = amount.shape
    scale = _SMALL_SIDE / max(height, width)
    small = cv2.resize(amount, (max(8, round(width * scale)), max(8, round(height * scale))), interpolation=cv2.INTER_AREA)
    solid = cv2.morphologyEx((small > _COLOURED).astype(np.uint8), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    solid = cv2.morphologyEx(solid, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))  # the grain of wood
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid)
    rows, columns = solid.shape
    ground = np.zeros_like(solid)
    for part in range(1, count):
        x, y, w, h, area = stats[part]
        at_edge = x <= 1 or y <= 1 or x + w >= columns - 1 or y + h >= rows - 1
        if at_edge and area >= _LEAST_SHARE * solid.size:
            ground[labels == part] = 1
    if not ground.any():
        return amount
    grown = cv2.dilate(ground, np.ones((7, 7), np.uint8))
    outside = cv2.resize(grown, (width, height), interpolation=cv2.INTER_NEAREST)
    return np.asarray(np.where(outside > 0, 0, amount), dtype=np.uint8)


def stamp_ink_left(amounts: list[Plane], explained: list[tuple[float, float, float, float]]) -> bool:
    """Whether coloured ink of a seal's size stands where neither a found seal nor a line of print explains it.

    `amounts`: planes of how much of a colour, 0..255; `explained`: boxes (x0, y0, x1, y1) in shares of the picture. Where this holds,
    nobody may say that a page bears no seal.
    """
    return any(_stamp_sized(without_surroundings(amount), explained) for amount in amounts)


def _stamp_sized(amount: Plane, explained: list[tuple[float, float, float, float]]) -> bool:
    height, width = amount.shape
    mask = (amount > _INK).astype(np.uint8)
    for x0, y0, x1, y1 in explained:
        mask[max(0, int(y0 * height) - 2) : int(y1 * height) + 3, max(0, int(x0 * width) - 2) : int(x1 * width) + 3] = 0
    side = max(height, width)
    reach = max(3, side // 70) | 1
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    for part in range(1, count):
        x, y, w, h, _area = stats[part]
        ink = int(mask[y : y + h, x : x + w][labels[y : y + h, x : x + w] == part].sum())
        if min(w, h) >= _STAMP * side and max(w, h) <= 0.4 * side and w <= 2.4 * h and h <= 2.4 * w and ink >= 0.03 * w * h:
            return True
    return False
