"""What the VIN benchmark counts, on pages written by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from vin_frames import frames

from benchmarks.vins import claimed, confirmed, measure, offered
from domain.confirmation import neighbours
from domain.geometry import Box
from domain.pages import Page, VinReading

VIN, MISREAD = "LVVDB11B4MD245891", "LVV0B11B4MD245891"
BOX = Box(0, 0, 1, 0.1)


def page(*vins: VinReading) -> tuple[Page, ...]:
    return (Page("a.jpg", 1, (), vins=vins),)


def test_a_claim_and_an_offer() -> None:
    pages = page(
        VinReading(VIN, VIN, "read", BOX, "ocr:x"),
        VinReading(MISREAD, MISREAD, "unsure", BOX, "ocr:x", alternatives=("LVVDB11B4M0245891",)),
        VinReading(VIN[:16], VIN[:16], "unsure", BOX, "ocr:x"),
    )
    assert claimed(pages) == {VIN}
    assert offered(pages) == {VIN, MISREAD, "LVVDB11B4M0245891"}


def test_a_declared_vin_is_confirmed_by_a_claim_or_by_readings_that_bear_it_out() -> None:
    texts = (MISREAD, VIN, VIN)
    strips = tuple(frames(text, {3: ("D", 0.3)} if text == MISREAD else {}) for text in texts)
    doubtful = VinReading(MISREAD, MISREAD, "unsure", BOX, "x", readings=tuple((f"r{i}", t) for i, t in enumerate(texts)), strips=strips)
    assert confirmed(page(VinReading(VIN, VIN, "read", BOX, "x")), VIN)
    assert confirmed(page(doubtful), VIN)
    assert [near for near in neighbours(VIN) if confirmed(page(doubtful), near)] == []


def test_truth_that_names_a_missing_picture_stops_the_run(tmp_path: Path) -> None:
    (tmp_path / "vin.jsonl").write_text(json.dumps({"file": "vin/0.jpg", "vin": VIN}) + "\n", "utf-8")
    with pytest.raises(SystemExit, match="is not there"):
        list(measure(tmp_path, None))
