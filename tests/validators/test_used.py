"""UV-001 to UV-017 and DOC-001, case by case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from builders import (
    ABSENT,
    EXPORTER,
    MAKER,
    UNREAD,
    VIN,
    certificate,
    conformity,
    contract,
    declaration,
    document,
    dossier,
    doubtful,
    entry,
    fact,
    inspection,
    letter,
    licence,
    page,
    poor_page,
    reading,
    reasons,
    record,
    row,
    run,
    seal,
    statuses,
    vehicle,
    vin_of,
)  # fmt: skip
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.documents import Kind, NoFacts
from domain.dossier import Dossier
from domain.facts import Place
from domain.findings import Consequence, Status
from domain.geometry import Box
from domain.pages import Outcome, SealKind
from domain.policy import policy_on
from validators.check import check
from validators.conclusions import Conclusion, conclusion_of
from validators.due import Due, days_between, letter_due, within_window
from validators.inspection import expected_standard

pytestmark = pytest.mark.usefixtures("plain_seals")
P, F, R, N, X = Status.PASS, Status.FAIL, Status.REVIEW, Status.NOTE, Status.NOT_APPLICABLE
LETTER, CERT, REPORT = Kind.CONFIRMATION_LETTER, Kind.REGISTRATION_CERTIFICATE, Kind.INSPECTION_REPORT
CONTRACT, CONFORMITY = Kind.EXPORT_CONTRACT, Kind.CONFORMITY_DECLARATION
BROKEN = {"files": (reading(), reading("b.pdf", Outcome.ENCRYPTED, "encrypted"))}
NEAR = vin_of(123457)


def registered(day: date, **more: Any) -> Dossier:
    """A dossier whose vehicle was registered on a day, declared and on the certificate, applied for on 2026-01-01."""
    declared = {"application_date": "2026-01-01", "vehicles": [vehicle(registration_date=day.isoformat(), manufacture_date=None)]}
    return dossier(certificate(registration_date=fact(day)), declared=declared, **more)


def exempt(read: Any, declared: str | None = "2025-12-31", **more: Any) -> Dossier:
    return dossier(certificate(export_date=read), declared={"vehicles": [vehicle(transfer_date=declared)]}, **more)


def odd_page(text: str) -> Any:
    return document(NoFacts(), (page(text=text),))


CASES: list[tuple[str, str, Status, Dossier]] = [
    # the 180 days
    ("UV-001", "letter-submitted", P, registered(date(2025, 7, 5))),
    ("UV-001", "document-missing", F, registered(date(2025, 7, 5), without={LETTER})),
    ("UV-001", "not-due", P, registered(date(2025, 7, 4), without={LETTER})),
    ("UV-001", "borderline", N, registered(date(2025, 7, 4), without={LETTER})),
    ("UV-001", "document-perhaps-unread", R, dossier(without={LETTER}, **BROKEN)),
    ("UV-001", "document-perhaps-unread", R, dossier(odd_page("确" * 200), without={LETTER})),
    ("UV-001", "document-missing", F, dossier(odd_page("x"), without={LETTER})),
    ("UV-001", "due-unconfirmed", R, dossier(
        certificate(registration_date=doubtful(date(2024, 1, 1))), declared={"vehicles": [vehicle(registration_date="2024-01-01")]}, without={LETTER})),
    ("UV-001", "due-unconfirmed", R, dossier(
        certificate(registration_date=fact(date(2024, 1, 1))), without={LETTER})),
    ("UV-001", "letter-coverage-open", N, dossier(letter(vehicles=(row(NEAR),)))),
    ("UV-001", "exempt", X, exempt(fact(date(2025, 12, 31)), without={LETTER})),
    ("UV-001", "exemption-unconfirmed", R, exempt(doubtful(date(2025, 12, 31)), without={LETTER})),
    ("UV-001", "document-missing", F, exempt(fact(date(2026, 1, 1)), "2026-01-01", without={LETTER})),
    ("UV-001", "not-in-effect", X, dossier(declared={"application_date": "2025-12-31"}, without={LETTER})),
    ("UV-001", "not-in-force", X, dossier(policy=policy_on(date(2025, 6, 1)), without={LETTER})),
    # the exemption
    ("UV-002", "exempt", P, exempt(fact(date(2025, 12, 31)))),
    ("UV-002", "not-exempt", X, exempt(fact(date(2026, 1, 1)), "2026-01-01", without={LETTER})),
    ("UV-002", "exemption-unconfirmed", R, exempt(doubtful(date(2025, 12, 31)), without={LETTER})),
    ("UV-002", "exemption-unconfirmed", R, exempt(UNREAD, without={LETTER})),
    ("UV-002", "exemption-unconfirmed", R, exempt(fact(date(2025, 12, 30)), without={LETTER})),
    ("UV-002", "exemption-unconfirmed", R, exempt(fact(date(2025, 12, 30)), None, without={LETTER})),
    ("UV-002", "exemption-unconfirmed", R, dossier(declared={"vehicles": [vehicle(transfer_date="2025-12-31")]}, without={LETTER, CERT})),
    ("UV-002", "not-needed", X, dossier()),
    ("UV-003", "contract-exempts-nothing", N, dossier()),
    ("UV-003", "no-early-contract", X, dossier(contract(date=fact(date(2026, 1, 5))), declared={"contract": {"number": "1", "date": "2026-01-05"}})),
    # the certificate
    ("UV-004", "agrees", P, dossier()),
    ("UV-004", "brand-differs", F, dossier(certificate(brand=fact("奇瑞牌")))),
    ("UV-004", "brand-differs-doubtful", R, dossier(certificate(brand=doubtful("奇瑞牌")))),
    ("UV-004", "brand-doubtful", R, dossier(certificate(brand=doubtful("比亚迪牌")))),
    ("UV-004", "brand-other-script", R, dossier(certificate(brand=fact("BYD")))),
    ("UV-004", "manufacturer-differs", R, dossier(certificate(manufacturer=fact("吉利汽车有限公司")))),
    ("UV-004", "model-differs", F, dossier(certificate(model=fact("BYD7152WT6HEVC2")))),
    ("UV-004", "model-missing", F, dossier(certificate(model=ABSENT, sections=("summary", "entries")))),
    ("UV-004", "model-not-found", R, dossier(certificate(model=ABSENT))),
    ("UV-004", "model-not-found", R, dossier(document(certificate(model=ABSENT), (poor_page(),)))),
    ("UV-004", "model-not-found", R, dossier(document(certificate(model=ABSENT), (page(ink_unread=0.4),)))),
    ("UV-004", "model-unread", R, dossier(certificate(model=UNREAD))),
    ("UV-004", "registration-date-differs", F, dossier(certificate(registration_date=fact(date(2025, 11, 21))))),
    ("UV-004", "transfer-date-differs", F, dossier(certificate(export_date=fact(date(2026, 1, 16))))),
    ("UV-004", "vehicle-match-doubtful", R, dossier(certificate(vin=doubtful(VIN)))),
    ("UV-004", "vehicle-match-doubtful", R, dossier(certificate(vin=doubtful(NEAR)))),
    ("UV-004", "vehicle-match-doubtful", R, dossier(certificate(vin=UNREAD))),
    ("UV-004", "vin-differs", F, dossier(certificate(vin=fact(NEAR)))),
    ("UV-004", "document-missing", F, dossier(without={CERT})),
    ("UV-004", "document-missing", F, dossier(certificate(vin=fact(vin_of(999999))))),
    ("UV-004", "document-perhaps-unread", R, dossier(without={CERT}, **BROKEN)),
    ("UV-004", "document-unmatched", R, dossier(certificate(vin=UNREAD), certificate(vin=UNREAD))),
    ("UV-004", "agrees", P, dossier(certificate(), certificate(brand=ABSENT, model=ABSENT, registration_date=ABSENT, export_date=ABSENT))),
    ("UV-004", "model-differs", F, dossier(certificate(), certificate(model=fact("BYD7000")))),
    ("UV-004", "registration-date-missing", F, dossier(certificate(registration_date=ABSENT, sections=("vehicle", "entries")))),
    ("UV-004", "registration-date-not-found", R, dossier(certificate(registration_date=ABSENT))),
    ("UV-005", "agrees", P, dossier(licence())),
    ("UV-005", "registration-date-not-found", R, dossier(certificate(registration_date=ABSENT))),
    ("UV-005", "other-date-taken", F, dossier(declared={"vehicles": [vehicle(registration_date="2025-11-21")]})),
    ("UV-005", "other-date-taken", F, dossier(declared={"vehicles": [vehicle(registration_date="2025-10-30")]})),
    ("UV-005", "registration-date-differs", F, dossier(declared={"vehicles": [vehicle(registration_date="2025-11-01")]})),
    ("UV-005", "registration-date-doubtful", R, dossier(certificate(registration_date=doubtful(date(2025, 11, 20))))),
    ("UV-005", "not-declared", F, dossier(declared={"vehicles": [vehicle(registration_date=None)]})),
    ("UV-005", "driving-licence-differs", F, dossier(licence(registration_date=fact(date(2025, 12, 1))))),
    ("UV-005", "driving-licence-doubtful", R, dossier(licence(registration_date=fact(date(2025, 11, 22))))),
    ("UV-005", "driving-licence-differs", F, dossier(licence(registration_date=replace(fact(date(2025, 11, 22)), place=Place("a.pdf", 1, Box(0.5, 0.5, 0.6, 0.52)))))),
    ("UV-005", "driving-licence-doubtful", R, dossier(licence(registration_date=UNREAD))),
    ("UV-005", "driving-licence-doubtful", R, dossier(licence(registration_date=ABSENT))),
    ("UV-005", "driving-licence-of-another", R, dossier(licence(vin=fact(NEAR)))),
    ("UV-005", "document-missing", F, dossier(without={CERT})),
    ("UV-006", "declared", P, dossier()),
    ("UV-006", "registration-date-not-declared", F, dossier(declared={"vehicles": [vehicle(registration_date=None)]})),
    ("UV-006", "transfer-date-not-declared", F, dossier(declared={"vehicles": [vehicle(transfer_date=None)]})),
    ("UV-007", "annotated", P, dossier(certificate(export_annotation=fact("转让登记待出口")))),
    ("UV-007", "annotation-other", F, dossier(certificate(export_annotation=fact("转移登记")))),
    ("UV-007", "annotation-doubtful", R, dossier(certificate(export_annotation=doubtful("转让待出口")))),
    ("UV-007", "annotation-unread", R, dossier(certificate(export_annotation=UNREAD))),
    ("UV-007", "annotation-missing", F, dossier(certificate(export_annotation=ABSENT))),
    ("UV-007", "register-not-seen", R, dossier(certificate(export_annotation=ABSENT, sections=("summary", "vehicle")))),
    ("UV-007", "register-not-seen", R, dossier(document(certificate(export_annotation=ABSENT), (poor_page(),)))),
    ("UV-007", "register-not-seen", R, dossier(certificate(export_annotation=ABSENT), **BROKEN)),
    ("UV-007", "no-document", X, dossier(without={CERT})),
    ("UV-008", "owner-is-exporter", P, dossier()),
    ("UV-008", "owner-is-exporter", P, dossier(certificate(owner=fact(EXPORTER), entries=()))),
    ("UV-008", "owner-differs", F, dossier(certificate(entries=(entry("transfer", "张某", date(2026, 1, 10)),)))),
    ("UV-008", "owner-differs", F, dossier(certificate(entries=(entry("transfer", "张某", date(2026, 1, 12)), entry("transfer", EXPORTER, date(2026, 1, 10)))))),
    ("UV-008", "latest-transfer-unclear", R, dossier(certificate(entries=(entry("transfer", "张某", UNREAD), entry("transfer", EXPORTER, date(2026, 1, 10)))))),
    ("UV-008", "latest-transfer-unclear", R, dossier(certificate(owner=fact("四川蓉锦汽车贸易有限公司")))),
    ("UV-008", "owner-unread", R, dossier(certificate(entries=(entry("transfer", UNREAD, date(2026, 1, 10)),)))),
    ("UV-008", "owner-missing", F, dossier(certificate(owner=ABSENT, entries=()))),
    ("UV-009", "in-order", P, dossier()),
    ("UV-009", "out-of-order", R, dossier(declared={"vehicles": [vehicle(transfer_date="2026-03-03")]})),
    ("UV-009", "issued-later", R, dossier(certificate(registration_date=fact(date(2025, 5, 20)), issue_date=fact(date(2025, 11, 21))))),
    ("UV-009", "in-order", P, dossier(document(certificate(issue_date=fact(date(2026, 1, 16))), (page(text="补领登记证书 2026-01-16"),)))),
    ("UV-009", "out-of-order", R, dossier(certificate(manufacture_date=fact(date(2025, 12, 1))))),
    ("UV-010", "none-found", P, dossier()),
    ("UV-010", "encumbered", F, dossier(certificate(entries=(entry("mortgage"),)))),
    ("UV-010", "encumbered", F, dossier(certificate(entries=(entry("mortgage", ABSENT, date(2026, 1, 5)), entry("mortgage_release", ABSENT, date(2025, 12, 5)))))),
    ("UV-010", "none-found", P, dossier(certificate(entries=(entry("mortgage"), entry("mortgage_release"))))),
    ("UV-010", "encumbered", F, dossier(certificate(entries=(entry("seizure"), entry("mortgage_release"))))),
    ("UV-010", "encumbrance-doubtful", R, dossier(certificate(entries=(entry("mortgage", doubt="low-confidence"),)))),
    ("UV-010", "encumbrance-doubtful", R, dossier(certificate(entries=(entry("mortgage"),)), **BROKEN)),
    ("UV-010", "encumbrance-doubtful", R, dossier(certificate(entries=(entry("mortgage"), entry("mortgage_release", doubt="low-confidence"))))),
    ("UV-010", "register-not-seen", R, dossier(document(certificate(entries=()), (poor_page(),)))),
    ("UV-010", "inspection-failed", F, dossier(inspection(conclusion=fact("不合格")))),
    ("UV-010", "age-limit-to-check", R, dossier(
        certificate(registration_date=fact(date(2018, 1, 1)), use_nature=fact("出租客运")), declared={"vehicles": [vehicle(registration_date="2018-01-01")]})),
    ("UV-010", "none-found", P, dossier(
        certificate(registration_date=fact(date(2018, 1, 1))), declared={"vehicles": [vehicle(registration_date="2018-01-01")]})),
    ("DOC-001", "whole", P, dossier()),
    ("DOC-001", "part-missing", F, dossier(certificate(sections=("summary", "vehicle")))),
    ("DOC-001", "part-not-found", R, dossier(certificate(sections=("summary", "vehicle")), **BROKEN)),
    ("DOC-001", "document-missing", F, dossier(without={CERT})),
    # inspection and odometer
    ("UV-011", "complete", P, dossier()),
    ("UV-011", "complete", P, dossier(inspection(client=fact("李某"), owner=fact(EXPORTER)))),
    ("UV-011", "registration-date-differs", R, dossier(inspection(vehicles=(row(registration_date=fact(date(2025, 10, 27))),)))),
    ("UV-011", "complete", P, dossier(inspection(vehicles=(row(registration_date=doubtful(date(2025, 10, 27))),)))),
    ("UV-011", "client-differs", F, dossier(inspection(client=fact("李某")))),
    ("UV-011", "client-doubtful", R, dossier(inspection(client=doubtful(EXPORTER)))),
    ("UV-011", "client-missing", F, dossier(inspection(client=ABSENT))),
    ("UV-011", "client-unread", R, dossier(inspection(client=UNREAD))),
    ("UV-011", "standard-differs", F, dossier(inspection(standards=(fact("WM/T 9-2022"),)))),
    ("UV-011", "standard-missing", F, dossier(inspection(standards=()))),
    ("UV-011", "standard-doubtful", R, dossier(inspection(standards=(doubtful("WM/T 8-2022"),)))),
    ("UV-011", "date-missing", F, dossier(inspection(date=ABSENT))),
    ("UV-011", "date-doubtful", R, dossier(inspection(date=doubtful(date(2026, 2, 1))))),
    ("UV-011", "date-before-manufacture", R, dossier(inspection(date=fact(date(2024, 5, 1))))),
    ("UV-011", "date-after-application", R, dossier(inspection(date=fact(date(2026, 4, 1))))),
    ("UV-011", "conclusion-differs", F, dossier(inspection(conclusion=fact("不符合要求")))),
    ("UV-011", "conclusion-unclear", R, dossier(inspection(conclusion=fact("见附件")))),
    ("UV-011", "conclusion-unclear", R, dossier(inspection(conclusion=fact("基本合格，待复检")))),
    ("UV-011", "conclusion-missing", F, dossier(inspection(conclusion=ABSENT))),
    ("UV-011", "seal-missing", F, dossier(inspection(seals=()))),
    ("UV-011", "seal-of-exporter", R, dossier(inspection(seals=(seal(EXPORTER),)))),
    ("UV-011", "seal-not-found", R, dossier(document(inspection(seals=()), (poor_page(),)))),
    ("UV-011", "vin-differs", F, dossier(inspection(vehicles=(row(NEAR),)))),
    ("UV-011", "document-unmatched", R, dossier(inspection(vehicles=(row(UNREAD), row(UNREAD))))),
    ("UV-011", "vehicle-match-doubtful", R, dossier(inspection(vehicles=(row(doubtful(VIN)),)))),
    ("UV-011", "document-missing", F, dossier(without={REPORT})),
    ("UV-011", "complete", P, dossier(inspection(client=fact("李某")), inspection())),
    ("UV-011", "conclusion-unclear", R, dossier(inspection(), inspection(conclusion=fact("缺陷整改后合格")))),
    ("UV-015", "agrees", P, dossier()),
    ("UV-015", "below-declared", R, dossier(inspection(vehicles=(row(mileage_km=fact(1199)),)))),
    ("UV-015", "far-above-declared", R, dossier(inspection(vehicles=(row(mileage_km=fact(1701)),)))),
    ("UV-015", "agrees", P, dossier(inspection(vehicles=(row(mileage_km=fact(1700)),)))),
    ("UV-015", "mileage-doubtful", R, dossier(inspection(vehicles=(row(mileage_km=doubtful(1200)),)))),
    ("UV-015", "mileage-unread", R, dossier(inspection(vehicles=(row(mileage_km=UNREAD),)))),
    ("UV-015", "mileage-not-given", R, dossier(inspection(vehicles=(row(),)))),
    ("UV-015", "not-declared", X, dossier(declared={"vehicles": [vehicle(mileage_km=None)]})),
    ("UV-015", "no-document", X, dossier(without={REPORT})),
    ("UV-016", "hardly-driven", N, dossier(inspection(vehicles=(row(mileage_km=fact(60)),)))),
    ("UV-016", "not-indicated", X, dossier()),
    ("UV-016", "mileage-unknown", X, dossier(without={REPORT}, declared={"vehicles": [vehicle(mileage_km=None)]})),
    ("UV-017", "none-submitted", X, dossier()),
    ("UV-017", "agrees", P, dossier(record())),
    ("UV-017", "other-vehicle", R, dossier(record(vin_of(777777)))),
    ("UV-017", "vehicle-match-doubtful", R, dossier(record(doubtful(VIN)))),
    ("UV-017", "earlier-reading-higher", R, dossier(record(entries=[(date(2026, 1, 5), 9000)]))),
    ("UV-017", "agrees", P, dossier(record(entries=[(date(2026, 2, 20), 9000)]))),
    # contract and conformity declaration
    ("UV-012", "complete", P, dossier()),
    ("UV-012", "complete", P, dossier(contract(number=fact("QDYF-KZ-2O26-0I8")))),
    ("UV-012", "number-differs", F, dossier(contract(number=fact("QDYF-KZ-2026-019")))),
    ("UV-012", "number-differs-doubtful", R, dossier(contract(number=doubtful("QDYF-KZ-2026-019")))),
    ("UV-012", "number-doubtful", R, dossier(contract(number=doubtful("QDYF-KZ-2026-018")))),
    ("UV-012", "number-missing", F, dossier(contract(number=ABSENT))),
    ("UV-012", "after-sales-missing", F, dossier(contract(after_sales=ABSENT))),
    ("UV-012", "after-sales-doubtful", R, dossier(contract(after_sales=doubtful("售后")))),
    ("UV-012", "after-sales-not-found", R, dossier(document(contract(after_sales=ABSENT), (poor_page(),)))),
    ("UV-012", "no-chinese-text", F, dossier(contract(languages=("en",)))),
    ("UV-012", "chinese-text-not-found", R, dossier(contract(languages=("en",)), **BROKEN)),
    ("UV-012", "complete", P, dossier(contract(languages=("ru",)), contract(languages=("zh",)))),
    ("UV-012", "destination-differs", F, dossier(contract(destinations=(fact("RU"),)))),
    ("UV-012", "destination-differs-doubtful", R, dossier(contract(destinations=(doubtful("RU"),)))),
    ("UV-012", "destination-not-stated", N, dossier(contract(destinations=()))),
    ("UV-012", "destination-doubtful", N, dossier(contract(destinations=(doubtful("KZ"),)))),
    ("UV-012", "complete", P, dossier(contract(destinations=(doubtful("KZ"),)))),
    ("UV-012", "more-destinations", R, dossier(contract(destinations=(fact("KZ"), fact("SG"))))),
    ("UV-012", "date-differs", R, dossier(contract(date=fact(date(2025, 12, 21))))),
    ("UV-012", "seller-not-exporter", R, dossier(contract(seller=fact("深圳某公司")))),
    ("UV-012", "contract-not-declared", R, dossier(declared={"contract": None})),
    ("UV-012", "document-missing", F, dossier(without={CONTRACT})),
    ("UV-012", "document-perhaps-unread", R, dossier(without={CONTRACT}, **BROKEN)),
    ("UV-013", "complete", P, dossier()),
    ("UV-013", "complete", P, dossier(conformity(exporter=ABSENT))),
    ("UV-013", "destination-differs", F, dossier(conformity(destinations=(fact("RU"),)))),
    ("UV-013", "destination-missing", F, dossier(conformity(destinations=()))),
    ("UV-013", "destination-doubtful", R, dossier(conformity(destinations=(doubtful("KZ"),)))),
    ("UV-013", "destination-among-others", R, dossier(conformity(destinations=(fact("KZ"), fact("RU"))))),
    ("UV-013", "date-after-application", R, dossier(conformity(date=fact(date(2027, 1, 10))))),
    ("UV-013", "exporter-differs", F, dossier(conformity(exporter=fact("深圳某公司")))),
    ("UV-013", "exporter-doubtful", R, dossier(conformity(exporter=doubtful(EXPORTER)))),
    ("UV-013", "seal-missing", F, dossier(conformity(seals=()))),
    ("UV-013", "seal-not-found", R, dossier(document(conformity(seals=()), (poor_page(),)))),
    ("UV-013", "seal-of-another", F, dossier(conformity(seals=(seal(MAKER),)))),
    ("UV-013", "seal-special", F, dossier(conformity(seals=(seal(EXPORTER, SealKind.CONTRACT, horizontal="合同专用章"),)))),
    ("UV-013", "seal-unclear", R, dossier(conformity(seals=(seal(EXPORTER, SealKind.UNKNOWN),)))),
    ("UV-013", "seal-unclear", R, dossier(conformity(seals=(seal(EXPORTER, colour="grey"),)))),
    ("UV-013", "seal-unclear", R, dossier(conformity(seals=(seal(""),)))),
    ("UV-013", "vehicle-not-listed", R, dossier(conformity(vehicles=(row(NEAR),)))),
    ("UV-013", "document-missing", F, dossier(without={CONFORMITY})),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "reason", "status", "checked"), CASES, ids=[f"{c[0]}-{c[1]}-{i}" for i, c in enumerate(CASES)])
def test_case(rule: str, reason: str, status: Status, checked: Dossier) -> None:
    found = {finding.reason: finding for finding in run(rule, checked)}
    assert reason in found, sorted(found)
    assert found[reason].status is status
    if status is Status.FAIL:
        assert found[reason].consequence in (Consequence.NO_LICENCE, Consequence.CORRECT_AND_RESUBMIT)
    if status is not Status.PASS:
        assert Status.PASS not in statuses(rule, checked) or status is Status.NOTE


@pytest.mark.parametrize(("day", "due"), [(date(2025, 7, 5), Due.DUE), (date(2025, 7, 4), Due.NOT_DUE)])
def test_borders_of_the_window(day: date, due: Due) -> None:
    checked = registered(day)
    assert letter_due(checked, checked.declaration.vehicles[0]).state is due


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 2000))
def test_window_is_date_subtraction(day: date, days: int) -> None:
    policy = policy_on(date(2026, 1, 1))
    application = day + timedelta(days=days)
    assert days_between(day, application) == days
    assert within_window(day, application, policy) == (days <= 180)


@settings(max_examples=60, deadline=None)
@given(st.integers(-400, 400))
def test_due_by_days(days: int) -> None:
    checked = registered(date(2026, 1, 1) - timedelta(days=180 + days))
    state = letter_due(checked, checked.declaration.vehicles[0]).state
    assert state is (Due.NOT_DUE if days > 0 else Due.DUE)


def test_contract_date_never_exempts() -> None:
    early = {"contract": {"number": "QDYF-KZ-2026-018", "date": "2024-01-01"}}
    checked = dossier(contract(date=fact(date(2024, 1, 1))), declared=early, without={LETTER})
    assert reasons("UV-001", checked) == {"document-missing"}


def test_certificate_per_vehicle() -> None:
    second = vehicle(vin=vin_of(222222))
    both = {"vehicles": [vehicle(), second]}
    one = run("UV-004", dossier(declared=both))
    assert {(f.subject.vin, f.status) for f in one} == {(VIN, P), (vin_of(222222), F)}
    two = run("UV-004", dossier(certificate(), certificate(vin=fact(vin_of(222222))), declared=both))
    assert {f.status for f in two} == {P}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("合格", Conclusion.PASSED), ("符合WM/T 8-2022要求", Conclusion.PASSED), ("检测结论：通过", Conclusion.PASSED), ("Qualified", Conclusion.PASSED),
        ("不合格", Conclusion.FAILED), ("不符合要求", Conclusion.FAILED), ("未通过", Conclusion.FAILED), ("Not qualified", Conclusion.FAILED),
        ("FAIL", Conclusion.FAILED), ("unqualified", Conclusion.FAILED), ("合格□不合格□", Conclusion.UNCLEAR), ("见附件", Conclusion.UNCLEAR),
        ("除制动外均合格", Conclusion.UNCLEAR), ("合格（有条件）", Conclusion.UNCLEAR), ("Conditional pass", Conclusion.UNCLEAR), ("整改后合格", Conclusion.UNCLEAR),
        ("各部分均合格", Conclusion.PASSED), ("合格（本报告仅对送检车辆负责）", Conclusion.PASSED), ("复检合格", Conclusion.PASSED), ("部分合格", Conclusion.UNCLEAR), ("合格，待复检", Conclusion.UNCLEAR),
        ("依据WM/T 8-2022，对上述车辆是否符合出口质量要求进行检测", Conclusion.UNCLEAR), ("若车辆符合出口标准，可办理出口", Conclusion.UNCLEAR), ("车辆应符合标准", Conclusion.UNCLEAR),
        ("各项与标准相应符合，若干划痕不影响", Conclusion.PASSED),
    ],
)  # fmt: skip
def test_conclusions(text: str, expected: Conclusion) -> None:
    assert conclusion_of(text) is expected


@pytest.mark.parametrize(
    ("kind", "name", "model", "expected"),
    [
        ("小型轿车", "轿车", "BYD7152WT6HEVC1", "WM/T 8"), ("重型半挂牵引车", None, "CA4250P25K2T1E5A", "WM/T 9"), ("轻型普通货车", None, "X", "WM/T 9"),
        (None, None, "BYD7152WT6HEVC1", "WM/T 8"), (None, None, "CC6450UM05", "WM/T 8"), (None, None, "ZK6125CHEVNPG4", None),
        (None, "货车", "BYD7152", "WM/T 9"), (None, None, "??", None), (None, None, "SYM5255GJB1ES", "WM/T 9"), ("大型普通客车", None, "ZK6125", "WM/T 9"),
    ],
)  # fmt: skip
def test_standard_by_vehicle(kind: str | None, name: str | None, model: str, expected: str | None) -> None:
    paper = certificate(vehicle_type=fact(kind) if kind else ABSENT)
    declared = declaration(vehicles=[vehicle(name=name, model=model)]).vehicles[0]
    assert expected_standard(declared, paper) == expected


def test_application_date_is_the_one_that_counts() -> None:
    later = {"application_date": "2026-06-01", "vehicles": [vehicle(transfer_date="2026-01-15")]}
    assert reasons("UV-001", dossier(declared=later, without={LETTER})) == {"not-due"}


def test_a_report_without_a_readable_vehicle_may_be_on_any() -> None:
    """A blurred report is there: it is never said to be missing."""
    unread = document(inspection(vehicles=()), (poor_page(),))
    assert reasons("UV-011", dossier(unread)) >= {"vehicle-match-doubtful"} and Status.FAIL not in statuses("UV-011", dossier(unread))


def test_nobody_is_accused_by_a_paper_that_may_be_another() -> None:
    """A document whose kind is unsure: its fails are reviews, and no document is said to be missing beside it."""
    sure = document(letter(issuer=fact("某某汽车销售有限公司", file="letter.pdf")), (page(file="letter.pdf"),))
    unsure = replace(sure, kind_confidence=0.4)
    assert any(f.rule == "CL-002" and f.status is F for f in check(dossier(sure)))
    assert not any(f.status is F for f in check(dossier(unsure)) if f.subject.document == unsure.id or any(e.place.file == "letter.pdf" for e in f.evidence))
    assert any(f.rule == "CL-002" and f.status is R for f in check(dossier(unsure)))
    other = replace(document(contract()), kind_confidence=0.4)
    assert reasons("UV-013", dossier(other, without=(Kind.CONFORMITY_DECLARATION,))) == {"document-perhaps-unread"}


def test_what_a_torn_document_lacks_may_stand_on_its_other_pages() -> None:
    whole = document(inspection(client=ABSENT))
    assert reasons("UV-011", dossier(whole)) == {"client-missing"}
    assert reasons("UV-011", dossier(replace(whole, torn=True))) == {"client-not-found"}
