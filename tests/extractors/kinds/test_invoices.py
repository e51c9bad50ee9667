"""Invoices of every current form: fully digital, special with a list of goods, ordinary, motor-vehicle unified, and red ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from laid import BUILDER, CHASSIS, CHASSIS_MAKER, DEVICE_MAKER, VIN, VIN2, declaration, kinds, laid, only
from written import seal

from domain.documents import Kind
from domain.facts import Absent, Fact, value_of
from domain.geometry import Box
from domain.modified_vehicle_papers import Invoice, InvoiceCode
from domain.pages import Barcode, Page
from extractors.documents import documents_of
from extractors.kinds.invoice import parsed_code

NUMBER = "25422000000012345678"
GOODS = (0.04, 0.27, 0.43, 0.50, 0.56, 0.66, 0.78, 0.88)
HEAD = "项目名称|规格型号|单位|数量|单价|金额|税率/征收率|税额"


def digital(*rows: str, number: str = NUMBER, sums: str = "合计|||||¥200000.00||¥26000.00", words: str = "价税合计（大写）|贰拾贰万陆仟元整|||（小写）¥226000.00",
            title: str = "||电子发票（增值税专用发票）", above: tuple[str, ...] = (), **more: object) -> Page:  # fmt: skip
    return laid(
        title, *above, f"|||||发票号码：{number}", "|||||开票日期：2025年10月08日", f"购买方信息|名称：{BUILDER}|||销售方信息|名称：{CHASSIS_MAKER}",
        "|统一社会信用代码/纳税人识别号：914213007XXXXXXX1A||||统一社会信用代码/纳税人识别号：914200007XXXXXXX2B", HEAD, *rows, sums, words, "备注", "开票人：张三",
        columns=GOODS, width=1400, height=900, pitch=0.05, **more,  # type: ignore[arg-type]
    )  # fmt: skip


LINE = f"*机动车*载货汽车底盘|{CHASSIS}|辆|2|100000.00|200000.00|13%|26000.00"
OLD = laid(
    "||湖北增值税专用发票||||No 01234567", "|||||||开票日期：2025年10月08日", "发票代码：4200193130", f"购货单位|名称：{BUILDER}", "|纳税人识别号：914213007XXXXXXX1A",
    "货物或应税劳务、服务名称|规格型号|单位|数量|单价|金额|税率|税额", LINE.replace("*机动车*", ""), "合计|||||¥200000.00||¥26000.00",
    "价税合计（大写）|贰拾贰万陆仟圆整||||（小写）¥226000.00", f"销货单位|名称：{CHASSIS_MAKER}", "|纳税人识别号：914200007XXXXXXX2B", "收款人：李四|复核：王五|||开票人：张三",
    columns=GOODS, width=1400, height=900, pitch=0.05, seals=(seal(CHASSIS_MAKER, 0.7, 0.75),),
)  # fmt: skip
ORDINARY = laid(
    "||湖北增值税普通发票", "发票代码：042001900111||||发票号码：07654321", "||||开票日期：2025-10-08", f"购买方|名称：{BUILDER}", "货物或应税劳务、服务名称|规格型号|单位|数量|单价|金额|税率|税额",
    "*专用设备*洒水罐总成|GSS-10|套|2|30000.00|60000.00|13%|7800.00", "合计|||||¥60000.00||¥7800.00", "价税合计（大写）|陆万柒仟捌佰圆整||||（小写）¥67800.00",
    f"销售方|名称：{DEVICE_MAKER}", "收款人：李四|复核：王五|||开票人：张三", columns=GOODS, width=1400, height=900, pitch=0.05,
)  # fmt: skip


def motor(*buyer: str) -> Page:
    """A motor-vehicle unified invoice; the buyer's label is long and prints in one line or in two."""
    return laid(
        "||机动车销售统一发票", "开票日期|2025-10-08||发票代码|142001930123", "|||发票号码|01234567", *buyer, f"车辆类型|载货汽车||厂牌型号|东风牌{CHASSIS}",
        "合格证号|WEQ010203040506||产地|湖北", f"车辆识别代号/车架号码||{VIN}", "价税合计|人民币 壹拾壹万叁仟元整||小写|¥113000.00", f"销货单位名称||{CHASSIS_MAKER}",
        "增值税税额|¥13000.00||不含税价|¥100000.00", "主管税务机关及代码||随州税务局", "开票人：张三", columns=(0.05, 0.3, 0.42, 0.6, 0.75), pitch=0.04,
    )  # fmt: skip


