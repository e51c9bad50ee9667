"""Who signs a page: company names that stand alone by a date or under a seal, and the seals that belong to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.dates import dates_in
from domain.facts import Fact
from domain.geometry import Box
from domain.pages import Line, Page, PlacedSeal
from domain.text import has_han
from extractors.finders.companies import company_spans, english_company, shown
from extractors.finders.joining import merged_span
from extractors.finders.layout import rows
from extractors.finders.paragraphs import paragraphs
from extractors.finders.spans import Span, fact, mapped, whole

_SIGNATURE_WORDS = ("盖章", "公章", "签章", "签字", "印章", "seal", "stamp", "signature", "authorized", "authorised", "单位", "企业", "公司", "声明人", "确认人", "承诺人")
_NEAR = 0.085
_ALONE = 0.55
_HEAD = 0.25
"""Share of the written height in which names are letterheads and addressees, not signatures."""


@dataclass(frozen=True, slots=True)
class Signatory:
    """A company name in a signature block, and the date that goes with it if one stands near."""

    name: Fact[str]
    span: Span
    page_index: int


def standing_alone(page: Page) -> list[tuple[Span, Line]]:
    """Company names that make up most of their line, labels and stamps words aside."""
    found = []
    for line in page.lines:
        plain = mapped(line.text).text
        for span in company_spans(whole(page, line)):
            if (longer := _run_on(page, line, span)) is not None:
                found.append((longer, line))
                break
            rest = plain.replace(mapped(span.text).text, "", 1)
            for word in _SIGNATURE_WORDS:
                rest = rest.replace(word, "")
            rest = "".join(c for c in rest if c.isalnum())
            if len(rest) <= max(4, (1 - _ALONE) * len(mapped(span.text).text)) or dates_in(line.text):
                found.append((span, line))
                break
    return found


def _run_on(page: Page, line: Line, end: Span) -> Span | None:
    """The whole of a name whose end begins a line: the line right above holds its beginning, behind the colon of a label."""
    height = line.box.height
    if end.start or len(mapped(line.text).text) > len(end.text) + 2:
        return None
    for above in page.lines:
        apart = line.box.centre[1] - above.box.centre[1]
        head = above.text.rpartition("：")[2].rpartition(":")[2].strip()
        if not (0.5 * height < apart < 2.2 * height and abs(above.box.x0 - line.box.x0) < 1.5 * height and above.box.x1 > line.box.x1):
            continue
        if 4 <= len(head) < len(above.text) and has_han(head[-1]) and not company_spans(whole(page, above)):
            both = merged_span(page, [above, line])
            return next((span for span in company_spans(both) if span.start < len(above.text) < span.stop), None)
    return None


def signatories(pages: Sequence[Page]) -> list[Signatory]:
    """Company names that sign, in reading order: alone on their line and near a date, a seal or a signature word."""
    found: list[Signatory] = []
    for number, page in enumerate(pages):
        dated = dated_lines(page)
        tops = [line.box.centre[1] for line in page.lines]
        upper = min(tops, default=0.0) + _HEAD * (max(tops, default=0.0) - min(tops, default=0.0))
        for span, line in standing_alone(page):
            by_seal = any(_touches(line.box, seal.box) for seal in page.seals)
            by_date = any(-0.02 < d.box.centre[1] - line.box.centre[1] < _NEAR and _horizontally_near(line.box, d.box) for d in dated)
            labelled = any(word in mapped(line.text).text for word in ("盖章", "公章", "签章"))
            if (by_seal or by_date or labelled) and line.box.centre[1] > upper and not _in_a_form(page, line):
                found.append(Signatory(fact(shown(span), span), span, number))
    return found


def _in_a_form(page: Page, line: Line) -> bool:
    """Whether the name is a cell beside a label other than that of a signature."""
    row = next((row for row in rows(page) if line in row), ())
    left = [other for other in row if other.box.x1 <= line.box.x0 + 0.3 * line.box.height and line.box.x0 - other.box.x1 < 0.2]
    if not left:
        return False
    plain = mapped(left[-1].text).text
    return len(plain) <= 16 and not dates_in(plain) and not any(word in plain for word in _SIGNATURE_WORDS)


def english_signatories(pages: Sequence[Page]) -> list[Fact[str]]:
    """English company names alone on a line near a seal, for letters without a Chinese signature."""
    found = []
    for page in pages:
        for line in page.lines:
            name = english_company(whole(page, line))
            if name and len(name.value) >= 0.6 * len(line.text) and any(_touches(line.box, seal.box) for seal in page.seals):
                found.append(name)
    return found


def dated_lines(page: Page) -> list[Line]:
    """Lines that hold a date and little else, and are no part of a running sentence: dates of signatures, also right below a name."""
    alone = [paragraph.lines[-1] for paragraph in paragraphs(page) if len(paragraph.lines) == 1 or (len(paragraph.lines) == 2 and company_spans(whole(page, paragraph.lines[0])))]
    return [line for line in alone if dates_in(line.text) and len(mapped(line.text).text) <= 24]


def placed_seals(pages: Sequence[Page], signed: Sequence[Signatory]) -> tuple[PlacedSeal, ...]:
    """All seals of the pages; `by_signature` for those that touch a signing name or a date near one."""
    found = []
    for number, page in enumerate(pages):
        marks = [s.span.line.box for s in signed if s.page_index == number]
        marks += [line.box for line in dated_lines(page)]
        for seal in page.seals:
            found.append(PlacedSeal(seal, page.place(seal.box), any(_touches(mark, seal.box) for mark in marks)))
    return tuple(found)


def _touches(line: Box, seal: Box) -> bool:
    grown = Box(seal.x0 - 0.02, seal.y0 - 0.025, seal.x1 + 0.02, seal.y1 + 0.025)
    return line.intersection(grown) > 0


def _horizontally_near(a: Box, b: Box) -> bool:
    return min(a.x1, b.x1) - max(a.x0, b.x0) > -0.15
