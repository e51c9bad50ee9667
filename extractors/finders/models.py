"""Vehicle models named anywhere on pages, in the Announcement's form (GB 9417: enterprise letters, category, mass, serial)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.facts import Fact
from domain.pages import Page
from extractors.finders.spans import fact, mapped, whole

_MODEL = re.compile(r"(?<![a-z0-9])[a-z]{2,4}[1-9]\d{3}[a-z0-9]*(?:[-/][a-z0-9]+)*(?![a-z0-9])")
_NO_MODEL = re.compile(r"^(?:gb|iso|qc|wm|en|ece|gost|sae|tc|ru)")
_VIN_LENGTH = 17


def models_in(pages: Sequence[Page]) -> tuple[Fact[str], ...]:
    """Each model once, a clean reading where there is one, in reading order."""
    found: dict[str, Fact[str]] = {}
    for page in pages:
        for line in page.lines:
            span = whole(page, line)
            for match in _MODEL.finditer(mapped(line.text).text):
                if _NO_MODEL.match(match.group()) or len(match.group()) == _VIN_LENGTH:
                    continue
                read = fact(match.group().upper(), span.of_mapped(match.start(), match.end()))
                if read.value not in found or (read.clean and not found[read.value].clean):
                    found[read.value] = read
    return tuple(found.values())
