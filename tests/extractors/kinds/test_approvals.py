"""Parameter sheets, certificates, reports, statements and letters of authorisation in the layouts they come in."""

from __future__ import annotations

from datetime import date

import pytest
from laid import BUILDER, CHASSIS, CHASSIS_MAKER, EXPORTER, MODEL, VIN, kinds, laid, only
from written import seal

from domain.documents import Kind
from domain.facts import UNLABELLED, Absent, Fact, Unread, value_of
from domain.modified_vehicle_papers import (
    AccessCertificate,
    AnnouncementSheet,
    AuthorisationLetter,
    CccCertificate,
    CertificateOfConformity,
    NoRequirementStatement,
    TestReport,
)
from domain.pages import Page
from extractors.documents import documents_of

FOUR = (0.06, 0.26, 0.54, 0.74)
TWO = (0.08, 0.40)

SHEETS = {
    "four columns": laid(
        "|  道路机动车辆生产企业及产品公告 参数表", "产品商标|程力牌|产品型号|" + MODEL, "产品名称|洒水车|目录序号|(十七)244", f"企业名称|{BUILDER}", "注册地址|湖北省随州市", "外形尺寸|8500×2500×3100|总质量|18000",
        f"底盘型号|{CHASSIS}|底盘生产企业|{CHASSIS_MAKER}", "轴距|4500|接近角/离去角|18/12", "最高车速|90|额定载客|", "前悬/后悬|1250/2300|反光标识生产企业|某公司", columns=FOUR),
    "label: value": laid(
        "|公告参数表", f"产品型号：{MODEL}", "产品名称：洒水车", "产品商标：程力牌", f"企业名称：{BUILDER}", "目录序号：(十七)244", f"底盘型号：{CHASSIS}", f"底盘企业：{CHASSIS_MAKER}", "外形尺寸：8500×2500×3100",
        "轴距：4500", "接近角/离去角：18/12", "总质量：18000", "反光标识生产企业：某公司"),
    "two columns": laid(
        "|车辆产品参数", f"企业名称|{BUILDER}", "产品商标|程力牌", f"产品型号|{MODEL}", "产品名称|洒水车", "目录序号|(十七)244", f"底盘型号|{CHASSIS}", f"底盘生产企业|{CHASSIS_MAKER}", "外形尺寸|8500×2500×3100",
        "轴距|4500", "最高车速|90", "接近角/离去角|18/12", columns=TWO),
}  # fmt: skip


@pytest.mark.parametrize("page", SHEETS.values(), ids=SHEETS.keys())
def test_parameter_sheet(page: Page) -> None:
    sheet = only(Kind.ANNOUNCEMENT_SHEET, AnnouncementSheet, page)
    assert (value_of(sheet.model), value_of(sheet.name), value_of(sheet.company), value_of(sheet.brand)) == (MODEL, "洒水车", BUILDER, "程力牌")
    assert [m.value for m in sheet.chassis_models] == [CHASSIS] and CHASSIS_MAKER in {m.value for m in sheet.chassis_makers}


def test_a_sheet_lists_several_chassis_in_one_cell() -> None:
    page = laid("|公告参数表", f"产品型号：{MODEL}", "产品名称：洒水车", "产品商标：程力牌", f"企业名称：{BUILDER}", f"底盘型号：{CHASSIS} DFH1180EX8", "外形尺寸：8500×2500×3100", "轴距：4500", "接近角/离去角：18/12",
                "总质量：18000")  # fmt: skip
    sheet = only(Kind.ANNOUNCEMENT_SHEET, AnnouncementSheet, page)
    assert {m.value for m in sheet.chassis_models} == {CHASSIS, "DFH1180EX8"}


def test_sheets_of_two_models_in_one_file_are_two_documents() -> None:
    def sheet(model: str, number: int) -> Page:
        return laid("|车辆技术参数表", "产品商标|程力牌", f"产品型号|{model}", "产品名称|洒水车", f"企业名称|{BUILDER}", f"底盘型号|{CHASSIS}", "外形尺寸|8500×2500×3100", "轴距|4500", columns=TWO, number=number)

    documents = documents_of([sheet(MODEL, 1), sheet("CLW5070XXYE6", 2)])
    assert [value_of(d.facts.model) for d in documents if isinstance(d.facts, AnnouncementSheet)] == [MODEL, "CLW5070XXYE6"]


