"""After-sales maintenance service confirmation letter. No official template exists, so nothing here leans on a layout."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain.countries import mentions
from domain.dates import dates_in
from domain.documents import Kind
from domain.facts import Absent, Fact, Field, Unread
from domain.pages import Line, Page
from domain.text import folded
from domain.used_vehicle_papers import LanguageHalf, Letter
from extractors.classify import title_line
from extractors.data import words
from extractors.finders.companies import companies_in, company_spans, company_value, english_company, shown
from extractors.finders.destinations import HOME, also_named, destinations, distinct
from extractors.finders.forms import Entry, all_values, first_value, read_form, starts_with_label
from extractors.finders.layout import rows
from extractors.finders.paragraphs import paragraphs
from extractors.finders.signatures import Signatory, english_signatories, placed_seals, signatories, standing_alone
from extractors.finders.spans import Span, fact, mapped, whole
from extractors.finders.values import date_value, language_of, text_value
from extractors.finders.vins import vin_fact, vins_on
from extractors.grouping import page_number
from extractors.kinds.outlets import outlets
from extractors.kinds.vehicles import vehicle_rows

_SENTENCE = re.compile(r"\b(?:the|of|to|and|is|are|this|that|for|we|by|shall|will|has|have|with|in|on|at|our|its)\b", re.IGNORECASE)
"""Small words that make English a text rather than a name or an address."""
_WE = re.compile(r"(?:我公司|本公司|我司|本企业|我单位|本单位|我方|^we,?|\bwe,?)[(（,，:：]?$")
_AS_MAKER = re.compile(r"^[)）,，]?(?:[(（]?以下简称[\"“「]?(?:我公司|本公司|我司|生产企业)|(?:作为|系|是|为)[^,，。]{0,24}(?:生产企业|制造商|生产厂家|制造企业)|郑重|特此|兹|确认|承诺)")
_TO = ("致", "to", "敬致", "呈", "抬头", "收文", "受文", "主送", "抄送", "收件", "收函")
_ADDRESSEE = re.compile(rf"^(?:{'|'.join(_TO)})(?:单位|人|方)?[:：]?|[:：]$")
_RANGE = re.compile(r"(?<![A-Z0-9])[A-HJ-NPR-Z0-9]{17}\s*(?:至|到|~|-|through|to)\s*(?:[A-HJ-NPR-Z0-9]{17}|\d{3,7})(?![A-Z0-9])", re.IGNORECASE)


def letter(pages: Sequence[Page]) -> Letter:
    """Facts of the letter on `pages`, which are in reading order."""
    entries = read_form(pages, words("labels")["letter"])
    signed = [s for s in signatories(pages) if not _is_addressee(s.span)]
    claims = _issuer_claims(pages, entries, signed)
    countries, regions = destinations(pages, entries)
    ranges = _ranges(pages)
    ends = {vin for found in ranges for vin in re.findall(r"[A-HJ-NPR-Z0-9]{17}", found.value.upper())}
    vehicles = tuple(row for row in vehicle_rows(pages) if not (isinstance(row.vin, Fact) and row.vin.value in ends))
    listed = [row.destination for row in vehicles if isinstance(row.destination, Fact)]
    countries += [d for d in listed if d.value not in {c.value for c in countries}]
    places = outlets(pages, [claim.value for claim in claims])
    abroad = {*(one.value for one in countries), *(place.country.value for place in places if isinstance(place.country, Fact))}
    return Letter(
        title=_title(pages),
        issuer=_issuer(pages, signed, claims),
        issuer_claims=tuple(claims),
        addressee=_addressee(pages, entries),
        number=first_value(entries, "number", text_value),
        date=_date(pages, entries, signed),
        destinations=tuple(countries),
        regions=tuple(regions),
        vehicles=vehicles,
        vin_ranges=tuple(ranges),
        outlets=places,
        seals=placed_seals(pages, signed),
        halves=_halves(pages, claims),
        page_numbers=tuple(_page_numbers(pages)),
        also_named=tuple(also_named(pages, abroad)),
    )


def _title(pages: Sequence[Page]) -> Field[str]:
    line = title_line(pages[0], Kind.CONFIRMATION_LETTER)
    return fact(line.text.strip(), whole(pages[0], line)) if line else Absent((pages[0].place(None),))


def _issuer_claims(pages: Sequence[Page], entries: Sequence[Entry], signed: Sequence[Signatory]) -> list[Fact[str]]:
    """Company names in an issuer's role: letterhead, label, "we, X", signature; each spot once, in reading order of the sources."""
    claims = [*_letterheads(pages[0])]
    # A label such as 生产企业 inside an outlet list or a vehicle table names something else; the issuer's own stands by itself.
    claims += [c for c in all_values(entries, "issuer", company_value) if not _is_english(c.value)]
    for page in pages:
        for paragraph in paragraphs(page):
            for name in company_spans(paragraph.span):
                before = mapped(paragraph.text[: name.start]).text
                behind = mapped(paragraph.text[name.stop :]).text
                if _WE.search(before) or (_AS_MAKER.match(behind) and not _ADDRESSEE.match(before)):
                    claims.append(fact(shown(name), paragraph.real(name)))
    claims += [s.name for s in signed]
    claims = _completed(claims, [name for page in pages for line in page.lines for name in companies_in(whole(page, line))])
    clean = any(claim.clean for claim in claims)
    kept: list[Fact[str]] = []
    for claim in claims:
        if clean and not claim.clean and _in_a_seal(pages, claim):
            continue  # the ring's own letters, read as a line
        if not any(claim.place == other.place and claim.value == other.value for other in kept):
            kept.append(claim)
    return kept


