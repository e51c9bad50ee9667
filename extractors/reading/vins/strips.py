"""Where a VIN may stand on a page that was read: strips of writing of about its length, on lines that were found or that were missed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from domain.geometry import Box
from domain.pages import Line, Page
from domain.picture import Rgb
from domain.vin import LENGTH
from extractors.reading.crops import straight_crop, turned
from extractors.reading.engine import Quad
from extractors.reading.sheet import moved

_CHARACTER = "A-Za-z0-9Ａ-Ｚａ-ｚ０-９А-я"
_RUN = re.compile(rf"[{_CHARACTER}](?:[{_CHARACTER}]|[ *★☆·|!-]{{1,2}}(?=[{_CHARACTER}]))*")
_WORD = re.compile(rf"[{_CHARACTER}]+")
_FEWEST, _MOST = 8, 20
"""Letters and digits of a strip that may be a VIN: characters drop out, stars and rims are read as characters."""
_LABELLED = 15
"""Letters and digits from which what stands behind a word is taken for the whole of a VIN."""
_SLIM = 4.0
"""Length / height from which a strip without a reading may hold 17 characters, however a photo was squeezed."""
_SAME = 0.7
"""Share of a found place that lies on a known one from which both are the same."""
_SIDES, _ENDS = 0.12, 0.35
"""Room round a strip, in its heights: above and below, before and behind."""


@dataclass(frozen=True, slots=True)
class Strip:
    """Corners in px of the upright picture, and the place on the levelled page. `line` and `text[start:stop]` of it where it comes from one."""

    quad: Quad
    box: Box
    line: int | None = None
    start: int = 0
    stop: int = 0

    def crop(self, upright: Rgb, turns: int = 0) -> Rgb:
        """The strip as an upright line of writing; `turns`: quarter turns anticlockwise that stand it upright."""
        return straight_crop(upright, _roomy(turned(self.quad, turns)))

    def lengthened(self, share: float, page: Page) -> Strip:
        """The strip with `share` of its length more at each end."""
        more = np.zeros((4, 2), np.float32)
        for near, far in ((0, 3), (1, 2)) if self.tall else ((0, 1), (3, 2)):
            run = (self.quad[far] - self.quad[near]) * share
            more[near], more[far] = -run, run
        quad = np.asarray(self.quad + more, np.float32)
        return replace(self, quad=quad, box=_on_page(page, quad))

    @property
    def tall(self) -> bool:
        across, down = _sides(self.quad)
        return down > across


def strip_in(page: Page, number: int, start: int, stop: int) -> Strip:
    """The strip of `page.lines[number].text[start:stop]`."""
    line = page.lines[number]
    box = line.box
    if len(line.chars) == len(line.text) and (start, stop) != (0, len(line.text)):
        box = box.part(line.chars[start].start, line.chars[stop - 1].stop)
    return Strip(_on_upright(page, box), box, number, start, stop)


def strips_on_lines(page: Page) -> list[Strip]:
    """Stretches of the page's lines that may be a VIN read badly, likeliest first."""
    found: list[tuple[int, Strip]] = []
    for number, line in enumerate(page.lines):
        for run in _RUN.finditer(line.text):
            start, stop = _without_label(run.group())
            text = run.group()[start:stop]
            count = sum(c.isalnum() for c in text)
            if _FEWEST <= count <= _MOST and _mixed(text):
                found.append((abs(count - LENGTH), strip_in(page, number, run.start() + start, run.start() + stop)))
    return [strip for _, strip in sorted(found, key=lambda item: item[0])]


def strips_at(page: Page, quads: Sequence[Quad], known: Sequence[Strip] = ()) -> list[Strip]:
    """Strips at places that a detector found on the upright picture, longest first; none where other writing stands, or what is `known`."""
    found: list[tuple[float, Strip]] = []
    lines = {strip.line for strip in known}
    taken = [strip.box for strip in known] + [line.box for i, line in enumerate(page.lines) if i not in lines and _surely_read(line)]
    for quad in quads:
        short, long = sorted(_sides(quad))
        if long < _SLIM * max(1.0, short):
            continue
        box = _on_page(page, quad)
        if not any(box.overlap(other) > _SAME for other in taken):
            found.append((long, Strip(quad, box)))
    return [strip for _, strip in sorted(found, key=lambda item: -item[0])]


def _without_label(text: str) -> tuple[int, int]:
    """The part of a run behind a word such as VIN or No that stands before a VIN."""
    words = list(_WORD.finditer(text))
    while len(words) > 1 and sum(len(word.group()) for word in words[1:]) >= _LABELLED:
        words = words[1:]
    return words[0].start(), words[-1].end()


def _mixed(text: str) -> bool:
    """Latin letters and digits, neither words nor mere numbers."""
    letters, digits = sum(c.isalpha() for c in text), sum(c.isdigit() for c in text)
    return digits >= 3 and letters >= 1 and sum(c.isascii() for c in text) > 0.6 * len(text)


def _surely_read(line: Line) -> bool:
    return (line.confidence or 0.0) > 0.85 and len(line.text) >= 4


def _roomy(quad: Quad) -> Quad:
    """The quad with room on all sides."""
    along, down = quad[1] - quad[0], quad[3] - quad[0]
    height = float(np.linalg.norm(down))
    unit_a = along / max(1e-6, float(np.linalg.norm(along)))
    unit_d = down / max(1e-6, height)
    a, d = unit_a * height * _ENDS, unit_d * height * _SIDES
    return np.asarray(quad + np.array([-a - d, a - d, a + d, d - a]), np.float32)


def _sides(quad: Quad) -> tuple[float, float]:
    return float(np.linalg.norm(quad[1] - quad[0])), float(np.linalg.norm(quad[3] - quad[0]))


def _on_upright(page: Page, box: Box) -> Quad:
    corners = np.array([[box.x0, box.y0], [box.x1, box.y0], [box.x1, box.y1], [box.x0, box.y1]])
    return np.asarray(moved(corners, np.array(page.upright).reshape(3, 3)) * [page.width, page.height], np.float32)


def _on_page(page: Page, quad: Quad) -> Box:
    points = moved(quad / [page.width, page.height], np.linalg.inv(np.array(page.upright).reshape(3, 3)))
    (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
    return Box(float(x0), float(y0), float(x1), float(y1)).clipped()
