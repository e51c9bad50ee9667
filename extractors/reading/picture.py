"""A page read from its picture: upright, level, red ink aside, then what is printed in red."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from domain.geometry import Box
from domain.pages import Line, Seal
from domain.picture import Rgb
from extractors.reading.crops import straight_crop
from extractors.reading.cyrillic import with_cyrillic
from extractors.reading.ends import with_whole_ends
from extractors.reading.engine import Engine, FoundLine, Quad
from extractors.reading.ink import Mask, only_in_colour, spot_of_words, without_red_ink
from extractors.reading.levelling import levelling
from extractors.reading.lines import as_lines, box_of
from extractors.reading.lone import lone_figures
from extractors.reading.orientation import quarter_turns, turned_picture, turned_quads
from extractors.reading.sheet import Corners, sheet_of

SealFinder = Callable[[Rgb, Engine], list[Seal]]
PLAIN = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)
_MOST_PIXELS = 12_000_000
_DETECT_AGAIN = 5.0
"""degrees of turn from which writing is looked for anew on the levelled picture."""
_IN_RED = 0.3
_SURE = 0.8


@dataclass(frozen=True, slots=True)
class PictureReading:
    """`upright` and `levelled`: H x W x 3, uint8, RGB; `matrix`: levelled -> upright in shares; `rotation`: clockwise degrees;
    `unread`: whether a line holds letters that nobody read; `sheet`: corners of the sheet on a photo, px of `upright`."""

    lines: tuple[Line, ...]
    seals: tuple[Seal, ...]
    upright: Rgb
    levelled: Rgb
    matrix: tuple[float, ...] = PLAIN
    rotation: int = 0
    unread: bool = False
    sheet: Corners | None = None


def read_picture(picture: Rgb, engine: Engine, seals: SealFinder, cyrillic: Engine | None = None) -> PictureReading:
    """All writing and seals of a picture that may lie on its side, askew or in perspective; boxes on the levelled picture.

    `cyrillic`: the engine for Cyrillic, if there is one.
    """
    picture = within_limit(picture)
    plain = red_channel(picture)
    quads = engine.detect(plain)
    quarters = quarter_turns(plain, quads, engine)
    quads = turned_quads(quads, quarters, *picture.shape[:2])
    upright, plain = turned_picture(picture, quarters), turned_picture(plain, quarters)
    height, width = upright.shape[:2]
    levelled = upright
    matrix: tuple[float, ...] = PLAIN
    sheet = sheet_of(upright)
    level = levelling(upright, quads, sheet)
    if level:
        levelled, matrix = level.picture(upright), level.to_upright(width, height)
        if level.perspective or abs(level.turn) > _DETECT_AGAIN:
            quads = level.back(engine.detect(red_channel(levelled)))
    quads = with_whole_ends(plain, quads)
    found = engine.read(plain, quads)  # lines are cut from the picture as it came: resampling twice costs small characters
    found, unread = with_cyrillic(plain, quads, found, cyrillic)
    if level:
        found = [FoundLine(line.recognition, quad) for line, quad in zip(found, level.quads([line.quad for line in found]), strict=True)]
    # Seals too are read as they came: what levels the print does not make them rounder.
    stamps = seals(upright, engine)
    if level:
        stamps = [
            replace(stamp, box=box_of(quad, levelled.shape[1], levelled.shape[0]))
            for stamp, quad in zip(stamps, level.quads([quad_of(stamp.box, width, height) for stamp in stamps]), strict=True)
        ]
    found += lone_figures(red_channel(levelled) if level else plain, found, engine)
    found = _with_red_print(found, levelled, stamps, engine)
    lines = as_lines(found, levelled.shape[1], levelled.shape[0], f"ocr:{engine.name}")
    return PictureReading(tuple(lines), tuple(stamps), upright, levelled, matrix, 90 * quarters, unread, sheet)


def within_limit(picture: Rgb) -> Rgb:
    """The picture, reduced where it has more pixels than reading gains from."""
    import cv2

    height, width = picture.shape[:2]
    if height * width <= _MOST_PIXELS:
        return picture
    scale = (_MOST_PIXELS / (height * width)) ** 0.5
    return np.asarray(
        cv2.resize(picture, (max(1, int(width * scale)), max(1, int(height * scale))), interpolation=cv2.INTER_AREA), np.uint8
    )


def red_channel(picture: Rgb) -> Rgb:
    """The red channel as a grey picture, lighter still where a pixel is redder than it is anything else: red ink turns white even where it
    is dark, so that seals do not stand in the way of print."""
    import cv2

    return np.asarray(cv2.cvtColor(without_red_ink(picture), cv2.COLOR_GRAY2RGB), np.uint8)


def _with_red_print(found: list[FoundLine], levelled: Rgb, seals: Sequence[Seal], engine: Engine) -> list[FoundLine]:
    """`found` and what stands in red outside seals, read from the ordinary picture."""
    lost = only_in_colour(levelled)
    rows, columns = lost.shape
    for seal in seals:
        x0, y0, x1, y1 = _pixels(seal.box, columns, rows)
        lost[y0:y1, x0:x1] = 0
    if spot_of_words(lost) is None:
        return found
    height, width = levelled.shape[:2]
    known = [box_of(line.quad, width, height) for line in found]
    quads = [q for q in engine.detect(levelled) if _is_red(box_of(q, width, height), lost)]
    dropped: set[int] = set()
    added: list[FoundLine] = []
    for quad, reading in zip(quads, engine.recognise([straight_crop(levelled, quad) for quad in quads]), strict=True):
        box = box_of(quad, width, height)
        below = [i for i, other in enumerate(known) if other.overlap(box) > 0.5]
        shorter = sum(len(found[i].recognition.text) for i in below) < len(reading.text.strip())
        if reading.confidence >= (_SURE if below else 0.5) and shorter:
            dropped.update(below)
            added.append(FoundLine(reading, quad))
    return [line for i, line in enumerate(found) if i not in dropped] + added


def _is_red(box: Box, lost: Mask) -> bool:
    """Whether a good part of the place of a line is made of edges that only the ordinary picture shows."""
    x0, y0, x1, y1 = _pixels(box, lost.shape[1], lost.shape[0])
    place = lost[y0:y1, x0:x1]
    # Writing fills about a third of its box with edges; a red label before a black value still counts.
    return bool(place.size) and float(place.mean()) > _IN_RED / 4


def _pixels(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    return int(box.x0 * width), int(box.y0 * height), int(np.ceil(box.x1 * width)), int(np.ceil(box.y1 * height))


def quad_of(box: Box, width: int, height: int, pad: float = 0.0) -> Quad:
    """Corners in px of a box in shares, enlarged by `pad` of its height on every side."""
    margin = pad * box.height * height
    x0, x1 = max(0.0, box.x0 * width - margin), min(float(width), box.x1 * width + margin)
    y0, y1 = max(0.0, box.y0 * height - margin), min(float(height), box.y1 * height + margin)
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)
