"""Which way up a picture stands: the direction its writing runs in, and which way round that writing can be read.

Upside-down writing reads as fewer characters with less confidence: on generated pages every single line told the two apart.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from domain.picture import Rgb
from extractors.reading.crops import straight_crop
from extractors.reading.engine import Engine, Quad

_ELONGATED = 1.5
_CLEAR = 0.8
"""Share of the elongated writing that has to run one way before the other way is not even tried."""
_GLANCE, _SAMPLE = 3, 6
"""Lines read to see that a picture stands upright, and to weigh the ways against each other."""
_SURE_CONFIDENCE, _SURE_LENGTH = 0.93, 14
_AHEAD, _LEAST_CONFIDENCE = 1.2, 0.6
"""Another way up must score this many times the present one, on readings of at least this confidence."""


def quarter_turns(picture: Rgb, quads: Sequence[Quad], engine: Engine) -> int:
    """Clockwise quarter turns (0..3) that stand the picture upright; 0 when nothing tells. `quads`: writing as detected."""
    wide, tall = _by_direction(quads)
    total = sum(map(_length, wide)) + sum(map(_length, tall))
    if total:
        share = sum(map(_length, tall)) / total
        ways = (0, 2) if share < 1 - _CLEAR else (1, 3) if share > _CLEAR else (0, 1, 2, 3)
    else:
        wide = tall = list(quads)  # single characters run neither way
        ways = (0, 1, 2, 3)
    if not quads:
        return 0
    if ways == (0, 2):
        weight, confidence = _reading(picture, wide, 0, engine, _GLANCE)
        if confidence >= _SURE_CONFIDENCE and weight >= _SURE_LENGTH:
            return 0
    scores: dict[int, float] = {}
    for way in ways:
        weight, confidence = _reading(picture, wide if way in (0, 2) else tall, way, engine, _SAMPLE)
        scores[way] = weight if way == 0 or confidence >= _LEAST_CONFIDENCE else 0.0
    best = max(scores, key=lambda way: scores[way])
    return best if scores[best] > _AHEAD * scores.get(0, 0.0) + 0.5 else 0


def turned_picture(picture: Rgb, quarters: int) -> Rgb:
    """The picture turned clockwise by `quarters` quarter turns."""
    return np.ascontiguousarray(np.rot90(picture, -quarters)) if quarters else picture


def turned_quads(quads: Sequence[Quad], quarters: int, height: int, width: int) -> list[Quad]:
    """Where quads of a `height` x `width` picture lie after it was turned clockwise; corners named anew."""
    turned = list(quads)
    for _ in range(quarters):
        turned = [np.roll(np.column_stack([height - q[:, 1], q[:, 0]]), 1, axis=0).astype(np.float32) for q in turned]
        height, width = width, height
    return turned


def _by_direction(quads: Sequence[Quad]) -> tuple[list[Quad], list[Quad]]:
    wide, tall = [], []
    for quad in quads:
        across, down = _sides(quad)
        if across >= _ELONGATED * down:
            wide.append(quad)
        elif down >= _ELONGATED * across:
            tall.append(quad)
    return wide, tall


def _reading(picture: Rgb, quads: Sequence[Quad], way: int, engine: Engine, count: int) -> tuple[float, float]:
    """(confidence x characters summed over a sample, mean confidence) of writing read `way` quarter turns clockwise."""
    sample = sorted(quads, key=lambda q: (-_size(q), float(q[0, 1]), float(q[0, 0])))[:count]
    crops = [np.ascontiguousarray(np.rot90(straight_crop(picture, quad), -way)) for quad in sample]
    read = [r for r in engine.recognise(crops) if r.text.strip()]
    characters = sum(len(r.text.strip()) for r in read)
    weight = sum(r.confidence * len(r.text.strip()) for r in read)
    return weight, weight / characters if characters else 0.0


def _size(quad: Quad) -> float:
    """Prefers tall writing of some length, without letting one very long line stand for all."""
    across, down = _sides(quad)
    short, long = min(across, down), max(across, down)
    return short * min(long / max(short, 1.0), 10.0)


def _length(quad: Quad) -> float:
    return max(_sides(quad))


def _sides(quad: Quad) -> tuple[float, float]:
    return float(np.linalg.norm(quad[1] - quad[0])), float(np.linalg.norm(quad[3] - quad[0]))
