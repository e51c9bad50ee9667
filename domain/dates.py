"""Dates in every form of DATE-001, Chinese numerals included; an ambiguous day/month order is said, never guessed.

With points the day comes first (08.01.2028): nobody writes the month first so.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from domain.text import folded, unmarked

_MONTHS = {m: i for i, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)}
_DIGITS = dict(zip("〇零○Ο０一二三四五六七八九", "00000123456789", strict=True)) | dict(zip("壹贰叁肆伍陆柒捌玖", "123456789", strict=True)) | {"O": "0", "元": "1", "正": "1"}
_CN = "〇零○Ο一二三四五六七八九十廿卅元正壹贰叁肆伍陆柒捌玖拾"
_LANGUAGES = ("es", "fr", "pt", "ru")
"""Beside English, those that certificates of destinations are written in; their months come from Unicode CLDR."""
_MONTH = r"(?P<mon>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_FORMS = (
    re.compile(r"(?P<y>(?:19|20)\d{2})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*[日号]?"),
    re.compile(rf"(?P<y>[{_CN}]{{4}})\s*年\s*(?P<m>[{_CN}]{{1,3}})\s*月\s*(?P<d>[{_CN}]{{1,4}})\s*[日号]?"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})\s?[-/.]\s?(?P<m>\d{1,2})\s?[-/.]\s?(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})[-/.](?P<m>\d{2})[-/.](?P<d>\d{2})(?=\d{1,2}[.、](?:\D|$))"),  # the next item's number runs on: 2025-11-284.机动车
    re.compile(r"(?<![\dA-Z])(?P<y>(?:19|20)\d{2})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?![\dA-Z])"),
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s.,-]*{_MONTH}[\s.,-]*(?P<y>(?:19|20)\d{{2}})(?!\d)", re.IGNORECASE),
    re.compile(rf"{_MONTH}[\s.]*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s,.]+(?P<y>(?:19|20)\d{{2}})(?!\d)", re.IGNORECASE),
    re.compile(r"(?<!\d)(?P<a>\d{1,2})\s?(?P<sep>[-/.])\s?(?P<b>\d{1,2})\s?(?P=sep)\s?(?P<y>(?:19|20)\d{2})(?!\d)"),
)


@cache
def _months() -> dict[str, int]:
    """Months by name in `_LANGUAGES`, with and without accents."""
    from babel import Locale

    named = [(str(name).lower(), number) for code in _LANGUAGES for number, name in Locale.parse(code).months["format"]["wide"].items()]
    return {spelled: number for name, number in named for spelled in (name, unmarked(name))}


@cache
def _with_month_names() -> re.Pattern[str]:
    """`4 de mayo de 2026`, `1er juin 2026`, `20 февраля 2026`."""
    names = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    return re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})\s?\.?(?:er|º|°|o|го)?\.?\s*(?:del?\s?)?(?P<name>{names})\s*(?:del?\s?)?,?\s*(?P<y>(?:19|20)\d{{2}})(?!\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text at `start:stop`. `other` is the second meaning of an ambiguous day/month order, else None."""

    value: date
    raw: str
    start: int
    stop: int
    other: date | None = None


def dates_in(text: str) -> list[DateMention]:
    """All dates in a text, in order; of readings that overlap the one that begins first. Offsets refer to `folded(text)`, which they index truly."""
    plain = folded(text)
    found: list[DateMention] = []
    for match in sorted((match for form in (*_FORMS, _with_month_names()) for match in form.finditer(plain)), key=lambda match: match.start()):
        if not (found and match.start() < found[-1].stop) and (mention := _mention(match)):
            found.append(mention)
    return found


def parse_date(text: str) -> DateMention | None:
    """The one date in a text; None when there is none or more than one."""
    found = dates_in(text)
    return found[0] if len(found) == 1 else None


def later(day: date, count: int, unit: str) -> date:
    """The day so many days, months or years later; at the end of a shorter month its last day. `unit`: day | month | year."""
    if unit == "day":
        return day + timedelta(days=count)
    months = day.year * 12 + day.month - 1 + (count if unit == "month" else 12 * count)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _mention(match: re.Match[str]) -> DateMention | None:
    parts = match.groupdict()
    span = {"raw": match.group(), "start": match.start(), "stop": match.end()}
    if "a" in parts:
        year, a, b = int(parts["y"]), int(parts["a"]), int(parts["b"])
        readings = [d for d in (_date(year, b, a), None if parts["sep"] == "." else _date(year, a, b)) if d]
        if not readings:
            return None
        other = readings[1] if len(readings) == 2 and readings[0] != readings[1] else None
        return DateMention(readings[0], **span, other=other)  # type: ignore[arg-type]
    if parts.get("name"):
        value = _date(int(parts["y"]), _months()[parts["name"].lower()], int(parts["d"]))
        return DateMention(value, **span) if value else None  # type: ignore[arg-type]
    month = _MONTHS[parts["mon"][:3].lower()] if parts.get("mon") else _number(parts["m"])
    value = _date(_number(parts["y"], year=True), month, _number(parts["d"]))
    return DateMention(value, **span) if value else None  # type: ignore[arg-type]


def _number(text: str, *, year: bool = False) -> int:
    if text.isascii():
        return int(text)
    if year:
        digits = "".join(_DIGITS.get(c, "") for c in text)
        return int(digits) if len(digits) == 4 else 0
    text = text.replace("廿", "二十").replace("卅", "三十").replace("拾", "十")
    if "十" in text:
        tens, _, units = text.partition("十")
        return 10 * (int(_DIGITS.get(tens[-1:], "1")) if tens else 1) + (int(_DIGITS.get(units[:1], "0")) if units else 0)
    return int("".join(_DIGITS.get(c, "") for c in text) or 0)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
