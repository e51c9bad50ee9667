"""Readings and a declared VIN together: confirmed when right, never with a character changed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vin_frames import frames

from domain.confirmation import borne_out, confirmation, neighbours
from domain.geometry import Box
from domain.pages import VinReading
from domain.vin import ALPHABET, check_digit, check_digit_holds, look_alike_texts

VIN = "LVVDB11B4MD245891"
MISREAD = "LVV0B11B4MD245891"
UNSURE = frames(VIN, {3: ("0", 0.3), 5: ("L", 0.2)})


def reading(*texts: str, raw: str | None = None, strips: tuple[str, ...] | None = None, doubt: float = 0.3) -> VinReading:
    named = tuple((f"ocr:{i}", text) for i, text in enumerate(texts))
    pictures = tuple(frames(text, {3: ("0" if text[3] == "D" else "D", doubt)}) for text in strips or texts)
    return VinReading(texts[0], raw or texts[0], "unsure", Box(0, 0, 1, 1), "ocr:0", readings=named, strips=pictures)


def test_the_right_vin_is_ahead_of_all_its_neighbours() -> None:
    found = confirmation([UNSURE, UNSURE], VIN)
    assert found.holds and found.seen_as == VIN and found.behind == 0


def test_no_neighbour_is_confirmed() -> None:
    assert [near for near in neighbours(VIN) if confirmation([UNSURE, UNSURE], near).holds] == []


def test_two_look_alikes_that_keep_the_check_digit_are_not_confirmed() -> None:
    twice = [text for text in look_alike_texts(VIN) if check_digit_holds(text)]
    assert twice and not any(confirmation([UNSURE], text).holds for text in twice)


def test_a_declared_sibling_that_is_as_likely_is_a_rival() -> None:
    sibling = VIN[:8] + check_digit(VIN[:16] + "2") + VIN[9:16] + "2"
    between = frames(VIN, {8: (sibling[8], 0.49), 16: ("2", 0.49)})
    assert confirmation([between], VIN).holds
    assert not confirmation([between], VIN, [sibling]).holds


@pytest.mark.parametrize("text", ["", "LVVDB11B4MD24589", "LVVDB11B5MD245891", "LVVDB11B4MD24589O"])
def test_what_is_no_vin_or_breaks_its_check_digit_is_never_confirmed(text: str) -> None:
    assert not confirmation([frames(text)] if text else [], text).holds


def test_nothing_is_confirmed_on_a_strip_that_says_something_else() -> None:
    assert not confirmation([frames("GXCE6CB3S01234561"), frames("1234567890")], VIN).holds


@settings(max_examples=15, deadline=None)
@given(
    st.text(alphabet=ALPHABET, min_size=13, max_size=13),
    st.text("0123456789", min_size=4, max_size=4),
    st.integers(0, 16),
    st.sampled_from(ALPHABET),
)
def test_one_character_changed_is_never_confirmed(head: str, serial: str, place: int, char: str) -> None:
    vin = head + serial
    vin = vin[:8] + check_digit(vin) + vin[9:]
    changed = vin[:place] + char + vin[place + 1 :]
    strips = [frames(vin), frames(vin)]
    assert confirmation(strips, vin).holds
    assert changed == vin or not confirmation(strips, changed).holds


def test_a_look_alike_and_a_second_reading_bear_a_vin_out() -> None:
    assert borne_out(reading(MISREAD, VIN, VIN), VIN)


def test_one_reading_alone_bears_nothing_out() -> None:
    assert not borne_out(reading(VIN), VIN)
    assert not borne_out(reading(MISREAD, MISREAD, strips=(VIN, VIN)), VIN)


def test_a_raw_reading_that_differs_in_more_than_look_alikes_bears_nothing_out() -> None:
    assert not borne_out(reading("LVVXB11B4MD245891", VIN, VIN), VIN)


def test_what_all_readings_contradict_is_not_borne_out() -> None:
    assert not borne_out(reading(MISREAD, VIN, strips=(MISREAD, MISREAD, MISREAD), doubt=0.0), VIN)


def test_a_changed_declaration_is_never_borne_out() -> None:
    assert [near for near in neighbours(VIN) if borne_out(reading(MISREAD, VIN, VIN), near)] == []
