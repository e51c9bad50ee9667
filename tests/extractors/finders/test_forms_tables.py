"""Labels with their values, and tables, wherever a layout puts them."""

from dataclasses import replace

import pytest
from laid import laid
from written import line, page

from domain.facts import Absent, Fact, Unread, value_of
from domain.geometry import Box
from domain.pages import Char, Line, Page
from extractors.finders.amounts import money_value, quantity_value
from extractors.finders.companies import company_value
from extractors.finders.forms import first_value, read_form, starts_with_label
from extractors.finders.joining import merged, with_whole_labels
from extractors.finders.models import models_in
from extractors.finders.paragraphs import paragraphs
from extractors.finders.spans import whole
from extractors.finders.tables import read_tables
from extractors.finders.values import brand_value, date_value, model_value, text_value

LABELS = {"model": ["车辆型号", "型号", "model"], "date": ["登记日期"], "colour": ["车身颜色"]}


@pytest.mark.parametrize(
    "rows",
    [("车辆型号：BYD7152WT6HEVC1",), ("7.车辆型号|BYD7152WT6HEVC1",), ("车辆型号 Model：BYD7152WT6HEVC1",), ("车辆型号", "BYD7152WT6HEVC1"),
     ("颜色蓝；车辆型号BYD7152WT6HEVC1；",), ("Model: BYD7152WT6HEVC1",), ("7 车辆型号 BYD7152WT6HEVC1|车身颜色|蓝",)],
)  # fmt: skip
def test_a_value_is_found_wherever_it_stands(rows: tuple[str, ...]) -> None:
    found = first_value(read_form([page(*rows)], LABELS), "model", model_value)
    assert isinstance(found, Fact) and found.value == "BYD7152WT6HEVC1" and found.clean


@pytest.mark.parametrize(
    "rows",
    [("委托人名称、地址", "远山汽车有限公司", "曾都区交通大道8号"), ("1.委托人名称及地址|远山汽车有限公司",), ("委托人名称和注册地址：远山汽车有限公司",),
     ("委托人名称及地址 远山汽车有限公司",), ("委托人名称及地|远山汽车有限公司", "址")],
)  # fmt: skip
def test_what_a_cell_holds_besides_is_no_label_of_its_own_and_no_value(rows: tuple[str, ...]) -> None:
    labels = {"holder": ["委托人名称"], "other": ["地址"]}
    found = first_value(read_form([page(*rows)], labels), "holder", company_value)
    assert isinstance(found, Fact) and found.value == "远山汽车有限公司"


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


CERTIFICATE = {"date": ["登记日期"], "office": ["登记机关"], "owner": ["机动车所有人/身份证明名称/号码", "机动车所有人"], "brand": ["品牌"], "type": ["型号"], "both": ["品牌型号"]}
NAMES = [name for names in CERTIFICATE.values() for name in names]


def sheet_of(*cells: tuple[str, float, float]) -> Page:
    return Page("a.pdf", 1, tuple(line(text, x, y) for text, x, y in cells), width=1000, height=1414)


@pytest.mark.parametrize("leading", [0.015, 0.02, 0.026])
def test_a_label_that_wraps_in_its_cell_is_whole(leading: float) -> None:
    sheet = sheet_of(("3.登记", 0.3, 0.2), ("日期", 0.3, 0.2 + leading), ("2026-02-25", 0.37, 0.2 + leading / 2), ("2.登记机", 0.1, 0.2), ("关", 0.1, 0.2 + leading), ("济南市公安局", 0.18, 0.2))
    entries = read_form([with_whole_labels(sheet, NAMES)], CERTIFICATE)
    found = first_value(entries, "date", date_value)
    assert isinstance(found, Fact) and found.raw == "2026-02-25" and {entry.field for entry in entries} == {"date", "office"}


def test_the_longest_label_that_wraps_counts() -> None:
    sheet = with_whole_labels(sheet_of(("机动车所有人/身份证", 0.1, 0.2), ("明名称/号码", 0.1, 0.218), ("张三/居民身份证", 0.4, 0.209)), NAMES)
    assert "机动车所有人/身份证明名称/号码" in [one.text.replace(" ", "") for one in sheet.lines]


def test_two_labels_one_over_the_other_stay_two() -> None:
    sheet = sheet_of(("品牌", 0.1, 0.2), ("型号", 0.1, 0.218))
    assert with_whole_labels(sheet, NAMES) is sheet


