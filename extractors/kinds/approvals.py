"""Certificates and reports about a model: CCC certificate, access certificate of the destination, test report."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain.countries import unions_in
from domain.dates import dates_in
from domain.facts import UNLABELLED, Absent, Fact, Field
from domain.modified_vehicle_papers import AccessCertificate, CccCertificate, TestReport
from domain.pages import Page
from domain.text import folded
from extractors.data import words
from extractors.finders.companies import company_value, organisation_value
from extractors.finders.destinations import HOME, countries_meant
from extractors.finders.forms import Entry, first_value, read_form
from extractors.finders.layout import right_of
from extractors.finders.models import models_in
from extractors.finders.paragraphs import paragraphs
from extractors.finders.signatures import placed_seals, signatories
from extractors.finders.spans import Span, fact, mapped, whole
from extractors.finders.values import FREE_TEXT, country_value, date_value, date_values, least_of_product, product_text, text_value
from extractors.kinds.contract import number_value
from extractors.kinds.inspection import doubted_by_items, sentences_beside, verdict_value

_CCC = re.compile(r"(?<!\d)20\d{14}(?!\d)")
_CCC_LIKE = re.compile(r"(?<!\d)\d{10,20}(?!\d)")
_VOIDED = re.compile(r"暂停|注销|撤销|已失效|作废|suspended|withdrawn|cancelled|revoked")
_HEADING = 90
"""Characters up to which a paragraph is a heading, an issuer or a number."""
_LAW = re.compile(r"standard|directive|regulation|free zone|trade|标准|指令|法规|条例|规范|贸易|директив|стандарт", re.IGNORECASE)
_PRODUCT = re.compile(r"(?:[一-鿿()（）]{0,14})(?:车|底盘|挂车|起重机)(?![一-鿿]*(?:公司|厂|型|辆|企业|产品|认证))|[一-鿿()（）]{2,14}车(?=型号)")
_NO_PRODUCT = re.compile(r"省|市.{1,8}[区县]|[区县镇乡].{0,6}[路街郊村]|[路街道]\d|^(?:汽车|车|整车|机动车|车辆|改装车|专用汽车|专用车|本车|该车|挂车)$|认证|生产|制造商")
_ALONE = re.compile(r"\W*(?:至|到|to|until|till|по|до|hasta|al|au)?[\W\d年月日]*г?\W*", re.IGNORECASE)
_FROM = re.compile(r"^\W*(?:自|从|from|с|c|desde(?: el)?|du|de|a partir del?)\W*$", re.IGNORECASE)
_UNTIL = re.compile(r"^\W*起?\W*(?:至|到|to|until|till|through|[пπn][оo]|до|hasta(?: el)?|al|au|jusqu.?au|at[eé](?: o)?)?\W*$", re.IGNORECASE)
"""What may stand between the beginning and the end of a period."""
_ISSUED = re.compile(r"(?:issued?|dated|date|inspect|inspection|выдан|fecha|emi(?:ti|si)|d[eé]livr|fait)[^\d]{0,30}$|(?:fecha|ensayo|informe|report|rapport|essai|протокол)[^.;]{0,40}$|^[^\d:;]{2,30},\s*(?:a|el|le|the|em)?\s*$|(?:签发|颁发|发证|核发|出具|检[验测])[^\d]{0,6}$", re.IGNORECASE)
"""What stands before a date on which something was done: no end of anything."""
_VOIDED_HERE = re.compile(r"已(?:被|经|于)?[^，。；;]{0,16}(?:暂停|注销|撤销|失效|作废)|(?:is|was|has been|are|were)\s*(?:suspended|withdrawn|cancelled|revoked)")
_VOIDED_IF = re.compile(r"期间|不得|如|若|情形|查询|when|if|during")


def ccc_certificate(pages: Sequence[Page]) -> CccCertificate:
    """Facts of one certificate with its annex."""
    entries = read_form(pages, words("labels")["ccc"])
    return CccCertificate(
        number=_ccc_number(pages, entries),
        holder=first_value(entries, "holder", company_value),
        manufacturer=first_value(entries, "manufacturer", company_value),
        factory=first_value(entries, "factory", company_value),
        name=_product_name(pages, entries),
        models=models_in(pages),
        issue_date=first_value(entries, "issue_date", date_value),
        expiry=expiry(entries),
        voided=_voided(pages),
        seals=placed_seals(pages, signatories(pages)),
    )


def _ccc_number(pages: Sequence[Page], entries: Sequence[Entry]) -> Field[str]:
    """The 16 digits; a number of another length behind its label is given as read, for the rule to say."""

    def number(span: Span) -> Fact[str] | None:
        plain = span.squeezed()
        match = _CCC.search(plain.text) or _CCC_LIKE.search(plain.text)
        return fact(match.group(), span.of_mapped(match.start(), match.end())) if match else None

    labelled = first_value(entries, "number", number)
    if isinstance(labelled, Fact):
        return labelled
    for page in pages:
        for line in page.lines:
            if match := _CCC.search(mapped(line.text).text):
                return fact(match.group(), whole(page, line).of_mapped(match.start(), match.end()))
    return labelled


def _product_name(pages: Sequence[Page], entries: Sequence[Entry]) -> Field[str]:
    """The kind of vehicle the certificate is for: behind the product's label, else a line that is nothing but such a name."""
    labelled = first_value(entries, "product", product_value)
    if isinstance(labelled, Fact):
        return labelled
    for page in pages:
        for line in page.lines:
            span = whole(page, line)
            if len(mapped(line.text).text) <= 24 and (found := product_value(span)):
                return found
    return labelled