def _completed(claims: Sequence[Fact[str]], named: Sequence[Fact[str]]) -> list[Fact[str]]:
    """Names whose first character the reader lost (一 of 一汽 is a mere stroke), or that a mark runs into, as the letter gives them elsewhere; and
    those over a single character of which it was evenly torn, as the letter gives them in an issuer's role."""
    made = []
    for claim in claims:
        whole_name = next((n for n in named if n.clean and len(n.value) == len(claim.value) + 1 and n.value.endswith(claim.value)), None)
        # A mark set before the name in the head (LEAPMOTOR 零跑汽车有限公司) is no part of it where the letter goes without.
        marked = next((n for n in named if n.clean and claim.value.endswith(n.value) and re.fullmatch(r"[A-Za-z]{2,}", claim.value.removesuffix(n.value))), None)
        torn = next((other for other in claims if other.clean and len(claim.rivals) == 1 and other.value in claim.torn), None)
        better = whole_name or marked
        made.append(replace(claim, value=torn.value, doubt=None) if torn else replace(claim, value=better.value) if better else claim)
    return made


def _in_a_seal(pages: Sequence[Page], claim: Fact[str]) -> bool:
    box = claim.place.box
    page = next(p for p in pages if (p.file, p.number) == (claim.place.file, claim.place.page))
    return box is not None and any(box.overlap(page.seen_box(seal.box)) > 0.7 for seal in page.seals)


def _letterheads(page: Page) -> list[Fact[str]]:
    """Company names that stand alone above the title, or in the first eighth of the page where there is no title."""
    title = title_line(page, Kind.CONFIRMATION_LETTER)
    bottom = title.box.y0 if title else 0.125
    return [
        fact(shown(span), span)
        for span, line in standing_alone(page)
        if line.box.y1 <= bottom + 0.005 and line.box.centre[1] < 0.3 and not _is_addressee(span)
    ]


def _issuer(pages: Sequence[Page], signed: Sequence[Signatory], claims: Sequence[Fact[str]]) -> Field[str]:
    """Who signs: the last signature of the letter, else the only company that claims to issue it."""
    if signed:
        return next((claim for claim in claims if claim.place == signed[-1].name.place), signed[-1].name)
    if claims:
        return claims[-1]
    english = english_signatories(pages)
    if english:
        return english[-1]
    named = [name for page in pages for line in page.lines for name in companies_in(whole(page, line))]
    if named:
        return Unread("issuer-role-unclear", named[0].place, named[0].raw)
    return Absent(tuple(page.place(None) for page in pages))


def _is_addressee(span: Span) -> bool:
    before = mapped(span.line.text[: span.start]).text
    behind = mapped(span.line.text[span.stop :]).text
    return before.startswith(_TO) or behind.startswith(":")


def _is_english(text: str) -> bool:
    return text.isascii()


def _addressee(pages: Sequence[Page], entries: Sequence[Entry]) -> Field[str]:
    labelled = first_value(entries, "addressee", text_value)
    if isinstance(labelled, Fact):
        return labelled
    for line in pages[0].lines:
        plain = line.text.strip()
        named = company_spans(whole(pages[0], line)) or re.search(r"(?:部|局|厅|委员会|海关|商会|先生|女士)[:：]$", plain)
        if line.box.centre[1] < 0.45 and plain.endswith((":", "：")) and len(plain) <= 40 and named:
            return fact(plain.rstrip(":："), whole(pages[0], line))
    return Absent()


