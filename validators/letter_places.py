"""CL-008 to CL-010: the country of destination and the service outlets there."""

from __future__ import annotations

import re
from collections.abc import Iterable

from domain.countries import country_code, is_region
from domain.declaration import Category
from domain.documents import Document, Kind
from domain.dossier import Dossier
from domain.facts import Absent, Fact, Unread
from domain.findings import Consequence, Text
from domain.phones import countries_called
from domain.used_vehicle_papers import Letter, Outlet
from validators.catalogue import Says, rule
from validators.compare import evidence, shown
from validators.coverage import LETTER_GATE, Letters, closed, letters_of
from validators.destinations import Destination, declared_country, judge_destination, named
from validators.due import may_be_due
from validators.legibility import legible
from validators.letter_issuer import SINCE
from validators.reasons import compared, fails, passes, review

_LETTER, _HOME = Kind.CONFIRMATION_LETTER, "CN"
_CONTENT = "Guidelines of 2025-12-11, part 1, content of the letter"
_EYE = ("Compare the letter by eye.", "请人工核对确认书。")
_CORRECT = ("Obtain a letter that names the declared destination country.", "请由生产企业出具载明申报目的国的确认书。")
_STREET = re.compile(
    r"\d|[街路道巷弄号]|大街|大道|工业园|开发区|(?:street|avenue|road|boulevard|highway)\b|\b(st|str|street|ave|avenue|road|rd|blvd|boulevard|lane|highway|hwy|square|district|building|km|zone|plot|p\.?o\.? ?box)\b"
    r"|ул|просп|пр-т|шоссе|мкр|район|көше",
    re.IGNORECASE,
)


@rule(
    "CL-008",
    title=Text("Destination country", "出口目的国"),
    statement=Text(
        "The letter names the country of destination, and it is the declared one. A region such as the Middle East is not a country.",
        "确认书应载明出口目的国，且与申报一致；“中东”等地区名不是国家。",
    ),
    authority=_CONTENT,
    on_fail=Consequence.NO_LICENCE,
    needs=(_LETTER,),
    requirement=_LETTER,
    effective=SINCE,
    category=Category.USED,
    reasons={
        **LETTER_GATE,
        **compared("destination", Text("destination country", "目的国"), _LETTER),
        "agrees": passes("The letter names the declared country, {found}.", "确认书载明申报的目的国{found}。"),
        "region-not-country": fails(
            "The letter names only a region, {found}; a country is required.", "确认书仅写地区“{found}”，应写明国家。", *_CORRECT
        ),
        "region-doubtful": review("The letter seems to name only a region, {found}.", "确认书似仅写地区“{found}”。", *_EYE),
        "destination-among-others": review(
            "The letter names {found} without saying which vehicles go where; declared is {declared}.",
            "确认书载明{found}，未说明各车的目的国；申报为{declared}。",
            *_CORRECT,
        ),
        "other-country-named": review(
            "A sentence of the letter names {found} beside {declared}, and what for was not understood.",
            "确认书除{declared}外还提及{found}，用途未能识别。",
            *_EYE,
        ),
        "vehicle-destination-differs": fails(
            "The letter gives {found} as this vehicle's destination; declared is {declared}.",
            "确认书所载本车目的国为{found}，申报为{declared}。",
            *_CORRECT,
        ),
        "vehicle-destination-doubtful": review(
            "This vehicle's destination in the letter was read as {found}, without certainty; declared is {declared}.",
            "确认书所载本车目的国识别为{found}，不够可靠；申报为{declared}。",
            *_EYE,
        ),
        "declared-country-unknown": review(
            "The declared destination {declared} is no country that is known here: nothing to compare with.",
            "申报的目的国“{declared}”无法识别，不能比对。",
            "Declare one country.",
            "请申报一个国家。",
        ),
    },
)
def destination_is_declared(dossier: Dossier) -> Iterable[Says]:
    letters = letters_of(dossier)
    if gate := closed(dossier, letters):
        yield gate
        return
    code = declared_country(dossier)
    if code is None:
        yield Says("declared-country-unknown", declared=dossier.declaration.destination)
        return
    due = {vin for vin, _ in may_be_due(dossier)}
    for document, letter in letters.all:
        rows = list(_rows_said(letters, document, due, code))
        yield from rows
        said = _destination_said(dossier, document, letter, code, rows_agree=_rows_agree(letters, document, due, code))
        if said.reason == "agrees" and letter.also_named:
            said = Says("other-country-named", document=document.id, declared=code, found=named(letter.also_named), evidence=evidence(*letter.also_named))
        if said.reason != "agrees" or not rows:
            yield said


