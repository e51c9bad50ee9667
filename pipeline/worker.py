"""One file from bytes to pages, inside a child process that may be killed: open, read, find VINs, confirm what facts lean on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from domain.documents import Kind
from domain.errors import DependencyMissingError, FileProblemError
from domain.geometry import Box
from domain.pages import FileReading, Outcome, Page
from domain.picture import RawPage, Rgb
from extractors.documents import documents_of, relied_on
from extractors.finders.vins import page_vins, vins_on
from extractors.reading.confirm import confirm
from extractors.reading.engine import Engine
from extractors.reading.page import SCRIPT, read_page
from extractors.reading.resizing import at_most
from extractors.reading.seals import find_seals
from extractors.reading.textlayer import overlapping
from extractors.reading.vins import reread_vins
from pipeline.cache import ReadingCache
from pipeline.ingest import sniff
from pipeline.ingest.limits import Limits
from pipeline.ingest.opening import FileHead, PageFailure, open_pages, read_limited
from pipeline.ingest.problems import outcome_of

_CONTEXT_PAGES = 6
"""Pages before the present one that may decide what on it matters (an annex leans on its letter)."""
_WHOLE = frozenset({Kind.REGISTRATION_CERTIFICATE, Kind.MAINTENANCE_RECORD, Kind.UNKNOWN})
"""Kinds of which it decides what is NOT on the page (a mortgage, a higher odometer), and pages that other files may make one of them: every
line of a text layer is looked at."""
_PICTURE_LONG_SIDE, _PICTURE_QUALITY = 1800, 80


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read: `path` as the dossier names it, `location` where its bytes are."""

    path: str
    location: Path
    limits: Limits
    engine: str
    cache: ReadingCache


def read_file(job: Job) -> FileReading:
    """Reads one file and keeps reading and page pictures in the job's cache. Bad files are outcomes, never exceptions."""
    try:
        data = read_limited(job.location, job.limits)
    except FileProblemError as error:
        return failed(job.path, error)
    reading = _read(job, data)
    job.cache.put(reading)
    return reading


def failed(path: str, error: FileProblemError, sha256: str = "", size: int = 0, media_type: str = "") -> FileReading:
    return FileReading(path, sha256, size, media_type, Outcome(error.outcome), problems=(error.problem,))


def _read(job: Job, data: bytes) -> FileReading:
    sha256 = hashlib.sha256(data).hexdigest()
    media_type = sniff.sniff(data)
    pages: list[Page] = []
    problems: list[str] = []
    head = FileHead(0)
    try:
        for item in open_pages(data, media_type, job.limits):
            if isinstance(item, FileHead):
                head = item
                problems += item.problems
            elif isinstance(item, PageFailure):
                problems.append(item.problem)
            else:
                pages.append(_read_page(job, item, sha256, pages))
    except FileProblemError as error:
        if not pages:
            return failed(job.path, error, sha256, len(data), media_type)
        problems.append(error.problem)
    # What a further package would have read is said of the file, with the cure.
    problems += [SCRIPT] if any(SCRIPT in page.problems for page in pages) else []
    known = [*problems, *(code for page in pages for code in page.problems)]
    outcome = outcome_of(known, len(pages))
    return FileReading(
        job.path, sha256, len(data), media_type, outcome, tuple(pages), tuple(dict.fromkeys(problems)), head.page_count,
        signatures=head.signatures, metadata=head.metadata,
    )  # fmt: skip


def _read_page(job: Job, raw: RawPage, sha256: str, before: list[Page]) -> Page:
    engine = engine_named(job.engine)
    page, upright = read_page(raw, job.path, engine, seals=partial(find_seals, rings=reader_of_rings(job.engine)), cyrillic=reader_of_cyrillic())
    page = page_vins(page)
    if (witness := witness_of(job.engine)) is not None:
        reread = reread_vins(page, upright, engine, witness)
        page = reread if reread.vins == page.vins else page_vins(reread)
    wanted = _to_confirm(page, before)
    if wanted:
        page = page_vins(replace(confirm(page, upright, wanted, engine), vins=()))
    name = f"p{page.number}.jpg"
    keep_picture(job.cache.picture(sha256, name), upright)
    return replace(page, picture=name)


def _to_confirm(page: Page, before: list[Page]) -> list[int]:
    """Text-layer lines that facts stand on, and those that lie over one another, to be looked at on the picture."""
    embedded = [index for index, line in enumerate(page.lines) if line.origin == "text-layer"]
    if not embedded:
        return []
    documents = documents_of([*before[-_CONTEXT_PAGES:], page])
    if any(d.kind in _WHOLE and any(p is page for p in d.pages) for d in documents):
        return embedded
    over = overlapping(page.lines)
    places = relied_on([d for d in documents if d.kind is not Kind.UNKNOWN]).get((page.file, page.number), [])
    boxes = [place.box for place in places if place.box is not None]
    with_vin = {id(found.span.line) for found in vins_on(page)}
    return [
        index
        for index, line in enumerate(page.lines)
        if index in over
        or line.origin == "text-layer"
        and (id(line) in with_vin or any(_stands_on(box, page.seen_box(line.box)) for box in boxes))
    ]


def _stands_on(fact: Box, line: Box) -> bool:
    """Whether a fact's box, which may be a part of the line or several lines, covers some of this line."""
    return fact.intersection(line) > 0.3 * min(fact.area, line.area)


def keep_picture(target: Path, picture: Rgb) -> None:
    """The upright page as JPEG for evidence and display, at most 1,800 px on its long side."""
    import cv2

    picture = at_most(picture, _PICTURE_LONG_SIDE)
    height, width = picture.shape[:2]
    target.parent.mkdir(parents=True, exist_ok=True)
    done, encoded = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, _PICTURE_QUALITY])
    if not done:
        raise OSError(f"cannot encode a picture of {width} x {height} px")
    target.write_bytes(encoded.tobytes())


@cache
def engine_named(name: str) -> Engine:
    """The engine of a setting; one instance per process."""
    if name == "tesseract":
        from extractors.reading.tesseract import Tesseract

        return Tesseract()
    from extractors.reading.ppocr import PpOcr

    return PpOcr()


@cache
def witness_of(name: str) -> Engine | None:
    """The engine that gives a second opinion on what the named one read; None where there is none worth asking (docs/reading.md)."""
    if name == "tesseract":
        return None
    from extractors.reading.ppocr import PpOcr
    from extractors.reading.weights import PP_OCR_V5

    return PpOcr(weights=PP_OCR_V5, lean=True)


@cache
def reader_of_rings(name: str) -> Engine | None:
    """The engine for the names on seals; None where the named one reads them itself."""
    if name == "tesseract":
        return None
    from extractors.reading.ppocr import PpOcr
    from extractors.reading.weights import PP_OCR_V6_RINGS

    return PpOcr(weights=PP_OCR_V6_RINGS)


@cache
def reader_of_cyrillic() -> Engine | None:
    """The engine for letters that no other has; None where it is not installed."""
    from extractors.reading.tesseract import RUSSIAN, Tesseract

    try:
        return Tesseract(languages=RUSSIAN)
    except DependencyMissingError:
        return None


def engines_of(name: str) -> tuple[Engine, ...]:
    """Every engine that decides a reading under a setting."""
    found = (engine_named(name), witness_of(name), reader_of_rings(name), reader_of_cyrillic())
    return tuple(engine for engine in found if engine is not None)


def warm_up(engine: str) -> None:
    """Loads the engine's models once per child, so that a file's time limit does not pay for it."""
    import numpy as np

    engine_named(engine).read(np.full((64, 256, 3), 255, np.uint8))
