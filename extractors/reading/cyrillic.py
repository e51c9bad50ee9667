"""Cyrillic writing: the engine has none of its letters, gives Latin look-alikes for some and drops the rest. Where letters of a line were
dropped another engine reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from domain.errors import FileProblemError
from domain.pages import Char
from domain.picture import Grey, Rgb
from domain.text import has_han
from extractors.reading.crops import straight_crop
from extractors.reading.engine import Engine, FoundLine, Quad, Recognition
from extractors.reading.ink import darker_than_ground

_HEIGHT, _ROOM = 48, 10
"""px to which a line is scaled, and of blank ground round what the other engine gets."""
_TALL, _LETTER = (0.25, 0.9), 0.5
"""Heights of writing in line heights, and the width of a letter."""
_LEAST_WIDTH = 0.25
"""Line heights of ink beside the characters that were read from which something is missing there."""
_RIM = 0.4
"""Line heights that a character may reach beyond where it is thought to end."""
_LEAST_DROPPED = 2
_LEAST_UNREAD = 6
"""Letters of a stretch that are missed: fewer may be a stroke of the pen."""
_LEAST_SHARE, _SURE, _QUITE_SURE = 0.6, 0.6, 0.85
"""Share of Cyrillic among the letters of a reading, and the confidence from which it is taken; with less Cyrillic in it a surer one."""
_LEAST_LATIN = 6
_DOUBTFUL = 0.92
_LOOK_ALIKES = frozenset("ABCEHKMOPTXYabceghikmnopruxy03")
"""What the engine gives for Cyrillic; a word with any other letter or digit, of which nothing was dropped, is none."""
_BORDERS = frozenset("：、，。；（）【】《》“”/|")
"""Signs that end a stretch of Cyrillic like the Chinese characters they go with."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A part of a line in which letters were dropped, in shares of its width; the characters read of it are `chars[first:last]`."""

    start: float
    stop: float
    first: int
    last: int


def with_cyrillic(picture: Rgb, quads: Sequence[Quad], found: Sequence[FoundLine], reader: Engine | None) -> tuple[list[FoundLine], bool]:
    """`found` with its Cyrillic read by `reader`; and where there is no reader, whether a line holds letters that nobody read. What a reader is
    not sure of is no Cyrillic, a signature mostly.

    `quads`: where writing was looked for, also where none was recognised. `picture`: without red ink, what the quads refer to.
    """
    nothing = [FoundLine(Recognition("", 0.0), quad) for quad in quads if not any(line.quad is quad for line in found)]
    lines: list[FoundLine] = []
    unread = cyrillic = False
    grey = np.ascontiguousarray(picture[..., 0])
    for line in [*found, *nothing]:
        dropped = _dropped(straight_crop(grey, line.quad), line.recognition.chars)
        for stretch in reversed(_stretches(line.recognition.chars, dropped)):
            if reader is None:
                missing = sum(stretch.start < middle < stretch.stop for middle in dropped)
                unread = unread or (missing >= _LEAST_UNREAD and bool(line.recognition.text))
                continue
            reading = _read(straight_crop(picture, line.quad), stretch, reader)
            if reading is not None:
                line = replace(line, recognition=_put_in(line.recognition, stretch, reading, dropped))
                cyrillic = True
        if line.recognition.text:
            lines.append(line)
    return (_look_alikes_read(picture, lines, reader) if cyrillic and reader else lines), unread


def _look_alikes_read(picture: Rgb, lines: Sequence[FoundLine], reader: Engine) -> list[FoundLine]:
    """On a page with Cyrillic, also lines that the engine took for doubtful Latin from end to end (ООО «ТехноАвто» as O0O «Tex0At0)."""
    made = []
    for line in lines:
        text, chars = line.recognition.text, line.recognition.chars
        doubtful = line.recognition.confidence < _DOUBTFUL and not has_han(text) and not _is_cyrillic(text) and sum(c.isalpha() for c in text) >= _LEAST_DROPPED
        reading = _read(straight_crop(picture, line.quad), _Stretch(0.0, 1.0, 0, len(chars)), reader) if doubtful else None
        made.append(replace(line, recognition=reading) if reading is not None and _is_cyrillic(reading.text) else line)
    return made


