"""Nameplates: the items of one plate, and several plates on one picture."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

from domain.data import table
from domain.facts import Absent, Fact, Field
from domain.geometry import Box, enclosing
from domain.modified_vehicle_papers import Nameplates, Plate
from domain.pages import Line, Page
from domain.text import has_han
from extractors.data import words
from extractors.finders.companies import company_value
from extractors.finders.forms import Entry, first_value, read_form
from extractors.finders.joining import merged, merged_span
from extractors.finders.layout import rows
from extractors.finders.models import models_in
from extractors.finders.spans import Span, fact, mapped, whole
from extractors.finders.values import FREE_TEXT, brand_value, model_value, text_value, vin_value
from extractors.finders.vins import vin_fact, vins_on
from extractors.reading.textlayer import ORIGIN as TEXT_LAYER

_TELLING = ("vin", "model", "brand", "manufacturer", "max_mass", "chassis_model")
_MOST_FREE_WORDS = 24
_OTHER_PLATE = 0.25
"""Share of the picture by which two plates' items stand apart at least."""
_NEXT_TO = 0.3
"""Heights of a line between two that are one."""
_COUNTRY = re.compile(rf"^中国(?:\s*[·•・.-]\s*|(?={'|'.join(table('company_words')['provinces'])}))")
"""Where a plate was made, set before its maker's name."""
_HEADLINE = re.compile(r"^([一-鿿a-z()·]{1,10}牌)(?=[一-鿿()]{1,16}(?:车|底盘|挂车)$)")
"""What heads a plate: 驰远牌冷藏车."""
_GLUED_BRAND = re.compile(r"^(?:产品商标|品牌|商标|厂牌)[:：]?([一-鿿a-z()]{1,14}牌)$")


def nameplates(pages: Sequence[Page]) -> Nameplates:
    return Nameplates(tuple(_plate(_in_picture(part)) for page in pages for part in _parts(_photographed(page))))


def _photographed(page: Page) -> Page:
    """The page without the words that were set beside its photos: a caption's VIN is not on the plate."""
    seen = replace(page, lines=tuple(line for line in page.lines if line.origin != TEXT_LAYER))
    return seen if len(seen.lines) < len(page.lines) and _has_items(seen) else page


def _in_picture(page: Page) -> Page:
    """The same for a scan: what lies in a picture on the page, where the plate does."""
    inside = replace(page, lines=tuple(line for line in page.lines if any(_holds(picture.box, line.box) for picture in page.pictures)))
    return inside if _has_items(inside) else page


def _holds(box: Box, other: Box) -> bool:
    return box.x0 <= other.centre[0] <= box.x1 and box.y0 <= other.centre[1] <= box.y1


def _plate(page: Page) -> Plate:
    entries = read_form([page], words("labels")["nameplate"], prose=False)
    explained = {entry.label.line for entry in entries} | {span.line for entry in entries for span in entry.values[:1]}

    def item(field: str) -> Field[str]:
        return first_value(entries, field, _figures)

    return Plate(
        vin=_several(page, _vin(page, entries)),
        brand=_brand(page, entries),
        model=_model(page, entries),
        chassis_model=first_value(entries, "chassis_model", model_value),
        manufacturer=_manufacturer(page, entries),
        engine_model=item("engine_model"),
        engine_power=item("engine_power"),
        motor_model=item("motor_model"),
        max_mass=item("max_mass"),
        manufacture_month=item("manufacture_month"),
        place=page.place(enclosing(line.box for line in page.lines) if page.lines else None),
        seats=item("seats"),
        serial=item("serial"),
        words=tuple(fact(line.text.strip(), whole(page, line)) for line in page.lines if line not in explained)[:_MOST_FREE_WORDS],
    )


def _figures(span: Span) -> Fact[str] | None:
    """A value with a digit in it, as every mass, power, date and engine model has: the label's other language is none."""
    found = text_value(span, FREE_TEXT)
    return found if found and any(c.isdigit() for c in found.value) else None


def _model(page: Page, entries: Sequence[Entry]) -> Field[str]:
    """Labelled, else the only model that no other label claims: surely the vehicle's own where another one is named as the chassis's."""
    labelled = first_value(entries, "model", model_value)
    claimed = {span.line for entry in entries for span in entry.values[:1]}
    free = models_in([replace(page, lines=tuple(line for line in page.lines if line not in claimed))])
    if isinstance(labelled, Fact) or len(free) != 1:
        return labelled
    return free[0] if isinstance(first_value(entries, "chassis_model", model_value), Fact) else replace(free[0], doubt="role-unclear")


def _brand(page: Page, entries: Sequence[Entry]) -> Field[str]:
    """Labelled; a reader may have closed the gap between the label and a brand that ends in 牌, or the plate is headed by it."""
    labelled = first_value(entries, "brand", brand_value)
    if isinstance(labelled, Fact):
        return labelled
    for line in (*page.lines, *(merged(row[at : at + 2]) for row in rows(page) for at in range(len(row) - 1))):  # 品 | 牌康飞牌
        match = _GLUED_BRAND.match(mapped(line.text).text) or _HEADLINE.match(mapped(line.text).text)
        if match:
            span = whole(page, line).of_mapped(match.start(1), match.end(1))
            return fact(span.text.strip(), span)
    if not isinstance(labelled, Absent) or not isinstance(first_value(entries, "model", model_value), Absent):
        return labelled
    of_chassis = first_value(entries, "chassis_brand", brand_value)  # on the chassis's own plate
    return of_chassis if isinstance(of_chassis, Fact) else labelled


