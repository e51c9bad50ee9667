"""Third-party inspection report under WM/T 8-2022 (passenger cars) or WM/T 9-2022 (commercial vehicles and trailers)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from domain.dates import dates_in
from domain.facts import Absent, Fact, Field, Unread, value_of
from domain.names import same_company
from domain.pages import Line, Page
from domain.text import has_han
from domain.used_vehicle_papers import InspectionReport, VehicleRow
from extractors.data import words
from extractors.finders.companies import companies_in, company_spans, company_value, organisation_value, shown
from extractors.finders.forms import Entry, first_value, read_form, settled
from extractors.finders.joining import merged_span
from extractors.finders.layout import right_of, rows, text_height
from extractors.finders.paragraphs import paragraphs
from extractors.finders.signatures import placed_seals, signatories, standing_alone
from extractors.finders.spans import Span, fact, mapped, whole
from extractors.finders.values import date_value, mileage_value, text_value
from extractors.finders.vins import vins_in, vins_on
from extractors.kinds.vehicles import vehicle_rows

_STANDARD = re.compile(r"wm/?t[-.]?([89])(?:[-—.:]?(20\d{2}))?")
_EDITION = "2022"
_VERDICT = re.compile(r"不合格|不符合|未通过|不通过|不予|合格|符合|通过|满足|达标|unqualified|notqualified|fail(?:ed)?|notpass|qualified|pass(?:ed)?|conform|compl(?:y|ies)|(?:не)?соответству|(?:не)?удовлетвор|(?:no)?cumple|(?:in)?satisf")
_TICKED = re.compile(r"[☑☒✓✔√■●◼]")
_NEGATED = re.compile(r"不|未|unqualified|fail|not|несо|неуд|nocumple|insatisf|nonconform")
_ALONE, _FAILED = re.compile(r"^(?:检[测验])?合格$"), re.compile(r"(?<!无)(?:不合格|不符合|未通过|不通过|不予)")
"""A good verdict that stands by itself, and what keeps it from being that of the whole report."""
_LARGE = 1.6
"""Heights of the text from which a verdict is set like a stamp."""
_ITEM_FAILED = re.compile(
    r"^(?:\d[\d.,]*[%a-z/]{0,5})?(?:不合格|不符合|不达标|未通过|不通过|未检[测验]?|fail(?:ed|ure)?|notpass(?:ed)?|non?-?confor(?:m|me|ming)|nocumple|rechazado|refus[eé]|несоответствует|неудовлетворительно)\.?(?:\(.*)?$"
)
"""What the cell of a failed item says, behind the measured value or alone."""
_TICK, _CROSS = re.compile(r"[√✓✔]"), re.compile(r"[x×✗✘]")
_A_DEFECT = re.compile(r"水泡|泡水|火烧|过火|事故|盗抢|拼装|改装|缺陷|渗漏|异响|故障")
"""What it is good not to have: a cross beside it says so."""
_COLUMN, _TICKS = 0.03, 2
"""Share of the page within which signs stand in one column, and ticks in it that make a cross the sign of a failed item."""
_PASSED_ITEM = re.compile(r"^(?:合格|符合|达标|通过|已检|pass(?:ed)?|conform[ea]?|cumple|соответствует)$")
_BUT = re.compile(r"[但待]|复[检验]|整改|缺陷|除外|另行")
_JUDGES = re.compile(r"(?:该车|所检|本车|车辆|综合|总体).{0,40}(?:合格|符合|通过|达到|满足)")
_YOU = re.compile(r"贵(?:公司|司|单位|方)(?:送|委托|申请|报检|提供)")
_ODOMETER = re.compile(r"(?:里程|仪表|累计行驶)[^，。；\d]{0,12}(?P<km>\d[\d,]{0,8}\s*(?:公里|km|KM|千米))")
_ODOMETERS_LABEL = re.compile(r"(?!.*(?:续航|续驶|纯电|保养|保修|质保|维修|上次|剩余))[一-鿿(/]{0,8}(?:里程|公里数)(?:表?读数|数值?|[示数]值|表|显示)?(?:[(/](?:km|公里|千米)\)?)?:?")
_INSPECTS = re.compile(r"检[测验]|鉴定|认证|评估")
"""In the name of an agency."""
_FOUND = re.compile(r"经|综上|判定|认定|认为|结果|准予")
_BY_STANDARD = re.compile(r"出口|标准|wm/?t")
_CELL, _TALL_CELL = 4.0, 5.5
"""Heights of a label within which the lines of its cell lie, and the boxes to tick over them."""
_BLOCK = 3.0
"""Heights from one vehicle's VIN to the next at least where each has a block of its own."""
_OPEN = re.compile(r"[□☐◻○◯▢]")
_OPTION = re.compile(r"(?P<box>[☑☒✓✔√■●◼□☐◻○◯▢])\s*(?P<what>[^☑☒✓✔√■●◼□☐◻○◯▢]*)")


