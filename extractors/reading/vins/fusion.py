"""From several readings of one strip to the VINs it may say, and whether one of them is what is seen.

Alphabet, check digit and the shape of a VIN rank candidates; they never make one a reading. A VIN is `read` where both recognisers,
on whatever pictures of the strip, gave exactly its characters and nothing else comes near it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from domain.likelihood import log_likelihoods
from domain.vin import LENGTH, check_digit_holds, chinese, look_alike_texts, look_alikes, looks_like_vin, well_formed
from extractors.reading.vins.folding import LogProbabilities, best_string, kept, likely_vins

_PER_READING, _CROSSED, _TRIED, _REPAIRED = 5, 14, 60, 5
"""Candidates taken of each reading, crossed with each other, kept for the second round, and repaired."""
_MOST_CROSSINGS = 4
_WORST = 12.0
"""nats by which one reading can speak against a candidate: a picture on which nothing can be read must not decide."""
_TEMPER = 0.6
"""Readings of one strip are not independent."""
_AGAINST_CHECK, _WITH_CHECK = 12.0, 1.5
"""nats: no Chinese VIN was ever seen to break its check digit (131 of 131); elsewhere keeping it says a little."""
_AHEAD, _AHEAD_UNCHECKED = 6.0, 8.0
"""nats to the next candidate from which a VIN is read, and where no check digit stands behind it."""
_SURE_UNCHECKED, _PICTURES_UNCHECKED = 0.9, 2
"""Without a check digit two generations of one family agree on the same slip (8 read as B) too often: one recogniser must have been this
sure of every character on so many pictures besides."""
_OFFERED, _NEAR = 3, 12.0
"""Candidates offered to a person, and nats behind the first at which they end."""
_FIT = -0.35
"""nats per character on the three readings it fits best: below, a candidate is a guess."""
_BEST_FITS = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """What one recogniser makes of one picture of the strip. `weight`: how much it has been found to be worth."""

    engine: str
    view: str
    steps: LogProbabilities
    text: str
    sure: tuple[float, ...]
    weight: float = 1.0

    @property
    def name(self) -> str:
        return f"{self.engine}/{self.view}"

    @property
    def surety(self) -> float:
        """Sum over characters: rises with their number and with how sure each is."""
        return sum(self.sure)


@dataclass(frozen=True, slots=True)
class Candidate:
    """`score`: log probability up to a constant; `fit`: nats per character; `seen`: the readings that gave exactly it."""

    value: str
    score: float
    fit: float
    seen: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Fused:
    """Candidates likeliest first, empty where the strip holds no VIN that can be made out; `read`: the first one is what is seen."""

    candidates: tuple[Candidate, ...]
    read: bool


def reading_of(engine: str, view: str, steps: LogProbabilities, weight: float = 1.0) -> Reading:
    text, sure = best_string(steps)
    return Reading(engine, view, steps, text, sure, weight)


def fused(readings: Sequence[Reading]) -> Fused:
    """All readings of one strip together."""
    ranked = _ranked(readings)
    near = [c for c in ranked[: 3 * _OFFERED] if c.score >= ranked[0].score - _NEAR]
    offered = [c for c in near if c.fit >= _FIT and _made_out(c.value, readings)][:_OFFERED]
    if not offered:
        return Fused((), False)
    ahead = ranked[0].score - ranked[1].score if len(ranked) > 1 else np.inf
    return Fused(tuple(offered), offered[0] is ranked[0] and _is_read(ranked[0], float(ahead), ranked, readings))


def _is_read(first: Candidate, ahead: float, ranked: Sequence[Candidate], readings: Sequence[Reading]) -> bool:
    engines = {reading.engine for reading in readings}
    if len(engines) < 2 or {reading.engine for reading in first.seen} != engines:
        return False
    if check_digit_holds(first.value):
        return ahead >= _AHEAD and _best_unaided(ranked) is first
    if chinese(first.value):
        return False  # a slip on the plate or in the reading: a person looks
    sure = [reading.engine for reading in first.seen if min(reading.sure) >= _SURE_UNCHECKED]
    return ahead >= _AHEAD_UNCHECKED and any(sure.count(engine) >= _PICTURES_UNCHECKED for engine in engines)


def _best_unaided(ranked: Sequence[Candidate]) -> Candidate:
    """The likeliest by what was seen alone."""
    return max(ranked, key=lambda c: c.score - _prior(c.value))


def _prior(vin: str) -> float:
    if chinese(vin):
        return 0.0 if check_digit_holds(vin) else -_AGAINST_CHECK
    return _WITH_CHECK if check_digit_holds(vin) else 0.0


def _ranked(readings: Sequence[Reading]) -> list[Candidate]:
    seen: dict[str, float] = defaultdict(float)
    for reading in readings:
        for text, score in likely_vins(reading.steps, _PER_READING):
            seen[text] += float(np.exp(max(score, -30.0)))
        if well_formed(reading.text):
            seen[reading.text] += 1
    likely = [text for text, _ in sorted(seen.items(), key=lambda item: (-item[1], item[0]))[:_CROSSED]]
    first = sorted({text for text in [*likely, *_crossed(likely)] if looks_like_vin(text)})
    if not first:
        return []
    scores = _scores(readings, first)[1]
    order = np.argsort(-scores, kind="stable")
    texts = {first[i] for i in order[:_TRIED]}
    for i in order[:_REPAIRED]:
        texts.update(_repairs(first[i]))
    listed = sorted(texts)
    likelihoods, scores = _scores(readings, listed)
    fits = np.sort(likelihoods / LENGTH, axis=0)[-_BEST_FITS:].mean(axis=0)
    candidates = [
        Candidate(text, float(scores[i]) + _prior(text), float(fits[i]), tuple(r for r in readings if r.text == text))
        for i, text in enumerate(listed)
    ]
    return sorted(candidates, key=lambda c: (-c.score, c.value))


def _scores(readings: Sequence[Reading], texts: Sequence[str]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """log P of each text on each reading (readings x texts), and the tempered, weighted sum of how far each lies behind the best."""
    likelihoods = np.array([log_likelihoods(kept(reading.steps), texts) for reading in readings])
    behind = np.maximum(likelihoods - likelihoods.max(axis=1, keepdims=True), -_WORST)
    weights = np.array([reading.weight for reading in readings])[:, None]
    return likelihoods, np.asarray((_TEMPER * weights * behind).sum(axis=0))


def _crossed(texts: Sequence[str]) -> Iterable[str]:
    """Texts that take some of their characters from one reading and some from another."""
    for a, b in combinations(texts, 2):
        places = [i for i in range(LENGTH) if a[i] != b[i]]
        if 2 <= len(places) <= _MOST_CROSSINGS:
            for chosen in range(1, 2 ** len(places) - 1):
                taken = {place for bit, place in enumerate(places) if chosen >> bit & 1}
                yield "".join(b[i] if i in taken else a[i] for i in range(LENGTH))


def _repairs(text: str) -> Iterable[str]:
    """The same with one character, or with two where that mends the check digit, replaced by one that looks like it."""
    for new in look_alike_texts(text):
        if looks_like_vin(new) and (check_digit_holds(new) or sum(a != b for a, b in zip(text, new, strict=True)) == 1):
            yield new


def _made_out(vin: str, readings: Sequence[Reading]) -> bool:
    """Whether every character of a candidate was seen at its place, it or one that looks like it, by a reading of a VIN's length."""
    whole = [reading.text for reading in readings if len(reading.text) == LENGTH]
    return bool(whole) and all(any(text[i] == char or text[i] in look_alikes(char) for text in whole) for i, char in enumerate(vin))
