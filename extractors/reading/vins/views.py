"""Several pictures of one strip of writing: what they agree on does not hang on one accident of scale or light.

Measured on public plates (docs/reading.md): photos are often squeezed, and a strip made a third wider reads best; turned to its negative
it reads nearly as well and errs elsewhere; gradient magnitude is poor on strokes but doubles what is read of dotted stampings.
CLAHE and top-hat lose more than they gain.
"""

from __future__ import annotations

import numpy as np

from domain.picture import Rgb

WIDE, PLAIN, WIDER, NEGATIVE, GRADIENT = "wide", "plain", "wider", "negative", "gradient"
_STRETCH = {PLAIN: 1.0, WIDER: 1.75, GRADIENT: 1.0}
_USUAL_STRETCH = 1.35
_SEARCHED, _ENLARGE, _STROKES = 1024, 3.0, 31
"""px: long side at which light strokes are sought, the most a small picture is enlarged, and the width from which a mark is background."""
_HEIGHT = 64
"""px: a little over what recognisers want, so that they resample little."""


def view(crop: Rgb, name: str) -> Rgb:
    """One picture of the strip, 64 px high, uint8, RGB."""
    scaled = _scaled(crop, _STRETCH.get(name, _USUAL_STRETCH))
    if name == NEGATIVE:
        return np.asarray(255 - scaled, np.uint8)
    return gradient(scaled) if name == GRADIENT else scaled


def gradient(strip: Rgb) -> Rgb:
    """Gradient magnitude, dark on white: embossed and dotted characters show their edges whatever the light."""
    import cv2

    grey = cv2.GaussianBlur(np.asarray(cv2.cvtColor(strip, cv2.COLOR_RGB2GRAY), np.float32), (0, 0), 1.2)
    steepness = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    smooth = cv2.GaussianBlur(steepness, (0, 0), 2.0)
    dark = 255 - np.clip(smooth / max(1e-6, float(np.percentile(smooth, 99.5))) * 255, 0, 255)
    return np.ascontiguousarray(np.broadcast_to(dark.astype(np.uint8)[..., None], strip.shape))


def light_strokes(picture: Rgb) -> Rgb:
    """Thin light marks, dark on white: writing on glass and dark labels that a detector takes for background."""
    import cv2

    scale = min(_ENLARGE, _SEARCHED / max(picture.shape[:2]))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    grey = cv2.cvtColor(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=way), cv2.COLOR_RGB2GRAY)
    hat = cv2.morphologyEx(grey, cv2.MORPH_TOPHAT, np.ones((_STROKES, _STROKES), np.uint8)).astype(np.float32)
    dark = 255 - np.clip(hat / max(1.0, float(hat.max())) * 255, 0, 255)
    return np.ascontiguousarray(np.broadcast_to(dark.astype(np.uint8)[..., None], (*grey.shape, 3)))


def _scaled(crop: Rgb, stretch: float) -> Rgb:
    import cv2

    width = max(_HEIGHT // 2, round(crop.shape[1] * _HEIGHT / max(1, crop.shape[0]) * stretch))
    shrinking = crop.shape[0] > _HEIGHT
    return np.asarray(cv2.resize(crop, (width, _HEIGHT), interpolation=cv2.INTER_AREA if shrinking else cv2.INTER_CUBIC), np.uint8)
