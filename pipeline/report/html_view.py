"""The report as report.html shows it: findings grouped, fields placed on their pages, a matrix with links. Plain data, no markup."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

from domain.report import (
    CountRecord,
    DocumentRecord,
    FieldRecord,
    FieldTree,
    FindingRecord,
    LocalText,
    MetadataRecord,
    Report,
    SealRecord,
    SubjectRecord,
)

MAX_ITEMS = 60
"""Findings of one group that are shown; report.json has all."""
_SHOWN_APART = frozenset({"halves", "seals"})
_LONGEST_COMPARED = 200


@dataclass(frozen=True, slots=True)
class Item:
    """One finding of a group. `kind` is that of the document it is about; `declared` and `found` are cut into (text, differs) runs."""

    finding: FindingRecord
    subject: str
    kind: str | None
    declared: list[tuple[str, bool]]
    found: list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of the same rule, status and reason; `more` of them are not shown."""

    anchor: str
    rule: str
    status: str
    reason: str
    title: LocalText | None
    items: list[Item]
    more: int


@dataclass(frozen=True, slots=True)
class Cell:
    status: str
    anchor: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A field or a seal on a page: `label` is a key of the field labels, `mark` the number beside its box on the picture."""

    label: str
    record: FieldRecord | SealRecord
    mark: int | None


@dataclass(slots=True)
class Table:
    """Rows of like fields (vehicles, outlets, register entries)."""

    label: str
    columns: list[str]
    rows: list[list[FieldRecord | None]]


@dataclass(slots=True)
class PageView:
    """What was read on one page; `boxes` are (mark, x, y, width, height in thousandths, class)."""

    file: str
    number: int
    entries: list[Entry] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    boxes: list[tuple[int | None, float, float, float, float, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DocumentView:
    record: DocumentRecord
    pages: list[PageView]
    absent: list[str]
    unplaced: list[Entry]


@cache
def labels() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("pipeline.report").joinpath("labels.toml").read_text("utf-8"))


def label(group: str, code: str) -> tuple[str, str]:
    """(Chinese, English) of a code; the code itself, readable, when it has no entry."""
    zh, en = labels()[group].get(code) or [code.replace("_", " ")] * 2
    return zh, en


def told(metadata: MetadataRecord | None) -> list[tuple[str, str]]:
    """(name, value) of everything a file says of its making."""
    return [] if metadata is None else [(name, str(value)) for name, value in metadata.model_dump().items() if value is not None]


def groups(report: Report, titles: Mapping[str, LocalText]) -> list[Group]:
    """What failed, is to be reviewed or is noted, in the order of the report."""
    found: dict[tuple[str, str, str], list[FindingRecord]] = {}
    for finding in report.findings:
        if finding.status in ("fail", "review", "note"):
            found.setdefault((finding.status, finding.rule, finding.reason), []).append(finding)
    kinds = {document.id: document.kind for document in report.documents}
    return [
        Group(
            anchor=f"f{place}",
            rule=rule,
            status=status,
            reason=reason,
            title=titles.get(rule),
            items=[_item(finding, kinds) for finding in members[:MAX_ITEMS]],
            more=max(0, len(members) - MAX_ITEMS),
        )
        for place, ((status, rule, reason), members) in enumerate(found.items(), 1)
    ]


def scope(report: Report) -> list[tuple[str, dict[str, int]]]:
    """Every rule that was applied, with how many subjects ended in which status."""
    counts: dict[str, dict[str, int]] = {}
    for finding in report.findings:
        row = counts.setdefault(finding.rule, {})
        row[finding.status] = row.get(finding.status, 0) + 1
    return sorted(counts.items())


def matrix(report: Report, grouped: list[Group]) -> tuple[list[str], list[tuple[str, list[Cell]]]]:
    """The requirements as columns, and a row of cells a vehicle; a cell that is not met leads to its finding."""
    return _cells([(row.vin, row.requirements) for row in report.matrix], _anchors(report, grouped, lambda subject: subject.vin))


def models(report: Report, grouped: list[Group]) -> tuple[list[str], list[tuple[str, list[Cell]]]]:
    """The same with a row a declared model."""
    return _cells([(row.model, row.requirements) for row in report.models], _anchors(report, grouped, lambda subject: subject.model))


def _anchors(report: Report, grouped: list[Group], of: Callable[[SubjectRecord], str | None]) -> dict[tuple[str, str | None, str], str]:
    """(requirement, what it is about, status) -> where the finding stands; None for what is about anything else."""
    anchors: dict[tuple[str, str | None, str], str] = {}
    of_group = {(group.status, group.rule, group.reason): group.anchor for group in grouped}
    for finding in report.findings:
        anchor = of_group.get((finding.status, finding.rule, finding.reason))
        if anchor and finding.requirement:
            anchors.setdefault((finding.requirement, of(finding.subject), finding.status), anchor)
    return anchors


def _cells(listed: list[tuple[str, Any]], anchors: Mapping[tuple[str, str | None, str], str]) -> tuple[list[str], list[tuple[str, list[Cell]]]]:
    columns = list(dict.fromkeys(need for _, requirements in listed for need, status in requirements.items() if status != "not_applicable"))
    rows = []
    for name, requirements in listed:
        cells = []
        for need in columns:
            status = requirements.get(need, "not_applicable")
            cells.append(Cell(status, anchors.get((need, name, status)) or anchors.get((need, None, status))))
        rows.append((name, cells))
    return columns, rows


def count(record: CountRecord) -> str:
    """A quantity for people: one figure, or from the least to the most it may be."""
    low = f"{record.low:g}"
    if record.high is None:
        return f"{low}+?"
    return low if record.high == record.low else f"{low}–{record.high:g}"


def documents(report: Report) -> list[DocumentView]:
    return [_document(record) for record in report.documents]


def runs(left: str | None, right: str | None) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Both texts cut into runs, told which of them differ from the other; whole when there is nothing to compare or too little alike."""
    if not left or not right or max(len(left), len(right)) > _LONGEST_COMPARED:
        return [(left or "", False)], [(right or "", False)]
    if len(left) == len(right) and sum(a == b for a, b in zip(left, right, strict=True)) * 2 > len(left):
        # One character for another, as in a VIN: place by place, so that both marks stand at the same spot.
        same = [(a == b, a, b) for a, b in zip(left, right, strict=True)]
        pieces = [(equal, list(part)) for equal, part in groupby(same, key=lambda cell: cell[0])]
        return [("".join(a for _, a, _ in part), not equal) for equal, part in pieces], [("".join(b for _, _, b in part), not equal) for equal, part in pieces]
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.ratio() < 0.5:
        return [(left, False)], [(right, False)]
    one: list[tuple[str, bool]] = []
    two: list[tuple[str, bool]] = []
    for kind, a0, a1, b0, b1 in matcher.get_opcodes():
        one.append((left[a0:a1], kind != "equal"))
        two.append((right[b0:b1], kind != "equal"))
    return [run for run in one if run[0]], [run for run in two if run[0]]


