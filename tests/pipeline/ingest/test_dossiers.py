from __future__ import annotations

import io
import os
import stat
import zipfile
from pathlib import Path

import pytest

from domain.errors import InputUnreadableError
from pipeline.ingest.dossiers import Member, Source, Unpacked, find_dossiers, open_dossier, overlaps, source_of
from pipeline.ingest.limits import Limits

_PDF = b"%PDF-1.4 nothing more"
_LIMITS = Limits()


def _zip(entries: dict[str, bytes] | list[tuple[str | zipfile.ZipInfo, bytes]], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, data in entries.items() if isinstance(entries, dict) else entries:
            archive.writestr(name, data)
    return stream.getvalue()


def _opened(folder: Path, tmp_path: Path, limits: Limits = _LIMITS) -> Unpacked:
    work = tmp_path / "work"
    work.mkdir()
    return open_dossier(source_of(folder), work, limits)


def _problems(unpacked: Unpacked) -> dict[str, str | None]:
    return {member.path: member.problem for member in unpacked.members}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "uploads" / "A-1"
    path.mkdir(parents=True)
    return path


def test_folders_and_archives_are_dossiers_and_the_rest_are_strays(tmp_path: Path) -> None:
    (tmp_path / "A-2").mkdir()
    (tmp_path / "A-10").mkdir()
    (tmp_path / "A-3.dat").write_bytes(_zip({"declaration.json": b"{}"}))
    (tmp_path / "A-4.zip").write_bytes(_zip({"declaration.json": b"{}"}))
    (tmp_path / "fake.zip").write_bytes(_PDF)
    (tmp_path / ".DS_Store").write_bytes(b"junk")
    sources, strays = find_dossiers(tmp_path)
    assert [(s.name, s.archive) for s in sources] == [("A-2", False), ("A-3.dat", True), ("A-4", True), ("A-10", False)]
    assert [path.name for path in strays] == ["fake.zip"]


def test_a_missing_upload_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputUnreadableError):
        find_dossiers(tmp_path / "nowhere")
    with pytest.raises(InputUnreadableError):
        source_of(tmp_path / "nowhere")


def test_members_come_in_natural_order_with_relative_paths(folder: Path, tmp_path: Path) -> None:
    (folder / "sub").mkdir()
    for name in ("IMG_10.jpg", "IMG_2.jpg", "sub/证书.pdf", "Declaration.JSON"):
        (folder / name).write_bytes(_PDF)
    unpacked = _opened(folder, tmp_path)
    assert [member.path for member in unpacked.members] == ["IMG_2.jpg", "IMG_10.jpg", "sub/证书.pdf"]
    assert unpacked.declaration == Member("Declaration.JSON", folder / "Declaration.JSON")
    assert unpacked.problems == ()


def test_the_declaration_may_lie_in_the_one_folder_that_holds_everything(tmp_path: Path) -> None:
    path = tmp_path / "A-1.zip"
    path.write_bytes(_zip({"A-1/declaration.xlsx": b"x", "A-1/letter.pdf": _PDF, "A-1/deeper/declaration.json": b"{}"}))
    unpacked = _opened(path, tmp_path)
    assert unpacked.declaration is not None and unpacked.declaration.path == "A-1/declaration.xlsx"
    assert [member.path for member in unpacked.members] == ["A-1/deeper/declaration.json", "A-1/letter.pdf"]


def test_macos_leftovers_do_not_hide_the_declaration(tmp_path: Path) -> None:
    path = tmp_path / "A-1.zip"
    path.write_bytes(_zip({"A-1/declaration.json": b"{}", "A-1/a.pdf": _PDF, "__MACOSX/A-1/._declaration.json": b"\x00\x05\x16\x07"}))
    unpacked = _opened(path, tmp_path)
    assert unpacked.declaration is not None and unpacked.declaration.path == "A-1/declaration.json"
    assert _problems(unpacked) == {"A-1/a.pdf": None, "__MACOSX/A-1/._declaration.json": "system-file"}


