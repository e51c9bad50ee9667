"""MV-003, MV-004 and MV-015: the parameter sheet of the MIIT Announcement, and what model and product name say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from domain.declaration import Category
from domain.documents import Document, Kind
from domain.dossier import Dossier
from domain.facts import Fact, Field
from domain.findings import Consequence, Text
from domain.models import (
    base_model,
    names_function,
    normal_model,
    same_brand,
    same_model,
    same_product_name,
    special_letters,
    special_vehicle,
)
from domain.modified_vehicle_papers import AnnouncementSheet
from domain.names import same_company
from validators.catalogue import Says, rule
from validators.compare import Match, evidence, judge, one_character_off, shown, surely_read, weightiest
from validators.declared_models import GUIDELINES, RELAXED, ModelDeclared, declared_models, misread_product, per_model, relaxed
from validators.legibility import legible, may_be_unread
from validators.matching import with_facts
from validators.plates import brand_read, plates_of
from validators.reasons import compared, fails, not_applicable, passes, review

_SHEET = Kind.ANNOUNCEMENT_SHEET
_PLATES = (Kind.NAMEPLATE_BEFORE, Kind.NAMEPLATE_AFTER)
_NOTICE = "Notice Shang Mao Han [2025] No. 648, part on modified vehicles"


@dataclass(frozen=True, slots=True)
class SheetRead:
    """A sheet that is, or may be, about a declared model. `named`: it cleanly gives that model or its base."""

    document: Document
    facts: AnnouncementSheet
    named: bool
    clear: bool


def sheets_of(dossier: Dossier, model: ModelDeclared) -> tuple[SheetRead, ...]:
    """Sheets of one model; where none names it, those that cleanly name no other declared model."""
    others = [other.model for other in declared_models(dossier) if other.model != model.model]
    named, perhaps = [], []
    for document, facts in with_facts(dossier, AnnouncementSheet):
        read = facts.model
        entry = SheetRead(document, facts, False, legible(dossier, document))
        if isinstance(read, Fact) and (same_model(read.value, model.model) or base_model(read.value, model.model)):
            named.append(SheetRead(document, facts, read.clean, entry.clear))
        elif not (isinstance(read, Fact) and any(same_model(read.value, other) or base_model(read.value, other) for other in others)):
            perhaps.append(entry)
    return tuple(named or perhaps)


@rule(
    "MV-015",
    title=Text("Parameter sheet of the same product", "同类产品公告参数表"),
    statement=Text(
        "For each model there is its parameter sheet in the MIIT Announcement: the company is the maker, the model is the declared one or its base, the product name "
        "is the vehicle's name, every word of it.",
        "每个车型应有公告参数表：企业名称为改装车生产企业，产品型号与申报一致（或为其基本型），产品名称与车辆名称一致。",
    ),
    authority=GUIDELINES,
    on_fail=Consequence.NO_LICENCE,
    needs=(_SHEET,),
    requirement=_SHEET,
    category=Category.MODIFIED,
    reasons={
        **RELAXED,
        **per_model(_SHEET, Text("parameter sheet", "公告参数表")),
        "complete": passes("The sheet gives {found} of {declared}.", "参数表载明{declared}的{found}。"),
        **compared("company", Text("company", "企业名称"), _SHEET),
        **compared("model", Text("model", "产品型号"), _SHEET),
        **compared("name", Text("product name", "产品名称"), _SHEET),
        "name-not-declared": review(
            "No vehicle name is declared for {found}, so the product name {declared} cannot be compared.",
            "{found}未申报车辆名称，无法与产品名称{declared}比对。",
            "Declare the vehicle's name.",
            "请申报车辆名称。",
        ),
    },
)
def sheet_is_of_the_same_product(dossier: Dossier) -> Iterable[Says]:
    if gate := relaxed(dossier):
        yield gate
        return
    for model in declared_models(dossier):
        sheets = sheets_of(dossier, model)
        if not sheets:
            yield Says("perhaps-unread" if may_be_unread(dossier) else "missing", model=model.model, found=model.model)
            continue
        sheet, said = min(((s, list(_sheet_said(s, model))) for s in sheets), key=lambda pair: len(pair[1]))
        facts = sheet.facts
        yield from said or [
            Says("complete", model=model.model, document=sheet.document.id, declared=model.manufacturer, found=shown(facts.model), evidence=evidence(facts.model, facts.name, facts.company))
        ]


def _sheet_said(sheet: SheetRead, model: ModelDeclared) -> Iterator[Says]:
    facts = sheet.facts

    def compare(name: str, read: Field[str], wanted: str, same: Callable[[str], bool], slip: Callable[[str], bool] = lambda _: False) -> Iterator[Says]:
        outcome = judge(read, same, legible=sheet.clear, slip=slip)
        if outcome is not Match.AGREES:
            yield Says(f"{name}-{outcome}", model=model.model, document=sheet.document.id, declared=wanted, found=shown(read), evidence=evidence(read))

    yield from compare("model", facts.model, model.model, lambda text: same_model(text, model.model) or base_model(text, model.model))
    yield from compare("company", facts.company, model.manufacturer, lambda text: same_company(text, model.manufacturer), lambda text: one_character_off(text, model.manufacturer))
    if model.names:
        yield from compare("name", facts.name, " / ".join(model.names), lambda text: all(same_product_name(text, name) for name in model.names), lambda text: misread_product(text, model.names))
    else:
        yield Says("name-not-declared", model=model.model, document=sheet.document.id, declared=shown(facts.name), found=model.model, evidence=evidence(facts.name))


@rule(
    "MV-003",
    title=Text("Chassis brand, modified brand and model are reported accurately", "底盘品牌、改装车品牌、车辆型号准确"),
    statement=Text(
        "Brand and model of the modified vehicle and of its chassis, as declared, are those of the parameter sheet and of the plates.",
        "申报的底盘品牌、改装车品牌和车辆型号应与公告参数表和铭牌一致。",
    ),
    authority=_NOTICE,
    on_fail=Consequence.NO_LICENCE,
    needs=(_SHEET, *_PLATES),
    requirement=_SHEET,
    category=Category.MODIFIED,
    reasons={
        **RELAXED,
        "accurate": passes("Brand, model and chassis of {found} are those of the sheet and the plates.", "{found}的品牌、型号和底盘与参数表及铭牌一致。"),
        **compared("brand", Text("brand", "品牌"), _SHEET),
        "chassis-not-listed": fails(
            "The sheet lists the chassis {found}, not {declared}.",
            "参数表所列底盘为{found}，没有{declared}。",
            "Correct the declaration or submit the right sheet.",
            "请更正申报内容或提交正确的参数表。",
        ),
        "chassis-doubtful": review(
            "Whether the sheet lists the chassis {declared} could not be read with certainty ({found}).", "未能可靠识别参数表是否列有底盘{declared}（{found}）。", "Compare by eye.", "请人工核对。"
        ),
        "plate-contradicts": fails(
            "A plate shows {found} where {declared} is declared.", "铭牌为{found}，申报为{declared}。", "Correct the declaration or submit the right plates.", "请更正申报内容或提交正确的铭牌照片。"
        ),
        "no-sheet": not_applicable("There is no sheet of {found} to compare with; MV-015 reports it.", "没有{found}的参数表可供比对，见MV-015。"),
    },
)
def brands_and_model_are_accurate(dossier: Dossier) -> Iterable[Says]:
    if gate := relaxed(dossier):
        yield gate
        return
    for model in declared_models(dossier):
        sheets = sheets_of(dossier, model)
        plates = list(_plates_contradict(dossier, model))
        if not sheets:
            yield from plates or [Says("no-sheet", model=model.model, found=model.model)]
            continue
        sheet, said = min(((s, list(_identity(s, model))) for s in sheets), key=lambda pair: len(pair[1]))
        facts = sheet.facts
        spots = evidence(facts.brand, facts.model, *facts.chassis_models[:2])
        yield from [*said, *plates] or [Says("accurate", model=model.model, document=sheet.document.id, found=model.model, evidence=spots)]


def _identity(sheet: SheetRead, model: ModelDeclared) -> Iterator[Says]:
    facts = sheet.facts
    brands = tuple(dict.fromkeys(vehicle.brand for vehicle in model.vehicles))
    outcome = judge(facts.brand, lambda text: all(same_brand(text, brand) for brand in brands), legible=sheet.clear)
    if outcome is not Match.AGREES:
        yield Says(f"brand-{outcome}", model=model.model, document=sheet.document.id, declared=" / ".join(brands), found=shown(facts.brand), evidence=evidence(facts.brand))
    for chassis in model.chassis:
        listed = facts.chassis_models
        same = [read for read in listed if same_model(read.value, chassis.model)]
        found = ", ".join(read.value for read in listed) or "-"
        if any(read.clean for read in same):
            continue
        certain = listed and not same and all(read.clean for read in listed) and sheet.clear and not _near(listed, chassis.model)
        yield Says("chassis-not-listed" if certain else "chassis-doubtful", model=model.model, document=sheet.document.id, declared=chassis.model, found=found, evidence=evidence(*(same or listed)))


def _near(listed: tuple[Fact[str], ...], model: str) -> bool:
    """Whether a listed chassis is the declared one's base or variant: the sheet may list base models."""
    return any(base_model(read.value, model) or base_model(model, read.value) for read in listed)


