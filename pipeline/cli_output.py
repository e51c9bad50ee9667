"""What the command line prints: text for people on stdout, progress on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress
from rich.text import Text as Styled

from domain.findings import Text
from domain.report import BatchReport, LocalText, Report
from pipeline.report.html_view import label, visible
from pipeline.settings import Progress
from validators.catalogue import Rule

_STYLES = {"fail": "bold red", "review": "bold yellow", "pass": "bold green", "note": "cyan", "not_applicable": "dim"}
_LONGEST = 400


class ProgressBar:
    """Pages done and time left on stderr; without a terminal a plain line for each finished dossier."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._bar = RichProgress(
            TextColumn("{task.fields[pages]} pages"), BarColumn(), TaskProgressColumn(), TextColumn("files {task.completed:.0f}/{task.total:.0f}"),
            TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn(), console=self._console, transient=True,
            disable=not self._console.is_terminal, redirect_stdout=False, redirect_stderr=False,
        )  # fmt: skip
        self._task = self._bar.add_task("", total=1, pages=0)
        self._dossiers = 0

    def __enter__(self) -> ProgressBar:
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._bar.stop()

    def __call__(self, state: Progress) -> None:
        self._bar.update(self._task, completed=state.files_done, total=max(1, state.files_total), pages=state.pages_done)
        if self._bar.disable and state.dossiers_done != self._dossiers:
            sys.stderr.write(f"{state.dossiers_done} of {state.dossiers_total} dossiers, {state.pages_done} pages\n")
            sys.stderr.flush()
        self._dossiers = state.dossiers_done


def print_report(report: Report, language: str, page: Path | None) -> None:
    """Verdict, what fails and what is to be reviewed with its remedy, and where the report lies."""
    out = _stdout()
    out.print(_line(report.application_id, "  ", (_word("verdict", report.verdict, language), _STYLES[report.verdict])))
    for finding in report.findings:
        if finding.status not in ("fail", "review", "note"):
            continue
        subject = finding.subject.vin or finding.subject.model or finding.subject.document or ""
        out.print(_line((_word("status", finding.status, language), _STYLES[finding.status]), f"  {finding.rule} {finding.reason}  {subject}"))
        out.print(_line(f"    {_said(finding.message, language)}"))
        if finding.remedy and finding.status != "note":
            out.print(_line((f"    {_said(finding.remedy, language)}", "dim")))
    for file in report.files:
        if file.outcome not in ("read", "duplicate"):
            out.print(_line(f"{file.path}: {_word('outcome', file.outcome, language)} {', '.join(file.problems)}"))
    if page is not None:
        out.print(_line(str(page)))


def print_batch(batch: BatchReport, folder: Path, language: str) -> None:
    """One line a dossier, and the totals."""
    out = _stdout()
    for row in batch.dossiers:
        first = f"  {row.first_rule} {row.first_reason}" if row.first_rule else ""
        out.print(_line((_word("verdict", row.verdict, language), _STYLES[row.verdict]), f"  {row.id}  {row.source}{first}"))
    totals = ", ".join(f"{count} {_word('verdict', word, language)}" for word, count in batch.verdicts.items())
    out.print(_line(f"{totals}: {folder}"))


def print_reading(record: dict[str, Any]) -> None:
    """The object of `read --json` as text: each page's kind, VINs, seals and lines."""
    out = _stdout()
    out.print(_line(record["file"], f": {record['outcome']} {', '.join(record['problems'])}"))
    for page in record["pages"]:
        out.print(_line(f"  page {page['page']}: {page['kind']} {page['kind_confidence']:.2f}, turned {page['rotation']} degrees"))
        for vin in page["vins"]:
            out.print(_line(f"    VIN {vin['value']} ({vin['state']})"))
        for seal in page["seals"]:
            out.print(_line(f"    seal {seal['text'] or '-'} ({seal['kind']}, {seal['colour']})"))
        for line in page["lines"]:
            out.print(_line(f"    {line['text']}"))


def print_rules(rules: Iterable[Rule], language: str) -> None:
    out = _stdout()
    for rule in rules:
        out.print(_line(f"{rule.id:<10}", _said(rule.title, language)))


def print_rule(rule: Rule, language: str) -> None:
    """One catalogue entry: what it asks, on whose authority, since when, on which documents, and every reason it can give."""
    out = _stdout()
    since, until = rule.effective
    facts = {
        "authority": rule.authority,
        "basis": rule.basis,
        "effective": f"{since or ''} - {until or ''}" if since or until else "always",
        "consequence": rule.on_fail.value if rule.on_fail else "none",
        "needs": ", ".join(kind.value for kind in rule.needs) or "-",
        "category": rule.category.value if rule.category else "all",
    }
    out.print(_line((f"{rule.id}  {_said(rule.title, language)}", "bold")))
    out.print(_line(_said(rule.statement, language)))
    for name, value in facts.items():
        out.print(_line((f"{name:<12}", "dim"), value))
    for code, reason in rule.all_reasons.items():
        out.print(_line((_word("status", reason.status.value, language), _STYLES[reason.status.value]), f"  {code}"))
        out.print(_line(f"    {_said(reason.message, language)}"))
        if reason.remedy:
            out.print(_line((f"    {_said(reason.remedy, language)}", "dim")))


def _stdout() -> Console:
    return Console(soft_wrap=True, highlight=False, markup=False, emoji=False)


def _line(*parts: str | tuple[str, str]) -> Styled:
    """One line of plain or styled parts; what files say is hostile, so escapes never reach the terminal and no line is endless."""
    line = Styled()
    for part in parts:
        text, style = part if isinstance(part, tuple) else (part, "")
        line.append(visible(text.replace("\n", " "))[:_LONGEST], style)
    return line


def _word(group: str, code: str, language: str) -> str:
    zh, en = label(group, code)
    return zh if language == "zh" else en


def _said(text: Text | LocalText, language: str) -> str:
    return text.zh if language == "zh" else text.en
