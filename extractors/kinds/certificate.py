"""Motor Vehicle Registration Certificate: items of the two information blocks and the entries of the register."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain.dates import dates_in
from domain.facts import Absent, Fact, Field, Unread
from domain.pages import Line, Page
from domain.used_vehicle_papers import RegisterEntry, RegistrationCertificate
from extractors.data import words
from extractors.finders.companies import companies_in, company_value
from extractors.finders.forms import Entry, Labels, first_value, read_form
from extractors.finders.joining import merged_span
from extractors.finders.layout import rows
from extractors.finders.signatures import placed_seals
from extractors.finders.spans import Span, fact, mapped, whole
from extractors.finders.values import brand_value, date_value, date_values, model_value, text_value, vin_value
from extractors.finders.vins import vin_fact, vins_on
from extractors.grouping import certificate_parts

_EXPORT = re.compile(r"转让(?:登记)?待出口")
# Headings of register entries, first match counts: releases before what they release.
_ENTRIES = (
    (re.compile(r"转让(?:登记)?待出口|待出口"), "export_transfer"),
    (re.compile(r"(?:解除|注销)(?:机动车)?抵押|抵押(?:登记)?(?:解除|注销)|注销抵押"), "mortgage_release"),
    (re.compile(r"(?:解除|注销)(?:机动车)?质押|质押(?:备案)?(?:解除|注销)"), "pledge_release"),
    (re.compile(r"(?:解除|注销)查封|解封|查封解除"), "seizure_release"),
    (re.compile(r"抵押(?:登记|备案)|^抵押(?!权)"), "mortgage"),
    (re.compile(r"质押(?:登记|备案)|^质押(?!权)"), "pledge"),
    (re.compile(r"查封"), "seizure"),
    (re.compile(r"转[移让]登记(?!摘要)(?!待)"), "transfer"),
    (re.compile(r"变更(?:登记|备案)"), "other"),
    (re.compile(r"注册登记(?!摘要|机动车信息)"), "registration"),
)
_FREE_OF = re.compile(r"(?:未|无|没有|不存在)(?:被|有|办理|设定|设立)?(?:任何)?(?:抵押|质押|查封|冻结)(?!登记?(?:注销|解除)|注销|解除)(?:[、和及与或/]?(?:抵押|质押|查封|冻结))*")
"""What a remark says that there is not (车辆未抵押、未查封); one not yet released is there."""
_NOT_RELEASED = re.compile(r"(?:未|没有)[^,。;、]{0,6}(?:解除|注销|解封)")
_LIENS = {"抵押": "mortgage", "质押": "pledge", "查封": "seizure", "解封": "seizure"}
"""By the words for it, what a remark says is not yet released."""
_FIRST_BLOCK, _TRANSFER_BLOCK = re.compile(r"注册登记摘要"), re.compile(r"转[移让]登记摘要")
_HEADING_LENGTH = 30
_LONGEST_ENTRY = 8
"""Lines from the heading of an entry within which a label may name its kind again."""
_RIGHT_BELOW, _BARE = 2, 12
"""Lines from a heading to the sentence that tells the entry, and letters of a heading that tells nothing itself."""
_TELLS = re.compile(r"^(?:该|此|本|上述)(?:机动)?车|^(?:现|已|经|准予|同意)")
_CLOSED_LIST = 0.4
"""Character probability that is enough for the printed words of a closed list, which no single slip turns into another of them."""
_DATE_LABEL = re.compile(r"(?<!:)(?:转[移让](?:登记)?|转让(?:登记)?待出口|变更登记|抵押登记|解除抵押|注销抵押|注册登记)(?:日期|时间)")
_SPACED_DATE = re.compile(r"(?:登记|待出口)\s+(?:日期|时间)")
"""A heading and its date on one line rather than the label of a date."""
_UNTIL = re.compile(r"(?:有效期|有效|期限|到期|截止|失效).{0,4}$|[至止]$|(?:号牌|临牌|核发|领取).{0,14}$")
_BECOMES = re.compile(r"(?:变更|过户|转[移让]|登记)[给至为到予于]\s*$")
_HANDS_ON = re.compile(r"\s*(?:变更|过户|转[移让])(?:登记)?[给至为到予于]")
"""Behind the name of who owned the vehicle before."""
_OF_ITS_OWN = re.compile(r"姓名|名称|所有人|日期|时间|证件|证明|号码|公司|给")
"""What an entry with an owner or a day of its own has under its heading; who did it (经办：) any line may end with."""
_RELEASED = {"mortgage": "mortgage_release", "pledge": "pledge_release", "seizure": "seizure_release"}
_RELEASE_DAY = re.compile(r"(?:解除|注销)(?:抵押|质押|查封)(?:登记)?(?:日期|时间):?(?=\d)")
# A remark inside an entry adds to it: date and owner are the entry's.
_REMARK = re.compile(r"^(?:备注|附注|说明|签注|用途|事由|注)[:：]")


def registration_certificate(pages: Sequence[Page]) -> RegistrationCertificate:
    """Facts of one vehicle's certificate; `pages` are in reading order and may show only some of its parts."""
    labels = words("labels")["certificate"]
    entries = read_form(pages, labels)
    parts = {part for page in pages for part in certificate_parts(page)}
    register = tuple(_register(pages, labels))
    export = [(entry, entry.date) for entry in register if entry.what.value == "export_transfer"]
    return RegistrationCertificate(
        vin=_vin(pages, entries),
        brand=first_value(entries, "brand", brand_value),
        model=first_value(entries, "model", model_value),
        manufacturer=first_value(entries, "manufacturer", company_value),
        vehicle_type=first_value(entries, "vehicle_type", text_value),
        origin=first_value(entries, "origin", text_value),
        fuel=first_value(entries, "fuel", text_value),
        use_nature=first_value(entries, "use_nature", text_value),
        owner=_owner(pages, entries, register),
        registration_date=_registration_date(pages, entries),
        manufacture_date=first_value(entries, "manufacture_date", date_value),
        issue_date=first_value(entries, "issue_date", date_value),
        entries=register,
        export_annotation=_annotation(pages),
        export_date=export[-1][1] if export else Absent(),
        sections=tuple(sorted(parts)),
        seals=placed_seals(pages, ()),
    )


