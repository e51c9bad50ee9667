"""The way through without reading pictures: bad files, bad declarations, repeated ids, and what is kept when a run is cut short."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.errors import UsageError
from domain.pages import FileReading, Outcome
from pipeline import through
from pipeline.isolation import Failure, Isolation
from pipeline.settings import Settings
from pipeline.through import read_files, verify, verify_batch

DECLARED: dict[str, Any] = {
    "schema_version": 1, "application_id": "A-1", "category": "used", "application_date": "2026-03-02", "licence_year": 2026,
    "exporter": {"name": "青岛远帆汽车贸易有限公司"}, "destination": "KZ",
    "vehicles": [{"vin": "LSVCY6C49MN027789", "brand": "大众牌", "model": "SVW71427AL", "manufacturer": "上汽大众汽车有限公司"}],
}  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    def here(function: Any, tasks: Any, isolation: Isolation, initialiser: Any = None, seconds_for: Any = None) -> Iterator[Any]:
        for key, job in tasks:
            if "hang" in job.path:
                yield key, Failure(Outcome.TIMEOUT)
            else:
                yield key, FileReading(job.path, "0" * 64, 1, "text/plain", Outcome.UNSUPPORTED, problems=("unsupported-type",))

    monkeypatch.setattr(through, "run_isolated", here)
    return Settings(cache=tmp_path / "cache", workers=1)


def dossier(folder: Path, declared: Any = DECLARED, **files: bytes) -> Path:
    folder.mkdir(parents=True)
    if declared is not None:
        (folder / "declaration.json").write_text(declared if isinstance(declared, str) else json.dumps(declared), "utf-8")
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def test_files_that_cannot_be_had_are_outcomes_in_the_order_given(tmp_path: Path, settings: Settings) -> None:
    empty, hang = tmp_path / "empty.pdf", tmp_path / "hang.pdf"
    empty.write_bytes(b"")
    hang.write_bytes(b"x")
    read = list(read_files([tmp_path / "missing.pdf", hang, empty, tmp_path], settings))
    assert [r.outcome for r in read] == [Outcome.REJECTED, Outcome.TIMEOUT, Outcome.EMPTY, Outcome.REJECTED]
    assert [Path(r.path).name for r in read[:3]] == ["missing.pdf", "hang.pdf", "empty.pdf"] and all(r.problems for r in read)


def test_no_file_goes_unmentioned(tmp_path: Path, settings: Settings) -> None:
    report = verify(dossier(tmp_path / "a", a=b"1", b=b"1", c=b"", hang=b"2"), settings=settings)
    assert {f.path: f.outcome for f in report.files} == {"a": "unsupported", "b": "duplicate", "c": "empty", "hang": "timeout"}
    assert report.verdict != "pass"


@pytest.mark.parametrize("declared", [None, "{", "[]", {**DECLARED, "application_date": "2026-13-40"}, {**DECLARED, "vehicles": []}])
def test_a_bad_declaration_ends_its_own_dossier_only(tmp_path: Path, settings: Settings, declared: Any) -> None:
    dossier(tmp_path / "up" / "bad", declared, a=b"1")
    dossier(tmp_path / "up" / "good", {**DECLARED, "application_id": "A-2"}, a=b"1")
    batch = verify_batch(tmp_path / "up", tmp_path / "out", settings=settings)
    assert [row.first_rule for row in batch.dossiers if row.source == "bad"] == ["DECL-001"]
    report = json.loads((tmp_path / "out" / "A-2" / "report.json").read_text("utf-8"))
    assert any(finding["rule"] == "UV-004" for finding in report["findings"])


def test_two_dossiers_of_one_id_are_both_reported(tmp_path: Path, settings: Settings) -> None:
    dossier(tmp_path / "up" / "first", a=b"1")
    dossier(tmp_path / "up" / "second", a=b"2")
    verify_batch(tmp_path / "up", tmp_path / "out", settings=settings)
    assert {p.name for p in (tmp_path / "out").iterdir() if p.is_dir()} == {"A-1", "A-1~2"}
    for name in ("A-1", "A-1~2"):
        report = json.loads((tmp_path / "out" / name / "report.json").read_text("utf-8"))
        assert any(f["reason"] == "application-id-repeated" and f["status"] == "review" for f in report["findings"])


def test_output_inside_the_uploads_is_refused(tmp_path: Path, settings: Settings) -> None:
    dossier(tmp_path / "up" / "a", a=b"1")
    with pytest.raises(UsageError):
        verify_batch(tmp_path / "up", tmp_path / "up" / "out", settings=settings)


def test_finished_dossiers_stay_whole_when_the_run_is_cut_short(tmp_path: Path, settings: Settings) -> None:
    dossier(tmp_path / "up" / "a", a=b"1")
    dossier(tmp_path / "up" / "b", {**DECLARED, "application_id": "A-2"}, a=b"2")

    def stop(progress: Any) -> None:
        if progress.dossiers_done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verify_batch(tmp_path / "up", tmp_path / "out", settings=settings, progress=stop)
    written = sorted(p.name for p in (tmp_path / "out").iterdir())
    assert written == ["A-1"] and json.loads((tmp_path / "out" / "A-1" / "report.json").read_text("utf-8"))["application_id"] == "A-1"
