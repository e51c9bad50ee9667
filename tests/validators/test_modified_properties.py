"""What must hold for every reading of modified vehicles' papers: doubtful, unread or changed values never end in a pass that relies on them."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

import pytest
from builders import ABSENT, UNREAD, changed, doubtful, fact, facts_in
from hypothesis import given, settings
from hypothesis import strategies as st
from modified_builders import (
    FIRST,
    MODEL,
    SECOND,
    bought,
    clean_papers,
    goods,
    invoiced,
    modified,
    modified_vehicle,
    number,
    photo,
    plate,
    red,
    sides_of,
)

from domain.declaration import Declaration
from domain.documents import Kind
from domain.dossier import Dossier
from domain.facts import Fact
from domain.findings import Finding, Status, verdict
from domain.modified_vehicle_papers import GoodsLine, Plate
from domain.pages import Outcome
from domain.vin import ALPHABET
from extractors.roles import with_roles
from validators.check import check
from validators.reconciliation import Outcome as Counted

pytestmark = pytest.mark.usefixtures("plain_seals")
CLEAN = modified()
SPOTS = [(place, path, spot) for place, document in enumerate(CLEAN.documents) for path, spot in facts_in(document.facts)]
IDS = [f"{CLEAN.documents[place].kind}-{place}-{'.'.join(map(str, path))}" for place, path, _ in SPOTS]


def with_fact(place: int, path: tuple[Any, ...], value: Any) -> Dossier:
    document = CLEAN.documents[place]
    other = replace(document, facts=changed(document.facts, path, value))
    return replace(CLEAN, documents=CLEAN.documents[:place] + (other,) + CLEAN.documents[place + 1 :])


def relying(findings: tuple[Finding, ...], spot: Fact[Any]) -> set[str]:
    """Rules with a pass that cites the fact."""
    return {f.rule for f in findings if f.status is Status.PASS and any(seen.place == spot.place for seen in f.evidence)}


OTHER_SUPPORT = {
    (None, "quantity"): {"MV-012", "MV-013"},  # judged by the sums of all papers, below
    (None, "net"): {"DOC-003"}, (None, "tax"): {"DOC-003"}, (None, "total"): {"DOC-003"}, (None, "total_in_words"): {"DOC-003"},
    (None, "side"): {"MV-006"}, (None, "stage"): {"MV-006"},  # a caption is one of a closed list of words
    (Kind.CHASSIS_INVOICE, "number"): {"DOC-002"}, (Kind.DEVICE_INVOICE, "number"): {"DOC-002"},  # its form only
    (Kind.CHASSIS_INVOICE, "model"): {"MV-010"},  # the line names the vehicles' VINs
    (Kind.DEVICE_CONTRACT, "model"): {"MV-011"}, (Kind.DEVICE_INVOICE, "model"): {"MV-011"},  # a device is known by its name
    (Kind.ANNOUNCEMENT_SHEET, "model"): {"MV-003"},  # MV-015 says that it is doubtful
    (Kind.ANNOUNCEMENT_SHEET, "name"): {"MV-004"},  # the declared name is compared
    (Kind.CCC_CERTIFICATE, "holder"): {"MV-016"}, (Kind.CCC_CERTIFICATE, "manufacturer"): {"MV-016"},  # applicant or producer: one is enough
    (Kind.ACCESS_CERTIFICATE, "number"): {"MV-017"},  # shown, held against nothing
}  # fmt: skip
"""Rules that may go on passing beside a doubt, by the kind of document (None: any) and the field."""


def support_of(kind: Kind, path: tuple[Any, ...]) -> set[str]:
    return set().union(*(rules for (of, field), rules in OTHER_SUPPORT.items() if of in (None, kind) and field in path))


@pytest.mark.parametrize(("place", "path", "spot"), SPOTS, ids=IDS)
def test_doubt_neither_fails_nor_is_relied_on(place: int, path: tuple[Any, ...], spot: Fact[Any]) -> None:
    unsure = replace(spot, doubt="not-confirmed-on-picture")
    after = check(with_fact(place, path, unsure))
    assert relying(after, unsure) <= support_of(CLEAN.documents[place].kind, path)
    assert verdict(after) is not Status.FAIL


@pytest.mark.parametrize(("place", "path", "spot"), SPOTS, ids=IDS)
def test_what_is_unread_fails_nobody(place: int, path: tuple[Any, ...], spot: Fact[Any]) -> None:
    in_tuple = isinstance(path[-1], int)  # a tuple of facts has no place for what is not read
    value = doubtful(spot.value) if in_tuple else UNREAD
    assert verdict(check(with_fact(place, path, value))) is not Status.FAIL


@pytest.mark.parametrize("outcome", [Outcome.ENCRYPTED, Outcome.PARTIAL])
@pytest.mark.parametrize("missing", range(len(CLEAN.documents)))
def test_a_missing_paper_is_no_accusation_while_a_file_is_unread(outcome: Outcome, missing: int) -> None:
    kept = CLEAN.documents[:missing] + CLEAN.documents[missing + 1 :]
    broken = replace(CLEAN.files[0], path="b.pdf", outcome=outcome)
    assert verdict(check(replace(CLEAN, documents=kept, files=(*CLEAN.files, broken)))) is Status.REVIEW


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_character_of_a_declared_vin(position: int, character: str) -> None:
    vin = FIRST[:position] + character + FIRST[position + 1 :]
    findings = check(replace(CLEAN, declaration=modified({"vehicles": [modified_vehicle(vin), modified_vehicle(SECOND)]}).declaration))
    assert (verdict(findings) is Status.PASS) == (vin == FIRST)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(MODEL) - 1), st.sampled_from(ALPHABET))
def test_one_character_of_a_declared_model(position: int, character: str) -> None:
    model = MODEL[:position] + character + MODEL[position + 1 :]
    vehicles = [modified_vehicle(vin, model=model) for vin in (FIRST, SECOND)]
    models = [{"model": model, "quantity": 2, "device": "洒水罐总成"}]
    findings = check(replace(CLEAN, declaration=modified({"vehicles": vehicles, "models": models}).declaration))
    assert (verdict(findings) is Status.PASS) == (model == MODEL)


quantities = st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["clean", "doubtful", "unread"]), st.booleans()), min_size=1, max_size=4)


@settings(max_examples=300, deadline=None)
@given(quantities, st.integers(1, 6))
def test_equal_only_where_clean_quantities_add_up(lines: list[tuple[int, str, bool]], exported: int) -> None:
    """Whatever was doubtful, unread or taken back: MV-012 passes if and only if all of it is clean and adds up exactly."""
    states = {"clean": fact, "doubtful": doubtful, "unread": lambda _: UNREAD}
    invoices = []
    for serial, (pieces, state, back) in enumerate(lines):
        line = replace(goods("chassis", pieces), quantity=states[state](Decimal(-pieces if back else pieces)))
        make = red if back else invoiced
        invoices.append(make("chassis", pieces, goods=(line,), number=number(100 + serial)))
    declared = {"models": [{"model": MODEL, "quantity": exported, "device": "洒水罐总成"}]}
    _, side = sides_of(modified(declared, chassis_invoice=invoices, chassis_contract=bought("chassis", exported)))
    adds_up = all(state == "clean" for _, state, _ in lines) and sum(-n if back else n for n, _, back in lines) == exported
    assert (side.against(exported) is Counted.EQUAL) == adds_up
    assert side.low <= side.high


@settings(max_examples=200, deadline=None)
@given(quantities, st.integers(1, 6))
def test_short_only_where_nothing_could_make_up_for_it(lines: list[tuple[int, str, bool]], exported: int) -> None:
    """A fail accuses: it needs that even everything that was not read for certain would not do."""
    states = {"clean": fact, "doubtful": doubtful, "unread": lambda _: UNREAD}
    listed = tuple(replace(goods("chassis", pieces), quantity=states[state](Decimal(pieces))) for pieces, state, _ in lines)
    declared = {"models": [{"model": MODEL, "quantity": exported, "device": "洒水罐总成"}]}
    _, side = sides_of(modified(declared, chassis_invoice=invoiced("chassis", goods=listed), chassis_contract=bought("chassis", exported)))
    if side.against(exported) is Counted.SHORT:
        assert all(state != "unread" for _, state, _ in lines) and sum(n for n, _, _ in lines) < exported


words = st.sampled_from(["EQ1185LJ8CDE", MODEL, "DFH1180EX8", "东风牌", "程力牌", "湖北某专用汽车有限公司", "东风汽车股份有限公司", "洒水罐总成", "底盘", FIRST, "运费", ""])
read = st.one_of(words.map(fact), words.map(doubtful), st.just(ABSENT), st.just(UNREAD))


def without(part: Any, *names: str) -> Any:
    """A frozen value as plain data, some fields left out."""
    if isinstance(part, tuple):
        return tuple(without(item, *names) for item in part)
    if is_dataclass(part):
        return {f.name: without(getattr(part, f.name), *names) for f in fields(part) if f.name not in names}
    return part


@settings(max_examples=200, deadline=None)
@given(st.lists(st.builds(lambda v, m, c, b, w: plate(v, None, model=m, chassis_model=c, brand=b, manufacturer=w), read, read, read, read, read), min_size=1, max_size=2),
       st.lists(st.builds(lambda n, m, v: goods("unclear", 1, name=n, model=m, vins=(v,)), read, read, words.map(fact)), min_size=1, max_size=3), st.booleans())  # fmt: skip
def test_roles_change_nothing_that_was_read(plates: list[Plate], lines: list[GoodsLine], declared: bool) -> None:
    documents = (photo(*plates), *modified(chassis_contract=bought("chassis", goods=tuple(lines)), chassis_invoice=invoiced("chassis", goods=tuple(lines))).documents)
    declaration: Declaration | None = CLEAN.declaration if declared else None
    told = with_roles(documents, declaration)
    assert [without(d.facts, "role", "what") for d in told] == [without(d.facts, "role", "what") for d in documents]
    assert [(d.id, d.pages, d.kind_confidence) for d in told] == [(d.id, d.pages, d.kind_confidence) for d in documents]


names = sorted(clean_papers())


@settings(max_examples=150, deadline=None)
@given(st.sets(st.sampled_from(names)), st.booleans())
def test_every_rule_speaks_whatever_is_missing(gone: set[str], bare: bool) -> None:
    """No set of missing papers silences a rule or passes; nor do papers on which nothing could be read."""
    papers: dict[str, Any] = {name: () if name == "more" else None for name in gone}
    checked = modified(papers.pop("declared", None), **papers)
    if bare:
        checked = replace(checked, documents=tuple(replace(d, facts=unread(d.facts)) for d in checked.documents))
    findings = check(checked)
    needed = gone - {"more", "access", "statement"} or {"access", "statement"} <= gone
    assert (verdict(findings) is Status.PASS) == (not needed and not bare)


def unread(part: Any) -> Any:
    """The same paper with nothing on it that could be read."""
    if isinstance(part, tuple):
        return tuple(unread(item) for item in part if not isinstance(item, Fact))
    if isinstance(part, Fact):
        return UNREAD
    if is_dataclass(part) and type(part).__module__ in ("domain.modified_vehicle_papers", "domain.documents"):
        return replace(part, **{f.name: unread(getattr(part, f.name)) for f in fields(part)})
    return part