def _vin(pages: Sequence[Page], entries: Sequence[Entry]) -> Field[str]:
    labelled = first_value(entries, "vin", vin_value)
    if isinstance(labelled, Fact):
        return labelled
    free = [vin_fact(found) for page in pages for found in vins_on(page)]
    return free[0] if free else labelled


def _registration_date(pages: Sequence[Page], entries: Sequence[Entry]) -> Field[date]:
    """Item 3 of the first block: the first 登记日期 above any transfer block, never another date."""
    transfer = next(
        ((i, line.box.y0) for i, page in enumerate(pages) for line in page.lines if _TRANSFER_BLOCK.search(mapped(line.text).text)), None
    )
    first = [
        entry
        for entry in entries
        if entry.field == "registration_date"
        and (transfer is None or (_page_index(pages, entry), entry.label.box.y0) < transfer)
        and "summary" in certificate_parts(entry.label.page) | ({"summary"} if len(pages) == 1 else set())
    ]
    labelled = first_value(first[:1], "registration_date", date_value)
    return labelled if isinstance(labelled, Fact) else _day_of_first_block(pages) or labelled


def _day_of_first_block(pages: Sequence[Page]) -> Fact[date] | None:
    """The only day between the heading of the first block and that of the transfers: item 3, whose small label a reader may lose.

    A heading stands in the middle of its page, so what lies more than twice as far to the right is on the facing one.
    """
    for page in pages:
        head, end = (next((line for line in page.lines if pattern.search(mapped(line.text).text)), None) for pattern in (_FIRST_BLOCK, _TRANSFER_BLOCK))
        if head and end:
            block = [line for line in page.lines if head.box.y1 <= line.box.centre[1] <= end.box.y0 and line.box.x0 < 2 * head.box.centre[0]]
            days = [day for line in block for day in date_values(whole(page, line))]
            return days[0] if len(days) == 1 else None
    return None


