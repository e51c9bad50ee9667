from __future__ import annotations

import io
import json
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from domain.declaration import Declaration
from domain.errors import UsageError
from domain.findings import Status, verdict
from pipeline.declarations import (
    MAX_PROBLEMS,
    DeclarationProblems,
    declaration_findings,
    missing_declaration,
    parse_declaration,
    safe_id,
    two_declarations,
)
from pipeline.template import sections, write_template
from validators.declaration import repeated

GOOD: dict[str, Any] = {
    "schema_version": 1,
    "application_id": "A-2026-0001",
    "category": "used",
    "application_date": "2026-03-02",
    "licence_year": 2026,
    "exporter": {"name": "青岛远帆汽车贸易有限公司", "uscc": "91370200MA3C4B2X1E"},
    "destination": "KZ",
    "contract": {"number": "QDYF-KZ-2026-018", "date": "2025-12-20"},
    "export_role": None,
    "vehicles": [
        {
            "vin": "LGXCE6CB3S0123456", "brand": "比亚迪牌", "model": "BYD7152WT6HEVC1", "name": "轿车", "manufacturer": "比亚迪汽车有限公司",
            "registration_date": "2025-11-20", "transfer_date": "2026-01-15", "hs_code": "8703405010", "mileage_km": 1200, "chassis": None,
        }
    ],
    "models": [],
    "attachments": [],
}  # fmt: skip


def parsed(content: object) -> Declaration | DeclarationProblems:
    return parse_declaration(json.dumps(content).encode())


def paths(found: Declaration | DeclarationProblems) -> set[str]:
    assert isinstance(found, DeclarationProblems)
    return {problem.path for problem in found.problems}


def changed(**fields: object) -> dict[str, Any]:
    return GOOD | fields


def vehicle(**fields: object) -> dict[str, Any]:
    return changed(vehicles=[GOOD["vehicles"][0] | fields])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_good_declaration(encoding: str) -> None:
    found = parse_declaration(json.dumps(GOOD, ensure_ascii=False).encode(encoding))
    assert isinstance(found, Declaration)
    assert found.vehicles[0].registration_date == date(2025, 11, 20)
    assert found.exporter.name == "青岛远帆汽车贸易有限公司"


@pytest.mark.parametrize(
    ("content", "path"),
    [
        (changed(schema_version=2), "schema_version"),
        (changed(category="new"), "category"),
        (changed(application_date="2026-02-30"), "application_date"),
        (changed(application_date=20260302), "application_date"),
        (changed(application_date="20260302"), "application_date"),
        (changed(application_date="1772409600"), "application_date"),
        (changed(licence_year="2026"), "licence_year"),
        (changed(licence_year=True), "licence_year"),
        (changed(exporter=[]), "exporter"),
        (changed(exporter={"name": " "}), "exporter.name"),
        (changed(destination=None), "destination"),
        (changed(vehicles=[]), "vehicles"),
        (changed(models={}), "models"),
        (vehicle(vin=7), "vehicles[0].vin"),
        (vehicle(hs_code="87"), "vehicles[0].hs_code"),
        (vehicle(mileage_km=-1), "vehicles[0].mileage_km"),
        (vehicle(chassis={"brand": "x", "manufacturer": None}), "vehicles[0].chassis.model"),
        (changed(application_id="../etc"), "application_id"),
    ],
)
def test_bad_field_is_named(content: dict[str, Any], path: str) -> None:
    assert paths(parsed(content)) == {path}


