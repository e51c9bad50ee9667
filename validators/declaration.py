"""DECL-001: the declaration itself."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel

from domain.dossier import Dossier
from domain.findings import Consequence, Finding, Text
from validators.catalogue import Says, rule
from validators.reasons import fails, note, passes, review

_MOST = 100
"""Bad fields named one by one; beyond them only their number is told."""
_CORRECT = (
    "Correct the declaration and submit the folder again; `exportproof template` writes an empty workbook.",
    "请更正申报文件后重新提交；可用 exportproof template 生成空白申报表。",
)


@rule(
    "DECL-001",
    title=Text("Declaration complete and well formed", "申报信息完整、格式正确"),
    statement=Text(
        "The declaration has every required field, each in the form the contract gives. If it does not, nothing else is judged.",
        "申报文件应包含全部必填项，且每一项格式正确；否则不再进行其他判断。",
    ),
    authority="Own rule: the public contract of the declaration",
    basis="own",
    on_fail=Consequence.CORRECT_AND_RESUBMIT,
    requirement="declaration",
    reasons={
        "well-formed": passes("The declaration is complete and well formed.", "申报信息完整，格式正确。"),
        "unknown-field": note(
            "The declaration has the field {path}, which no rule looks at; a misspelt name would look like this.",
            "申报信息中有任何规则都不使用的字段 {path}；字段名拼写有误时会出现此情况。",
        ),
        "field-invalid": fails(
            "Field {path}: expected {expected}; given: {given}.", "字段 {path}：{expected}；实际内容：{given}。", *_CORRECT
        ),
        "more-fields-invalid": fails(
            "{found} more fields of the declaration are not as expected.", "申报文件另有 {found} 处不符合要求。", *_CORRECT
        ),
        "declaration-unreadable": fails(
            "The declaration: expected {expected}; given: {given}.", "申报文件：{expected}；实际内容：{given}。", *_CORRECT
        ),
        "declaration-missing": fails("The folder holds no declaration.", "文件夹中没有申报文件。", *_CORRECT),
        "application-id-repeated": review(
            "Another dossier of this batch carries the application id {declared} too.", "本批次另有一份申请使用相同的申请编号 {declared}。",
            "Give each application its own id, or withdraw the one that was replaced.", "请为每份申请使用不同的编号，或撤回已被替换的申请。",
        ),
    },
)
def declaration_is_well_formed(dossier: Dossier) -> Iterable[Says]:
    yield Says("well-formed")
    for path in _unknown_fields(dossier.declaration, ""):
        yield Says("unknown-field", found=path, words={"path": path})


def refused(problems: Iterable[tuple[str, Text, str | None]]) -> tuple[Finding, ...]:
    """DECL-001 for a declaration that cannot be used: (path, what was expected, what was given) of each bad field; path "" is the whole."""
    listed = list(problems)
    said = []
    for path, expected, given in listed[:_MOST]:
        words: dict[str, str | int | Text] = {"path": path, "expected": expected, "given": given or "-"}
        said.append(Says("field-invalid" if path else "declaration-unreadable", declared=given, words=words))
    if len(listed) > _MOST:
        said.append(Says("more-fields-invalid", found=str(len(listed) - _MOST)))
    return tuple(declaration_is_well_formed.finding(word) for word in said)


def missing() -> tuple[Finding, ...]:
    """DECL-001 for a folder without a declaration."""
    return (declaration_is_well_formed.finding(Says("declaration-missing")),)


def repeated(application_id: str) -> Finding:
    """DECL-001 for an application id that two dossiers of one run carry: a person must tell which of them is meant."""
    return declaration_is_well_formed.finding(Says("application-id-repeated", declared=application_id))


def _unknown_fields(part: object, path: str) -> Iterable[str]:
    if isinstance(part, BaseModel):
        yield from (f"{path}{name}" for name in part.model_extra or {})
        for name in type(part).model_fields:
            yield from _unknown_fields(getattr(part, name), f"{path}{name}.")
    elif isinstance(part, tuple):
        for place, item in enumerate(part):
            yield from _unknown_fields(item, f"{path.removesuffix('.')}[{place}].")