def test_a_label_and_a_value_below_stay_apart() -> None:
    sheet = sheet_of(("登记", 0.1, 0.2), ("事项", 0.1, 0.218), ("登记", 0.5, 0.2), ("日期", 0.5, 0.26))
    assert with_whole_labels(sheet, NAMES) is sheet


def test_labels_over_their_values_are_no_values() -> None:
    top = [line(text, x, 0.2) for text, x in (("委托方 Client", 0.2), ("依据标准 Standard", 0.5))]
    under = [line(text, x, 0.2175) for text, x in (("车辆型号 BYD7152WT6HEVC1", 0.2), ("WM/T 8-2022", 0.5))]
    following = [line(text, x, 0.242) for text, x in (("车架号", 0.2), ("登记日期", 0.5))]
    sheet = Page("a.jpg", 1, (*top, *under, *following), width=1000, height=1414)
    entry = read_form([sheet], {"client": ["委托方", "client"]})[-1]
    assert entry.values[0].text == "车辆型号 BYD7152WT6HEVC1"


def test_translations_in_a_column_of_their_own_are_left_out() -> None:
    rows = ("车辆型号|Model|BYD7152WT6HEVC1", "登记日期|Date|2025-11-20", "车身颜色|Colour|蓝", "备注|Remarks|无")
    labels = [*(name for names in LABELS.values() for name in names), "备注"]
    sheet = with_whole_labels(page(*rows), labels)
    assert [one.text for one in sheet.lines if one.text in ("Model", "Date", "Colour", "Remarks")] == []
    pairs = with_whole_labels(page("车辆型号|Corolla|车身颜色|White", "登记日期|May|车辆型号|Camry", "车身颜色|Blue|登记日期|June"), labels)
    assert {"Corolla", "May", "Blue"} <= {one.text for one in pairs.lines}, "values in Latin letters are no translations"


def test_labels_that_a_stroke_joins_share_their_value() -> None:
    labels = {"issued": ["date of issue", "签发日期"], "until": ["valid until", "有效期至"]}
    for label in ("Date of issue / Valid until", "Date of issue / Valid until 签发/有效"):
        entries = read_form([page(f"{label}|||2026-06-25/2027-06-24")], labels)
        assert [entry.values[0].text for entry in entries] == ["2026-06-25/2027-06-24"] * 2


def test_a_label_in_an_english_sentence_is_none() -> None:
    labels = {"issuer": ["manufacturer"]}
    sheet = page("We, Chery, are the manufacturer of the above vehicle.", "安徽皖江之星汽车进出口有限公司")
    assert read_form([sheet], labels) == []


def test_of_two_values_in_one_column_the_level_one_counts() -> None:
    lines = [line("燃料种类", 0.5, 0.242), line("TZ2241592", 0.6, 0.212), line("电", 0.6, 0.243), line("车登", 0.4, 0.228), line("记编号", 0.4, 0.236)]
    (entry,) = read_form([Page("a.jpg", 1, tuple(lines), width=1000, height=700)], {"fuel": ["燃料种类"]}, prose=False)
    assert entry.values[0].text == "电"


COLUMNS = {"unit": ["单位"], "quantity": ["数量", "数"], "price": ["单价"], "amount": ["金额"]}


@pytest.mark.parametrize(("head", "cell"), [("单位 数量", "1 268000.00"), ("单 位 数 量", "1 268000.00")])
def test_heads_and_figures_of_narrow_columns_are_parted(head: str, cell: str) -> None:
    def at(text: str, *starts: float) -> Line:
        """One line whose words begin at `starts`, in shares of a page 1000 px wide and high."""
        made, chars = line(text, starts[0], 0.2), []
        words, width = text.split(" "), 0.012
        for word, start in zip(words, starts, strict=True):
            chars += [Char(c, start + i * width, start + (i + 1) * width, 0.99) for i, c in enumerate(word)] + [Char(" ", start, start, 0.99)]
        stop = chars[-2].stop
        scaled = tuple(replace(c, start=(c.start - starts[0]) / (stop - starts[0]), stop=(c.stop - starts[0]) / (stop - starts[0])) for c in chars[:-1])
        return replace(made, box=Box(starts[0], 0.2, stop, 0.218), chars=scaled)

    starts = (0.4, 0.44) if len(head.split()) == 2 else (0.4, 0.416, 0.44, 0.456)
    heads = [at(head, *starts), at("单价", 0.55), at("金额", 0.7)]
    row = [at("辆", 0.406), at(cell, 0.45, 0.54), at("268000.00", 0.69)]
    row = [replace(one, box=Box(one.box.x0, 0.25, one.box.x1, 0.268)) for one in row]
    (found,) = read_tables([Page("a.jpg", 1, (*heads, *row), width=1000, height=1000)], COLUMNS, anchor=("quantity", "amount"), needed=3)
    assert {name: span.text for name, span in found.cells.items()} == {"unit": "辆", "quantity": "1", "price": "268000.00", "amount": "268000.00"}


