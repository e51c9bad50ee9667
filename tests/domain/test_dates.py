"""Every form of DATE-001, and what must not be taken for a date."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import dates_in, parse_date

JANUARY = date(2026, 1, 15)


@pytest.mark.parametrize(
    "text",
    ["2026-01-15", "2026/1/15", "2026.01.15", "20260115", "2026年1月15日", "2026 年 01 月 15 日", "二〇二六年一月十五日", "二零二六年元月十五日",
     "二○二六年一月十五日", "15 Jan 2026", "15th January, 2026", "January 15, 2026", "Jan. 15 2026", "2026－01－15", "２０２６年１月１５日", "15/01/2026",
     "15 de enero de 2026", "15 ENERO DEL 2026", "15 janvier 2026", "15 de janeiro de 2026", "15 января 2026 г.",
     "贰零贰陆年壹月拾伍日", "贰零贰陆年零壹月壹拾伍日"],
)  # fmt: skip
def test_forms(text: str) -> None:
    found = parse_date(text)
    assert found is not None and found.value == JANUARY and found.other is None


def test_ambiguous_order_is_said() -> None:
    found = parse_date("03/04/2026")
    assert found is not None and {found.value, found.other} == {date(2026, 4, 3), date(2026, 3, 4)}
    pointed = parse_date("03.04.2026")
    assert pointed is not None and (pointed.value, pointed.other) == (date(2026, 4, 3), None)


@pytest.mark.parametrize("text", ["15.01.2026 / 09.03.2027", "15.01.2026-09.03.2027", "15-01-2026-09-03-2027", "2026-1-15-2027-3-9", "2026.1.15-2027.3.9", "2026年1月15日至2027年3月9日"])
def test_two_ends_of_a_period(text: str) -> None:
    assert [found.value for found in dates_in(text)][0] == JANUARY and {date(2027, 3, 9), date(2027, 9, 3)} & {value for found in dates_in(text)[1:] for value in (found.value, found.other)}


def test_a_number_that_runs_on_into_the_date_is_the_next_items() -> None:
    assert [found.value for found in dates_in("2026-01-154.机动车登记编号")] == [JANUARY] == [found.value for found in dates_in("2026-01-154.")]
    assert dates_in("2026-01-1545") == []


@pytest.mark.parametrize("text", ["LGXCE6CB320260115", "2026-13-01", "2026年2月30日", "1234567890", "QD2026011522", ""])
def test_no_date(text: str) -> None:
    assert dates_in(text) == []


@given(st.dates(min_value=date(1980, 1, 1), max_value=date(2099, 12, 31)), st.sampled_from(["%Y-%m-%d", "%Y年%m月%d日", "%Y.%m.%d", "%d %b %Y", "%B %d, %Y", "%Y%m%d"]))
def test_round_trip(day: date, form: str) -> None:
    found = parse_date(f"日期：{day.strftime(form)}")
    assert found is not None and found.value == day


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2039, 12, 31)))
def test_chinese_numerals_round_trip(day: date) -> None:
    digits = "〇一二三四五六七八九"
    year = "".join(digits[int(c)] for c in str(day.year))

    def number(n: int) -> str:
        tens, units = divmod(n, 10)
        return ("" if tens == 0 else "十" if tens == 1 else digits[tens] + "十") + (digits[units] if units else "")

    found = parse_date(f"{year}年{number(day.month)}月{number(day.day)}日")
    assert found is not None and found.value == day


@given(st.text(max_size=60))
def test_any_text_is_survived(text: str) -> None:
    for mention in dates_in(text):
        assert 1900 <= mention.value.year <= 2099


@pytest.mark.parametrize(("text", "day"), [("1er août 2026", date(2026, 8, 1)), ("le 1er aout 2026", date(2026, 8, 1)), ("1.º de março de 2026", date(2026, 3, 1)), ("3 mars 2026", date(2026, 3, 3))])
def test_days_in_the_languages_of_destinations(text: str, day: date) -> None:
    assert [found.value for found in dates_in(text)] == [day]
