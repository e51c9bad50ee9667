"""The characters a PDF page carries, with their places on the page as displayed."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipeline.ingest.textlines import Glyph

_MOST_CHARS = 60_000
_DEVICE = 1_000_000  # px: FPDF_PageToDevice rounds to whole pixels, so a page a million px wide keeps six digits
_INVISIBLE_MODES = frozenset({3, 7})  # ISO 32000-1 table 106: neither fill nor stroke; add to path for clipping
_UNMAPPED = "�"
_SAME_PLACE = 0.01  # pt
Affine = tuple[float, float, float, float, float, float]
"""x' = a x + c y + e, y' = b x + d y + f."""
_UNMAPPED_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class PlacedText:
    """`glyphs` are painted, if only in white or under something; `unpainted` are not, by their mode or full transparency."""

    glyphs: tuple[Glyph, ...]
    problems: tuple[str, ...]
    unpainted: tuple[Glyph, ...] = ()


@dataclass(frozen=True, slots=True)
class Display:
    """From page space (pt, y upwards, unturned) to the page as displayed (pt, y downwards): x' = a x + c y + e, y' = b x + d y + f."""

    width: float
    height: float
    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def rectangle(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """x0, y0, x1, y1 as displayed."""
        x0, y0 = self.point(left, bottom)
        x1, y1 = self.point(right, top)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


@dataclass(frozen=True, slots=True)
class _Style:
    """`strayed`: pdfium's own place of the text object's characters where it forgot the form they lie in, and the way from there to the page."""

    em: float
    quarter: int
    invisible: bool
    strayed: tuple[tuple[float, float], Affine] | None = None


def display_of(page: pdfium.PdfPage) -> Display:
    """The page's transform with /Rotate and the crop box applied, as pdfium itself draws."""
    width, height = page.get_size()
    x, y = ctypes.c_int(), ctypes.c_int()

    def device(page_x: float, page_y: float) -> tuple[float, float]:
        pdfium_c.FPDF_PageToDevice(page, 0, 0, _DEVICE, _DEVICE, 0, page_x, page_y, ctypes.byref(x), ctypes.byref(y))
        return x.value / _DEVICE * width, y.value / _DEVICE * height

    reach = max(width, height)
    left, bottom, _, _ = page.get_bbox()
    origin = device(left, bottom)
    along = device(left + reach, bottom)
    up = device(left, bottom + reach)
    a, b = (along[0] - origin[0]) / reach, (along[1] - origin[1]) / reach
    c, d = (up[0] - origin[0]) / reach, (up[1] - origin[1]) / reach
    return Display(width, height, a, b, c, d, origin[0] - a * left - c * bottom, origin[1] - b * left - d * bottom)


def placed_text(page: pdfium.PdfPage, display: Display) -> PlacedText:
    """Every character of the page, invisible, white and covered ones included, in the file's order. Raises PdfiumError."""
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        if count > _MOST_CHARS:
            return PlacedText((), ("text-too-long",))
        return _read(textpage, count, display)
    finally:
        textpage.close()


def _read(textpage: pdfium.PdfTextPage, count: int, display: Display) -> PlacedText:
    glyphs: list[Glyph] = []
    unpainted: list[Glyph] = []
    styles: dict[int, _Style] = {}
    rectangle = pdfium_c.FS_RECTF()
    rectangle_ref = ctypes.byref(rectangle)
    spaced = made_up = before = False
    unmapped = 0
    high = 0  # the first half of a surrogate pair
    for index in range(count):
        code = pdfium_c.FPDFText_GetUnicode(textpage, index)
        item = pdfium_c.FPDFText_GetTextObject(textpage, index)
        if not item:  # a space or a line break that pdfium made up
            made_up = not spaced or made_up
            spaced = True
            continue
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if high and 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        text = _character(code)
        if not text:
            spaced, made_up = True, False
            continue
        if text == _UNMAPPED:
            unmapped += 1
        address = ctypes.addressof(item.contents)
        style = styles.get(address)
        if style is None:
            style = styles[address] = _style(textpage, index, item, display)
        if not pdfium_c.FPDFText_GetLooseCharBox(textpage, index, rectangle_ref):
            continue
        left, bottom, right, top = rectangle.left, rectangle.bottom, rectangle.right, rectangle.top
        way = style.strayed[1] if style.strayed and _near(_origin(textpage, index), style.strayed[0]) else None
        if way:
            (left, bottom), (right, top) = _through(way, left, bottom), _through(way, right, top)
        if made_up and (way or before):  # a space that pdfium saw between a character and a place where it is not
            spaced = False
        before, made_up = way is not None, False
        x0, y0, x1, y1 = display.rectangle(left, bottom, right, top)
        if not (math.isfinite(x0 + y0 + x1 + y1) and style.em > 0):
            continue
        (unpainted if style.invisible else glyphs).append(_bounded(text, (x0, y0, x1, y1), style, spaced, textpage, index, display, way))
        spaced = False
    problems = []
    if unpainted:
        problems.append("text-invisible")
    if unmapped > _UNMAPPED_SHARE * (len(glyphs) + len(unpainted)):
        problems.append("text-unmapped")
    return PlacedText(tuple(glyphs), tuple(problems), tuple(unpainted))


