"""UV-008 and UV-014: who owns the vehicle, who applies."""

from __future__ import annotations

from collections.abc import Iterable

from domain.declaration import Category
from domain.documents import Kind
from domain.dossier import Dossier
from domain.facts import Absent, Fact, Field
from domain.findings import Consequence, Text
from domain.names import same_company
from domain.text import has_han
from domain.used_vehicle_papers import LicenceApplication, RegisterEntry
from validators.catalogue import Says, rule
from validators.certificate import Papers, papers
from validators.compare import Match, evidence, judge, one_character_off, shown, surely_read
from validators.matching import with_facts
from validators.reasons import compared, fails, matched_by_doubt, not_applicable, nothing_to_check, passes, review

_KIND = Kind.REGISTRATION_CERTIFICATE
_EXPORTER, _CONSIGNOR = Text("exporter", "出口商"), Text("consignor", "发货人")
_TRANSFERS = ("transfer", "export_transfer")


@rule(
    "UV-008",
    title=Text("The owner is the exporter", "车辆所有人为申请企业"),
    statement=Text(
        "The owner by the latest transfer on the registration certificate must be the enterprise that applies for the licence.",
        "登记证书最近一次转让登记的所有人应为申领许可证的企业。",
    ),
    authority="MOFCOM Announcement 2024 No. 6, application material",
    on_fail=Consequence.CORRECT_AND_RESUBMIT,
    needs=(_KIND,),
    requirement=_KIND,
    category=Category.USED,
    reasons={
        **nothing_to_check(_KIND),
        **matched_by_doubt(_KIND),
        **compared("owner", Text("latest owner", "现所有人"), _KIND),
        "owner-is-exporter": passes(
            "The latest owner on the certificate is the exporter, {found}.", "登记证书的现所有人为申请企业{found}。"
        ),
        "latest-transfer-unclear": review(
            "Which transfer is the latest cannot be settled: their dates could not all be read, or contradict the order of the entries.",
            "无法确定最近一次转让：部分日期无法识别，或与登记顺序不符。",
            "Compare the register pages of the certificate by eye.",
            "请人工核对登记证书的登记栏。",
        ),
    },
)
def owner_is_exporter(dossier: Dossier) -> Iterable[Says]:
    exporter = dossier.declaration.exporter.name
    for vin, _, found in papers(dossier):
        if not found.hits:
            yield Says("no-document", vin=vin)
            continue
        said = list(found.match_doubt())
        owner, certain = _latest_owner(found)
        outcome = judge(owner, lambda name: same_company(name, exporter), legible=found.legible, trusted=found.trusted)
        if not certain or (outcome is Match.AGREES and _sold_on(found, exporter)):
            said.append(Says("latest-transfer-unclear", vin=vin, declared=exporter, found=shown(owner), evidence=evidence(owner)))
        elif outcome is not Match.AGREES and not (outcome is Match.DOUBTFUL and said):
            said.append(Says(f"owner-{outcome}", vin=vin, declared=exporter, found=shown(owner), evidence=evidence(owner)))
        yield from said or [Says("owner-is-exporter", vin=vin, declared=exporter, found=shown(owner), evidence=evidence(owner))]


def _sold_on(found: Papers, exporter: str) -> bool:
    """Whether the certificate shows a later owner than its register does: the summary on its first page lists transfers too."""
    return any(isinstance(hit.item.owner, Fact) and not same_company(hit.item.owner.value, exporter) for hit in found.hits)


def _latest_owner(found: Papers) -> tuple[Field[str], bool]:
    """The owner that the last transfer names, else item 1; and whether it is certain which transfer is the last."""
    transfers = [e for hit in found.hits for e in hit.item.entries if e.what.value in _TRANSFERS and not isinstance(e.owner, Absent)]
    if not transfers:
        owners: list[Field[str]] = [hit.item.owner for hit in found.hits]
        return next((owner for owner in owners if not isinstance(owner, Absent)), Absent()), True
    names = {entry.owner.value for entry in transfers if isinstance(entry.owner, Fact)}
    if len(transfers) == 1 or (len(names) == 1 and all(isinstance(entry.owner, Fact) for entry in transfers)):
        return transfers[-1].owner, all(entry.what.clean for entry in transfers)
    last = _last_by_date(transfers)
    return (last.owner, True) if last else (transfers[-1].owner, False)


def _last_by_date(transfers: list[RegisterEntry]) -> RegisterEntry | None:
    dated = [(entry.date.value, place) for place, entry in enumerate(transfers) if isinstance(entry.date, Fact) and entry.date.clean]
    if len(dated) < len(transfers) or not all(entry.what.clean for entry in transfers):
        return None
    return transfers[max(dated)[1]]


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
            "Compare the form by eye.",
            "请人工核对申请表。",
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
