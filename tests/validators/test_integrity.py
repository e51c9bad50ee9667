"""INT-001, INT-004 to INT-006, INT-008 and SEAL-007: what is seen counts, who signed, and what files and papers say of themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from builders import (
    EXPORTER,
    MAKER,
    OTHER_MAKER,
    certificate,
    contract,
    document,
    dossier,
    fact,
    inspection,
    page,
    reading,
    reasons,
    row,
    run,
    statuses,
)

from domain.documents import Kind, NoFacts, Reservations
from domain.facts import Unread
from domain.findings import Status
from domain.geometry import Box
from domain.pages import FileReading, Line, Metadata, Outcome, Page, Quality, Signature, SignatureState

BLURRED = (Quality("blurred", 0.6),)


def _certificate_on(made: Page, **more: Any) -> Any:
    return document(certificate(**more), (made,))


def test_a_contradiction_names_both_and_is_reviewed() -> None:
    denied = Line("LGXCE6CB3S0999999", Box(0.1, 0.1, 0.5, 0.12), "ocr:x", 0.99, claimed="LGXCE6CB3S0123456")
    made = replace(page(text_layer="used", problems=("text-layer-contradicts",)), lines=(denied,))
    (found,) = run("INT-001", dossier(_certificate_on(made)))
    assert (found.status, found.reason, found.found) == (Status.REVIEW, "contradicted", denied.text)
    assert "LGXCE6CB3S0123456" in found.message.en and found.evidence[0].place.box is not None


@pytest.mark.parametrize(
    ("problems", "layer", "reason", "status"),
    [
        (("text-overprinted",), "used", "overprinted", Status.REVIEW),
        (("text-layer-contradicts",), "used", "overprinted", Status.REVIEW),  # the denied line was dropped for the one that is seen
        (("text-layer-invisible",), "used", "hidden-text", Status.NOTE),
        (("text-off-page",), "used", "hidden-text", Status.NOTE),
        (("ocr-layer-differs",), "rejected", "ocr-layer-differs", Status.NOTE),
        ((), "used", "as-seen", Status.PASS),
        ((), "none", "no-text-layer", Status.NOT_APPLICABLE),
    ],
)
def test_what_a_text_layer_hides(problems: tuple[str, ...], layer: str, reason: str, status: Status) -> None:
    found = {f.reason: f.status for f in run("INT-001", dossier(_certificate_on(page(problems=problems, text_layer=layer))))}
    assert found[reason] is status
    assert (Status.REVIEW in found.values()) == (status is Status.REVIEW)


def test_pages_no_rule_looks_at_contradict_nothing() -> None:
    stray = document(NoFacts(), (page(problems=("text-overprinted",), text_layer="used"),), Kind.UNKNOWN)
    assert reasons("INT-001", dossier(stray)) == {"no-text-layer"}


def test_a_poor_picture_that_was_read_is_a_note() -> None:
    assert reasons("INT-004", dossier()) == {"legible"}
    made = dossier(document(inspection(), (page(quality=BLURRED),)))
    assert reasons("INT-004", made) == {"poor-but-read"} and statuses("INT-004", made) == {Status.NOTE}
    assert reasons("INT-004", dossier(_certificate_on(page(quality=(Quality("blurred", 0.1),))))) == {"legible"}


def test_where_what_is_not_there_decides_a_poor_picture_is_named() -> None:
    made = dossier(_certificate_on(page(quality=BLURRED)))  # a mortgage may stand where nobody can read
    assert Status.REVIEW in statuses("UV-010", made) and reasons("INT-004", made) == {"blurred"}


@pytest.mark.parametrize("code", ["low-resolution", "blurred", "dark", "glare", "cut-off", "screen"])
@pytest.mark.parametrize("value", [fact(date(2025, 11, 20), "low-confidence"), Unread("illegible", fact(1).place)])
def test_a_defect_where_a_rule_could_not_read_is_reviewed_with_its_cure(code: str, value: Any) -> None:
    made = dossier(_certificate_on(page(quality=(Quality(code, 0.6),)), registration_date=value))
    (found,) = run("INT-004", made)
    assert (found.status, found.reason) == (Status.REVIEW, code) and found.remedy and "60 %" in found.message.en


def test_what_is_unsettled_elsewhere_is_not_this_pages_fault() -> None:
    unsure = inspection(vehicles=(row(mileage_km=fact(99_000, "low-confidence", file="b.pdf")),))
    made = dossier(document(contract(), (page(quality=BLURRED),)), document(unsure, (page(file="b.pdf"),)))
    assert Status.REVIEW in statuses("UV-015", made) and reasons("INT-004", made) == {"poor-but-read"}


def test_a_page_nobody_could_name_may_be_the_one_that_is_missed() -> None:
    stray = document(NoFacts(), (page(quality=BLURRED),), Kind.UNKNOWN)
    assert reasons("INT-004", dossier(stray)) == {"poor-but-read"}
    assert reasons("INT-004", dossier(stray, without=(Kind.REGISTRATION_CERTIFICATE,))) == {"blurred"}


def _signed(state: SignatureState, name: str = MAKER, path: str = "a.pdf") -> FileReading:
    return replace(reading(path, Outcome.READ, "signature-present"), signatures=(Signature(name, name, state, True),))


@pytest.mark.parametrize(
    ("state", "reason", "status"),
    [
        (SignatureState.INTACT, "intact", Status.PASS),
        (SignatureState.ALTERED, "altered", Status.FAIL),
        (SignatureState.EXTENDED, "extended", Status.REVIEW),
        (SignatureState.PARTIAL, "partial", Status.REVIEW),
        (SignatureState.UNREADABLE, "unreadable", Status.REVIEW),
        (SignatureState.UNVERIFIED, "not-verified", Status.NOTE),
    ],
)
def test_each_state_of_a_signature(state: SignatureState, reason: str, status: Status) -> None:
    (found,) = run("INT-005", dossier(files=(_signed(state),)))
    assert (found.reason, found.status) == (reason, status)


def test_a_changed_file_that_no_rule_uses_fails_nothing() -> None:
    (found,) = run("INT-005", dossier(files=(reading(), _signed(SignatureState.ALTERED, path="beside.pdf"))))
    assert (found.reason, found.status) == ("altered-unused", Status.REVIEW)


def test_a_signature_that_was_reported_and_no_more_is_unreadable() -> None:
    assert reasons("INT-005", dossier(files=(reading("a.pdf", Outcome.READ, "signature-present"),))) == {"unreadable"}
    assert reasons("INT-005", dossier()) == {"no-signature"}


@pytest.mark.parametrize(
    ("state", "name", "reason"),
    [
        (SignatureState.INTACT, MAKER, "signed-by-issuer"),
        (SignatureState.ALTERED, MAKER, "signed-by-issuer"),
        (SignatureState.INTACT, OTHER_MAKER, "signer-differs"),
        (SignatureState.INTACT, MAKER.replace("有限公司", "销售有限公司"), "signer-differs"),
        (SignatureState.UNVERIFIED, MAKER, "electronically-signed"),
        (SignatureState.UNREADABLE, "", "electronically-signed"),
    ],
)
def test_a_signed_letter_is_never_passed_on_its_signature(state: SignatureState, name: str, reason: str) -> None:
    (found,) = run("SEAL-007", dossier(files=(_signed(state, name),)))
    assert (found.reason, found.status) == (reason, Status.REVIEW)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (Metadata(producer="Adobe Photoshop 25.0 (Windows)"), "image-editor"),
        (Metadata(creator="GIMP 2.10"), "image-editor"),
        (Metadata(created="2026-02-01", modified="2026-03-03"), "after-application"),
        (Metadata(updates=2), "added-to"),
        (Metadata(producer="WPS 文字", created="2026-02-01", camera="HUAWEI ALN-AL00"), "nothing-to-list"),
        (None, "nothing-to-list"),
    ],
)
def test_metadata_is_listed_and_never_judged(told: Metadata | None, reason: str) -> None:
    made = dossier(files=(replace(reading(), metadata=told),))
    assert reasons("INT-006", made) == {reason}
    assert statuses("INT-006", made) <= {Status.NOTE, Status.NOT_APPLICABLE}


def test_signing_is_no_later_addition() -> None:
    signed = replace(_signed(SignatureState.INTACT), metadata=Metadata(updates=1))
    assert reasons("INT-006", dossier(files=(signed,))) == {"nothing-to-list"}


@pytest.mark.parametrize(
    ("said", "reason", "status"),
    [
        (Reservations(), "nothing-against", Status.PASS),
        (Reservations(against=(fact("本确认书自2026年6月1日起作废"),)), "speaks-against", Status.REVIEW),
        (Reservations(until=(fact(date(2026, 3, 1)),)), "over", Status.REVIEW),
        (Reservations(until=(fact(date(2026, 3, 2)),)), "nothing-against", Status.PASS),
        (Reservations(applicants=(fact("西安远帆二手车出口有限公司"),)), "for-another", Status.REVIEW),
        (Reservations(applicants=(fact(EXPORTER),)), "nothing-against", Status.PASS),
    ],
)
def test_what_documents_say_against_themselves(said: Reservations, reason: str, status: Status) -> None:
    checked = dossier(replace(document(contract()), reservations=said))
    assert [(f.reason, f.status) for f in run("INT-008", checked)] == [(reason, status)]


def test_without_documents_nothing_speaks() -> None:
    assert reasons("INT-008", replace(dossier(), documents=())) == {"no-documents"}
