"""Export contract: number, date, parties, destination, after-sales terms and the languages it is written in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import zip_longest

from domain.facts import UNLABELLED, Absent, Fact, Field
from domain.pages import Line, Page
from domain.used_vehicle_papers import ExportContract
from extractors.data import words
from extractors.finders.companies import organisation_value
from extractors.finders.destinations import destinations
from extractors.finders.forms import Entry, first_value, read_form
from extractors.finders.signatures import placed_seals, signatories
from extractors.finders.spans import Span, fact, mapped, whole
from extractors.finders.values import FREE_TEXT, date_value, language_of
from extractors.kinds.vehicles import vehicle_rows

_NOTHING = re.compile(r"^(?:无|没有|不适用|none|n/a|/)[。.]?$")
"""What stands under the heading of a clause that says nothing."""
_AFTER_SALES = re.compile(
    r"售后|维修|维护保养|备件|配件供应|零配件|质保|保修|三包|质量保证期|after-?sales?|warrant|spareparts|maintenance|guaranteeperiod|гаранти|послепродаж|запасн|обслуживани"
    r"|pos[t-]?venta|mantenimiento|repuestos|garant[ií]a|apr[eè]s-?vente|entretien|pi[eè]cesderechange|garantie|p[oó]s-?venda|manuten[cç][aã]o"
)
_NUMBER = re.compile(r"[a-z0-9][a-z0-9/_#-]{3,39}(?:字?第[a-z0-9-]{1,12}号)?")
_ROW_NUMBER = re.compile(r"\d{1,2}")
"""What stands under the head No of a table's first column."""
_HEAD_NUMBER = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9]{0,9}(?:[-/][A-Za-z0-9]{1,10}){1,5}(?![A-Za-z0-9])")
_CALLED = re.compile(r"(?:编为|编号为?|合同号为?)\s*(?P<n>[A-Za-z0-9][A-Za-z0-9/_-]{4,30})号")
_DAY = re.compile(r"(?:19|20)\d{2}(?:年\d{1,2}月\d{1,2}日|\.(?:0?[1-9]|1[0-2])\.(?:0?[1-9]|[12]\d|3[01])(?!\d))")
"""A day that no number holds; 2026-01-05 may be part of one."""
_DATED = re.compile(r"(?:^|/)20\d{2}[-/]\d{1,2}[-/]\d{1,2}$")
"""The day that stands with a number in one cell: HYD-AE-251118 / 2025-11-18."""
_HEAD = 0.16
_SIGNED_ON = re.compile(r"签[订署定约]|订立|dated|signed")
_UNTIL = re.compile(r"(?:日|号)?(?:之?前|以前|前后|止|内|起)")
_LITTLE, _HEAD_OF_PAGE = 26, 0.3
"""Letters of a line that is little more than a date, and the share of the page in which the head of a contract stands."""
_RUNNING_TEXT = 14
_LANGUAGE_SHARE = 0.12


def export_contract(pages: Sequence[Page]) -> ExportContract:
    """Facts of one contract over all its pages."""
    entries = read_form(pages, words("labels")["contract"])
    countries, _ = destinations(pages, entries)
    signed = signatories(pages)
    return ExportContract(
        number=_number(pages, entries),
        date=contract_date(pages, entries),
        buyer=first_value(entries, "buyer", organisation_value),
        seller=first_value(entries, "seller", organisation_value),
        destinations=tuple(countries),
        after_sales=_after_sales(pages),
        languages=languages_of(pages),
        vehicles=vehicle_rows(pages),
        seals=placed_seals(pages, signed),
    )


def number_value(span: Span) -> Fact[str] | None:
    """A document number: letters, digits and dashes, at least one digit, not a date."""
    plain = span.squeezed()
    for match in _NUMBER.finditer(plain.text):
        number = _DATED.sub("", match.group())
        day = _DAY.search(plain.text, match.start())
        if day and match.start() < day.start() <= match.end():  # its day stands right behind it
            number = number[: day.start() - match.start()].rstrip("-/.·")
        if any(c.isdigit() for c in number):
            return fact(number.upper(), span.of_mapped(match.start(), match.start() + len(number)))
    return None


