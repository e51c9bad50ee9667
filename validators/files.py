"""INT-002 and INT-007: no file and no page goes unmentioned."""

from __future__ import annotations

from collections.abc import Iterable

from domain.documents import Document, Kind
from domain.dossier import Dossier
from domain.facts import Place
from domain.findings import Evidence, Text
from domain.pages import FileReading, Outcome
from validators.catalogue import Reason, Says, rule
from validators.legibility import ATTACHMENTS, SUBSTANTIAL_CHARACTERS, SYSTEM_FILE
from validators.reasons import not_applicable, note, passes, review

_AGAIN = ("Save or scan the document again and upload the new file.", "请重新保存或扫描该文件后再次上传。")
_UNREAD: dict[Outcome, Reason] = {
    Outcome.PARTIAL: review("Only a part of {found} could be read ({problems}).", "{found}仅部分可读（{problems}）。", *_AGAIN),
    Outcome.REJECTED: review("{found} could not be read ({problems}).", "{found}无法读取（{problems}）。", *_AGAIN),
    Outcome.TIMEOUT: review(
        "Reading {found} took too long and was ended.",
        "读取{found}超时，已终止。",
        "Upload the pages as separate files of ordinary size.",
        "请以常规尺寸分页上传。",
    ),
    Outcome.OUT_OF_MEMORY: review(
        "Reading {found} needed more memory than is allowed.",
        "读取{found}所需内存超过上限。",
        "Upload the pages as separate files of ordinary size.",
        "请以常规尺寸分页上传。",
    ),
    Outcome.CRASHED: review("{found} ended the reader that opened it.", "读取{found}时程序异常终止。", *_AGAIN),
    Outcome.ENCRYPTED: review(
        "{found} asks for a password.", "{found}需要密码。", "Remove the password and upload the file again.", "请去除密码后重新上传。"
    ),
    Outcome.UNSUPPORTED: review(
        "{found} is of a type that is not read ({problems}).",
        "不支持{found}的文件类型（{problems}）。",
        "Export the document as PDF, or photograph it as JPEG, and upload that.",
        "请将文件另存为PDF，或拍照存为JPEG后上传。",
    ),
    Outcome.EMPTY: review("{found} holds nothing.", "{found}为空文件。", "Upload the file again.", "请重新上传该文件。"),
}


def _code(outcome: Outcome) -> str:
    return "file-" + outcome.value.replace("_", "-")


@rule(
    "INT-002",
    title=Text("Every file can be read", "所有文件均可读取"),
    statement=Text(
        "Every submitted file can be opened and read to its end. What cannot is named with the cure; evidence that is missing for it fails by its own rule.",
        "每个文件均应能打开并完整读取；不能读取的逐一列明并说明处理方法，因此缺少的证明由相应规则判断。",
    ),
    authority="Own rule",
    basis="own",
    requirement="files",
    reasons={
        **{_code(outcome): reason for outcome, reason in _UNREAD.items()},
        "all-read": passes("All {count} files were read to their end.", "全部{count}个文件均已完整读取。"),
        "no-files": not_applicable("No file was submitted beside the declaration.", "除申报信息外未提交文件。"),
        "duplicate-file": note(
            "{found} has the same content as {original}; it was read once.", "{found}与{original}内容相同，仅读取一次。"
        ),
        "system-file": note("{found} was left behind by a program and is no document.", "{found}为程序遗留文件，并非申请材料。"),
        "file-remark": note("{found} was read; worth knowing: {problems}.", "{found}已读取；提示：{problems}。"),
        "attachments-unread": review(
            "{found} carries other files inside it, which were not read.",
            "{found}内含其他文件，未予读取。",
            "Upload attached evidence as files of their own.",
            "如附件为证明材料，请单独上传。",
        ),
        "attachment-not-found": review(
            "The declaration names the file {found}, which was not submitted.",
            "申报信息列有文件{found}，但未提交。",
            "Submit the file, or correct the declaration.",
            "请提交该文件或更正申报信息。",
        ),
    },
)
def every_file_is_read(dossier: Dossier) -> Iterable[Says]:
    paths = {reading.path for reading in dossier.files} | {reading.path.rsplit("/", 1)[-1] for reading in dossier.files}
    said = [word for reading in dossier.files for word in _file_said(reading)]
    said += [Says("attachment-not-found", found=a.file) for a in dossier.declaration.attachments if a.file not in paths]
    yield from said
    if not dossier.files:
        yield Says("no-files")
    elif all(reading.outcome in (Outcome.READ, Outcome.DUPLICATE) for reading in dossier.files):
        yield Says("all-read", words={"count": len(dossier.files)})


def _file_said(reading: FileReading) -> Iterable[Says]:
    words: dict[str, str | int | Text] = {"problems": ", ".join(reading.problems) or reading.outcome.value}
    spot = (Evidence(Place(reading.path, 1), "", "file"),) if reading.pages else ()
    if SYSTEM_FILE in reading.problems:
        yield Says("system-file", found=reading.path)
    elif reading.outcome is Outcome.DUPLICATE:
        yield Says("duplicate-file", found=reading.path, words={"original": reading.duplicate_of or "-"})
    elif reading.outcome is not Outcome.READ:
        yield Says(_code(reading.outcome), found=reading.path, evidence=spot, words=words)
    elif ATTACHMENTS in reading.problems:
        yield Says("attachments-unread", found=reading.path, evidence=spot)
    elif reading.problems:
        yield Says("file-remark", found=reading.path, words=words)


@rule(
    "INT-007",
    title=Text("Every page is of a known kind", "所有页面种类已识别"),
    statement=Text(
        "Pages of no known kind are listed, so that nothing is silently ignored.",
        "列出未识别种类的页面，避免遗漏。",
    ),
    authority="Own rule",
    basis="own",
    requirement="files",
    reasons={
        "all-known": passes("Every page belongs to a document of a known kind.", "所有页面均属于已识别种类的文件。"),
        "no-pages": not_applicable("No page was read.", "未读取到页面。"),
        "unknown-pages": note("{found}: no known kind of document; no rule looks at it.", "{found}：未识别种类，任何规则均未使用。"),
        "blank-pages": note("{found}: little or no writing; no rule looks at it.", "{found}：文字很少或没有，任何规则均未使用。"),
    },
)
def every_page_is_known(dossier: Dossier) -> Iterable[Says]:
    unknown = dossier.of_kind(Kind.UNKNOWN)
    for document in unknown:
        written = sum(len(line.text) for page in document.pages for line in page.lines)
        reason = "unknown-pages" if written >= SUBSTANTIAL_CHARACTERS else "blank-pages"
        yield Says(
            reason, document=document.id, found=_pages(document), evidence=tuple(Evidence(place, "", "page") for place in document.places)
        )
    if not unknown:
        yield Says("all-known" if dossier.documents else "no-pages")


def _pages(document: Document) -> str:
    by_file: dict[str, list[int]] = {}
    for page in document.pages:
        by_file.setdefault(page.file, []).append(page.number)
    return "; ".join(f"{file} {', '.join(map(str, numbers))}" for file, numbers in by_file.items())