def inspection_report(pages: Sequence[Page]) -> InspectionReport:
    """Facts of one report; it may be about one vehicle or list several."""
    labels = words("labels")
    entries = read_form(pages, labels["inspection"])
    signed = signatories(pages)
    return InspectionReport(
        vehicles=_vehicles(pages, labels["vehicle"]),
        standards=tuple(_standards(pages)),
        client=_client(pages, entries),
        owner=first_value(entries, "owner", organisation_value),
        agency=_agency(pages, entries),
        number=first_value(entries, "number", text_value),
        conclusion=_conclusion(pages, entries),
        date=_date(pages, entries),
        seals=placed_seals(pages, signed),
    )


def _vehicles(pages: Sequence[Page], labels: dict[str, list[str]]) -> tuple[VehicleRow, ...]:
    """A report gives a vehicle's odometer outside the line of its VIN: on the pages that name no other."""
    rows = vehicle_rows(pages)
    made = []
    for row in rows:
        about = pages if len(rows) == 1 else [page for page in pages if {found.value for found in vins_on(page)} == {value_of(row.vin)}] or _block_of(pages, row)
        made.append(replace(row, mileage_km=_mileage(about, labels)) if isinstance(row.mileage_km, Absent) and about else row)
    return tuple(made)


def _block_of(pages: Sequence[Page], row: VehicleRow) -> list[Page]:
    """The part of a page on one of the vehicles that stand on it one under the other, each headed by its VIN."""
    for page in pages:
        heads = {found.value: found.span.line.box for found in vins_on(page)}
        tops = sorted(box.y0 for box in heads.values())
        own = heads.get(value_of(row.vin) or "")
        if own is None or any(lower - upper < _BLOCK * own.height for upper, lower in pairwise(tops)):
            continue
        end = next((top for top in tops if top > own.y0), 1.0)
        return [replace(page, lines=tuple(line for line in page.lines if own.y0 <= line.box.centre[1] < end))]
    return []


def _mileage(pages: Sequence[Page], labels: dict[str, list[str]]) -> Field[int]:
    """Labelled, whatever the label says besides (仪表显示里程), or in a sentence: 仪表总里程读数4281公里."""
    called = [line.text for page in pages for line in page.lines if _ODOMETERS_LABEL.fullmatch(mapped(line.text).text)]
    labelled = first_value(read_form(pages, {**labels, "mileage": [*labels["mileage"], *called]}), "mileage", mileage_value)
    if isinstance(labelled, Fact):
        return labelled
    for page in pages:
        for paragraph in paragraphs(page):
            match = _ODOMETER.search(paragraph.text)
            if match and (found := mileage_value(paragraph.span.narrowed(match.start("km"), match.end()))) is not None:
                return fact(found.value, paragraph.real(paragraph.span.narrowed(match.start("km"), match.end())), found.doubt)
    return labelled


