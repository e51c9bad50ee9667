"""UV-008: who owns the vehicle."""

from __future__ import annotations

from collections.abc import Iterable

from domain.declaration import Category
from domain.documents import Kind
from domain.dossier import Dossier
from domain.facts import Absent, Fact, Field
from domain.findings import Consequence, Text
from domain.names import same_company
from domain.used_vehicle_papers import RegisterEntry
from validators.catalogue import Says, rule
from validators.certificate import Papers, papers
from validators.compare import Match, evidence, judge, shown
from validators.reasons import compared, matched_by_doubt, nothing_to_check, passes, review

_KIND = Kind.REGISTRATION_CERTIFICATE
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
