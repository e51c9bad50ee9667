"""How a case of the rules is written down, and what is asserted of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from builders import ABSENT, UNREAD, doubtful, fact, poor_page, reading, run

from domain.dossier import Dossier
from domain.findings import Consequence, Status
from domain.pages import Outcome
from validators.catalogue import rule_by_id

P, F, R, N, X = Status.PASS, Status.FAIL, Status.REVIEW, Status.NOTE, Status.NOT_APPLICABLE
BROKEN = {"files": (reading(), reading("b.pdf", Outcome.ENCRYPTED, "encrypted"))}
Case = tuple[str, str, Status, Dossier]
SPEAKS_TWICE = {"MV-007", "DOC-002"}
"""Rules that speak of a subject twice, so that one half may pass."""


def values(rule: str, name: str, build: Callable[..., Dossier], wanted: Any, other: Any, *, own: bool = False) -> list[Case]:
    """The six outcomes of a value that is compared with the declaration; `build` makes a dossier from the value and perhaps a page."""
    hard = R if own else F
    return [
        (rule, f"{name}-differs", hard, build(fact(other))),
        (rule, f"{name}-differs-doubtful", R, build(doubtful(other))),
        (rule, f"{name}-doubtful", R, build(doubtful(wanted))),
        (rule, f"{name}-unread", R, build(UNREAD)),
        (rule, f"{name}-missing", hard, build(ABSENT)),
        (rule, f"{name}-not-found", R, build(ABSENT, poor_page())),
    ]


def ids(cases: list[Case]) -> list[str]:
    return [f"{rule}-{reason}-{place}" for place, (rule, reason, _, _) in enumerate(cases)]


def assert_case(rule: str, reason: str, status: Status, checked: Dossier) -> None:
    """The rule gives the reason with the status, a failure says what follows, and nothing else of it passes the same subject."""
    findings = run(rule, checked)
    found = {finding.reason: finding for finding in findings}
    assert reason in found, sorted(found)
    assert found[reason].status is status
    assert "{" not in found[reason].message.en + found[reason].message.zh
    if status is F:
        assert found[reason].consequence in (Consequence.NO_LICENCE, Consequence.CORRECT_AND_RESUBMIT)
        assert found[reason].consequence is rule_by_id(rule).on_fail
    if status in (F, R) and rule not in SPEAKS_TWICE:
        subjects = {f.subject for f in findings if f.reason == reason}
        assert not [f for f in findings if f.status is P and f.subject in subjects and f.reason not in ("exported-by-maker",)]
