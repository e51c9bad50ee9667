"""Comparing what stands on a page with what should: one place decides when a reading may pass, fail or must be looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import TypeVar

from domain.facts import Absent, Fact, Field, Unread
from domain.findings import Evidence
from domain.text import simplified, squeezed

T = TypeVar("T")
SURE = 0.95
"""Probability of the least certain character from which a reading that accuses is not put down to the reader (own)."""


class Match(StrEnum):
    """Outcome of a comparison; the values are the endings of the reason codes in `reasons.compared`."""

    AGREES = "agrees"
    DIFFERS = "differs"
    DIFFERS_DOUBTFUL = "differs-doubtful"
    DOUBTFUL = "doubtful"
    UNREAD = "unread"
    MISSING = "missing"
    NOT_FOUND = "not-found"


def judge(read: Field[T], same: Callable[[T], bool], *, legible: bool, trusted: bool = True, slip: Callable[[T], bool] = lambda _: False) -> Match:
    """`legible`: what is absent is really not there. `trusted`: the document is known to be about this subject.

    A doubtful reading, or one of a document that may be about something else, neither passes nor fails. `slip`: a value that a reader may
    have made of the right one (`one_character_off`) accuses nobody either, however sure the reader is.
    """
    if isinstance(read, Fact):
        if read.clean and trusted and not (slip(read.value) and not same(read.value)):
            return Match.AGREES if same(read.value) else Match.DIFFERS
        return Match.DOUBTFUL if same(read.value) else Match.DIFFERS_DOUBTFUL
    if isinstance(read, Unread):
        return Match.UNREAD
    return Match.MISSING if legible and trusted else Match.NOT_FOUND


def one_character_off(read: str, wanted: str) -> bool:
    """Whether a name or model differs from the wanted one in a single character put for another, as 酒 for 洒 or 6 for 5."""
    a, b = simplified(squeezed(read)).upper(), simplified(squeezed(wanted)).upper()
    return len(a) == len(b) >= 4 and sum(x != y for x, y in zip(a, b, strict=True)) == 1


def surely_read(read: Fact[T]) -> bool:
    """Whether no character is in question: confirmed on the picture, or read with next to no doubt."""
    return read.clean and (len(read.witnesses) > 1 or (read.confidence or 0.0) >= SURE)


def weightiest(fields: Sequence[Field[T]], same: Callable[[T], bool]) -> Field[T]:
    """The one of several readings of one thing that decides: a contradiction before an agreement, a clean reading before a doubtful one."""

    def weight(read: Field[T]) -> int:
        if isinstance(read, Fact):
            return (2 if read.clean else 3) - (0 if same(read.value) else 2)
        return 4 if isinstance(read, Unread) else 5

    return min(fields, key=weight, default=Absent())


def shown(read: Field[T]) -> str | None:
    """The value of a reading for people: dates as ISO 8601; None for nothing."""
    if isinstance(read, Fact):
        return str(read.value)
    return read.raw or None if isinstance(read, Unread) else None


def evidence(*fields: Field[T]) -> tuple[Evidence, ...]:
    """Where each reading stands; fields without a place give nothing."""
    return tuple(dict.fromkeys(_spots(fields)))


def _spots(fields: Iterable[Field[T]]) -> Iterable[Evidence]:
    for read in fields:
        if isinstance(read, Fact):
            yield Evidence(read.place, read.raw, read.origin, read.confidence)
        elif isinstance(read, Unread) and read.place:
            yield Evidence(read.place, read.raw, "unread")
