"""DOC-001 and DOC-004: the certificate is whole, the credit code is valid."""

from __future__ import annotations

from collections.abc import Iterable

from stdnum.cn import uscc

from domain.declaration import Category
from domain.documents import Kind
from domain.dossier import Dossier
from domain.findings import Consequence, Text
from domain.text import squeezed
from validators.catalogue import Says, rule
from validators.certificate import missing_certificate, papers
from validators.compare import evidence
from validators.legibility import may_be_unread
from validators.reasons import fails, lacking, matched_by_doubt, not_applicable, note, passes, review

_KIND = Kind.REGISTRATION_CERTIFICATE
_SECTIONS = {
    "summary": Text("registration summary", "注册登记摘要信息栏"),
    "vehicle": Text("vehicle data", "注册登记机动车信息栏"),
    "entries": Text("register of transfers", "登记栏"),
}


@rule(
    "DOC-001",
    title=Text("The certificate is whole", "登记证书完整"),
    statement=Text(
        "The registration certificate is submitted with its summary, its vehicle data and the register pages that show the transfers.",
        "登记证书应包括摘要信息栏、机动车信息栏和载明转让情况的登记栏页面。",
    ),
    authority="Printed form of the registration certificate, items 1 to 34 and register",
    on_fail=Consequence.CORRECT_AND_RESUBMIT,
    needs=(_KIND,),
    requirement=_KIND,
    category=Category.USED,
    reasons={
        **lacking(_KIND),
        **matched_by_doubt(_KIND),
        "whole": passes("All parts of the certificate were submitted.", "登记证书各部分齐全。"),
        "part-missing": fails(
            "The certificate lacks its {part}.",
            "登记证书缺少{part}。",
            "Submit all pages of the certificate.",
            "请提交登记证书的全部页面。",
        ),
        "part-not-found": review(
            "The {part} of the certificate was not found, but not everything in the upload could be read or recognised.",
            "未找到登记证书的{part}，但部分上传内容无法读取或识别。",
            "Submit all pages of the certificate, or confirm by eye that it is there.",
            "请提交登记证书的全部页面，或由人工确认。",
        ),
    },
)
def certificate_is_whole(dossier: Dossier) -> Iterable[Says]:
    for vin, _, found in papers(dossier):
        if not found.hits:
            yield missing_certificate(found)
            continue
        sections = {section for hit in found.hits for section in hit.item.sections}
        certain = found.trusted and found.legible and not may_be_unread(dossier)
        said = list(found.match_doubt())
        for section, part in _SECTIONS.items():
            if section not in sections:
                said.append(
                    Says("part-missing" if certain else "part-not-found", vin=vin, evidence=evidence(*found.vins), words={"part": part})
                )
        yield from said or [Says("whole", vin=vin, evidence=evidence(*found.vins))]


@rule(
    "DOC-004",
    title=Text("Unified social credit code", "统一社会信用代码"),
    statement=Text(
        "The exporter's unified social credit code has 18 characters and its check character holds.",
        "出口企业统一社会信用代码为18位且校验码正确。",
    ),
    authority="GB 32100-2015",
    requirement="declaration",
    reasons={
        "valid": passes("The credit code {declared} is valid.", "统一社会信用代码{declared}有效。"),
        "invalid": note(
            "The credit code {declared} is not valid: length, characters or check character are wrong.",
            "统一社会信用代码{declared}无效：长度、字符或校验码有误。",
        ),
        "not-declared": not_applicable("No credit code is declared.", "未申报统一社会信用代码。"),
    },
)
def credit_code_is_valid(dossier: Dossier) -> Iterable[Says]:
    code = dossier.declaration.exporter.uscc
    if code is None:
        yield Says("not-declared")
    else:
        yield Says("valid" if uscc.is_valid(squeezed(code)) else "invalid", declared=code)
