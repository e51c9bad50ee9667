"""Reading a flattened seal: the name on the ring and the frames that prove it, the straight words, the code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

import numpy as np

from domain.likelihood import log_likelihoods
from domain.naming import in_words, repaired
from domain.pages import Frames
from domain.picture import Rgb
from domain.text import has_han, squeezed
from extractors.reading.engine import Engine
from extractors.reading.seals.kinds import ENDINGS
from extractors.reading.seals.unroll import Disc, Ink, band, evened, sharpened, strip

_STEP_PX, _LINE_PX, _STRIP_PX, _STRIP_MARGIN = 8, 48, 72, 14
_OVERLAP = 70.0  # degrees the first strip goes on past a full turn, so that no letter is cut by its seam
_GROWTH = 3  # letters that may be added at each end of the name
_THIN = 0.08  # ink of the thinnest letter, 一, as a share of the usual letter's
_HOLE = 1.75  # pitches between two letters from which one of them is missing
_FAINT, _DOUBTFUL = 0.35, 0.75  # confidence below which a character at the ends, or before a gap, is not the name's
WORD = 2.0  # nats that a character is worth for lying in a word that companies are called by
_BRANCH = "司厂部店院所处会章"  # what the name of a branch or a purpose ends with, behind the company's
_SETTLED = 0.85  # confidence of the least sure letter from which two strips that agree need no third
_WHOLE = ("公司", "厂", "会", "中心")
_SAME = 0.5  # pitches within which what two readers saw is one letter
_REPAIRS = 4  # words that may be mended in one name
UNREAD = "□"
"""Stands in a ring's text for a place where a letter must be but none could be read."""


_STRAY_BEFORE, _STRAY_BEHIND = re.compile(f"^([^{UNREAD}]{{1,2}}){UNREAD}+"), re.compile(f"{UNREAD}+([^{UNREAD}]{{1,2}})$")


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character on the ring; `angle` in degrees clockwise from 12 o'clock."""

    text: str
    angle: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Arc:
    """The name on the ring. `middle`: where its centre points, `span`: what its letters cover, degrees; None and 0 when nothing was read.

    `confidence`: how sure the surest reader is of it, `shared`: how sure all of them are on the average; 0..1.
    """

    text: str = ""
    confidence: float = 0.0
    strips: tuple[Frames, ...] = ()
    middle: float | None = None
    span: float = 0.0
    shared: float = 0.0


def read_arc(disc: Disc, engines: Sequence[Engine]) -> Arc:
    """Two passes: one over the whole turn to learn where the name begins and ends, then strips cut to the name, read by all engines together."""
    start = _seam(disc)
    inner, outer = disc.letters[0] - 0.012, min(disc.letters[1] + 0.012, disc.rim)
    whole = strip(disc, start, 360 + _OVERLAP, inner, outer, 0.72)
    run = _first_look(whole, start, engines)
    if len(run) < 2:
        return Arc()
    pitch = _pitch(run)
    begin, end = _grown(disc, run, pitch, _GROWTH)
    near_begin, near_end = _grown(disc, run, pitch, 1)
    sharp, even = sharpened(disc.ink), evened(disc.ink)

    def read(ink: Ink, low: float, high: float, narrowing: float, at: float, to: float) -> list[Frames]:
        # Long names are packed tightly: a letter needs at least three of the recogniser's steps.
        letter = np.radians(pitch) * (low + high) / 2 / (high - low) * _LINE_PX
        width = min(360.0 + pitch, to - at)
        narrowed = float(np.clip(narrowing, 26 / letter, 1.2))
        cut = strip(disc, at, width, low, min(high, disc.rim + 0.005), narrowed, ink)
        return [letters_only(engine.frames([cut])[0]) for engine in engines]

    strips = [*read(sharp, inner, outer, 0.72, begin, end), *read(sharp, inner - 0.02, outer, 0.88, begin, end)]
    if _settled(strips):
        text = _trimmed(decoded(strips[0]))
    else:
        strips += read(even, inner - 0.02, outer, 0.88, begin, end)
        # The last strip is cut closer: print beside the name can cost the letters next to it. It may lack letters, so it only proposes.
        text = _consensus(strips, [*strips, *read(disc.ink, inner, outer, 0.78, near_begin, near_end)])
    sure = [_confidence(strips[own :: len(engines)], text) for own in range(len(engines))]
    run = _of_the_name(run, text, pitch)
    middle, span = ((run[0].angle + run[-1].angle) / 2) % 360, run[-1].angle - run[0].angle + pitch
    return Arc(text, max(sure), tuple(strips), middle, span, sum(sure) / len(sure))


