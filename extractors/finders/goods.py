"""Lines of goods on contracts and invoices: tables first, then forms and sentences that sell one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from math import inf

from domain.facts import Absent, Fact, Field, Unread
from domain.models import goods_parts
from domain.modified_vehicle_papers import GoodsLine
from domain.pages import Line, Page
from domain.text import han_count
from extractors.data import words
from extractors.finders.amounts import money_value, quantity_value, reconciled, unit_value, words_value
from extractors.finders.forms import Entry, Parser, first_value, read_form
from extractors.finders.joining import merged
from extractors.finders.layout import below, rows
from extractors.finders.models import models_of
from extractors.finders.paragraphs import paragraphs
from extractors.finders.spans import Span, fact, mapped, whole
from extractors.finders.tables import TableRow, read_tables
from extractors.finders.values import FREE_TEXT, model_value, text_value
from extractors.finders.vins import vin_fact, vins_in

_SUM = re.compile(r"^[\s(（]*(?:金额|货款|合同|设备|价款)?(?:计$|合\W?计|总计|小计|共计|总金额|总额|订单总|价税合计|合同总|total)")
_END = re.compile(r"^[\s(（]*(?:金额|货款|合同|设备|价款)?(?:合\W?计|总计|共计|总金额|总额|订单总|价税合计|合同总|total)")
"""A sum that ends a table; rows may go on under a subtotal."""
_UNIT = re.compile(r"[台辆套件部个组只]")
_SERVICE = re.compile(r"运费|运输费|运输服务|安装费|服务费|保险费|保险服务|检测费|手续费|调试费|培训|freight|insurance|service")
_CHASSIS = re.compile(r"底盘|chassis")
_VEHICLE = re.compile(r"(?:货车|汽车|客车|轿车|牵引车|自卸车|越野车|运输车|皮卡|车)$|truck|vehicle|lorry")
_SOLD = re.compile(
    r"(?P<n>-?\d{1,5}|[一二三四五六七八九十百两壹贰叁肆伍陆柒捌玖拾佰]{1,5})\s*(?:[(（][^)）]{1,12}[)）])?\s*(?P<unit>台|辆|套|件|sets?|units?)(?!/|每|起|以)",
    re.IGNORECASE,
)
_SELLS = re.compile(r"采购|购买|订购|购置|供应|标的|出售|加工|制作|定作|承揽")
_SCOPE = re.compile(r"供货(?:范围|内容|清单)|采购(?:内容|范围|清单)|标的物?[:：]|货物(?:名称|清单)")
"""The heading of a clause that lists what is sold."""
_MADE = re.compile(r"(?:为|因|用于|供)[^，,。；;]{0,4}生产[^，,。；;]*$")
_COUNTS = re.compile(r"(?:数量|合计|共计|总计|共|计|各|为|下列货物|如下|一批)*")
_MODEL_TYPE = re.compile(r"^\s*[A-Za-z0-9][A-Za-z0-9./×-]{2,}\s*型号?的?(?=[一-鿿])")
"""`BXY-480型` before the name of what is sold."""
_BRACKETED = re.compile(r"[（(][^（）()]*[)）]")
_ITEM = re.compile(r"^\s*\d{1,2}(?:[.．、]\d{1,2})*[.．、]?\s*(?=[一-鿿A-Za-z])")
_COUNTED = re.compile(r"(?:数量|合计|共计|总计|总数|共|计)+$")
_MODEL_OF = re.compile(r"^(?:规格)?型号(?:规格)?|^规格")
_MODEL_IS = re.compile(r"\s*(?:规格)?型号(?:规格)?\s*[为是系]\s*(?=[A-Za-z0-9])")
_EACH, _IN_ALL = re.compile(r"单价|每[台辆套件](?!套)"), re.compile(r"小计|合计|金额|总价|共计人民币")
_CLAUSE = re.compile(r"(?:[,，](?=\d{3}(?!\d))|[^,，；;。])*")
"""Up to the comma that ends it; one between thousands does not."""
_TOKEN = re.compile(r"\s*(?<![A-Za-z0-9])(?=[A-Za-z0-9./×*-]*\d)[A-Za-z0-9][A-Za-z0-9./×-]{3,}\s*")
"""A model or a VIN that a reader drew into the cell of the name."""
_DEVICE_CODE = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-./×*][A-Za-z0-9]+){0,4}")
_GOODS_ROWS = frozenset({"model", "quantity", "unit_price", "amount"})
_VEHICLE_CLASS = "机动车"


def goods_lines(pages: Sequence[Page]) -> tuple[GoodsLine, ...]:
    """All lines of goods in reading order; sums and empty rows are none."""
    labels = words("labels")["goods"]
    found = [line for row in read_tables(pages, labels, anchor=("quantity", "amount"), needed=3, holds=_holds_figure, until=_END) if (line := _from_row(row))]
    if found:
        return tuple(found)
    form = _from_form(read_form(pages, labels))
    return (form,) if form else tuple(line for page in pages for line in _from_sentences(page))


def kind_of_goods(name: str, vins: Sequence[str], unit: str) -> str:
    """chassis | device | service | unclear, by the words of a line. A base vehicle counts as a chassis; what is neither that nor a service is
    a device, since a maker of modified vehicles buys one or the other."""
    tax_class, bare = goods_parts(mapped(name).text)
    if _SERVICE.search(bare):
        return "service"
    if _CHASSIS.search(bare) or tax_class == _VEHICLE_CLASS:
        return "chassis"
    if vins or (_VEHICLE.search(re.sub(r"[(\[].*?[)\]]", "", bare)) and unit in ("辆", "台", "")):
        return "chassis"
    return "device" if han_count(bare) >= 2 or sum(c.isalpha() for c in bare) >= 4 else "unclear"


def _holds_figure(span: Span) -> bool:
    """Whether a cell may be a quantity or a sum, readable or not: a figure with little round it, or next to nothing that is no word."""
    plain = span.squeezed().text
    digits = sum(c.isdigit() for c in plain)
    return (len(plain) <= 2 and han_count(plain) < 2 and not _UNIT.fullmatch(plain)) or 2 * digits >= len(plain) or quantity_value(span) is not None


def _from_row(row: TableRow) -> GoodsLine | None:
    anchor = row.cells.get("quantity") or row.cells["amount"]
    level = next((r for r in rows(row.page) if any(line.box.same_row(anchor.box) for line in r)), ())
    if any(_SUM.match(mapped(line.text).text) for line in level if line.box.x0 < anchor.box.x0):
        return None
    vins = [vin_fact(found) for field in ("vin", "model", "name", "remark") if field in row.cells for found in vins_in(row.cells[field])]
    name = _cell(row, _free_text, "name")
    # A motor-vehicle invoice has the VIN in the column of the model, and the model, if at all, in the name.
    model = _cell(row, _announced, "name", "model") if vins else _cell(row, model_value, "model", "name")
    if isinstance(model, Unread) and not vins and "model" in row.cells:
        model = _device_code(row.cells["model"]) or model
    if isinstance(model, Unread) and not _modelled(row):
        model = replace(model, reason="no-model")
    quantity = _cell(row, quantity_value, "quantity")
    unit = _cell(row, unit_value, "unit", "quantity")
    if isinstance(name, Absent) and isinstance(model, Absent) and not vins:
        return None
    return _line(name, model, unit, quantity, _cell(row, money_value, "unit_price"), _cell(row, money_value, "amount"), _cell(row, money_value, "tax"), vins)


def _announced(span: Span) -> Fact[str] | None:
    return next(iter(models_of(span)), None)


def _device_code(span: Span) -> Fact[str] | None:
    """A cell that holds nothing but the code of a device, which follows no standard: `PS-12.5`, `SF12`."""
    text = span.text.strip()
    return fact(mapped(text).text.upper(), span) if _DEVICE_CODE.fullmatch(text) and any(c.isdigit() for c in text) else None


def _modelled(row: TableRow) -> bool:
    """Whether the model's cell holds something like a code that could not be understood."""
    cell = row.cells.get("model")
    return cell is not None and sum(c.isascii() and c.isalnum() for c in cell.text) >= 5


