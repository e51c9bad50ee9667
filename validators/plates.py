"""MV-007 to MV-009: nameplates before and after the modification, for every vehicle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from domain.declaration import Category, Vehicle
from domain.documents import Kind
from domain.dossier import Dossier
from domain.facts import Fact, Field
from domain.findings import Consequence, Text
from domain.models import brand_parts, same_brand, same_model
from domain.modified_vehicle_papers import Nameplates, Plate
from domain.names import same_company
from validators.catalogue import Reason, Says, rule
from validators.compare import Match, evidence, judge, one_character_off, shown, surely_read
from validators.declared_models import GUIDELINES, RELAXED, relaxed
from validators.legibility import legible_page, may_be_unread
from validators.matching import Hit, Hits, declared_vins, tie, vehicles, with_facts
from validators.reasons import compared, fails, not_applicable, passes, review

_KINDS = (Kind.NAMEPLATE_BEFORE, Kind.NAMEPLATE_AFTER, Kind.NAMEPLATE_PHOTO)
PLATES = "nameplates"
_ROLES = {"before": Text("before the modification", "改装前"), "after": Text("after the modification", "改装后")}
_CLEARER = ("Photograph the plate again, straight on, close and without glare.", "请正对铭牌、近距离、避开反光重新拍摄。")
_ITEMS: dict[str, Text] = {
    "brand": Text("brand", "品牌"),
    "model": Text("model", "型号"),
    "vin": Text("VIN", "车辆识别代号"),
    "manufacturer": Text("maker", "生产企业"),
    "engine": Text("engine or motor", "发动机或电机型号"),
    "max_mass": Text("maximum mass", "最大允许总质量"),
    "manufacture_month": Text("date of manufacture", "制造年月"),
}
_AFTER_ITEMS = ("brand", "model", "vin", "manufacturer")


@dataclass(frozen=True, slots=True)
class PlatesRead:
    """The plates of a dossier tied to vehicles: by role, and those whose role no one can tell."""

    dossier: Dossier
    before: Hits[Plate]
    after: Hits[Plate]
    untold: Hits[Plate]

    def of(self, role: str, vin: str) -> tuple[Hit[Plate], ...]:
        return (self.before if role == "before" else self.after).of(vin)

    def strays(self, role: str) -> tuple[Hit[Plate], ...]:
        return (self.before if role == "before" else self.after).strays


def plates_of(dossier: Dossier) -> PlatesRead:
    found = [(document, plate) for document, facts in with_facts(dossier, Nameplates) for plate in facts.plates]

    def tied(role: str | None) -> Hits[Plate]:
        return tie(declared_vins(dossier), ((d, plate.vin, plate) for d, plate in found if plate.role == role))

    return PlatesRead(dossier, tied("before"), tied("after"), tied(None))


def brand_read(plate: Plate, declared: str) -> Field[str]:
    """The labelled brand; on a plate that shows it without a label, the line that is nothing but the declared brand. Where the reader was
    torn evenly over one character of it, the declared brand if that is one of the two."""
    if isinstance(plate.brand, Fact):
        rival = next((rival for rival in plate.brand.torn if same_brand(rival, declared)), None)
        return plate.brand if rival is None else replace(plate.brand, value=rival, doubt=None)
    han, latin = brand_parts(declared)
    wanted = {part for part in (han, latin) if part}
    free = next((word for word in plate.words if {part for part in brand_parts(word.value) if part} and {part for part in brand_parts(word.value) if part} <= wanted), None)
    return free or plate.brand


@rule(
    "MV-007",
    title=Text("Legible nameplates before and after", "改装前后铭牌清晰"),
    statement=Text(
        "For every vehicle the plate of the chassis or original vehicle and the plate of the modified vehicle are photographed, all content legible. "
        "Both may be on one picture.",
        "每辆车均应提交改装前（底盘或原车）和改装后铭牌照片，内容清晰可辨；可合并为一个文件。",
    ),
    authority=GUIDELINES,
    on_fail=Consequence.CORRECT_AND_RESUBMIT,
    needs=_KINDS,
    requirement=PLATES,
    category=Category.MODIFIED,
    reasons={
        **RELAXED,
        "legible": passes("The plate {role} was read: {found}.", "{role}铭牌可辨：{found}。"),
        "plate-missing": fails(
            "There is no photo of the plate {role}.", "缺少{role}铭牌照片。", "Submit the photo of the plate.", "请补充提交铭牌照片。"
        ),
        "plate-perhaps-unread": review(
            "No plate {role} was recognised for this vehicle, but some of the upload could not be read or recognised: it may be there.",
            "未识别到本车{role}铭牌，但部分上传内容无法读取或识别，可能在其中。",
            *_CLEARER,
        ),
        "plate-unmatched": review(
            "A plate was submitted whose VIN could not be read with certainty or is another one ({found}): it may be this vehicle's plate {role}.",
            "有一块铭牌的车辆识别代号未能可靠识别或不同（{found}），可能为本车{role}铭牌。",
            *_CLEARER,
        ),
        "role-unclear": review(
            "A plate shows this VIN, but whether it is the one {role} could not be told.", "有铭牌载有该车辆识别代号，但无法判断是否为{role}铭牌。", *_CLEARER
        ),
        "items-unread": review("Not legible on the plate {role}: {found}.", "{role}铭牌上未能辨认：{found}。", *_CLEARER),
        "vin-doubtful": review("The VIN on the plate {role} could not be read with certainty ({found}).", "{role}铭牌上的车辆识别代号未能可靠识别（{found}）。", *_CLEARER),
    },
)
def plates_are_legible(dossier: Dossier) -> Iterable[Says]:
    if gate := relaxed(dossier):
        yield gate
        return
    read = plates_of(dossier)
    for vin, vehicle in vehicles(dossier):
        for role in _ROLES:
            yield _legible(read, vin, vehicle, role)


def _legible(read: PlatesRead, vin: str, vehicle: Vehicle, role: str) -> Says:
    hits = read.of(role, vin)
    words = {"role": _ROLES[role]}
    if not hits:
        return _no_plate(read, vin, role)
    results = [(hit, _unread_items(hit, vehicle, role)) for hit in hits]
    hit, missing = min(results, key=lambda result: (not result[0].trusted, len(result[1])))
    spots = evidence(hit.vin, hit.item.model, brand_read(hit.item, vehicle.brand))
    if not hit.trusted:
        return Says("vin-doubtful", vin=vin, document=hit.document.id, found=shown(hit.vin) or "-", evidence=spots, words=words)
    items = [name for name in (_ITEMS if role == "before" else _AFTER_ITEMS) if name not in missing]
    if missing:
        return Says("items-unread", vin=vin, document=hit.document.id, evidence=spots, words=words | {"found": _listed(missing)})
    return Says("legible", vin=vin, document=hit.document.id, evidence=spots, words=words | {"found": _listed(items)})


def _listed(items: Iterable[str]) -> Text:
    named = [_ITEMS[item] for item in items]
    return Text(", ".join(item.en for item in named), "、".join(item.zh for item in named))


def _no_plate(read: PlatesRead, vin: str, role: str) -> Says:
    words = {"role": _ROLES[role]}
    untold = read.untold.of(vin)
    if untold:
        return Says("role-unclear", vin=vin, document=untold[0].document.id, evidence=evidence(*(hit.vin for hit in untold)), words=words)
    loose = [*read.strays(role), *read.untold.strays]
    if loose:
        found = ", ".join(shown(hit.vin) or "?" for hit in loose[:3])
        return Says("plate-unmatched", vin=vin, found=found, evidence=evidence(*(hit.vin for hit in loose[:3])), words=words)
    return Says("plate-perhaps-unread" if may_be_unread(read.dossier) else "plate-missing", vin=vin, words=words)


def _unread_items(hit: Hit[Plate], vehicle: Vehicle, role: str) -> list[str]:
    """Items a plate must show that were not read cleanly; of engine and motor one is enough."""
    plate, brand = hit.item, vehicle.chassis.brand if role == "before" and vehicle.chassis else vehicle.brand
    engine = plate.engine_model if isinstance(plate.engine_model, Fact) else plate.motor_model
    power = plate.engine_power if not isinstance(engine, Fact) else engine
    read: dict[str, Field[str]] = {
        "brand": brand_read(plate, brand),
        "model": plate.model if isinstance(plate.model, Fact) else plate.chassis_model if role == "before" else plate.model,
        "vin": plate.vin,
        "manufacturer": plate.manufacturer,
        "engine": power,
        "max_mass": plate.max_mass,
        "manufacture_month": plate.manufacture_month,
    }
    wanted = _ITEMS if role == "before" else dict.fromkeys(_AFTER_ITEMS)
    return [name for name in wanted if not _sure(read[name])]


def _sure(read: Field[str]) -> bool:
    return isinstance(read, Fact) and read.clean


_CHECKS: tuple[tuple[str, str, Text, bool], ...] = (
    ("before", "brand", Text("brand before the modification", "改装前品牌"), False),
    ("before", "model", Text("model before the modification", "改装前型号"), False),
    ("before", "maker", Text("maker before the modification", "改装前生产企业"), True),
    ("after", "brand", Text("brand after the modification", "改装后品牌"), False),
    ("after", "model", Text("model after the modification", "改装后型号"), False),
    ("after", "maker", Text("maker after the modification", "改装后生产企业"), False),
    ("after", "chassis", Text("chassis model on the plate after the modification", "改装后铭牌上的底盘型号"), False),
)


def _reasons() -> dict[str, Reason]:
    found: dict[str, Reason] = {}
    for role, item, what, own in _CHECKS:
        kind = Kind.NAMEPLATE_BEFORE if role == "before" else Kind.NAMEPLATE_AFTER
        found |= compared(f"{role}-{item}", what, kind, own=own)
    return found


@rule(
    "MV-008",
    title=Text("Plates show what was declared", "铭牌与申报一致"),
    statement=Text(
        "The plate before the modification shows the declared brand and model of the chassis or original vehicle, the plate after it those of the modified vehicle.",
        "改装前铭牌的品牌、型号应与申报的底盘（原车）一致，改装后铭牌的品牌、型号应与申报的改装车一致。",
    ),
    authority=GUIDELINES,
    on_fail=Consequence.NO_LICENCE,
    needs=_KINDS,
    requirement=PLATES,
    category=Category.MODIFIED,
    reasons={
        **RELAXED,
        **_reasons(),
        "agree": passes("Both plates show what was declared.", "改装前后铭牌均与申报一致。"),
        "model-of-neither": fails(
            "A plate with this VIN shows the model {found}, which is neither the chassis nor the modified vehicle as declared ({declared}).",
            "载有该车辆识别代号的铭牌型号为{found}，与申报的底盘和改装车均不符（{declared}）。",
            "Correct the declaration or submit the right plates.",
            "请更正申报内容或提交正确的铭牌照片。",
        ),
        "chassis-not-declared": fails(
            "The chassis of this vehicle is not declared.", "未申报本车底盘信息。", "Declare brand, model and maker of the chassis.", "请申报底盘品牌、型号和生产企业。"
        ),
        "no-plates": not_applicable("No plate of this vehicle can be compared; MV-007 says why.", "没有可比对的本车铭牌，见MV-007。"),
    },
)
def plates_show_what_was_declared(dossier: Dossier) -> Iterable[Says]:
    if gate := relaxed(dossier):
        yield gate
        return
    read = plates_of(dossier)
    for vin, vehicle in vehicles(dossier):
        said = list(_plate_said(read, vin, vehicle))
        hits = [hit for role in _ROLES for hit in read.of(role, vin)]
        yield from said or [Says("agree" if {hit.item.role for hit in hits} == set(_ROLES) else "no-plates", vin=vin, evidence=evidence(*(hit.item.model for hit in hits)))]


def _plate_said(read: PlatesRead, vin: str, vehicle: Vehicle) -> Iterator[Says]:
    if vehicle.chassis is None:
        yield Says("chassis-not-declared", vin=vin)
    for role in _ROLES:
        hits = read.of(role, vin)
        results = [list(_differences(hit, role, vin, vehicle)) for hit in hits]
        # The same plate may have been photographed twice: the picture with the fewest objections counts, a contradiction always.
        certain = [word for said in results for word in said if word.reason.endswith("-differs")]
        yield from certain or min(results, key=len, default=[])
    for hit in read.untold.of(vin):
        model = hit.item.model
        declared = " / ".join(filter(None, (vehicle.chassis.model if vehicle.chassis else None, vehicle.model)))
        if hit.trusted and isinstance(model, Fact) and model.clean:
            yield Says("model-of-neither", vin=vin, document=hit.document.id, declared=declared, found=model.value, evidence=evidence(model))


def _differences(hit: Hit[Plate], role: str, vin: str, vehicle: Vehicle) -> Iterator[Says]:
    plate, chassis = hit.item, vehicle.chassis
    clear = all(legible_page(page) for page in hit.document.pages)
    checks: list[tuple[str, Field[str], str, Callable[[str, str], bool]]] = []
    if role == "before" and chassis:
        model = plate.model if isinstance(plate.model, Fact) else plate.chassis_model
        checks = [("brand", brand_read(plate, chassis.brand), chassis.brand, same_brand), ("model", model, chassis.model, same_model)]
        if chassis.manufacturer and isinstance(plate.manufacturer, Fact):
            checks.append(("maker", plate.manufacturer, chassis.manufacturer, same_company))
    elif role == "after":
        checks = [("brand", brand_read(plate, vehicle.brand), vehicle.brand, same_brand), ("model", plate.model, vehicle.model, same_model)]
        if isinstance(plate.manufacturer, Fact):
            checks.append(("maker", plate.manufacturer, vehicle.manufacturer, same_company))
        if chassis and isinstance(plate.chassis_model, Fact):
            checks.append(("chassis", plate.chassis_model, chassis.model, same_model))
    for item, value, wanted, same in checks:
        # Stamped metal makes a reader sure of a wrong character now and then: one character alone accuses nobody.
        outcome = judge(
            value,
            lambda text, same=same, wanted=wanted: same(text, wanted),  # type: ignore[misc]
            legible=clear,
            trusted=hit.trusted,
            slip=lambda text, wanted=wanted, value=value: one_character_off(text, wanted) and not surely_read(value),  # type: ignore[misc]
        )
        if outcome is Match.MISSING:
            outcome = Match.NOT_FOUND  # a photo of metal may hide an item that is there
        if outcome is not Match.AGREES:
            yield Says(f"{role}-{item}-{outcome}", vin=vin, document=hit.document.id, declared=wanted, found=shown(value), evidence=evidence(value))


@rule(
    "MV-009",
    title=Text("One VIN on both plates", "改装前后车辆识别代号一致"),
    statement=Text(
        "Both plates show the declared VIN: whoever finishes a vehicle keeps the VIN of its chassis. Some makers give a complete special chassis a VIN of their own, so "
        "another VIN is looked at by a person.",
        "改装前后铭牌上的车辆识别代号均应与申报一致；个别专用底盘另编代号的，由人工判断。",
    ),
    authority="Own rule",
    basis="own",
    needs=_KINDS,
    requirement=PLATES,
    category=Category.MODIFIED,
    reasons={
        **RELAXED,
        "same-vin": passes("Both plates show {vin}.", "改装前后铭牌均为{vin}。"),
        "other-vin": review(
            "The plate {role} shows {found}, not {declared}.",
            "{role}铭牌上的车辆识别代号为{found}，不是{declared}。",
            "Submit the plate of this vehicle, or proof that its chassis has a VIN of its own.",
            "请提交本车铭牌，或底盘另编代号的证明。",
        ),
        "vin-doubtful": review("The VIN on the plate {role} could not be read with certainty ({found}).", "{role}铭牌上的车辆识别代号未能可靠识别（{found}）。", *_CLEARER),
        "no-plates": not_applicable("There are not two plates of this vehicle to compare; MV-007 says why.", "没有本车改装前后两块铭牌可比对，见MV-007。"),
    },
)
def one_vin_on_both_plates(dossier: Dossier) -> Iterable[Says]:
    if gate := relaxed(dossier):
        yield gate
        return
    read = plates_of(dossier)
    for vin, _ in vehicles(dossier):
        yield from _vins_said(read, vin)


def _vins_said(read: PlatesRead, vin: str) -> Iterator[Says]:
    both = True
    said = False
    for role, name in _ROLES.items():
        hits = read.of(role, vin)
        if any(hit.trusted for hit in hits):
            continue
        both = False
        words = {"role": name}
        if hits:
            said = True
            yield Says("vin-doubtful", vin=vin, found=shown(hits[0].vin) or "-", evidence=evidence(hits[0].vin), words=words)
            continue
        for hit in read.strays(role):
            if isinstance(hit.vin, Fact) and hit.vin.clean:
                said = True
                yield Says("other-vin", vin=vin, declared=vin, found=hit.vin.value, evidence=evidence(hit.vin), words=words)
    if both:
        spots: list[Field[str]] = [hit.vin for role in _ROLES for hit in read.of(role, vin)]
        yield Says("same-vin", vin=vin, declared=vin, evidence=evidence(*spots))
    elif not said:
        yield Says("no-plates", vin=vin)


