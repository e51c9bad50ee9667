"""Does a strip of writing say THIS text? Score texts on a recogniser's frames by the CTC forward algorithm.

Source: Graves et al., Connectionist Temporal Classification, ICML 2006, section 4.1.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from domain.pages import Frames

_IMPOSSIBLE = -1e9


def log_likelihoods(frames: Frames, texts: Sequence[str]) -> npt.NDArray[np.float64]:
    """log P(text | frames) for each text, shape (len(texts),), natural logarithm. An empty text scores as all-blank."""
    steps = len(frames.steps)
    texts = [text.translate(str.maketrans("", "", frames.blind)) for text in texts] if frames.blind else texts
    if not texts or not steps:
        return np.full(len(texts), _IMPOSSIBLE)
    index = {"": 0}
    for char in "".join(texts):
        index.setdefault(char, len(index))
    log_p = np.full((steps, len(index)), np.log(frames.floor))
    for t, step in enumerate(frames.steps):
        for char, probability in step:
            if char in index:
                log_p[t, index[char]] = np.log(max(probability, frames.floor))
    longest = 2 * max(map(len, texts)) + 1
    labels = np.zeros((len(texts), longest), dtype=np.intp)
    for row, text in enumerate(texts):
        labels[row, 1 : 2 * len(text) : 2] = [index[c] for c in text]
    may_skip = np.zeros_like(labels, dtype=bool)
    may_skip[:, 2:] = (labels[:, 2:] != 0) & (labels[:, 2:] != labels[:, :-2])
    alpha = np.full(labels.shape, _IMPOSSIBLE)
    alpha[:, 0] = log_p[0, 0]
    if longest > 1:
        alpha[:, 1] = log_p[0, labels[:, 1]]
    for t in range(1, steps):
        stay_or_step = alpha.copy()
        stay_or_step[:, 1:] = np.logaddexp(stay_or_step[:, 1:], alpha[:, :-1])
        skip = np.full_like(alpha, _IMPOSSIBLE)
        skip[:, 2:] = alpha[:, :-2]
        alpha = np.where(may_skip, np.logaddexp(stay_or_step, skip), stay_or_step) + log_p[t, labels]
    ends = np.array([2 * len(text) for text in texts])
    rows = np.arange(len(texts))
    last = alpha[rows, ends]
    before = np.where(ends > 0, alpha[rows, np.maximum(ends - 1, 0)], _IMPOSSIBLE)
    scores: npt.NDArray[np.float64] = np.logaddexp(last, before)
    return scores


def per_character(strips: Sequence[Frames], texts: Sequence[str]) -> npt.NDArray[np.float64]:
    """Best log-likelihood per character of each text over several readings of the same writing (nats; 0 is certain)."""
    if not strips or not texts:
        return np.full(len(texts), _IMPOSSIBLE)
    lengths = np.array([max(1, len(text)) for text in texts])
    best: npt.NDArray[np.float64] = np.max([log_likelihoods(strip, texts) / lengths for strip in strips], axis=0)
    return best
