"""What opening a file gives, item by item."""

from __future__ import annotations

from dataclasses import dataclass

from domain.picture import RawPage


@dataclass(frozen=True, slots=True)
class FileHead:
    """The first item: how many pages follow (failed ones included), and what is wrong with the file as a whole."""

    page_count: int
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageFailure:
    """A page that gives no picture. `number` counts from 1, `problem` is a code of pipeline.ingest.problems."""

    number: int
    problem: str


Opening = FileHead | RawPage | PageFailure
