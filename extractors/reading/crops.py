"""Cutting lines of writing out of a picture."""

from __future__ import annotations

import numpy as np

from domain.picture import Rgb
from extractors.reading.engine import Quad


def straight_crop(picture: Rgb, quad: Quad) -> Rgb:
    """The picture inside a quad, in colour or grey as it came, warped to a rectangle as long as its longer sides; at least 1 x 1 px."""
    import cv2

    width = max(1, round(float(max(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[3])))))
    height = max(1, round(float(max(np.linalg.norm(quad[3] - quad[0]), np.linalg.norm(quad[2] - quad[1])))))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32), target)
    return np.asarray(
        cv2.warpPerspective(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


def turned(quad: Quad, quarters: int) -> Quad:
    """Corners of the same quad when its crop was turned `quarters` times anticlockwise (as numpy.rot90 does) to read it."""
    return np.roll(quad, -quarters, axis=0)


def ordered(corners: Quad) -> Quad:
    """Corners of a convex quadrilateral, clockwise from the one whose edge to the next runs most nearly to the right."""
    centre = corners.mean(axis=0)
    round_ = corners[np.argsort(np.arctan2(corners[:, 1] - centre[1], corners[:, 0] - centre[0]), kind="stable")]
    edges = np.roll(round_, -1, axis=0) - round_
    # Opposite edges together: a corner clipped at the picture's rim bends one edge only.
    across = (edges - np.roll(edges, -2, axis=0))[:, 0] / np.maximum(1e-6, np.linalg.norm(edges - np.roll(edges, -2, axis=0), axis=1))
    return np.roll(round_, -int(np.argmax(across)), axis=0)


def upright_quad(x0: float, y0: float, x1: float, y1: float) -> Quad:
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)
