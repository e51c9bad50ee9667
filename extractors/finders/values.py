"""Parsers: what a span that should hold a value of some type says. Each gives a fact or None."""

from __future__ import annotations

import re
from datetime import date

from domain.countries import mentions
from domain.dates import dates_in
from domain.facts import Fact
from domain.models import listed_product, mended_model
from domain.text import folded, has_han
from domain.vin import well_formed
from extractors.finders.companies import english_company
from extractors.finders.spans import CLEAN_CHARACTER, Span, fact
from extractors.finders.vins import vin_fact, vins_in

_CODE = re.compile(r"(?<![a-z0-9])[a-z0-9]{7,16}(?:[-/][a-z0-9]+)*(?![a-z0-9])")
_MODEL = re.compile(r"[a-z]{2,5}\d(?:(?!vin(?:$|[:l]))[a-z0-9])*(?:[-/][a-z0-9]+)*|[a-z][a-z0-9]+[-/][a-z0-9-/]+(?:\.\d+)?|[a-z]+\d[a-z0-9-]{2,}")
_TRADE_NAME = re.compile(r"(?![a-z]{2,4}[1-9]\d{3})[a-z0-9-]{2,10}/(?=[a-z]{2,4}[1-9]\d{3})")
"""What a car is called in the shops, before its model: MG4/CSA7001FBEV3."""
_TRADE_FIGURE = re.compile(r"(?<=[㐀-鿿])(?<!牌)\d(?=[a-z]{2,4}[1-9]\d{3})")
"""The figure that ends what a car is called in the shops, before its model: 瑞虎8SQR6470T1C9T."""
_KILOMETRES = re.compile(r"(\d{1,3}(?:[,，.]\d{3})+|\d{1,7})(?:\.\d{1,2})?(?=$|\D)")
"""Groups of three are thousands, whatever parts them: no odometer shows three decimals."""
_MILES = re.compile(r"万(?:km|公里)|miles?")
_TRIM = " \t:：;；,，.。、_|*"
_NO_VALUE = {"", "-", "--", "/", "无", "n/a", "na", "none"}


FREE_TEXT = 0.3
"""Least character probability for text that is shown and counted, never compared: an address, a telephone number, a clause."""


_LISTED = 0.4
"""Least character probability of a word of a closed list."""


def text_value(span: Span, least: float = CLEAN_CHARACTER) -> Fact[str] | None:
    """Whatever stands there, trimmed."""
    value = span.text.strip(_TRIM)
    if value.lower() in _NO_VALUE:
        return None
    start = span.text.find(value)
    return fact(value, span.narrowed(start, start + len(value)), least=least)


def product_text(span: Span) -> Fact[str] | None:
    """Whatever stands there as a vehicle's product name."""
    return text_value(span, least_of_product(span.text.strip(_TRIM)))


def least_of_product(name: str) -> float:
    """Least character probability of a product name: in one of a closed list a misread character makes another word of none (洒水车 as 酒水车)."""
    return _LISTED if listed_product(name) else CLEAN_CHARACTER


def date_value(span: Span) -> Fact[date] | None:
    return next(iter(date_values(span)), None)


def date_values(span: Span) -> list[Fact[date]]:
    """All dates of a span; an ambiguous day/month order is a doubt."""
    exact = len(folded(span.text)) == len(span.text)  # else the offsets of the folded text are not those of the span
    return [fact(d.value, span.narrowed(d.start, d.stop) if exact else span, "ambiguous-date" if d.other else None) for d in dates_in(span.text)]


def vin_value(span: Span) -> Fact[str] | None:
    found = vins_in(span)
    return vin_fact(found[0]) if found else None


def model_value(span: Span) -> Fact[str] | None:
    """A vehicle model as the Announcement writes it: letters and digits, at least one of each, in upper case."""
    parts = [span.narrowed(m.start(), m.end()) for m in re.finditer(r"\S+", span.text)]
    for part in (*parts, span):  # a model has no gaps of its own unless nothing else in the cell is one
        plain = part.squeezed()
        for code in _CODE.finditer(plain.text):
            if _TRADE_FIGURE.match(plain.text, code.start()):
                continue
            if (mended := mended_model(code.group().upper())) != code.group().upper():
                return fact(mended, part.of_mapped(code.start(), code.end()), cut_off(span, part))
        matches = [m for m in _MODEL.finditer(plain.text) if len(m.group()) >= 5 and any(c.isdigit() for c in m.group()) and not _holds_vin(m.group())]
        if matches:
            best = max(matches, key=lambda m: len(m.group()))
            begun = plain.text[best.start() - 1 : best.start()]  # a letter or digit before it: the beginning may be misread
            begins = not (begun.isascii() and begun.isalnum()) or _TRADE_FIGURE.match(plain.text, best.start() - 1)
            doubt = cut_off(span, part) if begins else "perhaps-cut-off"
            start = best.start() + (named.end() if (named := _TRADE_NAME.match(best.group())) else 0)
            return fact(plain.text[start : best.end()].upper(), part.of_mapped(start, best.end()), doubt)
    return None