def _of_the_name(run: list[Glyph], text: str, pitch: float) -> list[Glyph]:
    """The first look without one or two letters well before or behind the name as it was read in the end."""
    for n in (1, 2):
        if len(run) > n + 1 and run[n].angle - run[n - 1].angle > _HOLE * pitch and text.startswith(run[n].text):
            run = run[n:]
        if len(run) > n + 1 and run[-n].angle - run[-n - 1].angle > _HOLE * pitch and text.endswith(run[-n - 1].text):
            run = run[:-n]
    return run


def _first_look(whole: Rgb, start: float, engines: Sequence[Engine]) -> list[Glyph]:
    """The letters of the name, in order, on a strip of the whole turn: what the first reader sees, and the others where that is no whole name."""
    looks: list[list[Glyph]] = []
    for engine in engines:
        looks.append(_glyphs(engine, whole, start, 360 + _OVERLAP))
        run = _name_run(_together(looks))
        if "".join(glyph.text for glyph in run).endswith(_WHOLE) and min(glyph.confidence for glyph in run) >= _SETTLED:
            break
    return run


def _together(looks: Sequence[Sequence[Glyph]]) -> list[Glyph]:
    """What several readers saw on one ring: of letters at the same place the surest, where the first of them saw it."""
    near = _SAME * min((_pitch(look) for look in looks if len(look) > 1), default=0.0)
    kept: list[tuple[int, Glyph]] = []
    for reader, glyph in sorted(((n, glyph) for n, look in enumerate(looks) for glyph in look), key=lambda seen: -seen[1].confidence):
        twin = next((i for i, (_, other) in enumerate(kept) if abs((glyph.angle - other.angle + 180) % 360 - 180) <= near), None)
        if twin is None:
            kept.append((reader, glyph))
        elif reader < kept[twin][0]:
            kept[twin] = (reader, replace(kept[twin][1], angle=glyph.angle))
    return sorted((glyph for _, glyph in kept), key=lambda g: g.angle)


def _settled(strips: Sequence[Frames]) -> bool:
    """Whether all strips spell one and the same whole name, every letter of it surely."""
    paths = [decoded(frames) for frames in strips]
    texts = {"".join(char for char, _, _ in path) for path in paths}
    return len(texts) == 1 and texts.pop().endswith(_WHOLE) and min(sure for path in paths for _, _, sure in path) >= _SETTLED


def decoded(frames: Frames) -> list[tuple[str, float, float]]:
    """Best path of sparse frames: character, its step (a mean weighted by probability), its highest probability."""
    found: list[tuple[str, float, float]] = []
    last = ""
    steps: list[tuple[float, float]] = []
    for position, step in enumerate((*frames.steps, (("", 1.0),))):
        char, probability = max(step, key=lambda s: s[1]) if step else ("", 1.0)
        if char != last and last and steps:
            weight = sum(p for _, p in steps)
            found.append((last, sum(s * p for s, p in steps) / weight, max(p for _, p in steps)))
            steps = []
        if char:
            steps.append((position + 0.5, probability))
        last = char
    return found


def _glyphs(engine: Engine, crop: Rgb, start: float, span: float) -> list[Glyph]:
    """Characters of a strip by angle, those of the overlap once."""
    frames = engine.frames([crop])[0]
    height, width = crop.shape[:2]
    letters = width - 2 * _STRIP_MARGIN
    glyphs = []
    for text, step, confidence in decoded(frames):
        x = step * _STEP_PX * height / _LINE_PX - _STRIP_MARGIN
        if (has_han(text) or text in "()（）") and confidence > 0.25:  # Latin letters are digits of the code, upside down
            glyphs.append(Glyph(text, start + x / letters * span, confidence))
    if span <= 360:
        return glyphs
    once: list[Glyph] = []
    for glyph in glyphs:
        twin = next((i for i, g in enumerate(once) if abs(glyph.angle - 360 - g.angle) < 5), None)
        if twin is None:
            once.append(glyph)
        elif glyph.confidence > once[twin].confidence:
            once[twin] = replace(glyph, angle=glyph.angle - 360)
    return sorted(once, key=lambda g: g.angle)


def _counts(char: str) -> bool:
    return has_han(char) or char in "()（）-·〇" or char.isalpha()


def _seam(disc: Disc) -> float:
    """Degrees at which the first strip starts: the middle of the widest stretch of the ring without letters."""
    here = _letter_ink(disc)
    bare = here < 0.25 * max(0.05, float(np.percentile(here, 70)))
    if not bare.any() or bare.all():
        return 180.0
    doubled = np.concatenate([bare, bare])
    best, length, run = 0, 0, 0
    for i, value in enumerate(doubled):
        run = run + 1 if value else 0
        if run > length:
            best, length = i - run // 2, run
    return (best % len(bare)) * 360 / len(bare)


