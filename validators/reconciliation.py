"""Bought, invoiced, exported: quantities per chassis model and per device over all contracts and invoices.

A reading that is not certain counts on one side only: `low` is what is proven, `high` what may be there at most. A quantity passes where
both are the exported one, fails where even the most falls short, and is looked at otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from rapidfuzz.distance import Levenshtein

from domain.documents import Document
from domain.dossier import Dossier
from domain.facts import Fact, Field
from domain.models import base_model, normal_model, same_model
from domain.modified_vehicle_papers import GoodsLine, Invoice, PurchaseContract
from domain.names import same_company
from validators.compare import one_character_off, surely_read
from validators.declared_models import ModelDeclared, declared_models
from validators.devices import is_device, names_device, plain_name
from validators.legibility import legible, may_be_unread
from validators.matching import plain_vin, with_facts

_NEAR = 1
UNLIMITED = Decimal("Infinity")


class Outcome(StrEnum):
    """What quantities amount to, the worst first; the values are reason codes of MV-012 and MV-013."""

    SHORT = "short"
    SURPLUS = "surplus"
    OPEN = "open"
    NONE = "none"
    EQUAL = "equal"


@dataclass(frozen=True, slots=True)
class Item:
    """What must have been bought: `what` chassis | device, `name` its model or name ("" for a device that was not declared)."""

    what: str
    name: str
    models: tuple[ModelDeclared, ...]
    exported: int

    @property
    def vins(self) -> frozenset[str]:
        return frozenset(vin for model in self.models for vin in model.vins)


@dataclass(frozen=True, slots=True)
class Bought:
    """One line that counts for an item. `quantity` None where it is not known; `certain` where it is surely this item's, and surely that many;
    `again`: other pictures of its paper."""

    document: Document
    line: GoodsLine
    quantity: Decimal | None
    certain: bool
    again: tuple[Document, ...] = ()

    @property
    def place(self) -> Field[Decimal]:
        return self.line.quantity


@dataclass(frozen=True, slots=True)
class Side:
    """All contracts, or all invoices, on one item. `hidden`: something may be there that was not read. `others`: lines of the same kind that
    are surely something else. `taken`: some may have been taken back, by a red invoice whose goods are not known. `more`: a paper or a line
    is there whose goods are not known."""

    bought: tuple[Bought, ...]
    hidden: bool
    others: tuple[GoodsLine, ...] = ()
    taken: bool = False
    more: bool = False

    @property
    def low(self) -> Decimal:
        return sum((b.quantity for b in self.bought if b.quantity is not None and (b.certain or b.quantity < 0)), Decimal(0))

    @property
    def high(self) -> Decimal:
        if any(b.quantity is None and not b.certain for b in self.bought):
            return UNLIMITED
        return sum((b.quantity for b in self.bought if b.quantity is not None and (b.certain or b.quantity > 0)), Decimal(0))

    def against(self, exported: int) -> Outcome:
        if not self.bought:
            return Outcome.NONE
        if self.low == exported and self.high == exported:
            return Outcome.OPEN if self.taken or self.more else Outcome.EQUAL
        if self.high < exported:
            return Outcome.OPEN if self.hidden else Outcome.SHORT
        return Outcome.SURPLUS if self.low > exported and self.high == self.low else Outcome.OPEN

    @property
    def documents(self) -> tuple[Document, ...]:
        return tuple({document.id: document for b in self.bought for document in (b.document, *b.again)}.values())


@dataclass(frozen=True, slots=True)
class Reconciled:
    item: Item
    contracted: Side
    invoiced: Side

    @property
    def outcome(self) -> Outcome:
        """That of the worse side: one side alone settles nothing."""
        return min((side.against(self.item.exported) for side in (self.contracted, self.invoiced)), key=list(Outcome).index)


def reconcile(dossier: Dossier) -> tuple[Reconciled, ...]:
    """One entry per chassis model, then one per device."""
    items = items_of(dossier)
    contracts = _counted(dossier, items, _distinct_contracts(dossier))
    invoices = _counted(dossier, items, _distinct_invoices(dossier))
    return tuple(Reconciled(item, contracts[item], invoices[item]) for item in items)


def items_of(dossier: Dossier) -> tuple[Item, ...]:
    """What the declared models need: their chassis by model, their devices by name."""
    models = declared_models(dossier)
    chassis: dict[str, list[ModelDeclared]] = {}
    devices: dict[str, list[ModelDeclared]] = {}
    for model in models:
        for one in dict.fromkeys(normal_model(c.model) for c in model.chassis):
            chassis.setdefault(one, []).append(model)
        devices.setdefault(plain_name(model.device or ""), []).append(model)
    shown = {normal_model(c.model): c.model for model in models for c in model.chassis}
    names = {plain_name(model.device or ""): model.device or "" for model in models}
    found = [Item("chassis", shown[key], tuple(group), _with_chassis(group, key)) for key, group in chassis.items()]
    return (*found, *(Item("device", names[key], tuple(group), sum(m.quantity * m.devices_per_vehicle for m in group)) for key, group in devices.items()))


def _with_chassis(models: Sequence[ModelDeclared], key: str) -> int:
    """Vehicles on one chassis: the declared quantity, or where a model stands on several chassis the vehicles declared with this one."""
    total = 0
    for model in models:
        own = sum(1 for v in model.vehicles if v.chassis and normal_model(v.chassis.model) == key)
        total += model.quantity if own == len(model.vehicles) else own
    return total


@dataclass(frozen=True, slots=True)
class _Paper:
    """A contract or invoice that counts once. `sure`: it is certainly not another picture of one that was counted. `unread`: its goods were
    not found. `again`: its other pictures."""

    document: Document
    goods: tuple[GoodsLine, ...]
    sure: bool
    unread: bool
    again: tuple[Document, ...] = ()


def _counted(dossier: Dossier, items: Sequence[Item], papers: Sequence[_Paper]) -> dict[Item, Side]:
    bought: dict[Item, list[Bought]] = {item: [] for item in items}
    others: dict[str, list[GoodsLine]] = {}
    more = any(_says_more(paper) for paper in papers)
    hidden = more or any(paper.unread for paper in papers) or may_be_unread(dossier)
    twice = _bought_twice(papers)
    for paper in papers:
        hidden = hidden or not legible(dossier, paper.document)
        for line in paper.goods:
            once = not any(plain_vin(vin.value) in twice for vin in line.vins)
            homes = _homes(line, items, papers)
            if not homes:
                others.setdefault(line.what, []).append(line)
            for item, mine in homes:
                amount, exact = _pieces(line, item)
                bought[item].append(Bought(paper.document, line, amount, mine and exact and paper.sure and once, paper.again))
    taken = any(_takes_unknown(paper) for paper in papers)
    return {item: Side(tuple(lines), hidden, tuple(others.get(item.what, ())), taken, more) for item, lines in bought.items()}


def _bought_twice(papers: Sequence[_Paper]) -> set[str]:
    """VINs that are bought more often than taken back and bought again: one vehicle is bought once."""
    balance: Counter[str] = Counter()
    for line in (line for paper in papers if paper.sure for line in paper.goods):
        taken = isinstance(line.quantity, Fact) and line.quantity.value < 0
        for vin in {plain_vin(vin.value) for vin in line.vins}:
            balance[vin] += -1 if taken else 1
    return {vin for vin, times in balance.items() if times > 1}


def _says_more(paper: _Paper) -> bool:
    """Whether a paper buys goods that nobody could name. A page without number and sums is the last of another paper, photographed apart."""
    facts = paper.document.facts
    assert isinstance(facts, PurchaseContract | Invoice)
    own = any(isinstance(read, Fact) for read in (facts.number, facts.total, facts.total_in_words))
    return (paper.unread and own) or any(line.what == "unclear" for line in paper.goods)


def _takes_unknown(paper: _Paper) -> bool:
    """Whether a paper is a red invoice without goods, or with goods that nobody could name."""
    red = isinstance(paper.document.facts, Invoice) and paper.document.facts.negative
    return red and (not paper.goods or any(line.what == "unclear" for line in paper.goods))


def _homes(line: GoodsLine, items: Sequence[Item], papers: Sequence[_Paper]) -> list[tuple[Item, bool]]:
    """The items a line may count for, and whether it surely does."""
    own = [item for item in items if item.what == line.what]
    if line.what not in ("chassis", "device"):
        return []
    return _chassis_homes(line, own) if line.what == "chassis" else _device_homes(line, own, papers)


def _chassis_homes(line: GoodsLine, items: Sequence[Item]) -> list[tuple[Item, bool]]:
    named = {plain_vin(vin.value) for vin in line.vins}
    by_vin = [item for item in items if named & item.vins]
    if by_vin:
        return [(item, all(vin.clean for vin in line.vins) and not _other_model(line.model, item)) for item in by_vin]
    if isinstance(line.model, Fact):
        model = line.model.value
        same = [item for item in items if same_model(model, item.name)]
        if same:
            return [(same[0], line.model.clean and not named)]  # VINs that are none of the declared: other vehicles, or misread
        near = [item for item in items if base_model(model, item.name) or base_model(item.name, model) or (not surely_read(line.model) and _slip(model, item.name))]
        if near or line.model.clean:
            return [(item, False) for item in near]
    return [(item, False) for item in items]


def _other_model(model: Field[str], item: Item) -> bool:
    """Whether a line cleanly names a model that is neither the item's nor its base."""
    if not isinstance(model, Fact) or not model.clean:
        return False
    return not (same_model(model.value, item.name) or base_model(model.value, item.name) or base_model(item.name, model.value))


