"""The command line. Data goes to stdout, progress and complaints to stderr; nothing heavy is imported before a command needs it."""

from __future__ import annotations

import functools
import os
import sys
import traceback
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from domain.errors import DependencyMissingError, ExportproofError

if TYPE_CHECKING:
    from domain.registry import Registry
    from pipeline.settings import Settings

OK, FAILS, REVIEW, INTERNAL, INTERRUPTED = 0, 1, 3, 70, 130
_EXIT_CODES = (
    "Exit codes: 0 every dossier passes; 1 at least one fails; 3 none fails, at least one needs review; 2 wrong usage; "
    "4 input folder unreadable; 5 a dependency is missing; 70 internal error; 130 interrupted."
)
_OURS = frozenset({"domain", "extractors", "validators", "pipeline"})

app = typer.Typer(
    name="exportproof",
    help="Verifies the evidence behind licence applications for exporting used cars from China.",
    epilog=_EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class Language(StrEnum):
    ZH = "zh"
    EN = "en"


class Contract(StrEnum):
    DECLARATION = "declaration"
    REPORT = "report"
    BATCH = "batch"


RegistryFile = Annotated[Path | None, typer.Option("--registry", help="CSV list of manufacturers; without it the shipped sample is used.")]
RegistryComplete = Annotated[bool, typer.Option("--registry-complete", help="A manufacturer missing from the registry fails instead of going to review.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Workers = Annotated[int | None, typer.Option("--workers", min=1, max=64, help="Processes that read files; one for each core unless told.")]
CacheFolder = Annotated[Path | None, typer.Option("--cache", help="Folder of kept readings; the user's cache folder unless told.")]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Keep no readings and use none.")]
Tongue = Annotated[Language | None, typer.Option("--language", help="Language of the text printed; that of the terminal unless told.")]
Engine = Annotated[str, typer.Option("--engine", help="Reader of the pages: ppocr or tesseract.")]


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"exportproof {version('exportproof')}")
        except PackageNotFoundError as error:
            raise typer.BadParameter("The package is not installed; its version is not known.") from error
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Print the traceback of an internal error.")] = False,
) -> None:
    """Verifies the evidence behind licence applications for exporting used cars from China."""


def command(function: Callable[..., int]) -> Callable[..., None]:
    """The function, whose first argument is the context, as a command: its result is the exit code, and every error ends as a sentence
    with its cure."""

    @functools.wraps(function)
    def guarded(context: typer.Context, *args: Any, **kwargs: Any) -> None:
        try:
            code = function(context, *args, **kwargs)
            sys.stdout.flush()
        except KeyboardInterrupt:
            code = _complain("Interrupted. What was finished is kept; run the same command again to go on.", INTERRUPTED)
        except BrokenPipeError:
            # The reader of stdout has seen enough; Python would complain again when it closes the stream.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = OK
        except typer.Exit:
            raise
        except Exception as error:  # noqa: BLE001 - the last wall: no traceback for people
            code = _explained(error, debug=bool(context.find_root().params.get("debug")))
        raise typer.Exit(code)

    return guarded


@app.command(epilog=_EXIT_CODES)
@command
def verify(
    context: typer.Context,
    dossier: Annotated[Path, typer.Argument(help="Folder or ZIP of one application.")],
    out: Annotated[Path | None, typer.Option("--out", help="Write the report folder here.")] = None,
    registry: RegistryFile = None,
    registry_complete: RegistryComplete = False,
    as_json: AsJson = False,
    workers: Workers = None,
    cache: CacheFolder = None,
    no_cache: NoCache = False,
    engine: Engine = "ppocr",
    language: Tongue = None,
) -> int:
    """Verify one application."""
    from pipeline.cli_output import ProgressBar, print_report
    from pipeline.report.folder import write_report
    from pipeline.report.json_report import report_json
    from pipeline.report.writing import refuse_overlap
    from pipeline.through import verified

    if out is not None:
        refuse_overlap(dossier, out)
    settings = _settings(workers, cache, no_cache, engine)
    listed = _registry(registry, registry_complete)
    with ProgressBar() as progress, verified(dossier, registry=listed, settings=settings, progress=progress) as checked:
        report = checked.report
        if out is not None:
            refuse_overlap(dossier, out / report.application_id)
            report = write_report(out / report.application_id, report, checked.picture_of)
    if as_json:
        sys.stdout.write(report_json(report))
    else:
        print_report(report, _tongue(language), out / report.application_id / "report.html" if out else None)
    return _code([report.verdict])


@app.command(epilog=_EXIT_CODES)
@command
def batch(
    context: typer.Context,
    uploads: Annotated[Path, typer.Argument(help="Folder of applications, each a folder or a ZIP.")],
    out: Annotated[Path, typer.Option("--out", help="Folder the reports are written to.")],
    registry: RegistryFile = None,
    registry_complete: RegistryComplete = False,
    as_json: AsJson = False,
    workers: Workers = None,
    cache: CacheFolder = None,
    no_cache: NoCache = False,
    engine: Engine = "ppocr",
    language: Tongue = None,
) -> int:
    """Verify all applications in a folder. Run it again after an interruption: what was read is not read twice."""
    from pipeline.cli_output import ProgressBar, print_batch
    from pipeline.report.json_report import report_json
    from pipeline.report.writing import refuse_overlap
    from pipeline.through import verify_batch

    refuse_overlap(uploads, out)
    settings = _settings(workers, cache, no_cache, engine)
    listed = _registry(registry, registry_complete)
    with ProgressBar() as progress:
        result = verify_batch(uploads, out, registry=listed, settings=settings, progress=progress)
    if as_json:
        sys.stdout.write(report_json(result))
    else:
        print_batch(result, out, _tongue(language))
    return _code([row.verdict for row in result.dossiers])


@app.command()
@command
def read(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Files to read.")],
    as_json: AsJson = False,
    workers: Workers = None,
    cache: CacheFolder = None,
    no_cache: NoCache = False,
    engine: Engine = "ppocr",
) -> int:
    """Print what each file says, without a declaration."""
    from pipeline.cli_output import ProgressBar, print_reading
    from pipeline.report.reading_json import reading_line, reading_record
    from pipeline.through import documents_in, read_files

    with ProgressBar() as progress:
        for reading in read_files(files, _settings(workers, cache, no_cache, engine), progress):
            documents = documents_in(reading)
            if as_json:
                sys.stdout.write(reading_line(reading, documents) + "\n")
                sys.stdout.flush()
            else:
                print_reading(reading_record(reading, documents))
    return OK


@app.command()
@command
def rules(
    context: typer.Context,
    rule: Annotated[str | None, typer.Argument(metavar="[ID]", help="A rule's id, such as CL-007.")] = None,
    language: Tongue = None,
) -> int:
    """List the rules, or explain one."""
    from domain.errors import UsageError
    from pipeline.cli_output import print_rule, print_rules
    from validators.catalogue import all_rules

    known = all_rules()
    if rule is None:
        print_rules(known, _tongue(language))
        return OK
    found = next((entry for entry in known if entry.id == rule.upper()), None)
    if found is None:
        raise UsageError(f"There is no rule {rule}.", "`exportproof rules` lists them all.")
    print_rule(found, _tongue(language))
    return OK


@app.command()
@command
def schema(context: typer.Context, what: Annotated[Contract, typer.Argument(help="Which file's schema.")]) -> int:
    """Print the JSON Schema of declaration.json, report.json or batch.json."""
    from pipeline.report.json_report import schema_json

    sys.stdout.write(schema_json(what.value))
    return OK


@app.command()
@command
def template(context: typer.Context, file: Annotated[Path, typer.Argument(help="Workbook to write, ending in .xlsx.")]) -> int:
    """Write an empty declaration workbook."""
    from pipeline.template import write_template

    write_template(file)
    typer.echo(str(file))
    return OK


def _settings(workers: int | None, cache: Path | None, no_cache: bool, engine: str) -> Settings:
    from pydantic import ValidationError

    from domain.errors import UsageError
    from pipeline.settings import Settings

    given = {name: value for name, value in {"engine": engine, "workers": workers, "cache": cache}.items() if value is not None}
    try:
        return Settings.model_validate(given | ({"cache": None} if no_cache else {}))
    except ValidationError as error:
        wrong = error.errors()[0]
        raise UsageError(f"--{wrong['loc'][0]} {wrong['input']}: {wrong['msg']}.", "See `exportproof --help`.") from error


def _registry(path: Path | None, complete: bool) -> Registry:
    from dataclasses import replace

    from pipeline.registries import load_registry, sample_registry

    return load_registry(path, complete=complete) if path else replace(sample_registry(), complete=complete)


def _tongue(language: Language | None) -> str:
    """The language asked for, else that of the terminal."""
    if language is not None:
        return language.value
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if named.startswith("zh") else "en"


def _code(verdicts: list[str]) -> int:
    return FAILS if "fail" in verdicts else REVIEW if "review" in verdicts else OK


def _explained(error: Exception, *, debug: bool) -> int:
    """Say on stderr what went wrong, and give the exit code for it."""
    if debug:
        traceback.print_exception(error)
    if isinstance(error, ImportError) and (error.name or "").partition(".")[0] not in _OURS:
        name = error.name or str(error)
        error = DependencyMissingError(f"The library {name} is not installed or cannot be loaded.", "Install the package again: pip install exportproof.")
    if isinstance(error, ExportproofError):
        return _complain(f"{error.sentence} {error.cure}".strip(), error.exit_code)
    hint = "" if debug else " `exportproof --debug ...` shows where."
    return _complain(f"Internal error ({type(error).__name__}).{hint}", INTERNAL)


def _complain(sentence: str, code: int) -> int:
    typer.echo(f"exportproof: {sentence}", err=True)
    return code


def main() -> None:
    """Entry point of the `exportproof` command."""
    app()
