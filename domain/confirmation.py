"""Do the readings of a strip say THIS VIN and nothing near it? Its likelihood against that of every VIN one character away.

Rivals are the neighbours that a plate could bear: those that keep the check digit, one character away or two that look alike. What breaks
it may only be ahead where it differs in characters that look alike, as a recogniser's habit of reading D as 0 puts it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from domain.likelihood import log_likelihoods
from domain.pages import Frames, VinReading
from domain.vin import ALPHABET, LENGTH, alike, check_digit_holds, look_alike_texts

_WORST = 12.0
"""nats by which one strip can speak against a text: a picture on which nothing can be read must not decide."""
_AHEAD = 1.5
"""nats per strip between a VIN and the best of its rivals from which it is confirmed."""
_CONTRADICTED = 6.0
"""nats per strip by which a look-alike that is no VIN may be likelier: a habit of one recogniser, not what all of them see."""
_FIT = -0.35
"""nats per character on the strips it fits best: below, another text altogether may stand there."""
_BEST_FITS = 3


@dataclass(frozen=True, slots=True)
class Confirmation:
    """`margin`: nats per strip ahead of `rival`, the likeliest other VIN that keeps the check digit, negative where that is likelier;
    `fit`: nats per character; `seen_as`: the likeliest text at most one character away, whether a VIN or not, and `behind` it in nats."""

    vin: str
    margin: float
    fit: float
    rival: str
    seen_as: str
    behind: float

    @property
    def holds(self) -> bool:
        clear = self.margin >= _AHEAD and self.fit >= _FIT and self.behind <= _CONTRADICTED
        return clear and alike(self.seen_as) == alike(self.vin)


def confirmation(strips: Sequence[Frames], vin: str, others: Iterable[str] = ()) -> Confirmation:
    """How clearly `strips`, several readings of one place, say `vin` rather than a VIN one character away or one of `others`.

    Never holds for a text that does not keep the check digit: nothing then tells a misread neighbour from it.
    """
    if not strips or not check_digit_holds(vin):
        return Confirmation(vin, -np.inf, -np.inf, "", "", np.inf)
    near = neighbours(vin)
    twice = (text for text in look_alike_texts(vin) if check_digit_holds(text))
    rivals = sorted({other for other in (*others, *twice) if len(other) == LENGTH and other != vin})
    texts = [vin, *near, *(other for other in rivals if other not in near)]
    likelihoods = np.array([log_likelihoods(strip, texts) for strip in strips])
    behind = np.maximum(likelihoods - likelihoods.max(axis=1, keepdims=True), -_WORST).mean(axis=0)
    against = [i for i, text in enumerate(texts) if i and (i > len(near) or text in rivals or check_digit_holds(text))]
    best = max(against, key=lambda i: behind[i])
    fit = np.sort(likelihoods[:, 0] / LENGTH)[-_BEST_FITS:].mean()
    likeliest = int(behind[: len(near) + 1].argmax())
    return Confirmation(
        vin, float(behind[0] - behind[best]), float(fit), texts[best], texts[likeliest], float(behind[likeliest] - behind[0])
    )


def neighbours(vin: str) -> list[str]:
    """The 17 x 32 texts of the VIN alphabet that differ from a well-formed VIN in one character."""
    return [vin[:i] + char + vin[i + 1 :] for i in range(LENGTH) for char in ALPHABET if char != vin[i]]


@lru_cache(maxsize=512)
def borne_out(reading: VinReading, vin: str, others: tuple[str, ...] = ()) -> bool:
    """Whether an uncertain reading together with a VIN declared by somebody settles what stands there.

    Three things must come together: the reading differs from the VIN in look-alike characters at most, another reading of the same place
    gave exactly the VIN, and the frames say it rather than any other VIN near it.
    """
    exact = sum(text == vin for _, text in reading.readings)
    if alike(reading.raw) != alike(vin) or exact < (2 if reading.raw == vin else 1):
        return False
    return confirmation(reading.strips, vin, others).holds
