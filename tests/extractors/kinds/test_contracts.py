"""Export contracts from hand-written pages: what is sold to whom, under which number and when."""

from datetime import date

import pytest
from laid import only
from written import page

from domain.documents import Kind
from domain.facts import Absent, Fact, value_of
from domain.used_vehicle_papers import ExportContract
from extractors.documents import documents_of

VIN = "LSVCY6C49MN027789"


def test_export_contract() -> None:
    contract = only(
        Kind.EXPORT_CONTRACT, ExportContract,
        page(
            "      车辆出口合同", "合同编号：QDYF-KZ-2026-018|||签订日期：2025-12-20", "卖方：青岛远帆汽车贸易有限公司", "买方：Silk Way Trade LLP",
            "目的国：哈萨克斯坦", "第一条 付款方式：电汇", "第二条 交货：装运港青岛", "第三条 售后服务：卖方提供备件和维修手册", "第四条 不可抗力", "第五条 争议解决：仲裁",
        ),
    )  # fmt: skip
    assert isinstance(contract, ExportContract)
    assert value_of(contract.number) == "QDYF-KZ-2026-018" and value_of(contract.date) == date(2025, 12, 20)
    assert value_of(contract.seller) == "青岛远帆汽车贸易有限公司" and [d.value for d in contract.destinations] == ["KZ"]
    assert isinstance(contract.after_sales, Fact) and contract.languages == ("zh",)
    nothing = only(Kind.EXPORT_CONTRACT, ExportContract, page("      车辆出口合同", "合同编号：QDYF-KZ-2026-018|||签订日期：2025-12-20", "卖方：青岛远帆汽车贸易有限公司", "买方：Silk Way Trade LLP", "目的国：哈萨克斯坦",
                                               "第三条 售后服务及双方责任", "无。", "第四条 不可抗力", "第五条 争议解决：仲裁"))  # fmt: skip
    assert isinstance(nothing, ExportContract) and isinstance(nothing.after_sales, Absent)


@pytest.mark.parametrize(
    ("head", "number", "day"),
    [
        (("      车辆出口合同", "LHCT-TJ-26-3701 | 签订于 2026-06-02 | 西安"), "LHCT-TJ-26-3701", date(2026, 6, 2)),
        (("      销售确认书", "卖方：青岛远帆汽车贸易有限公司||确认书编号：BJTD2026-RU12", "||日期：2026.01.20"), "BJTD2026-RU12", date(2026, 1, 20)),
    ],
)  # fmt: skip
def test_a_contract_named_in_its_head(head: tuple[str, ...], number: str, day: date) -> None:
    rows = (*head, "买方：Silk Way Trade LLP", "目的国：哈萨克斯坦", "交货期|2026年8月31日前", "付款方式：电汇", "售后服务：卖方提供备件", "不可抗力", "争议解决：仲裁")
    contract = only(Kind.EXPORT_CONTRACT, ExportContract, page(*rows))
    assert isinstance(contract, ExportContract) and (value_of(contract.number), value_of(contract.date)) == (number, day)
    assert isinstance(contract.number, Fact) and contract.number.doubt == ("unlabelled" if "|" in head[1] and "编号" not in head[1] else None)


@pytest.mark.parametrize(
    "rows",
    [("  CONTRACT FOR SALE OF USED TRUCKS", "No. LJ-DRC-260302", "Date: March 2, 2026", "THE SELLER: Jinan Lujun Co., Ltd.", "THE BUYER: Katanga Transport SARL", "Payment by T/T, shipment from Qingdao, arbitration CIETAC"),
     ("   汽车（二手）购销合同", "合同编号：JT-RUS-01", "供方：河北冀通二手车经销有限公司", "需方：Vostok LLC", "交货：DAP莫斯科，经满洲里口岸运输，见报关单付清美元尾款", "质量标准：按WM/T 8-2022；违约责任；大写；质保；数量"),
     ("  购销协议 PURCHASE AGREEMENT", "Seller卖方：青岛远帆汽车贸易有限公司", "Buyer 买方：Nomad Auto", "USD 9,800，装运 shipment")],
)  # fmt: skip
def test_a_contract_over_a_used_car_by_another_name(rows: tuple[str, ...]) -> None:
    assert isinstance(only(Kind.EXPORT_CONTRACT, ExportContract, page(*rows)), ExportContract)


