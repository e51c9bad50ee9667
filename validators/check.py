"""The one way to check a dossier: every rule of the catalogue, in catalogue order."""

from __future__ import annotations

from dataclasses import replace

from domain.documents import Document
from domain.dossier import Dossier
from domain.findings import Finding, Status, Text
from validators.catalogue import all_rules
from validators.legibility import kind_unsure

_UNSURE = Text(
    "{} The document may be of another kind than it was taken for, so a person decides.",
    "{}该文件可能并非所认定的种类，须人工判断。",
)


def check(dossier: Dossier) -> tuple[Finding, ...]:
    """All findings of all rules: rules in catalogue order, findings of a rule as it gives them. An error in a rule is not caught.

    Nobody is accused by a document that may be of another kind: such a fail is a review.
    """
    unsure = [document for document in dossier.documents if kind_unsure(document)]
    return tuple(_softened(finding, unsure) for rule in all_rules() for finding in rule(dossier))


def _softened(finding: Finding, unsure: list[Document]) -> Finding:
    if finding.status is not Status.FAIL or not unsure or not _rests_on(finding, unsure):
        return finding
    message = Text(_UNSURE.en.format(finding.message.en), _UNSURE.zh.format(finding.message.zh))
    return replace(finding, status=Status.REVIEW, consequence=None, message=message)


def _rests_on(finding: Finding, unsure: list[Document]) -> bool:
    """Whether a finding is about a document of unsure kind, or something that proves it stands on one."""
    pages = {(page.file, page.number) for document in unsure for page in document.pages}
    return finding.subject.document in {document.id for document in unsure} or any((one.place.file, one.place.page) in pages for one in finding.evidence)
