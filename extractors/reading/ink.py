"""Ink on a picture: strokes of writing as against surfaces and ruling lines, and how much of it is accounted for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from domain.geometry import Box
from domain.picture import Grey, Rgb
from extractors.reading.resizing import at_most

Mask = npt.NDArray[np.uint8]
"""H x W, uint8, 0 or 1."""

_NEUTRAL = 14
"""How much redder than anything else paper and black print may look (a photo's cast, JPEG)."""
_LONG_SIDE = 1280
_CONTRAST, _GROUND = 40, 110
_STROKE = 15
"""px at _LONG_SIDE: what is wider than this is a surface, not a stroke."""
_RULE = 48
"""px at _LONG_SIDE: a straight stroke of this length is a ruling line."""
_DASH, _DASHES = 4, 2.5
"""px of height at _LONG_SIDE up to which a spot is a piece of a faint ruling line, when it is so many times as wide as high."""
_ASKEW, _THIN = 0.2, 3.5
"""How far a long thin spot may lean, and px of ink on each px of its length, to be a ruling line too."""
_WORD_INK, _WORD_HEIGHT = 80, 6
"""px of ink and of height from which a spot of it may be a word."""
_DIFFERS = 28
"""Grey levels from which a pixel of two drawings of a page is another one."""
_DARKER = 18
"""Grey levels between ink and the ground round it."""
_AROUND = 31
"""px at _LONG_SIDE (odd) round a stroke, of which most are paper."""
_LOST, _KEPT = 40, 20
"""Edge strength in green above which, and in red below which, an edge shows in the ordinary picture only."""


def darker_than_ground(grey: npt.NDArray[np.uint8], block: int) -> Mask:
    """Ink by its contrast to the mean of the `block` px (odd) round it: faint print on any ground, no surfaces."""
    import cv2

    plain = np.ascontiguousarray(grey)
    return np.asarray(cv2.adaptiveThreshold(plain, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, _DARKER), np.uint8)


def darkest(picture: Rgb) -> Grey:
    """The darkest of each pixel's three colours: print of any colour is dark in one of them."""
    return np.minimum(np.minimum(picture[..., 0], picture[..., 1]), picture[..., 2])


@dataclass(frozen=True, slots=True)
class Ink:
    """`strokes`: ink without ruling lines, on the picture reduced to at most _LONG_SIDE px."""

    strokes: Mask

    def left_over(self, boxes: Iterable[Box]) -> Mask:
        """Strokes outside `boxes` (shares), each a little enlarged."""
        rest = self.strokes.copy()
        height, width = rest.shape
        for box in boxes:
            pad_y, pad_x = 0.2 * box.height + 2 / height, 0.2 * box.height * height / width + 3 / width
            x0, x1 = max(0, int((box.x0 - pad_x) * width)), max(0, int(np.ceil((box.x1 + pad_x) * width)))
            y0, y1 = max(0, int((box.y0 - pad_y) * height)), max(0, int(np.ceil((box.y1 + pad_y) * height)))
            rest[y0:y1, x0:x1] = 0
        return rest

    def on(self, corners: npt.NDArray[np.float64]) -> Ink:
        """The strokes on a sheet with these corners (4 x 2, shares of the picture): the weave of a cloth under it is no writing."""
        import cv2

        rows, columns = self.strokes.shape
        sheet = np.zeros_like(self.strokes)
        cv2.fillConvexPoly(sheet, np.round(corners * [columns, rows]).astype(np.int32), 1)
        return Ink(np.asarray(self.strokes * sheet, np.uint8))

    def unread(self, boxes: Iterable[Box]) -> float:
        """Share of the strokes that lie outside `boxes`, 0..1; pieces of faint ruling lines aside."""
        plain = Ink(_without_lines(self.strokes))
        total = int(plain.strokes.sum())
        return round(float(plain.left_over(boxes).sum() / total), 4) if total else 0.0


def ink_of(picture: Rgb) -> Ink:
    import cv2

    grey = at_most(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), _LONG_SIDE)
    kernel = np.ones((_STROKE, _STROKE), np.uint8)
    dark = (cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, kernel) > _CONTRAST).astype(np.uint8)
    # Light writing counts on a dark ground only: between dark strokes the paper would count as well.
    light = (
        (cv2.morphologyEx(grey, cv2.MORPH_TOPHAT, kernel) > _CONTRAST) & (cv2.blur(grey, (4 * _STROKE, 2 * _STROKE)) < _GROUND)
    ).astype(np.uint8)
    return Ink(np.asarray(cv2.max(_without_rules(dark), _without_rules(light)), np.uint8))