def test_cells_of_several_lines_are_the_rows_of_their_table() -> None:
    columns = {"provider": ["服务站名称"], "address": ["服务站地址"]}
    spots = [("服务站名称", 0.1, 0.1), ("服务站地址", 0.5, 0.1), ("比什凯克宇通服务站", 0.1, 0.14), ('(OsOO "Kyrgyz Bus', 0.1, 0.16), ('Service")', 0.1, 0.18),
             ("吉尔吉斯斯坦比什凯克市列宁区楚", 0.5, 0.15), ("河大道312号", 0.5, 0.17), ("奥什宇通特约维修站", 0.1, 0.21), ("(IP Mamatov)", 0.1, 0.23), ("奥什市列宁街88号", 0.5, 0.22)]  # fmt: skip
    sheet = Page("a.jpg", 1, tuple(line(*spot) for spot in spots), width=1000, height=1414)
    rows = read_tables([sheet], columns, anchor=("provider",), wraps=True)
    assert [row.cells["address"].text for row in rows] == ["吉尔吉斯斯坦比什凯克市列宁区楚河大道312号", "奥什市列宁街88号"]


def test_a_code_broken_at_its_dash_is_whole() -> None:
    assert merged([line("BJ1186VKPFK-", 0.1, 0.1), line("01", 0.1, 0.12)]).text == "BJ1186VKPFK-01"


def test_a_head_set_one_character_over_the_other_beside_heads_on_one_line() -> None:
    heads = [line("项目名称", 0.1, 0.32), line("单", 0.4, 0.308), line("位", 0.4, 0.334), line("数", 0.5, 0.308), line("量", 0.5, 0.334), line("金额", 0.7, 0.32)]
    row = [line("制冷机组", 0.1, 0.37), line("台", 0.4, 0.37), line("2", 0.504, 0.37), line("86000.00", 0.69, 0.37)]
    columns = {"name": ["项目名称"], "unit": ["单位"], "quantity": ["数量"], "amount": ["金额"]}
    (found,) = read_tables([Page("a.jpg", 1, (*heads, *row), width=1000, height=1414)], columns, anchor=("quantity",), needed=3)
    assert {name: cell.text for name, cell in found.cells.items()} == {"name": "制冷机组", "unit": "台", "quantity": "2", "amount": "86000.00"}


def test_a_long_cell_that_ends_before_the_next_head_is_not_cut() -> None:
    sheet = page("名称|地址|电话", "Inter Motors|Sheikh Zayed Rd, Dubai|+971 4 324 7700")
    (found,) = read_tables([sheet], {"name": ["名称"], "address": ["地址"], "phone": ["电话"]}, anchor=("name",))
    assert found.cells["address"].text == "Sheikh Zayed Rd, Dubai"


GOODS = {"name": ["品名", "description"], "model": ["型号", "规格型号"], "unit": ["单位"], "quantity": ["数量", "qty"], "amount": ["金额"]}


def test_heads_in_two_languages_over_one_another_and_one_half_a_line_lower() -> None:
    heads = [line("品名", 0.1, 0.3), line("数量", 0.45, 0.3), line("金额 Amount", 0.7, 0.3), line("型号 Model", 0.25, 0.309),
             line("Description", 0.09, 0.318), line("Qty", 0.454, 0.318), line("(RMB)", 0.73, 0.318)]  # fmt: skip
    row = [line("顶置驻车空调", 0.09, 0.352), line("FJ2200", 0.27, 0.352), line("1台", 0.46, 0.352), line("6,667.00", 0.72, 0.352)]
    (found,) = read_tables([Page("a.jpg", 1, (*heads, *row), width=1000, height=1414)], GOODS, anchor=("quantity",), needed=3)
    assert {name: cell.text for name, cell in found.cells.items()} == {"name": "顶置驻车空调", "model": "FJ2200", "quantity": "1台", "amount": "6,667.00"}