def _page_index(pages: Sequence[Page], entry: Entry) -> int:
    return next(i for i, page in enumerate(pages) if page is entry.label.page)


def _owner(pages: Sequence[Page], entries: Sequence[Entry], register: Sequence[RegisterEntry]) -> Field[str]:
    """The owner of the latest transfer, by date over summary blocks and register entries; the first owner where there is none. An entry whose
    new owner could not be read leaves it open, unless a block of that day names one."""
    blocks: list[tuple[date, bool, int, Fact[str] | Unread]] = []
    owners = [entry for entry in entries if entry.field == "owner"]
    dated = [entry for entry in entries if entry.field in ("registration_date", "entry_date")]
    unreadable: Unread | None = None
    for order, entry in enumerate(owners):
        name = next((n for n in map(_owner_name, entry.values) if n), None)
        if name is None:
            unreadable = unreadable or Unread("no-readable-value", entry.label.page.place(entry.label.box))
            continue
        follows = [d for d in dated if d.label.page is entry.label.page and d.label.box.y0 >= entry.label.box.y0 - 0.01]
        day = next((v for d in follows[:1] for v in map(date_value, d.values) if v), None)
        blocks.append((day.value if day else date.min, True, order, name))
    for order, record in enumerate(register):
        if not isinstance(record.owner, Absent) and record.what.value in ("transfer", "export_transfer"):
            blocks.append((record.date.value if isinstance(record.date, Fact) else date.min, isinstance(record.owner, Fact), 1_000 + order, record.owner))
    if not blocks:
        return unreadable or Absent(tuple(page.place(None) for page in pages))
    return max(blocks, key=lambda block: block[:3])[3]


def _owner_name(span: Span) -> Fact[str] | None:
    """The company that owns the vehicle, else a person's name: what stands before the kind of identity paper."""
    companies = _owners(span)
    if companies or companies_in(span):
        return next(iter(companies), None)
    text = re.split(r"[/／]", span.text.strip())[0].strip()
    if 2 <= len(text) <= 30 and not any(c.isdigit() for c in text):
        start = span.text.find(text)
        return fact(text, span.narrowed(start, start + len(text)))
    return None


def _annotation(pages: Sequence[Page]) -> Field[str]:
    for page in pages:
        for row in rows(page):
            for line in row:
                match = _EXPORT.search(mapped(line.text).text)
                if match:
                    return fact(match.group(), whole(page, line).of_mapped(match.start(), match.end()), least=_CLOSED_LIST)
    for page in pages:
        hint = next((line for line in page.lines if "entries" in certificate_parts(page) and "出口" in mapped(line.text).text), None)
        if hint is not None:
            return Unread("not-understood", page.place(hint.box), hint.text)
    return Absent(tuple(page.place(None) for page in pages if "entries" in certificate_parts(page)))


def _register(pages: Sequence[Page], labels: Labels) -> list[RegisterEntry]:
    """Entries of the register: a heading and the lines up to the next heading."""
    found = []
    for page in pages:
        if "entries" not in certificate_parts(page):
            continue
        ordered = [line for row in rows(page) for line in row]
        heads = _heads(ordered)
        starts = [i - 1 if i and _is_day(ordered[i - 1]) and _is_day(ordered[heads[0][0] - 1]) else i for i, _, _ in heads]
        for n, (_, line, kind) in enumerate(heads):
            begin = heads[n - 1][0] if n and _REMARK.match(mapped(line.text).text) else starts[n]
            stop = starts[n + 1] if n + 1 < len(heads) else len(ordered)
            following = n + 1 < len(heads) and _REMARK.match(mapped(heads[n + 1][1].text).text)
            stop = (heads[n + 2][0] if n + 2 < len(heads) else len(ordered)) if following else stop
            found.append(_entry(page, line, kind, ordered[begin:stop], labels))
            if kind in _RELEASED and (release := _release_in(page, ordered[begin:stop], _RELEASED[kind])) is not None:
                found.append(release)
    return found


