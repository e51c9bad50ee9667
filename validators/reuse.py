"""CL-017: one letter, or one vehicle, in the applications of two exporters: of the same run, or as the letter itself says."""

from __future__ import annotations

import re
from collections.abc import Iterable

from domain.declaration import Category
from domain.documents import Kind
from domain.dossier import Dossier
from domain.facts import Fact
from domain.findings import Text
from domain.names import same_company
from domain.used_vehicle_papers import Letter
from validators.catalogue import Says, rule
from validators.compare import evidence, surely_read
from validators.matching import declared_vins, plain_vin, with_facts
from validators.reasons import passes, review

_COMPANY = re.compile(r"公司$")
"""What an authority's name does not end in: a letter may well be addressed to one."""


@rule(
    "CL-017",
    title=Text("Not used by another exporter", "未被其他出口企业使用"),
    statement=Text(
        "Neither a vehicle nor the file of a letter appears in the application of another exporter, and the letter is addressed to no other enterprise. Compared are the "
        "applications of one run.",
        "同一车辆或同一确认书文件不得出现在其他出口企业的申请中，确认书也不得致其他企业；比对范围为同批处理的申请。",
    ),
    authority="Own rule",
    basis="own",
    needs=(Kind.CONFIRMATION_LETTER,),
    requirement=Kind.CONFIRMATION_LETTER,
    category=Category.USED,
    reasons={
        "not-reused": passes("No other exporter of this run uses these vehicles or letters.", "同批其他出口企业未使用这些车辆或确认书。"),
        "vin-of-another-exporter": review(
            "{vin} is also declared by {found} (application {application}).",
            "{vin}同时由{found}申报（申请{application}）。",
            "Find out which exporter owns the vehicle.",
            "请查明车辆归属。",
        ),
        "letter-of-another-exporter": review(
            "The file of the letter was also submitted by {found} (application {application}).",
            "该确认书文件也由{found}提交（申请{application}）。",
            "Find out for which application the letter was issued.",
            "请查明该确认书为哪一申请出具。",
        ),
        "letter-to-another": review(
            "The letter is addressed to {found}; the exporter declared is {declared}.",
            "确认书致{found}，申报的出口企业为{declared}。",
            "Find out for which application the letter was issued.",
            "请查明该确认书为哪一申请出具。",
        ),
    },
)
def not_used_elsewhere(dossier: Dossier) -> Iterable[Says]:
    said = [*_vins(dossier), *_letters(dossier)]
    yield from said or [Says("not-reused")]


def _vins(dossier: Dossier) -> Iterable[Says]:
    own = dossier.declaration.exporter.name
    elsewhere = {plain_vin(vin): uses for vin, uses in dossier.elsewhere.vins.items()}
    for vin in declared_vins(dossier):
        for application, exporter in elsewhere.get(vin, ()):
            if not same_company(exporter, own):
                yield Says("vin-of-another-exporter", vin=vin, found=exporter, words={"application": application})


def _letters(dossier: Dossier) -> Iterable[Says]:
    own = dossier.declaration.exporter.name
    digests = {reading.path: reading.sha256 for reading in dossier.files}
    for document, letter in with_facts(dossier, Letter):
        if (to := _to_another(letter, own)) is not None:
            yield Says("letter-to-another", document=document.id, declared=own, found=to.value, evidence=evidence(to))
        for path in dict.fromkeys(page.file for page in document.pages):
            for application, exporter, _ in dossier.elsewhere.files.get(digests.get(path, ""), ()):
                if not same_company(exporter, own):
                    yield Says("letter-of-another-exporter", document=document.id, found=exporter, words={"application": application})


def _to_another(letter: Letter, own: str) -> Fact[str] | None:
    """The enterprise a letter is surely addressed to, where that is neither the exporter, whole or cut off, nor the letter's own issuer."""
    to = letter.addressee
    if not isinstance(to, Fact) or not surely_read(to) or not _COMPANY.search(to.value):
        return None
    known = (own, *(claim.value for claim in letter.issuer_claims))
    return None if any(same_company(to.value, name) or name.endswith(to.value) or to.value.endswith(name) for name in known) else to