def test_writing_up_the_edge_and_a_rule_taken_for_a_sign_leave_the_heads_alone() -> None:
    upright = Line("第三联：发票联", Box(0.95, 0.2, 0.97, 0.45), "ocr:test", 0.99, ())
    heads = [line("品名", 0.1, 0.3), line("型号", 0.25, 0.3), line("单位☑数量", 0.42, 0.3), line("金额", 0.7, 0.3)]
    row = [line("驻车空调", 0.09, 0.33), line("FJ2200", 0.25, 0.33), line("台", 0.43, 0.33), line("1", 0.49, 0.33), line("5900.00", 0.69, 0.33)]
    (found,) = read_tables([Page("a.jpg", 1, (*heads, upright, *row), width=1000, height=1414)], GOODS, anchor=("quantity",), needed=3)
    assert {name: cell.text for name, cell in found.cells.items()} == {"name": "驻车空调", "model": "FJ2200", "unit": "台", "quantity": "1", "amount": "5900.00"}


@pytest.mark.parametrize("lower", [0.326, 0.318], ids=["below the row", "level with it"])
def test_heads_side_by_side_that_were_read_across(lower: float) -> None:
    heads = [line("品名", 0.1, 0.315), line("型号", 0.25, 0.315), line("单数", 0.45, 0.304), line("位量", 0.45, lower), line("金额", 0.7, 0.315)]
    row = [line("驻车空调", 0.09, 0.36), line("FJ2200", 0.25, 0.36), line("台", 0.448, 0.36), line("1", 0.47, 0.36), line("5900.00", 0.69, 0.36)]
    (found,) = read_tables([Page("a.jpg", 1, (*heads, *row), width=1000, height=1414)], GOODS, anchor=("quantity",), needed=3)
    assert {name: cell.text for name, cell in found.cells.items()} == {"name": "驻车空调", "model": "FJ2200", "unit": "台", "quantity": "1", "amount": "5900.00"}


def test_a_head_of_two_lines_that_reaches_beside_the_first_row_swallows_nothing() -> None:
    heads = [line("品名", 0.1, 0.3), line("型号", 0.4, 0.3), line("数量/单", 0.55, 0.3), line("金额", 0.8, 0.3), line("位", 0.55, 0.315)]
    row = [line("随车起重机（含取", 0.1, 0.3175), line("SQS300", 0.4, 0.3175), line("1台", 0.55, 0.329), line("168,500.00", 0.8, 0.3175), line("力器）", 0.1, 0.337)]
    columns = {"name": ["品名"], "model": ["型号"], "quantity": ["数量/单位"], "amount": ["金额"]}
    sheet = with_whole_labels(Page("a.jpg", 1, (*heads, *row), width=1000, height=1414), ["品名", "数量/单位"])
    (found,) = read_tables([sheet], columns, anchor=("quantity", "amount"), needed=3)
    assert {name: cell.text for name, cell in found.cells.items()} == {"name": "随车起重机（含取力器）", "model": "SQS300", "quantity": "1台", "amount": "168,500.00"}


def test_a_head_nobody_knows_half_a_line_higher_keeps_its_figures_out_of_the_column_before() -> None:
    heads = [line("品名", 0.1, 0.3), line("型号", 0.4, 0.3), line("数量", 0.55, 0.3), line("计价（元，含", 0.75, 0.29), line("税)", 0.78, 0.312)]
    row = [line("泵送臂架", 0.1, 0.345), line("BZ47", 0.4, 0.345), line("壹套（1套）", 0.55, 0.345), line("1,180,000.00", 0.75, 0.345)]
    (found,) = read_tables([Page("a.jpg", 1, (*heads, *row), width=1000, height=1414)], GOODS, anchor=("quantity",), needed=3)
    assert found.cells["quantity"].text == "壹套（1套）"


@pytest.mark.parametrize(("cell", "value"), [("贰辆（2辆）", 2), ("壹套(1套", 1), ("2台（贰台）", 2), ("贰辆（3辆）", None), ("共叁（3）套", 3), ("叁（4）套", None), ("3.00", 3), ("2/台", None)])
def test_a_quantity_said_twice_is_one(cell: str, value: int | None) -> None:
    sheet = page(cell)
    assert (found.value if (found := quantity_value(whole(sheet, sheet.lines[0]))) else None) == value


