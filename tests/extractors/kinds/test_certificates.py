"""Registration certificates from hand-written pages: their parts, the register's entries, and whose page is whose."""

from __future__ import annotations

from datetime import date

import pytest
from laid import only
from written import page

from domain.documents import Kind
from domain.facts import Absent, Fact, Unread, value_of
from domain.used_vehicle_papers import RegistrationCertificate
from extractors.documents import documents_of

VIN, OTHER = "LSVCY6C49MN027789", "LGWEF5A58HH002014"
MAKER = "上汽大众汽车有限公司"

SUMMARY = (
    "        机动车登记证书",
    "注册登记摘要信息栏",
    "1.机动车所有人/身份证明名称/号码|| 王小明/居民身份证/370200199001011234",
    "2.登记机关|青岛市公安局交警支队车辆管理所|3.登记日期|2025-11-20",
    "4.机动车登记编号|鲁B12345",
)
HEADING = " " * 30 + "注册登记摘要信息栏"
VEHICLE = (
    "注册登记机动车信息栏",
    "5.车辆类型|小型轿车|6.车辆品牌|大众牌",
    "7.车辆型号|SVW71427AL|8.车身颜色|黑",
    f"9.车辆识别代号/车架号|{VIN}|10.国产/进口|国产",
    "13.燃料种类|汽油|16.转向形式|方向盘",
    f"15.制造厂名称|{MAKER}|19.轮胎规格|205/55R16",
    "30.使用性质|非营运|32.车辆出厂日期|2025-10-30",
    "31.车辆获得方式|购买|34.发证日期|2025-11-21",
)
REGISTER = (
    "登记栏",
    "转移登记",
    "现机动车所有人：青岛远帆汽车贸易有限公司",
    "转移登记日期：2026-01-15",
    "备注：转让待出口",
)


def test_registration_certificate_over_three_photos() -> None:
    photos = [page(*REGISTER, file="c.jpg"), page(*SUMMARY, file="a.jpg"), page(*VEHICLE, file="b.jpg")]
    certificate = only(Kind.REGISTRATION_CERTIFICATE, RegistrationCertificate, *photos[1:], photos[0])
    assert isinstance(certificate, RegistrationCertificate)
    assert value_of(certificate.vin) == VIN and value_of(certificate.manufacturer) == MAKER
    assert value_of(certificate.registration_date) == date(2025, 11, 20)
    assert value_of(certificate.issue_date) == date(2025, 11, 21) and value_of(certificate.manufacture_date) == date(2025, 10, 30)
    assert value_of(certificate.owner) == "青岛远帆汽车贸易有限公司"
    assert value_of(certificate.export_annotation) == "转让待出口" and value_of(certificate.export_date) == date(2026, 1, 15)
    assert set(certificate.sections) == {"summary", "vehicle", "entries"}


@pytest.mark.parametrize("label", ["3.登记日", ""])
def test_the_first_blocks_day_is_known_where_its_narrow_label_was_lost(label: str) -> None:
    block = (SUMMARY[0], HEADING, SUMMARY[2], f"2.登记机关|{label}|2025-11-20|4.机动车")
    transfers = ("转移登记摘要信息栏", "II|机动车所有人|青岛远帆汽车贸易有限公司", "登记机关|青岛市公安局|登记日期|2026-01-15")
    certificate = only(Kind.REGISTRATION_CERTIFICATE, RegistrationCertificate, page(*block, *transfers), page(*VEHICLE, number=2), page(*REGISTER, number=3))
    assert isinstance(certificate, RegistrationCertificate) and value_of(certificate.registration_date) == date(2025, 11, 20)


def test_of_two_days_in_the_first_block_none_is_guessed() -> None:
    block = (SUMMARY[0], HEADING, SUMMARY[2], "2.登记机关|2025-11-20|2025-11-21")
    transfers = ("转移登记摘要信息栏", "II|机动车所有人|青岛远帆汽车贸易有限公司")
    certificate = only(Kind.REGISTRATION_CERTIFICATE, RegistrationCertificate, page(*block, *transfers), page(*VEHICLE, number=2), page(*REGISTER, number=3))
    assert isinstance(certificate, RegistrationCertificate) and not isinstance(certificate.registration_date, Fact)


