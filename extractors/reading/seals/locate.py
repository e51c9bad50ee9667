"""Where the seals are: ink of a seal's colour, or dark ink, that forms a ring; square chops; arcs cut off by the page's edge."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from domain.picture import Rgb
from extractors.reading.seals.rings import Ellipse, Mask, coverage, fit_ellipse, inscribed, rings_by_vote, share_inside
from extractors.reading.seals.surroundings import without_surroundings

_WORK_SIDE = 1000  # px of the longest side on which rings are sought: a 1 mm ring is still 3 px wide on A4
_MOST = 8  # seals looked for on one page
_MOST_PARTS = 12  # connected parts examined per colour
_LEAST_DIAMETER = 0.045  # share of the longest side; 42 mm on A4 is 0.14, on A3 0.10
_LEAST_DIAMETER_PX = 72  # on a smaller ring the letters are 8 px high, which nobody reads
_ROUND = 0.9  # short axis to long axis from which an ellipse counts as round
_COLOUR_COVERAGE = 0.55
_DARK_COVERAGE = 0.68
_WHOLE = 0.8  # coverage from which an outline needs no second opinion

Plane = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Stamp:
    """A seal's outline in px of the picture. `outline` is None for a square chop; `x0..y1` encloses it, clipped to the picture."""

    colour: str
    shape: str
    outline: Ellipse | None
    coverage: float
    x0: float
    y0: float
    x1: float
    y1: float


def locate(picture: Rgb) -> list[Stamp]:
    """Stamps on a picture (H x W x 3, uint8, RGB), the most complete ring first."""
    height, width = picture.shape[:2]
    if min(height, width) < 40:
        return []
    scale = min(1.0, _WORK_SIDE / max(height, width))
    small = picture if scale == 1 else _reduced(picture, scale)
    scale = small.shape[1] / width
    balanced = _balanced(small)
    shortest = max(_LEAST_DIAMETER * max(small.shape[:2]), _LEAST_DIAMETER_PX * scale)
    found: list[Stamp] = []
    for colour, amount in _colour_planes(balanced):
        mask = _colour_mask(without_surroundings(amount))
        if mask is not None:
            found += _squares(_closed(mask), colour, shortest, found)
            found += _stamps(_closed(mask), mask, colour, _COLOUR_COVERAGE, shortest, found)
            found += _stamps(_clustered(mask), mask, colour, _COLOUR_COVERAGE, shortest, found)
    dark = _dark_mask(balanced)
    found += [_coloured(stamp, balanced, dark) for stamp in _stamps(dark, dark, "black", _DARK_COVERAGE, shortest, found)]
    found.sort(key=lambda s: -s.coverage)
    return [_enlarged(stamp, 1 / scale, width, height) for stamp in found[:_MOST]]


def colour_planes(picture: Rgb, side: int = 500) -> list[Plane]:
    """How much red and how much blue ink a picture shows, 0..255, at no more than `side` px."""
    if min(picture.shape[:2]) < 40:
        return []
    scale = min(1.0, side / max(picture.shape[:2]))
    small = _reduced(picture, scale) if scale < 1 else picture
    return [amount for _, amount in _colour_planes(_balanced(small))]


