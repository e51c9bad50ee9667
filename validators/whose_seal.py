"""Whose seal is it? Decided by likelihood on the frames of the unrolled ring, never by how similar two strings look.

The seal of a sales company differs from its maker's by two letters of fourteen, less than a misread seal differs from itself. So the
expected name competes, on the same frames, with every registry name, with what a near relative would be called and with the free
reading. Only a name far ahead of all of them, that also fits well by itself, is taken as proven.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein

from domain.likelihood import log_likelihoods
from domain.names import CompanyName
from domain.naming import begins_with_place, breaks_a_word, words
from domain.pages import Frames, Seal
from domain.text import has_han

Scores = npt.NDArray[np.float64]


class Ownership(StrEnum):
    EXPECTED = "is_expected"
    UNCLEAR = "unclear"
    ANOTHER = "another"


@dataclass(frozen=True, slots=True)
class SealOwner:
    """`name`: the expected name for EXPECTED, the other company for ANOTHER, the likeliest candidate for UNCLEAR ("" without one).

    `margin`: by how many nats the name leads its best rival on the worst strip of the reader that is surer of it (for ANOTHER: leads the expected name).
    `fit`: its own log-likelihood per character, 0 is certain. `rival`: the best competitor.
    """

    ownership: Ownership
    name: str
    margin: float = 0.0
    fit: float = -99.0
    rival: str = ""


_LEAD = -0.3  # nats, on every strip of a reader, by which the expected name may trail at most: a tie
_MEAN_LEAD = 2.0  # the same, mean over its strips
_FIT = -0.5  # nats per character, mean over its strips, that a proven name must reach
_OBJECTION = -3.0  # nats, mean over the strips of a reader, by which a name that another proves may trail on them
_CONSIDERED = 0.002  # probability below which a character is no rival of another
_SLIP = 4.0  # nats by which a reading that is no name must be likelier than a name to rival it
_OTHER_LEAD = 6.0  # nats, on every strip, by which another company must lead the expected names
_OTHER_FIT = -0.25
_UNREAD = "□"
_OWNERS = ("有限公司", "有限责任公司", "分公司", "厂", "中心", "集团")
_WORDS = (
    "销售", "汽车销售", "营销", "贸易", "国际贸易", "国际", "进出口", "服务", "销售服务", "技术服务", "技术", "科技", "工业", "制造", "汽车",
    "新能源", "新能源汽车", "集团", "控股", "投资", "股份", "责任", "商用车", "乘用车", "客车", "零部件", "出口", "海外", "二手车", "汽车贸易",
)  # fmt: skip
"""Words by which a company's name differs from its relatives'."""
_TRADES = ("销售", "营销", "贸易", "进出口", "服务", "经销")
_FORMS = ("集团股份有限公司", "集团有限公司", "股份有限公司", "有限责任公司", "有限公司", "公司")
_BRANCHES = ("分公司", "销售分公司", "销售部", "事业部", "办事处")


def whose(seal: Seal, expected: Sequence[str], registry: Sequence[str]) -> SealOwner:
    """Decide between the expected name(s) and everybody else. Pure; a seal without frames is unclear."""
    readings = _free_readings(seal)
    free = CompanyName(seal.text).bare.replace(_UNREAD, "")
    if not seal.strips or not _bare(expected):
        return SealOwner(Ownership.UNCLEAR, free)
    wanted = _best_spellings(seal.strips, expected)
    own = {CompanyName(w).bare for w in wanted}
    listed = [name for name in _bare(registry) if name not in own]
    relatives = {name for base in {*wanted, free} if base for name in near_misses(base)}
    neighbours = {name for base in wanted for name in _neighbours(base, seal.strips)}
    candidates = {*relatives, *neighbours, *readings, free, *(s for raw in registry for s in _spellings(raw))}
    seen = _characters(seal.strips)
    others = sorted(
        name for name in candidates if name and _could_be(name, seen) and not any(_same_but_form(name, w) for w in wanted)
    )
    names = [*wanted, *others]
    scores = np.array([log_likelihoods(strip, names) for strip in seal.strips])
    total = scores.mean(axis=0)
    best = int(np.argmax(total[: len(wanted)]))
    fits = total / np.array([len(n) for n in names])
    # A rival that only a slip makes of the expected name must be that much likelier than a name somebody bears.
    handicap = np.array([_SLIP if any(_slip(name, w) for w in wanted) else 0.0 for name in others])
    if not others:
        return SealOwner(Ownership.UNCLEAR, free)
    rival = len(wanted) + int(np.argmax(total[len(wanted) :] - handicap))
    name, fit, other = CompanyName(wanted[best]).bare, float(fits[best]), CompanyName(names[rival]).bare
    leads = _by_reader(seal.strips, scores[:, len(wanted) :] - handicap, names[best], scores[:, best], others)
    lead = max(leads, key=lambda lead: lead.mean)
    proven = any(one.least >= _LEAD and one.mean >= _MEAN_LEAD and one.fit >= _FIT for one in leads)
    if proven and all(one.mean >= _OBJECTION for one in leads) and _no_letter_missing(seal, name, expected):
        return SealOwner(Ownership.EXPECTED, name, lead.least, fit, other)
    rival = len(wanted) + int(np.argmax(total[len(wanted) :]))
    other = CompanyName(names[rival]).bare
    behind = float((scores[:, rival] - scores[:, : len(wanted)].max(axis=1)).min())
    if behind >= _OTHER_LEAD and fits[rival] >= _OTHER_FIT and _UNREAD not in seal.text and _another(other, own, listed, relatives, readings):
        return SealOwner(Ownership.ANOTHER, other, behind, float(fits[rival]), name)
    likeliest = int(np.argmax(total))
    return SealOwner(Ownership.UNCLEAR, CompanyName(names[likeliest]).bare, lead.least, float(fits[likeliest]), other)


@dataclass(frozen=True, slots=True)
class _Lead:
    """How far one reader puts a name ahead of every rival, nats: on its worst strip, on the mean; `fit` as in SealOwner."""

    least: float
    mean: float
    fit: float


def _lead(own: Scores, rivals: Scores, name: str) -> _Lead:
    """The lead of a name on one reader's strips. `own`: its score by strip; `rivals`: by strip and rival; without one nothing is proven."""
    if not rivals.size:
        return _Lead(0.0, 0.0, 0.0)
    return _Lead(float((own - rivals.max(axis=1)).min()), float(own.mean() - rivals.mean(axis=0).max()), float(own.mean() / len(name)))