def _without_rules(strokes: Mask) -> Mask:
    import cv2

    level = cv2.morphologyEx(strokes, cv2.MORPH_OPEN, np.ones((1, _RULE), np.uint8))
    upright = cv2.morphologyEx(strokes, cv2.MORPH_OPEN, np.ones((_RULE, 1), np.uint8))
    return np.asarray(cv2.subtract(strokes, cv2.dilate(cv2.max(level, upright), np.ones((3, 3), np.uint8))), np.uint8)


def _without_lines(strokes: Mask) -> Mask:
    """Strokes without the pieces that faint ruling lines break into, and without those that run askew and without the edge of a sheet."""
    import cv2

    _, labels, stats, _ = cv2.connectedComponentsWithStats(strokes, connectivity=8)
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    dashes = (height <= _DASH) & (width >= _DASHES * height)
    long, short = np.maximum(width, height), np.minimum(width, height)
    askew = (long >= _RULE) & (short <= _ASKEW * long) & (stats[:, cv2.CC_STAT_AREA] <= _THIN * long)
    return np.asarray(np.where((dashes | askew)[labels], 0, strokes), np.uint8)


def spot_of_words(rest: Mask) -> Box | None:
    """Box (shares) round all left-over ink that may be words; None when there is none."""
    import cv2

    if int(rest.sum()) < _WORD_INK:
        return None
    height, width = rest.shape
    joined = cv2.dilate(rest, np.ones((5, 11), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    inks = np.bincount(labels[rest > 0], minlength=count)
    spots = [s for s, ink in zip(stats[1:], inks[1:], strict=True) if ink >= _WORD_INK and s[cv2.CC_STAT_HEIGHT] >= _WORD_HEIGHT + 4]
    if not spots:
        return None
    x0, y0 = min(int(s[0]) for s in spots), min(int(s[1]) for s in spots)
    x1, y1 = max(int(s[0] + s[2]) for s in spots), max(int(s[1] + s[3]) for s in spots)
    return Box((x0 - 12) / width, (y0 - 12) / height, (x1 + 12) / width, (y1 + 12) / height).clipped()


def without_red_ink(picture: Rgb) -> Mask:
    """H x W, uint8: the red channel, lighter where a pixel is redder than anything else, so that red ink turns white."""
    import cv2

    red, green, blue = cv2.split(picture)
    redder = cv2.subtract(red, cv2.max(green, blue))
    return np.asarray(cv2.add(red, cv2.subtract(redder, np.full_like(redder, _NEUTRAL))), np.uint8)


def only_in_colour(picture: Rgb) -> Mask:
    """Edges that `without_red_ink` lost (red print, white print on red), on the reduced picture."""
    import cv2

    red, green = at_most(without_red_ink(picture), _LONG_SIDE), at_most(picture[..., 1], _LONG_SIDE)
    # On coloured ground red ink turns lighter than the paper: what is lighter than its surroundings is no stroke.
    red = np.asarray(cv2.min(red, cv2.medianBlur(red, _AROUND)), np.uint8)
    kernel = np.ones((3, 3), np.uint8)
    in_green, in_red = (
        cv2.morphologyEx(green, cv2.MORPH_GRADIENT, kernel),
        cv2.morphologyEx(red, cv2.MORPH_GRADIENT, np.ones((5, 5), np.uint8)),
    )
    return ((in_green > _LOST) & (in_red < _KEPT)).astype(np.uint8)


def drawn(picture: Rgb, without: Rgb) -> npt.NDArray[np.int32]:
    """Integral image ((H + 1) x (W + 1)) of the pixels in which two drawings of a page differ, for counting them in a box."""
    import cv2

    other = cv2.absdiff(picture, without).max(axis=2) > _DIFFERS
    return np.asarray(cv2.integral(other.astype(np.uint8)), np.int32)


def edges(picture: Rgb) -> npt.NDArray[np.int32]:
    """Integral image ((H + 1) x (W + 1)) of visible edges of a picture, for counting them in a box."""
    import cv2

    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    steep = cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 28
    return np.asarray(cv2.integral(steep.astype(np.uint8)), np.int32)
