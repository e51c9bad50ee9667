from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from domain.errors import InputUnreadableError, UsageError
from pipeline.registries import SAMPLE_DATE, load_registry, parse_registry, sample_registry

TEXT = "企业名称,目录序号,商标,产品名称,产品型号\n比亚迪汽车有限公司,120,比亚迪,轿车,BYD7152\n某专用汽车有限公司,(十七)244,某牌,冷藏车,ABC5040\n,9,,,\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_and_entries(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "公告-2026-10-01.csv"
    path.write_bytes(TEXT.encode(encoding))
    registry = load_registry(path, complete=True)
    assert registry.companies == ("比亚迪汽车有限公司", "某专用汽车有限公司")
    assert registry.of("比亚迪汽车有限公司")[0].makes_complete_vehicles
    assert registry.of("某专用汽车有限公司")[0].modifies_vehicles
    assert (registry.name, registry.date, registry.complete) == (path.name, "2026-10-01", True)
    assert registry.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_date_from_leading_remark_and_columns_in_any_order() -> None:
    lines = "# list of 2026-09-30\n产品型号,企业名称,目录序号,商标,产品名称,备注\nX1,甲公司,7,牌,车,#\n"
    registry = parse_registry(lines.encode(), "list.csv")
    assert registry.date == "2026-09-30"
    assert registry.entries[0].product_model == "X1"
    assert parse_registry(TEXT.encode(), "list.csv").date == ""


def test_short_rows_and_line_breaks_inside_a_cell() -> None:
    registry = parse_registry(('企业名称,目录序号,商标,产品名称,产品型号\n甲公司,7\n"乙\u2028公司","8",a,"b\nc",d\n').encode(), "x.csv")
    assert [entry.company for entry in registry.entries] == ["甲公司", "乙\u2028公司"]
    assert registry.entries[1].product_name == "b\nc"


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"a,b\n1,2\n", "企业名称, 目录序号"), (TEXT.replace("商标,", "").encode(), "商标"), (b"", "企业名称"), (b"\xff\xff\x80", "GB18030")],
)
def test_unusable_lists_say_what_is_missing(data: bytes, said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        parse_registry(data, "x.csv")
    assert caught.value.cure


def test_unreadable_file(tmp_path: Path) -> None:
    with pytest.raises(InputUnreadableError) as caught:
        load_registry(tmp_path / "none.csv")
    assert caught.value.exit_code == 4


def test_shipped_sample_is_dated() -> None:
    assert sample_registry().date == SAMPLE_DATE
    assert not sample_registry().complete
