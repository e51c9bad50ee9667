"""When may one say that something is NOT there? Only of pages that could be read, in a dossier whose every file could."""

from __future__ import annotations

from domain.documents import Document, Kind, NoFacts
from domain.dossier import Dossier
from domain.pages import FileReading, Outcome, Page

INK_UNREAD = 0.25
"""Share of a page's strokes without a line above which something may stand there unread (own)."""

DEFECT = 0.15
"""Score from which a defect of the picture may hide something (own)."""

SUBSTANTIAL_CHARACTERS = 40
"""An unknown page with at least this much writing may be a document that was not recognised (own)."""

LEAST_KIND_CONFIDENCE = 0.5
"""Below this a document may be of another kind than it was taken for (own)."""

SYSTEM_FILE = "system-file"
"""Problem code of files that an operating system leaves behind (.DS_Store, Thumbs.db)."""

ATTACHMENTS = "embedded-files"
"""Problem code of a file that carries other files, which were not read."""

COLOURED_INK = "coloured-ink-unread"
"""Problem code of a page with coloured ink of a seal's size that was not recognised as one."""

NOTHING_LOST = frozenset(
    {
        "text-off-page",
        "text-invisible",
        "text-unmapped",
        "text-too-long",
        "text-turned-90",
        "text-turned-180",
        "text-turned-270",
        "text-layer-invisible",
        "ocr-layer-differs",
        "text-overprinted",
        "text-layer-contradicts",
        "animated",
        "repaired",
        "active-content",
        "signature-present",
        "ofd-signature-present",
        COLOURED_INK, ATTACHMENTS,
    }
)
"""Problem codes of a page on which everything a person would see was nevertheless looked at; any other code counts as a loss."""


def legible_page(page: Page) -> bool:
    return page.ink_unread <= INK_UNREAD and not set(page.problems) - NOTHING_LOST and all(defect.score < DEFECT for defect in page.quality)


def sealable(document: Document) -> bool:
    """Whether a page of the document bears coloured ink that may be a seal nobody recognised: then no seal can be called missing."""
    return any(COLOURED_INK in page.problems for page in document.pages)


def legible(dossier: Dossier, document: Document) -> bool:
    """Whether every page of the document is there and could be read, and every file it comes from to its end."""
    unfinished = {reading.path for reading in dossier.files if reading.outcome not in (Outcome.READ, Outcome.DUPLICATE)}
    return not document.torn and all(legible_page(page) and page.file not in unfinished for page in document.pages)


def unread_file(reading: FileReading) -> bool:
    """Whether the file may hold a document that nobody saw."""
    unfinished = reading.outcome not in (Outcome.READ, Outcome.DUPLICATE) and SYSTEM_FILE not in reading.problems
    return unfinished or ATTACHMENTS in reading.problems


def may_be_unread(dossier: Dossier) -> bool:
    """Whether a document that was not found may nevertheless be in the upload."""
    return any(unread_file(reading) for reading in dossier.files) or any(_may_be_another(document) for document in dossier.documents)


def kind_unsure(document: Document) -> bool:
    """Whether a document, or a page of it, may be of another kind than it was taken for."""
    return document.kind is not Kind.UNKNOWN and document.kind_confidence < LEAST_KIND_CONFIDENCE


def _may_be_another(document: Document) -> bool:
    if document.kind is not Kind.UNKNOWN:
        return isinstance(document.facts, NoFacts) or kind_unsure(document)
    if isinstance(document.facts, NoFacts) and document.facts.paper and all(legible_page(page) for page in document.pages):
        return False
    written = sum(len(line.text) for page in document.pages for line in page.lines)
    return written >= SUBSTANTIAL_CHARACTERS or not all(legible_page(page) for page in document.pages)


def absence(dossier: Dossier, *, unmatched: bool) -> str:
    """Reason code (`reasons.lacking`) for a document that was not found. `unmatched`: one of the kind could not be tied to a vehicle."""
    if unmatched:
        return "document-unmatched"
    return "document-perhaps-unread" if may_be_unread(dossier) else "document-missing"