def _standards(pages: Sequence[Page]) -> list[Fact[str]]:
    found: list[Fact[str]] = []
    for page in pages:
        for line in page.lines:
            span = whole(page, line)
            for match in _STANDARD.finditer(mapped(line.text).text):
                number = f"WM/T {match.group(1)}-{match.group(2) or _EDITION}"
                if number not in {f.value for f in found}:
                    other = match.group(2) not in (None, _EDITION)
                    found.append(fact(number, span.of_mapped(match.start(), match.end()), "other-edition" if other else None))
    return found


def _agency(pages: Sequence[Page], entries: Sequence[Entry]) -> Field[str]:
    labelled = first_value(entries, "agency", company_value)
    if isinstance(labelled, Fact):
        return labelled
    signed = [s.name for s in signatories(pages) if "委托" not in s.span.line.text]
    head = [
        fact(shown(span), span)
        for span, line in standing_alone(pages[0])
        if line.box.centre[1] < 0.3 and "委托" not in line.text
    ]
    return next(iter([*reversed(signed), *head]), labelled)


def _conclusion(pages: Sequence[Page], entries: Sequence[Entry]) -> Field[str]:
    """The overall conclusion: a labelled value that decides, the last one on the report (single items come first)."""
    decided: list[Fact[str]] = []
    for entry in entries:
        if entry.field == "conclusion":
            options = _options_beside(entry) or _options_in_cell(entry)
            value = next((v for v in map(verdict_value, options or (*entry.values, *sentences_beside(entry))) if v), None)
            if value:
                decided.append(value)
    if decided:
        return doubted_by_items(pages, decided[-1])
    for page in reversed(pages):
        for line in reversed(page.lines):
            if "结论" in mapped(line.text).text and (found := verdict_value(whole(page, line))):
                return doubted_by_items(pages, found)
    if stamped := _stamped(pages):
        return stamped
    labelled = first_value(entries, "conclusion", verdict_value)
    if isinstance(labelled, Absent) and (ticked := _ticked_alone(pages)):
        return ticked
    return (_overall(pages) if isinstance(labelled, Absent) else None) or labelled


def _stamped(pages: Sequence[Page]) -> Fact[str] | None:
    """The verdict that stands by itself in letters far larger than the rest, the only one of its size, where nothing on the report failed."""
    large = [(page, line) for page in pages for line in page.lines if _ALONE.match(mapped(line.text).text) and line.box.height > _LARGE * text_height(page.lines)]
    failed = any(_FAILED.search(mapped(line.text).text) for page in pages for line in page.lines)
    return fact(large[0][1].text.strip(), whole(*large[0])) if len(large) == 1 and not failed else None


def _ticked_alone(pages: Sequence[Page]) -> Fact[str] | None:
    """The only pair of options on the report that are 合格 and 不合格 and stand under no name."""
    pairs = [
        merged_span(page, row)
        for page in pages for row in rows(page)
        if 1 < len(row) <= 3 and all(_OPTION.match(line.text.strip()) and _VERDICT.search(mapped(line.text).text) for line in row)
    ]  # fmt: skip
    return verdict_value(pairs[0]) if len(pairs) == 1 and not _item_failed(pages) else None


def _overall(pages: Sequence[Page]) -> Fact[str] | Unread | None:
    """A sentence under no heading that judges the vehicle as a whole, in doubt where it does not say that this was found; where only its items are judged, what they amount to is not for us."""
    judged = [paragraph for page in pages for paragraph in paragraphs(page) if _VERDICT.search(mapped(paragraph.text).text)]
    for paragraph in reversed(judged):
        plain = mapped(paragraph.text).text
        if _JUDGES.search(plain):
            sure = _FOUND.search(plain) and _BY_STANDARD.search(plain) and not _item_failed(pages)
            return fact(paragraph.text.strip(), paragraph.real(paragraph.span), None if sure else "role-unclear")
    return Unread("role-unclear", judged[-1].page.place(judged[-1].lines[0].box), judged[-1].text) if judged else None


