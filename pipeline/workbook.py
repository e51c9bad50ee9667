"""declaration.xlsx -> the same content as declaration.json. Cells are text, dates or numbers as people leave them; formulas count as their result."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from domain.dates import parse_date
from domain.findings import Text
from pipeline.declarations import Problem, shown
from pipeline.template import Column, sections

MAX_UNPACKED = 40_000_000
MAX_ROWS, MAX_COLUMNS = 2_050, 60
# From here on a spreadsheet's number no longer holds every digit of what was typed.
_EXACT = 10**15


def read_workbook(data: bytes) -> tuple[Any, list[Problem]]:
    """The declaration's content and what cannot be used of it, each problem with its field and cell."""
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                return None, [Problem("", Text("a workbook of ordinary size", "工作簿过大"))]
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        rows = {name: _rows(book[name]) for name in book.sheetnames if name in sections()}
    except Exception as error:  # noqa: BLE001 - openpyxl answers damaged files with nearly any exception
        return None, [Problem("", Text("a workbook (.xlsx) that can be opened", "应为可打开的 .xlsx 工作簿"), shown(type(error).__name__))]
    problems = [
        Problem(name, Text(f"a sheet named {name}", f"缺少工作表 {name}")) for name in ("application", "vehicles") if name not in rows
    ]
    entries = {name: list(_entries(name, listed, problems)) for name, listed in rows.items()}
    once = entries.pop("application", [])
    if len(once) > 1:
        problems.append(Problem("application", Text("one row of values", "只应填写一行"), f"{len(once)} rows"))
    content: dict[str, Any] = {"schema_version": 1} | (once[0] if once else {})
    return content | {name: listed for name, listed in entries.items() if listed or name == "vehicles"}, problems


def _rows(sheet: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS, values_only=True)]


def _entries(section: str, rows: list[tuple[Any, ...]], problems: list[Problem]) -> Iterator[dict[str, Any]]:
    """One entry a filled row below the header; the row of Chinese labels is passed over."""
    known = {column.name: column for column in sections()[section]}
    header = [str(cell).strip()[:100] if cell is not None else "" for cell in (rows[0] if rows else ())]
    for name in {name for name in header if name and header.count(name) > 1}:
        problems.append(Problem(_path(section, None, name), Text("each column once", "同一列只应出现一次"), f"{header.count(name)} times"))
    entries = 0
    for line, row in enumerate(rows[1:], 2):
        cells = {name: (cell, place) for place, (name, cell) in enumerate(zip(header, row, strict=False)) if name and not _empty(cell)}
        if not cells or all(name in known and cell == known[name].chinese for name, (cell, _) in cells.items()):
            continue
        entry: dict[str, Any] = {}
        for name, (cell, place) in cells.items():
            column = known.get(name, Column(name, "text", False, "", ""))
            value, expected = _value(cell, column.type)
            if expected is not None:
                where = f"{section}!{chr(65 + place) if place < 26 else 'A' + chr(39 + place)}{line}"
                problems.append(Problem(f"{_path(section, entries, name)} ({where})", expected, shown(str(cell))))
            _put(entry, name, value)
        entries += 1
        yield entry


def _empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _path(section: str, entry: int | None, name: str) -> str:
    return name if section == "application" else f"{section}.{name}" if entry is None else f"{section}[{entry}].{name}"


def _put(entry: dict[str, Any], name: str, value: Any) -> None:
    group, _, rest = name.partition(".")
    if not rest:
        entry[name] = value
        return
    inner = entry.setdefault(group, {})
    if isinstance(inner, dict):
        inner[rest] = value


def _value(cell: Any, kind: str) -> tuple[Any, Text | None]:
    """The cell as the field's type, or what was expected of it."""
    if isinstance(cell, str) and cell.strip().startswith("#") and re.fullmatch(r"#[A-Z0-9/]+[!?]?", cell.strip()):
        return None, Text("a value, not a spreadsheet error", "不应为公式错误值")
    if isinstance(cell, bool) or not isinstance(cell, (str, int, float, datetime, date)):
        return None, Text(_EXPECTED[kind].en, _EXPECTED[kind].zh)
    reader = {"date": _as_date, "integer": _as_integer, "text": _as_text}[kind]
    value = reader(cell)
    return (value, None) if value is not None else (None, _EXPECTED[kind])


_EXPECTED = {
    "date": Text("a date (YYYY-MM-DD)", "应为日期（YYYY-MM-DD）"),
    "integer": Text("a whole number", "应为整数"),
    "text": Text("text (numbers of 16 digits and more only in cells formatted as text)", "应为文本（16 位以上数字须使用文本格式）"),
}


def _as_date(cell: Any) -> str | None:
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else None
    if isinstance(cell, date):
        return cell.isoformat()
    found = parse_date(cell) if isinstance(cell, str) else None
    alone = found is not None and found.other is None and found.raw.strip() == cell.strip()
    return found.value.isoformat() if found and alone else None


def _as_integer(cell: Any) -> int | None:
    if isinstance(cell, str):
        return int(cell) if re.fullmatch(r"\s*\d{1,12}\s*", cell, re.ASCII) else None
    return int(cell) if isinstance(cell, (int, float)) and float(cell).is_integer() and abs(cell) < _EXACT else None


def _as_text(cell: Any) -> str | None:
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()[:10]
    whole = float(cell).is_integer() if abs(cell) < _EXACT else False
    return str(int(cell)) if whole else None