@pytest.mark.parametrize(("apart", "joined"), [(0.05, False), (0.005, True)])
def test_two_heads_that_make_up_a_third_stay_two_where_they_stand_apart(apart: float, joined: bool) -> None:
    heads = (line("品牌", 0.1, 0.1), line("型号", 0.1 + 2 * 0.016 + apart, 0.1))
    sheet = with_whole_labels(Page("a.jpg", 1, heads, width=1000, height=1414), ["品牌", "型号", "品牌型号"])
    assert [one.text for one in sheet.lines] == (["品牌型号"] if joined else ["品牌", "型号"])


def test_lines_of_a_cell_that_are_level_go_from_left_to_right() -> None:
    sheet = Page("a.jpg", 1, (line("品牌型号", 0.1, 0.1), line("车架号", 0.6, 0.1), line("豪沃牌", 0.1, 0.141), line("ZZ3257V384HF1", 0.16, 0.14), line("LZZ1CLWB3SN504117", 0.6, 0.14)), width=1000, height=1414)
    (row,) = read_tables([sheet], {"brand_model": ["品牌型号"], "vin": ["车架号"]}, anchor=("vin",))
    assert row.cells["brand_model"].text == "豪沃牌ZZ3257V384HF1"


def test_a_telephone_number_behind_its_label_is_no_head() -> None:
    sheet = page("服务网点|Tel +994 12 567 20 14", "确认内容|我公司确认上述网点", "签章|某某有限公司")
    assert read_tables([sheet], {"provider": ["服务网点"], "phone": ["tel"]}, anchor=("provider",)) == []


@pytest.mark.parametrize("row", ["合同编号/N SLTD-UZ-260126", "合同编号/No.: SLTD-UZ-260126"])
def test_a_second_name_behind_a_stroke_is_not_the_value(row: str) -> None:
    sheet = page(row)
    (entry,) = read_form([sheet], {"number": ["合同编号"]})
    assert entry.values[0].text.strip() == "SLTD-UZ-260126"


@pytest.mark.parametrize(("row", "values"), [("委托人青岛远帆汽车贸易有限公司", ["青岛远帆汽车贸易有限公司"]), ("委托人应当提供资料", [])])
def test_a_short_label_that_runs_into_a_company(row: str, values: list[str]) -> None:
    assert [value.text for entry in read_form([page(row)], {"client": ["委托人"]}) for value in entry.values] == values


@pytest.mark.parametrize(("cell", "model"), [("MG4/CSA7001FBEV3", "CSA7001FBEV3"), ("CSA7001FBEV3", "CSA7001FBEV3"), ("瑞虎8SQR6470T1C9T", "SQR6470T1C9T"), ("豪沃牌2Z1257V464JE1", "ZZ1257V464JE1"), ("SQR7150J18/T", "SQR7150J18/T")])
def test_a_trade_name_before_a_model_is_no_part_of_it(cell: str, model: str) -> None:
    sheet = page(cell)
    found = model_value(whole(sheet, sheet.lines[0]))
    assert found is not None and found.value == model


def test_a_company_is_no_brand() -> None:
    sheet = page("北汽福田汽车股份有限公司 制造")
    assert brand_value(whole(sheet, sheet.lines[0])) is None
    stacked = page("东风商用车有限公司东风牌")  # a maker's name over the brand, taken for one cell
    assert value_of(brand_value(whole(stacked, stacked.lines[0]))) == "东风牌"


def test_a_day_behind_a_cyrillic_no_is_no_number() -> None:
    (entry,) = read_form([page("Срок действия|c 04.05.2026 no 03.05.2027")], {"expiry": ["срок действия"], "number": ["no"]})
    assert entry.values[0].text == "c 04.05.2026 no 03.05.2027"


def test_a_number_under_a_title_is_a_row_of_its_own() -> None:
    rows = ("     二手车国际买卖合同（译文）", "     编号GC-RD-2607")
    assert [entry.values[0].text for entry in read_form([page(*rows)], {"number": ["编号"]})] == ["GC-RD-2607"]


def test_what_is_set_to_the_right_runs_on_into_nothing() -> None:
    sheet = Page("a.jpg", 1, (line("安途检字（2026）第0611号", 0.62, 0.117), line("受大连金普腾远二手车出口有限公司委托，本机构于二〇二六年六月二十二日，", 0.14, 0.143)), width=1000, height=1414)
    assert len(paragraphs(sheet)) == 2


@pytest.mark.parametrize(("cell", "value"), [("2026-03-31", None), ("2026年3月31日", None), ("480,000.00", 480_000), ("2026", 2026)])
def test_the_year_of_a_day_is_no_sum(cell: str, value: int | None) -> None:
    sheet = page(cell)
    found = money_value(whole(sheet, sheet.lines[0]))
    assert (None if found is None else found.value) == value


