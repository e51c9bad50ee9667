"""Ellipses through the outermost ink: fitted robustly, measured by how much of the outline is really drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.uint8]
"""H x W, uint8, 255 where there is ink."""
Points = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.float64]
_ANGLES = 240
_TRIALS, _SAMPLE = 300, 700


@dataclass(frozen=True, slots=True)
class Ellipse:
    """Centre, semi-axes (px) and the angle of the first axis (radians, clockwise on the picture)."""

    cx: float
    cy: float
    a: float
    b: float
    angle: float

    def points(self, share: float, count: int) -> tuple[Numbers, Numbers]:
        """`count` points on the outline shrunk to `share`."""
        t = np.linspace(0, 2 * math.pi, count, endpoint=False)
        c, s = math.cos(self.angle), math.sin(self.angle)
        u, v = share * self.a * np.cos(t), share * self.b * np.sin(t)
        return self.cx + u * c - v * s, self.cy + u * s + v * c

    def distance(self, spots: Points) -> Numbers:
        """Normalised distance from the centre: 1 on the outline."""
        dx, dy = spots[:, 0].astype(np.float64) - self.cx, spots[:, 1].astype(np.float64) - self.cy
        c, s = math.cos(self.angle), math.sin(self.angle)
        distance: Numbers = np.hypot((dx * c + dy * s) / self.a, (dy * c - dx * s) / self.b)
        return distance

    def scaled(self, factor: float) -> Ellipse:
        return Ellipse(self.cx * factor, self.cy * factor, self.a * factor, self.b * factor, self.angle)


def fit_ellipse(spots: Points, cx: float, cy: float) -> Ellipse | None:
    """Ellipse through the outermost spot of each degree as seen from the centre, letters that stick out dropped; None when hopeless."""
    ellipse: Ellipse | None = None
    for _ in range(5):
        dx, dy = spots[:, 0] - cx, spots[:, 1] - cy
        radius = np.hypot(dx, dy)
        degree = ((np.arctan2(dy, dx) + math.pi) / (2 * math.pi) * 360).astype(np.intp) % 360
        outermost = np.full(360, -1, dtype=np.intp)
        order = np.argsort(radius)
        outermost[degree[order]] = order
        rim = spots[outermost[outermost >= 0]]
        if len(rim) < 80:
            return None
        if ellipse is not None:
            off = np.abs(ellipse.distance(rim) - 1)
            rim = rim[off < np.clip(3 * np.median(off), 0.015, 0.12)]
        fitted = _direct(rim)
        if fitted is None:
            return None
        ellipse = fitted
        cx, cy = ellipse.cx, ellipse.cy
    return ellipse


def inscribed(mask: Mask) -> Ellipse | None:
    """The ring of a seal that was cut out tightly, so that it touches, or leaves, the picture on its sides; None when there is none."""
    height, width = mask.shape
    if not 0.5 < width / height < 2.0:
        return None
    ellipse: Ellipse | None = Ellipse(width / 2, height / 2, 0.5 * width, 0.5 * height, 0.0)
    points = cv2.findNonZero(mask)
    if points is None or ellipse is None:
        return None
    spots = points.reshape(-1, 2).astype(np.float32)
    if np.mean(np.abs(ellipse.distance(spots) - 0.95) < 0.1) < 0.1:
        return None
    for tolerance in (0.14, 0.1, 0.07, 0.05, 0.04):
        near = spots[np.abs(ellipse.distance(spots) - 0.98) < tolerance]
        ellipse = _direct(_rim(near, ellipse)) if len(near) > 60 else None
        if ellipse is None:
            return None
    return ellipse


def rings_by_vote(spots: Points, least: float, most: float, wanted: int = 3) -> list[Ellipse]:
    """Circles through three random spots, kept by how many spots lie on them: for seals that touch other ink of their colour.

    Deterministic: the random numbers are seeded. `least`, `most`: radius, px.
    """
    random = np.random.default_rng(20260101)
    rest = spots if len(spots) <= 6000 else spots[random.choice(len(spots), 6000, replace=False)]
    found: list[Ellipse] = []
    for _ in range(wanted):
        if len(rest) < 120:
            break
        picks = rest[random.integers(0, len(rest), (_TRIALS, 3))].astype(np.float64)
        cx, cy, radius = _circles(picks)
        usable = np.isfinite(radius) & (radius > least) & (radius < most)
        if not usable.any():
            break
        cx, cy, radius = cx[usable], cy[usable], radius[usable]
        sample = rest if len(rest) <= _SAMPLE else rest[random.choice(len(rest), _SAMPLE, replace=False)]
        x, y = sample[None, :, 0], sample[None, :, 1]
        squared = ((x - cx[:, None].astype(np.float32)) ** 2 + (y - cy[:, None].astype(np.float32)) ** 2) / (radius[:, None] ** 2).astype(np.float32)
        near = np.abs(squared - 1) < 0.04
        # Longer outlines hold more spots by chance, so the count is per length.
        best = int(np.argmax(near.sum(1) / np.sqrt(radius)))
        if near[best].sum() < 0.08 * len(sample):
            break
        ellipse: Ellipse | None = Ellipse(cx[best], cy[best], radius[best], radius[best], 0.0)
        for tolerance in (0.1, 0.05, 0.035):
            assert ellipse is not None
            close = rest[np.abs(ellipse.distance(rest) - 1) < tolerance]
            ellipse = _direct(_rim(close, ellipse)) if len(close) > 60 else None
            if ellipse is None or min(ellipse.a, ellipse.b) < 0.5 * max(ellipse.a, ellipse.b):
                ellipse = None
                break
        if ellipse is None:
            rest = rest[off_circle(rest, cx[best], cy[best], radius[best]) > 0.02]
            continue
        found.append(ellipse)
        rest = rest[np.abs(ellipse.distance(rest) - 1) > 0.05]
    return found


def off_circle(spots: Points, cx: float, cy: float, radius: float) -> Numbers:
    off: Numbers = np.abs(np.hypot(spots[:, 0] - cx, spots[:, 1] - cy) / radius - 1).astype(np.float64)
    return off


def coverage(mask: Mask, ellipse: Ellipse) -> float:
    """Share of the outline's directions, inside the picture, in which ink lies on the outline or up to 6 % within it."""
    drawn = np.zeros(_ANGLES, dtype=bool)
    inside_any = np.zeros(_ANGLES, dtype=bool)
    for share in (0.945, 0.96, 0.975, 0.99, 1.0):
        x, y = ellipse.points(share, _ANGLES)
        inside = (x >= 0) & (y >= 0) & (x < mask.shape[1] - 0.5) & (y < mask.shape[0] - 0.5)
        drawn[inside] |= mask[y[inside].astype(np.intp), x[inside].astype(np.intp)] > 0
        inside_any |= inside
    return float(drawn[inside_any].mean()) if inside_any.any() else 0.0


