"""Pictures made smaller quickly, where no small print hangs on it: the exact mean over odd areas costs more than what looks at the result."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
"""H x W or H x W x 3."""


def resized(picture: Pixels, width: int, height: int) -> Pixels:
    """The picture at that size: halved as often as it goes, as the mean of four pixels, the rest between neighbours."""
    while picture.shape[0] >= 2 * height and picture.shape[1] >= 2 * width and min(width, height) > 0:
        rows, columns = picture.shape[0] // 2, picture.shape[1] // 2
        picture = np.asarray(cv2.resize(picture[: 2 * rows, : 2 * columns], (columns, rows), interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def at_most(picture: Any, side: int) -> Pixels:
    """The picture with its longer side reduced to `side` px; itself where it is no longer."""
    height, width = picture.shape[:2]
    scale = side / max(height, width)
    return resized(picture, max(1, round(width * scale)), max(1, round(height * scale))) if scale < 1 else picture
