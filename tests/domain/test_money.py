"""Capital-letter sums against a writer of our own, and figures as they are printed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import amount_in_words, figure, whole_number

CAPITAL, PLAIN = "零壹贰叁肆伍陆柒捌玖", "〇一二三四五六七八九"
CAPITAL_UNITS, PLAIN_UNITS = ("", "拾", "佰", "仟"), ("", "十", "百", "千")


def section(number: int, digits: str, units: tuple[str, ...]) -> str:
    """0 to 9999 in words, without the noughts before it."""
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += (digits[0] if gap and text else "") + digits[digit] + units[place]
        gap = not digit
    return text


def spelled(number: int, digits: str = CAPITAL, units: tuple[str, ...] = CAPITAL_UNITS) -> str:
    """A whole number as a bank clerk writes it: sections of four, 万 and 亿, one nought for a gap."""
    if number == 0:
        return digits[0]
    parts = [(number // 10**8, "亿"), (number // 10**4 % 10**4, "万"), (number % 10**4, "")]
    text, gap = "", False
    for value, name in parts:
        if value:
            text += (digits[0] if text and (gap or value < 1000) else "") + section(value, digits, units) + name
        gap = not value
    return text


def in_words(cents: int) -> str:
    """A sum in capital letters, by the Rules for Payment and Settlement: 整 where it ends with yuan."""
    yuan, rest = divmod(cents, 100)
    jiao, fen = divmod(rest, 10)
    text = spelled(yuan) + "元"
    if not rest:
        return text + "整"
    text += CAPITAL[jiao] + "角" if jiao else CAPITAL[0]
    return text + (CAPITAL[fen] + "分" if fen else "")


def test_the_writer_writes_as_clerks_do() -> None:
    assert in_words(1_234_567_89) == "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分"
    assert in_words(10_005_000_00) == "壹仟万伍仟元整"
    assert in_words(100_020_003_04) == "壹亿零贰万零叁元零肆分"
    assert spelled(2024) == "贰仟零贰拾肆"


@given(st.integers(100, 9_999_9999_9999_99))
def test_capital_sums_round_trip(cents: int) -> None:
    assert amount_in_words("价税合计（大写）" + in_words(cents)) == Decimal(cents) / 100


@pytest.mark.parametrize("text", ["壹仟万零伍仟元整", "人民币壹仟万伍仟元", "壹仟万零伍仟圆正", "壹仟万伍仟元零角零分"])
def test_clerks_differ_in_noughts_and_ends(text: str) -> None:
    assert amount_in_words(text) == Decimal(10_005_000)


@given(st.integers(100, 9_999_9999_99), st.sampled_from(["圆", "圓"]), st.sampled_from([" ", "　", ""]))
def test_spaces_and_old_characters_change_nothing(cents: int, yuan: str, gap: str) -> None:
    text = gap.join(in_words(cents).replace("元", yuan).replace("贰", "貳").replace("万", "萬").replace("亿", "億"))
    assert amount_in_words(text) == Decimal(cents) / 100


@given(st.integers(100, 9_999_9999_99), st.integers(0, 9_999_999))
def test_a_sum_in_figures_before_it_is_passed_over(cents: int, figures: int) -> None:
    assert amount_in_words(f"合同总金额{figures}.00元（大写：{in_words(cents)}）") == Decimal(cents) / 100


@given(st.integers(100, 9_999_9999_99))
def test_a_negative_sum_is_negative(cents: int) -> None:
    assert amount_in_words(f"（负数）{in_words(cents)}") == -Decimal(cents) / 100
    assert amount_in_words(f"负{in_words(cents)}") == -Decimal(cents) / 100


@given(st.integers(0, 9999_9999_9999), st.booleans())
def test_whole_numbers_round_trip(number: int, capital: bool) -> None:
    text = spelled(number) if capital else spelled(number, PLAIN, PLAIN_UNITS)
    assert whole_number(text) == number


@pytest.mark.parametrize(("text", "value"), [("十五", 15), ("拾贰", 12), ("两", 2), ("三", 3), ("二十", 20), ("叁辆", None), ("十百", None), ("壹贰", None), ("", None), ("3", None)])
def test_short_numerals(text: str, value: int | None) -> None:
    assert whole_number(text) == value


@pytest.mark.parametrize("text", ["", "整", "元整", "金额大写：", "壹贰元整", "佰仟元", "合同金额12元", "单价113000.00元", "10元", "0元", "1,000元", "十分满意"])
def test_no_sum(text: str) -> None:
    assert amount_in_words(text) is None


@given(st.decimals(Decimal("-9999999.99"), Decimal("9999999.99"), places=2), st.sampled_from(["", "¥", "￥", "￥ "]), st.booleans())
def test_figures_round_trip(value: Decimal, sign: str, commas: bool) -> None:
    body = f"{abs(value):,.2f}" if commas else f"{abs(value):.2f}"
    minus = "-" if value < 0 else ""
    for text in (f"{minus}{sign}{body}", f"{sign}{minus}{body}", f"小写 {sign}{minus}{body}元"):
        found = figure(text)
        assert found is not None and found[0] == value
        assert body in text[found[1] : found[2]]


def test_brackets_are_a_minus_and_a_bracketed_word_is_none() -> None:
    assert (figure("(12.00)") or ("",))[0] == Decimal("-12.00")
    assert (figure("（小写）12.00") or ("",))[0] == Decimal("12.00")


@given(st.text(max_size=60))
def test_any_text_is_survived(text: str) -> None:
    amount_in_words(text)
    whole_number(text)
    found = figure(text)
    assert found is None or 0 <= found[1] < found[2] <= len(text)


@given(st.text("零壹贰拾佰仟万亿元角分整负〇一十百两", max_size=14))
def test_any_row_of_numerals_is_survived(text: str) -> None:
    found = amount_in_words(text)
    assert found is None or found.is_finite()


@pytest.mark.parametrize(("text", "value"), [("⑧肆拾肆万圆整", 440_000), ("⊗贰仟元整", 2_000), ("8肆拾肆万圆整", None)])
def test_the_sign_before_a_sum_is_no_figure_of_it(text: str, value: int | None) -> None:
    assert amount_in_words(text) == (None if value is None else Decimal(value))
