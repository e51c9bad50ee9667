"""How well VINs on single pictures are read, over a folder of them with truth, one JSON object a line in FOLDER/vin.jsonl or FOLDER.jsonl:

    python -m benchmarks.vins FOLDER [FOLDER ...] [--half 0|1] [--sample PREFIX] [--list]

A line has `file` (its name counts), `vin` (null where a person cannot read one) and, if wished, `sample`. `--half` takes the pictures
whose name's SHA-256 begins with an even (0) or odd (1) byte: develop on one, look at the other for final figures. `--sample` counts the
legible ones of that sample apart. With the declared VIN at hand: how often it is confirmed when it is right, and when one character of it
is changed, all 17 x 32 changes of every picture, so also those that keep the check digit.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.confirmation import borne_out, neighbours
from domain.errors import FileProblemError
from domain.pages import Page
from domain.vin import well_formed
from extractors.finders.vins import page_vins
from extractors.reading.page import read_page
from extractors.reading.seals import find_seals
from extractors.reading.vins import reread_vins
from pipeline.ingest import sniff
from pipeline.ingest.limits import Limits
from pipeline.ingest.opening import FileHead, PageFailure, open_pages, read_limited
from pipeline.worker import engine_named, warm_up, witness_of


@dataclass(frozen=True, slots=True)
class Measured:
    """One picture: what the ordinary reading gave (`before`), what it is after the second look, and CPU seconds of each."""

    name: str
    vin: str | None
    sample: str
    before: tuple[Page, ...]
    after: tuple[Page, ...]
    seconds: float
    further: float


def measure(folder: Path, half: int | None) -> Iterator[Measured]:
    """Reads every picture of a folder that its truth names."""
    listed = folder / "vin.jsonl" if (folder / "vin.jsonl").is_file() else folder.with_suffix(".jsonl")
    rows: list[dict[str, Any]] = [json.loads(line) for line in listed.read_text("utf-8").splitlines() if line.strip()]
    for row in rows:
        name = Path(row["file"]).name
        if half is None or hashlib.sha256(name.encode()).digest()[0] % 2 == half:
            places = (folder / row["file"], folder.parent / row["file"], folder / name)
            path = next((place for place in places if place.is_file()), None)
            if path is None:
                raise SystemExit(f"{listed}: {row['file']} is not there")
            yield _measured(path, row.get("vin"), str(row.get("sample") or ""))


def _measured(path: Path, vin: str | None, sample: str) -> Measured:
    engine, witness = engine_named("ppocr"), witness_of("ppocr")
    before: list[Page] = []
    after: list[Page] = []
    first = further = 0.0
    for raw in _pictures(path):
        started = time.process_time()
        page, upright = read_page(raw, path.name, engine, seals=find_seals)
        before.append(page_vins(page))
        read = time.process_time()
        after.append(before[-1] if witness is None else page_vins(reread_vins(before[-1], upright, engine, witness)))
        first, further = first + read - started, further + time.process_time() - read
    return Measured(path.name, vin, sample, tuple(before), tuple(after), first, further)


def _pictures(path: Path) -> Iterator[Any]:
    data = read_limited(path, Limits())
    try:
        yield from (item for item in open_pages(data, sniff.sniff(data), Limits()) if not isinstance(item, FileHead | PageFailure))
    except FileProblemError as error:
        sys.stderr.write(f"{path.name}: {error.problem}\n")


def claimed(pages: Iterable[Page]) -> set[str]:
    return {vin.value for page in pages for vin in page.vins if vin.state == "read"}


def offered(pages: Iterable[Page]) -> set[str]:
    """Every value `exportproof read` gives, of either state."""
    return {value for page in pages for vin in page.vins if well_formed(vin.value) for value in (vin.value, *vin.alternatives)}


def confirmed(pages: Iterable[Page], declared: str) -> bool:
    """Whether the pages prove a declared VIN: it is read, or an unsure reading and a second one bear it out (validators.matching)."""
    listed = tuple(pages)
    return declared in claimed(listed) or any(borne_out(vin, declared, (declared,)) for page in listed for vin in page.vins if vin.strips)


def print_figures(title: str, measured: list[Measured]) -> None:
    """Before and after the second look, to stdout."""
    legible = [m for m in measured if m.vin]
    illegible = [m for m in measured if not m.vin]
    out = [f"{title}: {len(measured)} pictures, {len(legible)} legible"]
    for name, pages in (("first look", [m.before for m in measured]), ("second look", [m.after for m in measured])):
        of = dict(zip((m.name for m in measured), pages, strict=True))
        claims = [(vin, m.vin) for m in measured for vin in claimed(of[m.name])]
        out += [
            f"  {name}",
            f"    exact as read          {_share(sum(m.vin in claimed(of[m.name]) for m in legible), len(legible))}",
            f"    among the candidates   {_share(sum(m.vin in offered(of[m.name]) for m in legible), len(legible))}",
            f"    claimed and right      {_share(sum(a == b for a, b in claims), len(claims))}",
            f"    illegible: claimed     {_share(sum(bool(claimed(of[m.name])) for m in illegible), len(illegible))}",
            f"    illegible: any offered {_share(sum(bool(offered(of[m.name])) for m in illegible), len(illegible))}",
        ]
    formed = [m for m in legible if m.vin and well_formed(m.vin)]
    changes = [(m, near) for m in formed for near in neighbours(m.vin or "")]
    out += [
        "  declared VIN at hand",
        f"    right: confirmed       {_share(sum(confirmed(m.after, m.vin or '') for m in formed), len(formed))}",
        f"    one character changed  {_share(sum(confirmed(m.after, near) for m, near in changes), len(changes))}",
        f"  CPU s a picture          {_mean(m.seconds for m in measured):.2f} + {_mean(m.further for m in measured):.2f}",
    ]
    sys.stdout.write("\n".join(out) + "\n")


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole}" + (f" = {100 * part / whole:.1f} %" if whole else "")


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--half", type=int, choices=(0, 1), default=None)
    parser.add_argument("--sample", default=None, help="count pictures whose `sample` begins so apart")
    parser.add_argument("--list", action="store_true", help="name the pictures whose VIN was not read, with what was")
    given = parser.parse_args()
    warm_up("ppocr")
    for folder in given.folders:
        measured = list(measure(folder, given.half))
        print_figures(str(folder.name), measured)
        if given.sample:
            print_figures(f"{folder.name}, {given.sample}", [m for m in measured if m.sample.startswith(given.sample)])
        for m in measured if given.list else ():
            if m.vin not in claimed(m.after) and (m.vin or offered(m.after)):
                sys.stderr.write(f"  {m.name} {m.vin}: {sorted(claimed(m.after))} {sorted(offered(m.after))}\n")


if __name__ == "__main__":
    main()
