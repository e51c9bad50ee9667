"""The rule catalogue: what each rule asks, where it comes from, and every reason it can give, in English and Chinese.

A rule is a function from a dossier to what it has to say. The decorator `rule` turns it into a `Rule`, which is callable and returns findings;
the documents page, the command line and the scope of the report are all made from the same entries.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import import_module
from typing import Literal

from domain.declaration import Category
from domain.documents import Kind
from domain.dossier import Dossier
from domain.findings import Consequence, Evidence, Finding, Status, Subject, Text

Basis = Literal["official", "own"]
Period = tuple[date | None, date | None]
ALWAYS: Period = (None, None)
OTHER_CATEGORY = "other-category"
"""Reason of a rule that does not concern applications of this category."""

MODULES = (
    "declaration",
    "letter_due",
    "certificate",
    "certificate_register",
    "owner",
    "chronology",
    "inspection",
    "odometer",
    "contract",
    "conformity",
    "letter_form",
    "letter_issuer",
    "letter_vehicles",
    "letter_places",
    "seals",
    "seal_marks",
    "signatures",
    "reuse",
    "licence",
    "licence_form",
    "vin",
    "names",
    "documents",
    "dates",
    "files",
    "integrity",
    "reservations",
    "modified",
    "announcement",
    "photos",
    "plates",
    "purchases",
    "approvals",
    "invoices",
)


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing a rule can say. The templates may name any word the rule gives, and always `declared`, `found`, `vin`."""

    status: Status
    message: Text
    remedy: Text | None = None


@dataclass(frozen=True, slots=True)
class Says:
    """One word of a rule on one subject; the catalogue entry turns it into a finding."""

    reason: str
    vin: str | None = None
    document: str | None = None
    model: str | None = None
    declared: str | None = None
    found: str | None = None
    evidence: tuple[Evidence, ...] = ()
    words: Mapping[str, str | int | Text] = field(default_factory=dict)


Check = Callable[[Dossier], Iterable[Says]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A catalogue entry. `needs` are the kinds of documents it looks at, `requirement` the line of the vehicle matrix it counts in.

    `effective`: first and last application date it holds for, None is open. `basis` own means that no official text asks for it: such a
    rule asks for a review at most. `category` None: it holds for every dossier. `check` says at least one thing on every dossier.
    """

    id: str
    title: Text
    statement: Text
    authority: str
    on_fail: Consequence | None
    basis: Basis
    needs: tuple[Kind, ...]
    requirement: str
    effective: Period
    category: Category | None
    reasons: Mapping[str, Reason]
    check: Check

    def __call__(self, dossier: Dossier) -> tuple[Finding, ...]:
        """The rule's findings; never empty. Raises LookupError for an undeclared reason, RuntimeError for a rule that says nothing."""
        since, until = self.effective
        day = dossier.declaration.application_date
        if self.category is not None and dossier.declaration.category != self.category:
            said: tuple[Says, ...] = (Says(OTHER_CATEGORY),)
        elif (since and day < since) or (until and day > until):
            said = (Says("not-in-effect", declared=day.isoformat()),)
        else:
            said = tuple(self.check(dossier))
        if not said:
            raise RuntimeError(f"rule {self.id} says nothing")
        return tuple(dict.fromkeys(self.finding(word) for word in said))

    def finding(self, said: Says) -> Finding:
        """One word of the rule as a finding, its templates filled in."""
        reason = self.reasons.get(said.reason) or _EVERY_RULE.get(said.reason)
        if reason is None:
            raise LookupError(f"rule {self.id} gives the undeclared reason {said.reason}")
        words = {"declared": said.declared or "", "found": said.found or "", "vin": said.vin or "", **said.words}
        return Finding(
            rule=self.id,
            status=reason.status,
            reason=said.reason,
            subject=Subject(vin=said.vin, model=said.model, document=said.document),
            message=_filled(reason.message, words),
            remedy=_filled(reason.remedy, words) if reason.remedy else None,
            declared=said.declared,
            found=said.found,
            authority=self.authority,
            consequence=self.on_fail if reason.status is Status.FAIL else None,
            requirement=self.requirement,
            evidence=said.evidence,
        )

    @property
    def all_reasons(self) -> dict[str, Reason]:
        """Its own reasons and those the frame gives for it."""
        frame = {"not-in-effect"} if self.effective != ALWAYS else set()
        frame |= {OTHER_CATEGORY} if self.category else set()
        return {**self.reasons, **{code: _EVERY_RULE[code] for code in sorted(frame)}}


_EVERY_RULE = {
    "not-in-effect": Reason(
        Status.NOT_APPLICABLE,
        Text("This rule does not hold for an application of {declared}.", "本规则不适用于{declared}提出的申请。"),
    ),
    OTHER_CATEGORY: Reason(
        Status.NOT_APPLICABLE,
        Text("This rule does not concern applications of this category.", "本规则不适用于该类别的申请。"),
    ),
}
_RULES: dict[str, Rule] = {}


def rule(
    id: str,  # noqa: A002 - the word of the contract
    *,
    title: Text,
    statement: Text,
    authority: str,
    reasons: Mapping[str, Reason],
    requirement: str,
    on_fail: Consequence | None = None,
    basis: Basis = "official",
    needs: tuple[Kind, ...] = (),
    effective: Period = ALWAYS,
    category: Category | None = None,
) -> Callable[[Check], Rule]:
    """Enter a function in the catalogue. Raises ValueError for an id given twice."""

    def enter(check: Check) -> Rule:
        if id in _RULES:
            raise ValueError(f"rule {id} is entered twice")
        _RULES[id] = Rule(id, title, statement, authority, on_fail, basis, needs, requirement, effective, category, dict(reasons), check)
        return _RULES[id]

    return enter


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, in the order of `MODULES` and within a module as written."""
    for name in MODULES:
        import_module(f"validators.{name}")
    place = {f"validators.{name}": number for number, name in enumerate(MODULES)}
    return tuple(sorted(_RULES.values(), key=lambda entry: place[entry.check.__module__]))


def rule_by_id(id: str) -> Rule:  # noqa: A002
    """Raises KeyError for an id that is not in the catalogue."""
    all_rules()
    return _RULES[id]


def _filled(template: Text, words: Mapping[str, str | int | Text]) -> Text:
    english = {name: word.en if isinstance(word, Text) else word for name, word in words.items()}
    chinese = {name: word.zh if isinstance(word, Text) else word for name, word in words.items()}
    return Text(template.en.format_map(english), template.zh.format_map(chinese))


if __name__ == "__main__":
    from validators.catalogue_page import markdown

    sys.stdout.write(markdown())
