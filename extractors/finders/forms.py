"""Forms: a label and the value that goes with it, whether behind a colon, in the cell to the right or in the cell below."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from typing import TypeVar

from domain.facts import Absent, Fact, Unread
from domain.pages import Line, Page
from domain.text import has_han
from extractors.data import words
from extractors.finders.joining import merged, merged_span
from extractors.finders.layout import below, right_of, rows
from extractors.finders.paragraphs import paragraphs
from extractors.finders.spans import Span, mapped, whole

T = TypeVar("T")
Labels = Mapping[str, Sequence[str]]
Parser = Callable[[Span], Fact[T] | None]

_NUMBERING = re.compile(r"^[\s(\[]*(?:\d{1,2}|[ivx]{1,4}|[一二三四五六七八九十]{1,3}|[a-h]|[①-⑳])?[\s.,、)\]:·*●■□◆-]*$")
# What a label's cell holds besides (名称及地址), perhaps broken off at the end of a line.
_BESIDES = re.compile(r"[及和与、](?:注册)?(?:地址?|住所|电话)")
# What may stand between a label and its colon: a bracketed remark, a second name after a slash, the same label in another language.
_DECORATION = re.compile(r"^(?:\([^)]{0,40}\)|\[[^\]]{0,40}\]|/[^:/]{1,20}|[a-z][a-z.'&/-]{1,44}|" + _BESIDES.pattern + r"|[及和与]?[一-鿿]{0,4}(?=:))*")
_PAIRED = re.compile(r"(?:/[一-鿿]{1,4})?[.·](?=[一-鿿]{4})")
_SENTENCE = re.compile(r"(?:of|is|are|was|were|will|shall|may|must|and|or|hereby|has|have|to)\b", re.IGNORECASE)
"""Words that make a part of a sentence of the label before them: the manufacturer of the vehicle."""
_CODED = re.compile(r"(?=.*\d)[a-z0-9][a-z0-9/_#-]{3,39}")
"""A document's number, without the colon between it and its label."""
_DAY = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")
"""A day behind what looks like the label No and is the Cyrillic word for until."""
_BEGUN = 3
"""Characters of a numbered label from which it is known by its beginning."""
_READ_TWICE = 2
"""Characters that a loose box takes from the line beside it."""
_GOES_ON, _LISTED = frozenset("及和与/、"), frozenset("及和与、")
"""What a label ends with that goes on in the next line of its cell, as 购买方名称及 over 身份证号码; and what parts labels of one cell."""
_UPRIGHT, _TRANSLATED = 1.2, 3
_RUNS_ON = 0.5
"""Heights of a line between two that are one cell's."""
_CLOSE, _NEARER = 1.0, 0.88
"""Heights of a label between it and the value under it, and the most of the leading behind the value that the leading before it may have."""
_BREAK = frozenset(",.;:!?，。；：、|/()[]\"'“”‘’·*")


@dataclass(frozen=True, slots=True)
class Entry:
    """A label found on a page and the spans that may hold its value, likeliest first."""

    field: str
    label: Span
    values: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Hit:
    field: str
    start: int
    stop: int
    value_from: int


def read_form(pages: Iterable[Page], labels: Labels, *, prose: bool = True) -> list[Entry]:
    """All labelled values of some pages, in reading order. `labels`: field -> its names in any language, any case.

    `prose`: lines may wrap into paragraphs; on a plate or a printed form each line stands for itself.
    """
    aliases = _aliases(tuple((field, tuple(names)) for field, names in labels.items()))
    found = []
    for page in pages:
        if not prose:
            found += [entry for row in rows(page) for line in row for entry in _entries(page, line, aliases)]
            continue
        for paragraph in paragraphs(page):
            parts = _parted(paragraph.lines, aliases)
            lines = [paragraph.span.line] if len(parts) == 1 else [merged(part) for part in parts]
            found += [entry for line in lines for entry in _entries(page, line, aliases)]
    return found


def _parted(lines: Sequence[Line], aliases: tuple[tuple[str, str], ...]) -> list[list[Line]]:
    """Lines that seem to run on, parted at the rows of a form: a label with its colon begins one, a label alone is one."""
    parts: list[list[Line]] = []
    for line in lines:
        if parts and not _begins_row(line, aliases) and not _is_label(parts[-1][-1], aliases):
            parts[-1].append(line)
        else:
            parts.append([line])
    return parts


def starts_with_label(line: Line, labels: Labels) -> bool:
    """Whether a line begins with one of the labels."""
    hits = _hits(line.text, _aliases(tuple((field, tuple(names)) for field, names in labels.items())))
    return bool(hits) and _NUMBERING.match(mapped(line.text).text[: hits[0].start]) is not None