def _options_beside(entry: Entry) -> tuple[Span, ...]:
    """Options with boxes that stand as cells of their own beside a label, as one text: the box that is ticked decides over all of them."""
    page, label = entry.label.page, entry.label
    row = [line for line in right_of(page, label.line) if _OPTION.match(line.text.strip())]
    return (merged_span(page, row),) if len(row) > 1 else ()


def _options_in_cell(entry: Entry) -> tuple[Span, ...]:
    """Options with boxes in the tall cell right of a label that has nothing level with it, as one text."""
    page, label = entry.label.page, entry.label.line
    if right_of(page, label):
        return ()
    beside = _in_cell(entry, _TALL_CELL)
    options = [line for line in beside if _OPTION.match(line.text.strip())]
    nearest = min((line for line in beside if line not in options), key=lambda line: abs(line.box.centre[1] - label.box.centre[1]), default=None)
    aligned = options and (nearest is None or abs(min(line.box.x0 for line in options) - nearest.box.x0) < label.box.height)
    return (merged_span(page, options),) if len(options) > 1 and aligned and all(line.box.same_row(options[0].box) for line in options) else ()


def _in_cell(entry: Entry, reach: float) -> list[Line]:
    """Lines in the cell right of a label, up to `reach` heights of the label above and below it."""
    box = entry.label.line.box
    return [line for line in entry.label.page.lines if line.box.x0 > box.x1 and abs(line.box.centre[1] - box.centre[1]) < reach * box.height]


def sentences_beside(entry: Entry) -> list[Span]:
    """Sentences that judge the vehicle in the tall cell right of a label that is set in its middle. None where something else stands level
    with the label, names of those who sign and the rest of a sentence that judges nothing aside: that is its value, whatever it says."""
    page = entry.label.page
    rest = [line for paragraph in paragraphs(page) for before, line in pairwise(paragraph.lines) if _goes_on(before, line)]
    if any(":" not in mapped(line.text).text and line not in rest for line in right_of(page, entry.label.line)):
        return []
    beside = _in_cell(entry, _CELL)
    sentences = [merged_span(page, part) for paragraph in paragraphs(page) if (part := [line for line in paragraph.lines if line in beside])]
    return [span for span in sentences if _JUDGES.search(mapped(span.text).text)]


def _goes_on(before: Line, line: Line) -> bool:
    """Whether a line ends the sentence begun before it and judges nothing of its own."""
    plain = mapped(line.text).text
    return not re.search(r"[。；;.]\s*$", before.text) and not _VERDICT.search(plain) and not _BUT.search(plain)


def doubted_by_items(pages: Sequence[Page], conclusion: Fact[str]) -> Fact[str]:
    """The conclusion, in doubt where it is a good one though a single item of the report failed."""
    passed = not _NEGATED.search(mapped(conclusion.value).text)
    return replace(conclusion, doubt=conclusion.doubt or "item-failed") if passed and _item_failed(pages) else conclusion


def _item_failed(pages: Sequence[Page]) -> bool:
    """Whether a single item is marked as failed: a cell that says nothing else, no boxes to tick in its row, no 合格 next to it to choose."""
    return any(map(_crossed, pages)) or any(
        _ITEM_FAILED.match(mapped(line.text).text)
        and not any(_TICKED.search(other.text) or _OPEN.search(other.text) for other in row)
        and not any(_PASSED_ITEM.match(mapped(row[beside].text).text) for beside in (place - 1, place + 1) if 0 <= beside < len(row))
        for page in pages for row in rows(page) for place, line in enumerate(row)
    )  # fmt: skip