def _line(
    name: Field[str],
    model: Field[str],
    unit: Field[str],
    quantity: Field[Decimal],
    price: Field[Decimal],
    amount: Field[Decimal],
    tax: Field[Decimal],
    vins: Sequence[Fact[str]],
) -> GoodsLine:
    what = kind_of_goods(
        name.value if isinstance(name, Fact) else "", [vin.value for vin in vins], unit.value if isinstance(unit, Fact) else ""
    )
    return GoodsLine(name, model, unit, reconciled(quantity, price, amount), price, amount, tax, tuple(vins), what)


_HEADS = {"项目", "内容", "参数", "型号", "数量", "单位", "单价", "金额", "名称", "规格型号", "备注"}


def _free_text(span: Span) -> Fact[str] | None:
    """A name, without the code or the number of a neighbouring cell that broke into it between two of its characters."""
    found = text_value(span, FREE_TEXT)
    if found is None or found.value in _HEADS:
        return None
    bare = re.sub(rf"(?<=[一-鿿])(?:{_TOKEN.pattern}|\d{{1,2}} )(?=[一-鿿])", "", found.value)
    return replace(found, value=bare)


def _cell(row: TableRow, parse: Parser[object], *fields: str) -> Field:  # type: ignore[type-arg]
    spans = [row.cells[field] for field in fields if field in row.cells]
    for span in spans:
        if found := parse(span):
            return found
    return Unread("no-readable-value", row.page.place(spans[0].box), spans[0].text) if spans else Absent()


