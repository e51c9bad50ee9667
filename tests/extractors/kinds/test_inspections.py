"""Inspection reports from hand-written pages: who asked, by which standard, and what it amounts to."""

from dataclasses import replace
from datetime import date

import pytest
from laid import laid, only
from written import line, page

from domain.documents import Kind
from domain.facts import Absent, Fact, Unread, value_of
from domain.pages import Page
from domain.used_vehicle_papers import InspectionReport
from extractors.documents import documents_of
from extractors.finders.vins import page_vins
from extractors.kinds.inspection import inspection_report

VIN, OTHER = "LSVCY6C49MN027789", "LGWEF5A58HH002014"

REPORT = ("      检测报告", f"车架号：{VIN}", "检测依据：WM/T 8-2022")


def test_inspection_report_in_prose_and_with_boxes() -> None:
    report = only(
        Kind.INSPECTION_REPORT,
        InspectionReport,
        page(
            "      二手车出口质量检验报告",
            "受青岛远帆汽车贸易有限公司委托，我机构依据《二手乘用车出口质量要求》（WM/T 8-2022）",
            f"对车辆识别代号{VIN}；行驶里程1408公里的车辆实施了检验。",
            "检验日期：2026年1月28日",
            "路试：合格。底盘：合格。",
            "检验结论：☑合格 □不合格",
            "||上海华测车辆检测技术有限公司",
        ),
    )
    assert value_of(report.client) == "青岛远帆汽车贸易有限公司" and [s.value for s in report.standards] == ["WM/T 8-2022"]
    assert value_of(report.conclusion) == "合格" and value_of(report.date) == date(2026, 1, 28)
    assert [value_of(v.vin) for v in report.vehicles] == [VIN] and value_of(report.vehicles[0].mileage_km) == 1408


@pytest.mark.parametrize(("standard", "doubt"), [("WM/T 8-2022", None), ("WM/T 8", None), ("WM/T 8-2013", "other-edition")])
def test_another_edition_of_the_standard_is_in_doubt(standard: str, doubt: str | None) -> None:
    rows = ("      检测报告", "委托单位：青岛远帆汽车贸易有限公司", f"车架号：{VIN}", f"检测依据：{standard}", "检测机构：上海华测车辆检测技术有限公司", "检测结论：合格")
    report = only(Kind.INSPECTION_REPORT, InspectionReport, page(*rows))
    assert [found.doubt for found in report.standards] == [doubt]


@pytest.mark.parametrize(("label", "km"), [("仪表显示里程", 18640), ("车辆里程表读数(km)", 18640), ("实际行驶公里数", 18640), ("纯电续航里程", None), ("保养里程", None)])
def test_the_odometer_under_a_label_of_any_wording(label: str, km: int | None) -> None:
    rows = ("      检测报告", "委托单位：青岛远帆汽车贸易有限公司", f"车架号：{VIN}", f"{label}|18640 km", "检测依据：WM/T 8-2022", "检测机构：上海华测车辆检测技术有限公司", "检测结论：合格")
    report = only(Kind.INSPECTION_REPORT, InspectionReport, page(*rows))
    assert value_of(report.vehicles[0].mileage_km) == km


def test_an_engine_number_beside_the_vin_makes_no_table_of_two_vehicles() -> None:
    rows = ("      检测报告", "委托单位：青岛远帆汽车贸易有限公司", f"车架号|{VIN}|发动机号码|SQRF4J16*AATB00461", "初次登记日期|2026-03-11|出厂日期|2026-02-05",
            "检测机构：上海华测车辆检测技术有限公司", "检测结论|☑ 合格|□不合格")  # fmt: skip
    report = only(Kind.INSPECTION_REPORT, InspectionReport, page(*rows))
    assert [value_of(row.vin) for row in report.vehicles] == [VIN] and value_of(report.conclusion) == "合格"


def test_a_ticked_fail_is_a_fail() -> None:
    rows = ("      检测报告", "委托单位：青岛远帆汽车贸易有限公司", f"车架号：{VIN}", "检测依据：WM/T 8-2022", "检测机构：上海华测车辆检测技术有限公司", "检测结论：□合格 ☑不合格")
    report = only(Kind.INSPECTION_REPORT, InspectionReport, page(*rows))
    assert value_of(report.conclusion) == "不合格"


