"""report.html: one self-contained file for people, in both languages, without scripts and without a request to anywhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from domain.report import LocalText, Report
from pipeline.report import html_view as view
from pipeline.report.crops import PictureOf, page_picture

MAX_INLINE = 16_000_000
"""Bytes of pictures in the file; beyond it a page is named without its picture."""
MAX_PAGE_PICTURES = 150


@dataclass(slots=True)
class _Pictures:
    """The pictures of the report as data URIs, until the file is large enough."""

    crops: Mapping[str, bytes]
    picture_of: PictureOf
    used: int = 0
    pages: int = 0

    def crop(self, name: str | None) -> str | None:
        return self._inline(self.crops.get(name or ""), "image/png")

    def page(self, file: str, number: int) -> dict[str, Any] | None:
        if self.used >= MAX_INLINE or self.pages >= MAX_PAGE_PICTURES:
            return None
        found = page_picture(self.picture_of(file, number))
        if found is None:
            return None
        data, width, height = found
        self.pages += 1
        uri = self._inline(data, "image/jpeg")
        return {"uri": uri, "width": width, "height": height} if uri else None

    def _inline(self, data: bytes | None, kind: str) -> str | None:
        if data is None or self.used + len(data) > MAX_INLINE:
            return None
        self.used += len(data)
        return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def report_html(
    report: Report,
    crops: Mapping[str, bytes],
    picture_of: PictureOf,
    *,
    titles: Mapping[str, LocalText],
    problems: Mapping[str, LocalText],
    language: Literal["zh", "en"] = "zh",
) -> str:
    """The page. `titles` are the rules' titles by id, `problems` the sentence and cure of a file problem by code; `language` is shown first."""
    grouped = view.groups(report, titles)
    tables = [(("车辆与要求", "Vehicles and requirements"), ("VIN", "VIN"), view.matrix(report, grouped))]
    if report.models:
        tables.insert(0, (("车型与要求", "Models and requirements"), ("型号", "Model"), view.models(report, grouped)))
    style = files("pipeline.report").joinpath("report.css").read_text("utf-8")
    counts: dict[str, int] = {}
    for finding in report.findings:
        counts[finding.status] = counts.get(finding.status, 0) + 1
    page: str = _template().render(
        report=report,
        counts=counts,
        groups=grouped,
        tables=tables,
        documents=view.documents(report),
        scope=view.scope(report),
        titles=titles,
        problems=problems,
        pictures=_Pictures(crops, picture_of),
        language=language,
        style=Markup(style),
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
    )
    return page


@cache
def _template() -> Any:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_shown)
    environment.filters["origin"] = _origin
    environment.globals.update(label=view.label, told=view.told, count=view.count, marks=_MARKS, coded=view.labels()["value"])
    return environment.from_string(files("pipeline.report").joinpath("report.html").read_text("utf-8"))


def _shown(value: object) -> object:
    """Every text on its way into the page; markup is only what the template itself made."""
    return view.visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


# A state is never told by its colour alone.
_MARKS = {"fail": "✕", "review": "?", "note": "i", "pass": "✓", "not_applicable": "–"}


def _origin(origin: str | None) -> tuple[str, str]:
    if origin == "text-layer":
        return "文字层", "text layer"
    if origin == "barcode":
        return "条码", "barcode"
    if origin and origin.startswith("ocr:"):
        return f"识别 {origin[4:]}", f"read by {origin[4:]}"
    return origin or "", origin or ""
