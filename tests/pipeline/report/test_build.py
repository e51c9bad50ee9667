from __future__ import annotations

from dataclasses import replace

import pytest
import report_samples as samples

from domain.facts import Absent, Fact, Place, Unread
from domain.findings import Finding, Status, Subject, Text
from domain.geometry import Box
from domain.report import FieldRecord, Report, SealRecord
from domain.used_vehicle_papers import Letter
from pipeline.report import build
from pipeline.report.json_report import report_json
from pipeline.report.records import clean, document_fields, field_record


def finding(status: Status, *, vin: str | None = None, document: str | None = None, model: str | None = None, need: str | None = "n") -> Finding:
    return Finding("X-001", status, "r", Subject(vin, model, document), Text("e", "z"), requirement=need)


def cells(*findings: Finding, documents: tuple[object, ...] = (), need: str = "n") -> list[str]:
    rows = build.matrix(samples.declaration(), findings, documents)  # type: ignore[arg-type]
    return [row.requirements.get(need, "") for row in rows]


def test_report_is_the_same_bytes_whatever_the_order_of_its_parts() -> None:
    again = build.build_report(
        "A-2026-0001", samples.findings()[::-1], samples.files()[::-1], (samples.letter(), samples.unknown(), samples.certificate()),
        samples.versions(), samples.declaration(),
    )  # fmt: skip
    assert report_json(again) == report_json(samples.report())


def test_json_reads_back_as_the_same_report() -> None:
    report = samples.report()
    assert Report.model_validate_json(report_json(report)) == report


def test_verdict_findings_and_subjects() -> None:
    report = samples.report()
    assert report.verdict == "fail"
    assert [f.status for f in report.findings] == ["fail", "review", "note", "pass", "pass", "not_applicable"]
    assert report.findings[2].subject.model_dump() == {"dossier": "A-2026-0001"}
    assert report.findings[0].subject.model_dump() == {"vin": samples.VINS[0]}
    assert report.findings[0].evidence[0].confidence == 0.9912
    assert [d.id for d in report.documents] == ["d1", "d2", "d10"]
    assert [f.path for f in report.files] == sorted(f.path for f in report.files)


def test_dossier_that_nobody_judged_never_passes() -> None:
    with pytest.raises(ValueError, match="findings"):
        build.build_report("A", (), samples.files(), (samples.letter(),), samples.versions(), samples.declaration())


def test_unusable_declaration_has_no_matrix() -> None:
    report = build.build_report("A", (finding(Status.FAIL),), (), (), samples.versions())
    assert (report.verdict, report.matrix, report.application) == ("fail", (), None)
    assert "application" not in report.model_dump()


@pytest.mark.parametrize(
    ("statuses", "cell"),
    [
        ([Status.PASS, Status.FAIL, Status.REVIEW], "fail"),
        ([Status.PASS, Status.REVIEW, Status.NOTE], "review"),
        ([Status.PASS, Status.NOTE, Status.NOT_APPLICABLE], "pass"),
        ([Status.NOTE, Status.NOT_APPLICABLE], "note"),
        ([Status.NOT_APPLICABLE], "not_applicable"),
    ],
)
def test_cell_is_the_worst_status(statuses: list[Status], cell: str) -> None:
    assert cells(*(finding(status, vin=samples.VINS[0]) for status in statuses))[0] == cell


def test_finding_touches_its_own_vehicle_only_however_the_vin_is_written() -> None:
    assert cells(finding(Status.FAIL, vin=samples.VINS[1].lower())) == ["not_applicable", "fail", "not_applicable"]


def test_finding_on_a_document_touches_the_vehicles_it_names() -> None:
    letter = samples.letter(vins=(samples.VINS[1],))
    assert cells(finding(Status.REVIEW, document="d1"), documents=(letter,)) == ["not_applicable", "review", "not_applicable"]


def test_finding_that_cannot_be_placed_touches_every_vehicle() -> None:
    letter = samples.letter(vins=(samples.VINS[1], samples.VINS[2]))
    assert isinstance(letter.facts, Letter)
    rows = (letter.facts.vehicles[0], replace(letter.facts.vehicles[1], vin=Unread("blurred")))
    half_read = replace(letter, facts=replace(letter.facts, vehicles=rows))
    assert cells(finding(Status.REVIEW, document="d1"), documents=(half_read,)) == ["review"] * 3
    assert cells(finding(Status.REVIEW, document="d9")) == ["review"] * 3
    assert cells(finding(Status.FAIL)) == ["fail"] * 3


