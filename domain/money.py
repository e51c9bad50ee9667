"""Sums of money: figures as printed, and the capital-letter totals of contracts and invoices (Rules for Payment and Settlement, annex 1)."""

from __future__ import annotations

import re
from decimal import Decimal

from domain.text import squeezed

_DIGITS = dict(zip("零壹贰叁肆伍陆柒捌玖", range(10), strict=True)) | dict(zip("〇一二三四五六七八九", range(10), strict=True)) | {"貳": 2, "參": 3, "叄": 3, "陸": 6, "两": 2, "弍": 2, "O": 0, "0": 0}
_UNITS = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1000, "千": 1000}
_MYRIADS = "万萬"
_MYRIAD_MYRIADS = "亿億"
_NUMERAL = "".join([*_DIGITS, *_UNITS]) + _MYRIADS + _MYRIAD_MYRIADS
_WORDS = re.compile(rf"(?P<sign>[(（]?负(?:数)?[)）]?)?(?<![\d.,{_NUMERAL}])(?P<yuan>(?![0O]+[元圆圓块])[{_NUMERAL}]+)[元圆圓块](?:(?P<jiao>[{_NUMERAL}])角)?零?(?:(?P<fen>[{_NUMERAL}])分)?整?正?")
_SIGN = re.compile(r"[①-⑳Ⓧⓧ⊗⊙]")
"""The circled cross before the sum on an invoice, and what readers make of it."""
_FIGURE = re.compile(r"(?<!\d)(?<!\d[.,，])(?P<sign>-|\(|（)?\s*[¥￥]?\s*(?P<minus>-)?\s*(?P<whole>\d{1,3}(?:[,，]\d{3})+|\d+)(?P<cents>\.\d+)?(?!\d|[.,，]\d)")


def amount_in_words(text: str) -> Decimal | None:
    """The first capital-letter sum in a text, in yuan; None when there is none or it is not well formed."""
    match = _WORDS.search(squeezed(_SIGN.sub("", text)))
    if match is None:
        return None
    yuan = _whole(match["yuan"])
    if yuan is None:
        return None
    cents = 10 * _DIGITS.get(match["jiao"] or "零", 0) + _DIGITS.get(match["fen"] or "零", 0)
    value = Decimal(yuan) + Decimal(cents) / 100
    return -value if match["sign"] else value


def whole_number(text: str) -> int | None:
    """A number in Chinese numerals, plain or capital; None for anything else."""
    plain = squeezed(text)
    return _whole(plain) if plain and set(plain) <= set(_NUMERAL) else None


def _whole(text: str) -> int | None:
    """壹拾贰万叁仟零伍 -> 123005; None for numerals in an order that means nothing."""
    total = section = digit = 0
    last_unit = 10**9
    for char in text:
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
        elif char in _UNITS:
            unit = _UNITS[char]
            if unit >= last_unit:
                return None
            section += (digit or 1) * unit
            digit, last_unit = 0, unit
        elif char in _MYRIADS + _MYRIAD_MYRIADS:
            if not section and not digit and not total:
                return None
            large = char in _MYRIAD_MYRIADS
            total = (total + section + digit) * 10**8 if large else total + (section + digit) * 10**4
            section, digit, last_unit = 0, 0, 10**9
        else:
            return None
    return total + section + digit


def figure(text: str) -> tuple[Decimal, int, int] | None:
    """The first figure of a text (`1,234.50`, `¥-38000`, `(12.00)` for minus) and where it stands in the text; what is no figure as a
    whole, as `123,45.00`, gives none of its parts."""
    match = _FIGURE.search(text)
    if match is None:
        return None
    value = Decimal(re.sub(r"\D", "", match["whole"]) + (match["cents"] or ""))
    # Brackets mean minus where the figure has them to itself; behind words (叁拾伍万圆整（¥358,000.00）) they only say it again.
    bracketed = match["sign"] in ("(", "（") and text[match.end() : match.end() + 1] in (")", "）") and not any(c.isalpha() for c in text[: match.start()])
    negative = bool(match["minus"]) or match["sign"] == "-" or bracketed
    return (-value if negative else value), match.start(), match.end()
