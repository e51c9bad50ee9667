"""The declaration as a workbook: one sheet a section, one row a vehicle, the columns taken from the model."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from domain.declaration import Attachment, Declaration, DeclaredModel, Vehicle
from domain.errors import UsageError

ROWS_READY = 200
"""Empty rows that are formatted as text, so that no spreadsheet turns a code or a date into a number."""


@dataclass(frozen=True, slots=True)
class Column:
    """One field: `name` dotted (`exporter.name`), `type` one of text, date, integer."""

    name: str
    type: str
    required: bool
    chinese: str
    example: str


@cache
def sections() -> dict[str, tuple[Column, ...]]:
    """Sheet name -> its columns; `application` holds the fields that a declaration has once."""
    words = tomllib.loads(files("pipeline").joinpath("template.toml").read_text("utf-8"))
    once = {name: info for name, info in Declaration.model_fields.items() if name not in ("vehicles", "models", "attachments")}
    models: dict[str, dict[str, Any]] = {
        "application": once,
        "vehicles": Vehicle.model_fields,
        "models": DeclaredModel.model_fields,
        "attachments": Attachment.model_fields,
    }
    return {sheet: tuple(_columns(fields, words[sheet])) for sheet, fields in models.items()}


def write_template(path: Path) -> None:
    """An empty workbook. Raises UsageError for a name that is not .xlsx, for a file that exists, and for a folder one cannot write to."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill

    if path.suffix.lower() != ".xlsx":
        raise UsageError(f"{path} is not a workbook's name.", "Give a file name that ends in .xlsx.")
    if path.exists():
        raise UsageError(f"{path} exists already.", "Give another name, or remove the file first.")
    book = Workbook()
    book.remove(book.active)
    muted, head = Font(color="666666", italic=True), PatternFill("solid", fgColor="E8ECF1")
    for name, columns in sections().items():
        sheet = book.create_sheet(name)
        sheet.append([column.name for column in columns])
        sheet.append([column.chinese for column in columns])
        sheet.freeze_panes = "A3"
        for place, column in enumerate(columns, 1):
            sheet.cell(1, place).font, sheet.cell(1, place).fill = Font(bold=column.required), head
            sheet.cell(2, place).font, sheet.cell(2, place).alignment = muted, Alignment(wrap_text=True, vertical="top")
            sheet.column_dimensions[sheet.cell(1, place).column_letter].width = max(14, min(34, 2 * len(column.chinese)))
            for row in range(3, 4 if name == "application" else 3 + ROWS_READY):
                sheet.cell(row, place).number_format = "@"
    notes = book.create_sheet("notes")
    notes.append(["section", "field", "说明", "type", "required", "example"])
    for name, columns in sections().items():
        for column in columns:
            needed = "yes" if column.required else ""
            notes.append([name, column.name, column.chinese, _FORMS[column.type], needed, column.example])
    for letter, width in zip("ABCDEF", (14, 24, 36, 20, 10, 34), strict=True):
        notes.column_dimensions[letter].width = width
    try:
        book.save(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.", "Choose a folder you may write to.") from error


_FORMS = {"text": "text", "date": "date YYYY-MM-DD", "integer": "whole number"}


def _columns(fields: dict[str, Any], words: dict[str, list[str]], prefix: str = "", needed: bool = True) -> Iterator[Column]:
    for name, info in fields.items():
        kinds = set(_kinds(info.annotation))
        required = needed and info.is_required()
        part = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)
        if part is not None:
            yield from _columns(part.model_fields, words, f"{prefix}{name}.", required)
            continue
        kind = "date" if date in kinds else "integer" if int in kinds or 1 in kinds else "text"
        chinese, example = words[prefix + name]
        yield Column(prefix + name, kind, required and name != "schema_version", chinese, example)


def _kinds(annotation: Any) -> Iterator[Any]:
    """The types an annotation is made of, without its wrappers."""
    if get_origin(annotation) in (Union, UnionType) or get_args(annotation):
        for part in get_args(annotation):
            yield from _kinds(part)
    else:
        yield annotation
