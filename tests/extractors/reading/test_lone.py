"""Figures that stand alone in a cell, found by their size and read by a double."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw
from reading_doubles import FakeEngine, found, latin_font

from domain.picture import Rgb
from extractors.reading.lone import lone_figures

HEAD = [("Name", 60), ("Unit", 320), ("Price", 700)]
LINES = [found(text, x - 4, 100 + 60 * row, 15 * len(text) + 20, 38) for row in range(4) for text, x in HEAD]


def page(*extra: tuple[str, int, int]) -> Rgb:
    image = Image.new("RGB", (900, 600), "white")
    pen = ImageDraw.Draw(image)
    for row in range(4):
        for text, x in HEAD:
            pen.text((x, 100 + 60 * row), text, fill="black", font=latin_font(28))
        pen.line((40, 90 + 60 * row, 860, 90 + 60 * row), fill="black", width=2)
    for text, x, y in extra:
        pen.text((x, y), text, fill="black", font=latin_font(28))
    return np.asarray(image)


@pytest.mark.parametrize(("text", "reading"), [("4", "4"), ("12", "12")])
def test_a_figure_in_a_row_that_no_line_holds_is_read_where_it_stands(text: str, reading: str) -> None:
    (figure,) = lone_figures(page((text, 520, 160)), LINES, FakeEngine(readings=[reading]))
    assert figure.recognition.text == reading
    assert figure.quad[0][0] < 522 and figure.quad[1][0] > 530 and 140 < figure.quad[0][1] < figure.quad[2][1] < 210


def test_the_ruling_of_a_narrow_cell_crowds_no_figure() -> None:
    narrow = page(("4", 520, 160)).copy()
    narrow[90:330, 508:510] = narrow[90:330, 544:546] = 0
    (figure,) = lone_figures(narrow, LINES, FakeEngine(readings=["4"]))
    assert figure.recognition.text == "4"


@pytest.mark.parametrize(("sign", "found"), [("x", 1), ("t", 0), ("i", 0)])
def test_a_cross_is_one_that_has_the_shape_of_one(sign: str, found: int) -> None:
    assert len(lone_figures(page((sign, 520, 160)), LINES, FakeEngine(readings=["X"]))) == found


@pytest.mark.parametrize("reading", ["", "台", "l", "1234", "4a"])
def test_what_is_read_as_anything_else_is_no_figure(reading: str) -> None:
    assert lone_figures(page(("4", 520, 160)), LINES, FakeEngine(readings=[reading])) == []


@pytest.mark.parametrize("extra", [(), (("4", 520, 520),), (("4567", 520, 160),), ((".", 520, 160),)], ids=["nothing", "below the table", "a longer number", "a speck"])
def test_where_nothing_is_missing_no_engine_is_asked(extra: tuple[tuple[str, int, int], ...]) -> None:
    double = FakeEngine(readings=["4"] * 9)
    assert lone_figures(page(*extra), LINES, double) == []
    assert double.asked == 0


def test_a_page_with_few_lines_has_no_table() -> None:
    assert lone_figures(page(("4", 520, 160)), LINES[:3], FakeEngine(readings=["4"])) == []