def _begins_row(line: Line, aliases: tuple[tuple[str, str], ...]) -> bool:
    hits = _hits(line.text, aliases)
    plain = mapped(line.text).text
    if hits and not hits[0].start and has_han(plain[: hits[0].stop]) and _CODED.fullmatch(plain[hits[0].value_from :]):
        return True  # 编号GC-RD-2607 under a title
    return _is_label(line, aliases) or (bool(hits) and plain[hits[0].value_from - 1] == ":" and _NUMBERING.match(plain[: hits[0].start]) is not None)


def _is_label(line: Line, aliases: tuple[tuple[str, str], ...]) -> bool:
    """Whether a line consists of a label, perhaps in two languages, whose value stands elsewhere."""
    hits = _hits(line.text, aliases)
    return bool(hits) and hits[-1].value_from >= len(mapped(line.text).text) and _NUMBERING.match(mapped(line.text).text[: hits[0].start]) is not None


def first_value(entries: Iterable[Entry], field: str, parse: Parser[T]) -> Fact[T] | Absent | Unread:
    """The first value of a field that `parse` accepts; Unread when the label stands there without one, Absent without the label."""
    labelled: Entry | None = None
    read: list[Fact[T]] = []
    for entry in entries:
        if entry.field == field:
            labelled = labelled or entry
            read += [found for value in entry.values if (found := parse(value))][:1]
    if read:
        return settled(read)
    if labelled is None:
        return Absent()
    raw = labelled.values[0].text.strip() if labelled.values else ""
    return Unread("no-readable-value", labelled.label.page.place(labelled.label.box), raw)


def settled(read: Sequence[Fact[T]]) -> Fact[T]:
    """The first of several readings; where it is doubtful, a clean one of the same value in its place."""
    first = read[0]
    return first if first.clean else next((other for other in read if other.clean and other.value == first.value), first)


def all_values(entries: Iterable[Entry], field: str, parse: Parser[T]) -> tuple[Fact[T], ...]:
    """Each entry's first value of a field that `parse` accepts."""
    found: list[Fact[T]] = []
    for entry in entries:
        if entry.field == field:
            value = next((v for v in map(parse, entry.values) if v is not None), None)
            if value is not None:
                found.append(value)
    return tuple(found)


@lru_cache(maxsize=64)
def _aliases(labels: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[tuple[str, str], ...]:
    pairs = {(mapped(name).text, field) for field, names in labels for name in names}
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair)))


def _entries(page: Page, line: Line, aliases: tuple[tuple[str, str], ...]) -> list[Entry]:
    hits = _hits(line.text, aliases)
    entries = []
    for position, hit in enumerate(hits):
        stop = hits[position + 1].start if position + 1 < len(hits) else len(mapped(line.text).text)
        index = mapped(line.text).index
        label = Span(page, line, index[hit.start], index[hit.stop - 1] + 1)
        values: list[Span] = []
        if hit.value_from < stop:
            rest = Span(page, line, index[hit.value_from], index[stop - 1] + 1)
            if not rest.blank and rest.text.strip() not in _GOES_ON and not _begins_beside(page, line, rest):
                values.append(rest)
                if stop == len(index):
                    values += _continued(page, line, rest, aliases)
        if not values and position + 1 == len(hits):
            values = _neighbours(page, line, aliases)
        entries.append(Entry(hit.field, label, tuple(values)))
    return _sharing(line, hits, entries)


def _begins_beside(page: Page, line: Line, rest: Span) -> bool:
    """Whether what stands behind a label is but the beginning of the line beside it, read twice where two loose boxes overlap (`注册日期2`)."""
    text = rest.text.strip()
    return len(text) <= _READ_TWICE and any(other.box.x0 < line.box.x1 and other.text.startswith(text) for other in right_of(page, line)[:1])


def _sharing(line: Line, hits: Sequence[_Hit], entries: Sequence[Entry]) -> list[Entry]:
    """Labels that a stroke joins (`Date of issue / Valid until`) have one value, which a stroke parts too; those of a list (品牌、型号) one cell."""
    shared = entries[-1].values if entries else ()
    between = {mapped(line.text).text[one.stop : other.start] for one, other in pairwise(hits)}
    listed = between <= _LISTED and len({value.text for value in shared}) > 1 and not re.search(r"[、,，;；]", shared[0].text)
    parted = bool(shared) and (listed or (between == {"/"} and re.search(r"[/／]", shared[0].text) is not None))
    if len(entries) < 2 or not parted:
        return list(entries)
    return [entry if entry.values else replace(entry, values=shared) for entry in entries]


