"""A page photographed from a screen: the screen's grid of pixels, or what a sensor makes of it, repeats over ground that should be plain."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_SIDE, _PLACES, _LEAST_PLACES = 128, 16, 4
"""px of a square piece, and how many of the plainest are looked at."""
_PEAK = 30.0
"""Power over the median at the same fineness from which a frequency counts as a peak; grain and paper stay below 20, mostly."""
_FROM, _SURELY = 0.3, 0.6
"""Share of the power that is in peaks. Measured: photographed screens, also reduced to 40 %, 0.39 to 0.94; plates 0.18 at most."""
_AMPLITUDE = 2.5
"""Grey levels of the strongest wave: paper has up to 0.8, the finest of the waves that certificates are printed on 1.6, screens 3.9 and more."""
_COARSEST = 20
"""Waves in a piece below which light, shadow and the printed ground of a certificate are told from nothing (1 mm apart: 16 at 200 dpi)."""


def screen_score(grey: npt.NDArray[np.uint8]) -> float:
    """How much a picture (H x W, uint8) looks like one of a screen, 0..1."""
    import cv2

    pieces = _plainest(grey)
    if len(pieces) < _LEAST_PLACES:
        return 0.0
    window = np.outer(np.hanning(_SIDE), np.hanning(_SIDE))
    power = np.zeros((_SIDE, _SIDE))
    for piece in pieces:
        flat = piece.astype(np.float32)
        flat -= np.asarray(cv2.GaussianBlur(flat, (0, 0), 6), np.float32)
        power += np.abs(np.fft.fftshift(np.fft.fft2(flat * window))) ** 2
    peaks = _peaks(power)
    kept = _telling()
    strongest = float(power[kept].max())
    amplitude = np.sqrt(strongest / len(pieces)) / (window.sum() / 2)
    if amplitude < _AMPLITUDE or not strongest:
        return 0.0
    share = float(power[peaks].sum() / power[kept].sum())
    return min(1.0, max(0.0, (share - _FROM) / (_SURELY - _FROM)))


def _plainest(grey: npt.NDArray[np.uint8]) -> list[npt.NDArray[np.uint8]]:
    """The pieces with the least writing on them, neither black nor burnt out."""
    import cv2

    height, width = grey.shape
    ranked = []
    for top in range(0, height - _SIDE + 1, _SIDE):
        for left in range(0, width - _SIDE + 1, _SIDE):
            piece = grey[top : top + _SIDE, left : left + _SIDE]
            if 40 < float(piece[::4, ::4].mean()) < 250:
                rough = cv2.resize(piece, (_SIDE // 8, _SIDE // 8), interpolation=cv2.INTER_AREA)
                ranked.append((float(rough.std()), top, left))
    return [grey[top : top + _SIDE, left : left + _SIDE] for _, top, left in sorted(ranked)[:_PLACES]]


def _telling() -> npt.NDArray[np.bool_]:
    """Frequencies that say something: none that light and shadow, ruling lines or the blocks of a JPEG give."""
    fy, fx = np.mgrid[-_SIDE // 2 : _SIDE // 2, -_SIDE // 2 : _SIDE // 2]
    step = _SIDE // 8
    block = (np.abs((fx + step // 2) % step - step // 2) <= 1) & (np.abs((fy + step // 2) % step - step // 2) <= 1)
    return np.asarray((np.hypot(fx, fy) > _COARSEST) & (np.abs(fx) > 2) & (np.abs(fy) > 2) & ~block)


def _peaks(power: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Frequencies that stand out of those as fine as they are."""
    fy, fx = np.mgrid[-_SIDE // 2 : _SIDE // 2, -_SIDE // 2 : _SIDE // 2]
    kept, ring = _telling(), (np.hypot(fx, fy) / 4).astype(int)
    floor = 1e-3 * float(np.median(power[kept])) + 1e-9
    usual = np.full(power.shape, np.inf)
    for number in range(int(ring.max()) + 1):
        here = (ring == number) & kept
        if here.any():
            usual[here] = max(float(np.median(power[here])), floor)
    return np.asarray(kept & (power > _PEAK * usual))
