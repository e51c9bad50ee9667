"""What a PDF says about itself before anything is drawn: encryption, forms, attachments, and how much each page unpacks to."""

from __future__ import annotations

import base64
import binascii
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf

from pipeline.ingest.problems import refusal

_CHUNK = 64 * 1024
_FLATE = frozenset({"/FlateDecode", "/Fl"})
_ASCII = frozenset({"/ASCIIHexDecode", "/AHx", "/ASCII85Decode", "/A85"})
_LONG_SHOTS = 2700  # most output bytes an LZW code of 12 bits can stand for, per input byte
_MOST_FORMS = 2000
_ERRORS = (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)


@dataclass(frozen=True, slots=True)
class Structure:
    """An opened document. Close it when done."""

    pdf: pikepdf.Pdf
    page_count: int
    problems: tuple[str, ...]

    def content_exceeds(self, number: int, budget: int) -> bool:
        """Whether page `number` (from 1) unpacks to more than `budget` bytes of drawing instructions, forms it uses included."""
        try:
            page = self.pdf.pages[number - 1].obj
            return _total(page, budget) > budget
        except _ERRORS:
            return False  # the page is broken: drawing it says so

    def repaired(self) -> bytes:
        """The document written anew, for a reader that does not mend what pikepdf mends. Raises PdfError."""
        stream = io.BytesIO()
        self.pdf.save(stream)
        return stream.getvalue()


def examined(data: bytes) -> Structure | None:
    """The document's structure, None when pikepdf cannot make it out (another reader may). Raises FileProblemError (encrypted)."""
    try:
        pdf = pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError as error:
        raise refusal("encrypted") from error
    except _ERRORS:
        return None
    try:
        return Structure(pdf, len(pdf.pages), tuple(_problems(pdf)))
    except _ERRORS:
        pdf.close()
        return None


def _problems(pdf: pikepdf.Pdf) -> Iterator[str]:
    root: Any = pdf.Root
    form = root.get("/AcroForm")
    if form is not None and form.get("/XFA") is not None and bool(root.get("/NeedsRendering", False)):
        yield "xfa-form"
    if form is not None and int(form.get("/SigFlags", 0)) & 1:
        yield "signature-present"
    if root.get("/Collection") is not None:
        yield "portfolio"
    elif len(pdf.attachments):
        yield "embedded-files"
    names = root.get("/Names")
    if (
        (names is not None and names.get("/JavaScript") is not None)
        or _runs_something(root.get("/OpenAction"))
        or root.get("/AA") is not None
    ):
        yield "active-content"


def _runs_something(action: Any) -> bool:
    """An open action that is more than a place to start reading at."""
    return isinstance(action, pikepdf.Dictionary) and str(action.get("/S", "/GoTo")) != "/GoTo"


def _total(page: Any, budget: int) -> int:
    contents = page.get("/Contents")
    streams: list[Any] = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    waiting, seen, total = [page.get("/Resources")], set[tuple[int, int]](), 0
    for stream in streams:
        total += _decoded_size(stream, budget - total)
        if total > budget:
            return total
    while waiting and len(seen) < _MOST_FORMS:
        resources = waiting.pop()
        objects = resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None
        for item in (objects or {}).values():
            if not isinstance(item, pikepdf.Stream) or item.get("/Subtype") != "/Form" or item.objgen in seen:
                continue
            seen.add(item.objgen)
            total += _decoded_size(item, budget - total)
            if total > budget:
                return total
            waiting.append(item.get("/Resources"))
    return total


def _decoded_size(stream: Any, budget: int) -> int:
    """Decoded bytes of a stream, counted without holding them; stops a little above `budget`."""
    if not isinstance(stream, pikepdf.Stream):
        return 0
    filters = stream.get("/Filter")
    names = [str(f) for f in filters] if isinstance(filters, pikepdf.Array) else [str(filters)] if filters is not None else []
    raw = stream.read_raw_bytes()
    if not all(name in _FLATE or name in _ASCII for name in names):
        return len(raw) if len(raw) * _LONG_SHOTS <= budget else len(stream.read_bytes())
    chunks: Iterator[bytes] = iter((raw,))
    for name in names:
        chunks = _inflated(chunks, budget) if name in _FLATE else _unascii(chunks, name)
    return sum(len(chunk) for chunk in chunks)


def _inflated(chunks: Iterator[bytes], budget: int) -> Iterator[bytes]:
    """Flate output in small pieces; ends above `budget` or where the data breaks, as a reader would."""
    decoder = zlib.decompressobj()
    given = 0
    for chunk in chunks:
        waiting = chunk
        while waiting and given <= budget:
            try:
                piece = decoder.decompress(waiting, _CHUNK)
            except zlib.error:
                return
            given += len(piece)
            yield piece
            waiting = decoder.unconsumed_tail
        if decoder.eof or given > budget:
            return


def _unascii(chunks: Iterator[bytes], name: str) -> Iterator[bytes]:
    """ASCII filters shrink what they are given, so that it may be held whole."""
    data = b"".join(chunks)
    try:
        if name in ("/ASCIIHexDecode", "/AHx"):
            digits = b"".join(data.split(b">", 1)[0].split())
            yield binascii.unhexlify(digits + b"0" * (len(digits) % 2))
        else:
            yield base64.a85decode(data.strip().removeprefix(b"<~").split(b"~>", 1)[0])
    except (ValueError, binascii.Error):
        yield data
