"""Electronic signatures of a PDF: intact or not, how much they cover, and whose they say they are. Nothing is ever fetched.

pyHanko reads them; only digests and the signature's own arithmetic are checked. Whether the certificate is anybody's is a question to its
issuer, which cannot be answered offline.
"""

from __future__ import annotations

import io
import logging
import zlib
from typing import Any

import numpy as np
import pypdfium2 as pdfium

from domain.pages import Signature, SignatureState

_MOST_SIGNATURES = 8
_MOST_COMPARED = 20 * 1024 * 1024
"""bytes of a file up to which what was added after signing is compared object by object."""
_NAME = 200  # characters of a name out of a certificate
_MOST_DRAWN = 40  # pages
_LOOK_LONG_SIDE = 1400  # px
_DIFFERS = 24  # grey levels


def signed(data: bytes) -> bool:
    """Whether a file may carry a signature: its byte range cannot be hidden in a compressed object."""
    return b"/ByteRange" in data


def signatures_of(data: bytes) -> tuple[Signature, ...]:
    """Every signature in a PDF's bytes, the first eight; an empty field is none. One `unreadable` where the file cannot be made out."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import enumerate_sig_fields
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # its remarks about odd files are not for the operator
    unreadable = (
        PdfError, pdfium.PdfiumError, UnsupportedAlgorithm, AssertionError, AttributeError, ArithmeticError, LookupError, NotImplementedError, OSError, RecursionError,
        TypeError, ValueError, zlib.error,
    )  # fmt: skip

    def one(name: str, value: Any, field: Any) -> Signature:
        try:
            return _checked(EmbeddedPdfSignature(reader, field, name), data)
        except unreadable:
            return Signature("", "", SignatureState.UNREADABLE, False)

    found: list[Signature] = []
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=False)
        for name, value, field in enumerate_sig_fields(reader, filled_status=True):
            if len(found) == _MOST_SIGNATURES:
                break
            found.append(one(name, value, field))
    except unreadable:
        return (*found, Signature("", "", SignatureState.UNREADABLE, False))
    return tuple(found)


def _checked(embedded: Any, data: bytes) -> Signature:
    """One signature's state. Raises what pyHanko and the libraries below it raise for what they cannot make out."""
    from pyhanko.sign.diff_analysis import ModificationLevel, SuspiciousModification
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    if len(embedded.byte_range) != 4:
        raise ValueError("a byte range of other than two stretches")
    embedded.compute_integrity_info(skip_diff=len(data) > _MOST_COMPARED)
    subject = embedded.signer_cert.subject.native
    signer, organisation = (_text(subject.get(key)) for key in ("common_name", "organization_name"))
    time = embedded.self_reported_timestamp
    claimed = time.date().isoformat() if time is not None else None
    intact, valid = validate_sig_integrity(
        embedded.signer_info, embedded.signer_cert, expected_content_type="data", actual_digest=embedded.compute_digest()
    )
    whole = embedded.coverage == SignatureCoverageLevel.ENTIRE_FILE
    difference = embedded.diff_result
    if not intact or not valid:
        state = SignatureState.ALTERED
    elif whole:
        state = SignatureState.INTACT
    elif embedded.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        state = SignatureState.PARTIAL
    elif isinstance(difference, SuspiciousModification):
        # Odd but invisible additions are for a person to look at; what is seen decides whether the document was changed.
        last = int(embedded.byte_range[2]) + int(embedded.byte_range[3])
        state = SignatureState.EXTENDED if same_look(data[:last], data) else SignatureState.ALTERED
    elif difference is not None and difference.modification_level <= ModificationLevel.LTA_UPDATES:
        state = SignatureState.INTACT
    else:
        state = SignatureState.EXTENDED
    return Signature(signer, organisation, state, whole, claimed)


def same_look(before: bytes, after: bytes) -> bool:
    """Whether two states of a PDF show the same pages, as far as they can be drawn. Raises PdfiumError for what cannot be."""
    one, other = pdfium.PdfDocument(before), pdfium.PdfDocument(after)
    try:
        one.init_forms()
        other.init_forms()
        if len(one) != len(other) or len(one) > _MOST_DRAWN:
            return False
        return all(_page_alike(one[number], other[number]) for number in range(len(one)))
    finally:
        one.close()
        other.close()


def _page_alike(one: pdfium.PdfPage, other: pdfium.PdfPage) -> bool:
    scale = _LOOK_LONG_SIDE / max(*one.get_size(), 1.0)
    first, second = (
        np.asarray(page.render(scale=scale, may_draw_forms=True, draw_annots=True).to_numpy(), np.int16) for page in (one, other)
    )
    return first.shape == second.shape and int(np.count_nonzero(np.abs(first - second) > _DIFFERS)) == 0


def _text(value: object) -> str:
    """A name out of a certificate, which may hold several."""
    first = value[0] if isinstance(value, list) and value else value
    return "".join(c for c in str(first or "") if c.isprintable())[:_NAME].strip()
