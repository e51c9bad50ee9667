"""How right the verdicts and readings are, over a folder with truth (fixtures/README.md has the form):

    python -m benchmarks.accuracy FOLDER [--workers N] [--no-cache] [--worst N]

FOLDER holds uploads/<dossier>/, truth/<dossier>.json and, if the dossiers need one, registry.csv.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from domain.policy import policy_on
from domain.registry import Registry
from domain.report import FindingRecord, Report
from pipeline.registries import load_registry
from pipeline.settings import Settings
from pipeline.through import reports_of, verify

_DEFINITE = ("fail", "review")


@dataclass
class Tally:
    """Counts over all dossiers; `notes` name what went wrong, worst first in `print_tally`."""

    verdicts: Counter[tuple[str, str]] = field(default_factory=Counter)
    expected: int = 0
    under_own_rule: int = 0
    pages: int = 0
    kinds: int = 0
    vins: int = 0
    vins_read: int = 0
    vins_wrong: int = 0
    seals: int = 0
    seal_texts: int = 0
    seal_kinds: int = 0
    notes: list[tuple[int, str]] = field(default_factory=list)


def judge(report: Report, truth: dict[str, Any], tally: Tally) -> None:
    """Adds one dossier."""
    name, wanted = truth["dossier"], truth["verdict"]
    tally.verdicts[wanted, report.verdict] += 1
    if wanted != report.verdict:
        against = "; ".join(sorted({f"{f.rule} {f.status} {f.reason}" for f in report.findings if f.status in _DEFINITE}))
        weight = 0 if report.verdict == "pass" else 1 if report.verdict == "fail" else 2
        tally.notes.append((weight, f"{name}: {report.verdict} instead of {wanted} ({truth.get('title') or 'clean'}): {against or 'nothing found'}"))
    for expected in truth["expected"]:
        tally.expected += 1
        if any(_meets(finding, expected) for finding in report.findings):
            tally.under_own_rule += 1
        else:
            tally.notes.append((3, f"{name}: {expected['rule']} {expected['status']} {expected.get('reason') or ''} is missing"))
    _pages(report, truth["pages"], name, tally)


def measured(uploads: Path, truths: dict[str, Any], registry: Registry | None, settings: Settings) -> Iterable[tuple[str, Report]]:
    """(name, report) of every dossier, in one run; those whose truth holds under a policy of their own are judged again under it."""
    for name, report in reports_of(uploads, registry=registry, settings=settings):
        own = truths[name].get("policy")
        if own:
            former = tuple((a, b) for a, b in own["former_names"])
            day = policy_on(date.fromisoformat(report.application.application_date)) if report.application else policy_on(date.max)
            report = verify(uploads / name, registry=registry, policy=replace(day, former_names=former), settings=settings)
        yield name, report


def _meets(finding: FindingRecord, expected: dict[str, Any]) -> bool:
    vin = expected.get("vin") or (expected.get("subject") or {}).get("vin")
    return (
        finding.rule == expected["rule"]
        and finding.status == expected["status"]
        and expected.get("reason") in (None, finding.reason)
        and (vin is None or finding.subject.vin in (None, vin))
    )


def _pages(report: Report, pages: Iterable[dict[str, Any]], name: str, tally: Tally) -> None:
    kinds = {(page.file, page.page): document.kind for document in report.documents for page in document.pages}
    found_vins: dict[tuple[str, int], set[str]] = {}
    found_seals: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for node in _records([document.model_dump(mode="json") for document in report.documents]):
        spot = (node.get("file"), node.get("page"))
        if "shape" in node and "text" in node:
            found_seals.setdefault(spot, []).append(node)  # type: ignore[arg-type]
        elif isinstance(node.get("value"), str) and len(node["value"]) == 17 and not node.get("doubt"):
            found_vins.setdefault(spot, set()).add(node["value"])  # type: ignore[arg-type]
    for page in pages:
        spot = (page["file"], page["page"])
        if spot not in kinds:
            continue
        tally.pages += 1
        tally.kinds += kinds[spot] == page["kind"]
        if kinds[spot] != page["kind"]:
            tally.notes.append((4, f"{name}: {spot} is {page['kind']}, taken for {kinds[spot]}"))
        right, read = set(page.get("vins", ())), {v for v in found_vins.get(spot, set()) if v.isalnum() and v.isascii()}
        tally.vins += len(right)
        tally.vins_read += len(right & read)
        if page["kind"] != "unknown" and right - read:
            tally.notes.append((5, f"{name}: {spot} {page['kind']} VINs not read {sorted(right - read)}, read {sorted(read)}"))
        for seal in page.get("seals", ()):
            tally.seals += 1
            texts = {_plain(s["text"]) for s in found_seals.get(spot, [])}
            tally.seal_texts += _plain(seal["text"]) in texts
            tally.seal_kinds += any(s["kind"] == seal["kind"] for s in found_seals.get(spot, []))
            if _plain(seal["text"]) not in texts:
                tally.notes.append((6, f"{name}: {spot} seal {seal['text']} read as {sorted(texts)}"))


def _records(node: Any) -> Iterable[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _records(value)
    elif isinstance(node, list):
        for value in node:
            yield from _records(value)


def _plain(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def print_tally(tally: Tally, worst: int) -> None:
    """Figures to stdout; what went wrong to stderr."""
    for _, note in sorted(tally.notes)[:worst]:
        sys.stderr.write(f"  {note}\n")
    total = sum(tally.verdicts.values())
    clean = sum(n for (wanted, _), n in tally.verdicts.items() if wanted == "pass")
    through = tally.verdicts["pass", "pass"]
    false_accepts = sum(n for (wanted, got), n in tally.verdicts.items() if got == "pass" and wanted != "pass")
    accused = sum(n for (wanted, got), n in tally.verdicts.items() if got == "fail" and wanted == "pass")
    rows = [
        ("dossiers", f"{total}"),
        ("false accepts", f"{false_accepts} of {total - clean}"),
        ("clean dossiers that fail", f"{accused} of {clean}"),
        ("straight through", _share(through, clean)),
        ("right verdict", _share(sum(n for (a, b), n in tally.verdicts.items() if a == b), total)),
        ("defects under their own rule", _share(tally.under_own_rule, tally.expected)),
        ("document kinds", _share(tally.kinds, tally.pages)),
        ("VIN recall (clean reading, page)", _share(tally.vins_read, tally.vins)),
        ("seal text exact", _share(tally.seal_texts, tally.seals)),
        ("seal kind", _share(tally.seal_kinds, tally.seals)),
    ]
    sys.stdout.write("".join(f"{name:36}{value}\n" for name, value in rows))


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole}" + (f" = {100 * part / whole:.1f} %" if whole else "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--no-cache", action="store_true")
    parser.add_argument("--cache", type=Path, default=None)
    parser.add_argument("--worst", type=int, default=80, help="how many of the things that went wrong to name")
    given = parser.parse_args()
    settings = Settings(workers=given.workers) if not given.cache else Settings(workers=given.workers, cache=given.cache)
    if given.no_cache:
        settings = settings.model_copy(update={"cache": None})
    listed = given.folder / "registry.csv"
    registry = load_registry(listed) if listed.exists() else None
    tally = Tally()
    truths = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((given.folder / "truth").glob("*.json"))}
    for name, report in measured(given.folder / "uploads", truths, registry, settings):
        judge(report, truths.pop(name), tally)
    for name in truths:
        raise SystemExit(f"{name}: there is truth but no upload of this name")
    print_tally(tally, given.worst)


if __name__ == "__main__":
    main()
