"""What one file says, as the object of `exportproof read --json` (contract.md)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from domain.documents import Document
from domain.pages import FileReading, Page, PlacedSeal, VinReading
from domain.report import FieldRecord, FieldTree, SealRecord
from domain.vin import well_formed
from pipeline.report.records import box_record, clean, confidence_record, document_fields, seal_record


def reading_record(reading: FileReading, documents: Sequence[Document]) -> dict[str, Any]:
    """`documents` are those found in this file alone; a page's kind and fields are those of its document."""
    homes = {(page.file, page.number): document for document in documents for page in document.pages}
    return {
        "file": clean(reading.path),
        "outcome": reading.outcome.value,
        "problems": [clean(problem, 200) for problem in reading.problems],
        "pages": [_page(page, homes.get((page.file, page.number))) for page in reading.pages],
    }


def reading_line(reading: FileReading, documents: Sequence[Document]) -> str:
    """The record as one line of JSON, without a line end."""
    return json.dumps(reading_record(reading, documents), ensure_ascii=False, allow_nan=False)


def _page(page: Page, document: Document | None) -> dict[str, Any]:
    return {
        "page": page.number,
        "kind": document.kind.value if document else "unknown",
        "kind_confidence": confidence_record(document.kind_confidence if document else 0.0),
        "rotation": page.rotation,
        "quality": [{"code": defect.code, "score": confidence_record(defect.score)} for defect in page.quality],
        "lines": [
            {"text": clean(line.text), "box": box_record(page.seen_box(line.box)), "origin": line.origin} | _confidence(line.confidence)
            for line in (*page.lines, *page.marks)
        ],
        "vins": [record for vin in page.vins for record in _vins(page, vin)],
        "seals": [_seal(page, document, place) for place in range(len(page.seals))],
        "fields": _fields_on(page, document) if document else {},
    }


def _vins(page: Page, vin: VinReading) -> list[dict[str, Any]]:
    """A VIN, and after an unsure one the other candidates of its place; what has too few characters to be one stays with the lines.

    `changed`: [place from 1, as read, as taken] of a repaired one.
    """
    if not well_formed(vin.value):
        return []
    where: dict[str, Any] = {"box": box_record(page.seen_box(vin.box)), "origin": vin.origin}
    first: dict[str, Any] = {"value": vin.value, "raw": clean(vin.raw), "state": vin.state} | _confidence(vin.confidence) | where
    if vin.readings:
        first["readings"] = [{"by": reader, "text": clean(text)} for reader, text in vin.readings]
    if vin.changed:
        first["changed"] = [list(change) for change in vin.changed]
    return [first, *({"value": other, "raw": clean(vin.raw), "state": "unsure"} | where for other in vin.alternatives)]


def _confidence(value: float | None) -> dict[str, float | None]:
    return {} if value is None else {"confidence": confidence_record(value)}


def _seal(page: Page, document: Document | None, place: int) -> dict[str, Any]:
    """A seal as the page has it; its document may know more of it (that it stands by the signature)."""
    seal = page.seals[place]
    known = next((placed for placed in getattr(document.facts, "seals", ()) if placed.seal == seal), None) if document else None
    record = seal_record(known or PlacedSeal(seal, page.place(seal.box)))
    return record.model_dump(mode="json", exclude={"file", "page"})


def _fields_on(page: Page, document: Document) -> dict[str, Any]:
    """The document's fields that stand on this page; what has no place goes with the document's first page. Seals are listed apart."""
    first = document.pages[0] is page or (document.pages[0].file, document.pages[0].number) == (page.file, page.number)
    kept: dict[str, Any] = {}
    for name, tree in document_fields(document).items():
        part = _part(tree, clean(page.file), page.number, first=first)
        if part is not None and name != "seals":
            kept[name] = part
    return kept


def _part(tree: FieldTree, file: str, number: int, *, first: bool) -> Any:
    if isinstance(tree, SealRecord):
        return None
    if isinstance(tree, FieldRecord):
        here = (tree.file, tree.page) == (file, number) or (tree.file is None and first)
        return tree.model_dump(mode="json") if here else None
    if isinstance(tree, list):
        parts = [part for branch in tree if (part := _part(branch, file, number, first=first)) is not None]
        return parts if parts or (first and not tree) else None
    named = {name: part for name, branch in tree.items() if (part := _part(branch, file, number, first=first)) is not None}
    return named or None
