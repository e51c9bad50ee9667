"""Contract by which a maker of modified vehicles buys chassis or devices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from domain.documents import PurchaseContract
from domain.facts import Absent, Fact, Field
from domain.names import same_company
from domain.pages import Page
from extractors.data import words
from extractors.finders.amounts import agree, borne_out, money_value, words_value
from extractors.finders.companies import company_value
from extractors.finders.forms import Entry, first_value, read_form
from extractors.finders.goods import goods_lines, sums_on
from extractors.finders.paragraphs import paragraphs
from extractors.finders.signatures import placed_seals, signatories
from extractors.finders.spans import mapped, whole
from extractors.finders.values import date_value
from extractors.kinds.contract import number_value

_SUM = re.compile(r"^[\s(（]*(?:合同)?(?:合计|总计|总金额|总价款?|共计|价税合计|金额合计)")
_IN_WORDS = re.compile(r"大写|人民币|合计|总")


def purchase_contract(pages: Sequence[Page]) -> PurchaseContract:
    """Facts of one contract over all its pages."""
    entries = read_form(pages, words("labels")["purchase"])
    buyer, seller = _parties(entries)
    total, spelled = _total(pages, entries), total_in_words(pages)
    return PurchaseContract(
        number=first_value(entries, "number", number_value),
        date=_date(pages, entries),
        buyer=buyer,
        seller=seller,
        goods=borne_out(goods_lines(pages), total, agree(total, spelled)),
        total=total,
        total_in_words=spelled,
        seals=placed_seals(pages, signatories(pages)),
    )


def _parties(entries: Sequence[Entry]) -> tuple[Field[str], Field[str]]:
    """Buyer and seller; a contract that calls one of them 甲方 alone says nothing of which is which, so explicit roles come first."""
    buyer = first_value(_explicit(entries, "buyer"), "buyer", company_value)
    seller = first_value(_explicit(entries, "seller"), "seller", company_value)
    if not isinstance(buyer, Fact):
        buyer = first_value(entries, "buyer", company_value)
    if not isinstance(seller, Fact):
        seller = first_value(entries, "seller", company_value)
    if isinstance(buyer, Fact) and isinstance(seller, Fact) and same_company(buyer.value, seller.value):
        others = [e for e in entries if e.field in ("buyer", "seller")]
        names = [found for entry in others for value in entry.values[:2] if (found := company_value(value))]
        other = next((name for name in names if not same_company(name.value, buyer.value)), None)
        seller = other or seller
    return buyer, seller


def _explicit(entries: Sequence[Entry], field: str) -> list[Entry]:
    return [entry for entry in entries if entry.field == field and not re.fullmatch(r"[甲乙]方", mapped(entry.label.text).text)]


def _date(pages: Sequence[Page], entries: Sequence[Entry]) -> Field[date]:
    labelled = first_value(entries, "date", date_value)
    if isinstance(labelled, Fact):
        return labelled
    for page in (*pages[:1], *reversed(pages)):
        for line in page.lines:
            if len(mapped(line.text).text) <= 26 and (found := date_value(whole(page, line))):
                return found
    return labelled


def _total(pages: Sequence[Page], entries: Sequence[Entry]) -> Field[Decimal]:
    """The figure at the right end of the sum's row, else behind a label."""
    for page in pages:
        for _, spans in sums_on(page, _SUM):
            read = [found for span in reversed(spans) if (found := money_value(span))]
            if read:
                return max(read, key=lambda found: abs(found.value))
    return first_value(entries, "total", money_value)


def total_in_words(pages: Sequence[Page]) -> Field[Decimal]:
    """The capital-letter total: of several the largest, since parts of a total may be spelled out as well."""
    read = []
    for page in pages:
        for paragraph in paragraphs(page):
            if _IN_WORDS.search(mapped(paragraph.text).text) or not any(c.isdigit() for c in paragraph.text):
                read += [found for line in paragraph.lines if (found := words_value(whole(page, line)))]
    return max(read, key=lambda found: abs(found.value)) if read else Absent()