def _crossed(page: Page) -> bool:
    """Whether an item is crossed in a column of ticks."""
    ticks = [line for line in page.lines if _TICK.fullmatch(line.text.strip())]
    for row in rows(page):
        for place, line in enumerate(row):
            item = row[place - 1].text if place else ""
            ticked = sum(abs(tick.box.centre[0] - line.box.centre[0]) < _COLUMN for tick in ticks)
            if _CROSS.fullmatch(mapped(line.text).text) and ticked >= _TICKS and has_han(item) and not _A_DEFECT.search(item):
                return True
    return False


def verdict_value(span: Span) -> Fact[str] | None:
    """What a span decides. Of options with boxes the ticked ones count; options without any tick decide nothing."""
    part = span
    if _TICKED.search(span.text) or _OPEN.search(span.text):
        ticked = [m for m in _OPTION.finditer(span.text) if _TICKED.match(m.group("box")) and _VERDICT.search(mapped(m.group("what")).text)]
        if len(ticked) > 1:
            return None
        first = _OPTION.search(span.text)
        part = span.narrowed(*ticked[0].span("what")) if ticked else span.narrowed(0, first.start() if first else 0)
    return fact(part.text.strip(" :：。"), part) if _VERDICT.search(mapped(part.text).text) else None


def _client(pages: Sequence[Page], entries: Sequence[Entry]) -> Field[str]:
    """Labelled, or as a report in prose has it: 受 X 委托."""
    # A company in any of the places a value may have, before what is none by its name.
    named = first_value(entries, "client", company_value)
    labelled = named if isinstance(named, Fact) else first_value(entries, "client", organisation_value)
    if isinstance(labelled, Fact):
        return labelled
    for page in pages:
        addressed = any(_YOU.search(mapped(line.text).text) for line in page.lines)
        for paragraph in paragraphs(page):
            for name in company_spans(paragraph.span):
                before, behind = mapped(paragraph.text[: name.start]).text, mapped(paragraph.text[name.stop :]).text
                if addressed and not before and behind == ":":
                    return fact(shown(name), paragraph.real(name))
                if (before.endswith(("受", "应", "由")) and behind.startswith(("委托", "的委托", "申请", "要求", "送检"))) or before.endswith("委托方为") or re.match(r"\((?:委托|送检|申请|申检)[单位方人]{1,2}\)", behind):
                    return fact(shown(name), paragraph.real(name))
    return labelled if isinstance(labelled, Unread) else _perhaps_client(pages, entries) or labelled


def _perhaps_client(pages: Sequence[Page], entries: Sequence[Entry]) -> Fact[str] | Unread | None:
    """A company on the report that is not its agency may be the client under a label nobody knows: said with a doubt, never dropped."""
    labelled = isinstance(first_value(entries, "agency", company_value), Fact) or bool(signatories(pages))
    agency = value_of(_agency(pages, entries)) if labelled else None
    names = [name for page in pages for line in page.lines for name in companies_in(whole(page, line))]
    others = [name for name in names if not (_INSPECTS.search(name.value) if agency is None else same_company(name.value, agency))]
    if len({other.value for other in others}) == 1:
        return replace(others[0], doubt=others[0].doubt or "role-unclear")
    return Unread("role-unclear", others[0].place, others[0].raw) if others else None


def _date(pages: Sequence[Page], entries: Sequence[Entry]) -> Field[date]:
    """Labelled, or in the sentence that says the inspection was done, or by the signature."""
    labelled = first_value(entries, "date", date_value)
    if isinstance(labelled, Fact) and labelled.clean:
        return labelled
    dated = [(page, line) for page in pages for line in page.lines if dates_in(line.text) and not vins_in(whole(page, line))]
    done = [pair for pair in dated if re.search(r"检[验测]|inspect", mapped(pair[1].text).text)]
    alone = [pair for pair in dated if len(mapped(pair[1].text).text) <= 26]
    read = [found for page, line in (*done, *reversed(alone)) if (found := date_value(whole(page, line)))]
    first = [labelled] if isinstance(labelled, Fact) else []
    clean = next((found for found in read if found.clean), None)
    return clean or (settled([*first, *read]) if first or read else labelled)
