"""Photos of VIN plates drawn with a seed: printed, stroked into metal or dot-peened, askew, unevenly lit."""

from __future__ import annotations

import random

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from domain.picture import Rgb

STYLES = ("print", "glass", "stroke", "dots")
"""Dark print on a label, light print behind glass, embossed strokes, dots."""
_HEIGHT, _MARGIN = 60, 20


def plate(vin: str, style: str, seed: int, blur: float = 0.0) -> Rgb:
    """H x W x 3, uint8, RGB, about 900 px wide; `blur`: px of sigma, from about 9 on nobody reads it."""
    chance, noise = random.Random(seed), np.random.default_rng(seed)
    writing = _writing(vin, style, chance)
    height, width = 500, writing.shape[1] + 160
    across, down = np.linspace(-1, 1, width)[None], np.linspace(-1, 1, height)[:, None]
    ground = chance.uniform(40, 60) if style == "glass" else chance.uniform(140, 200)
    picture = ground + chance.uniform(-20, 20) * across + chance.uniform(-15, 15) * down
    picture = picture + cv2.GaussianBlur(noise.normal(0, 1, (height, width)), (0, 0), 1.0) * chance.uniform(8, 16)
    ink = np.zeros((height, width))
    top = chance.randint(80, 300)
    ink[top : top + writing.shape[0], 80 : 80 + writing.shape[1]] = writing
    if style in ("print", "glass"):
        picture = picture + ink * (130 if style == "glass" else -110)
    else:
        soft = cv2.GaussianBlur(ink, (0, 0), 1.3)
        picture = picture + cv2.Sobel(soft, cv2.CV_64F, 1, 0) * 45 + cv2.Sobel(soft, cv2.CV_64F, 0, 1) * 45 - 30 * ink
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = corners + noise.uniform(-0.03, 0.03, (4, 2)).astype(np.float32) * [width, height]
    matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    picture = cv2.warpPerspective(picture, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    if blur:
        picture = cv2.GaussianBlur(picture, (0, 0), blur)
    grey = np.clip(picture + noise.normal(0, 3, (height, width)), 0, 255).astype(np.uint8)
    return np.ascontiguousarray(np.broadcast_to(grey[..., None], (height, width, 3)))


def _writing(vin: str, style: str, chance: random.Random) -> np.ndarray:  # type: ignore[type-arg]
    """Ink 0..1 of one line."""
    advance = 48
    mask = np.zeros((_HEIGHT + 2 * _MARGIN, advance * len(vin) + 2 * _MARGIN), np.uint8)
    if style in ("print", "glass"):
        image = Image.fromarray(mask)
        pen, font = ImageDraw.Draw(image), ImageFont.load_default(_HEIGHT)
        for i, char in enumerate(vin):
            pen.text((_MARGIN + i * advance + advance / 2, _MARGIN + _HEIGHT / 2), char, fill=255, font=font, anchor="mm")
        return np.asarray(image) / 255
    scale = 0.8 * _HEIGHT / cv2.getTextSize("H", cv2.FONT_HERSHEY_SIMPLEX, 1, 1)[0][1]
    for i, char in enumerate(vin):
        at = (_MARGIN + i * advance + chance.randint(-1, 1), _MARGIN + _HEIGHT - 6 + chance.randint(-1, 1))
        cv2.putText(mask, char, at, cv2.FONT_HERSHEY_SIMPLEX, scale, 255, 2 if style == "dots" else 6, cv2.LINE_AA)
    if style == "dots":
        dots = np.zeros_like(mask)
        for y, x in {(int(y) // 7, int(x) // 7) for y, x in zip(*np.nonzero(mask > 128), strict=True)}:
            cv2.circle(dots, (x * 7 + 3, y * 7 + 3), 3, 255, -1, cv2.LINE_AA)
        mask = dots
    return mask / 255