def cut_off(span: Span, part: Span) -> str | None:
    """A doubt where more letters or digits stand behind the model in the same cell: it may go on there."""
    rest = span.line.text[part.stop : span.stop].strip()
    return "perhaps-cut-off" if part.stop < span.stop and re.match(r"(?!VIN$)[A-Z0-9]{1,8}$|[-/]$", rest) else None


def _holds_vin(text: str) -> bool:
    """A VIN ends in figures; a model of its length in the letters of its variant."""
    return any(well_formed(text[at : at + 17].upper()) and text[at + 13 : at + 17].isdigit() for at in range(len(text) - 16))


def brand_value(span: Span) -> Fact[str] | None:
    """A trademark, with or without 牌; a model behind it in the same cell is left out."""
    plain = span.squeezed()
    mark = plain.text.find("牌")
    if 0 < mark <= 16:
        start = max(plain.text.rfind(c, 0, mark) for c in ":,;、/|") + 1
        start = max(start, plain.text.rfind("公司", 0, mark) + len("公司")) if "公司" in plain.text[start:mark] else start  # its maker, in the row above
        return fact(span.of_mapped(start, mark + 1).text.strip(_TRIM), span.of_mapped(start, mark + 1)) if start < mark else None
    words = list(re.finditer(r"\S+", span.text))
    coded = next((word for word in words[1:] if any(c.isdigit() for c in word.group())), None)
    if coded and not any(c.isdigit() for c in span.text[: coded.start()]):  # CHERY SQR6473T1CT
        return brand_value(span.narrowed(0, coded.start()))
    model = _MODEL.search(plain.text)
    stop = model.start() if model and model.start() > 0 else len(plain.text)
    if model and model.start() == 0:
        return None
    text = plain.text[:stop].strip(":,;、/|()")
    if "公司" in text or english_company(span):  # its maker, in the row above
        return None
    if not text or len(text) > 24 or text in _NO_VALUE or not any(c.isalpha() for c in text):
        return None
    start = plain.text.find(text)
    part = span.of_mapped(start, start + len(text))
    return fact(part.text.strip(_TRIM), part)


def mileage_value(span: Span) -> Fact[int] | None:
    """Kilometres; a figure in 万公里 or miles is not converted but left unread."""
    plain = span.squeezed()
    match = _KILOMETRES.search(plain.text)
    if match is None or _MILES.search(plain.text):
        return None
    return fact(int(re.sub(r"\D", "", match.group(1))), span.of_mapped(match.start(), match.end()))


def countries_in(span: Span) -> list[Fact[str]]:
    """Countries named in a span, as alpha-2 codes, in text order."""
    return [fact(m.code, _mention_span(span, m.start, m.stop), least=surely_named(m.name)) for m in mentions(span.text) if m.code]


def surely_named(name: str) -> float:
    """Least character probability for a word of a closed list: the longer a country's name, the less one slip can make it another's."""
    return CLEAN_CHARACTER if len(name) < 3 else 0.5 if len(name) == 3 else 0.3


def regions_in(span: Span) -> list[Fact[str]]:
    """Regions that are not a country, by their name as written."""
    return [fact(m.name, _mention_span(span, m.start, m.stop)) for m in mentions(span.text) if not m.code]


def country_value(span: Span) -> Fact[str] | None:
    found = countries_in(span)
    return next((one for one in found if one.clean and one.value == found[0].value), found[0] if found else None)


def language_of(text: str) -> str | None:
    """zh | ru | en by the script most letters belong to; None for text without letters."""
    han = sum(has_han(c) for c in text)
    cyrillic = sum("Ѐ" <= c <= "ӿ" for c in text)
    latin = sum(c.isascii() and c.isalpha() for c in text)
    if not han and not cyrillic and not latin:
        return None
    if 2 * han >= max(latin / 2, cyrillic):
        return "zh"
    return "ru" if cyrillic > latin else "en"


def _mention_span(span: Span, start: int, stop: int) -> Span:
    return span.narrowed(start, stop) if len(folded(span.text)) == len(span.text) else span
