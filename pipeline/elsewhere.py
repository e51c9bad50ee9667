"""What other dossiers of a batch hold: VINs declared twice, files submitted twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.declaration import Declaration
from domain.dossier import Elsewhere
from pipeline.declarations import DeclarationProblems
from pipeline.ingest.dossiers import Source, Unpacked


@dataclass(frozen=True, slots=True)
class Prepared:
    """A dossier opened but not read. `hashes`: sha256 by path of every file that has bytes."""

    source: Source
    unpacked: Unpacked
    declared: Declaration | DeclarationProblems
    application_id: str
    hashes: dict[str, str]


def index_of(dossiers: Sequence[Prepared]) -> Elsewhere:
    """Who declares each VIN and who holds each file, over all dossiers that have a declaration."""
    vins: dict[str, tuple[tuple[str, str], ...]] = {}
    files: dict[str, tuple[tuple[str, str, str], ...]] = {}
    for prepared in dossiers:
        if not isinstance(prepared.declared, Declaration):
            continue
        owner = (prepared.application_id, prepared.declared.exporter.name)
        for vehicle in prepared.declared.vehicles:
            vins[vehicle.vin] = (*vins.get(vehicle.vin, ()), owner)
        for path, digest in prepared.hashes.items():
            files[digest] = (*files.get(digest, ()), (*owner, path))
    return Elsewhere(vins, files)


def without_own(index: Elsewhere, prepared: Prepared) -> Elsewhere:
    """The index without what this dossier itself put there: one entry of its own per VIN and file."""
    own = prepared.application_id
    exporter = prepared.declared.exporter.name if isinstance(prepared.declared, Declaration) else ""
    vins = {vin: rest for vin, owners in index.vins.items() if (rest := _less_one(owners, (own, exporter)))}
    files = {}
    for digest, copies in index.files.items():
        others = tuple(copy for copy in copies if copy[:2] != (own, exporter)) or _beyond(copies, prepared, digest)
        if others:
            files[digest] = others
    return Elsewhere(vins, files)


def _less_one(owners: tuple[tuple[str, str], ...], own: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    listed = list(owners)
    if own in listed:
        listed.remove(own)
    return tuple(dict.fromkeys(listed))


def _beyond(owners: tuple[tuple[str, str, str], ...], prepared: Prepared, digest: str) -> tuple[tuple[str, str, str], ...]:
    """Copies in another dossier of the same id and exporter: those beyond the copies this dossier holds itself."""
    mine = sum(1 for d in prepared.hashes.values() if d == digest)
    return owners[mine:] if len(owners) > mine else ()
