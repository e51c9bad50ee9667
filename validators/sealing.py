"""From the seals of a document to an answer: sealed by the one expected, by another, by a special-purpose seal, or not to be told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz

from domain.dossier import Dossier
from domain.findings import Evidence
from domain.names import CompanyName, same_company
from domain.pages import PlacedSeal, Seal, SealKind
from validators.whose_seal import Ownership, whose

RED = "red"
CROSS_PAGE = "cross_page"
_NEARLY = 90.0
LEAST_CONFIDENCE = 0.5
"""Below this the kind of a seal is not held against anybody (own)."""


class Sealing(StrEnum):
    NONE = "none"
    EXPECTED = "expected"
    OTHER = "other"
    SPECIAL = "special"
    UNCLEAR = "unclear"


def official(seal: Seal) -> bool:
    return seal.kind is SealKind.OFFICIAL and seal.confidence >= LEAST_CONFIDENCE


def special(seal: Seal) -> bool:
    """Whether the seal is a special-purpose one by words that were read on it, not by a guess."""
    return (
        seal.kind not in (SealKind.OFFICIAL, SealKind.UNKNOWN)
        and seal.confidence >= LEAST_CONFIDENCE
        and bool(seal.horizontal or seal.text)
    )


def one_seal(dossier: Dossier, placed: PlacedSeal, expected: str) -> tuple[Sealing, str | None]:
    """Whose name the ring bears, whatever kind of seal it is: EXPECTED, OTHER with the name, or UNCLEAR."""
    return _owner(placed.seal, expected, dossier.registry.companies) if expected else (Sealing.UNCLEAR, placed.seal.text or None)


def sealed_by(dossier: Dossier, seals: Sequence[PlacedSeal], expected: str) -> tuple[Sealing, str | None]:
    """What the seals of a document amount to. EXPECTED only by a red official seal with the expected name.

    OTHER and SPECIAL accuse, so they need every seal to be read as such; one that could still be the right one makes it UNCLEAR.
    """
    if not seals:
        return Sealing.NONE, None
    results = [(placed.seal, *one_seal(dossier, placed, expected)) for placed in seals]
    for seal, sealing, _ in results:
        if sealing is Sealing.EXPECTED and official(seal) and seal.colour == RED:
            return Sealing.EXPECTED, expected
    text = ", ".join(name or seal.text or seal.horizontal or "?" for seal, _, name in results)
    candidates = [(seal, sealing) for seal, sealing, _ in results if not special(seal)]
    if not candidates:
        return Sealing.SPECIAL, ", ".join(seal.horizontal or seal.text for seal, _, _ in results)
    if all(sealing is Sealing.OTHER for _, sealing in candidates):
        return Sealing.OTHER, text
    return Sealing.UNCLEAR, text


def bears_name(seals: Sequence[PlacedSeal], expected: str) -> bool:
    """Whether a red official seal reads as the expected name, though it may not be proven against names one letter off: enough where no
    licence hangs on the seal alone."""
    return any(official(placed.seal) and placed.seal.colour == RED and same_company(placed.seal.text, expected) for placed in seals)


def others_than_exporter(dossier: Dossier, seals: Sequence[PlacedSeal], expected: str) -> tuple[PlacedSeal, ...]:
    """Without the exporter's own stamps, which copies commonly bear beside the seal that matters; parts of a cross-page seal only where
    no whole seal stands: they tie pages together and name nobody."""
    exporter = dossier.declaration.exporter.name
    if not same_company(exporter, expected):
        seals = [placed for placed in seals if not _exporters(dossier, placed, exporter, expected)]
    whole = tuple(placed for placed in seals if placed.seal.shape != CROSS_PAGE)
    return whole or tuple(seals)


def _exporters(dossier: Dossier, placed: PlacedSeal, exporter: str, expected: str) -> bool:
    if one_seal(dossier, placed, expected)[0] is Sealing.EXPECTED:
        return False
    return same_company(placed.seal.text, exporter) or one_seal(dossier, placed, exporter)[0] is Sealing.EXPECTED


def reads_nearly(seals: Sequence[PlacedSeal], expected: str) -> bool:
    """Whether an official seal reads as the expected name but for at most a tenth of its characters (SEAL-003 of the rulebook)."""
    name = CompanyName(expected).bare
    return any(
        placed.seal.kind is SealKind.OFFICIAL and placed.seal.colour == RED and fuzz.ratio(CompanyName(placed.seal.text).bare, name) >= _NEARLY for placed in seals
    )


def seal_evidence(seals: Sequence[PlacedSeal]) -> tuple[Evidence, ...]:
    return tuple(Evidence(placed.place, placed.seal.text or placed.seal.horizontal, "seal", placed.seal.confidence) for placed in seals)


@lru_cache(maxsize=512)
def _owner(seal: Seal, expected: str, listed: tuple[str, ...]) -> tuple[Sealing, str | None]:
    # Scoring a ring against a whole registry is the one slow step of checking, and several rules ask the same.
    forms = (expected, re.sub(r"[-－—–]", "一", expected))  # drawn on a ring, a hyphen and 一 are the same stroke
    found = whose(seal, tuple(dict.fromkeys(forms)), listed)
    sealing = {Ownership.EXPECTED: Sealing.EXPECTED, Ownership.ANOTHER: Sealing.OTHER}.get(found.ownership, Sealing.UNCLEAR)
    return sealing, found.name or None
