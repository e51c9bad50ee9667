"""declaration.json or declaration.xlsx -> `Declaration`, or the list of what is wrong with it. Bad content never raises."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from domain.declaration import Declaration
from domain.findings import Finding, Text
from validators.declaration import missing, refused

MAX_BYTES = 5_000_000
MAX_DEPTH = 20
MAX_PROBLEMS = 100
MAX_GIVEN = 80
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class Problem:
    """One bad field: `path` such as `vehicles[0].vin`, "" for the declaration as a whole; `given` is shortened."""

    path: str
    expected: Text
    given: str | None = None


@dataclass(frozen=True, slots=True)
class DeclarationProblems:
    """Why a declaration cannot be used. `application_id` is the declared one when at least that is well formed."""

    problems: tuple[Problem, ...]
    application_id: str | None = None
    missing: bool = False


def missing_declaration() -> DeclarationProblems:
    """What is wrong with a folder without a declaration."""
    expected = Text("a file declaration.json or declaration.xlsx in the folder", "文件夹中应有 declaration.json 或 declaration.xlsx")
    return DeclarationProblems((Problem("", expected),), missing=True)


def two_declarations() -> DeclarationProblems:
    """What is wrong with a folder of more than one declaration: nobody may choose between them."""
    return _whole("exactly one declaration", "应只有一份申报文件", "several")


def parse_declaration(data: bytes) -> Declaration | DeclarationProblems:
    """The declaration in a file's bytes; a workbook is known by its bytes, not by its name."""
    if len(data) > MAX_BYTES:
        return _whole(f"at most {MAX_BYTES // 1_000_000} MB", f"不应超过 {MAX_BYTES // 1_000_000} MB", f"{len(data)} bytes")
    if data[:4] == b"PK\x03\x04":
        from pipeline.workbook import read_workbook

        content, problems = read_workbook(data)
    else:
        content, problems = _read_json(data)
    return _validated(content, problems)


def safe_id(name: str) -> str:
    """An application id made from a folder's name, for a dossier whose declaration gives none."""
    kept = re.sub(r"[^A-Za-z0-9._-]+", "-", name).lstrip("._-")[:64].rstrip("-")
    return kept or "unnamed"


def declaration_findings(found: DeclarationProblems) -> tuple[Finding, ...]:
    """DECL-001 on a declaration that cannot be used; nothing else of the dossier is judged."""
    if found.missing:
        return missing()
    return refused((problem.path, problem.expected, problem.given) for problem in found.problems)


def _whole(en: str, zh: str, given: str | None = None) -> DeclarationProblems:
    return DeclarationProblems((Problem("", Text(en, zh), given),))


def _read_json(data: bytes) -> tuple[Any, list[Problem]]:
    """The parsed text, and what JSON allows but a declaration must not have: a key twice, NaN, halves of a character."""
    repeated: list[Problem] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        content = dict(pairs)
        if len(content) < len(pairs):
            for name, times in Counter(name for name, _ in pairs).items():
                if times > 1 and len(repeated) < MAX_PROBLEMS:
                    repeated.append(Problem(shown(name), Text("each key once", "同一字段只应出现一次"), f"{times} times"))
        return content

    def no_number(word: str) -> None:
        raise ValueError(f"{word} is no number")

    try:
        encoding = json.detect_encoding(data)
        content = json.loads(data.decode(encoding), object_pairs_hook=once, parse_constant=no_number)
    except UnicodeDecodeError:
        return None, [Problem("", Text("text encoded as UTF-8", "应为 UTF-8 编码"))]
    except json.JSONDecodeError as error:
        given = f"line {error.lineno}, column {error.colno}: {error.msg}"
        return None, [Problem("", Text("valid JSON", "应为有效的 JSON"), given)]
    except (ValueError, RecursionError) as error:
        return None, [Problem("", Text("valid JSON", "应为有效的 JSON"), shown(str(error)))]
    return content, repeated + list(_unusable(content))


