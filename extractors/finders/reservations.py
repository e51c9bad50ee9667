"""What a document says against itself: words that take back, limit or void what it is submitted for (extractors/data/reservations.toml)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from domain.dates import dates_in, later
from domain.documents import Kind, Reservations
from domain.facts import Fact
from domain.money import whole_number
from domain.pages import Page
from extractors.data import words
from extractors.finders.companies import company_spans, shown
from extractors.finders.paragraphs import Paragraph, paragraphs
from extractors.finders.spans import Span, fact, mapped, whole
from extractors.finders.values import FREE_TEXT
from extractors.grouping import certificate_parts

_SENTENCE = re.compile(r"[^。；;!！\n]+")
_APPLIES = re.compile(r"(?:拟|计划)?(?:申请|办理|组织|从事|负责)?(?:的)?(?:出口|申领|申报出口)")
_MOST = 6
_SHORT = 26
_UNITS = {"日": "day", "天": "day", "月": "month", "年": "year", "day": "day", "month": "month", "year": "year"}


@dataclass(frozen=True, slots=True)
class _Sentence:
    """`span` on the paragraph's joined text; `plain` is what patterns are searched in."""

    page: Page
    paragraph: Paragraph
    span: Span
    plain: str

    @property
    def places(self) -> list[Span]:
        return self.paragraph.real(self.span)


def reservations(kind: Kind, pages: Sequence[Page]) -> Reservations:
    """The sentences of a document's pages that speak against it, the dates and years up to which it says it holds, and whose export it is for."""
    table = words("reservations")
    against: list[Fact[str]] = []
    until: list[Fact[date]] = []
    signed = _signed_on(pages)
    for sentence in _sentences(pages):
        spared = re.search(table["honest"]["words"], sentence.plain)
        if not spared and any(_applies(entry, kind, sentence.page) and _says(entry, sentence.plain) for entry in table["sentence"]):
            against.append(fact(sentence.span.text.strip(), sentence.places, least=FREE_TEXT))
        until += _until(table, kind, sentence)
        until += _running(table, kind, sentence, signed)
    for page in pages:
        for mark in page.marks:
            if any(_says(entry, mapped(mark.text).text) for entry in table["mark"]):
                against.append(fact(mark.text.strip(), whole(page, mark), least=FREE_TEXT))
    applicants = tuple(_applicants(pages)) if kind is Kind.CONFIRMATION_LETTER else ()
    return Reservations(tuple(against[:_MOST]), tuple(until[:_MOST]), applicants[:_MOST])


def _sentences(pages: Sequence[Page]) -> Iterator[_Sentence]:
    for page in pages:
        for paragraph in paragraphs(page):
            for match in _SENTENCE.finditer(paragraph.text):
                yield _Sentence(page, paragraph, paragraph.span.narrowed(match.start(), match.end()), mapped(match.group()).text)


def _applicants(pages: Sequence[Page]) -> Iterator[Fact[str]]:
    """Companies of which the text says that they apply for, or do, the export (由X申请出口)."""
    for page in pages:
        for paragraph in paragraphs(page):
            for name in company_spans(paragraph.span):
                before, behind = mapped(paragraph.text[: name.start]).text, mapped(paragraph.text[name.stop :]).text
                if before.endswith(("由", "为", "应", "同意")) and _APPLIES.match(behind):
                    yield fact(shown(name), paragraph.real(name))


def _until(table: dict[str, list[dict[str, object]]], kind: Kind, sentence: _Sentence) -> Iterator[Fact[date]]:
    days = dates_in(sentence.span.text)
    for entry in table["until"]:
        if _applies(entry, kind, sentence.page) and days and _says(entry, sentence.plain):
            yield fact(days[-1].value, sentence.places, "ambiguous-date" if days[-1].other else None)
    for entry in table["year"]:
        if _applies(entry, kind, sentence.page) and (match := re.search(str(entry["words"]), sentence.plain)):
            yield fact(date(int(match.group(1)), 12, 31), sentence.places)


def _running(table: dict[str, list[dict[str, object]]], kind: Kind, sentence: _Sentence, signed: date | None) -> Iterator[Fact[date]]:
    """The end of a period that begins with the paper's own day (自签发之日起二十日内有效)."""
    for entry in table["period"]:
        match = re.search(str(entry["words"]), sentence.plain)
        if signed is None or match is None or not _applies(entry, kind, sentence.page):
            continue
        told = {name.rstrip("23"): text for name, text in match.groupdict().items() if text}
        count = int(told["n"]) if told["n"].isascii() else whole_number(told["n"]) or 0
        yield fact(later(signed, count, _UNITS[told["unit"]]), sentence.places)


def _signed_on(pages: Sequence[Page]) -> date | None:
    """The last day that stands in a short line: the day of signature."""
    alone = [found[-1].value for page in pages for line in page.lines if len(line.text) <= _SHORT and (found := dates_in(line.text))]
    return alone[-1] if alone else None


def _applies(entry: dict[str, object], kind: Kind, page: Page) -> bool:
    kinds = entry.get("kinds")
    return (not isinstance(kinds, list) or kind.value in kinds) and (not entry.get("register") or "entries" in certificate_parts(page))


def _says(entry: dict[str, object], plain: str) -> bool:
    unless = entry.get("unless")
    return re.search(str(entry["words"]), plain) is not None and not (unless and re.search(str(unless), plain))
