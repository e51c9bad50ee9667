"""From a stretch of a line to a fact: what the reader was torn over goes with it."""

from __future__ import annotations

import pytest

from domain.geometry import Box
from domain.pages import Char, Line, Page
from extractors.finders.spans import fact, whole


def torn(text: str, rival: str, confidence: float) -> Line:
    size = len(text)
    chars = tuple(Char(c, i / size, (i + 1) / size, 0.95, rival if i == 2 else "", confidence if i == 2 else 0.0) for i, c in enumerate(text))
    return Line(text, Box(0.1, 0.1, 0.5, 0.12), "ocr:test", 0.95, chars)


@pytest.mark.parametrize(
    ("text", "rival", "confidence", "rivals"),
    [("搅拌简总成", "筒", 0.038, (("搅拌筒总成", 0.04),)), ("搅拌简总成", "筒", 0.01, ()), ("DFH1180", "I", 0.3, ()), ("简单简总成", "筒", 0.3, ())],
)
def test_second_choices_of_chinese_characters_are_named(text: str, rival: str, confidence: float, rivals: tuple[tuple[str, float], ...]) -> None:
    line = torn(text, rival, confidence)
    assert fact(text, whole(Page("a.pdf", 1, (line,)), line)).rivals == rivals
