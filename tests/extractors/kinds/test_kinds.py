"""Each kind of document from hand-written pages: what is there, what is absent, and whose it is."""

import re
import textwrap
from dataclasses import replace
from datetime import date

import pytest
from written import line, page, seal

from domain.documents import Kind, NoFacts
from domain.facts import Fact, Place, Unread, value_of
from domain.geometry import Box
from domain.pages import Page
from domain.used_vehicle_papers import (
    ConformityDeclaration,
    DrivingLicence,
    Letter,
    LicenceApplication,
    MaintenanceRecord,
)
from extractors.documents import documents_of, relied_on
from extractors.finders.joining import glue_of
from extractors.kinds.letter import _completed
from extractors.kinds.outlets import outlets
from extractors.kinds.vehicles import vehicle_rows

VIN, OTHER = "LSVCY6C49MN027789", "LGWEF5A58HH002014"
MAKER = "上汽大众汽车有限公司"

LETTER = page(
    "          售后维修服务确认书",
    "致：青岛远帆汽车贸易有限公司",
    "我公司生产的下列车辆拟出口至哈萨克斯坦，我公司确认提供售后维修服务。",
    "车架号|品牌|型号|注册登记日期",
    f"{VIN}|大众牌|SVW71427AL|2025-11-20",
    "海外售后服务网点：",
    "1. 阿拉木图丝路汽车服务有限公司，地址：阿拉木图市阿拜大街12号，电话：+7 727 232 1910",
    "",
    f"||{MAKER}（盖章）",
    "||2026年2月10日",
    seals=(seal(MAKER, 0.5, 0.22),),
)


def only(kind: Kind, *pages: Page) -> object:
    (document,) = documents_of(pages)
    assert document.kind is kind
    return document.facts


def test_letter() -> None:
    letter = only(Kind.CONFIRMATION_LETTER, LETTER)
    assert isinstance(letter, Letter)
    assert value_of(letter.issuer) == MAKER and {c.value for c in letter.issuer_claims} == {MAKER}
    assert [d.value for d in letter.destinations] == ["KZ"] and not letter.regions
    assert value_of(letter.date) == date(2026, 2, 10)
    (row,) = letter.vehicles
    assert (value_of(row.vin), value_of(row.brand), value_of(row.model), value_of(row.registration_date)) == (VIN, "大众牌", "SVW71427AL", date(2025, 11, 20))
    (outlet,) = letter.outlets
    assert (value_of(outlet.provider), value_of(outlet.address), value_of(outlet.country)) == ("阿拉木图丝路汽车服务有限公司", "阿拉木图市阿拜大街12号", "KZ")
    assert letter.seals[0].by_signature


def test_a_letter_signed_by_another_company_shows_both_claims() -> None:
    rows = ("      上汽大众汽车有限公司", "      售后维修服务确认书", f"车架号 {VIN} 的车辆出口至哈萨克斯坦，提供售后维修服务。", "", "||上汽大众汽车销售有限公司（盖章）", "||2026年2月10日")
    letter = only(Kind.CONFIRMATION_LETTER, page(*rows))
    assert isinstance(letter, Letter)
    assert value_of(letter.issuer) == "上汽大众汽车销售有限公司"
    assert {c.value for c in letter.issuer_claims} == {MAKER, "上汽大众汽车销售有限公司"}


def test_an_annex_in_another_file_belongs_to_its_letter() -> None:
    annex = page("附件：车辆清单", "车架号|品牌|型号", f"{OTHER}|大众牌|SVW71526DL", file="b.jpg")
    documents = documents_of([LETTER, annex])
    assert [d.kind for d in documents] == [Kind.CONFIRMATION_LETTER]
    letter = documents[0].facts
    assert isinstance(letter, Letter) and {value_of(v.vin) for v in letter.vehicles} == {VIN, OTHER}


