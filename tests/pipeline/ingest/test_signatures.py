"""Signatures of PDFs made and broken here, hostile ones, and what files say of their making."""

from __future__ import annotations

import io
import re
import socket
from typing import Any

import pikepdf
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from domain.pages import Metadata, SignatureState
from fixtures.signatures import byte_changed, picture_replaced, signed_by
from fixtures.signing import signed as dummy
from pipeline.ingest import metadata
from pipeline.ingest.limits import Limits
from pipeline.ingest.ofdseals import day_of, seal_name
from pipeline.ingest.opening import FileHead, open_pages
from pipeline.ingest.pdfsignatures import same_look, signatures_of
from pipeline.ingest.sniff import sniff

NAME = "奇瑞汽车股份有限公司"


def _paper(text: str = "letter") -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(400, 300), invariant=1)
    canvas.setProducer("WPS Office")
    canvas.drawString(72, 200, text)
    canvas.save()
    return stream.getvalue()


def _jpeg(colour: str = "grey") -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (200, 150), colour).save(stream, "JPEG")
    return stream.getvalue()


def _states(data: bytes) -> list[SignatureState]:
    return [signature.state for signature in signatures_of(data)]


@pytest.fixture(scope="module")
def signed() -> bytes:
    return signed_by(_paper(), NAME)


def test_an_intact_signature_names_its_signer_and_covers_the_file(signed: bytes) -> None:
    (found,) = signatures_of(signed)
    assert (found.signer, found.organisation, found.state, found.covers_file) == (NAME, NAME, SignatureState.INTACT, True)
    assert found.claimed_day == "2026-01-01"


def test_a_page_put_in_after_signing_is_an_alteration(signed: bytes) -> None:
    changed = picture_replaced(signed, _jpeg())
    assert _states(changed) == [SignatureState.ALTERED]
    assert not same_look(signed, changed)


def test_bytes_changed_after_signing_are_an_alteration(signed: bytes) -> None:
    assert _states(byte_changed(signed)) == [SignatureState.ALTERED]


def test_an_addition_that_changes_no_page_is_for_a_person(signed: bytes) -> None:
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        root, size = pdf.Root.objgen[0], int(pdf.trailer.Size)
    before = int(signed.rsplit(b"startxref", 1)[1].split()[0])
    body = b"%d 0 obj\n<< /Names [ ] >>\nendobj\n" % size
    catalogue = re.search(rb"\n%d 0 obj\n(<<.*?>>)\nendobj" % root, signed, re.DOTALL)
    assert catalogue
    odd = b"%d 0 obj\n%s /Odd %d 0 R >>\nendobj\n" % (root, catalogue[1][:-2], size)
    start = len(signed)
    table = b"xref\n%d 1\n%010d 00000 n \n%d 1\n%010d 00000 n \n" % (root, start + len(body), size, start)
    tail = b"trailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (size + 1, root, before, start + len(body) + len(odd))
    assert _states(signed + body + odd + table + tail) == [SignatureState.EXTENDED]


@pytest.mark.parametrize("make", [lambda s: s[:-900], lambda s: b"%PDF-1.4 /ByteRange [", lambda s: dummy(_paper(), NAME)], ids=["cut", "noise", "dummy"])
def test_what_cannot_be_made_out_is_unreadable(signed: bytes, make: Any) -> None:
    assert _states(make(signed)) == [SignatureState.UNREADABLE]


@pytest.mark.parametrize("replacement", [b"0 0 0 0", b"0 99999999999 0 99999999999", b"-5 10 10 10", b"0 1 2 3 4 5", b"1 2"])
def test_hostile_byte_ranges_are_never_intact(signed: bytes, replacement: bytes) -> None:
    place = re.search(rb"/ByteRange \[ ([\d ]+)\]", signed)
    assert place
    hostile = signed[: place.start(1)] + replacement.ljust(place.end(1) - place.start(1))[: place.end(1) - place.start(1)] + signed[place.end(1) :]
    assert SignatureState.INTACT not in _states(hostile)


