"""VIN arithmetic, with examples whose check digits are public knowledge."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.vin import ALPHABET, check_digit, check_digit_holds, looks_like_vin, model_years, plausible, well_formed, wmi_maker

vins = st.text(alphabet=ALPHABET, min_size=17, max_size=17)


@pytest.mark.parametrize("vin", ["1M8GDM9AXKP042788", "11111111111111111", "5GZCZ43D13S812715", "LSVCY6C49MN027789", "LGWEF5A58HH002014"])
def test_known_vins_hold_their_check_digit(vin: str) -> None:
    assert check_digit_holds(vin)


@given(vins, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_a_changed_weighted_character_of_another_value_is_noticed(vin: str, place: int, char: str) -> None:
    right = vin[:8] + check_digit(vin) + vin[9:]
    changed = right[:place] + char + right[place + 1 :]
    if place == 8:
        assert check_digit_holds(changed) == (char == right[8])
    elif check_digit_holds(changed):
        # Only characters of equal value, or whose weighted difference is a multiple of 11, can slip through.
        assert check_digit(changed) == right[8]


@given(st.text(max_size=20))
def test_only_17_characters_of_the_alphabet_are_well_formed(text: str) -> None:
    assert well_formed(text) == (len(text) == 17 and all(c in ALPHABET for c in text))


def test_invoice_numbers_credit_codes_and_words_do_not_look_like_vins() -> None:
    assert not looks_like_vin("91370200MA3C4B2X1")
    assert not looks_like_vin("26332000000123456"[:17])
    assert not looks_like_vin("SPECIFICATIONSABC")


def test_a_chinese_vin_must_hold_its_check_digit_to_be_plausible() -> None:
    assert plausible("LSVCY6C49MN027789")
    assert not plausible("LSVCY6C48MN027789")
    assert plausible("Z94PB814BNR013170")


def test_year_code() -> None:
    assert 2025 in model_years("LGXCE6CB3S0123456")
    assert model_years("LGXCE6CB3U0123456") == ()


def test_wmi_is_a_hint() -> None:
    assert wmi_maker("LGX00000000000000") == "比亚迪汽车有限公司"
    assert wmi_maker("ZZZ00000000000000") is None
