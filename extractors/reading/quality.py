"""Defects of a picture that explain why something could not be read. Conservative: a named defect is there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from domain.pages import Line, Quality
from domain.picture import Rgb
from extractors.reading.picture import quad_of

_LOW_HEIGHT, _WORST_HEIGHT = 16.0, 8.0
"""px: median height of a line of writing below which the picture is low-resolution, and at which it is worst."""
_DARK, _BLACK = 70.0, 20.0
_SHARP, _SMEARED = 0.10, 0.03
"""Steepest edge step of a line over its contrast, px^-1, relative to its height; from _SHARP it is sharp."""
_GLARE = 0.02
_RIM = 0.004
_CUT = 0.25


def quality_of(picture: Rgb, lines: Sequence[Line]) -> tuple[Quality, ...]:
    """Codes low-resolution, blurred, dark, glare, cut-off with a score 0..1 (1 = worst); empty for a good picture."""
    import cv2

    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
    measured = {
        "low-resolution": _low_resolution(lines, picture.shape[0]),
        "blurred": _blurred(grey, lines),
        "dark": _ramp(float(np.median(grey[::4, ::4])), _DARK, _BLACK) if float(np.percentile(grey[::4, ::4], 95)) < 140 else 0.0,
        "glare": _glare(picture),
        "cut-off": _cut_off(lines),
    }
    return tuple(Quality(code, round(score, 2)) for code, score in measured.items() if score > 0)


def _ramp(value: float, good: float, worst: float) -> float:
    return min(1.0, max(0.0, (good - value) / (good - worst)))


def _low_resolution(lines: Sequence[Line], height: int) -> float:
    heights = [line.box.height * height for line in lines if len(line.text) > 2]
    return _ramp(float(np.median(heights)), _LOW_HEIGHT, _WORST_HEIGHT) if heights else 0.0


def _blurred(grey: npt.NDArray[np.uint8], lines: Sequence[Line]) -> float:
    """How soft the edges of writing are for its size: the 98th percentile step between neighbours over the line's contrast."""
    height, width = grey.shape
    sharpness = []
    for line in sorted(lines, key=lambda one: -len(one.text))[:12]:
        (x0, y0), _, (x1, y1), _ = quad_of(line.box, width, height).astype(int)
        place = grey[y0:y1, x0:x1].astype(np.int16)
        if min(place.shape) < 8:
            continue
        contrast = float(np.percentile(place, 98) - np.percentile(place, 2))
        if contrast > 25:
            sharpness.append(float(np.percentile(np.abs(np.diff(place, axis=1)), 98)) / contrast * place.shape[0] / 30)
    return _ramp(float(np.median(sharpness)), _SHARP, _SMEARED) if len(sharpness) >= 2 else 0.0


def _glare(picture: Rgb) -> float:
    """Share of the picture burnt out in a patch, on a picture that is not white paper."""
    import cv2

    small = cv2.resize(picture, (min(400, picture.shape[1]), min(400, picture.shape[0])), interpolation=cv2.INTER_AREA)
    least = small.min(axis=2)
    if float(np.median(least)) > 150:
        return 0.0
    burnt = cv2.morphologyEx((least >= 252).astype(np.uint8), cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
    share = float(burnt.mean())
    return min(1.0, share / 0.2) if share > _GLARE else 0.0


def _cut_off(lines: Sequence[Line]) -> float:
    """Share of lines that run into the left or right rim; one line at the rim is no proof."""
    touching = [line for line in lines if len(line.text) > 3 and (line.box.x0 < _RIM or line.box.x1 > 1 - _RIM)]
    share = len(touching) / len(lines) if lines else 0.0
    return min(1.0, share) if len(touching) >= 3 and share > _CUT else 0.0
