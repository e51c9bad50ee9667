from __future__ import annotations

import io
import zlib
from dataclasses import replace

import numpy as np
import pikepdf
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from domain.errors import FileProblemError
from domain.pages import Line, Outcome
from domain.picture import RawPage
from pipeline.ingest.limits import Limits
from pipeline.ingest.opening import FileHead, Opening, PageFailure, open_pages
from pipeline.ingest.problems import outcome_of
from pipeline.ingest.sniff import PDF, sniff

_LIMITS = Limits()


def _drawn(*draws: object, size: tuple[float, float] = (595, 842)) -> bytes:
    """One page per function given; each draws on the canvas."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=size)
    for draw in draws:
        draw(canvas)  # type: ignore[operator]
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _items(data: bytes, limits: Limits = _LIMITS) -> list[Opening]:
    assert sniff(data) == PDF
    return list(open_pages(data, PDF, limits))


def _page(data: bytes, number: int = 1) -> RawPage:
    page = _items(data)[number]
    assert isinstance(page, RawPage)
    assert page.picture.dtype == np.uint8 and page.picture.flags["C_CONTIGUOUS"]
    return page


def _line(page: RawPage, text: str) -> Line:
    return next(line for line in page.words or () if line.text == text)


def _ink(page: RawPage, line: Line) -> float:
    """Darkest grey level of the drawing within a line's box."""
    height, width, _ = page.picture.shape
    box = line.box
    part = page.picture[int(box.y0 * height) : int(box.y1 * height) + 1, int(box.x0 * width) : int(box.x1 * width) + 1]
    return float(part.min())


def _hello(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 12)
    canvas.drawString(72, 700, "VIN LGXCE6CB3S0123456")


def test_words_lie_where_they_are_drawn() -> None:
    page = _page(_drawn(_hello))
    line = _line(page, "VIN LGXCE6CB3S0123456")
    assert line.origin == "text-layer" and line.confidence is None
    assert line.box.x0 == pytest.approx(72 / 595, abs=0.005)
    assert line.box.y0 < 1 - 700 / 842 < line.box.y1 + 0.005
    assert "".join(char.text for char in line.chars) == line.text
    assert [char.start for char in line.chars] == sorted(char.start for char in line.chars)
    assert line.chars[0].start == 0.0 and line.chars[-1].stop == 1.0
    assert _ink(page, line) < 80
    assert page.dpi == pytest.approx(150, abs=0.5) and page.image_share == 0.0 and page.problems == ()


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_rotated_pages_are_upright_and_words_follow(turn: int) -> None:
    with pikepdf.open(io.BytesIO(_drawn(_hello))) as pdf:
        pdf.pages[0].Rotate = turn
        stream = io.BytesIO()
        pdf.save(stream)
    page = _page(stream.getvalue())
    line = _line(page, "VIN LGXCE6CB3S0123456")
    assert (page.picture.shape[0] > page.picture.shape[1]) == (turn in (0, 180))
    assert _ink(page, line) < 80
    assert page.problems == ((f"text-turned-{turn}",) if turn else ())
    assert (line.box.height > line.box.width) == (turn in (90, 270))


def test_a_crop_box_moves_the_words() -> None:
    with pikepdf.open(io.BytesIO(_drawn(_hello))) as pdf:
        pdf.pages[0].CropBox = pikepdf.Array([50, 600, 350, 800])
        stream = io.BytesIO()
        pdf.save(stream)
    page = _page(stream.getvalue())
    line = _line(page, "VIN LGXCE6CB3S0123456")
    assert line.box.x0 == pytest.approx(22 / 300, abs=0.01)
    assert _ink(page, line) < 80


def test_table_cells_are_lines_of_their_own() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        canvas.drawString(72, 700, "NARROW")
        canvas.drawString(123, 700, "NEXT")
        canvas.line(121, 690, 121, 715)
        canvas.drawString(72, 650, "wide")
        canvas.drawString(130, 650, "gap")
        for index, letter in enumerate("LGX"):
            canvas.drawString(72 + 7 * index, 600, letter)
        canvas.drawString(72, 550, "in two")
        canvas.drawString(102, 550, "pieces")

    texts = {line.text for line in _page(_drawn(draw)).words or ()}
    assert {"NARROW", "NEXT", "wide", "gap", "LGX"} <= texts
    assert "in two pieces" in texts or "in twopieces" in texts