def _is_day(line: Line) -> bool:
    """Whether a line is a day and nothing else: it stands over the heading of its entry where the first one does."""
    days = dates_in(line.text)
    return len(days) == 1 and len(mapped(line.text).text) <= len(mapped(days[0].raw).text) + 1


def _heading(line: Line) -> str | None:
    plain = mapped(line.text).text
    if "摘要" in plain or "信息栏" in plain:
        return None
    plain = _without_labels(line)
    if _NOT_RELEASED.search(plain) and (held := next((kind for word, kind in _LIENS.items() if word in plain), None)):
        return held
    kinds = [
        kind
        for pattern, kind in _ENTRIES
        if (m := pattern.search(plain)) and (m.start() < 14 or len(plain) <= _HEADING_LENGTH or (kind == "export_transfer" and m.end() == len(plain)))
    ]
    return "export_transfer" if kinds[:1] == ["transfer"] and _EXPORT.search(plain) else next(iter(kinds), None)


def _without_labels(line: Line) -> str:
    """What a line says but for the labels of days, and for what there is none of: 转让登记日期 is no heading, 转让登记 with its day behind it is."""
    plain = _FREE_OF.sub("", mapped(line.text).text)
    return plain if _SPACED_DATE.search(line.text) else _DATE_LABEL.sub("", plain)


def _heads(lines: Sequence[Line]) -> list[tuple[int, Line, str]]:
    """Where entries begin, the line that says of which kind each is, and the kind."""
    heads: list[tuple[int, Line, str]] = []
    for i, line in enumerate(lines):
        kind = _heading(line) or _begun_by_its_day(lines, i, heads)
        if kind is None:
            continue
        if heads and (_same_entry(heads[-1], (i, line, kind), lines) or _closes(heads[-1], (i, line, kind), lines)):
            if heads[-1][2] != kind:  # 转让登记, further down 登记事项：转让待出口
                heads[-1] = (heads[-1][0], line, kind)
        else:
            heads.append((i, line, kind))
    return heads


def _begun_by_its_day(lines: Sequence[Line], at: int, heads: Sequence[tuple[int, Line, str]]) -> str | None:
    """The kind of an entry that begins with its day (转让登记日期2026-07-08) rather than with a heading, which then has none yet."""
    label = _DATE_LABEL.match(mapped(lines[at].text).text)
    if label is None or not dates_in(lines[at].text) or (heads and not any(dates_in(line.text) for line in lines[heads[-1][0] : at])):
        return None
    return next((kind for pattern, kind in _ENTRIES if pattern.search(label.group())), None)


def _closes(before: tuple[int, Line, str], head: tuple[int, Line, str], lines: Sequence[Line]) -> bool:
    """Whether 转让待出口 is the last line of the transfer above, or says once more what it is: nothing but other entries follows it, no day and no owner of its own.
    A remark (签注：转让待出口) goes with its entry in any case."""
    if before[2] not in ("transfer", "export_transfer") or head[2] != "export_transfer" or _REMARK.match(mapped(head[1].text).text) or dates_in(head[1].text):
        return False
    behind = lines[head[0] + 1 :]
    own = next((n for n, line in enumerate(behind) if _heading(line)), len(behind))
    until = [line for line in behind[:own] if (days := dates_in(line.text)) and all(_UNTIL.search(mapped(line.text[: day.start]).text) for day in days)]
    return not any(line not in until and (dates_in(line.text) or _OF_ITS_OWN.search(mapped(line.text).text)) for line in behind[:own])


