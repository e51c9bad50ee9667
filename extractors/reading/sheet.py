"""The sheet of paper on a photo that shows what it lies on."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from domain.picture import Rgb

Corners = npt.NDArray[np.float64]
"""4 x 2, px of the picture: the sheet's corners in the order of its outline."""
_LONG_SIDE = 512
_SHARE = (0.3, 0.97)
"""Share of the picture that a sheet fills at least, and at most where anything else is to be seen."""
_FILLED = 0.95
"""Share of its outline that the four corners must enclose."""


def sheet_of(picture: Rgb) -> Corners | None:
    """Corners of the sheet (H x W x 3, uint8, RGB); None where no bright four-sided sheet stands out with its corners inside the picture."""
    import cv2

    height, width = picture.shape[:2]
    scale = _LONG_SIDE / max(height, width)
    small = cv2.resize(picture, (max(1, round(width * scale)), max(1, round(height * scale))), interpolation=cv2.INTER_AREA)
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), (5, 5), 0)
    _, bright = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    closed = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    contours, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return None
    outline = cv2.convexHull(max(contours, key=cv2.contourArea))
    corners = cv2.approxPolyDP(outline, 0.02 * cv2.arcLength(outline, True), True).reshape(-1, 2).astype(np.float64)
    share = cv2.contourArea(outline) / (small.shape[0] * small.shape[1])
    if len(corners) != 4 or not _SHARE[0] < share < _SHARE[1]:
        return None
    if cv2.contourArea(corners.astype(np.float32)) < _FILLED * cv2.contourArea(outline):
        return None
    at_rim = (corners[:, 0] < 2) | (corners[:, 0] > small.shape[1] - 3) | (corners[:, 1] < 2) | (corners[:, 1] > small.shape[0] - 3)
    if at_rim.sum() > 1:  # a sheet that runs out of the picture shows no true corners
        return None
    return np.asarray(corners / scale, np.float64)


def moved(points: npt.NDArray[Any], matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """N x 2 points through a homography (3 x 3)."""
    through = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(through[:, :2] / through[:, 2:], np.float64)


def holds(corners: Corners, x: float, y: float) -> bool:
    """Whether a point lies on the sheet, in whatever its corners are given."""
    import cv2

    return cv2.pointPolygonTest(corners.astype(np.float32), (float(x), float(y)), False) >= 0
