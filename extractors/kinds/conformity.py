"""Declaration that the vehicles meet the access standards of the destination market."""

from __future__ import annotations

from collections.abc import Sequence

from domain.facts import Fact, Field
from domain.pages import Page
from domain.used_vehicle_papers import ConformityDeclaration
from extractors.data import words
from extractors.finders.companies import company_value, surest
from extractors.finders.destinations import destinations
from extractors.finders.forms import Entry, first_value, read_form
from extractors.finders.signatures import Signatory, placed_seals, signatories
from extractors.finders.spans import whole
from extractors.finders.values import date_value
from extractors.kinds.vehicles import vehicle_rows


def conformity_declaration(pages: Sequence[Page]) -> ConformityDeclaration:
    entries = read_form(pages, words("labels")["conformity"])
    countries, _ = destinations(pages, entries)
    signed = signatories(pages)
    date = first_value(entries, "date", date_value)
    if not isinstance(date, Fact):
        alone = [found for page in pages for line in page.lines if len(line.text) <= 26 and (found := date_value(whole(page, line)))]
        date = alone[-1] if alone else date
    return ConformityDeclaration(
        exporter=_exporter(entries, signed, pages),
        destinations=tuple(countries),
        vehicles=vehicle_rows(pages),
        date=date,
        seals=placed_seals(pages, signed),
    )


def _exporter(entries: Sequence[Entry], signed: Sequence[Signatory], pages: Sequence[Page]) -> Field[str]:
    labelled = first_value(entries, "exporter", company_value)
    named = [name for page in pages for line in page.lines if (name := company_value(whole(page, line)))]
    found = signed[-1].name if signed else named[-1] if named and not isinstance(labelled, Fact) else labelled
    return surest(found, pages) if isinstance(found, Fact) else found
