"""Findings, facts and file outcomes -> `Report`, in a fixed order and without a clock, so that equal inputs give equal bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from domain.declaration import Category, Declaration
from domain.documents import Document
from domain.facts import Fact, Unread
from domain.findings import Evidence, Finding, Status, Subject, Text, verdict
from domain.models import normal_model
from domain.pages import FileReading, Metadata
from domain.registry import Registry
from domain.report import (
    ApplicationRecord,
    BatchReport,
    BatchRow,
    CountRecord,
    Counts,
    EvidenceRecord,
    FileRecord,
    FindingRecord,
    LocalText,
    MatrixRow,
    MetadataRecord,
    ModelRow,
    ReconciliationRow,
    RegistryRecord,
    Report,
    SignatureRecord,
    SubjectRecord,
    Versions,
)
from domain.text import squeezed
from pipeline.report.records import box_record, clean, confidence_record, document_record, vin_fields
from validators.catalogue import OTHER_CATEGORY
from validators.compare import evidence
from validators.reconciliation import Outcome, Reconciled, Side

# A note never hides that a requirement is met, so it ranks below a pass.
_RANK = {Status.FAIL: 0, Status.REVIEW: 1, Status.PASS: 2, Status.NOTE: 3, Status.NOT_APPLICABLE: 4}
_COUNTED = {
    Outcome.EQUAL: Status.PASS, Outcome.SHORT: Status.FAIL, Outcome.SURPLUS: Status.REVIEW, Outcome.OPEN: Status.REVIEW, Outcome.NONE: Status.NOT_APPLICABLE,
}  # fmt: skip
_ORDER = {Status.FAIL: 0, Status.REVIEW: 1, Status.NOTE: 2, Status.PASS: 3, Status.NOT_APPLICABLE: 4}


def versions(exportproof: str, rules: str, engines: dict[str, str], registry: Registry) -> Versions:
    listed = RegistryRecord(name=clean(registry.name), date=registry.date, sha256=registry.sha256, complete=registry.complete)
    return Versions(exportproof=exportproof, rules=rules, engines=dict(sorted(engines.items())), registry=listed)


def build_report(
    application_id: str,
    findings: Sequence[Finding],
    files: Sequence[FileReading],
    documents: Sequence[Document],
    versions: Versions,
    declaration: Declaration | None = None,
    bought: Sequence[Reconciled] = (),
) -> Report:
    """The report of one dossier; `declaration` is None when there is none that can be used. Crops are added by `crops.cut`.

    `bought`: quantities of chassis and devices, for modified vehicles.

    Raises ValueError without findings: a dossier that no rule has judged would count as one that passes.
    """
    if not findings:
        raise ValueError("a report needs findings")
    vehicles = tuple(vehicle.vin for vehicle in declaration.vehicles) if declaration else ()
    order = {key(vin): place for place, vin in reversed(list(enumerate(vehicles)))}

    def position(finding: Finding) -> tuple[object, ...]:
        subject = finding.subject
        return (
            _ORDER[finding.status], finding.rule, order.get(key(subject.vin or ""), len(order)), subject.vin or "",
            subject.document or "", subject.model or "", finding.reason, finding.found or "", finding.declared or "", finding.message.en,
        )  # fmt: skip

    ordered = sorted(findings, key=position)
    return Report(
        application_id=clean(application_id),
        verdict=verdict(tuple(findings)).value,  # type: ignore[arg-type]
        application=_application(declaration),
        findings=tuple(_finding(finding, application_id) for finding in ordered),
        documents=tuple(document_record(document) for document in sorted(documents, key=_document_order)),
        files=tuple(_file(reading) for reading in sorted(files, key=lambda reading: reading.path)),
        matrix=tuple(matrix(declaration, ordered, documents)) if declaration else (),
        models=tuple(model_matrix(declaration, ordered, documents)) if declaration and declaration.category is Category.MODIFIED else (),
        reconciliation=tuple(reconciliation_row(entry) for entry in bought),
        versions=versions,
    )


def key(vin: str) -> str:
    """A declared or read VIN as it is compared."""
    return squeezed(vin).upper()


def matrix(declaration: Declaration, findings: Sequence[Finding], documents: Sequence[Document]) -> Iterable[MatrixRow]:
    """Per declared vehicle, requirement -> worst status of the findings that touch it.

    A finding on a document touches the vehicles the document names, and all of them when it names none or one that could not be read:
    a defect that cannot be placed is not left out.
    """
    by_vin, shared = _by_vin(findings)
    named = {document.id: frozenset(_named(document)) for document in documents}
    requirements = _requirements(findings)
    for vehicle in declaration.vehicles:
        own = key(vehicle.vin)
        touching = by_vin.get(own, []) + [f for f in shared if _touches(f.subject, own, vehicle.model, named)]
        yield MatrixRow(vin=clean(vehicle.vin), requirements=_worst(touching, requirements))


def model_matrix(declaration: Declaration, findings: Sequence[Finding], documents: Sequence[Document]) -> Iterable[ModelRow]:
    """The same per declared model: a finding on one of its vehicles touches it."""
    by_vin, shared = _by_vin(findings)
    named = {document.id: frozenset(_named(document)) for document in documents}
    requirements = _requirements(findings)
    vehicles: dict[str, list[str]] = {}
    for vehicle in declaration.vehicles:
        vehicles.setdefault(normal_model(vehicle.model), []).append(key(vehicle.vin))
    shown = {normal_model(vehicle.model): vehicle.model for vehicle in reversed(declaration.vehicles)}
    for model, vins in vehicles.items():
        touching = [f for vin in vins for f in by_vin.get(vin, [])]
        touching += [f for f in shared if any(_touches(f.subject, vin, model, named) for vin in vins)]
        yield ModelRow(model=clean(shown[model]), vehicles=len(vins), requirements=_worst(touching, requirements))


def _by_vin(findings: Sequence[Finding]) -> tuple[dict[str, list[Finding]], list[Finding]]:
    """Findings on one vehicle by its VIN, and all others."""
    by_vin: dict[str, list[Finding]] = {}
    shared: list[Finding] = []
    for finding in findings:
        (by_vin.setdefault(key(finding.subject.vin), []) if finding.subject.vin else shared).append(finding)
    return by_vin, shared


def _requirements(findings: Sequence[Finding]) -> list[str]:
    """What the rules of this category of application ask for."""
    return sorted({finding.requirement for finding in findings if finding.requirement and finding.reason != OTHER_CATEGORY})


def _worst(findings: Sequence[Finding], requirements: Sequence[str]) -> dict[str, Any]:
    cells = {need: [f.status for f in findings if f.requirement == need and f.reason != OTHER_CATEGORY] for need in requirements}
    return {need: min(found, key=_RANK.__getitem__).value if found else "not_applicable" for need, found in cells.items()}


def reconciliation_row(entry: Reconciled) -> ReconciliationRow:
    """One line of the table of quantities."""
    exported = entry.item.exported
    certain = entry.invoiced.bought and entry.invoiced.low == entry.invoiced.high
    return ReconciliationRow(
        item=entry.item.what,  # type: ignore[arg-type]
        name=clean(entry.item.name),
        models=tuple(clean(model.model) for model in entry.item.models),
        exported=exported,
        contracted=_count(entry.contracted),
        invoiced=_count(entry.invoiced),
        difference=float(entry.invoiced.low) - exported if certain else None,
        status=_COUNTED[entry.outcome].value,
    )


def _count(side: Side) -> CountRecord:
    spots = evidence(*(bought.place for bought in side.bought))
    return CountRecord(low=float(side.low), high=float(side.high) if side.high.is_finite() else None, evidence=tuple(_evidence(spot) for spot in spots))


def batch_row(report: Report, *, source: str = "", folder: str = "") -> BatchRow:
    """The row of a dossier; its first reason is that of its first failing finding, else of the first to review."""
    counts: dict[str, int] = {}
    for finding in report.findings:
        counts[finding.status] = counts.get(finding.status, 0) + 1
    first = next((f for status in ("fail", "review") for f in report.findings if f.status == status), None)
    return BatchRow(
        id=report.application_id,
        verdict=report.verdict,
        counts=Counts.model_validate(counts),
        first_rule=first.rule if first else None,
        first_reason=first.reason if first else None,
        first_message=first.message if first else None,
        source=clean(source),
        report=clean(folder),
        vehicles=len(report.matrix),
        files=len(report.files),
        pages=sum(file.pages for file in report.files),
    )


def batch_report(rows: Iterable[BatchRow], strays: Iterable[str] = ()) -> BatchReport:
    ordered = tuple(sorted(rows, key=lambda row: (row.id, row.source, row.report)))
    verdicts = {word: sum(row.verdict == word for row in ordered) for word in ("pass", "review", "fail")}
    return BatchReport(verdicts=verdicts, dossiers=ordered, strays=tuple(sorted(map(clean, strays))))  # type: ignore[arg-type]


def _touches(subject: Subject, vin: str, model: str, named: dict[str, frozenset[str]]) -> bool:
    if subject.model is not None:
        return normal_model(subject.model) == normal_model(model)
    vins = named.get(subject.document or "", frozenset())
    return not vins or vin in vins


def _named(document: Document) -> Iterable[str]:
    vins = tuple(vin_fields(document.facts))
    return () if any(isinstance(vin, Unread) for vin in vins) else (key(vin.value) for vin in vins if isinstance(vin, Fact))


def _document_order(document: Document) -> tuple[int, str]:
    digits = "".join(c for c in document.id if c.isdigit())
    return (int(digits[:9]) if digits else 0, document.id)


def _finding(finding: Finding, application_id: str) -> FindingRecord:
    subject = finding.subject
    whole = not (subject.vin or subject.model or subject.document)
    return FindingRecord(
        rule=finding.rule,
        status=finding.status.value,
        reason=finding.reason,
        subject=SubjectRecord(
            vin=_text(subject.vin),
            model=_text(subject.model),
            document=_text(subject.document),
            dossier=clean(application_id) if whole else None,
        ),
        declared=_text(finding.declared),
        found=_text(finding.found),
        message=_local(finding.message),
        remedy=_local(finding.remedy) if finding.remedy else None,
        authority=finding.authority,
        consequence=finding.consequence.value if finding.consequence else None,
        requirement=finding.requirement,
        evidence=tuple(_evidence(spot) for spot in finding.evidence),
    )


def _evidence(spot: Evidence) -> EvidenceRecord:
    return EvidenceRecord(
        file=clean(spot.place.file),
        page=spot.place.page,
        box=box_record(spot.place.box),
        text=clean(spot.text),
        origin=spot.origin,
        confidence=confidence_record(spot.confidence),
        crop=None,
    )


def _file(reading: FileReading) -> FileRecord:
    return FileRecord(
        path=clean(reading.path),
        sha256=reading.sha256,
        bytes=reading.bytes,
        media_type=clean(reading.media_type, 100),
        pages=len(reading.pages) or reading.page_count,
        outcome=reading.outcome.value,
        problems=tuple(clean(problem, 200) for problem in reading.problems),
        duplicate_of=_text(reading.duplicate_of),
        signatures=tuple(
            SignatureRecord(
                signer=clean(s.signer), organisation=clean(s.organisation), state=s.state.value, covers_file=s.covers_file, claimed_day=s.claimed_day
            )
            for s in reading.signatures
        ),
        metadata=_metadata(reading.metadata),
    )


def _metadata(told: Metadata | None) -> MetadataRecord | None:
    """None where a file says nothing of its making."""
    if told is None or told == Metadata():
        return None
    return MetadataRecord(
        producer=clean(told.producer) or None, creator=clean(told.creator) or None, created=told.created, modified=told.modified,
        updates=told.updates or None, camera=clean(told.camera) or None,
    )  # fmt: skip


def _application(declaration: Declaration | None) -> ApplicationRecord | None:
    if declaration is None:
        return None
    return ApplicationRecord(
        category=declaration.category.value,
        application_date=declaration.application_date.isoformat(),
        exporter=clean(declaration.exporter.name),
        uscc=_text(declaration.exporter.uscc),
        destination=clean(declaration.destination),
        vehicles=len(declaration.vehicles),
    )


def _text(text: str | None) -> str | None:
    return None if text is None else clean(text)


def _local(text: Text) -> LocalText:
    return LocalText(en=clean(text.en), zh=clean(text.zh))
