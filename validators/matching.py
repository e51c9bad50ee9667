"""Which document speaks of which declared vehicle: by VIN, exactly; what is merely near is said to be near."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Generic, TypeVar

from domain.confirmation import borne_out
from domain.declaration import Vehicle
from domain.documents import Document
from domain.dossier import Dossier
from domain.facts import Fact, Field, Place, Unread
from domain.pages import VinReading
from domain.text import squeezed
from domain.used_vehicle_papers import (
    ConformityDeclaration,
    DrivingLicence,
    ExportContract,
    InspectionReport,
    Letter,
    MaintenanceRecord,
    RegistrationCertificate,
    VehicleRow,
)
from domain.vin import alike

T = TypeVar("T")
F = TypeVar("F")
_NAMELESS = Unread("no-readable-value")
NEAR = 2
"""Characters in which a VIN may differ and still be taken for a slip of the same VIN."""


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """Something that a document says of a VIN. `trusted`: the VIN is read cleanly and is the declared one."""

    document: Document
    vin: Field[str]
    item: T
    trusted: bool = False


@dataclass(frozen=True, slots=True)
class Hits(Generic[T]):
    """`by_vin`: declared VIN -> what speaks of it, for certain or perhaps. `near`: declared VIN -> cleanly read VINs that are nearly it.
    `strays`: what was tied to no declared vehicle."""

    by_vin: dict[str, tuple[Hit[T], ...]]
    near: dict[str, tuple[Hit[T], ...]]
    strays: tuple[Hit[T], ...]

    def of(self, vin: str) -> tuple[Hit[T], ...]:
        return self.by_vin.get(vin, ())

    @property
    def unmatched(self) -> bool:
        """Whether something stays that may be about any vehicle, because its VIN is not certain."""
        return any(not (isinstance(hit.vin, Fact) and hit.vin.clean) for hit in self.strays)


@lru_cache(maxsize=8192)
def plain_vin(text: str) -> str:
    """A VIN as it is compared: NFKC, no spaces, upper case."""
    return squeezed(text).upper()


def declared_vins(dossier: Dossier) -> tuple[str, ...]:
    """The distinct declared VINs in order."""
    return tuple(dict.fromkeys(plain_vin(vehicle.vin) for vehicle in dossier.declaration.vehicles))


def difference(a: str, b: str) -> int:
    """Number of characters in which two texts of equal length differ; the longer length for unequal ones."""
    return sum(x != y for x, y in zip(a, b, strict=True)) if len(a) == len(b) else max(len(a), len(b))


def tie(declared: Sequence[str], found: Iterable[tuple[Document, Field[str], T]]) -> Hits[T]:
    """Tie documents to declared VINs.

    Exact first. A vehicle without an exact one then gets what is near: as a perhaps when the reading is doubtful, as `near` when it is
    clean, since a clean reading of another VIN is another vehicle. One document without a readable VIN goes to the one vehicle that is
    left without any, as a perhaps. A doubtful reading that a declared VIN and a second reading of the same place settle counts as exact.
    """
    known = set(declared)
    by_vin: dict[str, list[Hit[T]]] = {}
    near: dict[str, list[Hit[T]]] = {}
    rest: list[Hit[T]] = []
    for document, as_read, item in found:
        read = _settled(document, as_read, declared)
        if isinstance(read, Fact) and plain_vin(read.value) in known:
            by_vin.setdefault(plain_vin(read.value), []).append(Hit(document, read, item, read.clean))
        else:
            rest.append(Hit(document, read, item))
    strays: list[Hit[T]] = []
    open_vins = [vin for vin in declared if vin not in by_vin]
    for hit in rest:
        close = [vin for vin in open_vins if isinstance(hit.vin, Fact) and difference(plain_vin(hit.vin.value), vin) <= NEAR]
        if len(close) == 1 and isinstance(hit.vin, Fact) and not hit.vin.clean:
            by_vin.setdefault(close[0], []).append(hit)
            continue
        for declared_vin in close:
            near.setdefault(declared_vin, []).append(hit)
        strays.append(hit)
    left = [vin for vin in declared if vin not in by_vin and vin not in near]
    nameless = [hit for hit in strays if not isinstance(hit.vin, Fact)]
    if len(left) == 1 and len(nameless) == 1:
        by_vin[left[0]] = nameless
        strays.remove(nameless[0])
    return Hits({k: tuple(v) for k, v in by_vin.items()}, {k: tuple(v) for k, v in near.items()}, tuple(strays))


def _settled(document: Document, read: Field[str], declared: Sequence[str]) -> Field[str]:
    """A doubtful VIN as a clean one where the readings of its place bear out a declared VIN, and only that."""
    if not isinstance(read, Fact) or read.clean or not read.origin.startswith("ocr:"):
        return read
    reading = _reread(document, read.place)
    if reading is None:
        return read
    close = [vin for vin in declared if difference(alike(plain_vin(read.value)), alike(vin)) <= NEAR]
    certain = [vin for vin in close if borne_out(reading, vin, tuple(declared))]
    if len(certain) != 1:
        return read
    agreeing = tuple(reader for reader, text in reading.readings if text == certain[0])
    return replace(read, value=certain[0], doubt=None, witnesses=(*agreeing, "declaration"))


def _reread(document: Document, place: Place) -> VinReading | None:
    """What several readings made of an uncertain VIN at this place."""
    if place.box is None:
        return None
    for page in document.pages:
        if (page.file, page.number) == (place.file, place.page):
            for vin in page.vins:
                if vin.strips and page.seen_box(vin.box).overlap(place.box) > 0.5:
                    return vin
    return None


def with_facts(dossier: Dossier, kind: type[F]) -> tuple[tuple[Document, F], ...]:
    """Documents whose facts are of one type, with these facts."""
    return tuple((document, document.facts) for document in dossier.documents if isinstance(document.facts, kind))


def certificates(dossier: Dossier) -> Hits[RegistrationCertificate]:
    return tie(declared_vins(dossier), ((d, facts.vin, facts) for d, facts in with_facts(dossier, RegistrationCertificate)))


def driving_licences(dossier: Dossier) -> Hits[DrivingLicence]:
    return tie(declared_vins(dossier), ((d, facts.vin, facts) for d, facts in with_facts(dossier, DrivingLicence)))


def maintenance_records(dossier: Dossier) -> Hits[MaintenanceRecord]:
    return tie(declared_vins(dossier), ((d, facts.vin, facts) for d, facts in with_facts(dossier, MaintenanceRecord)))


def rows_of(
    dossier: Dossier, kind: type[Letter] | type[InspectionReport] | type[ExportContract] | type[ConformityDeclaration]
) -> Hits[VehicleRow]:
    """Vehicle rows of all documents of a kind."""
    found: list[tuple[Document, Field[str], VehicleRow]] = []
    for document, facts in with_facts(dossier, kind):
        found += [(document, row.vin, row) for row in facts.vehicles]
        if isinstance(facts, InspectionReport) and not facts.vehicles:
            # A report is on some vehicle: where none could be read, it may be on any.
            found.append((document, _NAMELESS, VehicleRow(_NAMELESS)))
    return tie(declared_vins(dossier), found)


def vehicles(dossier: Dossier) -> tuple[tuple[str, Vehicle], ...]:
    """Every declared vehicle with its VIN as it is compared."""
    return tuple((plain_vin(vehicle.vin), vehicle) for vehicle in dossier.declaration.vehicles)
