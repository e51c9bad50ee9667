"""A seal made flat: ellipse to circle, its ink alone (other print removed), and the ring of letters as an upright strip."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from domain.picture import Rgb
from extractors.reading.seals.rings import Ellipse

RADIUS = 260  # px of the ring on the flat disc: letters become 60 px high, the recogniser wants 48
_MARGIN = 14
_CENTRE = RADIUS + _MARGIN
_HEIGHT = 64  # px of a strip
_COLOURFUL = 0.3  # difference of the two channels, as a share of the ink's darkness, from which its colour is a witness
_STEPS = 720  # columns of the polar map, two a degree

Ink = npt.NDArray[np.float32]
"""H x W, float32: 0 paper, 1 full ink."""


@dataclass(frozen=True, slots=True)
class Disc:
    """A seal on a flat disc. `ink`: its ink, other print filled in from around; `hidden`: H x W, bool, where other print covers it.

    `polar`: ink by radius (rows, 1.02 down to 0.30 of the ring's radius) and angle (720 columns clockwise from 12 o'clock).
    `rim`: inner edge of the ring, `letters`: inner and outer radius of the ring of letters; all in shares of the ring's radius.
    `told`: whether the ink has colour enough to be told from print.
    """

    ink: Ink
    hidden: npt.NDArray[np.bool_]
    polar: Ink
    rim: float
    letters: tuple[float, float]
    told: bool = True


_POLAR_TOP, _POLAR_BOTTOM, _POLAR_ROWS = 1.02, 0.30, 180


def flatten(picture: Rgb, outline: Ellipse, colour: str) -> Disc:
    """The disc within `outline` (px of the picture). Raises nothing: parts outside the picture are paper."""
    patch = _patch(picture, outline)
    return measured(*_ink(patch, colour))


def measured(ink: Ink, hidden: npt.NDArray[np.bool_], told: bool) -> Disc:
    """A disc with its ring and its letters' place measured."""
    polar = _polar(ink, _POLAR_TOP, _POLAR_BOTTOM, _POLAR_ROWS)
    rim = _rim(polar)
    return Disc(ink, hidden, polar, rim, _letters(polar, rim), told)


def sharpened(ink: Ink) -> Ink:
    """Ink with its strokes set off from each other: ink that ran together parts again."""
    return np.asarray(np.clip(ink + 1.2 * (ink - cv2.GaussianBlur(ink, (0, 0), 4)), 0, 1), np.float32)


def evened(ink: Ink) -> Ink:
    """Ink as strong everywhere as where it is strongest nearby: what a stamp pressed lightly on one side left faint."""
    small = cv2.resize(ink, None, fx=1 / 8, fy=1 / 8, interpolation=cv2.INTER_AREA)
    near = cv2.GaussianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), (0, 0), 3)
    level = cv2.resize(near, ink.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.clip(ink / np.maximum(1.15 * level, 0.25), 0, 1), np.float32)


def strip(disc: Disc, start: float, span: float, inner: float, outer: float, narrowing: float, ink: Ink | None = None) -> Rgb:
    """Letters from `start` (degrees clockwise from 12 o'clock) over `span` degrees, between two radii, outer side up; `ink` in place of
    the disc's own.

    Returns 80 x W x 3, uint8, RGB, dark on white; `narrowing` 1 keeps the letters' proportions at the middle radius.
    """
    middle = (inner + outer) / 2 * RADIUS
    scale = _HEIGHT / ((outer - inner) * RADIUS)
    width = max(32, round(math.radians(span) * middle * scale * narrowing))
    angle = np.radians(start + (np.arange(width) + 0.5) / width * span)
    radius = (outer - (np.arange(_HEIGHT) + 0.5) / _HEIGHT * (outer - inner)) * RADIUS
    return as_line(_sample(disc.ink if ink is None else ink, radius, angle))


def as_line(ink: Ink) -> Rgb:
    """Ink as a picture for the recogniser, dark on white, with a margin."""
    grey = np.clip(255 - 235 * ink, 0, 255).astype(np.uint8)
    framed = cv2.copyMakeBorder(grey, 4, 4, 14, 14, cv2.BORDER_CONSTANT, value=255)
    return np.asarray(np.repeat(framed[..., None], 3, axis=2), dtype=np.uint8)


