"""SEAL-004 to SEAL-006: the code of a seal, signs of a pasted one, and copies."""

from __future__ import annotations

import re
from collections.abc import Iterable

from domain.declaration import Category
from domain.documents import Document, Kind
from domain.dossier import Dossier
from domain.findings import Text
from domain.pages import PlacedSeal
from validators.catalogue import Says, rule
from validators.coverage import LETTER_GATE, closed, letters_of
from validators.impressions import same_ink
from validators.letter_issuer import SINCE
from validators.reasons import not_applicable, note, passes, review
from validators.sealing import RED, others_than_exporter, seal_evidence
from validators.seals import expected_owner

_LETTER = Kind.CONFIRMATION_LETTER
_CODE = re.compile(r"[1-8]\d{12}")
_NO_SEAL = {"no-seal": not_applicable("The letter bears no seal to look at.", "确认书没有可供查看的印章。")}


def _sealed(dossier: Dossier) -> Iterable[tuple[Document, tuple[PlacedSeal, ...]]]:
    for document, letter in letters_of(dossier).all:
        yield document, others_than_exporter(dossier, letter.seals, expected_owner(dossier, document))


@rule(
    "SEAL-004",
    title=Text("Code of the seal", "印章编码"),
    statement=Text(
        "Many seals carry a 13-digit code whose first six digits are an administrative division. It is evidence, not a requirement.",
        "许多印章带13位编码，前六位为行政区划代码；仅作佐证，并非必备。",
    ),
    authority="Public descriptions of registered seals",
    needs=(_LETTER,),
    requirement=_LETTER,
    effective=SINCE,
    category=Category.USED,
    reasons={
        **LETTER_GATE,
        **_NO_SEAL,
        "code-read": passes("The seal carries the code {found}.", "印章编码为{found}。"),
        "no-code": note("No code was read on the seal; it is not required.", "未识别到印章编码；编码并非必备。"),
        "code-odd": note(
            "The code on the seal was read as {found}, which is not 13 digits that begin with a region.",
            "印章编码识别为{found}，不是以行政区划代码开头的13位数字。",
        ),
    },
)
def seal_code(dossier: Dossier) -> Iterable[Says]:
    if gate := closed(dossier, letters_of(dossier)):
        yield gate
        return
    for document, seals in _sealed(dossier):
        codes = [placed for placed in seals if placed.seal.code]
        best = next((placed for placed in codes if _CODE.fullmatch(placed.seal.code or "")), codes[0] if codes else None)
        if best is None:
            yield Says("no-code" if seals else "no-seal", document=document.id, evidence=seal_evidence(seals))
        else:
            reason = "code-read" if _CODE.fullmatch(best.seal.code or "") else "code-odd"
            yield Says(reason, document=document.id, found=best.seal.code, evidence=seal_evidence((best,)))


@rule(
    "SEAL-005",
    title=Text("Signs of a pasted seal", "印章粘贴迹象"),
    statement=Text(
        "Signs that the picture of a seal was pasted or generated are shown to a person: the same ink on another page, a picture over an office program's text. Lawful electronic seals look the same, so that it is no more than that.",
        "如有印章图像被粘贴或生成的迹象（与另一页墨迹相同、图像覆盖于文字层之上），提示人工查看；合法电子印章外观相同，故不作结论。",
    ),
    authority="Own rule, after public forensic descriptions",
    basis="own",
    needs=(_LETTER,),
    requirement=_LETTER,
    effective=SINCE,
    category=Category.USED,
    reasons={
        **LETTER_GATE,
        **_NO_SEAL,
        "not-examined": not_applicable("The picture of the seal was not examined for this.", "未对印章图像作此项检查。"),
        "no-signs": passes("No signs of a pasted seal were found.", "未见印章粘贴迹象。"),
        "same-ink": review(
            "The ink of the seal is the same as at {found}: no stamp leaves the same traces twice, so its picture was pasted.",
            "印章墨迹与{found}处完全相同：同一印章两次加盖不会留下相同痕迹，应为粘贴的图像。",
            "Ask for the sealed original, or for proof of the electronic seal.",
            "请查验盖章原件或电子印章证明。",
        ),
        "signs-found": review(
            "The seal shows signs of a pasted or generated picture: {found}.",
            "印章有粘贴或生成图像的迹象：{found}。",
            "Ask for the sealed original, or for proof of the electronic seal.",
            "请查验盖章原件或电子印章证明。",
        ),
    },
)
def pasted_seal(dossier: Dossier) -> Iterable[Says]:
    if gate := closed(dossier, letters_of(dossier)):
        yield gate
        return
    for document, seals in _sealed(dossier):
        signs = [sign for placed in seals for sign in placed.seal.signs or ()]
        copies = tuple(copy for placed in seals for copy in same_ink(dossier, placed))
        if not seals:
            reason = "no-seal"
        elif copies:
            reason = "same-ink"
        elif signs:
            reason = "signs-found"
        else:
            reason = "not-examined" if any(placed.seal.signs is None for placed in seals) else "no-signs"
        found = ", ".join(dict.fromkeys([f"{copy.place.file}:{copy.place.page}" for copy in copies] or signs)) or None
        yield Says(reason, document=document.id, found=found, evidence=seal_evidence((*seals, *copies)))


@rule(
    "SEAL-006",
    title=Text("Not a black copy", "非黑白复印"),
    statement=Text(
        "A seal that is black or grey is a copy; the original or a colour scan is needed to judge it.",
        "黑色或灰色印章表明为复印件；须有原件或彩色扫描件方可判断。",
    ),
    authority="Own rule, after public descriptions of seal colours",
    needs=(_LETTER,),
    requirement=_LETTER,
    effective=SINCE,
    category=Category.USED,
    reasons={
        **LETTER_GATE,
        **_NO_SEAL,
        "in-colour": passes("The seal is red.", "印章为红色。"),
        "copy": review(
            "The seal is {found}: a copy.", "印章为{found}，系复印件。", "Submit the original or a colour scan.", "请提交原件或彩色扫描件。"
        ),
        "other-colour": review(
            "The seal is {found}, not red.", "印章为{found}，非红色。", "Submit the original or a colour scan.", "请提交原件或彩色扫描件。"
        ),
    },
)
def seal_is_in_colour(dossier: Dossier) -> Iterable[Says]:
    if gate := closed(dossier, letters_of(dossier)):
        yield gate
        return
    for document, seals in _sealed(dossier):
        colours = {placed.seal.colour for placed in seals}
        if not seals:
            reason = "no-seal"
        elif RED in colours:
            reason = "in-colour"
        else:
            reason = "copy" if colours <= {"black", "grey"} else "other-colour"
        yield Says(reason, document=document.id, found=", ".join(sorted(colours)) or None, evidence=seal_evidence(seals))