def _reduced(picture: Rgb, scale: float) -> Rgb:
    step = int(1 / scale)
    if step > 1:  # a plain stride first: the exact area average of a whole page costs more than everything else here
        height, width = picture.shape[:2]
        picture = np.asarray(cv2.resize(picture, (width // step, height // step), interpolation=cv2.INTER_AREA), dtype=np.uint8)
        scale *= step
    if scale > 0.85:
        return picture
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def _balanced(picture: Rgb) -> Rgb:
    """Paper made neutral, so that a photo's cast is not taken for ink."""
    sample = picture[::7, ::7].reshape(-1, 3)
    paper = np.percentile(sample, 80, axis=0)
    if paper.min() < 60 or paper.max() - paper.min() < 6 or paper.max() > 1.6 * paper.min():
        return picture
    table = np.clip(np.arange(256)[:, None] * (paper.max() / paper)[None], 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(picture, table[None]), dtype=np.uint8)


def _colour_planes(picture: Rgb) -> list[tuple[str, Plane]]:
    """How much red and how much blue ink, 0..255."""
    red, green, blue = cv2.split(picture)
    redness = cv2.subtract(red, cv2.max(green, blue))
    # Violet stamping ink still absorbs red most; it must not look green.
    blueness = cv2.subtract(blue, cv2.max(red, cv2.subtract(green, np.full_like(green, 12))))
    return [("red", np.asarray(redness, np.uint8)), ("blue", np.asarray(blueness, np.uint8))]


def _colour_mask(amount: Plane) -> Mask | None:
    strong = amount[amount > 14]
    if strong.size < 150:
        return None
    otsu = cv2.threshold(strong.reshape(-1, 1), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[0]
    threshold = min(45.0, max(18.0, 0.5 * otsu))
    mask = cv2.threshold(amount, threshold, 255, cv2.THRESH_BINARY)[1]
    return np.asarray(cv2.medianBlur(mask, 3), dtype=np.uint8)


def _dark_mask(picture: Rgb) -> Mask:
    """Dark thin ink without the long straight lines of tables, which would tie a ring to its table."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    side = max(grey.shape)
    block = max(15, side // 24) | 1
    mask = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 14)
    run = max(25, side // 12)
    for size in ((run, 1), (1, run)):
        lines = cv2.morphologyEx(mask, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, size))
        if cv2.countNonZero(lines):
            mask = cv2.subtract(mask, lines)
    return np.asarray(mask, dtype=np.uint8)


def _closed(mask: Mask) -> Mask:
    """Worn ink joined up. Not for dark ink: it would tie a ring to the lines of text it crosses."""
    reach = max(3, round(0.004 * max(mask.shape))) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel), dtype=np.uint8)


def _clustered(mask: Mask) -> Mask:
    """Ink that stands close together as one part: a ring that lines of black print cut to pieces."""
    reach = max(5, round(0.014 * max(mask.shape))) | 1
    return np.asarray(cv2.dilate(mask, np.ones((reach, reach), np.uint8)), dtype=np.uint8)


def _stamps(joined: Mask, mask: Mask, colour: str, least: float, shortest: float, known: list[Stamp]) -> list[Stamp]:
    """Rings among the connected parts of `joined`, measured on `mask`. `least`: coverage, `shortest`: long axis, px."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    width, height, area = stats[:, 2], stats[:, 3], stats[:, 4]
    big = (width >= 0.7 * shortest) & (height >= 0.45 * shortest) & (area > 1.5 * shortest)
    big[0] = False
    found: list[Stamp] = []
    filling = inscribed(mask)
    if filling is not None and _is_ring(mask, filling, least, shortest):
        stamp = _stamp(mask, filling, colour)
        return [] if any(_same(stamp, other) for other in known if other.outline) else [stamp]
    for i in sorted(np.flatnonzero(big), key=lambda i: -int(width[i]) * int(height[i]))[:_MOST_PARTS]:
        x, y, w, h = (int(v) for v in stats[i, :4])
        points = cv2.findNonZero(((labels[y : y + h, x : x + w] == i) & (mask[y : y + h, x : x + w] > 0)).astype(np.uint8))
        if points is None or len(points) < 60:
            continue
        spots = points.reshape(-1, 2).astype(np.float32) + np.array([x, y], np.float32)
        whole = fit_ellipse(spots, x + w / 2, y + h / 2) if max(w, h) < 2.4 * min(w, h) else None
        outlines = [whole] if whole is not None and _is_ring(mask, whole, least, shortest) else []
        if max(w, h) >= shortest and not (outlines and coverage(mask, outlines[0]) >= _WHOLE):
            # Two seals that overlap pass for one stretched ring: a poor outline must stand up to circles voted for by its own ink.
            bar = coverage(mask, outlines[0]) + 0.1 if outlines else 0.0
            voted = [e for e in rings_by_vote(spots, shortest / 2, 0.6 * max(mask.shape)) if _is_ring(mask, e, least, shortest)]
            outlines = [e for e in voted if coverage(mask, e) >= bar] or outlines
        for outline in outlines:
            stamp = _stamp(mask, outline, colour)
            if not any(_same(stamp, other) for other in (*known, *found)):
                found.append(stamp)
    return found


def _is_ring(mask: Mask, outline: Ellipse, least: float, shortest: float) -> bool:
    long, short = max(outline.a, outline.b), min(outline.a, outline.b)
    if 2 * long < shortest or short < 0.5 * long or 2 * short > 1.25 * max(mask.shape):
        return False
    inside = share_inside(mask, outline)
    if inside < 0.3 or coverage(mask, outline) < least + 0.1 * (1 - inside):
        return False
    return _open_within(mask, outline)


def _open_within(mask: Mask, outline: Ellipse) -> bool:
    """Whether the disc is drawn with strokes: a wheel, a button or a solid logo is not."""
    rows = [float(_along(mask, outline, share).mean()) / 255 for share in np.linspace(0.45, 0.9, 10)]
    return float(np.mean(rows)) < 0.62 and min(rows) < 0.4


def _along(mask: Mask, outline: Ellipse, share: float) -> npt.NDArray[np.uint8]:
    x, y = outline.points(share, 240)
    inside = (x >= 0) & (y >= 0) & (x < mask.shape[1] - 0.5) & (y < mask.shape[0] - 0.5)
    if not inside.any():
        return np.zeros(1, np.uint8)
    return np.asarray(mask[y[inside].astype(np.intp), x[inside].astype(np.intp)], dtype=np.uint8)


def _stamp(mask: Mask, outline: Ellipse, colour: str) -> Stamp:
    long, short = max(outline.a, outline.b), min(outline.a, outline.b)
    inside = share_inside(mask, outline)
    shape = "partial" if inside < 0.72 else "round" if short >= _ROUND * long else "oval"
    x, y = outline.points(1.0, 72)
    return Stamp(colour, shape, outline, coverage(mask, outline), float(x.min()), float(y.min()), float(x.max()), float(y.max()))


def _coloured(stamp: Stamp, picture: Rgb, mask: Mask) -> Stamp:
    """A stamp found by its darkness under the name of its ink's colour: what the ring takes away from the paper around it.

    A pale or yellowed red is too weak for the colour mask and still takes away far less red than green and blue.
    """
    assert stamp.outline is not None
    ink, paper = [], []
    for share in (0.95, 0.965, 0.98, 0.995):
        x, y = stamp.outline.points(share, 240)
        inside = (x >= 0) & (y >= 0) & (x < mask.shape[1] - 0.5) & (y < mask.shape[0] - 0.5)
        at = y[inside].astype(np.intp), x[inside].astype(np.intp)
        ink.append(picture[at][mask[at] > 0])
    for share in (0.5, 0.6, 0.88, 0.9):
        x, y = stamp.outline.points(share, 240)
        inside = (x >= 0) & (y >= 0) & (x < mask.shape[1] - 0.5) & (y < mask.shape[0] - 0.5)
        at = y[inside].astype(np.intp), x[inside].astype(np.intp)
        paper.append(picture[at][mask[at] == 0])
    inks, papers = np.concatenate(ink), np.concatenate(paper)
    if len(inks) < 20 or len(papers) < 20:
        return stamp
    light = np.median(papers, axis=0)
    red, green, blue = np.maximum(light - np.median(inks, axis=0), 1)
    if red < 0.8 * min(green, blue):
        return replace(stamp, colour="red")
    if blue < 0.8 * red and blue < 1.05 * green:
        return replace(stamp, colour="blue")
    return replace(stamp, colour="grey" if float(np.mean([red, green, blue])) < 0.5 * float(light.mean()) else "black")


def _squares(mask: Mask, colour: str, shortest: float, known: list[Stamp]) -> list[Stamp]:
    """Name chops: a closed square frame with strokes inside it."""
    side = max(mask.shape)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found: list[Stamp] = []
    for contour in contours:
        x, y, w, h = cv2.boundingRect(contour)
        if not (shortest / 2 < w < 0.25 * side and shortest / 2 < h < 0.25 * side):
            continue
        (_, (rw, rh), _) = cv2.minAreaRect(contour)
        if min(rw, rh) < 0.72 * max(rw, rh) or cv2.contourArea(contour) < 0.88 * rw * rh:
            continue
        filled = cv2.countNonZero(mask[y : y + h, x : x + w]) / (w * h)
        stamp = Stamp(colour, "square", None, 0.5, x, y, x + w, y + h)
        if 0.15 < filled < 0.85 and not any(_same(stamp, other) for other in (*known, *found)):
            found.append(stamp)
    return found


def _same(one: Stamp, other: Stamp) -> bool:
    """Whether one lies mostly within the other; overlapping neighbours keep their own centres."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    smaller = min((one.x1 - one.x0) * (one.y1 - one.y0), (other.x1 - other.x0) * (other.y1 - other.y0))
    return width > 0 and height > 0 and width * height > 0.6 * smaller


def _enlarged(stamp: Stamp, factor: float, width: int, height: int) -> Stamp:
    x0, y0, x1, y1 = (v * factor for v in (stamp.x0, stamp.y0, stamp.x1, stamp.y1))
    outline = stamp.outline.scaled(factor) if stamp.outline else None
    return Stamp(
        stamp.colour, stamp.shape, outline, stamp.coverage, max(0.0, x0), max(0.0, y0), min(float(width), x1), min(float(height), y1)
    )
