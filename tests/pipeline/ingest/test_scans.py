"""Scans inside PDFs: the embedded picture where it is what the page shows, else the page as drawn."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pikepdf
import pytest
from drawn_pdfs import drawn, ink, items, line_of, page_of
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline.ingest.opening import PageFailure


def _scan(width: int = 1240, height: int = 1754) -> Image.Image:
    noise = np.random.default_rng(3).integers(200, 255, (height // 8, width // 8), dtype=np.uint8)
    picture = Image.fromarray(noise).resize((width, height), Image.Resampling.BILINEAR).convert("RGB")
    picture.paste((0, 0, 0), (100, 100, 500, 160))
    return picture


def _paged(picture: Image.Image, box: tuple[float, float, float, float] = (0, 0, 595.2, 841.92), also: Callable[[Canvas], None] | None = None) -> bytes:
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(picture), *box)
        if also:
            also(canvas)

    return drawn(draw, size=(595.2, 841.92))


def test_a_scan_is_its_embedded_picture_pixel_by_pixel() -> None:
    scan = _scan()
    page = page_of(_paged(scan))
    assert np.array_equal(page.picture, np.asarray(scan))
    assert page.image_share == pytest.approx(1.0, abs=0.02)
    assert page.dpi == pytest.approx(150, abs=1)
    assert page.words == ()


def test_a_scan_turned_by_its_page_is_turned() -> None:
    scan = _scan()
    with pikepdf.open(io.BytesIO(_paged(scan))) as pdf:
        pdf.pages[0].Rotate = 90
        stream = io.BytesIO()
        pdf.save(stream)
    assert np.array_equal(page_of(stream.getvalue()).picture, np.rot90(np.asarray(scan), k=-1))


def test_what_lies_over_a_scan_is_seen() -> None:
    def stamp(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0, 0, 1)
        canvas.rect(400, 400, 100, 100, fill=1, stroke=0)

    page = page_of(_paged(_scan(), also=stamp))
    assert page.picture[int(page.picture.shape[0] * (1 - 450 / 842)), int(page.picture.shape[1] * 450 / 595)].tolist() == [0, 0, 255]


def test_visible_text_over_a_scan_is_seen() -> None:
    def write(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 60)
        canvas.drawString(100, 400, "COVERED")

    page = page_of(_paged(_scan(), also=write))
    line = line_of(page, "COVERED")
    assert ink(page, line) < 60


def test_an_ocr_layer_under_a_scan_keeps_the_picture() -> None:
    def hidden(canvas: Canvas) -> None:
        text = canvas.beginText(100, 700)
        text.setTextRenderMode(3)
        text.textLine("recognised")
        canvas.drawText(text)

    scan = _scan()
    page = page_of(_paged(scan, also=hidden))
    assert np.array_equal(page.picture, np.asarray(scan))
    assert page.problems == ("text-invisible",)


def test_a_mirrored_or_masked_scan_is_drawn_not_copied() -> None:
    data = _paged(_scan())
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.pages[0].contents_add(b"-1 0 0 1 595.2 0 cm", prepend=True)
        stream = io.BytesIO()
        pdf.save(stream)
    page = page_of(stream.getvalue())
    height, width, _ = page.picture.shape
    assert int(page.picture[int(height * 130 / 1754), int(width * 0.8)].mean()) < 60
    with pikepdf.open(io.BytesIO(data)) as pdf:
        image = next(iter(pdf.pages[0].get_images().values()))
        image.Decode = pikepdf.Array([1, 0, 1, 0, 1, 0])
        stream = io.BytesIO()
        pdf.save(stream)
    assert int(np.median(page_of(stream.getvalue()).picture)) < 60


def test_large_scans_are_bounded() -> None:
    page = page_of(_paged(_scan(2480, 3508)))
    assert max(page.picture.shape) <= 2401


def test_a_scan_with_a_hole_in_it_is_taken_as_it_is_drawn() -> None:
    """A soft mask takes one small stroke away: the embedded picture has it, the page does not."""
    pixels = np.full((1684, 1190, 3), 250, np.uint8)
    pixels[400:408, 300:304] = 0
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", quality=90)

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(io.BytesIO(stream.getvalue())), 0, 0, 595, 842)

    whole = drawn(draw)
    assert int(page_of(whole).picture[395:415, 295:310].min()) < 60
    with pikepdf.open(io.BytesIO(whole)) as pdf:
        (image,) = pdf.pages[0].Resources.XObject.values()
        mask = np.full((1684, 1190), 255, np.uint8)
        mask[396:412, 296:308] = 0
        soft = pdf.make_stream(mask.tobytes())
        soft.Type, soft.Subtype, soft.ColorSpace = pikepdf.Name.XObject, pikepdf.Name.Image, pikepdf.Name.DeviceGray
        soft.Width, soft.Height, soft.BitsPerComponent = 1190, 1684, 8
        image.SMask = soft
        holed = io.BytesIO()
        pdf.save(holed)
    page = page_of(holed.getvalue())
    height = page.picture.shape[0] / 1684
    assert int(page.picture[int(398 * height) : int(410 * height), int(298 * height) : int(306 * height)].min()) > 200


def test_a_visible_glyph_over_a_scan_keeps_the_embedded_picture_out() -> None:
    stream = io.BytesIO()
    Image.new("RGB", (1190, 1684), (250, 250, 250)).save(stream, "JPEG")

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(io.BytesIO(stream.getvalue())), 0, 0, 595, 842)
        canvas.saveState()
        hidden = canvas.beginText(10, 10)
        hidden.setTextRenderMode(3)
        hidden.textLine("scan")
        canvas.drawText(hidden)
        canvas.restoreState()
        canvas.setFont("Helvetica", 12)
        canvas.drawString(72, 700, "TYPED OVER")

    page = page_of(drawn(draw))
    assert page.image_share > 0.9 and [line.text for line in page.unpainted] == ["scan"]
    assert ink(page, line_of(page, "TYPED OVER")) < 80


def test_a_huge_picture_claim_costs_the_page() -> None:
    with pikepdf.open(io.BytesIO(_paged(_scan(200, 280)))) as pdf:
        image = next(iter(pdf.pages[0].get_images().values()))
        image.Width, image.Height = 30_000, 30_000
        stream = io.BytesIO()
        pdf.save(stream)
    assert items(stream.getvalue())[1] == PageFailure(1, "picture-too-large")
