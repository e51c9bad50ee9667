"""Loading the reference list of manufacturers from a CSV file, or the sample that ships with the package."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from domain.errors import InputUnreadableError, UsageError
from domain.registry import COLUMNS, Registry, RegistryEntry

SAMPLE_NAME = "registry-sample.csv"
SAMPLE_DATE = "2026-11-21"
_REMARKS = re.compile(r"(?:#[^\n]*\n)+")
MAX_BYTES = 200_000_000
_ISO_DATE = re.compile(r"(?<!\d)(20\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?!\d)")


def load_registry(path: Path, *, complete: bool = False) -> Registry:
    """The list in a CSV file, UTF-8 (with or without BOM) or GB18030; its date is the ISO date in its name or in its leading # lines.

    Raises InputUnreadableError when the file cannot be read, UsageError when it is not such a list.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UsageError(f"The registry {path.name} is larger than {MAX_BYTES // 1_000_000} MB.", "Give the list of one Announcement.")
        data = path.read_bytes()
    except OSError as error:
        raise InputUnreadableError(f"The registry {path} cannot be read: {error.strerror}.", "Check the path given to --registry.") from error
    return replace(parse_registry(data, path.name), complete=complete)


@cache
def sample_registry() -> Registry:
    """The small dated sample that ships with the package."""
    data = files("domain.data").joinpath(SAMPLE_NAME).read_bytes()
    return replace(parse_registry(data, SAMPLE_NAME), date=SAMPLE_DATE)


def parse_registry(data: bytes, name: str) -> Registry:
    """The list in a CSV file's bytes; raises UsageError naming what is missing."""
    text = _text(data, name)
    remarks = _REMARKS.match(text)
    try:
        rows = csv.DictReader(io.StringIO(text[remarks.end() if remarks else 0 :], newline=""))
        header = [str(column or "").strip() for column in rows.fieldnames or ()]
        if missing := [column for column in COLUMNS if column not in header]:
            raise UsageError(
                f"The registry {name} lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}.",
                f"Its first line must name the columns {','.join(COLUMNS)}.",
            )
        rows.fieldnames = header
        entries = tuple(
            RegistryEntry(*((row[column] or "").strip() for column in COLUMNS)) for row in rows if (row["企业名称"] or "").strip()
        )
    except csv.Error as error:
        raise UsageError(f"The registry {name} is not a CSV file: {error}.", "Save it as CSV (UTF-8).") from error
    dated = next((match.group(1) for said in (name, remarks.group() if remarks else "") if (match := _ISO_DATE.search(said))), "")
    return Registry(name, dated, hashlib.sha256(data).hexdigest(), entries)


def _text(data: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UsageError(f"The registry {name} is neither UTF-8 nor GB18030 text.", "Save it as CSV (UTF-8).")