def _from_form(entries: Sequence[Entry]) -> GoodsLine | None:
    """A document that sells one thing under labels."""
    quantity = first_value(entries, "quantity", quantity_value)
    if not isinstance(quantity, Fact):
        return None
    name = first_value(entries, "name", _free_text)
    if not isinstance(name, Fact):
        name = _beside_rows(entries) or name
    if not isinstance(name, Fact) and not any(entry.field == "model" for entry in entries):
        return None
    vins = [vin_fact(found) for entry in entries if entry.field in ("vin", "model") for span in entry.values[:1] for found in vins_in(span)]
    model = first_value(entries, "model", model_value)
    unit = first_value(entries, "unit", unit_value)
    if not isinstance(unit, Fact):
        unit = first_value([entry for entry in entries if entry.field == "quantity"], "quantity", unit_value)
    return _line(
        name, model, unit, quantity, first_value(entries, "unit_price", money_value), first_value(entries, "amount", money_value),
        first_value(entries, "tax", money_value), vins,
    )  # fmt: skip


def _beside_rows(entries: Sequence[Entry]) -> Fact[str] | None:
    """The name in a cell that runs along all rows of the form, so that it stands far under its heading."""
    head = next((entry.label for entry in entries if entry.field == "name"), None)
    last = next((entry.label for entry in reversed(entries) if head and entry.label.page is head.page and entry.field in _GOODS_ROWS), None)
    if head is None or last is None:
        return None
    inside = [line for line in below(head.page, head.line, reach=inf) if line.box.y0 <= last.line.box.y1 and line.box.x1 <= last.line.box.x0]
    return _free_text(whole(head.page, merged(inside))) if inside else None


def _from_sentences(page: Page) -> Iterator[GoodsLine]:
    """`甲方向乙方采购洒水罐，型号为GS-10，数量共计贰套（2套），单价每套…元`: what a sentence sells stands behind its verb, or before the quantity."""
    for paragraph in paragraphs(page):
        text = paragraph.text
        scope = _SCOPE.search(mapped(text).text) is not None
        begin = 0
        for match in _SOLD.finditer(text):
            if begin and not text[begin : match.start()].strip(" （(、)）"):
                begin = match.end()  # the same number again, in figures
                continue
            start = max([begin, *(text.rfind(stop, begin, match.start()) + 1 for stop in "。；;\n")])
            begin = match.end()
            if _MADE.search(text[start : match.start()]):
                continue  # 购方为生产洒水车三辆，向供方采购: what the goods are for
            goods = _sold_in(paragraph.span.narrowed(start, match.start()), listed=scope)
            quantity = quantity_value(paragraph.span.narrowed(match.start("n"), match.end("unit")))
            if goods is None or quantity is None:
                continue
            name, model = goods
            end = min(at for stop in "。；;\n" if (at := text.find(stop, match.end()) if stop in text[match.end() :] else len(text)) >= 0)
            rest = paragraph.span.narrowed(match.end(), end)
            real = paragraph.real(paragraph.span.narrowed(*match.span("n")))
            spot = fact(0, paragraph.real(name)).place
            named = _free_text(name)
            yield _line(
                replace(named, place=spot) if named else Absent(), replace(model, place=spot) if model else Absent(), fact(match["unit"], real),
                replace(quantity, place=fact(0, real).place), _sum_behind(rest, _EACH), _sum_behind(rest, _IN_ALL), Absent(), [],
            )  # fmt: skip