def share_inside(mask: Mask, ellipse: Ellipse) -> float:
    """Share of the outline that lies on the picture; a crop that shaves the rim still counts as whole."""
    x, y = ellipse.points(0.94, _ANGLES)
    return float(((x >= 0) & (y >= 0) & (x < mask.shape[1]) & (y < mask.shape[0])).mean())


def _rim(spots: Points, ellipse: Ellipse) -> Points:
    degree = ((np.arctan2(spots[:, 1] - ellipse.cy, spots[:, 0] - ellipse.cx) + math.pi) / (2 * math.pi) * 360).astype(np.intp) % 360
    outermost = np.full(360, -1, dtype=np.intp)
    order = np.argsort(ellipse.distance(spots))
    outermost[degree[order]] = order
    return spots[outermost[outermost >= 0]]


def _direct(rim: Points) -> Ellipse | None:
    if len(rim) < 40:
        return None
    (cx, cy), (d1, d2), degrees = cv2.fitEllipseDirect(np.ascontiguousarray(rim, dtype=np.float32))
    if not np.isfinite([cx, cy, d1, d2, degrees]).all() or min(d1, d2) < 8:
        return None
    return Ellipse(float(cx), float(cy), d1 / 2, d2 / 2, math.radians(degrees))


def _circles(picks: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Circumscribed circles of N triangles (N x 3 x 2): centres and radii, infinite where the corners are in line."""
    ax, ay, bx, by, cx, cy = (picks[:, i, j] for i in range(3) for j in range(2))
    d = 2 * (ax * (by - cy) + bx * (cy - ay) + cx * (ay - by))
    with np.errstate(divide="ignore", invalid="ignore"):
        a2, b2, c2 = ax**2 + ay**2, bx**2 + by**2, cx**2 + cy**2
        ux = (a2 * (by - cy) + b2 * (cy - ay) + c2 * (ay - by)) / d
        uy = (a2 * (cx - bx) + b2 * (ax - cx) + c2 * (bx - ax)) / d
    radius = np.hypot(ax - ux, ay - uy)
    return ux, uy, radius
