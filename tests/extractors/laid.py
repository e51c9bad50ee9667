"""Hand-written pages with columns where the layout has them, and what documents of modified vehicles are told of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from written import line

from domain.declaration import Declaration
from domain.documents import Document, Kind
from domain.pages import Barcode, Page, Picture, Seal
from extractors.documents import documents_of
from extractors.finders.vins import page_vins

T = TypeVar("T")
WIDE = (0.05, 0.25, 0.43, 0.51, 0.58, 0.68, 0.80, 0.88)
"""Left edges of eight columns, as tables of goods have them."""
BUILDER, CHASSIS_MAKER, DEVICE_MAKER, EXPORTER = "湖北程力专用汽车有限公司", "东风汽车股份有限公司", "随州恒力机械有限公司", "青岛远帆汽车贸易有限公司"
CHASSIS, MODEL, VIN, VIN2 = "EQ1185LJ8CDE", "CLW5180GSSE6", "LGAX3C152S3101234", "LGAX3C154S3101235"


def laid(
    *rows: str, columns: Sequence[float] = WIDE, pitch: float = 0.028, top: float = 0.06, file: str = "a.pdf", number: int = 1, seals: tuple[Seal, ...] = (),
    pictures: tuple[Picture, ...] = (), barcodes: tuple[Barcode, ...] = (), text_layer: str = "none", width: int = 1000, height: int = 1414, confidence: float = 0.99,
) -> Page:  # fmt: skip
    """Rows from the top; `|` goes to the next column's left edge, an empty row leaves a gap."""
    lines = []
    for index, row in enumerate(rows):
        for cell, x in zip(row.split("|"), columns, strict=False):
            if cell.strip():
                lines.append(line(cell.strip(), x, top + index * pitch, confidence))
    return page_vins(
        Page(file, number, tuple(lines), seals, barcodes=barcodes, pictures=pictures, text_layer=text_layer, width=width, height=height)
    )


def only(kind: Kind, facts: type[T], *pages: Page, declared: Declaration | None = None) -> T:
    """The facts of the one document that the pages make up."""
    documents = documents_of(pages, declared)
    assert [d.kind for d in documents] == [kind]
    found = documents[0].facts
    assert isinstance(found, facts)
    return found


def kinds(documents: Sequence[Document]) -> list[Kind]:
    return [document.kind for document in documents]


def declaration(**more: object) -> Declaration:
    vehicle = {
        "brand": "程力牌", "model": MODEL, "name": "洒水车", "manufacturer": BUILDER,
        "chassis": {"brand": "东风牌", "model": CHASSIS, "manufacturer": CHASSIS_MAKER},
    }  # fmt: skip
    base: dict[str, object] = {
        "schema_version": 1, "application_id": "A-1", "category": "modified", "application_date": "2026-03-02", "licence_year": 2026,
        "exporter": {"name": EXPORTER}, "destination": "KZ", "export_role": "authorised_enterprise",
        "vehicles": [vehicle | {"vin": VIN}, vehicle | {"vin": VIN2}], "models": [{"model": MODEL, "quantity": 2, "device": "洒水罐总成"}],
    }  # fmt: skip
    return Declaration.model_validate(base | more)
