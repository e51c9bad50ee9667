"""The public contract: report.json and batch.json as models (contract.md). Changed only by adding optional fields.

Everything here is output: `schema_version` rises for any change that is not an added optional field.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue
from typing_extensions import TypeAliasType

Status = Literal["pass", "fail", "review", "note", "not_applicable"]
Verdict = Literal["pass", "review", "fail"]
BoxRecord = Annotated[tuple[float, float, float, float], Field(description="x0, y0, x1, y1 as shares of the page as a person sees it upright")]


def _missing(value: object) -> bool:
    return value is None or value == ()


Confidence = Annotated[float | None, Field(default=None, ge=0, le=1, exclude_if=_missing, description="the reader's own; absent for a text layer")]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, serialize_by_alias=True)


class LocalText(_Record):
    """One sentence in both languages."""

    en: str
    zh: str


class SubjectRecord(_Record):
    """What a finding is about: a vehicle, a model, a document (its id), or the dossier (its application id)."""

    vin: str | None = Field(default=None, exclude_if=_missing)
    model: str | None = Field(default=None, exclude_if=_missing)
    document: str | None = Field(default=None, exclude_if=_missing)
    dossier: str | None = Field(default=None, exclude_if=_missing)


class EvidenceRecord(_Record):
    """The spot on a page that proves a finding; `crop` is a picture of it, relative to report.json."""

    file: str
    page: int
    box: BoxRecord | None
    text: str
    origin: str
    confidence: Confidence
    crop: str | None


class FindingRecord(_Record):
    rule: str
    status: Status
    reason: str = Field(description="stable code under the rule")
    subject: SubjectRecord
    declared: str | None
    found: str | None
    message: LocalText
    remedy: LocalText | None
    authority: str
    consequence: Literal["no_licence", "correct_and_resubmit"] | None
    requirement: str | None = Field(default=None, exclude_if=_missing, description="the kind of document the finding belongs to")
    evidence: tuple[EvidenceRecord, ...]


class PageRef(_Record):
    file: str
    page: int


class FieldRecord(_Record):
    """One thing asked of a document: read, absent from its pages, or there but unread, with the reason."""

    value: JsonValue
    state: Literal["read", "absent", "unread"]
    raw: str | None
    file: str | None
    page: int | None
    box: BoxRecord | None
    origin: str | None
    confidence: Confidence
    reason: str | None = Field(default=None, exclude_if=_missing, description="why it could not be read; stable code")
    doubt: str | None = Field(default=None, exclude_if=_missing, description="what stands against relying on the value; stable code")
    witnesses: tuple[str, ...] = Field(default=(), exclude_if=_missing, description="origins that agree on the value")


class SealRecord(_Record):
    text: str
    kind: Literal["official", "contract", "finance", "invoice", "business", "other_special", "unknown"]
    shape: str
    colour: str
    code: str | None
    file: str
    page: int
    box: BoxRecord | None
    confidence: Confidence
    horizontal: str | None = Field(default=None, exclude_if=_missing)
    by_signature: bool = False


FieldTree = TypeAliasType("FieldTree", "FieldRecord | SealRecord | list[FieldTree] | dict[str, FieldTree]")
"""A field record, a seal, or lists and named groups of them (an outlet is a group of four field records)."""


class DocumentRecord(_Record):
    id: str
    kind: str
    kind_confidence: float
    pages: tuple[PageRef, ...]
    fields: dict[str, FieldTree]


class SignatureRecord(_Record):
    """An electronic signature as found in a file; whose certificate it is is not proven."""

    signer: str
    organisation: str
    state: Literal["intact", "extended", "partial", "altered", "unreadable", "unverified"]
    covers_file: bool
    claimed_day: str | None = Field(default=None, exclude_if=_missing, description="ISO 8601, by the signer's clock")


class MetadataRecord(_Record):
    """What a file says of its making, unproven. Days are ISO 8601."""

    producer: str | None = Field(default=None, exclude_if=_missing)
    creator: str | None = Field(default=None, exclude_if=_missing)
    created: str | None = Field(default=None, exclude_if=_missing)
    modified: str | None = Field(default=None, exclude_if=_missing)
    updates: int | None = Field(default=None, exclude_if=_missing, description="times a PDF was added to after it was first written")
    camera: str | None = Field(default=None, exclude_if=_missing)


class FileRecord(_Record):
    path: str
    sha256: str
    bytes: int
    media_type: str
    pages: int
    outcome: Literal[
        "read", "partial", "rejected", "timeout", "out_of_memory", "crashed", "encrypted", "unsupported", "empty", "duplicate"
    ]
    problems: tuple[str, ...] = Field(description="stable codes")
    duplicate_of: str | None = Field(default=None, exclude_if=_missing)
    signatures: tuple[SignatureRecord, ...] = Field(default=(), exclude_if=_missing)
    metadata: MetadataRecord | None = Field(default=None, exclude_if=_missing)


class MatrixRow(_Record):
    """One vehicle: for each requirement (a kind of document) the worst status of the findings that touch it."""

    vin: str
    requirements: dict[str, Status]


class ModelRow(_Record):
    """One declared model of modified vehicles: for each requirement the worst status of the findings that touch it or a vehicle of it."""

    model: str
    vehicles: int
    requirements: dict[str, Status]


class CountRecord(_Record):
    """A quantity over several papers: at least `low` pieces are proven, at most `high` may be there (null: not known)."""

    low: float
    high: float | None
    evidence: tuple[EvidenceRecord, ...]


class ReconciliationRow(_Record):
    """What was bought of one chassis model or device, against what the exported vehicles need. `difference`: invoiced less exported."""

    item: Literal["chassis", "device"]
    name: str
    models: tuple[str, ...]
    exported: int
    contracted: CountRecord
    invoiced: CountRecord
    difference: float | None
    status: Status


class RegistryRecord(_Record):
    name: str
    date: str
    sha256: str
    complete: bool = False


class Versions(_Record):
    exportproof: str
    rules: str
    engines: dict[str, str]
    registry: RegistryRecord


class ApplicationRecord(_Record):
    """What was applied for, so that the report can be read on its own. Missing when the declaration is not usable."""

    category: str
    application_date: str
    exporter: str
    uscc: str | None
    destination: str
    vehicles: int


class Report(_Record):
    """report.json of one dossier."""

    schema_version: Literal[1] = 1
    application_id: str
    verdict: Verdict
    application: ApplicationRecord | None = Field(default=None, exclude_if=_missing)
    findings: tuple[FindingRecord, ...]
    documents: tuple[DocumentRecord, ...]
    files: tuple[FileRecord, ...]
    matrix: tuple[MatrixRow, ...]
    models: tuple[ModelRow, ...] = Field(default=(), exclude_if=_missing)
    reconciliation: tuple[ReconciliationRow, ...] = Field(default=(), exclude_if=_missing)
    versions: Versions


class Counts(_Record):
    """Findings of a dossier by status."""

    fail: int = 0
    review: int = 0
    note: int = 0
    # "pass" is a Python keyword, so the attribute carries an underscore and the JSON does not.
    pass_: int = Field(default=0, serialization_alias="pass", validation_alias="pass")
    not_applicable: int = 0


class BatchRow(_Record):
    """One dossier of a batch. `source` is the folder or zip in the uploads, `report` the report's folder beside batch.json."""

    id: str
    verdict: Verdict
    counts: Counts
    first_rule: str | None
    first_reason: str | None
    first_message: LocalText | None = None
    source: str = ""
    report: str = ""
    vehicles: int = 0
    files: int = 0
    pages: int = 0


class BatchReport(_Record):
    """batch.json."""

    schema_version: Literal[1] = 1
    verdicts: dict[Verdict, int] = Field(description="number of dossiers by verdict")
    dossiers: tuple[BatchRow, ...]
    strays: tuple[str, ...] = Field(default=(), exclude_if=_missing, description="files beside the dossiers that belong to none")