@pytest.mark.parametrize(
    ("text", "models"),
    [
        (f"车辆信息：大众牌，型号FV7142BBDCG，车架号{VIN}", ["FV7142BBDCG"]),
        (f"大众汽车牌SVW71516BL型轿车，车架号为{VIN}，大众汽车牌SVW6471FGD型乘用车，车架号为{OTHER}。", ["SVW71516BL", "SVW6471FGD"]),
        (f"奇瑞牌SQR6471T1D8的下列2辆车：{VIN}、{OTHER}", ["SQR6471T1D8", "SQR6471T1D8"]),
        (f"合同QDYF2026018项下的车辆，车架号{VIN}", [None]),
    ],
)  # fmt: skip
def test_models_beside_vins_in_prose(text: str, models: list[str | None]) -> None:
    assert [value_of(row.model) for row in vehicle_rows([page("售后维修服务确认书", text)])] == models


def test_an_outlet_in_china_is_not_abroad_by_its_providers_name() -> None:
    def country(address: str) -> object:
        (outlet,) = outlets([page("售后维修服务确认书", "二、服务网点", f"服务网点名称：尼日利亚售后维修中心；地址：{address}；电话：+234 800 123 4567")])
        return value_of(outlet.country)

    assert country("山东省青岛市市南区香港中路22号") is None and country("22 Allen Avenue, Ikeja") == "NG"
    for rows in (("服务网点名称||尼日利亚售后维修中心", "服务网点地址||山东省青岛市市南区香港中路22号"), ("网点名称||地址", "尼日利亚售后维修中心||山东省青岛市市南区香港中路22号")):
        assert [value_of(one.country) for one in outlets([page("售后维修服务确认书", *rows)])] == [None]


def test_conformity_declaration() -> None:
    declaration = only(
        Kind.CONFORMITY_DECLARATION,
        page(
            "   出口车辆符合出口目标市场准入标准的声明", "本公司郑重声明：出口至哈萨克斯坦的车辆符合该国准入标准，", "如有不实，愿承担法律责任。特此声明。",
            "||青岛远帆汽车贸易有限公司（盖章）", "||2026年3月1日",
        ),
    )  # fmt: skip
    assert isinstance(declaration, ConformityDeclaration)
    assert value_of(declaration.exporter) == "青岛远帆汽车贸易有限公司" and [d.value for d in declaration.destinations] == ["KZ"]


def test_driving_licence_and_maintenance_record() -> None:
    licence = only(
        Kind.DRIVING_LICENCE,
        page(
            "   中华人民共和国机动车行驶证", "号牌号码 鲁B12345|车辆类型 小型轿车", "所有人 王小明", "使用性质 非营运|品牌型号 大众牌SVW71427AL", f"车辆识别代号 {VIN}",
            "注册日期 2025-11-20|发证日期 2025-11-21",
        ),
    )  # fmt: skip
    assert isinstance(licence, DrivingLicence)
    assert value_of(licence.registration_date) == date(2025, 11, 20) and value_of(licence.model) == "SVW71427AL"
    record = only(Kind.MAINTENANCE_RECORD, page("   汽车维修电子健康档案", f"车架号：{VIN}", "送修日期|送修里程|维修项目", "2025-12-01|820|保养", "2026-01-05|1300|更换机油"))
    assert isinstance(record, MaintenanceRecord)
    assert [(value_of(e.date), value_of(e.mileage_km)) for e in record.entries] == [(date(2025, 12, 1), 820), (date(2026, 1, 5), 1300)]


def test_a_page_of_other_business_is_unknown_and_none_is_lost() -> None:
    documents = documents_of([LETTER, page("午餐菜单", "红烧肉", "青菜", file="z.jpg"), Page("blank.pdf", 1, ())])
    assert [d.kind for d in documents] == [Kind.CONFIRMATION_LETTER, Kind.UNKNOWN, Kind.UNKNOWN]


def test_every_fact_can_be_found_again_on_the_page() -> None:
    places = relied_on(documents_of([LETTER]))[("a.pdf", 1)]
    assert len(places) >= 10 and all(p.box is not None and 0 <= p.box.x0 <= p.box.x1 <= 1 for p in places)


