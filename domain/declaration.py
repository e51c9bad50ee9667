"""What the exporter declares (contract.md, declaration.json)."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

ApplicationId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


def _iso(value: object) -> date:
    # pydantic alone would take a number, or a text of digits, for seconds since 1970 and give a date nobody declared.
    if isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        return date.fromisoformat(value)
    raise ValueError("not a date of the form YYYY-MM-DD")


IsoDate = Annotated[date, BeforeValidator(_iso)]


class Category(StrEnum):
    USED = "used"
    MODIFIED = "modified"


class ExportRole(StrEnum):
    MANUFACTURER = "modified_vehicle_manufacturer"
    AUTHORISED = "authorised_enterprise"


class _Part(BaseModel):
    # Unknown fields are kept, not refused: the contract grows by optional fields. DECL-001 names them in a note.
    model_config = ConfigDict(frozen=True, extra="allow")


class Exporter(_Part):
    name: Words
    uscc: Words | None = Field(default=None, description="Unified Social Credit Code, 18 characters")


class Contract(_Part):
    number: Words
    date: IsoDate


class Chassis(_Part):
    brand: Words
    model: Words
    manufacturer: Words | None = None


class Vehicle(_Part):
    """One declared vehicle; dates are ISO 8601."""

    vin: Words
    brand: Words
    model: Words
    name: Words | None = None
    manufacturer: Words
    registration_date: IsoDate | None = None
    transfer_date: IsoDate | None = Field(default=None, description="date of the transfer registration pending export (转让待出口)")
    manufacture_date: IsoDate | None = None
    hs_code: Annotated[str, StringConstraints(pattern=r"^\d{8,13}$")] | None = None
    fuel: Words | None = None
    mileage_km: int | None = Field(default=None, ge=0, le=5_000_000)
    chassis: Chassis | None = None


class DeclaredModel(_Part):
    model: Words
    quantity: int = Field(ge=1, le=100_000)
    device: Words | None = None
    devices_per_vehicle: int = Field(default=1, ge=1, le=1_000)


class Attachment(_Part):
    file: Words
    kind: Words


class Declaration(_Part):
    """One licence application as declared."""

    schema_version: Literal[1]
    application_id: ApplicationId
    category: Category
    application_date: IsoDate = Field(description="date of the licence application: the 180 days end here")
    licence_year: int = Field(ge=2020, le=2100)
    exporter: Exporter
    destination: Words = Field(description="ISO 3166 alpha-2 or alpha-3, or a Chinese or English country name; exactly one country")
    contract: Contract | None = None
    export_role: ExportRole | None = None
    vehicles: tuple[Vehicle, ...] = Field(min_length=1, max_length=2_000)
    models: tuple[DeclaredModel, ...] = ()
    attachments: tuple[Attachment, ...] = ()