@pytest.mark.parametrize(("item", "doubt"), [("制动|||||不合格", "item-failed"), ("制动|||||不合格(制动力不足)", "item-failed"), ("制动|||||未检", "item-failed"), ("制动|||||×", None), ("制动|||||√", None), ("制动||不合格|排放||合格", "item-failed"), ("项目|||合格|不合格", None), ("制动|||||合格", None), ("制动||||合格□|不合格□", None)])
def test_an_item_that_failed_puts_the_conclusion_in_doubt(item: str, doubt: str | None) -> None:
    rows = ("      检测报告", "委托单位：青岛远帆汽车贸易有限公司", f"车架号：{VIN}", "检测依据：WM/T 8-2022", "检测机构：上海华测车辆检测技术有限公司", item, "检测结论：合格")
    report = only(Kind.INSPECTION_REPORT, InspectionReport, page(*rows))
    assert isinstance(report.conclusion, Fact)
    assert (report.conclusion.value, report.conclusion.doubt) == ("合格", doubt)
    failed = only(Kind.INSPECTION_REPORT, InspectionReport, page(*rows[:-1], "检测结论：不合格"))
    assert isinstance(failed, InspectionReport) and isinstance(failed.conclusion, Fact) and failed.conclusion.clean


@pytest.mark.parametrize(
    ("rows", "conclusion"),
    [
        (("检测结论|□ 合格|☑ 不合格",), "不合格"), (("检测结论|☑ 合格|□ 不合格",), "合格"), (("检测结论|□ 合格|□ 不合格",), None),
        (("|经检验，该车各项指标符合要求，检验合格。", "检验结论", "|检验员：何志刚"), "经检验，该车各项指标符合要求，检验合格"),
        (("|依据WM/T 8-2022检验，该车所检项目全部合", "检验结论|格，准予出具本报告。", "|检验员：何志刚"), "依据WM/T 8-2022检验，该车所检项目全部合格，准予出具本报告"),
        (("|依据WM/T 8-2022检验，该车所检项目全部符合规定的要求", "检验结论|，但总体有待复查。", "|检验员：何志刚"), None),
        (("|经检验，该车制动符合要求。", "检验结论|待复检", "|检验员：何志刚"), None), (("|经检验，制动合格。", "检验结论", "|检验员：何志刚"), None),
    ],
)  # fmt: skip
def test_a_conclusion_in_cells_beside_its_label(rows: tuple[str, ...], conclusion: str | None) -> None:
    head = ("      检测报告", "委托单位：青岛远帆汽车贸易有限公司", f"车架号：{VIN}", "检测依据：WM/T 8-2022", "检测机构：上海华测车辆检测技术有限公司")
    report = only(Kind.INSPECTION_REPORT, InspectionReport, page(*head, *rows))
    assert value_of(report.conclusion) == conclusion


def test_the_pages_behind_a_reports_cover_are_its_own() -> None:
    cover = page("", "", "        检测报告", "   报告编号：TC-KS-2026-0421", "委托单位：青岛远帆汽车贸易有限公司", "检测依据：WM/T 8-2022", "检测机构：上海华测车辆检测技术有限公司")
    first = page("TC-KS-2026-0421|||第 1 页 共 2 页", f"VIN|{VIN}", "品牌型号|大众牌 SVW71427AL", "里程表示值|41321 km", number=2, top=0.03)
    last = page("TC-KS-2026-0421|||第 2 页 共 2 页", "检测结论：合格", number=3, top=0.03)
    (document,) = documents_of([cover, first, last])
    assert document.kind is Kind.INSPECTION_REPORT and isinstance(document.facts, InspectionReport)
    assert value_of(document.facts.conclusion) == "合格" and value_of(document.facts.vehicles[0].mileage_km) == 41321


def test_thousands_may_be_parted_by_a_point() -> None:
    report = only(Kind.INSPECTION_REPORT, InspectionReport, page("      检测报告", f"车架号：{VIN}", "表显里程：4.215 km", "检测依据：WM/T 8-2022", "检测结论：合格"))
    assert value_of(report.vehicles[0].mileage_km) == 4215