def test_transfers_that_begin_with_their_days_are_entries_of_their_own() -> None:
    rows = ("登记栏", "2026-03-02 转移登记 原所有人：王小明", "现所有人：宁波车满仓二手车经销有限公司", "2026-04-20 转移登记 现所有人：青岛远帆汽车贸易有限公司",
            "签注：转让登记待出口 临牌号码：浙B·临K2083", "临时行驶车号牌有效期至2026-06-18")  # fmt: skip
    certificate = only(Kind.REGISTRATION_CERTIFICATE, RegistrationCertificate, page(*SUMMARY, *VEHICLE), page(*rows, number=2))
    assert isinstance(certificate, RegistrationCertificate) and value_of(certificate.owner) == "青岛远帆汽车贸易有限公司"
    assert [value_of(entry.date) for entry in certificate.entries][:2] == [date(2026, 3, 2), date(2026, 4, 20)]
    assert value_of(certificate.export_date) == date(2026, 4, 20)


def test_a_certificate_without_annotation_says_absent() -> None:
    certificate = only(Kind.REGISTRATION_CERTIFICATE, RegistrationCertificate, page(*SUMMARY, *VEHICLE), page(*REGISTER[:-1], number=2))
    assert isinstance(certificate, RegistrationCertificate) and isinstance(certificate.export_annotation, Absent)


def test_mortgage_and_release_are_entries_of_their_own() -> None:
    rows = ("登记栏", "抵押登记", "抵押权人：中国银行股份有限公司", "抵押登记日期：2025-11-21", "解除抵押登记", "解除抵押日期：2026-01-02", "转让登记待出口 2026-01-15")
    certificate = only(Kind.REGISTRATION_CERTIFICATE, RegistrationCertificate, page(*SUMMARY, *VEHICLE), page(*rows, number=2))
    assert isinstance(certificate, RegistrationCertificate)
    assert [(e.what.value, value_of(e.date)) for e in certificate.entries] == [
        ("mortgage", date(2025, 11, 21)), ("mortgage_release", date(2026, 1, 2)), ("export_transfer", date(2026, 1, 15)),
    ]  # fmt: skip


def test_what_a_transfer_is_for_may_stand_under_its_heading() -> None:
    rows = ("登记栏", "转让登记", "现机动车所有人：青岛远帆汽车贸易有限公司", "身份证明名称/号码：统一社会信用代码/91370202MA3XYZXY2K", "登记日期：2026-01-15", "登记事项：转让待出口",
            "抵押登记", "抵押权人：中国银行股份有限公司", "抵押登记日期：2026-01-16")  # fmt: skip
    certificate = only(Kind.REGISTRATION_CERTIFICATE, RegistrationCertificate, page(*SUMMARY, *VEHICLE), page(*rows, number=2))
    assert isinstance(certificate, RegistrationCertificate)
    assert [(e.what.value, value_of(e.date)) for e in certificate.entries] == [("export_transfer", date(2026, 1, 15)), ("mortgage", date(2026, 1, 16))]
    assert value_of(certificate.export_date) == date(2026, 1, 15) and value_of(certificate.entries[0].owner) == "青岛远帆汽车贸易有限公司"


def test_two_certificates_in_one_file_stay_apart() -> None:
    other = tuple(row.replace(VIN, OTHER) for row in VEHICLE)
    pages = [page(*SUMMARY, *VEHICLE), page(*REGISTER, number=2), page(*SUMMARY, *other, number=3), page(*REGISTER, number=4)]
    documents = documents_of(pages)
    assert [[p.number for p in d.pages] for d in documents] == [[1, 2], [3, 4]]


def test_a_remark_that_dates_its_entry_otherwise_is_in_doubt() -> None:
    rows = ("登记栏", "转让登记", "姓名/名称：青岛远帆汽车贸易有限公司", "登记日期：2026-01-08", "备注：转让待出口，受理日期2025-12-18")
    certificate = only(Kind.REGISTRATION_CERTIFICATE, RegistrationCertificate, page(*SUMMARY, *VEHICLE), page(*rows, number=2))
    assert isinstance(certificate, RegistrationCertificate) and isinstance(certificate.export_date, Fact)
    assert certificate.export_date.doubt == "several-dates"


def test_a_register_that_names_holders_and_numbers_is_no_other_certificate() -> None:
    rows = ("        登记栏", "转让登记", "姓名/名称：青岛远帆汽车贸易有限公司", "身份证明名称/号码：统一社会信用代码证/91330206MA2J7K4P3A", "机动车登记编号：鲁B12345|||转让登记日期：2026-01-15", "转让待出口")
    certificate = only(Kind.REGISTRATION_CERTIFICATE, RegistrationCertificate, page(*SUMMARY), page(*VEHICLE, number=2), page(*rows, number=3))
    assert isinstance(certificate, RegistrationCertificate)
    assert [(e.what.value, value_of(e.owner), value_of(e.date)) for e in certificate.entries] == [("export_transfer", "青岛远帆汽车贸易有限公司", date(2026, 1, 15))]
    assert value_of(certificate.export_date) == date(2026, 1, 15) and set(certificate.sections) == {"summary", "vehicle", "entries"}


