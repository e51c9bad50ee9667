"""What is installed, and what must never be."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path


def test_exactly_one_package_brings_opencv() -> None:
    assert set(packages_distributions()["cv2"]) == {"opencv-python-headless"}


def test_packages_know_each_other_in_one_direction_only() -> None:
    """import-linter holds the layers; this holds that nothing outside them is imported by the product."""
    root = Path(__file__).parent.parent
    for package in ("domain", "extractors", "validators", "pipeline"):
        for module in (root / package).rglob("*.py"):
            text = module.read_text("utf-8")
            assert "from fixtures" not in text and "from benchmarks" not in text and "from tests" not in text, module


def test_the_public_functions_are_where_the_contract_says() -> None:
    code = "from pipeline import verify, verify_batch; assert callable(verify) and callable(verify_batch)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent.parent)
