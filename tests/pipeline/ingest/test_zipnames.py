from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.zipnames import decoded_names, display_path


def _archive(raws: list[bytes]) -> list[zipfile.ZipInfo]:
    """Entries whose names are these very bytes, without the UTF-8 flag."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number, raw in enumerate(raws):
            archive.writestr(f"{number:0{len(raw)}d}"[: len(raw)], b"")
    data = stream.getvalue()
    for number, raw in enumerate(raws):
        data = data.replace(f"{number:0{len(raw)}d}"[: len(raw)].encode(), raw)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.infolist()


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
@pytest.mark.parametrize("name", ["售后维修服务确认函.pdf", "机动车登记证书/第1页.jpg", "合同QDYF-KZ-2026-018.pdf"])
def test_chinese_names_in_either_encoding(name: str, encoding: str) -> None:
    assert decoded_names(_archive([name.encode(encoding)])) == [name]


def test_russian_utf8_is_not_taken_for_chinese() -> None:
    assert decoded_names(_archive(["Договор поставки.pdf".encode()])) == ["Договор поставки.pdf"]


def test_the_famous_short_gbk_name_that_is_valid_utf8() -> None:
    assert decoded_names(_archive(["联通.pdf".encode("gbk")])) == ["联通.pdf"]


def test_western_names_of_the_old_dos_code_page() -> None:
    assert decoded_names(_archive(["résumé.pdf".encode("cp437")])) == ["résumé.pdf"]


def test_names_of_one_archive_share_an_encoding() -> None:
    names = ["确认函.pdf", "联通.pdf", "plain.pdf"]
    assert decoded_names(_archive([name.encode("gbk") for name in names])) == names


def test_flagged_names_are_believed() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("确认函.pdf", b"")
    with zipfile.ZipFile(stream) as archive:
        assert decoded_names(archive.infolist()) == ["确认函.pdf"]


def test_the_unicode_path_field_wins_while_its_checksum_fits() -> None:
    (info,) = _archive([b"abc.pdf"])
    name = "函.pdf".encode()
    info.extra = struct.pack("<HHBI", 0x7075, 5 + len(name), 1, zlib.crc32(b"abc.pdf")) + name
    assert decoded_names([info]) == ["函.pdf"]
    info.extra = struct.pack("<HHBI", 0x7075, 5 + len(name), 1, 0) + name
    assert decoded_names([info]) == ["abc.pdf"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a/b.pdf", "a/b.pdf"),
        ("a\\b.pdf", "a/b.pdf"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Users\\x.pdf", "Users/x.pdf"),
        ("./a//b.pdf", "a/b.pdf"),
        ("../b.pdf", None),
        ("a/../../b.pdf", None),
        ("", None),
        ("/", None),
    ],
)
def test_names_are_labels(name: str, shown: str | None) -> None:
    assert display_path(name) == shown


@given(st.text(max_size=600))
def test_a_label_never_climbs_and_never_hides(name: str) -> None:
    shown = display_path(name)
    if shown is not None:
        parts = shown.split("/")
        assert shown and not shown.startswith("/") and ".." not in parts and "" not in parts
        assert shown.isprintable() or all(c.isprintable() or c.isspace() for c in shown)
        assert "\n" not in shown and "\x00" not in shown and "\u202e" not in shown
        assert all(len(part) <= 240 for part in parts)


@given(st.lists(st.binary(min_size=3, max_size=30).filter(lambda raw: b"\x00" not in raw and b"/" not in raw), min_size=1, max_size=4))
def test_any_bytes_decode_to_some_name(raws: list[bytes]) -> None:
    infos = []
    for raw in raws:
        info = zipfile.ZipInfo(raw.decode("cp437"))
        info.orig_filename, info.flag_bits = raw.decode("cp437"), 0
        infos.append(info)
    assert len(decoded_names(infos)) == len(raws)
