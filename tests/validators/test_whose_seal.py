from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.geometry import Box
from domain.pages import Frames, Seal, SealKind
from validators.whose_seal import Ownership, near_misses, whose

REGISTRY = ("比亚迪汽车工业有限公司", "比亚迪汽车有限公司", "东风柳州汽车有限公司", "东风汽车股份有限公司", "奇瑞商用车(安徽)有限公司")
TRUE = "东风柳州汽车有限公司"


def strip(text: str, certainty: float = 0.97, doubts: dict[int, tuple[str, float]] | None = None) -> Frames:
    """Frames that spell `text`; `doubts` gives at a position another character and its probability, taken from the right one's."""
    steps: list[tuple[tuple[str, float], ...]] = []
    for i, char in enumerate(text):
        other, share = (doubts or {}).get(i, ("", 0.0))
        right = certainty * (1 - share)
        listed = [(char, right), ("", 1 - certainty)]
        if other:
            listed.append((other, certainty * share))
        steps += [(("", 0.99), (char, 0.01)), tuple(listed)]
    return Frames((*steps, (("", 0.99),)))


def seal(*strips: Frames, text: str = TRUE) -> Seal:
    return Seal(text, SealKind.OFFICIAL, "round", "red", Box(0, 0, 1, 1), 0.9, strips=strips)


def test_a_clean_ring_belongs_to_the_expected_company() -> None:
    owner = whose(seal(*[strip(TRUE)] * 3), [TRUE], REGISTRY)
    assert (owner.ownership, owner.name) == (Ownership.EXPECTED, TRUE)
    assert owner.margin > 2


@pytest.mark.parametrize(
    "shown",
    [
        "东风柳州汽车销售有限公司", "东风柳州汽车进出口有限公司", "东风神龙汽车有限公司", "东风柳州汽车股份有限公司", "柳州汽车有限公司",
        "东凤柳州汽车有限公司", "东风柳州汽军有限公司", "东风柳州有限公司", "广西东风柳州汽车有限公司", "东风柳州汽车有限公司分公司",
        "东风柳州汽车有限责任公司", "东风柳州汽车集团有限公司",
    ],
)  # fmt: skip
def test_a_near_relative_never_passes(shown: str) -> None:
    owner = whose(seal(*[strip(shown)] * 3, text=shown), [TRUE], REGISTRY)
    assert owner.ownership is not Ownership.EXPECTED


@pytest.mark.parametrize("shown", ["东风柳州汽车销售有限公司", "比亚迪汽车工业有限公司", "青岛远帆国际贸易有限公司"])
def test_another_company_is_named(shown: str) -> None:
    owner = whose(seal(*[strip(shown)] * 3, text=shown), [TRUE], REGISTRY)
    assert (owner.ownership, owner.name) == (Ownership.ANOTHER, shown)


@pytest.mark.parametrize("shown", ["东风柳州汽军有限公司", "柳州汽车有限公司", "风柳州汽车有限公司"])
def test_a_slip_or_loss_of_letters_accuses_nobody(shown: str) -> None:
    assert whose(seal(*[strip(shown)] * 3, text=shown), [TRUE], [*REGISTRY, "柳州汽车有限公司"]).ownership is Ownership.UNCLEAR


def test_a_doubtful_letter_is_for_a_person() -> None:
    doubtful = strip(TRUE, doubts={1: ("凤", 0.45)})
    assert whose(seal(doubtful, doubtful, doubtful), [TRUE], REGISTRY).ownership is Ownership.UNCLEAR


def test_one_strip_that_says_otherwise_stops_the_pass() -> None:
    other = strip(TRUE, doubts={1: ("凤", 0.8)})
    assert whose(seal(strip(TRUE), strip(TRUE), other), [TRUE], REGISTRY).ownership is Ownership.UNCLEAR


