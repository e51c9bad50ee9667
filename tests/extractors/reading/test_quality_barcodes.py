import cv2
import numpy as np
import pytest
from reading_doubles import draw

from domain.geometry import Box
from domain.pages import Line
from extractors.reading.barcodes import barcodes
from extractors.reading.quality import quality_of
from extractors.reading.screens import screen_score

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
    collage = np.full((600, 800, 3), 110, np.uint8)
    collage[290:310] = collage[:, 390:410] = collage[:, :20] = 255
    assert "glare" not in codes(collage, [])  # photos with paper between


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


def _paper(width: int = 700, height: int = 900) -> np.ndarray:
    rng = np.random.default_rng(3)
    picture = np.full((height, width, 3), 225.0) + np.linspace(-30, 20, width)[None, :, None] + rng.normal(0, 2, (height, width, 3))
    return picture.clip(0, 255).astype(np.uint8)


def test_a_screen_is_told_from_paper_and_from_a_jpegs_blocks() -> None:
    grey = _paper()[..., 0]
    ys, xs = np.mgrid[0:900, 0:700]
    grid = (grey * (0.8 + 0.2 * np.sin(xs * 2.4 + ys * 0.1) * np.sin(ys * 2.3 - xs * 0.1))).astype(np.uint8)
    assert screen_score(grid) > 0.8
    assert screen_score(grey) == 0.0
    blocks = grey.copy()
    blocks[::8, :] -= 12
    blocks[:, ::8] -= 12
    assert screen_score(blocks) == 0.0
    ground = (grey - 12 * ((ys + 3 * np.sin(xs / 9)) % 10 < 2)).astype(np.uint8)
    assert screen_score(ground) == 0.0, "the printed ground of a certificate"
    guilloche = (grey - 16.0 * (np.abs((ys + 4 * np.sin(xs / 6)) % 9 - 4) < 1)).astype(np.uint8)
    assert screen_score(guilloche) == 0.0, "its finer waves"
    assert screen_score(grey[:100, :100]) == 0.0 and screen_score(np.zeros((900, 700), np.uint8)) == 0.0


def test_darkness_is_judged_on_the_picture_before_its_corners_were_filled() -> None:
    dark = (_paper() * 0.12).astype(np.uint8)
    levelled = dark.copy()
    levelled[:120] = 255
    assert [q.code for q in quality_of(levelled, ())] != ["dark"]
    assert [q.code for q in quality_of(levelled, (), dark)] == ["dark"]


def test_a_dark_plate_with_bright_writing_is_not_a_dark_picture() -> None:
    plate = (_paper() * 0.12).astype(np.uint8)
    plate[200:240, 100:600] = 220
    assert "dark" not in [q.code for q in quality_of(plate, (), plate)]


def test_lines_that_run_into_one_rim_are_a_cut_page() -> None:
    inside = [Line("车辆识别代号", Box(0.1, n / 40, 0.3, n / 40 + 0.02), "ocr:x") for n in range(30)]
    cut = [Line("识别代号", Box(0.0, n / 40, 0.2, n / 40 + 0.02), "ocr:x") for n in range(4)]
    picture = _paper()
    assert "cut-off" not in [q.code for q in quality_of(picture, inside)]
    assert "cut-off" not in [q.code for q in quality_of(picture, inside + cut[:2])]
    assert "cut-off" in [q.code for q in quality_of(picture, inside + cut)]