def test_a_declaration_beside_other_files_counts_only_at_the_top(folder: Path, tmp_path: Path) -> None:
    (folder / "a").mkdir()
    (folder / "a" / "declaration.json").write_bytes(b"{}")
    (folder / "b.pdf").write_bytes(_PDF)
    assert _opened(folder, tmp_path).declaration is None


def test_of_two_declarations_the_json_is_taken_and_it_is_said(folder: Path, tmp_path: Path) -> None:
    (folder / "declaration.xlsx").write_bytes(b"x")
    (folder / "declaration.json").write_bytes(b"{}")
    unpacked = _opened(folder, tmp_path)
    assert unpacked.declaration is not None and unpacked.declaration.path == "declaration.json"
    assert [member.path for member in unpacked.members] == ["declaration.xlsx"]
    assert unpacked.problems == ("two-declarations",)


def test_evidence_named_like_junk_stays_evidence(folder: Path, tmp_path: Path) -> None:
    (folder / "~$letter.pdf").write_bytes(_PDF)
    (folder / "Thumbs.db").write_bytes(b"junk")
    assert _problems(_opened(folder, tmp_path)) == {"~$letter.pdf": None, "Thumbs.db": "system-file"}


def test_a_zip_inside_is_unpacked_and_a_zip_inside_that_is_not(folder: Path, tmp_path: Path) -> None:
    inner = _zip({"页1.jpg": b"jpeg", "deeper.zip": _zip({"x.pdf": _PDF})})
    (folder / "scans.bin").write_bytes(inner)
    unpacked = _opened(folder, tmp_path)
    assert _problems(unpacked) == {"scans.bin/页1.jpg": None, "scans.bin/deeper.zip": "zip-nested"}
    first = next(member for member in unpacked.members if member.problem is None)
    assert first.location is not None and first.location.read_bytes() == b"jpeg"


def test_hostile_names_write_nothing_outside_the_work_folder(tmp_path: Path) -> None:
    path = tmp_path / "A-1.zip"
    link = zipfile.ZipInfo("link.pdf")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    device = zipfile.ZipInfo("device")
    device.external_attr = (stat.S_IFBLK | 0o600) << 16
    path.write_bytes(
        _zip([("../../evil.pdf", _PDF), ("/abs.pdf", _PDF), ("CON", _PDF), (link, b"/etc/passwd"), (device, b""), ("a\\b.pdf", _PDF)])
    )
    before = set(tmp_path.rglob("*"))
    unpacked = _opened(path, tmp_path)
    written = {p for p in tmp_path.rglob("*") if p.is_file()} - before
    assert all((tmp_path / "work") in p.parents and p.name.isdigit() for p in written)
    problems = _problems(unpacked)
    assert problems.pop("abs.pdf") is None and problems.pop("CON") is None and problems.pop("a/b.pdf") is None
    assert sorted(problems.values(), key=str) == ["not-a-file", "symlink", "unsafe-name"]


def test_two_entries_of_one_name_are_two_files(tmp_path: Path) -> None:
    path = tmp_path / "A-1.zip"
    with pytest.warns(UserWarning, match="Duplicate name"):
        path.write_bytes(_zip([("a.pdf", b"one"), ("a.pdf", b"two")]))
    assert [member.path for member in _opened(path, tmp_path).members] == ["a (2).pdf", "a.pdf"]


def test_a_bomb_is_stopped_on_real_bytes(folder: Path, tmp_path: Path) -> None:
    (folder / "bomb.zip").write_bytes(_zip({"a": bytes(30_000_000), "b": bytes(30_000_000)}))
    (folder / "letter.pdf").write_bytes(_PDF)
    problems = _problems(_opened(folder, tmp_path))
    assert problems["letter.pdf"] is None
    assert "zip-bomb" in problems.values()
    assert sum(p.stat().st_size for p in (tmp_path / "work").rglob("*") if p.is_file()) < 11_000_000