def _by_reader(strips: Sequence[Frames], scores: Scores, best: str, own: Scores, others: Sequence[str]) -> list[_Lead]:
    """How far each reader puts `best` ahead of `others` (`scores`: by strip and rival). Characters a reader is blind for tell no names
    apart for it."""
    leads = []
    for blind in sorted({strip.blind for strip in strips}):
        unseen = str.maketrans("", "", blind)
        strips_of = [strip.blind == blind for strip in strips]
        rivals = [other.translate(unseen) != best.translate(unseen) for other in others]
        leads.append(_lead(own[strips_of], scores[strips_of][:, rivals], best))
    return leads


def near_misses(name: str) -> set[str]:
    """Names of the relatives a bare company name may be confused with: a word, a place, a legal form or a branch more or less."""
    form = next((f for f in _FORMS if name.endswith(f)), "")
    stem = name.removesuffix(form)
    if not form or len(stem) < 2:
        return {name + branch for branch in _BRANCHES}
    stems = {stem}
    for word in _WORDS:
        stems.add(stem + word)
        if not stem.endswith("汽车"):
            stems.add(stem + "汽车" + word)
        at = stem.find(word)
        while at >= 0:
            stems.add(stem[:at] + stem[at + len(word) :])
            stems.add(stem[:at] + "销售" + stem[at:])
            at = stem.find(word, at + 1)
    for place in words("provinces"):
        if stem.startswith(place):
            stems.add(stem.removeprefix(place).removeprefix("省").removeprefix("市"))
            stems.add(place + "省" + stem.removeprefix(place))
            stems.add(place + "市" + stem.removeprefix(place))
        else:
            stems.add(place + stem)
    for part in ("省", "市"):
        if part in stem[1:5]:
            stems.add(stem.replace(part, "", 1))
    related = {s + form for s in stems if len(s) >= 2}
    related |= {stem + f for f in _FORMS}
    related |= {name + branch for branch in _BRANCHES}
    return related - {name}


def _neighbours(name: str, strips: Sequence[Frames]) -> set[str]:
    """Names one character away: every character replaced by what the recogniser considered anywhere on the ring, left out, or doubled."""
    weight: dict[str, float] = {}
    for strip in strips:
        for step in strip.steps:
            for char, probability in step:
                if char and has_han(char):
                    weight[char] = max(weight.get(char, 0.0), probability)
    rivals = [c for c, p in sorted(weight.items(), key=lambda item: -item[1])[:60] if p > _CONSIDERED]
    found = {name[:i] + name[i + 1 :] for i in range(len(name))}
    for i in range(len(name)):
        found |= {name[:i] + c + name[i + 1 :] for c in rivals}
    for i in range(len(name) + 1):
        found |= {name[:i] + c + name[i:] for c in rivals[:25]}
    return found - {name}


def _characters(strips: Sequence[Frames]) -> set[str]:
    """Every character the recogniser considered anywhere on the ring."""
    return {char for strip in strips for step in strip.steps for char, _ in step if char}


