"""Invoices: fully digital, VAT special and ordinary, motor-vehicle unified, red ones, with a list of goods on pages of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from domain.facts import Absent, Fact, Field
from domain.modified_vehicle_papers import GoodsLine, Invoice, InvoiceCode
from domain.pages import Barcode, Line, Page
from extractors.data import words
from extractors.finders.amounts import agree, borne_out, money_value, signed, words_value
from extractors.finders.companies import company_value
from extractors.finders.forms import Entry, first_value, read_form
from extractors.finders.goods import goods_lines, sums_on
from extractors.finders.layout import right_of
from extractors.finders.signatures import placed_seals, signatories
from extractors.finders.spans import Span, fact, mapped, whole
from extractors.finders.values import FREE_TEXT, date_value, model_value, text_value, vin_value
from extractors.finders.vins import vin_fact, vins_on

_DIGITAL = re.compile(r"电子发票(?:\(|$)")
_SPECIAL = re.compile(r"增值税(?:电子)?专用发票")
_ORDINARY = re.compile(r"增值税(?:电子)?普通发票|普通发票")
_MOTOR = re.compile(r"机动车销售统一发票")
_RED = re.compile(r"红字|负数发票|\(负数\)|红冲|冲红")
_LIST = re.compile(r"详见销货清单|见销货清单|详见清单")
_NUMBER = re.compile(r"(?<!\d)(?:\d{20}|\d{8})(?!\d)")
_CODE = re.compile(r"(?<!\d)(?:\d{12}|\d{10})(?!\d)")
_NET = re.compile(r"^合\W?计(?!人民币)")
_TOTAL = re.compile(r"^(?:价税合计)?[(（]?小写[)）]?")
_NAME = re.compile(r"名称[:：]?|^称[:：]")
"""The label of a party; its first letter stands far from the second and may be lost in the edge of the form."""
_HEAD_OF_GOODS = re.compile(r"^(?:货物或应税劳务|项目名称|规格型号)")
_QR_PARTS = 6
_LOWER_HALF = 0.5
_SELLERS_PART = (0, 0.42)
"""From the right half of a digital form on, and below the goods of the others, the seller's block stands."""


def invoice(pages: Sequence[Page]) -> Invoice:
    """Facts of one invoice over all its pages."""
    labels = words("labels")
    entries = read_form(pages, labels["invoice"], prose=False)
    form = _form(pages)
    buyer, seller = _parties(pages, entries)
    net, tax = _net_and_tax(pages, entries)
    total, spelled = _totals(pages, entries)
    negative = _negative(pages, [net, total, spelled])
    goods = _motor_vehicle(pages, entries) if isinstance(form, Fact) and form.value == "motor_vehicle" else goods_lines(pages)
    lines = [_turned(line, negative) for line in goods if not _points_to_list(line)]
    both = Fact(net.value + tax.value, net.raw, net.place, net.origin, doubt=net.doubt or tax.doubt) if isinstance(net, Fact) and isinstance(tax, Fact) else net
    return Invoice(
        form=form,
        code=_code(entries),
        number=_number(pages, entries),
        date=first_value(entries, "date", date_value),
        buyer=buyer,
        seller=seller,
        goods=borne_out(lines, net, agree(both, total) and agree(total, spelled)),
        net=net,
        tax=tax,
        total=total,
        total_in_words=spelled,
        qr=_qr(pages),
        corrects=first_value(entries, "corrects", number_value),
        negative=negative,
        list_expected=any(_LIST.search(mapped(line.text).text) for page in pages for line in page.lines),
        seals=placed_seals(pages, signatories(pages)),
    )


def number_value(span: Span) -> Fact[str] | None:
    """An invoice number: 20 digits of a fully digital one, 8 of the older forms; another length is given as read, for DOC-002 to say."""
    plain = span.squeezed()
    match = _NUMBER.search(plain.text) or re.search(r"\d{6,22}", plain.text)
    return fact(match.group(), span.of_mapped(match.start(), match.end())) if match else None


def _form(pages: Sequence[Page]) -> Field[str]:
    found: dict[str, Fact[str]] = {}
    for page in pages:
        for line in page.lines:
            plain = mapped(line.text).text
            for pattern, form in ((_MOTOR, "motor_vehicle"), (_DIGITAL, "digital"), (_SPECIAL, "special"), (_ORDINARY, "ordinary")):
                if pattern.search(plain):
                    found.setdefault(form, fact(form, whole(page, line), least=FREE_TEXT))
                    break
    return next((found[form] for form in ("motor_vehicle", "digital", "special", "ordinary") if form in found), Absent())