def _is_cyrillic(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    cyrillic = sum("Ѐ" <= char <= "ӿ" for char in letters)
    return cyrillic >= _LEAST_DROPPED and cyrillic >= _LEAST_SHARE * len(letters)


def _dropped(crop: Grey, chars: Sequence[Char]) -> list[float]:
    """Middles, in shares of the width, of letters' worth of ink under which no character was read: letters may touch one another."""
    import cv2

    width = max(8, round(crop.shape[1] * _HEIGHT / crop.shape[0]))
    if width < _HEIGHT:
        return []
    scaled = np.asarray(cv2.resize(crop, (width, _HEIGHT), interpolation=cv2.INTER_AREA), np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(darker_than_ground(scaled, 2 * _HEIGHT + 1))
    written = [n and _TALL[0] * _HEIGHT <= h <= _TALL[1] * _HEIGHT and y > 0 and y + h < _HEIGHT for n, (_, y, _, h, _) in enumerate(stats.tolist())]
    open_ = np.asarray(np.array(written, bool)[labels].any(axis=0))
    for char in chars:
        if char.text.strip():
            open_[int(char.start * width) : int(np.ceil(char.stop * width))] = False
    edges = np.flatnonzero(np.diff(np.concatenate(([0], open_.astype(np.int8), [0]))))
    letters = [(start, stop, max(1, round((stop - start) / (_LETTER * _HEIGHT)))) for start, stop in zip(edges[::2], edges[1::2], strict=True)]
    return [
        float(start + (n + 0.5) * (stop - start) / count) / width
        for start, stop, count in letters
        if stop - start >= _LEAST_WIDTH * _HEIGHT
        for n in range(count)
    ]


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


def _read(crop: Rgb, stretch: _Stretch, reader: Engine) -> Recognition | None:
    """The stretch as the reader has it, its characters placed on the whole line; None where it is not sure."""
    import cv2

    height, width = crop.shape[:2]
    left, right = _between_characters(crop, int(stretch.start * width), int(np.ceil(stretch.stop * width)))
    scale = max(1.0, _HEIGHT / height)
    part = crop[:, left:right]
    if scale > 1:
        part = np.asarray(cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.uint8)
    part = np.pad(part, ((_ROOM, _ROOM), (_ROOM, _ROOM), (0, 0)), mode="edge")
    try:
        (reading,) = reader.recognise([part])
    except FileProblemError:  # it crashed or hung: the line stays as the first engine has it
        return None
    if not _is_cyrillic(reading.text) and (reading.confidence < _QUITE_SURE or sum(char.isalpha() for char in reading.text) < _LEAST_LATIN):
        return None
    if reading.confidence < _SURE:
        return None
    span = part.shape[1]

    def placed(share: float) -> float:
        return round(float(min(stretch.stop, max(stretch.start, (left + (share * span - _ROOM) / scale) / width))), 4)

    return replace(reading, chars=tuple(replace(char, start=placed(char.start), stop=placed(char.stop)) for char in reading.chars))


def _between_characters(crop: Rgb, left: int, right: int) -> tuple[int, int]:
    """Columns left to right without the rims of the characters beside them: where a character ends is known to a frame only."""
    height, width = crop.shape[:2]
    inked = np.asarray(darker_than_ground(crop[..., 0], 2 * height + 1).any(axis=0))
    most = int(_RIM * height)
    if left > 0:
        left = next((x for x in range(left, min(left + most, right)) if not inked[x]), left)
    if right < width:
        right = next((x for x in range(right, max(right - most, left), -1) if not inked[x]), right)
    return left, max(left + 1, right)


def _put_in(line: Recognition, stretch: _Stretch, reading: Recognition, dropped: Sequence[float]) -> Recognition:
    """The line with the stretch as the reader has it, but for words that the engine has letters for: DAP is no БАР."""
    own = line.chars[stretch.first : stretch.last]
    made: list[Char] = []
    for word in _words(reading.chars):
        start, stop = word[0].start, word[-1].stop
        same = [char for char in own if start <= (char.start + char.stop) / 2 <= stop]
        whole = not any(start < middle < stop for middle in dropped) and _count(same) >= _count(word)
        its_own = whole and any(char.text.isalnum() and char.text not in _LOOK_ALIKES for char in same)
        made += same if same and (its_own or _is_code(word)) else word
    chars = (*line.chars[: stretch.first], *made, *line.chars[stretch.last :])
    return Recognition("".join(c.text for c in chars), round(float(np.mean([c.confidence for c in chars])), 4), chars)


def _is_code(word: Sequence[Char]) -> bool:
    """A VIN, a model, a number: rather half read by the engine than whole by a worse one."""
    return any(char.text.isdigit() for char in word) and not any("Ѐ" <= char.text <= "ӿ" for char in word)


def _count(chars: Sequence[Char]) -> int:
    return sum(char.text.isalnum() for char in chars)


def _words(chars: Sequence[Char]) -> Iterator[list[Char]]:
    """Characters up to the next blank, and each run of blanks by itself."""
    for _, run in groupby(chars, key=lambda char: char.text.isspace()):
        yield list(run)
