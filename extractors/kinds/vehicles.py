"""What a document says of vehicles: rows of a table, a form about one vehicle, or VINs in running text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile
from typing import TypeVar

from domain.facts import Absent, Fact, Field, Unread, value_of
from domain.pages import Line, Page
from domain.used_vehicle_papers import VehicleRow
from extractors.data import words
from extractors.finders.forms import Entry, Labels, Parser, first_value, read_form
from extractors.finders.heads import field_of
from extractors.finders.joining import merged_span
from extractors.finders.layout import rows as layout_rows
from extractors.finders.models import models_of
from extractors.finders.paragraphs import Paragraph, paragraphs
from extractors.finders.spans import Span, fact, mapped, whole
from extractors.finders.tables import TableRow, read_tables
from extractors.finders.values import (
    brand_value,
    country_value,
    date_value,
    mileage_value,
    model_value,
    text_value,
    vin_value,
)
from extractors.finders.vins import vin_fact, vins_in, vins_on

T = TypeVar("T")
_MODEL_BEFORE = re.compile(r"(?:牌|(?:型号|车型)(?:分别|均|都|皆|同)?[为是系]?|models?)[:：]?$")
_BLOCK_ROWS = 2
"""Rows from a model to the VIN of its block at most."""
_VEHICLES = 2
"""VINs beside one label from which they head columns."""
_MODEL_BEHIND = re.compile(r"型(?!号)")


def vehicle_rows(pages: Sequence[Page]) -> tuple[VehicleRow, ...]:
    """One row per VIN the pages list; a table row whose VIN cannot be read stays as a row with an Unread VIN."""
    labels = words("labels")["vehicle"]
    rows = [_from_table(row) for row in read_tables(pages, labels, anchor=("vin",), holds=_holds_vin)]
    rows = rows or [_from_table(row) for page in pages for row in _across(page, labels)]
    listed = {row.vin.value for row in rows if isinstance(row.vin, Fact)}
    if not listed:
        entries = read_form(pages, labels)
        vins = {v.value for page in pages for v in vins_on(page)}
        form = _from_form(entries)
        if form is not None and isinstance(form.vin, Fact) and len(vins) <= 1:
            return (form,)
    loose = []
    named = {vin: model for page in pages for vin, model in _in_blocks(page)} | _named_in_prose(pages)
    for page in pages:
        for found in vins_on(page):
            if found.value not in listed:
                listed.add(found.value)
                loose.append(VehicleRow(vin=vin_fact(found), model=named.get(found.value, Absent())))
    return (*_first_of_each(rows), *loose)


def _across(page: Page, labels: Labels) -> Iterator[TableRow]:
    """A table with a vehicle a column: the labels down its left edge, one of them with two VINs or more beside it and nothing else."""
    levels = layout_rows(page)
    for row in levels:
        vins = [line for line in row[1:] if len(vins_in(whole(page, line))) == 1]
        if len(vins) < max(_VEHICLES, len(row) - 1) or field_of(whole(page, row[0]), labels) != "vin":
            continue
        for vin in vins:
            cells = {"vin": whole(page, vin)}
            for other in levels:
                field = field_of(whole(page, other[0]), labels) if other[0].box.x1 < vin.box.x0 else None
                own = [line for line in other[1:] if line.box.x0 < vin.box.x1 and line.box.x1 > vin.box.x0]
                if field and own:
                    cells.setdefault(field, merged_span(page, own))
            yield TableRow(cells, page)
        return


def _in_blocks(page: Page) -> Iterator[tuple[str, Fact[str]]]:
    """VINs with their models where each vehicle has a block of lines of its own (代号 BJ2037Y3MX6V over 识别号 LVAV2MAB8TE210836): nothing but
    such pairs stands on the page, each pair one under the other."""
    marks: list[tuple[int, Line, str | Fact[str]]] = []
    for level, row in enumerate(layout_rows(page)):
        for line in row:
            vins = vins_in(whole(page, line))
            marks += [(level, line, found.value) for found in vins] or [(level, line, model) for model in models_of(whole(page, line))]
    pairs = list(zip(marks[::2], marks[1::2], strict=False))
    apart = any(abs(a[0] - b[0]) > _BLOCK_ROWS or not a[1].box.shares_column(b[1].box) for a, b in pairs)
    order = "".join("V" if isinstance(mark, str) else "M" for _, _, mark in marks)
    if apart or not re.fullmatch(r"(?:MV){2,}|(?:VM){2,}", order):
        return
    for (_, _, one), (_, _, other) in pairs:
        vin, model = (one, other) if isinstance(one, str) else (other, one)
        if isinstance(vin, str) and isinstance(model, Fact):
            yield vin, model


def _named_in_prose(pages: Sequence[Page]) -> dict[str, Fact[str]]:
    """The model of each VIN in running text, where the order of VINs and models in its paragraph leaves no doubt."""
    named: dict[str, Fact[str]] = {}
    for page in pages:
        for paragraph in paragraphs(page):
            vins = [(found.span.start, found.value) for found in vins_in(paragraph.span)]
            for vin, model in _matched(vins, _models_beside(paragraph) if vins else []):
                named.setdefault(vin, model)
    return named


def _matched(vins: Sequence[tuple[int, str]], models: Sequence[tuple[int, Fact[str]]]) -> Iterator[tuple[str, Fact[str]]]:
    """VINs with their models, both with where they stand: one model for all; as many models as VINs, each lot in one piece; or each model
    behind its VINs (A and B of model X, C of model Y) or before them, all through the paragraph."""
    of_vins, of_models = [vin for _, vin in vins], [model for _, model in models]
    order = "".join(kind for _, kind in sorted([(at, "V") for at, _ in vins] + [(at, "M") for at, _ in models]))
    if len(models) == 1:
        yield from ((vin, of_models[0]) for vin in of_vins)
    elif re.fullmatch(r"V+M+|M+V+", order) and len(vins) == len(models):
        yield from zip(of_vins, of_models, strict=True)
    elif re.fullmatch(r"(?:V+M)+|(?:MV+)+", order):
        rest = iter(of_vins)
        for model, lot in zip(of_models, re.findall(r"V+", order), strict=True):
            yield from ((next(rest), model) for _ in lot)


def _models_beside(paragraph: Paragraph) -> list[tuple[int, Fact[str]]]:
    """Models that the words around them call so (型号X, X型轿车, 大众牌X), and others of the same letters, each with where it stands in the
    paragraph: a contract's number looks like one too."""
    found, called = [], set()
    at = 0
    for model in models_of(paragraph.span):
        start = paragraph.text.find(model.raw, at)
        if start < 0:
            continue
        at = start + len(model.raw)
        before, behind = mapped(paragraph.text[:start]).text, mapped(paragraph.text[at:]).text
        if _MODEL_BEFORE.search(before) or _MODEL_BEHIND.match(behind):
            called.add(_letters(model.value))
        found.append((start, fact(model.value, paragraph.real(paragraph.span.narrowed(start, at)), model.doubt)))
    return [(start, model) for start, model in found if _letters(model.value) in called]


