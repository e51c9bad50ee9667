"""Making lines of writing level: skew from the lines' angles, perspective from the sheet's outline or from lines that are not parallel.

Each proposal is judged on the lines themselves; one that does not make them more level is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from domain.picture import Rgb
from extractors.reading.engine import Quad
from extractors.reading.sheet import Corners, holds, moved

Matrix = npt.NDArray[np.float64]
"""3 x 3 homography."""

_LONG, _LONE = 3.0, 4.0
"""Width / height from which a line's angle counts, and from which it counts when it is the only one."""
_LEVEL = 0.25
"""degrees: less skew than this is left alone."""
_PARALLEL = 0.35
"""degrees: typical deviation of the lines from their common direction that is put down to detection."""
_BETTER = 0.7
_SQUARE = 0.012
"""Slope of an outline's edge that is put down to finding it: nothing to correct below."""
_STRETCH = 2.5
"""A homography that enlarges one corner of the picture this many times more than another is not believed."""
_MARGIN = 0.12
_LINES_FOR_PERSPECTIVE, _REACH = 6, 0.4
"""Lines, and shares of the picture they must stretch over both ways: what a few short ones in a corner say is not true of the rest."""


@dataclass(frozen=True, slots=True)
class Levelling:
    """`matrix` maps px of the upright picture to px of the levelled one, which is `width` x `height`. `perspective`: more than a turn."""

    matrix: Matrix
    width: int
    height: int
    perspective: bool = False

    def picture(self, upright: Rgb) -> Rgb:
        import cv2

        warped = cv2.warpPerspective(
            upright,
            self.matrix,
            (self.width, self.height),
            flags=cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(255, 255, 255),
        )
        return np.asarray(warped, np.uint8)

    @property
    def turn(self) -> float:
        """Degrees by which the picture is turned, clockwise positive."""
        return float(np.degrees(np.arctan2(self.matrix[1, 0], self.matrix[0, 0])))

    def quads(self, quads: Sequence[Quad]) -> list[Quad]:
        """Quads of the upright picture as they lie on the levelled one."""
        return [moved(quad, self.matrix).astype(np.float32) for quad in quads]

    def back(self, quads: Sequence[Quad]) -> list[Quad]:
        """Quads of the levelled picture as they lie on the upright one."""
        inverse = np.asarray(np.linalg.inv(self.matrix), np.float64)
        return [moved(quad, inverse).astype(np.float32) for quad in quads]

    def to_upright(self, width: int, height: int) -> tuple[float, ...]:
        """Row-major homography from levelled to upright (`width` x `height` px), both in shares of their picture."""
        back = np.diag([1 / width, 1 / height, 1.0]) @ np.linalg.inv(self.matrix) @ np.diag([self.width, self.height, 1.0])
        return tuple(float(v) for v in (back / back[2, 2]).ravel())


def levelling(upright: Rgb, quads: Sequence[Quad], sheet: Corners | None) -> Levelling | None:
    """How to level a picture whose writing was found at `quads` (px), on a `sheet` if one is seen; None when it is level or nothing tells."""
    lines = _lines(quads)
    if lines is None:
        return None
    height, width = upright.shape[:2]
    tilt, spread = _tilt(lines)
    best: Levelling | None = None if abs(tilt) < _LEVEL else _turn(tilt, width, height)
    proposals = [_from_outline(sheet, quads) if len(lines) > 1 else None]
    reach = np.ptp(lines.reshape(-1, 2), axis=0) / [width, height]
    if len(lines) >= _LINES_FOR_PERSPECTIVE and spread > _PARALLEL and reach.min() > _REACH:
        proposals.append(_from_lines(lines, width, height))
    for matrix in proposals:
        candidate = None if matrix is None else _framed(matrix, quads, width, height)
        if candidate is None:
            continue
        new_tilt, new_spread = _tilt(moved(lines.reshape(-1, 2), candidate.matrix).reshape(-1, 2, 2))
        # Parallel lines may hide a keystone that only the outline shows; lines that are not parallel must become clearly more so.
        allowed = _PARALLEL if spread <= _PARALLEL else _BETTER * spread
        if new_spread <= allowed and abs(new_tilt) < 1.0:
            return candidate
    return best


def _lines(quads: Sequence[Quad]) -> Matrix | None:
    """N x 2 x 2: middle of the left and right edge of each long line, px; None when there are too few."""
    long: list[tuple[float, Matrix]] = []
    for quad in quads:
        across, down = float(np.linalg.norm(quad[1] - quad[0])), float(np.linalg.norm(quad[3] - quad[0]))
        if across >= _LONG * max(down, 1.0):
            long.append((across / max(down, 1.0), np.array([(quad[0] + quad[3]) / 2, (quad[1] + quad[2]) / 2], np.float64)))
    if not long or (len(long) == 1 and long[0][0] < _LONE):
        return None
    return np.array([line for _, line in long])


def _tilt(lines: Matrix) -> tuple[float, float]:
    """Weighted median angle of lines and the weighted median deviation from it, degrees, clockwise positive."""
    run = lines[:, 1] - lines[:, 0]
    angles, lengths = np.degrees(np.arctan2(run[:, 1], run[:, 0])), np.hypot(run[:, 0], run[:, 1])
    tilt = _median(angles, lengths)
    return tilt, _median(np.abs(angles - tilt), lengths)