def _slip(one: str, other: str) -> bool:
    return bool(Levenshtein.distance(normal_model(one), normal_model(other), score_cutoff=_NEAR) <= _NEAR)


def _device_homes(line: GoodsLine, items: Sequence[Item], papers: Sequence[_Paper]) -> list[tuple[Item, bool]]:
    named = [item for item in items if item.name and names_device(line, item.name)]
    if named:
        longest = max(named, key=lambda item: len(item.name))
        return [(longest, is_device(line, longest.name))]
    if any(names_device(other, item.name) for item in items if item.name for paper in papers for other in paper.goods):
        # Other lines are the declared device by name: this one is something else, unless a device of no name is still to be found.
        return [(item, False) for item in items if not item.name]
    alone = len({plain_name(other.name.value) for paper in papers for other in paper.goods if other.what == "device" and isinstance(other.name, Fact)}) == 1
    return [(item, alone and not item.name and len(items) == 1) for item in items]


def _pieces(line: GoodsLine, item: Item) -> tuple[Decimal | None, bool]:
    """How many of an item a line is, and whether that is certain. A line that lists VINs counts those that are the item's."""
    quantity = line.quantity
    listed = {plain_vin(vin.value) for vin in line.vins}
    count = Decimal(len(listed))
    if not isinstance(quantity, Fact):
        return (count, False) if count else (None, False)
    if count and abs(quantity.value) != count:
        return quantity.value, False
    own = len(listed & item.vins)
    return (quantity.value * own / count if own else quantity.value), quantity.clean


