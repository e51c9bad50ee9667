"""Kinds with few fields: driving licence, maintenance record, licence application."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from domain.facts import Absent, Fact, Field, Unread
from domain.pages import Page
from domain.used_vehicle_papers import DrivingLicence, LicenceApplication, MaintenanceRecord, ServiceEntry
from extractors.data import words
from extractors.finders.companies import company_value, organisation_value
from extractors.finders.forms import Entry, first_value, read_form
from extractors.finders.models import models_in
from extractors.finders.spans import fact, mapped, whole
from extractors.finders.tables import read_tables
from extractors.finders.values import brand_value, country_value, date_value, mileage_value, model_value, vin_value
from extractors.finders.vins import vin_fact, vins_on
from extractors.kinds.contract import number_value
from extractors.kinds.vehicles import vehicle_rows

_STATE = re.compile(r"(?:状态[:：]?|^|[(（])(?:(?P<used>旧|二手)|(?P<new>新))(?=$|[)）,，;；.。])")
"""The state of goods where a form gives it: alone in its cell, behind its label or in brackets."""


def driving_licence(pages: Sequence[Page]) -> DrivingLicence:
    entries = read_form(pages, words("labels")["driving_licence"])
    return DrivingLicence(
        vin=_vin(pages, entries),
        owner=first_value(entries, "owner", organisation_value),
        model=first_value(entries, "brand_model", model_value),
        brand=first_value(entries, "brand_model", brand_value),
        registration_date=first_value(entries, "registration_date", date_value),
        issue_date=first_value(entries, "issue_date", date_value),
    )


def maintenance_record(pages: Sequence[Page]) -> MaintenanceRecord:
    labels = words("labels")["maintenance"]
    rows = read_tables(pages, {field: labels[field] for field in ("date", "mileage", "item", "company")}, anchor=("date",))
    entries = [
        ServiceEntry(
            date=date_value(row.cells["date"]) or Unread("no-readable-value", row.page.place(row.cells["date"].box), row.cells["date"].text),
            mileage_km=(mileage_value(row.cells["mileage"]) if "mileage" in row.cells else None) or Absent((row.page.place(row.cells["date"].box),)),
        )
        for row in rows
        if date_value(row.cells["date"])
    ]
    form = read_form(pages, labels)
    if not entries:
        day = first_value(form, "date", date_value)
        if not isinstance(day, Absent):
            entries = [ServiceEntry(day, first_value(form, "mileage", mileage_value))]
    return MaintenanceRecord(vin=_vin(pages, form), entries=tuple(entries))


def licence_application(pages: Sequence[Page]) -> LicenceApplication:
    entries = read_form(pages, words("labels")["licence_application"], prose=False)
    return LicenceApplication(
        exporter=first_value(entries, "exporter", company_value),
        consignor=first_value(entries, "consignor", company_value),
        country=first_value(entries, "country", country_value),
        contract_number=first_value(entries, "contract_number", number_value),
        states=tuple(_states(pages)),
        models=models_in(pages),
        vehicles=vehicle_rows(pages),
    )


def _states(pages: Sequence[Page]) -> Iterator[Fact[str]]:
    """What the form says of the state of the goods: behind its label, in a cell of its column, or in brackets behind the goods' name."""
    for page in pages:
        for line in page.lines:
            match = _STATE.search(mapped(line.text).text)
            if match:
                start, stop = match.span("new" if match["new"] else "used")
                yield fact("new" if match["new"] else "used", whole(page, line).of_mapped(start, stop))


def _vin(pages: Sequence[Page], entries: Sequence[Entry]) -> Field[str]:
    labelled = first_value(entries, "vin", vin_value)
    if isinstance(labelled, Fact):
        return labelled
    free = [found for page in pages for found in vins_on(page)]
    if free:
        return vin_fact(next((v for v in free if v.state == "read"), free[0]))
    return labelled
