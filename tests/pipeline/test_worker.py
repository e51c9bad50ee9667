"""Reading one file, with engines that crash, lie and say nothing, and the cache between runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from domain.pages import Frames, Outcome, Page
from domain.picture import RawPage, Rgb
from extractors.reading.engine import FoundLine, Quad, Recognition
from pipeline import worker
from pipeline.cache import ReadingCache, from_json, to_json
from pipeline.ingest.limits import Limits


class Says:
    """An engine that finds one line and reads it as told."""

    name = "double"

    def __init__(self, text: str) -> None:
        self.text = text

    def version(self) -> str:
        return "double 1"

    def detect(self, picture: Rgb, within: int | None = None) -> list[Quad]:
        return [np.array([[20, 20], [220, 20], [220, 50], [20, 50]], np.float32)] if self.text else []

    def read(self, picture: Rgb, quads: Sequence[Quad] | None = None) -> list[FoundLine]:
        return [FoundLine(Recognition(self.text, 0.99), quad) for quad in (self.detect(picture) if quads is None else quads)]

    def recognise(self, crops: Sequence[Rgb]) -> list[Recognition]:
        return [Recognition(self.text, 0.99) for _ in crops]

    def frames(self, crops: Sequence[Rgb]) -> list[Frames]:
        return [Frames(()) for _ in crops]

    def score(self, crop: Rgb, texts: Sequence[str]) -> list[float]:
        return [-1e9 for _ in texts]


@pytest.fixture
def job(tmp_path: Path) -> worker.Job:
    location = tmp_path / "page.png"
    Image.new("RGB", (300, 400), "white").save(location)
    return worker.Job("page.png", location, Limits(), "double", ReadingCache(tmp_path / "cache", "v"))


def use(engine: Says, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "engine_named", lambda name: engine)
    monkeypatch.setattr(worker, "witness_of", lambda name: engine)
    monkeypatch.setattr(worker, "reader_of_rings", lambda name: engine)


def test_a_picture_is_read_and_kept(job: worker.Job, monkeypatch: pytest.MonkeyPatch) -> None:
    use(Says("LSVCY6C49MN027789"), monkeypatch)
    reading = worker.read_file(job)
    assert reading.outcome is Outcome.READ and [v.value for v in reading.pages[0].vins] == ["LSVCY6C49MN027789"]
    assert job.cache.picture(reading.sha256, reading.pages[0].picture or "").is_file()
    again = job.cache.get(reading.sha256, "elsewhere/名.png")
    assert again is not None and again.path == again.pages[0].file == "elsewhere/名.png"


def test_an_engine_that_sees_nothing_gives_a_page_without_lines(job: worker.Job, monkeypatch: pytest.MonkeyPatch) -> None:
    use(Says(""), monkeypatch)
    reading = worker.read_file(job)
    assert reading.outcome is Outcome.READ and reading.pages[0].lines == () and reading.pages[0].vins == ()


def test_an_engine_that_crashes_is_not_hidden(job: worker.Job, monkeypatch: pytest.MonkeyPatch) -> None:
    class Crashes(Says):
        def detect(self, picture: Rgb, within: int | None = None) -> list[Quad]:
            raise RuntimeError("boom")

    use(Crashes("x"), monkeypatch)
    with pytest.raises(RuntimeError):  # the child's last wall makes it `crashed` (test_isolation)
        worker.read_file(job)


@pytest.mark.parametrize(("data", "outcome"), [(b"", Outcome.EMPTY), (b"nothing known", Outcome.UNSUPPORTED), (b"%PDF-1.7 broken", Outcome.REJECTED)])
def test_bad_files_are_outcomes(job: worker.Job, data: bytes, outcome: Outcome) -> None:
    job.location.write_bytes(data)
    reading = worker.read_file(job)
    assert reading.outcome is outcome and reading.problems and not reading.pages


def test_readings_survive_the_cache_unchanged(job: worker.Job, monkeypatch: pytest.MonkeyPatch) -> None:
    use(Says("一汽-大众汽车有限公司"), monkeypatch)
    reading = worker.read_file(job)
    assert from_json(to_json(reading)) == reading


def test_a_damaged_cache_entry_is_read_anew(job: worker.Job, monkeypatch: pytest.MonkeyPatch) -> None:
    use(Says("A"), monkeypatch)
    reading = worker.read_file(job)
    (job.cache.place(reading.sha256) / "reading.json").write_text("{")
    assert job.cache.get(reading.sha256, "page.png") is None


def test_every_engine_that_decides_a_reading_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "reader_of_cyrillic", lambda: Says(""))
    assert [engine.name for engine in worker.engines_of("ppocr")] == ["ppocrv6", "ppocrv5", "ppocrv6-rings", Says("").name]
    monkeypatch.setattr(worker, "reader_of_cyrillic", lambda: None)
    assert [engine.name for engine in worker.engines_of("ppocr")] == ["ppocrv6", "ppocrv5", "ppocrv6-rings"]
    assert worker.witness_of("tesseract") is None and worker.reader_of_rings("tesseract") is None


def test_letters_that_only_a_missing_package_reads_are_said_of_the_file(job: worker.Job, monkeypatch: pytest.MonkeyPatch) -> None:
    def unread(raw: RawPage, file: str, *_: object, **__: object) -> tuple[Page, Rgb]:
        return Page(file, raw.number, (), problems=("script-unread",)), raw.picture

    use(Says(""), monkeypatch)
    monkeypatch.setattr(worker, "read_page", unread)
    reading = worker.read_file(job)
    assert reading.outcome is Outcome.READ and reading.problems == ("script-unread",)