def upright(disc: Disc, top: float) -> tuple[Ink, npt.NDArray[np.bool_]]:
    """Ink and hidden map turned so that the direction `top` (degrees clockwise from 12 o'clock) points up."""
    turn = cv2.getRotationMatrix2D((float(_CENTRE), float(_CENTRE)), top, 1.0)
    size = disc.ink.shape[::-1]
    ink = cv2.warpAffine(disc.ink, turn, size, flags=cv2.INTER_LINEAR)
    hidden = cv2.warpAffine(disc.hidden.astype(np.uint8), turn, size, flags=cv2.INTER_NEAREST)
    return np.asarray(ink, np.float32), np.asarray(hidden > 0)


def centre() -> int:
    """Coordinate of the disc's centre on its pictures, px."""
    return _CENTRE


def band(disc: Disc, inner: float, outer: float) -> Ink:
    """Mean ink between two radii by angle: 720 values clockwise from 12 o'clock."""
    per_row = (_POLAR_TOP - _POLAR_BOTTOM) / _POLAR_ROWS
    first = int(np.clip((_POLAR_TOP - outer) / per_row, 0, _POLAR_ROWS - 2))
    last = int(np.clip((_POLAR_TOP - inner) / per_row, first + 1, _POLAR_ROWS))
    return np.asarray(disc.polar[first:last].mean(0), np.float32)


