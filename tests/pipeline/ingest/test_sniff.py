from __future__ import annotations

import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pipeline.ingest import sniff


def _zip(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return stream.getvalue()


def _picture(kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (16, 16), "red").save(stream, kind, **options)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", sniff.EMPTY),
        (b"%PDF-1.4\n", sniff.PDF),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"%PDF-1.7\n", sniff.PDF),
        (b"x" * 2000 + b"%PDF-1.7\n", sniff.UNKNOWN),
        (_zip("OFD.xml", "Doc_0/Document.xml"), sniff.OFD),
        (_zip("letter.pdf"), sniff.ZIP),
        (_zip("[Content_Types].xml", "xl/workbook.xml"), sniff.XLSX),
        (_zip("[Content_Types].xml", "word/document.xml"), sniff.DOCX),
        (_zip("%PDF-1.4"), sniff.ZIP),
        (_zip("a")[:-10], sniff.ZIP),
        (json.dumps({"schema_version": 1}).encode(), sniff.JSON),
        (b"\xef\xbb\xbf [1]", sniff.JSON),
        (b"{not json", sniff.UNKNOWN),
        (b"[" * 100_000, sniff.UNKNOWN),
        (b"{\\rtf1}", "application/rtf"),
        (_picture("JPEG"), "image/jpeg"),
        (_picture("PNG"), "image/png"),
        (_picture("WEBP"), "image/webp"),
        (_picture("TIFF"), "image/tiff"),
        (_picture("BMP"), "image/bmp"),
        (_picture("AVIF"), "image/avif"),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic", "image/heic"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp42", "video/mp4"),
        (b"BMW is a car maker, not a bitmap", sniff.UNKNOWN),
        (b"plain text", sniff.UNKNOWN),
    ],
)
def test_the_bytes_decide(data: bytes, expected: str) -> None:
    assert sniff.sniff(data) == expected


@given(st.binary(max_size=400))
def test_any_bytes_get_an_answer(data: bytes) -> None:
    assert "/" in sniff.sniff(data)


@given(st.sampled_from([b"PK\x03\x04", b"II*\x00", b"RIFF", b"BM", b"\x00\x00\x00\x20ftyp", b"{", b"%PDF-"]), st.binary(max_size=200))
def test_any_bytes_behind_a_magic_number_get_an_answer(magic: bytes, rest: bytes) -> None:
    assert "/" in sniff.sniff(magic + rest)
