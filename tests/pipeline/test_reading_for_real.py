"""The slow suite: shipped fixtures and a fresh seed, read from their pictures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_goldens import HARD

from benchmarks.accuracy import Tally, judge, measured
from pipeline.settings import Settings

pytestmark = pytest.mark.slow


def tally_of(folder: Path, cache: Path) -> Tally:
    tally = Tally()
    truths = {path.stem: json.loads(path.read_text("utf-8")) for path in (folder / "truth").glob("*.json")}
    for name, report in measured(folder / "uploads", truths, None, Settings(workers=2, cache=cache)):
        judge(report, truths[name], tally)
    return tally


def test_shipped_fixtures(shipped_folder: Path, tmp_path: Path) -> None:
    tally = tally_of(shipped_folder, tmp_path)
    assert [v for v in tally.verdicts if v[1] == "pass" and v[0] != "pass"] == []
    clean = {got: n for (wanted, got), n in tally.verdicts.items() if wanted == "pass"}
    assert "fail" not in clean and clean.get("review", 0) <= len(HARD)
    assert tally.under_own_rule == tally.expected, [note for weight, note in tally.notes if weight == 3]
    assert tally.kinds >= 0.97 * tally.pages and tally.vins_read >= 0.95 * tally.vins


def test_a_fresh_seed_gives_no_false_accept(tmp_path: Path) -> None:
    from fixtures.__main__ import main

    wanted = ["clean-2", "clean-5", "CL-007-fail-a", "CL-008-fail-a", "CL-004-fail-a", "SEAL-002-fail-a", "UV-004-fail-a"]
    main(["generate", "--seed", "2026", *(part for name in wanted for part in ("--only", name)), str(tmp_path / "fresh")])
    tally = tally_of(tmp_path / "fresh", tmp_path / "cache")
    assert [v for v in tally.verdicts if v[1] == "pass" and v[0] != "pass"] == []
    assert not any(got == "fail" for wanted, got in tally.verdicts if wanted == "pass"), tally.notes