CCC_NUMBER = "2024011101654321"
CCC = {
    "label: value": laid(
        "|  中国国家强制性产品认证证书", f"证书编号：{CCC_NUMBER}", f"委托人名称：{BUILDER}", f"生产者（制造商）名称：{BUILDER}", f"生产企业名称：{BUILDER}", f"产品名称和系列、规格、型号：洒水车 {MODEL}",
        "产品标准和技术要求：GB 7258-2017", "认证模式：型式试验+获证后监督", "发证日期：2024年05月01日|||有效期至：2029年04月30日"),
    "columns": laid(
        "|强制性产品认证证书", f"证书编号|{CCC_NUMBER}", f"认证委托人|{BUILDER}", f"制造商|{BUILDER}", f"生产企业|{BUILDER}", "产品名称|洒水车", f"规格、型号|{MODEL}", "认证实施规则|CNCA-C11-01", "发证日期|2024-05-01",
        "有效期至|2029-04-30", columns=TWO),
    "bilingual": laid(
        "|CERTIFICATE FOR CHINA COMPULSORY PRODUCT CERTIFICATION", f"证书编号 Certificate No.：{CCC_NUMBER}", f"认证委托人 Applicant：{BUILDER}", f"生产者 Manufacturer：{BUILDER}", f"生产企业 Factory：{BUILDER}",
        f"产品名称 Product：洒水车 {MODEL}", "发证日期 Date of issue：2024-05-01", "有效期 Valid until：2024-05-01 至 2029-04-30"),
}  # fmt: skip


@pytest.mark.parametrize("page", CCC.values(), ids=CCC.keys())
def test_ccc_certificate(page: Page) -> None:
    ccc = only(Kind.CCC_CERTIFICATE, CccCertificate, page)
    assert (value_of(ccc.number), value_of(ccc.holder), value_of(ccc.manufacturer), value_of(ccc.name)) == (CCC_NUMBER, BUILDER, BUILDER, "洒水车")
    assert (value_of(ccc.issue_date), value_of(ccc.expiry)) == (date(2024, 5, 1), date(2029, 4, 30))
    assert [m.value for m in ccc.models] == [MODEL] and isinstance(ccc.voided, Absent)


@pytest.mark.parametrize("word", ["暂停", "已失效", "撤销", "作废"])
def test_a_certificate_that_says_it_is_void(word: str) -> None:
    page = laid("|中国国家强制性产品认证证书", f"证书编号：{CCC_NUMBER}", f"证书状态：{word}", f"委托人名称：{BUILDER}", "产品名称：洒水车", "有效期至：2029-04-30")
    assert value_of(only(Kind.CCC_CERTIFICATE, CccCertificate, page).voided) == word


def test_names_over_addresses_under_one_label_of_a_ccc_certificate() -> None:
    page = laid(
        "|中国国家强制性产品认证证书", f"证书编号：{CCC_NUMBER}", "认证委托人名称及地址", BUILDER, "湖北省随州市曾都区交通大道6号",
        "产品生产者（制造商）名称及地址", BUILDER, "湖北省随州市曾都区交通大道6号", "产品名称：洒水车", "有效期至：2029-04-30",
    )  # fmt: skip
    ccc = only(Kind.CCC_CERTIFICATE, CccCertificate, page)
    assert (value_of(ccc.holder), value_of(ccc.manufacturer)) == (BUILDER, BUILDER)


def test_a_ccc_number_of_the_wrong_length_is_given_as_read() -> None:
    page = laid("|中国国家强制性产品认证证书", "证书编号：20240111016543", f"委托人名称：{BUILDER}", "产品名称：洒水车", "有效期至：2029-04-30")
    assert value_of(only(Kind.CCC_CERTIFICATE, CccCertificate, page).number) == "20240111016543"


def test_an_annex_goes_with_its_certificate() -> None:
    annex = laid("证书附件", f"证书编号：{CCC_NUMBER}", f"型号：{MODEL} CLW5180GSSE6A", number=2)
    (document,) = documents_of([CCC["label: value"], annex])
    assert document.kind is Kind.CCC_CERTIFICATE and isinstance(document.facts, CccCertificate)
    assert {m.value for m in document.facts.models} == {MODEL, "CLW5180GSSE6A"}


