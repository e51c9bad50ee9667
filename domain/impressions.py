"""Impressions of seals compared: is this the same ink twice, or two impressions of one stamp?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

SIDE = 80
"""Cells of an impression along each side of the square round the ring."""
UNSEEN = 15
"""Level of a cell that print hides; the others run from 0, paper, to 14, full ink."""

Levels = npt.NDArray[np.uint8]


def packed(levels: Levels) -> str:
    """SIDE x SIDE levels as a string of hexadecimal digits."""
    return "".join(f"{level:x}" for level in levels.ravel())


def agreement(one: str, other: str) -> float:
    """How far two impressions agree in where their ink is strong and weak, 1 is the same ink; -1 where too little of both is seen."""
    a, b = _levels(one), _levels(other)
    if a is None or b is None:
        return -1.0
    best = -1.0
    for down in (-1, 0, 1):  # the ring is found to within a cell
        for right in (-1, 0, 1):
            best = max(best, _correlation(a, np.roll(b, (down, right), (0, 1))))
    return best


def _correlation(a: Levels, b: Levels) -> float:
    seen = (a != UNSEEN) & (b != UNSEEN)
    if seen.mean() < 0.4:
        return -1.0
    x, y = a[seen].astype(np.float64), b[seen].astype(np.float64)
    spread = x.std() * y.std()
    return float(((x - x.mean()) * (y - y.mean())).mean() / spread) if spread > 0.1 else -1.0


def _levels(text: str) -> Levels | None:
    if len(text) != SIDE * SIDE:
        return None
    return np.array([int(char, 16) for char in text], np.uint8).reshape(SIDE, SIDE)
