"""Third-party inspection report under WM/T 8-2022 (passenger cars) or WM/T 9-2022 (commercial vehicles and trailers)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from domain.documents import InspectionReport, VehicleRow
from domain.facts import Absent, Fact, Field
from domain.pages import Page
from extractors.data import words
from extractors.finders.companies import company_value, organisation_value
from extractors.finders.forms import Entry, first_value, read_form
from extractors.finders.signatures import placed_seals, signatories, standing_alone
from extractors.finders.spans import Span, fact, mapped, whole
from extractors.finders.values import date_value, mileage_value, text_value
from extractors.kinds.vehicles import vehicle_rows

_STANDARD = re.compile(r"wm/?t[-.]?([89])(?:[-—.:]?(20\d{2}))?")
_VERDICT = re.compile(r"不合格|不符合|未通过|不通过|不予|合格|符合|通过|unqualified|notqualified|fail(?:ed)?|notpass|qualified|pass(?:ed)?|conform|complies")


def inspection_report(pages: Sequence[Page]) -> InspectionReport:
    """Facts of one report; it may be about one vehicle or list several."""
    labels = words("labels")
    entries = read_form(pages, labels["inspection"])
    signed = signatories(pages)
    return InspectionReport(
        vehicles=_vehicles(pages, labels["vehicle"]),
        standards=tuple(_standards(pages)),
        client=first_value(entries, "client", organisation_value),
        owner=first_value(entries, "owner", organisation_value),
        agency=_agency(pages, entries),
        number=first_value(entries, "number", text_value),
        conclusion=_conclusion(pages, entries),
        date=first_value(entries, "date", date_value),
        seals=placed_seals(pages, signed),
    )


def _vehicles(pages: Sequence[Page], labels: dict[str, list[str]]) -> tuple[VehicleRow, ...]:
    """A report about one vehicle gives its odometer outside the line of its VIN."""
    rows = vehicle_rows(pages)
    if len(rows) == 1 and isinstance(rows[0].mileage_km, Absent):
        return (replace(rows[0], mileage_km=first_value(read_form(pages, labels), "mileage", mileage_value)),)
    return rows


def _standards(pages: Sequence[Page]) -> list[Fact[str]]:
    found: list[Fact[str]] = []
    for page in pages:
        for line in page.lines:
            span = whole(page, line)
            for match in _STANDARD.finditer(mapped(line.text).text):
                number = f"WM/T {match.group(1)}-{match.group(2) or '2022'}"
                if number not in {f.value for f in found}:
                    found.append(fact(number, span.of_mapped(match.start(), match.end())))
    return found


def _agency(pages: Sequence[Page], entries: Sequence[Entry]) -> Field[str]:
    labelled = first_value(entries, "agency", company_value)
    if isinstance(labelled, Fact):
        return labelled
    head = [fact("".join(span.text.split()), span) for span, line in standing_alone(pages[0]) if line.box.centre[1] < 0.3]
    if head:
        return head[0]
    signed = signatories(pages)
    return signed[-1].name if signed else labelled


def _conclusion(pages: Sequence[Page], entries: Sequence[Entry]) -> Field[str]:
    """The overall conclusion: a labelled value that decides, the last one on the report (single items come first)."""
    decided: list[Fact[str]] = []
    for entry in entries:
        if entry.field == "conclusion":
            value = next((v for v in map(_verdict_value, entry.values) if v), None)
            if value:
                decided.append(value)
    if decided:
        return decided[-1]
    for page in reversed(pages):
        for line in reversed(page.lines):
            if "结论" in mapped(line.text).text and (found := _verdict_value(whole(page, line))):
                return found
    return first_value(entries, "conclusion", _verdict_value)


def _verdict_value(span: Span) -> Fact[str] | None:
    return fact(span.text.strip(" :：。"), span) if _VERDICT.search(mapped(span.text).text) else None
