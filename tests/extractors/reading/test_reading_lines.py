import pytest
from reading_doubles import found, reading

from domain.geometry import Box
from domain.pages import Char, Line, Seal, SealKind
from extractors.reading.lines import as_lines, cells, in_reading_order, marked_under_seals


def line(text, x0, y0, x1, y1):
    return Line(text, Box(x0, y0, x1, y1), "ocr:fake", 0.9, reading(text).chars)


def test_a_wide_gap_parts_two_cells():
    chars = (Char("品", 0, 0.05), Char("牌", 0.05, 0.1), Char("型", 0.8, 0.9), Char("号", 0.9, 1.0))
    left, right = cells(Line("品牌型号", Box(0.1, 0.1, 0.9, 0.12), "ocr:fake", 0.9, chars), 20)
    assert (left.text, right.text) == ("品牌", "型号")
    assert left.box.x1 < right.box.x0 and right.box.x1 == 0.9
    assert right.chars[0].start == 0 and right.chars[-1].stop == 1


def test_a_blank_between_words_parts_nothing():
    assert [one.text for one in cells(line("QINGDAO PORT", 0.1, 0.1, 0.4, 0.13), 9)] == ["QINGDAO PORT"]


def test_boxes_are_shares_within_the_page():
    (one,) = as_lines([found("ABC", -20, 50, 220, 50)], 1000, 500, "ocr:fake")
    assert (one.box.x0, one.box.y0, one.box.x1, one.box.y1) == pytest.approx((0, 0.1, 0.2, 0.2))


def test_rows_are_read_from_the_left_even_when_they_wobble():
    lines = [line("B", 0.5, 0.101, 0.6, 0.121), line("C", 0.1, 0.2, 0.2, 0.22), line("A", 0.1, 0.105, 0.2, 0.125)]
    assert [one.text for one in in_reading_order(lines)] == ["A", "B", "C"]


def test_only_the_ring_of_a_round_seal_covers_lines():
    seal = Seal("", SealKind.OFFICIAL, "round", "red", Box(0.4, 0.4, 0.6, 0.6), 0.9)
    corner, middle, away = line("X", 0.38, 0.39, 0.41, 0.41), line("Y", 0.3, 0.49, 0.45, 0.51), line("Z", 0.1, 0.1, 0.2, 0.12)
    assert [one.under_seal for one in marked_under_seals([corner, middle, away], [seal])] == [False, True, False]
    square = Seal("", SealKind.OFFICIAL, "square", "red", seal.box, 0.9)
    assert marked_under_seals([corner], [square])[0].under_seal
