"""Vehicle identification numbers: alphabet, check digit, model year (GB 16735, ISO 3779) and the maker behind a WMI."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations

from domain.data import table

LENGTH = 17
ALPHABET = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"
_WELL_FORMED = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_VALUES = {c: int(c) for c in "0123456789"} | dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", [*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)], strict=True))
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
LOOK_ALIKES = {"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "G": "6", "B": "8", "T": "7"}
"""Letters and the digit each is taken for (rulebook VIN-006)."""
_YEARS = "ABCDEFGHJKLMNPRSTVWXY123456789"
_YEAR_BASE, _YEAR_CYCLE = 1980, 30


def well_formed(text: str) -> bool:
    """17 characters of the VIN alphabet (no I, O, Q)."""
    return _WELL_FORMED.fullmatch(text) is not None


def check_digit(vin: str) -> str:
    """The character GB 16735 wants at position 9 of a well-formed VIN."""
    rest = sum(_VALUES[c] * w for c, w in zip(vin, _WEIGHTS, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def check_digit_holds(vin: str) -> bool:
    return well_formed(vin) and vin[8] == check_digit(vin)


@cache
def look_alikes(char: str) -> tuple[str, ...]:
    """Characters of the VIN alphabet that a character of it is taken for, or that are taken for it."""
    pairs = [*LOOK_ALIKES.items(), *((digit, letter) for letter, digit in LOOK_ALIKES.items())]
    return tuple(sorted({b for a, b in pairs if a == char and b in ALPHABET}))


def look_alike_texts(vin: str) -> Iterator[str]:
    """The texts that differ from a VIN in one character that looks like it, or in two."""
    swaps = [(i, char) for i, own in enumerate(vin) for char in look_alikes(own)]
    for count in (1, 2):
        for chosen in combinations(swaps, count):
            at = dict(chosen)
            if len(at) == count:
                yield "".join(at.get(i, char) for i, char in enumerate(vin))


def alike(vin: str) -> str:
    """A text with every look-alike replaced by one of its kind: equal for texts that differ in look-alike characters only."""
    return "".join(LOOK_ALIKES.get(char, char) for char in vin)


def chinese(vin: str) -> bool:
    """Whether the WMI belongs to China; there the check digit is mandatory."""
    return vin[:1] == "L"


def looks_like_vin(text: str) -> bool:
    """Whether 17 characters are built like a VIN and not like an invoice number or a credit code.

    Last four characters digits (three are enough where a mandatory check digit holds), at least three letters, not two digits first.
    """
    if not well_formed(text) or text[:2].isdigit() or sum(c.isalpha() for c in text) < 3:
        return False
    return text[13:].isdigit() or (text[14:].isdigit() and chinese(text) and check_digit_holds(text))


def plausible(text: str) -> bool:
    """`looks_like_vin`, and the check digit holds where it is mandatory."""
    return looks_like_vin(text) and (not chinese(text) or check_digit_holds(text))


def model_years(vin: str) -> tuple[int, ...]:
    """Calendar years that position 10 of a well-formed VIN can mean, ascending; empty when the code means none."""
    place = _YEARS.find(vin[9])
    return tuple(_YEAR_BASE + place + _YEAR_CYCLE * n for n in range(3)) if place >= 0 else ()


def wmi_maker(vin: str) -> str | None:
    """The maker public tables agree on for a WMI (rulebook table wmi_cn); a hint, never proof."""
    return _wmi_table().get(vin[:3])


@cache
def _wmi_table() -> dict[str, str]:
    return {str(k): str(v) for k, v in table("wmi")["makers"].items()}
