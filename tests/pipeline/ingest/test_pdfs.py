from __future__ import annotations

import io
import zlib
from dataclasses import replace

import pikepdf
import pytest
from drawn_pdfs import drawn, ink, items, line_of, page_of
from pikepdf import Name
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from domain.errors import FileProblemError
from domain.pages import Outcome
from domain.picture import RawPage
from pipeline.ingest.limits import Limits
from pipeline.ingest.opening import FileHead, PageFailure, open_pages
from pipeline.ingest.problems import outcome_of
from pipeline.ingest.sniff import PDF


def _hello(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 12)
    canvas.drawString(72, 700, "VIN LGXCE6CB3S0123456")


def test_words_lie_where_they_are_drawn() -> None:
    page = page_of(drawn(_hello))
    line = line_of(page, "VIN LGXCE6CB3S0123456")
    assert line.origin == "text-layer" and line.confidence is None
    assert line.box.x0 == pytest.approx(72 / 595, abs=0.005)
    assert line.box.y0 < 1 - 700 / 842 < line.box.y1 + 0.005
    assert "".join(char.text for char in line.chars) == line.text
    assert [char.start for char in line.chars] == sorted(char.start for char in line.chars)
    assert line.chars[0].start == 0.0 and line.chars[-1].stop == 1.0
    assert ink(page, line) < 80
    assert page.dpi == pytest.approx(150, abs=0.5) and page.image_share == 0.0 and page.problems == ()


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_rotated_pages_are_upright_and_words_follow(turn: int) -> None:
    with pikepdf.open(io.BytesIO(drawn(_hello))) as pdf:
        pdf.pages[0].Rotate = turn
        stream = io.BytesIO()
        pdf.save(stream)
    page = page_of(stream.getvalue())
    line = line_of(page, "VIN LGXCE6CB3S0123456")
    assert (page.picture.shape[0] > page.picture.shape[1]) == (turn in (0, 180))
    assert ink(page, line) < 80
    assert page.problems == ((f"text-turned-{turn}",) if turn else ())
    assert (line.box.height > line.box.width) == (turn in (90, 270))


def test_a_crop_box_moves_the_words() -> None:
    with pikepdf.open(io.BytesIO(drawn(_hello))) as pdf:
        pdf.pages[0].CropBox = pikepdf.Array([50, 600, 350, 800])
        stream = io.BytesIO()
        pdf.save(stream)
    page = page_of(stream.getvalue())
    line = line_of(page, "VIN LGXCE6CB3S0123456")
    assert line.box.x0 == pytest.approx(22 / 300, abs=0.01)
    assert ink(page, line) < 80


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

    texts = {line.text for line in page_of(drawn(draw)).words or ()}
    assert {"NARROW", "NEXT", "wide", "gap", "LGX"} <= texts
    assert "in two pieces" in texts or "in twopieces" in texts


def test_text_laid_over_text_stays_apart_and_fake_bold_is_one() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 12)
        canvas.drawString(72, 700, "visible ALL")
        canvas.drawString(72, 700.3, "overlay BILL")
        canvas.drawString(72, 600, "bold")
        canvas.drawString(72.3, 600, "bold")

    assert sorted(line.text for line in page_of(drawn(draw)).words or ()) == ["bold", "overlay BILL", "visible ALL"]


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

    page = page_of(drawn(draw))
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

    page = page_of(drawn(draw))
    upwards = line_of(page, "upwards text")
    assert upwards.box.height > 3 * upwards.box.width
    assert upwards.chars[0].start == 0.0 and upwards.chars[-1].stop == 1.0
    assert page.problems == ()


def test_form_fields_and_annotations_are_drawn() -> None:
    def form(canvas: Canvas) -> None:
        canvas.acroForm.textfield(name="vin", value="LGXCE6CB3S0123456", x=100, y=600, width=300, height=30, borderWidth=0)

    page = page_of(drawn(form))
    assert "annotations-drawn" in page.problems
    part = page.picture[int(page.picture.shape[0] * (1 - 628 / 842)) : int(page.picture.shape[0] * (1 - 602 / 842)), 220:700]
    assert int(part.min()) < 100


def test_a_password_and_an_empty_one() -> None:
    with pikepdf.open(io.BytesIO(drawn(_hello))) as pdf:
        locked, free = io.BytesIO(), io.BytesIO()
        pdf.save(locked, encryption=pikepdf.Encryption(user="secret", owner="owner"))
        pdf.save(free, encryption=pikepdf.Encryption(user="", owner="owner"))
    with pytest.raises(FileProblemError) as caught:
        items(locked.getvalue())
    assert (caught.value.outcome, caught.value.problem) == ("encrypted", "encrypted")
    assert line_of(page_of(free.getvalue()), "VIN LGXCE6CB3S0123456")


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
    head, first, second = items(data)
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
    assert items(out.getvalue())[1] == PageFailure(1, "content-too-large")


