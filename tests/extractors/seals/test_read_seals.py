from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import seal_drawing as draw

from domain.pages import Frames, SealKind
from domain.picture import Rgb
from extractors.reading.engine import FoundLine, Recognition
from extractors.reading.seals import find_seals
from extractors.reading.seals.interior import has_star
from extractors.reading.seals.kinds import special_kind
from extractors.reading.seals.locate import locate
from extractors.reading.seals.read import Glyph, _name_run, _of_the_name, _together, _trimmed, _without_strays, decoded
from extractors.reading.seals.unroll import flatten


class SaysAlways:
    """An engine that reads one name off every strip, its letters evenly spread over the inked columns, and one line everywhere else."""

    name = "double"

    def __init__(self, name: str, words: str = "", certainty: float = 0.95, blind: str = "") -> None:
        self.text, self.words, self.certainty, self.blind = name, words, certainty, blind

    def version(self) -> str:
        return "1"

    def read(self, picture: Rgb) -> list[FoundLine]:
        return []

    def recognise(self, crops: Sequence[Rgb]) -> list[Recognition]:
        return [Recognition(self.words, self.certainty if self.words else 0.0) for _ in crops]

    def frames(self, crops: Sequence[Rgb]) -> list[Frames]:
        return [self._frames(crop) for crop in crops]

    def score(self, crop: Rgb, texts: Sequence[str]) -> list[float]:
        return [-1e9] * len(texts)

    def _frames(self, crop: Rgb) -> Frames:
        count = max(4, crop.shape[1] * 48 // crop.shape[0] // 8)
        steps: list[tuple[tuple[str, float], ...]] = [(("", 0.99),)] * count
        inked = np.flatnonzero((crop[..., 0] < 128).any(0))
        if len(inked) and self.text:
            runs = np.split(inked, np.flatnonzero(np.diff(inked) > 80) + 1)
            run = max(runs, key=len)
            first, last = (int(v * count / crop.shape[1]) for v in (run[0], run[-1]))
            for i, char in enumerate(self.text):
                at = first + round((last - first) * (i + 0.5) / len(self.text))
                steps[min(at, count - 1)] = ((char, self.certainty), ("", 1 - self.certainty))
        return Frames(tuple(steps), blind=self.blind)


def test_no_seal_costs_no_reading() -> None:
    class Refuses(SaysAlways):
        def frames(self, crops: Sequence[Rgb]) -> list[Frames]:
            raise AssertionError("nothing to read here")

    assert find_seals(draw.page(), Refuses("")) == []


def test_a_clean_seal_with_a_star_is_official() -> None:
    picture = draw.stamp(draw.page(lines=False), (400, 500), (110, 110))
    (seal,) = find_seals(picture, SaysAlways("比亚迪汽车工业有限公司"))
    assert (seal.kind, seal.shape, seal.colour) == (SealKind.OFFICIAL, "round", "red")
    assert seal.text == "比亚迪汽车工业有限公司"
    assert 2 <= len(seal.strips) <= 4
    assert np.allclose(seal.box.centre, (0.5, 500 / 1100), atol=0.01)


def _with_words(picture: Rgb) -> Rgb:
    import cv2

    marked = picture.copy()
    for x in range(360, 441, 16):
        cv2.line(marked, (x, 548), (x + 8, 562), draw.RED, 3)
        cv2.line(marked, (x + 8, 548), (x, 562), draw.RED, 3)
    return marked


@pytest.mark.parametrize(
    ("words", "kind"),
    [("合同专用章", SealKind.CONTRACT), ("财务专用章", SealKind.FINANCE), ("售后服务专用章", SealKind.OTHER_SPECIAL), ("", SealKind.UNKNOWN)],
)
def test_straight_words_decide_the_kind_and_unreadable_ones_leave_it_open(words: str, kind: SealKind) -> None:
    picture = _with_words(draw.stamp(draw.page(lines=False), (400, 500), (110, 110)))
    (seal,) = find_seals(picture, SaysAlways("比亚迪汽车工业有限公司", words))
    assert seal.kind is kind
    assert seal.horizontal == words


def test_a_second_reader_reads_the_ring_and_not_the_words_inside_it() -> None:
    picture = _with_words(draw.stamp(draw.page(lines=False), (400, 500), (110, 110)))
    page_reader = SaysAlways("比亚迪汽车工业有限公司", "合同专用章")
    rings = SaysAlways("比亚迪汽车工业有限公司", "财务专用章", certainty=0.6, blind="一-")
    (alone,), (seal,) = find_seals(picture, page_reader), find_seals(picture, page_reader, rings)
    assert (seal.text, seal.horizontal) == (alone.text, "合同专用章")
    assert {strip.blind for strip in alone.strips} == {""} and len({strip.blind for strip in seal.strips}) == 2


def test_a_name_is_as_sure_as_its_surest_reader_makes_it() -> None:
    picture = draw.stamp(draw.page(lines=False), (400, 500), (110, 110))
    weak, strong = (SaysAlways("比亚迪汽车工业有限公司", certainty=certainty) for certainty in (0.6, 0.95))
    (alone,), (both,) = find_seals(picture, weak), find_seals(picture, weak, strong)
    assert alone.text == both.text and both.confidence > alone.confidence


@pytest.mark.parametrize("purpose", ["财务章", "专用章", "报关章", "合同专用章"])
def test_a_purpose_on_the_ring_is_no_official_seal(purpose: str) -> None:
    picture = draw.stamp(draw.page(lines=False), (400, 500), (110, 110))
    (seal,) = find_seals(picture, SaysAlways("比亚迪工业有限公司" + purpose))
    assert seal.kind is not SealKind.OFFICIAL and seal.text.endswith(purpose)


@pytest.mark.parametrize(("certainty", "text"), [(0.6, "比亚迪工业有限公司"), (0.95, "比亚迪工业有限公司财务")])
def test_only_what_is_hardly_read_is_cut_behind_the_legal_form(certainty: float, text: str) -> None:
    path = [(char, 10.0 * i, 0.95) for i, char in enumerate("比亚迪工业有限公司")] + [(char, 90.0 + 10 * i, certainty) for i, char in enumerate("财务")]
    assert _trimmed(path) == text


def test_a_ring_nobody_can_read_is_present_but_of_unknown_kind() -> None:
    picture = draw.stamp(draw.page(lines=False), (400, 500), (110, 110))
    seals = find_seals(picture, SaysAlways("汽公", certainty=0.6))
    assert [s.kind for s in seals] == [SealKind.UNKNOWN]


def test_a_black_ring_without_words_is_not_a_seal() -> None:
    picture = draw.stamp(draw.page(lines=False), (400, 500), (110, 110), ink=draw.BLACK, star=False)
    assert find_seals(picture, SaysAlways("")) == []


def test_the_star_is_told_from_letters_and_from_nothing() -> None:
    for star in (True, False):
        picture = draw.stamp(draw.page(lines=False), (400, 500), (110, 110), star=star, turn=50)
        (stamp,) = locate(picture)
        assert stamp.outline is not None
        assert has_star(flatten(picture, stamp.outline, stamp.colour)) is star


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("合同专用章(1)", SealKind.CONTRACT),
        ("发票专用章", SealKind.INVOICE),
        ("财务专用章", SealKind.FINANCE),
        ("业务专用章", SealKind.BUSINESS),
        ("全国统一发票监制章", SealKind.OTHER_SPECIAL),
        ("海外销售部", SealKind.OTHER_SPECIAL),
        ("甲方签字", None),
        ("部件合同编号", None),
    ],
)
def test_purposes(words: str, kind: SealKind | None) -> None:
    assert special_kind(words) is kind


