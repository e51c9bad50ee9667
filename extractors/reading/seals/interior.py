"""What stands inside the ring of letters: the star, straight words such as 财务专用章, the code on the lower arc."""

from __future__ import annotations

import re
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from domain.text import has_han, squeezed
from extractors.reading.engine import Engine
from extractors.reading.seals.read import Arc
from extractors.reading.seals.unroll import RADIUS, Disc, Ink, as_line, band, centre, strip, upright

_STAR_RADIUS = 0.4  # share of the ring's radius that a star stays within
_SURE = 0.8  # recogniser confidence from which straight words count as read
_TRACE = 0.06  # smoothed ink that counts as a trace: faint words beside a strong ring leave little more
_BAND = 0.2  # height of a line of words, in radii
_CODE_FROM = 0.7  # radius from which the digits of the code may stand
_ALLOWED, _ALLOWED_TOLD = ((0.35, 0.05),), ((0.2, 0.05), (0.12, 0.02))
"""(least free share, most ink) of the bands of a blank place; more of them where the ink's colour told it from print. Measured on
160 drawn seals: official ones mostly 0.00 ink, special-purpose ones 0.13 and more; between them nothing is claimed."""
_CROSSED = 0.35  # share of a line hidden by print from which what is read there may be the print
_SEEN = 0.45  # share of the region that must lie free of print before it counts as looked at
_CODE, _CODE_SURE = re.compile(r"\d{13}"), 0.97
"""A code, and how sure the reader must be of its least sure digit: there is no check digit. Of 66 drawn ones read whole the 37 so sure were right,
of the other 29 five."""


@dataclass(frozen=True, slots=True)
class Interior:
    """`words`: straight text, lines joined; `read`: everything inked was read or is the star; `examined`: the region could be seen."""

    star: bool = False
    words: str = ""
    read: bool = False
    examined: bool = False
    code: str | None = None


