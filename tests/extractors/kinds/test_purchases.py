"""Purchase contracts as tables, as prose and as forms: parties, goods, quantities, sums, and stray pages that find home."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from laid import BUILDER, CHASSIS, CHASSIS_MAKER, DEVICE_MAKER, MODEL, VIN, VIN2, declaration, kinds, laid, only
from written import seal

from domain.documents import Kind
from domain.facts import Fact, value_of
from domain.modified_vehicle_papers import PurchaseContract
from domain.pages import Page
from extractors.documents import documents_of

TABLE = laid(
    "||          产品购销合同", "供方：东风汽车股份有限公司||||合同编号：DF-2025-0918", "需方：湖北程力专用汽车有限公司||||签订日期：2025年9月18日", "",
    "产品名称|规格型号|单位|数量|单价(元)|金额(元)|备注", f"载货汽车底盘|{CHASSIS}|台|2|113000.00|226000.00|", "合计||||¥226000.00", "合计人民币（大写）：贰拾贰万陆仟元整", "",
    "一、质量标准：按国家标准执行。", "二、交货地点：需方厂内。", "三、结算方式：银行转账。", "四、违约责任：按合同法执行。", "",
    "供方（盖章）：东风汽车股份有限公司||||需方（盖章）：湖北程力专用汽车有限公司", seals=(seal(CHASSIS_MAKER, 0.15, 0.45), seal(BUILDER, 0.6, 0.45)),
    columns=(0.05, 0.25, 0.43, 0.51, 0.58, 0.70, 0.84),
)  # fmt: skip
PROSE = laid(
    "||底盘采购合同", "合同编号：DF-2025-0918", "甲方（需方）：湖北程力专用汽车有限公司", "乙方（供方）：东风汽车股份有限公司", "签订日期：2025年9月18日",
    f"第一条 甲方向乙方采购东风牌{CHASSIS}型载货汽车底盘2台，", "第二条 含税单价113000.00元，合同总金额226000.00元（大写：贰拾贰万陆仟元整）。", "第三条 交货时间：2025年10月。",
    "第四条 质量标准：按国家标准。", "第五条 违约责任：按合同法。", "第六条 争议解决：协商。",
)  # fmt: skip
FORM = laid(
    "||采购合同", "合同编号|DF-2025-0918", "买受人|湖北程力专用汽车有限公司", "出卖人|东风汽车股份有限公司", "签订日期|2025-09-18", "产品名称|载货汽车底盘", f"规格型号|{CHASSIS}", "数量|2台",
    "单价|113000元", "总金额|226000元", "交货地点|湖北随州", "付款方式|电汇", "质保|一年", "违约责任|按合同法", columns=(0.1, 0.35, 0.5),
)  # fmt: skip
CONTRACTS = {"table": TABLE, "prose": PROSE, "form": FORM}


@pytest.mark.parametrize("page", CONTRACTS.values(), ids=CONTRACTS.keys())
def test_a_contract_says_who_buys_how_many_of_what(page: Page) -> None:
    contract = only(Kind.CHASSIS_CONTRACT, PurchaseContract, page)
    assert (value_of(contract.buyer), value_of(contract.seller)) == (BUILDER, CHASSIS_MAKER)
    assert (value_of(contract.number), value_of(contract.date)) == ("DF-2025-0918", date(2025, 9, 18))
    (line,) = contract.goods
    assert (value_of(line.model), value_of(line.quantity), line.what, value_of(line.unit)) == (CHASSIS, 2, "chassis", "台")
    assert isinstance(line.quantity, Fact) and line.quantity.clean


@pytest.mark.parametrize("page", [TABLE, PROSE], ids=["table", "prose"])
def test_totals_in_figures_and_in_words(page: Page) -> None:
    contract = only(Kind.CHASSIS_CONTRACT, PurchaseContract, page)
    assert value_of(contract.total_in_words) == 226_000
    if page is TABLE:
        assert value_of(contract.total) == 226_000


def test_arithmetic_is_a_witness_of_the_quantity() -> None:
    (line,) = only(Kind.CHASSIS_CONTRACT, PurchaseContract, TABLE).goods
    assert isinstance(line.quantity, Fact) and "arithmetic" in line.quantity.witnesses


def table(*rows: str, title: str = "采购合同", total: str = "合计||||¥100.00") -> Page:
    return laid(
        f"||{title}", f"供方：{DEVICE_MAKER}||||合同编号：HL-7", f"需方：{BUILDER}||||签订日期：2025-09-20", "", "产品名称|规格型号|单位|数量|单价|金额", *rows, total,
        "质量标准：国家标准", "交货期：30天", "付款方式：转账", "违约责任：按合同法", columns=(0.05, 0.25, 0.43, 0.51, 0.58, 0.70, 0.84),
    )  # fmt: skip


def test_a_quantity_that_its_price_contradicts_is_doubtful() -> None:
    (line,) = only(Kind.DEVICE_CONTRACT, PurchaseContract, table("洒水罐总成|GSS-10|台|7|30000.00|60000.00")).goods
    assert isinstance(line.quantity, Fact) and line.quantity.doubt == "arithmetic-contradicts"


@pytest.mark.parametrize(("net", "gross"), [("30000.00", "67800.00"), ("33900.00", "60000.00")])
def test_prices_with_and_sums_without_tax_contradict_nothing(net: str, gross: str) -> None:
    (line,) = only(Kind.DEVICE_CONTRACT, PurchaseContract, table(f"洒水罐总成|GSS-10|台|2|{net}|{gross}")).goods
    assert isinstance(line.quantity, Fact) and line.quantity.clean


@pytest.mark.parametrize(("unit", "cell", "count"), [("台", "2", 2), ("辆", "2.00", 2), ("套", "贰", 2), ("件", "12", 12), ("set", "2", 2), ("台", "2台", 2)])
def test_units_and_numerals(unit: str, cell: str, count: int) -> None:
    (line,) = only(Kind.DEVICE_CONTRACT, PurchaseContract, table(f"洒水罐总成|GSS-10|{unit}|{cell}||")).goods
    assert value_of(line.quantity) == count


def test_a_contract_for_both_is_for_neither_alone() -> None:
    page = table(f"载货汽车底盘|{CHASSIS}|台|2|113000.00|226000.00", "洒水罐总成|GSS-10|套|2|30000.00|60000.00", "运输费||次|1|500.00|500.00")
    contract = only(Kind.PURCHASE_CONTRACT, PurchaseContract, page)
    assert [line.what for line in contract.goods] == ["chassis", "device", "service"]
    assert [value_of(line.quantity) for line in contract.goods] == [2, 2, 1]


def test_a_contract_over_two_models_has_a_line_for_each() -> None:
    page = table(f"二类底盘|{CHASSIS}|台|2|113000.00|226000.00", "二类底盘|DFH1180EX8|台|3|100000.00|300000.00")
    contract = only(Kind.CHASSIS_CONTRACT, PurchaseContract, page)
    assert [(value_of(line.model), value_of(line.quantity)) for line in contract.goods] == [(CHASSIS, 2), ("DFH1180EX8", 3)]


def test_what_was_declared_decides_what_a_line_sells() -> None:
    page = table(f"产品|{CHASSIS}|台|2|113000.00|226000.00")
    assert kinds(documents_of([page])) == [Kind.DEVICE_CONTRACT]
    assert kinds(documents_of([page], declaration())) == [Kind.CHASSIS_CONTRACT]


def test_a_list_of_vins_belongs_to_its_lines() -> None:
    page = laid(
        "||车辆采购合同", f"供方：{CHASSIS_MAKER}||||合同编号：DF-9", f"需方：{BUILDER}||||签订日期：2025-09-20", "", "产品名称|车辆识别代号||数量|单价|金额",
        f"载货汽车底盘|{VIN}||1|113000.00|113000.00", f"载货汽车底盘|{VIN2}||1|113000.00|113000.00", "合计||||¥226000.00", "交货期：30天", "付款方式：转账", "违约责任：按合同法", "验收：出厂标准",
        columns=(0.05, 0.25, 0.45, 0.55, 0.65, 0.78),
    )  # fmt: skip
    contract = only(Kind.CHASSIS_CONTRACT, PurchaseContract, page)
    assert [[vin.value for vin in line.vins] for line in contract.goods] == [[VIN], [VIN2]]


def test_the_table_goes_on_on_the_next_page_and_the_last_page_signs() -> None:
    first = table(f"二类底盘|{CHASSIS}|台|2|113000.00|226000.00", total="")
    second = laid("第三条 验收标准：按国家标准。", "第四条 违约责任：按合同法。", "第五条 争议解决：协商。", number=2)
    last = laid(f"供方（盖章）：{CHASSIS_MAKER}", f"需方（盖章）：{BUILDER}", "2025年9月20日", number=3)
    (document,) = documents_of([first, second, last])
    assert document.kind is Kind.CHASSIS_CONTRACT and [p.number for p in document.pages] == [1, 2, 3]


def test_a_stray_page_goes_to_the_contract_of_its_parties() -> None:
    """Photographed apart and uploaded first: known by page number and by who signs."""
    stray = laid("第四条 违约责任：按合同法。", "第五条 争议解决：协商。", f"供方：{DEVICE_MAKER}", f"需方：{BUILDER}", "第2页 共2页", file="0.jpg", top=0.75)
    chassis = laid("||底盘采购合同", f"供方：{CHASSIS_MAKER}", f"需方：{BUILDER}", "合同编号：DF-1", "签订日期：2025-09-01", f"采购{CHASSIS}型载货汽车底盘2台，",
                                     "质量标准：国家标准", "交货期：30天", "付款方式：转账", "违约责任：按合同法", file="1.jpg")  # fmt: skip
    device = laid("||上装采购合同", f"供方：{DEVICE_MAKER}", f"需方：{BUILDER}", "合同编号：HL-7", "签订日期：2025-09-20", "采购洒水罐总成2套，", "质量标准：国家标准", "交货期：30天",
                  "付款方式：转账", "验收：出厂标准", "结算方式：月结", file="2.jpg")  # fmt: skip
    documents = documents_of([stray, chassis, device])
    assert sorted(kinds(documents)) == [Kind.CHASSIS_CONTRACT, Kind.DEVICE_CONTRACT]
    home = next(d for d in documents if d.kind is Kind.DEVICE_CONTRACT)
    assert {p.file for p in home.pages} == {"0.jpg", "2.jpg"}


def test_a_contract_of_export_is_none_of_purchase() -> None:
    page = laid("||出口合同", "合同编号：QD-1", "卖方：青岛远帆汽车贸易有限公司", "买方：Silk Way Trade LLP", "目的国：哈萨克斯坦", "贸易术语：FOB 青岛", "付款方式：电汇", "第二条 装运：青岛港", "第三条 仲裁",
                f"洒水车 {MODEL} 2台", "总金额：USD 120000")  # fmt: skip
    assert kinds(documents_of([page])) == [Kind.EXPORT_CONTRACT]


def test_money_is_read_as_money() -> None:
    (line,) = only(Kind.DEVICE_CONTRACT, PurchaseContract, table("洒水罐总成|GSS-10|台|2|¥30,000.00|¥60,000.00")).goods
    assert (value_of(line.unit_price), value_of(line.amount)) == (Decimal("30000.00"), Decimal("60000.00"))


@pytest.mark.parametrize(
    ("sentence", "name", "model", "count"),
    [
        ("1.1 解放牌二类底盘（型号：CA1250P66K24）叁辆，每辆单价人民币305000.00元，计人民币915000.00元。", "解放牌二类底盘", "CA1250P66K24", 3),
        ("吸污装置（含3.5立方罐体、真空泵、吸污管）（型号：WS-XW3.5）贰套，每套单价人民币36500.00元。", "吸污装置", "WS-XW3.5", 2),
        ("BXY-480型车载制冷机组共计叁台，每台人民币32,500.00元（含税）。", "车载制冷机组", "BXY-480", 3),
        ("向甲方供应KW-XYL05型车载医疗设备及内饰套件共2套（大写：贰套），每套含税价柒万陆仟捌佰元，合计含税金额人民币拾伍万叁仟陆佰元（¥153,600.00）。", "车载医疗设备及内饰套件", "KW-XYL05", 2),
        ("甲方向乙方购买豪沃牌ZZ1257N464GF1型载货汽车二类底盘壹辆（1辆），含税单价为人民币叁拾贰万玖仟元整（￥329,000.00），合同总价同上，税率13%。", "豪沃牌型载货汽车二类底盘", "ZZ1257N464GF1", 1),
        ("东风载货汽车底盘，型号 DFH1180EX8，数量 贰辆（2辆），含税单价人民币179,000.00元。", "东风载货汽车底盘", "DFH1180EX8", 2),
        ("(一)搅拌筒减速机，型号为PMB7.5R，共计2台，每台含税价格人民币24,634.00元。", "搅拌筒减速机", "PMB7.5R", 2),
        ("解放载货汽车底盘，型号 CA1169P40K2L5E6A80，数量 壹辆（1辆），含税单价人民币198,880.00元。", "解放载货汽车底盘", "CA1169P40K2L5E6A80", 1),
    ],
)  # fmt: skip
def test_a_clause_that_names_the_thing_its_model_and_how_many(sentence: str, name: str, model: str, count: int) -> None:
    rows = ("||采购合同", "合同编号：DF-2025-0918", "需方：湖北程力专用汽车有限公司", "供方：东风汽车股份有限公司", "签订日期：2025年9月18日", sentence, "交货时间：2025年10月。", "质量标准：按国家标准。", "违约责任：按合同法。", "付款方式：电汇。", "含税价，税率13%。")
    (document,) = documents_of([laid(*rows)])
    assert isinstance(document.facts, PurchaseContract)
    (line,) = document.facts.goods
    assert (value_of(line.name), value_of(line.model), value_of(line.quantity)) == (name, model, count)
    assert isinstance(line.quantity, Fact) and line.quantity.clean


def test_a_sum_in_brackets_behind_its_words_is_no_minus_and_a_count_is_no_sum() -> None:
    rows = ("||采购合同", "合同编号：DF-2025-0918", "需方：湖北程力专用汽车有限公司", "供方：东风汽车股份有限公司", "签订日期：2025年9月18日", "货款总额：叁拾陆万圆整（¥360,000.00元）。", "质量标准：按国家标准。", "违约责任：按合同法。",
            "序号|型号|单位|数量", f"1|{CHASSIS}|辆|1", "||合计|1", "付款方式：电汇。")  # fmt: skip
    (document,) = documents_of([laid(*rows)])
    assert isinstance(document.facts, PurchaseContract)
    assert (value_of(document.facts.total), value_of(document.facts.total_in_words)) == (Decimal("360000.00"), Decimal(360000))


def test_who_buys_is_said_in_brackets_behind_the_names() -> None:
    rows = ("||订购协议", "经协商，湖北程力专用汽车有限公司（购方）向随州恒力机械有限公司（售方）订购GQ-160/8型高压清洗装置1套，含税价人民币94,920.00元。", "签订日期：2026年8月13日", "",
            "需方/购方.湖北程力专用汽车有限公司||||供方/售方：随州恒力机械有限公司", "质量标准：按国家标准。", "违约责任：按合同法。", "付款方式：电汇。")  # fmt: skip
    contract = only(Kind.DEVICE_CONTRACT, PurchaseContract, laid(*rows))
    assert (value_of(contract.buyer), value_of(contract.seller)) == (BUILDER, DEVICE_MAKER)


@pytest.mark.parametrize(("beside", "total"), [("", None), ("    （含13%增值税）", None), ("（¥152,550.00）", Decimal("152550.00"))])
def test_the_clause_after_a_sum_in_words_is_no_figure_of_it(beside: str, total: Decimal | None) -> None:
    page = table("洒水罐总成|GSS-10|台|1|152,550.00|152,550.00", f"合计人民币（大写）：壹拾伍万贰仟伍佰伍拾圆整{beside}", "（二）质量标准：QC/T 51-2019及双方签订的技术协议。", total="")
    contract = only(Kind.DEVICE_CONTRACT, PurchaseContract, page)
    assert (value_of(contract.total), value_of(contract.total_in_words)) == (total, 152_550)


@pytest.mark.parametrize(("title", "buyer"), [("采购订单", BUILDER), ("销售订单", None)])
def test_who_places_an_order_stands_in_its_head(title: str, buyer: str | None) -> None:
    rows = (f"||{BUILDER}", f"|||{title}", "订单编号：CGDD-2026-0088|||订单日期：2026-03-23", f"供应商：{DEVICE_MAKER}", "存货名称|规格型号|数量|价税合计", "洒水罐总成|GS-10|2.00|528,000.00", "含税 人民币 合计 交货 数量 验收")
    contract = only(Kind.DEVICE_CONTRACT, PurchaseContract, laid(*rows, columns=(0.05, 0.3, 0.42, 0.6)))
    assert (value_of(contract.seller), value_of(contract.buyer)) == (DEVICE_MAKER, buyer)


@pytest.mark.parametrize("sentence", ["乙方为甲方加工制作HJ-10型搅拌上装（10立方，包括搅拌筒、前后台）共计五（5）套，单价为每套人民币88000元", "乙方向甲方供应HJ-10型搅拌上装（含搅拌筒）共伍（5）套，每套含税价人民币88000元"])
def test_what_is_made_to_order_is_sold(sentence: str) -> None:
    page = laid("|加工定作协议", f"甲方：{BUILDER}", f"乙方：{DEVICE_MAKER}", sentence, "人民币 含税 付款方式 违约责任 交货时间 验收")
    (goods,) = only(Kind.DEVICE_CONTRACT, PurchaseContract, page).goods
    assert (value_of(goods.name), value_of(goods.model), value_of(goods.quantity)) == ("搅拌上装", "HJ-10", 5)


def test_an_order_that_its_supplier_confirms_in_a_letter() -> None:
    rows = ("||订单确认书", "|||编号：DFCV-ZY-260226-014", f"{BUILDER}：", "贵公司2026年2月24日的订单我公司已收悉并接受，双方确认构成买卖合同：", f"一、由我公司向贵公司供应东风牌{CHASSIS}型载货汽车底盘，计壹台。", "二、价款为含税人民币壹拾捌万柒仟伍佰圆整，付款方式电汇，交货地点徐州，质保三包。", f"|||{CHASSIS_MAKER}", "|||2026年2月26日")
    contract = only(Kind.CHASSIS_CONTRACT, PurchaseContract, laid(*rows, columns=(0.05, 0.3, 0.42, 0.6)))
    assert (value_of(contract.buyer), value_of(contract.seller)) == (BUILDER, CHASSIS_MAKER)
    assert [(value_of(line.model), value_of(line.quantity)) for line in contract.goods] == [(CHASSIS, 1)]


def test_what_goods_are_bought_for_is_not_bought() -> None:
    rows = ("|冷藏上装采购合同", f"购货单位：{BUILDER}", f"供货单位：{DEVICE_MAKER}", f"购方为生产{MODEL}型洒水车三辆，向供方采购上装。", "1 供货范围：每台上装由罐体组成。罐体叁台套，每台套含税38,000元。", "人民币 含税 付款方式 违约责任 交货时间 验收")
    (goods,) = only(Kind.DEVICE_CONTRACT, PurchaseContract, laid(*rows)).goods
    assert (value_of(goods.name), value_of(goods.quantity)) == ("罐体", 3)
