"""Found lines of a picture as `Line`s of a page: boxes in shares, cells apart, in reading order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from domain.geometry import Box
from domain.pages import Char, Line, Seal
from domain.text import has_han
from extractors.reading.engine import FoundLine, Quad, Recognition

_WIDE_GAP = 1.3
"""A gap between two characters of this many line heights separates two cells."""
_CODE = re.compile(r"(?=.*\d)(?=.*[A-Z].*[A-Z])[A-Z0-9./*()-]{5,}")
_ROUND = ("round", "oval")


def box_of(quad: Quad, width: int, height: int) -> Box:
    """Axis-aligned box round a quad in px, in shares of a `width` x `height` picture."""
    (x0, y0), (x1, y1) = quad.min(axis=0), quad.max(axis=0)
    return Box(float(x0 / width), float(y0 / height), float(x1 / width), float(y1 / height)).clipped()


def as_lines(found: Iterable[FoundLine], width: int, height: int, origin: str) -> list[Line]:
    """Lines in shares of the picture they were found on, split where a wide gap separates cells."""
    lines: list[Line] = []
    for each in found:
        recognition = _without_specks(each.recognition)
        line = Line(recognition.text, box_of(each.quad, width, height), origin, recognition.confidence, recognition.chars)
        lines += cells(line, _aspect(each.quad))
    return lines


def _without_specks(read: Recognition) -> Recognition:
    """A code's letters without the marks that specks over them were taken for: a VIN, a model or a number has none (TV7188HEVĠLB)."""
    text = list(read.text)
    for word in re.finditer(r"\S+", read.text):
        bare = unicodedata.normalize("NFD", word.group())
        plain = "".join(char for char in bare if not unicodedata.combining(char))
        if bare != word.group() and len(plain) == len(word.group()) and _CODE.fullmatch(plain):
            text[word.start() : word.end()] = plain
    if "".join(text) == read.text or len(read.chars) != len(text):
        return read
    return replace(read, text="".join(text), chars=tuple(replace(char, text=plain) for char, plain in zip(read.chars, text, strict=True)))


def cells(line: Line, aspect: float) -> list[Line]:
    """`line` (`aspect` = its width / height) cut at gaps that are wider than writing is; blanks at the ends are dropped."""
    runs: list[list[Char]] = [[]]
    last: Char | None = None
    for char in line.chars:
        if last is not None and not char.text.isspace() and (char.start - last.stop) * aspect > _WIDE_GAP:
            runs.append([])
        runs[-1].append(char)
        last = char if not char.text.isspace() else last
    kept = _labels_whole([run for run in map(_stripped, runs) if run])
    if len(kept) <= 1:
        return [line] if line.text.strip() else []
    return [part(line, run) for run in kept]


def _labels_whole(runs: list[list[Char]]) -> list[list[Char]]:
    """The runs with a label of two characters that are set wide apart (地　址：) as one with what stands behind it."""
    made: list[list[Char]] = []
    for run in runs:
        begun = made[-1] if made else []
        if len(begun) == 1 and has_han(begun[0].text) and has_han(run[0].text) and re.match(r"\s*[:：]", "".join(char.text for char in run[1:])):
            begun += run
        else:
            made.append(run)
    return made


def part(line: Line, run: Sequence[Char]) -> Line:
    """The part of a line that holds `run`, a stretch of its characters."""
    start, stop = run[0].start, max(run[-1].stop, run[0].start + 1e-4)
    span = stop - start
    chars = tuple(replace(c, start=round((c.start - start) / span, 4), stop=round((c.stop - start) / span, 4)) for c in run)
    confidence = None if line.confidence is None else round(float(np.mean([c.confidence for c in run])), 4)
    return replace(line, text="".join(c.text for c in run), box=line.box.part(start, stop), chars=chars, confidence=confidence)


def _stripped(run: list[Char]) -> list[Char]:
    filled = [i for i, c in enumerate(run) if not c.text.isspace()]
    return run[filled[0] : filled[-1] + 1] if filled else []


def _aspect(quad: Quad) -> float:
    return float(np.linalg.norm(quad[1] - quad[0]) / max(1.0, float(np.linalg.norm(quad[3] - quad[0]))))


def in_reading_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Row by row from the top, each row from the left. A line joins a row when its middle lies near the row's first line's."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: (one.box.centre[1], one.box.x0, one.text)):
        row = next((r for r in reversed(rows[-3:]) if line.box.same_row(r[0].box)), None)
        if row is None:
            rows.append([line])
        else:
            row.append(line)
    return tuple(line for row in rows for line in sorted(row, key=lambda one: (one.box.x0, one.box.y0, one.text)))


def marked_under_seals(lines: Iterable[Line], seals: Sequence[Seal]) -> list[Line]:
    """Lines with `under_seal` set where a seal's shape (ellipse or rectangle) covers part of them."""
    return [replace(line, under_seal=True) if any(_covers(seal, line.box) for seal in seals) else line for line in lines]


def _covers(seal: Seal, box: Box) -> bool:
    if not seal.box.intersection(box):
        return False
    if seal.shape not in _ROUND:
        return True
    (cx, cy), rx, ry = seal.box.centre, seal.box.width / 2, seal.box.height / 2
    x = min(max(cx, box.x0), box.x1)  # the point of the box nearest the seal's centre
    y = min(max(cy, box.y0), box.y1)
    return ((x - cx) / max(rx, 1e-6)) ** 2 + ((y - cy) / max(ry, 1e-6)) ** 2 < 1
