"""MV-005, MV-006, MV-016, MV-017, MV-021 and DOC-002, DOC-003, DOC-005: descriptions, photos, certificates and invoices by themselves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from builders import ABSENT, EXPORTER, MAKER, UNREAD, doubtful, fact, page, poor_page, reading, run, seal
from modified_builders import (
    BUILDER,
    CHASSIS,
    CHASSIS_MAKER,
    FIRST,
    MODEL,
    NAME,
    OTHER_MODEL,
    OTHER_NAME,
    SECOND,
    VIEWS,
    access,
    bought,
    ccc,
    coded,
    description,
    factory_certificate,
    facts_of,
    goods,
    invoiced,
    modified,
    modified_vehicle,
    number,
    paper,
    photo,
    plate,
    plates,
    print_of,
    red,
    report,
    statement,
    two_models,
    views,
)
from modified_cases import BROKEN, Case, F, N, P, R, X, assert_case, ids, values

from domain.documents import Kind, NoFacts
from domain.dossier import Dossier
from domain.facts import UNLABELLED
from domain.findings import Status
from domain.geometry import Box
from domain.pages import FileReading, Outcome, Picture, SealKind

pytestmark = pytest.mark.usefixtures("plain_seals")
NO_NAMES = {"vehicles": [modified_vehicle(FIRST, name=None), modified_vehicle(SECOND, name=None)]}
SALES = "湖北某专用汽车销售有限公司"
AGAIN = print_of("one and the same picture")


def certified(*pages: Any, **more: Any) -> Dossier:
    return modified(ccc=paper(ccc(**more), *pages))


def admitted(**more: Any) -> Dossier:
    """The destination's certificate, changed, with the statement taken away so that only it counts."""
    return modified(access=access(**more), statement=None)


def stated(*pages: Any, **more: Any) -> Dossier:
    return modified(statement=paper(statement(**more), *pages), access=None)


def shots(*plates_: tuple[str, str, str]) -> list[Any]:
    """Photos of plates by (VIN, role, fingerprint)."""
    return [photo(plate(vin, role), print_=print_) for vin, role, print_ in plates_]


def unnamed_photo() -> Any:
    return paper(NoFacts(), page(1, "IMG_1.jpg", pictures=(Picture(Box(0, 0, 1, 1), print_of("IMG_1")),)), kind=Kind.UNKNOWN)


def copy_of(path: str) -> FileReading:
    return FileReading("copy.jpg", "ab" * 32, 1000, "image/jpeg", Outcome.DUPLICATE, (), (), 1, path)


ALIKE_PLATES = shots((FIRST, "before", print_of(1)), (FIRST, "after", print_of(2)), (SECOND, "before", print_of(3)), (SECOND, "after", print_of(4)))
NEARLY = f"{int(AGAIN, 16) ^ 0xFFFFFF:064x}"  # 24 bits off
FURTHER = f"{int(AGAIN, 16) ^ 0x1FFFFFF:064x}"

