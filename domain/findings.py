"""What a rule says about a dossier."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.facts import Place


class Status(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    REVIEW = "review"
    NOTE = "note"
    NOT_APPLICABLE = "not_applicable"


class Consequence(StrEnum):
    NO_LICENCE = "no_licence"
    CORRECT_AND_RESUBMIT = "correct_and_resubmit"


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in both languages of the report."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What a finding is about; all None means the dossier as a whole."""

    vin: str | None = None
    model: str | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The spot on a page that proves a finding."""

    place: Place
    text: str
    origin: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's word on one subject. `reason` is a stable code under the rule; `requirement` the kind of document it belongs to."""

    rule: str
    status: Status
    reason: str
    subject: Subject
    message: Text
    remedy: Text | None = None
    declared: str | None = None
    found: str | None = None
    authority: str = ""
    consequence: Consequence | None = None
    requirement: str | None = None
    evidence: tuple[Evidence, ...] = ()


def verdict(findings: tuple[Finding, ...]) -> Status:
    """fail if any finding fails, else review if any is review, else pass (contract.md)."""
    statuses = {finding.status for finding in findings}
    return next((status for status in (Status.FAIL, Status.REVIEW) if status in statuses), Status.PASS)