def test_a_report_on_a_type_is_none_on_a_car() -> None:
    rows = ("      检测报告 TEST REPORT", "样品 Sample|洒水车 CLW5180GSSE6", "制造商 Manufacturer|湖北程力专用汽车有限公司", "检测依据|UN R13", "检测结论：合格")
    assert [d.kind for d in documents_of([page(*rows)])] == [Kind.TEST_REPORT]


def test_a_name_that_wraps_under_its_seal_is_whole() -> None:
    rows = ("   出口车辆符合目标市场准入标准声明", "我公司申请出口二手轿车1辆至哈萨克斯坦，", f"车架号{VIN}，符合哈萨克斯坦机动车准入标准。", "", "||企业盖章：深圳前海鲸途新能源汽车供应", "||链管理有限公司", "||日期：2026-06-01")
    declared = only(Kind.CONFORMITY_DECLARATION, page(*rows))
    assert isinstance(declared, ConformityDeclaration)
    assert value_of(declared.exporter) == "深圳前海鲸途新能源汽车供应链管理有限公司" and [(d.value, d.doubt) for d in declared.destinations] == [("KZ", None)]


FORM = ("      中华人民共和国出口许可证申请表", "1.出口商：青岛远帆汽车贸易有限公司", "6.合同号：QD-26-01|7.报关口岸：青岛海关|9.付款方式：电汇", "15.单价|USD 9,800.00|14.数量|1", "附表（二手车车辆信息）", f"1|{VIN}")


def test_an_application_is_no_contract_and_goes_on_with_no_letter() -> None:
    documents = documents_of([LETTER, page(*FORM, file="b.pdf")])
    assert [d.kind for d in documents] == [Kind.CONFIRMATION_LETTER, Kind.LICENCE_APPLICATION]
    form = documents[1].facts
    assert isinstance(form, LicenceApplication) and value_of(form.exporter) == "青岛远帆汽车贸易有限公司"
    assert documents_of([page("装箱单", "货物：二手车", file="b.pdf")])[0].facts == NoFacts("装箱单")
    assert documents_of([page("某某说明", "内容不详", file="c.pdf")])[0].facts == NoFacts(None)
    later = page("第四条 付款：定金30%，余款", "70%见提单", "第五条 售后服务：卖方质保六个月，", "供申领出口许可证", number=2)
    contract = page("    二手车销售合同", "合同号：QD-26-01", "卖方：青岛远帆汽车贸易有限公司", "买方：Nomad Auto", "付款方式：电汇，仲裁，不可抗力")
    assert [len(d.pages) for d in documents_of([contract, later])] == [2], "the end of a line is no title"


def test_outlets_in_a_list_of_names_with_brackets_and_legal_forms() -> None:
    found = outlets([page("售后维修服务确认书", "", "", "Service outlets in Mexico", "(a) Servicio Automotriz Insurgentes, S.A. de C.V., Av. Insurgentes Sur 1871, Ciudad de México. Tel. +52 55 5662 4408",
                          "(b) Toyota (Monterrey) Co., Ltd. —— Av. Eugenio Garza Sada 3431, Monterrey, Mexico，电话 +52 81 8358 2290")])  # fmt: skip
    assert [value_of(one.provider) for one in found] == ["Servicio Automotriz Insurgentes, S.A. de C.V", "Toyota (Monterrey) Co., Ltd"]
    assert [value_of(one.country) for one in found] == ["MX", "MX"]


def test_a_provider_under_a_head_nobody_knows_is_unread_and_not_missing() -> None:
    (one,) = outlets([page("售后维修服务确认书", "城市|某某主体|详细地址|电话", "埃里温|Muran Motors CJSC|埃里温市伊萨科夫大道9号|+374 10 58 00 11")])
    assert isinstance(one.provider, Unread) and value_of(one.address) == "埃里温市伊萨科夫大道9号"


def test_an_outlet_in_the_cells_of_a_form() -> None:
    (one,) = outlets([page("售后维修服务确认书", "出口目的国||哈萨克斯坦", "服务网点名称||TOO Astana Motors Service", "服务网点地址||哈萨克斯坦阿拉木图市阿拜街159号")])
    assert (value_of(one.provider), value_of(one.address), value_of(one.country)) == ("TOO Astana Motors Service", "哈萨克斯坦阿拉木图市阿拜街159号", "KZ")


