"""MV-001, MV-002 and MV-018 to MV-020: how modified vehicles are exported, by whom, and whether their modification is proven."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from domain.declaration import Category, ExportRole
from domain.documents import Document, Kind
from domain.dossier import Dossier
from domain.facts import Fact, Unread
from domain.findings import Consequence, Status, Text
from domain.modified_vehicle_papers import AuthorisationLetter
from domain.names import same_company
from validators.catalogue import Says, rule, rule_by_id
from validators.compare import Match, evidence, judge, shown
from validators.declared_models import GUIDELINES, RELAXED, declared_models, relaxed
from validators.legibility import absence, legible
from validators.matching import with_facts
from validators.reasons import compared, fails, lacking, not_applicable, note, passes, review
from validators.sealing import Sealing, bears_name, seal_evidence, sealed_by

_LETTER = Kind.AUTHORISATION_LETTER
_NOTICE = "Notice Shang Mao Han [2025] No. 648, part on modified vehicles"
_EYE = ("Compare the letter by eye.", "请人工核对授权书。")


@rule(
    "MV-001",
    title=Text("Modified vehicles follow the rules for new vehicles", "改装车按新车出口规定办理"),
    statement=Text(
        "Vehicles that are modified before export are exported under the rules for new vehicles.",
        "改装后出口的车辆按新车出口有关规定办理。",
    ),
    authority=GUIDELINES,
    requirement="declaration",
    category=Category.MODIFIED,
    reasons={"as-new-vehicles": note("{found} modified vehicles, exported as new ones.", "{found}辆改装车，按新车出口办理。")},
)
def modified_vehicles(dossier: Dossier) -> Iterable[Says]:
    yield Says("as-new-vehicles", found=str(len(dossier.declaration.vehicles)))


@rule(
    "MV-002",
    title=Text("Who exports", "出口方式"),
    statement=Text(
        "The maker of the modified vehicles exports them itself, or an enterprise that it authorises does. The letter of authorisation names the exporter "
        "and bears the maker's seal.",
        "由改装车生产企业自行出口，或由其授权的企业出口；授权书应载明出口企业并加盖改装车生产企业公章。",
    ),
    authority=GUIDELINES,
    on_fail=Consequence.CORRECT_AND_RESUBMIT,
    needs=(_LETTER,),
    requirement=_LETTER,
    category=Category.MODIFIED,
    reasons={
        **RELAXED,
        "role-not-declared": fails(
            "Whether the maker or an authorised enterprise exports is not declared.",
            "未申报由改装车生产企业出口或由其授权的企业出口。",
            "Declare the export role.",
            "请申报出口方式。",
        ),
        "exported-by-maker": passes("{found} exports the vehicles it made.", "由生产企业{found}自行出口。"),
        "not-the-maker": fails(
            "Export by the maker is declared, but the exporter {declared} is not the maker {found}.",
            "申报由改装车生产企业出口，但出口企业{declared}不是生产企业{found}。",
            "Correct the export role, or let the maker apply.",
            "请更正出口方式，或由生产企业申请。",
        ),
        "authorised": passes("{found} authorises {declared} under its seal.", "{found}已盖章授权{declared}出口。"),
        **{
            code: reason if reason.status is Status.REVIEW else review(reason.message.en, reason.message.zh, "Submit the letter of authorisation.", "请提交授权书。")
            for code, reason in lacking(_LETTER).items()
        },
        **compared("exporter", Text("authorised exporter", "被授权企业"), _LETTER, own=True),
        **compared("maker", Text("authorising maker", "授权企业"), _LETTER, own=True),
        "expired": review(
            "The authorisation ended on {found}, before the application.", "授权已于{found}到期，早于申请日期。", "Submit an authorisation in force.", "请提交有效的授权书。"
        ),
        "until-unclear": review("Until when the authorisation holds could not be read with certainty ({found}).", "授权期限未能可靠识别（{found}）。", *_EYE),
        "not-sealed": review("No seal of {declared} was found on the authorisation (found: {found}).", "授权书上未找到{declared}的公章（找到：{found}）。", *_EYE),
    },
)
def export_role_is_stated(dossier: Dossier) -> Iterable[Says]:
    if gate := relaxed(dossier):
        yield gate
        return
    role, exporter = dossier.declaration.export_role, dossier.declaration.exporter.name
    makers = tuple(dict.fromkeys(vehicle.manufacturer for vehicle in dossier.declaration.vehicles))
    if role is None:
        yield Says("role-not-declared")
        return
    for maker in makers:
        if role is ExportRole.MANUFACTURER:
            yield Says("exported-by-maker" if same_company(maker, exporter) else "not-the-maker", declared=exporter, found=maker)
        else:
            yield from _authorised(dossier, maker, exporter)


def _authorised(dossier: Dossier, maker: str, exporter: str) -> Iterable[Says]:
    """Of several letters the one with the fewest objections counts."""
    letters = with_facts(dossier, AuthorisationLetter)
    if not letters:
        yield Says(absence(dossier, unmatched=False))
        return
    document, said = min(((d, list(_objections(dossier, d, facts, maker, exporter))) for d, facts in letters), key=lambda pair: len(pair[1]))
    yield from said
    if not said:
        facts = next(facts for other, facts in letters if other is document)
        yield Says("authorised", document=document.id, declared=exporter, found=maker, evidence=evidence(facts.exporter, facts.manufacturer) + seal_evidence(facts.seals))


def _objections(dossier: Dossier, document: Document, facts: AuthorisationLetter, maker: str, exporter: str) -> Iterable[Says]:
    clear = legible(dossier, document)
    for name, read, wanted in (("exporter", facts.exporter, exporter), ("maker", facts.manufacturer, maker)):
        outcome = judge(read, lambda text, wanted=wanted: same_company(text, wanted), legible=clear)  # type: ignore[misc]
        if outcome is not Match.AGREES:
            yield Says(f"{name}-{outcome}", document=document.id, declared=wanted, found=shown(read), evidence=evidence(read))
    if isinstance(facts.until, Unread) or (isinstance(facts.until, Fact) and not facts.until.clean):
        yield Says("until-unclear", document=document.id, found=shown(facts.until) or "-", evidence=evidence(facts.until))
    elif isinstance(facts.until, Fact) and facts.until.value < dossier.declaration.application_date:
        yield Says("expired", document=document.id, found=facts.until.value.isoformat(), evidence=evidence(facts.until))
    sealing, owner = sealed_by(dossier, facts.seals, maker)
    if sealing is not Sealing.EXPECTED and not bears_name(facts.seals, maker):
        yield Says("not-sealed", document=document.id, declared=maker, found=owner or "-", evidence=seal_evidence(facts.seals))


@rule(
    "MV-018",
    title=Text("Window in which material may be omitted", "材料可暂缓提交的期间"),
    statement=Text(
        "For 2025 licences applied for from 15 to 31 December 2025 the attachments may be omitted. 2026 licences need the full material. The window is a "
        "parameter of the dated policy.",
        "2025年12月15日至31日申领2025年许可证的，附件可暂不提交；申领2026年许可证须提交全部材料。该期间为政策参数。",
    ),
    authority=GUIDELINES,
    requirement="declaration",
    category=Category.MODIFIED,
    reasons={
        "within": passes("For {declared} licences applied for in this window the material may be submitted later.", "在此期间申领{declared}年许可证的，附件可暂不提交。"),
        "full-material": not_applicable("The application is not in the window: the full material is required.", "不在此期间内，须提交全部材料。"),
    },
)
def window_of_omission(dossier: Dossier) -> Iterable[Says]:
    gate = relaxed(dossier)
    yield replace(gate, reason="within") if gate else Says("full-material")


_PROOF = ("MV-003", "MV-007", "MV-008", "MV-009", "MV-010", "MV-011", "MV-012", "MV-013", "MV-014", "MV-015", "MV-016")


@rule(
    "MV-019",
    title=Text("The modification is proven", "改装真实性"),
    statement=Text(
        "No licence where the modification is not proven authentic, where the like product is not in the Announcement, or without a valid CCC certificate. "
        "Decided by the rules on plates, purchases, parameter sheet and certificate together.",
        "无法证明改装真实性、同类产品未列入公告或没有有效强制性产品认证的，不予发放许可证；由铭牌、购买凭证、参数表和认证证书各规则综合判断。",
    ),
    authority=_NOTICE,
    on_fail=Consequence.NO_LICENCE,
    requirement="modification",
    category=Category.MODIFIED,
    reasons={
        **RELAXED,
        "proven": passes("Plates, purchases, parameter sheet and certificate agree.", "铭牌、购买凭证、参数表和认证证书一致。"),
        "not-proven": fails(
            "The modification is not proven: {found} fail.", "未能证明改装真实性：{found}不符合。", "Mend what these rules name.", "请按上述规则补正。"
        ),
        "open": review("Whether the modification is proven is open: {found} are to be reviewed.", "改装真实性待定：{found}需复核。", "Settle what these rules name.", "请先处理上述规则所列事项。"),
    },
)
def modification_is_proven(dossier: Dossier) -> Iterable[Says]:
    if gate := relaxed(dossier):
        yield gate
        return
    found = {id_: {finding.status for finding in rule_by_id(id_)(dossier)} for id_ in _PROOF}
    for status, reason in ((Status.FAIL, "not-proven"), (Status.REVIEW, "open")):
        named = [id_ for id_, statuses in found.items() if status in statuses]
        if named:
            yield Says(reason, found=", ".join(named))
            return
    yield Says("proven")


@rule(
    "MV-020",
    title=Text("How many vehicles of which maker", "各改装企业出口数量"),
    statement=Text(
        "The number of vehicles of each maker is shown, so that it can be held against what the maker can build.",
        "列出各改装企业的出口数量，供与其改装能力比对。",
    ),
    authority=_NOTICE,
    requirement="declaration",
    category=Category.MODIFIED,
    reasons={"counted": note("{found}: {count} vehicles of {models} models.", "{found}：{models}个型号共{count}辆。"), "nothing": not_applicable("No vehicle is declared.", "未申报车辆。")},
)
def vehicles_of_each_maker(dossier: Dossier) -> Iterable[Says]:
    counts = Counter(vehicle.manufacturer for vehicle in dossier.declaration.vehicles)
    models = Counter(entry.manufacturer for entry in declared_models(dossier))
    for maker, count in counts.items():
        yield Says("counted", found=maker, words={"count": count, "models": models[maker]})
    if not counts:
        yield Says("nothing")