@pytest.mark.parametrize(
    ("rows", "conclusion"),
    [
        (("总体评价|合格，满足出口质量要求",), "合格，满足出口质量要求"),
        (("|☑ 合格|□ 不合格", "结论", "|经检验，上述车辆达到标准之要求，准予出口。"), "合格"),
        (("|□ 合格|☑ 不合格", "结论"), "不合格"),
        (("经检验，该车符合WM/T 8-2022要求，准予出口。",), "经检验，该车符合WM/T 8-2022要求，准予出口。"),
    ],
    ids=["by another name", "ticked above its label", "ticked as failed above its label", "under no name"],
)
def test_a_conclusion_however_it_is_headed(rows: tuple[str, ...], conclusion: str) -> None:
    report = only(Kind.INSPECTION_REPORT, InspectionReport, page(*REPORT, "委托单位：青岛远帆汽车贸易有限公司", "", *rows))
    assert isinstance(report.conclusion, Fact)
    assert report.conclusion.clean and report.conclusion.value == conclusion


def test_items_that_are_judged_make_no_conclusion_but_something_to_look_at() -> None:
    report = only(Kind.INSPECTION_REPORT, InspectionReport, page(*REPORT, "", "制动：符合", "灯光：符合"))
    assert isinstance(report.conclusion, Unread)
    silent = only(Kind.INSPECTION_REPORT, InspectionReport, page(*REPORT, "", "制动：正常"))
    assert isinstance(silent, InspectionReport) and isinstance(silent.conclusion, Absent)


def test_the_only_company_on_a_report_may_be_its_client() -> None:
    report = only(Kind.INSPECTION_REPORT, InspectionReport, page("   检测报告", "某某人|青岛远帆汽车贸易有限公司", f"车架号：{VIN}", "检测依据：WM/T 8-2022", "检测结论：合格"))
    assert isinstance(report.client, Fact) and report.client.doubt == "role-unclear"


def test_reports_without_a_known_title_are_one_for_each_vehicle() -> None:
    def slip(number: str, vin: str, sheet: int) -> Page:
        return page(f"||编号 {number}", "   机动车鉴定检测结果单（出口专用）", "委托单位：青岛远帆汽车贸易有限公司", f"车架号：{vin}", "表显里程：4215 km", "检测依据：WM/T 8-2022", "检测结论：合格", number=sheet)

    found = documents_of([slip("XJHX-314205", VIN, 1), slip("XJHX-314213", OTHER, 2)])
    assert [value_of(d.facts.vehicles[0].mileage_km) for d in found if isinstance(d.facts, InspectionReport)] == [4215, 4215]


@pytest.mark.parametrize("title", ["二手乘用车出口检验意见书", "出口二手车检验结果通知单", "机动车鉴定检测结果单"])
def test_an_inspection_in_few_lines_is_no_plate(title: str) -> None:
    rows = (f"     {title}", "申检人：青岛远帆汽车贸易有限公司", f"车架号：{VIN}", "里程（仪表）：6698 km", "检验日：2026年7月14日", "判据WM/T 8-2022", "□ 不合格  ☑ 合格", "检验单位 (印)")
    report = only(Kind.INSPECTION_REPORT, InspectionReport, page(*rows))
    assert value_of(report.client) == "青岛远帆汽车贸易有限公司"


def test_a_client_in_a_sentence_that_calls_it_so() -> None:
    report = only(Kind.INSPECTION_REPORT, InspectionReport, page("      检测证明", "兹证明：青岛远帆汽车贸易有限公司（委托单位）送检的下列二手车，我司逐辆检测，", f"车架号：{VIN}", "检测依据WM/T 8-2022，结果均为合格。"))
    assert value_of(report.client) == "青岛远帆汽车贸易有限公司"


@pytest.mark.parametrize("sentence", ["依据WM/T 8-2022，对上述车辆是否符合出口质量要求进行检测。", "本机构检测车辆应符合WM/T 8-2022标准。", "若车辆符合WM/T 8-2022出口标准，可办理出口。"])
def test_what_an_inspection_is_for_is_no_conclusion(sentence: str) -> None:
    report = only(Kind.INSPECTION_REPORT, InspectionReport, page(*REPORT, "委托单位：青岛远帆汽车贸易有限公司", "", sentence))
    assert isinstance(report.conclusion, Fact) and report.conclusion.doubt == "role-unclear"


