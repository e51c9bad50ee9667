from __future__ import annotations

import csv
import io
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
import report_samples as samples
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from domain.errors import UsageError
from domain.geometry import Box
from domain.pages import VinReading
from pipeline.report import build, crops, writing
from pipeline.report.csv_report import COLUMNS, batch_csv, guarded
from pipeline.report.folder import problem_sentences
from pipeline.report.json_report import report_json, schema_json
from pipeline.report.reading_json import reading_line, reading_record
from pipeline.report.records import document_fields


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


SCHEMAS = Path(__file__).parents[3] / "docs" / "schema"


@pytest.mark.parametrize("what", ["declaration", "report", "batch"])
def test_committed_schemas_are_current(what: str) -> None:
    assert (SCHEMAS / f"{what}.schema.json").read_text("utf-8") == schema_json(what)


def test_schema_asks_for_what_the_contract_promises() -> None:
    schema = json.loads(schema_json("report"))
    promised = {"application_id", "verdict", "findings", "documents", "files", "matrix", "versions"}
    assert promised <= set(schema["required"])
    record = set(schema["$defs"]["FieldRecord"]["required"])
    assert {"value", "raw", "file", "page", "box", "origin", "state"} <= record


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "＝", "＠"])
def test_formulas_are_disarmed(start: str) -> None:
    assert guarded(f"{start}cmd|' /C calc'!A0").startswith("'")


@given(st.text())
def test_every_cell_is_harmless(text: str) -> None:
    assert not guarded(text).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))


def test_batch_csv_reads_back() -> None:
    row = build.batch_row(samples.report(), source="=HYPERLINK(1)", folder="A")
    listed = list(csv.DictReader(io.StringIO(batch_csv(build.batch_report([row])))))
    assert tuple(listed[0]) == COLUMNS
    assert (listed[0]["id"], listed[0]["verdict"], listed[0]["fail"], listed[0]["pass"]) == ("A-2026-0001", "fail", "1", "2")
    assert listed[0]["source"] == "'=HYPERLINK(1)"
    assert "确认书" in listed[0]["message_zh"]


# ---------------------------------------------------------------------------------------------------------------- crops


def test_crops_are_named_by_content_and_show_the_box(tmp_path: Path) -> None:
    pages = samples.draw_pages(tmp_path)
    report, pictures = crops.cut(samples.report(), lambda file, page: pages.get((file, page)))
    again, same = crops.cut(samples.report(), lambda file, page: pages.get((file, page)))
    assert (again, same) == (report, pictures)
    named = {e.crop for f in report.findings for e in f.evidence}
    assert named == set(pictures)
    assert len(pictures) == 3
    failing = report.findings[0].evidence[0]
    picture = Image.open(io.BytesIO(pictures[str(failing.crop)])).convert("RGB")
    assert picture.width <= crops.CROP_WIDTH
    assert any(r > 180 and g < 60 for r, g, _ in picture.get_flattened_data())


def test_crops_without_pictures_and_for_what_passes(tmp_path: Path) -> None:
    report, pictures = crops.cut(samples.report(), lambda _file, _page: tmp_path / "gone.jpg")
    assert not pictures
    assert {e.crop for f in report.findings for e in f.evidence} == {None}
    assert crops.page_picture(None) is None


@given(st.tuples(*[st.floats(0, 1)] * 4))
def test_any_box_can_be_cut(corners: tuple[float, ...]) -> None:
    x0, y0, x1, y1 = corners
    crop = crops._crop(Image.new("RGB", (300, 400)), (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    assert 1 <= crop.width <= crops.CROP_WIDTH


# ---------------------------------------------------------------------------------------------------------------- folders


def test_folder_appears_whole_and_is_replaced_whole(tmp_path: Path) -> None:
    folder = tmp_path / "reports" / "A"
    writing.write_folder(folder, {"report.json": "1", "crops/a.png": b"x"})
    writing.write_folder(folder, {"report.json": "2", "report.html": "h"})
    assert {p.relative_to(folder).as_posix() for p in folder.rglob("*")} == {"report.json", "report.html"}
    assert (folder / "report.json").read_text() == "2"
    assert names(folder.parent) == ["A"]
    assert folder.stat().st_mode & 0o077 == 0o055


@pytest.mark.parametrize(("step", "older", "at"), [("fsync", False, 1), ("fsync", True, 1), ("rename", False, 1), ("rename", True, 1), ("rename", True, 2)])
def test_interrupted_writing_leaves_the_old_folder_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, older: bool, at: int) -> None:
    folder = tmp_path / "A"
    if older:
        writing.write_folder(folder, {"report.json": "old"})
    owner = os if step == "fsync" else Path
    real, calls = getattr(owner, step), 0

    def interrupted(*given: object) -> object:
        nonlocal calls
        calls += 1
        if calls == at:
            raise KeyboardInterrupt
        return real(*given)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(owner, step, interrupted)
        writing.write_folder(folder, {"report.json": "new"})
    assert names(tmp_path) == (["A"] if older else [])
    if older:
        assert (folder / "report.json").read_text() == "old"


def test_foreign_folders_are_never_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "A"
    folder.mkdir()
    (folder / "passport.jpg").write_bytes(b"mine")
    with pytest.raises(UsageError):
        writing.write_folder(folder, {"report.json": "1"})
    (tmp_path / "B").symlink_to(folder)
    with pytest.raises(UsageError):
        writing.write_folder(tmp_path / "B", {"report.json": "1"})
    assert (folder / "passport.jpg").read_bytes() == b"mine"


def test_left_over_folders_are_cleared(tmp_path: Path) -> None:
    (tmp_path / ".unfinished-abc").mkdir()
    (tmp_path / ".unfinished-abc" / "x").write_text("1")
    (tmp_path / "keep").mkdir()
    writing.clear_unfinished(tmp_path)
    writing.clear_unfinished(tmp_path / "none")
    assert names(tmp_path) == ["keep"]


@pytest.mark.parametrize(
    ("out", "refused"), [("up", True), ("up/reports", True), ("up/a/../b", True), ("link/reports", True), ("reports", False), (".", False), ("up2", False)]
)
def test_output_inside_the_input_is_refused(tmp_path: Path, out: str, refused: bool) -> None:
    (tmp_path / "up" / "a").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "up")
    if refused:
        with pytest.raises(UsageError, match="inside"):
            writing.refuse_overlap(tmp_path / "up", tmp_path / out)
    else:
        writing.refuse_overlap(tmp_path / "up", tmp_path / out)


