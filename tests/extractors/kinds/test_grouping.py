"""Which pages make up one document, and how sure that is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from written import page

from domain.documents import Kind
from domain.pages import Page
from domain.used_vehicle_papers import RegistrationCertificate
from extractors.documents import documents_of

VIN, OTHER = "LSVCY6C49MN027789", "LGWEF5A58HH002014"
MAKER = "上汽大众汽车有限公司"

CONTRACT = page(
    "          二手车出口合同", "合同编号：QD-2026-018", "卖方：青岛远帆汽车贸易有限公司", "买方：Astana Motors LLP", "第一条 货物：二手乘用车一辆，单价12000美元。",
    "第二条 付款方式：电汇。", "第三条 争议解决：仲裁。", "第四条 售后服务由生产企业提供。",
)  # fmt: skip


def test_a_page_under_a_heading_nobody_knows_makes_its_document_unsure() -> None:
    own = replace(page("             企业郑重陈述", "我司出口的车辆", VIN, "技术状况良好。1.1 资料真实。"), number=2)
    assert [(d.kind, d.kind_confidence < 0.5) for d in documents_of([CONTRACT, own])] == [(Kind.EXPORT_CONTRACT, True)]


@pytest.mark.parametrize(
    "later",
    [
        page("第五条 不可抗力按惯例。", "第六条 本合同一式两份。"),
        page("             车辆明细表", VIN, "1.1 以上车辆为合同标的。"),
        page("合同编号：QD-2026-018", "             签字页", "卖方（盖章）：青岛远帆汽车贸易有限公司"),
    ],
    ids=["clauses", "a list", "the contract's number"],
)
def test_a_later_page_leaves_the_kind_of_its_document_sure(later: Page) -> None:
    assert [(d.kind, d.kind_confidence > 0.5) for d in documents_of([CONTRACT, replace(later, number=2)])] == [(Kind.EXPORT_CONTRACT, True)]


def test_a_paper_taken_for_its_kind_by_its_words_alone_is_unsure() -> None:
    words = ("甲方：青岛远帆汽车贸易有限公司", "乙方：Astana Motors LLP", "付款方式：电汇", "交货：青岛港", "单价：12000美元", "违约按惯例", "争议提交仲裁")
    (headed,), (running,) = documents_of([page("          车辆供货约定事项", *words)]), documents_of([page(*words)])
    assert headed.kind is running.kind is Kind.EXPORT_CONTRACT
    assert headed.kind_confidence < 0.5 < running.kind_confidence


def test_the_end_of_a_vin_on_two_papers_is_no_number_they_share() -> None:
    report = page("          某某机动车检测报告", "委托单位：青岛远帆汽车贸易有限公司", f"VIN {VIN}", "检测依据：WM/T 8-2022", "检测结论：合格", "行驶里程：1200公里")
    own = replace(page("             企业郑重陈述", f"关于车架号{VIN}", "技术状况良好。1.1 资料真实。"), number=2)
    assert documents_of([report, own])[0].kind_confidence < 0.5


def test_the_cover_of_a_report_on_a_used_car_belongs_to_the_report() -> None:
    cover = page("          检测报告", "No: XAJC2026-0137", "样品名称：二手小型普通客车", f"车辆识别代号：{VIN}", "委托单位：青岛远帆汽车贸易有限公司", "检测类别：二手车出口委托检测")
    inside = replace(
        page("报告编号：XAJC2026-0137", "第2页共2页", f"车辆识别代号 {VIN}", "检测依据：WM/T 8-2022", "检测项目 检测结果", "表显里程：1200公里", "检测结论：合格"), number=2
    )
    (report,) = documents_of([cover, inside])
    assert report.kind is Kind.INSPECTION_REPORT and report.torn


@pytest.mark.parametrize(("numbers", "torn"), [(("第1页共2页", "第2页共2页"), False), (("第1页共3页", "第2页共3页"), True)])
def test_pages_that_are_nowhere_in_the_upload(numbers: tuple[str, str], torn: bool) -> None:
    first = replace(CONTRACT, lines=(*CONTRACT.lines, *page(*[""] * 30, numbers[0]).lines))
    second = replace(page(numbers[1], "第五条 不可抗力按惯例。"), number=2)
    assert documents_of([first, second])[0].torn is torn


def test_a_contract_whose_title_says_that_it_is_a_translation() -> None:
    (contract,) = documents_of([page("          二手车出口销售合同（中文译本）", "合同编号：EX-KZ-2026-378", "卖方：甲公司", "买方：乙公司")])
    assert contract.kind is Kind.EXPORT_CONTRACT and contract.kind_confidence > 0.5


def test_a_loose_page_goes_on_where_the_clauses_do() -> None:
    first = replace(page("     售后维修服务确认书", "一、车辆信息", f"车架号：{VIN}", "二、出口目的国", "哈萨克斯坦", "三、生产企业确认", f"{MAKER}生产上述车辆，提供售后维修服务。"), file="确认书/1.jpg")
    second = page("四、售后服务网点", "提供者：Astana Motors LLP", "地址：阿拉木图市阿拜大街12号，电话：+7 727 232 1910", f"||{MAKER}", "||2026年2月10日", file="确认书/2.jpg")
    between = page("    营业执照", "统一社会信用代码91370200MA3C4B2X1E", "名称：青岛远帆汽车贸易有限公司", "经营范围：汽车销售、二手车出口、货物进出口、技术进出口。", file="执照.jpg")
    documents = documents_of([first, between, second])
    assert [(d.kind, len(d.pages)) for d in documents] == [(Kind.CONFIRMATION_LETTER, 2), (Kind.UNKNOWN, 1)]
    elsewhere = documents_of([first, between, replace(second, file="其他/2.jpg")])
    assert [(d.kind, len(d.pages), d.torn) for d in elsewhere if d.kind is Kind.CONFIRMATION_LETTER] == [(Kind.CONFIRMATION_LETTER, 1, True)]


def test_register_pages_go_to_the_certificate_of_their_file() -> None:
    def vehicle(vin: str, file: str, number: int) -> Page:
        rows = ("     注册登记机动车信息栏", "9.车辆识别代号/车架号", vin, "15.制造厂名称|16.转向形式", "32.车辆出厂日期|31.车辆获得方式")
        return replace(page(*rows), file=file, number=number)

    def register(day: str, file: str, number: int) -> Page:
        return replace(page("     登记栏", "转移登记", f"登记日期：{day}", "转让待出口"), file=file, number=number)

    documents = documents_of([
        vehicle(VIN, "甲/1.jpg", 1), register("2026-03-01", "甲/2.jpg", 1), register("2026-04-01", "乙/大本.pdf", 1), vehicle(OTHER, "乙/大本.pdf", 2),
    ])  # fmt: skip
    assert [[(p.file, p.number) for p in d.pages] for d in documents] == [[("甲/1.jpg", 1), ("甲/2.jpg", 1)], [("乙/大本.pdf", 1), ("乙/大本.pdf", 2)]]


def test_a_second_register_page_in_another_folder_is_not_lost() -> None:
    vehicle = replace(page("     注册登记机动车信息栏", "9.车辆识别代号/车架号", VIN, "15.制造厂名称|16.转向形式"), file="甲/1.jpg")
    first = replace(page("     登记栏", "转移登记", "登记日期：2026-03-01", "转让待出口"), file="甲/2.jpg")
    second = replace(page("     登记栏", "抵押登记", "登记日期：2026-02-01", "抵押权人：某某银行股份有限公司"), file="补充/3.jpg")
    (certificate,) = documents_of([vehicle, first, second])
    assert isinstance(certificate.facts, RegistrationCertificate)
    assert {entry.what.value for entry in certificate.facts.entries} >= {"mortgage", "export_transfer"}


@pytest.mark.parametrize("title", ["COMMERCIAL INVOICE", "PACKING LIST"])
@pytest.mark.parametrize("label", ["Contract No.: QD-2026-018", "CONTRACT NO: QD-2026-018"])
def test_a_paper_that_names_its_contract_is_none(title: str, label: str) -> None:
    rows = (label, "Date: 2026-08-20", "The Seller: Qingdao Yuanfan", "The Buyer: Astana Motors LLP", "Terms of payment: T/T", "Shipment: CIF Baku", "Total amount: USD 12000", "Unit price")
    assert [d.kind for d in documents_of([page(f"              {title}", *rows)])] == [Kind.UNKNOWN]
    assert [d.kind for d in documents_of([page("              SALES CONTRACT", *rows)])] == [Kind.EXPORT_CONTRACT]


def test_a_page_without_a_heading_that_carries_the_number_of_a_report_belongs_to_it() -> None:
    """Photos of two sheets, each a file of its own; a sheet fills only a part of its photo, so its number stands in the middle of it."""
    report = page("          二手乘用车出口检测报告", "No. CQEC-26-04417", f"VIN {VIN}", "检测标准：WM/T 8-2022", "项目 结果", "灯具 合格", "第1页/共2页", file="a.jpg", top=0.2)
    other = page("          二手乘用车出口检测报告", "No. CQEC-26-04418", f"VIN {OTHER}", "检测标准：WM/T 8-2022", "项目 结果", "灯具 合格", "第1页/共2页", file="b.jpg", top=0.2)
    later = page(f"No. CQEC-26-04417 VIN {VIN}", "二、动力与底盘", "发动机 合格", "结论", "判定：合格", "第2页/共2页", file="c.jpg", top=0.2)
    documents = documents_of([report, other, later])
    assert [[p.file for p in d.pages] for d in documents] == [["a.jpg", "c.jpg"], ["b.jpg"]]
    assert [d.torn for d in documents] == [False, True]


def test_a_telephone_number_in_its_head_makes_a_page_no_part_of_a_report() -> None:
    report = page("          二手乘用车出口检测报告", "电话：02386543210", f"VIN {VIN}", "检测标准：WM/T 8-2022", "项目 结果", file="a.jpg", top=0.2)
    later = page("电话：02386543210", "灯具 合格", "判定：合格", file="c.jpg", top=0.2)
    assert [[p.file for p in d.pages] for d in documents_of([report, later])] == [["a.jpg"], ["c.jpg"]]
