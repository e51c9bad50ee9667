"""INT-008: no document takes back what it is submitted for."""

from __future__ import annotations

from collections.abc import Iterable

from domain.dossier import Dossier
from domain.findings import Text
from domain.names import same_company
from validators.catalogue import Says, rule
from validators.compare import evidence, one_character_off
from validators.reasons import not_applicable, passes, review

_EYE = ("Read the document; submit one without reservation.", "请审阅该文件；提交无保留的文件。")


@rule(
    "INT-008",
    title=Text("No document speaks against itself", "文件不得自我否定"),
    statement=Text(
        "A document that is void, withdrawn, a sample, not in force, over, or that excepts the vehicles, the service or the country it is submitted for is shown to a person.",
        "文件载明作废、撤回、样本、尚未生效、已过期，或将其所涉车辆、服务、国家除外的，提请人工审阅。",
    ),
    authority="Own rule",
    basis="own",
    requirement="files",
    reasons={
        "speaks-against": review("The document says: “{found}”.", "文件载明：“{found}”。", *_EYE),
        "over": review("The document holds until {found}, the application is of {declared}.", "文件有效期至{found}，申请日期为{declared}。", *_EYE),
        "for-another": review("The letter is for the export by {found}; the exporter declared is {declared}.", "确认书所载出口企业为{found}，申报出口企业为{declared}。", *_EYE),
        "nothing-against": passes("No document takes back what it is submitted for.", "未发现文件自我否定的内容。"),
        "no-documents": not_applicable("There are no documents.", "没有文件。"),
    },
)
def documents_speak_for_themselves(dossier: Dossier) -> Iterable[Says]:
    said = []
    applied, exporter = dossier.declaration.application_date, dossier.declaration.exporter.name
    for document in dossier.documents:
        for sentence in document.reservations.against:
            said.append(Says("speaks-against", document=document.id, found=sentence.value, evidence=evidence(sentence)))
        for day in document.reservations.until:
            if day.value < applied:
                said.append(Says("over", document=document.id, declared=str(applied), found=str(day.value), evidence=evidence(day)))
        for applicant in document.reservations.applicants:
            if applicant.clean and not same_company(applicant.value, exporter) and not one_character_off(applicant.value, exporter):
                said.append(Says("for-another", document=document.id, declared=exporter, found=applicant.value, evidence=evidence(applicant)))
    yield from said or [Says("nothing-against" if dossier.documents else "no-documents")]
