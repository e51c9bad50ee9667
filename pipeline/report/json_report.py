"""The machine's report: report.json and batch.json as bytes, equal for equal inputs."""

from __future__ import annotations

import json
from typing import Any

from domain.report import BatchReport, Report


def report_json(report: Report | BatchReport) -> str:
    """Indented JSON in the contract's order of keys, with characters as they are and a final newline."""
    return json.dumps(report.model_dump(mode="json"), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def schema_json(what: str) -> str:
    """JSON Schema of `declaration`, `report` or `batch`; KeyError for anything else."""
    from domain.declaration import Declaration

    schemas: dict[str, Any] = {
        "declaration": lambda: Declaration.model_json_schema(mode="validation"),
        "report": lambda: Report.model_json_schema(mode="serialization"),
        "batch": lambda: BatchReport.model_json_schema(mode="serialization"),
    }
    return json.dumps(schemas[what](), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
