"""Vehicle models named anywhere on pages, in the Announcement's form (GB 9417: enterprise letters, category, mass, serial)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.facts import Fact
from domain.pages import Page
from extractors.finders.joining import merged_span
from extractors.finders.layout import below
from extractors.finders.spans import Span, fact, mapped
from extractors.finders.values import cut_off

_MODEL = re.compile(r"(?<![a-z0-9])[a-z]{2,4}[1-9]\d{3}(?:(?!vin[:l])[a-z0-9])*(?:[-/][a-z0-9]+)*(?![a-uw-z0-9]|v(?!in[:l]))")
_NO_MODEL = re.compile(r"^(?:gb|iso|qc|wm|en|ece|gost|sae|tc|ru)")
_BROKEN = re.compile(r"\d[A-Z0-9]*[-/]$")
"""A line of a narrow cell that breaks a model at its dash."""
_VIN_LIKE = range(16, 19)
"""Characters of a VIN, with one more or less; it ends in figures, a model in the letters of its variant (CA1169P40K2L5E6A80)."""


def models_in(pages: Sequence[Page]) -> tuple[Fact[str], ...]:
    """Each model once, a clean reading where there is one, in reading order."""
    found: dict[str, Fact[str]] = {}
    for page in pages:
        for line in page.lines:
            under = below(page, line, 1.0)[:1] if _BROKEN.search(line.text) else []
            for read in models_of(merged_span(page, [line, *under])):
                if read.value not in found or (read.clean and not found[read.value].clean):
                    found[read.value] = read
    return tuple(found.values())


def models_of(span: Span) -> list[Fact[str]]:
    """Models in one span, word by word; what only makes one when gaps are closed counts where no word of it is one by itself.

    VINs and the numbers of standards are none.
    """
    words = [span.narrowed(m.start(), m.end()) for m in re.finditer(r"\S+", span.text)]
    spots = [spot for word in words for spot in _models_in(word)]
    spots += [spot for spot in _models_in(span) if not any(own.start < spot.stop and spot.start < own.stop for own in spots)]
    spots.sort(key=lambda spot: spot.start)
    last = spots[-1] if spots else None
    return [fact(mapped(spot.text).text.upper(), spot, cut_off(span, spot) if spot is last else None) for spot in spots]


def _models_in(span: Span) -> list[Span]:
    found = [match for match in _MODEL.finditer(mapped(span.text).text) if not _NO_MODEL.match(match.group()) and not _vin_like(match.group())]
    return [span.of_mapped(match.start(), match.end()) for match in found]


def _vin_like(text: str) -> bool:
    return len(text) in _VIN_LIKE and text[-4:].isdigit()
