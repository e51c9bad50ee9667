"""Facts as records of the report: a generic walk from the frozen dataclasses of `domain` to `domain.report`."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from domain.documents import Document
from domain.facts import Absent, Fact, Place, Unread
from domain.geometry import Box
from domain.modified_vehicle_papers import InvoiceCode
from domain.pages import PlacedSeal
from domain.report import BoxRecord, DocumentRecord, FieldRecord, FieldTree, PageRef, SealRecord
from domain.used_vehicle_papers import VehicleRow

MAX_TEXT = 2_000
_SURROGATES = re.compile(r"[\ud800-\udfff\x00]")


def clean(text: str, limit: int = MAX_TEXT) -> str:
    """Text that UTF-8 can hold, of bounded length: file names and pages are hostile, and undecodable names carry surrogates."""
    text = _SURROGATES.sub("�", text)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def box_record(box: Box | None) -> BoxRecord | None:
    """Four shares rounded to 1/10,000 of the page, a third of a pixel on a 300 dpi page; None for a box that is no box."""
    if box is None or not all(map(math.isfinite, (box.x0, box.y0, box.x1, box.y1))):
        return None
    kept = box.clipped()
    return round(kept.x0, 4), round(kept.y0, 4), round(kept.x1, 4), round(kept.y1, 4)


def confidence_record(confidence: float | None) -> float | None:
    if confidence is None or not math.isfinite(confidence):
        return None
    return round(min(1.0, max(0.0, confidence)), 4)


def field_record(field: Fact[Any] | Absent | Unread) -> FieldRecord:
    """One field as a record; an absent or unread one keeps where was looked and why."""
    if isinstance(field, Fact):
        return FieldRecord(
            value=_plain(field.value),
            state="read",
            raw=clean(field.raw),
            **_where(field.place),
            origin=field.origin,
            confidence=confidence_record(field.confidence),
            doubt=field.doubt,
            witnesses=field.witnesses,
        )
    if isinstance(field, Unread):
        return FieldRecord(
            value=None, state="unread", raw=clean(field.raw), **_where(field.place), origin=None, confidence=None, reason=field.reason
        )
    looked_at = field.looked_at[0] if field.looked_at else None
    return FieldRecord(value=None, state="absent", raw=None, **_where(looked_at), origin=None, confidence=None, reason="not-on-the-pages")


def seal_record(placed: PlacedSeal) -> SealRecord:
    seal = placed.seal
    return SealRecord(
        text=clean(seal.text),
        kind=seal.kind.value,
        shape=seal.shape,
        colour=seal.colour,
        code=seal.code,
        file=clean(placed.place.file),
        page=placed.place.page,
        box=box_record(placed.place.box),
        confidence=confidence_record(seal.confidence),
        horizontal=clean(seal.horizontal) or None,
        by_signature=placed.by_signature,
    )


def document_record(document: Document) -> DocumentRecord:
    return DocumentRecord(
        id=document.id,
        kind=document.kind.value,
        kind_confidence=confidence_record(document.kind_confidence) or 0.0,
        pages=tuple(PageRef(file=clean(page.file), page=page.number) for page in document.pages),
        fields=document_fields(document),
    )


def document_fields(document: Document) -> dict[str, FieldTree]:
    """The facts of a document under their names, with two views the contract names: `vins`, and a letter's `destination`."""
    tree = {f.name: _tree(getattr(document.facts, f.name)) for f in fields(document.facts)}
    vins = [field_record(vin) for vin in vin_fields(document.facts)]
    if vins or "vehicles" in tree:
        tree["vins"] = list(vins)
    if "destinations" in tree:
        tree["destination"] = _only(getattr(document.facts, "destinations"))  # noqa: B009 - only some kinds have it
    return dict(sorted(tree.items()))


def vin_fields(facts: Any) -> Iterator[Fact[str] | Absent | Unread]:
    """Every VIN field of a document's facts, rows first."""
    for row in getattr(facts, "vehicles", ()):
        if isinstance(row, VehicleRow):
            yield row.vin
    for line in getattr(facts, "goods", ()):
        yield from line.vins
    for plate in getattr(facts, "plates", ()):
        yield plate.vin
    single = getattr(facts, "vin", None)
    if single is not None:
        yield single


def _only(found: tuple[Fact[str], ...]) -> FieldRecord:
    """The one value that several mentions agree on; with several values there is no destination, which is said."""
    values = {fact.value for fact in found}
    if not found:
        return field_record(Absent())
    if len(values) == 1:
        return field_record(next((fact for fact in found if fact.clean), found[0]))
    return field_record(Unread("several-values", found[0].place, "; ".join(fact.raw for fact in found)))


def _tree(value: Any) -> FieldTree:
    if isinstance(value, (Fact, Absent, Unread)):
        return field_record(value)
    if isinstance(value, PlacedSeal):
        return seal_record(value)
    if isinstance(value, tuple):
        return [_tree(part) for part in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _tree(getattr(value, f.name)) for f in fields(value)}
    # A conclusion drawn from the whole document (its languages, its parts) has no place of its own.
    return FieldRecord(value=_plain(value), state="read", raw=None, **_where(None), origin="derived", confidence=None)


def _where(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {"file": None, "page": None, "box": None}
    return {"file": clean(place.file), "page": place.page, "box": box_record(place.box)}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, InvoiceCode):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
