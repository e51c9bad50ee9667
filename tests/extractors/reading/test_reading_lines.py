import cv2
import numpy as np
import pytest
from reading_doubles import found, reading

from domain.geometry import Box
from domain.pages import Char, Line, Seal, SealKind
from extractors.reading.ink import ink_of
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


@pytest.mark.parametrize(
    ("read", "said"),
    [("TV7188HEVĠLB", "TV7188HEVGLB"), ("型号 LFMÁB72E5T0146377", "型号 LFMAB72E5T0146377"), ("San José 123", "San José 123"), ("ÑANDÚ", "ÑANDÚ"), ("Č.p. 12", "Č.p. 12")],
)
def test_a_speck_over_a_codes_letter_is_no_part_of_it(read, said):
    (one,) = as_lines([found(read, 20, 50, 220, 50)], 1000, 500, "ocr:fake")
    assert one.text == said and "".join(char.text for char in one.chars) == said


def test_rows_are_read_from_the_left_even_when_they_wobble():
    lines = [line("B", 0.5, 0.101, 0.6, 0.121), line("C", 0.1, 0.2, 0.2, 0.22), line("A", 0.1, 0.105, 0.2, 0.125)]
    assert [one.text for one in in_reading_order(lines)] == ["A", "B", "C"]


def test_only_the_ring_of_a_round_seal_covers_lines():
    seal = Seal("", SealKind.OFFICIAL, "round", "red", Box(0.4, 0.4, 0.6, 0.6), 0.9)
    corner, middle, away = line("X", 0.38, 0.39, 0.41, 0.41), line("Y", 0.3, 0.49, 0.45, 0.51), line("Z", 0.1, 0.1, 0.2, 0.12)
    assert [one.under_seal for one in marked_under_seals([corner, middle, away], [seal])] == [False, True, False]
    square = Seal("", SealKind.OFFICIAL, "square", "red", seal.box, 0.9)
    assert marked_under_seals([corner], [square])[0].under_seal


def test_a_label_set_wide_apart_stays_with_its_value():
    chars = (Char("地", 0, 0.03), Char("址", 0.2, 0.23), Char("：", 0.23, 0.25), Char("A", 0.26, 0.28), Char("v", 0.28, 0.3))
    assert [one.text for one in cells(Line("地址：Av", Box(0.1, 0.1, 0.9, 0.12), "ocr:fake", 0.9, chars), 30)] == ["地址：Av"]
    apart = (Char("辆", 0, 0.03), Char("台", 0.2, 0.23), Char("数", 0.23, 0.25))
    assert [one.text for one in cells(Line("辆台数", Box(0.1, 0.1, 0.9, 0.12), "ocr:fake", 0.9, apart), 30)] == ["辆", "台数"]


def test_a_rule_that_runs_askew_is_no_ink_that_nobody_read():
    picture = np.full((400, 640, 3), 255, np.uint8)
    cv2.line(picture, (40, 20), (70, 380), (60, 60, 60), 2)
    assert ink_of(picture).unread([]) == 0
    cv2.putText(picture, "1", (300, 200), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (0, 0, 0), 2)
    assert ink_of(picture).unread([]) == 1


def test_pieces_of_faint_rules_are_no_ink_that_nobody_read():
    picture = np.full((400, 640, 3), 255, np.uint8)
    for y in range(40, 400, 40):
        for x in range(20, 620, 30):
            picture[y : y + 2, x : x + 20] = 120
    assert ink_of(picture).unread([]) == 0
    cv2.putText(picture, "1", (300, 200), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (0, 0, 0), 2)
    assert ink_of(picture).unread([]) == 1
