"""SEAL-007, INT-005 and INT-006: electronic signatures, and what files say of their making."""

from __future__ import annotations

from collections.abc import Iterable

from domain.declaration import Category
from domain.documents import Document, Kind
from domain.dossier import Dossier
from domain.facts import Fact
from domain.findings import Consequence, Text
from domain.names import same_company
from domain.pages import FileReading, Signature, SignatureState
from domain.used_vehicle_papers import Letter
from validators.catalogue import Says, rule
from validators.coverage import LETTER_GATE, closed, letters_of
from validators.letter_issuer import SINCE
from validators.reasons import fails, not_applicable, note, passes, review

_LETTER = Kind.CONFIRMATION_LETTER
_SIGNED = frozenset({"signature-present", "ofd-signature-present"})
"""Problem codes by which a file reading reports an electronic signature."""
_EDITORS = (
    "photoshop", "gimp", "illustrator", "coreldraw", "paint.net", "pixelmator", "affinity", "canva", "photopea", "snapseed", "picsart", "inkscape", "美图", "醒图",
    "稿定", "ps express",
)  # fmt: skip
"""Programs made for changing pictures, as they name themselves. Office programs, scanners and print drivers are not among them."""
_VALIDATE = ("Validate the signature with the tool of its issuer.", "请使用签名机构的工具验证该签名。")


def _signatures(reading: FileReading) -> tuple[Signature, ...]:
    """The file's signatures; one that could not be made out where the reading reports a signature and no more."""
    if reading.signatures or not _SIGNED.intersection(reading.problems):
        return reading.signatures
    return (Signature("", "", SignatureState.UNREADABLE),)


def _names(signatures: Iterable[Signature]) -> str:
    return ", ".join(dict.fromkeys(name for s in signatures if (name := s.signer or s.organisation))) or "-"


@rule(
    "SEAL-007",
    title=Text("Electronic signatures", "电子签名"),
    statement=Text(
        "An electronic signature on the letter is reported, and its signer's name compared with the issuer; whose certificate it is cannot be proven without a network.",
        "报告确认书所带的电子签名，并将签名人名称与出具企业核对；离线无法证明证书归属。",
    ),
    authority="GB/T 38540-2020; PDF signature dictionaries",
    needs=(_LETTER,),
    requirement=_LETTER,
    effective=SINCE,
    category=Category.USED,
    reasons={
        **LETTER_GATE,
        "signed-by-issuer": review(
            "The file {found} carries an electronic signature of {signer}, as the issuer is called. Anybody can make a signature under any name: whose certificate it is cannot be proven offline.",
            "文件{found}带有{signer}的电子签名，与出具企业名称一致。任何人均可用任意名称制作签名，离线无法证明证书归属。",
            *_VALIDATE,
        ),
        "signer-differs": review(
            "The file {found} carries an electronic signature of {signer}; the letter's issuer is {issuer}.",
            "文件{found}带有{signer}的电子签名，而确认书的出具企业为{issuer}。",
            "Ask who signed, and submit a letter signed or sealed by its issuer.",
            "请核实签名人，并提交由出具企业签名或盖章的确认书。",
        ),
        "electronically-signed": review(
            "The file {found} carries an electronic signature ({signer}) that could not be validated here.",
            "文件{found}带有电子签名（{signer}），此处无法验证。",
            *_VALIDATE,
        ),
        "no-signature-reported": not_applicable(
            "The reader reports no electronic signature in the file of the letter.", "读取程序未报告确认书文件带有电子签名。"
        ),
    },
)
def electronic_signature(dossier: Dossier) -> Iterable[Says]:
    if gate := closed(dossier, letters_of(dossier)):
        yield gate
        return
    by_path = {reading.path: _signatures(reading) for reading in dossier.files}
    for document, letter in letters_of(dossier).all:
        said = [_signed(document, letter, path, by_path.get(path, ())) for path in dict.fromkeys(page.file for page in document.pages)]
        yield from [word for word in said if word] or [Says("no-signature-reported", document=document.id)]


def _signed(document: Document, letter: Letter, path: str, signatures: tuple[Signature, ...]) -> Says | None:
    if not signatures:
        return None
    issuer = letter.issuer.value if isinstance(letter.issuer, Fact) else "-"
    named = [s for s in signatures if s.signer or s.organisation]
    checked = [s for s in named if s.state not in (SignatureState.UNREADABLE, SignatureState.UNVERIFIED)]
    if not checked:
        reason = "electronically-signed"
    else:
        own = any(same_company(name, issuer) for s in checked for name in (s.signer, s.organisation))
        reason = "signed-by-issuer" if own else "signer-differs"
    return Says(reason, document=document.id, found=path, words={"signer": _names(named), "issuer": issuer})