def _rows_said(letters: Letters, document: Document, due: set[str], code: str) -> Iterable[Says]:
    for vin in sorted(due):
        for hit in letters.rows.of(vin):
            read = hit.item.destination
            if hit.document.id != document.id or not isinstance(read, Fact):
                continue
            found = country_code(read.value)
            if found == code and read.clean:
                continue
            certain = read.clean and hit.trusted and (found is not None or is_region(read.value))
            reason = "vehicle-destination-differs" if certain else "vehicle-destination-doubtful"
            yield Says(reason, vin=vin, document=document.id, declared=code, found=read.value, evidence=evidence(read))


def _rows_agree(letters: Letters, document: Document, due: set[str], code: str) -> bool:
    """Whether the letter gives every due vehicle that it lists the declared destination in its own row."""
    hits = [hit for vin in due for hit in letters.rows.of(vin) if hit.document.id == document.id]
    reads = [hit.item.destination for hit in hits]
    return bool(hits) and all(isinstance(read, Fact) and read.clean and country_code(read.value) == code for read in reads)


def _destination_said(dossier: Dossier, document: Document, letter: Letter, code: str, *, rows_agree: bool) -> Says:
    read = letter.destinations
    clear = legible(dossier, document)
    outcome = judge_destination(read, code, legible=clear)
    if outcome in (Destination.MISSING, Destination.NOT_FOUND, Destination.AMONG_OTHERS) and rows_agree:
        outcome = Destination.AGREES
    reason = "agrees" if outcome is Destination.AGREES else f"destination-{outcome}"
    if outcome in (Destination.MISSING, Destination.NOT_FOUND) and letter.regions:
        reason = "region-not-country" if clear and all(region.clean for region in letter.regions) else "region-doubtful"
        return Says(reason, document=document.id, declared=code, found=named(letter.regions), evidence=evidence(*letter.regions))
    return Says(reason, document=document.id, declared=code, found=named(read), evidence=evidence(*read))


@rule(
    "CL-009",
    title=Text("Overseas service outlets", "海外售后服务网点"),
    statement=Text(
        "The letter gives at least one overseas service outlet with its provider and an address one can go to.",
        "确认书应至少载明一个海外售后服务网点的提供者和可到达的详细地址。",
    ),
    authority=_CONTENT,
    on_fail=Consequence.NO_LICENCE,
    needs=(_LETTER,),
    requirement=_LETTER,
    effective=SINCE,
    category=Category.USED,
    reasons={
        **LETTER_GATE,
        "outlet-given": passes("The letter gives the outlet {found}.", "确认书载明网点{found}。"),
        "outlets-missing": fails(
            "The letter gives no service outlet.",
            "确认书未载明售后服务网点。",
            "Obtain a letter with name and address of the outlets.",
            "请由生产企业出具载明网点名称和地址的确认书。",
        ),
        "outlets-not-found": review(
            "No outlet was found, but the letter is not fully legible.", "未找到网点信息，但确认书不能完全辨认。", *_EYE
        ),
        "outlet-incomplete": fails(
            "No outlet has both provider and address: {found}.",
            "没有同时载明提供者和地址的网点：{found}。",
            "Obtain a letter with name and address of the outlets.",
            "请由生产企业出具载明网点名称和地址的确认书。",
        ),
        "address-only-country": fails(
            "The address of the outlet is nothing but a country: {found}.",
            "网点地址仅为国家名：{found}。",
            "Obtain a letter with the street address of the outlets.",
            "请由生产企业出具载明网点详细地址的确认书。",
        ),
        "address-vague": review(
            "Whether one can find the outlet by its address is unclear: {found}.", "网点地址是否足够详细存疑：{found}。", *_EYE
        ),
        "outlet-doubtful": review(
            "Provider and address of the outlets were not read with certainty: {found}.", "网点的提供者和地址未能可靠识别：{found}。", *_EYE
        ),
    },
)
def outlets_are_given(dossier: Dossier) -> Iterable[Says]:
    letters = letters_of(dossier)
    if gate := closed(dossier, letters):
        yield gate
        return
    for document, letter in letters.all:
        clear = legible(dossier, document)
        if not letter.outlets:
            yield Says("outlets-missing" if clear else "outlets-not-found", document=document.id)
            continue
        order = ("outlet-given", "address-vague", "outlet-doubtful", "address-only-country", "outlet-incomplete")
        reason, outlet = min(((_outlet_reason(o, clear), o) for o in letter.outlets), key=lambda pair: order.index(pair[0]))
        text = ", ".join(part for part in (shown(outlet.provider), shown(outlet.address)) if part) or "-"
        yield Says(reason, document=document.id, found=text, evidence=evidence(outlet.provider, outlet.address))