RED = digital(
    f"*机动车*载货汽车底盘|{CHASSIS}|辆|-1|100000.00|-100000.00|13%|-13000.00", number="25422000000012345699", sums="合计|||||¥-100000.00||¥-13000.00",
    words="价税合计（大写）|（负数）壹拾壹万叁仟元整|||（小写）¥-113000.00", above=(f"被红冲蓝字数电票号码：{NUMBER}",),
)  # fmt: skip


def test_a_fully_digital_invoice() -> None:
    invoice = only(Kind.CHASSIS_INVOICE, Invoice, digital(LINE))
    assert (value_of(invoice.form), value_of(invoice.number), value_of(invoice.date)) == ("digital", NUMBER, date(2025, 10, 8))
    assert (value_of(invoice.buyer), value_of(invoice.seller)) == (BUILDER, CHASSIS_MAKER)
    assert isinstance(invoice.code, Absent) and not invoice.negative and not invoice.list_expected
    assert [value_of(v) for v in (invoice.net, invoice.tax, invoice.total, invoice.total_in_words)] == [200_000, 26_000, 226_000, 226_000]
    (line,) = invoice.goods
    assert (value_of(line.model), value_of(line.quantity), value_of(line.unit), line.what) == (CHASSIS, 2, "辆", "chassis")
    assert value_of(line.tax) == 26_000 and isinstance(line.quantity, Fact) and "arithmetic" in line.quantity.witnesses


def test_a_quantity_the_reader_overlooked_follows_from_the_sums_but_not_one_missing_from_a_text_layer() -> None:
    (line,) = only(Kind.CHASSIS_INVOICE, Invoice, digital(LINE.replace("|2|", "||"))).goods
    assert isinstance(line.quantity, Fact) and (line.quantity.value, line.quantity.origin) == (2, "derived")
    page = digital(LINE.replace("|2|", "||"))
    layered = replace(page, text_layer="used", lines=tuple(replace(line, origin="text-layer", seen=line.text) for line in page.lines))
    (line,) = only(Kind.CHASSIS_INVOICE, Invoice, layered).goods
    assert not isinstance(line.quantity, Fact)


def test_a_special_invoice_on_paper() -> None:
    invoice = only(Kind.CHASSIS_INVOICE, Invoice, OLD)
    assert (value_of(invoice.form), value_of(invoice.number), value_of(invoice.code)) == ("special", "01234567", "4200193130")
    assert (value_of(invoice.buyer), value_of(invoice.seller), value_of(invoice.total)) == (BUILDER, CHASSIS_MAKER, 226_000)
    assert [(value_of(line.model), value_of(line.quantity)) for line in invoice.goods] == [(CHASSIS, 2)]


def test_the_buyer_stands_above_the_goods_wherever_on_the_picture_and_though_its_label_is_torn() -> None:
    rows = [line.text for line in OLD.lines]
    assert f"名称：{BUILDER}" in rows
    torn = replace(OLD, lines=tuple(replace(one, text=one.text.replace("名称：", "称："), chars=()) for one in OLD.lines))
    low = replace(torn, lines=tuple(replace(one, box=Box(one.box.x0, 0.5 + one.box.y0 / 2, one.box.x1, 0.5 + one.box.y1 / 2)) for one in torn.lines))
    for page in (torn, low):
        invoice = only(Kind.CHASSIS_INVOICE, Invoice, page)
        assert (value_of(invoice.buyer), value_of(invoice.seller)) == (BUILDER, CHASSIS_MAKER)


def test_an_ordinary_invoice() -> None:
    invoice = only(Kind.DEVICE_INVOICE, Invoice, ORDINARY)
    assert (value_of(invoice.form), value_of(invoice.number), value_of(invoice.code)) == ("ordinary", "07654321", "042001900111")
    assert (value_of(invoice.buyer), value_of(invoice.seller)) == (BUILDER, DEVICE_MAKER)
    (line,) = invoice.goods
    assert (line.what, value_of(line.quantity), value_of(line.unit)) == ("device", 2, "套")


