"""CL-001 to CL-017, NAME and SEAL rules, case by case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from builders import (
    ABSENT,
    EXPORTER,
    MAKER,
    OTHER_MAKER,
    REGISTRY,
    UNREAD,
    VIN,
    VIN2,
    certificate,
    document,
    dossier,
    doubtful,
    fact,
    letter,
    outlet,
    page,
    poor_page,
    reading,
    reasons,
    row,
    run,
    seal,
    statuses,
    vehicle,
    vin_of,
)  # fmt: skip

from domain.documents import Kind
from domain.dossier import Dossier, Elsewhere
from domain.findings import Consequence, Status
from domain.pages import Outcome, SealKind
from domain.policy import policy_on
from domain.registry import Registry, RegistryEntry
from domain.used_vehicle_papers import LanguageHalf
from validators.company_words import sales_token
from validators.letter_form import is_letter_title
from validators.names import same_group

pytestmark = pytest.mark.usefixtures("plain_seals")
P, F, R, N, X = Status.PASS, Status.FAIL, Status.REVIEW, Status.NOTE, Status.NOT_APPLICABLE
SALES = "比亚迪汽车销售有限公司"
SISTER = "比亚迪汽车工业有限公司"
MODIFIER = "湖北某专用汽车有限公司"
NEAR = vin_of(123457)
BROKEN = {"files": (reading(), reading("b.pdf", Outcome.TIMEOUT, "timeout"))}
COMPLETE = replace(REGISTRY, complete=True)
RENAMED = {"policy": replace(policy_on(date(2026, 3, 2)), former_names=(("比亚迪股份有限公司", MAKER),))}
TWO = {"vehicles": [vehicle(), vehicle(vin=VIN2, manufacturer=OTHER_MAKER, model="SQR7150T197", brand="奇瑞牌")]}


def issued(name: Any, *seals: Any, **more: Any) -> Dossier:
    who = fact(name) if isinstance(name, str) else name
    return dossier(letter(issuer=who, seals=seals or (seal(name if isinstance(name, str) else MAKER),)), **more)


def two_makers(*letters: Any, **more: Any) -> Dossier:
    papers = certificate(), certificate(vin=fact(VIN2), manufacturer=fact(OTHER_MAKER), model=fact("SQR7150T197"), brand=fact("奇瑞牌"))
    return dossier(*papers, *letters, declared=TWO, **more)


def sealed(*seals: Any, **more: Any) -> Dossier:
    return dossier(letter(seals=seals), **more)


def half(language: str, vins: tuple[str, ...] = (), countries: tuple[str, ...] = (), issuers: tuple[str, ...] = ()) -> LanguageHalf:
    return LanguageHalf(language, tuple(map(fact, vins)), tuple(map(fact, countries)), tuple(map(fact, issuers)))


POOR = document(letter(vehicles=(), outlets=(), destinations=(), seals=()), (poor_page(),))

CASES: list[tuple[str, str, Status, Dossier]] = [
    ("CL-001", "titled", P, dossier()),
    ("CL-001", "other-title", R, dossier(letter(title=fact("售后服务承诺书")))),
    ("CL-001", "title-doubtful", R, dossier(letter(title=doubtful("售后维修服务确认书")))),
    ("CL-001", "title-unread", R, dossier(letter(title=UNREAD))),
    ("CL-001", "title-missing", R, dossier(letter(title=ABSENT))),
    ("CL-001", "no-document", X, dossier(without={Kind.CONFIRMATION_LETTER})),
    ("CL-001", "letter-not-due", X, dossier(
        certificate(registration_date=fact(date(2024, 1, 1))), declared={"vehicles": [vehicle(registration_date="2024-01-01")]})),
    ("CL-002", "issued-by-manufacturer", P, dossier()),
    ("CL-002", "issuer-differs", F, issued(SALES)),
    ("CL-002", "issuer-differs-doubtful", R, issued(doubtful(SALES))),
    ("CL-002", "issuer-doubtful", R, issued(doubtful(MAKER))),
    ("CL-002", "issuer-unread", R, issued(UNREAD)),
    ("CL-002", "issuer-missing", F, issued(ABSENT)),
    ("CL-002", "issuer-not-found", R, dossier(document(letter(issuer=ABSENT), (poor_page(),)))),
    ("CL-002", "issuer-other-script", R, issued("BYD Auto Co., Ltd.")),
    ("CL-002", "renamed", R, issued("比亚迪股份有限公司", **RENAMED)),
    ("CL-002", "issuer-claims-differ", R, dossier(letter(issuer_claims=(fact(SALES),)))),
    ("CL-002", "manufacturer-differs", F, dossier(certificate(manufacturer=fact(SISTER)))),
    ("CL-002", "manufacturer-unread", R, dossier(certificate(manufacturer=UNREAD))),
    ("CL-002", "manufacturer-not-found", R, dossier(certificate(manufacturer=ABSENT))),
    ("CL-002", "certificate-missing", R, dossier(without={Kind.REGISTRATION_CERTIFICATE})),
    ("CL-002", "letter-match-doubtful", R, dossier(letter(vehicles=(row(doubtful(VIN)),)))),
    ("CL-003", "listed", P, dossier()),
    ("CL-003", "not-in-this-list", R, issued(SISTER)),
    ("CL-003", "not-listed", F, issued(SISTER, registry=COMPLETE)),
    ("CL-003", "not-in-this-list", R, dossier(registry=Registry("none", "", "", (), complete=True))),
    ("CL-003", "issuer-doubtful", R, issued(doubtful(MAKER))),
    ("CL-003", "issuer-unread", R, issued(UNREAD)),
    ("CL-004", "no-sales-word", P, dossier()),
    ("CL-004", "sales-company", F, issued(SALES)),
    ("CL-004", "sales-word-doubtful", R, issued(doubtful(SALES))),
    ("CL-004", "sales-word-but-listed", R, issued(SALES, registry=replace(REGISTRY, entries=(*REGISTRY.entries, RegistryEntry(SALES, "6"))))),
    ("CL-004", "sales-word-but-listed", R, dossier(
        letter(issuer=fact("某国际汽车有限公司")), certificate(manufacturer=fact("某国际汽车有限公司")),
        declared={"vehicles": [vehicle(manufacturer="某国际汽车有限公司")]})),
    ("CL-004", "sales-word-doubtful", R, dossier(letter(issuer_claims=(fact("BYD Auto Sales Co., Ltd."),)))),
    ("CL-004", "sales-company-seal", F, sealed(seal(SALES))),
    ("CL-004", "no-sales-word", P, sealed(seal(), seal(EXPORTER))),
    ("CL-004", "issuer-doubtful", R, issued(UNREAD)),
    ("CL-005", "complete-vehicle-maker", P, dossier()),
    ("CL-005", "modifier", F, issued(MODIFIER)),
    ("CL-005", "both-kinds", R, issued(MODIFIER, registry=replace(REGISTRY, entries=(*REGISTRY.entries, RegistryEntry(MODIFIER, "99"))))),
    ("CL-005", "kind-unknown", R, issued(SISTER)),
    ("CL-005", "issuer-doubtful", R, issued(doubtful(MODIFIER))),
    ("CL-006", "one-manufacturer", X, dossier()),
    ("CL-006", "own-letter", P, two_makers(letter(), letter(issuer=fact(OTHER_MAKER), vehicles=(row(VIN2),), seals=(seal(OTHER_MAKER),)))),
    ("CL-006", "no-own-letter", F, two_makers(letter(vehicles=(row(), row(VIN2))))),
    ("CL-006", "own-letter-without-vehicle", F, two_makers(letter(vehicles=(row(), row(VIN2))), letter(issuer=fact(OTHER_MAKER), vehicles=()))),
    ("CL-006", "own-letter-unclear", R, two_makers(letter(), letter(issuer=doubtful(OTHER_MAKER), vehicles=(row(VIN2),)))),
    ("CL-007", "vin-listed", P, dossier()),
    ("CL-007", "another-vin-listed", F, dossier(letter(vehicles=(row(NEAR),)))),
    ("CL-007", "vin-listed-doubtful", R, dossier(letter(vehicles=(row(doubtful(NEAR)),)))),
    ("CL-007", "vin-listed-doubtful", R, dossier(letter(vehicles=(row(doubtful(VIN)),)))),
    ("CL-007", "vin-not-listed", F, dossier(letter(vehicles=(row(vin_of(999999)),)))),
    ("CL-007", "vin-not-listed", F, dossier(letter(vehicles=()))),
    ("CL-007", "vin-list-unread", R, dossier(letter(vehicles=(row(UNREAD), row(UNREAD))))),
    ("CL-007", "vin-list-unread", R, dossier(POOR)),
    ("CL-007", "vin-list-unread", R, dossier(letter(vehicles=()), **BROKEN)),
    ("CL-007", "vin-range", R, dossier(letter(vehicles=(), vin_ranges=(fact("LGX001-LGX020"),)))),
    ("CL-007", "vin-listed", P, dossier(letter(vehicles=(row(doubtful(VIN)),)), letter())),
    ("CL-008", "agrees", P, dossier()),
    ("CL-008", "agrees", P, dossier(declared={"destination": "哈萨克斯坦"})),
    ("CL-008", "other-country-named", R, dossier(letter(also_named=(fact("OM"),)))),
    ("CL-008", "destination-differs", F, dossier(letter(destinations=(fact("RU"),)))),
    ("CL-008", "destination-differs-doubtful", R, dossier(letter(destinations=(doubtful("RU"),)))),
    ("CL-008", "destination-doubtful", R, dossier(letter(destinations=(doubtful("KZ"),)))),
    ("CL-008", "destination-missing", F, dossier(letter(destinations=()))),
    ("CL-008", "destination-not-found", R, dossier(POOR)),
    ("CL-008", "region-not-country", F, dossier(letter(destinations=(), regions=(fact("中亚"),)))),
    ("CL-008", "region-doubtful", R, dossier(letter(destinations=(), regions=(doubtful("中亚"),)))),
    ("CL-008", "destination-among-others", R, dossier(letter(destinations=(fact("KZ"), fact("RU"))))),
    ("CL-008", "agrees", P, dossier(letter(destinations=(fact("KZ"), fact("RU")), vehicles=(row(destination=fact("KZ")),)))),
    ("CL-008", "vehicle-destination-differs", F, dossier(letter(vehicles=(row(destination=fact("RU")),)))),
    ("CL-008", "vehicle-destination-doubtful", R, dossier(letter(vehicles=(row(destination=doubtful("RU")),)))),
    ("CL-008", "declared-country-unknown", R, dossier(declared={"destination": "中亚"})),
    ("CL-009", "outlet-given", P, dossier()),
    ("CL-009", "outlets-missing", F, dossier(letter(outlets=()))),
    ("CL-009", "outlets-not-found", R, dossier(POOR)),
    ("CL-009", "outlet-incomplete", F, dossier(letter(outlets=(outlet(provider=ABSENT),)))),
    ("CL-009", "outlet-incomplete", F, dossier(letter(outlets=(outlet(address=ABSENT),)))),
    ("CL-009", "outlet-doubtful", R, dossier(letter(outlets=(outlet(address=UNREAD),)))),
    ("CL-009", "outlet-doubtful", R, dossier(letter(outlets=(outlet(address=doubtful("Abay ave 1")),)))),
    ("CL-009", "address-only-country", F, dossier(letter(outlets=(outlet(address="哈萨克斯坦"),)))),
    ("CL-009", "address-vague", R, dossier(letter(outlets=(outlet(address="Almaty"),)))),
    ("CL-009", "outlet-given", P, dossier(letter(outlets=(outlet(address=ABSENT), outlet())))),
    ("CL-010", "outlet-in-country", P, dossier(letter(outlets=(outlet(country="RU"), outlet())))),
    ("CL-010", "phone-elsewhere", R, dossier(letter(outlets=(replace(outlet(), phone=fact("+968 2 684 2076")),)))),
    ("CL-010", "outlet-in-country", P, dossier(letter(outlets=(replace(outlet(), phone=fact("+86 400 810 1234, +7 727 239 22 39")),)))),
    ("CL-010", "outlet-in-country", P, dossier(letter(outlets=(replace(outlet(), phone=fact("+968 2 684 2076")), outlet())))),
    ("CL-010", "outlet-elsewhere", R, dossier(letter(outlets=(outlet(country="RU"),)))),
    ("CL-010", "outlet-country-unclear", R, dossier(letter(outlets=(outlet(country=doubtful("KZ")),)))),
    ("CL-010", "outlet-country-unclear", R, dossier(letter(outlets=(outlet(country=ABSENT),)))),
    ("CL-010", "no-outlets", R, dossier(letter(outlets=()))),
    ("CL-011", "sealed", P, dossier()),
    ("CL-011", "no-seal", F, sealed()),
    ("CL-011", "no-seal-found", R, dossier(POOR)),
    ("CL-011", "seal-of-another", F, sealed(seal(SISTER))),
    ("CL-011", "only-special-seal", F, sealed(seal(MAKER, SealKind.OTHER_SPECIAL, horizontal="售后服务专用章"))),
    ("CL-011", "seal-unclear", R, sealed(seal(""))),
    ("CL-011", "seal-unclear", R, sealed(seal(MAKER, SealKind.UNKNOWN))),
    ("CL-011", "seal-unclear", R, sealed(seal(MAKER, colour="grey"))),
    ("CL-011", "sealed", P, sealed(seal(EXPORTER), seal())),
    ("CL-011", "no-seal", F, sealed(seal(EXPORTER))),
    ("CL-012", "no-further-vins", P, dossier()),
    ("CL-012", "further-vins", N, dossier(letter(vehicles=(row(), row(vin_of(555555)))))),
    ("CL-013", "agrees", P, dossier()),
    ("CL-013", "no-details", X, dossier(letter(vehicles=(row(),)))),
    ("CL-013", "differs", F, dossier(letter(vehicles=(row(model=fact("BYD7152WT6HEVC2")),)))),
    ("CL-013", "differs", F, dossier(letter(vehicles=(row(brand=fact("奇瑞牌")),)))),
    ("CL-013", "differs", F, dossier(letter(vehicles=(row(registration_date=fact(date(2025, 1, 1))),)))),
    ("CL-013", "doubtful", R, dossier(letter(vehicles=(row(model=doubtful("BYD7152WT6HEVC2")),)))),
    ("CL-013", "doubtful", R, dossier(letter(vehicles=(row(model=doubtful("BYD7152WT6HEVC1")),)))),
    ("CL-013", "unread", R, dossier(letter(vehicles=(row(model=UNREAD),)))),
    ("CL-013", "model-name-only", R, dossier(letter(vehicles=(row(model=fact("宋PLUS")),)))),
    ("CL-013", "agrees", P, dossier(letter(vehicles=(row(model=fact("比亚迪牌BYD7152WT6HEVC1")),)))),
    ("CL-013", "differs", F, dossier(letter(vehicles=(row(model=fact("BYD7152WT6HEVC1-A")),)))),
    ("CL-013", "agrees", P, dossier(letter(vehicles=(row(model=fact("BYD7152WT6HEVC1"), brand=fact("BYD")),)))),
    ("CL-013", "rows-swapped", F, two_makers(letter(vehicles=(row(model=fact("SQR7150T197")), row(VIN2, model=fact("BYD7152WT6HEVC1")))))),
    ("CL-013", "not-listed", X, dossier(letter(vehicles=()))),
    ("CL-014", "plausible", P, dossier()),
    ("CL-014", "undated", N, dossier(letter(date=ABSENT))),
    ("CL-014", "date-unread", R, dossier(letter(date=UNREAD))),
    ("CL-014", "date-uncertain", N, dossier(letter(date=doubtful(date(2026, 2, 10))))),
    ("CL-014", "date-doubtful", R, dossier(letter(date=doubtful(date(2026, 3, 3))))),
    ("CL-014", "after-application", R, dossier(letter(date=fact(date(2026, 3, 3))))),
    ("CL-014", "before-manufacture", R, dossier(letter(date=fact(date(2025, 10, 1))))),
    ("CL-015", "single-page", X, dossier()),
    ("CL-015", "annex-unsealed", R, dossier(document(letter(vehicles=(row(fact(VIN, page=2)),)), (page(1), page(2))))),
    ("CL-015", "pages-belong", P, dossier(document(letter(vehicles=(row(fact(VIN, page=2)),), seals=(seal(), seal(page=2))), (page(1), page(2))))),
    ("CL-015", "page-numbers-broken", R, dossier(document(letter(page_numbers=(fact((1, 3)), fact((3, 3)))), (page(1), page(2))))),
    ("CL-016", "one-language", X, dossier()),
    ("CL-016", "halves-agree", P, dossier(letter(halves=(half("zh", (VIN,), ("KZ",), (MAKER,)), half("en", (VIN,), ("KZ",), ("BYD Auto",)))))),
    ("CL-016", "vins-differ", R, dossier(letter(halves=(half("zh", (VIN,)), half("en", (NEAR,)))))),
    ("CL-016", "vins-differ", R, dossier(letter(halves=(half("zh", (VIN,)), half("en", ("LZZ1BLSF1T1545429",)))))),
    ("CL-016", "countries-differ", R, dossier(letter(halves=(half("zh", (), ("KZ",)), half("en", (), ("KG",)))))),
    ("CL-016", "issuers-differ", R, dossier(letter(halves=(half("zh", (), (), (MAKER,)), half("en", (), (), (SALES,)))))),
    ("CL-016", "one-language", X, dossier(letter(halves=(half("zh", (VIN,)), half("en"))))),
    ("CL-017", "not-reused", P, dossier()),
    ("CL-017", "not-reused", P, dossier(letter(addressee=fact(EXPORTER)))),
    ("CL-017", "not-reused", P, dossier(letter(addressee=fact("乌鲁木齐海关")))),
    ("CL-017", "letter-to-another", R, dossier(letter(addressee=fact("深圳某某国际贸易有限公司")))),
    ("CL-017", "not-reused", P, dossier(letter(addressee=doubtful("深圳某某国际贸易有限公司")))),
    ("CL-017", "vin-of-another-exporter", R, dossier(elsewhere=Elsewhere(vins={VIN: (("A-2", "深圳某公司"),)}))),
    ("CL-017", "not-reused", P, dossier(elsewhere=Elsewhere(vins={VIN: (("A-2", EXPORTER),)}))),
    ("CL-017", "letter-of-another-exporter", R, dossier(elsewhere=Elsewhere(files={"ab" * 32: (("A-2", "深圳某公司", "x.pdf"),)}))),
    # names
    ("NAME-001", "written-alike", P, dossier()),
    ("NAME-001", "same-after-normalising", N, issued("比亚迪汽车 有限公司")),
    ("NAME-001", "nothing-compared", X, dossier(without={Kind.CONFIRMATION_LETTER, Kind.REGISTRATION_CERTIFICATE})),
    ("NAME-002", "name-exact", P, dossier()),
    ("NAME-002", "hyphen-or-bracket-only", N, issued("比亚迪-汽车有限公司")),
    ("NAME-002", "name-differs", F, issued(SISTER)),
    ("NAME-002", "name-doubtful", R, issued(doubtful(SISTER))),
    ("NAME-002", "name-not-comparable", R, issued("BYD Auto Co., Ltd.")),
    ("NAME-003", "not-a-group-company", P, dossier()),
    ("NAME-003", "group-company", F, issued(SISTER)),
    ("NAME-003", "unrelated", X, issued(SALES)),
    ("NAME-003", "issuer-doubtful", R, issued(doubtful(SISTER))),
    ("NAME-004", "no-table", X, dossier()),
    ("NAME-004", "not-renamed", P, dossier(**RENAMED)),
    ("NAME-004", "renamed", R, issued("比亚迪股份有限公司", **RENAMED)),
    ("NAME-005", "domestic", P, dossier()),
    ("NAME-005", "domestic-by-vin", P, dossier(certificate(origin=UNREAD))),
    ("NAME-005", "imported", R, dossier(certificate(origin=fact("进口")))),
    ("NAME-005", "imported", R, dossier(certificate(origin=doubtful("进口")))),
    ("NAME-005", "origin-unclear", R, dossier(certificate(vin=fact("WVWZZZ1KZ6W000001"), origin=ABSENT), declared={"vehicles": [vehicle(vin="WVWZZZ1KZ6W000001")]})),
    # seals
    ("SEAL-001", "seal-present", P, dossier()),
    ("SEAL-001", "no-seal", F, sealed()),
    ("SEAL-001", "no-seal-found", R, dossier(POOR)),
    ("SEAL-001", "not-red", R, sealed(seal(colour="grey"))),
    ("SEAL-001", "away-from-signature", N, sealed(replace(seal(), by_signature=False))),
    ("SEAL-002", "official", P, dossier()),
    ("SEAL-002", "special-purpose", F, sealed(seal(MAKER, SealKind.CONTRACT, horizontal="合同专用章"))),
    ("SEAL-002", "kind-unclear", R, sealed(seal(MAKER, SealKind.UNKNOWN))),
    ("SEAL-002", "kind-unclear", R, sealed(replace(seal(), seal=replace(seal().seal, confidence=0.2)))),
    ("SEAL-002", "nothing-to-see", R, sealed()),
    ("SEAL-003", "name-agrees", P, dossier()),
    ("SEAL-003", "name-of-another", F, sealed(seal(SISTER))),
    ("SEAL-003", "name-unclear", R, sealed(seal(""))),
    ("SEAL-003", "nothing-to-see", R, sealed()),
    ("SEAL-004", "no-code", N, dossier()),
    ("SEAL-004", "code-read", P, sealed(seal(code="3702001234567"))),
    ("SEAL-004", "code-odd", N, sealed(seal(code="37020012345"))),
    ("SEAL-005", "not-examined", X, dossier()),
    ("SEAL-005", "no-signs", P, sealed(seal(signs=()))),
    ("SEAL-005", "signs-found", R, sealed(seal(signs=("uniform-colour",)))),
    ("SEAL-006", "in-colour", P, dossier()),
    ("SEAL-006", "copy", R, sealed(seal(colour="black"))),
    ("SEAL-006", "other-colour", R, sealed(seal(colour="blue"))),
    ("SEAL-006", "no-seal", X, sealed()),
    ("SEAL-007", "no-signature-reported", X, dossier()),
    ("SEAL-007", "electronically-signed", R, dossier(files=(reading("a.pdf", Outcome.READ, "signature-present"),))),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "reason", "status", "checked"), CASES, ids=[f"{c[0]}-{c[1]}-{i}" for i, c in enumerate(CASES)])
def test_case(rule: str, reason: str, status: Status, checked: Dossier) -> None:
    found = {finding.reason: finding for finding in run(rule, checked)}
    assert reason in found, sorted(found)
    assert found[reason].status is status
    if status is Status.FAIL:
        assert found[reason].consequence in (Consequence.NO_LICENCE, Consequence.CORRECT_AND_RESUBMIT)


def test_found_names_the_vin_that_is_listed_instead() -> None:
    finding = run("CL-007", dossier(letter(vehicles=(row(NEAR),))))[0]
    assert (finding.declared, finding.found, finding.subject.vin) == (VIN, NEAR, VIN)
    assert finding.evidence


def test_coverage_is_the_union_of_letters() -> None:
    second = vin_of(222222)
    both = {"vehicles": [vehicle(), vehicle(vin=second)]}
    checked = dossier(letter(), letter(vehicles=(row(second),)), certificate(), certificate(vin=fact(second)), declared=both)
    assert statuses("CL-007", checked) == {P}
    assert statuses("CL-002", checked) == {P}


def test_neighbouring_vin_that_is_declared_too_is_no_slip() -> None:
    both = {"vehicles": [vehicle(), vehicle(vin=NEAR)]}
    checked = dossier(letter(vehicles=(row(), row(NEAR))), certificate(), certificate(vin=fact(NEAR)), declared=both)
    assert reasons("CL-007", checked) == {"vin-listed"}


@pytest.mark.parametrize(
    ("title", "good"),
    [
        ("售后维修服务确认书", True), ("售后服务维修确认函", True), ("关于出口车辆售后维修服务的确认书", True), ("After-Sales Maintenance Service Confirmation Letter", True),
        ("Confirmation of After-Sales Service", True), ("Post-Sale Maintenance Service Confirmation", True), ("售后服务承诺书", False), ("授权书", False),
        ("Letter of Authorization", False),
    ],
)  # fmt: skip
def test_titles(title: str, good: bool) -> None:
    assert is_letter_title(title) is good


@pytest.mark.parametrize(
    ("name", "token"),
    [
        (MAKER, None), (SALES, "销售"), ("一汽进出口有限公司", "进出口"), ("北京汽车股份有限公司株洲分公司", "分公司"), ("BYD Auto Sales Co., Ltd.", "Sales"),
        ("BYD Auto Co., Ltd.", None), ("Chery International", "International"), ("长城汽车股份有限公司", None), ("Import and Export Co.", "Import and Export"),
    ],
)  # fmt: skip
def test_sales_tokens(name: str, token: str | None) -> None:
    assert sales_token(name) == token


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("东风商用车有限公司", "东风汽车集团有限公司", True), ("一汽-大众汽车有限公司", "上汽大众汽车有限公司", True), (MAKER, OTHER_MAKER, False),
        ("北京汽车股份有限公司", "北京现代汽车有限公司", False), ("重庆长安汽车股份有限公司", "重庆力帆汽车有限公司", False),
    ],
)  # fmt: skip
def test_groups(one: str, other: str, same: bool) -> None:
    assert same_group(dossier(), one, other) is same


def test_group_by_catalogue_number() -> None:
    registry = replace(REGISTRY, entries=(RegistryEntry("甲汽车有限公司", "3"), RegistryEntry("乙汽车有限公司", "3")))
    assert same_group(dossier(registry=registry), "甲汽车有限公司", "乙汽车有限公司")