def test_one_reader_proves_a_name_that_another_is_unsure_of_and_none_that_another_denies() -> None:
    unsure = replace(strip(TRUE, doubts={1: ("众", 0.5)}), blind="一-")
    denies = replace(strip(TRUE[0] + "众" + TRUE[2:]), blind="一-")
    assert whose(seal(strip(TRUE), unsure), [TRUE], []).ownership is Ownership.EXPECTED
    assert whose(seal(unsure, unsure), [TRUE], []).ownership is Ownership.UNCLEAR
    assert whose(seal(strip(TRUE), denies), [TRUE], []).ownership is Ownership.UNCLEAR


def test_a_reader_that_sees_no_strokes_neither_proves_nor_denies_a_name_by_them() -> None:
    name = "一汽-大众汽车有限公司"
    sees = replace(strip("汽大众汽车有限公司"), blind="一-·")
    assert whose(seal(strip(name), sees, text=name), [name], []).ownership is Ownership.EXPECTED
    assert whose(seal(strip("汽大众汽车有限公司"), sees, text="汽大众汽车有限公司"), [name], []).ownership is not Ownership.EXPECTED


def test_a_hole_in_the_ring_is_for_a_person_unless_the_name_has_a_bracket_there() -> None:
    holed = seal(*[strip(TRUE)] * 3, text="东风柳州汽车□□有限公司")
    assert whose(holed, [TRUE], REGISTRY).ownership is Ownership.UNCLEAR
    name = "奇瑞商用车(安徽)有限公司"
    bracketed = seal(*[strip("奇瑞商用车安徽有限公司")] * 3, text="奇瑞商用车□安徽□有限公司")
    assert whose(bracketed, [name], REGISTRY).ownership is Ownership.EXPECTED


@pytest.mark.parametrize("drawn", ["奇瑞商用车(安徽)有限公司", "奇瑞商用车（安徽）有限公司", "奇瑞商用车安徽有限公司", "奇瑞商用车安徽)有限公司"])
def test_signs_of_a_name_do_not_count(drawn: str) -> None:
    assert whose(seal(*[strip(drawn)] * 3, text=drawn), ["奇瑞商用车(安徽)有限公司"], REGISTRY).ownership is Ownership.EXPECTED


def test_a_name_one_letter_off_a_place_is_a_rival() -> None:
    torn = seal(*[strip("上海客车有限公司", doubts={0: ("廣", 0.45)})] * 3, text="上海客车有限公司")
    assert whose(torn, ["上海客车有限公司"], REGISTRY).ownership is Ownership.UNCLEAR


def test_a_misread_legal_form_is_no_rival() -> None:
    slip = strip(TRUE, doubts={8: ("台", 0.6)})
    assert whose(seal(slip, slip, slip), [TRUE], REGISTRY).ownership is Ownership.EXPECTED


def test_a_character_the_recogniser_does_not_know_is_for_a_person() -> None:
    name = "东风㵘州汽车有限公司"
    shown = strip("东风州汽车有限公司")
    assert whose(seal(shown, shown, shown, text="东风□州汽车有限公司"), [name], REGISTRY).ownership is Ownership.UNCLEAR


@pytest.mark.parametrize(("strips", "expected"), [((), [TRUE]), ((strip(TRUE),), []), ((Frames(()),), [TRUE])])
def test_without_frames_or_a_name_nothing_is_decided(strips: tuple[Frames, ...], expected: list[str]) -> None:
    assert whose(seal(*strips), expected, REGISTRY).ownership is Ownership.UNCLEAR


def test_near_misses_hold_the_relatives_and_not_the_name() -> None:
    related = near_misses("浙江吉利汽车有限公司")
    assert {"吉利汽车有限公司", "浙江吉利汽车集团有限公司", "浙江吉利汽车销售有限公司", "浙江吉利有限公司", "浙江吉利汽车股份有限公司"} <= related
    assert "浙江吉利汽车有限公司" not in related


@given(st.integers(0, len(TRUE) - 5), st.sampled_from("神上京龙海中一万丰广"))
def test_no_name_with_one_letter_changed_ever_passes(place: int, letter: str) -> None:
    shown = TRUE[:place] + letter + TRUE[place + 1 :]
    if shown != TRUE:
        assert whose(seal(*[strip(shown)] * 2, text=shown), [TRUE], REGISTRY).ownership is not Ownership.EXPECTED