def test_text_laid_over_text_stays_apart_and_fake_bold_is_one() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 12)
        canvas.drawString(72, 700, "visible ALL")
        canvas.drawString(72, 700.3, "overlay BILL")
        canvas.drawString(72, 600, "bold")
        canvas.drawString(72.3, 600, "bold")

    assert sorted(line.text for line in _page(_drawn(draw)).words or ()) == ["bold", "overlay BILL", "visible ALL"]


def test_hidden_text_is_kept_for_comparison_and_told() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 12)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(72, 700, "WHITE")
        text = canvas.beginText(72, 650)
        text.setTextRenderMode(3)
        text.textLine("INVISIBLE")
        canvas.drawText(text)
        canvas.drawString(5000, 600, "FAR OFF")

    page = _page(_drawn(draw))
    assert [line.text for line in page.words or ()] == ["WHITE"]
    assert [line.text for line in page.unpainted] == ["INVISIBLE"]
    assert set(page.problems) == {"text-invisible", "text-off-page"}
    assert int(page.picture.min()) == 255


def test_turned_and_stacked_writing() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 12)
        canvas.saveState()
        canvas.translate(300, 300)
        canvas.rotate(90)
        canvas.drawString(0, 0, "upwards text")
        canvas.restoreState()
        canvas.drawString(72, 700, "level text, and more of it")

    page = _page(_drawn(draw))
    upwards = _line(page, "upwards text")
    assert upwards.box.height > 3 * upwards.box.width
    assert upwards.chars[0].start == 0.0 and upwards.chars[-1].stop == 1.0
    assert page.problems == ()