def _unusable(content: Any) -> Iterator[Problem]:
    """Nesting that no declaration needs, and texts that UTF-8 cannot hold."""
    waiting: list[tuple[str, Any, int]] = [("", content, 0)]
    while waiting:
        path, value, depth = waiting.pop()
        if depth > MAX_DEPTH:
            yield Problem(shown(path), Text("less nesting", "嵌套层数过多"))
            return
        if isinstance(value, dict):
            if any(not _storable(name) for name in value):
                yield Problem(shown(path), Text("field names of whole characters", "字段名含无效字符"))
            waiting += [(f"{path}.{name}".lstrip("."), part, depth + 1) for name, part in value.items()]
        elif isinstance(value, list):
            waiting += [(f"{path}[{place}]", part, depth + 1) for place, part in enumerate(value)]
        elif isinstance(value, str) and not _storable(value):
            yield Problem(shown(path), Text("text of whole characters", "文本含无效字符"), shown(value))


def _storable(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= c <= "\udfff" for c in text)


def _validated(content: Any, problems: list[Problem]) -> Declaration | DeclarationProblems:
    given_id = content.get("application_id") if isinstance(content, dict) else None
    known_id = given_id if isinstance(given_id, str) and _ID.fullmatch(given_id) else None
    if problems:
        return DeclarationProblems(tuple(problems), known_id)
    try:
        # Strict, so that nothing is converted silently; as JSON, because only there lists and words may stand for tuples and enums.
        return Declaration.model_validate_json(json.dumps(content), strict=True)
    except ValidationError as error:
        details = [detail for detail in error.errors(include_url=False) if not _follows(detail)]
        return DeclarationProblems(tuple(_problem(detail) for detail in details), known_id)


def _follows(detail: ErrorDetails) -> bool:
    """Whether the error only says that all entries of a list are bad, which each of them says already."""
    return detail["type"] == "too_short" and isinstance(detail["input"], list) and len(detail["input"]) > 0


def _problem(detail: ErrorDetails) -> Problem:
    path = ""
    for part in detail["loc"]:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    missing = detail["type"] == "missing"
    return Problem(shown(path, 200), _expected(detail), None if missing else shown(detail["input"]))


def _expected(detail: ErrorDetails) -> Text:
    context = detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return Text("a value (the field is missing)", "缺少必填项")
        case "string_type":
            return Text("text", "应为文本")
        case "int_type" | "int_from_float":
            return Text("a whole number", "应为整数")
        case "value_error":  # the only validator of ours is that of dates
            return Text("a date of the form YYYY-MM-DD", "应为 YYYY-MM-DD 格式的日期")
        case "literal_error" | "enum":
            return Text(f"one of {context['expected']}", f"应为以下之一：{context['expected']}")
        case "string_pattern_mismatch":
            return Text(f"text of the form {context['pattern']}", f"格式应为 {context['pattern']}")
        case "string_too_short" | "too_short":
            return Text(f"at least {context['min_length']}", f"至少 {context['min_length']} 项（字）")
        case "string_too_long" | "too_long":
            return Text(f"at most {context['max_length']}", f"至多 {context['max_length']} 项（字）")
        case "greater_than_equal":
            return Text(f"at least {context['ge']}", f"不小于 {context['ge']}")
        case "less_than_equal":
            return Text(f"at most {context['le']}", f"不大于 {context['le']}")
        case "model_type":
            return Text("an object of named fields", "应为对象（键值对）")
        case "tuple_type":
            return Text("a list", "应为列表")
        case _:
            return Text(detail["msg"], f"格式不正确（{detail['msg']}）")


def shown(value: Any, limit: int = MAX_GIVEN) -> str:
    """A given value as it may stand in a sentence: one line, of bounded length, without control characters."""
    if isinstance(value, (dict, list)):
        text = f"an object of {len(value)} fields" if isinstance(value, dict) else f"a list of {len(value)}"
    else:
        text = value if isinstance(value, str) else json.dumps(value)
    text = re.sub(r"[\x00-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]", "�", text[: limit + 1])
    return text if len(text) <= limit else text[: limit - 1] + "…"