def _continued(page: Page, line: Line, rest: Span, aliases: tuple[tuple[str, str], ...]) -> list[Span]:
    """The value together with the next line of the same paragraph or cell, for values that wrap; a sentence that has ended does not."""
    if re.search(r"[。；;]\s*$", rest.text):
        return []
    under = [other for other in below(page, line, 1.2) if not _hits(other.text, aliases)]
    if not under:
        return []
    tail = Line(
        rest.text, rest.box, line.origin, line.confidence, line.chars[rest.start : rest.stop] if line.chars else (), line.seen, line.under_seal
    )
    return [merged_span(page, [tail, under[0]])]


def _neighbours(page: Page, line: Line, aliases: tuple[tuple[str, str], ...]) -> list[Span]:
    if line.box.height * page.height > _UPRIGHT * line.box.width * page.width:
        return [whole(page, other) for other in right_of(page, line)[:1]]  # set upright along several rows, whose values have labels of their own
    values: list[Span] = []
    right = right_of(page, line)
    cell = _cell_beside(page, line, aliases)
    under = [other for other in below(page, line, 2.5) if not _hits(other.text, aliases)]
    column = [whole(page, other) for other in under[:2]] + ([merged_span(page, under[:2])] if len(under) > 1 else [])
    if len(cell) > 1 and not any(abs(part.box.centre[1] - line.box.centre[1]) < 0.35 * line.box.height for part in cell):
        values.append(merged_span(page, cell))
    elif right and (own := _before_label(page, right[0], aliases)) is not None:
        values.append(own)
        stacked = [right[0], *(o for o in below(page, right[0], 1.0) if not _hits(o.text, aliases))][:3] if own.text == right[0].text else []
        values += [merged_span(page, stacked[:n]) for n in range(2, len(stacked) + 1)]
    values += [whole(page, part) for part in cell]
    values += [merged_span(page, cell)] if len(cell) > 1 else []
    joined = [merged_span(page, run)] if right and len(run := _run_on(right, aliases)) > 1 else []
    return [*column, *values, *joined] if right and under and _over_values(page, line, right[0], under[0]) else [*values, *column, *joined]


def _run_on(right: Sequence[Line], aliases: tuple[tuple[str, str], ...]) -> list[Line]:
    """The lines of one cell that a reader parted at a gap between words (福田牌 | BJ1048V9JEA), from the one beside a label on."""
    together = [right[0]]
    for line in right[1:]:
        if line.box.x0 - together[-1].box.x1 > _RUNS_ON * line.box.height or _hits(line.text, aliases):
            break
        together.append(line)
    return together


def _over_values(page: Page, line: Line, beside: Line, under: Line) -> bool:
    """Whether labels stand over their values: what is beside one is a label itself, or each of two has a line right under it, nearer to it
    than to what follows."""
    if not _aligned(line, under) or _is_label(under, _any_label()):
        return False
    if _is_label(beside, _any_label()):
        return True
    other = next((o for o in below(page, beside, _CLOSE) if _aligned(beside, o)), None)
    following = next((o for o in below(page, under, 2.5) if _aligned(under, o)), None)
    apart = (under.box.centre[1] - line.box.centre[1]) / (following.box.centre[1] - under.box.centre[1]) if following else 1.0
    return other is not None and apart < _NEARER and not _is_label(other, _any_label())


def _aligned(line: Line, under: Line) -> bool:
    return abs(under.box.x0 - line.box.x0) < 0.5 * line.box.height and under.box.y0 - line.box.y1 < _CLOSE * line.box.height


@cache
def every_label() -> frozenset[str]:
    """The labels of all kinds of document, as `mapped` has them: none of them is a value."""
    return frozenset(mapped(name).text for fields in words("labels").values() for names in fields.values() for name in names)


@cache
def _any_label() -> tuple[tuple[str, str], ...]:
    return _aliases((("any", tuple(sorted(every_label()))),))


def _before_label(page: Page, line: Line, aliases: tuple[tuple[str, str], ...]) -> Span | None:
    """What a line holds before its first label, all of it where there is none: a reader may run a value and the next label together.
    None where the line begins with a label."""
    hits = _hits(line.text, aliases)
    if not hits:
        return whole(page, line)
    plain = mapped(line.text)
    start = hits[0].start
    return None if _NUMBERING.match(plain.text[:start]) else Span(page, line, 0, plain.index[start])


