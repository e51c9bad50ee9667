"""What a PDF page is made of: embedded pictures, and the drawn lines that part table cells."""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass, field

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipeline.ingest.pdftext import Display
from pipeline.ingest.textlines import Rules

_GRID = 100  # cells a side, for the share of the page that pictures cover
_MOST_OBJECTS = 20_000
_MOST_RULES = 3_000
_DEEPEST = 8
_THIN = 2.0  # pt: a path no wider than this is a line
_LONG = 5.0  # pt
_COVERS = 0.98

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class PageObjects:
    """`image_share`: share of the page under embedded pictures. `image_scale`: their finest resolution, px per pt. `most_pixels`: of the
    largest picture. `only_image`: the picture when it upright fills the page and nothing else but text is on it. `rules`: table lines."""

    image_share: float
    image_scale: float
    most_pixels: int
    only_image: pdfium.PdfImage | None
    rules: Rules


@dataclass(slots=True)
class _Collected:
    display: Display
    covered: np.ndarray[tuple[int, int], np.dtype[np.bool_]] = field(default_factory=lambda: np.zeros((_GRID, _GRID), dtype=bool))
    images: list[tuple[pdfium.PdfImage, bool]] = field(default_factory=list)
    scale: float = 0.0
    most_pixels: int = 0
    others: int = 0
    visited: int = 0
    upright: list[tuple[float, float, float]] = field(default_factory=list)
    level: list[tuple[float, float, float]] = field(default_factory=list)


def objects_of(page: pdfium.PdfPage, display: Display) -> PageObjects:
    """Walks the page's objects, forms included, up to a bound. Never draws."""
    found = _Collected(display)
    count = pdfium_c.FPDFPage_CountObjects(page)
    for index in range(count):
        _visit(pdfium_c.FPDFPage_GetObject(page, index), _IDENTITY, 0, page, found)
    only = None
    if len(found.images) == 1 and not found.others and found.visited <= _MOST_OBJECTS and found.images[0][1]:
        only = found.images[0][0]
    share = float(found.covered.mean())
    return PageObjects(share, found.scale, found.most_pixels, only, Rules(tuple(found.upright), tuple(found.level)))


def switch_text_off(page: pdfium.PdfPage) -> None:
    """Leaves the page's own text out of every later drawing of it, annotations aside. Bounded as `objects_of` is."""
    waiting = [(pdfium_c.FPDFPage_GetObject(page, index), 0) for index in range(pdfium_c.FPDFPage_CountObjects(page))]
    visited = 0
    while waiting and visited < _MOST_OBJECTS:
        item, depth = waiting.pop()
        visited += 1
        kind = pdfium_c.FPDFPageObj_GetType(item) if item else None
        if kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
            pdfium_c.FPDFPageObj_SetIsActive(item, False)
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            waiting += [(pdfium_c.FPDFFormObj_GetObject(item, n), depth + 1) for n in range(pdfium_c.FPDFFormObj_CountObjects(item))]


def _visit(item: object, outer: Matrix, depth: int, page: pdfium.PdfPage, found: _Collected) -> None:
    found.visited += 1
    if not item or found.visited > _MOST_OBJECTS:
        return
    kind = pdfium_c.FPDFPageObj_GetType(item)
    if kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
        _image(item, outer, page, found)
    elif kind == pdfium_c.FPDF_PAGEOBJ_PATH:
        _path(item, outer, found)
        found.others += 1
    elif kind == pdfium_c.FPDF_PAGEOBJ_FORM:
        if depth >= _DEEPEST:
            found.others += 1
            return
        inner = _compose(outer, _matrix(item))
        for index in range(pdfium_c.FPDFFormObj_CountObjects(item)):
            _visit(pdfium_c.FPDFFormObj_GetObject(item, index), inner, depth + 1, page, found)
    elif kind != pdfium_c.FPDF_PAGEOBJ_TEXT:
        found.others += 1


def _image(item: object, outer: Matrix, page: pdfium.PdfPage, found: _Collected) -> None:
    image = pdfium.PdfImage(item, page=page, pdf=page.pdf)
    across, down = image.get_px_size()
    found.most_pixels = max(found.most_pixels, across * down)
    a, b, c, d, e, f = _compose(outer, _matrix(item))
    corners = [found.display.point(a * x + c * y + e, b * x + d * y + f) for x in (0, 1) for y in (0, 1)]
    if not all(math.isfinite(value) for corner in corners for value in corner):
        found.others += 1
        return
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    width, height = found.display.width, found.display.height
    x0, x1 = max(0.0, min(xs) / width), min(1.0, max(xs) / width)
    y0, y1 = max(0.0, min(ys) / height), min(1.0, max(ys) / height)
    if x1 > x0 and y1 > y0:
        found.covered[round(y0 * _GRID) : round(y1 * _GRID), round(x0 * _GRID) : round(x1 * _GRID)] = True
        wide, high = math.hypot(a, b), math.hypot(c, d)
        if wide > 0 and high > 0 and (x1 - x0) * (y1 - y0) > 0.01:
            found.scale = max(found.scale, min(across / wide, down / high))
    skewed = abs(b) + abs(c) > 0.002 * (abs(a) + abs(d))
    fills = x1 - x0 > _COVERS and y1 - y0 > _COVERS and max(xs) - min(xs) < width * 1.02 and max(ys) - min(ys) < height * 1.02
    square = across > 0 and down > 0 and abs(across / max(abs(a), 1e-6) / (down / max(abs(d), 1e-6)) - 1) < 0.03
    found.images.append((image, a > 0 and d > 0 and not skewed and fills and square))


def _path(item: object, outer: Matrix, found: _Collected) -> None:
    if len(found.upright) + len(found.level) > _MOST_RULES:
        return
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium_c.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return
    a, b, c, d, e, f = outer
    corners = [(a * x + c * y + e, b * x + d * y + f) for x, y in ((left.value, bottom.value), (right.value, top.value))]
    x0, y0, x1, y1 = found.display.rectangle(*corners[0], *corners[1])
    if not math.isfinite(x0 + y0 + x1 + y1):
        return
    width, height = x1 - x0, y1 - y0
    if width <= _THIN and height > _LONG:
        found.upright.append(((x0 + x1) / 2, y0, y1))
    elif height <= _THIN and width > _LONG:
        found.level.append(((y0 + y1) / 2, x0, x1))
    elif width > _LONG and height > _LONG and pdfium_c.FPDFPath_CountSegments(item) <= 6:
        found.upright.extend(((x0, y0, y1), (x1, y0, y1)))
        found.level.extend(((y0, x0, x1), (y1, x0, x1)))


def _matrix(item: object) -> Matrix:
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(item, matrix):
        return _IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _compose(outer: Matrix, inner: Matrix) -> Matrix:
    """The transform that applies `inner` first."""
    oa, ob, oc, od, oe, of = outer
    a, b, c, d, e, f = inner
    return (oa * a + oc * b, ob * a + od * b, oa * c + oc * d, ob * c + od * d, oa * e + oc * f + oe, ob * e + od * f + of)
