"""CL-006, CL-007, CL-012 and CL-013: which vehicles the letters list, and what they say of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from domain.declaration import Category, Vehicle
from domain.documents import Document, Kind
from domain.dossier import Dossier
from domain.facts import Fact, Field, Unread
from domain.findings import Consequence, Text
from domain.models import brand_parts, normal_model, same_brand
from domain.names import same_company
from domain.used_vehicle_papers import VehicleRow
from validators.catalogue import Says, rule
from validators.compare import evidence, shown
from validators.coverage import LETTER_GATE, Letters, Listed, closed, letters_of
from validators.due import letters_due, may_be_due
from validators.legibility import may_be_unread
from validators.letter_issuer import SINCE
from validators.matching import Hit, plain_vin
from validators.reasons import fails, not_applicable, note, passes, review

_LETTER = Kind.CONFIRMATION_LETTER
_LIST_IT = ("Obtain a letter from the manufacturer that lists this VIN.", "请由生产企业出具列明该车辆识别代号的确认书。")
_EYE = ("Compare the VIN list of the letter by eye.", "请人工核对确认书的车辆识别代号清单。")
_ANNOUNCEMENT_MODEL = re.compile(r"[A-Z]{2,4}\d{4}[A-Z0-9\-/]*")


@rule(
    "CL-006",
    title=Text("Each manufacturer its own letter", "各生产企业分别出具"),
    statement=Text(
        "Where one application covers vehicles of several manufacturers, each of them issues a letter for its own vehicles.",
        "同一申请包含多个生产企业的车辆时，应由各生产企业分别为其车辆出具确认书。",
    ),
    authority="Guidelines of 2025-12-11, part 1, several manufacturers",
    on_fail=Consequence.NO_LICENCE,
    needs=(_LETTER,),
    requirement=_LETTER,
    effective=SINCE,
    category=Category.USED,
    reasons={
        **LETTER_GATE,
        "one-manufacturer": not_applicable(
            "All vehicles that need a letter are of one manufacturer.", "须提交确认书的车辆均为同一生产企业。"
        ),
        "own-letter": passes("A letter of {declared} lists the vehicle.", "{declared}出具的确认书列明了本车。"),
        "no-own-letter": fails("No letter of {declared} was submitted for the vehicle.", "没有{declared}为本车出具的确认书。", *_LIST_IT),
        "own-letter-without-vehicle": fails(
            "The letter of {declared} does not list the vehicle.", "{declared}出具的确认书未列明本车。", *_LIST_IT
        ),
        "own-letter-unclear": review(
            "Whether a letter of {declared} lists the vehicle could not be read with certainty.",
            "{declared}出具的确认书是否列明本车未能可靠识别。",
            *_EYE,
        ),
    },
)
def each_manufacturer_its_letter(dossier: Dossier) -> Iterable[Says]:
    letters = letters_of(dossier)
    if gate := closed(dossier, letters):
        yield gate
        return
    due = tuple(may_be_due(dossier))
    makers: list[str] = []
    for _, vehicle in due:
        if not any(same_company(vehicle.manufacturer, maker) for maker in makers):
            makers.append(vehicle.manufacturer)
    if len(makers) == 1:
        yield Says("one-manufacturer")
        return
    for vin, vehicle in due:
        own = letters.by(vehicle.manufacturer)
        listing = [(letter, hit) for _, letter, hit in letters.listing(vin) if any(letter is mine for _, mine in own)]
        certain = any(hit.trusted and isinstance(letter.issuer, Fact) and letter.issuer.clean for letter, hit in listing)
        reason = "own-letter" if certain else "own-letter-unclear" if listing else _without_own(dossier, letters, vin, bool(own))
        yield Says(reason, vin=vin, declared=vehicle.manufacturer, evidence=evidence(*(hit.vin for _, hit in listing)))


def _without_own(dossier: Dossier, letters: Letters, vin: str, own: bool) -> str:
    issuers_read = all(isinstance(letter.issuer, Fact) and letter.issuer.clean for _, letter in letters.all)
    unclear = not issuers_read or may_be_unread(dossier) or letters.listed(vin) in (Listed.DOUBTFUL, Listed.IN_RANGE, Listed.UNREAD)
    return "own-letter-unclear" if unclear else "own-letter-without-vehicle" if own else "no-own-letter"


@rule(
    "CL-007",
    title=Text("Every vehicle listed by VIN", "逐车列明车辆识别代号"),
    statement=Text(
        "The letter lists the VIN of every vehicle it is meant for. A span of numbers is no list and is left to a person.",
        "确认书应逐一列明所涉车辆的车辆识别代号；仅写号段的，由人工判断。",
    ),
    authority="Guidelines of 2025-12-11, part 1, content of the letter",
    on_fail=Consequence.NO_LICENCE,
    needs=(_LETTER,),
    requirement=_LETTER,
    effective=SINCE,
    category=Category.USED,
    reasons={
        **LETTER_GATE,
        "vehicle-without-duty": not_applicable("This vehicle needs no letter.", "本车无须提交确认书。"),
        "vin-listed": passes("The letter lists {vin}.", "确认书列明{vin}。"),
        "vin-listed-doubtful": review(
            "The letter seems to list {vin} (read as {found}), without certainty.", "确认书似列明{vin}（识别为{found}），不够可靠。", *_EYE
        ),
        "vin-not-listed": fails("No letter lists {vin}.", "没有确认书列明{vin}。", *_LIST_IT),
        "another-vin-listed": fails(
            "The letter lists {found}, which differs from the declared {vin} in a few characters.",
            "确认书列明的是{found}，与申报的{vin}有个别字符不同。",
            *_LIST_IT,
        ),
        "vin-range": review(
            "{vin} is not listed itself; the letter gives a span of numbers: {found}.", "{vin}未逐一列明；确认书仅写号段：{found}。", *_EYE
        ),
        "vin-list-unread": review(
            "{vin} was not found, but part of the letter, or of the upload, could not be read.",
            "未找到{vin}，但确认书或上传内容有部分无法读取。",
            *_EYE,
        ),
    },
)
def every_vin_listed(dossier: Dossier) -> Iterable[Says]:
    letters = letters_of(dossier)
    if gate := closed(dossier, letters):
        yield gate
        return
    for vin, state in letters_due(dossier).items():
        yield _listing_said(dossier, letters, vin) if state.may_be_due else Says("vehicle-without-duty", vin=vin)


def _listing_said(dossier: Dossier, letters: Letters, vin: str) -> Says:
    listed = letters.listed(vin)
    fields: list[Field[str]] = [hit.vin for hit in letters.rows.of(vin)]
    if listed is Listed.CLEAN:
        fields = [hit.vin for hit in letters.rows.of(vin) if hit.trusted]
        reason = "vin-listed"
    elif listed is Listed.DOUBTFUL:
        reason = "vin-listed-doubtful"
    elif listed is Listed.NEAR:
        fields = [hit.vin for hit in letters.rows.near[vin]]
        reason = "another-vin-listed"
    elif listed is Listed.IN_RANGE:
        fields = [span for _, letter in letters.all for span in letter.vin_ranges]
        reason = "vin-range"
    else:
        reason = "vin-list-unread" if listed is Listed.UNREAD or may_be_unread(dossier) else "vin-not-listed"
    return Says(reason, vin=vin, declared=vin, found=shown(fields[0]) if fields else None, evidence=evidence(*fields))


@rule(
    "CL-012",
    title=Text("Further vehicles in the letter", "确认书中的其他车辆"),
    statement=Text(
        "VINs in the letter that are not part of this application are listed: a manufacturer may cover several applications in one letter.",
        "列出确认书中不属于本申请的车辆识别代号；一份确认书可涵盖多个申请。",
    ),
    authority="Own rule",
    basis="own",
    needs=(_LETTER,),
    requirement=_LETTER,
    effective=SINCE,
    category=Category.USED,
    reasons={
        **LETTER_GATE,
        "no-further-vins": passes("The letters list no other VIN.", "确认书未列明其他车辆识别代号。"),
        "further-vins": note(
            "The letter also lists {count} VINs that are not declared: {found}.", "确认书另列明{count}个未申报的车辆识别代号：{found}。"
        ),
    },
)
def further_vehicles(dossier: Dossier) -> Iterable[Says]:
    letters = letters_of(dossier)
    if gate := closed(dossier, letters):
        yield gate
        return
    further = [hit for hit in letters.rows.strays if isinstance(hit.vin, Fact)]
    if not further:
        yield Says("no-further-vins")
    for document in {hit.document.id: hit.document for hit in further}.values():
        own = [hit.vin for hit in further if hit.document.id == document.id]
        values = list(dict.fromkeys(field.value for field in own if isinstance(field, Fact)))
        text = ", ".join(values[:5]) + (" …" if len(values) > 5 else "")
        yield Says("further-vins", document=document.id, found=text, evidence=evidence(*own[:5]), words={"count": len(values)})


@rule(
    "CL-013",
    title=Text("Vehicle data in the letter agree", "确认书车辆信息一致"),
    statement=Text(
        "What the letter says of a vehicle beside its VIN (model, brand, registration date) does not contradict the certificate and the declaration.",
        "确认书中除车辆识别代号外的车辆信息（型号、品牌、注册登记日期）不得与登记证书和申报相矛盾。",
    ),
    authority="Notice Shang Mao Han [2025] No. 648, part 1, content of the letter",
    on_fail=Consequence.CORRECT_AND_RESUBMIT,
    needs=(_LETTER, Kind.REGISTRATION_CERTIFICATE),
    requirement=_LETTER,
    effective=SINCE,
    category=Category.USED,
    reasons={
        **LETTER_GATE,
        "vehicle-without-duty": not_applicable("This vehicle needs no letter.", "本车无须提交确认书。"),
        "not-listed": not_applicable("No letter lists this vehicle; CL-007 says so.", "没有确认书列明本车，见CL-007。"),
        "no-details": not_applicable("The letter gives no data of the vehicle but its VIN.", "确认书除车辆识别代号外未载明本车其他信息。"),
        "agrees": passes("The vehicle data in the letter agree: {found}.", "确认书所载车辆信息一致：{found}。"),
        "differs": fails(
            "The letter gives {found} as the {what} of the vehicle; declared is {declared}.",
            "确认书所载{what}为{found}，申报为{declared}。",
            "Have the letter corrected.",
            "请更正确认书。",
        ),
        "rows-swapped": fails(
            "The letter gives for this VIN the model {found}, which is that of another declared vehicle; declared is {declared}.",
            "确认书中本车识别代号对应的型号{found}属于另一申报车辆，申报为{declared}。",
            "Have the rows of the letter corrected.",
            "请更正确认书中的对应关系。",
        ),
        "doubtful": review(
            "The {what} in the letter was read as {found}, without certainty; declared is {declared}.",
            "确认书所载{what}识别为{found}，不够可靠；申报为{declared}。",
            *_EYE,
        ),
        "unread": review("The {what} in the letter could not be read.", "确认书所载{what}无法识别。", *_EYE),
        "model-name-only": review(
            "The letter calls the model {found}, which is no model of the Announcement; declared is {declared}.",
            "确认书型号写作{found}，不是公告型号；申报为{declared}。",
            "Confirm that both are the same vehicle.",
            "请确认两者为同一车型。",
        ),
    },
)
def vehicle_data_agree(dossier: Dossier) -> Iterable[Says]:
    letters = letters_of(dossier)
    if gate := closed(dossier, letters):
        yield gate
        return
    due = letters_due(dossier)
    models = {normal_model(vehicle.model) for vehicle in dossier.declaration.vehicles}
    for vehicle in dossier.declaration.vehicles:
        vin = plain_vin(vehicle.vin)
        if not due[vin].may_be_due:
            yield Says("vehicle-without-duty", vin=vin)
        elif not letters.rows.of(vin):
            yield Says("not-listed", vin=vin)
        else:
            yield from _row_said(vin, vehicle, letters.rows.of(vin), models - {normal_model(vehicle.model)})


_BRAND, _MODEL, _DATE = Text("brand", "车辆品牌"), Text("model", "车辆型号"), Text("registration date", "注册登记日期")


def _row_said(vin: str, vehicle: Vehicle, hits: tuple[Hit[VehicleRow], ...], others: set[str]) -> Iterable[Says]:
    said: list[Says] = []
    agreeing: list[Fact[str] | Fact[date]] = []
    for hit in hits:
        where, row = hit.document, hit.item
        if (
            isinstance(row.model, Fact)
            and normal_model(row.model.value) != normal_model(vehicle.model)
            and not _contains(row.model.value, vehicle.model)
        ):
            said.append(_model_said(vin, vehicle, where, row.model, hit.trusted, others))
        elif isinstance(row.model, Fact):
            _sort(vin, where, row.model, _MODEL, vehicle.model, hit.trusted, said, agreeing)
        if isinstance(row.brand, Fact) and _comparable(row.brand.value, vehicle.brand):
            same = same_brand(row.brand.value, vehicle.brand)
            _sort(vin, where, row.brand, _BRAND, vehicle.brand, hit.trusted, said, agreeing, same=same)
        if isinstance(row.registration_date, Fact) and vehicle.registration_date:
            same = row.registration_date.value == vehicle.registration_date
            _sort(vin, where, row.registration_date, _DATE, str(vehicle.registration_date), hit.trusted, said, agreeing, same=same)
        unread: tuple[tuple[Field[str] | Field[date], Text], ...] = (
            (row.model, _MODEL),
            (row.brand, _BRAND),
            (row.registration_date, _DATE),
        )
        for field, what in unread:
            if isinstance(field, Unread):
                said.append(Says("unread", vin=vin, document=where.id, evidence=evidence(field), words={"what": what}))
    if said:
        yield from said
    elif agreeing:
        spots = tuple(spot for fact in agreeing for spot in evidence(fact))
        yield Says("agrees", vin=vin, found=", ".join(dict.fromkeys(str(fact.value) for fact in agreeing)), evidence=spots)
    else:
        yield Says("no-details", vin=vin)


def _sort(
    vin: str, where: Document, read: Fact[str] | Fact[date], what: Text, declared: str, trusted: bool, said: list[Says],
    agreeing: list[Fact[str] | Fact[date]], *, same: bool = True,
) -> None:  # fmt: skip
    """File one reading under what agrees or, with its reason, under what does not."""
    if same and read.clean and trusted:
        agreeing.append(read)
        return
    reason = "differs" if read.clean and trusted else "doubtful"
    said.append(
        Says(reason, vin=vin, document=where.id, declared=declared, found=str(read.value), evidence=evidence(read), words={"what": what})
    )


def _model_said(vin: str, vehicle: Vehicle, where: Document, read: Fact[str], trusted: bool, others: set[str]) -> Says:
    model = normal_model(read.value)
    if not (read.clean and trusted):
        reason = "doubtful"
    elif not _ANNOUNCEMENT_MODEL.search(model):
        reason = "model-name-only"
    else:
        reason = "rows-swapped" if model in others else "differs"
    return Says(
        reason, vin=vin, document=where.id, declared=vehicle.model, found=read.value, evidence=evidence(read), words={"what": _MODEL}
    )


def _contains(text: str, model: str) -> bool:
    """Whether the declared model stands in the text as a whole word (比亚迪牌BYD7152WT6HEVC1)."""
    return re.search(rf"(?<![A-Z0-9/-]){re.escape(normal_model(model))}(?![A-Z0-9/-])", normal_model(text)) is not None


def _comparable(a: str, b: str) -> bool:
    """Whether two brands share a script; a letter may well give the Latin name of a brand declared in Chinese."""
    (han_a, latin_a), (han_b, latin_b) = brand_parts(a), brand_parts(b)
    return bool((han_a and han_b) or (latin_a and latin_b))
