"""A recogniser's frames in the alphabet of VINs: what it sees of I, O, Q, small letters and Cyrillic look-alikes counts for the character
a VIN can hold there, everything else (stars, blanks, other scripts) for no character."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from domain.pages import Frames
from domain.text import folded
from domain.vin import ALPHABET, LENGTH

LogProbabilities = npt.NDArray[np.float64]
"""T x 34: log P of no character, then of each of `ALPHABET`; each row's probabilities sum to 1."""

_LOOKS = dict(zip("OQОI|АВЕКМНРСТУХЗ", "00011ABEKMHPCTYX3", strict=True))
_INDEX = {char: i + 1 for i, char in enumerate(ALPHABET)}
_FLOOR = 1e-5
_BEAM, _LIKELY = 24, 1e-3
"""Strings kept after each step, and the least probability at which a character is followed."""
_DIGITS_FROM = 13
"""Place from which a VIN holds digits only."""
_KEPT = 6
"""Characters kept of each step when frames are stored."""


@cache
def vin_character(char: str) -> str:
    """The character of a VIN that `char` looks like; "" for what none looks like."""
    plain = "1" if char in ("l", "!") else folded(char).upper()
    plain = _LOOKS.get(plain, plain)
    return plain if plain in _INDEX else ""


def fold(frames: Frames) -> LogProbabilities:
    """Frames as recognised, in the alphabet of VINs."""
    steps = np.full((len(frames.steps), len(ALPHABET) + 1), _FLOOR)
    for t, step in enumerate(frames.steps):
        for char, probability in step:
            steps[t, _INDEX.get(vin_character(char), 0)] += probability
    steps[:, 0] += np.maximum(0.0, 1.0 - steps.sum(axis=1))  # the many unlikely characters that were not kept
    return np.asarray(np.log(steps / steps.sum(axis=1, keepdims=True)), np.float64)


def best_string(steps: LogProbabilities) -> tuple[str, tuple[float, ...]]:
    """The likeliest path, repeats merged and blanks dropped, with the probability of each character."""
    path = steps.argmax(axis=1)
    text, sure = "", []
    last = 0
    for t, best in enumerate(path):
        if best and best != last:
            text += ALPHABET[best - 1]
            sure.append(0.0)
        if best:
            sure[-1] = max(sure[-1], float(np.exp(steps[t, best])))
        last = int(best)
    return text, tuple(sure)


def likely_vins(steps: LogProbabilities, count: int) -> list[tuple[str, float]]:
    """The likeliest strings of a VIN's length that end in digits, with log P; CTC prefix beam search (Graves, 2012, section 7.5)."""
    # text -> P of ending in a blank, and in its last character, both over that of the likeliest text
    beams: dict[str, tuple[float, float]] = {"": (1.0, 0.0)}
    scale = 0.0
    for row in np.exp(steps):
        step = row.tolist()
        likely = [(ALPHABET[i], step[i + 1]) for i in np.flatnonzero(row[1:] > _LIKELY)]
        grown: dict[str, list[float]] = {}
        for text, (blank, char) in beams.items():
            both, last = blank + char, text[-1:]
            same = grown.setdefault(text, [0.0, 0.0])
            same[0] += both * step[0]
            if last:
                same[1] += char * step[_INDEX[last]]
            if len(text) == LENGTH:
                continue
            for new, probability in likely:
                if len(text) < _DIGITS_FROM or new.isdigit():
                    grown.setdefault(text + new, [0.0, 0.0])[1] += (blank if new == last else both) * probability
        ranked = sorted(grown.items(), key=_behind)[:_BEAM]
        best = max(sum(ranked[0][1]), 1e-300)
        scale += float(np.log(best))
        beams = {text: (p[0] / best, p[1] / best) for text, p in ranked}
    full = [(text, scale + float(np.log(max(sum(p), 1e-300)))) for text, p in beams.items() if len(text) == LENGTH]
    return sorted(full, key=lambda item: (-item[1], item[0]))[:count]


def _behind(entry: tuple[str, list[float]]) -> tuple[float, str]:
    return -entry[1][0] - entry[1][1], entry[0]


def kept(steps: LogProbabilities) -> Frames:
    """Folded frames as they are stored with a reading: the likeliest characters of each step."""
    out = []
    for step in np.exp(steps):
        order = np.argsort(-step, kind="stable")[:_KEPT]
        out.append(tuple(("" if i == 0 else ALPHABET[i - 1], round(float(step[i]), 5)) for i in order if step[i] > 2 * _FLOOR))
    return Frames(tuple(out), floor=_FLOOR)
