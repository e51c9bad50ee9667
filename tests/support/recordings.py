"""Readings of the shipped fixtures, recorded once, so that the fast suite checks rules and reports without reading a picture.

    python tests/support/recordings.py    reads the whole pool for real and writes recordings.json.xz beside it

A recording is keyed by the file's sha256; `engine` tells what it was read with. The slow suite reads the same files for real.
"""

from __future__ import annotations

import json
import lzma
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from domain.pages import FileReading
from pipeline.cache import ReadingCache, from_json, moved, to_json, write_whole
from pipeline.settings import Settings
from pipeline.through import cache_of, reports_of

RECORDED = Path(__file__).with_name("recordings.json.xz")


def recorded_settings(folder: Path) -> Settings:
    """Settings whose cache holds every recording, under the versions of this machine."""
    settings = Settings(cache=folder, workers=1)
    cache = cache_of(settings, folder)
    for line in json.loads(lzma.decompress(RECORDED.read_bytes()))["readings"]:
        _keep(cache, from_json(json.dumps(line).encode()))
    return settings


def _keep(cache: ReadingCache, reading: FileReading) -> None:
    write_whole(cache.place(reading.sha256) / "reading.json", to_json(reading))


def record() -> None:
    from fixtures.pool import materialise, shipped
    from pipeline.worker import engine_named

    with tempfile.TemporaryDirectory() as work:
        materialise(shipped(), Path(work))
        cache = Path(work) / "cache"
        for name, _ in reports_of(Path(work) / "uploads", settings=Settings(workers=2, cache=cache)):
            sys.stderr.write(f"{name}\n")
        readings = []
        for path in cache.glob("*/*/reading.json"):
            reading = from_json(path.read_bytes())
            pages = tuple(replace(page, picture=None) for page in reading.pages)
            readings.append(json.loads(to_json(moved(replace(reading, pages=pages), ""))))
    recorded: dict[str, Any] = {"engine": engine_named("ppocr").version(), "readings": sorted(readings, key=lambda r: r["sha256"])}
    RECORDED.write_bytes(lzma.compress(json.dumps(recorded, ensure_ascii=False, separators=(",", ":")).encode(), preset=9))
    sys.stderr.write(f"{RECORDED}: {RECORDED.stat().st_size / 1e6:.1f} MB\n")


if __name__ == "__main__":
    record()
