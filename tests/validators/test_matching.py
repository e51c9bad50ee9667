"""Tying documents to declared VINs: exact, near, and what a second reading of a doubtful one settles."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import VIN, VIN2, certificate, document, fact, page
from vin_frames import frames

from domain.confirmation import neighbours
from domain.documents import Document
from domain.facts import Fact
from domain.pages import VinReading
from domain.used_vehicle_papers import RegistrationCertificate
from validators.matching import Hit, tie

MISREAD = VIN.replace("B", "8", 1)


def papers(raw: str, *texts: str, doubt: str | None = "vin-unsure", origin: str = "ocr:test") -> Document:
    """A certificate whose VIN was read several times."""
    doubtful = replace(fact(raw, doubt), origin=origin)
    assert doubtful.place.box is not None
    rivals = {place: (b, 0.3) for place, (a, b) in enumerate(zip(MISREAD, VIN, strict=True)) if a != b}
    readings = tuple((f"ocr:{n}", text) for n, text in enumerate(texts))
    strips = tuple(frames(text, rivals if text == MISREAD else {}) for text in texts)
    reading = VinReading(raw, raw, "unsure", doubtful.place.box, origin, readings=readings, strips=strips)
    return document(certificate(vin=doubtful), (replace(page(), vins=(reading,)),))


def hit(of: Document, *declared: str) -> Hit[RegistrationCertificate]:
    assert isinstance(of.facts, RegistrationCertificate)
    hits = tie(declared, [(of, of.facts.vin, of.facts)])
    return next((found for vin in declared for found in hits.of(vin)), None) or hits.strays[0]


def test_a_look_alike_and_a_reading_of_the_declared_vin_settle_it() -> None:
    found = hit(papers(MISREAD, MISREAD, VIN, VIN), VIN, VIN2)
    assert isinstance(found.vin, Fact)
    assert found.trusted and found.vin.value == VIN and found.vin.clean and found.vin.raw == MISREAD
    assert found.vin.witnesses == ("ocr:1", "ocr:2", "declaration")


def test_with_one_character_of_the_declaration_changed_nothing_is_settled() -> None:
    of = papers(MISREAD, MISREAD, VIN, VIN)
    assert [near for near in neighbours(VIN) if hit(of, near).trusted] == []


@pytest.mark.parametrize("texts", [(MISREAD,), (MISREAD, MISREAD), (MISREAD, VIN2)])
def test_without_a_second_reading_it_stays_doubtful(texts: tuple[str, ...]) -> None:
    found = hit(papers(MISREAD, *texts), VIN)
    assert not found.trusted and isinstance(found.vin, Fact) and found.vin.doubt == "vin-unsure"


def test_a_certain_reading_of_another_vin_is_never_bent_towards_the_declaration() -> None:
    found = hit(papers(MISREAD, MISREAD, VIN, VIN, doubt=None), VIN)
    assert not found.trusted and isinstance(found.vin, Fact) and found.vin.value == MISREAD


def test_what_a_text_layer_says_is_not_settled_by_a_picture_elsewhere() -> None:
    of = papers(MISREAD, MISREAD, VIN, VIN, doubt="text-layer-contradicts-picture", origin="text-layer")
    assert not hit(of, VIN).trusted
