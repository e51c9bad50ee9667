"""Defects of a picture that explain why something could not be read. Conservative: a named defect is there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from domain.pages import Line, Quality
from domain.picture import Rgb
from extractors.reading.ink import darkest
from extractors.reading.picture import quad_of
from extractors.reading.resizing import resized
from extractors.reading.screens import screen_score

_LOW_HEIGHT, _WORST_HEIGHT = 16.0, 8.0
"""px: median height of a line of writing below which the picture is low-resolution, and at which it is worst."""
_DARK, _BLACK = 70.0, 20.0
_SHARP, _SMEARED = 0.10, 0.03
"""Steepest edge step of a line over its contrast, px^-1, relative to its height; from _SHARP it is sharp."""
_FIRM, _SOFT, _COMPARED_SIDE = 0.55, 0.78, 1600
"""Share of the steps that a further blur leaves, at _COMPARED_SIDE px: 10 public photos of plates and papers 0.08 to 0.19, drawings without any
grain 0.36 to 0.41, the same smeared beyond reading 0.75 and more."""
_GLARE, _MARGIN = 0.02, 0.6
"""Share of the picture that a burnt patch has at least, and share of a row or column of it that only paper beside photos fills."""
_RIM = 0.006
_CUT, _CUT_BADLY = 0.06, 0.3
"""Share of all lines that run into one rim: forms have a column of labels there, of which each row is one line in four."""


def quality_of(picture: Rgb, lines: Sequence[Line], untouched: Rgb | None = None) -> tuple[Quality, ...]:
    """Codes low-resolution, blurred, dark, glare, cut-off, screen with a score 0..1 (1 = worst); empty for a good picture.

    `lines` stand on `picture`; `untouched` is the same before it was levelled, which fills its corners with white.
    """
    import cv2

    raw = picture if untouched is None else untouched
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
    seen = grey if untouched is None else np.asarray(cv2.cvtColor(untouched, cv2.COLOR_RGB2GRAY), np.uint8)
    measured = {
        "low-resolution": _low_resolution(lines, picture.shape[0]),
        "blurred": _blurred(grey, seen, lines),
        "dark": _ramp(float(np.median(seen[::4, ::4])), _DARK, _BLACK) if float(np.percentile(seen[::4, ::4], 99)) < 140 else 0.0,
        "glare": _glare(raw),
        "cut-off": _cut_off(lines),
        "screen": screen_score(seen),
    }
    return tuple(Quality(code, round(score, 2)) for code, score in measured.items() if score > 0)


def _ramp(value: float, good: float, worst: float) -> float:
    return min(1.0, max(0.0, (good - value) / (good - worst)))


def _low_resolution(lines: Sequence[Line], height: int) -> float:
    heights = [line.box.height * height for line in lines if len(line.text) > 2]
    return _ramp(float(np.median(heights)), _LOW_HEIGHT, _WORST_HEIGHT) if heights else 0.0


def _blurred(grey: npt.NDArray[np.uint8], seen: npt.NDArray[np.uint8], lines: Sequence[Line]) -> float:
    """How soft the edges of writing are for its size: the 98th percentile step between neighbours over the line's contrast.

    Where next to no writing was found, how little a further blur takes away (after Crete and others, 2007).
    """
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
    if len(sharpness) >= 2:
        return _ramp(float(np.median(sharpness)), _SHARP, _SMEARED)
    return min(1.0, max(0.0, (_kept_by_blurring(seen) - _FIRM) / (_SOFT - _FIRM)))


def _kept_by_blurring(grey: npt.NDArray[np.uint8]) -> float:
    """Share of the steps between neighbours that no further blur takes away, where there is something to see; 0 where not. Only what a step
    loses counts, not what its blurred neighbours gain: a lone sharp edge has nothing else round it."""
    import cv2

    scale = min(1.0, _COMPARED_SIDE / max(grey.shape))
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    small = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.float32)
    around = np.ones((15, 15), np.uint8)
    spread = cv2.dilate(small, around) - cv2.erode(small, around)
    busy = (spread > max(25.0, 0.25 * float(np.percentile(small, 99) - np.percentile(small, 1))))[:, 1:]
    if not busy.size or float(busy.mean()) < 0.05:
        return 0.0
    steps, softened = (np.abs(np.diff(one, axis=1))[busy] for one in (small, cv2.blur(small, (9, 9))))
    return 1 - float(np.maximum(0, steps - softened).sum() / steps.sum()) if steps.any() else 0.0


def _glare(picture: Rgb) -> float:
    """Share of the picture burnt out in a patch, on a picture that is not white paper."""
    import cv2

    least = darkest(resized(picture, min(400, picture.shape[1]), min(400, picture.shape[0])))
    if float(np.median(least)) > 150:
        return 0.0
    burnt = cv2.morphologyEx((least >= 252).astype(np.uint8), cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
    burnt[burnt.mean(1) > _MARGIN], burnt[:, burnt.mean(0) > _MARGIN] = 0, 0  # the paper between photos
    share = float(burnt.mean())
    return min(1.0, share / 0.2) if share > _GLARE else 0.0


def _cut_off(lines: Sequence[Line]) -> float:
    """Share of lines that run into the left or into the right rim; two lines at the rim are no proof."""
    worst = 0.0
    boxes = [line.box for line in lines if len(line.text.strip()) > 1]
    for count in (sum(box.x0 < _RIM for box in boxes), sum(box.x1 > 1 - _RIM for box in boxes)):
        share = count / len(lines) if lines else 0.0
        if count >= 3 and share > _CUT:
            worst = max(worst, min(1.0, 0.2 + 0.8 * (share - _CUT) / (_CUT_BADLY - _CUT)))
    return worst
