"""VIN-001 to VIN-006: the declared VINs by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from domain.declaration import Category, Vehicle
from domain.documents import Kind
from domain.dossier import Dossier
from domain.facts import Fact
from domain.findings import Consequence, Text
from domain.names import CompanyName
from domain.vin import alike, check_digit, check_digit_holds, chinese, model_years, well_formed, wmi_maker
from validators.catalogue import Says, rule
from validators.compare import evidence
from validators.coverage import letters_of
from validators.matching import certificates, declared_vins, plain_vin, vehicles
from validators.reasons import fails, not_applicable, note, passes, review

_STANDARD = "GB 16735-2019"
_CORRECT = ("Declare the VIN as it stands on the registration certificate.", "请按登记证书填报车辆识别代号。")
_NOT_FORMED = {"not-well-formed": not_applicable("The VIN is not well formed; VIN-001 says so.", "车辆识别代号格式不正确，见VIN-001。")}
_LEGAL = re.compile("有限责任公司|股份有限公司|有限公司|股份|集团|公司|汽车|工业|[()]")


def _formed(dossier: Dossier) -> Iterable[tuple[str, bool]]:
    return ((vin, well_formed(vin)) for vin in declared_vins(dossier))


@rule(
    "VIN-001",
    title=Text("17 characters of the VIN alphabet", "17位合法字符"),
    statement=Text(
        "A VIN has 17 characters, digits and capital letters without I, O and Q.", "车辆识别代号为17位数字和大写字母，不含I、O、Q。"
    ),
    authority=_STANDARD,
    on_fail=Consequence.CORRECT_AND_RESUBMIT,
    requirement="declaration",
    reasons={
        "well-formed": passes("{vin} is well formed.", "{vin}格式正确。"),
        "malformed": fails("{vin} is not 17 characters of the VIN alphabet.", "{vin}不是17位合法字符。", *_CORRECT),
    },
)
def vin_is_well_formed(dossier: Dossier) -> Iterable[Says]:
    for vin, formed in _formed(dossier):
        yield Says("well-formed" if formed else "malformed", vin=vin, declared=vin)


@rule(
    "VIN-002",
    title=Text("Check digit", "校验位"),
    statement=Text(
        "The ninth character is a check digit over the others. It is mandatory in China; VINs from elsewhere need not keep it.",
        "第9位为校验位，在中国为强制要求；其他国家的车辆识别代号不一定遵守。",
    ),
    authority=_STANDARD,
    on_fail=Consequence.CORRECT_AND_RESUBMIT,
    requirement="declaration",
    reasons={
        **_NOT_FORMED,
        "holds": passes("The check digit of {vin} holds.", "{vin}校验位正确。"),
        "wrong": fails(
            "The check digit of {vin} should be {found}: a character is wrong.", "{vin}的校验位应为{found}，其中有字符错误。", *_CORRECT
        ),
        "not-kept": note(
            "{vin}, not a Chinese VIN, does not keep the check digit ({found}).", "{vin}非中国车辆识别代号，未遵守校验位规则（{found}）。"
        ),
    },
)
def check_digit_is_right(dossier: Dossier) -> Iterable[Says]:
    for vin, formed in _formed(dossier):
        if not formed:
            yield Says("not-well-formed", vin=vin)
        elif check_digit_holds(vin):
            yield Says("holds", vin=vin, declared=vin)
        else:
            yield Says("wrong" if chinese(vin) else "not-kept", vin=vin, declared=vin, found=check_digit(vin))


@rule(
    "VIN-003",
    title=Text("Year code", "年份代码"),
    statement=Text(
        "The tenth character stands for a year: that of manufacture or the one after.",
        "第10位代表年份，应为制造年份或次年。",
    ),
    authority=_STANDARD + "; own reading of model years",
    needs=(Kind.REGISTRATION_CERTIFICATE,),
    requirement="declaration",
    reasons={
        **_NOT_FORMED,
        "fits": passes("The year code {found} fits manufacture in {declared}.", "年份代码{found}与{declared}年制造相符。"),
        "does-not-fit": review(
            "The year code {found} does not fit manufacture in {declared}.",
            "年份代码{found}与{declared}年制造不符。",
            "Check VIN and date of manufacture.",
            "请核对车辆识别代号和出厂日期。",
        ),
        "manufacture-unknown": not_applicable("The date of manufacture is not known.", "出厂日期不明。"),
    },
)
def year_code_fits(dossier: Dossier) -> Iterable[Says]:
    papers = certificates(dossier)
    for vin, vehicle in vehicles(dossier):
        read = [hit.item.manufacture_date for hit in papers.of(vin) if hit.trusted]
        clean = [field for field in read if isinstance(field, Fact) and field.clean]
        made = _made(vehicle, [field.value for field in clean])
        if not well_formed(vin):
            yield Says("not-well-formed", vin=vin)
        elif made is None:
            yield Says("manufacture-unknown", vin=vin)
        else:
            # A modified vehicle keeps the VIN of a chassis that may have been built the year before it was finished.
            earliest = made.year - (dossier.declaration.category is Category.MODIFIED)
            fits = any(earliest <= year <= made.year + 1 for year in model_years(vin))
            yield Says(
                "fits" if fits else "does-not-fit",
                vin=vin,
                declared=str(made.year),
                found=vin[9],
                evidence=() if vehicle.manufacture_date else evidence(*clean),
            )


def _made(vehicle: Vehicle, read: list[date]) -> date | None:
    return vehicle.manufacture_date or (read[0] if read else None)


@rule(
    "VIN-004",
    title=Text("Serial number of digits", "序号为数字"),
    statement=Text("The last four characters of a VIN are digits.", "车辆识别代号末四位为数字。"),
    authority=_STANDARD,
    requirement="declaration",
    reasons={
        **_NOT_FORMED,
        "digits": passes("{vin} ends in digits.", "{vin}末四位为数字。"),
        "not-digits": note("{vin} does not end in four digits.", "{vin}末四位不全为数字。"),
    },
)
def serial_is_digits(dossier: Dossier) -> Iterable[Says]:
    for vin, formed in _formed(dossier):
        yield Says("not-well-formed" if not formed else "digits" if vin[13:].isdigit() else "not-digits", vin=vin)


@rule(
    "VIN-005",
    title=Text("Maker behind the first three characters", "前三位对应的生产企业"),
    statement=Text(
        "The first three characters stand for a maker. Public tables of them are small and partly wrong: a hint, never more.",
        "前三位代表生产企业。公开对照表不全且有误，仅供参考。",
    ),
    authority="Public tables of world manufacturer identifiers",
    requirement="declaration",
    reasons={
        **_NOT_FORMED,
        "agrees": passes("{found} stands for the declared manufacturer.", "{found}与申报的生产企业相符。"),
        "unknown": not_applicable("{found} is in no table.", "对照表中没有{found}。"),
        "disagrees": note("{found} is given as {maker}; declared is {declared}.", "{found}对应{maker}，申报为{declared}。"),
    },
)
def maker_behind_wmi(dossier: Dossier) -> Iterable[Says]:
    for vin, vehicle in vehicles(dossier):
        maker = wmi_maker(vin)
        declared = vehicle.chassis.manufacturer if vehicle.chassis and vehicle.chassis.manufacturer else vehicle.manufacturer
        if not well_formed(vin):
            yield Says("not-well-formed", vin=vin)
        elif maker is None:
            yield Says("unknown", vin=vin, found=vin[:3])
        else:
            reason = "agrees" if _hints_at(maker, declared) else "disagrees"
            yield Says(reason, vin=vin, declared=declared, found=vin[:3], words={"maker": maker})


def _hints_at(maker: str, declared: str) -> bool:
    """Whether any of the names in a table's entry shares its distinctive part with the declared name."""
    name = CompanyName(declared).bare
    parts = [_LEGAL.sub("", CompanyName(part).normal).replace("-", "") for part in re.split(r"[/（）()]", maker)]
    return any(part and part in name for part in parts)