def test_every_bad_field_is_named_once() -> None:
    bad = vehicle(vin=None, registration_date="soon") | {"destination": 3}
    assert paths(parsed(bad)) == {"vehicles[0].vin", "vehicles[0].registration_date", "destination"}


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\xff\xfe\xfa", b"{", b"[]", b"null", b'"text"', b'{"a": NaN}', b'{"a": Infinity}', "申报".encode("gb18030"), b"[" * 100_000,
        b'{"a":' * 60 + b"1" + b"}" * 60, b'{"a": ' + b"9" * 5_000 + b"}", b"PK\x03\x04broken", b"x" * 6_000_000, b'{"a": "\\ud800"}', b'{"\\ud800": 1}',
        b"[" + b"1," * 900_000 + b"1]",
    ],
)  # fmt: skip
def test_unusable_content_never_raises(data: bytes) -> None:
    found = parse_declaration(data)
    assert isinstance(found, DeclarationProblems)
    assert found.problems
    for finding in declaration_findings(found):
        finding.message.en.encode()


@settings(max_examples=150, deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text() | st.integers(), lambda x: st.lists(x) | st.dictionaries(st.text(), x), max_leaves=12))
def test_any_json_is_answered(content: object) -> None:
    assert isinstance(parse_declaration(json.dumps(content).encode()), DeclarationProblems)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_answered(data: bytes) -> None:
    assert isinstance(parse_declaration(data), DeclarationProblems)


def test_key_given_twice_is_refused() -> None:
    text = json.dumps(GOOD).replace('"destination": "KZ"', '"destination": "KZ", "destination": "RU"')
    assert paths(parse_declaration(text.encode())) == {"destination"}


def test_given_values_are_shortened_and_clean() -> None:
    found = parsed(changed(destination="x" * 400 + "\u202e\n"))
    assert isinstance(found, DeclarationProblems)
    given_value = found.problems[0].given
    assert given_value is not None
    assert len(given_value) <= 80
    assert "\u202e" not in given_value


def test_known_id_survives_and_unknown_does_not() -> None:
    good, bad = parsed(changed(category="new")), parsed(changed(category="new", application_id="a/b"))
    assert isinstance(good, DeclarationProblems)
    assert isinstance(bad, DeclarationProblems)
    assert (good.application_id, bad.application_id) == ("A-2026-0001", None)


def test_findings_fail_under_decl_001_in_both_languages() -> None:
    found = parsed(changed(destination=None, category="new"))
    assert isinstance(found, DeclarationProblems)
    findings = declaration_findings(found)
    assert verdict(findings) is Status.FAIL
    assert {finding.rule for finding in findings} == {"DECL-001"}
    assert all("destination" in finding.message.en + finding.message.zh or "category" in finding.message.zh for finding in findings)
    assert all(finding.remedy for finding in findings)


def test_many_problems_are_counted_not_listed() -> None:
    found = parsed(changed(vehicles=[{}] * 500))
    assert isinstance(found, DeclarationProblems)
    findings = declaration_findings(found)
    assert len(findings) == MAX_PROBLEMS + 1
    assert "1900 more" in findings[-1].message.en


def test_missing_two_and_repeated() -> None:
    assert declaration_findings(missing_declaration())[0].reason == "declaration-missing"
    assert declaration_findings(two_declarations())[0].status is Status.FAIL
    assert repeated("A-1").status is Status.REVIEW


@pytest.mark.parametrize(("name", "expected"), [("A-1", "A-1"), ("../x y/申报", "x-y"), ("申报", "unnamed"), (".hidden", "hidden"), ("a" * 90, "a" * 64)])
def test_safe_id(name: str, expected: str) -> None:
    assert safe_id(name) == expected
    assert isinstance(parsed(changed(application_id=safe_id(name))), Declaration)


# ---------------------------------------------------------------------------------------------------------------- workbook


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "t.xlsx"
    write_template(path)
    return path


def filled(template: Path, cells: dict[tuple[str, str], object], *, row: int = 3) -> bytes:
    """The template with the given fields, (section, field) -> value, in one row."""
    book = load_workbook(template)
    for (section, name), value in cells.items():
        sheet = book[section]
        column = next(cell.column for cell in sheet[1] if cell.value == name)
        sheet.cell(row, column).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


