"""Unpacking a ZIP archive into neutral files, counting what really comes out."""

from __future__ import annotations

import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.ingest import sniff
from pipeline.ingest.limits import Limits
from pipeline.ingest.zipnames import decoded_names, display_path

_CHUNK = 256 * 1024
_RATIO_FROM = 10 * 1024 * 1024  # bytes: below this an archive may unpack at any ratio (white scans, empty forms)
_ENTRY = b"PK\x01\x02"
_MOST_LISTED = 20_000  # entries
_ERRORS = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, struct.error, IndexError)


@dataclass(slots=True)
class Allowance:
    """Decoded bytes that the archives of one dossier may still give, all of them together."""

    left: int


@dataclass(frozen=True, slots=True)
class Unpacked:
    """One entry: `path` as in the archive, `location` of its bytes, None with the `problem` code when it could not be had."""

    path: str
    location: Path | None
    problem: str | None = None


def is_archive(location: Path) -> bool:
    """Whether the file is a plain ZIP archive (an OFD or office file is none). False for what cannot be read or has too many entries."""
    try:
        with location.open("rb") as stream:
            if stream.read(4) not in (b"PK\x03\x04", b"PK\x05\x06"):
                return False
            return _entry_bound(location) > _MOST_LISTED or sniff.sniff_stream(stream) == sniff.ZIP
    except OSError:
        return False


def unpack(archive: Path, folder: Path, limits: Limits, allowance: Allowance, prefix: str = "") -> Iterator[Unpacked]:
    """Every file of `archive`, written to numbered files in the existing `folder`; names are labels, never paths on the disk.

    Stops with a `zip-bomb` item when what came out passes the limits, with `too-many-files` behind `limits.dossier_files` entries.
    """
    label = prefix.rstrip("/") or archive.name
    try:
        size = archive.stat().st_size
        if size > limits.zip_bytes:
            yield Unpacked(label, None, "zip-too-large")
            return
        if _entry_bound(archive) > _MOST_LISTED:
            yield Unpacked(label, None, "too-many-files")
            return
        opened = zipfile.ZipFile(archive)
    except (*_ERRORS, NotImplementedError):
        yield Unpacked(label, None, "zip-damaged")
        return
    with opened:
        infos = [info for info in opened.infolist() if not info.orig_filename.endswith(("/", "\\"))]
        budget = max(_RATIO_FROM, size * limits.zip_ratio)
        taken: set[str] = set()
        for number, (info, name) in enumerate(zip(infos, decoded_names(infos), strict=True)):
            if number >= limits.dossier_files:
                yield Unpacked(label, None, "too-many-files")
                return
            shown = display_path(name)
            path = _unique(prefix + (shown or (display_path(name.replace("..", "__")) or f"entry {number + 1}")), taken)
            problem = "unsafe-name" if shown is None else _refused(info)
            if problem is not None:
                yield Unpacked(path, None, problem)
                continue
            target = folder / f"{number:05d}"
            written, problem = _written(opened, info, target, min(budget, allowance.left, limits.file_bytes))
            budget -= written
            allowance.left -= written
            if problem == "file-too-large" and min(budget, allowance.left) <= 0:
                yield Unpacked(path, None, "zip-bomb")
                return
            yield Unpacked(path, None if problem else target, problem)


def _refused(info: zipfile.ZipInfo) -> str | None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "symlink"
    if kind not in (0, stat.S_IFREG):
        return "not-a-file"
    return "zip-encrypted" if info.flag_bits & 1 else None


def _written(archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, most: int) -> tuple[int, str | None]:
    """Bytes that came out and the problem, if any; the file is left only when all is well."""
    written = 0
    problem: str | None = None
    try:
        with archive.open(info) as source, target.open("xb") as sink:
            while chunk := source.read(_CHUNK):
                written += len(chunk)
                if written > most:
                    problem = "file-too-large"
                    break
                sink.write(chunk)
    except NotImplementedError:
        problem = "zip-method"
    except RuntimeError:
        problem = "zip-encrypted"  # zipfile's only use of it while reading
    except _ERRORS:
        problem = "zip-damaged"
    if problem is not None:
        target.unlink(missing_ok=True)
    return written, problem


def _unique(path: str, taken: set[str]) -> str:
    """Two entries of one name are two files: the later ones get a number."""
    stem, dot, suffix = path.rpartition(".")
    candidate, number = path, 2
    while candidate in taken:
        candidate = f"{stem} ({number}).{suffix}" if dot and "/" not in suffix else f"{path} ({number})"
        number += 1
    taken.add(candidate)
    return candidate


def _entry_bound(archive: Path) -> int:
    """No more entries than this: zipfile lists them all before it can be asked, at some 500 bytes each."""
    count, tail = 0, b""
    with archive.open("rb") as stream:
        while chunk := stream.read(4 * 1024 * 1024):
            count += (tail + chunk).count(_ENTRY)
            tail = chunk[-3:]
    return count
