"""Parsers of quantities and sums, and what arithmetic says about them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from domain.facts import Absent, Fact, Field, Unread
from domain.modified_vehicle_papers import GoodsLine
from domain.money import amount_in_words, figure, whole_number
from extractors.finders.spans import Span, fact
from extractors.reading.textlayer import ORIGIN as TEXT_LAYER

_IN_WORDS = "[零〇一二三四五六七八九十百千两壹贰叁肆伍陆柒捌玖拾佰仟]{1,8}"
_UNIT = re.compile(r"台|辆|套|件|部|个|组|只|sets?|units?|pcs|pieces?|vehicles?")
_QUANTITY = re.compile(rf"(?P<n>-?\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|-?\d{{1,6}}(?:\.\d{{1,10}})?|{_IN_WORDS})(?:\((?P<twice>\d{{1,6}}|{_IN_WORDS})\)(?=台|辆|套|件|部|个|组|只))?(?P<unit>{_UNIT.pattern})?")
_AGAIN = re.compile(rf"\((?P<n>\d{{1,6}}|{_IN_WORDS})(?:台|辆|套|件|部|个|组|只)?整?\)?")
"""The same number once more, in figures behind words or in words behind figures: 贰辆(2辆)."""
ARITHMETIC = "arithmetic"
"""Witness of a figure that follows from the others of its line; as a doubt, `arithmetic-contradicts`."""
CONTRADICTED = "arithmetic-contradicts"
DERIVED, NOT_SEEN = "derived", "derived-from-amounts"
_CENT = Decimal("0.01")


def quantity_value(span: Span) -> Fact[Decimal] | None:
    """A number of pieces: `3`, `3.00`, `3台`, `叁辆`, `贰辆（2辆）`, `叁（3）套`; a cell that holds more than a quantity and its unit is none."""
    plain = span.squeezed()
    match = _QUANTITY.search(plain.text)
    if match is None:
        return None
    if match["twice"] and _number(match["twice"]) != _number(match["n"]):
        return None
    again = _AGAIN.fullmatch(plain.text[match.end() :])
    if again and _number(again["n"]) != _number(match["n"]):
        return None
    rest = plain.text[: match.start()] + ("" if again else plain.text[match.end() :])
    if sum(c.isalnum() for c in rest) > 6 or any(c.isdigit() for c in rest):
        return None
    behind = plain.text[match.end() : match.end() + 1]
    if behind == "/" or (match["unit"] is None and behind.isalpha()) or plain.text[: match.start()].endswith("第"):
        return None  # a rate, another measure, or a place in an order
    value = _number(match["n"])
    if value is None:
        return None
    start, stop = match.span("n")
    return fact(Decimal(value).normalize() + 0, span.of_mapped(start, stop))


def _number(text: str) -> Decimal | int | None:
    plain = text.replace(",", "")
    return Decimal(plain) if re.fullmatch(r"-?[\d.]+", plain) else whole_number(plain)


def unit_value(span: Span) -> Fact[str] | None:
    plain = span.squeezed()
    match = _UNIT.search(plain.text)
    return fact(match.group(), span.of_mapped(match.start(), match.end())) if match else None


def money_value(span: Span) -> Fact[Decimal] | None:
    """A sum in yuan; one in 万元 is multiplied out."""
    found = figure(span.text)
    if found is None:
        return None
    value, start, stop = found
    if re.match(r"\s*[%％]|[-/年]\s?\d{1,2}[-/月]", span.text[stop:]):
        return None  # a rate, or the year of a day
    if re.match(r"\s*万", span.text[stop:]):
        value *= 10_000
    return fact(value, span.narrowed(start, stop))


def words_value(span: Span) -> Fact[Decimal] | None:
    """A capital-letter sum."""
    value = amount_in_words(span.text)
    return None if value is None else fact(value, span)


def reconciled(quantity: Field[Decimal], price: Field[Decimal], amount: Field[Decimal]) -> Field[Decimal]:
    """The quantity with what price and amount say of it: a witness where their product holds, a doubt where it does not.

    A unit price may be rounded, so the product may be off by half a cent a piece; where prices are with tax and amounts without, or the
    other way round, the ratio is one of the rates of VAT and nothing is said. A lone figure that the reader overlooked follows from the two
    others where they divide evenly; it stays in doubt until the sums of its document bear it out (`borne_out`). In a text layer nothing is
    overlooked: a figure missing there is not shown, or something else is shown in its place.
    """
    if not (isinstance(price, Fact) and isinstance(amount, Fact)) or not price.value:
        return quantity
    if isinstance(quantity, Absent):
        return quantity if price.origin == TEXT_LAYER else _derived(price, amount)
    if not isinstance(quantity, Fact) or not quantity.value:
        return quantity
    product = quantity.value * price.value
    slack = abs(quantity.value) * _CENT + _CENT
    if abs(abs(product) - abs(amount.value)) <= slack:
        return replace(quantity, witnesses=(*quantity.witnesses, ARITHMETIC))
    ratio = abs(amount.value) / abs(product)
    rates = [1 + Decimal(rate) / 100 for rate in (1, 3, 6, 9, 13)]
    if any(abs(ratio - r) < Decimal("0.0005") or abs(ratio - 1 / r) < Decimal("0.0005") for r in rates):
        return quantity
    return replace(quantity, doubt=quantity.doubt or CONTRADICTED)


def _derived(price: Fact[Decimal], amount: Fact[Decimal]) -> Field[Decimal]:
    pieces = amount.value / price.value
    whole = pieces.to_integral_value()
    if not whole or abs(whole * price.value - amount.value) > _CENT or not (price.clean and amount.clean):
        return Absent((amount.place,))
    return Fact(whole, f"{amount.raw} / {price.raw}", amount.place, DERIVED, None, NOT_SEEN, (ARITHMETIC,))


def borne_out(goods: Sequence[GoodsLine], sums: Field[Decimal], spelled: bool) -> tuple[GoodsLine, ...]:
    """The lines, their derived quantities without doubt where all amounts were read and add up to the sum, which other figures confirm."""
    amounts = [line.amount.value for line in goods if isinstance(line.amount, Fact) and line.amount.clean]
    holds = spelled and len(amounts) == len(goods) and isinstance(sums, Fact) and sums.clean and abs(abs(sum(amounts, Decimal(0))) - abs(sums.value)) <= _CENT
    if not holds:
        return tuple(goods)
    return tuple(
        replace(line, quantity=replace(line.quantity, doubt=None)) if isinstance(line.quantity, Fact) and line.quantity.doubt == NOT_SEEN else line for line in goods
    )


def agree(one: Field[Decimal], other: Field[Decimal]) -> bool:
    """Whether two sums were read and are the same but for their sign."""
    return isinstance(one, Fact) and isinstance(other, Fact) and one.clean and other.clean and abs(abs(one.value) - abs(other.value)) <= _CENT


def signed(quantity: Field[Decimal], negative: bool) -> Field[Decimal]:
    """The quantity with the sign of its document: a red invoice takes back what it lists."""
    if isinstance(quantity, (Absent, Unread)) or not negative:
        return quantity
    return replace(quantity, value=-abs(quantity.value))
