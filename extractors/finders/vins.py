"""VINs on lines: the candidates a page offers, and which of them are claimed to be what is on the page.

Alphabet, check digit and the plausibility filter decide what may be claimed; nothing is ever repaired by them (docs/reading.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from domain.dates import dates_in
from domain.facts import Fact
from domain.geometry import Box
from domain.pages import Line, Page, VinReading
from domain.vin import LENGTH, check_digit_holds, chinese, looks_like_vin, plausible
from extractors.finders.joining import merged
from extractors.finders.layout import below, rows
from extractors.finders.spans import Span, doubt_of, fact, mapped, weakest_character, whole

_FOLD = str.maketrans({"O": "0", "Q": "0", "I": "1"})
_RUN = re.compile(r"[A-Za-z0-9]+")
_PREFIX = re.compile(r"^(?:VIN|NO|CODE|CHASSIS|FRAME)+(?=[A-Z0-9]{17}$)")
_NUMBER = re.compile(r"[A-Z]{1,5}\d+")
"""Letters and then digits alone: a document's or an accreditation's number (CMA220212050881). A VIN mixes them."""
_WORD = re.compile(r"[a-z]{4}")
"""Letters in a row that make a word: a VIN is written in capitals."""
_ENGINE = re.compile(r"(?:发动机|电机|电动机)[^:]{0,8}号|\b(?:engine|motor)\W{0,3}(?:no|num|code|serial)", re.IGNORECASE)
"""A label of an engine's number, which may be as long as a VIN."""
_STARS = re.compile(r"[*★☆※#·.•\s_—–-]")
CLEAN_VIN_CHARACTER = 0.6
"""Below this a VIN that its check digit supports is only a candidate."""
CLEAN_VIN_CHARACTER_UNCHECKED = 0.9
"""The same where no check digit is mandatory (VINs from outside China)."""
CLEAN_VIN_CHARACTER_AGAINST_CHECK = 0.95
"""The same where the mandatory check digit does not hold: a slip on the document, unless a character was read less than surely."""


@dataclass(frozen=True, slots=True)
class FoundVin:
    """`value` in the VIN alphabet; `state` read | unsure (contract.md); `witnesses`: further readers that gave exactly it."""

    value: str
    state: str
    span: Span
    witnesses: tuple[str, ...] = ()


def vins_on(page: Page) -> list[FoundVin]:
    """VINs of a page in reading order; each place gives one."""
    found: list[FoundVin] = []
    used: set[int] = set()
    for line in page.lines:
        here = list(_in_line(whole(page, line)))
        if here:
            used.add(id(line))
        found += here
    for line in page.lines:
        if id(line) not in used and (wrapped := _wrapped(page, line, used)):
            found.append(wrapped)
    return [vin for vin in found if (chinese(vin.value) and check_digit_holds(vin.value)) or not _of_an_engine(page, vin)]


def _of_an_engine(page: Page, found: FoundVin) -> bool:
    """Whether a number stands behind an engine's label, beside it or in its column."""
    own = found.span.line
    line = next((line for line in page.lines if line.box.y0 == own.box.y0 and own.text.startswith(line.text)), own)  # of two lines the upper
    beside = [other for row in rows(page) if line in row for other in row if other.box.x1 <= line.box.centre[0]][-1:]
    above = [other for other in page.lines if other.box.centre[1] < line.box.y0 and other.box.shares_column(line.box)]
    near = [line.text[: found.span.start], *(other.text for other in [*beside, *sorted(above, key=lambda other: -other.box.y1)])]
    label = next((text for text in near if len(text.strip()) > 2 and not _RUN.fullmatch(text)), "")
    return _ENGINE.search(mapped(label).text) is not None


def vins_in(span: Span) -> list[FoundVin]:
    """VINs inside one span."""
    return list(_in_line(span))


def vin_fact(found: FoundVin) -> Fact[str]:
    """The fact that a VIN stands there. Where several readings agreed, the least certain character of one of them is no doubt."""
    if not found.witnesses:
        return fact(found.value, found.span, None if found.state == "read" else "vin-unsure")
    read = fact(found.value, found.span, least=0.0)
    return replace(read, witnesses=tuple(dict.fromkeys((*read.witnesses, *found.witnesses))))


def page_vins(page: Page) -> Page:
    """The page with its `vins` filled from its lines, beside those that a reader of its own put there already."""
    from_lines = [
        VinReading(
            value=v.value,
            raw=v.span.text.strip(),
            state=v.state if doubt_of([v.span]) != "text-layer-contradicts-picture" else "unsure",
            box=v.span.box,
            origin=v.span.line.origin,
            confidence=round(weakest_character(v.span), 4) if v.span.line.origin != "text-layer" else None,
        )
        for v in vins_on(page)
    ]
    known = {v.value for v in page.vins}
    further = (v for v in from_lines if v.value not in known and not any(_same_place(v.box, other.box) for other in page.vins))
    return replace(page, vins=(*page.vins, *further))


