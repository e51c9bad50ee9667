from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw
from reading_doubles import FakeEngine, draw, found, latin_font

from domain.geometry import Box
from domain.pages import Seal, SealKind
from domain.picture import RawPage
from extractors.reading.page import PASTED, read_page
from extractors.reading.textlayer import contradicts, overlapping, visible

TEXTS = [("Confirmation letter No. 12", 80, 80), ("LGXCE6CB3S0123456", 80, 180), ("Almaty service centre", 80, 280)]


def no_seals(picture, engine):
    return []


def texts(page):
    return [line.text for line in page.lines]


def test_what_shows_is_kept_untouched():
    picture, words = draw(TEXTS)
    assert visible(words, picture, 100) == (list(words), [])


def test_white_on_white_is_dropped():
    blank, words = draw(TEXTS, colour=(255, 255, 255))
    assert visible(words, blank, 100) == ([], list(words))


def test_a_covered_value_is_cut_out_of_its_line():
    picture, words = draw([("VIN LGXCE6CB3S0123456 end", 80, 80)])
    covered = picture.copy()
    value = words[0].chars[4:21]
    left = (words[0].box.x0 + value[0].start * words[0].box.width) * 900
    right = (words[0].box.x0 + value[-1].stop * words[0].box.width) * 900
    covered[70:130, int(left) - 1 : int(right) + 1] = 255
    kept, dropped = visible(words, covered, 100)
    assert len(dropped) == 1 and "".join(line.text for line in kept).replace(" ", "") == "VINend"


def test_grey_print_still_counts_as_seen():
    picture, words = draw(TEXTS, colour=(150, 150, 150))
    assert visible(words, picture, 100)[0] == list(words)


@pytest.mark.parametrize("box", [Box(1.2, 0.1, 1.5, 0.12), Box(-0.5, 0.1, -0.1, 0.12), Box(0.1, 1.1, 0.5, 1.2)])
def test_words_off_the_page_are_dropped(box):
    picture, words = draw(TEXTS[:1])
    kept, dropped = visible([replace(words[0], box=box)], picture, 100)
    assert not kept and dropped


def test_print_under_three_points_is_dropped():
    picture, words = draw(TEXTS[:1])
    height = words[0].box.height * picture.shape[0]
    assert visible(words, picture, height * 72 / 2.9) == ([], list(words))
    assert visible(words, picture, height * 72 / 3.1) == (list(words), [])


def test_ink_of_something_else_does_not_speak_for_a_word():
    shown, _ = draw([("LGXCE6CB3S0999999", 80, 80)])  # a picture on the page
    _, claimed = draw([("LGXCE6CB3S0123456", 80, 80)])  # white, clipped or in a hidden layer over it
    assert visible(claimed, shown, 100)[0] == list(claimed)
    assert visible(claimed, shown, 100, shown) == ([], list(claimed))
    raw = RawPage(1, shown, claimed, dpi=100, without_text=shown)
    page, _ = read_page(raw, "a.pdf", FakeEngine([found("LGXCE6CB3S0999999", 80, 80, 300)]), seals=no_seals)
    assert texts(page) == ["LGXCE6CB3S0999999"] and set(page.problems) == {"text-layer-invisible", "text-overprinted"}


def test_print_under_a_word_is_read_too():
    """A picture of another value, drawn over the words and a little darker: both are seen, neither explains the other."""
    both, words = draw(TEXTS)
    without, _ = draw([("PASTED", 80, 640)])
    engine = FakeEngine([found("PASTED", 10, 10, 100)])
    page, _ = read_page(RawPage(1, np.minimum(both, without), words, dpi=100, without_text=without), "a.pdf", engine, seals=no_seals)
    assert texts(page) == [*(t for t, *_ in TEXTS), "PASTED"] and page.text_layer == "mixed"


def test_text_the_file_does_not_paint_is_no_word_of_the_page():
    picture, words = draw(TEXTS)
    raw = RawPage(1, picture, words, dpi=100, unpainted=(replace(words[0], text="LGXCE6CB3S0999999", chars=()),), without_text=np.full_like(picture, 255))
    page, _ = read_page(raw, "a.pdf", FakeEngine(), seals=no_seals)
    assert texts(page) == [t for t, *_ in TEXTS] and page.text_layer == "used"


def test_lines_over_one_another_are_found():
    _, words = draw(TEXTS)
    assert overlapping(words) == set()
    assert overlapping([*words, replace(words[1], text="other")]) == {1, len(words)}
    assert overlapping([*words, replace(words[1], origin="ocr:fake")]) == set()


def test_a_text_layer_page_asks_no_engine():
    picture, words = draw(TEXTS)
    engine = FakeEngine(crash=RuntimeError("asked"))
    page, upright = read_page(RawPage(1, picture, words, dpi=100), "a.pdf", engine, seals=no_seals)
    assert page.text_layer == "used" and texts(page) == [t for t, *_ in TEXTS] and not page.problems
    assert upright.shape == picture.shape and (page.width, page.height) == (900, 1200)


def test_hidden_words_are_named_and_left_out():
    picture, words = draw(TEXTS)
    _, hidden = draw([("LGXCE6CB3S0999999", 80, 900)])
    page, _ = read_page(RawPage(1, picture, words + hidden, dpi=100), "a.pdf", FakeEngine(), seals=no_seals)
    assert "text-layer-invisible" in page.problems and "LGXCE6CB3S0999999" not in texts(page)


