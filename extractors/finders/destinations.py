"""Countries in the role of a destination: behind a label, or in a sentence that says that vehicles go there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from domain.countries import CountryMention, mentions
from domain.facts import Fact
from domain.pages import Page
from domain.text import folded, has_han
from extractors.data import words
from extractors.finders.forms import Entry
from extractors.finders.paragraphs import Paragraph, paragraphs
from extractors.finders.spans import Span, fact, mapped
from extractors.finders.values import countries_in, regions_in, surely_named

HOME = "CN"
UNCLEAR_ROLE = "role-unclear"
_LEADING = re.compile(
    r"(?:出口(?:目的国|国别|国家|目的地|目标市场)?(?:为|是|系)?(?:至|到|往|去|向|于)?|出口[^，。；,;、]{2,24}(?:至|到|往)|销往|[卖销发运送输](?:售|运)?(?:至|到|往)|抵达|运往|运至|发往|运抵|目的国(?:家)?(?:为|是|系)?|(?:销售|销往|运往|使用|进口|输入)的?国(?:家)?(?:为|是|系)?|最终使用[国地](?:为|是|系)?|目的地(?:为|是)?|目标市场(?:为|是)?"
    r"|export(?:ed)?(?:from(?:the)?(?:china|prc|people'srepublicofchina))?to|exported[^。;:]{1,160}to|exportationto|destination(?:country)?(?:is|of|:)?|shippedto|shipto|countryofdestination(?:is|:)?|deliveredto|exportingto|destinedfor|tothemarketof|soldto|(?<![a-z])(?:cif|cfr|c&f|cnf|cpt|cip|dap|dpu|ddp|dat)[a-z一-鿿,.()'-]{0,30}[,(]?)"
    r"[\"“「《(:为]?(?:the)?(?:(?:republic|sultanate|kingdom|state|union|commonwealth|federation)of)?(?:the)?$"
)
_TRAILING = re.compile(
    r"^[)\"”」》]?(?:共和国|王国|联邦)?(?:\([^)]{1,40}\))?(?:市场准入|对[^，。；,;]{0,14}(?:车|产品|货物)的?[^，。；,;]{0,6}(?:准入|标准|法规|要求)|市场|境内|国家?准入|的市场准入|(?:机动车|汽车|车辆|道路)[^，。；,;]{0,8}(?:准入|标准|法规|要求|注册)|的准入|准入|当地|一国|使用|(?:国家?)?(?:的|现行|有关|相关|适用)[^，。；,;]{0,12}(?:准入|标准|法规|要求))"
)
_AROUND = (re.compile(r"(?:向|往|对|至|到|在)$"), re.compile(r"^[)\"”」》]?(?:共和国|王国|联邦)?(?:出口|销售|输出|发运|使用|交付|的?售后|的?维修|提供|的(?:车辆|二手车|客户|用户)|之?后)"))
_ASKED = re.compile(
    r"(?:(?:出口|出至|[销卖运发]|目的|抵|输|去往)[^。;?]{0,14}(?:哪|何|什么)[^。;?]{0,8}|(?:which|what)[^。;?]{0,24}(?:country|destination)[^。;?]{0,60})"
    r"\??(?:[^。;?]{0,12}\?)?\d{0,2}(?:答|a(?:nswer)?)?[:.]?$"
)
"""A question to which a country is the answer."""
_SENTENCE = 240
"""Characters before a country among which the verb of its sentence stands."""
_ADDRESS = re.compile(r"地址|位于|[路街道巷]\d|\d号|电话|street|avenue|road|tel|(?<![a-z])(?:av|avda|ul|blvd|st|rd)\.|(?<![a-z])(?:avenida|calle|rua|rue|jalan)")
_BY_WAY = re.compile(r"(?:via|through|transitin|经由?|途经)(?:the)?(?:portof)?$")
_ON_THE_WAY = re.compile(r"[经途]|中转|转运|港|仓|via|transit|port|warehouse")
"""Of a country that goods pass through or lie in."""
_NAMED_AFTER = re.compile(r"ск|ий|ая|ой")
"""Behind a city's name in Cyrillic: the street Минская is not in Minsk."""
_ENGLISH_TRAILING = re.compile(r"^(?:market(?:access)?)")