@lru_cache(maxsize=8192)
def _character(code: int) -> str:
    """The character, "" for white space and what has no look, the replacement character for a glyph without a known character."""
    if code == 2:
        return "-"  # pdfium's sign for a hyphen at a line's end
    if code in (0, 0xFFFD, 0xFFFE, 0xFFFF) or not 0 < code < 0x110000 or 0xD800 <= code < 0xE000:
        return _UNMAPPED
    text = chr(code)
    category = unicodedata.category(text)
    if category == "Co":
        return _UNMAPPED
    return "" if category[0] in "ZC" else text


def _style(textpage: pdfium.PdfTextPage, index: int, item: object, display: Display) -> _Style:
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFText_GetMatrix(textpage, index, matrix):
        matrix.a, matrix.d = 1.0, 1.0
    size = pdfium_c.FPDFText_GetFontSize(textpage, index)
    along = display.a * matrix.a + display.c * matrix.b, display.b * matrix.a + display.d * matrix.b
    em = abs(size) * math.hypot(matrix.c, matrix.d)
    direction = 0.0 if along == (0.0, 0.0) else math.degrees(math.atan2(along[1], along[0]))
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    shown = pdfium_c.FPDFText_GetFillColor(textpage, index, red, green, blue, alpha)
    hidden = pdfium_c.FPDFTextObj_GetTextRenderMode(item) in _INVISIBLE_MODES or (bool(shown) and alpha.value == 0)
    return _Style(em if math.isfinite(em) else 0.0, round(direction / 90) % 4, hidden, _strayed(item, matrix))


def _strayed(item: object, on_page: pdfium_c.FS_MATRIX) -> tuple[tuple[float, float], Affine] | None:
    """For text inside a form: where pdfium puts characters that a file spells out (/ActualText), in the form's own space, and the way to the page.

    Browsers spell out what shares its glyph with a radical (车, 大, 工); pdfium reports the place of such a character without the form's matrix.
    """
    inside = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(item, inside) or _near((inside.e, inside.f), (on_page.e, on_page.f)):
        return None
    area = inside.a * inside.d - inside.b * inside.c
    if not area:
        return None
    # on_page after the inverse of inside
    a = (on_page.a * inside.d - on_page.c * inside.b) / area
    b = (on_page.b * inside.d - on_page.d * inside.b) / area
    c = (on_page.c * inside.a - on_page.a * inside.c) / area
    d = (on_page.d * inside.a - on_page.b * inside.c) / area
    shift = on_page.e - a * inside.e - c * inside.f, on_page.f - b * inside.e - d * inside.f
    return (inside.e, inside.f), (a, b, c, d, *shift)


def _origin(textpage: pdfium.PdfTextPage, index: int) -> tuple[float, float]:
    x, y = ctypes.c_double(), ctypes.c_double()
    return (x.value, y.value) if pdfium_c.FPDFText_GetCharOrigin(textpage, index, x, y) else (math.inf, math.inf)


def _near(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return math.dist(one, other) < _SAME_PLACE


def _through(matrix: Affine, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _bounded(
    text: str,
    box: tuple[float, float, float, float],
    style: _Style,
    spaced: bool,
    textpage: pdfium.PdfTextPage,
    index: int,
    display: Display,
    way: Affine | None,
) -> Glyph:
    """A glyph whose height across the writing is believable: some fonts claim ascents of several em, or none, and the box of one that strayed
    is no higher than its ink."""
    x0, y0, x1, y1 = box
    across = (y1 - y0) if style.quarter in (0, 2) else (x1 - x0)
    if way or not 0.4 * style.em <= across <= 1.7 * style.em:
        x, y = _origin(textpage, index)
        if math.isfinite(x):
            base_x, base_y = display.point(*(_through(way, x, y) if way else (x, y)))
            up, down = 0.9 * style.em, 0.25 * style.em
            if style.quarter == 0:
                y0, y1 = base_y - up, base_y + down
            elif style.quarter == 1:
                x0, x1 = base_x - down, base_x + up
            elif style.quarter == 2:
                y0, y1 = base_y - down, base_y + up
            else:
                x0, x1 = base_x - up, base_x + down
    return Glyph(text, x0, y0, x1, y1, style.em, style.quarter, spaced)