@rule(
    "VIN-006",
    title=Text("Look-alike characters", "形近字符"),
    statement=Text(
        "A VIN on a document that differs from a declared one only in characters that look alike (O and 0, I and 1, B and 8 ...) is pointed out.",
        "文件上的车辆识别代号与申报仅在形近字符（O与0、I与1、B与8等）上不同的，予以提示。",
    ),
    authority="Own rule",
    basis="own",
    needs=(Kind.REGISTRATION_CERTIFICATE, Kind.CONFIRMATION_LETTER),
    requirement="declaration",
    reasons={
        "none": passes(
            "No document gives a VIN that differs from a declared one in look-alike characters only.",
            "未发现仅形近字符不同的车辆识别代号。",
        ),
        "look-alike": note(
            "A document gives {found} for the declared {declared}: they differ in look-alike characters only.",
            "文件上为{found}，申报为{declared}，仅形近字符不同。",
        ),
    },
)
def look_alikes(dossier: Dossier) -> Iterable[Says]:
    papers, rows = certificates(dossier), letters_of(dossier).rows
    fields = [hit.vin for hit in papers.strays] + [hit.vin for hit in rows.strays]
    fields += [hit.vin for found in papers.by_vin.values() for hit in found] + [hit.vin for found in rows.by_vin.values() for hit in found]
    declared = dict.fromkeys(declared_vins(dossier))
    by_look: dict[str, list[Fact[str]]] = {}
    for field in fields:
        if isinstance(field, Fact):
            by_look.setdefault(alike(plain_vin(field.value)), []).append(field)
    found = [(vin, field) for vin in declared for field in by_look.get(alike(vin), ()) if plain_vin(field.value) not in declared]
    for vin, field in found:
        yield Says("look-alike", vin=vin, declared=vin, found=field.value, evidence=evidence(field))
    if not found:
        yield Says("none")
