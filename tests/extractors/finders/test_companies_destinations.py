"""Company names at their true borders; countries only in the role of a destination."""

import pytest
from written import page

from extractors.finders.companies import companies_in, english_company
from extractors.finders.destinations import country_of_place, destinations
from extractors.finders.spans import whole


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("兹证明比亚迪汽车有限公司生产的车辆", ["比亚迪汽车有限公司"]),
        ("我公司（一汽-大众汽车有限公司）确认", ["一汽-大众汽车有限公司"]),
        ("致：青岛远帆汽车贸易有限公司：", ["青岛远帆汽车贸易有限公司"]),
        ("奇瑞商用车（安徽）有限公司（盖章）", ["奇瑞商用车（安徽）有限公司"]),
        ("重庆车辆检测研究院有限公司", ["重庆车辆检测研究院有限公司"]),
        ("经我公司确认", []),
        ("TSL-SH-2026-666我公司系", []),
        ("北京现代 北京现代汽车有限公司", ["北京现代汽车有限公司"]),
        ("天天天天汽车有限公司", ["天天汽车有限公司"]),
        ("由浙江吉利汽车有限公司与吉利汽车销售有限公司", ["浙江吉利汽车有限公司", "吉利汽车销售有限公司"]),
    ],
)
def test_chinese_names(text: str, names: list[str]) -> None:
    sheet = page(text)
    assert [f.value for f in companies_in(whole(sheet, sheet.lines[0]))] == names


def test_a_vin_of_a_neighbouring_cell_is_no_part_of_a_name() -> None:
    sheet = page("杭州钱潮智驭汽车贸易有L1NNSGHB1SB023481限公司")
    assert [one.value for one in companies_in(whole(sheet, sheet.lines[0]))] == ["杭州钱潮智驭汽车贸易有限公司"]


def test_english_name() -> None:
    sheet = page("We, SAIC Volkswagen Automotive Co., Ltd. confirm")
    found = english_company(whole(sheet, sheet.lines[0]))
    assert found is not None and found.value.endswith("SAIC Volkswagen Automotive Co., Ltd.")


@pytest.mark.parametrize(
    ("text", "code"),
    [("拟出口至哈萨克斯坦的下列车辆", "KZ"), ("出口目的国：阿联酋", "AE"), ("向乌兹别克斯坦共和国出口车辆", "UZ"), ("符合俄罗斯市场准入标准", "RU"),
     ("for export to the Republic of Kazakhstan", "KZ"), ("Destination country: United Arab Emirates", "AE"), ("出口至阿拉伯埃及共和国", "EG")],
)  # fmt: skip
def test_destination_roles(text: str, code: str) -> None:
    from extractors.data import words
    from extractors.finders.forms import read_form

    sheet = page(text)
    countries, regions = destinations([sheet], read_form([sheet], words("labels")["letter"]))
    assert [c.value for c in countries] == [code] and not regions


def test_an_address_is_no_destination() -> None:
    assert destinations([page("地址：哈萨克斯坦阿拉木图市阿拜大街12号")], []) == ([], [])


def test_a_region_is_told_apart() -> None:
    countries, regions = destinations([page("上述车辆将出口至中东")], [])
    assert not countries and [r.value for r in regions] == ["中东"]


def test_a_sentence_that_wraps_keeps_its_verb() -> None:
    sheet = page("我公司生产的以下车辆将由青岛远帆汽车贸易有限公司于二零二六年三月出口至", "哈萨克斯坦，我公司确认提供售后维修服务。")
    countries, _ = destinations([sheet], [])
    assert [c.value for c in countries] == ["KZ"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("Final destination: Democratic Republic of the Congo", "CD"), ("exported from China to Mexico", "MX"), ("CIF Manzanillo, Mexico", "MX"), ("你们计划把这台车卖到约旦", "JO"), ("该车抵达约旦哈希姆王国后", "JO"),
     ("二手乘用车6辆，输往亚美尼亚。", "AM"), ("排放、照明及车龄均满足乌兹别克斯坦共和国对进口机动车的准入要求，可正常办理通关", "UZ"), ("该车符合亚美尼亚（欧亚经济联盟技术法规适用范围）的市场准入标准", "AM"), ("问：车辆出口到哪个国家？答：约旦。", "JO")],
)
def test_a_destination_in_other_words(text: str, code: str) -> None:
    found, _ = destinations([page(text)], [])
    assert [(one.value, one.clean) for one in found] == [(code, True)]


@pytest.mark.parametrize(("address", "code"), [("柬埔寨金边市俄罗斯联邦大道217号", "KH"), ("Av. Insurgentes Sur 1871, Guadalupe Inn, Ciudad de México", "MX"), ("REPÚBLICA DEL PERÚ", "PE")])
def test_the_country_of_a_place_is_none_of_its_streets(address: str, code: str) -> None:
    found = country_of_place(whole(page(address), page(address).lines[0]))
    assert found is not None and found.value == code


@pytest.mark.parametrize(("question", "clean"), [("问2 车辆出口到哪个国家？", True), ("卖到哪个国家？由谁出口？", True), ("Which country will the vehicles be exported to?", True), ("问2 零件从哪里来？", False)])
def test_a_country_that_answers_a_question(question: str, clean: bool) -> None:
    (found,), _ = destinations([page(question, "答：约旦（约旦哈希姆王国）。", "问3 涉及哪些车辆？")], [])
    assert (found.value, found.clean) == ("JO", clean)
