"""UV-014 and LIC-003: what the licence form says, where it is among the papers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from operator import eq
from typing import TypeVar

from domain.declaration import Category
from domain.documents import Document, Kind
from domain.dossier import Dossier
from domain.facts import Absent, Fact, Field
from domain.findings import Consequence, Text
from domain.models import normal_model
from domain.names import same_company
from domain.text import alike_in_print, has_han
from domain.used_vehicle_papers import LicenceApplication
from validators.catalogue import Says, rule
from validators.compare import Match, evidence, judge, one_character_off, shown, surely_read
from validators.destinations import declared_country
from validators.legibility import legible, may_be_unread
from validators.matching import NEAR, declared_vins, difference, plain_vin, vehicles, with_facts
from validators.reasons import fails, not_applicable, passes, review

T = TypeVar("T")
_CORRECT = ("Correct the form.", "请更正申请表。")
_EYE = ("Compare the form by eye.", "请人工核对申请表。")
_EXPORTER, _CONSIGNOR = Text("exporter", "出口商"), Text("consignor", "发货人")
_COUNTRY, _NUMBER = Text("importing country", "进口国"), Text("contract number", "合同号")
_MODEL, _REGISTERED = Text("model", "车辆型号"), Text("registration date", "注册登记日期")
Form = tuple[Document, LicenceApplication]


@rule(
    "UV-014",
    title=Text("The exporter applies for itself", "谁出口谁申领"),
    statement=Text(
        "The enterprise that exports applies itself; nobody applies for another. The licence form shows it: exporter and consignor are the same.",
        "由出口企业自行申领，不得代他人申请；许可证申请表中的出口商与发货人应相同。",
    ),
    authority="MOFCOM Announcement 2024 No. 6, who may apply",
    on_fail=Consequence.CORRECT_AND_RESUBMIT,
    needs=(Kind.LICENCE_APPLICATION,),
    requirement="licence",
    category=Category.USED,
    reasons={
        "no-licence-form": not_applicable(
            "The consignor stands on the licence form only, which is not part of the upload; the ownership is checked by UV-008.",
            "发货人仅见于许可证申请表，上传材料不含该表；车辆所有权由UV-008核对。",
        ),
        "applies-itself": passes("The licence form names {found}, nobody else.", "许可证申请表所载均为{found}。"),
        "another-applies": fails(
            "The licence form names {found} as the {which}; the exporter declared is {declared}.",
            "许可证申请表的{which}为{found}，申报出口企业为{declared}。",
            "The enterprise that exports applies itself, as exporter and consignor.",
            "由出口企业自行申领，出口商与发货人应为同一企业。",
        ),
        "form-unclear": review(
            "Exporter and consignor on the licence form could not be read with certainty ({found}).",
            "许可证申请表的出口商、发货人未能可靠识别（{found}）。",
            *_EYE,
        ),
    },
)
def exporter_applies_itself(dossier: Dossier) -> Iterable[Says]:
    """The form is not asked for: only what it says against the declaration counts."""
    exporter = dossier.declaration.exporter.name
    forms = with_facts(dossier, LicenceApplication)
    said = [
        Says("another-applies" if certain else "form-unclear", document=document.id, declared=exporter, found=read.value, evidence=evidence(read), words={"which": which})
        for document, form in forms
        for read, which in ((form.exporter, _EXPORTER), (form.consignor, _CONSIGNOR))
        if isinstance(read, Fact) and has_han(read.value) == has_han(exporter) and not same_company(read.value, exporter)
        for certain in [surely_read(read) and not one_character_off(read.value, exporter)]
    ]
    named = [read for _, form in forms for read in (form.exporter, form.consignor) if isinstance(read, Fact)]
    yield from said or [Says("applies-itself", found=exporter, evidence=evidence(*named)) if named else Says("no-licence-form")]


@rule(
    "LIC-003",
    title=Text("Licence form of used vehicles", "二手车许可证填报"),
    statement=Text(
        "On the licence form the state of the goods is used, the VIN column is filled, the specification is brand and model, and exporter and consignor are the used-car exporter "
        "(UV-014). The form is not asked for; where it is among the papers, what it says must agree with the declaration.",
        "许可证申请表中商品状态为旧，填写车辆识别代号，规格等级为品牌和型号，出口商和发货人均为二手车出口企业（见UV-014）。申请表并非必交；如已上传，所载内容应与申报一致。",
    ),
    authority="MOFCOM Announcement 2024 No. 6, filling in the form",
    on_fail=Consequence.CORRECT_AND_RESUBMIT,
    needs=(Kind.LICENCE_APPLICATION,),
    requirement="licence",
    category=Category.USED,
    reasons={
        "no-licence-form": not_applicable(
            "The licence form is not part of the upload; brand, model and VIN as declared are checked by UV-004.",
            "上传材料不含许可证申请表；申报的品牌、型号、车辆识别代号由UV-004核对。",
        ),
        "form-agrees": passes("What the licence form says agrees with the declaration.", "许可证申请表所载内容与申报一致。"),
        "form-unread": review("Nothing on the licence form that the declaration could be compared with was read.", "许可证申请表中未识别到可与申报核对的内容。", *_EYE),
        "form-differs": fails("The {which} on the licence form is {found}; {declared} is declared.", "许可证申请表的{which}为{found}，申报为{declared}。", *_CORRECT),
        "form-unclear": review(
            "The {which} on the licence form could not be read with certainty ({found}); {declared} is declared.", "许可证申请表的{which}未能可靠识别（{found}），申报为{declared}。", *_EYE
        ),
        "state-new": fails("The licence form gives the state of the goods as new.", "许可证申请表的商品状态为新。", "Used vehicles are declared as used.", "二手车的商品状态应为旧。"),
        "state-unclear": review("The state of the goods on the licence form could not be read with certainty.", "许可证申请表的商品状态未能可靠识别。", *_EYE),
        "vin-not-declared": fails("The licence form lists {found}, which is not declared.", "许可证申请表列有未申报的{found}。", *_CORRECT),
        "vin-unclear": review("The licence form lists {found}, which is not declared but may be a declared VIN.", "许可证申请表列有{found}，未申报，但可能为已申报的车辆。", *_EYE),
        "vin-not-listed": fails("{vin} is declared, but the licence form does not list it.", "{vin}已申报，但许可证申请表未列出。", *_CORRECT),
        "vin-not-found": review("{vin} was not found on the licence form.", "许可证申请表中未找到{vin}。", *_EYE),
    },
)
def licence_form(dossier: Dossier) -> Iterable[Says]:
    forms = with_facts(dossier, LicenceApplication)
    if not forms:
        yield Says("no-licence-form")
        return
    said = [*_head(dossier, forms), *_states(forms), *_listed(dossier, forms), *_goods(dossier, forms)]
    spots = evidence(*(read for _, form in forms for read in (form.country, form.contract_number, *form.states, *form.models, *(row.vin for row in form.vehicles))))[:8]
    yield from said or [Says("form-agrees" if spots else "form-unread", evidence=spots)]


def _head(dossier: Dossier, forms: Sequence[Form]) -> Iterator[Says]:
    """Importing country and contract number, as far as the form gives them."""
    code, contract = declared_country(dossier), dossier.declaration.contract
    for document, form in forms:
        if code is not None:
            yield from _compared(document, form.country, code, _COUNTRY, same=partial(eq, code))
        if contract is not None:
            yield from _compared(document, form.contract_number, contract.number, _NUMBER, same=partial(_same_number, contract.number), slip=partial(one_character_off, contract.number))


def _same_number(one: str, other: str) -> bool:
    return alike_in_print(one) == alike_in_print(other)


def _states(forms: Sequence[Form]) -> Iterator[Says]:
    for document, form in forms:
        for state in form.states:
            if state.value == "new":
                yield Says("state-new" if state.clean else "state-unclear", document=document.id, found=state.raw, evidence=evidence(state))
                break


def _listed(dossier: Dossier, forms: Sequence[Form]) -> Iterator[Says]:
    """VINs of the annex against those declared, both ways; a form without any has its annex elsewhere."""
    declared = declared_vins(dossier)
    listed = [(document, row.vin) for document, form in forms for row in form.vehicles]
    read = {plain_vin(vin.value) for _, vin in listed if isinstance(vin, Fact)}
    for document, vin in listed:
        if isinstance(vin, Fact) and plain_vin(vin.value) not in declared:
            near = any(difference(plain_vin(vin.value), other) <= NEAR for other in declared)
            yield Says("vin-not-declared" if vin.clean and not near else "vin-unclear", document=document.id, found=vin.value, evidence=evidence(vin))
    if not read:
        return
    certain = all(isinstance(vin, Fact) and vin.clean for _, vin in listed) and all(legible(dossier, document) for document, _ in forms) and not may_be_unread(dossier)
    for missing in declared:
        if missing not in read:
            yield Says("vin-not-listed" if certain else "vin-not-found", vin=missing, declared=missing)


def _goods(dossier: Dossier, forms: Sequence[Form]) -> Iterator[Says]:
    """Models of box 12 and the registration dates of the annex."""
    models = {normal_model(vehicle.model): vehicle.model for vehicle in dossier.declaration.vehicles}
    registered = {vin: vehicle.registration_date for vin, vehicle in vehicles(dossier)}

    def slip(found: str) -> bool:
        return any(one_character_off(found, other) for other in models.values())

    for document, form in forms:
        number = alike_in_print(form.contract_number.value) if isinstance(form.contract_number, Fact) else ""
        for model in form.models:
            if alike_in_print(model.value) not in number:  # the contract's number may look like one
                yield from _compared(document, model, " / ".join(models.values()), _MODEL, same=lambda found: normal_model(found) in models, slip=slip)
        for row in form.vehicles:
            day = registered.get(plain_vin(row.vin.value)) if isinstance(row.vin, Fact) else None
            if day is not None and isinstance(row.registration_date, Fact):
                yield from _compared(document, row.registration_date, day.isoformat(), _REGISTERED, same=partial(eq, day))


def _compared(document: Document, read: Field[T], declared: str, which: Text, *, same: Callable[[T], bool], slip: Callable[[T], bool] = lambda _: False) -> Iterator[Says]:
    """Nothing where the form does not say it, or says the same; what stands in a box and cannot be read agrees with nothing."""
    if isinstance(read, Absent):
        return
    outcome = judge(read, same, legible=True, slip=slip)
    if outcome not in (Match.AGREES, Match.DOUBTFUL):
        reason = "form-differs" if outcome is Match.DIFFERS else "form-unclear"
        yield Says(reason, document=document.id, declared=declared, found=shown(read) or "-", evidence=evidence(read), words={"which": which})