def _distinct_contracts(dossier: Dossier) -> list[_Paper]:
    papers: list[_Paper] = []
    read: list[PurchaseContract] = []
    for document, facts in with_facts(dossier, PurchaseContract):
        twin = next((place for place, other in enumerate(read) if facts.goods and _same_contract(facts, other)), None)
        if twin is not None:
            papers[twin] = replace(papers[twin], again=(*papers[twin].again, document))
            continue
        papers.append(_Paper(document, facts.goods, not any(_perhaps_same(facts, other) for other in read), unread=not facts.goods))
        read.append(facts)
    return papers


def _same_contract(a: PurchaseContract, b: PurchaseContract) -> bool:
    """The same contract in another picture: number and goods agree."""
    return isinstance(a.number, Fact) and isinstance(b.number, Fact) and plain_name(a.number.value) == plain_name(b.number.value) and signature(a.goods) == signature(b.goods)


def _perhaps_same(a: PurchaseContract, b: PurchaseContract) -> bool:
    """Whether one of two contracts may be the other again: one number on both, or no number to tell them apart and the same goods."""
    if isinstance(a.number, Fact) and isinstance(b.number, Fact):
        if plain_name(a.number.value) == plain_name(b.number.value):
            return True
        if a.number.clean and b.number.clean and Levenshtein.distance(plain_name(a.number.value), plain_name(b.number.value)) > _NEAR:
            return False
    return alike(a.goods, b.goods) and not _differ(a.date, b.date)