def _cell_beside(page: Page, line: Line, aliases: tuple[tuple[str, str], ...]) -> list[Line]:
    """Lines of the one cell right of a label, of which none need be level with it (two lines beside a label set in their middle)."""
    height = line.box.height
    beside = [
        other
        for other in page.lines
        if other is not line and other.box.x0 >= line.box.x1 - 0.3 * height and abs(other.box.centre[1] - line.box.centre[1]) < 1.15 * height
    ]
    if not beside:
        return []
    left = min(other.box.x0 for other in beside)
    cell = sorted((o for o in beside if o.box.x0 < left + 3 * height), key=lambda o: o.box.y0)
    return [] if any(_hits(other.text, aliases) for other in cell) else cell


@lru_cache(maxsize=20_000)
def _hits(text: str, aliases: tuple[tuple[str, str], ...]) -> tuple[_Hit, ...]:
    plain = mapped(text)
    taken = [False] * len(plain.text)
    hits: list[_Hit] = []
    for alias, field in aliases:
        at = plain.text.find(alias)
        while at >= 0:
            stop = at + len(alias)
            if not any(taken[at:stop]):
                value_from = len(plain.text) if _translated(plain.text, at, stop, aliases) else _value_start(text, plain.text, plain.index, at, stop)
                if value_from is not None:
                    hits.append(_Hit(field, at, stop, value_from))
                    besides = _BESIDES.match(plain.text, stop)
                    for i in range(at, besides.end() if besides else stop):
                        taken[i] = True
            at = plain.text.find(alias, at + 1)
    if not hits and (begun := _begun(plain.text, aliases)):
        hits.append(begun)
    return tuple(sorted(hits, key=lambda hit: hit.start))


def _translated(plain: str, at: int, stop: int, aliases: tuple[tuple[str, str], ...]) -> bool:
    """Whether nothing follows a Latin label but the beginnings of others in Chinese: `Date of issue / Valid until 签发/有效`."""
    parts = plain[stop:].strip("/ ").split("/")
    return (
        plain[at:stop].isascii()
        and (at == 0 or plain[at - 1] in "/.、")
        and sum(map(len, parts)) >= _TRANSLATED
        and all(has_han(part[:1] or " ") and any(alias.startswith(part) for alias, _ in aliases) for part in parts)
    )


def _begun(plain: str, aliases: tuple[tuple[str, str], ...]) -> _Hit | None:
    """A numbered label that breaks off at the end of its narrow cell, as in `4.机动车登记` over `编号`, whose second line a reader may lose."""
    number = re.match(r"^\d{1,2}[.、]", plain)
    rest = plain[number.end() :] if number else ""
    field = next((field for alias, field in aliases if len(rest) >= _BEGUN and alias != rest and alias.startswith(rest)), None)
    return _Hit(field, len(plain) - len(rest), len(plain), len(plain)) if field else None


def _value_start(text: str, plain: str, index: tuple[int, ...], at: int, stop: int) -> int | None:
    """Where the value behind a label begins, or None when the words are no label here but part of a sentence or a longer word."""
    leading = _NUMBERING.match(plain[:at]) is not None
    spaced = at > 0 and index[at] - index[at - 1] > 1
    if plain[at:stop] == "no" and _DAY.match(plain[stop:]):
        return None  # Cyrillic: по 03.05.2027
    if not (leading or spaced or plain[at - 1] in _BREAK):
        return None
    if not leading and stop < len(plain) and _SENTENCE.match(text, index[stop]):
        return None
    if plain[stop - 1].isascii() and plain[stop : stop + 1].isalpha() and plain[stop : stop + 1].isascii() and index[stop] - index[stop - 1] == 1:
        return None
    rest = plain[stop:]
    if (paired := _PAIRED.match(rest)) and leading:  # 需方/购方.湖北江南: a reader made a dot of the colon
        return stop + paired.end()
    decoration = _DECORATION.match(rest)
    end = decoration.end() if decoration else 0
    if rest[end : end + 1] == ":":
        return stop + end + 1
    if rest[:1] in (":", "=") or (leading and at and rest[:1] == "。"):  # 三、输入国。哈萨克斯坦。
        return stop + 1
    if not rest or (end == len(rest) and not any(c.isdigit() for c in rest)):
        return len(plain)
    gap_after = index[stop] - index[stop - 1] > 1
    closing = rest[0] in ")]"
    begins = leading or (plain[at - 1] in _BREAK and stop - at >= 4)
    if begins and (gap_after or closing or stop - at >= 4 or rest.endswith("公司") or rest[0].isdigit() or rest[0].isascii() or rest[0] in "¥￥"):
        if rest[0] == "/" and end == len(rest):  # 合同编号/N SLTD-UZ-260126, whose colon a reader lost
            return next((i for i in range(stop + 1, len(plain)) if index[i] - index[i - 1] > 1), len(plain))
        return stop + end if rest[:1] in "([/及和与、" else stop + closing
    return stop if spaced and gap_after else None