PHOTOS: list[Case] = [
    ("MV-005", "described", P, modified()),
    ("MV-005", "described", P, modified(description=description("CLW5180GSS"))),
    ("MV-005", "missing", F, modified(description=None)),
    ("MV-005", "missing", F, two_models(description=description(OTHER_MODEL))),
    ("MV-005", "perhaps-unread", R, modified(description=None, **BROKEN)),
    ("MV-005", "no-pictures", F, modified(description=description(pictures=0))),
    ("MV-005", "model-doubtful", R, modified(description=description(None))),
    ("MV-005", "model-doubtful", R, modified(description=description(doubtful(MODEL)))),
    ("MV-005", "model-doubtful", R, modified(description=description("CLW5181GSSE6"))),
    ("MV-006", "complete", P, modified()),
    ("MV-006", "complete", P, modified(photos=[views(shown=VIEWS[:3]), views(shown=VIEWS[3:])])),
    ("MV-006", "complete", P, modified(photos=views(ABSENT))),
    ("MV-006", "complete", P, modified(photos=[views(CHASSIS, shown=VIEWS[:4]), views(shown=VIEWS[4:])])),
    ("MV-006", "view-missing", F, modified(photos=[views(shown=VIEWS[:4]), views(CHASSIS, shown=VIEWS[4:])])),
    *(("MV-006", "view-missing", F, modified(photos=views(shown=[view for view in VIEWS if view != gone]))) for gone in VIEWS),
    ("MV-006", "view-missing", F, modified(photos=None)),
    ("MV-006", "view-missing", F, modified(photos=views(OTHER_MODEL))),
    ("MV-006", "view-unclear", R, modified(photos=views(shown=(*VIEWS[:7], ("after", ABSENT))))),
    ("MV-006", "view-unclear", R, modified(photos=views(shown=(*VIEWS[:7], (ABSENT, "rear"))))),
    ("MV-006", "view-unclear", R, modified(photos=views(shown=VIEWS[:7]), **BROKEN)),
    ("MV-006", "view-unclear", R, modified(photos=views(shown=VIEWS[:7]), more=unnamed_photo())),
    ("MV-021", "none-twice", P, modified()),
    ("MV-021", "none-twice", P, modified(plates=shots((FIRST, "before", AGAIN), (FIRST, "after", FURTHER)) + plates(SECOND))),
    ("MV-021", "none-twice", P, modified(plates=[*plates(FIRST, SECOND), *shots((FIRST, "before", AGAIN), (FIRST, "before", AGAIN))])),
    ("MV-021", "same-picture", R, modified(plates=shots((FIRST, "before", AGAIN), (SECOND, "before", AGAIN)) + plates(FIRST, SECOND))),
    ("MV-021", "same-picture", R, modified(plates=shots((FIRST, "before", AGAIN), (FIRST, "after", NEARLY)) + plates(SECOND))),
    ("MV-021", "same-picture", R, modified(photos=views(prints={0: AGAIN, 4: AGAIN}))),
    ("MV-021", "same-picture", R, modified(photos=views(prints={2: AGAIN, 3: NEARLY}))),
    ("MV-021", "same-picture", R, two_models(photos=[views(prints={5: AGAIN}), views(OTHER_MODEL, prints={5: AGAIN})])),
    ("MV-021", "same-picture", R, modified(photos=views(prints={0: AGAIN}), plates=[*plates(FIRST, SECOND), *shots((FIRST, "before", AGAIN))])),
    ("MV-021", "same-file", R, modified(plates=ALIKE_PLATES, files=(reading(), copy_of(ALIKE_PLATES[0].pages[0].file)))),
    ("MV-021", "no-pictures", X, modified(plates=None, photos=None)),
]

