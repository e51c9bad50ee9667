"""The same ink twice: a seal whose impression agrees with that of another page of the dossier (SEAL-005)."""

from __future__ import annotations

from rapidfuzz import fuzz

from domain.dossier import Dossier
from domain.impressions import agreement
from domain.pages import Outcome, Page, PlacedSeal
from domain.text import squeezed

_SAME_INK = 0.985
"""Agreement from which ink is the same. Measured on generated seals: copies, printed and scanned anew, 0.982 to 0.997; two impressions of one
stamp at the same angle 0.94 to 0.970, at others 0.68 to 0.97."""
_SAME_TEXT = 0.9
"""Likeness of their texts from which two pages with the same VINs are two pictures of one page."""


def same_ink(dossier: Dossier, placed: PlacedSeal) -> list[PlacedSeal]:
    """Seals on other pages, or elsewhere on this one, that are the same ink; one page seen twice does not count."""
    if not placed.seal.impression:
        return []
    pages = [page for reading in dossier.files if reading.outcome is not Outcome.DUPLICATE for page in reading.pages]
    own = next((page for page in pages if (page.file, page.number) == (placed.place.file, placed.place.page)), None)
    found = []
    for page in pages:
        for seal in page.seals:
            if not seal.impression or (page is own and seal == placed.seal):
                continue
            if agreement(placed.seal.impression, seal.impression) < _SAME_INK:
                continue
            if own is None or page is own or not _one_page(own, page):
                found.append(PlacedSeal(seal, page.place(seal.box)))
    return found


def _one_page(one: Page, other: Page) -> bool:
    """Whether two pages are pictures of the same sheet: the same VINs, where both have any, and nearly the same text."""
    vins, others = {vin.value for vin in one.vins}, {vin.value for vin in other.vins}
    if vins and others and not vins & others:
        return False
    return fuzz.ratio(_text(one), _text(other)) / 100 >= _SAME_TEXT


def _text(page: Page) -> str:
    return squeezed("".join(line.text for line in page.lines))
