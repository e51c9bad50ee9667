"""Which runs of characters are VINs, and which of them are claimed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from written import page

from domain.vin import ALPHABET, check_digit
from extractors.finders.vins import vins_on

GOOD = "LSVCY6C49MN027789"


@pytest.mark.parametrize(
    "text",
    [GOOD, f"车架号：{GOOD}", f"VIN{GOOD}", f"*{GOOD}*", f"★{GOOD}★", "LSV CY6C49 MN027789", f"1 {GOOD}", f"12{GOOD}", GOOD.lower(), GOOD.replace("0", "O"), f"（{GOOD}）"],
)
def test_read(text: str) -> None:
    (found,) = vins_on(page(text))
    assert (found.value, found.state) == (GOOD, "read")


@pytest.mark.parametrize("text", ["统一社会信用代码91370200MA3C4B2X1E", "26332000000123456789", "2026年1月15日", "合同编号QDYF-KZ-2026-018", "发票号码 24952000000012345678", "CMA220212050881", "CNAS123456789012", "Əliyev prospekti 115"])
def test_no_vin(text: str) -> None:
    assert vins_on(page(text)) == []


@pytest.mark.parametrize(
    "lines",
    [
        ("发动机号：SQRF4J16AASK03518",), ("|发动机号/电机号|SQRF4J16AASK03518",), ("Engine No.: SQRF4J16AASK03518",),
        ("|序号|发动机号码", "|1|SQRF4J16AASK03517", "|2|SQRF4J16AASK03518"),
        ("|发动机号|DYA118306", "|出厂日期|2025-11-28"), ("|编号|DYA118306", "||20251128"), ("|发动机/电机号|DYA118306", "||20251128"),
    ],
)  # fmt: skip
def test_the_number_of_an_engine_is_no_vin_however_long(lines: tuple[str, ...]) -> None:
    assert vins_on(page(*lines)) == []


@pytest.mark.parametrize("lines", [(f"发动机号 {GOOD}",), ("|车架号|SQRF4J16AASK03518",), ("|发动机号|A12|车架号|SQRF4J16AASK03518",)])
def test_what_is_surely_a_vin_or_stands_behind_another_label_is_one(lines: tuple[str, ...]) -> None:
    assert len(vins_on(page(*lines))) == 1


def test_a_vin_that_breaks_its_check_digit_is_claimed_only_when_every_character_is_sure() -> None:
    wrong = GOOD[:-1] + "8"
    assert [(f.value, f.state) for f in vins_on(page(wrong))] == [(wrong, "read")]
    assert [(f.value, f.state) for f in vins_on(page(wrong, confidence=0.9))] == [(wrong, "unsure")]


def test_an_uncertain_reading_is_only_a_candidate() -> None:
    assert [(f.value, f.state) for f in vins_on(page(GOOD, confidence=0.5))] == [(GOOD, "unsure")]


def test_a_dropped_character_is_never_filled_in() -> None:
    (found,) = vins_on(page(GOOD[:8] + GOOD[9:]))
    assert (found.value, found.state) == (GOOD[:8] + GOOD[9:], "unsure")


def test_a_vin_broken_over_two_lines_of_a_cell() -> None:
    assert [(f.value, f.state) for f in vins_on(page(f"|{GOOD[:11]}", f"|{GOOD[11:]}"))] == [(GOOD, "read")]


@given(st.text(alphabet=ALPHABET, min_size=12, max_size=12), st.text(alphabet="0123456789", min_size=4, max_size=4))
def test_every_chinese_vin_with_its_check_digit_is_found(middle: str, serial: str) -> None:
    vin = "L" + middle + serial
    vin = vin[:8] + check_digit(vin) + vin[9:]
    if sum(c.isalpha() for c in vin) >= 3:
        assert [(f.value, f.state) for f in vins_on(page(f"车辆识别代号 {vin}"))] == [(vin, "read")]


@given(st.text(max_size=60))
def test_any_text_is_survived(text: str) -> None:
    for found in vins_on(page(text)):
        assert found.state in ("read", "unsure")