def test_a_sentence_under_a_table_is_in_none_of_its_cells() -> None:
    page = laid("名称|型号|单位|数量|单价|金额", "制冷机组|KX-450S|台|2|14,800.00|29,600.00", columns=(0.05, 0.25, 0.43, 0.51, 0.6, 0.75))
    under = laid("金额合计：贰万玖仟陆佰圆整（含13%增值税）以及随附的安装支架与全套控制面板各两件", columns=(0.05,), top=0.115)
    (row,) = read_tables([replace(page, lines=(*page.lines, *under.lines))], {"name": ["名称"], "model": ["型号"], "quantity": ["数量"]}, anchor=("quantity",))
    assert row.cells["name"].text == "制冷机组"


def test_a_value_that_a_reader_parted_in_its_cell_is_whole_for_who_needs_the_rest() -> None:
    page = laid("品牌型号|福田牌|BJ1048V9JEA-AB1", columns=(0.1, 0.35, 0.4))
    assert value_of(first_value(read_form([page], {"model": ["品牌型号"]}), "model", model_value)) == "BJ1048V9JEA-AB1"
    apart = laid("品牌型号|福田牌|BJ1048V9JEA-AB1", columns=(0.1, 0.35, 0.7))
    assert value_of(first_value(read_form([apart], {"model": ["品牌型号"]}), "model", model_value)) is None


def test_a_model_broken_at_its_dash_in_a_narrow_cell_is_whole() -> None:
    page = laid("福田牌|BJ1048V9JEA-|北汽福田", "|AB1|汽车", columns=(0.1, 0.3, 0.6), pitch=0.02)
    assert [(read.value, read.clean) for read in models_in([page])] == [("BJ1048V9JEA-AB1", True)]
    assert not models_in([laid("BJ1048V9JEA-")])[0].clean


def test_labels_of_a_list_share_their_cell() -> None:
    page = laid("车辆品牌、型号|奇瑞牌|SQR6471T1E16T", columns=(0.1, 0.35, 0.4))
    entries = read_form([page], {"brand": ["车辆品牌"], "model": ["型号"]})
    assert (value_of(first_value(entries, "brand", brand_value)), value_of(first_value(entries, "model", model_value))) == ("奇瑞牌", "SQR6471T1E16T")


@pytest.mark.parametrize("cell", ["2025-08-01、2026-01-15", "2025-08-01"])
def test_days_of_a_list_are_not_each_others(cell: str) -> None:
    entries = read_form([laid(f"注册登记日期、转让日期|{cell}", columns=(0.1, 0.4))], {"registered": ["注册登记日期"], "sold": ["转让日期"]})
    assert value_of(first_value(entries, "registered", date_value)) is None


def test_a_colon_read_as_a_dot_behind_two_names_of_a_party() -> None:
    entry, other = read_form([page("需方/购方.湖北程力专用汽车有限公司供方/售方：随州恒力机械有限公司")], {"buyer": ["需方"], "seller": ["供方", "售方"]})
    assert (value_of(company_value(entry.values[0])), other.values[0].text) == ("湖北程力专用汽车有限公司", "随州恒力机械有限公司")


def test_the_rest_of_a_cell_set_left_of_its_head_is_its_own() -> None:
    sheet = laid("提供者|地址|电话", columns=(0.19, 0.54, 0.8))
    rows = [line("Cori Movilidad", 0.1, 0.09), line("Avenida Las Américas, calle 50, San José, Costa", 0.35, 0.09), line("Rica", 0.35, 0.11), line("+506 2520 4410", 0.78, 0.09),
            line("Taller Heredia", 0.1, 0.15), line("Calle 5, 200 m norte del Parque Central, Heredia", 0.35, 0.15), line("+506 2237 6608", 0.78, 0.15), line("第2页/共2页", 0.5, 0.18)]  # fmt: skip
    row, other = read_tables([replace(sheet, lines=(*sheet.lines, *rows))], {"provider": ["提供者"], "address": ["地址"], "phone": ["电话"]}, anchor=("phone",))
    assert (row.cells["provider"].text, row.cells["address"].text) == ("Cori Movilidad", "Avenida Las Américas, calle 50, San José, Costa Rica")
    assert other.cells["address"].text == "Calle 5, 200 m norte del Parque Central, Heredia"