def test_repeated_ids_get_folders_of_their_own() -> None:
    assert writing.folder_names(["A", "B", "A", "a", "A-1"]) == ["A", "B", "A~2", "a~3", "A-1"]


def test_batch_files(tmp_path: Path) -> None:
    batch = build.batch_report([build.batch_row(samples.report())])
    writing.write_batch(tmp_path / "r", batch)
    writing.write_batch(tmp_path / "r", batch)
    assert names(tmp_path / "r") == ["batch.csv", "batch.json"]
    assert (tmp_path / "r" / "batch.csv").read_bytes().startswith(b"\xef\xbb\xbfid,verdict")
    assert (tmp_path / "r" / "batch.json").read_text("utf-8") == report_json(batch)


def test_every_file_problem_has_its_sentence() -> None:
    assert problem_sentences()["timeout"].zh


# ---------------------------------------------------------------------------------------------------------------- read --json


def test_reading_as_the_contract_has_it() -> None:
    record = reading_record(samples.files()[1], (samples.letter(),))
    assert json.loads(reading_line(samples.files()[1], (samples.letter(),))) == json.loads(json.dumps(record))
    assert list(record) == ["file", "outcome", "problems", "pages"]
    page = record["pages"][0]
    assert list(page) == ["page", "kind", "kind_confidence", "rotation", "quality", "lines", "vins", "seals", "fields"]
    assert (page["kind"], page["kind_confidence"], page["rotation"]) == ("confirmation_letter", 0.98, 90)
    assert page["vins"] == [
        {"value": samples.MISREAD, "raw": f"*{samples.MISREAD}*", "state": "read", "confidence": 0.97, "box": (0.5, 0.3, 0.8, 0.318), "origin": "ocr:ppocrv6"}
    ]
    assert page["seals"][0]["by_signature"] is True
    assert {"text", "kind", "shape", "colour", "code", "box", "confidence"} <= page["seals"][0].keys()
    assert "file" not in page["seals"][0]
    assert page["fields"].keys() == document_fields(samples.letter()).keys() - {"seals"}


def test_pages_without_a_document_and_unread_files() -> None:
    page = reading_record(samples.files()[1], ())["pages"][0]
    assert (page["kind"], page["fields"], len(page["seals"])) == ("unknown", {}, 1)
    lost = reading_record(samples.files()[0], ())
    assert (lost["outcome"], lost["problems"], lost["pages"]) == ("timeout", ["timeout"], [])
    assert "\n" not in reading_line(samples.files()[0], ())


def test_an_unsure_vin_is_followed_by_the_other_candidates_of_its_place() -> None:
    reading = samples.files()[1]
    vin = VinReading(
        "LVVDB11B4MD245891", "LVV0B11B4MD245891", "unsure", Box(0.1, 0.1, 0.4, 0.2), "ocr:ppocrv6", 0.0,
        readings=(("ocr:ppocrv6/wide", "LVV0B11B4MD245891"),), alternatives=("LVV0B11B4MD245891",),
    )  # fmt: skip
    cut = VinReading("LVVDB11B4MD24589", "LVVDB11B4MD24589", "unsure", Box(0.1, 0.3, 0.4, 0.4), "ocr:ppocrv6", 0.9)
    page = replace(reading.pages[0], vins=(vin, cut), upright=(1, 0, 0, 0, 1, 0, 0, 0, 1))
    first, second = reading_record(replace(reading, pages=(page,)), ())["pages"][0]["vins"]
    assert first["value"] == "LVVDB11B4MD245891" and first["changed"] == [[4, "0", "D"]]
    assert first["readings"] == [{"by": "ocr:ppocrv6/wide", "text": "LVV0B11B4MD245891"}]
    assert second == {"value": "LVV0B11B4MD245891", "raw": vin.raw, "state": "unsure", "box": first["box"], "origin": "ocr:ppocrv6"}
