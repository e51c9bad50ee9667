"""Whether the picture bears out what a text layer says (`Line.text` against `Line.seen`)."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from domain.pages import Line
from domain.text import folded
from domain.vin import well_formed

_DIGITS = str.maketrans("oqi", "001")
_MEANINGLESS = re.compile(r"[^\w]|_")


def agrees(line: Line) -> bool:
    """Whether what was seen at the line's place says the same; False while nobody has looked. OCR lines agree with themselves.

    Spaces, punctuation, case and full-width forms do not count; every letter, digit and Han character does.
    """
    if line.seen is None:
        return line.origin != "text-layer"
    return _plain(line.seen) == _plain(line.text)


def agrees_on(line: Line, start: int, stop: int) -> bool:
    """The same for the stretch `text[start:stop]` alone: what differs elsewhere on the line does not count."""
    if line.seen is None:
        return line.origin != "text-layer"
    before, part = _plain(line.text[:start]), _plain(line.text[start:stop])
    text, seen = _plain(line.text), _plain(line.seen)
    if well_formed(part.upper()):  # in a VIN there is no O, Q or I: print that looks like one is the digit
        text, part, seen = text.translate(_DIGITS), part.translate(_DIGITS), seen.translate(_DIGITS)
    first, last = len(before), len(before) + len(part)
    if text[first:last] != part:  # folding joined characters across the border
        return text == seen
    for _, a0, a1, b0, b1 in (code for code in SequenceMatcher(None, text, seen, autojunk=False).get_opcodes() if code[0] != "equal"):
        if (a0 < last and a1 > first) or (a1 - a0 != b1 - b0 and a0 <= last and a1 >= first):
            return False  # inside the stretch, or something more or less right beside it
    return True


def _plain(text: str) -> str:
    return _MEANINGLESS.sub("", folded(text)).casefold()
