"""Documents: pages that belong together, their kind, and the facts on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.facts import Fact, Place
from domain.modified_vehicle_papers import (
    AccessCertificate,
    AnnouncementSheet,
    AuthorisationLetter,
    CccCertificate,
    CertificateOfConformity,
    ComparisonPhotos,
    Invoice,
    ModificationDescription,
    Nameplates,
    NoRequirementStatement,
    PurchaseContract,
    TestReport,
)
from domain.pages import Page
from domain.used_vehicle_papers import (
    ConformityDeclaration,
    DrivingLicence,
    ExportContract,
    InspectionReport,
    Letter,
    LicenceApplication,
    MaintenanceRecord,
    RegistrationCertificate,
)


class Kind(StrEnum):
    CONFIRMATION_LETTER = "confirmation_letter"
    REGISTRATION_CERTIFICATE = "registration_certificate"
    DRIVING_LICENCE = "driving_licence"
    INSPECTION_REPORT = "inspection_report"
    EXPORT_CONTRACT = "export_contract"
    CONFORMITY_DECLARATION = "conformity_declaration"
    MAINTENANCE_RECORD = "maintenance_record"
    LICENCE_APPLICATION = "licence_application"
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
class NoFacts:
    """A page of no known kind. `paper`: its title where it is one that no rule asks for (装箱单), None where it may be anything."""

    paper: str | None = None


Facts = (
    Letter
    | RegistrationCertificate
    | DrivingLicence
    | InspectionReport
    | ExportContract
    | ConformityDeclaration
    | MaintenanceRecord
    | LicenceApplication
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
class Reservations:
    """What a document says against itself: sentences that take it back or limit it, dates up to which alone it holds, and companies whose
    application it is for."""

    against: tuple[Fact[str], ...] = ()
    until: tuple[Fact[date], ...] = ()
    applicants: tuple[Fact[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """Pages that make up one document, in reading order, and the facts on them. `id` is unique in its dossier (d1, d2, ...).

    `torn`: a page of it may be missing or lie elsewhere: by the numbers on its pages (第2页共3页), or because one without a heading lies about.
    """

    id: str
    kind: Kind
    kind_confidence: float
    pages: tuple[Page, ...]
    facts: Facts
    reservations: Reservations = Reservations()
    torn: bool = False

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(page.place(None) for page in self.pages)
