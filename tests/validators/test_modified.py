"""MV-001 to MV-004, MV-007 to MV-009, MV-015 and MV-018 to MV-020: who exports, plates and parameter sheets, case by case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from builders import ABSENT, EXPORTER, UNREAD, doubtful, page, poor_page, run, seal
from modified_builders import (
    BRAND,
    BUILDER,
    CHASSIS,
    CHASSIS_BRAND,
    CHASSIS_MAKER,
    FIRST,
    MODEL,
    NAME,
    OTHER_CHASSIS,
    OTHER_MODEL,
    OTHER_NAME,
    SECOND,
    SETTLED,
    STRANGER,
    authorised,
    facts_of,
    modified,
    modified_vehicle,
    paper,
    photo,
    plate,
    plates,
    sheet,
    two_models,
)
from modified_cases import BROKEN, Case, F, N, P, R, X, assert_case, ids, values

from domain.documents import Kind, NoFacts
from domain.dossier import Dossier
from domain.facts import Fact
from domain.findings import Status, verdict
from domain.modified_vehicle_papers import Nameplates
from domain.pages import PlacedSeal, SealKind
from validators import sealing
from validators.check import check
from validators.whose_seal import Ownership, SealOwner

pytestmark = pytest.mark.usefixtures("plain_seals")
SALES = "湖北某专用汽车销售有限公司"


def authority(*pages: Any, **more: Any) -> Dossier:
    return modified(authorisation=paper(authorised(**more), *pages))


def sheeted(*pages: Any, **more: Any) -> Dossier:
    return modified(sheet=paper(sheet(**more), *pages))


def plated(*pages: Any, role: str = "before", declared: dict[str, Any] | None = None, **more: Any) -> Dossier:
    """The clean dossier with one plate of the first vehicle changed; `role` as it was told apart."""
    other = "after" if role == "before" else "before"
    changed = paper(Nameplates((plate(role=role, **more),)), *pages)
    return modified(declared, plates=[changed, photo(plate(FIRST, other)), *plates(SECOND)])


def one(vehicle: dict[str, Any], **papers: Any) -> Dossier:
    """A dossier of one vehicle, declared so."""
    return modified({"vehicles": [vehicle, modified_vehicle(SECOND)]}, **papers)


def torn(read: str, rival: str, share: float) -> Fact[str]:
    return replace(doubtful(read), rivals=((rival, share),))


def first_plates(*given: Any) -> Dossier:
    return modified(plates=[*given, *plates(SECOND)])


EXPORTS: list[Case] = [
    ("MV-001", "as-new-vehicles", N, modified()),
    ("MV-002", "authorised", P, modified()),
    ("MV-002", "authorised", P, modified(authorisation=[authorised(seals=()), authorised()])),
    ("MV-002", "role-not-declared", F, modified({"export_role": None})),
    ("MV-002", "exported-by-maker", P, modified({"export_role": "modified_vehicle_manufacturer", "exporter": {"name": BUILDER}})),
    ("MV-002", "not-the-maker", F, modified({"export_role": "modified_vehicle_manufacturer"})),
    ("MV-002", "not-the-maker", F, modified({"export_role": "modified_vehicle_manufacturer", "exporter": {"name": SALES}})),
    ("MV-002", "document-missing", R, modified(authorisation=None)),
    ("MV-002", "document-perhaps-unread", R, modified(authorisation=None, **BROKEN)),
    *values("MV-002", "exporter", lambda v, *pages: authority(*pages, exporter=v), EXPORTER, "深圳某公司", own=True),
    *values("MV-002", "maker", lambda v, *pages: authority(*pages, manufacturer=v), BUILDER, SALES, own=True),
    ("MV-002", "expired", R, authority(until=date(2026, 3, 1))),
    ("MV-002", "until-unclear", R, authority(until=doubtful(date(2026, 12, 1)))),
    ("MV-002", "until-unclear", R, authority(until=UNREAD)),
    ("MV-002", "authorised", P, authority(until=date(2026, 3, 2))),
    ("MV-002", "not-sealed", R, authority(seals=())),
    ("MV-002", "not-sealed", R, authority(seals=(seal("程力专用车股份有限公司"),))),
    ("MV-002", "not-sealed", R, authority(seals=(seal(EXPORTER),))),
    ("MV-002", "not-sealed", R, authority(seals=(seal(BUILDER, colour="grey"),))),
    ("MV-002", "not-sealed", R, authority(seals=(seal(BUILDER, SealKind.CONTRACT, horizontal="合同专用章"),))),
    ("MV-018", "full-material", X, modified()),
    ("MV-018", "full-material", X, modified({"application_date": "2025-12-20", "licence_year": 2026})),
    ("MV-018", "full-material", X, modified({"application_date": "2026-01-01", "licence_year": 2025})),
    ("MV-018", "within", P, modified({"application_date": "2025-12-15", "licence_year": 2025})),
    ("MV-018", "within", P, modified({"application_date": "2025-12-31", "licence_year": 2025})),
    ("MV-019", "proven", P, modified()),
    ("MV-019", "not-proven", F, modified(ccc=None)),
    ("MV-019", "not-proven", F, modified(ccc=None, sheet=sheet(name=doubtful(NAME)))),
    ("MV-019", "open", R, modified(sheet=sheet(name=doubtful(NAME)))),
    ("MV-019", "open", R, modified(ccc=None, **BROKEN)),
    ("MV-020", "counted", N, modified()),
]

SHEETS: list[Case] = [
    ("MV-015", "complete", P, modified()),
    ("MV-015", "complete", P, sheeted(model="CLW5180GSS")),
    ("MV-015", "complete", P, modified(sheet=[sheet(company=SALES), sheet()])),
    ("MV-015", "missing", F, modified(sheet=None)),
    ("MV-015", "missing", F, two_models(sheet=sheet(model=OTHER_MODEL, name=OTHER_NAME))),
    ("MV-015", "perhaps-unread", R, modified(sheet=None, **BROKEN)),
    *values("MV-015", "company", lambda v, *pages: sheeted(*pages, company=v), BUILDER, SALES),
    ("MV-015", "company-differs-doubtful", R, sheeted(company="湖北某专用汔车有限公司")),
    *values("MV-015", "model", lambda v, *pages: sheeted(*pages, model=v), MODEL, "CLW5180GSSE5"),
    *values("MV-015", "name", lambda v, *pages: sheeted(*pages, name=v), NAME, "绿化喷洒车"),
    ("MV-015", "name-differs", F, sheeted(name="纯电动洒水车")),
    ("MV-015", "name-not-declared", R, modified({"vehicles": [modified_vehicle(FIRST, name=None), modified_vehicle(SECOND, name=None)]})),
    ("MV-003", "accurate", P, modified()),
    ("MV-003", "accurate", P, sheeted(chassis_models=facts_of(OTHER_CHASSIS, CHASSIS))),
    *values("MV-003", "brand", lambda v, *pages: sheeted(*pages, brand=v), BRAND, "东风牌"),
    ("MV-003", "chassis-not-listed", F, sheeted(chassis_models=facts_of(OTHER_CHASSIS))),
    ("MV-003", "chassis-doubtful", R, sheeted(chassis_models=())),
    ("MV-003", "chassis-doubtful", R, sheeted(chassis_models=(doubtful(CHASSIS),))),
    ("MV-003", "chassis-doubtful", R, sheeted(chassis_models=(doubtful(OTHER_CHASSIS),))),
    ("MV-003", "chassis-doubtful", R, sheeted(chassis_models=facts_of("EQ1185LJ"))),
    ("MV-003", "chassis-doubtful", R, sheeted(poor_page(), chassis_models=facts_of(OTHER_CHASSIS))),
    ("MV-003", "plate-contradicts", F, plated(role="after", model=OTHER_MODEL)),
    ("MV-003", "plate-contradicts", F, plated(role="after", brand="东风牌")),
    ("MV-003", "plate-contradicts", F, plated(model=OTHER_CHASSIS)),
    ("MV-003", "plate-contradicts", F, plated(brand="解放牌")),
    ("MV-003", "plate-contradicts", F, modified(sheet=None, plates=[photo(plate(brand="解放牌")), photo(plate(role="after")), *plates(SECOND)])),
    ("MV-003", "no-sheet", X, modified(sheet=None)),
    ("MV-004", "agrees", P, modified()),
    ("MV-004", "agrees", P, modified({"vehicles": [modified_vehicle(FIRST, name=None), modified_vehicle(SECOND, name=None)]})),
    ("MV-004", "differs", R, one(modified_vehicle(FIRST, name="厢式运输车"))),
    ("MV-004", "unknown-letters", R, one(modified_vehicle(FIRST, model="CLW5180QQQE6"))),
    ("MV-004", "no-letters", R, one(modified_vehicle(FIRST, model="CLW1180GSSE6"))),
    ("MV-004", "no-letters", R, one(modified_vehicle(FIRST, model="CLW5180E6"))),
    ("MV-004", "no-name", R, modified({"vehicles": [modified_vehicle(FIRST, name=None), modified_vehicle(SECOND, name=None)]}, sheet=None)),
    ("MV-004", "no-name", R, modified({"vehicles": [modified_vehicle(FIRST, name=None), modified_vehicle(SECOND, name=None)]}, sheet=sheet(name=doubtful(NAME)))),
]

PLATES: list[Case] = [
    ("MV-007", "legible", P, modified()),
    ("MV-007", "legible", P, first_plates(photo(plate(FIRST, "before"), plate(FIRST, "after")))),
    ("MV-007", "legible", P, plated(engine_model=ABSENT, engine_power=ABSENT, motor_model="TZ368XSD28")),
    ("MV-007", "legible", P, plated(brand=ABSENT, words=facts_of("东风"))),
    ("MV-007", "plate-missing", F, first_plates(photo(plate(FIRST, "before")))),
    ("MV-007", "plate-missing", F, first_plates(photo(plate(FIRST, "after")))),
    ("MV-007", "plate-perhaps-unread", R, modified(plates=plates(SECOND), **BROKEN)),
    ("MV-007", "plate-perhaps-unread", R, modified(plates=plates(SECOND), more=paper(NoFacts(), page(text="字" * 50), kind=Kind.UNKNOWN))),
    ("MV-007", "plate-unmatched", R, first_plates(photo(plate(FIRST, "before")), photo(plate(STRANGER, "after")))),
    ("MV-007", "plate-unmatched", R, modified(plates=[photo(plate(UNREAD)), photo(plate(UNREAD)), photo(plate(role="after")), photo(plate(SECOND, "after"))])),
    ("MV-007", "role-unclear", R, first_plates(photo(plate(FIRST, "before")), photo(plate(FIRST, None, model="XX1234")))),
    *(("MV-007", "items-unread", R, plated(**{item: value})) for item in ("brand", "model", "manufacturer", "max_mass", "manufacture_month") for value in (UNREAD, ABSENT)),
    ("MV-007", "items-unread", R, plated(engine_model=doubtful("CY4SK261"))),
    ("MV-007", "items-unread", R, plated(role="after", manufacturer=doubtful(BUILDER))),
    ("MV-007", "vin-doubtful", R, plated(vin=doubtful(FIRST))),
    ("MV-007", "vin-doubtful", R, plated(role="after", vin=UNREAD)),
    ("MV-008", "agree", P, modified()),
    ("MV-008", "agree", P, first_plates(photo(plate(FIRST)), photo(plate(FIRST, max_mass=UNREAD, brand=UNREAD)), photo(plate(FIRST, "after")))),
    ("MV-008", "before-brand-differs", F, plated(brand="解放牌")),
    ("MV-008", "before-brand-differs-doubtful", R, plated(brand=doubtful("解放牌"))),
    ("MV-008", "before-brand-doubtful", R, plated(brand=doubtful(CHASSIS_BRAND), vin=doubtful(FIRST))),
    ("MV-008", "before-brand-unread", R, plated(brand=UNREAD)),
    ("MV-008", "before-brand-not-found", R, plated(brand=ABSENT)),
    ("MV-008", "before-model-differs", F, plated(model=OTHER_CHASSIS)),
    ("MV-008", "before-model-differs-doubtful", R, plated(model=doubtful(OTHER_CHASSIS))),
    ("MV-008", "before-model-doubtful", R, plated(model=doubtful(CHASSIS))),
    ("MV-008", "before-model-unread", R, plated(model=ABSENT, chassis_model=UNREAD)),
    ("MV-008", "before-model-not-found", R, plated(model=ABSENT)),
    ("MV-008", "before-maker-differs", R, plated(manufacturer="东风商用车有限公司")),
    ("MV-008", "before-maker-differs-doubtful", R, plated(manufacturer=doubtful("东风商用车有限公司"))),
    ("MV-008", "before-maker-doubtful", R, plated(manufacturer=doubtful(CHASSIS_MAKER))),
    ("MV-008", "after-brand-differs", F, plated(role="after", brand="东风牌")),
    ("MV-008", "after-brand-differs-doubtful", R, plated(role="after", brand=doubtful("东风牌"))),
    ("MV-008", "after-brand-differs-doubtful", R, plated(role="after", brand=torn("程功牌", "程力牌", 0.4))),
    ("MV-008", "after-brand-differs", F, plated(role="after", brand=replace(torn("程功牌", "程力牌", 0.9), doubt=None))),
    ("MV-008", "agree", P, plated(role="after", brand=torn("程功牌", "程力牌", 0.9))),
    ("MV-007", "legible", P, plated(role="after", brand=torn("程功牌", "程力牌", 0.9))),
    ("MV-008", "after-brand-doubtful", R, plated(role="after", vin=doubtful(FIRST))),
    ("MV-008", "after-brand-unread", R, plated(role="after", brand=UNREAD)),
    ("MV-008", "after-brand-not-found", R, plated(role="after", brand=ABSENT)),
    ("MV-008", "after-model-differs", F, plated(role="after", model="CLW5180GSSE5")),
    ("MV-008", "after-model-differs-doubtful", R, plated(role="after", model=doubtful("CLW5180GSSE5"))),
    ("MV-008", "after-model-doubtful", R, plated(role="after", model=doubtful(MODEL))),
    ("MV-008", "after-model-unread", R, plated(role="after", model=UNREAD)),
    ("MV-008", "after-model-not-found", R, plated(role="after", model=ABSENT)),
    ("MV-008", "after-maker-differs", F, plated(role="after", manufacturer=SALES)),
    ("MV-008", "after-maker-differs-doubtful", R, plated(role="after", manufacturer=doubtful(SALES))),
    ("MV-008", "after-maker-doubtful", R, plated(role="after", manufacturer=doubtful(BUILDER))),
    ("MV-008", "after-chassis-differs", F, plated(role="after", chassis_model=OTHER_CHASSIS)),
    ("MV-008", "after-chassis-differs-doubtful", R, plated(role="after", chassis_model=doubtful(OTHER_CHASSIS))),
    ("MV-008", "after-chassis-doubtful", R, plated(role="after", chassis_model=doubtful(CHASSIS))),
    ("MV-008", "model-of-neither", F, first_plates(photo(plate(FIRST)), photo(plate(FIRST, None, model="XX1234AB", manufacturer="甲车辆有限公司")))),
    ("MV-008", "chassis-not-declared", F, one(modified_vehicle(FIRST, chassis=None))),
    ("MV-008", "no-plates", X, modified(plates=None)),
    ("MV-008", "no-plates", X, first_plates(photo(plate(FIRST, "after")))),
    ("MV-009", "same-vin", P, modified()),
    ("MV-009", "other-vin", R, first_plates(photo(plate(STRANGER)), photo(plate(FIRST, "after")))),
    ("MV-009", "vin-doubtful", R, plated(vin=doubtful(FIRST))),
    ("MV-009", "no-plates", X, modified(plates=None)),
    ("MV-009", "no-plates", X, first_plates(photo(plate(FIRST)))),
]

CASES = EXPORTS + SHEETS + PLATES


@pytest.mark.parametrize(("rule", "reason", "status", "checked"), CASES, ids=ids(CASES))
def test_case(rule: str, reason: str, status: Status, checked: Dossier) -> None:
    assert_case(rule, reason, status, checked)


@pytest.mark.parametrize("clean", [modified(), two_models()], ids=["one-model", "two-models"])
def test_the_clean_dossier_passes_every_rule_or_notes(clean: Dossier) -> None:
    findings = check(clean)
    assert not [(f.rule, f.reason) for f in findings if f.status not in SETTLED]
    assert verdict(findings) is P
    unasked = {f.rule for f in findings if f.rule.startswith("MV-") and f.status is X}
    assert unasked <= {"MV-014", "MV-018"}  # invoices that name no VINs say nothing of them


def test_as_many_findings_as_vehicles_and_plates() -> None:
    assert len(run("MV-007", modified())) == 4
    assert {f.subject.vin for f in run("MV-009", modified())} == {FIRST, SECOND}


def test_sheet_and_chassis_are_compared_for_each_model() -> None:
    swapped = [sheet(chassis_models=facts_of(OTHER_CHASSIS)), sheet(model=OTHER_MODEL, name=OTHER_NAME, chassis_models=facts_of(CHASSIS))]
    found = {(f.subject.model, f.reason) for f in run("MV-003", two_models(sheet=swapped))}
    assert found == {(MODEL, "chassis-not-listed"), (OTHER_MODEL, "chassis-not-listed")}


@pytest.mark.parametrize(("worn", "reason"), [(seal(BUILDER), "authorised"), (seal(BUILDER, colour="grey"), "not-sealed"), (seal(BUILDER.replace("汽车", "车")), "not-sealed")])
def test_an_authorisation_asks_for_no_proof_against_names_one_letter_off(monkeypatch: pytest.MonkeyPatch, worn: PlacedSeal, reason: str) -> None:
    monkeypatch.setattr(sealing, "whose", lambda *_: SealOwner(Ownership.UNCLEAR, ""))
    assert reason in {finding.reason for finding in run("MV-002", authority(seals=(worn,)))}
