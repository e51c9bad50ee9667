from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import pipeline.through as verifying
from domain.errors import InputUnreadableError
from domain.findings import Finding, Status, Subject, Text
from domain.pages import FileReading, Outcome
from domain.registry import Registry
from domain.report import BatchReport, Report
from pipeline.cli import app
from pipeline.registries import sample_registry
from pipeline.report import build
from pipeline.settings import Progress, Settings
from pipeline.through import Checked

REGISTRY_CSV = "企业名称,目录序号,商标,产品名称,产品型号\n甲公司,7,a,b,c\n"


def report(status: Status, application_id: str = "A-1") -> Report:
    text = Text("The seal is grey.\x1b[31m", "印章为灰色。")
    found = (Finding("SEAL-006", status, "grey-seal", Subject(), text, Text("Look.", "请查看。")),)
    return build.build_report(application_id, found, (), (), build.versions("0.1.0", "2026-01-01", {}, sample_registry()))


class Pipeline:
    """Stands in for the real run; `seen` holds what the command line passed on."""

    def __init__(self) -> None:
        self.status = Status.PASS
        self.error: BaseException | None = None
        self.seen: dict[str, Any] = {}

    @contextmanager
    def verified(self, dossier: Path, **given: Any) -> Iterator[Checked]:
        self._run(given)
        yield Checked(report(self.status), lambda _file, _page: None)

    def verify_batch(self, uploads: Path, out: Path, **given: Any) -> BatchReport:
        self._run(given)
        rows = [build.batch_row(report(status, f"A-{n}")) for n, status in enumerate((Status.PASS, self.status))]
        return build.batch_report(rows)

    def read_files(self, files: list[Path], settings: Settings, progress: Any) -> Iterator[FileReading]:
        self._run({"settings": settings, "progress": progress})
        for file in files:
            yield FileReading(str(file), "", 0, "", Outcome.EMPTY, problems=("empty",))

    def _run(self, given: dict[str, Any]) -> None:
        self.seen = given
        given["progress"](Progress(1, 2, 3, 4, 5, "x.pdf"))
        if self.error:
            raise self.error


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Pipeline:
    fake = Pipeline()
    for name in ("verified", "verify_batch", "read_files"):
        monkeypatch.setattr(verifying, name, getattr(fake, name))
    monkeypatch.setattr(verifying, "documents_in", lambda _reading: ())
    return fake


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    folder = tmp_path / "uploads"
    (folder / "A-1").mkdir(parents=True)
    return folder


@pytest.mark.parametrize(("status", "code"), [(Status.PASS, 0), (Status.NOTE, 0), (Status.REVIEW, 3), (Status.FAIL, 1)])
def test_exit_code_follows_the_verdict(pipeline: Pipeline, uploads: Path, tmp_path: Path, status: Status, code: int) -> None:
    pipeline.status = status
    assert run("verify", uploads / "A-1").exit_code == code
    assert run("batch", uploads, "--out", tmp_path / "reports").exit_code == code


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (InputUnreadableError("The folder x cannot be read.", "Check that it exists."), 4, "Check that it exists"),
        (ModuleNotFoundError("No module named 'openvino'", name="openvino"), 5, "openvino is not installed"),
        (ImportError("libGL.so.1: cannot open shared object file"), 5, "libGL.so.1"),
        (ModuleNotFoundError("No module named 'pipeline.gone'", name="pipeline.gone"), 70, "Internal error"),
        (ValueError("secret \x1b[31m"), 70, "Internal error (ValueError)"),
        (KeyboardInterrupt(), 130, "Interrupted"),
    ],
)
def test_errors_are_a_sentence_on_stderr(pipeline: Pipeline, uploads: Path, tmp_path: Path, error: BaseException, code: int, said: str) -> None:
    pipeline.error = error
    for call in (("verify", uploads / "A-1"), ("batch", uploads, "--out", tmp_path / "r"), ("read", "x.pdf", "--json")):
        result = run(*call)
        assert result.exit_code == code
        assert said in result.stderr
        assert "Traceback" not in result.stderr
        assert result.stdout == ""


def test_debug_shows_the_traceback(pipeline: Pipeline, uploads: Path) -> None:
    pipeline.error = ValueError("where")
    result = run("--debug", "verify", uploads)
    assert result.exit_code == 70
    assert "Traceback" in result.stderr