def test_a_remark_goes_with_its_own_entry_and_not_with_the_one_before() -> None:
    rows = ("登记栏", "抵押登记", "抵押权人：中国银行股份有限公司", "抵押登记日期：2025-11-21", "转让登记", "现机动车所有人：青岛远帆汽车贸易有限公司", "转让登记日期：2026-01-15", "签注：转让待出口")
    certificate = only(Kind.REGISTRATION_CERTIFICATE, RegistrationCertificate, page(*SUMMARY, *VEHICLE), page(*rows, number=2))
    assert isinstance(certificate, RegistrationCertificate)
    assert ("mortgage", date(2025, 11, 21)) in [(e.what.value, value_of(e.date)) for e in certificate.entries] and value_of(certificate.export_date) == date(2026, 1, 15)


@pytest.mark.parametrize(("day", "released"), [("解除抵押日期：2026-01-02", True), ("解除抵押日期：", False), ("解除抵押登记日期：——", False)])
def test_a_release_may_be_a_day_of_its_entry(day: str, released: bool) -> None:
    rows = ("登记栏", "抵押登记", "抵押权人：中国银行股份有限公司", "抵押登记日期：2025-11-21", day, "转让登记", "姓名/名称：青岛远帆汽车贸易有限公司", "登记日期：2026-01-15", "备注：转让登记待出口")
    certificate = only(Kind.REGISTRATION_CERTIFICATE, RegistrationCertificate, page(*SUMMARY, *VEHICLE), page(*rows, number=2))
    assert isinstance(certificate, RegistrationCertificate)
    assert ("mortgage_release" in [e.what.value for e in certificate.entries]) is released


@pytest.mark.parametrize(
    "rows",
    [("登记栏", "转让登记 日期：2026年3月30日", "该车已办理二手车出口转让登记，转让待出口。现机动车所有人为青岛远帆汽车贸易有限公司。"),
     ("登记栏", "事项：转让登记待出口 日期：2026-03-30 所有人：青岛远帆汽车贸易有限公司")],
)  # fmt: skip
def test_an_entry_told_in_one_line_or_in_a_sentence_is_one(rows: tuple[str, ...]) -> None:
    certificate = only(Kind.REGISTRATION_CERTIFICATE, RegistrationCertificate, page(*SUMMARY, *VEHICLE), page(*rows, file="b.jpg"))
    assert isinstance(certificate, RegistrationCertificate)
    assert [(e.what.value, value_of(e.date)) for e in certificate.entries] == [("export_transfer", date(2026, 3, 30))]
    assert value_of(certificate.export_date) == date(2026, 3, 30)


@pytest.mark.parametrize("heading", ["变更登记", "抵押登记", "转让登记", "注册登记", "解除抵押登记", "查封登记"])
def test_a_heading_with_its_day_behind_a_gap_is_an_entry(heading: str) -> None:
    certificate = only(Kind.REGISTRATION_CERTIFICATE, RegistrationCertificate, page(*SUMMARY, *VEHICLE), page("登记栏", f"{heading} 日期：2025-12-01", "车身颜色：白", file="b.jpg"))
    assert isinstance(certificate, RegistrationCertificate)
    assert [value_of(entry.date) for entry in certificate.entries] == [date(2025, 12, 1)]


EXPORTER = "青岛远帆汽车贸易有限公司"