CERTIFICATES: list[Case] = [
    ("MV-016", "valid", P, modified()),
    ("MV-016", "valid", P, certified(expiry=date(2026, 3, 2))),
    ("MV-016", "valid", P, certified(models=facts_of("CLW5181GSSE6"))),  # a like product
    ("MV-016", "valid", P, certified(holder=CHASSIS_MAKER)),  # whoever applied: it is the maker's product
    ("MV-016", "producer-differs", R, certified(manufacturer=SALES)),
    ("MV-016", "valid", P, modified(ccc=[ccc(expiry=date(2025, 1, 1)), ccc()])),
    ("MV-016", "state-unknown", N, modified()),
    ("MV-016", "missing", F, modified(ccc=None)),
    ("MV-016", "perhaps-unread", R, modified(ccc=None, **BROKEN)),
    *values("MV-016", "name", lambda v, *pages: certified(*pages, name=v), NAME, OTHER_NAME),
    ("MV-016", "name-differs-doubtful", R, modified(
        {"vehicles": [modified_vehicle(vin, name="绿化喷洒车") for vin in (FIRST, SECOND)]}, ccc=ccc(name="绿化喷酒车"))),
    *values("MV-016", "holder", lambda v, *pages: certified(*pages, holder=v, manufacturer=v), BUILDER, SALES),
    ("MV-016", "holder-differs-doubtful", R, certified(holder="湖北某专用汔车有限公司", manufacturer="湖北某专用汔车有限公司")),
    ("MV-016", "name-not-declared", R, modified(NO_NAMES)),
    ("MV-016", "number-malformed", R, certified(number="202401110165432")),
    ("MV-016", "number-malformed", R, certified(number="2024010901654321")),
    ("MV-016", "number-unread", R, certified(number=UNREAD)),
    ("MV-016", "number-unread", R, certified(number=doubtful("2024011101654321"))),
    ("MV-016", "expired", F, certified(expiry=date(2026, 3, 1))),
    ("MV-016", "expiry-unclear", R, certified(expiry=doubtful(date(2029, 4, 30)))),
    ("MV-016", "expiry-unclear", R, certified(expiry=ABSENT)),
    ("MV-016", "not-yet-issued", R, certified(issue_date=date(2026, 3, 3))),
    ("MV-016", "voided", F, certified(voided="暂停")),
    ("MV-016", "number-unread", R, certified(voided=doubtful("撤销"))),
    ("MV-017", "certified", P, modified()),
    ("MV-017", "certified", P, admitted(destinations=(), unions=facts_of("EAEU"))),
    ("MV-017", "certified", P, admitted(models=facts_of("CLW5180GSS"))),
    ("MV-017", "certified", P, admitted(destinations=facts_of("RU", "KZ"))),
    ("MV-017", "certified", P, admitted(expiry=ABSENT)),
    ("MV-017", "no-requirement", P, stated()),
    ("MV-017", "no-requirement", P, stated(models=())),
    ("MV-017", "no-requirement", P, modified(access=access(expiry=date(2026, 3, 1)))),
    ("MV-017", "no-proof", F, modified(access=None, statement=None)),
    ("MV-017", "perhaps-unread", R, modified(access=None, statement=None, **BROKEN)),
    ("MV-017", "perhaps-unread", R, modified(report=None, statement=None, **BROKEN)),
    ("MV-017", "perhaps-unread", R, modified(access=None, ccc=None, **BROKEN)),
    ("MV-017", "test-report-missing", F, modified(report=None)),
    ("MV-017", "test-report-missing", F, two_models(report=report(models=facts_of(OTHER_MODEL)))),
    ("MV-017", "ccc-missing", F, modified(access=None, ccc=None)),
    ("MV-017", "model-not-named", R, admitted(models=facts_of("CLW5181GSSE6"))),
    ("MV-017", "model-not-named", R, admitted(models=(doubtful(MODEL),))),
    ("MV-017", "model-not-named", R, admitted(models=())),
    ("MV-017", "model-not-named", R, two_models(access=access(models=facts_of(OTHER_MODEL)), statement=None)),
    ("MV-017", "model-not-named", R, stated(models=facts_of(OTHER_MODEL))),
    ("MV-017", "model-not-named", R, modified(report=report(models=facts_of("CLW5181GSSE6")))),
    ("MV-017", "report-negative", R, modified(report=report(conclusion="不合格"))),
    ("MV-017", "report-unclear", R, modified(report=report(conclusion=doubtful("合格")))),
    ("MV-017", "report-unclear", R, modified(report=report(conclusion=UNREAD))),
    ("MV-017", "report-unclear", R, modified(report=report(conclusion="见附页"))),
    ("MV-017", "expired", F, admitted(expiry=date(2026, 3, 1))),
    ("MV-017", "expiry-unclear", R, admitted(expiry=doubtful(date(2030, 3, 1)))),
    ("MV-017", "expiry-unclear", R, admitted(expiry=UNREAD)),
    ("MV-017", "certified", P, admitted(expiry=fact(date(2030, 3, 1), UNLABELLED))),
    ("MV-017", "expiry-unclear", R, admitted(expiry=fact(date(2026, 3, 1), UNLABELLED))),
    ("MV-017", "country-differs", R, admitted(destinations=facts_of("RU"))),
    ("MV-017", "country-differs", R, admitted(destinations=facts_of("RU"), unions=facts_of("GSO"))),
    ("MV-017", "country-differs", R, stated(destinations=facts_of("UZ"))),
    ("MV-017", "country-unclear", R, admitted(destinations=())),
    ("MV-017", "country-unclear", R, admitted(destinations=(doubtful("KZ"),))),
    ("MV-017", "statement-unsealed", F, stated(seals=())),
    ("MV-017", "statement-seal-unclear", R, stated(poor_page(), seals=())),
    ("MV-017", "statement-seal-unclear", R, stated(seals=(seal("", SealKind.UNKNOWN),))),
    ("MV-017", "statement-seal-unclear", R, stated(seals=(seal(EXPORTER, SealKind.CONTRACT, horizontal="合同专用章"),))),
    ("MV-017", "statement-of-another", F, stated(seals=(seal(MAKER),))),
]


def invoices(**more: Any) -> Dossier:
    return modified(device_invoice=invoiced("device", **more))


