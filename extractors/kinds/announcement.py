"""Parameter sheet of the MIIT Announcement, and the factory certificate (合格证) that repeats some of it."""

from __future__ import annotations

from collections.abc import Sequence

from domain.facts import Fact, Field
from domain.modified_vehicle_papers import AnnouncementSheet, CertificateOfConformity
from domain.pages import Page
from extractors.data import words
from extractors.finders.companies import companies_in, company_value
from extractors.finders.forms import Entry, first_value, read_form
from extractors.finders.models import models_in
from extractors.finders.spans import Span
from extractors.finders.values import brand_value, date_value, model_value, product_text, text_value, vin_value
from extractors.finders.vins import vin_fact, vins_on


def announcement_sheet(pages: Sequence[Page]) -> AnnouncementSheet:
    """Facts of one model's sheet. All chassis it lists count, whether in rows of a table or in one cell."""
    entries = read_form(pages, words("labels")["announcement"], prose=False)
    model = first_value(entries, "model", model_value)
    own = model.value if isinstance(model, Fact) else ""
    return AnnouncementSheet(
        brand=first_value(entries, "brand", brand_value),
        model=model,
        name=first_value(entries, "name", product_text),
        company=first_value(entries, "company", company_value),
        catalogue_number=first_value(entries, "catalogue_number", text_value),
        chassis_models=_chassis(pages, entries, own),
        chassis_makers=_makers(entries),
    )


def _chassis(pages: Sequence[Page], entries: Sequence[Entry], own: str) -> tuple[Fact[str], ...]:
    """Models behind a chassis label; other models on the sheet are most likely those of its table of chassis, said with a doubt."""
    labelled = [found for entry in entries if entry.field == "chassis_model" for span in entry.values[:4] for found in _models(span)]
    known = {found.value for found in labelled} | {own}
    others = [found for found in models_in(pages) if found.value not in known] if labelled or any(e.field == "chassis_model" for e in entries) else []
    return (*{found.value: found for found in reversed(labelled)}.values(), *others)


def _models(span: Span) -> list[Fact[str]]:
    found = []
    at = 0
    while at < len(span.text):
        part = span.narrowed(at, len(span.text))
        read = model_value(part)
        if read is None:
            break
        found.append(read)
        index = part.text.upper().find(read.raw.upper())
        if index < 0:
            break
        at += index + len(read.raw)
    return found


def _makers(entries: Sequence[Entry]) -> tuple[Fact[str], ...]:
    found: dict[str, Fact[str]] = {}
    for entry in entries:
        if entry.field in ("chassis_maker", "chassis_model"):
            for span in entry.values[:3]:
                for name in companies_in(span):
                    found.setdefault(name.value, name)
    return tuple(found.values())


def certificate_of_conformity(pages: Sequence[Page]) -> CertificateOfConformity:
    entries = read_form(pages, words("labels")["factory_certificate"], prose=False)
    return CertificateOfConformity(
        number=first_value(entries, "number", text_value),
        vin=_vin(pages, entries),
        brand=first_value(entries, "brand", brand_value),
        model=first_value(entries, "model", model_value),
        chassis_model=first_value(entries, "chassis_model", model_value),
        manufacturer=first_value(entries, "manufacturer", company_value),
        date=first_value(entries, "date", date_value),
    )


def _vin(pages: Sequence[Page], entries: Sequence[Entry]) -> Field[str]:
    labelled = first_value(entries, "vin", vin_value)
    if isinstance(labelled, Fact):
        return labelled
    free = [vin_fact(found) for page in pages for found in vins_on(page)]
    return free[0] if free else labelled
