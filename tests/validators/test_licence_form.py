"""UV-014 and LIC-003: what the licence form says of the parties and of the goods."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from builders import ABSENT, EXPORTER, UNREAD, dossier, doubtful, fact, row, vin_of
from modified_cases import Case, F, P, R, X, assert_case, ids

from domain.dossier import Dossier
from domain.findings import Status
from domain.used_vehicle_papers import LicenceApplication


def form(**more: Any) -> Dossier:
    """A dossier with a licence form that agrees with it but for `more`."""
    said: dict[str, Any] = {
        "exporter": fact(EXPORTER), "consignor": fact(EXPORTER), "country": fact("KZ"), "contract_number": fact("QDYF-KZ-2026-018"), "states": (fact("used"),),
        "models": (fact("BYD7152WT6HEVC1"),), "vehicles": (row(),),
    }  # fmt: skip
    return dossier(LicenceApplication(**(said | more)))


CASES: list[Case] = [
    ("LIC-003", "no-licence-form", X, dossier()),
    ("LIC-003", "form-agrees", P, form()),
    ("LIC-003", "form-agrees", P, form(country=ABSENT, contract_number=ABSENT, states=(), models=())),  # the annex alone
    ("LIC-003", "form-unread", R, form(country=ABSENT, contract_number=ABSENT, states=(), models=(), vehicles=())),
    ("LIC-003", "form-unclear", R, form(contract_number=UNREAD)),
    ("LIC-003", "form-unclear", R, form(country=UNREAD)),
    ("LIC-003", "form-agrees", P, form(models=(fact("QDYF-KZ-2026-018"), fact("BYD7152WT6HEVC1"),))),  # the contract's number looks like a model
    ("LIC-003", "form-differs", F, form(country=fact("UZ"))),
    ("LIC-003", "form-unclear", R, form(country=doubtful("UZ"))),
    ("LIC-003", "form-differs", F, form(contract_number=fact("QDYF-UZ-2025-003"))),
    ("LIC-003", "form-unclear", R, form(contract_number=fact("QDYF-KZ-2026-019"))),  # one character: the reader's or the clerk's
    ("LIC-003", "form-differs", F, form(models=(fact("BYD7002BEVA1"),))),
    ("LIC-003", "form-unclear", R, form(models=(fact("BYD7152WT6HEVC2"),))),
    ("LIC-003", "form-differs", F, form(vehicles=(row(registration_date=fact(date(2025, 1, 20))),))),
    ("LIC-003", "state-new", F, form(states=(fact("new"),))),
    ("LIC-003", "state-unclear", R, form(states=(doubtful("new"),))),
    ("LIC-003", "vin-not-declared", F, form(vehicles=(row(), row(fact(vin_of(7)))))),
    ("LIC-003", "vin-unclear", R, form(vehicles=(row(), row(fact(vin_of(123457)))))),
    ("LIC-003", "vin-not-listed", F, form(vehicles=(row(fact(vin_of(7))),))),
    ("LIC-003", "vin-not-found", R, form(vehicles=(row(doubtful(vin_of(7))),))),
    ("UV-014", "no-licence-form", X, dossier()),
    ("UV-014", "applies-itself", P, dossier(LicenceApplication(fact(EXPORTER), fact(EXPORTER)))),
    ("UV-014", "another-applies", F, dossier(LicenceApplication(fact(EXPORTER), fact("天津某某国际贸易有限公司")))),
    ("UV-014", "form-unclear", R, dossier(LicenceApplication(fact(EXPORTER), doubtful("天津某某国际贸易有限公司")))),
    ("UV-014", "applies-itself", P, dossier(LicenceApplication(fact(EXPORTER), fact("Qingdao Yuanfan Auto Trade Co., Ltd.")))),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "reason", "status", "checked"), CASES, ids=ids(CASES))
def test_case(rule: str, reason: str, status: Status, checked: Dossier) -> None:
    assert_case(rule, reason, status, checked)
