"""UV-013: the exporter's declaration that the vehicles meet the standards of the destination."""

from __future__ import annotations

from collections.abc import Iterable

from domain.declaration import Category
from domain.documents import Document, Kind
from domain.dossier import Dossier
from domain.facts import Fact
from domain.findings import Consequence, Text
from domain.names import same_company
from domain.used_vehicle_papers import ConformityDeclaration
from validators.catalogue import Says, rule
from validators.compare import Match, evidence, judge, shown
from validators.destinations import Destination, declared_country, judge_destination, named
from validators.legibility import absence, legible, sealable
from validators.matching import declared_vins, plain_vin, with_facts
from validators.reasons import compared, fails, lacking, passes, review
from validators.sealing import Sealing, reads_nearly, seal_evidence, sealed_by

_KIND = Kind.CONFORMITY_DECLARATION
_EYE = ("Compare the document by eye.", "请人工核对该文件。")


@rule(
    "UV-013",
    title=Text("Declaration of conformity with the destination's standards", "目标市场准入标准符合性声明"),
    statement=Text(
        "The exporter declares under its seal that the vehicles meet the access standards of the declared destination.",
        "出口企业应声明车辆符合申报目的国的准入标准，并加盖公章。",
    ),
    authority="MOFCOM Announcement 2024 No. 6, application material",
    on_fail=Consequence.CORRECT_AND_RESUBMIT,
    needs=(_KIND,),
    requirement=_KIND,
    category=Category.USED,
    reasons={
        **lacking(_KIND),
        "complete": passes("The declaration names the destination and bears the exporter's seal.", "声明载明目的国，并加盖出口企业公章。"),
        **compared("destination", Text("destination country", "目的国"), _KIND),
        "destination-among-others": review(
            "The declaration names {found}; only {declared} is applied for.",
            "声明载明{found}；本次仅申请{declared}。",
            "Submit a declaration for the destination applied for, or confirm that it covers it.",
            "请提交针对所申请目的国的声明，或由人工确认其涵盖该国。",
        ),
        "declared-country-unknown": review(
            "The declared destination {declared} is no country that is known here: nothing to compare with.",
            "申报的目的国“{declared}”无法识别，不能比对。",
            "Declare one country.",
            "请申报一个国家。",
        ),
        **compared("exporter", Text("exporter", "出口企业"), _KIND),
        "vehicle-not-listed": review(
            "The declaration lists vehicles, but not {found}.",
            "声明列明了车辆，但没有{found}。",
            "Submit a declaration for all vehicles.",
            "请提交涵盖全部车辆的声明。",
        ),
        "seal-missing": fails("The declaration bears no seal.", "声明未加盖印章。", "Seal the declaration.", "请加盖公章。"),
        "seal-not-found": review(
            "No seal was found, but the pages are not fully legible.",
            "未找到印章，但页面不能完全辨认。",
            "Submit a colour scan of the sealed declaration.",
            "请提交加盖公章声明的彩色扫描件。",
        ),
        "seal-of-another": fails(
            "The seal is that of {found}, not of {declared}.",
            "印章为{found}，不是{declared}。",
            "Have the exporter seal the declaration.",
            "请加盖出口企业公章。",
        ),
        "seal-special": fails(
            "The only seal on the declaration is a special-purpose one: {found}.",
            "声明仅加盖了专用章：{found}。",
            "Use the official seal.",
            "请加盖公章。",
        ),
        "date-after-application": review(
            "The declaration is of {found}, later than the application ({declared}).", "声明日期{found}晚于申请日期{declared}。", "Check the date.", "请核对日期。"
        ),
        "seal-unclear": review("Whose seal the declaration bears could not be settled.", "无法确定声明上的印章属于哪个企业。", *_EYE),
    },
)
def conformity_is_declared(dossier: Dossier) -> Iterable[Says]:
    found = with_facts(dossier, ConformityDeclaration)
    if not found:
        yield Says(absence(dossier, unmatched=False))
        return
    # Of several declarations the one with the fewest objections counts.
    document, said = min(
        ((document, list(_objections(dossier, document, facts))) for document, facts in found), key=lambda pair: len(pair[1])
    )
    yield from said
    if not said:
        facts = next(facts for other, facts in found if other is document)
        yield Says("complete", document=document.id, evidence=evidence(facts.exporter, *facts.destinations) + seal_evidence(facts.seals))


def _objections(dossier: Dossier, document: Document, facts: ConformityDeclaration) -> Iterable[Says]:
    exporter, clear = dossier.declaration.exporter.name, legible(dossier, document)
    yield from _country(dossier, document, facts, clear)
    applied = dossier.declaration.application_date
    if isinstance(facts.date, Fact) and facts.date.clean and facts.date.value > applied:
        yield Says("date-after-application", document=document.id, declared=str(applied), found=str(facts.date.value), evidence=evidence(facts.date))
    outcome = judge(facts.exporter, lambda name: same_company(name, exporter), legible=clear)
    # The exporter's seal says who declares; the name in the text is only read against it.
    if outcome not in (Match.AGREES, Match.MISSING, Match.NOT_FOUND):
        yield Says(
            f"exporter-{outcome}", document=document.id, declared=exporter, found=shown(facts.exporter), evidence=evidence(facts.exporter)
        )
    sealing, name = sealed_by(dossier, facts.seals, exporter)
    if sealing is Sealing.UNCLEAR and outcome is Match.AGREES and reads_nearly(facts.seals, exporter):
        # The exporter's own word under its own name: nobody else gains by a seal that differs in a character.
        sealing = Sealing.EXPECTED
    reason = {
        Sealing.NONE: "seal-missing" if clear and not sealable(document) else "seal-not-found",
        Sealing.OTHER: "seal-of-another",
        Sealing.SPECIAL: "seal-special",
        Sealing.UNCLEAR: "seal-unclear",
    }.get(sealing)
    if reason:
        yield Says(reason, document=document.id, declared=exporter, found=name, evidence=seal_evidence(facts.seals))
    yield from _listed(dossier, document, facts)


def _country(dossier: Dossier, document: Document, facts: ConformityDeclaration, clear: bool) -> Iterable[Says]:
    code = declared_country(dossier)
    if code is None:
        yield Says("declared-country-unknown", document=document.id, declared=dossier.declaration.destination)
        return
    outcome = judge_destination(facts.destinations, code, legible=clear)
    if outcome is not Destination.AGREES:
        yield Says(
            f"destination-{outcome}",
            document=document.id,
            declared=code,
            found=named(facts.destinations),
            evidence=evidence(*facts.destinations),
        )


def _listed(dossier: Dossier, document: Document, facts: ConformityDeclaration) -> Iterable[Says]:
    listed = {plain_vin(row.vin.value) for row in facts.vehicles if isinstance(row.vin, Fact)}
    unread = [row.vin for row in facts.vehicles if not isinstance(row.vin, Fact)]
    lacking_vins = [vin for vin in declared_vins(dossier) if vin not in listed]
    if facts.vehicles and lacking_vins:
        found = ", ".join(lacking_vins[:3]) + (" …" if len(lacking_vins) > 3 else "")
        yield Says("vehicle-not-listed", document=document.id, found=found, evidence=evidence(*unread))
