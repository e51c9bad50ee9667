"""The destination country a document names against the declared one."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from domain.countries import country_code
from domain.dossier import Dossier
from domain.facts import Fact


class Destination(StrEnum):
    """The values are endings of reason codes, as in `compare.Match`."""

    AGREES = "agrees"
    AMONG_OTHERS = "among-others"
    DOUBTFUL = "doubtful"
    DIFFERS = "differs"
    DIFFERS_DOUBTFUL = "differs-doubtful"
    MISSING = "missing"
    NOT_FOUND = "not-found"


def declared_country(dossier: Dossier) -> str | None:
    """Alpha-2 code of the declared destination; None when it is no single country (LIC-001 says so)."""
    return country_code(dossier.declaration.destination)


def judge_destination(read: Sequence[Fact[str]], code: str, *, legible: bool) -> Destination:
    """`read` are alpha-2 codes; `legible`: where nothing was read, nothing stands there."""
    same = [fact for fact in read if fact.value == code]
    if not read:
        return Destination.MISSING if legible else Destination.NOT_FOUND
    if not same:
        return Destination.DIFFERS if all(fact.clean for fact in read) else Destination.DIFFERS_DOUBTFUL
    if not any(fact.clean for fact in same):
        return Destination.DOUBTFUL
    return Destination.AGREES if len(same) == len(read) else Destination.AMONG_OTHERS


def named(read: Sequence[Fact[str]]) -> str:
    """The countries read, as codes in order of first mention."""
    return ", ".join(dict.fromkeys(fact.value for fact in read)) or "-"
