"""The catalogue is complete, bilingual, honest about its basis, and its page is current."""

from __future__ import annotations

from pathlib import Path
from string import Formatter

import pytest
from builders import dossier, letter, run

from domain.findings import Consequence, Status, Text
from domain.text import has_han
from validators import catalogue
from validators.catalogue import Reason, Rule, Says, all_rules, rule_by_id
from validators.catalogue_page import markdown

EXPECTED = {
    *(f"UV-{n:03}" for n in range(1, 18)), *(f"CL-{n:03}" for n in range(1, 18)), *(f"LIC-{n:03}" for n in range(1, 7)),
    *(f"VIN-{n:03}" for n in range(1, 7)), *(f"NAME-{n:03}" for n in range(1, 6)), *(f"SEAL-{n:03}" for n in range(1, 8)),
    "DECL-001", *(f"DOC-{n:03}" for n in range(1, 6)), "DATE-001", *(f"INT-{n:03}" for n in (1, 2, 4, 5, 6, 7, 8)), *(f"MV-{n:03}" for n in range(1, 22)),
}  # fmt: skip
OWN_BUT_FAILING = {"DECL-001", "LIC-004", "INT-005"}
NO_LICENCE = {"UV-001", "UV-004", "UV-006", "UV-010", "CL-002", "CL-003", "CL-004", "CL-005", "CL-006", "CL-007", "CL-008", "CL-009", "CL-011",
              "NAME-002", "NAME-003", "SEAL-001", "SEAL-002", "SEAL-003", "MV-003", "MV-008", "MV-015", "MV-016", "MV-019"}  # fmt: skip
RESUBMIT = {"UV-005", "UV-007", "UV-008", "UV-011", "UV-012", "UV-013", "UV-014", "CL-013", "LIC-001", "LIC-002", "LIC-003", "LIC-004",
            "VIN-001", "VIN-002", "DOC-001", "DECL-001", "INT-005", "MV-002", "MV-005", "MV-006", "MV-007", "MV-010", "MV-011", "MV-012", "MV-013", "MV-017"}  # fmt: skip


def test_every_rule_of_the_groups_is_there() -> None:
    assert {rule.id for rule in all_rules()} == EXPECTED


def test_consequences_follow_the_rulebook() -> None:
    assert {rule.id for rule in all_rules() if rule.on_fail is Consequence.NO_LICENCE} == NO_LICENCE
    assert {rule.id for rule in all_rules() if rule.on_fail is Consequence.CORRECT_AND_RESUBMIT} == RESUBMIT


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_texts_are_bilingual(rule: Rule) -> None:
    texts = [rule.title, rule.statement]
    for reason in rule.all_reasons.values():
        texts += [reason.message, *([reason.remedy] if reason.remedy else [])]
    for text in texts:
        assert text.en.strip() and not has_han(text.en)
        assert has_han(text.zh)
        assert _names(text.en) == _names(text.zh), text
    assert rule.authority


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_what_must_be_acted_on_has_a_cure(rule: Rule) -> None:
    for code, reason in rule.reasons.items():
        assert (reason.remedy is not None) == (reason.status in (Status.FAIL, Status.REVIEW)), code


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_own_rules_never_fail(rule: Rule) -> None:
    fails = any(reason.status is Status.FAIL for reason in rule.reasons.values())
    if rule.basis == "own" and rule.id not in OWN_BUT_FAILING:
        assert not fails
    if fails:
        assert rule.on_fail is not None


def _names(template: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def test_page_is_current() -> None:
    page = Path(__file__).parents[2] / "docs" / "rules.md"
    assert page.read_text("utf-8") == markdown(), "python -m validators.catalogue > docs/rules.md"


def test_unknown_id_is_an_error() -> None:
    with pytest.raises(KeyError):
        rule_by_id("XX-001")


def _rule(check: catalogue.Check) -> Rule:
    text = Text("a", "甲")
    reasons = {"said": Reason(Status.FAIL, Text("{found} {word}", "{found}{word}"))}
    return Rule("T-1", text, text, "x", Consequence.NO_LICENCE, "official", (), "files", catalogue.ALWAYS, None, reasons, check)


def test_a_rule_that_is_silent_invents_or_crashes_is_not_swallowed() -> None:
    def crash(_: object) -> list[Says]:
        raise ZeroDivisionError

    with pytest.raises(RuntimeError):
        _rule(lambda _: [])(dossier())
    with pytest.raises(LookupError):
        _rule(lambda _: [Says("invented")])(dossier())
    with pytest.raises(ZeroDivisionError):
        _rule(crash)(dossier())


def test_templates_take_hostile_text_and_both_languages() -> None:
    finding = _rule(lambda _: [Says("said", found="{0.__class__}", words={"word": Text("brand", "品牌")})])(dossier())[0]
    assert finding.message == Text("{0.__class__} brand", "{0.__class__}品牌")
    assert finding.consequence is Consequence.NO_LICENCE


def test_a_rule_twice_is_refused() -> None:
    text = Text("a", "甲")
    with pytest.raises(ValueError, match="CL-001"):
        catalogue.rule("CL-001", title=text, statement=text, authority="x", reasons={}, requirement="files")(lambda _: [])


@pytest.mark.parametrize("rule", [r for r in all_rules() if r.effective[0]], ids=lambda rule: rule.id)
def test_out_of_effect_is_not_applicable(rule: Rule) -> None:
    early = dossier(letter(issuer=letter().issuer), declared={"application_date": "2025-11-10", "licence_year": 2025})
    assert [f.reason for f in run(rule.id, early)] == ["not-in-effect"]
