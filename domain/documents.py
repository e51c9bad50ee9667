"""Documents and the facts each kind holds. Every field is a Fact, an Absent or an Unread, or a tuple of facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from domain.facts import Absent, Fact, Field, Place
from domain.pages import Page, Seal


class Kind(StrEnum):
    CONFIRMATION_LETTER = "confirmation_letter"
    REGISTRATION_CERTIFICATE = "registration_certificate"
    DRIVING_LICENCE = "driving_licence"
    INSPECTION_REPORT = "inspection_report"
    EXPORT_CONTRACT = "export_contract"
    CONFORMITY_DECLARATION = "conformity_declaration"
    MAINTENANCE_RECORD = "maintenance_record"
    NAMEPLATE_PHOTO = "nameplate_photo"
    NAMEPLATE_BEFORE = "nameplate_before"
    NAMEPLATE_AFTER = "nameplate_after"
    MODIFICATION_DESCRIPTION = "modification_description"
    COMPARISON_PHOTOS = "comparison_photos"
    PURCHASE_CONTRACT = "purchase_contract"
    CHASSIS_CONTRACT = "chassis_contract"
    DEVICE_CONTRACT = "device_contract"
    INVOICE = "invoice"
    CHASSIS_INVOICE = "chassis_invoice"
    DEVICE_INVOICE = "device_invoice"
    ANNOUNCEMENT_SHEET = "announcement_sheet"
    CCC_CERTIFICATE = "ccc_certificate"
    ACCESS_CERTIFICATE = "access_certificate"
    TEST_REPORT = "test_report"
    NO_REQUIREMENT_STATEMENT = "no_requirement_statement"
    AUTHORISATION_LETTER = "authorisation_letter"
    CERTIFICATE_OF_CONFORMITY = "certificate_of_conformity"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PlacedSeal:
    """A seal and where it stands; `by_signature` tells that it touches the issuer/date block of its document."""

    seal: Seal
    place: Place
    by_signature: bool = False


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
    `regions` names that are not a country. `vin_ranges` are spans such as "LGX...001 to LGX...020" that nobody may expand.
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
class ServiceEntry:
    date: Field[date]
    mileage_km: Field[int]


@dataclass(frozen=True, slots=True)
class MaintenanceRecord:
    vin: Field[str]
    entries: tuple[ServiceEntry, ...]


@dataclass(frozen=True, slots=True)
class Plate:
    """One data plate. `model` is that of the vehicle as the plate names it, which on a chassis maker's plate may be the chassis.

    `role`: before | after the modification, None until it is told apart (extractors.roles). `words` are the lines that no label explains.
    """

    vin: Field[str]
    brand: Field[str]
    model: Field[str]
    chassis_model: Field[str]
    manufacturer: Field[str]
    engine_model: Field[str]
    engine_power: Field[str]
    motor_model: Field[str]
    max_mass: Field[str]
    manufacture_month: Field[str]
    place: Place
    seats: Field[str] = field(default_factory=Absent)
    serial: Field[str] = field(default_factory=Absent)
    words: tuple[Fact[str], ...] = ()
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Nameplates:
    """The plates on one picture, commonly one."""

    plates: tuple[Plate, ...]


@dataclass(frozen=True, slots=True)
class GoodsLine:
    """One line of a contract or invoice. Money in yuan; `quantity` in `unit`, negative on a red invoice.

    `what`: chassis | device | service | unclear, by the words of the line. `vins` are those the line names.
    """

    name: Field[str]
    model: Field[str]
    unit: Field[str]
    quantity: Field[Decimal]
    unit_price: Field[Decimal]
    amount: Field[Decimal]
    tax: Field[Decimal]
    vins: tuple[Fact[str], ...] = ()
    what: str = "unclear"


@dataclass(frozen=True, slots=True)
class PurchaseContract:
    """A contract by which a maker of modified vehicles buys chassis or devices. `total_in_words` is the capital-letter total in yuan."""

    number: Field[str]
    date: Field[date]
    buyer: Field[str]
    seller: Field[str]
    goods: tuple[GoodsLine, ...]
    total: Field[Decimal]
    total_in_words: Field[Decimal]
    seals: tuple[PlacedSeal, ...]


@dataclass(frozen=True, slots=True)
class InvoiceCode:
    """What an invoice's QR code says; `amount` is without tax on older forms, with tax on fully digital ones."""

    code: str
    number: str
    amount: Decimal | None
    date: date | None


