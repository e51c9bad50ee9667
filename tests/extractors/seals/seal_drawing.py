"""Deterministic drawing of seals without a font: letters are blocks of strokes, which is all that finding and unrolling look at."""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
RED, BLUE, BLACK = (215, 35, 45), (40, 60, 180), (30, 30, 30)


def page(width: int = 800, height: int = 1100, *, lines: bool = True, seed: int = 1) -> Picture:
    """White page with rows of black strokes that look like text."""
    random = np.random.default_rng(seed)
    picture = np.full((height, width, 3), 255, np.uint8)
    if lines:
        for y in range(80, height - 80, 34):
            for x in range(80, width - 80, 20):
                for _ in range(4):
                    a, b = random.integers(0, 15, 2), random.integers(0, 15, 2)
                    cv2.line(picture, (x + int(a[0]), y + int(a[1])), (x + int(b[0]), y + int(b[1])), (20, 20, 20), 2)
    return picture


def stamp(
    picture: Picture,
    centre: tuple[int, int],
    axes: tuple[int, int],
    *,
    ink: tuple[int, int, int] = RED,
    letters: int = 12,
    span: float = 240.0,
    star: bool = True,
    turn: float = 0.0,
) -> Picture:
    """The picture with a seal printed over it: ring, strokes for letters, star. Angles in degrees, clockwise from 12 o'clock."""
    size = 400
    mask = np.zeros((2 * size, 2 * size), np.uint8)
    cv2.circle(mask, (size, size), size - 12, 255, 14, cv2.LINE_AA)
    random = np.random.default_rng(letters)
    for i in range(letters):
        angle = math.radians(-span / 2 + span * i / max(1, letters - 1))
        middle = np.array([size + 300 * math.sin(angle), size - 300 * math.cos(angle)])
        for _ in range(6):
            a, b = random.uniform(-34, 34, 2), random.uniform(-34, 34, 2)
            cv2.line(mask, tuple((middle + a).astype(int).tolist()), tuple((middle + b).astype(int).tolist()), 255, 9, cv2.LINE_AA)
    if star:
        rays = [130 if i % 2 == 0 else 50 for i in range(10)]
        corners = [[size + r * math.sin(math.radians(36 * i)), size - r * math.cos(math.radians(36 * i))] for i, r in enumerate(rays)]
        cv2.fillPoly(mask, [np.array(corners, np.int32)], 255, cv2.LINE_AA)
    t = math.radians(turn)
    sx, sy = axes[0] / size, axes[1] / size
    matrix = np.array([[sx * math.cos(t), -sx * math.sin(t), 0.0], [sy * math.sin(t), sy * math.cos(t), 0.0]])
    matrix[:, 2] = np.array(centre) - matrix[:, :2] @ np.array([size, size])
    soft = cv2.GaussianBlur(mask, (0, 0), max(0.6, 0.4 / min(sx, sy)))
    alpha = cv2.warpAffine(soft, matrix, picture.shape[1::-1]).astype(np.float32)[..., None] / 255
    return np.asarray(picture * (1 - alpha * (1 - np.array(ink, np.float32) / 255)), dtype=np.uint8)
