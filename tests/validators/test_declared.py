"""VIN, LIC, DOC-004, DATE-001, INT-002, INT-007, DECL-001, MV-001 and the way through all rules."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from builders import (
    MAKER,
    VIN,
    VIN2,
    certificate,
    declaration,
    document,
    dossier,
    doubtful,
    fact,
    letter,
    page,
    reading,
    reasons,
    row,
    run,
    statuses,
    vehicle,
    vin_of,
)  # fmt: skip

from domain.documents import NoFacts
from domain.dossier import Dossier
from domain.findings import Status, verdict
from domain.pages import Outcome
from validators.catalogue import all_rules
from validators.check import check

pytestmark = pytest.mark.usefixtures("plain_seals")
P, F, R, N, X = Status.PASS, Status.FAIL, Status.REVIEW, Status.NOTE, Status.NOT_APPLICABLE
WRONG_DIGIT = VIN[:8] + ("1" if VIN[8] != "1" else "2") + VIN[9:]
GERMAN = "WVWZZZ1KZ6W000001"


def one(**more: Any) -> Dossier:
    return dossier(declared={"vehicles": [vehicle(**more)]})


def many(n: int, **more: Any) -> Dossier:
    return dossier(declared={"vehicles": [vehicle(vin=vin_of(i), **more) for i in range(n)]})


CASES: list[tuple[str, str, Status, Dossier]] = [
    ("VIN-001", "well-formed", P, dossier()),
    ("VIN-001", "well-formed", P, one(vin=VIN.lower())),
    ("VIN-001", "malformed", F, one(vin=VIN[:16])),
    ("VIN-001", "malformed", F, one(vin=VIN[:-1] + "O")),
    ("VIN-002", "holds", P, dossier()),
    ("VIN-002", "wrong", F, one(vin=WRONG_DIGIT)),
    ("VIN-002", "not-kept", N, one(vin=GERMAN)),
    ("VIN-002", "not-well-formed", X, one(vin="X")),
    ("VIN-003", "fits", P, dossier()),
    ("VIN-003", "does-not-fit", R, one(manufacture_date="2023-05-01")),
    ("VIN-003", "manufacture-unknown", X, dossier(certificate(manufacture_date=doubtful(date(2023, 1, 1))), declared={"vehicles": [vehicle(manufacture_date=None)]})),
    ("VIN-004", "digits", P, dossier()),
    ("VIN-004", "not-digits", N, one(vin=VIN[:13] + "A456")),
    ("VIN-005", "agrees", P, dossier()),
    ("VIN-005", "disagrees", N, one(manufacturer="奇瑞汽车股份有限公司")),
    ("VIN-005", "unknown", X, one(vin=GERMAN)),
    ("VIN-006", "none", P, dossier()),
    ("VIN-006", "look-alike", N, dossier(letter(vehicles=(row(fact(VIN.replace("6", "G", 1))),)))),
    ("LIC-001", "one-country", P, dossier()),
    ("LIC-001", "one-country", P, dossier(declared={"destination": "Kazakhstan"})),
    ("LIC-001", "region", F, dossier(declared={"destination": "中东"})),
    ("LIC-001", "several-countries", F, dossier(declared={"destination": "哈萨克斯坦、俄罗斯"})),
    ("LIC-001", "unknown", R, dossier(declared={"destination": "Atlantis"})),
    ("LIC-002", "within-limit", P, many(20)),
    ("LIC-002", "too-many", F, many(21)),
    ("LIC-002", "codes-not-declared", R, many(21, hs_code=None)),
    ("LIC-002", "within-limit", P, many(20, hs_code=None)),
    ("LIC-004", "distinct", P, many(3)),
    ("LIC-004", "vin-twice", F, dossier(declared={"vehicles": [vehicle(), vehicle()]})),
    ("LIC-004", "vin-twice", F, dossier(declared={"vehicles": [vehicle(), vehicle(vin=VIN.lower())]})),
    ("LIC-004", "quantity-differs", F, dossier(declared={"models": [{"model": "BYD7152WT6HEVC1", "quantity": 2}]})),
    ("LIC-005", "fits", P, dossier()),
    ("LIC-005", "fits", P, dossier(certificate(fuel=fact("电")), declared={"vehicles": [vehicle(hs_code="8703801090", fuel="纯电动")]})),
    ("LIC-005", "does-not-fit", R, one(hs_code="8703801090", fuel="纯电动")),
    ("LIC-005", "does-not-fit", R, one(hs_code="8703801090", fuel="汽油")),
    ("LIC-005", "does-not-fit", R, one(hs_code="8703234010", fuel="电")),
    ("LIC-005", "does-not-fit", R, one(hs_code="8703234010", fuel="柴油", name="轻型货车")),
    ("LIC-005", "does-not-fit", R, one(hs_code="9403234010")),
    ("LIC-005", "does-not-fit", R, one(hs_code="8702909000")),
    ("LIC-005", "does-not-fit", R, one(hs_code="8704210000", name="货车")),
    ("LIC-005", "does-not-fit", R, one(hs_code="8703101100")),
    ("LIC-005", "cannot-tell", X, one(hs_code=None)),
    ("LIC-005", "fits", P, one(fuel=None)),
    ("LIC-006", "no-licence", X, dossier()),
    ("LIC-006", "contract-number-long", N, dossier(declared={"contract": {"number": "A" * 18, "date": "2026-01-01"}})),
    ("DOC-004", "valid", P, dossier()),
    ("DOC-004", "invalid", N, dossier(declared={"exporter": {"name": "甲", "uscc": "91370200MA3C4B2X1F"}})),
    ("DOC-004", "not-declared", X, dossier(declared={"exporter": {"name": "甲"}})),
    ("DATE-001", "unambiguous", P, dossier()),
    ("DATE-001", "ambiguous", R, dossier(letter(date=fact(date(2026, 5, 6), "ambiguous-date")))),
    ("DATE-001", "ambiguous", R, dossier(letter(vehicles=(row(registration_date=fact(date(2026, 5, 6), "ambiguous-date")),)))),
    ("DATE-001", "no-dates", X, dossier(documents=())),
    ("INT-002", "all-read", P, dossier()),
    ("INT-002", "duplicate-file", N, dossier(files=(reading(), reading("b.pdf", Outcome.DUPLICATE, "duplicate")))),
    ("INT-002", "system-file", N, dossier(files=(reading(), reading(".DS_Store", Outcome.UNSUPPORTED, "system-file")))),
    ("INT-002", "file-remark", N, dossier(files=(reading("a.pdf", Outcome.READ, "repaired"),))),
    ("INT-002", "attachments-unread", R, dossier(files=(reading("a.pdf", Outcome.READ, "embedded-files"),))),
    ("INT-002", "attachment-not-found", R, dossier(declared={"attachments": [{"file": "x.pdf", "kind": "contract"}]})),
    ("INT-002", "no-files", X, dossier(files=())),
    ("INT-007", "all-known", P, dossier()),
    ("INT-007", "unknown-pages", N, dossier(document(NoFacts(), (page(text="x" * 50),)))),
    ("INT-007", "blank-pages", N, dossier(document(NoFacts()))),
    ("INT-007", "no-pages", X, dossier(documents=())),
    ("DECL-001", "well-formed", P, dossier()),
    ("DECL-001", "unknown-field", N, dossier(declared={"vehicles": [vehicle(milage=5)]})),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "reason", "status", "checked"), CASES, ids=[f"{c[0]}-{c[1]}-{i}" for i, c in enumerate(CASES)])
def test_case(rule: str, reason: str, status: Status, checked: Dossier) -> None:
    found = {finding.reason: finding for finding in run(rule, checked)}
    assert reason in found, sorted(found)
    assert found[reason].status is status


@pytest.mark.parametrize("outcome", [o for o in Outcome if o not in (Outcome.READ, Outcome.DUPLICATE)])
def test_every_bad_outcome_is_a_review_with_a_cure(outcome: Outcome) -> None:
    finding = run("INT-002", dossier(files=(reading(), reading("合同.pdf", outcome, "damaged"))))[0]
    assert (finding.status, finding.reason) == (R, "file-" + outcome.value.replace("_", "-"))
    assert finding.remedy and finding.found == "合同.pdf"


def test_clean_dossier_passes_and_states_its_scope() -> None:
    findings = check(dossier())
    assert verdict(findings) is P
    assert [rule.id for rule in all_rules()] == list(dict.fromkeys(finding.rule for finding in findings))
    assert all(finding.requirement for finding in findings)


def test_papers_of_used_vehicles_prove_nothing_of_modified_ones() -> None:
    findings = check(dossier(declared={"category": "modified"}))
    assert verdict(findings) is F
    assert {f.reason for f in findings if f.rule.startswith(("UV", "CL", "SEAL", "NAME"))} == {"other-category"}


def test_empty_dossier_fails() -> None:
    findings = check(dossier(documents=(), files=()))
    failing = {finding.rule for finding in findings if finding.status is F}
    assert {"UV-001", "UV-004", "UV-005", "UV-011", "UV-012", "UV-013", "DOC-001"} == failing


def test_empty_dossier_with_a_file_that_could_not_be_read_is_a_review() -> None:
    findings = check(dossier(documents=(), files=(reading("a.pdf", Outcome.CRASHED, "crashed"),)))
    assert verdict(findings) is R


def test_check_is_stable() -> None:
    checked = dossier()
    assert check(checked) == check(checked)


def test_per_vehicle_rules_name_each_vehicle() -> None:
    both = dossier(declared={"vehicles": [vehicle(), vehicle(vin=VIN2, manufacturer=MAKER)]})
    for rule in ("UV-001", "UV-004", "UV-005", "UV-006", "UV-007", "UV-008", "UV-009", "UV-010", "UV-011", "UV-015", "CL-007", "CL-013", "VIN-001", "DOC-001"):
        assert {f.subject.vin for f in run(rule, both)} == {VIN, VIN2}, rule


def test_reasons_are_stable_words() -> None:
    for rule in all_rules():
        assert all(code == code.lower() and " " not in code for code in rule.reasons)
    assert reasons("VIN-001", dossier()) == {"well-formed"} and statuses("VIN-001", dossier()) == {P}
    assert declaration().application_id == "A-1"
