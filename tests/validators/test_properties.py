"""What must hold for every rule and every reading: a doubtful, unread or changed value never ends in a pass that relies on it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from builders import ABSENT, APPLICATION, UNREAD, VIN, changed, dossier, facts_in, licence, record, vehicle
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.dossier import Dossier
from domain.facts import Fact
from domain.findings import Finding, Status, verdict
from domain.pages import Outcome
from domain.vin import ALPHABET
from validators.check import check

pytestmark = pytest.mark.usefixtures("plain_seals")
CLEAN = dossier(licence(), record())


def _id(place: int, path: tuple[Any, ...]) -> str:
    return f"{CLEAN.documents[place].kind}-{'.'.join(map(str, path))}"


SPOTS = [(place, path, fact) for place, document in enumerate(CLEAN.documents) for path, fact in facts_in(document.facts)]
IDS = [_id(place, path) for place, path, _ in SPOTS]
FIELDS = [(place, path, fact) for place, path, fact in SPOTS if path[-2:-1] not in (("destinations",), ("standards",)) and path[-1] != "what"]
"""Those that may be unread or absent; the others hold facts only."""

MORE_SUPPORT = {
    "brand": {"CL-013"}, "model": {"CL-013"},  # the letter may give less of a vehicle; what it gives must agree
    "origin": {"NAME-005"},  # the VIN says it too
    "export_date": {"UV-004"},  # the register entry dates it too
    "exporter": {"UV-013"},  # the seal names the exporter
    "owner": {"UV-008"},  # the summary on the first page names the owner too
}  # fmt: skip
"""Fields that may be absent because the rule has other evidence for the same thing."""


def with_fact(place: int, path: tuple[Any, ...], value: Any) -> Dossier:
    document = CLEAN.documents[place]
    other = replace(document, facts=changed(document.facts, path, value))
    return replace(CLEAN, documents=CLEAN.documents[:place] + (other,) + CLEAN.documents[place + 1 :])


def relying(findings: tuple[Finding, ...], fact: Fact[Any]) -> set[str]:
    """Rules with a pass that cites the fact."""
    return {f.rule for f in findings if f.status is Status.PASS and any(spot.place == fact.place for spot in f.evidence)}


@pytest.mark.parametrize(("place", "path", "fact"), SPOTS, ids=IDS)
def test_doubtful_fact_never_supports_a_pass(place: int, path: tuple[Any, ...], fact: Fact[Any]) -> None:
    rules = relying(check(CLEAN), fact)
    doubtful = replace(fact, doubt="low-confidence")
    after = check(with_fact(place, path, doubtful))
    assert not relying(after, doubtful)
    # Where the rule needed it, nothing else makes up for it, but for the VIN that tells a Chinese vehicle as well as item 10 does.
    assert not ({f.rule for f in after if f.status is Status.PASS} & rules) - {"NAME-005"}
    assert verdict(after) is not Status.FAIL


@pytest.mark.parametrize(("place", "path", "fact"), FIELDS, ids=[_id(place, path) for place, path, _ in FIELDS])
@pytest.mark.parametrize("gone", [UNREAD, ABSENT], ids=["unread", "absent"])
def test_unread_or_absent_fact_never_supports_a_pass(place: int, path: tuple[Any, ...], fact: Fact[Any], gone: Any) -> None:
    after = check(with_fact(place, path, gone))
    support = MORE_SUPPORT.get(path[-1], set()) if gone is ABSENT else {"NAME-005"}
    assert not ({f.rule for f in after if f.status is Status.PASS} & relying(check(CLEAN), fact)) - support
    if gone is UNREAD:
        assert verdict(after) is not Status.FAIL


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_character_of_the_declared_vin(position: int, character: str) -> None:
    vin = VIN[:position] + character + VIN[position + 1 :]
    findings = check(replace(CLEAN, declaration=dossier(declared={"vehicles": [vehicle(vin=vin)]}).declaration))
    assert (verdict(findings) is Status.PASS) == (vin == VIN)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 14), st.sampled_from(ALPHABET + "-/"))
def test_one_character_of_the_declared_model(position: int, character: str) -> None:
    model = "BYD7152WT6HEVC1"
    other = model[:position] + character + model[position + 1 :]
    findings = check(replace(CLEAN, declaration=dossier(declared={"vehicles": [vehicle(model=other)]}).declaration))
    assert (verdict(findings) is Status.PASS) == (other == model)


@settings(max_examples=100, deadline=None)
@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=2))
def test_another_country(code: str) -> None:
    findings = check(replace(CLEAN, declaration=dossier(declared={"destination": code}).declaration))
    assert (verdict(findings) is Status.PASS) == (code == "KZ")


@pytest.mark.parametrize("outcome", [o for o in Outcome if o not in (Outcome.READ, Outcome.DUPLICATE)])
@pytest.mark.parametrize("missing", range(5))
def test_a_missing_document_is_no_accusation_while_a_file_is_unread(outcome: Outcome, missing: int) -> None:
    base = dossier()
    broken = replace(base.files[0], path="b.pdf", outcome=outcome)
    kept = base.documents[:missing] + base.documents[missing + 1 :]
    assert verdict(check(replace(base, documents=kept, files=(*base.files, broken)))) is Status.REVIEW
    assert verdict(check(replace(base, documents=kept))) is Status.FAIL


def test_application_date_is_in_the_clean_window() -> None:
    assert verdict(check(CLEAN)) is Status.PASS
    assert CLEAN.declaration.application_date == APPLICATION
