import cv2
import numpy as np
import pytest
from reading_doubles import draw

from domain.geometry import Box
from domain.pages import Line
from extractors.reading.barcodes import barcodes
from extractors.reading.quality import quality_of

TEXTS = [("Confirmation letter No. 12", 80, 80 + 60 * n) for n in range(8)]


def codes(picture, lines):
    return {defect.code for defect in quality_of(picture, lines)}


def test_a_clean_page_has_no_defect():
    picture, words = draw(TEXTS)
    assert codes(picture, words) == set()


def test_blur_is_named():
    picture, words = draw(TEXTS)
    assert codes(cv2.GaussianBlur(picture, (0, 0), 6), words) == {"blurred"}


def test_a_dark_picture_is_named():
    picture, words = draw(TEXTS)
    assert "dark" in codes((picture * 0.15).astype(np.uint8), words)


def test_small_writing_is_named():
    picture, words = draw(TEXTS)
    small = cv2.resize(picture, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    assert "low-resolution" in codes(small, words)


def test_glare_is_a_burnt_patch_on_something_that_is_not_white():
    picture = np.full((600, 800, 3), 110, np.uint8)
    assert codes(picture, []) == set()
    picture[100:300, 200:500] = 255
    assert codes(picture, []) == {"glare"}


def test_lines_that_run_off_the_rim_are_named():
    picture, _ = draw([])
    lines = [Line("writing that is cut", Box(0.0, 0.1 * n, 0.5, 0.1 * n + 0.03), "ocr:fake") for n in range(1, 6)]
    assert "cut-off" in codes(picture, lines) and "cut-off" not in codes(picture, lines[:1])


@pytest.mark.parametrize("kind", ["QRCode", "DataMatrix", "Code128"])
def test_codes_are_read_with_their_place(kind):
    import zxingcpp

    made = zxingcpp.create_barcode("LGXCE6CB3S0123456", zxingcpp.barcode_format_from_str(kind))
    code = np.asarray(zxingcpp.write_barcode_to_image(made, scale=4))
    picture = np.full((800, 1200, 3), 255, np.uint8)
    height, width = code.shape[:2]
    picture[500 : 500 + height, 300 : 300 + width] = code[..., None] if code.ndim == 2 else code
    (found,) = barcodes(picture)
    assert found.text == "LGXCE6CB3S0123456"
    assert 0.2 < found.box.x0 < 0.5 and 0.6 < found.box.y0 < 0.75


def test_no_code_no_finding():
    assert barcodes(draw(TEXTS)[0]) == []