ACCESS = {
    "vehicle type approval of the union": (laid(
        "ОДОБРЕНИЕ ТИПА ТРАНСПОРТНОГО СРЕДСТВА", "№ TC RU E-CN.АЯ04.00123", "ТР ТС 018/2011", "Заявитель: CHENGLI SPECIAL AUTOMOBILE CO., LTD", "Изготовитель: CHENGLI SPECIAL AUTOMOBILE CO., LTD",
        f"Тип: {MODEL}", "Категория: N2", "Марка: CHENGLI", "Срок действия: 09.01.2028"), set(), {"EAEU"}),
    "type approval in English": (laid(
        "TYPE APPROVAL CERTIFICATE", "Approval number: KZ-7-2025-01", "Country: Kazakhstan", "Manufacturer: Chengli Special Automobile Co., Ltd.", f"Vehicle type: {MODEL}", "Date of issue: 10 January 2025",
        "Valid until: 9 January 2027", "Issuing authority: Committee for Technical Regulation"), {"KZ"}, set()),
    "Gulf certificate": (laid(
        "GSO CERTIFICATE OF CONFORMITY", "Certificate No: G-0012345", "Manufacturer: Chengli Special Automobile Co., Ltd.", f"Model: {MODEL}", "Date of issue: 2025-01-10", "Expiry date: 2027-01-09",
        "Gulf Cooperation Council Standardization Organization"), set(), {"GSO"}),
    "in Chinese": (laid(
        "|目的国准入证书", "证书编号：KZ-7-2025-01", "目的国：哈萨克斯坦", f"持有人：{BUILDER}", f"车辆型号：{MODEL}", "发证日期：2025-01-10", "有效期至：2027-01-09", "发证机构：技术监督委员会"), {"KZ"}, set()),
}  # fmt: skip


@pytest.mark.parametrize(("page", "countries", "unions"), ACCESS.values(), ids=ACCESS.keys())
def test_access_certificate(page: Page, countries: set[str], unions: set[str]) -> None:
    certificate = only(Kind.ACCESS_CERTIFICATE, AccessCertificate, page)
    assert MODEL in {m.value for m in certificate.models}
    assert {d.value for d in certificate.destinations} >= countries and {u.value for u in certificate.unions} == unions
    assert not {d.value for d in certificate.destinations} - countries - {"RU"}
    if "Срок" not in "".join(line.text for line in page.lines):
        assert value_of(certificate.expiry) == date(2027, 1, 9)


def test_the_latest_of_several_dates_stands_for_an_end_that_no_label_names() -> None:
    rows = ("TYPE APPROVAL CERTIFICATE", "Approval number: KZ-7-2025-01", "Country: Kazakhstan", "Manufacturer: Chengli Special Automobile Co., Ltd.", f"Vehicle type: {MODEL}", "Date of issue: 10 January 2025")
    end = only(Kind.ACCESS_CERTIFICATE, AccessCertificate, laid(*rows, "Entered 13.01.2025 / 19.01.2027")).expiry
    assert isinstance(end, Fact) and (end.value, end.doubt) == (date(2027, 1, 19), UNLABELLED)
    assert isinstance(only(Kind.ACCESS_CERTIFICATE, AccessCertificate, laid(*rows)).expiry, Absent)
    assert isinstance(only(Kind.ACCESS_CERTIFICATE, AccessCertificate, laid(*rows, "Date of inspection: 2 January 2025", "Issued at Shanghai, 8 April 2026")).expiry, Absent)


@pytest.mark.parametrize(
    ("period", "end", "doubt"),
    [("有效期：2025.11.03|2028.11.02", date(2028, 11, 2), None), ("有效期：自2025.11.03起至2028.11.02止", date(2028, 11, 2), None), ("有效期：自2025.11.03", date(2025, 11, 3), "several-dates"),
     ("Date of issue / Valid until 签发/有效||2026-06-25/2027-06-24", date(2027, 6, 24), None)],
)  # fmt: skip
def test_a_period_whose_days_stand_apart(period: str, end: date, doubt: str | None) -> None:
    rows = ("TYPE APPROVAL CERTIFICATE", "Approval number: KZ-7-2025-01", "Country: Kazakhstan", "Manufacturer: Chengli Special Automobile Co., Ltd.", f"Vehicle type: {MODEL}", period)
    found = only(Kind.ACCESS_CERTIFICATE, AccessCertificate, laid(*rows, columns=(0.05, 0.45, 0.6))).expiry
    assert isinstance(found, Fact) and (found.value, found.doubt) == (end, doubt)


