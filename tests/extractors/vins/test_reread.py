"""When a page is looked at again, and what that changes on it: engines that say what they are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from reading_doubles import FakeEngine
from vin_frames import frames
from written import line, page, seal

from domain.geometry import Box
from domain.pages import Barcode, Frames, Page
from domain.picture import Rgb
from extractors.finders.vins import page_vins, vin_fact, vins_on
from extractors.reading.crops import upright_quad
from extractors.reading.engine import Quad
from extractors.reading.vins import reread_vins
from extractors.reading.vins.strips import strip_in, strips_at, strips_on_lines
from extractors.reading.vins.views import light_strokes

VIN, MISREAD = "LVVDB11B4MD245891", "LVV0B11B4MD245891"
PICTURE = np.full((1414, 1000, 3), 200, np.uint8)


@dataclass
class Says(FakeEngine):
    """Reads every strip as `text`, and finds `places` (px) when it searches."""

    label: str = "one"
    text: str = VIN
    rivals: dict[int, tuple[str, float]] = field(default_factory=dict)
    places: list[Quad] = field(default_factory=list)
    searched: int = 0

    @property
    def name(self) -> str:  # type: ignore[override]
        return self.label

    def detect(self, picture: Rgb, within: int | None = None) -> list[Quad]:
        self.searched += 1
        return self.places

    def frames(self, crops: Sequence[Rgb]) -> list[Frames]:
        self.asked += len(crops)
        return [frames(self.text, self.rivals) for _ in crops]


def reread(before: Page, one: Says, two: Says) -> Page:
    return page_vins(reread_vins(before, PICTURE, one, two))


def test_two_recognisers_that_agree_make_a_doubtful_vin_read() -> None:
    before = page(f"VIN: *{MISREAD}*", confidence=0.5)
    after = reread(before, Says(), Says(label="two"))
    (vin,) = after.vins
    assert (vin.value, vin.state, vin.alternatives, vin.strips) == (VIN, "read", (), ())
    assert {"ocr:one/wide", "ocr:two/wide"} <= set(vin.witnesses)
    assert after.lines[0].text == f"VIN: *{VIN}*" and len(after.lines[0].chars) == len(after.lines[0].text)
    read = vin_fact(*vins_on(after))
    assert read.value == VIN and read.clean and {"ocr:one/wide", "ocr:two/wide"} <= set(read.witnesses)


def test_recognisers_that_differ_leave_it_doubtful_with_its_frames() -> None:
    before = page(f"VIN {MISREAD}", confidence=0.5)
    after = reread(before, Says(), Says(label="two", text=MISREAD))
    (vin,) = after.vins
    assert vin.state == "unsure" and vin.value == VIN and len(vin.strips) == len(vin.readings) > 4
    assert not vin_fact(*vins_on(after)).clean


def test_a_repaired_candidate_says_what_was_changed() -> None:
    (vin,) = reread(
        page(MISREAD, confidence=0.5), Says(text=MISREAD, rivals={3: ("D", 0.05)}), Says(label="two", text=MISREAD, rivals={3: ("D", 0.05)})
    ).vins
    assert (vin.value, vin.raw, vin.state, vin.witnesses) == (VIN, MISREAD, "unsure", ())
    assert vin.changed == ((4, "0", "D"),) and MISREAD in vin.alternatives


def test_a_certain_vin_is_not_read_again() -> None:
    one, two = Says(), Says(label="two")
    before = page(f"VIN {VIN}", "2021/05")
    assert reread(before, one, two) == before
    assert one.asked == two.asked == one.searched == two.searched == 0


@pytest.mark.parametrize(
    "before",
    [
        page(*(f"第{i}条 本合同一式两份 A1B2C3D4E5" for i in range(31))),
        page("兹证明下列车辆由我公司生产，我公司承诺在哈萨克斯坦境内为其提供售后维修服务，编号A1B2C3D4E5"),
        page("附件 A1B2C3D4E5", seals=(seal("某某汽车有限公司"),)),
    ],
)
def test_a_document_without_a_doubtful_vin_is_not_searched(before: Page) -> None:
    one, two = Says(), Says(label="two")
    assert reread(before, one, two) == before
    assert one.asked == two.searched == 0


def test_a_text_layer_page_is_left_alone() -> None:
    one = Says()
    before = replace(page(MISREAD, confidence=0.5), text_layer="used")
    assert reread(before, one, one).vins == before.vins and one.asked == 0


def test_a_vin_that_the_first_search_missed_is_found_by_the_second() -> None:
    two = Says(label="two", places=[upright_quad(200, 700, 800, 750), upright_quad(10, 10, 60, 40)])
    after = reread(replace(page(), width=1000, height=1414), Says(), two)
    assert [(v.value, v.state) for v in after.vins] == [(VIN, "read")]
    assert [item.text for item in after.lines] == [VIN]
    assert after.vins[0].box.overlap(Box(0.15, 0.47, 0.85, 0.55)) == 1


def test_a_picture_on_which_nothing_is_made_out_stays_empty() -> None:
    two = Says(label="two", text="8130002807", places=[upright_quad(200, 700, 800, 750)])
    after = reread(page(), Says(text="E08130002807"), two)
    assert after.vins == () and after.lines == ()


def test_strips_are_stretches_of_letters_and_digits_of_about_a_vins_length() -> None:
    found = strips_on_lines(
        page("车架号 LVV0B11B4M0245891", "VIN LVV0B11B4M024589l", "MADE IN CHINA", "1-980 kg", "TC RU E-CN.MT02.00826", "13800138000")
    )
    assert [(s.line, s.stop - s.start) for s in found] == [(0, 17), (1, 17)]


def test_places_of_lines_that_were_read_surely_are_not_looked_at() -> None:
    on = page("CHERY AUTOMOBILE CO LTD")
    box = on.lines[0].box
    quad = upright_quad(box.x0 * 1000, box.y0 * 1414, box.x1 * 1000, box.y1 * 1414)
    assert strips_at(on, [quad]) == []
    assert len(strips_at(replace(on, lines=(line("CHERY", 0.1, 0.9),)), [quad])) == 1


def test_a_strip_is_lengthened_along_its_writing() -> None:
    before = page("MADE", "LVVDB11B4M")
    strip = strip_in(before, 1, 0, 10)
    longer = strip.lengthened(0.5, before)
    assert longer.box.width > 1.9 * strip.box.width and abs(longer.box.height - strip.box.height) < 1e-6


def test_a_barcode_that_holds_what_one_recogniser_saw_makes_it_read() -> None:
    coded = replace(page(MISREAD, confidence=0.5), barcodes=(Barcode(f"I{VIN}", "Code39", Box(0, 0, 1, 1)),))
    (vin,) = reread(coded, Says(), Says(label="two", text=MISREAD)).vins
    assert (vin.value, vin.state) == (VIN, "read") and "barcode" in vin.witnesses


def test_a_barcode_does_not_stand_in_for_characters_that_nobody_saw() -> None:
    coded = replace(page(MISREAD, confidence=0.5), barcodes=(Barcode(VIN, "QRCode", Box(0, 0, 1, 1)),))
    (vin,) = reread(coded, Says(text=MISREAD, rivals={3: ("D", 0.05)}), Says(label="two", text=MISREAD)).vins
    assert vin.state == "unsure"


@pytest.mark.parametrize(("height", "width"), [(40, 90), (300, 900), (3000, 4000)])
def test_light_strokes_are_dark_on_white_at_a_size_that_a_detector_can_take(height: int, width: int) -> None:
    picture = np.full((height, width, 3), 30, np.uint8)
    picture[height // 2 : height // 2 + max(1, height // 60)] = 220
    strokes = light_strokes(picture)
    assert max(strokes.shape[:2]) <= 1024 and strokes[0].min() > 200 and strokes[strokes.shape[0] // 2 + 1].min() < 100
