"""Cyrillic writing: the engine has none of its letters, gives Latin look-alikes for some and drops the rest. Where letters of a line were
dropped another engine reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from domain.errors import FileProblemError
from domain.pages import Char
from domain.picture import Rgb
from domain.text import has_han
from extractors.reading.crops import straight_crop
from extractors.reading.engine import Engine, FoundLine, Quad, Recognition
from extractors.reading.ink import Mask

_HEIGHT, _ROOM = 48, 10
"""px to which a line is scaled, and of blank ground round what the other engine gets."""
_DARKER = 18
"""Grey levels between ink and the ground round it."""
_TALL, _WIDE = (0.25, 0.85), (0.1, 1.0)
"""Height and width of a letter in line heights."""
_RIM = 0.4
"""Line heights that a character may reach beyond where it is thought to end."""
_COVERED = 0.35
"""Share of a letter's width under characters that were read, below which it was dropped."""
_LEAST_DROPPED = 2
_LEAST_SHARE, _SURE = 0.6, 0.6
"""Share of Cyrillic among the letters of a reading, and its confidence, from which it is taken."""
_LOOK_ALIKES = frozenset("ABCEHKMOPTXYabceghikmnopruxy03")
"""What the engine gives for Cyrillic; a word with any other letter or digit, of which nothing was dropped, is none."""
_BORDERS = frozenset(":：、，。；（）【】《》“”/|")
"""Signs that end a stretch of Cyrillic like the Chinese characters they go with."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A part of a line in which letters were dropped, in shares of its width; the characters read of it are `chars[first:last]`."""

    start: float
    stop: float
    first: int
    last: int


def with_cyrillic(picture: Rgb, quads: Sequence[Quad], found: Sequence[FoundLine], reader: Engine | None) -> tuple[list[FoundLine], bool]:
    """`found` with its Cyrillic read by `reader`, and whether a line holds letters that nobody read.

    `quads`: where writing was looked for, also where none was recognised. `picture`: without red ink, what the quads refer to.
    """
    nothing = [FoundLine(Recognition("", 0.0), quad) for quad in quads if not any(line.quad is quad for line in found)]
    lines: list[FoundLine] = []
    unread = False
    for line in [*found, *nothing]:
        crop = straight_crop(picture, line.quad)
        dropped = _dropped(crop, line.recognition.chars)
        for stretch in reversed(_stretches(line.recognition.chars, dropped)):
            reading = _read(crop, stretch, reader)
            unread = unread or (reading is None and bool(line.recognition.text))
            if reading is not None:
                line = replace(line, recognition=_put_in(line.recognition, stretch, reading, dropped))
        if line.recognition.text:
            lines.append(line)
    return lines, unread


def _dropped(crop: Rgb, chars: Sequence[Char]) -> list[float]:
    """Middles, in shares of the width, of what has a letter's size and no character that was read."""
    import cv2

    width = max(8, round(crop.shape[1] * _HEIGHT / crop.shape[0]))
    if width < _HEIGHT:
        return []
    scaled = np.asarray(cv2.resize(crop, (width, _HEIGHT), interpolation=cv2.INTER_AREA), np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(_ink(scaled))
    covered = np.zeros(width, bool)
    for char in chars:
        if char.text.strip():
            covered[int(char.start * width) : int(np.ceil(char.stop * width))] = True
    return sorted(
        float(x + w / 2) / width
        for x, y, w, h, _ in stats[1:].tolist()
        if _TALL[0] * _HEIGHT <= h <= _TALL[1] * _HEIGHT and _WIDE[0] * _HEIGHT <= w <= _WIDE[1] * _HEIGHT
        and y > 0 and y + h < _HEIGHT and covered[x : x + w].mean() < _COVERED
    )  # fmt: skip


def _stretches(chars: Sequence[Char], dropped: Sequence[float]) -> list[_Stretch]:
    """Between Chinese characters, or the ends of the line, wherever letters were dropped."""
    borders = [i for i, char in enumerate(chars) if has_han(char.text) or char.text in _BORDERS]
    made = []
    for before, behind in zip([-1, *borders], [*borders, len(chars)], strict=True):
        start = chars[before].stop if before >= 0 else 0.0
        stop = chars[behind].start if behind < len(chars) else 1.0
        if sum(start < middle < stop for middle in dropped) >= _LEAST_DROPPED:
            made.append(_Stretch(start, stop, before + 1, behind))
    return made


def _read(crop: Rgb, stretch: _Stretch, reader: Engine | None) -> Recognition | None:
    """The stretch in Cyrillic, its characters placed on the whole line; None where it is none."""
    if reader is None:
        return None
    height, width = crop.shape[:2]
    left, right = _between_characters(crop, int(stretch.start * width), int(np.ceil(stretch.stop * width)))
    part = np.pad(crop[:, left:right], ((_ROOM, _ROOM), (_ROOM, _ROOM), (0, 0)), mode="edge")
    try:
        (reading,) = reader.recognise([part])
    except FileProblemError:  # it crashed or hung: the line stays as the first engine has it
        return None
    letters = [char for char in reading.text if char.isalpha()]
    cyrillic = sum("Ѐ" <= char <= "ӿ" for char in letters)
    if cyrillic < _LEAST_DROPPED or cyrillic < _LEAST_SHARE * len(letters) or reading.confidence < _SURE:
        return None
    span = right - left + 2 * _ROOM

    def placed(share: float) -> float:
        return round(float(min(stretch.stop, max(stretch.start, (left - _ROOM + share * span) / width))), 4)

    return replace(reading, chars=tuple(replace(char, start=placed(char.start), stop=placed(char.stop)) for char in reading.chars))


def _between_characters(crop: Rgb, left: int, right: int) -> tuple[int, int]:
    """Columns left to right without the rims of the characters beside them: where a character ends is known to a frame only."""
    height, width = crop.shape[:2]
    inked = np.asarray(_ink(crop).any(axis=0))
    most = int(_RIM * height)
    if left > 0:
        left = next((x for x in range(left, min(left + most, right)) if not inked[x]), left)
    if right < width:
        right = next((x for x in range(right, max(right - most, left), -1) if not inked[x]), right)
    return left, max(left + 1, right)


def _ink(crop: Rgb) -> Mask:
    import cv2

    grey = np.ascontiguousarray(crop[..., 0])
    return np.asarray(cv2.adaptiveThreshold(grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 2 * len(grey) + 1, _DARKER), np.uint8)


def _put_in(line: Recognition, stretch: _Stretch, reading: Recognition, dropped: Sequence[float]) -> Recognition:
    """The line with the stretch as the reader has it, but for words that the engine has letters for: DAP is no БАР."""
    own = line.chars[stretch.first : stretch.last]
    made: list[Char] = []
    for word in _words(reading.chars):
        start, stop = word[0].start, word[-1].stop
        same = [char for char in own if start <= (char.start + char.stop) / 2 <= stop]
        whole = not any(start < middle < stop for middle in dropped) and _count(same) >= _count(word)
        made += same if whole and any(char.text.isalnum() and char.text not in _LOOK_ALIKES for char in same) else word
    chars = (*line.chars[: stretch.first], *made, *line.chars[stretch.last :])
    return Recognition("".join(c.text for c in chars), round(float(np.mean([c.confidence for c in chars])), 4), chars)


def _count(chars: Sequence[Char]) -> int:
    return sum(char.text.isalnum() for char in chars)


def _words(chars: Sequence[Char]) -> Iterator[list[Char]]:
    """Characters up to the next blank, and each run of blanks by itself."""
    for _, run in groupby(chars, key=lambda char: char.text.isspace()):
        yield list(run)
