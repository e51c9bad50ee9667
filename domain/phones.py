"""Telephone numbers: to which countries one that is written for callers from abroad belongs."""

from __future__ import annotations

import re

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

_ABROAD = re.compile(r"(?:\+|(?<!\d)00)\s?\(?(\d{1,3})")
_WORLDWIDE = "001"
"""What the table gives for codes of no country."""


def countries_called(text: str) -> frozenset[str]:
    """ISO 3166 alpha-2 codes of the countries whose calling code begins a number of `text` (+968 2 684 2076, 00 7 727 ...); empty where none is
    written so. Several countries may share a code."""
    found: set[str] = set()
    for match in _ABROAD.finditer(text):
        digits = match.group(1)
        regions = next((COUNTRY_CODE_TO_REGION_CODE[int(digits[:n])] for n in (3, 2, 1) if int(digits[:n]) in COUNTRY_CODE_TO_REGION_CODE), ())
        found |= {region for region in regions if region != _WORLDWIDE}
    return frozenset(found)