def test_finding_on_a_model_touches_its_vehicles() -> None:
    assert cells(finding(Status.FAIL, model="byd7152wt6hevc1 ")) == ["fail"] * 3
    assert cells(finding(Status.FAIL, model="BYD7152")) == ["not_applicable"] * 3


def test_batch_row_takes_the_first_failing_reason() -> None:
    row = build.batch_row(samples.report(), source="A-2026-0001.zip", folder="A-2026-0001")
    assert (row.first_rule, row.first_reason) == ("CL-007", "vin-not-listed")
    assert row.counts.model_dump() == {"fail": 1, "review": 1, "note": 1, "pass": 2, "not_applicable": 1}
    passing = build.batch_row(build.build_report("B", (finding(Status.PASS),), (), (), samples.versions()))
    assert (passing.verdict, passing.first_reason) == ("pass", None)
    batch = build.batch_report([passing, row], ["loose.pdf"])
    assert [r.id for r in batch.dossiers] == ["A-2026-0001", "B"]
    assert batch.verdicts == {"pass": 1, "review": 0, "fail": 1}


def leaves(tree: object) -> list[object]:
    if isinstance(tree, dict):
        return [leaf for part in tree.values() for leaf in leaves(part)]
    return [leaf for part in tree for leaf in leaves(part)] if isinstance(tree, list) else [tree]


@pytest.mark.parametrize("document", [samples.letter(), samples.certificate(), samples.contract(), samples.unknown()])
def test_every_field_is_a_record(document: object) -> None:
    found = leaves(document_fields(document))  # type: ignore[arg-type]
    assert all(isinstance(leaf, (FieldRecord, SealRecord)) for leaf in found)


def test_letter_fields_of_the_contract() -> None:
    fields = document_fields(samples.letter())
    assert {"issuer", "destination", "vins", "outlets", "seals", "date"} <= fields.keys()
    assert isinstance(fields["destination"], FieldRecord)
    assert (fields["destination"].value, fields["destination"].raw) == ("KZ", "哈萨克斯坦")
    assert [leaf.value for leaf in leaves(fields["vins"])] == [samples.MISREAD, *samples.VINS[1:]]  # type: ignore[attr-defined]
    assert set(fields["outlets"][0]) == {"provider", "address", "country", "phone"}  # type: ignore[index]
    seal = fields["seals"][0]  # type: ignore[index]
    assert seal.model_dump().keys() >= {"text", "kind", "shape", "colour", "code", "file", "page", "box", "confidence"}


def test_several_destinations_are_no_destination() -> None:
    letter = samples.letter()
    assert isinstance(letter.facts, Letter)
    second = replace(letter.facts.destinations[0], value="RU", raw="俄罗斯")
    fields = document_fields(replace(letter, facts=replace(letter.facts, destinations=(*letter.facts.destinations, second))))
    assert isinstance(fields["destination"], FieldRecord)
    assert (fields["destination"].state, fields["destination"].value, fields["destination"].reason) == ("unread", None, "several-values")


def test_states_of_a_field() -> None:
    place = Place("f", 2, Box(-0.1, 0.123456, 2.0, 0.5))
    read = field_record(Fact("x", "x", place, "text-layer"))
    assert read.box == (0.0, 0.1235, 1.0, 0.5)
    assert "confidence" not in read.model_dump()
    unread = field_record(Unread("blurred", place, "??"))
    assert (unread.value, unread.state, unread.reason, unread.raw, unread.page) == (None, "unread", "blurred", "??", 2)
    absent = field_record(Absent((place,)))
    assert (absent.value, absent.state, absent.reason, absent.page) == (None, "absent", "not-on-the-pages", 2)
    broken = field_record(Fact(float("nan"), "", Place("f", 1, Box(float("nan"), 0, 1, 1)), "ocr:x", float("inf")))
    assert (broken.value, broken.box, broken.confidence) == (None, None, None)


def test_names_that_utf8_cannot_hold() -> None:
    assert clean("a\udcff\x00") == "a��"
    assert len(clean("x" * 9_000)) == 2_000
    report = build.build_report("A", (finding(Status.PASS),), (replace(samples.files()[0], path="\udce9.pdf"),), (), samples.versions())
    assert "�.pdf" in report_json(report).encode().decode()
