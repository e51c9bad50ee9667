"""One dossier's report as the files of its folder."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from domain.report import LocalText, Report
from pipeline.report.crops import PictureOf, cut
from pipeline.report.html_report import report_html
from pipeline.report.json_report import report_json
from pipeline.report.writing import write_folder


def write_report(folder: Path, report: Report, picture_of: PictureOf, *, language: Literal["zh", "en"] = "zh") -> Report:
    """Write report.json, report.html and crops/ into `folder` in one step; the report given back names its crops.

    Raises UsageError when the folder holds anything but an older report.
    """
    report, crops = cut(report, picture_of)
    page = report_html(report, crops, picture_of, titles=rule_titles(), problems=problem_sentences(), language=language)
    write_folder(folder, {"report.json": report_json(report), "report.html": page, **crops})
    return report


def rule_titles() -> dict[str, LocalText]:
    """The catalogue's titles by rule id."""
    from validators.catalogue import all_rules

    return {rule.id: LocalText(en=rule.title.en, zh=rule.title.zh) for rule in all_rules()}


def problem_sentences() -> dict[str, LocalText]:
    """Sentence and cure of every problem a file can have, by code."""
    from pipeline.ingest.problems import CATALOGUE

    return {
        code: LocalText(en=f"{entry.sentence.en} {entry.cure.en}", zh=f"{entry.sentence.zh}{entry.cure.zh}") for code, entry in CATALOGUE.items()
    }