def _letters(model: str) -> str:
    """What a model begins with: its maker's letters."""
    return "".join(takewhile(str.isalpha, model))


def _from_table(row: TableRow) -> VehicleRow:
    cell = row.cells["vin"]
    vin = vin_value(cell)
    place = row.page.place(cell.box)
    return VehicleRow(
        vin=vin if vin is not None else Unread("no-readable-value", place, cell.text),
        brand=_cell(row, brand_value, "brand", "brand_model"),
        model=_cell(row, model_value, "model", "brand_model"),
        name=_cell(row, text_value, "name"),
        registration_date=_cell(row, date_value, "registration_date"),
        destination=_cell(row, country_value, "destination"),
        mileage_km=_cell(row, mileage_value, "mileage"),
        conclusion=_cell(row, text_value, "conclusion"),
    )


def _holds_vin(span: Span) -> bool:
    """Whether a cell of the VIN column can be a vehicle's: a VIN, or something that was one before it became illegible."""
    if vins_in(span):
        return True
    plain = mapped(span.text).text
    return len(plain) >= 8 and plain.isascii() and sum(c.isdigit() for c in plain) >= 4 and any(c.isalpha() for c in plain)


def _cell(row: TableRow, parse: Parser[T], *fields: str) -> Field[T]:
    spans = [row.cells[field] for field in fields if field in row.cells]
    for span in spans:
        if found := parse(span):
            return found
    return Unread("no-readable-value", row.page.place(spans[0].box), spans[0].text) if spans else Absent()


def _from_form(entries: Sequence[Entry]) -> VehicleRow | None:
    vin = first_value(entries, "vin", vin_value)
    if isinstance(vin, Absent):
        return None
    return VehicleRow(
        vin=vin,
        brand=_either(entries, brand_value, "brand", "brand_model"),
        model=_either(entries, model_value, "model", "brand_model"),
        registration_date=first_value(entries, "registration_date", date_value),
        mileage_km=first_value(entries, "mileage", mileage_value),
    )


def _either(entries: Sequence[Entry], parse: Callable[[Span], Fact[T] | None], *fields: str) -> Field[T]:
    found = [first_value(entries, field, parse) for field in fields]
    return next((f for f in found if isinstance(f, Fact)), next((f for f in found if isinstance(f, Unread)), found[0]))


def _first_of_each(rows: Sequence[VehicleRow]) -> list[VehicleRow]:
    """Rows without repetitions of the same VIN that say nothing else."""
    kept: list[VehicleRow] = []
    for row in rows:
        same = [r for r in kept if isinstance(r.vin, Fact) and isinstance(row.vin, Fact) and r.vin.value == row.vin.value]
        if not any(_says_same(row, other) for other in same):
            kept.append(row)
    return kept


def _says_same(a: VehicleRow, b: VehicleRow) -> bool:
    return (value_of(a.model), value_of(a.brand), value_of(a.registration_date)) == (value_of(b.model), value_of(b.brand), value_of(b.registration_date))
