"""Pages drawn for the tests of PDFs, and what is asked of them."""

from __future__ import annotations

import io

import numpy as np
from reportlab.pdfgen.canvas import Canvas

from domain.pages import Line
from domain.picture import RawPage
from pipeline.ingest.limits import Limits
from pipeline.ingest.opening import Opening, open_pages
from pipeline.ingest.sniff import PDF, sniff

LIMITS = Limits()


def drawn(*draws: object, size: tuple[float, float] = (595, 842)) -> bytes:
    """One page per function given; each draws on the canvas."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=size)
    for draw in draws:
        draw(canvas)  # type: ignore[operator]
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def items(data: bytes, limits: Limits = LIMITS) -> list[Opening]:
    assert sniff(data) == PDF
    return list(open_pages(data, PDF, limits))


def page_of(data: bytes, number: int = 1) -> RawPage:
    page = items(data)[number]
    assert isinstance(page, RawPage)
    assert page.picture.dtype == np.uint8 and page.picture.flags["C_CONTIGUOUS"]
    return page


def line_of(page: RawPage, text: str) -> Line:
    return next(line for line in page.words or () if line.text == text)


def ink(page: RawPage, line: Line) -> float:
    """Darkest grey level of the drawing within a line's box."""
    height, width, _ = page.picture.shape
    box = line.box
    part = page.picture[int(box.y0 * height) : int(box.y1 * height) + 1, int(box.x0 * width) : int(box.x1 * width) + 1]
    return float(part.min())
