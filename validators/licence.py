"""LIC-001, LIC-002 and LIC-004 to LIC-006: the licence application, as far as the declaration tells of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from domain.countries import country_code, is_region, mentions
from domain.declaration import Category
from domain.documents import Kind
from domain.dossier import Dossier
from domain.facts import Fact
from domain.findings import Consequence, Text
from domain.models import normal_model
from validators.catalogue import Says, rule
from validators.matching import certificates, plain_vin, vehicles
from validators.reasons import fails, not_applicable, note, passes, review

_FORM = "MOFCOM rules on how an export licence is filled in"
_CORRECT = ("Correct the declaration.", "请更正申报内容。")
_CONTRACT_CHARACTERS = 17


@rule(
    "LIC-001",
    title=Text("One importing country", "一个进口国"),
    statement=Text(
        "A licence names exactly one importing country or territory. The name of a region or union is not one.",
        "一份许可证只填报一个进口国（地区），不得使用区域或联盟名称。",
    ),
    authority=_FORM + ", box 8",
    on_fail=Consequence.CORRECT_AND_RESUBMIT,
    requirement="licence",
    reasons={
        "one-country": passes("One country is declared: {found}.", "申报了一个国家：{found}。"),
        "region": fails("{declared} is a region, not a country.", "“{declared}”是地区名，不是国家。", *_CORRECT),
        "several-countries": fails("Several countries are declared: {declared}.", "申报了多个国家：{declared}。", *_CORRECT),
        "unknown": review(
            "{declared} is no country name or code that is known here.", "“{declared}”不是可识别的国家名称或代码。", *_CORRECT
        ),
    },
)
def one_country(dossier: Dossier) -> Iterable[Says]:
    declared = dossier.declaration.destination
    code = country_code(declared)
    named = {mention.code for mention in mentions(declared)} - {None}
    if code:
        reason = "one-country"
    elif len(named) > 1:
        reason = "several-countries"
    else:
        reason = "region" if is_region(declared) else "unknown"
    yield Says(reason, declared=declared, found=code)


@rule(
    "LIC-002",
    title=Text("At most 20 vehicles of one HS code", "同一商品编码不超过20辆"),
    statement=Text(
        "One batch, one licence; at most 20 used vehicles under one HS code in an application. The limit is a parameter of the dated policy.",
        "一批一证；一份申请同一商品编码项下最多20辆二手车。上限为政策参数。",
    ),
    authority="MOFCOM Announcement 2024 No. 6, one batch one licence",
    on_fail=Consequence.CORRECT_AND_RESUBMIT,
    requirement="licence",
    category=Category.USED,
    reasons={
        "within-limit": passes("No HS code has more than {limit} vehicles.", "没有商品编码超过{limit}辆。"),
        "too-many": fails(
            "HS code {declared} has {found} vehicles; at most {limit} are allowed.",
            "商品编码{declared}项下有{found}辆，上限为{limit}辆。",
            "Split the application.",
            "请拆分申请。",
        ),
        "codes-not-declared": review(
            "{found} vehicles have no HS code, so that the limit of {limit} cannot be checked.",
            "{found}辆车未申报商品编码，无法核对{limit}辆上限。",
            "Declare the HS code of every vehicle.",
            "请申报每辆车的商品编码。",
        ),
    },
)
def vehicles_per_code(dossier: Dossier) -> Iterable[Says]:
    limit = dossier.policy.max_vehicles_per_hs_code
    counts = Counter(vehicle.hs_code for vehicle in dossier.declaration.vehicles)
    without = counts.pop(None, 0)
    said = [Says("too-many", declared=code, found=str(n), words={"limit": limit}) for code, n in counts.items() if n > limit]
    if without and without + max(counts.values(), default=0) > limit:
        said.append(Says("codes-not-declared", found=str(without), words={"limit": limit}))
    yield from said or [Says("within-limit", found=str(max([*counts.values(), without])), words={"limit": limit})]


@rule(
    "LIC-004",
    title=Text("Each VIN once", "车辆识别代号不重复"),
    statement=Text(
        "A VIN is declared once, and where quantities are declared per model they equal the number of its vehicles.",
        "同一车辆识别代号只申报一次；如按型号申报数量，应与车辆数一致。",
    ),
    authority="Own rule",
    basis="own",
    on_fail=Consequence.CORRECT_AND_RESUBMIT,
    requirement="declaration",
    reasons={
        "distinct": passes("{found} vehicles with as many VINs are declared.", "申报{found}辆车，车辆识别代号各不相同。"),
        "vin-twice": fails("{vin} is declared {found} times.", "{vin}申报了{found}次。", *_CORRECT),
        "quantity-differs": fails(
            "{declared} vehicles of the model {model} are declared, but {found} are listed.",
            "型号{model}申报{declared}辆，实际列出{found}辆。",
            *_CORRECT,
        ),
    },
)
def each_vin_once(dossier: Dossier) -> Iterable[Says]:
    counts = Counter(plain_vin(vehicle.vin) for vehicle in dossier.declaration.vehicles)
    said = [Says("vin-twice", vin=vin, found=str(n)) for vin, n in counts.items() if n > 1]
    listed = Counter(normal_model(vehicle.model) for vehicle in dossier.declaration.vehicles)
    declared: Counter[str] = Counter()
    for model in dossier.declaration.models:
        declared[normal_model(model.model)] += model.quantity
    for name, quantity in declared.items():
        if listed[name] != quantity:
            said.append(Says("quantity-differs", model=name, declared=str(quantity), found=str(listed[name]), words={"model": name}))
    yield from said or [Says("distinct", found=str(len(counts)))]


@rule(
    "LIC-005",
    title=Text("HS code fits the vehicle", "商品编码与车辆相符"),
    statement=Text(
        "The HS code fits the fuel and the kind of vehicle: 870380 for passenger cars with electric drive only, 8704 for trucks, 8705 for special vehicles, 8702 for buses.",
        "商品编码应与燃料种类和车辆类型相符：仅以电动机驱动的载人车辆为870380，货车8704，特种车8705，客车8702。",
    ),
    authority="MOFCOM and Customs Announcement 2025 No. 54; customs tariff, chapter 87",
    needs=(Kind.REGISTRATION_CERTIFICATE,),
    requirement="licence",
    reasons={
        "fits": passes("The HS code {declared} fits the vehicle ({found}).", "商品编码{declared}与车辆相符（{found}）。"),
        "does-not-fit": review(
            "The HS code {declared} does not fit the vehicle ({found}).",
            "商品编码{declared}与车辆不符（{found}）。",
            "Check the HS code.",
            "请核对商品编码。",
        ),
        "cannot-tell": not_applicable(
            "HS code, or fuel and kind of vehicle, are not declared.", "未申报商品编码，或未申报燃料种类和车辆类型。"
        ),
    },
)
def hs_code_fits(dossier: Dossier) -> Iterable[Says]:
    papers = certificates(dossier)
    for vin, vehicle in vehicles(dossier):
        read = [hit.item.fuel for hit in papers.of(vin) if hit.trusted]
        types = [hit.item.vehicle_type.value for hit in papers.of(vin) if hit.trusted and isinstance(hit.item.vehicle_type, Fact) and hit.item.vehicle_type.clean]
        small = any(kind.startswith(_SMALL) and any(word in kind for word in _PASSENGER) for kind in types)
        fuels = list(dict.fromkeys(filter(None, (vehicle.fuel, *(field.value for field in read if isinstance(field, Fact) and field.clean)))))
        judged = [_fits(vehicle.hs_code, fuel, vehicle.name or "", small) for fuel in fuels] if vehicle.hs_code else []
        reason = "does-not-fit" if False in judged else "fits" if judged and None not in judged else "cannot-tell"
        yield Says(reason, vin=vin, declared=vehicle.hs_code, found=", ".join(filter(None, (*fuels, vehicle.name))) or None)


_HYBRID = ("混合", "混动", "增程", "插电", "hybrid", "phev")
_ELECTRIC = ("电", "electric", "bev", " ev")
_SNOW_AND_GOLF = "10"
_LORRY = ("货", "自卸", "truck", "lorry", "皮卡", "pickup")


_SMALL, _PASSENGER = ("小型", "微型"), ("客", "轿")
"""Types of the registration certificate that have fewer than ten seats and carry persons: heading 8703, whatever the vehicle is called."""


def _fits(code: str, fuel: str, name: str, small: bool) -> bool | None:
    """None where the heading says nothing of the fuel (buses, special vehicles, chassis). `small`: a passenger car by its certificate."""
    if small and (not code.startswith("8703") or code[4:6] == _SNOW_AND_GOLF):
        return False
    fuel, name = fuel.lower(), name.lower()
    hybrid = any(word in fuel for word in _HYBRID)
    electric = not hybrid and any(word in f" {fuel}" for word in _ELECTRIC)
    lorry = any(word in name for word in _LORRY)
    if code.startswith("8703"):
        if lorry:
            return False
        subheading = code[4:6]
        return (subheading == "80") if electric else subheading != "80"
    if code.startswith("8704"):
        return lorry or not name or None
    return None if code.startswith("87") else False


@rule(
    "LIC-006",
    title=Text("Licence number, validity, contract number", "许可证号、有效期、合同号"),
    statement=Text(
        "A licence number has the form XX-XX-XXXXXX; a licence holds six months within its year, and names one contract of at most 17 characters and one port.",
        "许可证号形式为XX-XX-XXXXXX；有效期六个月且不跨年；填报一个不超过17个字符的合同号和一个口岸。",
    ),
    authority=_FORM + ", boxes 3, 4, 6 and 7",
    requirement="licence",
    reasons={
        "no-licence": not_applicable(
            "The licence itself is not part of the upload: its number, validity and port cannot be checked.",
            "上传材料不含许可证，无法核对其编号、有效期和口岸。",
        ),
        "contract-number-long": note(
            "The contract number {declared} has {found} characters; the form takes 17.",
            "合同号{declared}有{found}个字符，许可证最多填报17个。",
        ),
    },
)
def licence_number(dossier: Dossier) -> Iterable[Says]:
    yield Says("no-licence")
    contract = dossier.declaration.contract
    if contract and len(contract.number) > _CONTRACT_CHARACTERS:
        yield Says("contract-number-long", declared=contract.number, found=str(len(contract.number)))