def _same_entry(before: tuple[int, Line, str], head: tuple[int, Line, str], lines: Sequence[Line]) -> bool:
    """A kind named again behind a label (`登记事项：转让登记待出口` under a heading) or in the sentence right below a bare heading
    (`该车已办理转让登记，转让待出口`) goes on with the same entry, and may say more of it; one with another day is an entry of its own."""
    plain = mapped(head[1].text).text
    days, known = ({day.value for line in part for day in dates_in(line.text)} for part in (lines[head[0] : head[0] + 1], lines[before[0] : head[0]]))
    if known and days - known:
        return False
    more = before[2] == head[2] or (before[2], head[2]) == ("transfer", "export_transfer")
    if _DATE_LABEL.match(mapped(before[1].text).text) and not dates_in(head[1].text):
        return more and head[0] - before[0] <= _RIGHT_BELOW
    told = head[0] - before[0] <= _RIGHT_BELOW and _TELLS.match(plain) is not None and len(mapped(before[1].text).text) <= _BARE
    return more and (told or (":" in plain and head[0] - before[0] <= _LONGEST_ENTRY)) and not _REMARK.match(plain)


def _entry(page: Page, head: Line, kind: str, lines: Sequence[Line], labels: Labels) -> RegisterEntry:
    spans = [whole(page, line) for line in lines]
    part = Page(page.file, page.number, tuple(lines), upright=page.upright)
    entries = read_form([part], labels)
    labelled = first_value([e for e in entries if e.field in ("entry_date", "registration_date")], "entry_date", date_value)
    if isinstance(labelled, Absent):
        labelled = first_value(entries, "registration_date", date_value)
    own = next(iter(_days(whole(page, head))), None) if _REMARK.match(mapped(head.text).text) else None
    day = own or (labelled if isinstance(labelled, Fact) else next((d for span in spans for d in _days(span)), None))
    owner = first_value(entries, "owner", _owner_name)
    if not isinstance(owner, Fact):
        names = [n for span in [*spans, *_joined(page, lines)] for n in _owners(span)]
        before = [n for span in spans for n in companies_in(span)]
        owner = names[0] if names else Unread("not-understood", before[0].place, before[0].raw) if before else owner
    if own and isinstance(labelled, Fact) and own.value != labelled.value:
        day = replace(own, doubt=own.doubt or "several-dates")  # the remark gives another date than its entry
    missing: Field[date] = labelled if isinstance(labelled, Unread) else Absent((page.place(head.box),))
    return RegisterEntry(what=fact(kind, _keyword(page, head, kind), least=_CLOSED_LIST), owner=owner, date=day or missing)


def _days(span: Span) -> list[Fact[date]]:
    """Dates of a line but those until which something holds (临时号牌有效期至…)."""
    return [day for day in date_values(span) if not _UNTIL.search(mapped(span.text[: max(0, span.text.find(day.raw))]).text)]


def _owners(span: Span) -> list[Fact[str]]:
    """Companies of a line; where it tells from whom to whom the vehicle goes (由甲变更为乙), only the last owner, who may stand on the next line."""
    names = companies_in(span)
    after = [name for name in names if _BECOMES.search(span.text[: max(0, span.text.find(name.raw))])]
    return after[-1:] or [name for name in names if not _HANDS_ON.match(span.text[span.text.find(name.raw) + len(name.raw) :])]


def _release_in(page: Page, lines: Sequence[Line], kind: str) -> RegisterEntry | None:
    """The release that an entry gives as a day of its own: 解除抵押日期：2026-01-06."""
    for line in lines:
        span, plain = whole(page, line), mapped(line.text).text
        match = _RELEASE_DAY.search(plain)
        if match and (day := date_value(span.of_mapped(match.start(), len(plain)))) is not None:
            return RegisterEntry(what=fact(kind, span.of_mapped(match.start(), match.end()), least=_CLOSED_LIST), owner=Absent(), date=day)
    return None


def _keyword(page: Page, head: Line, kind: str) -> Span:
    """The words of a heading that make it one of this kind."""
    said = any(pattern.search(_without_labels(head)) for pattern, name in _ENTRIES if name == kind)
    match = next((found for pattern, name in _ENTRIES if name == kind and (found := pattern.search(mapped(head.text).text))), None) if said else None
    return whole(page, head).of_mapped(match.start(), match.end()) if match else whole(page, head)


def _joined(page: Page, lines: Sequence[Line]) -> list[Span]:
    return [merged_span(page, list(lines[i : i + 2])) for i in range(len(lines) - 1)]
