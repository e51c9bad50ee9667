"""UV-007 and UV-010: the register pages of the certificate, that is the export annotation, mortgages, pledges and seizures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from domain.declaration import Category, Vehicle
from domain.documents import Kind
from domain.dossier import Dossier
from domain.facts import Fact, Unread
from domain.findings import Consequence, Text
from domain.text import squeezed
from domain.used_vehicle_papers import InspectionReport, RegisterEntry
from validators.catalogue import Says, rule
from validators.certificate import Papers, papers
from validators.compare import evidence, shown, weightiest
from validators.conclusions import Conclusion, conclusion_of
from validators.legibility import legible_page, may_be_unread
from validators.matching import rows_of, with_facts
from validators.reasons import fails, matched_by_doubt, nothing_to_check, passes, review

_KIND = Kind.REGISTRATION_CERTIFICATE
_ANNOTATION = re.compile(r"转让(登记)?待出口")
_LIENS = ("mortgage", "pledge", "seizure")
_SHORTEST_LIFE_YEARS = 8
"""The shortest age limit of any class of motor vehicle (small taxis); below it minus one year no limit can be near."""
_EYE = ("Compare the register pages of the certificate by eye.", "请人工核对登记证书的登记栏。")


@rule(
    "UV-007",
    title=Text("The certificate is annotated for export", "登记证书签注转让待出口"),
    statement=Text(
        "The register of the certificate must carry the traffic police's entry of a transfer pending export.",
        "登记证书的登记栏中应有公安交管部门办理的转让待出口登记。",
    ),
    authority="MOFCOM Announcement 2024 No. 6; Notice Shang Mao Han [2025] No. 648, part 1",
    on_fail=Consequence.CORRECT_AND_RESUBMIT,
    needs=(_KIND,),
    requirement=_KIND,
    category=Category.USED,
    reasons={
        **nothing_to_check(_KIND),
        **matched_by_doubt(_KIND),
        "annotated": passes("The certificate carries the annotation {found}.", "登记证书载有“{found}”。"),
        "annotation-other": fails(
            "In the place of the annotation the certificate reads {found}.",
            "登记证书签注处为“{found}”，不是转让待出口。",
            "Have the transfer pending export registered.",
            "请先办理转让待出口登记。",
        ),
        "annotation-doubtful": review(
            "The annotation was read as {found}, without certainty.", "签注内容识别为“{found}”，不够可靠。", *_EYE
        ),
        "annotation-unread": review("The annotation could not be read.", "签注内容无法识别。", *_EYE),
        "annotation-missing": fails(
            "The register pages were read and carry no annotation of a transfer pending export.",
            "登记栏已读取，未见转让待出口签注。",
            "Have the transfer pending export registered and submit the page that shows it.",
            "请办理转让待出口登记，并提交载明该事项的页面。",
        ),
        "register-not-seen": review(
            "No annotation was found, but the register pages are missing from the upload or not fully legible.",
            "未见签注，但登记栏页面缺失或不能完全辨认。",
            "Submit all register pages of the certificate.",
            "请提交登记证书的全部登记栏页面。",
        ),
    },
)
def annotated_for_export(dossier: Dossier) -> Iterable[Says]:
    for vin, _, found in papers(dossier):
        if not found.hits:
            yield Says("no-document", vin=vin)
            continue
        yield from found.match_doubt()
        read = weightiest([hit.item.export_annotation for hit in found.hits], lambda text: not _is_annotation(text))
        if isinstance(read, Fact):
            reason = (
                "annotation-doubtful"
                if not (read.clean and found.trusted)
                else "annotated"
                if _is_annotation(read.value)
                else "annotation-other"
            )
        elif isinstance(read, Unread):
            reason = "annotation-unread"
        else:
            reason = "annotation-missing" if _nothing_more(found) else "register-not-seen"
        yield Says(reason, vin=vin, found=shown(read), evidence=evidence(read))


def _is_annotation(text: str) -> bool:
    return _ANNOTATION.search(squeezed(text)) is not None


def _register_seen(found: Papers) -> bool:
    """Whether register pages are there and legible; other pages of the certificate do not matter here."""
    with_register = [hit for hit in found.hits if "entries" in hit.item.sections]
    marked = {(e.what.place.file, e.what.place.page) for hit in with_register for e in hit.item.entries}
    pages = [page for hit in with_register for page in hit.document.pages if not marked or (page.file, page.number) in marked]
    return bool(with_register) and (found.legible or (bool(marked) and all(legible_page(page) for page in pages)))


def _nothing_more(found: Papers) -> bool:
    """Whether what the register pages do not show is not elsewhere in the upload either."""
    return _register_seen(found) and found.trusted and not may_be_unread(found.dossier)


@rule(
    "UV-010",
    title=Text("No prohibited circumstance", "不属于禁止出口的情形"),
    statement=Text(
        "Vehicles under mortgage, pledge or seizure, that failed their inspection, or that are within a year of their age limit may not be exported. "
        "Of the ten circumstances of the announcement these can be checked on the documents; the others are for a person.",
        "存在抵押、质押、查封，检测不合格，或距报废年限不足一年的车辆不得出口。公告所列十种情形中仅此几项可据文件核对，其余由人工判断。",
    ),
    authority="MOFCOM Announcement 2024 No. 6, section 6",
    on_fail=Consequence.NO_LICENCE,
    needs=(_KIND, Kind.INSPECTION_REPORT),
    requirement=_KIND,
    category=Category.USED,
    reasons={
        **nothing_to_check(_KIND),
        **matched_by_doubt(_KIND),
        "none-found": passes("The register shows no open mortgage, pledge or seizure.", "登记栏未见未解除的抵押、质押或查封。"),
        "encumbered": fails(
            "The register shows a {found} that is not released.",
            "登记栏载有未解除的{found}。",
            "Have it released and submit the page with the release.",
            "请办理解除手续，并提交载明解除事项的页面。",
        ),
        "encumbrance-doubtful": review("The register may show a {found} that is not released.", "登记栏可能载有未解除的{found}。", *_EYE),
        "register-not-seen": review(
            "The register pages are missing or not fully legible: open mortgages, pledges and seizures cannot be excluded.",
            "登记栏页面缺失或不能完全辨认，无法排除未解除的抵押、质押或查封。",
            "Submit all register pages of the certificate.",
            "请提交登记证书的全部登记栏页面。",
        ),
        "inspection-failed": fails(
            "The inspection report ends with: {found}.",
            "检测报告结论为：{found}。",
            "A vehicle that failed its inspection cannot be exported.",
            "检测不合格的车辆不得出口。",
        ),
        "age-limit-to-check": review(
            "The vehicle is {years} years old and its use is {found}: whether an age limit is near must be checked.",
            "车龄{years}年，使用性质为{found}：须核对是否临近报废年限。",
            "Compare the vehicle's class with the compulsory scrapping standard.",
            "请对照机动车强制报废标准核对。",
        ),
    },
)
def no_prohibited_circumstance(dossier: Dossier) -> Iterable[Says]:
    inspected = rows_of(dossier, InspectionReport)
    reports = {document.id: facts for document, facts in with_facts(dossier, InspectionReport)}
    for vin, vehicle, found in papers(dossier):
        said: list[Says] = []
        for hit in inspected.of(vin):
            read = hit.item.conclusion if isinstance(hit.item.conclusion, Fact) else reports[hit.document.id].conclusion
            if hit.trusted and isinstance(read, Fact) and read.clean and conclusion_of(read.value) is Conclusion.FAILED:
                said.append(Says("inspection-failed", vin=vin, document=hit.document.id, found=read.value, evidence=evidence(read)))
        if not found.hits:
            yield from said or [Says("no-document", vin=vin)]
            continue
        said += [*found.match_doubt(), *_encumbrances(found), *_age(found, vehicle)]
        yield from said
        if not said:
            entries = [entry.what for hit in found.hits for entry in hit.item.entries]
            yield Says("none-found", vin=vin, evidence=evidence(*entries))


def _encumbrances(found: Papers) -> Iterable[Says]:
    entries = [entry for hit in found.hits for entry in hit.item.entries]
    doubtful = not _nothing_more(found) or any(not entry.what.clean for entry in entries)
    for lien in _LIENS:
        opened = [entry for entry in entries if entry.what.value == lien]
        released = [entry for entry in entries if entry.what.value == f"{lien}_release" and entry.what.clean]
        if len(opened) > len(released) or _opened_after(opened, released):
            yield Says(
                "encumbrance-doubtful" if doubtful else "encumbered",
                vin=found.vin,
                found=opened[-1].what.raw or lien,
                evidence=evidence(*(entry.what for entry in opened)),
            )
            return
    if not _register_seen(found):
        yield Says("register-not-seen", vin=found.vin)
    elif any(not entry.what.clean for entry in entries):
        unsure = [entry.what for entry in entries if not entry.what.clean]
        yield Says("encumbrance-doubtful", vin=found.vin, found=unsure[0].raw, evidence=evidence(*unsure))


def _opened_after(opened: list[RegisterEntry], released: list[RegisterEntry]) -> bool:
    """Whether the last opening is later than the last release, where both dates are known."""
    starts = [entry.date.value for entry in opened if isinstance(entry.date, Fact)]
    ends = [entry.date.value for entry in released if isinstance(entry.date, Fact)]
    return bool(starts and ends) and max(starts) > max(ends)


def _age(found: Papers, vehicle: Vehicle) -> Iterable[Says]:
    registered = [hit.item.registration_date for hit in found.hits]
    dates: list[date] = [read.value for read in registered if isinstance(read, Fact)]
    if vehicle.registration_date:
        dates.append(vehicle.registration_date)
    if not dates:
        return
    years = (found.dossier.declaration.application_date - min(dates)).days // 365
    use = weightiest([hit.item.use_nature for hit in found.hits], lambda text: "非营运" not in text)
    kind = weightiest([hit.item.vehicle_type for hit in found.hits], lambda text: True)
    private = isinstance(use, Fact) and use.clean and "非营运" in use.value
    small = isinstance(kind, Fact) and kind.clean and re.search("小型|微型|轿车", kind.value) is not None
    if years + 1 >= _SHORTEST_LIFE_YEARS and not (private and small):
        yield Says("age-limit-to-check", vin=found.vin, found=shown(use) or "-", evidence=evidence(use, kind), words={"years": years})
