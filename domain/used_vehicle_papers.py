"""What the papers of used vehicles say. Every field is a Fact, an Absent or an Unread, or a tuple of facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from domain.facts import Absent, Fact, Field
from domain.pages import PlacedSeal


@dataclass(frozen=True, slots=True)
class VehicleRow:
    """What one document says of one vehicle: a table row, or a form that is about a single vehicle."""

    vin: Field[str]
    brand: Field[str] = field(default_factory=Absent)
    model: Field[str] = field(default_factory=Absent)
    name: Field[str] = field(default_factory=Absent)
    registration_date: Field[date] = field(default_factory=Absent)
    destination: Field[str] = field(default_factory=Absent)
    mileage_km: Field[int] = field(default_factory=Absent)
    conclusion: Field[str] = field(default_factory=Absent)


@dataclass(frozen=True, slots=True)
class Outlet:
    """One overseas service outlet of a letter. `country` holds an ISO 3166 alpha-2 code."""

    provider: Field[str]
    address: Field[str]
    country: Field[str]
    phone: Field[str]


@dataclass(frozen=True, slots=True)
class LanguageHalf:
    """One language's part of a bilingual letter: `language` zh or en."""

    language: str
    vins: tuple[Fact[str], ...]
    destinations: tuple[Fact[str], ...]
    issuers: tuple[Fact[str], ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """After-sales maintenance service confirmation letter.

    `issuer` is who signs. `issuer_claims` are all company names in an issuer's role (letterhead, "we, X", signature block), each
    with its own place, so that a letterhead that differs from the signature is seen. `destinations` hold ISO alpha-2 codes,
    `regions` names that are not a country, `also_named` further countries that its sentences name in no such role.
    `vin_ranges` are spans such as "LGX...001 to LGX...020" that nobody may expand.
    """

    title: Field[str]
    issuer: Field[str]
    issuer_claims: tuple[Fact[str], ...]
    addressee: Field[str]
    number: Field[str]
    date: Field[date]
    destinations: tuple[Fact[str], ...]
    regions: tuple[Fact[str], ...]
    vehicles: tuple[VehicleRow, ...]
    vin_ranges: tuple[Fact[str], ...]
    outlets: tuple[Outlet, ...]
    seals: tuple[PlacedSeal, ...]
    halves: tuple[LanguageHalf, ...] = ()
    page_numbers: tuple[Fact[tuple[int, int | None]], ...] = ()
    also_named: tuple[Fact[str], ...] = ()


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One entry of the certificate's register. `what`: registration | transfer | export_transfer | mortgage | mortgage_release |
    pledge | pledge_release | seizure | seizure_release | other. `raw` heading as printed is in the fact."""

    what: Fact[str]
    owner: Field[str]
    date: Field[date]


@dataclass(frozen=True, slots=True)
class RegistrationCertificate:
    """Motor Vehicle Registration Certificate (机动车登记证书); item numbers of the printed form in brackets.

    `registration_date` is item 3 of the FIRST block. `entries` are the transfers, mortgages and annotations in page order.
    `export_annotation` is the 转让待出口 mark as printed, `export_date` its date. `sections` are the parts of the certificate found:
    any of summary, vehicle, entries.
    """

    vin: Field[str]
    brand: Field[str]
    model: Field[str]
    manufacturer: Field[str]
    vehicle_type: Field[str]
    origin: Field[str]
    fuel: Field[str]
    use_nature: Field[str]
    owner: Field[str]
    registration_date: Field[date]
    manufacture_date: Field[date]
    issue_date: Field[date]
    entries: tuple[RegisterEntry, ...]
    export_annotation: Field[str]
    export_date: Field[date]
    sections: tuple[str, ...]
    seals: tuple[PlacedSeal, ...]


@dataclass(frozen=True, slots=True)
class DrivingLicence:
    vin: Field[str]
    owner: Field[str]
    model: Field[str]
    brand: Field[str]
    registration_date: Field[date]
    issue_date: Field[date]


@dataclass(frozen=True, slots=True)
class InspectionReport:
    """Third-party report under WM/T 8-2022 or WM/T 9-2022. `standards` as normalised, e.g. "WM/T 8-2022"."""

    vehicles: tuple[VehicleRow, ...]
    standards: tuple[Fact[str], ...]
    client: Field[str]
    owner: Field[str]
    agency: Field[str]
    number: Field[str]
    conclusion: Field[str]
    date: Field[date]
    seals: tuple[PlacedSeal, ...]


@dataclass(frozen=True, slots=True)
class ExportContract:
    """`languages` are those of running text: any of zh, en, ru, other. `after_sales` is the clause heading or sentence found."""

    number: Field[str]
    date: Field[date]
    buyer: Field[str]
    seller: Field[str]
    destinations: tuple[Fact[str], ...]
    after_sales: Field[str]
    languages: tuple[str, ...]
    vehicles: tuple[VehicleRow, ...]
    seals: tuple[PlacedSeal, ...]


@dataclass(frozen=True, slots=True)
class ConformityDeclaration:
    exporter: Field[str]
    destinations: tuple[Fact[str], ...]
    vehicles: tuple[VehicleRow, ...]
    date: Field[date]
    seals: tuple[PlacedSeal, ...]


@dataclass(frozen=True, slots=True)
class LicenceApplication:
    """The form an export licence is applied for with (出口许可证申请表), where it is uploaded too.

    `country` is box 8, `contract_number` box 6, `states` what it says of the state of the goods (`used` | `new`), `models` those named in box
    12 or the annex, `vehicles` the rows of the annex.
    """

    exporter: Field[str]
    consignor: Field[str]
    country: Field[str] = field(default_factory=Absent)
    contract_number: Field[str] = field(default_factory=Absent)
    states: tuple[Fact[str], ...] = ()
    models: tuple[Fact[str], ...] = ()
    vehicles: tuple[VehicleRow, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceEntry:
    date: Field[date]
    mileage_km: Field[int]


@dataclass(frozen=True, slots=True)
class MaintenanceRecord:
    vin: Field[str]
    entries: tuple[ServiceEntry, ...]
