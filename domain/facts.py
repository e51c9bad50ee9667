"""A fact and its two opposites: what is not on the page, and what is there but cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from domain.geometry import Box

UNLABELLED = "unlabelled"
"""Doubt of a value that no label names: it is there, what it is for follows from the others."""

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Place:
    """Where on the upload something stands: file path inside the dossier, page counted from 1, box on the upright page."""

    file: str
    page: int
    box: Box | None = None


LOW_CONFIDENCE = "low-confidence"
"""The reader's own doubt."""
_EVENLY = 0.5
"""A second choice as a share of the first from which neither is likelier to speak of (成 0.44, 威 0.39)."""


@dataclass(frozen=True, slots=True)
class Fact(Generic[T_co]):
    """A value read from a page.

    `raw` is the text as read. `origin` names the reader (`text-layer`, `ocr:<engine>`, `barcode`); `confidence` is the reader's own,
    None for a text layer. `doubt` is None for a clean read, else the stable code of what stands against relying on it
    (`low-confidence`, `not-confirmed-on-picture`, `text-layer-contradicts-picture`, `ambiguous-date`, ...).
    `witnesses` are the origins that agree on the value. `rivals`: a text with one Chinese character as the reader's second choice, where it
    had one worth naming, and its probability as a share of the first's: what the page may also say, never what it says.
    """

    value: T_co
    raw: str
    place: Place
    origin: str
    confidence: float | None = None
    doubt: str | None = None
    witnesses: tuple[str, ...] = ()
    rivals: tuple[tuple[str, float], ...] = ()

    @property
    def clean(self) -> bool:
        return self.doubt is None

    @property
    def torn(self) -> tuple[str, ...]:
        """The rivals that are hardly less likely than the value, where nothing but the reader's own doubt stands against it."""
        return tuple(rival for rival, share in self.rivals if share >= _EVENLY) if self.doubt == LOW_CONFIDENCE else ()


@dataclass(frozen=True, slots=True)
class Absent:
    """Nothing of the kind stands on the pages of the document, and they could be read."""

    looked_at: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """Something stands there (a label without a readable value, an illegible area); `reason` is a stable code."""

    reason: str
    place: Place | None = None
    raw: str = ""


Field = Fact[T] | Absent | Unread
"""What an extractor says of one thing it was asked for."""


def value_of(field: Fact[T] | Absent | Unread) -> T | None:
    """The value of a fact, None for an absent or unread field. For display and grouping, never for a verdict."""
    return field.value if isinstance(field, Fact) else None