def _sold_in(span: Span, *, listed: bool = False) -> tuple[Span, Fact[str] | None] | None:
    """Name and model of what a sentence sells before its quantity; None where it sells nothing. `listed`: its clause lists what is sold."""
    verb = next(reversed(list(_SELLS.finditer(span.text))), None)
    rest = span.narrowed(verb.end() if verb else 0, len(span.text))
    inside = [(m.start(), m.end()) for m in _BRACKETED.finditer(rest.text)]
    pieces = [rest.narrowed(m.start(), m.end()) for m in re.finditer(r"[^，,：:、（）()]+", rest.text)]
    pieces = [piece for piece in pieces if not _COUNTS.fullmatch(mapped(piece.text).text)]
    # What stands in brackets is said of the thing sold and is not its name.
    outside = [piece for piece in pieces if not any(start <= piece.start - rest.start < stop for start, stop in inside)]
    named = [piece for piece in outside if han_count(piece.text) >= 2 and not _MODEL_OF.match(mapped(piece.text).text)]
    if not verb:  # the name next to the quantity, with what stands between them
        named = named[-1:]
        pieces = [piece for piece in pieces if named and piece.start >= named[0].start]
    said = [piece for before, piece in pairwise(pieces) if _MODEL_OF.fullmatch(mapped(before.text).text)]
    said += [piece.narrowed(match.end(), len(piece.text)) for piece in pieces if (match := _MODEL_IS.match(piece.text))]
    model = next((found for piece in (*said, *pieces) if (found := model_value(piece))), None) or next((found for piece in said if (found := _device_code(piece))), None)
    names = [_bare_name(named[0])] if named else []
    if not names or not (verb or model or listed or _CHASSIS.search(mapped(names[0].text).text)):
        return None
    return names[0], model


def _bare_name(piece: Span) -> Span:
    """The name alone: without the model before it and the word of counting behind it (`BXY-480型车载制冷机组共计`)."""
    begin = match.end() if (match := _ITEM.match(piece.text)) else 0
    begin += match.end() if (match := _MODEL_TYPE.match(piece.text[begin:])) else 0
    stop = match.start() if (match := _COUNTED.search(piece.text)) else len(piece.text)
    return piece.narrowed(begin, stop) if begin < stop else piece


def _sum_behind(span: Span, words_before: re.Pattern[str]) -> Field[Decimal]:
    match = words_before.search(span.text)
    if match is None:
        return Absent()
    clause = span.narrowed(match.end(), match.end() + len(_CLAUSE.match(span.text[match.end() :])[0]))  # type: ignore[index]
    return money_value(clause) or words_value(clause) or Absent()


def sums_on(page: Page, heading: re.Pattern[str]) -> list[tuple[Line, list[Span]]]:
    """Rows that begin with a sum's heading, each with the spans to the right of it (and behind it in the same line) that hold figures."""
    found = []
    for row in rows(page):
        for position, line in enumerate(row):
            match = heading.match(mapped(line.text).text)
            if match is None:
                continue
            own = Span(page, line, mapped(line.text).index[match.end() - 1] + 1, len(line.text))
            spans = [own] if any(c.isdigit() for c in own.text) else []
            spans += [Span(page, other, 0, len(other.text)) for other in row[position + 1 :] if any(c.isdigit() for c in other.text)]
            found.append((line, spans))
            break
    return found