EXAMPLES = {("application", c.name): c.example for c in sections()["application"] if c.name != "export_role"} | {
    ("vehicles", c.name): c.example for c in sections()["vehicles"] if not c.name.startswith("chassis.")
}


@pytest.mark.parametrize("row", [2, 3, 9])
def test_template_filled_with_its_examples_is_a_declaration(template: Path, row: int) -> None:
    if row == 2:  # some people type over the Chinese labels
        book = load_workbook(template)
        for sheet in book.worksheets:
            sheet.delete_rows(2)
        book.save(template)
    found = parse_declaration(filled(template, EXAMPLES, row=row))
    assert isinstance(found, Declaration), found
    assert found.exporter.name == "青岛远帆汽车贸易有限公司"
    assert found.vehicles[0].mileage_km == 1200
    assert found.vehicles[0].hs_code == "8703405010"
    assert found.vehicles[0].chassis is None


def test_template_alone_names_what_is_missing(template: Path) -> None:
    assert {"application_id", "exporter", "destination", "vehicles"} <= paths(parse_declaration(template.read_bytes()))


@pytest.mark.parametrize(
    ("cell", "value", "expected"),
    [
        (("vehicles", "registration_date"), datetime(2025, 11, 20), date(2025, 11, 20)),
        (("vehicles", "registration_date"), "2025/11/20", date(2025, 11, 20)),
        (("vehicles", "registration_date"), "2025年11月20日", date(2025, 11, 20)),
        (("vehicles", "hs_code"), 8703405010, "8703405010"),
        (("vehicles", "mileage_km"), 1200.0, 1200),
        (("vehicles", "mileage_km"), " 1200 ", 1200),
    ],
)
def test_cells_as_people_leave_them(template: Path, cell: tuple[str, str], value: object, expected: object) -> None:
    found = parse_declaration(filled(template, EXAMPLES | {cell: value}))
    assert isinstance(found, Declaration), found
    assert getattr(found.vehicles[0], cell[1]) == expected


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (("vehicles", "registration_date"), "05/06/2025"),
        (("vehicles", "registration_date"), datetime(2025, 11, 20, 13, 5)),
        (("vehicles", "registration_date"), 45981),
        (("vehicles", "mileage_km"), 12.5),
        (("vehicles", "vin"), 12345678901234567890),
        (("vehicles", "vin"), True),
        (("vehicles", "brand"), "#REF!"),
    ],
)
def test_cells_that_cannot_be_used_are_named_with_their_place(template: Path, cell: tuple[str, str], value: object) -> None:
    found = parse_declaration(filled(template, EXAMPLES | {cell: value}))
    assert any(path.startswith(f"vehicles[0].{cell[1]} (vehicles!") and path.endswith("3)") for path in paths(found))


def test_formula_without_a_result_is_a_missing_value(template: Path) -> None:
    found = parse_declaration(filled(template, EXAMPLES | {("vehicles", "vin"): '="LGX"&"1"'}))
    assert paths(found) == {"vehicles[0].vin"}


def test_column_given_twice_and_two_applications(template: Path) -> None:
    book = load_workbook(template)
    book["vehicles"].cell(1, 3).value = "vin"
    book["application"].cell(4, 2).value = "A-2"
    book.save(template)
    cells = {place: value for place, value in EXAMPLES.items() if place != ("vehicles", "model")}
    assert {"vehicles.vin", "application"} <= paths(parse_declaration(filled(template, cells)))


def test_workbook_without_sheets_and_bomb() -> None:
    out = io.BytesIO()
    Workbook().save(out)
    assert {"application", "vehicles"} <= paths(parse_declaration(out.getvalue()))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 50_000_000)
    assert paths(parse_declaration(bomb.getvalue())) == {""}


def test_template_refuses_other_names_and_existing_files(tmp_path: Path, template: Path) -> None:
    for path in (tmp_path / "t.csv", template, tmp_path / "none" / "t.xlsx"):
        with pytest.raises(UsageError):
            write_template(path)