def _code(entries: Sequence[Entry]) -> Field[str]:
    def code(span: Span) -> Fact[str] | None:
        match = _CODE.search(span.squeezed().text) or re.search(r"\d{6,}", span.squeezed().text)
        return fact(match.group(), span.of_mapped(match.start(), match.end())) if match else None

    return first_value(entries, "code", code)


def _number(pages: Sequence[Page], entries: Sequence[Entry]) -> Field[str]:
    """Labelled; on older paper forms the number stands in large print beside the title, behind `No`."""
    labelled = first_value(entries, "number", number_value)
    if isinstance(labelled, Fact):
        return labelled
    for page in pages[:1]:
        for line in page.lines:
            match = re.match(r"^(?:no\.?|№|n[°º]\.?)?(\d{8})$", mapped(line.text).text)
            if match and line.box.centre[1] < 0.35:
                return fact(match.group(1), whole(page, line).of_mapped(match.start(1), match.end(1)))
    return labelled


def _parties(pages: Sequence[Page], entries: Sequence[Entry]) -> tuple[Field[str], Field[str]]:
    """Explicit labels, else the two blocks with 名称: the buyer's stands left of the seller's, or above it."""
    buyer, seller = first_value(entries, "buyer", company_value), first_value(entries, "seller", company_value)
    named = [(page, line) for page in pages[:1] for line in page.lines if _NAME.search(mapped(line.text).text)]
    blocks: list[tuple[tuple[int, float], Fact[str]]] = []
    for page, line in named:
        plain = mapped(line.text).text
        match = _NAME.search(plain)
        assert match is not None
        if re.search(r"(?:项目|货物|产品|商品|服务)名称|税务机关", plain):
            continue
        rest = whole(page, line).of_mapped(match.end(), len(plain)) if match.end() < len(plain) else None
        spans = [rest] if rest and not rest.blank else [whole(page, other) for other in right_of(page, line)[:1]]
        found = next((name for span in spans if span and (name := company_value(span))), None)
        if found:
            blocks.append((_reading_order(page, line), found))
    ordered = sorted(blocks[:4], key=lambda block: block[0])
    # The buyer stands above the seller on older forms, left of it on digital ones; a block alone is known by its part of the page.
    if ordered and not isinstance(buyer, Fact) and (len(ordered) > 1 or ordered[0][0] < _SELLERS_PART):
        buyer = ordered[0][1]
    if ordered and not isinstance(seller, Fact) and (len(ordered) > 1 or ordered[0][0] >= _SELLERS_PART):
        seller = ordered[-1][1]
    return buyer, seller


def _reading_order(page: Page, line: Line) -> tuple[int, float]:
    """(above the goods or below them, share of the page's width)."""
    goods = next((head.box.centre[1] for head in page.lines if _HEAD_OF_GOODS.match(mapped(head.text).text)), _LOWER_HALF)
    return (int(line.box.centre[1] > goods), line.box.x0)


def _net_and_tax(pages: Sequence[Page], entries: Sequence[Entry]) -> tuple[Field[Decimal], Field[Decimal]]:
    """Sums of amounts and of tax in the row 合计; a motor-vehicle invoice labels them."""
    for page in pages:
        for _, spans in sums_on(page, _NET):
            read = [found for span in spans for part in _figures(span) if (found := money_value(part))]
            if len(read) == 1 and _under(page, read[0], "税额"):
                return Absent((page.place(None),)), read[0]
            if read:
                return read[0], read[1] if len(read) > 1 else first_value(entries, "tax", money_value)
    return first_value(entries, "net", money_value), first_value(entries, "tax", money_value)


def _under(page: Page, read: Fact[Decimal], head: str) -> bool:
    """Whether a figure stands in the column of this head."""
    box = read.place.box
    heads = [line.box for line in page.lines if mapped(line.text).text == head]
    return box is not None and any(page.seen_box(b).shares_column(box) or abs(page.seen_box(b).centre[0] - box.centre[0]) < 0.05 for b in heads)