INVOICES: list[Case] = [
    ("DOC-002", "no-invoice", X, modified(chassis_invoice=None, device_invoice=None)),
    ("DOC-002", "well-formed", P, modified()),
    ("DOC-002", "well-formed", P, invoices(form="special", code="4200193130", number="01234567")),
    ("DOC-002", "well-formed", P, invoices(form="motor_vehicle", code="142001930123", number="01234567", qr=coded(number_="01234567"))),
    ("DOC-002", "malformed", N, invoices(number="254200000000000000")),
    ("DOC-002", "malformed", N, invoices(code="4200193130")),
    ("DOC-002", "malformed", N, invoices(form="special", code="42001931", number="01234567")),
    ("DOC-002", "malformed", N, invoices(form="special", code="4200193130", number="0123456")),
    ("DOC-002", "number-unread", N, invoices(number=UNREAD)),
    ("DOC-002", "code-differs", R, invoices(qr=coded(3))),
    ("DOC-002", "code-differs", R, invoices(qr=coded(2, day=date(2025, 10, 9)))),
    ("DOC-003", "no-invoice", X, modified(chassis_invoice=None, device_invoice=None, chassis_contract=None, device_contract=None)),
    ("DOC-003", "adds-up", P, modified()),
    ("DOC-003", "adds-up", P, invoices(net=Decimal("60000.01"), total=Decimal("67800.01"), total_in_words=Decimal("67800.01"))),
    ("DOC-003", "adds-up", P, invoices(goods=(goods("device", amount=Decimal(67_800)),), net=Decimal(60_000), tax=Decimal(7_800), total=Decimal(67_800), total_in_words=Decimal(67_800))),
    ("DOC-003", "lines-differ", R, invoices(net=Decimal(59_000), tax=Decimal(7_670), total=Decimal(66_670), total_in_words=Decimal(66_670))),
    ("DOC-003", "tax-differs", R, invoices(total=Decimal(67_801), total_in_words=Decimal(67_801))),
    ("DOC-003", "words-differ", R, invoices(total_in_words=Decimal(67_801))),
    ("DOC-003", "code-sum-differs", R, invoices(qr=coded(2, Decimal("60000.02")))),
    ("DOC-003", "words-differ", R, modified(device_contract=bought("device", total=Decimal(226_001)))),
    ("DOC-003", "incomplete", N, invoices(net=UNREAD, tax=UNREAD, total=UNREAD, total_in_words=UNREAD)),
    ("DOC-003", "incomplete", N, invoices(net=doubtful(Decimal(1)), tax=doubtful(Decimal(1)), total=doubtful(Decimal(1)), total_in_words=doubtful(Decimal(1)))),
    ("DOC-003", "incomplete", N, modified(chassis_invoice=None, device_invoice=None, chassis_contract=bought("chassis", total_in_words=ABSENT), device_contract=None)),
    ("DOC-005", "no-certificate", X, modified()),
    ("DOC-005", "well-formed", P, modified(more=factory_certificate())),
    ("DOC-005", "well-formed", P, modified(more=factory_certificate(number="weq0102-0304 0506"))),
    ("DOC-005", "malformed", N, modified(more=factory_certificate(number="WEQ01020304050"))),
    ("DOC-005", "unread", N, modified(more=factory_certificate(number=UNREAD))),
]

CASES = PHOTOS + CERTIFICATES + INVOICES


@pytest.mark.parametrize(("rule", "reason", "status", "checked"), CASES, ids=ids(CASES))
def test_case(rule: str, reason: str, status: Status, checked: Dossier) -> None:
    assert_case(rule, reason, status, checked)


@pytest.mark.parametrize("given", [None, Decimal(60_000), Decimal(67_800)], ids=["none", "without-tax", "with-tax"])
def test_a_code_that_says_what_the_print_says_is_quiet(given: Decimal | None) -> None:
    checked = invoices(qr=coded(2, given))
    assert {f.reason for rule in ("DOC-002", "DOC-003") for f in run(rule, checked)} == {"well-formed", "adds-up"}


def test_a_red_invoice_adds_up_with_its_minus() -> None:
    assert {f.reason for f in run("DOC-003", modified(more=red("device", 1)))} == {"adds-up"}


def test_a_missing_view_is_named_in_both_languages() -> None:
    (finding,) = run("MV-006", modified(photos=views(shown=[view for view in VIEWS if view != ("after", "left_front")])))
    assert "after left front" in finding.message.en and "改装后左前" in finding.message.zh


def test_views_of_one_model_do_not_serve_another() -> None:
    found = {(f.subject.model, f.reason) for f in run("MV-006", two_models(photos=[views(), views()]))}
    assert found == {(MODEL, "complete"), (OTHER_MODEL, "view-missing")}


def test_a_number_of_an_invoice_is_held_against_its_form_only() -> None:
    assert {f.status for f in run("DOC-002", invoices(number=number(7)))} == {P}


@pytest.mark.parametrize(("bits", "other", "reason"), [(32, 4, "same-picture"), (33, 4, "none-twice"), (33, 5, "same-picture"), (44, 1, "same-picture"), (45, 1, "none-twice")])
def test_one_side_before_and_after_may_look_more_alike_than_other_views(bits: int, other: int, reason: str) -> None:
    """Position 0 is the front before, 1 another side before, 4 the front after, 5 another side after."""
    near = f"{int(AGAIN, 16) ^ ((1 << bits) - 1):064x}"
    assert {f.reason for f in run("MV-021", modified(photos=views(prints={0: AGAIN, other: near})))} == {reason}