def test_the_name_starts_behind_its_legal_form() -> None:
    ring = "有限公司比亚迪汽车"
    glyphs = [Glyph(char, 30.0 + 40 * i, 0.9) for i, char in enumerate(ring)]
    assert "".join(g.text for g in _name_run(glyphs)) == "比亚迪汽车有限公司"


def test_a_hole_in_the_name_is_marked() -> None:
    path = [(c, 4.0 * i, 0.9) for i, c in enumerate("东风汽车xx有限公司") if c != "x"]
    assert _trimmed(path) == "东风汽车□□有限公司"


@pytest.mark.parametrize(
    ("reading", "kept"),
    [("至典□□陕西北奔汽车有限公司", "陕西北奔汽车有限公司"), ("业□陕西北奔汽车有限公司", "陕西北奔汽车有限公司"), ("陕西北奔汽车有限公司□□日", "陕西北奔汽车有限公司"),
     ("陕西□□北奔汽车有限公司", "陕西□□北奔汽车有限公司"), ("重庆□□陕西北奔汽车有限公司", "重庆□□陕西北奔汽车有限公司"), ("至典互□□陕西北奔汽车有限公司", "至典互□□陕西北奔汽车有限公司")],
    ids=["print before", "one letter before", "print behind", "a hole in the name", "a place before", "too many letters"],
)  # fmt: skip
def test_what_stands_well_before_the_name_leaves_no_hole_in_it(reading: str, kept: str) -> None:
    assert _without_strays(reading, "陕西北奔汽车有限公司") == kept


def test_the_first_look_loses_what_stands_well_before_the_name() -> None:
    run = [Glyph("至", 0, 0.9), *(Glyph(char, 70 + 20 * n, 0.9) for n, char in enumerate("北奔有限公司")), Glyph("日", 240, 0.9)]
    assert "".join(g.text for g in _of_the_name(run, "北奔有限公司", 20)) == "北奔有限公司"
    assert _of_the_name(run, "至北奔有限公司日", 20) == run


def test_repeats_merge_and_blanks_part() -> None:
    frames = Frames(tuple(((c, 0.9),) for c in ["", "公", "公", "", "公", "司"]))
    assert "".join(c for c, _, _ in decoded(frames)) == "公公司"


def test_what_two_readers_saw_on_one_ring_is_taken_together() -> None:
    first = [Glyph("快", 305, 0.99), Glyph("讯", 329, 0.97), Glyph("愿", 361, 0.6), Glyph("公", 476, 1.0)]
    second = [Glyph("快", 309, 1.0), Glyph("网", 365, 0.9), Glyph("公", 477, 0.9), Glyph("司", 505, 1.0)]
    assert [(g.text, g.angle) for g in _together([first, second])] == [("快", 305), ("讯", 329), ("网", 361), ("公", 476), ("司", 505)]
    assert _together([first]) == first and _together([[], []]) == []