@rule(
    "INT-005",
    title=Text("Not changed after signing", "签名后未被更改"),
    statement=Text(
        "An electronically signed PDF shows what was signed: the signature holds, covers the file, and nothing that can be seen was added or changed after it. "
        "Whose certificate it is cannot be proven offline.",
        "带电子签名的PDF所示内容应与签名时一致：签名有效、覆盖全文，且签名后未增改可见内容。离线无法证明证书归属。",
    ),
    authority="ISO 32000-1, 12.8 (digital signatures)",
    on_fail=Consequence.CORRECT_AND_RESUBMIT,
    basis="own",
    requirement="files",
    reasons={
        "intact": passes(
            "The signature of {signer} in {found} holds and covers the file. Whose certificate it is cannot be proven offline.",
            "{found}中{signer}的签名有效并覆盖全文；离线无法证明证书归属。",
        ),
        "altered": fails(
            "{found} was changed after {signer} signed it.",
            "{found}在{signer}签名之后被更改。",
            "Submit the file as it was signed.",
            "请提交签名后未经更改的原文件。",
        ),
        "altered-unused": review(
            "{found}, which no rule looks at, was changed after {signer} signed it.",
            "{found}（任何规则均未使用）在{signer}签名之后被更改。",
            "Submit the file as it was signed.",
            "请提交签名后未经更改的原文件。",
        ),
        "extended": review(
            "{found} was added to after {signer} signed it; what was signed is unchanged.",
            "{found}在{signer}签名之后有追加内容，已签名部分未变。",
            "Look at what was added, or submit the file as it was signed.",
            "请查看追加内容，或提交签名后的原文件。",
        ),
        "partial": review(
            "The signature of {signer} in {found} does not cover the whole file.",
            "{found}中{signer}的签名未覆盖全文。",
            *_VALIDATE,
        ),
        "unreadable": review(
            "{found} carries an electronic signature that could not be read here.", "{found}带有电子签名，此处无法读取。", *_VALIDATE
        ),
        "not-verified": note(
            "{found} carries the electronic seal or signature {signer}; seals of OFD files are named here, not verified.",
            "{found}带有电子印章或签名（{signer}）；OFD印章仅列名称，不作密码学验证。",
        ),
        "no-signature": not_applicable("No file carries an electronic signature.", "没有文件带有电子签名。"),
    },
)
def unchanged_after_signing(dossier: Dossier) -> Iterable[Says]:
    used = {page.file for document in dossier.documents if document.kind is not Kind.UNKNOWN for page in document.pages}
    said = [
        Says(_of_state(signature, reading.path in used), found=reading.path, words={"signer": _names([signature])})
        for reading in dossier.files
        for signature in _signatures(reading)
    ]
    yield from said or [Says("no-signature")]


def _of_state(signature: Signature, used: bool) -> str:
    if signature.state is SignatureState.ALTERED:
        return "altered" if used else "altered-unused"
    return {SignatureState.UNVERIFIED: "not-verified"}.get(signature.state, signature.state.value)


@rule(
    "INT-006",
    title=Text("What files say of their making", "文件元数据"),
    statement=Text(
        "Metadata that a person may want to know of is listed: an image editor, dates after the application, later additions. Never judged: it can be wrong, and lawful work leaves the same traces.",
        "列出可供人工参考的元数据：图像编辑软件、晚于申请日期的日期、后续追加。仅供参考，不作判断：元数据可能有误，合法操作也会留下相同痕迹。",
    ),
    authority="Own rule",
    basis="own",
    requirement="files",
    reasons={
        "image-editor": note("{found} names an image editor as the program that made it: {program}.", "{found}的制作软件为图像编辑软件：{program}。"),
        "after-application": note(
            "{found} says that it was made or changed on {day}, after the application of {declared}.",
            "{found}的制作或修改日期为{day}，晚于申请日期{declared}。",
        ),
        "added-to": note("{found} was added to {count} times after it was first written.", "{found}首次写成后又追加了{count}次。"),
        "nothing-to-list": not_applicable("No file's metadata says anything of note.", "文件元数据没有值得提示的内容。"),
    },
)
def metadata_is_listed(dossier: Dossier) -> Iterable[Says]:
    said = [word for reading in dossier.files for word in _noteworthy(reading, dossier.declaration.application_date.isoformat())]
    yield from said or [Says("nothing-to-list")]


def _noteworthy(reading: FileReading, applied: str) -> Iterable[Says]:
    about = reading.metadata
    if about is None:
        return
    program = next((name for name in (about.producer, about.creator) if any(editor in name.lower() for editor in _EDITORS)), None)
    if program:
        yield Says("image-editor", found=reading.path, words={"program": program})
    day = max((day for day in (about.created, about.modified) if day), default="")
    if day > applied:
        yield Says("after-application", declared=applied, found=reading.path, words={"day": day})
    if about.updates and not reading.signatures:
        yield Says("added-to", found=reading.path, words={"count": about.updates})
