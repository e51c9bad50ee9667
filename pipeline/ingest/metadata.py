"""What a file says about how and when it was made: for a person to look at, never judged."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pikepdf
from PIL import Image

from domain.pages import Metadata

_TEXT = 120  # characters
_PDF_DATE = re.compile(r"D?:?(\d{4})(\d{2})?(\d{2})?")
_EXIF_DATE = re.compile(r"(\d{4})[:-](\d{2})[:-](\d{2})")
_UPDATE = b"startxref"
_LINEARIZED = re.compile(rb"/Linearized\s+\d")
_MAKE, _MODEL, _SOFTWARE, _CHANGED, _EXIF, _TAKEN = 271, 272, 305, 306, 0x8769, 0x9003
_PDF_ERRORS = (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)


def of_pdf(pdf: pikepdf.Pdf, data: bytes) -> Metadata:
    """The document information dictionary, and how often the file was added to after it was first written."""
    try:
        info: Any = pdf.docinfo
        told = {name: _text(info.get(f"/{name}")) for name in ("Producer", "Creator")}
        days = {name: _day(_PDF_DATE.match(_text(info.get(f"/{name}")))) for name in ("CreationDate", "ModDate")}
    except _PDF_ERRORS:
        told, days = {}, {}
    # A file made for the web ends in two cross-reference tables from the start.
    first = 2 if _LINEARIZED.search(data[:2048]) else 1
    return Metadata(
        producer=told.get("Producer", ""),
        creator=told.get("Creator", ""),
        created=days.get("CreationDate"),
        modified=days.get("ModDate"),
        updates=max(0, data.count(_UPDATE) - first),
    )


def of_image(image: Image.Image) -> Metadata | None:
    """EXIF: the camera, when it took the picture, and the program that wrote the file; None where nothing is said. Raises what Pillow raises
    for a broken block."""
    exif = image.getexif()
    taken = exif.get_ifd(_EXIF).get(_TAKEN)
    told = Metadata(
        producer=_text(exif.get(_SOFTWARE)),
        camera=" ".join(part for part in (_text(exif.get(_MAKE)), _text(exif.get(_MODEL))) if part),
        created=_day(_EXIF_DATE.match(_text(taken))),
        modified=_day(_EXIF_DATE.match(_text(exif.get(_CHANGED)))),
    )
    return None if told == Metadata() else told


def _text(value: object) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else "" if value is None else str(value)
    return "".join(c for c in text if c.isprintable())[:_TEXT].strip()


def _day(match: re.Match[str] | None) -> str | None:
    """ISO 8601, None for what is no date."""
    if match is None:
        return None
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
