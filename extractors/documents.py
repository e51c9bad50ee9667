"""Pages of a dossier -> its documents with their facts. Pure and cheap, so it runs again whenever pages or rules change."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from domain.documents import Document, Facts, Kind, NoFacts
from domain.facts import Place
from domain.pages import Page
from extractors.grouping import group
from extractors.kinds.certificate import registration_certificate
from extractors.kinds.conformity import conformity_declaration
from extractors.kinds.contract import export_contract
from extractors.kinds.inspection import inspection_report
from extractors.kinds.letter import letter
from extractors.kinds.smaller import driving_licence, maintenance_record, nameplate

_EXTRACTORS: dict[Kind, Callable[[Sequence[Page]], Facts]] = {
    Kind.CONFIRMATION_LETTER: letter,
    Kind.REGISTRATION_CERTIFICATE: registration_certificate,
    Kind.DRIVING_LICENCE: driving_licence,
    Kind.INSPECTION_REPORT: inspection_report,
    Kind.EXPORT_CONTRACT: export_contract,
    Kind.CONFORMITY_DECLARATION: conformity_declaration,
    Kind.MAINTENANCE_RECORD: maintenance_record,
    Kind.NAMEPLATE_PHOTO: nameplate,
    Kind.UNKNOWN: lambda pages: NoFacts(),
}


def documents_of(pages: Sequence[Page]) -> tuple[Document, ...]:
    """All documents on `pages`, which are in upload order; every page belongs to exactly one."""
    return tuple(
        Document(f"d{number}", draft.kind, draft.confidence, tuple(draft.pages), _EXTRACTORS[draft.kind](draft.pages))
        for number, draft in enumerate(group(pages), 1)
    )


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