@pytest.mark.parametrize("box", [[0, 0, 2_147_483_648, 100], [0, 0, 1, 1], [0, 0, 15_000, 4]])
def test_impossible_page_sizes_cost_the_page(box: list[float]) -> None:
    with pikepdf.open(io.BytesIO(drawn(_hello, _hello))) as pdf:
        pdf.pages[0].MediaBox = pikepdf.Array(box)
        stream = io.BytesIO()
        pdf.save(stream)
    head, first, second = items(stream.getvalue())
    assert first == PageFailure(1, "page-size")
    assert isinstance(second, RawPage)


@pytest.mark.parametrize(
    ("data", "problem"),
    [(b"%PDF-1.4\n%%EOF", "damaged"), (b"%PDF-" + b"x" * 5000, "damaged"), (drawn(_hello)[:200], "damaged")],
)
def test_damaged_files_are_refused(data: bytes, problem: str) -> None:
    with pytest.raises(FileProblemError) as caught:
        items(data)
    assert (caught.value.outcome, caught.value.problem) == ("rejected", problem)


def test_no_pages_and_too_many() -> None:
    with pikepdf.new() as pdf:
        stream = io.BytesIO()
        pdf.save(stream)
    with pytest.raises(FileProblemError, match="no page"):
        items(stream.getvalue())
    with pytest.raises(FileProblemError) as caught:
        items(drawn(*[_hello] * 4), Limits(pages=3))
    assert caught.value.problem == "too-many-pages"


def test_a_broken_table_of_contents_is_mended() -> None:
    data = drawn(_hello)
    at = data.rindex(b"startxref")
    assert line_of(page_of(data[:at] + b"startxref\n99999999\n%%EOF"), "VIN LGXCE6CB3S0123456")


def test_attachments_and_scripts_are_told() -> None:
    with pikepdf.open(io.BytesIO(drawn(_hello))) as pdf:
        pdf.attachments["x.txt"] = b"hidden"
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        stream = io.BytesIO()
        pdf.save(stream)
    head = items(stream.getvalue())[0]
    assert isinstance(head, FileHead) and head.problems == ("embedded-files", "active-content")


def test_pages_come_one_at_a_time() -> None:
    pages = open_pages(drawn(*[_hello] * 3), PDF, Limits())
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

    page = page_of(drawn(draw))
    assert page.without_text is not None and page.without_text.shape == page.picture.shape
    for text in ("in a form", "on the page"):
        line = line_of(page, text)
        assert ink(page, line) < 80 and ink(replace(page, picture=page.without_text), line) == 255
    assert int(page.without_text.min()) == 0  # what is not text is still there


def spelled_out(text: str) -> bytes:
    """A page whose form spells out one character with /ActualText, as browsers print what shares its glyph with a radical."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))

    def draw(canvas: Canvas) -> None:
        canvas.setFont("STSong-Light", 10)
        canvas.drawString(100, 700, text)

    with pikepdf.open(io.BytesIO(drawn(draw))) as pdf:
        page = pdf.pages[0]
        size = 40  # the form is drawn at a quarter of its own size
        letters = [char.encode("utf-16-be").hex().upper() for char in text]
        spans = [f"/Span <</ActualText <FEFF{code}>>> BDC <{code}> Tj EMC" if n == 1 else f"<{code}> Tj" for n, code in enumerate(letters)]
        stream = f"BT /F {size} Tf 1 0 0 1 400 2800 Tm {' '.join(spans)} ET".encode()
        font = next(font for font in page.Resources.Font.values() if font.get("/BaseFont") == "/STSong-Light")
        form = pikepdf.Stream(pdf, stream, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 2400, 3400], Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font)))
        page.Resources.XObject = pikepdf.Dictionary(X=pdf.make_indirect(form))
        page.Contents = pikepdf.Stream(pdf, b"q 0.25 0 0 0.25 0 0 cm /X Do Q")
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def test_a_character_that_a_form_spells_out_stands_where_it_is_drawn() -> None:
    page = page_of(spelled_out("汽车厂"))
    line = line_of(page, "汽车厂")
    assert (line.box.x0, line.box.x1) == (pytest.approx(100 / 595, abs=0.01), pytest.approx(130 / 595, abs=0.01))