@pytest.mark.parametrize("buyer", [(f"购买方名称及身份证号码/组织机构代码||{BUILDER}",), (f"购买方名称及||{BUILDER}", "身份证号码/组织机构代码")], ids=["one-line", "two-lines"])
def test_a_motor_vehicle_invoice_is_about_one_vehicle(buyer: tuple[str, ...]) -> None:
    invoice = only(Kind.CHASSIS_INVOICE, Invoice, motor(*buyer))
    assert (value_of(invoice.form), value_of(invoice.number), value_of(invoice.code)) == ("motor_vehicle", "01234567", "142001930123")
    assert (value_of(invoice.buyer), value_of(invoice.seller)) == (BUILDER, CHASSIS_MAKER)
    assert [value_of(v) for v in (invoice.net, invoice.tax, invoice.total)] == [100_000, 13_000, 113_000]
    (line,) = invoice.goods
    assert ([v.value for v in line.vins], value_of(line.quantity), value_of(line.model), line.what) == ([VIN], 1, CHASSIS, "chassis")


def test_a_red_invoice_takes_back() -> None:
    invoice = only(Kind.CHASSIS_INVOICE, Invoice, RED)
    assert invoice.negative and value_of(invoice.corrects) == NUMBER and value_of(invoice.number) == "25422000000012345699"
    assert [value_of(line.quantity) for line in invoice.goods] == [-1]
    assert value_of(invoice.total) == -113_000 and value_of(invoice.total_in_words) == -113_000


@pytest.mark.parametrize("mark", ["红字发票", "负数发票"])
def test_a_red_invoice_by_its_word_alone(mark: str) -> None:
    """Some print the quantity without its minus: the sign is the document's."""
    invoice = only(Kind.CHASSIS_INVOICE, Invoice, digital(LINE, above=(mark,)))
    assert invoice.negative and [value_of(line.quantity) for line in invoice.goods] == [-2]


def test_vins_in_the_column_of_the_model() -> None:
    rows = [f"*机动车*载货汽车底盘|{vin}|辆|1|100000.00|100000.00|13%|13000.00" for vin in (VIN, VIN2)]
    invoice = only(Kind.CHASSIS_INVOICE, Invoice, digital(*rows))
    assert [[v.value for v in line.vins] for line in invoice.goods] == [[VIN], [VIN2]]
    assert [value_of(line.quantity) for line in invoice.goods] == [1, 1] and {line.what for line in invoice.goods} == {"chassis"}


def test_freight_is_no_goods_of_either_kind() -> None:
    page = digital("*专用设备*洒水罐总成|GSS-10|套|2|30000.00|60000.00|13%|7800.00", "*运输服务*运输服务费||次|1|1000.00|1000.00|9%|90.00")
    invoice = only(Kind.DEVICE_INVOICE, Invoice, page)
    assert [line.what for line in invoice.goods] == ["device", "service"]


LIST_HEAD = ("||销售货物或者提供应税劳务清单", f"购买方名称：{BUILDER}", f"销售方名称：{CHASSIS_MAKER}")
LIST_ROWS = [f"{n}|载货汽车底盘|{CHASSIS}|台|1|100000.00|100000.00|13%|13000.00" for n in (1, 2)]


def goods_list(serial: str, **more: object) -> Page:
    return laid(*LIST_HEAD, f"所属增值税专用发票代码：4200193130||||号码：{serial}", "序号|货物名称|规格型号|单位|数量|单价|金额|税率|税额", *LIST_ROWS, "小计||||||200000.00||26000.00",
                columns=(0.03, 0.09, 0.27, 0.43, 0.50, 0.56, 0.66, 0.78, 0.88), **more)  # type: ignore[arg-type]  # fmt: skip


