"""Statements about an export of modified vehicles: no admission is asked for, another enterprise is authorised."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from domain.facts import Fact, Field
from domain.modified_vehicle_papers import AuthorisationLetter, NoRequirementStatement
from domain.names import same_company
from domain.pages import Page
from extractors.data import words
from extractors.finders.companies import company_spans, company_value, shown, surest
from extractors.finders.destinations import countries_meant
from extractors.finders.forms import Entry, first_value, read_form
from extractors.finders.models import models_in
from extractors.finders.paragraphs import paragraphs
from extractors.finders.signatures import Signatory, placed_seals, signatories
from extractors.finders.spans import fact, mapped, whole
from extractors.finders.values import date_value
from extractors.kinds.approvals import expiry

_GRANTS = re.compile(r"(?:兹|特|现|委托并|)?(?:授权|委托)$")
_YOU = re.compile(r"(?:授权|委托)贵(?:公司|司|单位|方)")
_GRANTED = re.compile(r"^(?:\([^)]{0,90}\))?(?:为|系|是)(?:我|本)(?:公司|司|厂|单位|方)[^。;,]{0,8}(?:授权|委托)")
"""Behind the grantee where the letter certifies what was granted: 兹证明甲公司（地址…）为我公司授权的出口企业."""
_GRANTEE_BEHIND = re.compile(r"^(?:[(（].{0,90}?[)）])?(?:为|作为|代表|代理|以|负责|办理|出口|全权|独家|在)")


def no_requirement_statement(pages: Sequence[Page]) -> NoRequirementStatement:
    entries = read_form(pages, words("labels")["statement"])
    signed = signatories(pages)
    return NoRequirementStatement(
        exporter=surest(signed[-1].name, pages) if signed else first_value(entries, "exporter", company_value),
        destinations=countries_meant(pages),
        models=models_in(pages),
        date=_signing_date(pages, entries),
        seals=placed_seals(pages, signed),
    )


def authorisation_letter(pages: Sequence[Page]) -> AuthorisationLetter:
    """The grantor signs; the grantee stands behind the word 授权 or its label."""
    entries = read_form(pages, words("labels")["authorisation"])
    signed = signatories(pages)
    exporter = _grantee(pages, entries)
    return AuthorisationLetter(
        manufacturer=_grantor(pages, entries, signed, exporter),
        exporter=exporter,
        models=models_in(pages),
        date=_signing_date(pages, entries),
        until=expiry(entries, "until"),
        seals=placed_seals(pages, signed),
    )


def _grantee(pages: Sequence[Page], entries: Sequence[Entry]) -> Field[str]:
    labelled = first_value(entries, "exporter", company_value)
    if isinstance(labelled, Fact):
        return labelled
    for page in pages:
        addressed = any(_YOU.search(mapped(line.text).text) for line in page.lines)
        for paragraph in paragraphs(page):
            for name in company_spans(paragraph.span):
                if addressed and mapped(paragraph.text[: name.start]).text in ("", "致", "致:") and mapped(paragraph.text[name.stop :]).text == ":":
                    return fact(shown(name), paragraph.real(name))
                before, behind = mapped(paragraph.text[: name.start]).text, mapped(paragraph.text[name.stop :]).text
                if _GRANTS.search(before) or _GRANTED.match(behind) or (_GRANTEE_BEHIND.match(behind) and re.search(r"授权|委托", before)):
                    return fact(shown(name), paragraph.real(name))
    return labelled


def _grantor(pages: Sequence[Page], entries: Sequence[Entry], signed: Sequence[Signatory], exporter: Field[str]) -> Field[str]:
    """Who signs; where both enterprises sign, the one that is not authorised. A signature under a stamp may be hard to read: then a clean
    mention of the grantor elsewhere in the letter."""

    def granting(name: Fact[str]) -> bool:
        return not (isinstance(exporter, Fact) and same_company(name.value, exporter.value))

    signing = [s.name for s in signed if granting(s.name)]
    labelled = first_value(entries, "manufacturer", company_value)
    if signing and signing[-1].clean:
        return signing[-1]
    if isinstance(labelled, Fact) and labelled.clean and granting(labelled):
        return labelled
    named = [name for page in pages for line in page.lines if (name := company_value(whole(page, line))) and name.clean and granting(name)]
    return named[0] if named else signing[-1] if signing else labelled


def _signing_date(pages: Sequence[Page], entries: Sequence[Entry]) -> Field[date]:
    labelled = first_value(entries, "date", date_value)
    if isinstance(labelled, Fact):
        return labelled
    alone = [found for page in pages for line in page.lines if len(line.text) <= 26 and (found := date_value(whole(page, line)))]
    return alone[-1] if alone else labelled
