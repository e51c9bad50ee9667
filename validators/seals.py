"""CL-011 and SEAL-001 to SEAL-003: is there a seal, is it the official one, and is it the issuer's?"""

from __future__ import annotations

from collections.abc import Iterable

from domain.declaration import Category
from domain.documents import Document, Kind
from domain.dossier import Dossier
from domain.facts import Fact
from domain.findings import Consequence, Text
from domain.names import same_company
from domain.text import has_han
from domain.used_vehicle_papers import Letter
from validators.catalogue import Says, rule
from validators.coverage import LETTER_GATE, closed, letters_of, pairs
from validators.legibility import legible, sealable
from validators.letter_issuer import SINCE
from validators.reasons import fails, note, passes, review
from validators.sealing import RED, Sealing, official, one_seal, others_than_exporter, seal_evidence, sealed_by, special

_LETTER = Kind.CONFIRMATION_LETTER
_EYE = ("Compare the seal by eye.", "请人工核对印章。")
_SEAL_IT = ("Obtain a letter that bears the manufacturer's official seal.", "请由生产企业加盖公章。")
_ORIGINAL = ("Submit a colour scan of the sealed original.", "请提交盖章原件的彩色扫描件。")
_NOTICE = "Notice Shang Mao Han [2025] No. 648, part 1"


def expected_owner(dossier: Dossier, document: Document) -> str:
    """Whose seal the letter must bear: its issuer's where the name was read cleanly in the manufacturer's script, else the manufacturer's."""
    found = [pair for pair in pairs(dossier, letters_of(dossier)) if pair.document.id == document.id]
    maker = found[0].manufacturer
    issuer = found[0].letter.issuer
    if isinstance(issuer, Fact) and issuer.clean and has_han(issuer.value) == has_han(maker) and not same_company(issuer.value, maker):
        return issuer.value
    return maker


_MISSING = {
    "no-seal": fails(
        "The letter bears no seal, other than perhaps the exporter's.", "确认书未加盖印章（出口企业自身印章除外）。", *_SEAL_IT
    ),
    "no-seal-found": review(
        "No seal was found on the letter, but its pages are not fully legible.", "未在确认书上找到印章，但页面不能完全辨认。", *_ORIGINAL
    ),
}


def _each_letter(dossier: Dossier) -> Iterable[tuple[Document, Letter]]:
    return letters_of(dossier).all


def _none(dossier: Dossier, document: Document) -> Says:
    return Says("no-seal" if legible(dossier, document) and not sealable(document) else "no-seal-found", document=document.id)


@rule(
    "CL-011",
    title=Text("Official seal of the manufacturer", "加盖生产企业公章"),
    statement=Text(
        "The letter bears the official seal of the manufacturer that issues it.",
        "确认书应加盖出具该书的生产企业公章。",
    ),
    authority=_NOTICE,
    on_fail=Consequence.NO_LICENCE,
    needs=(_LETTER,),
    requirement=_LETTER,
    effective=SINCE,
    category=Category.USED,
    reasons={
        **LETTER_GATE,
        **_MISSING,
        "sealed": passes("The letter bears the official seal of {declared}.", "确认书加盖了{declared}的公章。"),
        "seal-of-another": fails(
            "The letter bears the seal of {found}, not of {declared}.", "确认书加盖的是{found}的印章，不是{declared}的。", *_SEAL_IT
        ),
        "only-special-seal": fails("The letter bears only a special-purpose seal: {found}.", "确认书仅加盖专用章：{found}。", *_SEAL_IT),
        "seal-unclear": review(
            "Whether the letter bears the official seal of {declared} could not be settled (read: {found}).",
            "未能确定确认书是否加盖{declared}的公章（识别为{found}）。",
            *_EYE,
        ),
    },
)
def letter_is_sealed(dossier: Dossier) -> Iterable[Says]:
    if gate := closed(dossier, letters_of(dossier)):
        yield gate
        return
    for document, letter in _each_letter(dossier):
        expected = expected_owner(dossier, document)
        seals = others_than_exporter(dossier, letter.seals, expected)
        sealing, name = sealed_by(dossier, seals, expected)
        if sealing is Sealing.NONE:
            yield _none(dossier, document)
            continue
        reason = {
            Sealing.EXPECTED: "sealed",
            Sealing.OTHER: "seal-of-another",
            Sealing.SPECIAL: "only-special-seal",
        }.get(sealing, "seal-unclear")
        yield Says(reason, document=document.id, declared=expected, found=name or "-", evidence=seal_evidence(seals))


