"""Nameplates in the layouts plates have: what is read, where one plate ends and the next begins, and which of them came first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from laid import BUILDER, CHASSIS, CHASSIS_MAKER, MODEL, VIN, VIN2, declaration, kinds, laid, only

from domain.documents import Kind
from domain.facts import Absent, Fact, value_of
from domain.geometry import Box
from domain.modified_vehicle_papers import Nameplates, Plate
from domain.pages import Page, Picture
from extractors.documents import documents_of

TWO = (0.08, 0.42)
FOUR = (0.06, 0.26, 0.54, 0.74)
SIDE_BY_SIDE = (0.03, 0.19, 0.55, 0.71)

BEFORE = {
    "label and value in two columns": laid(
        "东风汽车股份有限公司  制造", "品牌|东风牌", f"整车型号|{CHASSIS}", f"车辆识别代号|{VIN}", "发动机型号|CY4SK261", "发动机最大净功率|132kW",
        "最大允许总质量|18000kg", "制造年月|2025年10月", "乘坐人数|3", columns=TWO),
    "label: value": laid(
        "中国制造", "品牌：东风牌", f"车辆型号：{CHASSIS}", f"车辆识别代号：{VIN}", "发动机型号：CY4SK261", "最大设计总质量：18000kg", "制造年月：2025.10",
        "生产厂名：东风汽车股份有限公司"),
    "two columns of labels": laid(
        "品牌|东风|整车型号|" + CHASSIS, f"车辆识别代号|{VIN}", "发动机型号|CY4SK261|额定功率|132kW", "最大允许总质量|18000kg|制造年月|2025/10",
        "制造厂|东风汽车股份有限公司", columns=FOUR),
    "bilingual": laid(
        "品牌 BRAND|东风牌 DONGFENG", f"车辆型号 VEHICLE MODEL|{CHASSIS}", f"车辆识别代号 VIN|{VIN}", "发动机型号 ENGINE MODEL|CY4SK261",
        "最大允许总质量 GVW|18000kg", "制造年月 DATE|2025.10", "生产企业 MANUFACTURER|东风汽车股份有限公司", columns=TWO),
    "maker in two languages, the English first on a slanted photo": laid(
        "DONGFENG AUTOMOBILE CO., LTD.", "东风汽车股份有限公司", "品牌|东风牌", f"整车型号|{CHASSIS}", f"车辆识别代号|{VIN}", "发动机型号|CY4SK261",
        "最大允许总质量|18000kg", "制造年月|2025年10月", columns=TWO),
    "stars round the VIN": laid(
        "产品标牌", f"车辆型号 {CHASSIS}", f"*{VIN}*", "品牌 东风牌", "发动机型号 CY4SK261", "总质量 18000kg", "出厂日期 2025年10月", "东风汽车股份有限公司制造"),
}  # fmt: skip

AFTER = laid(
    "湖北程力专用汽车有限公司", "品牌|程力牌", f"整车型号|{MODEL}", f"底盘型号|{CHASSIS}", f"车辆识别代号|{VIN}", "最大允许总质量|18000kg", "制造年月|2025年11月",
    file="after.jpg", columns=TWO,
)  # fmt: skip


@pytest.mark.parametrize("page", BEFORE.values(), ids=BEFORE.keys())
def test_the_items_of_a_plate(page: Page) -> None:
    (plate,) = only(Kind.NAMEPLATE_PHOTO, Nameplates, page).plates
    assert (value_of(plate.vin), value_of(plate.model), value_of(plate.manufacturer)) == (VIN, CHASSIS, CHASSIS_MAKER)
    assert isinstance(plate.brand, Fact) and plate.brand.value.startswith("东风")
    assert isinstance(plate.max_mass, Fact) and "18000" in plate.max_mass.value
    assert isinstance(plate.manufacture_month, Fact) and plate.manufacture_month.value.startswith("2025")
    assert value_of(plate.engine_model) == "CY4SK261"
    assert isinstance(plate.chassis_model, Absent) and plate.role is None


@pytest.mark.parametrize("page", BEFORE.values(), ids=BEFORE.keys())
def test_before_and_after_are_told_apart_by_what_was_declared(page: Page) -> None:
    documents = documents_of([AFTER, page], declaration())
    assert kinds(documents) == [Kind.NAMEPLATE_AFTER, Kind.NAMEPLATE_BEFORE]
    plates = [d.facts.plates[0] for d in documents if isinstance(d.facts, Nameplates)]
    assert [plate.role for plate in plates] == ["after", "before"]
    assert value_of(plates[0].chassis_model) == CHASSIS and value_of(plates[0].model) == MODEL


def test_without_a_declaration_nobody_knows_which_is_which() -> None:
    assert kinds(documents_of([AFTER, BEFORE["label: value"]])) == [Kind.NAMEPLATE_PHOTO, Kind.NAMEPLATE_PHOTO]


@pytest.mark.parametrize(("path", "role"), [("改装前/1.jpg", "before"), ("改装后铭牌.jpg", "after"), ("IMG_1.jpg", None), ("改装前后/1.jpg", None)])
def test_a_silent_plate_goes_by_its_folder(path: str, role: str | None) -> None:
    page = laid("产品标牌", f"车辆识别代号：{VIN}", "最大允许总质量：18000kg", "制造年月：2025.10", "发动机型号：CY4SK261", file=path)
    (document,) = documents_of([page], declaration())
    assert isinstance(document.facts, Nameplates) and document.facts.plates[0].role == role


def test_a_folder_never_overrules_the_plate() -> None:
    wrong = laid("品牌|程力牌", f"整车型号|{MODEL}", f"车辆识别代号|{VIN}", "最大允许总质量|18000kg", BUILDER, file="改装前/1.jpg", columns=TWO)
    assert kinds(documents_of([wrong], declaration())) == [Kind.NAMEPLATE_AFTER]


ONE_UNDER_THE_OTHER = laid(
    "东风汽车股份有限公司", "品牌|东风牌", f"整车型号|{CHASSIS}", f"车辆识别代号|{VIN}", "最大允许总质量|18000kg", "制造年月|2025年10月", "", "", "",
    "湖北程力专用汽车有限公司", "品牌|程力牌", f"整车型号|{MODEL}", f"车辆识别代号|{VIN}", "最大允许总质量|18000kg", "制造年月|2025年11月", columns=TWO,
)  # fmt: skip
BESIDE = laid(
    "品牌|东风牌|品牌|程力牌", f"整车型号|{CHASSIS}|整车型号|{MODEL}", f"车辆识别代号|{VIN}|车辆识别代号|{VIN}", "总质量|18000kg|总质量|18000kg",
    f"制造厂|{CHASSIS_MAKER}|制造厂|{BUILDER}", columns=SIDE_BY_SIDE, width=2000, height=1000,
)  # fmt: skip


@pytest.mark.parametrize("page", [ONE_UNDER_THE_OTHER, BESIDE], ids=["under", "beside"])
def test_two_plates_on_one_photo(page: Page) -> None:
    first, second = only(Kind.NAMEPLATE_PHOTO, Nameplates, page, declared=declaration()).plates
    assert [(p.role, value_of(p.model), value_of(p.manufacturer), value_of(p.vin)) for p in (first, second)] == [
        ("before", CHASSIS, CHASSIS_MAKER, VIN), ("after", MODEL, BUILDER, VIN),
    ]  # fmt: skip
    assert first.place != second.place


def test_plates_of_two_vehicles_on_one_photo_keep_their_own_vin() -> None:
    rows = [["品牌|东风牌", f"整车型号|{CHASSIS}", f"车辆识别代号|{vin}", "最大允许总质量|18000kg", "制造年月|2025年10月"] for vin in (VIN, VIN2)]
    (document,) = documents_of([laid(*rows[0], "", "", "", *rows[1], columns=TWO)], declaration())
    assert document.kind is Kind.NAMEPLATE_BEFORE and isinstance(document.facts, Nameplates)
    assert [value_of(p.vin) for p in document.facts.plates] == [VIN, VIN2]


def test_a_faint_plate_gives_doubtful_facts() -> None:
    page = laid("品牌：东风牌", f"车辆型号：{CHASSIS}", f"车辆识别代号：{VIN}", "最大允许总质量：18000kg", confidence=0.4)
    (plate,) = only(Kind.NAMEPLATE_PHOTO, Nameplates, page).plates
    assert isinstance(plate.model, Fact) and not plate.model.clean
    assert not (isinstance(plate.vin, Fact) and plate.vin.clean)


def test_a_plate_without_its_vin_says_so() -> None:
    page = laid("产品标牌", "品牌：东风牌", f"车辆型号：{CHASSIS}", "最大允许总质量：18000kg", "制造年月：2025.10", "发动机型号：CY4SK261")
    (plate,) = only(Kind.NAMEPLATE_PHOTO, Nameplates, page).plates
    assert not isinstance(plate.vin, Fact) and isinstance(plate, Plate)


def test_a_brand_without_a_label_is_kept_among_the_words() -> None:
    page = laid("东风", f"车辆型号：{CHASSIS}", f"车辆识别代号：{VIN}", "最大允许总质量：18000kg")
    (plate,) = only(Kind.NAMEPLATE_PHOTO, Nameplates, page).plates
    assert "东风" in {word.value for word in plate.words}


def test_a_plate_headed_by_its_brand_and_with_its_labels_on_two_lines() -> None:
    rows = ("|驰远牌冷藏车", f"整车型号|{MODEL}|底盘型号|{CHASSIS}", "最大设计总质|4495kg|整备质量|3350kg", f"VIN|{VIN}", "|中国湖北程力专用汽车有限公司")
    (plate,) = only(Kind.NAMEPLATE_PHOTO, Nameplates, laid(*rows[:3], *rows[3:], columns=FOUR)).plates
    assert (value_of(plate.brand), value_of(plate.model), value_of(plate.manufacturer)) == ("驰远牌", MODEL, BUILDER)


def test_a_model_whose_label_was_lost_is_the_one_no_other_label_claims() -> None:
    rows = ["品牌|程力牌", f"年辆锂号|{MODEL}", f"底盘型号|{CHASSIS}", f"车辆识别代号|{VIN}", "发动机型号|WP4.1NQ190E61", "出厂编号|MA-PS-2604"]
    (plate,) = only(Kind.NAMEPLATE_PHOTO, Nameplates, laid(*rows, columns=TWO)).plates
    assert isinstance(plate.model, Fact) and plate.model.value == MODEL and plate.model.clean
    (bare,) = only(Kind.NAMEPLATE_PHOTO, Nameplates, laid(*rows[:2], *rows[3:], columns=TWO)).plates
    assert isinstance(bare.model, Fact) and not bare.model.clean, "it may be the chassis's"
    (two,) = only(Kind.NAMEPLATE_PHOTO, Nameplates, laid(*rows, "|CLW5070XXYE6", columns=TWO)).plates
    assert isinstance(two.model, Absent)


def test_a_makers_name_in_latin_letters_is_no_brand() -> None:
    rows = ["品牌|JIANGLING MOTORS CO., LTD.", "|江铃牌", f"整车型号|{CHASSIS}", f"车辆识别代号|{VIN}"]
    (plate,) = only(Kind.NAMEPLATE_PHOTO, Nameplates, laid(*rows, columns=TWO)).plates
    assert value_of(plate.brand) in (None, "江铃牌")


def test_a_vin_is_no_model() -> None:
    (plate,) = only(Kind.NAMEPLATE_PHOTO, Nameplates, laid("庆铃汽车股份有限公司", f"某某/型号款|东风牌 {CHASSIS}", f"车辆型号|{VIN}", f"VIN|{VIN}", "总质量|18000kg", columns=TWO)).plates
    assert isinstance(plate.model, Fact) and plate.model.value == CHASSIS and plate.model.doubt == "role-unclear"


def test_a_maker_whose_name_a_reader_took_apart_is_whole() -> None:
    page = laid("中集车辆（山东）|有限公司", "品牌|中集牌", f"车辆型号|{MODEL}", f"VIN|{VIN}", "制造年月|2026年07月", columns=(0.30, 0.62))
    (one,) = only(Kind.NAMEPLATE_PHOTO, Nameplates, page).plates
    assert isinstance(one.manufacturer, Absent)
    whole = laid("中集车辆（山东）|有限公司", "品牌|中集牌", f"车辆型号|{MODEL}", f"VIN|{VIN}", "制造年月|2026年07月", columns=(0.30, 0.43))
    (one,) = only(Kind.NAMEPLATE_PHOTO, Nameplates, whole).plates
    assert value_of(one.manufacturer) == "中集车辆（山东）有限公司"


def test_a_plate_with_a_long_name_in_latin_letters_and_the_vehicle_it_was_before() -> None:
    rows = (BUILDER, "JIANGXI GANRUIKANG MEDICAL SPECIAL VEHICLE CO., LTD.", f"产品型号|{MODEL}", f"改装前车型|{CHASSIS}", "总质量|3850kg", f"VIN|{VIN}")
    assert kinds(documents_of([laid(*rows, columns=TWO)])) == [Kind.NAMEPLATE_PHOTO]


def _sheet(caption_vin: str, origin: str, pictures: tuple[Picture, ...] = ()) -> Page:
    """Two plates of one vehicle side by side, and above them a caption that names a vehicle."""
    plate = ["品牌|东风牌|品牌|程力牌", f"整车型号|{CHASSIS}|整车型号|{MODEL}", f"车辆识别代号|{VIN}|车辆识别代号|{VIN}", f"制造厂|{CHASSIS_MAKER}|制造厂|{BUILDER}"]
    page = laid("产品标牌照片", f"第1台 VIN：{caption_vin}", "", *plate, columns=SIDE_BY_SIDE, width=2000, height=1000, pictures=pictures)
    return replace(page, lines=tuple(replace(line, origin=origin) if "第1台" in line.text else line for line in page.lines))


@pytest.mark.parametrize(
    ("sheet", "sure"),
    [(_sheet(VIN2, "text-layer"), True), (_sheet(VIN2, "ocr:test", (Picture(Box(0.0, 0.13, 0.45, 0.4), "0" * 64),)), True), (_sheet(VIN2, "ocr:test"), False), (_sheet(VIN, "ocr:test"), True)],
    ids=["a caption of the PDF", "a caption outside the picture", "a caption like any line", "a caption that agrees"],
)  # fmt: skip
def test_the_vin_of_a_caption_is_not_on_the_plate(sheet: Page, sure: bool) -> None:
    plates = only(Kind.NAMEPLATE_PHOTO, Nameplates, sheet, declared=declaration()).plates
    first = plates[0].vin
    assert isinstance(first, Fact) and (first.value == VIN and first.clean if sure else not first.clean)


def test_four_plates_of_two_vehicles_on_one_sheet() -> None:
    rows = [["品牌|东风牌|品牌|程力牌", f"整车型号|{CHASSIS}|整车型号|{MODEL}", f"车辆识别代号|{vin}|车辆识别代号|{vin}", f"制造厂|{CHASSIS_MAKER}|制造厂|{BUILDER}"] for vin in (VIN, VIN2)]
    page = laid(*rows[0], *[""] * 8, *rows[1], columns=SIDE_BY_SIDE, width=2000, height=2000)
    plates = only(Kind.NAMEPLATE_PHOTO, Nameplates, page, declared=declaration()).plates
    assert sorted((plate.role, value_of(plate.vin)) for plate in plates) == sorted((role, vin) for role in ("before", "after") for vin in (VIN, VIN2))


@pytest.mark.parametrize("heading", [f"{MODEL}洗扫车 改装前后铭牌照片", "改装前后车辆铭牌对比图", ""], ids=["photos", "comparison", "captions alone"])
def test_plates_pasted_into_a_text_under_captions(heading: str) -> None:
    """A sheet of both plates is none of comparison photos, whatever its heading has of before and after."""
    before, after = ("品牌|东风牌", f"底盘型号|{CHASSIS}", f"VIN|{VIN}", f"制造厂|{CHASSIS_MAKER}"), ("品牌|程力牌", f"整车型号|{MODEL}", f"车辆识别代号|{VIN}", f"制造厂|{BUILDER}")
    typed = (heading, f"改装前底盘铭牌（车架号{VIN}）", f"改装后整车铭牌（车架号{VIN}）")
    page = laid(typed[0], typed[1], "", *before, "", typed[2], "", *after, columns=TWO, text_layer="mixed", pictures=(Picture(Box(0.0, 0.1, 1, 0.22), "0" * 64), Picture(Box(0.0, 0.27, 1, 0.42), "1" * 64)))
    page = replace(page, lines=tuple(replace(line, origin="text-layer") if line.text in typed else line for line in page.lines))
    plates = only(Kind.NAMEPLATE_PHOTO, Nameplates, page, declared=declaration()).plates
    assert [(plate.role, value_of(plate.vin)) for plate in plates] == [("before", VIN), ("after", VIN)]


def test_the_country_before_a_makers_name_is_none_of_it() -> None:
    page = laid("中国·东风商用车有限公司", "", "品牌|东风牌", f"底盘型号|{CHASSIS}", f"车辆识别代号|{VIN}", columns=TWO)
    (plate,) = only(Kind.NAMEPLATE_PHOTO, Nameplates, page).plates
    assert value_of(plate.manufacturer) == "东风商用车有限公司"
