"""Country names and codes; regions are no countries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.countries import country_code, country_name, is_region, mentions


@pytest.mark.parametrize(
    ("text", "code"),
    [("KZ", "KZ"), ("kaz", "KZ"), ("哈萨克斯坦", "KZ"), ("哈薩克", "KZ"), ("Republic of Kazakhstan", "KZ"), ("阿联酋", "AE"), ("UAE", "AE"),
     ("俄罗斯联邦", "RU"), ("Türkiye", "TR"), ("Turkey", "TR"), ("刚果（金）", "CD"), ("Kingdom of Saudi Arabia", "SA"), ("吉尔吉斯共和国", "KG"), ("墨西哥", "MX"),
     ("ESTADOS UNIDOS MEXICANOS", "MX"), ("République de Côte d’Ivoire", "CI"), ("Republique de Cote d'Ivoire", "CI"), ("República del Perú", "PE"), ("Estados Unidos", "US")],
)  # fmt: skip
def test_one_country(text: str, code: str) -> None:
    assert country_code(text) == code


@pytest.mark.parametrize("text", ["中东", "欧盟", "EU", "Middle East", "独联体", "GCC", "Central Asia"])
def test_regions(text: str) -> None:
    assert is_region(text) and country_code(text) is None


@pytest.mark.parametrize("text", ["", "刚果", "ZZ", "KZ, UZ", "乌托邦"])
def test_no_country(text: str) -> None:
    assert country_code(text) is None


def test_mentions_take_the_longest_name() -> None:
    found = mentions("出口至印度尼西亚、几内亚比绍和尼日利亚，不是印度; Republic of the Niger and Oman, not a woman")
    assert [m.code for m in found] == ["ID", "GW", "NG", "IN", "NE", "OM"]


def test_names_in_both_languages() -> None:
    assert country_name("KZ", "zh") == "哈萨克斯坦"
    assert country_name("KZ", "en") == "Kazakhstan"


@given(st.text(max_size=80))
def test_any_text_is_survived(text: str) -> None:
    for mention in mentions(text):
        assert 0 <= mention.start < mention.stop


@pytest.mark.parametrize("text", ["219 Russian Federation Blvd, Phnom Penh", "俄罗斯联邦大道219号", "南非路5号", "12 India Street"])
def test_a_street_named_for_a_country_names_none(text: str) -> None:
    assert mentions(text) == []


@pytest.mark.parametrize(("text", "code"), [("经哈萨克斯坦路线运输", "KZ"), ("销往俄罗斯路虎牌车辆", "RU"), ("в Республику Казахстан", "KZ"), ("на территории Российской Федерации", "RU"), ("г. Бишкек, Кыргызская Республика", "KG"), ("кроме того", None), ("LNBMC1UK0TD104241", None), ("shipped to the UK", "GB"), ("Suwanee, Georgia 30024", "US"), ("Tbilisi 0159, Georgia", "GE")])
def test_countries_in_running_text_of_other_scripts(text: str, code: str | None) -> None:
    assert [mention.code for mention in mentions(text)] == ([code] if code else [])


@pytest.mark.parametrize(("text", "codes"), [("以西班牙文版为准", []), ("附葡萄牙语说明书", []), ("向马来西亚、文莱出口", ["MY", "BN"]), ("面向德国文化市场", ["DE"])])
def test_a_language_named_for_a_country_names_none(text: str, codes: list[str]) -> None:
    assert [mention.code for mention in mentions(text)] == codes
