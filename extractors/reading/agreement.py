"""Whether the picture bears out what a text layer says (`Line.text` against `Line.seen`)."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import pairwise

from domain.pages import Line
from domain.text import folded, han_count, has_han, unmarked
from domain.vin import well_formed

_DIGITS = str.maketrans("oqi", "001")
_PARTING = "\N{SYMBOL FOR UNIT SEPARATOR}"
"""Stands for any sign between two digits: 2025-1-12 is another date than 2025-11-2."""
_DASH, _DASHES = (re.compile(rf"(?<=[㐀-鿿—─])\s*[—–―─]{count}\s*(?=[㐀-鿿—─])") for count in ("", "+"))
_ENOUGH = 4
_KNOWN = re.compile(r"[㐀-鿿]|\d+")
_NUMBERING = re.compile(r"^\W*\d{1,2}[.、．)）\s]")
_GAP = r"[^0-9a-z㐀-鿿]"
_WORDS = re.compile(r"[0-9a-z]+|[㐀-鿿]+")


def agrees(line: Line) -> bool:
    """Whether what was seen at the line's place says the same; False while nobody has looked. OCR lines agree with themselves.

    Spaces, punctuation, case and full-width forms do not count; every letter, digit and Han character does, and whether a sign parts digits.
    """
    other = _other(line)
    if other is None:
        return line.origin != "text-layer"
    return any(_letters(seen) == _letters(text) for seen in _with_dashes(other) for text in _with_dashes(line.text))


def _letters(text: str) -> list[str]:
    return [c for c, _ in _plain(text)]


def _with_dashes(text: str) -> set[str]:
    """The text, and with its dashes as what a recogniser takes one for between Chinese characters: 一."""
    return {text, _DASHES.sub("一", text), _DASH.sub("一", text)}


def agrees_on(line: Line, start: int, stop: int) -> bool:
    """The same for the stretch `text[start:stop]` alone: what differs elsewhere on the line does not count."""
    other = _other(line)
    if other is None:
        return line.origin != "text-layer"
    plain = _plain(line.text)
    first, last = (sum(index < border for _, index in plain) for border in (start, stop))
    text, seen = "".join(c for c, _ in plain), "".join(c for c, _ in _plain(other))
    if any(_foreign(c) for c in text[first:last]):
        return _borne_out(line.text[start:stop], other)
    if any(_foreign(c) for c in text):  # what the recogniser makes of the letters beside it counts for nothing
        return _stands_alone(line.text[start:stop], other)
    if well_formed(text[first:last].upper()):  # in a VIN there is no O, Q or I: print that looks like one is the digit
        text, seen = text.translate(_DIGITS), seen.translate(_DIGITS)
    for _, a0, a1, b0, b1 in (code for code in SequenceMatcher(None, text, seen, autojunk=False).get_opcodes() if code[0] != "equal"):
        if (a0 < last and a1 > first) or (a1 - a0 != b1 - b0 and a0 <= last and a1 >= first):
            return False  # inside the stretch, or something more or less right beside it
    return True


def _foreign(char: str) -> bool:
    """A letter of a script that the recogniser has no letters for."""
    return char.isalpha() and not char.isascii() and not has_han(char)


def _borne_out(text: str, seen: str) -> bool:
    """Whether what the recogniser can read of a text in two scripts was seen, in order, each number as a whole; without _ENOUGH Chinese in
    it nothing was."""
    rest = iter(_KNOWN.findall(folded(seen)))
    return han_count(text) >= _ENOUGH and all(known in rest for known in _KNOWN.findall(_NUMBERING.sub("", folded(text))))


def _stands_alone(text: str, seen: str) -> bool:
    """Whether a text was seen as words and numbers of its own: 12000 is not seen in 120000, nor NIGER in NIGERIA."""
    words = _WORDS.findall(folded(text).casefold())
    gaps = [_GAP + ("+" if one.isascii() and other.isascii() else "*") for one, other in pairwise(words)]
    wanted = "".join(word + gap for word, gap in zip(words, [*gaps, ""], strict=True)) if words else ""
    return bool(words) and re.search(rf"(?<![0-9a-z]){wanted}(?![0-9a-z])", folded(seen).casefold()) is not None


def _other(line: Line) -> str | None:
    """What the picture says of a text-layer line, or the text layer of a line read from the picture."""
    return line.seen if line.claimed is None else line.claimed


def _plain(text: str) -> list[tuple[str, int]]:
    """The characters that count, each with its index in `text`."""
    kept: list[tuple[str, int]] = []
    sign: int | None = None
    for index, char in enumerate(text):
        for one in unmarked(folded(char).casefold()):  # a recogniser reads or loses accents (México)
            if one.isalnum():
                if sign is not None and kept and kept[-1][0].isdigit() and one.isdigit():
                    kept.append((_PARTING, sign))
                kept.append((one, index))
                sign = None
            elif not one.isspace():
                sign = index
    return kept
