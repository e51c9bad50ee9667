"""Models of special vehicles, what their letters stand for, product names, and unions of countries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.countries import country_code, union_members, unions_in
from domain.data import table
from domain.models import base_model, known_function, names_function, same_product_name, special_letters, special_vehicle

CODES = {str(code): str(name) for code, name in table("special_codes")["codes"].items()}


@pytest.mark.parametrize(
    ("model", "letters"),
    [("CLW5180GSSE6", "GSS"), ("clw 5180gss", "GSS"), ("SYM5255GJB1ES", "GJB"), ("HLV5041CCYPH", "CCY"), ("CLW9400TPB", "TPB"),
     ("EQ1185LJ8CDE", None), ("BYD7152WT6HEVC1", None), ("CLW5180E6", None), ("CLW518GSS", None), ("", None), ("LGXCE6CB3S0123456", None)],
)  # fmt: skip
def test_letters_of_the_function(model: str, letters: str | None) -> None:
    assert special_letters(model) == letters


@pytest.mark.parametrize("code", CODES)
def test_every_known_code_names_its_vehicle(code: str) -> None:
    assert special_letters(f"CLW5180{code}E6") == code
    assert special_vehicle(code) == CODES[code]
    assert names_function(CODES[code], CODES[code]) and known_function(CODES[code])
    assert names_function("纯电动" + CODES[code], CODES[code])


def test_unknown_letters_are_said_to_be_unknown() -> None:
    assert special_vehicle("QQQ") is None


@pytest.mark.parametrize(("product", "function", "same"), [
    ("厢式运输车", "厢式货车", True), ("纯电动厢式运输车", "厢式货车", True), ("洒水车", "洒水车", True), ("绿化洒水车", "洒水车", True),
    ("洒水车底盘", "洒水车", False), ("冷藏车", "厢式货车", False), ("厢式货车", "仓栅式货车", False), ("", "洒水车", False),
])  # fmt: skip
def test_names_and_functions(product: str, function: str, same: bool) -> None:
    assert names_function(product, function) is same


@pytest.mark.parametrize(("one", "other", "same"), [
    ("纯电动厢式运输车", "纯电动 厢式运输车", True), ("混凝土泵车（臂架式）", "混凝土泵车(臂架式)", True), ("厢式运输车", "纯电动厢式运输车", False),
    ("洒水车", "酒水车", False), ("厢式货车", "厢式运输车", False), ("", "", False), ("灑水車", "洒水车", True),
])  # fmt: skip
def test_product_names_count_every_word(one: str, other: str, same: bool) -> None:
    assert same_product_name(one, other) is same and same_product_name(other, one) is same


@pytest.mark.parametrize(("shorter", "longer", "base"), [
    ("CLW5180GSS", "CLW5180GSSE6", True), ("CLW5180GSSE6", "CLW5180GSS", False), ("CLW5180GSSE6", "CLW5180GSSE6", True), ("CLW518", "CLW5180GSS", False),
    ("CLW5180GSSE5", "CLW5180GSSE6", False), ("CLW518OGSS", "CLW5180GSSE6", True), ("", "CLW5180GSS", False),
])  # fmt: skip
def test_base_models(shorter: str, longer: str, base: bool) -> None:
    assert base_model(shorter, longer) is base


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_is_survived(one: str, other: str) -> None:
    special_letters(one)
    known_function(one)
    names_function(one, other)
    assert same_product_name(one, other) is same_product_name(other, one)
    base_model(one, other)


@pytest.mark.parametrize(("text", "code"), [
    ("certificate TC RU E-CN.AB12.00001", "EAEU"), ("Одобрение типа Евразийского экономического союза", "EAEU"),
    ("GSO Conformity Certificate", "GSO"), ("Gulf Cooperation Council", "GSO"), ("海湾合作委员会认证", "GSO"), ("欧盟整车型式批准", "EU"), ("European Union", "EU"),
])  # fmt: skip
def test_unions_by_the_names_on_certificates(text: str, code: str) -> None:
    assert [mention.code for mention in unions_in(text)][:1] == [code]


@pytest.mark.parametrize("text", ["", "哈萨克斯坦", "Ergso Motors", "Kazakhstan", "union of workers", "gsoline"])
def test_no_union(text: str) -> None:
    assert unions_in(text) == []


@pytest.mark.parametrize("code", table("countries")["unions"])
def test_members_are_countries(code: str) -> None:
    members = union_members(code)
    assert members and all(country_code(member) == member for member in members)


def test_a_union_that_is_none_has_no_members() -> None:
    assert union_members("ASEAN") == frozenset()
    assert "KZ" in union_members("EAEU") and "UZ" not in union_members("EAEU") and "CN" not in union_members("EU")