@pytest.mark.parametrize(
    "arguments", [("verify",), ("nonsense",), ("verify", "x", "--workers", "0"), ("schema", "page"), ("batch", "x"), ("rules", "XX-999"), ("template", "x.csv")]
)
def test_wrong_usage_is_2(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr


def test_unknown_engine_is_wrong_usage(pipeline: Pipeline, uploads: Path) -> None:
    result = run("verify", uploads, "--engine", "crystal-ball")
    assert result.exit_code == 2
    assert "--engine crystal-ball" in result.stderr


@pytest.mark.parametrize("command", ["verify", "batch"])
def test_output_inside_the_input_is_refused_before_anything_runs(pipeline: Pipeline, uploads: Path, command: str) -> None:
    for out in (uploads, uploads / "reports"):
        result = run(command, uploads, "--out", out)
        assert result.exit_code == 2
        assert "inside the input" in result.stderr
    assert pipeline.seen == {}


def test_dossier_is_never_overwritten_by_its_report(pipeline: Pipeline, uploads: Path) -> None:
    (uploads / "A-1" / "scan.pdf").write_bytes(b"%PDF")
    result = run("verify", uploads / "A-1", "--out", uploads)
    assert result.exit_code == 2
    assert (uploads / "A-1" / "scan.pdf").exists()


def test_json_is_all_of_stdout_and_progress_is_on_stderr(pipeline: Pipeline, uploads: Path, tmp_path: Path) -> None:
    one = run("verify", uploads / "A-1", "--json")
    assert Report.model_validate_json(one.stdout).application_id == "A-1"
    assert "1 of 2 dossiers, 5 pages" in one.stderr
    many = run("batch", uploads, "--out", tmp_path / "r", "--json")
    assert [row["id"] for row in json.loads(many.stdout)["dossiers"]] == ["A-0", "A-1"]


def test_verify_writes_the_folder_and_says_where(pipeline: Pipeline, uploads: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.report.folder.rule_titles", dict)
    pipeline.status = Status.FAIL
    result = run("verify", uploads / "A-1", "--out", tmp_path / "r", "--language", "zh")
    assert {path.name for path in (tmp_path / "r" / "A-1").iterdir()} == {"report.json", "report.html"}
    assert str(tmp_path / "r" / "A-1" / "report.html") in result.stdout
    assert "不通过" in result.stdout
    assert "印章为灰色" in result.stdout


def test_text_for_people_is_in_their_language_and_without_escapes(pipeline: Pipeline, uploads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline.status = Status.REVIEW
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert "The seal is grey." in run("verify", uploads).stdout
    assert "\x1b" not in run("verify", uploads).stdout
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "印章为灰色" in run("verify", uploads).stdout


def test_options_reach_the_run(pipeline: Pipeline, uploads: Path, tmp_path: Path) -> None:
    listed = tmp_path / "r-2026-10-01.csv"
    listed.write_text(REGISTRY_CSV, "utf-8")
    run("verify", uploads, "--registry", listed, "--registry-complete", "--workers", "3", "--cache", tmp_path / "c", "--engine", "tesseract")
    registry, settings = pipeline.seen["registry"], pipeline.seen["settings"]
    assert isinstance(registry, Registry)
    assert (registry.date, registry.complete, registry.companies) == ("2026-10-01", True, ("甲公司",))
    assert (settings.workers, settings.cache, settings.engine) == (3, tmp_path / "c", "tesseract")
    run("verify", uploads, "--no-cache")
    assert pipeline.seen["settings"].cache is None
    assert pipeline.seen["registry"] == sample_registry()


def test_registry_without_its_columns_names_them(pipeline: Pipeline, uploads: Path, tmp_path: Path) -> None:
    listed = tmp_path / "r.csv"
    listed.write_text("企业名称,商标\n", "utf-8")
    result = run("verify", uploads, "--registry", listed)
    assert result.exit_code == 2
    assert "目录序号" in result.stderr
    assert run("verify", uploads, "--registry", tmp_path / "none.csv").exit_code == 4


def test_read_gives_one_line_a_file_in_order(pipeline: Pipeline) -> None:
    result = run("read", "b.pdf", "a.pdf", "--json")
    assert result.exit_code == 0
    assert [json.loads(line)["file"] for line in result.stdout.splitlines()] == ["b.pdf", "a.pdf"]
    assert "b.pdf: empty" in run("read", "b.pdf").stdout


def test_schema_prints_json() -> None:
    for what in ("declaration", "report", "batch"):
        assert json.loads(run("schema", what).stdout)["type"] == "object"


def test_template_says_what_it_wrote(tmp_path: Path) -> None:
    result = run("template", tmp_path / "t.xlsx")
    assert (result.exit_code, result.stdout.strip()) == (0, str(tmp_path / "t.xlsx"))
    assert (tmp_path / "t.xlsx").exists()


def test_rules_lists_and_explains() -> None:
    listed = run("rules", "--language", "en")
    assert listed.exit_code == 0
    assert "DECL-001" in listed.stdout
    one = run("rules", "decl-001", "--language", "zh")
    assert "authority" in one.stdout
    assert "field-invalid" in one.stdout


def test_help_imports_nothing_heavy() -> None:
    heavy = {"numpy", "cv2", "PIL", "rapidocr", "openvino", "onnxruntime", "pydantic", "jinja2", "pypdfium2", "pdfplumber", "openpyxl", "babel"}
    script = "import sys; from pipeline.cli import main\ntry: main()\nexcept SystemExit: pass\nprint(*{m.partition('.')[0] for m in sys.modules})"
    result = subprocess.run([sys.executable, "-c", script, "--help"], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert heavy.isdisjoint(result.stdout.splitlines()[-1].split())
    assert "Exit codes" in result.stdout