def _date(pages: Sequence[Page], entries: Sequence[Entry], signed: Sequence[Signatory]) -> Field[date]:
    """The date of the letter: by its signature, else labelled, else alone on its line; dates inside tables and sentences are others'."""
    of_vehicles = {name: names for name, names in words("labels")["vehicle"].items() if name.endswith("date") or name == "other"}
    alone = [
        (index, line, span)
        for index, page in enumerate(pages)
        for line in page.lines
        if dates_in(line.text) and len(mapped(line.text).text) <= 26 and not vins_in_row(page, line) and not starts_with_label(line, of_vehicles)
        for span in [whole(page, line)]
    ]
    for signatory in reversed(signed):
        near = [
            (abs(line.box.centre[1] - signatory.span.line.box.centre[1]), span)
            for index, line, span in alone
            if index == signatory.page_index and abs(line.box.centre[1] - signatory.span.line.box.centre[1]) < 0.12
        ]
        if near:
            found = date_value(min(near, key=lambda pair: pair[0])[1])
            if found:
                return found
    labelled = first_value(entries, "date", date_value)
    if isinstance(labelled, Fact):
        return labelled
    for index in reversed(range(len(pages))):
        own = [span for i, line, span in alone if i == index]
        if own:
            found = date_value(max(own, key=lambda s: s.line.box.y0))
            if found:
                return found
    return labelled


def vins_in_row(page: Page, line: Line) -> bool:
    """Whether a VIN stands in the same row: such a date belongs to a vehicle."""
    row = next((row for row in rows(page) if line in row), ())
    boxes = [v.span.line for v in vins_on(page)]
    return any(other in boxes for other in row)


def _ranges(pages: Sequence[Page]) -> list[Fact[str]]:
    return [
        fact(paragraph.text[:80], paragraph.real(paragraph.span))
        for page in pages
        for paragraph in paragraphs(page)
        if _RANGE.search(folded(paragraph.text))
    ]


def _page_numbers(pages: Sequence[Page]) -> list[Fact[tuple[int, int | None]]]:
    found: list[Fact[tuple[int, int | None]]] = []
    for page in pages:
        number = page_number(page)
        if number:
            found.append(Fact((number[0], number[1]), f"{number[0]}/{number[1]}", page.place(None), "page-number"))
    return found


def _halves(pages: Sequence[Page], claims: Sequence[Fact[str]]) -> tuple[LanguageHalf, ...]:
    """The Chinese and the foreign part of a bilingual letter, where each has text of its own."""
    vins: dict[str, list[Fact[str]]] = {"zh": [], "en": []}
    countries: dict[str, list[Fact[str]]] = {"zh": [], "en": []}
    issuers: dict[str, list[Fact[str]]] = {"zh": list(claims), "en": []}
    weight = {"zh": 0, "en": 0}
    for page in pages:
        ordered = [line for row in rows(page) for line in row]
        spoken = [language_of(line.text) if len(mapped(line.text).text) >= 8 else None for line in ordered]
        by_line = {id(line): language for line, language in zip(ordered, spoken, strict=True)}
        for line, language in zip(ordered, spoken, strict=True):
            if language not in weight or len(mapped(line.text).text) < 16:
                continue
            weight[language] += language == "zh" or len(_SENTENCE.findall(line.text)) >= 2
            span = whole(page, line)
            for m in mentions(line.text):
                if m.code and m.code != HOME and language_of(m.name) == language:
                    countries[language].append(fact(m.code, span))
            if language == "en" and (name := english_company(span)):
                issuers["en"].append(name)
        for found in vins_on(page):
            above = [line for line in ordered if line.box.centre[1] <= found.span.line.box.centre[1] and line.box.shares_column(found.span.line.box)]
            language = next((by_line[id(line)] for line in reversed(above) if by_line[id(line)] in vins and not _mostly_vin(line)), None)
            if language:
                vins[language].append(vin_fact(found))
    if min(weight.values()) < 2:
        return ()
    return tuple(LanguageHalf(lang, tuple(vins[lang]), tuple(distinct(countries[lang])), tuple(issuers[lang])) for lang in ("zh", "en"))


def _mostly_vin(line: Line) -> bool:
    plain = mapped(line.text).text
    return sum(c.isdigit() for c in plain) > 0.25 * len(plain)
