"""A second look at the VINs of a page, only where the first left something open.

On a photo without a certain VIN every strip that may hold one is looked at, and where none is found the picture is searched again by
another detector; on a document only what was read as a VIN with doubt. Pages whose VINs are certain are not read twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from domain.geometry import Box
from domain.pages import Char, Line, Page, VinReading
from domain.picture import Rgb
from domain.vin import LENGTH, looks_like_vin
from extractors.reading.engine import Engine, Quad
from extractors.reading.lines import in_reading_order
from extractors.reading.picture import red_channel
from extractors.reading.vins.folding import fold, kept
from extractors.reading.vins.fusion import Fused, Reading, fused, reading_of
from extractors.reading.vins.strips import Strip, strip_in, strips_at, strips_on_lines
from extractors.reading.vins.views import GRADIENT, NEGATIVE, PLAIN, WIDE, WIDER, light_strokes, view

_WORD = re.compile(r"[A-Z0-9]+")
_PHOTO_LINES, _PHOTO_LONGEST = 30, 40
"""More lines, or longer ones in characters, are a document's: there only VINs read with doubt are looked at again."""
_ON_PHOTO, _ON_DOCUMENT, _FOUND = 4, 12, 2
"""Strips looked at on a photo, on a document, and of those that another search found."""
_HOPELESS, _GUESSED = 8, 0.4
"""Characters, and mean probability of each, below which the first reading of a strip is not followed by others."""
_UPRIGHT = 13.0
"""Sum of the surety of characters from which a strip is not tried the other way round."""
_PIECE, _WHOLE = 5, 15
"""A reading of between so many characters may be a piece of a VIN that the detector cut off."""
_FIRST = ((WIDE, 1), (PLAIN, 0), (PLAIN, 1))
_THEN = ((NEGATIVE, 0), (WIDER, 0), (WIDER, 1), (GRADIENT, 0), (GRADIENT, 1))
"""Views in the order they are read, by the engine (0) or its witness (1); before them the engine has read the wide one."""
_WORTH = (1.0, 0.5)
_GRADIENT_WORTH = 0.5


@dataclass(frozen=True, slots=True)
class _Outcome:
    strip: Strip
    readings: tuple[Reading, ...]
    fused: Fused
    code: str | None = None


def reread_vins(page: Page, upright: Rgb, engine: Engine, witness: Engine) -> Page:
    """The page with those VINs in `vins` that several readings decide or offer; a VIN they agree on also stands in its line.

    `upright`: the picture as a person sees it. Entries of `page.vins` that were looked at are replaced, the others are kept.
    """
    if page.text_layer in ("used", "mixed"):
        return page
    codes = _coded(page)
    for outcome in _looked_at(page, upright, (engine, witness)):
        page = _with(page, _borne_out_by(codes, outcome), f"ocr:{engine.name}")
    return replace(page, lines=in_reading_order(page.lines))


def _looked_at(page: Page, upright: Rgb, engines: tuple[Engine, Engine]) -> list[_Outcome]:
    doubtful = [strip for vin in page.vins if vin.state != "read" and (strip := _strip_of(page, vin))]
    if not _photo(page) or any(vin.state == "read" for vin in page.vins):
        return _outcomes(doubtful[:_ON_DOCUMENT], page, upright, engines)
    known = [*doubtful, *(s for s in strips_on_lines(page) if all(s.box.overlap(d.box) < 0.5 for d in doubtful))]
    outcomes = _outcomes(known[:_ON_PHOTO], page, upright, engines)
    for found in _searches(upright, engines):
        if outcomes:
            break
        outcomes = _outcomes(strips_at(page, found, known)[:_FOUND], page, upright, engines)
    return _clearest(outcomes)


def _coded(page: Page) -> frozenset[str]:
    """VINs that the page's barcodes hold; some begin with an I for import."""
    words = (word for code in page.barcodes for word in _WORD.findall(code.text.upper()))
    return frozenset(vin for word in words for vin in (word, word.removeprefix("I")) if looks_like_vin(vin))


def _borne_out_by(codes: frozenset[str], outcome: _Outcome) -> _Outcome:
    """The outcome with that candidate read whose very characters a recogniser saw and a barcode of the page holds."""
    coded = [candidate for candidate in outcome.fused.candidates if candidate.seen and candidate.value in codes]
    if len(coded) != 1:
        return outcome
    return replace(outcome, fused=Fused((coded[0],), read=True), code=coded[0].value)


def _photo(page: Page) -> bool:
    """Whether a page may be a plate: few and short lines, no seal that can be read."""
    longest = max((len(line.text) for line in page.lines), default=0)
    return len(page.lines) <= _PHOTO_LINES and longest <= _PHOTO_LONGEST and not any(seal.text for seal in page.seals)


def _searches(upright: Rgb, engines: tuple[Engine, Engine]) -> Iterator[list[Quad]]:
    """Where writing may stand that the first search missed: another detector, then light strokes alone."""
    yield engines[1].detect(red_channel(upright))
    strokes = light_strokes(upright)
    scale = upright.shape[1] / strokes.shape[1]
    yield [np.asarray(quad * scale, np.float32) for quad in engines[0].detect(strokes)]


def _clearest(outcomes: list[_Outcome]) -> list[_Outcome]:
    """What a photo shows of VINs: those that are read, else the one that can be made out best; other writing looks like one too."""
    read = [outcome for outcome in outcomes if outcome.fused.read]
    return read or sorted(outcomes, key=lambda outcome: -outcome.fused.candidates[0].fit)[:1]