def _scan(width: int = 1240, height: int = 1754) -> Image.Image:
    noise = np.random.default_rng(3).integers(200, 255, (height // 8, width // 8), dtype=np.uint8)
    picture = Image.fromarray(noise).resize((width, height), Image.Resampling.BILINEAR).convert("RGB")
    picture.paste((0, 0, 0), (100, 100, 500, 160))
    return picture


def _paged(picture: Image.Image, box: tuple[float, float, float, float] = (0, 0, 595.2, 841.92), also: object = None) -> bytes:
    def draw(canvas: Canvas) -> None:
        canvas.drawInlineImage(picture, *box) if also == "inline" else canvas.drawImage(_reader(picture), *box)
        if callable(also):
            also(canvas)

    return _drawn(draw, size=(595.2, 841.92))


def _reader(picture: Image.Image) -> object:
    from reportlab.lib.utils import ImageReader

    return ImageReader(picture)


def test_a_scan_is_its_embedded_picture_pixel_by_pixel() -> None:
    scan = _scan()
    page = _page(_paged(scan))
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
    assert np.array_equal(_page(stream.getvalue()).picture, np.rot90(np.asarray(scan), k=-1))


def test_what_lies_over_a_scan_is_seen() -> None:
    def stamp(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0, 0, 1)
        canvas.rect(400, 400, 100, 100, fill=1, stroke=0)

    page = _page(_paged(_scan(), also=stamp))
    assert page.picture[int(page.picture.shape[0] * (1 - 450 / 842)), int(page.picture.shape[1] * 450 / 595)].tolist() == [0, 0, 255]


def test_visible_text_over_a_scan_is_seen() -> None:
    def write(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 60)
        canvas.drawString(100, 400, "COVERED")

    page = _page(_paged(_scan(), also=write))
    line = _line(page, "COVERED")
    assert _ink(page, line) < 60


def test_an_ocr_layer_under_a_scan_keeps_the_picture() -> None:
    def hidden(canvas: Canvas) -> None:
        text = canvas.beginText(100, 700)
        text.setTextRenderMode(3)
        text.textLine("recognised")
        canvas.drawText(text)

    scan = _scan()
    page = _page(_paged(scan, also=hidden))
    assert np.array_equal(page.picture, np.asarray(scan))
    assert page.problems == ("text-invisible",)


def test_a_mirrored_or_masked_scan_is_drawn_not_copied() -> None:
    data = _paged(_scan())
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.pages[0].contents_add(b"-1 0 0 1 595.2 0 cm", prepend=True)
        stream = io.BytesIO()
        pdf.save(stream)
    page = _page(stream.getvalue())
    height, width, _ = page.picture.shape
    assert int(page.picture[int(height * 130 / 1754), int(width * 0.8)].mean()) < 60
    with pikepdf.open(io.BytesIO(data)) as pdf:
        image = next(iter(pdf.pages[0].get_images().values()))
        image.Decode = pikepdf.Array([1, 0, 1, 0, 1, 0])
        stream = io.BytesIO()
        pdf.save(stream)
    assert int(np.median(_page(stream.getvalue()).picture)) < 60


def test_large_scans_are_bounded() -> None:
    page = _page(_paged(_scan(2480, 3508)))
    assert max(page.picture.shape) <= 2401


def test_form_fields_and_annotations_are_drawn() -> None:
    def form(canvas: Canvas) -> None:
        canvas.acroForm.textfield(name="vin", value="LGXCE6CB3S0123456", x=100, y=600, width=300, height=30, borderWidth=0)

    page = _page(_drawn(form))
    assert "annotations-drawn" in page.problems
    part = page.picture[int(page.picture.shape[0] * (1 - 628 / 842)) : int(page.picture.shape[0] * (1 - 602 / 842)), 220:700]
    assert int(part.min()) < 100


def test_a_password_and_an_empty_one() -> None:
    with pikepdf.open(io.BytesIO(_drawn(_hello))) as pdf:
        locked, free = io.BytesIO(), io.BytesIO()
        pdf.save(locked, encryption=pikepdf.Encryption(user="secret", owner="owner"))
        pdf.save(free, encryption=pikepdf.Encryption(user="", owner="owner"))
    with pytest.raises(FileProblemError) as caught:
        _items(locked.getvalue())
    assert (caught.value.outcome, caught.value.problem) == ("encrypted", "encrypted")
    assert _line(_page(free.getvalue()), "VIN LGXCE6CB3S0123456")


def _with_content(compress: int, size: int) -> bytes:
    body = b" " * size
    for _ in range(compress):
        body = zlib.compress(body, 9)
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(200, 200))
        pdf.add_blank_page(page_size=(200, 200))
        stream = pikepdf.Stream(pdf, b"")
        stream.write(body, filter=pikepdf.Array([pikepdf.Name.FlateDecode] * compress))
        pdf.pages[0].Contents = pdf.make_indirect(stream)
        out = io.BytesIO()
        pdf.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none, recompress_flate=False)
    return out.getvalue()


@pytest.mark.parametrize("compress", [1, 2])
def test_a_content_bomb_costs_its_page_and_is_never_decoded(compress: int) -> None:
    data = _with_content(compress, 60_000_000)
    assert len(data) < 100_000
    head, first, second = _items(data)
    assert isinstance(head, FileHead) and head.page_count == 2 and head.problems == ()
    assert first == PageFailure(1, "content-too-large")
    assert isinstance(second, RawPage)
    assert outcome_of(["content-too-large"], 1) is Outcome.PARTIAL


def test_a_bomb_inside_a_form_is_counted() -> None:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(200, 200))
        form = pikepdf.Stream(pdf, b"")
        form.write(zlib.compress(b" " * 60_000_000, 9), filter=pikepdf.Name.FlateDecode)
        form.Subtype, form.BBox = pikepdf.Name.Form, pikepdf.Array([0, 0, 200, 200])
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=pdf.make_indirect(form)))
        page.Contents = pdf.make_stream(b"/F Do")
        out = io.BytesIO()
        pdf.save(out, recompress_flate=False, compress_streams=False)
    assert _items(out.getvalue())[1] == PageFailure(1, "content-too-large")


