"""The benchmarks count what they say, and a peer that cannot run is reported in words."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from benchmarks import peers
from benchmarks.speed import Made, exact_vins, measure_bare

VINS = ("LGXCE6CB3S0123456", "LVVDB21B0S0654321")


def test_a_vin_counts_when_every_letter_stands_in_one_line() -> None:
    made = Made(Path("a.jpg"), VINS)
    assert exact_vins(made, [f"1 {VINS[0]} 2026", "LVVDB21B0S0654821"]) == 1
    assert exact_vins(made, [" ".join(VINS[0]), VINS[1]]) == 2
    assert exact_vins(made, [VINS[0][:9], VINS[0][9:]]) == 0


def test_a_peer_that_is_not_there_is_not_measured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    known = importlib.util.find_spec

    def without(name: str, package: str | None = None) -> Any:
        return None if name in ("ocrmypdf", "onnxruntime") else known(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", without)
    assert "not installed" in peers.ocrmypdf([Made(Path("a.jpg"))], 2, tmp_path)["not_measured"]
    assert "not installed" in measure_bare([Made(Path("a.jpg"))])["not_measured"]


def test_a_language_that_tesseract_lacks_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Listed:
        stdout = "List of available languages:\neng\n"

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    monkeypatch.setattr(peers.shutil, "which", lambda name: "/usr/bin/tesseract")
    monkeypatch.setattr(peers.subprocess, "run", lambda *a, **k: Listed())
    assert peers.ocrmypdf([Made(Path("a.jpg"))], 2, tmp_path) == {"not_measured": "Tesseract lacks chi_sim"}
