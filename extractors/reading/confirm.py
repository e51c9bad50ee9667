"""Looking at the picture for what a text layer claims: recognition only, at the places of the lines that matter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from domain.pages import Line, Page
from domain.picture import Rgb
from domain.text import folded, has_han, squeezed
from extractors.reading.agreement import agrees
from extractors.reading.crops import straight_crop
from extractors.reading.engine import Engine, Recognition
from extractors.reading.lines import box_of
from extractors.reading.picture import quad_of, red_channel
from extractors.reading.textlayer import OVERPRINTED, hidden, overlapping

_PAD = 0.18
"""Room round a text-layer line, in line heights: its box hugs the writing closer than a detector's."""
_AS_LIKELY = 2.0
"""nats per place of difference by which the claimed text may score below the best string and still count as seen."""
_SURE, _FAR = 0.9, 6.0
"""Probability of every letter and digit, and nats per place of difference to what a text layer claims, from which the picture's own reading
takes its place: less is a doubt, for the recogniser may be the one that is wrong."""
_TAX_MARK = re.compile(r"统一发票|监制|国家税务|税务[总局]|^[全国统一发票监制章]$")
"""The oval of the tax administration lies over the title of every invoice, in some files as text, its arc a letter at a time."""
CONTRADICTED = "text-layer-contradicts"


def confirm(page: Page, levelled: Rgb, lines_to_confirm: Iterable[int], engine: Engine) -> Page:
    """`page` with `seen` on those of its text-layer lines (indices into `page.lines`).

    `seen` is the claimed text itself where the frames bear it out as well as the best string (O for 0 in a type where both look the
    same), else the best string; "" where nothing can be read. Where the picture surely says something else, the line is read from the
    picture instead, with the layer's text as `claimed`, and the page says so. `levelled`: the picture the boxes refer to.
    """
    wanted = [i for i in sorted(set(lines_to_confirm)) if page.lines[i].origin == "text-layer" and page.lines[i].seen is None]
    if not wanted:
        return page
    height, width = levelled.shape[:2]
    ordinary = [straight_crop(levelled, quad_of(page.lines[i].box, width, height, _PAD)) for i in wanted]
    crops = [red_channel(crop) if page.lines[i].under_seal else crop for i, crop in zip(wanted, ordinary, strict=True)]
    lines = list(page.lines)
    for i, crop, reading in zip(wanted, crops, engine.recognise(crops), strict=True):
        seen = _seen(lines[i], crop, reading.text, engine)
        if seen != lines[i].text and _surely_other(lines[i], crop, reading, engine):
            box = box_of(quad_of(lines[i].box, width, height, _PAD), width, height)
            lines[i] = replace(
                lines[i], text=reading.text, box=box, origin=f"ocr:{engine.name}", confidence=reading.confidence, chars=reading.chars, claimed=lines[i].text
            )  # fmt: skip
        else:
            lines[i] = replace(lines[i], seen=seen)
    if any(lines[i].claimed is not None and not _of_the_tax_mark(lines[i]) for i in wanted):
        page = replace(page, problems=(*page.problems, CONTRADICTED))
    kept = _without_covered(page.lines, lines)
    gone = [line for line in lines if line not in kept and not _of_the_tax_mark(line)]
    if OVERPRINTED not in page.problems and hidden(gone, kept):
        page = replace(page, problems=(*page.problems, OVERPRINTED))
    return replace(page, lines=tuple(kept))


def _of_the_tax_mark(line: Line) -> bool:
    return _TAX_MARK.search(squeezed(line.claimed or line.text)) is not None


def _without_covered(claimed: Sequence[Line], lines: Sequence[Line]) -> list[Line]:
    """Of text-layer lines that lie over one another only those that the picture bears out, where it bears one out."""
    pairs = overlapping(claimed)
    borne = [line for i, line in enumerate(lines) if i in pairs and line.claimed is None and line.seen == line.text]
    return [
        line
        for i, line in enumerate(lines)
        if i not in pairs or line in borne or not any(line.box.intersection(other.box) > 0 for other in borne)
    ]


def _surely_other(line: Line, crop: Rgb, reading: Recognition, engine: Engine) -> bool:
    """Whether the picture shows something else, not merely less: recognisers drop characters, and a seal over the line hides some."""
    best, claimed = squeezed(reading.text), squeezed(line.text)
    changes = [code for code in SequenceMatcher(None, claimed, best, autojunk=False).get_opcodes() if code[0] != "equal"]
    shown = "".join(best[start:stop] for tag, _, _, start, stop in changes if tag != "delete")
    if line.under_seal or not any(c.isalnum() for c in shown) or any(c.isalpha() and not (c.isascii() or has_han(c)) for c in claimed):
        return False  # what the engine has no letters for it reads as others
    if any(char.confidence < _SURE for char in reading.chars if char.text.isalnum()):
        return False
    forms = list(dict.fromkeys([line.text.strip(), folded(line.text).strip(), claimed]))
    scores = engine.score(crop, [best, *forms])
    return scores[0] > max(scores[1:]) + _FAR * len(changes)


def _seen(line: Line, crop: Rgb, read: str, engine: Engine) -> str:
    if agrees(replace(line, seen=read)):
        return line.text
    best, claimed = squeezed(read), squeezed(line.text)
    places = sum(tag != "equal" for tag, *_ in SequenceMatcher(None, best, claimed, autojunk=False).get_opcodes())
    if not best or places > 3:
        return read
    forms = list(dict.fromkeys([line.text.strip(), folded(line.text).strip(), claimed]))
    scores = engine.score(crop, [*dict.fromkeys([read.strip(), best]), *forms])
    rivals, own = max(scores[: -len(forms)]), max(scores[-len(forms) :])
    return line.text if own > -1e8 and own >= rivals - _AS_LIKELY * places else read
