"""A clean used-vehicle dossier, and ways to change one thing of it. Every fact stands at a place of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from itertools import count
from typing import Any, TypeVar

from domain.declaration import Declaration
from domain.documents import Document, Facts, Kind
from domain.dossier import Dossier, Elsewhere
from domain.facts import Absent, Fact, Place, Unread
from domain.findings import Finding, Status
from domain.geometry import Box
from domain.pages import FileReading, Line, Outcome, Page, PlacedSeal, Quality, Seal, SealKind
from domain.policy import policy_on
from domain.registry import Registry, RegistryEntry
from domain.used_vehicle_papers import (
    ConformityDeclaration,
    DrivingLicence,
    ExportContract,
    InspectionReport,
    Letter,
    LicenceApplication,
    MaintenanceRecord,
    Outlet,
    RegisterEntry,
    RegistrationCertificate,
    ServiceEntry,
    VehicleRow,
)
from domain.vin import check_digit
from validators.catalogue import rule_by_id

T = TypeVar("T")
ABSENT, UNREAD = Absent(), Unread("illegible")
MAKER, OTHER_MAKER = "比亚迪汽车有限公司", "奇瑞汽车股份有限公司"
EXPORTER = "青岛远帆汽车贸易有限公司"
APPLICATION = date(2026, 3, 2)
_spot = count()


def vin_of(serial: int, stem: str = "LGXCE6CB{}S0") -> str:
    """A well-formed VIN with a right check digit."""
    draft = stem.format("0") + f"{serial:06d}"
    return stem.format(check_digit(draft)) + f"{serial:06d}"


VIN, VIN2 = vin_of(123456), vin_of(654321, "LVVDB21B{}S0")


def place(file: str = "a.pdf", page: int = 1) -> Place:
    n = next(_spot)
    return Place(file, page, Box(0.1, (n % 900) / 1000, 0.2 + n / 1e7, (n % 900) / 1000 + 0.01))


def fact(value: T, doubt: str | None = None, *, file: str = "a.pdf", page: int = 1) -> Fact[T]:
    return Fact(value, str(value), place(file, page), "ocr:test", 0.99 if doubt is None else 0.4, doubt)


def doubtful(value: T) -> Fact[T]:
    return fact(value, "low-confidence")


def seal(text: str = MAKER, kind: SealKind = SealKind.OFFICIAL, colour: str = "red", **more: Any) -> PlacedSeal:
    page = more.pop("page", 1)
    return PlacedSeal(Seal(text, kind, "round", colour, Box(0.6, 0.8, 0.8, 0.9), 0.95, **more), place(page=page), by_signature=True)


def row(vin: Any = VIN, **more: Any) -> VehicleRow:
    return VehicleRow(fact(vin) if isinstance(vin, str) else vin, **more)


def outlet(provider: Any = "Astana Motors LLP", address: Any = "Almaty, Tole Bi street 101", country: Any = "KZ") -> Outlet:
    provider, address, country = (fact(v) if isinstance(v, str) else v for v in (provider, address, country))
    return Outlet(provider, address, country, ABSENT)


def letter(**more: Any) -> Letter:
    base: dict[str, Any] = {
        "title": fact("售后维修服务确认书"),
        "issuer": fact(MAKER),
        "issuer_claims": (),
        "addressee": ABSENT,
        "number": fact("2026-001"),
        "date": fact(date(2026, 2, 10)),
        "destinations": (fact("KZ"),),
        "regions": (),
        "vehicles": (row(model=fact("BYD7152WT6HEVC1"), brand=fact("比亚迪牌")),),
        "vin_ranges": (),
        "outlets": (outlet(),),
        "seals": (seal(),),
    }
    return Letter(**{**base, **more})


def certificate(**more: Any) -> RegistrationCertificate:
    base: dict[str, Any] = {
        "vin": fact(VIN),
        "brand": fact("比亚迪牌"),
        "model": fact("BYD7152WT6HEVC1"),
        "manufacturer": fact(MAKER),
        "vehicle_type": fact("小型轿车"),
        "origin": fact("国产"),
        "fuel": fact("混合动力"),
        "use_nature": fact("非营运"),
        "owner": fact(EXPORTER),
        "registration_date": fact(date(2025, 11, 20)),
        "manufacture_date": fact(date(2025, 10, 30)),
        "issue_date": fact(date(2025, 11, 21)),
        "entries": (entry("transfer", EXPORTER, date(2026, 1, 10)), entry("export_transfer", ABSENT, date(2026, 1, 15))),
        "export_annotation": fact("转让待出口"),
        "export_date": fact(date(2026, 1, 15)),
        "sections": ("summary", "vehicle", "entries"),
        "seals": (),
    }
    return RegistrationCertificate(**{**base, **more})


def entry(what: str, owner: Any = ABSENT, day: Any = ABSENT, doubt: str | None = None) -> RegisterEntry:
    return RegisterEntry(fact(what, doubt), fact(owner) if isinstance(owner, str) else owner, fact(day) if isinstance(day, date) else day)


def inspection(**more: Any) -> InspectionReport:
    base: dict[str, Any] = {
        "vehicles": (row(mileage_km=fact(1250)),),
        "standards": (fact("WM/T 8-2022"),),
        "client": fact(EXPORTER),
        "owner": ABSENT,
        "agency": fact("山东某检测有限公司"),
        "number": fact("J-1"),
        "conclusion": fact("合格"),
        "date": fact(date(2026, 2, 1)),
        "seals": (seal("山东某检测有限公司", SealKind.OTHER_SPECIAL),),
    }
    return InspectionReport(**{**base, **more})


def contract(**more: Any) -> ExportContract:
    base: dict[str, Any] = {
        "number": fact("QDYF-KZ-2026-018"),
        "date": fact(date(2025, 12, 20)),
        "buyer": fact("Astana Motors LLP"),
        "seller": fact(EXPORTER),
        "destinations": (fact("KZ"),),
        "after_sales": fact("售后服务"),
        "languages": ("zh", "en"),
        "vehicles": (),
        "seals": (),
    }
    return ExportContract(**{**base, **more})


def conformity(**more: Any) -> ConformityDeclaration:
    base: dict[str, Any] = {
        "exporter": fact(EXPORTER),
        "destinations": (fact("KZ"),),
        "vehicles": (),
        "date": fact(date(2026, 2, 20)),
        "seals": (seal(EXPORTER),),
    }
    return ConformityDeclaration(**{**base, **more})


def licence(**more: Any) -> DrivingLicence:
    base: dict[str, Any] = {
        "vin": fact(VIN), "owner": ABSENT, "model": ABSENT, "brand": ABSENT,
        "registration_date": fact(date(2025, 11, 20)), "issue_date": fact(date(2025, 11, 22)),
    }  # fmt: skip
    return DrivingLicence(**{**base, **more})


def record(vin: Any = VIN, entries: Iterable[tuple[date, int]] = ((date(2026, 1, 5), 900),)) -> MaintenanceRecord:
    return MaintenanceRecord(fact(vin) if isinstance(vin, str) else vin, tuple(ServiceEntry(fact(d), fact(km)) for d, km in entries))


KINDS: dict[type, Kind] = {
    Letter: Kind.CONFIRMATION_LETTER,
    RegistrationCertificate: Kind.REGISTRATION_CERTIFICATE,
    DrivingLicence: Kind.DRIVING_LICENCE,
    InspectionReport: Kind.INSPECTION_REPORT,
    ExportContract: Kind.EXPORT_CONTRACT,
    ConformityDeclaration: Kind.CONFORMITY_DECLARATION,
    MaintenanceRecord: Kind.MAINTENANCE_RECORD,
    LicenceApplication: Kind.LICENCE_APPLICATION,
}


def page(number: int = 1, file: str = "a.pdf", text: str = "", **more: Any) -> Page:
    lines = (Line(text, Box(0, 0, 1, 0.1), "ocr:test"),) if text else ()
    return Page(file, number, lines, **more)


def poor_page() -> Page:
    return page(quality=(Quality("blurred", 0.8),))


_ids = count(1)


def document(facts: Facts, pages: tuple[Page, ...] | None = None, kind: Kind | None = None) -> Document:
    return Document(f"d{next(_ids)}", kind or KINDS.get(type(facts), Kind.UNKNOWN), 0.98, pages or (page(),), facts)


def vehicle(**more: Any) -> dict[str, Any]:
    base = {
        "vin": VIN, "brand": "比亚迪牌", "model": "BYD7152WT6HEVC1", "name": "轿车", "manufacturer": MAKER,
        "registration_date": "2025-11-20", "transfer_date": "2026-01-15", "manufacture_date": "2025-10-30",
        "hs_code": "8703405010", "fuel": "混合动力", "mileage_km": 1200,
    }  # fmt: skip
    return {**base, **more}


def declaration(**more: Any) -> Declaration:
    base = {
        "schema_version": 1, "application_id": "A-1", "category": "used", "application_date": APPLICATION.isoformat(), "licence_year": 2026,
        "exporter": {"name": EXPORTER, "uscc": "91370200MA3C4B2X1E"}, "destination": "KZ",
        "contract": {"number": "QDYF-KZ-2026-018", "date": "2025-12-20"}, "vehicles": [vehicle()],
    }  # fmt: skip
    return Declaration.model_validate({**base, **more})


def reading(path: str = "a.pdf", outcome: Outcome = Outcome.READ, *problems: str) -> FileReading:
    return FileReading(path, "ab" * 32, 1000, "application/pdf", outcome, (page(),) if outcome is Outcome.READ else (), problems, 1)


REGISTRY = Registry(
    "sample", "2026-01-01", "00", (RegistryEntry(MAKER, "6"), RegistryEntry(OTHER_MAKER, "49"), RegistryEntry("湖北某专用汽车有限公司", "(十七)244")),
)  # fmt: skip


def dossier(*facts: Facts | Document, **more: Any) -> Dossier:
    """The clean dossier; facts given replace those of their kind, `without` names kinds to leave out, `declared` changes the declaration."""
    given = [f if isinstance(f, Document) else document(f) for f in facts]
    kinds = {d.kind for d in given} | set(more.pop("without", ()))
    clean = [document(f) for f in (letter(), certificate(), inspection(), contract(), conformity())]
    declared = declaration(**more.pop("declared", {}))
    base: dict[str, Any] = {
        "declaration": declared,
        "documents": tuple(d for d in clean if d.kind not in kinds) + tuple(given),
        "files": (reading(),),
        "registry": REGISTRY,
        "policy": policy_on(declared.application_date),
        "elsewhere": Elsewhere(),
    }
    return Dossier(**{**base, **more})


def run(rule: str, checked: Dossier) -> tuple[Finding, ...]:
    return rule_by_id(rule)(checked)


def reasons(rule: str, checked: Dossier) -> set[str]:
    return {finding.reason for finding in run(rule, checked)}


def statuses(rule: str, checked: Dossier) -> set[Status]:
    return {finding.status for finding in run(rule, checked)}


def facts_in(part: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Fact[Any]]]:
    """Every fact of a document's facts with the way to it."""
    if isinstance(part, Fact):
        yield path, part
    elif isinstance(part, tuple):
        for i, item in enumerate(part):
            yield from facts_in(item, (*path, i))
    elif is_dataclass(part) and not isinstance(part, (PlacedSeal, Place)):
        for f in fields(part):
            yield from facts_in(getattr(part, f.name), (*path, f.name))


def changed(part: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy of `part` with what stands at `path` replaced."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(part, tuple):
        return part[:step] + (changed(part[step], rest, value),) + part[step + 1 :]
    return replace(part, **{step: changed(getattr(part, step), rest, value)})