def _item(finding: FindingRecord, kinds: Mapping[str, str]) -> Item:
    subject = finding.subject
    declared, found = runs(finding.declared, finding.found)
    named = " · ".join(part for part in (subject.vin, subject.model, subject.document) if part)
    return Item(finding, named, kinds.get(subject.document or ""), declared, found)


def _document(record: DocumentRecord) -> DocumentView:
    pages = {(page.file, page.page): PageView(page.file, page.page) for page in record.pages}
    absent: list[str] = []
    unplaced: list[Entry] = []
    shown = {name: tree for name, tree in record.fields.items() if name not in _SHOWN_APART and not _repeats(name, record.fields)}
    found: list[tuple[str, FieldRecord | SealRecord]] = []
    for name, tree in shown.items():
        if isinstance(tree, list) and tree and all(isinstance(part, dict) for part in tree):
            _place_rows(name, tree, pages)
        else:
            found += [(name, leaf) for leaf in _leaves(tree)]
    found += [("seals", seal) for seal in _leaves(record.fields.get("seals", []))]
    # In reading order, so that the numbers beside the boxes run down the page.
    for name, leaf in sorted(found, key=lambda part: (part[1].box or (0, 2))[1::-1]):
        if isinstance(leaf, FieldRecord) and leaf.state == "absent":
            absent.append(name)
        elif page := pages.get((leaf.file or "", leaf.page or 0)):
            page.entries.append(Entry(name, leaf, _box(page, leaf)))
        else:
            unplaced.append(Entry(name, leaf, None))
    return DocumentView(record, list(pages.values()), list(dict.fromkeys(absent)), unplaced)


def _repeats(name: str, fields: dict[str, FieldTree]) -> bool:
    """Whether a field only shows again what another one shows: the VINs of rows, the one destination of many mentions."""
    if name == "vins":
        return bool(fields.get("vehicles")) or "vin" in fields
    return name == "destinations" and isinstance(only := fields.get("destination"), FieldRecord) and only.state != "unread"


def _place_rows(name: str, rows: list[Any], pages: dict[tuple[str, int], PageView]) -> None:
    """Rows go to the page of their first placed field, in a table without columns that are empty throughout."""
    by_page: dict[tuple[str, int], list[dict[str, FieldRecord]]] = {}
    for row in rows:
        records = {column: leaf for column, leaf in row.items() if isinstance(leaf, FieldRecord)}
        home = next(((leaf.file or "", leaf.page or 0) for leaf in records.values() if leaf.page and leaf.state != "absent"), None)
        by_page.setdefault(home if home in pages else next(iter(pages)), []).append(records)
    for home, listed in by_page.items():
        columns = [
            column
            for column in dict.fromkeys(column for row in listed for column in row)
            if any(row[column].state != "absent" for row in listed if column in row)
        ]
        pages[home].tables.append(Table(name, columns, [[row.get(column) for column in columns] for row in listed]))
        for row in listed:
            for leaf in row.values():
                if (leaf.file, leaf.page) == home:
                    _box(pages[home], leaf, numbered=False)


def _box(page: PageView, record: FieldRecord | SealRecord, *, numbered: bool = True) -> int | None:
    """Add the record's box to the page and give its number; None for a record without one."""
    if record.box is None:
        return None
    mark = 1 + max((box[0] or 0 for box in page.boxes), default=0) if numbered else None
    x0, y0, x1, y1 = record.box
    kind = "seal" if isinstance(record, SealRecord) else "doubt" if record.doubt or record.state == "unread" else "fact"
    page.boxes.append((mark, x0, y0, x1 - x0, y1 - y0, kind))
    return mark


def _leaves(tree: FieldTree) -> Iterator[FieldRecord | SealRecord]:
    if isinstance(tree, (FieldRecord, SealRecord)):
        yield tree
    else:
        for part in tree.values() if isinstance(tree, dict) else tree:
            yield from _leaves(part)


_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def visible(text: object) -> str:
    """Text whose control and direction characters show: a file name may not rearrange the sentence round it."""
    return _HIDDEN.sub("�", str(text))
