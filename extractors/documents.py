"""Pages of a dossier -> its documents with their facts. Pure and cheap, so it runs again whenever pages or rules change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from domain.declaration import Declaration
from domain.documents import Document, Facts, Kind, NoFacts
from domain.facts import Place
from domain.pages import Page
from extractors.classify import headed, other_paper
from extractors.data import words
from extractors.finders.joining import with_whole_labels
from extractors.finders.reservations import reservations
from extractors.grouping import group, page_number
from extractors.kinds.announcement import announcement_sheet, certificate_of_conformity
from extractors.kinds.approvals import access_certificate, ccc_certificate, test_report
from extractors.kinds.certificate import registration_certificate
from extractors.kinds.conformity import conformity_declaration
from extractors.kinds.contract import export_contract
from extractors.kinds.inspection import inspection_report
from extractors.kinds.invoice import invoice
from extractors.kinds.letter import letter
from extractors.kinds.photos import comparison_photos, modification_description
from extractors.kinds.plates import nameplates
from extractors.kinds.purchase import purchase_contract
from extractors.kinds.smaller import driving_licence, licence_application, maintenance_record
from extractors.kinds.statements import authorisation_letter, no_requirement_statement
from extractors.roles import with_roles

_EXTRACTORS: dict[Kind, Callable[[Sequence[Page]], Facts]] = {
    Kind.CONFIRMATION_LETTER: letter,
    Kind.REGISTRATION_CERTIFICATE: registration_certificate,
    Kind.DRIVING_LICENCE: driving_licence,
    Kind.INSPECTION_REPORT: inspection_report,
    Kind.EXPORT_CONTRACT: export_contract,
    Kind.CONFORMITY_DECLARATION: conformity_declaration,
    Kind.MAINTENANCE_RECORD: maintenance_record,
    Kind.LICENCE_APPLICATION: licence_application,
    Kind.NAMEPLATE_PHOTO: nameplates,
    Kind.MODIFICATION_DESCRIPTION: modification_description,
    Kind.COMPARISON_PHOTOS: comparison_photos,
    Kind.PURCHASE_CONTRACT: purchase_contract,
    Kind.INVOICE: invoice,
    Kind.ANNOUNCEMENT_SHEET: announcement_sheet,
    Kind.CCC_CERTIFICATE: ccc_certificate,
    Kind.ACCESS_CERTIFICATE: access_certificate,
    Kind.TEST_REPORT: test_report,
    Kind.NO_REQUIREMENT_STATEMENT: no_requirement_statement,
    Kind.AUTHORISATION_LETTER: authorisation_letter,
    Kind.CERTIFICATE_OF_CONFORMITY: certificate_of_conformity,
    Kind.UNKNOWN: lambda pages: NoFacts(other_paper(pages)),
}

_RUNNING_ON = (Kind.CONFIRMATION_LETTER, Kind.EXPORT_CONTRACT, Kind.INSPECTION_REPORT, Kind.CONFORMITY_DECLARATION, Kind.PURCHASE_CONTRACT, Kind.AUTHORISATION_LETTER)
"""Papers of running text, whose later pages have no marks of their own."""
_WRITTEN = 60
"""Characters from which a page is more than a photo with a few words."""
_LABELS: dict[Kind, tuple[str, ...]] = {
    Kind.CONFIRMATION_LETTER: ("letter", "vehicle", "outlet"),
    Kind.REGISTRATION_CERTIFICATE: ("certificate",),
    Kind.DRIVING_LICENCE: ("driving_licence",),
    Kind.INSPECTION_REPORT: ("inspection", "vehicle"),
    Kind.EXPORT_CONTRACT: ("contract", "vehicle"),
    Kind.CONFORMITY_DECLARATION: ("conformity", "vehicle"),
    Kind.MAINTENANCE_RECORD: ("maintenance",),
    Kind.LICENCE_APPLICATION: ("licence_application",),
    Kind.PURCHASE_CONTRACT: ("purchase", "goods"),
    Kind.INVOICE: ("invoice", "goods"),
    Kind.ANNOUNCEMENT_SHEET: ("announcement",),
    Kind.CCC_CERTIFICATE: ("ccc",),
    Kind.ACCESS_CERTIFICATE: ("access",),
    Kind.TEST_REPORT: ("test_report",),
    Kind.NO_REQUIREMENT_STATEMENT: ("statement",),
    Kind.AUTHORISATION_LETTER: ("authorisation",),
    Kind.CERTIFICATE_OF_CONFORMITY: ("factory_certificate",),
    Kind.NAMEPLATE_PHOTO: ("nameplate",),
}
"""Whose labels a form of this kind may print spaced out or wrapped."""


def documents_of(pages: Sequence[Page], declaration: Declaration | None = None) -> tuple[Document, ...]:
    """All documents on `pages`, which are in upload order; every page belongs to exactly one.

    `declaration` decides only what no page says by itself: which plate was there before the modification, what a purchase was for.
    """
    numbered = Counter(printed for page in pages if (printed := page_number(page)))
    drafts = group(pages)
    loose = any(draft.kind is Kind.UNKNOWN and any(_goes_on(page) for page in draft.pages) for draft in drafts)
    found = [
        Document(
            f"d{number}",
            draft.kind,
            draft.confidence,
            tuple(draft.pages),
            _facts(draft.kind, draft.pages),
            reservations(draft.kind, draft.pages),
            any(_lacks_pages(page, draft.pages, numbered) for page in draft.pages) or (loose and draft.kind in _RUNNING_ON),
        )
        for number, draft in enumerate(drafts, 1)
    ]
    return with_roles(found, declaration)


def _goes_on(page: Page) -> bool:
    """Whether a page of no known kind looks like a later page of something: it is written, and begins without a heading."""
    return sum(len(line.text) for line in page.lines) >= _WRITTEN and not headed(page) and not other_paper([page])


def _lacks_pages(page: Page, own: Sequence[Page], numbered: Counter[tuple[int, int]]) -> bool:
    """Whether a page is one of several by its number, and not all of them are there: neither in its document nor, as in a bundle that is
    numbered through, in the upload as often as its own number."""
    if (printed := page_number(page)) is None:
        return False
    here = {page_number(other) for other in own}
    others = [(number, printed[1]) for number in range(1, printed[1] + 1)]
    return any(other not in here and numbered[other] < numbered[printed] for other in others)


def _facts(kind: Kind, pages: Sequence[Page]) -> Facts:
    table = words("labels")
    labels = [name for part in _LABELS.get(kind, ()) for names in table[part].values() for name in names]
    return _EXTRACTORS[kind]([with_whole_labels(page, labels) for page in pages] if labels else pages)


def relied_on(documents: Sequence[Document]) -> dict[tuple[str, int], list[Place]]:
    """Where the facts of some documents stand: (file, page) -> places. These are the spots to confirm on the picture."""
    found: dict[tuple[str, int], list[Place]] = {}
    for document in documents:
        for place in _places(document.facts):
            if place.box is not None:
                found.setdefault((place.file, place.page), []).append(place)
    return found


def _places(node: object) -> list[Place]:
    """Places of all facts inside frozen dataclasses and tuples."""
    if isinstance(node, tuple):
        return [place for item in node for place in _places(item)]
    fields = getattr(node, "__dataclass_fields__", None)
    if fields is None or isinstance(node, Place):
        return []
    place = getattr(node, "place", None)
    own = [place] if isinstance(place, Place) else []
    return own + [p for name in fields if name not in ("place", "seal") for p in _places(getattr(node, name))]
