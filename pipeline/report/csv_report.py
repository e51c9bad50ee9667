"""batch.csv: one row a dossier, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io

from domain.report import BatchReport, BatchRow

COLUMNS = (
    "id", "verdict", "fail", "review", "note", "pass", "not_applicable", "first_rule", "first_reason", "message_zh", "message_en",
    "vehicles", "files", "pages", "source", "report",
)  # fmt: skip
# The full-width forms count too: some spreadsheets fold them before they look for a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) else text


def batch_csv(batch: BatchReport) -> str:
    """Comma-separated, with a header; to be stored as UTF-8 with BOM, without which spreadsheets garble Chinese."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in batch.dossiers:
        writer.writerow([guarded(str(cell)) for cell in _cells(row)])
    return out.getvalue()


def _cells(row: BatchRow) -> tuple[object, ...]:
    counts = row.counts
    zh, en = (row.first_message.zh, row.first_message.en) if row.first_message else ("", "")
    return (
        row.id, row.verdict, counts.fail, counts.review, counts.note, counts.pass_, counts.not_applicable, row.first_rule or "",
        row.first_reason or "", zh, en, row.vehicles, row.files, row.pages, row.source, row.report,
    )  # fmt: skip