def _distinct_invoices(dossier: Dossier) -> list[_Paper]:
    papers: list[_Paper] = []
    read: list[Invoice] = []
    for document, facts in with_facts(dossier, Invoice):
        twin = next((place for place, other in enumerate(read) if _same_invoice(facts, other)), None)
        if twin is not None:
            kept, known = papers[twin], read[twin]
            first, goods = (document, facts.goods) if not known.goods and facts.goods else (kept.document, kept.goods)
            again = tuple(other for other in (kept.document, *kept.again, document) if other is not first)
            papers[twin] = _Paper(first, goods, kept.sure and not _contradict(facts.goods, known.goods), not goods, again)
            read[twin] = facts if first is document else known
            continue
        papers.append(_Paper(document, facts.goods, not any(_perhaps_same_invoice(facts, other) for other in read), unread=not facts.goods))
        read.append(facts)
    return papers


def _same_invoice(a: Invoice, b: Invoice) -> bool:
    """The same invoice in another picture: its number, and its code where both show one."""
    return number_of(a) is not None and number_of(a) == number_of(b) and not _differ(a.code, b.code)


def _contradict(a: Sequence[GoodsLine], b: Sequence[GoodsLine]) -> bool:
    """Whether two readings of one list of goods are both clean and of other quantities."""
    counts = [sorted(line.quantity.value for line in goods if isinstance(line.quantity, Fact) and line.quantity.clean) for goods in (a, b)]
    return counts[0] != counts[1] and all(counts) and len(counts[0]) == len(a) and len(counts[1]) == len(b)


def _perhaps_same_invoice(a: Invoice, b: Invoice) -> bool:
    """Whether one of two invoices may be the other read differently: nothing tells them apart for certain, and their numbers do not either."""
    if _differ(a.date, b.date) or _differ(a.total, b.total) or a.negative != b.negative or (certain_number(a) and certain_number(b)):
        return False
    if _differ(a.seller, b.seller) and not same_company(a.seller.value, b.seller.value) and not one_character_off(a.seller.value, b.seller.value):  # type: ignore[union-attr]
        return False
    return alike(a.goods, b.goods)


def alike(a: Sequence[GoodsLine], b: Sequence[GoodsLine]) -> bool:
    """Whether two lists of goods may be one list read twice: line for line nothing read cleanly is another quantity, model or VIN."""
    return len(a) == len(b) and not any(_other_line(one, other) for one, other in zip(a, b, strict=True))


def _other_line(a: GoodsLine, b: GoodsLine) -> bool:
    if _differ(a.quantity, b.quantity):
        return True
    if _differ(a.model, b.model) and Levenshtein.distance(plain_name(a.model.value), plain_name(b.model.value)) > _NEAR:  # type: ignore[union-attr]
        return True
    named = [{plain_vin(vin.value) for vin in line.vins if vin.clean} for line in (a, b)]
    return all(named) and not named[0] & named[1]


def number_of(invoice: Invoice) -> str | None:
    return invoice.number.value if isinstance(invoice.number, Fact) else invoice.qr.value.number if isinstance(invoice.qr, Fact) else None


def certain_number(invoice: Invoice) -> bool:
    """Whether print and code, or a confirmed text layer, give the number."""
    if not isinstance(invoice.number, Fact) or not invoice.number.clean:
        return isinstance(invoice.qr, Fact)
    coded = isinstance(invoice.qr, Fact) and invoice.qr.value.number == invoice.number.value
    return coded or len(invoice.number.witnesses) > 1


def signature(goods: Iterable[GoodsLine]) -> tuple[tuple[str, ...], ...]:
    """What tells lists of goods apart: models, names, quantities and VINs."""

    def text(field: Field[object]) -> str:
        return plain_name(str(field.value)) if isinstance(field, Fact) else ""

    return tuple(sorted((text(g.model), text(g.name), text(g.quantity), *sorted(plain_vin(v.value) for v in g.vins)) for g in goods))


def _differ(a: Field[object], b: Field[object]) -> bool:
    return isinstance(a, Fact) and isinstance(b, Fact) and a.clean and b.clean and a.value != b.value