def test_many_signature_fields_are_looked_at_up_to_a_bound(signed: bytes) -> None:
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        field = pdf.Root.AcroForm.Fields[0]
        copies = [pdf.make_indirect(pikepdf.Dictionary({**dict(field), "/T": pikepdf.String(f"S{n}")})) for n in range(50)]
        pdf.Root.AcroForm.Fields = pikepdf.Array(copies)
        stream = io.BytesIO()
        pdf.save(stream)
    assert 1 <= len(signatures_of(stream.getvalue())) <= 8


def test_nothing_is_fetched(signed: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert _states(signed) == [SignatureState.INTACT]


def test_the_head_of_a_file_tells_signatures_and_metadata(signed: bytes) -> None:
    head = next(iter(open_pages(signed, sniff(signed), Limits())))
    assert isinstance(head, FileHead) and head.problems == ("signature-present",)
    assert [s.signer for s in head.signatures] == [NAME]
    assert head.metadata and (head.metadata.producer, head.metadata.updates) == ("WPS Office", 0)


def test_an_unsigned_file_has_no_signature() -> None:
    head = next(iter(open_pages(_paper(), "application/pdf", Limits())))
    assert isinstance(head, FileHead) and head.signatures == () and head.problems == ()


def test_updates_and_dates_of_a_pdf_are_told(signed: bytes) -> None:
    with pikepdf.open(io.BytesIO(picture_replaced(signed, _jpeg()))) as pdf:
        pdf.docinfo["/ModDate"] = "D:20260304101112+08'00'"
        told = metadata.of_pdf(pdf, picture_replaced(signed, _jpeg()))
    assert (told.updates, told.modified) == (1, "2026-03-04")


def test_hostile_metadata_is_cut_and_cleaned() -> None:
    with pikepdf.new() as pdf:
        pdf.docinfo["/Producer"] = "x\x00\x1b[31m" + "y" * 5000
        pdf.docinfo["/CreationDate"] = "D:20269999"
        told = metadata.of_pdf(pdf, b"")
    assert len(told.producer) <= 120 and told.producer.isprintable() and told.created is None


def test_a_photo_tells_its_camera() -> None:
    exif = Image.Exif()
    exif[271], exif[272], exif[305], exif[306] = "HUAWEI", "ALN-AL00", "Adobe Photoshop 25", "2026:03:04 10:11:12"
    stream = io.BytesIO()
    Image.new("RGB", (80, 60)).save(stream, "JPEG", exif=exif)
    head = next(iter(open_pages(stream.getvalue(), "image/jpeg", Limits())))
    assert isinstance(head, FileHead)
    assert head.metadata == Metadata(producer="Adobe Photoshop 25", camera="HUAWEI ALN-AL00", modified="2026-03-04")


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    return bytes([tag]) + (bytes([size]) if size < 128 else bytes([0x82]) + size.to_bytes(2, "big")) + content


def test_an_ofd_seal_gives_its_name() -> None:
    header = _der(0x30, _der(0x16, b"ES") + _der(0x02, b"\x05") + _der(0x16, b"vendor"))
    property_ = _der(0x30, _der(0x02, b"\x01") + _der(0x0C, NAME.encode()) + _der(0x30, b""))
    seal = _der(0x30, _der(0x30, header + _der(0x16, b"id") + property_) + _der(0x04, b"picture"))
    assert seal_name(seal) == NAME
    assert seal_name(_der(0x30, _der(0x30, _der(0x02, b"\x04") + seal))) == NAME
    assert [seal_name(data) for data in (b"", b"\x30\x82", b"\x30\x80" * 3000, b"PNG")] == ["", "", "", ""]


def test_days_of_ofd_signatures() -> None:
    assert [day_of(t) for t in ("20260102030405Z", "2026-01-02T03:04:05", "soon", None, "20269999")] == ["2026-01-02", "2026-01-02", None, None, None]
