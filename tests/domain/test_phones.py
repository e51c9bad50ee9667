"""To which countries telephone numbers belong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.phones import countries_called


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("+968 2 684 2076", {"OM"}), ("Tel: (+971) 4 324 7700", {"AE"}), ("00 7 727 239 22 39", {"KZ", "RU"}), ("+86 400 810 / +996 312 88", {"CN", "KG"}),
        ("0532-8888 6666", set()), ("2026-01-01", set()), ("", set()),
    ],
)  # fmt: skip
def test_a_number_for_callers_from_abroad_says_its_country(text: str, countries: set[str]) -> None:
    assert countries_called(text) == countries


@given(st.text(max_size=60))
def test_any_text_is_survived(text: str) -> None:
    assert all(len(code) == 2 for code in countries_called(text))