def _figures(span: Span) -> list[Span]:
    """Sums that the reader gave as one line, parted at their currency signs."""
    text = span.text
    starts = [m.start() for m in re.finditer(r"[¥￥]", text)]
    if len(starts) < 2:
        return [span]
    return [span.narrowed(a, b) for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]


def _totals(pages: Sequence[Page], entries: Sequence[Entry]) -> tuple[Field[Decimal], Field[Decimal]]:
    """Total with tax in figures and in capital letters."""
    spelled: Field[Decimal] = Absent()
    total: Field[Decimal] = first_value(entries, "total", money_value)
    for page in pages:
        for line in page.lines:
            words_here = words_value(whole(page, line))
            if words_here is None:
                continue
            spelled = words_here
            own = re.search(r"[¥￥]", line.text)
            spans = [Span(page, line, own.start(), len(line.text))] if own else []
            spans += [whole(page, other) for other in right_of(page, line)]
            beside = [found for span in spans for part in _figures(span) if (found := money_value(part))]
            # A motor-vehicle invoice has 小写 twice, with the tax and without: the one beside the words is the total.
            if not isinstance(total, Fact):
                total = next(iter(beside), total)
            elif abs(total.value) != abs(words_here.value):
                total = next((found for found in beside if abs(found.value) == abs(words_here.value)), total)
        if not isinstance(total, Fact):
            total = next((found for _, spans in sums_on(page, _TOTAL) for span in spans if (found := money_value(span))), total)
    return total, spelled


def _negative(pages: Sequence[Page], sums: Sequence[Field[Decimal]]) -> bool:
    if any(isinstance(read, Fact) and read.value < 0 for read in sums):
        return True
    head = [mapped(line.text).text for page in pages for line in page.lines if line.box.centre[1] < 0.3]
    return any(_RED.search(text) for text in head)


def _points_to_list(line: GoodsLine) -> bool:
    return isinstance(line.name, Fact) and "清单" in line.name.value


def _turned(line: GoodsLine, negative: bool) -> GoodsLine:
    return replace(line, quantity=signed(line.quantity, negative))


def _vin(pages: Sequence[Page], entries: Sequence[Entry]) -> Field[str]:
    """Labelled, or where the label is broken over a narrow cell the only VIN of the page."""
    labelled = first_value(entries, "vin", vin_value)
    free = {found.value: found for page in pages for found in map(vin_fact, vins_on(page))} if not isinstance(labelled, Fact) else {}
    return next(iter(free.values())) if len(free) == 1 else labelled


def _motor_vehicle(pages: Sequence[Page], entries: Sequence[Entry]) -> tuple[GoodsLine, ...]:
    """A motor-vehicle invoice is about one vehicle: its VIN stands for the quantity of one."""
    vin = _vin(pages, entries)
    name = first_value(entries, "vehicle_name", lambda span: text_value(span, FREE_TEXT))
    model = first_value(entries, "vehicle_model", model_value)
    if not isinstance(vin, Fact) and not isinstance(model, Fact):
        return ()
    one: Field[Decimal] = Absent()
    if isinstance(vin, Fact):
        one = Fact(Decimal(1), vin.raw, vin.place, vin.origin, vin.confidence, vin.doubt, vin.witnesses)
    return (GoodsLine(name, model, Absent(), one, Absent(), Absent(), Absent(), (vin,) if isinstance(vin, Fact) else (), "chassis"),)


def _qr(pages: Sequence[Page]) -> Field[InvoiceCode]:
    for page in pages:
        for code in page.barcodes:
            if read := parsed_code(code):
                return Fact(read, code.text, page.place(code.box), "barcode")
    return Absent()


def parsed_code(code: Barcode) -> InvoiceCode | None:
    """`01,<kind>,<code>,<number>,<amount>,<date>,<check>,<crc>` as the tax authority prints it; None for any other code."""
    # A sum with signs between its thousands (257,640.00) is one part all the same.
    parts = re.sub(r"(?<=,)\d{1,3}(?:,\d{3})+\.\d{2}(?=,)", lambda match: match.group().replace(",", ""), code.text).split(",")
    if len(parts) < _QR_PARTS or parts[0].strip() != "01" or not re.fullmatch(r"\d{8}|\d{20}", parts[3].strip()):
        return None
    return InvoiceCode(parts[2].strip(), parts[3].strip(), _decimal(parts[4]), _day(parts[5]))


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text.strip(), "%Y%m%d").date()
    except ValueError:
        return None
