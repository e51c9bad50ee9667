"""Countries by code or by name in Chinese (simplified, traditional), English and the extra table. A region is not a country.

Sources: Unicode CLDR through babel (`_LANGUAGES`), ISO 3166-1 and its translations through pycountry, `data/countries.toml`.
"""

from __future__ import annotations

import gettext
import re
from dataclasses import dataclass
from functools import cache

from domain.data import table
from domain.text import folded, has_han, simplified, squeezed, unmarked

_STREET = re.compile(r"\s*(?:大道|大街|路(?![线运上途由虎])|[街巷]|(?:street|st|avenue|ave|road|rd|boulevard|blvd|highway)\b)", re.IGNORECASE)
"""Behind a country's name it makes a street of it: 俄罗斯联邦大道 in Phnom Penh."""
_OF_THE_UNITED_STATES = re.compile(r"\s*,?\s*(?:\d{5}(?!\d)|u\.?s\.?a)", re.IGNORECASE)
"""Behind Georgia it makes a state of it: Suwanee, Georgia 30024."""
_LANGUAGE = re.compile(r"[文语](?![莱化])")
"""Behind a country's name it makes a language of it (西班牙文版), but for 文莱 and 文化."""
_LANGUAGES = ("zh_Hans", "zh_Hant", "zh_Hant_HK", "en", "es", "fr", "pt", "ru")
"""Of forms and of the certificates of destinations, as far as a recogniser reads their letters."""
_FORMAL = ("伊斯兰共和国", "人民共和国", "民主共和国", "联邦共和国", "共和国", "王国", "联邦", "国")


@dataclass(frozen=True, slots=True)
class CountryMention:
    """A country (`code`, ISO 3166 alpha-2) or a region (`code` None) named in a text at `start:stop`."""

    name: str
    code: str | None
    start: int
    stop: int


def country_code(text: str) -> str | None:
    """Alpha-2 code of a text that is nothing but a country's code or name; None for regions and anything else."""
    key = _key(text)
    if len(key) in (2, 3) and key.isascii():
        code = _codes().get(key.upper())
        if code:
            return code
    found = _names().get(key)
    if found is None and has_han(key):
        found = next((_names().get(key.removesuffix(end)) for end in _FORMAL if key.endswith(end) and _names().get(key.removesuffix(end))), None)
    if found is None:
        found = _names().get(re.sub(r"^(the )?(republic|kingdom|state|federation) of (the )?", "", key).removeprefix("the "))
    return found or None


def is_region(text: str) -> bool:
    """Whether the text names a region such as 中东 or the EU."""
    return _names().get(_key(text), None) == ""


def country_name(code: str, language: str) -> str:
    """Display name of an alpha-2 code in `zh` or `en`; the code itself when there is none."""
    from babel import Locale

    locale = Locale.parse("zh_Hans" if language == "zh" else "en")
    return str(locale.territories.get(code, code))


def mentions(text: str) -> list[CountryMention]:
    """Countries and regions named in running text, longest name first at each spot, in text order.

    Chinese names are matched anywhere (印度尼西亚 never gives 印度), others as whole words. A street named for a country names none, nor does its language.
    """
    plain = simplified(folded(text))
    if len(plain) != len(text):  # keep offsets true: NFKC may change lengths, then offsets refer to the folded text
        text = plain
    found: list[CountryMention] = []
    for match in _pattern().finditer(_plain(plain)):
        if _STREET.match(plain, match.end()) or _LANGUAGE.match(plain, match.end()):
            continue
        code = _names()[_key(match.group())]
        if code == "GE" and _OF_THE_UNITED_STATES.match(plain, match.end()):
            code = "US"
        found.append(CountryMention(text[match.start() : match.end()], code or None, match.start(), match.end()))
    return found


def unions_in(text: str) -> list[CountryMention]:
    """Unions named in a text whose certificates hold in all their members; `code` is that of `union_members`."""
    plain = folded(text).lower()
    found = []
    for code, entry in table("countries")["unions"].items():
        for name in entry["names"]:
            pattern = re.escape(name) if has_han(name) else rf"(?<!\w){re.escape(name)}(?!\w)"
            found += [CountryMention(m.group(), code, m.start(), m.end()) for m in re.finditer(pattern, plain)]
    return sorted(found, key=lambda mention: mention.start)


def union_members(code: str) -> frozenset[str]:
    """Alpha-2 codes of a union's members, e.g. of EAEU; empty for a name that is none."""
    entry = table("countries")["unions"].get(code)
    return frozenset(entry["members"]) if entry else frozenset()


def _key(text: str) -> str:
    text = _plain(simplified(folded(text)).strip().strip(".。,，;；:："))
    return squeezed(text) if has_han(text) else re.sub(r"\s+", " ", text)


def _plain(text: str) -> str:
    """Lower case without accents, apostrophes of one form (Côte d’Ivoire, Cote d'Ivoire)."""
    return unmarked(text.lower()).replace("’", "'")


@cache
def _codes() -> dict[str, str]:
    import pycountry

    return {c.alpha_2: c.alpha_2 for c in pycountry.countries} | {c.alpha_3: c.alpha_2 for c in pycountry.countries}


@cache
def _names() -> dict[str, str]:
    """Key -> alpha-2 code, or "" for a region."""
    import pycountry
    from babel import Locale

    known = {c.alpha_2 for c in pycountry.countries}
    names: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if code in known:
                names.setdefault(_key(name), code)
                names.setdefault(_key(re.sub(r"[（(].*?[）)]", "", folded(name))), code)
    for country in pycountry.countries:
        for attribute in ("name", "official_name", "common_name"):
            if name := getattr(country, attribute, None):
                names.setdefault(_key(name), country.alpha_2)
    for language in _LANGUAGES:
        translated = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, [language], fallback=True).gettext
        for country in pycountry.countries:
            if name := getattr(country, "official_name", None):  # Estados Unidos Mexicanos is not the United States
                names.setdefault(_key(translated(name)), country.alpha_2)
    extra = table("countries")
    names |= {_key(alias): code for code, aliases in extra["aliases"].items() for alias in aliases}
    names |= {_key(region): "" for region in extra["not_countries"]}
    # A bare 刚果 or Congo may be either state; того is "of that" far more often than Togo.
    for ambiguous in ("刚果", "congo", "korea", "guinea-bissau ", "", "того"):
        names.pop(ambiguous, None)
    return names


@cache
def _pattern() -> re.Pattern[str]:
    def escaped(name: str) -> str:
        body = re.escape(name)
        return body if has_han(name) else rf"(?<![a-z0-9а-яё]){body}(?![a-z0-9а-яё])"

    usable = [n for n in _names() if (len(n) > 1 and has_han(n)) or len(n) > 3 or n.upper() in {"UK", "USA", "UAE", "KSA", "EU", "GCC", "CIS", "DRC"}]
    return re.compile("|".join(escaped(n) for n in sorted(usable, key=len, reverse=True)))
