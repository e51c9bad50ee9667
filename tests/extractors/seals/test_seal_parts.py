from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import seal_drawing as draw
from test_read_seals import SaysAlways

from domain.geometry import Box
from domain.impressions import agreement
from domain.pages import Char, Frames, Line, Seal, SealKind
from domain.picture import Rgb
from extractors.reading.engine import Recognition
from extractors.reading.seals import find_seals, interior
from extractors.reading.seals.impression import impression
from extractors.reading.seals.kinds import special_kind
from extractors.reading.seals.locate import locate
from extractors.reading.seals.ovals import Bend, unbent
from extractors.reading.seals.printed import printed_names, settled_by_print
from extractors.reading.seals.read import Arc, _marked, _settled, letters_only
from extractors.reading.seals.rings import Ellipse
from extractors.reading.seals.unroll import flatten

NAME = "比亚迪汽车工业有限公司"


def test_half_a_seal_at_the_side_is_a_cross_page_one() -> None:
    (seal,) = find_seals(draw.stamp(draw.page(), (795, 500), (95, 95)), SaysAlways(NAME))
    assert (seal.shape, seal.text) == ("cross_page", "")


def test_half_a_seal_at_the_foot_is_only_partial() -> None:
    (seal,) = find_seals(draw.stamp(draw.page(), (400, 1075), (95, 95)), SaysAlways(NAME))
    assert seal.shape == "partial"


def _impression(picture: draw.Picture) -> str:
    (stamp,) = locate(picture)
    assert stamp.outline is not None
    return impression(flatten(picture, stamp.outline, stamp.colour))


def test_copied_ink_agrees_over_other_print_and_another_turn_does_not() -> None:
    one = _impression(draw.stamp(draw.page(seed=1), (520, 700), (110, 110), turn=8))
    assert agreement(one, _impression(draw.stamp(draw.page(seed=2), (400, 500), (110, 110), turn=8))) > 0.97
    assert agreement(one, _impression(draw.stamp(draw.page(seed=2), (400, 500), (110, 110), turn=20))) < 0.9


@pytest.mark.parametrize("angle", [0.0, 0.4, -1.2])
def test_the_quarters_of_an_oval_keep_their_direction(angle: float) -> None:
    bend = Bend(Ellipse(0, 0, 150, 100, angle))
    for quarter in range(4):
        at = (np.degrees(angle) + 90 * (quarter + 1)) % 360
        assert bend.squeezed(float(at)) == pytest.approx(at, abs=0.5)


def test_a_circle_is_unbent_to_itself() -> None:
    picture = draw.stamp(draw.page(lines=False), (400, 500), (110, 110))
    disc = flatten(picture, Ellipse(400, 500, 107, 107, 0.3), "red")
    assert float(np.abs(unbent(disc, Ellipse(400, 500, 107, 107, 0.3)).ink - disc.ink).mean()) < 0.02


def test_digits_and_dots_of_a_ring_are_blank() -> None:
    frames = letters_only(Frames(((("3", 0.7), ("比", 0.2), ("·", 0.1)), (("比", 0.9), ("B", 0.1)))))
    assert frames.steps[0][0][0] == "" and frames.steps[1][0] == ("比", 0.9)


def test_marks_of_holes_survive_mending() -> None:
    assert _marked("东风汽车有限公司", "东风□汽年有限公司") == "东风□汽车有限公司"
    assert _marked("东风汽车有限公司", "东风汽□有限公司") == "东风汽车有限公司"


def test_two_sure_strips_settle_a_name_and_doubt_does_not() -> None:
    def strip(certainty: float) -> Frames:
        return Frames(tuple(((char, certainty), ("", 1 - certainty)) for char in NAME))

    assert _settled([strip(0.95), strip(0.95)])
    assert not _settled([strip(0.95), strip(0.7)])


def _seal(read: str, likely: dict[int, str]) -> Seal:
    steps = [((char, 0.5), (likely.get(i, "□"), 0.49), ("", 0.01)) for i, char in enumerate(read)]
    return Seal(read, SealKind.UNKNOWN, "round", "red", Box(0, 0, 1, 1), 0.5, strips=(Frames(tuple(steps)),))


def test_a_printed_name_wins_only_where_the_ring_spells_it_better() -> None:
    torn = replace(_seal("远帆汽车有限公司", {}), strips=(Frames(tuple(((c, 0.9), ("", 0.1)) for c in "运帆汽车有限公司")),))
    names = printed_names([Line("出具单位：运帆汽车有限公司（盖章）", Box(0, 0, 1, 1), "ocr:test")])
    assert names == ("运帆汽车有限公司",) or names[0].endswith("运帆汽车有限公司")
    assert settled_by_print([torn], ["运帆汽车有限公司"])[0].text == "运帆汽车有限公司"
    clear = _seal("远帆汽车有限公司", {0: "运"})
    assert settled_by_print([clear], ["运帆汽车有限公司"])[0].text == "远帆汽车有限公司"


def test_a_hyphen_on_a_ring_is_told_by_the_print() -> None:
    names = printed_names([Line("一汽-大众汽车有限公司", Box(0, 0, 1, 1), "ocr:test")])
    assert settled_by_print([_seal("一汽一大众汽车有限公司", {})], names)[0].text == "一汽-大众汽车有限公司"
    assert settled_by_print([_seal("一汽一大众汽车有限公司", {})], ())[0].text == "一汽一大众汽车有限公司"


def test_a_trade_is_no_purpose() -> None:
    assert special_kind("程力专用汽车股份有限公司") is None
    assert special_kind("出口专用章") is SealKind.OTHER_SPECIAL


class _ReadsCode(SaysAlways):
    """An engine that reads one code everywhere, a digit of it less surely."""

    def __init__(self, code: str, least: float) -> None:
        super().__init__("")
        self.chars = tuple(Char(digit, i / 13, (i + 1) / 13, least if i == 6 else 1.0) for i, digit in enumerate(code))

    def recognise(self, crops: list[Rgb]) -> list[Recognition]:  # type: ignore[override]
        return [Recognition("".join(char.text for char in self.chars), 0.99, self.chars) for _ in crops]


@pytest.mark.parametrize(("code", "least", "given"), [("3701020123456", 0.98, True), ("3701020123456", 0.96, False), ("370102012345", 1.0, False)])
def test_a_code_is_given_where_every_digit_is_sure(monkeypatch: pytest.MonkeyPatch, code: str, least: float, given: bool) -> None:
    (stamp,) = locate(draw.stamp(draw.page(), (400, 500), (95, 95)))
    assert stamp.outline is not None
    picture = draw.stamp(draw.page(), (400, 500), (95, 95))
    monkeypatch.setattr(interior, "band", lambda *_: np.ones(720, np.float32))
    read = interior._code(flatten(picture, stamp.outline, stamp.colour), Arc(NAME, 1.0, (), 0.0, 200.0), _ReadsCode(code, least))
    assert read == (code if given else None)
