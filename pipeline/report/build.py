"""Findings, facts and file outcomes -> `Report`, in a fixed order and without a clock, so that equal inputs give equal bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from domain.declaration import Declaration
from domain.documents import Document
from domain.facts import Fact, Unread
from domain.findings import Finding, Status, Subject, Text, verdict
from domain.models import normal_model
from domain.pages import FileReading, Metadata
from domain.registry import Registry
from domain.report import (
    ApplicationRecord,
    BatchReport,
    BatchRow,
    Counts,
    EvidenceRecord,
    FileRecord,
    FindingRecord,
    LocalText,
    MatrixRow,
    MetadataRecord,
    RegistryRecord,
    Report,
    SignatureRecord,
    SubjectRecord,
    Versions,
)
from domain.text import squeezed
from pipeline.report.records import box_record, clean, confidence_record, document_record, vin_fields

# A note never hides that a requirement is met, so it ranks below a pass.
_RANK = {Status.FAIL: 0, Status.REVIEW: 1, Status.PASS: 2, Status.NOTE: 3, Status.NOT_APPLICABLE: 4}
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
) -> Report:
    """The report of one dossier; `declaration` is None when there is none that can be used. Crops are added by `crops.cut`.

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
    named = {document.id: frozenset(_named(document)) for document in documents}
    requirements = sorted({finding.requirement for finding in findings if finding.requirement})
    by_vin: dict[str, list[Finding]] = {}
    shared: list[Finding] = []
    for finding in findings:
        if finding.requirement and finding.subject.vin:
            by_vin.setdefault(key(finding.subject.vin), []).append(finding)
        elif finding.requirement:
            shared.append(finding)
    for vehicle in declaration.vehicles:
        own = key(vehicle.vin)
        touching = by_vin.get(own, []) + [f for f in shared if _touches(f.subject, own, vehicle.model, named)]
        cells = {need: [f.status for f in touching if f.requirement == need] for need in requirements}
        yield MatrixRow(
            vin=clean(vehicle.vin),
            requirements={need: min(found, key=_RANK.__getitem__).value if found else "not_applicable" for need, found in cells.items()},
        )


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
        evidence=tuple(
            EvidenceRecord(
                file=clean(e.place.file),
                page=e.place.page,
                box=box_record(e.place.box),
                text=clean(e.text),
                origin=e.origin,
                confidence=confidence_record(e.confidence),
                crop=None,
            )
            for e in finding.evidence
        ),
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
