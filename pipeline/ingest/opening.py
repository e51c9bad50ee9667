"""A file's bytes -> its pages, one at a time, whatever the format."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from pipeline.ingest import sniff
from pipeline.ingest.limits import Limits
from pipeline.ingest.opened import FileHead, Opening, PageFailure
from pipeline.ingest.problems import refusal

__all__ = ["FileHead", "Opening", "PageFailure", "open_pages", "read_limited"]

_ARCHIVES = frozenset({sniff.ZIP, "application/vnd.rar", "application/x-7z-compressed", "application/gzip"})
_OFFICE = frozenset({sniff.DOCX, sniff.XLSX, "application/x-ole-storage", "application/rtf"})


def read_limited(location: Path, limits: Limits) -> bytes:
    """A regular file's bytes. Raises FileProblemError: empty, file-too-large, unreadable (a link, too)."""
    try:
        handle = os.open(location, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as stream:
            data = stream.read(limits.file_bytes + 1)
    except OSError as error:
        raise refusal("unreadable") from error
    if not data:
        raise refusal("empty")
    if len(data) > limits.file_bytes:
        raise refusal("file-too-large")
    return data


def open_pages(data: bytes, media_type: str, limits: Limits) -> Iterator[Opening]:
    """Yields one FileHead, then a RawPage or a PageFailure for every page in order.

    `media_type` is what `sniff` said. Raises FileProblemError with the contract's outcome when nothing of the file can be used; this may
    happen at the first item, never after a page was given. Only one page is held at a time.
    """
    if media_type == sniff.EMPTY:
        raise refusal("empty")
    if len(data) > limits.file_bytes:
        raise refusal("file-too-large")
    if media_type == sniff.PDF:
        from pipeline.ingest.pdf import open_pdf

        return open_pdf(data, limits)
    if media_type == sniff.OFD:
        from pipeline.ingest.ofd import open_ofd

        return open_ofd(data, limits)
    if media_type in sniff.IMAGES:
        from pipeline.ingest.image import open_image

        return open_image(data, media_type, limits)
    if media_type in _OFFICE:
        raise refusal("office-document")
    raise refusal("archive-unsupported" if media_type in _ARCHIVES else "unsupported-type")
