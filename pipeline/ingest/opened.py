"""What opening a file gives, item by item."""

from __future__ import annotations

from dataclasses import dataclass

from domain.pages import Metadata, Signature
from domain.picture import RawPage


@dataclass(frozen=True, slots=True)
class FileHead:
    """The first item: how many pages follow (failed ones included), what is wrong with the file as a whole, who signed it, and what it says
    of its making."""

    page_count: int
    problems: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    metadata: Metadata | None = None


@dataclass(frozen=True, slots=True)
class PageFailure:
    """A page that gives no picture. `number` counts from 1, `problem` is a code of pipeline.ingest.problems."""

    number: int
    problem: str


Opening = FileHead | RawPage | PageFailure
