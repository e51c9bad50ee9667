"""What a CTC recogniser's frames say: the best string with a place and a rival for every character, and sparse frames.

Frames are T x C probabilities; class 0 is the blank.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from domain.pages import Char, Frames
from domain.text import has_han
from extractors.reading.engine import Recognition

Probabilities = npt.NDArray[np.float32]
"""T x C, float32, each row sums to 1."""

_BLANK = 0
_HALF_WIDE, _HALF_NARROW = 2.6, 1.6
"""Half the widest advance of a Han and of a Latin character, in frames of 8 px at a line height of 48 px."""
_KEPT, _LEAST = 12, 1e-6


def decode(frames: Probabilities, alphabet: Sequence[str], valid: float) -> Recognition:
    """Best path, repeats merged and blanks dropped. `valid`: how many frames hold the line (the rest is padding)."""
    steps = frames[: max(1, int(np.ceil(valid)))]
    best = steps.argmax(axis=1)
    probability = steps[np.arange(len(steps)), best]
    starts = np.flatnonzero((best != _BLANK) & np.concatenate(([True], best[1:] != best[:-1])))
    if not len(starts):
        return Recognition("", 0.0)
    runs = []
    for start in starts:
        stop = int(start) + 1
        while stop < len(best) and best[stop] == best[start]:
            stop += 1
        runs.append((int(start), stop))
    centres = [_centre(a, probability[a:b].tolist()) for a, b in runs]
    peaks = [a + int(probability[a:b].argmax()) for a, b in runs]
    others = steps[peaks]
    others[:, _BLANK] = others[np.arange(len(runs)), best[peaks]] = 0
    rivals = others.argmax(axis=1)
    chars = []
    for i, (a, _) in enumerate(runs):
        text = alphabet[best[a]]
        half = _HALF_WIDE if has_han(text) else _HALF_NARROW
        left = max(centres[i] - half, (centres[i - 1] + centres[i]) / 2 if i else 0.0)
        right = min(centres[i] + half, (centres[i] + centres[i + 1]) / 2 if i + 1 < len(runs) else valid)
        at = peaks[i]
        chars.append(
            Char(text, _share(left, valid), _share(right, valid), _rounded(probability[at]), alphabet[rivals[i]], _rounded(others[i, rivals[i]]))
        )
    return Recognition("".join(c.text for c in chars), _rounded(float(np.mean([c.confidence for c in chars]))), tuple(chars))


def _centre(start: int, weights: Sequence[float]) -> float:
    """Frame in whose middle a run lies by its weights."""
    return start + 0.5 + sum(n * weight for n, weight in enumerate(weights)) / sum(weights)


def sparse(frames: Probabilities, alphabet: Sequence[str], valid: float) -> Frames:
    """The likeliest characters of each step, most likely first ("" = blank)."""
    steps = frames[: max(1, int(np.ceil(valid)))]
    at, chars = np.nonzero(steps > _LEAST)
    values = steps[at, chars]
    order = np.lexsort((-values, at))  # by step, the likeliest first: few characters are over the least, so no row need be sorted whole
    first = np.searchsorted(at, np.arange(len(steps) + 1))
    kept = []
    for start, stop in zip(first[:-1], first[1:], strict=True):
        best = order[start : min(stop, start + _KEPT)]
        kept.append(tuple((alphabet[c] if c != _BLANK else "", float(p)) for c, p in zip(chars[best], values[best], strict=True)))
    return Frames(tuple(kept))


def restricted(frames: Probabilities, index: dict[str, int], texts: Sequence[str], valid: float) -> Frames:
    """Frames that hold exactly the blank and the characters of `texts`, so that each text is scored without truncation."""
    steps = frames[: max(1, int(np.ceil(valid)))]
    wanted = [(char, index[char]) for char in sorted(set("".join(texts))) if char in index]
    columns = [("", _BLANK), *wanted]
    return Frames(tuple(tuple((char, float(step[c])) for char, c in columns) for step in steps))


def _share(frame: float, valid: float) -> float:
    return round(min(1.0, max(0.0, frame / max(valid, 1e-6))), 4)


def _rounded(value: float) -> float:
    return round(float(value), 4)