def test_a_report_may_judge_in_the_cell_round_its_label() -> None:
    rows = ("|型式试验报告", f"样品型号：{MODEL}", "样品名称：洒水车", f"委托单位：{BUILDER}", "检验类别：型式检验", "检验依据：GB 7258", "|经检验，所检项目均符合标准要求，判定该样品合格。", "检验结论")
    assert "合格" in str(value_of(only(Kind.TEST_REPORT, TestReport, laid(*rows)).conclusion))


REPORTS = {
    "label: value": laid(
        "|检验报告", "报告编号：T-2025-77", "样品名称：洒水车", f"样品型号：{MODEL}", f"委托单位：{BUILDER}", "检验类别：型式检验", "检验依据：GB 7258-2017", "检验项目：制动、灯光", "检验结论：合格", "批准：张三|||签发日期：2025-06-01"),
    "columns": laid(
        "|强制性检验报告", f"产品型号|{MODEL}", "产品名称|洒水车", f"生产企业|{BUILDER}", f"委托单位|{BUILDER}", "检验类别|强制性检验", "检验依据|GB 1589", "检验结论|合格", "检验日期|2025年6月1日", "审核|李四", columns=TWO),
    "english": laid(
        "TYPE TEST REPORT", f"Sample: {MODEL}", f"Model: {MODEL}", "Manufacturer: Chengli Special Automobile Co., Ltd.", "Test standard: GB 7258", "Test items: braking", "Conclusion: Pass", "Date of issue: 2025-06-01",
        "Tested by: Li"),
}  # fmt: skip


@pytest.mark.parametrize("page", REPORTS.values(), ids=REPORTS.keys())
def test_test_report(page: Page) -> None:
    report = only(Kind.TEST_REPORT, TestReport, page)
    assert MODEL in {m.value for m in report.models} and value_of(report.date) == date(2025, 6, 1)
    assert isinstance(report.conclusion, Fact) and report.conclusion.value.lower() in ("合格", "pass")


@pytest.mark.parametrize(("text", "conclusion"), [("检验结论：不合格", "不合格"), ("检验结论：□合格 ☑不合格", "不合格"), ("检验结论：☑合格 □不合格", "合格")])
def test_conclusions_of_test_reports(text: str, conclusion: str) -> None:
    page = laid("|型式试验报告", f"样品型号：{MODEL}", "样品名称：洒水车", f"委托单位：{BUILDER}", "检验类别：型式检验", "检验依据：GB 7258", text)
    assert value_of(only(Kind.TEST_REPORT, TestReport, page).conclusion) == conclusion


def test_the_inspection_of_one_used_vehicle_is_no_test_of_a_model() -> None:
    page = laid("|二手车检测报告", f"车架号：{VIN}", "检测依据：WM/T 8-2022", "表显里程：1200公里", "检测结论：合格", "检测机构：某检测有限公司", f"委托单位：{EXPORTER}")
    assert kinds(documents_of([page])) == [Kind.INSPECTION_REPORT]


STATEMENTS = {
    "titled": laid(
        "||无准入要求情况说明", f"我公司出口至哈萨克斯坦的{MODEL}洒水车，", "哈萨克斯坦对该类车辆无强制性认证要求。", "特此说明，如有不实，愿承担法律责任。", f"||||{EXPORTER}（盖章）", "||||2026年2月20日",
        seals=(seal(EXPORTER, 0.55, 0.16),)),
    "by its words": laid(
        "||声明", "致：青岛市商务局", f"本公司郑重声明：拟出口至哈萨克斯坦的{MODEL}洒水车，进口国暂无准入认证要求，", "无需提交目的国准入证明。特此声明，愿承担法律责任。", "", f"||||{EXPORTER}（盖章）",
        "||||2026年2月20日", seals=(seal(EXPORTER, 0.55, 0.18),)),
}  # fmt: skip