def _outcomes(strips: Sequence[Strip], page: Page, upright: Rgb, engines: tuple[Engine, Engine]) -> list[_Outcome]:
    """Strips that hold a VIN."""
    outcomes = []
    for strip in strips:
        outcome = _outcome(strip, page, upright, engines)
        if outcome.fused.candidates:
            outcomes.append(outcome)
    return outcomes


def _outcome(strip: Strip, page: Page, upright: Rgb, engines: tuple[Engine, Engine]) -> _Outcome:
    strip, turns, first = _best_way(strip, page, upright, engines[0])
    if len(first.text) < _HOPELESS or first.surety < _GUESSED * len(first.text):
        return _Outcome(strip, (first,), Fused((), False))
    crop = strip.crop(upright, turns)
    readings = [first, *(_read(crop, name, who, engines) for name, who in _FIRST)]
    result = fused(readings)
    if not result.read:
        readings += [_read(crop, name, who, engines) for name, who in _THEN]
        result = fused(readings)
    return _Outcome(strip, tuple(readings), result)


def _best_way(strip: Strip, page: Page, upright: Rgb, engine: Engine) -> tuple[Strip, int, Reading]:
    """The strip, longer where it was cut off, the quarter turns anticlockwise at which it reads best, and that reading."""

    def reading(of: Strip, turns: int) -> Reading:
        return reading_of(engine.name, WIDE, fold(engine.frames([view(of.crop(upright, turns), WIDE)])[0]))

    ways = (1, 3) if strip.tall else (0, 2)
    first = reading(strip, ways[0])
    best, turns = first, ways[0]
    if first.surety < _UPRIGHT:
        other = reading(strip, ways[1])
        if other.surety > first.surety:
            best, turns = other, ways[1]
    if strip.line is None and _PIECE <= len(best.text) < _WHOLE:
        longer = strip.lengthened(1.2 * (LENGTH - len(best.text)) / len(best.text), page)
        further = reading(longer, turns)
        if further.surety > best.surety + 1:
            return longer, turns, further
    return strip, turns, best


def _read(crop: Rgb, name: str, who: int, engines: tuple[Engine, Engine]) -> Reading:
    engine = engines[who]
    weight = _WORTH[who] * (_GRADIENT_WORTH if name == GRADIENT else 1.0)
    return reading_of(engine.name, name, fold(engine.frames([view(crop, name)])[0]), weight)


def _strip_of(page: Page, vin: VinReading) -> Strip | None:
    for number, line in enumerate(page.lines):
        start = line.text.find(vin.raw)
        if line.origin == vin.origin and start >= 0 and vin.box.overlap(line.box) > 0.9:
            return strip_in(page, number, start, start + len(vin.raw))
    return None


def _with(page: Page, outcome: _Outcome, origin: str) -> Page:
    """The page with what the readings of one strip say."""
    first = outcome.fused.candidates[0]
    raw = max(outcome.readings, key=lambda r: (r.weight * r.surety, r.name))
    seen = first.seen or (raw,)
    best = max(seen, key=lambda r: (min(r.sure, default=0.0), r.name))
    reading = VinReading(
        value=first.value,
        raw=raw.text,
        state="read" if outcome.fused.read else "unsure",
        box=outcome.strip.box,
        origin=origin,
        confidence=round(min(best.sure, default=0.0), 4) if first.seen else None,
        witnesses=(*(f"ocr:{r.name}" for r in first.seen), *(["barcode"] if outcome.code else [])),
        readings=tuple((f"ocr:{r.name}", r.text) for r in outcome.readings),
        alternatives=() if outcome.fused.read else tuple(c.value for c in outcome.fused.candidates[1:]),
        strips=() if outcome.fused.read else tuple(kept(r.steps) for r in outcome.readings),
    )
    others = [vin for vin in page.vins if not _same_place(vin.box, reading.box)]
    page = replace(page, vins=(*others, reading))
    if outcome.fused.read or outcome.strip.line is None:
        page = _with_line(page, outcome.strip, best, origin)
    return page


def _same_place(a: Box, b: Box) -> bool:
    return a.intersection(b) > 0.5 * min(a.area, b.area)


def _with_line(page: Page, strip: Strip, reading: Reading, origin: str) -> Page:
    """The page with the characters of a reading in their line, or in a line of their own where none was found."""
    new = [Char(c, 0.0, 1.0, round(p, 4)) for c, p in zip(reading.text, reading.sure, strict=True)]
    if strip.line is None:
        line = Line(reading.text, strip.box, origin, round(float(np.mean(reading.sure)), 4), _spread(new))
        return replace(page, lines=(*page.lines, line))
    old = page.lines[strip.line]
    text = old.text[: strip.start] + reading.text + old.text[strip.stop :]
    chars: tuple[Char, ...] = ()
    if len(old.chars) == len(old.text):
        a, b = old.chars[strip.start].start, old.chars[strip.stop - 1].stop
        inside = [replace(c, start=round(a + (b - a) * c.start, 4), stop=round(a + (b - a) * c.stop, 4)) for c in _spread(new)]
        chars = (*old.chars[: strip.start], *inside, *old.chars[strip.stop :])
    lines = list(page.lines)
    lines[strip.line] = replace(old, text=text, chars=chars)
    return replace(page, lines=tuple(lines))


def _spread(chars: Sequence[Char]) -> tuple[Char, ...]:
    return tuple(replace(c, start=round(i / len(chars), 4), stop=round((i + 1) / len(chars), 4)) for i, c in enumerate(chars))