def pointing(serial: str, **more: object) -> Page:
    return laid(
        "||湖北增值税专用发票", f"|||||No {serial}", "发票代码：4200193130||||开票日期：2025年10月08日", f"购货单位|名称：{BUILDER}", "货物或应税劳务、服务名称|规格型号|单位|数量|单价|金额|税率|税额",
        "（详见销货清单）|||||200000.00|13%|26000.00", "合计|||||¥200000.00||¥26000.00", "价税合计（大写）|贰拾贰万陆仟圆整||||（小写）¥226000.00", f"销货单位|名称：{CHASSIS_MAKER}",
        "收款人：李四|复核：王五|||开票人：张三", columns=GOODS, width=1400, height=900, pitch=0.05, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_list_of_goods_belongs_to_its_invoice() -> None:
    invoice = only(Kind.CHASSIS_INVOICE, Invoice, pointing("01234567"), goods_list("01234567", number=2))
    assert invoice.list_expected and [value_of(line.quantity) for line in invoice.goods] == [1, 1]
    assert value_of(invoice.number) == "01234567"


def test_lists_find_their_invoices_by_number_wherever_they_were_uploaded() -> None:
    pages = [pointing("01234567", file="1.jpg"), pointing("01234568", file="2.jpg"), goods_list("01234567", file="3.jpg"), goods_list("01234568", file="4.jpg")]
    documents = documents_of(pages)
    assert [sorted(p.file for p in d.pages) for d in documents] == [["1.jpg", "3.jpg"], ["2.jpg", "4.jpg"]]


def test_an_invoice_without_its_list_has_no_goods_and_says_so() -> None:
    invoice = only(Kind.INVOICE, Invoice, pointing("01234567"))
    assert invoice.list_expected and invoice.goods == ()


def test_two_invoices_in_one_file_stay_two() -> None:
    documents = documents_of([digital(LINE), replace(digital(LINE, number="25422000000012345679"), number=2)])
    assert [value_of(d.facts.number) for d in documents if isinstance(d.facts, Invoice)] == [NUMBER, "25422000000012345679"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (f"01,32,,{NUMBER},226000.00,20251008,,ABCD", InvoiceCode("", NUMBER, Decimal("226000.00"), date(2025, 10, 8))),
        ("01,01,4200193130,01234567,200000.00,20251008,123456,ABCD", InvoiceCode("4200193130", "01234567", Decimal("200000.00"), date(2025, 10, 8))),
        ("01,10,042001900111,01234567,x,2025-10-08,,", InvoiceCode("042001900111", "01234567", None, None)),
        (f"01,31,,{NUMBER},1,257,640.00,20251008", InvoiceCode("", NUMBER, Decimal("1257640.00"), date(2025, 10, 8))),
        ("01,32,,NaN,1,20251008", None),
        ("02,32,,01234567,1,20251008", None),
        ("01,32,,01234567", None),
        ("https://example.com/01,32,,01234567,1,20251008", None),
        ("01,32,,01234567,Infinity,20251308", InvoiceCode("", "01234567", None, None)),
        ("", None),
    ],
)
def test_what_a_code_says(text: str, read: InvoiceCode | None) -> None:
    assert parsed_code(Barcode(text, "QRCode", Box(0, 0, 0.1, 0.1))) == read


def test_the_code_on_the_page_is_read_beside_the_print() -> None:
    codes = (Barcode("http://x", "QRCode", Box(0.8, 0, 0.9, 0.1)), Barcode(f"01,32,,{NUMBER},226000.00,20251008,,AB", "QRCode", Box(0.02, 0.02, 0.1, 0.12)))
    invoice = only(Kind.CHASSIS_INVOICE, Invoice, digital(LINE, barcodes=codes))
    assert isinstance(invoice.qr, Fact) and invoice.qr.value.number == value_of(invoice.number) and invoice.qr.origin == "barcode"


def test_what_was_declared_names_the_goods() -> None:
    page = digital("*产品*某物|某型|套|2|30000.00|60000.00|13%|7800.00")
    assert kinds(documents_of([page])) == [Kind.DEVICE_INVOICE]  # neither a chassis nor a service
    named = digital("*产品*程力牌洒水罐总成|某型|套|2|30000.00|60000.00|13%|7800.00")
    assert kinds(documents_of([named], declaration())) == [Kind.DEVICE_INVOICE]


def test_an_invoice_in_a_dossier_of_used_vehicles_is_an_invoice_too() -> None:
    used = declaration(category="used")
    assert kinds(documents_of([digital(LINE)], used)) == [Kind.CHASSIS_INVOICE]


@pytest.mark.parametrize("confidence", [0.2, 0.4])
def test_faint_print_gives_doubtful_quantities(confidence: float) -> None:
    documents = documents_of([digital(LINE, confidence=confidence)])
    lines = [line for d in documents if isinstance(d.facts, Invoice) for line in d.facts.goods]
    assert lines and not any(isinstance(line.quantity, Fact) and line.quantity.clean for line in lines)