@pytest.mark.parametrize("page", STATEMENTS.values(), ids=STATEMENTS.keys())
def test_no_requirement_statement(page: Page) -> None:
    statement = only(Kind.NO_REQUIREMENT_STATEMENT, NoRequirementStatement, page)
    assert value_of(statement.exporter) == EXPORTER and {d.value for d in statement.destinations} == {"KZ"}
    assert [m.value for m in statement.models] == [MODEL] and value_of(statement.date) == date(2026, 2, 20)
    assert [s.seal.text for s in statement.seals] == [EXPORTER]


def test_a_declaration_of_conformity_is_no_statement_that_nothing_is_asked_for() -> None:
    page = laid("|出口车辆符合出口目标市场准入标准的声明", "本公司郑重声明：出口至哈萨克斯坦的车辆符合该国准入标准，", "如有不实，愿承担法律责任。特此声明。", f"||||{EXPORTER}（盖章）", "||||2026年3月1日")
    assert kinds(documents_of([page])) == [Kind.CONFORMITY_DECLARATION]


AUTHORISATIONS = {
    "prose": laid(
        "||出口授权书", f"兹授权{EXPORTER}为我公司改装车产品的出口企业，", f"出口我公司生产的{MODEL}洒水车至哈萨克斯坦。", "授权期限：2026年1月5日至2026年12月31日", "", f"||||{BUILDER}（盖章）", "||||2026年1月5日",
        seals=(seal(BUILDER, 0.55, 0.18),)),
    "form": laid(
        "||授权委托书", f"授权人：{BUILDER}", f"被授权人：{EXPORTER}", f"授权范围：出口{MODEL}洒水车", "有效期至：2026-12-31", "", f"||||{BUILDER}（盖章）", "||||2026年1月5日", seals=(seal(BUILDER, 0.55, 0.18),)),
}  # fmt: skip


@pytest.mark.parametrize("page", AUTHORISATIONS.values(), ids=AUTHORISATIONS.keys())
def test_authorisation_letter(page: Page) -> None:
    letter = only(Kind.AUTHORISATION_LETTER, AuthorisationLetter, page)
    assert (value_of(letter.manufacturer), value_of(letter.exporter)) == (BUILDER, EXPORTER)
    assert (value_of(letter.until), value_of(letter.date)) == (date(2026, 12, 31), date(2026, 1, 5))
    assert [m.value for m in letter.models] == [MODEL] and len(letter.seals) == 1


def test_a_sales_company_that_authorises_is_said_to_be_the_one() -> None:
    sales = "湖北程力专用汽车销售有限公司"
    page = laid("||授权书", f"兹授权{EXPORTER}出口我公司销售的{MODEL}洒水车。", "授权期限至：2026年12月31日", "", f"||||{sales}（盖章）", "||||2026年1月5日")
    letter = only(Kind.AUTHORISATION_LETTER, AuthorisationLetter, page)
    assert value_of(letter.manufacturer) == sales


FACTORY = {
    "whole vehicle": laid(
        "|机动车整车出厂合格证", "合格证编号：WEQ010203040506|||发证日期：2025年11月01日", f"车辆制造企业名称：{BUILDER}", f"车辆品牌/车辆名称：程力牌/洒水车|||车辆型号：{MODEL}", f"车辆识别代号/车架号：{VIN}",
        f"底盘型号/底盘ID：{CHASSIS}", "车身颜色：白|||燃料种类：柴油", "排放标准：GB17691-2018国VI", "载质量利用系数：1.0"),
    "columns": laid(
        "|机动车整车出厂合格证", "合格证编号|WEQ010203040506", "发证日期|2025-11-01", f"车辆制造企业名称|{BUILDER}", f"车辆型号|{MODEL}", f"车辆识别代号/车架号|{VIN}", f"底盘型号|{CHASSIS}", "车身颜色|白",
        "最高设计车速|90", "轴荷|6000/12000", columns=TWO),
}  # fmt: skip


