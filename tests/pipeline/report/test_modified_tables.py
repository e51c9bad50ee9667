"""The tables of modified vehicles, model by requirement and bought against exported: in the JSON and in the page."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import pytest
import report_samples as samples
from builders import UNREAD, doubtful
from modified_builders import (
    CHASSIS,
    DEVICE,
    FIRST,
    MODEL,
    OTHER_CHASSIS,
    OTHER_DEVICE,
    OTHER_MODEL,
    SECOND,
    bought,
    goods,
    invoiced,
    modified,
    number,
    red,
    two_models,
)

from domain.dossier import Dossier
from domain.findings import Finding, Status, Subject, Text
from domain.report import Report
from pipeline.report import build, html_view
from pipeline.report.html_report import report_html
from pipeline.report.json_report import report_json
from validators.reconciliation import reconcile

P, F, R, X = "pass", "fail", "review", "not_applicable"


def finding(status: Status, need: str, *, vin: str | None = None, model: str | None = None, document: str | None = None) -> Finding:
    return Finding("X-001", status, "r", Subject(vin, model, document), Text("e", "z"), requirement=need)


def report_of(checked: Dossier, *findings: Finding) -> Report:
    """A report on a dossier with hand-made findings: what is tested here are the tables."""
    given = findings or (finding(Status.PASS, "nameplates", vin=FIRST),)
    return build.build_report("A-1", given, checked.files, checked.documents, samples.versions(), checked.declaration, reconcile(checked))


def row_of(checked: Dossier, item: str = "chassis") -> Any:
    return next(row for row in report_of(checked).reconciliation if row.item == item)


def cells(checked: Dossier, *findings: Finding, need: str = "n") -> dict[str, str]:
    return {row.model: row.requirements.get(need, "") for row in report_of(checked, *findings).models}


def test_a_row_a_model_and_how_many_vehicles_it_has() -> None:
    assert [(row.model, row.vehicles) for row in report_of(modified()).models] == [(MODEL, 2)]
    assert [(row.model, row.vehicles) for row in report_of(two_models()).models] == [(MODEL, 1), (OTHER_MODEL, 1)]


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ({"model": MODEL}, [F, X]), ({"model": OTHER_MODEL.lower()}, [X, F]), ({"vin": FIRST}, [F, X]), ({"vin": SECOND.lower()}, [X, F]), ({}, [F, F]), ({"document": "d9"}, [F, F]),
    ],
)  # fmt: skip
def test_a_finding_touches_the_model_it_is_about(subject: dict[str, str], expected: list[str]) -> None:
    assert list(cells(two_models(), finding(Status.FAIL, "n", **subject)).values()) == expected


def test_a_document_touches_the_models_whose_vehicles_it_names() -> None:
    checked = two_models()
    own = next(d for d in checked.documents if str(d.kind) == "nameplate_before" and d.facts.plates[0].vin.value == SECOND)  # type: ignore[union-attr]
    assert cells(checked, finding(Status.REVIEW, "n", document=own.id)) == {MODEL: X, OTHER_MODEL: R}


def test_the_worst_of_a_models_vehicles_is_its_cell() -> None:
    assert cells(modified(), finding(Status.PASS, "n", vin=FIRST), finding(Status.REVIEW, "n", vin=SECOND)) == {MODEL: R}
    assert cells(modified(), finding(Status.PASS, "n", model=MODEL), finding(Status.FAIL, "n", vin=SECOND)) == {MODEL: F}


def test_used_vehicles_have_neither_table() -> None:
    given = json.loads(report_json(samples.report()))
    assert "models" not in given and "reconciliation" not in given


def counted(checked: Dossier) -> tuple[float, float | None, float | None, str]:
    row = row_of(checked)
    return row.invoiced.low, row.invoiced.high, row.difference, row.status


@pytest.mark.parametrize(
    ("invoices", "expected"),
    [
        ([invoiced("chassis")], (2, 2, 0, P)),
        ([invoiced("chassis", 1)], (1, 1, -1, F)),
        ([invoiced("chassis", 5)], (5, 5, 3, R)),
        ([invoiced("chassis", 3), red("chassis", 1)], (2, 2, 0, P)),
        ([invoiced("chassis"), red("chassis", 1)], (1, 1, -1, F)),
        ([invoiced("chassis", doubtful(Decimal(2)))], (0, 2, None, R)),
        ([invoiced("chassis", UNREAD)], (0, None, None, R)),
        ([invoiced("chassis", 1), invoiced("chassis", 1, number=UNREAD)], (1, 2, None, R)),
        ([invoiced("chassis", 1), invoiced("chassis", 1, number=number(3))], (2, 2, 0, P)),
    ],
)
def test_what_was_invoiced_against_what_is_exported(invoices: list[Any], expected: tuple[float, float | None, float | None, str]) -> None:
    assert counted(modified(chassis_invoice=invoices)) == expected


def test_the_worse_side_is_the_rows_state() -> None:
    assert row_of(modified(chassis_contract=bought("chassis", 1))).status == F
    assert row_of(modified(chassis_contract=bought("chassis", 3), chassis_invoice=invoiced("chassis", 1))).status == F
    assert row_of(modified(chassis_contract=bought("chassis", 3))).status == R


@pytest.mark.parametrize("missing", [{"chassis_contract": None}, {"chassis_invoice": None}, {"chassis_contract": None, "chassis_invoice": None}])
def test_a_row_with_a_side_of_nothing_never_passes(missing: dict[str, Any]) -> None:
    row = row_of(modified(**missing))
    assert row.status == X
    assert not (row.contracted.evidence and row.invoiced.evidence)


def test_every_item_has_its_row_with_evidence_of_its_own() -> None:
    rows = report_of(two_models()).reconciliation
    assert [(row.item, row.name, row.models, row.exported) for row in rows] == [
        ("chassis", CHASSIS, (MODEL,), 1), ("chassis", OTHER_CHASSIS, (OTHER_MODEL,), 1), ("device", DEVICE, (MODEL,), 1), ("device", OTHER_DEVICE, (OTHER_MODEL,), 1),
    ]  # fmt: skip
    for side in ("contracted", "invoiced"):
        spots = [(spot.file, spot.page, spot.box) for row in rows for spot in getattr(row, side).evidence]
        assert len(spots) == len(set(spots)) == 4


def test_the_json_says_it_in_figures() -> None:
    report = report_of(modified(chassis_invoice=invoiced("chassis", UNREAD)))
    given = json.loads(report_json(report))
    chassis = given["reconciliation"][0]
    assert (chassis["item"], chassis["name"], chassis["models"], chassis["exported"], chassis["difference"], chassis["status"]) == ("chassis", CHASSIS, [MODEL], 2, None, R)
    assert (chassis["contracted"]["low"], chassis["contracted"]["high"], chassis["invoiced"]["high"]) == (2, 2, None)
    assert given["models"] == [{"model": MODEL, "vehicles": 2, "requirements": {"nameplates": P}}]
    assert Report.model_validate_json(report_json(report)) == report


def page_of(report: Report) -> str:
    return report_html(report, {}, lambda file, number: None, titles={}, problems={})


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<body") :]))


def test_the_page_shows_models_then_vehicles_then_quantities() -> None:
    page = page_of(report_of(two_models(), finding(Status.FAIL, "ccc_certificate", model=OTHER_MODEL), finding(Status.PASS, "nameplates", vin=FIRST)))
    places = [page.index(word) for word in ("车型与要求", "车辆与要求", "采购与出口数量核对", "核验发现")]
    assert places == sorted(places)
    text = text_of(page)
    for words in (MODEL, OTHER_MODEL, CHASSIS, OTHER_CHASSIS, DEVICE, "Bought, invoiced, exported", "Models and requirements"):
        assert words in text


@pytest.mark.parametrize(
    ("invoices", "shown", "difference"),
    [([invoiced("chassis")], "2", "0"), ([invoiced("chassis", 5)], "5", "+3"), ([invoiced("chassis", 1)], "1", "-1"), ([invoiced("chassis", UNREAD)], "0+?", "—"),
     ([invoiced("chassis", doubtful(Decimal(2)))], "0–2", "—")],
)  # fmt: skip
def test_quantities_for_people(invoices: list[Any], shown: str, difference: str) -> None:
    report = report_of(modified(chassis_invoice=invoices))
    assert html_view.count(report.reconciliation[0].invoiced) == shown
    row = re.search(r"<tr class=\"\w+\"><th scope=\"row\">.*?</tr>", page_of(report), re.DOTALL)
    assert row is not None and f"<b>{shown}</b>" in row.group() and f'<td class="n">{difference}</td>' in row.group()


def test_a_side_of_nothing_shows_a_dash() -> None:
    page = page_of(report_of(modified(chassis_contract=None)))
    assert "<b>—</b>" in page


def test_a_models_cell_leads_to_its_finding() -> None:
    report = report_of(two_models(), finding(Status.FAIL, "ccc_certificate", model=OTHER_MODEL))
    columns, rows = html_view.models(report, html_view.groups(report, {}))
    assert columns == ["ccc_certificate"]
    assert [(name, cell.status, cell.anchor) for name, (cell,) in rows] == [(MODEL, X, None), (OTHER_MODEL, F, "f1")]


def test_names_from_outside_are_escaped() -> None:
    name = '<img src=x onerror="alert(1)">'
    declared = {"models": [{"model": MODEL, "quantity": 2, "device": name}]}
    page = page_of(report_of(modified(declared, device_invoice=invoiced("device", goods=(goods("device", name=name),)))))
    assert "<img src=x" not in page and "&lt;img src=x" in page


def test_every_sentence_of_the_tables_stands_in_both_languages() -> None:
    page = page_of(report_of(two_models()))
    assert page.count('<span class="zh"') == page.count('<span class="en"')
