"""What only the declaration can tell of a document: which plate is the chassis', what a contract sells. Facts stay as they were read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from domain.declaration import Category, Declaration, Vehicle
from domain.documents import Document, Kind
from domain.facts import Fact, Field
from domain.models import same_brand, same_model
from domain.modified_vehicle_papers import GoodsLine, Invoice, Nameplates, Plate, PurchaseContract
from domain.names import same_company
from domain.text import squeezed
from extractors.finders.views import stage_of

_CONTRACTS = {"chassis": Kind.CHASSIS_CONTRACT, "device": Kind.DEVICE_CONTRACT}
_INVOICES = {"chassis": Kind.CHASSIS_INVOICE, "device": Kind.DEVICE_INVOICE}
_PLATES = {"before": Kind.NAMEPLATE_BEFORE, "after": Kind.NAMEPLATE_AFTER}


def with_roles(documents: Sequence[Document], declaration: Declaration | None) -> tuple[Document, ...]:
    """Documents with the kinds that depend on what was declared; without a declaration only by what the pages say themselves."""
    modified = declaration if declaration and declaration.category is Category.MODIFIED else None
    return tuple(_with_role(document, modified) for document in documents)


def _with_role(document: Document, declared: Declaration | None) -> Document:
    facts = document.facts
    if isinstance(facts, PurchaseContract | Invoice):
        goods = tuple(_told(line, declared) for line in facts.goods)
        kinds = _CONTRACTS if isinstance(facts, PurchaseContract) else _INVOICES
        sold = {line.what for line in goods} & {"chassis", "device"}
        kind = kinds[sold.pop()] if len(sold) == 1 else document.kind
        return replace(document, kind=kind, facts=replace(facts, goods=goods))
    if isinstance(facts, Nameplates) and declared is not None:
        plates = tuple(_plate(plate, document, declared) for plate in facts.plates)
        roles = {plate.role for plate in plates}
        kind = _PLATES.get(roles.pop() or "", document.kind) if len(roles) == 1 else document.kind
        return replace(document, kind=kind, facts=replace(facts, plates=plates))
    return document


def _told(line: GoodsLine, declared: Declaration | None) -> GoodsLine:
    """A line whose model is a declared chassis, or whose name is a declared device, is that, whatever its words suggest."""
    if declared is None:
        return line
    chassis = [vehicle.chassis.model for vehicle in declared.vehicles if vehicle.chassis]
    if isinstance(line.model, Fact) and any(same_model(line.model.value, model) for model in chassis):
        return replace(line, what="chassis")
    if any(plain(vehicle.vin) == plain(vin.value) for vehicle in declared.vehicles for vin in line.vins):
        return replace(line, what="chassis")
    name = plain(line.name.value) if isinstance(line.name, Fact) else ""
    devices = [plain(model.device) for model in declared.models if model.device]
    if name and any(device in name for device in devices) and line.what != "service":
        return replace(line, what="device")
    return line


def plain(text: str) -> str:
    return squeezed(text).upper()


def _plate(plate: Plate, document: Document, declared: Declaration) -> Plate:
    """Before or after: by model first, then by maker and brand; a file's or folder's name decides only where the plate itself is silent."""
    vin = plate.vin.value if isinstance(plate.vin, Fact) else None
    own = [vehicle for vehicle in declared.vehicles if plain(vehicle.vin) == plain(vin or "")] or list(declared.vehicles)
    scores = {"before": max(_before(plate, vehicle) for vehicle in own), "after": max(_after(plate, vehicle) for vehicle in own)}
    if scores["before"] != scores["after"]:
        role: str | None = max(scores, key=scores.__getitem__)
    else:
        role = stage_of(document.pages[0].file) if not scores["before"] else None
    return replace(plate, role=role)


def _before(plate: Plate, vehicle: Vehicle) -> int:
    chassis = vehicle.chassis
    if chassis is None:
        return 0
    # The plate of the finished vehicle repeats the chassis model under a label of its own, so that alone says little.
    worth = 4 * _is(plate.model, lambda text: same_model(text, chassis.model))
    worth += 3 * _is(plate.manufacturer, lambda name: same_company(name, chassis.manufacturer or ""))
    worth += 2 * _is(plate.brand, lambda text: same_brand(text, chassis.brand))
    return worth + (not isinstance(plate.model, Fact)) * _is(plate.chassis_model, lambda text: same_model(text, chassis.model))


def _after(plate: Plate, vehicle: Vehicle) -> int:
    worth = 4 * _is(plate.model, lambda text: same_model(text, vehicle.model))
    worth += 3 * _is(plate.manufacturer, lambda name: same_company(name, vehicle.manufacturer))
    return worth + 2 * _is(plate.brand, lambda text: same_brand(text, vehicle.brand))


def _is(read: Field[str], same: Callable[[str], bool]) -> int:
    return int(isinstance(read, Fact) and same(read.value))