VIN_C = "LVVDC21B5TD104457"


@pytest.mark.parametrize(
    ("sentence", "models"),
    [
        (f"三辆，识别代号分别为{VIN}、{OTHER}（以上两辆型号均为SQR6461T18）以及{VIN_C}（型号SQR6482F4J20），确系我公司制造。", ["SQR6461T18", "SQR6461T18", "SQR6482F4J20"]),
        (f"型号SQR6461T18的车辆{VIN}、{OTHER}，型号SQR6482F4J20的车辆{VIN_C}。", ["SQR6461T18", "SQR6461T18", "SQR6482F4J20"]),
        (f"车辆{VIN}、{OTHER}，型号分别为SQR6461T18、SQR6482F4J20。", ["SQR6461T18", "SQR6482F4J20"]),
        (f"型号为SQR6461T18和SQR6482F4J20，车架号{VIN}、{OTHER}、{VIN_C}。", [None, None, None]),
        (f"车架号{VIN}、{OTHER}的车辆，型号SQR6461T18。", ["SQR6461T18", "SQR6461T18"]),
    ],
    ids=["behind its VINs", "before its VINs", "in the same order", "nobody can tell", "one for all"],
)
def test_which_vehicle_a_model_in_a_sentence_belongs_to(sentence: str, models: list[str | None]) -> None:
    rows = textwrap.wrap(re.sub(r"(?<=[^!-~])(?=[^!-~])", " ", sentence), 66, break_long_words=False)
    rows = [re.sub(r"(?<=[^!-~]) (?=[^!-~])", "", row) for row in rows]
    assert [value_of(row.model) for row in vehicle_rows([page("售后维修服务确认书", "", "    我公司确认：", *rows)])] == models


def test_a_form_with_a_list_of_its_own_is_no_annex_of_the_letter_before_it() -> None:
    form = page(*[f"{i}.栏目：某某内容" for i in range(12)], "附表：车辆明细", f"1|{VIN}|途观牌", "申请单位：青岛远帆汽车贸易有限公司", file="b.pdf")
    annex = page("附件：车辆明细", f"1|{VIN}|途观牌", file="c.pdf")
    assert [len(d.pages) for d in documents_of([LETTER, form])] == [1, 1] and [len(d.pages) for d in documents_of([LETTER, annex])] == [2]


def test_a_country_behind_a_numbered_heading() -> None:
    letter = only(Kind.CONFIRMATION_LETTER, page(*[line.text for line in LETTER.lines[:2]], "三、输入国。乌兹别克斯坦共和国。", "我公司生产的车辆提供售后维修服务。", f"车架号：{VIN}"))
    assert isinstance(letter, Letter) and [(c.value, c.clean) for c in letter.destinations] == [("UZ", True)]


def test_a_signature_in_doubt_is_borne_out_by_the_same_name_on_the_page() -> None:
    name = "青岛远帆汽车贸易有限公司"
    sheet = page("      声明", f"我公司（{name}）承诺出口车辆符合哈萨克斯坦市场准入标准。", "特此声明。", "", f"||{name}", "||2026年1月28日")
    lines = tuple(replace(line, chars=(replace(line.chars[0], confidence=0.4), *line.chars[1:])) if line.text == name else line for line in sheet.lines)
    declaration = only(Kind.CONFORMITY_DECLARATION, replace(sheet, lines=lines))
    assert isinstance(declaration, ConformityDeclaration) and isinstance(declaration.exporter, Fact) and declaration.exporter.clean


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("保证函", "青岛远帆汽车贸易有限公司保证，此次报批出口约旦的二手车核查无误，符合约旦市场的准入标准。"),
        ("出口车辆达标说明", "现声明：车辆技术状态满足多米尼加共和国有关法规和市场准入标准，可在当地使用。"),
        ("符合性保证表", "本单位郑重声明：所列车辆均达到格鲁吉亚市场准入标准，内容属实。"),
    ],
)
def test_a_conformity_declaration_by_what_it_says(title: str, sentence: str) -> None:
    assert isinstance(only(Kind.CONFORMITY_DECLARATION, page(f"      {title}", "致：商务局", sentence, "||青岛远帆汽车贸易有限公司")), ConformityDeclaration)


