from dataclasses import replace

import pytest
from reading_doubles import FakeEngine, draw

from domain.geometry import Box
from domain.pages import Line, Page
from extractors.reading.agreement import agrees, agrees_on
from extractors.reading.confirm import confirm

VIN = "LGXCE6CB3S0123456"


def page_of(text):
    picture, words = draw([(text, 80, 80), ("other", 80, 300)])
    return Page("a.pdf", 1, words), picture


def test_a_line_the_picture_bears_out_agrees():
    page, picture = page_of(f"VIN: {VIN}")
    done = confirm(page, picture, [0], FakeEngine(readings=[f"VIN：{VIN}"]))
    assert agrees(done.lines[0]) and done.lines[1].seen is None and not agrees(done.lines[1])


def test_a_line_the_picture_denies_keeps_what_was_seen():
    page, picture = page_of(VIN)
    engine = FakeEngine(readings=[VIN[:-1] + "8"], scores=lambda text: -20.0 if text == VIN else -0.1)
    line = confirm(page, picture, [0], engine).lines[0]
    assert line.seen == VIN[:-1] + "8" and not agrees(line)


def test_characters_that_look_alike_are_settled_by_likelihood():
    page, picture = page_of(VIN)
    engine = FakeEngine(readings=[VIN.replace("0", "O")], scores=lambda text: -1.2 if text == VIN else -0.4)
    assert confirm(page, picture, [0], engine).lines[0].seen == VIN


def test_an_engine_that_cannot_score_settles_nothing():
    page, picture = page_of(VIN)
    engine = FakeEngine(readings=[VIN.replace("0", "O")], scores=lambda text: -1e9)
    assert not agrees(confirm(page, picture, [0], engine).lines[0])


def test_an_empty_reading_is_seen_as_nothing():
    page, picture = page_of(VIN)
    line = confirm(page, picture, [0], FakeEngine()).lines[0]
    assert line.seen == "" and not agrees(line)


def test_ocr_lines_and_lines_already_seen_are_not_looked_at_again():
    page, picture = page_of(VIN)
    page = replace(page, lines=(replace(page.lines[0], origin="ocr:fake"), replace(page.lines[1], seen="x")))
    engine = FakeEngine(readings=["never"])
    assert confirm(page, picture, [0, 1], engine) == page and engine.asked == 0
    assert agrees(page.lines[0])


def seen(text, what):
    return Line(text, Box(0, 0, 1, 1), "text-layer", seen=what)


@pytest.mark.parametrize(
    ("text", "what", "wanted"),
    [
        ("日期：2026年1月2日", "日期:2026年1月2日", True),
        ("（附件）", "(附件)", True),
        ("ABC 123", "ABC123", True),
        ("2026-01-02", "2026-01-03", False),
        ("有限公司", "有限公", False),
        ("", "", True),
        ("数量1", "数量11", False),
    ],
)
def test_what_counts_as_the_same(text, what, wanted):
    assert agrees(seen(text, what)) is wanted


def test_a_stretch_may_agree_where_the_rest_of_the_line_does_not():
    line = seen(f"编号甲 {VIN}", f"编号申 {VIN}")
    assert not agrees(line) and agrees_on(line, 4, 21) and not agrees_on(line, 0, 3)
    assert not agrees_on(seen(f"甲{VIN}", f"甲{VIN[:-1]}8"), 1, 18)


def test_a_longer_number_does_not_bear_out_a_shorter_one():
    assert not agrees_on(seen("数量1辆", "数量11辆"), 2, 3)
