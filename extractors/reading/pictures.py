"""Pictures on a page, and a fingerprint of each by which the same picture is known again however it was saved."""

from __future__ import annotations

import cv2
import imagehash
import numpy as np
from PIL import Image

from domain.geometry import Box
from domain.pages import Picture
from domain.picture import Rgb
from extractors.reading.ink import darkest
from extractors.reading.resizing import resized

_LONG_SIDE = 720  # px of the page on which pictures are looked for: photos in neighbouring cells of a table must stay apart
_PAPER = 40  # grey levels below the page's white from which something is no paper
_LEAST = 0.02  # share of the page
_SOLID = 0.6  # share of its bounding box that a picture fills
_WHOLE_PAGE, _RIGHT_ANGLED = 0.85, 0.95
"""Share of a page without paper from which it is one picture, unless pictures with right angles are parted by paper, which fill so much of their boxes."""
_PAPER_EDGE = 0.1  # share of a side's edge that is no paper, up to which two sides make it a sheet with pictures: a scanner shades the others
_HASH_SIZE = 16


def pictures_of(page: Rgb, photo: bool) -> tuple[Picture, ...]:
    """Pictures on a levelled page (H x W x 3, uint8, RGB): solid rectangles that are no paper. `photo`: the page itself may be one picture."""
    height, width = page.shape[:2]
    scale = _LONG_SIDE / max(height, width)
    grey = darkest(resized(page, max(8, round(width * scale)), max(8, round(height * scale)))).astype(np.int16)
    white = float(np.percentile(grey, 95))
    mask = (grey < white - _PAPER).astype(np.uint8)
    sides = sorted(float(side.mean()) for side in (mask[:4], mask[-4:], mask[:, :4], mask[:, -4:]))
    filled = float(mask.mean()) > _WHOLE_PAGE
    if white < 170 or (photo and sides[1] > _PAPER_EDGE):
        return (Picture(Box(0.0, 0.0, 1.0, 1.0), fingerprint(page)),)
    closed = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)))
    opened = np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((17, 17), np.uint8)))
    outlines, _ = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    rows, columns = mask.shape
    found = []
    for outline in outlines:  # filled: a white vehicle in it is no hole
        x, y, w, h = cv2.boundingRect(outline)
        if w * h >= _LEAST * rows * columns and cv2.contourArea(outline) >= (_RIGHT_ANGLED if filled else _SOLID) * w * h:
            box = Box(x / columns, y / rows, (x + w) / columns, (y + h) / rows)
            part = page[int(box.y0 * height) : int(box.y1 * height), int(box.x0 * width) : int(box.x1 * width)]
            found.append(Picture(box, fingerprint(part)))
    if (photo or filled) and len(found) < 2:
        return (Picture(Box(0.0, 0.0, 1.0, 1.0), fingerprint(page)),)
    return tuple(sorted(found, key=lambda picture: (round(picture.box.y0, 2), picture.box.x0)))


def fingerprint(picture: Rgb) -> str:
    """Perceptual hash, 64 hexadecimal digits: 256 bits that survive resizing and recompression."""
    return str(imagehash.phash(Image.fromarray(picture), hash_size=_HASH_SIZE))
