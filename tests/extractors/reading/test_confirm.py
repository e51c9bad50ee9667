from dataclasses import replace

import pytest
from reading_doubles import FakeEngine, draw, reading

from domain.geometry import Box
from domain.pages import Line, Page
from extractors.finders.joining import merged
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


def test_a_line_the_picture_surely_denies_is_read_from_the_picture():
    page, picture = page_of(VIN)
    engine = FakeEngine(readings=[VIN[:-1] + "8"], scores=lambda text: -20.0 if text == VIN else -0.1)
    done = confirm(page, picture, [0], engine)
    line = done.lines[0]
    assert (line.text, line.claimed, line.origin) == (VIN[:-1] + "8", VIN, "ocr:fake")
    assert not agrees(line) and not agrees_on(line, 0, 17) and agrees_on(line, 0, 15)
    assert done.problems == ("text-layer-contradicts",)


def test_a_line_the_picture_doubtfully_denies_keeps_its_text_and_what_was_seen():
    page, picture = page_of(VIN)
    engine = FakeEngine(scores=lambda text: -20.0 if text == VIN else -0.1)
    engine.recognise = lambda crops: [reading(VIN[:-1] + "8", 0.8) for _ in crops]
    done = confirm(page, picture, [0], engine)
    assert (done.lines[0].text, done.lines[0].seen) == (VIN, VIN[:-1] + "8")
    assert not agrees(done.lines[0]) and done.problems == ()


def test_of_lines_over_one_another_the_one_that_is_seen_is_kept():
    page, picture = page_of(VIN)
    covered = replace(page.lines[0], text=VIN[:-1] + "8")
    engine = FakeEngine(readings=[VIN, VIN], scores=lambda text: -20.0 if text.endswith("8") else -0.1)
    done = confirm(replace(page, lines=(covered, *page.lines)), picture, [0, 1], engine)
    assert [line.text for line in done.lines] == [VIN, "other"]
    assert done.problems == ("text-layer-contradicts",)  # both words are the picture's now; the layer's is named by the code


@pytest.mark.parametrize("mark", ["全", "章", "国家税务总局", "全国统一发票监制章"])
def test_the_tax_mark_over_an_invoices_title_covers_nothing(mark):
    page, picture = page_of("电子发票")
    laid_over = replace(page.lines[0], text=mark)
    for sure in (0.99, 0.8):
        engine = FakeEngine(scores=lambda text: -20.0 if text == mark else -0.1)
        readings = [reading("子发", sure), reading("电子发票")]
        engine.recognise = lambda crops, readings=readings: [readings.pop(0) for _ in crops]
        done = confirm(replace(page, lines=(laid_over, *page.lines)), picture, [0, 1], engine)
        assert done.problems == () and "电子发票" in [line.text for line in done.lines]


def test_a_covered_value_that_is_dropped_is_told():
    page, picture = page_of(VIN)
    covered = replace(page.lines[0], text="LGXCE6CB3S0999999")
    engine = FakeEngine(scores=lambda text: -20.0 if text == covered.text else -0.1)
    readings = [reading(VIN[:-1], 0.8), reading(VIN)]
    engine.recognise = lambda crops: [readings.pop(0) for _ in crops]
    done = confirm(replace(page, lines=(covered, *page.lines)), picture, [0, 1], engine)
    assert [line.text for line in done.lines] == [VIN, "other"] and done.problems == ("text-overprinted",)


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
        ("2025-11-2", "2025-1-12", False),
        ("2025.1.12", "2025-1-12", True),
        ("125 km", "12.5 km", False),
        ("1,200", "1，200", True),
        ("T1-12", "T1 12", False),
        ("México", "Mexico", True),
        ("Côte d’Ivoire", "Cote d'Ivoire", True),
    ],
)
def test_what_counts_as_the_same(text, what, wanted):
    assert agrees(seen(text, what)) is wanted


def test_a_stretch_may_agree_where_the_rest_of_the_line_does_not():
    line = seen(f"编号甲 {VIN}", f"编号申 {VIN}")
    assert not agrees(line) and agrees_on(line, 4, 21) and not agrees_on(line, 0, 3)
    assert not agrees_on(seen(f"甲{VIN}", f"甲{VIN[:-1]}8"), 1, 18)


def test_merged_lines_are_as_doubtful_as_their_parts():
    layer, ocr = seen("2025-", None), replace(seen("11-02", None), origin="ocr:x")
    assert not agrees(merged([ocr, layer])) and not agrees(merged([layer, ocr]))
    assert agrees(merged([ocr, replace(layer, seen="2025-")]))
    denied = replace(ocr, claimed="11-03")
    assert not agrees(merged([denied, ocr])) and not agrees(merged([denied, replace(layer, seen="2025-")]))


def test_a_longer_number_does_not_bear_out_a_shorter_one():
    assert not agrees_on(seen("数量1辆", "数量11辆"), 2, 3)


@pytest.mark.parametrize(
    ("text", "seen", "stretch", "holds"),
    [
        ("4. 售后服务 / Обслуживание", ". 售后服务 /  ", "4. 售后服务 / Обслуживание", True), ("售后服务 / Обслуживание", "售前服务 / Oby", "售后服务 / Обслуживание", False),
        ("Казахстан / KAZAKHSTAN", "Kasax / KAZAKHSTAN", "KAZAKHSTAN", True), ("Россия / KAZAKHSTAN", "Poccu / UZBEKISTAN", "KAZAKHSTAN", False),
        ("Пробег: 12000 км", "IIpober: 12000 KM", "12000", True), ("Пробег: 12000 км", "IIpober: 120000 KM", "12000", False), ("Пробег: 12000 км", "IIpober: 912000 KM", "12000", False),
        ("Нигер / NIGER", "Hurep / NIGERIA", "NIGER", False), ("от 2026-1-12 г.", "oT 2026-11-2 r.", "2026-1-12", False), ("от 2026-1-12 г.", "oT 2026-1-12 r.", "2026-1-12", True),
        ("保修期服务 12 мес", "保修期服务 120 Mec", "保修期服务 12 мес", False), ("保修期服务 12 мес", "保修期服务 12 Mec", "保修期服务 12 мес", True),
        ("Казахстан", "KazakhctaH", "Казахстан", False), ("пробег 12000 км 公里数为", "6er 98000 KM 公里数为", "пробег 12000 км 公里数为", False),
    ],
)  # fmt: skip
def test_beside_letters_the_recogniser_does_not_know(text, seen, stretch, holds):
    start = text.index(stretch)
    line = Line(text, Box(0, 0, 1, 0.1), "text-layer", seen=seen)
    assert agrees_on(line, start, start + len(stretch)) is holds
