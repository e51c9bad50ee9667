"""Which letters list which vehicles."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.documents import Document, Kind
from domain.dossier import Dossier
from domain.facts import Fact
from domain.names import same_company
from domain.used_vehicle_papers import Letter, VehicleRow
from validators.catalogue import Says
from validators.due import may_be_due
from validators.legibility import legible
from validators.matching import Hit, Hits, rows_of, with_facts
from validators.reasons import not_applicable, nothing_to_check


class Listed(StrEnum):
    CLEAN = "clean"
    DOUBTFUL = "doubtful"
    NEAR = "near"
    IN_RANGE = "in-range"
    UNREAD = "unread"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Letters:
    """All letters of a dossier and what they list."""

    dossier: Dossier
    all: tuple[tuple[Document, Letter], ...]
    rows: Hits[VehicleRow]

    def listed(self, vin: str) -> Listed:
        """How the letters list a declared VIN, the best of all letters."""
        hits = self.rows.of(vin)
        if any(hit.trusted for hit in hits):
            return Listed.CLEAN
        if hits:
            return Listed.DOUBTFUL
        if self.rows.near.get(vin):
            return Listed.NEAR
        if any(letter.vin_ranges for _, letter in self.all):
            return Listed.IN_RANGE
        if self.rows.unmatched or not all(legible(self.dossier, document) for document, _ in self.all):
            return Listed.UNREAD
        return Listed.NOT

    def listing(self, vin: str) -> tuple[tuple[Document, Letter, Hit[VehicleRow]], ...]:
        """The letters that list a VIN, for certain or perhaps, with the row."""
        letters = {document.id: letter for document, letter in self.all}
        return tuple((hit.document, letters[hit.document.id], hit) for hit in self.rows.of(vin))

    def by(self, manufacturer: str) -> tuple[tuple[Document, Letter], ...]:
        """The letters issued by a manufacturer."""
        return tuple(
            (d, letter) for d, letter in self.all if isinstance(letter.issuer, Fact) and same_company(letter.issuer.value, manufacturer)
        )


def letters_of(dossier: Dossier) -> Letters:
    return Letters(dossier, with_facts(dossier, Letter), rows_of(dossier, Letter))


LETTER_GATE = {
    "letter-not-due": not_applicable("No vehicle of this application needs a confirmation letter.", "本申请中没有须提交确认书的车辆。"),
    **nothing_to_check(Kind.CONFIRMATION_LETTER),
}
"""Reasons of every rule on letters where there is nothing to judge."""


def closed(dossier: Dossier, letters: Letters) -> Says | None:
    """Why letters are not judged at all, in the words of `LETTER_GATE`; None when they are."""
    if not may_be_due(dossier):
        return Says("letter-not-due")
    return None if letters.all else Says("no-document")


@dataclass(frozen=True, slots=True)
class Pair:
    """A letter and one declared manufacturer whose vehicles it is meant for. `vins`: those it lists; empty when it lists none of them."""

    document: Document
    letter: Letter
    manufacturer: str
    vins: tuple[str, ...]
    trusted: bool


def pairs(dossier: Dossier, letters: Letters) -> tuple[Pair, ...]:
    """Each letter with the manufacturers of the vehicles that need one and that it lists.

    A letter that lists none of them is held against the manufacturer it names as issuer, else against the only or the first manufacturer.
    """
    due = may_be_due(dossier)
    makers = tuple(dict.fromkeys(vehicle.manufacturer for _, vehicle in due))
    found: list[Pair] = []
    for document, letter in letters.all:
        listed = [
            (vin, vehicle.manufacturer, hit.trusted)
            for vin, vehicle in due
            for hit in letters.rows.of(vin)
            if hit.document.id == document.id
        ]
        for maker in dict.fromkeys(maker for _, maker, _ in listed):
            own = [(vin, trusted) for vin, m, trusted in listed if m == maker]
            found.append(Pair(document, letter, maker, tuple(dict.fromkeys(vin for vin, _ in own)), any(trusted for _, trusted in own)))
        if not listed:
            issuer = letter.issuer
            maker = next((m for m in makers if isinstance(issuer, Fact) and same_company(issuer.value, m)), makers[0])
            found.append(Pair(document, letter, maker, (), True))
    return tuple(found)