def test_a_title_beside_its_translation_is_a_title() -> None:
    rows = [line.text for line in LETTER.lines if "确认书" not in line.text]
    letter = page("售后维修服务确认书||Подтверждение послепродажного обслуживания", *rows)
    assert isinstance(only(Kind.CONFIRMATION_LETTER, letter), Letter)


def test_a_label_beside_which_the_value_begins_twice_takes_the_whole_value() -> None:
    """Loose boxes overlap, and the first character of the value was read with the label as well."""
    rows = ("中华人民共和国机动车行驶证", "号牌号码 粤B6H9U8", "品牌型号 大众牌SVW7147", f"车辆识别代号 {VIN}", "使用性质 非营运", "发证日期 2026-03-17", "注册日期2")
    label = page(*rows)
    beside = line("2026-03-16", label.lines[-1].box.x1 - 0.006, label.lines[-1].box.y0)
    found = only(Kind.DRIVING_LICENCE, replace(label, lines=(*label.lines, beside)))
    assert isinstance(found, DrivingLicence) and value_of(found.registration_date) == date(2026, 3, 16)


def test_the_boxes_of_a_licence_application() -> None:
    form = only(Kind.LICENCE_APPLICATION, page(
        "     中华人民共和国出口许可证申请表", "1. 出口商||3. 出口许可证号", "Exporter||Export licence No.", "青岛远帆汽车贸易有限公司", "2. 发货人||4. 出口许可证有效截止日期",
        "Consignor", "青岛近岸汽车贸易有限公司", "5. 贸易方式||8. 进口国 (地区)", "一般贸易||哈萨克斯坦",
    ))  # fmt: skip
    assert isinstance(form, LicenceApplication)
    assert (value_of(form.exporter), value_of(form.consignor)) == ("青岛远帆汽车贸易有限公司", "青岛近岸汽车贸易有限公司")


ENGLISH = "We, SAIC Volkswagen, acknowledge that the vehicles are exported as used vehicles by Qingdao Yuanfan Co., Ltd. to the Sultanate of Oman."


def test_a_second_country_in_the_other_language_is_a_destination_too() -> None:
    letter = only(Kind.CONFIRMATION_LETTER, replace(LETTER, lines=(*LETTER.lines, *page(*[""] * 12, ENGLISH).lines)))
    assert isinstance(letter, Letter) and {d.value for d in letter.destinations} == {"KZ", "OM"}


@pytest.mark.parametrize(
    ("sentence", "codes"),
    [
        ("上述车辆与阿曼批次相同。", ["OM"]),
        ("配件经吉布提港转运。", []),
        ("地址：Av. República de Panamá 4231, Lima。", []),
        ("车辆到达哈萨克斯坦后提供服务。", []),
    ],
    ids=["a further country", "on the way", "a street", "the same"],
)
def test_countries_that_a_letter_names_besides(sentence: str, codes: list[str]) -> None:
    letter = only(Kind.CONFIRMATION_LETTER, replace(LETTER, lines=(*LETTER.lines, *page(*[""] * 12, sentence).lines)))
    assert isinstance(letter, Letter) and [c.value for c in letter.also_named] == codes


def test_a_mark_before_the_makers_name_is_no_part_of_it() -> None:
    marked = replace(LETTER, lines=(*page(f"          VOLKSWAGEN{MAKER}", top=0.02).lines, *LETTER.lines))
    letter = only(Kind.CONFIRMATION_LETTER, marked)
    assert isinstance(letter, Letter) and {claim.value for claim in letter.issuer_claims} == {MAKER}