def _could_be(name: str, seen: set[str]) -> bool:
    """Whether every letter of a name was considered somewhere. One that was not costs 13.8 nats, more than a proven name may lack in all."""
    return all(char in seen for char in name)


def _slip(rival: str, wanted: str) -> bool:
    """Whether a rival is the wanted name with a word of it broken, a sign of it taken for a letter, or a letter set before its place or
    behind its legal form: no company is called so."""
    bare, own = CompanyName(rival).bare, CompanyName(wanted).bare
    if breaks_a_word(own, bare):
        return True
    if len(bare) == len(own) + 1 and (bare[:-1] == own or (bare[1:] == own and begins_with_place(own))):
        return True
    signed = re.sub(r"[-()\[\]·]", "\n", CompanyName(wanted).normal)
    return "\n" in signed and re.fullmatch(signed.replace("\n", ".?"), bare) is not None


def _free_readings(seal: Seal) -> list[str]:
    """What each strip says by itself, bare."""
    found = []
    for strip in seal.strips:
        best = [max(step, key=lambda s: s[1])[0] if step else "" for step in strip.steps]
        text = "".join(c for i, c in enumerate(best) if c and (i == 0 or best[i - 1] != c))
        found.append(re.sub(r"\d+$|^\d+", "", CompanyName(text).bare))
    return found


def _no_letter_missing(seal: Seal, name: str, expected: Iterable[str]) -> bool:
    """Whether every hole in the ring is one that the expected name explains: a bracket, hyphen or dot drawn too thin to be read."""
    if _UNREAD not in seal.text:
        return True
    for raw in expected:
        written = CompanyName(raw)
        if written.bare != name:
            continue
        signs = re.sub(r"[-()\[\]·]+", _UNREAD, written.normal)
        holes = re.sub(f"{_UNREAD}+", _UNREAD, re.sub(r"[-()\[\]·]+", _UNREAD, CompanyName(seal.text).normal))
        allowed = {i - signs[:i].count(_UNREAD) for i, c in enumerate(signs) if c == _UNREAD}
        present = {i - holes[:i].count(_UNREAD) for i, c in enumerate(holes) if c == _UNREAD}
        if present <= allowed:
            return True
    return False


def _another(rival: str, own: Iterable[str], listed: Sequence[str], relatives: Iterable[str], readings: Sequence[str]) -> bool:
    """Whether the rival may be named as the owner: every strip spells it, and no loss or slip of letters makes it of an expected name.

    A listed company may differ in two letters, so may one whose word of trade the expected name lacks, a relative by added words; an
    unknown company must differ in three.
    """
    if not rival.endswith(_OWNERS) or any(reading != rival for reading in readings):
        return False
    if any(_within(rival, name) for name in own):
        return False
    distance = min(Levenshtein.distance(rival, name) for name in own)
    if rival in listed or any(word in rival and all(word not in name for name in own) for word in _TRADES):
        return distance >= 2
    added = any(len(rival) >= len(name) + 2 and _within(name, rival) for name in own)
    return distance >= 3 or (added and rival in set(relatives))


def _within(short: str, long: str) -> bool:
    """Whether `short` is `long` with letters left out."""
    rest = iter(long)
    return all(char in rest for char in short)


def _same_but_form(name: str, wanted: str) -> bool:
    """Whether a string is the wanted name with its closing 有限公司 misread: no company is called 有限公避, so that is no rival."""
    bare, own = CompanyName(name).bare, CompanyName(wanted).bare
    if bare == own:
        return True
    stem = own.removesuffix("有限公司")
    rest = bare.removeprefix(stem)
    return stem != own and bare.startswith(stem) and len(rest) <= 4 and Levenshtein.distance(rest, "有限公司") <= 2


def _spellings(raw: str) -> list[str]:
    """How a name may be read off a ring: without its signs, with them, in full width, with one bracket of two."""
    name = CompanyName(raw)
    wide = name.normal.replace("(", "（").replace(")", "）")
    return [s for s in dict.fromkeys((name.bare, name.normal, wide, name.normal.replace("(", ""), name.normal.replace(")", ""))) if s]


def _best_spellings(strips: Sequence[Frames], expected: Iterable[str]) -> list[str]:
    """Each expected name in the spelling that the strips show."""
    best = []
    for raw in expected:
        spellings = _spellings(raw)
        if spellings:
            totals = np.sum([log_likelihoods(strip, spellings) for strip in strips], axis=0)
            best.append(spellings[int(np.argmax(totals))])
    return list(dict.fromkeys(best))


def _bare(names: Iterable[str]) -> list[str]:
    return [bare for bare in dict.fromkeys(CompanyName(n).bare for n in names) if bare]