@pytest.mark.parametrize(("cell", "number"), [("HYD-AE-251118 / 2025-11-18", "HYD-AE-251118"), ("ZYL2026第015号", "ZYL2026第015号"), ("NYHT-KH/0226#3", "NYHT-KH/0226#3"), ("XT-AE-2608-05/2026.08.05/义乌", "XT-AE-2608-05"), ("GHD-TZ-2606-022026年6月18日南宁", "GHD-TZ-2606-02"), ("QD-2026-01-05", "QD-2026-01-05")])
def test_a_contract_number_with_its_day_or_in_words(cell: str, number: str) -> None:
    contract = only(Kind.EXPORT_CONTRACT, ExportContract, page("    二手车销售合同", f"合同号：{cell}", "卖方：青岛远帆汽车贸易有限公司", "买方：Nomad Auto", "付款方式：电汇，仲裁，不可抗力"))
    assert isinstance(contract, ExportContract) and value_of(contract.number) == number
    assert ("/ 2025" not in cell) or value_of(contract.date) == date(2025, 11, 18)


def test_the_head_of_a_numbering_column_is_no_label_of_the_contract() -> None:
    rows = ("      二手车销售合同", "合同编号/N SLTD-UZ-260126", "卖方：青岛远帆汽车贸易有限公司", "买方：Nomad Auto", "No|型号Модель|VIN", f"1|BYD6470ST6HEV5|{VIN}", "付款方式：电汇，仲裁，不可抗力")
    contract = only(Kind.EXPORT_CONTRACT, ExportContract, page(*rows))
    assert isinstance(contract, ExportContract) and value_of(contract.number) == "SLTD-UZ-260126"
    unnumbered = only(Kind.EXPORT_CONTRACT, ExportContract, page(rows[0], *rows[2:]))
    assert isinstance(unnumbered, ExportContract) and not isinstance(unnumbered.number, Fact)


@pytest.mark.parametrize(("day", "wanted"), [("2025年12月18日 / 18 de diciembre de 2025", date(2025, 12, 18)), ("2025年12月18日", date(2025, 12, 18)), ("", None)])
def test_a_day_by_which_to_ship_is_not_the_contracts(day: str, wanted: date | None) -> None:
    rows = ("      车辆出口合同", f"     {day}", "卖方：青岛远帆汽车贸易有限公司", "买方：Autos Tico S.A.", "四、2026年4月30日前装船。", "付款方式：电汇，仲裁，不可抗力", "五、售后服务：卖方提供备件")
    contract = only(Kind.EXPORT_CONTRACT, ExportContract, page(*rows))
    assert isinstance(contract, ExportContract) and value_of(contract.date) == wanted


def test_a_purchase_order_from_abroad_is_an_export_contract() -> None:
    rows = ("GULF CREST MOTORS FZCO", "  PURCHASE ORDER", "Vendor: 广州粤途汽车进出口有限公司|PO No. PO-DXB-7741", "PO date 25 Mar 2026", "Ship to Jebel Ali, Dubai, UAE", "Terms FOB Nansha, T/T in advance", f"Nissan X-Trail, used, VIN {VIN}", "Unit price USD 19,650.00")
    contract = only(Kind.EXPORT_CONTRACT, ExportContract, page(*rows))
    assert isinstance(contract, ExportContract) and (value_of(contract.number), value_of(contract.date)) == ("PO-DXB-7741", date(2026, 3, 25))


def test_a_contract_in_spanish() -> None:
    rows = ("  CONTRATO DE COMPRAVENTA INTERNACIONAL DE VEHÍCULOS", "N.o GC-RD-2607, 6 de julio de 2026", "VENDEDOR: Hebei Gangchi Automobile Trading Co., Ltd.", "COMPRADOR: Importadora Yaque S.R.L.", "TERCERO. Pago. 50 % a la firma. CUARTO. Embarque. Tianjin.", "QUINTO. Servicio posventa. El vendedor suministrará repuestos y atenderá el mantenimiento.")
    contract = only(Kind.EXPORT_CONTRACT, ExportContract, page(*rows))
    assert isinstance(contract, ExportContract) and value_of(contract.number) == "GC-RD-2607" and isinstance(contract.after_sales, Fact)


@pytest.mark.parametrize(("clause", "kind"), [("用于改装清障车，底盘含税价", Kind.PURCHASE_CONTRACT), ("出口至阿联酋，CIF迪拜", Kind.EXPORT_CONTRACT)])
def test_a_contract_of_sale_is_one_of_export_by_what_it_says(clause: str, kind: Kind) -> None:
    rows = ("      商用车买卖合同", "合同编号：QL-GD-2601-0452", "卖方：庆铃汽车股份有限公司", "买方：广东穗安道路救援装备有限公司", f"第2条 {clause}", "第6条 争议提交重庆仲裁委员会仲裁。")
    assert documents_of([page(*rows)])[0].kind in ((kind, Kind.CHASSIS_CONTRACT) if kind is Kind.PURCHASE_CONTRACT else (kind,))
