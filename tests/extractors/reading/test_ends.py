"""Lines that a detector ended in the middle of a stroke."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw
from reading_doubles import latin_font

from domain.picture import Rgb
from extractors.reading.crops import upright_quad
from extractors.reading.ends import with_whole_ends


def page(*strokes: tuple[int, int, int, int]) -> Rgb:
    image = Image.new("RGB", (600, 200), "white")
    pen = ImageDraw.Draw(image)
    pen.text((200, 80), "WORDS OF A LINE", fill="black", font=latin_font(28))
    for stroke in strokes:
        pen.rectangle(stroke, fill="black")
    return np.asarray(image)


LINE = upright_quad(180, 78, 470, 114)


def test_a_dash_that_the_line_cuts_through_is_taken_in_whole() -> None:
    (left,) = with_whole_ends(page((160, 94, 188, 97)), [LINE])
    assert left[0][0] == left[3][0] < 160 and left[1][0] == 470
    (right,) = with_whole_ends(page((460, 94, 490, 97)), [LINE])
    assert right[1][0] == right[2][0] > 490 and right[0][0] == 180


@pytest.mark.parametrize(
    "stroke",
    [(20, 94, 188, 97), (178, 20, 181, 190), (140, 94, 170, 97), (177, 94, 182, 97)],
    ids=["a long rule", "a border", "ink beside the line", "no more than a hair"],
)
def test_what_is_no_cut_character_leaves_the_line_as_it_was(stroke: tuple[int, int, int, int]) -> None:
    (same,) = with_whole_ends(page(stroke), [LINE])
    assert (same == LINE).all()


def test_a_stroke_that_another_line_holds_stays_there() -> None:
    other = upright_quad(150, 78, 180, 114)
    assert (with_whole_ends(page((160, 94, 188, 97)), [LINE, other])[0] == LINE).all()


def test_a_line_on_a_slope_is_lengthened_along_its_slope() -> None:
    turn = np.deg2rad(10)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]], np.float32)
    centre = np.array([300, 100], np.float32)
    sloping = ((LINE - centre) @ matrix.T + centre).astype(np.float32)
    picture = np.asarray(Image.fromarray(page((160, 94, 188, 97))).rotate(-10, center=(300, 100), fillcolor="white"))
    (whole,) = with_whole_ends(picture, [sloping])
    assert np.hypot(*(whole[0] - sloping[0])) > 15 and np.allclose(whole[1], sloping[1])
    step = (whole[0] - sloping[0]) / np.hypot(*(whole[0] - sloping[0]))
    assert np.allclose(step, (sloping[0] - sloping[1]) / np.hypot(*(sloping[0] - sloping[1])), atol=0.01)