@pytest.mark.parametrize(
    "rows",
    [
        ("转让登记日期2026-01-15", f"转让待出口现机动车所有人{EXPORTER}", "91370211MA3TQ5K82X", "已核发临时行驶车号牌有效期至2026-03-06"),
        ("登记事项：转让登记|转让登记日期：2026-01-15", f"现机动车所有人：{EXPORTER}", "转让待出口签注日期：2026-01-15 经办：李"),
        ("转让登记 转让待出口", f"转让日期2026-01-15 受让人{EXPORTER}", "机动车号牌、行驶证已收缴", "——以下空白——"),
        ("登记种类 转让待出口 日期 2026-01-15", f"所有人 {EXPORTER}", "代码 91370211MA3TQ5K82X 经办人 0417"),
        (f"2026-01-15转让登记，转入所有人{EXPORTER}(91370211", "业务类型：转让登记待出口 办理日期：2026-01-15"),
        ("转让待出口(2026-01-15)", f"车主由柳州市鸿辉商贸有限公司变更为{EXPORTER}", "统一社会信用代码：91370211MA3TQ5K82X"),
        ("转让待出口(2026-01-15)", f"车主由甲乙商贸有限公司变更为丙丁商贸有限公司，后变更为{EXPORTER}"),
        ("抵押登记 抵押权人姓名/名称：平安银行股份有限公司", "身份证明号码：915101009019221143 抵押登记日期：2025-12-11", "解除抵押登记", "解除日期：2026-01-10",
         "转让登记 转让登记日期：2026-01-15", f"现机动车所有人：{EXPORTER}", "统一社会信用代码：91370211MA3TQ5K82X 转让待出口"),
        ("业务种类：转让登记", "登记日期：2026-01-15", f"机动车所有人由乌鲁木齐天瑞恒通商贸有限公司变更为{EXPORTER[:-2]}", "公司（统一社会信用代码91370211MA3TQ5K82X）", "签注：转让待出口|签注日期：2026-01-15"),
        ("转让登记", f"机动车所有人名称：{EXPORTER}", "登记日期：2026-01-15", "备注：转让待出口，临时行驶车号牌鲁A0947临，有效期至2026-03-14"),
        ("转让登记|2026-01-15", f"所有权转让给：{EXPORTER}", "证件：统一社会信用代码91370211MA3TQ5K82X", "转让待出口|经办：NN027", "第3页"),
        ("转让登记", f"现机动车所有人：{EXPORTER}", "登记日期：2026-01-15|转让待出口", "临时行驶车号牌有效期至2026-03-14"),
        ("登记种类：转让登记", "业务原因：转让待出口", f"姓名/名称：{EXPORTER}", "登记日期：2026-01-15", "（本车已收回号牌，待出口，限60日内离境）"),
        ("2026-01-15", "因转让待出口，办理转让登记", f"新车主：{EXPORTER}", "证号：91370211MA3TQ5K82X"),
    ],
    ids=["its day first", "items", "both words in the heading", "labels without colons", "a sentence", "from whom to whom", "from hand to hand", "the annotation last", "from whom to whom over two lines", "until when in a remark", "who did it", "until when it may drive", "a remark in brackets", "its day above it"],
)  # fmt: skip
def test_who_owns_the_vehicle_and_since_when_however_the_register_tells_it(rows: tuple[str, ...]) -> None:
    certificate = only(Kind.REGISTRATION_CERTIFICATE, RegistrationCertificate, page(*SUMMARY, number=1), page(*VEHICLE, number=2), page("登记栏", "", *rows, number=3))
    assert (value_of(certificate.owner), value_of(certificate.export_date)) == (EXPORTER, date(2026, 1, 15))
    assert "mortgage" not in [entry.what.value for entry in certificate.entries] or "mortgage_release" in [entry.what.value for entry in certificate.entries]


@pytest.mark.parametrize(
    ("remark", "liens"),
    [("备注：号牌、行驶证已交回，车辆未抵押、未查封。", []), ("无抵押、质押、查封", []), ("尚未解除查封", ["seizure"]), ("未办理抵押登记", []), ("查封：某某人民法院", ["seizure"]), ("无质押，查封（某某人民法院）", ["seizure"]),
     ("尚未解除抵押", ["mortgage"]), ("备注：尚未注销抵押登记", ["mortgage"]), ("未办理解除抵押登记", ["mortgage"]), ("尚未办理抵押注销手续", ["mortgage"]), ("暂未办理解封手续", ["seizure"])],
)  # fmt: skip
def test_what_a_remark_says_that_there_is_not_is_no_entry(remark: str, liens: list[str]) -> None:
    rows = ("登记事项：转让待出口", f"变更后机动车所有人：{EXPORTER}", "转让待出口日期：2026-01-15", remark)
    certificate = only(Kind.REGISTRATION_CERTIFICATE, RegistrationCertificate, page(*SUMMARY, number=1), page(*VEHICLE, number=2), page("登记栏", "", *rows, number=3))
    assert [entry.what.value for entry in certificate.entries if entry.what.value != "export_transfer"] == liens


def test_a_transfer_whose_new_owner_cannot_be_read_leaves_the_owner_open() -> None:
    rows = ("转让登记", "登记日期：2026-01-15", "机动车所有人由乌鲁木齐天瑞恒通商贸有限公司变更为", "转让待出口")
    certificate = only(Kind.REGISTRATION_CERTIFICATE, RegistrationCertificate, page(*SUMMARY, number=1), page(*VEHICLE, number=2), page("登记栏", "", *rows, number=3))
    assert isinstance(certificate.owner, Unread)