def test_each_vehicle_of_a_page_has_the_odometer_of_its_own_block() -> None:
    report = page(
        "       二手商用车出口质量检验报告", "委托单位：青岛远帆汽车贸易有限公司", "检验标准：WM/T 9-2022", f"(1){VIN}", "发动机号|J6210573", "里程表示值|2077 km", "单车判定|合格",
        f"(2){OTHER}", "发动机号|J6212248", "里程表示值|1690 km", "单车判定|合格", "总体结论：2辆车均符合WM/T 9-2022的要求，检验结论为合格。",
    )  # fmt: skip
    assert [value_of(row.mileage_km) for row in inspection_report([report]).vehicles] == [2077, 1690]


def test_a_verdict_on_the_line_below_the_sentence_that_announces_it() -> None:
    report = only(Kind.INSPECTION_REPORT, InspectionReport, page(*REPORT, "", "动力系统、制动系统、路试均满足要求，整车评定为：", "      合格"))
    assert isinstance(report.conclusion, Fact) and report.conclusion.clean and report.conclusion.value == "合格"


def test_a_client_under_its_label_beside_another_table() -> None:
    rows = [("委托单位", 0.05, 0.30), ("B动力", 0.45, 0.302), ("发动机", 0.6, 0.302), ("青岛远帆汽车贸易有限公司", 0.05, 0.322), ("B动力", 0.45, 0.33), ("变速器", 0.6, 0.33), ("车辆识别代号", 0.05, 0.37), (VIN, 0.05, 0.392)]
    head = page("      检测报告", "检测依据：WM/T 8-2022", "检测结论：合格", "表显里程：1200公里")
    report = only(Kind.INSPECTION_REPORT, InspectionReport, page_vins(replace(head, lines=(*head.lines, *(line(*row) for row in rows)))))
    assert value_of(report.client) == "青岛远帆汽车贸易有限公司"


@pytest.mark.parametrize(("more", "conclusion"), [((), "检测合格"), (("制动：不合格",), None)])
def test_a_verdict_set_like_a_stamp(more: tuple[str, ...], conclusion: str | None) -> None:
    head = page(*REPORT, "委托单位：青岛远帆汽车贸易有限公司", "驻车制动|正常", *more)
    stamp = line("检测合格", 0.7, 0.6)
    large = replace(stamp, box=replace(stamp.box, y1=stamp.box.y0 + 0.034, x1=stamp.box.x0 + 0.12))
    report = inspection_report([replace(head, lines=(*head.lines, large))])
    assert (value_of(report.conclusion) if isinstance(report.conclusion, Fact) and report.conclusion.clean else None) == conclusion


@pytest.mark.parametrize(
    ("rows", "doubt"),
    [
        (("手续核查|√|车架号|√", "制动|×|灯光|√", "转向|√|轮胎|√"), "item-failed"), (("手续核查|√|车架号|√", "水泡车|×|灯光|√", "转向|√|轮胎|√"), None),
        (("外廓尺寸|5995|×|2200", "制动|√|灯光|√", "转向|√|轮胎|√"), None), (("手续核查|√|车架号|√", "制动|√|灯光|√"), None),
    ],
    ids=["an item crossed among ticks", "no defect", "between figures", "all ticked"],
)  # fmt: skip
def test_a_cross_in_a_column_of_ticks_is_an_item_that_failed(rows: tuple[str, ...], doubt: str | None) -> None:
    head = ("      二手车检测报告", "委托单位：青岛远帆汽车贸易有限公司", f"车架号：{VIN}", "检测依据：WM/T 8-2022", "检测机构：上海华测车辆检测技术有限公司")
    report = only(Kind.INSPECTION_REPORT, InspectionReport, laid(*head, *rows, "检测结论：合格", columns=(0.1, 0.4, 0.5, 0.8)))
    assert isinstance(report.conclusion, Fact) and report.conclusion.doubt == doubt
