"""Everything the rules look at: what was declared, what was read, and the reference data in use."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.declaration import Declaration
from domain.documents import Document, Kind
from domain.pages import FileReading
from domain.policy import Policy
from domain.registry import Registry


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What the other dossiers of this run hold: VIN -> (application id, exporter), sha256 -> (application id, exporter, path)."""

    vins: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    files: dict[str, tuple[tuple[str, str, str], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dossier:
    declaration: Declaration
    documents: tuple[Document, ...]
    files: tuple[FileReading, ...]
    registry: Registry
    policy: Policy
    elsewhere: Elsewhere = field(default_factory=Elsewhere)

    def of_kind(self, *kinds: Kind) -> tuple[Document, ...]:
        return tuple(document for document in self.documents if document.kind in kinds)