def _median(values: npt.NDArray[np.float64], weights: npt.NDArray[np.float64]) -> float:
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    return float(values[order][int(np.searchsorted(reached, reached[-1] / 2))])


def _turn(tilt: float, width: int, height: int) -> Levelling:
    """Turn by `-tilt` degrees about the middle, on a canvas that loses no corner."""
    angle = np.radians(tilt)
    cos, sin = float(np.cos(angle)), float(np.sin(angle))
    new_w, new_h = round(width * abs(cos) + height * abs(sin)), round(width * abs(sin) + height * abs(cos))
    centre = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1]])
    turn = np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1]])
    back = np.array([[1, 0, new_w / 2], [0, 1, new_h / 2], [0, 0, 1]])
    return Levelling(back @ turn @ centre, new_w, new_h)


def _from_outline(sheet: Corners | None, quads: Sequence[Quad]) -> Matrix | None:
    """Homography that squares the sheet's outline; None when no sheet stands out that holds the writing."""
    import cv2

    if sheet is None or sum(holds(sheet, *quad.mean(axis=0)) for quad in quads) < 0.9 * len(quads):
        return None
    corners = _clockwise(sheet)
    edges = np.abs(np.roll(corners, -1, axis=0) - corners)
    if (edges.min(axis=1) < _SQUARE * edges.max(axis=1)).all():
        return None
    top, right, bottom, left = (float(np.linalg.norm(corners[(i + 1) % 4] - corners[i])) for i in range(4))
    w, h = (top + bottom) / 2, (left + right) / 2
    target = np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(corners.astype(np.float32), target), np.float64)


def _clockwise(corners: Matrix) -> Matrix:
    """Corners in the order top left, top right, bottom right, bottom left of a shape that stands roughly upright."""
    centre = corners.mean(axis=0)
    ordered = corners[np.argsort(np.arctan2(corners[:, 1] - centre[1], corners[:, 0] - centre[0]))]
    return np.roll(ordered, -int(np.argmin(ordered.sum(axis=1))), axis=0)


def _from_lines(lines: Matrix, width: int, height: int) -> Matrix | None:
    """Turn and perspective that make lines level, by damped least squares; the smallest perspective that does it."""
    size = float(np.hypot(width, height)) / 2
    norm = np.array([[1 / size, 0, -width / 2 / size], [0, 1 / size, -height / 2 / size], [0, 0, 1]])
    ends = moved(lines.reshape(-1, 2), norm)
    parameters = np.zeros(3)

    def slopes(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        mapped = moved(ends, _turn_and_perspective(values)).reshape(-1, 2, 2)
        run = mapped[:, 1] - mapped[:, 0]
        return np.asarray(np.arctan2(run[:, 1], run[:, 0]), np.float64)

    lengths = np.linalg.norm(ends.reshape(-1, 2, 2)[:, 1] - ends.reshape(-1, 2, 2)[:, 0], axis=1)
    for _ in range(20):
        now = slopes(parameters)
        weight = lengths / (1 + (now / 0.01) ** 2)  # a few lines that really slope must not lead
        jacobian = np.column_stack([(slopes(parameters + step) - now) / 1e-5 for step in np.eye(3) * 1e-5])
        ridge = np.diag([1e-9, 1e-4, 1e-4]) * weight.sum()
        step = np.linalg.solve(jacobian.T @ (weight[:, None] * jacobian) + ridge, jacobian.T @ (weight * now) + ridge @ parameters)
        parameters = parameters - step
        if float(np.abs(step).max()) < 1e-7:
            break
    if not np.isfinite(parameters).all() or float(np.abs(parameters[1:]).sum()) > 0.6:
        return None
    return np.asarray(np.linalg.inv(norm) @ _turn_and_perspective(parameters) @ norm, np.float64)


def _turn_and_perspective(parameters: npt.NDArray[np.float64]) -> Matrix:
    angle, p, q = (float(v) for v in parameters)
    cos, sin = np.cos(angle), np.sin(angle)
    return np.asarray(np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1]]) @ np.array([[1, 0, 0], [0, 1, 0], [p, q, 1]]), np.float64)


def _framed(matrix: Matrix, quads: Sequence[Quad], width: int, height: int) -> Levelling | None:
    """The homography on a canvas that holds all writing, and the whole picture where that is not much larger; None when it is wild."""
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    depth = np.column_stack([corners, np.ones(4)]) @ matrix[2]
    if (depth <= 0).any() or depth.max() / depth.min() > _STRETCH:
        return None
    whole = moved(corners, matrix)
    writing = moved(np.concatenate(list(quads)).astype(np.float64), matrix)
    low, high = writing.min(axis=0), writing.max(axis=0)
    reach = _MARGIN * (high - low).max() + 0.5 * (high - low)
    low, high = np.maximum(whole.min(axis=0), low - reach), np.minimum(whole.max(axis=0), high + reach)
    w, h = high - low
    if min(w, h) < 8:
        return None
    scale = min(1.5, max(width, height) / max(w, h))  # neither blow up nor throw away resolution
    place = np.array([[scale, 0, -scale * low[0]], [0, scale, -scale * low[1]], [0, 0, 1]])
    return Levelling(place @ matrix, max(1, round(scale * w)), max(1, round(scale * h)), perspective=True)