@dataclass(frozen=True, slots=True)
class Invoice:
    """A VAT or motor-vehicle invoice with its list of goods. `net`, `tax`, `total` in yuan.

    `form`: digital | special | ordinary | motor_vehicle. `negative`: a red invoice; `corrects` the number of the invoice it takes back.
    `list_expected`: the invoice points to a list of goods (销货清单) instead of naming them.
    """

    form: Field[str]
    code: Field[str]
    number: Field[str]
    date: Field[date]
    buyer: Field[str]
    seller: Field[str]
    goods: tuple[GoodsLine, ...]
    net: Field[Decimal]
    tax: Field[Decimal]
    total: Field[Decimal]
    total_in_words: Field[Decimal]
    qr: Field[InvoiceCode]
    corrects: Field[str]
    negative: bool
    list_expected: bool
    seals: tuple[PlacedSeal, ...]


@dataclass(frozen=True, slots=True)
class AnnouncementSheet:
    """Parameter sheet of one model in the MIIT Announcement; several chassis may be listed for it."""

    brand: Field[str]
    model: Field[str]
    name: Field[str]
    company: Field[str]
    catalogue_number: Field[str]
    chassis_models: tuple[Fact[str], ...]
    chassis_makers: tuple[Fact[str], ...]


@dataclass(frozen=True, slots=True)
class CccCertificate:
    """Certificate of China Compulsory Certification. `holder` is the applicant, `manufacturer` the producer, `factory` where it is made.

    `voided` is a word on the page that says it is suspended, withdrawn or cancelled.
    """

    number: Field[str]
    holder: Field[str]
    manufacturer: Field[str]
    factory: Field[str]
    name: Field[str]
    models: tuple[Fact[str], ...]
    issue_date: Field[date]
    expiry: Field[date]
    voided: Field[str]
    seals: tuple[PlacedSeal, ...]


@dataclass(frozen=True, slots=True)
class AccessCertificate:
    """A certificate or approval by which the destination admits a model. `destinations` hold ISO alpha-2 codes, `unions` those of unions."""

    number: Field[str]
    destinations: tuple[Fact[str], ...]
    unions: tuple[Fact[str], ...]
    models: tuple[Fact[str], ...]
    holder: Field[str]
    issue_date: Field[date]
    expiry: Field[date]


@dataclass(frozen=True, slots=True)
class TestReport:
    """A report on tests of a model (type test, mandatory test), not the inspection of one used vehicle."""

    __test__ = False  # no test case, whatever pytest thinks of the name

    number: Field[str]
    models: tuple[Fact[str], ...]
    name: Field[str]
    client: Field[str]
    conclusion: Field[str]
    date: Field[date]
    seals: tuple[PlacedSeal, ...]


@dataclass(frozen=True, slots=True)
class NoRequirementStatement:
    """The exporter's word that the destination asks for no admission of such vehicles."""

    exporter: Field[str]
    destinations: tuple[Fact[str], ...]
    models: tuple[Fact[str], ...]
    date: Field[date]
    seals: tuple[PlacedSeal, ...]


@dataclass(frozen=True, slots=True)
class AuthorisationLetter:
    """A manufacturer authorises another enterprise to export its vehicles."""

    manufacturer: Field[str]
    exporter: Field[str]
    models: tuple[Fact[str], ...]
    until: Field[date]
    date: Field[date]
    seals: tuple[PlacedSeal, ...]


@dataclass(frozen=True, slots=True)
class CertificateOfConformity:
    """Factory certificate of one vehicle or chassis (合格证)."""

    number: Field[str]
    vin: Field[str]
    brand: Field[str]
    model: Field[str]
    chassis_model: Field[str]
    manufacturer: Field[str]
    date: Field[date]


@dataclass(frozen=True, slots=True)
class ModificationDescription:
    """What was modified. `stages` are those of before | after that it speaks of, `pictures` the number of pictures in it."""

    models: tuple[Fact[str], ...]
    stages: tuple[str, ...]
    pictures: int


@dataclass(frozen=True, slots=True)
class View:
    """One comparison photo by its caption, label or file name. `stage`: before | after; `side`: front | left_front | side | rear."""

    stage: Field[str]
    side: Field[str]
    model: Field[str]
    place: Place


@dataclass(frozen=True, slots=True)
class ComparisonPhotos:
    views: tuple[View, ...]


@dataclass(frozen=True, slots=True)
class NoFacts:
    """A page of no known kind."""


Facts = (
    Letter
    | RegistrationCertificate
    | DrivingLicence
    | InspectionReport
    | ExportContract
    | ConformityDeclaration
    | MaintenanceRecord
    | Nameplates
    | PurchaseContract
    | Invoice
    | AnnouncementSheet
    | CccCertificate
    | AccessCertificate
    | TestReport
    | NoRequirementStatement
    | AuthorisationLetter
    | CertificateOfConformity
    | ModificationDescription
    | ComparisonPhotos
    | NoFacts
)


@dataclass(frozen=True, slots=True)
class Document:
    """Pages that make up one document, in reading order, and the facts on them. `id` is unique in its dossier (d1, d2, ...)."""

    id: str
    kind: Kind
    kind_confidence: float
    pages: tuple[Page, ...]
    facts: Facts

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(page.place(None) for page in self.pages)
