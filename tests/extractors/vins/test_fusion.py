"""Several readings of one strip: what may be claimed, what is offered, and what is never invented."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vin_frames import frames

from domain.likelihood import log_likelihoods
from domain.pages import Frames
from domain.vin import ALPHABET, check_digit, look_alikes, looks_like_vin
from extractors.reading.vins.folding import best_string, fold, kept, likely_vins, vin_character
from extractors.reading.vins.fusion import Reading, fused, reading_of

VIN, MISREAD = "LVVDB11B4MD245891", "LVV0B11B4MD245891"
EUROPEAN, EUROPEAN_MISREAD = "XW8ZZZCKZNG008189", "XWBZZZCKZNG008189"


def said(engine: str, picture: str, text: str, rivals: dict[int, tuple[str, float]] | None = None, sure: float = 0.98) -> Reading:
    return reading_of(engine, picture, fold(frames(text, rivals, sure)))


def both(text: str, rivals: dict[int, tuple[str, float]] | None = None, sure: float = 0.98) -> list[Reading]:
    return [said(engine, picture, text, rivals, sure) for engine in ("v6", "v5") for picture in ("wide", "plain")]


@pytest.mark.parametrize(
    ("char", "folded"),
    [
        ("O", "0"),
        ("o", "0"),
        ("Q", "0"),
        ("I", "1"),
        ("l", "1"),
        ("a", "A"),
        ("В", "B"),
        ("Ｌ", "L"),
        ("*", ""),
        ("号", ""),
        ("", ""),
        ("İ", ""),
    ],
)
def test_characters_fold_to_those_of_a_vin(char: str, folded: str) -> None:
    assert vin_character(char) == folded


def test_folding_adds_up_what_looks_the_same() -> None:
    steps = fold(Frames(((("O", 0.4), ("0", 0.3), ("D", 0.2)),)))
    text, sure = best_string(steps)
    assert text == "0" and sure[0] == pytest.approx(0.7, abs=0.01)
    assert np.exp(steps).sum(axis=1) == pytest.approx(1.0)


def test_frames_without_steps_say_nothing() -> None:
    assert fused([reading_of("v6", "wide", fold(Frames(()))), reading_of("v5", "wide", fold(Frames(())))]).candidates == ()


def test_both_recognisers_give_the_same_characters() -> None:
    found = fused(both(VIN))
    assert found.read and found.candidates[0].value == VIN


def test_one_recogniser_alone_claims_nothing() -> None:
    found = fused([said("v6", picture, VIN) for picture in ("wide", "plain", "negative")])
    assert not found.read and found.candidates[0].value == VIN


def test_a_recogniser_that_sees_another_character_withholds_the_claim() -> None:
    found = fused([said("v6", "wide", VIN), said("v6", "plain", VIN), said("v5", "wide", MISREAD), said("v5", "plain", MISREAD)])
    assert not found.read and found.candidates[0].value == VIN


def test_the_check_digit_ranks_a_look_alike_first_but_does_not_make_it_read() -> None:
    found = fused(both(MISREAD, {3: ("D", 0.05)}))
    assert not found.read
    assert [c.value for c in found.candidates][:2] == [VIN, MISREAD]
    assert found.candidates[0].seen == ()


def test_a_chinese_vin_that_breaks_its_check_digit_is_left_to_a_person() -> None:
    assert not fused(both(VIN[:-1] + "2")).read


def test_without_a_check_digit_both_must_be_sure() -> None:
    assert fused(both(EUROPEAN)).read
    assert not fused(both(EUROPEAN_MISREAD, {2: ("8", 0.25)})).read


@pytest.mark.parametrize("text", ["VWZZZ1KZ6M777457", "2045KG", "", "0LWVD62187HD1856758"])
def test_a_strip_without_seventeen_characters_offers_nothing(text: str) -> None:
    assert fused(both(text)).candidates == ()


def test_a_guess_is_no_candidate() -> None:
    noise = {place: (char, 0.17) for place, char in enumerate("ABCDEFGHJKLMN0123")}
    assert fused(both("XH8PP0LN27P205344", noise, sure=0.35)).candidates == ()


vins = st.builds(
    lambda head, serial: head + serial, st.text(ALPHABET, min_size=13, max_size=13), st.text("0123456789", min_size=4, max_size=4)
)


@settings(max_examples=20, deadline=None)
@given(vins, st.integers(0, 12), st.sampled_from(ALPHABET))
def test_a_chinese_vin_whose_readings_differ_in_a_character_is_never_read_wrong(vin: str, place: int, char: str) -> None:
    vin = "L" + vin[1:]
    vin = vin[:8] + check_digit(vin) + vin[9:]
    other = vin[:place] + char + vin[place + 1 :]
    found = fused([said("v6", "wide", vin), said("v6", "plain", other), said("v5", "wide", vin), said("v5", "plain", other)])
    assert not found.read or found.candidates[0].value in (vin, other)
    assert (
        not found.read
        or other == vin
        or found.candidates[0].value[:1] != "L"
        or check_digit(found.candidates[0].value) == found.candidates[0].value[8]
    )


@settings(max_examples=20, deadline=None)
@given(vins, vins)
def test_every_character_of_a_candidate_was_seen_at_its_place_or_looks_like_one_that_was(a: str, b: str) -> None:
    readings = [said("v6", "wide", a), said("v5", "wide", b)]
    for candidate in fused(readings).candidates:
        assert looks_like_vin(candidate.value)
        for place, char in enumerate(candidate.value):
            assert {a[place], b[place]} & {char, *look_alikes(char)}


@settings(max_examples=15, deadline=None)
@given(vins, st.integers(0, 16), st.sampled_from(ALPHABET), st.floats(0.05, 0.45))
def test_the_beam_finds_the_likeliest_strings_and_their_probability(vin: str, place: int, char: str, probability: float) -> None:
    if place > 12 and not char.isdigit() or char == vin[place]:
        return
    steps = fold(frames(vin, {place: (char, probability)}))
    found = likely_vins(steps, 2)
    other = vin[:place] + char + vin[place + 1 :]
    assert [text for text, _ in found] == [vin, other]
    assert [score for _, score in found] == pytest.approx(list(log_likelihoods(kept(steps), [vin, other])), abs=0.2)