def destinations(pages: Sequence[Page], entries: Iterable[Entry], field: str = "destination") -> tuple[list[Fact[str]], list[Fact[str]]]:
    """(countries, regions) that the pages name as destination, each once, in reading order. The home country never counts."""
    countries: list[Fact[str]] = []
    regions: list[Fact[str]] = []
    for entry in entries:
        if entry.field == field:
            for value in entry.values:
                here = [c for c in countries_in(value) + cities_in(value) if c.value != HOME]
                there = regions_in(value)
                if here or there:
                    countries += here
                    regions += there
                    break
    for page in pages:
        written = paragraphs(page)
        for position, paragraph in enumerate(written):
            over = next((one for one in reversed(written[:position]) if one.lines[-1].box.shares_column(paragraph.lines[0].box)), None)
            for mention in _in_role(paragraph, mapped(over.text).text if over else ""):
                spans = paragraph.real(paragraph.span.narrowed(mention.start, mention.stop))
                if mention.code is None:
                    regions.append(fact(mention.name, spans))
                elif mention.code != HOME:
                    countries.append(fact(mention.code, spans, least=surely_named(mention.name)))
    if not countries and not regions:
        countries = _perhaps(pages)
    return distinct(countries), distinct(regions)


def countries_meant(pages: Sequence[Page]) -> tuple[Fact[str], ...]:
    """Countries that certificates and statements are for: those in the role of a destination, else the only one that is named; of several
    each is in doubt, since one may be a laboratory's or a standard's."""
    meant = [one for one in destinations(pages, ())[0] if one.doubt != UNCLEAR_ROLE]
    named = _countries_named(pages)
    if meant or len(named) == 1:
        return tuple(meant or named)
    return tuple(replace(one, doubt=one.doubt or UNCLEAR_ROLE) for one in named)


def _countries_named(pages: Sequence[Page]) -> list[Fact[str]]:
    """Every country but the home one that the pages name, whatever for."""
    found = []
    for page in pages:
        for paragraph in paragraphs(page):
            for mention in mentions(paragraph.text):
                if mention.code and mention.code != HOME:
                    spans = paragraph.real(paragraph.span.narrowed(mention.start, mention.stop))
                    found.append(fact(mention.code, spans, least=surely_named(mention.name)))
    return distinct(found)


def also_named(pages: Sequence[Page], besides: Collection[str]) -> list[Fact[str]]:
    """Countries that sentences name outside addresses, but for the home one and those in `besides` (ISO alpha-2)."""
    return [one for one in distinct(_perhaps(pages, _ON_THE_WAY)) if one.value not in besides]


def _perhaps(pages: Sequence[Page], aside: re.Pattern[str] | None = None) -> list[Fact[str]]:
    """Countries named without a word that makes them the destination, addresses and clauses that `aside` is found in aside: said with a
    doubt, never dropped."""
    found = []
    for page in pages:
        for paragraph in paragraphs(page):
            for mention in mentions(paragraph.text):
                clause = re.split(r"[，,。；;]", paragraph.text[: mention.start])[-1] + re.split(r"[，,。；;]", paragraph.text[mention.start :])[0]
                plain = mapped(clause).text
                if mention.code and mention.code != HOME and not _ADDRESS.search(plain) and not (aside and aside.search(plain)):
                    spans = paragraph.real(paragraph.span.narrowed(mention.start, mention.stop))
                    found.append(fact(mention.code, spans, UNCLEAR_ROLE))
    return found


def cities_in(span: Span) -> list[Fact[str]]:
    """Countries of the large cities named in a span."""
    plain = span.squeezed()
    return [
        fact(code, span.of_mapped(at, at + len(city)), least=surely_named(city))
        for city, code in _cities()
        if (at := plain.text.find(city)) >= 0 and not _NAMED_AFTER.match(plain.text, at + len(city))
    ]


def country_of_place(span: Span) -> Fact[str] | None:
    """The country an address or provider names itself, else that of its city: the first in Chinese, the last in Latin letters."""
    named = [c for c in countries_in(span) if c.value != HOME] or cities_in(span)
    return (named[0] if has_han(named[0].raw) else named[-1]) if named else None


def _in_role(paragraph: Paragraph, above: str) -> Iterator[CountryMention]:
    """Mentions that the words before or behind them make a destination, or the question that they answer, be it in the paragraph `above`."""
    plain = folded(paragraph.text)
    for mention in mentions(paragraph.text):
        before = mapped(plain[max(0, mention.start - _SENTENCE) : mention.start]).text
        behind = mapped(plain[mention.stop : mention.stop + 24]).text
        if _BY_WAY.search(before):
            continue
        around = _AROUND[0].search(before) and _AROUND[1].match(behind)
        if around or _LEADING.search(before) or _ASKED.search(above + before) or _TRAILING.match(behind) or _ENGLISH_TRAILING.match(behind):
            yield mention


def distinct(found: list[Fact[str]]) -> list[Fact[str]]:
    """One mention of each, a clean one where there is any, in the order they first appear."""
    best: dict[str, Fact[str]] = {}
    for one in found:
        if one.value not in best or (one.clean and not best[one.value].clean):
            best[one.value] = one
    return list(best.values())


@cache
def _cities() -> tuple[tuple[str, str], ...]:
    return tuple((mapped(city).text, code) for code, cities in words("places")["cities"].items() for city in cities)
