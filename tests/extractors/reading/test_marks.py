"""Words written large across a page, by the engine itself and by a double."""

from __future__ import annotations

import numpy as np
import pytest
from reading_doubles import FakeEngine, draw, reading

from domain.geometry import Box
from domain.pages import Line
from domain.picture import RawPage
from extractors.reading.crops import upright_quad
from extractors.reading.engine import FoundLine
from extractors.reading.marks import marks
from extractors.reading.page import read_page
from extractors.reading.ppocr import PpOcr
from fixtures.poor import marked

LETTER = [(f"{n}. The manufacturer confirms that service is provided at the outlet below", 60, 60 + 44 * n) for n in range(1, 24)]
ENGINE = PpOcr()
STAMPED = np.full((1000, 700, 3), 255, np.uint8)
STAMPED[420:540, 220:480] = 120


@pytest.mark.parametrize(
    ("text", "face", "colour", "angle"),
    [("作废", "kai", (206, 40, 44), 20), ("VOID", "dejavu", (50, 60, 170), -25), ("样本", "sans-bold", (170, 170, 170), 40), ("作废", "hei", (20, 20, 20), 0)],
)
def test_large_words_across_a_page_are_read(text: str, face: str, colour: tuple[int, int, int], angle: float) -> None:
    picture, words = draw(LETTER, size=20)
    page, _ = read_page(RawPage(1, marked(picture, text, 1, face=face, colour=colour, angle=angle), words), "a.pdf", ENGINE, seals=lambda p, e: [])
    assert text in [mark.text for mark in page.marks] or text in [line.text for line in page.lines]


def test_a_plain_page_has_none() -> None:
    picture, words = draw([("CONFIRMATION LETTER", 60, 40), *LETTER], size=20)
    page, _ = read_page(RawPage(1, picture, words), "a.pdf", ENGINE, seals=lambda p, e: [])
    assert page.marks == ()


@pytest.mark.parametrize(
    ("text", "confidence", "line", "found"),
    [("作废", 0.99, "", True), ("作废", 0.6, "", False), ("★", 0.99, "", False), ("作废", 0.99, "作废", False), ("作废", 0.99, "废", True)],
)
def test_a_mark_is_sure_has_letters_and_is_no_line(text: str, confidence: float, line: str, found: bool) -> None:
    quad = upright_quad(200, 400, 500, 560)
    double = FakeEngine([FoundLine(reading(text, confidence), quad)])
    known = [Line(line, Box(0.3, 0.45, 0.4, 0.47), "ocr:fake", 0.9)] if line else []
    assert [mark.text for mark in marks(STAMPED, double, known)] == ([text] if found else [])


def test_a_page_without_bold_strokes_asks_no_engine() -> None:
    assert marks(draw(LETTER, size=20)[0], FakeEngine(crash=RuntimeError("asked")), []) == ()


def test_where_a_line_stands_nothing_is_read_again() -> None:
    double = FakeEngine([FoundLine(reading("标题"), upright_quad(200, 400, 500, 560))])
    assert marks(STAMPED, double, [Line("another", Box(0.28, 0.4, 0.72, 0.56), "ocr:fake", 0.9)]) == ()