def read_interior(disc: Disc, arc: Arc, engine: Engine) -> Interior:
    """Read what is inside the name; nothing can be said when the name's place is unknown."""
    if arc.middle is None or arc.span > 330:
        return Interior(star=has_star(disc))
    star = has_star(disc)
    region = _region(disc, arc, star)
    code = _code(disc, arc, engine)
    ink, smooth, hidden, seen = _looked_at(upright(disc, arc.middle), region)
    if _blank(region, smooth, seen, disc.told):
        return Interior(star, "", True, True, code)
    examined = bool(seen.sum() > _SEEN * region.sum())
    # Only now levelled: where there are no straight words, the letters around the region would decide the turn.
    ink, smooth, hidden, seen = _looked_at(_levelled(disc, arc.middle, star), region)
    inked = (smooth > 0.15) & seen
    words: list[str] = []
    complete = True
    for top, bottom in _rows(inked)[:2]:
        columns = np.flatnonzero(inked[top:bottom].any(0))
        pad = max(4, (bottom - top) // 6)
        left, right = max(0, int(columns[0]) - pad), min(ink.shape[1], int(columns[-1]) + pad)
        y0, y1 = max(0, top - pad), min(ink.shape[0], bottom + pad)
        shown = np.where(region[y0:y1, left:right], ink[y0:y1, left:right], 0).astype(np.float32)
        shown = np.clip(shown / max(0.3, float(np.percentile(shown[shown > 0.1], 80))), 0, 1) if (shown > 0.1).any() else shown
        reading = engine.recognise([as_line(_enlarged(shown))])[0]
        text = squeezed(reading.text)
        crossed = float(hidden[top:bottom, left:right].mean()) > _CROSSED
        if reading.confidence >= _SURE and (has_han(text) or len(text) >= 8) and not crossed:
            words.append(text)
        elif right - left > 0.12 * RADIUS:
            complete = False
    return Interior(star, "".join(words), complete and bool(words), examined, code)


def _blank(region: npt.NDArray[np.bool_], smooth: Ink, seen: npt.NDArray[np.bool_], told: bool) -> bool:
    """Whether the place of a special purpose was seen and holds no words.

    Looked at band by band, each as high as a line of words: its free share and the share of the free pixels with ink. Words that print
    crosses still show between its strokes; the half-tones along print leave next to nothing. The less of a band is free, the less ink is
    allowed.
    """
    c, height = centre(), int(_BAND * RADIUS)
    columns = slice(c - int(0.45 * RADIUS), c + int(0.45 * RADIUS))
    y, x = np.ogrid[: region.shape[0], : region.shape[1]]
    place = region & (np.hypot(x - c, y - c) < _CODE_FROM * RADIUS)
    window = np.ones(height)
    there = np.convolve(place[:, columns].sum(1), window, "valid")
    free = np.convolve((seen & place)[:, columns].sum(1), window, "valid")
    inked = np.convolve(((smooth > _TRACE) & seen & place)[:, columns].sum(1), window, "valid")
    full = there > 0.5 * max(1.0, float(there.max()))
    least = float((free[full] / there[full]).min())
    most = float((inked[full] / np.maximum(1.0, free[full])).max())
    return any(least >= free_share and most <= ink_share for free_share, ink_share in (_ALLOWED_TOLD if told else _ALLOWED))


def _looked_at(
    turned: tuple[Ink, npt.NDArray[np.bool_]], region: npt.NDArray[np.bool_]
) -> tuple[Ink, Ink, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Ink, smoothed ink, hidden map and what of the region is seen.

    Print leaves a soft edge of half-tones beside it. Straight words may be far fainter than the star; smoothed, even they stand out
    from the grain of the paper.
    """
    ink, hidden = turned
    seen = region & (cv2.dilate(hidden.astype(np.uint8), np.ones((9, 9), np.uint8)) == 0)
    smooth = cv2.GaussianBlur(np.where(seen, ink, 0).astype(np.float32), (0, 0), 2.0)
    return ink, np.asarray(smooth, np.float32), hidden, np.asarray(seen)


def has_star(disc: Disc) -> bool:
    """A filled five-pointed star: full ink at the centre, five rays around it."""
    c = centre()
    y, x = np.ogrid[: 2 * c, : 2 * c]
    radius = np.hypot(x - c, y - c) / RADIUS
    if float((disc.ink[radius < 0.09] > 0.35).mean()) < 0.6:
        return False
    angles = np.radians(np.arange(0, 360, 2.0))
    for share in (0.17, 0.2, 0.23):
        px = (c + share * RADIUS * np.sin(angles)).astype(np.intp)
        py = (c - share * RADIUS * np.cos(angles)).astype(np.intp)
        spectrum = np.abs(np.fft.rfft(disc.ink[py, px]))
        if spectrum[5] > 1.2 * max(spectrum[1], spectrum[2], spectrum[3], spectrum[4]) and spectrum[5] > 0.12 * len(angles) / 2:
            return True
    return False


def _levelled(disc: Disc, middle: float, star: bool) -> tuple[Ink, npt.NDArray[np.bool_]]:
    """The disc with the name's centre up, straightened by the turn that gives the straight words the sharpest rows."""
    best, sharpest = 0.0, -1.0
    c = centre()
    half = int(0.62 * RADIUS)
    low = int((0.42 if star else -0.2) * RADIUS)
    for tilt in np.arange(-12.0, 12.1, 2.0):
        ink, _ = upright(disc, middle + float(tilt))
        rows = ink[c + low : c + int(0.8 * RADIUS), c - half : c + half].sum(1)
        contrast = float(np.var(np.diff(rows)))
        if contrast > 1.15 * sharpest if tilt else contrast >= sharpest:
            best, sharpest = float(tilt), contrast
    return upright(disc, middle + best)


def _region(disc: Disc, arc: Arc, star: bool) -> npt.NDArray[np.bool_]:
    """Where straight words may stand on the levelled disc: inside the letters, and below them where the name leaves room."""
    c = centre()
    y, x = np.ogrid[: 2 * c, : 2 * c]
    radius = np.hypot(x - c, y - c) / RADIUS
    angle = np.abs(np.degrees(np.arctan2(x - c, c - y)))
    free = angle > arc.span / 2 + 6
    inside = radius < np.where(free, min(0.8, disc.rim - 0.1), disc.letters[0] - 0.03)
    if star:
        inside &= (radius > _STAR_RADIUS) & (y > c)
    return np.asarray(inside & (y > c - 0.45 * RADIUS))


def _rows(inked: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Lines of straight writing, the most inked first: top and bottom row."""
    profile = inked.sum(1)
    on = profile > max(3, 0.12 * profile.max())
    joined = cv2.morphologyEx(on.astype(np.uint8)[:, None], cv2.MORPH_CLOSE, np.ones((int(0.03 * RADIUS), 1), np.uint8))[:, 0] > 0
    edges = np.flatnonzero(np.diff(np.concatenate([[0], joined.astype(np.int8), [0]])))
    runs = [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a > 0.05 * RADIUS]
    return sorted(sorted(runs, key=lambda r: -int(profile[r[0] : r[1]].sum()))[:2])


def _enlarged(ink: Ink) -> Ink:
    scale = 56 / max(8, ink.shape[0])
    return np.asarray(cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.float32)


def _code(disc: Disc, arc: Arc, engine: Engine) -> str | None:
    """The 13-digit code on the lower arc, its feet outwards; None when there is none or it is not surely read whole."""
    assert arc.middle is not None
    bottom = (arc.middle + 180) % 360
    half = min(60.0, (350 - arc.span) / 2)
    if half < 15:
        return None
    outer, inner = disc.rim - 0.01, disc.rim - 0.19
    at = ((bottom + np.arange(-half, half, 0.5)) * 2).astype(np.intp) % 720
    if float((band(disc, inner, outer)[at] > 0.12).mean()) < 0.15:
        return None
    line = np.ascontiguousarray(np.rot90(strip(disc, bottom - half, 2 * half, inner, outer, 1.0), 2))
    reading = engine.recognise([line])[0]
    digits = re.sub(r"\D", "", reading.text.replace("O", "0"))
    return digits if _CODE.fullmatch(digits) and min((char.confidence for char in reading.chars), default=0.0) >= _CODE_SURE else None