@pytest.mark.parametrize("page", FACTORY.values(), ids=FACTORY.keys())
def test_factory_certificate(page: Page) -> None:
    certificate = only(Kind.CERTIFICATE_OF_CONFORMITY, CertificateOfConformity, page)
    assert (value_of(certificate.number), value_of(certificate.vin), value_of(certificate.model)) == ("WEQ010203040506", VIN, MODEL)
    assert (value_of(certificate.manufacturer), value_of(certificate.date)) == (BUILDER, date(2025, 11, 1))


@pytest.mark.parametrize("page", [*SHEETS.values(), *CCC.values(), *REPORTS.values()])
def test_faint_print_is_never_clean(page: Page) -> None:
    """The same page read at low confidence: nothing on it is certain."""
    from dataclasses import fields, replace

    dim = replace(page, lines=tuple(replace(ln, confidence=0.3, chars=tuple(replace(c, confidence=0.3) for c in ln.chars)) for ln in page.lines))
    for document in documents_of([dim]):
        for field in fields(document.facts):
            read = getattr(document.facts, field.name)
            assert isinstance(read, Absent | Unread | tuple) or not read.clean or field.name in ("voided",), field.name


def test_a_certificate_that_names_product_model_and_brand_under_one_label() -> None:
    rows = ("中国国家强制性", "产品认证证书", "证书编号：2025181101004417", "申请人名称及地址", "湖北程力专用汽车有限公司 湖北省随州市", "产品名称和型号、规格、商标", f"洒水车 {MODEL} 程力牌", "认证模式 型式试验+工厂检查", "颁证日期2025-04-18|有效日期至2030-04-17")
    certificate = only(Kind.CCC_CERTIFICATE, CccCertificate, laid(*rows))
    assert (value_of(certificate.name), value_of(certificate.expiry)) == ("洒水车", date(2030, 4, 17))


def test_an_authorisation_addressed_to_the_exporter() -> None:
    rows = ("|出口授权书", f"{EXPORTER}：", f"兹授权贵公司作为我公司洒水车（型号{MODEL}）的出口经营企业，授权期限至2027年2月28日止。", f"|授权单位：{BUILDER}", "|2026年3月1日")
    letter = only(Kind.AUTHORISATION_LETTER, AuthorisationLetter, laid(*rows))
    assert (value_of(letter.exporter), value_of(letter.manufacturer)) == (EXPORTER, BUILDER)


def test_whom_a_sentence_authorises_whatever_its_verb_stands_behind() -> None:
    found = only(Kind.AUTHORISATION_LETTER, AuthorisationLetter, laid(
        "|授权委托书", "致：商务主管部门", f"我公司作为生产企业，同意并授权{EXPORTER}出口我公司生产的{MODEL}型洒水车。", f"|{BUILDER}", "|2026年9月18日",
    ))  # fmt: skip
    assert value_of(found.exporter) == EXPORTER


def test_the_makers_address_is_no_product() -> None:
    certificate = only(Kind.CCC_CERTIFICATE, CccCertificate, laid(
        "|中国国家强制性产品认证证书", "证书编号：2024011101652187", "委托人名称、地址：|湖北程力专用汽车有限公司", "|湖北省随州市曾都区南郊程力汽车工业园", "产品名称和系列、规格、型号：|压缩式垃圾车",
        f"|程力牌{MODEL}", "认证模式：型式试验", "有效期至：2029年06月17日", columns=(0.1, 0.4),
    ))  # fmt: skip
    assert value_of(certificate.name) == "压缩式垃圾车"


def test_a_product_for_roads_is_one() -> None:
    rows = ("|强制性产品认证证书", "证书编号：2024011101652187", "产品名称：路面养护车", f"规格型号：{MODEL}", "认证模式：型式试验", "委托人：某公司")
    assert value_of(only(Kind.CCC_CERTIFICATE, CccCertificate, laid(*rows)).name) == "路面养护车"


@pytest.mark.parametrize(("confidence", "clean"), [(0.5, True), (0.35, False)])
def test_a_listed_product_name_is_doubted_less(confidence: float, clean: bool) -> None:
    certificate = only(Kind.CCC_CERTIFICATE, CccCertificate, laid("|强制性产品认证证书", "证书编号：2024011101652187", "产品名称：洒水车", f"规格型号：{MODEL}", "认证模式：型式试验", "委托人：某公司", confidence=confidence))
    assert isinstance(certificate.name, Fact) and certificate.name.clean is clean


