"""Contract by which a maker of modified vehicles buys chassis or devices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from domain.documents import Kind
from domain.facts import Absent, Fact, Field
from domain.modified_vehicle_papers import PurchaseContract
from domain.names import same_company
from domain.pages import Page
from extractors.classify import title_line
from extractors.data import words
from extractors.finders.amounts import agree, borne_out, money_value, words_value
from extractors.finders.companies import company_spans, company_value, shown
from extractors.finders.forms import Entry, first_value, read_form
from extractors.finders.goods import goods_lines, sums_on
from extractors.finders.paragraphs import paragraphs
from extractors.finders.signatures import placed_seals, signatories, standing_alone
from extractors.finders.spans import fact, mapped, whole
from extractors.kinds.contract import contract_date, number_value

_SUM = re.compile(r"^[\s(（]*(?:合同)?(?:合计|总计|总金额|总价款?|共计|价税合计|金额合计)")
_BUYS = {party: re.compile(rf"{party}方(?:应)?(?:[^。；，甲乙]{{0,10}})?(?:(?:向[甲乙]方)?(?:采购|购买|订购|购置)|(?:应|须)?[^。；甲乙]{{0,14}}(?:支付|付款|付清|预付|验收))") for party in "甲乙"}
_SELLS = {party: re.compile(rf"{party}方(?:应|须|负责)?[^。；，甲乙]{{0,14}}(?:供货|交货|发货|供应|出售|提供|开具|运至|送至|质保|保修)") for party in "甲乙"}
_IN_BRACKETS = re.compile(r"\((?:以下简称|下称|简称)?[\"“]?(?:(?P<buyer>需方|购方|买方|采购方|订购方|购买方|买受人|定作方)|(?:供方|售方|卖方|销售方|供货方|出卖人|承揽方))[\"”]?\)")
_RECITES = re.compile(r"鉴于|已签[订署]|[另原]签[订署]")
"""In a sentence on another contract."""
_SUPPLIES = re.compile(r"我(?:公司|司|方)(?:向贵(?:公司|司|方|单位))?(?:供应|供货|提供|交付|发运)|向贵(?:公司|司|方|单位)(?:供应|供货|提供|交付|发运)")
_ADDRESSED = re.compile(r"(?:致:?)?\|:?")
_ORDER = re.compile(r"(?:采购|订购|订货)(?:订|定)?(?:货)?单|purchaseorder")
_MONEY = re.compile(r"[¥￥元]|\d[.,，]\d|\d{4}")
_SHOWN = re.compile(r"[¥￥]|\d[.,，]\d{2,3}(?!\d)|\d\s*元")
_IN_WORDS = re.compile(r"大写|人民币|合计|总")


def purchase_contract(pages: Sequence[Page]) -> PurchaseContract:
    """Facts of one contract over all its pages."""
    entries = [entry for entry in read_form(pages, words("labels")["purchase"]) if not _behind_a_name(entry)]
    buyer, seller = _parties(pages, entries)
    total, spelled = _total(pages, entries), total_in_words(pages)
    return PurchaseContract(
        number=first_value(entries, "number", number_value),
        date=contract_date(pages, entries),
        buyer=buyer,
        seller=seller,
        goods=borne_out(goods_lines(pages), total, agree(total, spelled)),
        total=total,
        total_in_words=spelled,
        seals=placed_seals(pages, signatories(pages)),
    )


def _parties(pages: Sequence[Page], entries: Sequence[Entry]) -> tuple[Field[str], Field[str]]:
    """Buyer and seller by labels that say so (需方, 买方); parties that are only called 甲方 and 乙方 by what the clauses have them do."""
    buyer = first_value(_named(entries, "buyer"), "buyer", company_value)
    seller = first_value(_named(entries, "seller"), "seller", company_value)
    if not isinstance(buyer, Fact) and not isinstance(seller, Fact):
        if bracketed := _bracketed(pages):
            return bracketed
        if confirmed := _confirmed(pages):
            return confirmed
        first, second = first_value(entries, "buyer", company_value), first_value(entries, "seller", company_value)
        buys = _first_party_buys(pages)
        if buys is None:  # customary, but not certain
            return _perhaps(first), _perhaps(second)
        return (first, second) if buys else (second, first)
    known = next(read for read in (buyer, seller) if isinstance(read, Fact))
    names = [found for entry in entries if entry.field in ("buyer", "seller") for value in entry.values[:2] if (found := company_value(value))]
    other = next((name for name in names if not same_company(name.value, known.value)), None)
    if not isinstance(buyer, Fact):
        buyer = other or _orders(pages) or buyer
    elif not isinstance(seller, Fact) or same_company(buyer.value, seller.value):
        seller = other or seller
    return buyer, seller


def _behind_a_name(entry: Entry) -> bool:
    """Whether what looks like a label says in brackets who the company before it is: 甲公司（购方）向乙公司订购."""
    before, behind = mapped(entry.label.line.text[: entry.label.start]).text, mapped(entry.label.line.text[entry.label.stop :]).text
    return before.endswith(("公司(", "厂(", "中心(")) and behind.startswith(")")


def _bracketed(pages: Sequence[Page]) -> tuple[Fact[str], Fact[str]] | None:
    """Buyer and seller of a sentence that says in brackets behind each name which is which: 甲公司（购方）向乙公司（售方）订购."""
    found: dict[str, Fact[str]] = {}
    for page in pages:
        for paragraph in paragraphs(page):
            for name in () if _RECITES.search(mapped(paragraph.text).text) else company_spans(paragraph.span):
                role = _IN_BRACKETS.match(mapped(paragraph.text[name.stop :]).text)
                if role:
                    found.setdefault("buyer" if role["buyer"] else "seller", fact(shown(name), paragraph.real(name)))
    return (found["buyer"], found["seller"]) if len(found) == 2 and not same_company(found["buyer"].value, found["seller"].value) else None


def _confirmed(pages: Sequence[Page]) -> tuple[Fact[str], Fact[str]] | None:
    """Buyer and seller of an order that its supplier confirms in a letter: whom it is addressed to, and who signs it."""
    text = "".join(mapped(line.text).text for page in pages for line in page.lines)
    signed = signatories(pages)
    if not signed or not _SUPPLIES.search(text):
        return None
    for line in pages[0].lines:
        name = company_value(whole(pages[0], line))
        if name and _ADDRESSED.fullmatch(mapped(line.text).text.replace(mapped(name.value).text, "|", 1)) and not same_company(name.value, signed[-1].name.value):
            return name, signed[-1].name
    return None


def _orders(pages: Sequence[Page]) -> Fact[str] | None:
    """Who places an order: the company in its head, above the title."""
    title = title_line(pages[0], Kind.PURCHASE_CONTRACT)
    if title is None or not _ORDER.search(mapped(title.text).text):
        return None
    heads = [fact(shown(span), span) for span, line in standing_alone(pages[0]) if line.box.y1 <= title.box.y0 + title.box.height / 2]
    return heads[-1] if heads else None


def _named(entries: Sequence[Entry], field: str) -> list[Entry]:
    return [entry for entry in entries if entry.field == field and not re.fullmatch(r"[甲乙]方", mapped(entry.label.text).text)]


def _perhaps(read: Field[str]) -> Field[str]:
    return replace(read, doubt=read.doubt or "role-unclear") if isinstance(read, Fact) else read


def _first_party_buys(pages: Sequence[Page]) -> bool | None:
    """Whether 甲方 is the buyer, by the clauses on buying, paying, delivering and invoicing; None where they say nothing or both."""
    text = "".join(mapped(paragraph.text).text for page in pages for paragraph in paragraphs(page))
    for_first = len(_BUYS["甲"].findall(text)) + len(_SELLS["乙"].findall(text))
    for_second = len(_BUYS["乙"].findall(text)) + len(_SELLS["甲"].findall(text))
    return None if for_first == for_second else for_first > for_second


def _total(pages: Sequence[Page], entries: Sequence[Entry]) -> Field[Decimal]:
    """The figure at the right end of the sum's row, else behind a label. A sum of pieces (`合计 3`) is none of money."""
    for page in pages:
        for _, spans in sums_on(page, _SUM):
            read = [found for span in reversed(spans) if _MONEY.search(span.text) and (found := money_value(span))]
            if read:
                return max(read, key=lambda found: abs(found.value))
    return first_value([entry for entry in entries if not _spelled(entry)], "total", money_value)


def _spelled(entry: Entry) -> bool:
    """Whether a label has its sum in words: the next line is no part of it unless it shows money."""
    return bool(entry.values) and words_value(entry.values[0]) is not None and not any(_SHOWN.search(value.text) for value in entry.values)


def total_in_words(pages: Sequence[Page]) -> Field[Decimal]:
    """The capital-letter total: of several the largest, since parts of a total may be spelled out as well."""
    read = []
    for page in pages:
        for paragraph in paragraphs(page):
            if _IN_WORDS.search(mapped(paragraph.text).text) or not any(c.isdigit() for c in paragraph.text):
                read += [found for line in paragraph.lines if (found := words_value(whole(page, line)))]
    return max(read, key=lambda found: abs(found.value)) if read else Absent()
