"""DATE-001: a date whose day and month may be swapped is not guessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date

from domain.dossier import Dossier
from domain.facts import Fact
from domain.findings import Text
from validators.catalogue import Says, rule
from validators.compare import evidence
from validators.reasons import DOCUMENT_NAMES, not_applicable, passes, review

AMBIGUOUS = "ambiguous-date"
"""Doubt code of a date that can be read in two ways."""


@rule(
    "DATE-001",
    title=Text("Dates are unambiguous", "日期含义明确"),
    statement=Text(
        "Dates are accepted in the usual Chinese, ISO and English forms. One that can mean two days, such as 05/06/2026, is left to a person.",
        "接受常见的中文、ISO和英文日期写法；如05/06/2026可有两种含义的，由人工判断。",
    ),
    authority="Own rule",
    basis="own",
    requirement="dates",
    reasons={
        "unambiguous": passes("No date that was read has two meanings.", "所读取的日期均无歧义。"),
        "ambiguous": review(
            "The date {found} on the {paper} can mean two days.",
            "{paper}上的日期{found}有两种含义。",
            "Decide which day is meant; write dates as year-month-day.",
            "请确认具体日期；日期请按年月日书写。",
        ),
        "no-dates": not_applicable("No date was read.", "未读取到日期。"),
    },
)
def dates_are_unambiguous(dossier: Dossier) -> Iterable[Says]:
    read = [(document, fact) for document in dossier.documents for fact in _dates(document.facts)]
    said = [
        Says("ambiguous", document=document.id, found=fact.raw, evidence=evidence(fact), words={"paper": DOCUMENT_NAMES[document.kind]})
        for document, fact in read
        if fact.doubt == AMBIGUOUS
    ]
    yield from said or [Says("unambiguous" if read else "no-dates")]


def _dates(part: object) -> Iterable[Fact[date]]:
    """All facts that hold a date, anywhere in a document's facts."""
    if isinstance(part, Fact):
        if isinstance(part.value, date):
            yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from _dates(item)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _dates(getattr(part, field.name))