def _same_place(a: Box, b: Box) -> bool:
    return a.intersection(b) > 0.5 * min(a.area, b.area)


def _witnessed(found: FoundVin) -> FoundVin:
    """What was found on a line, with those that read the same at its place (extractors.reading.vins)."""
    page = found.span.page
    for reading in page.vins:
        if reading.state == "read" and reading.witnesses and reading.value == found.value and _same_place(reading.box, found.span.box):
            return replace(found, state="read", witnesses=reading.witnesses)
    return found


def _in_line(span: Span) -> Iterator[FoundVin]:
    """Runs of letters and digits, first as printed, then with the gaps of a spaced-out or starred VIN closed."""
    text = span.text
    taken: list[tuple[int, int]] = []
    for run in _RUN.finditer(text):
        if found := _candidate(span.narrowed(run.start(), run.end())):
            taken.append((run.start(), run.end()))
            yield _witnessed(found)
    if taken:
        return
    for start, stop in _spaced_runs(text):
        part = span.narrowed(start, stop)
        if (found := _candidate(part)) and _may_be_spaced(part.text, found.value):
            yield _witnessed(found)


def _may_be_spaced(text: str, value: str) -> bool:
    """Whether groups of characters are one VIN rather than words and a number (`Doc. No. GTMC-CS-2640-42`, `liyev prospekti 115`)."""
    if _WORD.search(text):
        return False
    return chinese(value) or check_digit_holds(value) or (text == text.upper() and "-" not in text)


def _spaced_runs(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of 17 letters and digits once single separators are closed, e.g. `LGX CE6CB3 S0 123456`."""
    for match in re.finditer(r"[A-Za-z0-9](?:[A-Za-z0-9]|[ *★☆·.•-]{1,2}(?=[A-Za-z0-9]))*", text):
        tokens = list(_RUN.finditer(match.group()))
        for i in range(len(tokens)):
            for j in range(i + 1, len(tokens) + 1):
                if sum(len(t.group()) for t in tokens[i:j]) == LENGTH and j - i > 1:
                    yield match.start() + tokens[i].start(), match.start() + tokens[j - 1].end()


def _candidate(span: Span) -> FoundVin | None:
    plain = _STARS.sub("", mapped(span.text).text.upper())
    if len(plain) > LENGTH and (prefix := _PREFIX.match(plain)):
        cut = mapped(span.text).index[prefix.end()] if prefix.end() < len(mapped(span.text).index) else 0
        return _candidate(span.narrowed(cut, len(span.text)))
    if len(plain) in (LENGTH + 1, LENGTH + 2) and plain[: len(plain) - LENGTH].isdigit():
        # A row number that stands too close: only a Chinese VIN that holds its check digit is cut free of it.
        tail = plain[-LENGTH:].translate(_FOLD)
        if chinese(tail) and plausible(tail):
            cut = mapped(span.text).index[len(plain) - LENGTH]
            return _candidate(span.narrowed(cut, len(span.text)))
    value = plain.translate(_FOLD)
    if looks_like_vin(value):
        if check_digit_holds(value):
            bar = CLEAN_VIN_CHARACTER
        else:
            bar = CLEAN_VIN_CHARACTER_AGAINST_CHECK if chinese(value) else CLEAN_VIN_CHARACTER_UNCHECKED
        return FoundVin(value, "read" if weakest_character(span) >= bar else "unsure", span)
    return FoundVin(value, "unsure", span) if _resembles_vin(value) else None


def _resembles_vin(text: str) -> bool:
    """A misread or mistyped VIN: about the length, letters and digits mixed, a serial number at its end. Never more than `unsure`."""
    if not 15 <= len(text) <= 19 or not text.isascii() or not text.isalnum():
        return False
    if _NUMBER.fullmatch(text):
        return False
    letters = sum(c.isalpha() for c in text)
    known_start = chinese(text) or text[:1].isalpha()
    return known_start and letters >= 3 and sum(c.isdigit() for c in text) >= 5 and sum(c.isdigit() for c in text[-5:]) >= 4


def _wrapped(page: Page, line: Line, used: set[int]) -> FoundVin | None:
    """A VIN broken over two lines of one cell."""
    head = _STARS.sub("", mapped(line.text).text)
    if not 5 <= len(head) < LENGTH or not head.isascii() or not head.isalnum() or not any(c.isalpha() for c in head):
        return None
    for under in below(page, line, 1.0)[:1]:
        tail = _STARS.sub("", mapped(under.text).text)
        if id(under) not in used and len(head) + len(tail) == LENGTH and tail.isalnum() and tail.isascii() and not dates_in(under.text):
            both = whole(page, merged([line, under]))
            value = (head + tail).upper().translate(_FOLD)
            if check_digit_holds(value) and plausible(value):
                used.add(id(under))
                return FoundVin(value, "read" if weakest_character(both) >= CLEAN_VIN_CHARACTER else "unsure", both)
    return None