def _outlet_reason(outlet: Outlet, clear: bool) -> str:
    provider, address = outlet.provider, outlet.address
    if (
        isinstance(provider, Unread)
        or isinstance(address, Unread)
        or not clear
        and (isinstance(provider, Absent) or isinstance(address, Absent))
    ):
        return "outlet-doubtful"
    if not isinstance(provider, Fact) or not isinstance(address, Fact) or not provider.value.strip() or not address.value.strip():
        return "outlet-incomplete"
    if not (provider.clean and address.clean):
        return "outlet-doubtful"
    if country_code(address.value) or is_region(address.value):
        return "address-only-country"
    return "outlet-given" if _STREET.search(address.value) else "address-vague"


@rule(
    "CL-010",
    title=Text("Outlets in the destination country", "网点位于目的国"),
    statement=Text(
        "The outlets belong to the destination: one lies in that country, and is not called by numbers of other countries alone. Only outlets elsewhere are left to a person, since the text does not say so outright.",
        "网点应与目的国相对应，即至少一个位于该国，且其电话不全为他国号码；仅有他国网点的，因条文未明确，由人工判断。",
    ),
    authority=_CONTENT,
    needs=(_LETTER,),
    requirement=_LETTER,
    effective=SINCE,
    category=Category.USED,
    reasons={
        **LETTER_GATE,
        "outlet-in-country": passes("An outlet lies in the destination country, {found}.", "有网点位于目的国{found}。"),
        "outlet-elsewhere": review(
            "All outlets lie in other countries ({found}) than the declared destination, {declared}.",
            "网点均位于申报目的国{declared}以外（{found}）。",
            "Ask the manufacturer for outlets in the destination country, or decide whether these serve it.",
            "请补充目的国网点，或判断现有网点能否提供服务。",
        ),
        "phone-elsewhere": review(
            "The outlets said to lie in {declared} have telephone numbers of other countries ({found}).",
            "称位于{declared}的网点，电话号码均属其他国家（{found}）。",
            "Check where the outlets lie, or have the numbers corrected.",
            "请核实网点所在地，或更正电话号码。",
        ),
        "outlet-country-unclear": review(
            "In which country the outlets lie was not read with certainty: {found}.", "网点所在国家未能可靠识别：{found}。", *_EYE
        ),
        "no-outlets": review("There is no outlet to place.", "没有可供判断的网点。", *_EYE),
    },
)
def outlets_in_destination(dossier: Dossier) -> Iterable[Says]:
    letters = letters_of(dossier)
    if gate := closed(dossier, letters):
        yield gate
        return
    code = declared_country(dossier)
    for document, letter in letters.all:
        countries = [outlet.country for outlet in letter.outlets]
        read = [country for country in countries if isinstance(country, Fact)]
        found, spots = named(read), read
        there = [outlet for outlet in letter.outlets if isinstance(outlet.country, Fact) and outlet.country.clean and outlet.country.value == code]
        abroad = [outlet.phone for outlet in there if isinstance(outlet.phone, Fact) and _called_elsewhere(outlet.phone.value, code)]
        if not letter.outlets:
            reason = "no-outlets"
        elif there and len(abroad) == len(there):
            reason, found, spots = "phone-elsewhere", ", ".join(phone.value for phone in abroad), abroad
        elif there:
            reason = "outlet-in-country"
            spots = [outlet.country for outlet in there if isinstance(outlet.country, Fact)]
            found = named(spots)
        else:
            certain = code and read and len(read) == len(countries) and all(fact.clean for fact in read)
            reason = "outlet-elsewhere" if certain else "outlet-country-unclear"
        yield Says(reason, document=document.id, declared=code or "-", found=found, evidence=evidence(*spots))


def _called_elsewhere(phone: str, code: str | None) -> bool:
    """Whether an outlet's numbers are those of foreign countries, none of them the one with this code; a number in China is the maker's."""
    called = countries_called(phone) - {_HOME}
    return bool(called) and code not in called