def _plates_contradict(dossier: Dossier, model: ModelDeclared) -> Iterator[Says]:
    """Plates that cleanly show another brand or model than declared; everything short of that is MV-008's."""
    read = plates_of(dossier)
    for vin, vehicle in zip(model.vins, model.vehicles, strict=True):
        wanted: list[tuple[Field[str], str, Callable[[str, str], bool]]] = []
        for hit in read.of("after", vin):
            if hit.trusted:
                wanted += [(brand_read(hit.item, vehicle.brand), vehicle.brand, same_brand), (hit.item.model, vehicle.model, same_model)]
        for hit in read.of("before", vin):
            if hit.trusted and vehicle.chassis:
                shown_model = hit.item.model if isinstance(hit.item.model, Fact) else hit.item.chassis_model
                wanted += [(brand_read(hit.item, vehicle.chassis.brand), vehicle.chassis.brand, same_brand), (shown_model, vehicle.chassis.model, same_model)]
        for field, declared, same in wanted:
            if isinstance(field, Fact) and field.clean and not same(field.value, declared) and (surely_read(field) or not one_character_off(field.value, declared)):
                yield Says("plate-contradicts", model=model.model, vin=vin, declared=declared, found=field.value, evidence=evidence(field))


@rule(
    "MV-004",
    title=Text("The model shows the special function", "型号体现专用功能"),
    statement=Text(
        "The model follows the naming of the Announcement: category 5 (9 for trailers) and the three letters of the special function agree with the name of the vehicle.",
        "车辆型号应符合公告命名规则：类别代号5（挂车9），三位专用功能代号与车辆名称一致。",
    ),
    authority=GUIDELINES + "; GB/T 17350",
    needs=(_SHEET,),
    requirement=_SHEET,
    category=Category.MODIFIED,
    reasons={
        **RELAXED,
        "agrees": passes("{declared}: the letters {letters} stand for {function}, as the name {found} says.", "{declared}：{letters}代表{function}，与名称{found}相符。"),
        "differs": review(
            "{declared}: the letters {letters} stand for {function}, but the vehicle is called {found}.",
            "{declared}：{letters}代表{function}，但车辆名称为{found}。",
            "Check model and name.",
            "请核对型号和名称。",
        ),
        "unknown-letters": review(
            "{declared}: the letters {letters} are in no table here; the vehicle is called {found}.",
            "{declared}：代号{letters}不在现有对照表中；车辆名称为{found}。",
            "Compare model and name by eye.",
            "请人工核对型号和名称。",
        ),
        "no-letters": review(
            "{declared} is not built like the model of a special vehicle.", "{declared}不符合专用汽车型号的编制规则。", "Check the model.", "请核对型号。"
        ),
        "no-name": review("No name of {declared} is known to compare with.", "没有{declared}的车辆名称可供比对。", "Declare the vehicle's name.", "请申报车辆名称。"),
    },
)
def model_shows_the_function(dossier: Dossier) -> Iterable[Says]:
    if gate := relaxed(dossier):
        yield gate
        return
    for model in declared_models(dossier):
        letters = special_letters(model.model)
        function = special_vehicle(letters) if letters else None
        read = weightiest([sheet.facts.name for sheet in sheets_of(dossier, model)], lambda _: True)
        names = model.names or ((read.value,) if isinstance(read, Fact) and read.clean else ())
        words: dict[str, str | int | Text] = {"letters": letters or "-", "function": function or "-"}
        if letters is None:
            reason = "no-letters"
        elif not names:
            reason = "no-name"
        elif function is None:
            # Letters of no table may stand for what the name says: two sources that a person must hold together.
            reason = "unknown-letters"
        else:
            reason = "agrees" if all(names_function(name, function) for name in names) else "differs"
        yield Says(reason, model=model.model, declared=normal_model(model.model), found=", ".join(names) or "-", evidence=evidence(read), words=words)