def _letter_ink(disc: Disc) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """By angle, ink that reaches both the outer and the inner part of the letters' ring: digits of the code and straight words do not."""
    inner, outer = disc.letters
    depth = outer - inner
    window = np.ones(17, np.float32) / 17  # 8 degrees, half a letter
    halves = [band(disc, outer - 0.4 * depth, outer), band(disc, inner, inner + 0.5 * depth)]
    smooth = [np.convolve(np.concatenate([h[-8:], h, h[:8]]), window, "valid") for h in halves]
    return np.minimum(*smooth).astype(np.float32)


def _name_run(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs in reading order, starting after the ring's end: behind a legal form, and at the widest gap."""
    if len(glyphs) < 2:
        return list(glyphs)
    pitch = _pitch(glyphs)
    text = "".join(g.text for g in glyphs)
    best, most = 0, -1e9
    for cut in range(len(glyphs)):  # the name would end with glyph `cut`
        following = glyphs[(cut + 1) % len(glyphs)].angle + (360 if cut + 1 == len(glyphs) else 0)
        gap = (following - glyphs[cut].angle) / pitch
        before = (text + text)[: len(text) + cut + 1][-6:]
        ending = next((e for e in ENDINGS if before.endswith(e)), "")
        worth = min(gap, 5.0) + {0: 0.0, 1: 0.6, 2: 2.0, 3: 2.0}.get(len(ending), 4.0)
        if worth > most:
            best, most = cut, worth
    order = [*glyphs[best + 1 :], *(replace(g, angle=g.angle + 360) for g in glyphs[: best + 1])]
    # What stands beyond a wide gap on either side of the name is not part of it (straight words, code).
    runs: list[list[Glyph]] = [[order[0]]]
    for glyph in order[1:]:
        if glyph.angle - runs[-1][-1].angle > 3.2 * pitch:
            runs.append([])
        runs[-1].append(glyph)
    return max(runs, key=lambda r: (sum(has_han(g.text) for g in r), r[-1].angle))


def _pitch(glyphs: Sequence[Glyph]) -> float:
    """Typical distance between neighbours, degrees."""
    gaps = [b.angle - a.angle for a, b in zip(glyphs, glyphs[1:], strict=False)]
    return float(np.clip(np.median([g for g in gaps if g < 45] or [20.0]), 8, 40))


def _grown(disc: Disc, run: Sequence[Glyph], pitch: float, most: int) -> tuple[float, float]:
    """Begin and end of the name, degrees, taking in letters at its ends that the first pass saw as nothing."""
    inner, outer = disc.letters
    # The inner part of the letters' ring: the code's small digits do not reach it.
    here = band(disc, inner, inner + 0.65 * (outer - inner))

    def inked(angle: float) -> float:
        at = np.arange(angle - 0.45 * pitch, angle + 0.45 * pitch, 0.5)
        return float(np.mean(here[(at * 2).astype(np.intp) % len(here)]))

    usual = float(np.median([inked(g.angle) for g in run]))
    begin, end = run[0].angle, run[-1].angle
    for _ in range(most):
        # A letter too many costs a little clarity, a letter too few turns one company's name into another's.
        if end - begin + 1.5 * pitch < 350 and inked(begin - pitch) > _THIN * usual:
            begin -= pitch
        if end - begin + 1.5 * pitch < 350 and inked(end + pitch) > _THIN * usual:
            end += pitch
    return begin - 0.75 * pitch, end + 0.75 * pitch


def worth(arc: Arc) -> float:
    """How much a reading of a ring says: its letters, by how sure they are and how many of them make words of a company's name."""
    name = arc.text.replace(UNREAD, "")
    return arc.shared * (len(name) + in_words(name)) - 2 * arc.text.count(UNREAD)


def letters_only(frames: Frames) -> Frames:
    """Frames in which all that is no letter of a name counts as blank: the digits of the code read upside down, dots, dashes."""
    steps = []
    for step in frames.steps:
        kept: dict[str, float] = {}
        for char, probability in step:
            name = squeezed(char) if char and _counts(char) and not (char.isascii() and char.isalpha()) else ""
            kept[name] = kept.get(name, 0.0) + probability
        steps.append(tuple(sorted(kept.items(), key=lambda item: -item[1])))
    return replace(frames, steps=tuple(steps))


def _consensus(strips: Sequence[Frames], proposing: Sequence[Frames]) -> str:
    """The likeliest name on all `strips` together, with a mark where a letter is missing.

    The readings of `proposing` are candidates, and each with the words mended that it nearly spells: a character counts more where it
    makes a word that companies bear than where it makes none.
    """
    readings = [_trimmed(decoded(frames)) for frames in proposing]
    plain = list(dict.fromkeys(text.replace(UNREAD, "") for text in readings if text))
    if not plain:
        return ""
    values = dict(zip(plain, _worth(strips, plain), strict=True))
    leading = sorted(values, key=lambda text: -values[text])[:3]
    for _ in range(_REPAIRS):
        fresh = sorted({mended for text in leading for mended in repaired(text)} - values.keys())
        values |= zip(fresh, _worth(strips, fresh), strict=True)
        best = sorted(values, key=lambda text: -values[text])[:3]
        if best == leading:
            break
        leading = best
    text = leading[0]
    # Where a reader that is blind for strokes has a hole, a stroke may stand.
    marked = [_marked(text, _without_strays(reading, text)) for frames, reading in zip(proposing, readings, strict=True) if UNREAD in reading and not frames.blind]
    return max(marked, key=lambda t: t.count(UNREAD), default=text)


def _confidence(strips: Sequence[Frames], text: str) -> float:
    """How likely one reader holds a name, a letter on the average: 0..1."""
    name = text.replace(UNREAD, "")
    each = float(np.mean([log_likelihoods(frames, [name])[0] for frames in strips])) if name else -np.inf
    return float(np.exp(each / max(1, len(name))))


def _without_strays(reading: str, text: str) -> str:
    """A reading without one or two letters of straight print well before or behind the name, which `text` has not and which are no word of a
    name: what parts them from it is no hole."""
    for before, stop in ((True, _STRAY_BEFORE.match(reading)), (False, _STRAY_BEHIND.search(reading))):
        own = stop and (text.startswith(stop[1][0]) if before else text.endswith(stop[1][-1]))
        if stop and not own and not in_words(stop[1]):
            reading = reading[stop.end() :] if before else reading[: stop.start()]
    return reading


def _marked(text: str, reading: str) -> str:
    """`text` with the marks of a reading of the same ring; where the text has letters in place of the mark, it falls away."""
    found = ""
    for way, a0, a1, b0, b1 in SequenceMatcher(None, reading, text, autojunk=False).get_opcodes():
        holes = reading[a0:a1].count(UNREAD) if way in ("delete", "replace") else 0
        gained = (b1 - b0) - (a1 - a0 - holes)
        found += UNREAD * max(0, holes - max(0, gained)) + text[b0:b1]
    return found


def _worth(strips: Sequence[Frames], texts: Sequence[str]) -> list[float]:
    """Mean log-likelihood of each text over the strips, and what its words are worth."""
    if not texts:
        return []
    mean = np.mean([log_likelihoods(frames, texts) for frames in strips], axis=0)
    return [float(value) + WORD * in_words(text) for value, text in zip(mean, texts, strict=True)]


def _trimmed(path: Sequence[tuple[str, float, float]]) -> str:
    """Text of a best path: what lies beside the name dropped at both ends, holes marked.

    Digits of the code, upside down, read as Latin letters; cut-off strokes of straight words as unsure characters.
    """
    kept = [(squeezed(char), step, confidence) for char, step, confidence in path if _counts(char)]
    while kept and (not has_han(kept[0][0]) or kept[0][2] < _FAINT):
        kept.pop(0)
    while kept and (not (has_han(kept[-1][0]) or kept[-1][0] == ")") or kept[-1][2] < _FAINT):
        kept.pop()
    text = "".join(char for char, _, _ in kept)
    behind = text[text.rfind("公司") + 2 :] if "公司" in text[2:] else ""
    sure = all(confidence >= _SETTLED for _, _, confidence in kept[len(kept) - len(behind) :])
    if 0 < len(behind) <= 3 and not any(char in _BRANCH for char in behind) and not (len(behind) > 1 and sure):
        kept = kept[: -len(behind)]
    if len(kept) < 2:
        return "".join(char for char, _, _ in kept)
    pitch = float(np.median(np.diff([step for _, step, _ in kept])))
    apart = (kept[1][1] - kept[0][1]) / pitch
    if len(kept) > 6 and (apart > _HOLE + 1 or (apart > _HOLE and kept[0][2] < _DOUBTFUL)):
        kept = kept[1:]  # a stroke of something else, well before the name
    text = kept[0][0]
    for (_, before, _), (char, step, _) in zip(kept, kept[1:], strict=False):
        missing = round((step - before) / pitch) - 1 if step - before > _HOLE * pitch else 0
        text += UNREAD * min(missing, 4) + char
    return text
