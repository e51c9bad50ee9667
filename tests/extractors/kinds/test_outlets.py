"""Outlets told in Russian, as letters to exporters there do."""

from __future__ import annotations

import pytest
from written import line, page

from domain.facts import Fact, value_of
from domain.pages import Page
from extractors.kinds.outlets import outlets

HEAD = ("售后维修服务确认书", "", "")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            ("二、海外服务网点：", "甲、提供者：ООО «Хавейл Сервис Юг»（哈弗南方服务有限责任公司）", "地址：俄罗斯克拉斯诺达尔市ул. Дзержинского, д. 231", "电话：+7 861 200 11 22"),
            ("ООО «Хавейл Сервис Юг»", "俄罗斯克拉斯诺达尔市ул. Дзержинского, д. 231", "RU", "+7 861 200 11 22"),
        ),
        (
            ("海外服务网点如下：", "1. ИП Петров И.С., Россия, г. Владивосток, ул. Русская 65, тел.: +7 423 222 33 44"),
            ("ИП Петров И.С", "г. Владивосток, ул. Русская 65", "RU", "+7 423 222 33 44"),
        ),
        (
            ("当地服务网点", "3、当地服务商：ОсОО «Азия Авто Сервис»", "服务地址：吉尔吉斯斯坦比什凯克市ул. Льва Толстого 126", "服务电话：+996 312 66 77 88"),
            ("ОсОО «Азия Авто Сервис»", "吉尔吉斯斯坦比什凯克市ул. Льва Толстого 126", "KG", "+996 312 66 77 88"),
        ),
        (
            ("Сервисные центры", "Наименование: ТОО «Астана Сервис»", "Адрес: Казахстан, г. Алматы, ул. Суюнбая 159", "Телефон: +7 727 233 44 55"),
            ("ТОО «Астана Сервис»", "Казахстан, г. Алматы, ул. Суюнбая 159", "KZ", "+7 727 233 44 55"),
        ),
        (
            ("海外售后服务网点", "СТО Премиум, г. Минск, ул. Ташкентская 5, тел. +375 17 233 44 55"),
            ("СТО Премиум", "г. Минск, ул. Ташкентская 5", "BY", "+375 17 233 44 55"),
        ),
    ],
    ids=["lettered items", "a list", "numbered clauses", "all in Russian", "a street named after a city elsewhere"],
)
def test_an_outlet_in_cyrillic(rows: tuple[str, ...], expected: tuple[str, ...]) -> None:
    (one,) = outlets([page(*HEAD, *rows)])
    assert (value_of(one.provider), value_of(one.address), value_of(one.country), value_of(one.phone)) == expected


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("名称 Company|地点 Location|联系 Contact", "Inter Emirates Motors|Sheikh Zayed Rd, Dubai|+971 4 324 7700"),
        ("当地特约维修点|门店地点|咨询热线", "Inter Emirates Motors|Sheikh Zayed Rd, Dubai|+971 4 324 7700"),
        ("服务提供商|地址|联系方式", "Inter Emirates Motors|Sheikh Zayed Rd, Dubai|+971 4 324 7700"),
        ("Entity in charge|Where (location)|Hotline", "Inter Emirates Motors|Sheikh Zayed Rd, Dubai|+971 4 324 7700"),
    ],
)
def test_a_table_of_outlets_under_heads_of_any_wording(head: str, row: str) -> None:
    (one,) = outlets([page(*HEAD, "当地服务商 / Local service providers", head, row)])
    assert [value_of(field) for field in (one.provider, one.address, one.phone)] == row.split("|") and value_of(one.country) == "AE"


def test_an_address_in_another_country_than_is_stated_leaves_the_country_in_doubt() -> None:
    (one,) = outlets([page(*HEAD, "网点名称|国家|地址|电话", "Falcon Auto Workshop|阿联酋 UAE|Plot 62, Rusayl, Muscat|+968 2 451 9043")])
    assert isinstance(one.country, Fact) and (one.country.value, one.country.doubt) == ("AE", "several-countries")


def test_a_name_that_begins_an_item_is_a_provider_whatever_it_ends_with() -> None:
    (one,) = outlets([page(*HEAD, "四、境外维修网点。由下列网点提供维修、保养:", "(1) Toyota Center Almaty,哈萨克斯坦阿拉木图市苏因拜大街151号,电话 +7 727 239 22 39;")])
    assert (value_of(one.provider), value_of(one.country), value_of(one.phone)) == ("Toyota Center Almaty", "KZ", "+7 727 239 22 39")


