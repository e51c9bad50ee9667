"""The media type of a file from its bytes. Names and extensions are never looked at."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from typing import BinaryIO

PDF = "application/pdf"
OFD = "application/ofd"
ZIP = "application/zip"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
JSON = "application/json"
EMPTY = "application/x-empty"
UNKNOWN = "application/octet-stream"

IMAGES = frozenset({"image/jpeg", "image/png", "image/webp", "image/tiff", "image/bmp", "image/heic", "image/avif"})
READABLE = IMAGES | {PDF, OFD}

HEAD_BYTES = 4096
_PDF_WINDOW = 1024  # a PDF header may stand behind junk of up to this many bytes (ISO 32000-1, Annex H.3, note 13)
_JSON_MOST = 8 * 1024 * 1024

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "image/jp2"),
    (b"\xff\x4f\xff\x51", "image/x-jp2-codestream"),
    (b"8BPS", "image/vnd.adobe.photoshop"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"{\\rtf", "application/rtf"),
    (b"%!PS", "application/postscript"),
)
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1", b"mif2"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_BMP_HEADERS = frozenset({12, 16, 40, 52, 56, 64, 108, 124})


def sniff(data: bytes) -> str:
    """Media type of a whole file; `UNKNOWN` when the bytes say nothing, never raises."""
    return sniff_stream(io.BytesIO(data))


def sniff_stream(stream: BinaryIO) -> str:
    """Like `sniff` for a seekable stream: a large archive need not be held in memory."""
    stream.seek(0)
    head = stream.read(HEAD_BYTES)
    if not head:
        return EMPTY
    if head.startswith(_ZIP_STARTS):
        return _zip_kind(stream)
    known = _from_head(head)
    if known is not None:
        return known
    if b"%PDF-" in head[:_PDF_WINDOW]:
        return PDF
    return JSON if _is_json(stream, head) else UNKNOWN


def of_names(names: Iterable[str]) -> str:
    """What a ZIP container with these entry names is."""
    entries = {name.replace("\\", "/").lstrip("/").removeprefix("./").casefold() for name in names}
    if "ofd.xml" in entries:
        return OFD
    if "[content_types].xml" in entries:
        if any(name.startswith("xl/") for name in entries):
            return XLSX
        if any(name.startswith("word/") for name in entries):
            return DOCX
    return ZIP


def _from_head(head: bytes) -> str | None:
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return media_type
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return "image/bmp"
    if head[4:8] == b"ftyp":
        return _from_brands(head)
    return None


def _from_brands(head: bytes) -> str:
    """ISO base media files: the major brand decides, the compatible ones help where it is generic."""
    size = min(int.from_bytes(head[:4], "big"), len(head))
    brands = [head[8:12], *(head[i : i + 4] for i in range(16, size - 3, 4))]
    if any(brand in _AVIF_BRANDS for brand in brands):
        return "image/avif"
    if any(brand in _HEIC_BRANDS for brand in brands):
        return "image/heic"
    return "video/mp4"


def _zip_kind(stream: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(stream) as archive:
            return of_names(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        return ZIP  # a damaged archive is still an archive: opening it says what is wrong


def _is_json(stream: BinaryIO, head: bytes) -> bool:
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] not in (b"{", b"["):
        return False
    stream.seek(0)
    data = stream.read(_JSON_MOST + 1)
    if len(data) > _JSON_MOST:
        return False
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True
