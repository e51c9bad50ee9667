"""DECL-001: the declaration itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from domain.dossier import Dossier
from domain.findings import Consequence, Finding, Text
from validators.catalogue import Says, rule
from validators.reasons import fails, note, passes

_SHOWN = 120


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
            "The field {path} of the declaration is not valid: {problem}. Given: {given}.",
            "申报字段 {path} 无效：{problem}。实际内容：{given}。",
            "Correct the field {path} and submit the declaration again.",
            "请更正字段 {path} 后重新提交申报。",
        ),
        "declaration-unreadable": fails(
            "There is no declaration that can be read: {problem}.",
            "没有可读取的申报文件：{problem}。",
            "Put a valid declaration.json or declaration.xlsx into the folder.",
            "请在文件夹中放入有效的 declaration.json 或 declaration.xlsx。",
        ),
    },
)
def declaration_is_well_formed(dossier: Dossier) -> Iterable[Says]:
    yield Says("well-formed")
    for path in _unknown_fields(dossier.declaration, ""):
        yield Says("unknown-field", found=path, words={"path": path})


def invalid_declaration(error: ValidationError) -> tuple[Finding, ...]:
    """DECL-001 for a declaration that does not validate: one finding a field, in the order pydantic names them."""
    said = []
    for problem in error.errors(include_url=False):
        path = ".".join(str(part) for part in problem["loc"]) or "declaration"
        given = "-" if problem["type"] == "missing" else _short(problem["input"])
        words = {"path": path, "problem": problem["msg"], "given": given}
        said.append(Says("field-invalid", declared=given, found=problem["msg"], words=words))
    return _failed(said)


def no_declaration(problem: str) -> tuple[Finding, ...]:
    """DECL-001 for a folder without a declaration, or with one that is not JSON or a workbook; `problem` says which."""
    return _failed([Says("declaration-unreadable", found=problem, words={"problem": problem})])


def _failed(said: Sequence[Says]) -> tuple[Finding, ...]:
    return tuple(declaration_is_well_formed.finding(word) for word in said)


def _unknown_fields(part: object, path: str) -> Iterable[str]:
    if isinstance(part, BaseModel):
        yield from (f"{path}{name}" for name in part.model_extra or {})
        for name in type(part).model_fields:
            yield from _unknown_fields(getattr(part, name), f"{path}{name}.")
    elif isinstance(part, tuple):
        for place, item in enumerate(part):
            yield from _unknown_fields(item, f"{path.removesuffix('.')}[{place}].")


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