def _number(pages: Sequence[Page], entries: Sequence[Entry]) -> Field[str]:
    """The labelled number, else the first code in the head of the first page, which may be another paper's: a doubt."""
    labelled = first_value([entry for entry in entries if not any(_ROW_NUMBER.fullmatch(value.text.strip()) for value in entry.values)], "number", number_value)
    if not isinstance(labelled, Absent):
        return labelled
    for line in pages[0].lines:
        if (called := _CALLED.search(line.text)) and sum(c.isdigit() for c in called.group("n")) >= 4:
            return fact(called.group("n").upper(), Span(pages[0], line, *called.span("n")))
    for line in pages[0].lines:
        if line.box.centre[1] < _HEAD and (code := _HEAD_NUMBER.search(line.text)) and sum(c.isdigit() for c in code.group()) >= 4:
            return fact(code.group().upper(), Span(pages[0], line, code.start(), code.end()), UNLABELLED)
    return labelled


def languages_of(pages: Sequence[Page]) -> tuple[str, ...]:
    """Languages with a real share of the running text, as zh | en | ru, largest first."""
    weight: dict[str, int] = {}
    for page in pages:
        for line in page.lines:
            plain = mapped(line.text).text
            language = language_of(line.text)
            if language and (len(plain) >= _RUNNING_TEXT or (language == "zh" and len(plain) >= 8)):
                # A Chinese character says about what two and a half Latin letters say.
                weight[language] = weight.get(language, 0) + len(plain) * (5 if language == "zh" else 2)
    total = sum(weight.values())
    return tuple(sorted((lang for lang, w in weight.items() if w >= _LANGUAGE_SHARE * total), key=lambda lang: -weight[lang]))


def contract_date(pages: Sequence[Page], entries: Sequence[Entry]) -> Field[date]:
    """The labelled date, else the first line on the first page, or then from the end, that is little more than a date."""
    labelled = first_value(entries, "date", date_value)
    if isinstance(labelled, Fact):
        return labelled
    if isinstance(numbered := first_value(entries, "number", date_value), Fact):
        return numbered
    signed = [line for line in pages[0].lines if _SIGNED_ON.search(mapped(line.text).text)] if pages else []
    if found := next((day for line in signed if (day := date_value(whole(pages[0], line)))), None):
        return found
    for page in (*pages[:1], *reversed(pages)):
        for line in page.lines:
            if (found := date_value(whole(page, line))) and _is_a_day(page is pages[0], line, found):
                return found
    return labelled


def _is_a_day(first: bool, line: Line, day: Fact[date]) -> bool:
    """Whether a line is little more than its date, or in the head of the first page the date in two languages; a day until which something
    is to be done is none."""
    plain, head = mapped(line.text).text, first and line.box.centre[1] < _HEAD_OF_PAGE and line.text.strip().startswith(day.raw)
    until = _UNTIL.match(mapped(line.text.partition(day.raw)[2]).text)
    return not until and (len(plain) <= _LITTLE or (head and len(plain) <= 2 * _LITTLE))


def _after_sales(pages: Sequence[Page]) -> Field[str]:
    """The clause on after-sales service: its heading where there is one, else the first sentence that speaks of it."""
    best: tuple[int, Fact[str]] | None = None
    for page in pages:
        for line, following in zip_longest(page.lines, page.lines[1:]):
            plain = mapped(line.text).text
            hits = {m.group() for m in _AFTER_SALES.finditer(plain)}
            if hits and not (following and _NOTHING.match(mapped(following.text).text)):
                worth = len(hits) + (2 if re.match(r"(第.{1,3}条|[一二三四五六七八九十\d]{1,3}[、.．])", plain) else 0)
                if best is None or worth > best[0]:
                    best = (worth, fact(line.text.strip(), whole(page, line), least=FREE_TEXT))
    return best[1] if best else Absent(tuple(page.place(None) for page in pages))
