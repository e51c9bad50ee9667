"""Every reason that a rule on modified vehicles declares is given by some case, and every rule keeps to its window and category."""

from __future__ import annotations

import pytest
import test_modified
import test_modified_papers
import test_modified_purchases
from builders import dossier
from modified_builders import RELAXED_DAY, modified, modified_vehicle
from modified_cases import X

from validators.catalogue import OTHER_CATEGORY, Rule, all_rules
from validators.declared_models import RELAXED

pytestmark = pytest.mark.usefixtures("plain_seals")
RULES = [rule for rule in all_rules() if rule.id.startswith("MV-") or rule.id in ("DOC-002", "DOC-003", "DOC-005")]
REACHED = {(rule, reason) for module in (test_modified, test_modified_papers, test_modified_purchases) for rule, reason, _, _ in module.CASES}

NEVER = {
    # A photo of metal may hide what is there: nothing on a plate is ever said to be missing.
    *(("MV-008", f"{role}-{item}-missing") for role in ("before", "after") for item in ("brand", "model", "maker")),
    ("MV-008", "after-chassis-missing"),
    # The maker and the chassis on a plate are compared where they were read; MV-007 asks for the maker.
    *(("MV-008", f"{item}-{end}") for item in ("before-maker", "after-maker", "after-chassis") for end in ("unread", "not-found")),
    # A letter of authorisation names no vehicle that it could fail to match.
    ("MV-002", "document-unmatched"),
}
"""Reasons that a shared set of texts declares and that the rule has no way to give."""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_reason_is_reached(rule: Rule) -> None:
    missed = {(rule.id, reason) for reason in rule.reasons if reason not in RELAXED} - REACHED
    if rule.id == "MV-020":
        missed -= {("MV-020", "nothing")}  # a declaration has at least one vehicle
    assert missed == {pair for pair in NEVER if pair[0] == rule.id}


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.category], ids=lambda rule: rule.id)
def test_used_vehicles_are_not_asked(rule: Rule) -> None:
    assert [f.reason for f in rule(dossier())] == [OTHER_CATEGORY]


@pytest.mark.parametrize("rule", [rule for rule in RULES if set(RELAXED) & set(rule.reasons)], ids=lambda rule: rule.id)
def test_nothing_is_asked_for_in_the_window_and_all_of_it_one_day_later(rule: Rule) -> None:
    bare = dict.fromkeys(("plates", "chassis_contract", "device_contract", "chassis_invoice", "device_invoice", "sheet", "ccc", "access", "report", "statement",
                          "authorisation", "description", "photos"))  # fmt: skip
    inside = rule(modified(RELAXED_DAY, **bare))
    assert [(f.reason, f.status) for f in inside] == [("material-may-be-omitted", X)]
    for outside in ({"application_date": "2026-01-01", "licence_year": 2025}, {"application_date": "2025-12-14", "licence_year": 2025}, {**RELAXED_DAY, "licence_year": 2026}, {**RELAXED_DAY, "vehicles": [modified_vehicle(manufacture_date="2025-12-28")]}):
        assert "material-may-be-omitted" not in {f.reason for f in rule(modified(outside, **bare))}