def test_a_page_of_hidden_words_alone_is_read_from_its_picture():
    _, hidden = draw(TEXTS)
    picture, _ = draw([("SEEN", 80, 700)])
    page, _ = read_page(RawPage(1, picture, hidden, dpi=100), "a.pdf", FakeEngine([found("SEEN", 80, 700, 120)]), seals=no_seals)
    assert texts(page) == ["SEEN"] and page.text_layer == "rejected" and "text-layer-invisible" in page.problems


def test_print_that_no_word_explains_is_read_as_well():
    picture, words = draw([*TEXTS, ("PASTED PICTURE TEXT", 80, 800)])
    engine = FakeEngine([found("PASTED PICTURE TEXT", 10, 10, 300)])
    page, _ = read_page(RawPage(1, picture, words[:3], image_share=0.2, dpi=100), "a.pdf", engine, seals=no_seals)
    assert page.text_layer == "mixed"
    pasted = page.lines[-1]
    assert (pasted.text, pasted.origin) == ("PASTED PICTURE TEXT", "ocr:fake") and 0.6 < pasted.box.y0 < 0.72


def test_ruling_lines_and_seals_are_no_unread_print():
    picture, words = draw(TEXTS)
    image = Image.fromarray(picture)
    pen = ImageDraw.Draw(image)
    for y in (60, 160, 260, 360):
        pen.line((60, y, 840, y), fill=(0, 0, 0), width=2)
    pen.line((60, 60, 60, 360), fill=(0, 0, 0), width=2)
    pen.text((420, 830), "SEAL", fill=(210, 30, 40), font=latin_font(40))
    seal = Seal("", SealKind.UNKNOWN, "round", "red", Box(0.4, 0.62, 0.65, 0.8), 0.9)
    engine = FakeEngine(crash=RuntimeError("asked"))
    page, _ = read_page(RawPage(1, np.asarray(image), words, dpi=100), "a.pdf", engine, seals=lambda *_: [seal])
    assert page.text_layer == "used" and page.seals == (replace(seal, signs=(PASTED,)),) and page.ink_unread < 0.02


def test_an_ocr_layer_that_says_something_else_is_rejected():
    picture, words = draw(TEXTS)
    engine = FakeEngine([found(t, x, y, 300) for t, x, y in TEXTS])
    lying = tuple(replace(w, text=w.text[::-1], chars=()) for w in words)
    honest, _ = read_page(RawPage(1, picture, words, image_share=1.0), "a.pdf", engine, seals=no_seals)
    page, _ = read_page(RawPage(1, picture, lying, image_share=1.0), "a.pdf", engine, seals=no_seals)
    assert (honest.text_layer, honest.problems) == ("none", ())
    assert page.text_layer == "rejected" and "ocr-layer-differs" in page.problems
    assert texts(page) == texts(honest) == [t for t, *_ in TEXTS]
    assert all(line.origin == "ocr:fake" for line in page.lines)


def test_a_scanners_footer_contradicts_nothing():
    _, words = draw(TEXTS)
    read = [replace(w, origin="ocr:fake") for w in words]
    footer = replace(words[0], text="Scanned", chars=(), box=Box(0.4, 0.97, 0.6, 0.98))
    assert not contradicts([footer], read)
    assert contradicts([replace(footer, text="a whole paragraph that nobody can see on the page")], read)


def test_an_engine_that_crashes_is_heard_of():
    picture, _ = draw(TEXTS)
    with pytest.raises(RuntimeError, match="broken"):
        read_page(RawPage(1, picture), "a.jpg", FakeEngine(crash=RuntimeError("broken")), seals=no_seals)


def test_an_engine_that_finds_nothing_leaves_the_ink_unread():
    picture, _ = draw(TEXTS)
    page, _ = read_page(RawPage(1, picture), "a.jpg", FakeEngine(), seals=no_seals)
    assert page.lines == () and page.ink_unread == 1.0 and page.text_layer == "none"


@pytest.mark.parametrize("shape", [(1, 1), (3, 2000), (2000, 3)])
def test_degenerate_pictures_are_read_as_empty(shape):
    page, _ = read_page(RawPage(1, np.full((*shape, 3), 255, np.uint8)), "a.png", FakeEngine(), seals=no_seals)
    assert page.lines == ()


@pytest.mark.parametrize(("off_the_sheet", "counts"), [(False, False), (True, True)])
def test_the_weave_of_a_cloth_under_the_sheet_is_no_writing(off_the_sheet, counts):
    """`off_the_sheet`: something beside the sheet was read too, so what lies there may be writing."""
    picture, _ = draw(TEXTS)
    height, width = picture.shape[:2]
    rim = 140
    cloth = np.full((height + 2 * rim, width + 2 * rim, 3), 70, np.uint8)
    cloth[::12, :] = 10
    cloth[:, ::12] = 10
    for y in range(0, cloth.shape[0], 12):
        cloth[y + 4 : y + 8, 4::12] = 150
    cloth[rim:-rim, rim:-rim] = picture
    lines = [found(text, x + rim, y + rim, 500) for text, x, y in TEXTS]
    if off_the_sheet:
        lines.append(found("BESIDE", 4, 4, 100, 30))
    page, _ = read_page(RawPage(1, cloth), "a.jpg", FakeEngine(lines), seals=no_seals)
    assert (page.ink_unread > 0.5) is counts
