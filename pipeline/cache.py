"""Readings kept between runs, under sha256(file) + versions, and the page pictures that evidence is cut from."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from domain.pages import FileReading, Outcome

READING_VERSION = "13"
"""Raised whenever the same picture may be read differently: it is part of every key."""

_KEPT = {Outcome.READ, Outcome.PARTIAL, Outcome.ENCRYPTED, Outcome.REJECTED, Outcome.UNSUPPORTED, Outcome.EMPTY}
"""Outcomes that the same bytes give again. A time-out or a crash may be the machine's fault and is tried anew."""


@cache
def _adapter() -> TypeAdapter[FileReading]:
    return TypeAdapter(FileReading)


def to_json(reading: FileReading) -> bytes:
    return _adapter().dump_json(reading)


def from_json(data: bytes) -> FileReading:
    """Raises pydantic.ValidationError for anything but a reading."""
    return _adapter().validate_json(data)


@dataclass(frozen=True, slots=True)
class ReadingCache:
    """A folder of readings; `versions` is everything that decides a reading (engines, READING_VERSION, limits)."""

    folder: Path
    versions: str

    def key(self, sha256: str) -> str:
        return hashlib.sha256(f"{READING_VERSION}\n{self.versions}\n{sha256}".encode()).hexdigest()

    def place(self, sha256: str) -> Path:
        """Folder of one file's reading and page pictures."""
        key = self.key(sha256)
        return self.folder / key[:2] / key

    def get(self, sha256: str, path: str) -> FileReading | None:
        """The reading of these bytes as if they lay at `path`; None when there is none, or a damaged one."""
        try:
            reading = from_json((self.place(sha256) / "reading.json").read_bytes())
        except (OSError, ValidationError):
            return None
        if any(page.picture and not (self.place(sha256) / page.picture).is_file() for page in reading.pages):
            return None
        return moved(reading, path)

    def put(self, reading: FileReading) -> None:
        """Keeps a reading; half-written files are never seen under its name."""
        if reading.outcome not in _KEPT or not reading.sha256:
            return
        write_whole(self.place(reading.sha256) / "reading.json", to_json(reading))

    def picture(self, sha256: str, name: str) -> Path:
        return self.place(sha256) / name


def moved(reading: FileReading, path: str) -> FileReading:
    """The same reading for the same bytes under another path."""
    return replace(reading, path=path, pages=tuple(replace(page, file=path) for page in reading.pages))


def write_whole(target: Path, data: bytes) -> None:
    """Writes a file so that it is there whole or not at all (temporary file, fsync, rename)."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
