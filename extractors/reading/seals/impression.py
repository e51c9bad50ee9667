"""What one impression of a stamp left on the paper, small enough to keep: two real impressions never agree in it, copies of one do."""

from __future__ import annotations

import cv2
import numpy as np

from domain.impressions import SIDE, UNSEEN, packed
from extractors.reading.seals.unroll import RADIUS, Disc, centre

_LEAST_SEEN = 0.5  # share of a cell that must be free of print


def impression(disc: Disc) -> str:
    """The ink of a flat seal as it lies on the page, SIDE x SIDE cells of 15 levels, cells under print left open."""
    c, reach = centre(), RADIUS
    part = slice(c - reach, c + reach)
    free = (~disc.hidden[part, part]).astype(np.float32)
    ink = disc.ink[part, part] * free
    seen = cv2.resize(free, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    mean = cv2.resize(ink, (SIDE, SIDE), interpolation=cv2.INTER_AREA) / np.maximum(seen, 0.1)
    levels = np.where(seen < _LEAST_SEEN, UNSEEN, np.clip(np.round(mean * (UNSEEN - 1)), 0, UNSEEN - 1))
    return packed(levels.astype(np.uint8))
