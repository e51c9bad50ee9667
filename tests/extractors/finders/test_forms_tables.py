"""Labels with their values, and tables, wherever a layout puts them."""

import pytest
from written import page

from domain.facts import Absent, Fact, Unread
from domain.geometry import Box
from domain.pages import Line, Page
from extractors.finders.forms import first_value, read_form, starts_with_label
from extractors.finders.paragraphs import paragraphs
from extractors.finders.tables import read_tables
from extractors.finders.values import date_value, model_value, text_value

LABELS = {"model": ["车辆型号", "型号", "model"], "date": ["登记日期"], "colour": ["车身颜色"]}


@pytest.mark.parametrize(
    "rows",
    [("车辆型号：BYD7152WT6HEVC1",), ("7.车辆型号|BYD7152WT6HEVC1",), ("车辆型号 Model：BYD7152WT6HEVC1",), ("车辆型号", "BYD7152WT6HEVC1"),
     ("颜色蓝；车辆型号BYD7152WT6HEVC1；",), ("Model: BYD7152WT6HEVC1",), ("7 车辆型号 BYD7152WT6HEVC1|车身颜色|蓝",)],
)  # fmt: skip
def test_a_value_is_found_wherever_it_stands(rows: tuple[str, ...]) -> None:
    found = first_value(read_form([page(*rows)], LABELS), "model", model_value)
    assert isinstance(found, Fact) and found.value == "BYD7152WT6HEVC1" and found.clean


def test_a_label_inside_another_word_is_none() -> None:
    assert isinstance(first_value(read_form([page("发动机型号：BYD472QC")], LABELS), "model", model_value), Absent)


def test_a_label_in_a_sentence_is_none() -> None:
    assert isinstance(first_value(read_form([page("请核对车辆型号及数量")], LABELS), "model", model_value), Absent)


def test_a_label_without_a_value_is_unread_and_says_where() -> None:
    found = first_value(read_form([page("登记日期：无法辨认")], LABELS), "date", date_value)
    assert isinstance(found, Unread) and found.place is not None and found.raw == "无法辨认"


def test_two_labels_on_one_line_share_it() -> None:
    entries = read_form([page("车辆型号：SVW71427AL  车身颜色：黑")], LABELS)
    model, colour = first_value(entries, "model", text_value), first_value(entries, "colour", text_value)
    assert isinstance(model, Fact) and model.value == "SVW71427AL"
    assert isinstance(colour, Fact) and colour.value == "黑"


def test_the_doubt_of_a_value_is_its_own() -> None:
    found = first_value(read_form([page("车辆型号：BYD7152WT6HEVC1", confidence=0.5)], LABELS), "model", model_value)
    assert isinstance(found, Fact) and found.doubt == "low-confidence"


def test_starts_with_label() -> None:
    one = page("3.登记日期 2025-11-20").lines[0]
    assert starts_with_label(one, LABELS) and not starts_with_label(page("于登记日期之前").lines[0], LABELS)


def test_table_rows_follow_their_header() -> None:
    sheet = page("序号|品牌|型号|登记日期", "1|大众牌|SVW71427AL|2025-11-20", "2|斯柯达牌|SVW71526DL|2025.12.01", "以上信息属实。")
    rows = read_tables([sheet], {"brand": ["品牌"], "model": ["型号"], "date": ["登记日期"]}, anchor=("model",), holds=lambda s: model_value(s) is not None)
    assert [row.cells["model"].text for row in rows] == ["SVW71427AL", "SVW71526DL"]
    assert [row.cells["brand"].text for row in rows] == ["大众牌", "斯柯达牌"]


def test_a_table_runs_on_over_the_next_page() -> None:
    columns = {"brand": ["品牌"], "model": ["型号"]}
    first, second = page("|品牌|型号", "|大众牌|SVW71427AL"), page("|斯柯达牌|SVW71526DL", number=2)
    rows = read_tables([first, second], columns, anchor=("model",), holds=lambda s: model_value(s) is not None)
    assert [(row.page.number, row.cells["model"].text) for row in rows] == [(1, "SVW71427AL"), (2, "SVW71526DL")]


def test_a_value_that_runs_on_into_the_next_label_is_cut_before_it() -> None:
    found = first_value(read_form([page("3.登记日期|2025-11-284.车辆型号||BYD7152WT6", "7.车身颜色")], LABELS), "date", date_value)
    assert isinstance(found, Fact) and (found.value.isoformat(), found.raw) == ("2025-11-28", "2025-11-28")


def test_a_line_is_full_where_the_next_word_had_no_room() -> None:
    wide, short = Box(0.1, 0.1, 0.9, 0.12), Box(0.1, 0.13, 0.8, 0.15)
    lines = [Line("维修网点按原厂标准提供售后维修服务及配件供应并负责培训", wide, "ocr:test"), Line("服务网点名称：Tegeta Motors；地址：No.129 David", short, "ocr:test")]

    def texts(last: str) -> list[str]:
        return [p.text for p in paragraphs(Page("a.pdf", 1, (*lines, Line(last, Box(0.1, 0.16, 0.85, 0.18), "ocr:test"))))]

    assert texts("Agmashenebeli Alley, Tbilisi, Georgia；电话：+995 32260 0300")[-1].endswith("David Agmashenebeli Alley, Tbilisi, Georgia；电话：+995 32260 0300")
    assert texts("上述网点具备维修能力")[-1] == "上述网点具备维修能力"