def test_headers_that_lie_about_sizes_do_not_help_a_bomb(folder: Path, tmp_path: Path) -> None:
    data = bytearray(_zip({"a": bytes(30_000_000)}))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    (folder / "bomb.zip").write_bytes(bytes(data))
    assert set(_problems(_opened(folder, tmp_path)).values()) & {"zip-bomb", "zip-damaged"} or _size(tmp_path) <= 10


def _size(tmp_path: Path) -> int:
    return sum(p.stat().st_size for p in (tmp_path / "work").rglob("*") if p.is_file())


def test_many_archives_share_one_allowance(folder: Path, tmp_path: Path) -> None:
    for name in "abcdef":
        (folder / f"{name}.zip").write_bytes(_zip({"x": os.urandom(1000)}, zipfile.ZIP_STORED))
    problems = _problems(_opened(folder, tmp_path, Limits(zip_bytes=3500)))
    assert list(problems.values()).count(None) == 3


def test_encrypted_damaged_and_oversized_entries_cost_only_themselves(folder: Path, tmp_path: Path) -> None:
    data = bytearray(_zip({"locked.pdf": _PDF, "fine.pdf": _PDF}))
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    (folder / "a.zip").write_bytes(bytes(data))
    broken = bytearray(_zip({"bad.pdf": b"y" * 100, "good.pdf": _PDF}, zipfile.ZIP_STORED))
    broken[45] ^= 0xFF
    (folder / "b.zip").write_bytes(bytes(broken))
    (folder / "c.zip").write_bytes(_zip({"big.pdf": os.urandom(5000), "small.pdf": _PDF}))
    (folder / "d.zip").write_bytes(_zip({"x.pdf": _PDF})[:40])
    problems = _problems(_opened(folder, tmp_path, Limits(file_bytes=2000)))
    assert problems == {
        "a.zip/locked.pdf": "zip-encrypted",
        "a.zip/fine.pdf": None,
        "b.zip/bad.pdf": "zip-damaged",
        "b.zip/good.pdf": None,
        "c.zip/big.pdf": "file-too-large",
        "c.zip/small.pdf": None,
        "d.zip": "zip-damaged",
    }


def test_too_many_files_are_said(folder: Path, tmp_path: Path) -> None:
    for number in range(8):
        (folder / f"{number}.pdf").write_bytes(_PDF)
    unpacked = _opened(folder, tmp_path, Limits(dossier_files=5))
    assert len(unpacked.members) == 5
    assert unpacked.problems == ("too-many-files",)


def test_an_archive_of_too_many_entries_is_said(folder: Path, tmp_path: Path) -> None:
    (folder / "many.zip").write_bytes(_zip({f"{number}.txt": b"x" for number in range(9)}))
    unpacked = _opened(folder, tmp_path, Limits(dossier_files=6))
    assert "too-many-files" in unpacked.problems


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="POSIX files")
def test_links_and_pipes_are_named_and_never_opened(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(_PDF)
    (folder / "link.pdf").symlink_to(secret)
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe")
    assert _problems(_opened(folder, tmp_path)) == {"link.pdf": "symlink", "loop": "symlink", "pipe": "not-a-file"}


def test_folders_nested_too_deeply(folder: Path, tmp_path: Path) -> None:
    deep = folder.joinpath(*["d"] * 40)
    deep.mkdir(parents=True)
    (deep / "a.pdf").write_bytes(_PDF)
    assert list(_problems(_opened(folder, tmp_path)).values()) == ["folders-too-deep"]


def test_output_inside_the_input_is_seen_through_links(tmp_path: Path) -> None:
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    alias = tmp_path / "alias"
    alias.symlink_to(uploads)
    assert overlaps(uploads, uploads)
    assert overlaps(uploads / "reports" / "x", uploads)
    assert overlaps(alias / "reports", uploads)
    assert not overlaps(tmp_path / "uploads-reports", uploads)
    assert not overlaps(tmp_path, uploads)


def test_an_empty_dossier_is_a_dossier(folder: Path, tmp_path: Path) -> None:
    assert _opened(folder, tmp_path) == Unpacked((), None)
    assert source_of(folder) == Source("A-1", folder, archive=False)