@pytest.mark.parametrize("box", [[0, 0, 2_147_483_648, 100], [0, 0, 1, 1], [0, 0, 15_000, 4]])
def test_impossible_page_sizes_cost_the_page(box: list[float]) -> None:
    with pikepdf.open(io.BytesIO(_drawn(_hello, _hello))) as pdf:
        pdf.pages[0].MediaBox = pikepdf.Array(box)
        stream = io.BytesIO()
        pdf.save(stream)
    head, first, second = _items(stream.getvalue())
    assert first == PageFailure(1, "page-size")
    assert isinstance(second, RawPage)


def test_a_huge_picture_claim_costs_the_page() -> None:
    with pikepdf.open(io.BytesIO(_paged(_scan(200, 280)))) as pdf:
        image = next(iter(pdf.pages[0].get_images().values()))
        image.Width, image.Height = 30_000, 30_000
        stream = io.BytesIO()
        pdf.save(stream)
    assert _items(stream.getvalue())[1] == PageFailure(1, "picture-too-large")


@pytest.mark.parametrize(
    ("data", "problem"),
    [(b"%PDF-1.4\n%%EOF", "damaged"), (b"%PDF-" + b"x" * 5000, "damaged"), (_drawn(_hello)[:200], "damaged")],
)
def test_damaged_files_are_refused(data: bytes, problem: str) -> None:
    with pytest.raises(FileProblemError) as caught:
        _items(data)
    assert (caught.value.outcome, caught.value.problem) == ("rejected", problem)


def test_no_pages_and_too_many() -> None:
    with pikepdf.new() as pdf:
        stream = io.BytesIO()
        pdf.save(stream)
    with pytest.raises(FileProblemError, match="no page"):
        _items(stream.getvalue())
    with pytest.raises(FileProblemError) as caught:
        _items(_drawn(*[_hello] * 4), Limits(pages=3))
    assert caught.value.problem == "too-many-pages"


def test_a_broken_table_of_contents_is_mended() -> None:
    data = _drawn(_hello)
    at = data.rindex(b"startxref")
    assert _line(_page(data[:at] + b"startxref\n99999999\n%%EOF"), "VIN LGXCE6CB3S0123456")


def test_attachments_and_scripts_are_told() -> None:
    with pikepdf.open(io.BytesIO(_drawn(_hello))) as pdf:
        pdf.attachments["x.txt"] = b"hidden"
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        stream = io.BytesIO()
        pdf.save(stream)
    head = _items(stream.getvalue())[0]
    assert isinstance(head, FileHead) and head.problems == ("embedded-files", "active-content")


def test_pages_come_one_at_a_time() -> None:
    pages = open_pages(_drawn(*[_hello] * 3), PDF, Limits())
    next(pages)
    next(pages)
    pages.close()  # type: ignore[attr-defined]


def test_a_page_is_drawn_without_its_text_too_that_of_forms_included() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("stationery")
        canvas.setFont("Helvetica", 12)
        canvas.drawString(72, 500, "in a form")
        canvas.endForm()
        canvas.setFont("Helvetica", 12)
        canvas.drawString(72, 700, "on the page")
        canvas.doForm("stationery")
        canvas.rect(300, 300, 40, 40, fill=1)

    page = _page(_drawn(draw))
    assert page.without_text is not None and page.without_text.shape == page.picture.shape
    for text in ("in a form", "on the page"):
        line = _line(page, text)
        assert _ink(page, line) < 80 and _ink(replace(page, picture=page.without_text), line) == 255
    assert int(page.without_text.min()) == 0  # what is not text is still there


def test_a_scan_with_a_hole_in_it_is_taken_as_it_is_drawn() -> None:
    """A soft mask takes one small stroke away: the embedded picture has it, the page does not."""
    pixels = np.full((1684, 1190, 3), 250, np.uint8)
    pixels[400:408, 300:304] = 0
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", quality=90)

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(io.BytesIO(stream.getvalue())), 0, 0, 595, 842)

    whole = _drawn(draw)
    assert int(_page(whole).picture[395:415, 295:310].min()) < 60
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
    page = _page(holed.getvalue())
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

    page = _page(_drawn(draw))
    assert page.image_share > 0.9 and [line.text for line in page.unpainted] == ["scan"]
    assert _ink(page, _line(page, "TYPED OVER")) < 80
