"""Companies, models and brands: exact after normalisation, never fuzzy."""

import pytest

from domain.models import brand_parts, goods_parts, mended_model, same_brand, same_model
from domain.names import CompanyName, same_company


@pytest.mark.parametrize(
    ("a", "b"),
    [("一汽-大众汽车有限公司", "一汽大众汽车有限公司"), ("一汽－大众汽车有限公司", "一汽-大众汽车有限公司"), ("奇瑞商用车(安徽)有限公司", "奇瑞商用车（安徽）有限公司"),
     ("比亚迪 汽车有限公司", "比亚迪汽车有限公司"), ("長城汽車股份有限公司", "长城汽车股份有限公司")],
)  # fmt: skip
def test_same(a: str, b: str) -> None:
    assert same_company(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [("比亚迪汽车有限公司", "比亚迪汽车销售有限公司"), ("东风汽车有限公司", "东风汽车股份有限公司"), ("东风汽车有限公司", "东风汽车集团有限公司"),
     ("比亚迪汽车有限公司", "比亚迪汽车工业有限公司"), ("", ""), ("上汽大众汽车有限公司", "上汽大众汽车有限公可")],
)  # fmt: skip
def test_different(a: str, b: str) -> None:
    assert not same_company(a, b)


def test_a_missing_hyphen_is_the_same_company_but_not_written_alike() -> None:
    a, b = CompanyName("一汽-大众汽车有限公司"), CompanyName("一汽大众汽车有限公司")
    assert a.same_as(b) and not a.written_alike(b)


def test_models_compare_exactly() -> None:
    assert same_model("byd7152WT6HEVC1", "BYD7152WT6HEVC1 ")
    assert not same_model("BYD7152WT6HEVC1", "BYD7152WT6HEVC2")
    assert not same_model("", "")


def test_brands_compare_by_script() -> None:
    assert brand_parts("比亚迪(BYD)牌") == ("比亚迪", "BYD")
    assert same_brand("比亚迪牌", "比亚迪")
    assert same_brand("BYD", "比亚迪(BYD)牌")
    assert not same_brand("比亚迪牌", "长城牌")
    assert not same_brand("比亚迪", "BYD")


@pytest.mark.parametrize(
    ("name", "parts"), [("*专用设备*罐体总成", ("专用设备", "罐体总成")), ("液压机械*液压绞盘", ("液压机械", "液压绞盘")), ("罐体总成", ("", "罐体总成"))]
)
def test_goods_parts(name: str, parts: tuple[str, str]) -> None:
    assert goods_parts(name) == parts


@pytest.mark.parametrize(
    ("read", "model"),
    [
        ("2Z1257N4643F1", "ZZ1257N4643F1"), ("221257N4643F1", "ZZ1257N4643F1"), ("5X5310GYMC", "SX5310GYMC"), ("8YD7152WT6", "BYD7152WT6"),
        ("ZZ1257N4643F1", "ZZ1257N4643F1"), ("2251800", "2251800"), ("DFH1180EX2", "DFH1180EX2"), ("JBT-12", "JBT-12"), ("10M3", "10M3"),
    ],
)  # fmt: skip
def test_letters_of_the_enterprise_read_as_digits(read: str, model: str) -> None:
    assert mended_model(read) == model