def _patch(picture: Rgb, outline: Ellipse) -> Rgb:
    c, s = math.cos(outline.angle), math.sin(outline.angle)
    turn = np.array([[c, s], [-s, c]])
    matrix = turn.T @ np.diag([RADIUS / outline.a, RADIUS / outline.b]) @ turn
    shift = np.array([_CENTRE, _CENTRE]) - matrix @ np.array([outline.cx, outline.cy])
    shrinking = max(outline.a, outline.b) / RADIUS
    if shrinking > 1.5:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.4 * shrinking), np.uint8)
    size = (2 * _CENTRE, 2 * _CENTRE)
    full = np.hstack([matrix, shift[:, None]])
    patch = cv2.warpAffine(picture, full, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(patch, np.uint8)


def _ink(patch: Rgb, colour: str) -> tuple[Ink, npt.NDArray[np.bool_], bool]:
    """The seal's ink, where darker print hides it, and whether its colour helped to tell.

    A seal's ink is dark in the channel it absorbs most and nearly invisible in the one it reflects; print is dark in both. The
    absorbed channel keeps the detail that chroma subsampling takes from any colour difference.
    """
    planes = patch.astype(np.float32)
    if colour in ("black", "grey"):
        dark, bright = planes.mean(2), None
    elif colour == "blue":
        dark, bright = 0.6 * planes[..., 0] + 0.4 * planes[..., 1], planes[..., 2]
    else:
        dark, bright = planes[..., 1], planes[..., 0]
    paper = _paper(dark)
    amount = np.clip((paper - 6 - dark) / paper, 0, 1)
    hidden, told = np.zeros(dark.shape, dtype=bool), False
    if bright is not None:
        # How bright the seal's own ink stays in this channel, seen on the ring; print is darker than that, or it cannot be told apart.
        own = float(np.median(bright[ring])) if (ring := _annulus(0.93, 1.0) & (amount > 0.12)).any() else 255.0
        darkest = float(np.percentile(bright, 1))
        gap = own - darkest
        weight = np.clip((bright - darkest - 0.35 * gap) / (0.42 * gap), 0, 1) if gap > 30 else np.ones_like(bright)
        # Where a stroke of the seal itself is as dark as that, its colour tells it from print: ink takes away one channel, print both.
        purity = cv2.GaussianBlur(bright - dark, (0, 0), 1.5) / np.maximum(cv2.GaussianBlur(paper - dark, (0, 0), 1.5), 25)
        usual = float(np.median(purity[ring])) if ring.any() else 0.0
        told = usual > _COLOURFUL
        if told:
            weight = np.maximum(weight, np.clip((purity / usual - 0.55) / 0.2, 0, 1))
        hidden = cv2.dilate((weight < 0.5).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        filled = cv2.inpaint((amount * weight * 255).astype(np.uint8), hidden.astype(np.uint8), 3, cv2.INPAINT_TELEA)
        amount = filled.astype(np.float32) / 255
    strong = amount[amount > 0.08]
    full = float(np.percentile(strong, 85)) if strong.size > 30 else 0.4
    return np.clip(amount / max(0.12, full), 0, 1).astype(np.float32), hidden, told


def _annulus(inner: float, outer: float) -> npt.NDArray[np.bool_]:
    y, x = np.ogrid[: 2 * _CENTRE, : 2 * _CENTRE]
    radius = np.hypot(x - _CENTRE, y - _CENTRE) / RADIUS
    return np.asarray((radius >= inner) & (radius <= outer))


def _paper(plane: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Brightness of the paper at each pixel, so that a shadow across a photo is not ink."""
    small = cv2.resize(plane, None, fx=1 / 8, fy=1 / 8, interpolation=cv2.INTER_AREA)
    bright = cv2.GaussianBlur(cv2.dilate(small, np.ones((9, 9), np.uint8)), (0, 0), 5)
    level = cv2.resize(bright, plane.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.maximum(np.minimum(np.asarray(level, np.float32), np.float32(np.percentile(plane, 97))), 40)


def _sample(ink: Ink, radius: npt.NDArray[np.float64], angle: npt.NDArray[np.float64]) -> Ink:
    x = _CENTRE + radius[:, None] * np.sin(angle)[None]
    y = _CENTRE - radius[:, None] * np.cos(angle)[None]
    sampled = cv2.remap(ink, x.astype(np.float32), y.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    return np.asarray(sampled, np.float32)


def _polar(ink: Ink, top: float, bottom: float, rows: int) -> Ink:
    angle = np.radians((np.arange(_STEPS) + 0.5) * 360 / _STEPS)
    radius = (top - (np.arange(rows) + 0.5) / rows * (top - bottom)) * RADIUS
    return _sample(ink, radius, angle)


def _rim(polar: Ink) -> float:
    """Inner edge of the outermost ring, or of the inner of two rings that lie close together."""
    per_row = (_POLAR_TOP - _POLAR_BOTTOM) / _POLAR_ROWS
    drawn = (polar > 0.35).mean(1)
    outermost = drawn[: int(0.14 / per_row)]
    if outermost.max() < 0.4:
        return 0.95
    row = int(np.argmax(outermost))
    while row < len(drawn) - 1 and drawn[row] > 0.42:
        row += 1
    ahead = drawn[row : row + int(0.06 / per_row)]
    if ahead.size and ahead.max() > 0.8:  # a second, thinner line
        row += int(np.argmax(ahead))
        while row < len(drawn) - 1 and drawn[row] > 0.42:
            row += 1
    return _POLAR_TOP - (row + 0.5) * per_row


def _letters(polar: Ink, rim: float) -> tuple[float, float]:
    """Inner and outer radius of the ring of letters: between the blank inside the ring and the blank inside the letters."""
    per_row = (_POLAR_TOP - _POLAR_BOTTOM) / _POLAR_ROWS
    first = int((_POLAR_TOP - rim + 0.012) / per_row)
    last = int((_POLAR_TOP - 0.42) / per_row)
    profile = (polar > 0.3).mean(1, dtype=np.float32)
    region = profile[first:last]
    if region.size < 20 or region.max() < 0.04:
        return rim - 0.31, rim - 0.01
    peak = float(np.percentile(region[: int(0.3 / per_row)], 80))
    inked = region > 0.3 * peak
    outer_row = int(np.argmax(inked))
    height_least, height_most = int(0.15 / per_row), int(0.36 / per_row)
    inner_row = min(len(region), outer_row + height_most)
    for row in range(outer_row + height_least, inner_row):
        if not inked[row : row + 3].any():
            inner_row = row
            break
    outer, inner = rim - 0.012 - outer_row * per_row, rim - 0.012 - inner_row * per_row
    return inner, min(outer, rim - 0.005)