@pytest.mark.parametrize(("end", "start"), [("科特", "迪瓦的3辆自卸汽车"), ("签署日期：", "2026年")])
def test_what_stands_between_the_lines_of_a_paragraph(end: str, start: str) -> None:
    lines = [line("申请出口的车辆共三辆，包括" + end, 0.1, 0.1), line(start, 0.1, 0.13), line("X1", 0.1, 0.16)]
    assert glue_of(lines) == (["", "", ""] if end == "科特" else [" ", "", ""])


@pytest.mark.parametrize("title", ["关于售后维修服务确认书的复函", "售后维修服务确认函复函", "关于出口车辆售后服务承诺的答复"])
def test_a_letter_that_answers_an_enquiry(title: str) -> None:
    assert [d.kind for d in documents_of([page(f"      {title}", *(line.text for line in LETTER.lines[1:]))])] == [Kind.CONFIRMATION_LETTER]


def test_a_table_with_a_vehicle_a_column() -> None:
    rows = ("项目|1号车|2号车", f"车辆识别代号（VIN）|{VIN}|{OTHER}", "厂牌/型号|大众牌 SVW71427AL|长城牌 CC6470BM20B", "初次登记日期|2025.12.18|2025.12.22", "表显里程 km|1246|983", "逐车结论|合格|合格")
    found = vehicle_rows([page(*rows)])
    assert [(value_of(row.vin), value_of(row.model), value_of(row.registration_date), value_of(row.mileage_km), value_of(row.conclusion)) for row in found] == [
        (VIN, "SVW71427AL", date(2025, 12, 18), 1246, "合格"), (OTHER, "CC6470BM20B", date(2025, 12, 22), 983, "合格"),
    ]  # fmt: skip


@pytest.mark.parametrize(("line_of_numbers", "ranges"), [(f"{VIN}至{OTHER}", 1), (f"{VIN} - 27795", 1), (f"{VIN} 4F20TC3-2218804", 0)])
def test_a_span_of_vins_is_told_by_the_sign_behind_one(line_of_numbers: str, ranges: int) -> None:
    letter = only(Kind.CONFIRMATION_LETTER, page(*(line.text for line in LETTER.lines[:3]), line_of_numbers))
    assert isinstance(letter, Letter) and len(letter.vin_ranges) == ranges


def test_models_of_vehicles_that_have_a_block_each() -> None:
    rows = ("车辆A", "代号|BJ2037Y3MX6V", f"识别号|{VIN}", "发动机|4F20TC3-2218804", "", "车辆B", "代号|BJ1037Y3MV6V", f"识别号|{OTHER}")
    assert [(value_of(row.vin), value_of(row.model)) for row in vehicle_rows([page(*rows)])] == [(VIN, "BJ2037Y3MX6V"), (OTHER, "BJ1037Y3MV6V")]
    listed = ("型号|BJ2037Y3MX6V", "型号|BJ1037Y3MV6V", f"识别号|{VIN}", f"识别号|{OTHER}")
    assert [value_of(row.model) for row in vehicle_rows([page(*listed)])] == [None, None], "which is whose is not for us"


def test_an_issuer_over_one_letter_of_which_the_reader_was_torn_is_the_one_the_letter_names_elsewhere() -> None:
    place = Place("a.jpg", 2, Box(0.6, 0.4, 0.8, 0.42))
    torn = Fact("比正迪汽车工业有限公司", "比正迪汽车工业有限公司", place, "ocr:test", 0.5, "low-confidence", ("ocr:test",), (("比亚迪汽车工业有限公司", 0.73),))
    named = Fact("比亚迪汽车工业有限公司", "比亚迪汽车工业有限公司", replace(place, page=1), "ocr:test", 0.99, None, ("ocr:test",), ())
    assert [(claim.value, claim.clean) for claim in _completed([named, torn], [])] == [("比亚迪汽车工业有限公司", True)] * 2
    for other in (replace(torn, doubt=None), replace(torn, doubt="text-layer-contradicts-picture"), replace(torn, rivals=((named.value, 0.02),)), replace(torn, rivals=(*torn.rivals, ("此正迪汽车工业有限公司", 0.6)))):
        assert _completed([named, other], [])[1] == other  # read surely, or in doubt for another reason
    assert _completed([torn], [named]) == [torn]  # named, but not as the issuer
