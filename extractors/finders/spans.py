"""A stretch of a line, with the way back from normalised text to the characters as read, and from there to a fact."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

from domain.facts import LOW_CONFIDENCE, Fact
from domain.geometry import Box, enclosing
from domain.pages import Char, Line, Page
from domain.text import folded, has_han, simplified
from extractors.reading.agreement import agrees_on

T = TypeVar("T")

_SECOND_CHOICE = 0.02
"""Probability from which the runner-up of a Chinese character is worth naming: 简 at 0.97 for 筒 at 0.03 on a clean scan."""
_NOUGHTS = frozenset("0o〇○οо")
CLEAN_CHARACTER = 0.75
"""A character below this probability makes its value doubtful (calibrated in docs/reading.md)."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """Normalised `text` (folded, simplified, lower case, no spaces) and for each character its index in the line's own text."""

    text: str
    index: tuple[int, ...]


@lru_cache(maxsize=20_000)
def mapped(text: str) -> Mapped:
    out: list[str] = []
    index: list[int] = []
    for position, char in enumerate(text):
        for plain in unicodedata.normalize("NFKC", folded(char)):
            if not plain.isspace():
                out.append(plain.lower()[:1])
                index.append(position)
    joined = simplified("".join(out))
    if len(joined) != len(out):  # OpenCC phrases may change lengths; then fall back to the unsimplified text
        joined = "".join(out)
    return Mapped(joined, tuple(index))


@dataclass(frozen=True, slots=True)
class Span:
    """`line.text[start:stop]` on a page."""

    page: Page
    line: Line
    start: int
    stop: int

    @property
    def text(self) -> str:
        return self.line.text[self.start : self.stop]

    @property
    def box(self) -> Box:
        chars = self.line.chars[self.start : self.stop]
        if not chars or len(self.line.chars) != len(self.line.text):
            return self.line.box
        return self.line.box.part(chars[0].start, chars[-1].stop)

    @property
    def blank(self) -> bool:
        return not self.text.strip(" \t:：;；,，.。、_-—")

    def narrowed(self, start: int, stop: int) -> Span:
        """The part `self.text[start:stop]`."""
        return replace(self, start=self.start + start, stop=self.start + stop)

    def squeezed(self) -> Mapped:
        """Normalised text of the span; the index refers to `self.text`."""
        return mapped(self.text)

    def of_mapped(self, start: int, stop: int) -> Span:
        """The part that `self.squeezed().text[start:stop]` came from."""
        index = self.squeezed().index
        return self.narrowed(index[start], index[stop - 1] + 1)


def whole(page: Page, line: Line) -> Span:
    return Span(page, line, 0, len(line.text))


def weakest_character(span: Span) -> float:
    """Lowest probability of a letter or digit in the span; the line's confidence, else 1, where characters are not known.

    Punctuation does not count: whether a comma is full-width decides nothing.
    """
    chars = [c for c in span.line.chars[span.start : span.stop] if c.text.isalnum()]
    if chars and len(span.line.chars) == len(span.line.text):
        return min(_sureness(c) for c in chars)
    return 1.0 if span.line.confidence is None else span.line.confidence


def _sureness(char: Char) -> float:
    """Probability of a character, with that of a runner-up which is the same character in another form (width, case, 〇 and 0, 荊 and 荆)."""
    same = char.rival and _form(char.rival) == _form(char.text)
    return min(1.0, char.confidence + (char.rival_confidence if same else 0.0))


def _form(char: str) -> str:
    plain = simplified(unicodedata.normalize("NFKC", char).casefold())
    return "0" if plain in _NOUGHTS else plain


def doubt_of(spans: Sequence[Span], least: float = CLEAN_CHARACTER) -> str | None:
    """Why a value read from these spans cannot be relied on; None for a clean read. `least`: probability every character needs."""
    for span in spans:
        if span.line.origin == "text-layer" and span.line.seen is None:
            return "not-confirmed-on-picture"
        if not agrees_on(span.line, span.start, span.stop):
            return "text-layer-contradicts-picture"
        if weakest_character(span) < least:
            return LOW_CONFIDENCE
    return None


def fact(value: T, spans: Span | Sequence[Span], doubt: str | None = None, least: float = CLEAN_CHARACTER) -> Fact[T]:
    """The fact that a value stands at these spans of one page. `doubt` adds to what the reading itself says."""
    parts = [spans] if isinstance(spans, Span) else list(spans)
    first = parts[0]
    same_page = [p for p in parts if p.page is first.page]
    scores = [weakest_character(p) for p in parts if p.line.origin != "text-layer"]
    witnesses = tuple(dict.fromkeys(p.line.origin for p in parts))
    if all(p.line.origin == "text-layer" and p.line.seen is not None and agrees_on(p.line, p.start, p.stop) for p in parts):
        witnesses = (*witnesses, "picture")
    return Fact(
        value=value,
        raw=" ".join(p.text.strip() for p in parts),
        place=first.page.place(enclosing(p.box for p in same_page)),
        origin=first.line.origin,
        confidence=round(min(scores), 4) if scores else None,
        doubt=doubt_of(parts, least) or doubt,
        witnesses=witnesses,
        rivals=_rivals(value, parts) if isinstance(value, str) else (),
    )


def _rivals(value: str, parts: Sequence[Span]) -> tuple[tuple[str, float], ...]:
    chars = [char for part in parts if len(part.line.chars) == len(part.line.text) for char in part.line.chars[part.start : part.stop]]
    torn = [char for char in chars if char.rival_confidence >= _SECOND_CHOICE and has_han(char.text) and has_han(char.rival)]
    return tuple((value.replace(c.text, c.rival), round(c.rival_confidence / c.confidence, 4)) for c in torn if value.count(c.text) == 1)