def _vin(page: Page, entries: Sequence[Entry]) -> Field[str]:
    labelled = first_value(entries, "vin", vin_value)
    if isinstance(labelled, Fact) and labelled.clean:
        return labelled
    free = [vin_fact(found) for found in vins_on(page)]
    best = next((v for v in free if v.clean), None) or (labelled if isinstance(labelled, Fact) else next(iter(free), None))
    return best or labelled


def _several(page: Page, vin: Field[str]) -> Field[str]:
    """The VIN, in doubt where another one stands with it: one of the two is a caption's."""
    others = [found.value for found in vins_on(page) if isinstance(vin, Fact) and found.value != vin.value and found.state == "read"]
    return replace(vin, doubt=vin.doubt or "several-vins") if others and isinstance(vin, Fact) else vin


def _manufacturer(page: Page, entries: Sequence[Entry]) -> Field[str]:
    """Labelled, else the company whose name heads the plate (东风商用车有限公司 制造): of two languages the Chinese, whichever a slanted photo puts first."""
    labelled = first_value(entries, "manufacturer", company_value)
    if isinstance(labelled, Fact):
        return labelled
    named = [name for line in page.lines if (name := company_value(whole(page, line)))]
    named = named or [name for row in rows(page) for run in _touching(row) if (name := company_value(merged_span(page, run)))]
    own = next((name for name in named if has_han(name.value)), next(iter(named), None))
    return replace(own, value=_COUNTRY.sub("", own.value)) if own else labelled


def _touching(row: Sequence[Line]) -> Iterator[list[Line]]:
    """Runs of lines in a row that a reader took apart although next to nothing parts them."""
    run = [row[0]]
    for before, line in pairwise(row):
        if line.box.x0 - before.box.x1 > _NEXT_TO * before.box.height:
            yield run
            run = []
        run.append(line)
    yield run


def _parts(page: Page) -> list[Page]:
    """The page once per plate: where items stand twice, it is cut between them, across or down, at the emptiest place, and each side again."""
    entries = read_form([page], words("labels")["nameplate"], prose=False)
    vins = tuple(dict.fromkeys(found.span.line for found in vins_on(page)))
    apart = [tuple(dict.fromkeys(entry.label.line for entry in entries if entry.field == field)) for field in _TELLING]
    # A bilingual plate names an item twice, close together: two plates name it far apart.
    twice = [(vins[0], vins[1])] if len(vins) == 2 else [pair for lines in apart if len(lines) >= 2 and (pair := _farthest(lines))]
    if not twice or (len(vins) != 2 and len(twice) < 2):
        return [page]
    dx = sum(abs(a.box.centre[0] - b.box.centre[0]) for a, b in twice)
    dy = sum(abs(a.box.centre[1] - b.box.centre[1]) for a, b in twice)
    axis = 0 if dx * page.width > dy * page.height else 1
    first = min(min(a.box.centre[axis], b.box.centre[axis]) for a, b in twice)
    last = max(max(a.box.centre[axis], b.box.centre[axis]) for a, b in twice)
    cut = _widest_gap(page.lines, axis, first, last)
    sides = [replace(page, lines=tuple(line for line in page.lines if (line.box.centre[axis] > cut) is behind)) for behind in (False, True)]
    return [plate for side in sides for plate in _parts(side)] if all(_has_items(side) for side in sides) else [page]


def _farthest(lines: Sequence[Line]) -> tuple[Line, Line] | None:
    """The two lines that are farthest apart, None where all stand together."""
    first, last = max(combinations(lines, 2), key=lambda pair: _apart(*pair))
    return (first, last) if _apart(first, last) > _OTHER_PLATE else None


def _apart(a: Line, b: Line) -> float:
    return max(abs(a.box.centre[0] - b.box.centre[0]), abs(a.box.centre[1] - b.box.centre[1]))


def _widest_gap(lines: Sequence[Line], axis: int, first: float, last: float) -> float:
    """Middle of the widest stretch between two plates that no line covers; where all is covered, the place the fewest lines cross."""
    spans = sorted((line.box.x0, line.box.x1) if axis == 0 else (line.box.y0, line.box.y1) for line in lines)
    best, covered = (0.0, (first + last) / 2), first
    for start, stop in spans:
        if start > covered and first < start and covered < last:
            best = max(best, (min(start, last) - covered, (min(start, last) + covered) / 2))
        covered = max(covered, stop)
    if best[0] > 0:
        return best[1]
    places = [first + (last - first) * n / 40 for n in range(1, 40)]
    return min(places, key=lambda at: (sum(x0 < at < x1 for x0, x1 in spans), abs(at - (first + last) / 2)))


def _has_items(page: Page) -> bool:
    return len({entry.field for entry in read_form([page], words("labels")["nameplate"], prose=False)} & set(_TELLING)) >= 2
