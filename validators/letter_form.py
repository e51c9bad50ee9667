"""CL-001 and CL-014 to CL-016: title, date, pages and language halves of the letter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from domain.declaration import Category
from domain.documents import Document, Kind
from domain.dossier import Dossier
from domain.facts import Absent, Fact, Unread
from domain.findings import Text
from domain.names import CompanyName
from domain.text import folded, has_han, simplified, squeezed
from domain.used_vehicle_papers import LanguageHalf, Letter
from validators.catalogue import Says, rule
from validators.compare import evidence, shown
from validators.coverage import LETTER_GATE, closed, letters_of
from validators.due import may_be_due
from validators.legibility import COLOURED_INK
from validators.letter_issuer import SINCE
from validators.matching import certificates, plain_vin
from validators.reasons import not_applicable, note, passes, review

_LETTER = Kind.CONFIRMATION_LETTER
_EYE = ("Compare the letter by eye.", "请人工核对确认书。")
_TITLE_ZH = re.compile(r"售后.{0,6}服务.{0,4}确认(书|函)")
_TITLE_EN = re.compile(r"(after|post)[- ]?sales?\b.*\bconfirmation|confirmation\b.*\b(after|post)[- ]?sales?\b", re.IGNORECASE)


@rule(
    "CL-001",
    title=Text("It is the confirmation letter", "文件为售后确认书"),
    statement=Text(
        "The document calls itself the after-sales maintenance service confirmation letter. No official form is known, so that no layout is asked for.",
        "文件名称为售后维修服务确认书。未见官方格式，故不要求特定版式。",
    ),
    authority="Notice Shang Mao Han [2025] No. 648, part 1",
    needs=(_LETTER,),
    requirement=_LETTER,
    effective=SINCE,
    category=Category.USED,
    reasons={
        **LETTER_GATE,
        "titled": passes("The letter is titled {found}.", "文件标题为“{found}”。"),
        "other-title": review("The letter is titled {found}.", "文件标题为“{found}”。", *_EYE),
        "title-doubtful": review("The title was read as {found}, without certainty.", "标题识别为“{found}”，不够可靠。", *_EYE),
        "title-unread": review("The title could not be read.", "标题无法识别。", *_EYE),
        "title-missing": review("The letter has no title.", "文件没有标题。", *_EYE),
    },
)
def letter_is_titled(dossier: Dossier) -> Iterable[Says]:
    letters = letters_of(dossier)
    if gate := closed(dossier, letters):
        yield gate
        return
    for document, letter in letters.all:
        title = letter.title
        if isinstance(title, Absent):
            reason = "title-missing"
        elif isinstance(title, Unread):
            reason = "title-unread"
        elif not title.clean:
            reason = "title-doubtful"
        else:
            reason = "titled" if is_letter_title(title.value) else "other-title"
        yield Says(reason, document=document.id, found=shown(title), evidence=evidence(title))


def is_letter_title(text: str) -> bool:
    """Whether a title names a confirmation of after-sales service; a promise or an authorisation (承诺书, 授权书) does not."""
    return bool(_TITLE_ZH.search(simplified(squeezed(text))) or _TITLE_EN.search(folded(text)))


@rule(
    "CL-014",
    title=Text("Date of the letter", "确认书日期"),
    statement=Text(
        "The letter is dated, not later than the application and not before its vehicles were made.",
        "确认书应注明日期，不晚于申请日期，且不早于所涉车辆的出厂日期。",
    ),
    authority="Own rule",
    basis="own",
    needs=(_LETTER,),
    requirement=_LETTER,
    effective=SINCE,
    category=Category.USED,
    reasons={
        **LETTER_GATE,
        "plausible": passes("The letter is dated {found}.", "确认书日期为{found}。"),
        "undated": note("The letter bears no date.", "确认书未注明日期。"),
        "date-unread": review("The date of the letter could not be read.", "确认书日期无法识别。", *_EYE),
        "date-doubtful": review(
            "The date of the letter was read as {found}, without certainty, and does not fit.", "确认书日期识别为{found}，不够可靠且不合理。", *_EYE
        ),
        "date-uncertain": note(
            "The date of the letter was read as {found}, which fits, without certainty.", "确认书日期识别为{found}，合理但不够可靠。"
        ),
        "after-application": review(
            "The letter is dated {found}, after the application of {declared}.", "确认书日期{found}晚于申请日期{declared}。", *_EYE
        ),
        "before-manufacture": review(
            "The letter is dated {found}, before {vin} was made ({declared}).",
            "确认书日期{found}早于{vin}的出厂日期（{declared}）。",
            *_EYE,
        ),
    },
)
def letter_date_is_plausible(dossier: Dossier) -> Iterable[Says]:
    letters = letters_of(dossier)
    if gate := closed(dossier, letters):
        yield gate
        return
    application = dossier.declaration.application_date
    made = _manufacture_dates(dossier)
    for document, letter in letters.all:
        read = letter.date
        spot = evidence(read)
        if not isinstance(read, Fact):
            yield Says("undated" if isinstance(read, Absent) else "date-unread", document=document.id, found=shown(read), evidence=spot)
            continue
        listed = [vin for vin in made if any(hit.document.id == document.id for hit in letters.rows.of(vin))]
        early = [vin for vin in listed if made[vin] > read.value.isoformat()]
        if not read.clean:
            # A letter need not even be dated, so an uncertain date matters only where it would not fit.
            reason = "date-doubtful" if early or read.value > application else "date-uncertain"
            yield Says(reason, document=document.id, found=str(read.value), evidence=spot)
            continue
        if read.value > application:
            yield Says("after-application", document=document.id, declared=str(application), found=str(read.value), evidence=spot)
        for vin in early:
            yield Says("before-manufacture", vin=vin, document=document.id, declared=made[vin], found=str(read.value), evidence=spot)
        if read.value <= application and not early:
            yield Says("plausible", document=document.id, found=str(read.value), evidence=spot)


def _manufacture_dates(dossier: Dossier) -> dict[str, str]:
    """VIN -> ISO date of manufacture, declared or cleanly read from the certificate, of the vehicles that need a letter."""
    papers = certificates(dossier)
    made: dict[str, str] = {}
    for vin, vehicle in may_be_due(dossier):
        read = [hit.item.manufacture_date for hit in papers.of(vin) if hit.trusted]
        dates = [field.value for field in read if isinstance(field, Fact) and field.clean]
        if vehicle.manufacture_date or dates:
            made[vin] = max(filter(None, [vehicle.manufacture_date, *dates])).isoformat()
    return made


@rule(
    "CL-015",
    title=Text("Annex pages belong to the letter", "附页属于确认书"),
    statement=Text(
        "In a letter of several pages the numbering has no gap, and the page with the VIN list bears a seal or a part of a cross-page seal.",
        "多页确认书页码应连续，列有车辆识别代号的页面应有印章或骑缝章。",
    ),
    authority="Own rule",
    basis="own",
    needs=(_LETTER,),
    requirement=_LETTER,
    effective=SINCE,
    category=Category.USED,
    reasons={
        **LETTER_GATE,
        "single-page": not_applicable("The letter has one page.", "确认书仅一页。"),
        "pages-belong": passes("The pages are numbered without a gap and the VIN list is sealed.", "页码连续，车辆识别代号清单页有印章。"),
        "annex-unsealed": review(
            "Page {found} lists VINs and bears no trace of a seal.",
            "列有车辆识别代号的第{found}页未见印章。",
            "Obtain a letter whose annex is sealed or carries a cross-page seal.",
            "请在附页加盖印章或骑缝章。",
        ),
        "page-numbers-broken": review(
            "The printed page numbers have a gap: {found}.",
            "页码不连续：{found}。",
            "Submit all pages of the letter.",
            "请提交确认书的全部页面。",
        ),
    },
)
def annex_belongs(dossier: Dossier) -> Iterable[Says]:
    letters = letters_of(dossier)
    if gate := closed(dossier, letters):
        yield gate
        return
    for document, letter in letters.all:
        if len(document.pages) == 1 and _gap(letter, 1) is None:
            yield Says("single-page", document=document.id)
            continue
        said = list(_annex_said(document, letter))
        yield from said or [Says("pages-belong", document=document.id)]


def _annex_said(document: Document, letter: Letter) -> Iterable[Says]:
    sealed = {(placed.place.file, placed.place.page) for placed in letter.seals} | {
        # A slice of a cross-page seal is often no more than coloured ink that no reader takes for a seal: a trace all the same.
        (p.file, p.number) for p in document.pages if p.seals or COLOURED_INK in p.problems
    }
    vins = [row.vin for row in letter.vehicles if isinstance(row.vin, Fact)]
    for page in dict.fromkeys((vin.place.file, vin.place.page) for vin in vins):
        if len(document.pages) > 1 and page not in sealed:
            spots = [vin for vin in vins if (vin.place.file, vin.place.page) == page][:1]
            yield Says("annex-unsealed", document=document.id, found=f"{page[0]}:{page[1]}", evidence=evidence(*spots))
    if (gap := _gap(letter, len(document.pages))) is not None:
        yield Says("page-numbers-broken", document=document.id, found=gap, evidence=evidence(*letter.page_numbers))


def _gap(letter: Letter, pages: int) -> str | None:
    """The printed page numbers when one of them is missing, else None. Doubtful numbers count for nothing."""
    numbers = sorted({fact.value[0] for fact in letter.page_numbers if fact.clean})
    totals = {fact.value[1] for fact in letter.page_numbers if fact.clean and fact.value[1]}
    last = max([*numbers, *(total for total in totals if total)], default=0)
    if not numbers or len(numbers) < len(letter.page_numbers):
        return None
    missing = set(range(1, last + 1)) - set(numbers)
    # A page that shows no number may be one of those that seem to be missing.
    return ", ".join(map(str, numbers)) + f" / {last}" if len(missing) > pages - len(numbers) else None


@rule(
    "CL-016",
    title=Text("Language halves agree", "中外文内容一致"),
    statement=Text(
        "The Chinese and the foreign-language half of a bilingual letter name the same vehicles, the same country and the same issuer.",
        "双语确认书的中文和外文部分所载车辆、国家和出具企业应一致。",
    ),
    authority="Own rule",
    basis="own",
    needs=(_LETTER,),
    requirement=_LETTER,
    effective=SINCE,
    category=Category.USED,
    reasons={
        **LETTER_GATE,
        "one-language": not_applicable(
            "The letter is not bilingual, or its halves share one list.", "确认书并非双语，或两部分共用同一清单。"
        ),
        "halves-agree": passes("Both halves agree.", "中外文内容一致。"),
        "vins-differ": review("The halves list different VINs: {found}.", "中外文部分所列车辆识别代号不一致：{found}。", *_EYE),
        "countries-differ": review(
            "The halves name different countries: {declared} and {found}.", "中外文部分所载国家不一致：{declared}与{found}。", *_EYE
        ),
        "issuers-differ": review(
            "The halves name different issuers: {declared} and {found}.", "中外文部分出具企业不一致：{declared}与{found}。", *_EYE
        ),
        "halves-doubtful": review(
            "The halves agree as far as they could be read; not all of it was read with certainty.",
            "就可识别部分而言一致，但有内容未能可靠识别。",
            *_EYE,
        ),
    },
)
def halves_agree(dossier: Dossier) -> Iterable[Says]:
    letters = letters_of(dossier)
    if gate := closed(dossier, letters):
        yield gate
        return
    declared = {plain_vin(vehicle.vin) for vehicle in dossier.declaration.vehicles}
    for document, letter in letters.all:
        first, *others = letter.halves or (None,)
        said = [word for other in others if first and other for word in _half_said(document, first, other, declared)]
        yield from said or [Says("one-language", document=document.id)]


def _half_said(document: Document, a: LanguageHalf, b: LanguageHalf, declared: set[str]) -> Iterable[Says]:
    compared = _compared(a.vins, b.vins) + _compared(a.destinations, b.destinations)
    said: list[Says] = []
    odd = _listed_apart({plain_vin(f.value) for f in a.vins}, {plain_vin(f.value) for f in b.vins}, declared)
    if odd:
        spots = [f for f in (*a.vins, *b.vins) if plain_vin(f.value) in odd]
        said.append(Says("vins-differ", document=document.id, found=", ".join(sorted(odd)[:4]), evidence=evidence(*spots)))
    countries = [sorted({fact.value for fact in half.destinations}) for half in (a, b)]
    if all(countries) and countries[0] != countries[1]:
        spots = [*a.destinations, *b.destinations]
        said.append(
            Says(
                "countries-differ",
                document=document.id,
                declared=", ".join(countries[0]),
                found=", ".join(countries[1]),
                evidence=evidence(*spots),
            )
        )
    for one in a.issuers:
        # Names in different scripts cannot be compared without a register of translations.
        alike = [other for other in b.issuers if has_han(other.value) == has_han(one.value)]
        compared += [one, *alike] if alike else []
        if alike and not any(CompanyName(one.value).same_as(CompanyName(other.value)) for other in alike):
            said.append(
                Says("issuers-differ", document=document.id, declared=one.value, found=alike[0].value, evidence=evidence(one, alike[0]))
            )
    if said:
        yield from said
    elif compared:
        yield Says("halves-agree" if all(fact.clean for fact in compared) else "halves-doubtful", document=document.id)


def _listed_apart(one: set[str], other: set[str], declared: set[str]) -> set[str]:
    """VINs that only one half lists. Halves that share none, all of them declared, are two parts of one list."""
    parts = not one & other and one | other <= declared
    return one ^ other if one and other and not parts else set()


def _compared(a: Sequence[Fact[str]], b: Sequence[Fact[str]]) -> list[Fact[str]]:
    return [*a, *b] if a and b else []