def product_value(span: Span) -> Fact[str] | None:
    """A vehicle's product name in a cell that may also hold models and other words."""
    plain = span.squeezed()
    for match in _PRODUCT.finditer(plain.text):
        text = match.group().strip("()（）").lstrip("型牌的为")
        if len(text) >= 2 and not _NO_PRODUCT.search(text):
            start = match.start() + match.group().find(text)
            return fact(text, span.of_mapped(start, start + len(text)), least=least_of_product(text))
    return None


def expiry(entries: Sequence[Entry], field: str = "expiry") -> Field[date]:
    """The date behind the label, or the end of the period there; in doubt where more dates than that stand behind it."""

    def last(span: Span) -> Fact[date] | None:
        found = dates_in(span.text)
        if not found:
            return None
        if len(found) == 1 and (later := _end_beside(span, found[0].value)) is not None:
            return later
        period = (len(found) == 1 and not _FROM.match(folded(span.text)[: found[0].start])) or (len(found) == 2 and _UNTIL.match(folded(span.text)[found[0].stop : found[1].start]))
        end = date_values(span)[-1]
        return replace(end, doubt=end.doubt or (None if period else "several-dates"))

    return first_value(entries, field, last)


def _end_beside(span: Span, start: date) -> Fact[date] | None:
    """The later date alone right of a period's beginning, where a reader lost the word between them: `2025.11.03   2028.11.02`."""
    for line in right_of(span.page, span.line)[:1]:
        ends = date_values(whole(span.page, line))
        if len(ends) == 1 and ends[0].value > start and _ALONE.fullmatch(folded(line.text)):
            return ends[0]
    return None


def _voided(pages: Sequence[Page]) -> Field[str]:
    for page in pages:
        for line in page.lines:
            plain = mapped(line.text).text
            match = _VOIDED.search(plain)
            if not match or _VOIDED_IF.search(plain):
                continue
            spot = whole(page, line).of_mapped(match.start(), match.end())
            if len(plain) <= 24:
                return fact(match.group(), spot, least=FREE_TEXT)
            if _VOIDED_HERE.search(plain):
                return fact(match.group(), spot, "in-a-sentence")
    return Absent()


def access_certificate(pages: Sequence[Page]) -> AccessCertificate:
    entries = read_form(pages, words("labels")["access"])
    labelled = first_value(entries, "destination", country_value)
    return AccessCertificate(
        number=first_value(entries, "number", number_value),
        destinations=(labelled,) if isinstance(labelled, Fact) and labelled.value != HOME else countries_meant(pages),
        unions=_unions(pages),
        models=models_in(pages),
        holder=first_value(entries, "holder", company_value),
        issue_date=first_value(entries, "issue_date", date_value),
        expiry=_end(pages, entries),
    )


def _end(pages: Sequence[Page], entries: Sequence[Entry]) -> Field[date]:
    """The labelled end, else the latest of several dates, which no end can lie behind: in doubt as UNLABELLED."""
    labelled = expiry(entries)
    if not isinstance(labelled, Absent):
        return labelled
    spans = [whole(page, line) for page in pages for line in page.lines]
    read = [found for span in spans for found in date_values(span) if not _ISSUED.search(span.text[: max(0, span.text.find(found.raw))])]
    if len({found.value for found in read}) < 2:
        return labelled
    latest = max(read, key=lambda found: found.value)
    return replace(latest, doubt=latest.doubt or UNLABELLED)


def _unions(pages: Sequence[Page]) -> tuple[Fact[str], ...]:
    """Unions named in a heading, as the issuer or in a number; one that a sentence or a standard names is in doubt."""
    found: dict[str, Fact[str]] = {}
    for page in pages:
        for paragraph in paragraphs(page):
            for mention in unions_in(paragraph.text):
                spot = paragraph.real(paragraph.span.narrowed(mention.start, mention.stop))
                heading = len(paragraph.text) <= _HEADING and not _LAW.search(folded(paragraph.text))
                one = fact(mention.code or "", spot, None if heading else "role-unclear", least=FREE_TEXT)
                if mention.code and (mention.code not in found or (one.clean and not found[mention.code].clean)):
                    found[mention.code] = one
    return tuple(found.values())


def test_report(pages: Sequence[Page]) -> TestReport:
    entries = read_form(pages, words("labels")["test_report"])
    return TestReport(
        number=first_value(entries, "number", text_value),
        models=models_in(pages),
        name=first_value(entries, "name", product_text),
        client=first_value(entries, "client", organisation_value),
        conclusion=_conclusion(pages, entries),
        date=first_value(entries, "date", date_value),
        seals=placed_seals(pages, signatories(pages)),
    )


test_report.__test__ = False  # type: ignore[attr-defined]  # an extractor, whatever pytest thinks of the name


def _conclusion(pages: Sequence[Page], entries: Sequence[Entry]) -> Field[str]:
    decided = [found for entry in entries if entry.field == "conclusion" for found in [next((v for v in map(verdict_value, (*entry.values, *sentences_beside(entry))) if v), None)] if found]
    if decided:
        return doubted_by_items(pages, decided[-1])
    for page in reversed(pages):
        for line in reversed(page.lines):
            if re.search(r"结论|conclusion", mapped(line.text).text) and (found := verdict_value(whole(page, line))):
                return doubted_by_items(pages, found)
    return first_value(entries, "conclusion", verdict_value)