LATIN = {
    "es": ("CERTIFICADO DE CONFORMIDAD DE PRODUCTO", "Certificado No. 2608-V-31077", "País de destino: México", f"Modelo: {MODEL}", "Vigencia: desde el 4 de mayo de 2026 hasta el 9 de enero de 2027", "Titular: Andes Móvil S.A.C."),
    "fr": ("CERTIFICAT DE CONFORMITÉ", "Certificat n° 2608-V-31077", "Pays de destination : Mexique", f"Modèle: {MODEL}", "Valable jusqu'au 9 janvier 2027", "Titulaire: Maroc Véhicules SARL"),
}  # fmt: skip


@pytest.mark.parametrize("rows", LATIN.values(), ids=LATIN.keys())
def test_access_certificates_in_the_languages_of_destinations(rows: tuple[str, ...]) -> None:
    certificate = only(Kind.ACCESS_CERTIFICATE, AccessCertificate, laid(*rows))
    assert [(d.value, d.clean) for d in certificate.destinations] == [("MX", True)]
    assert isinstance(certificate.expiry, Fact) and (certificate.expiry.value, certificate.expiry.doubt) == (date(2027, 1, 9), None)


@pytest.mark.parametrize(
    ("title", "verdict"),
    [("ПРОТОКОЛ ИСПЫТАНИЙ № 0412-26/031", "Заключение: образец соответствует требованиям"), ("IIPOTOKOI ИСПЫТАНИЙ N 0412-II-26/031", "Заключение: образец не соответствует требованиям"),
     ("INFORME DE ENSAYO N.° CIDATT-IE-2026-0339", "Conclusión: el vehículo ensayado cumple los requisitos"), ("TEST REPORT No. MVIS-TR-26-0447", "Overall: PASSED"),
     ("TEST REPORT", "Conclusion: The tested samples comply.")],
)  # fmt: skip
def test_test_reports_of_destinations(title: str, verdict: str) -> None:
    report = only(Kind.TEST_REPORT, TestReport, laid(title, f"Model: {MODEL}", "Applicant: Chengli Special Automobile Co., Ltd.", "Test standard: UN R13", verdict))
    assert isinstance(report.conclusion, Fact) and verdict.partition(": ")[2].rstrip(".") == report.conclusion.value.rstrip(".")


@pytest.mark.parametrize(
    ("item", "doubt"),
    [("Smoke||37 %||FAIL", "item-failed"), ("Smoke||37 % FAIL", "item-failed"), ("Дымность||37 %||не соответствует", "item-failed"), ("Humo||37 %||No cumple", "item-failed"),
     ("烟度||37%||不合格", "item-failed"), ("Smoke||7 %||PASS", None), ("Item||Pass|Fail", None)],
)  # fmt: skip
def test_an_item_that_failed_puts_the_conclusion_in_doubt(item: str, doubt: str | None) -> None:
    report = only(Kind.TEST_REPORT, TestReport, laid("TEST REPORT", f"Model: {MODEL}", "Applicant: Chengli Special Automobile Co., Ltd.", "Test standard: UN R24", item, "Overall: PASSED"))
    assert isinstance(report.conclusion, Fact) and (report.conclusion.value, report.conclusion.doubt) == ("PASSED", doubt)


def test_an_authorisation_that_certifies_what_was_granted() -> None:
    page = laid("||出口授权书", f"兹证明：{EXPORTER}（地址：上海市浦东新区张杨路2899号，统一社会信用代码91310115MA1HB6YQ3T）为我公司授权的出口经营企业，有权出口下列产品：", f"{MODEL}", f"||授权人：{BUILDER}", "||2026年4月20日")
    assert value_of(only(Kind.AUTHORISATION_LETTER, AuthorisationLetter, page).exporter) == EXPORTER


def test_a_product_before_the_label_of_its_model() -> None:
    page = laid("|中国国家强制性产品认证证书", "证书编号：2025011101712208", "产品名称和系列、规格、型号", f"排水抢险车型号 {MODEL}", "发证日期：2025年02月17日", f"生产者（制造商）：{BUILDER}", f"委托人名称：{BUILDER}")
    assert value_of(only(Kind.CCC_CERTIFICATE, CccCertificate, page).name) == "排水抢险车"