@rule(
    "SEAL-001",
    title=Text("A seal is there", "印章存在"),
    statement=Text(
        "The letter bears a red seal, round, or oval as foreign-invested enterprises use it; a star is not required. It stands by the signature.",
        "确认书应有红色印章，圆形，或外商投资企业所用的椭圆形；不要求五角星；位于落款处。",
    ),
    authority="State Council Document Guo Fa [1999] No. 25, sizes and shapes of seals; " + _NOTICE,
    on_fail=Consequence.NO_LICENCE,
    needs=(_LETTER,),
    requirement=_LETTER,
    effective=SINCE,
    category=Category.USED,
    reasons={
        **LETTER_GATE,
        **_MISSING,
        "seal-present": passes("A {found} seal stands by the signature.", "落款处有印章（{found}）。"),
        "away-from-signature": note("A seal is there ({found}), but not by the signature.", "有印章（{found}），但不在落款处。"),
        "not-red": review("No red seal is there; found: {found}.", "没有红色印章；找到的为：{found}。", *_ORIGINAL),
    },
)
def seal_is_present(dossier: Dossier) -> Iterable[Says]:
    if gate := closed(dossier, letters_of(dossier)):
        yield gate
        return
    for document, letter in _each_letter(dossier):
        seals = others_than_exporter(dossier, letter.seals, expected_owner(dossier, document))
        if not seals:
            yield _none(dossier, document)
            continue
        red = [placed for placed in seals if placed.seal.colour == RED]
        signed = [placed for placed in red if placed.by_signature]
        best = (signed or red or list(seals))[0]
        reason = "seal-present" if signed else "away-from-signature" if red else "not-red"
        yield Says(reason, document=document.id, found=f"{best.seal.colour}, {best.seal.shape}", evidence=seal_evidence((best,)))


@rule(
    "SEAL-002",
    title=Text("Official, not special-purpose", "公章而非专用章"),
    statement=Text(
        "The seal is the enterprise's official seal. A seal for contracts, invoices, finance, business or after-sales service is another one.",
        "应加盖企业公章；合同、发票、财务、业务、售后服务等专用章不能代替。",
    ),
    authority="State Council Document Guo Fa [1999] No. 25, item on special seals; " + _NOTICE,
    on_fail=Consequence.NO_LICENCE,
    needs=(_LETTER,),
    requirement=_LETTER,
    effective=SINCE,
    category=Category.USED,
    reasons={
        **LETTER_GATE,
        "official": passes("The letter bears an official seal.", "确认书加盖了公章。"),
        "special-purpose": fails("The letter bears only a special-purpose seal: {found}.", "确认书仅加盖专用章：{found}。", *_SEAL_IT),
        "kind-unclear": review(
            "What kind of seal the letter bears could not be settled: {found}.", "未能确定确认书所盖印章的种类：{found}。", *_EYE
        ),
        "nothing-to-see": review("There is no seal to look at.", "没有可供判断的印章。", *_ORIGINAL),
    },
)
def seal_is_official(dossier: Dossier) -> Iterable[Says]:
    if gate := closed(dossier, letters_of(dossier)):
        yield gate
        return
    for document, letter in _each_letter(dossier):
        seals = others_than_exporter(dossier, letter.seals, expected_owner(dossier, document))
        if not seals:
            reason = "nothing-to-see"
        elif any(official(placed.seal) for placed in seals):
            reason = "official"
        else:
            reason = "special-purpose" if all(special(placed.seal) for placed in seals) else "kind-unclear"
        found = ", ".join(placed.seal.horizontal or placed.seal.text or placed.seal.kind for placed in seals)
        yield Says(reason, document=document.id, found=found or "-", evidence=seal_evidence(seals))


@rule(
    "SEAL-003",
    title=Text("The seal is the issuer's", "印章为出具企业所有"),
    statement=Text(
        "The name on the ring of the seal is the issuer's full name. Decided by how well the ring fits this name against every listed and every similar name.",
        "印章环形文字应为出具企业全称；以该名称与名录内及近似名称的比对结果判定。",
    ),
    authority=_NOTICE,
    on_fail=Consequence.NO_LICENCE,
    needs=(_LETTER,),
    requirement=_LETTER,
    effective=SINCE,
    category=Category.USED,
    reasons={
        **LETTER_GATE,
        "name-agrees": passes("The seal names {declared}.", "印章名称为{declared}。"),
        "name-of-another": fails("The seal names {found}, not {declared}.", "印章名称为{found}，不是{declared}。", *_SEAL_IT),
        "name-unclear": review(
            "Whether the seal names {declared} could not be settled (read: {found}).",
            "未能确定印章名称是否为{declared}（识别为{found}）。",
            *_EYE,
        ),
        "nothing-to-see": review("There is no seal to look at.", "没有可供判断的印章。", *_ORIGINAL),
    },
)
def seal_is_the_issuers(dossier: Dossier) -> Iterable[Says]:
    if gate := closed(dossier, letters_of(dossier)):
        yield gate
        return
    for document, letter in _each_letter(dossier):
        expected = expected_owner(dossier, document)
        seals = others_than_exporter(dossier, letter.seals, expected)
        results = [one_seal(dossier, placed, expected) for placed in seals]
        names = [name for _, name in results if name]
        if not seals:
            reason = "nothing-to-see"
        elif any(sealing is Sealing.EXPECTED for sealing, _ in results):
            reason = "name-agrees"
        else:
            reason = "name-of-another" if all(sealing is Sealing.OTHER for sealing, _ in results) else "name-unclear"
        found = ", ".join(names or [placed.seal.text for placed in seals if placed.seal.text]) or "-"
        yield Says(reason, document=document.id, declared=expected, found=found, evidence=seal_evidence(seals))