def test_a_country_that_stands_by_itself_before_its_city() -> None:
    (one,) = outlets([page(*HEAD, "• 另一备选网点：СТО «Автогермес Брест», Республика Беларусь, г. Брест, Варшавское шоссе, 11/1, 电话 +375 162 53 40 77。")])
    assert (value_of(one.provider), value_of(one.address), value_of(one.country)) == ("СТО «Автогермес Брест»", "г. Брест, Варшавское шоссе, 11/1", "BY")


@pytest.mark.parametrize(
    "rows",
    [
        ("1. Acme Auto Service, Kazakhstan, 山东省青岛市市南区香港中路22号, 电话 0532-88881111",),
        ("网点名称|国家|地址", "Acme Auto Service|哈萨克斯坦|青岛市市南区香港中路22号"),
        ("服务网点名称：Acme Auto Service；国家：哈萨克斯坦；地址：山东省青岛市市南区香港中路22号",),
    ],
    ids=["a word of the list", "a column", "a label"],
)
def test_an_address_at_home_is_abroad_by_no_word(rows: tuple[str, ...]) -> None:
    (one,) = outlets([page(*HEAD, "海外服务网点：", *rows)])
    assert value_of(one.country) is None


def test_a_province_abroad_is_not_home() -> None:
    (one,) = outlets([page(*HEAD, "网点名称|国家|地址", "Hanoi Auto Service|越南|同奈省边和市阮爱国路15号")])
    assert value_of(one.country) == "VN"


def test_the_name_of_a_dealer_is_no_head_of_a_table() -> None:
    (one,) = outlets([page(*HEAD, "售后服务提供者 Service provider||Al Nabooda Automobiles LLC", "网点地址 Address||阿联酋迪拜市谢赫扎耶德路3区", "联系电话 Tel.||+971 4 338 6999")])
    assert (value_of(one.provider), value_of(one.country), value_of(one.phone)) == ("Al Nabooda Automobiles LLC", "AE", "+971 4 338 6999")


def test_numbered_providers_with_their_addresses() -> None:
    first, second = outlets([page(
        *HEAD, "根据主管部门关于二手车出口管理的要求，我公司就下列车辆的售后维修服务安排确认如下。", "3、售后服务网点信息：", "提供者一：Buick GMC Polanco(Grupo Andrade)", "地址：Av. Ejército Nacional 843, Ciudad de México, México",
        "提供者二：Buick GMC Cadillac Monterrey", "地址：Av. Lázaro Cárdenas 2305, Nuevo León, México",
    )])  # fmt: skip
    assert value_of(first.address) == "Av. Ejército Nacional 843, Ciudad de México" and value_of(second.provider) == "Buick GMC Cadillac Monterrey"
    assert value_of(first.country) == value_of(second.country) == "MX"


def test_an_outlet_told_line_by_line_in_the_cell_beside_its_label() -> None:
    value = 0.33
    rows = [
        line("出口国家 Country", 0.11, 0.32), line("阿塞拜疆 Azerbaijan", value, 0.32),
        line("Xəzər Avtomobil Mərkəzi MMC", value, 0.449), line("海外服务网点 Service", 0.11, 0.457), line("Heydər Əliyev prospekti 115, Bakı AZ1029, Azerbaijan", value, 0.47),
        line("outlet", 0.11, 0.481), line("Tel +994 12 567 20 14", value, 0.491),
        line("我公司确认上述网点具备该车型的诊断、维修及配件供应能力。", value, 0.534), line("确认内容", 0.11, 0.55),
    ]  # fmt: skip
    (one,) = outlets([Page("a.jpg", 1, tuple(rows), width=1000, height=1414)])
    assert (value_of(one.provider), value_of(one.country), value_of(one.phone)) == ("Xəzər Avtomobil Mərkəzi MMC", "AZ", "+994 12 567 20 14")
    assert "prospekti 115" in str(value_of(one.address))


@pytest.mark.parametrize(
    ("rows", "provider", "phone"),
    [(("Zonda Tec Ghana Limited / Plot 14, Spintex Road, Accra / +233 30 281 6005",), "Zonda Tec Ghana Limited", "+233 30 281 6005"),
     (("圣多明各站 由 Viamar S.A. 运营，位于 Av. John F. Kennedy 300, Santo Domingo，来电+1 809 541 5500；",), "Viamar S.A.", "+1 809 541 5500")],
    ids=["parted by strokes", "by whom a station is run"],
)  # fmt: skip
def test_an_outlet_in_one_line(rows: tuple[str, ...], provider: str, phone: str) -> None:
    (one,) = outlets([page(*HEAD, "二、当地服务网点（提供者/地址/电话）", *rows)])
    assert (value_of(one.provider), value_of(one.phone)) == (provider, phone) and isinstance(one.address, Fact)
