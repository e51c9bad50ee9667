"""Vehicle brands and models as the Announcement writes them: models compare exactly, brands by their Chinese and Latin parts."""

from __future__ import annotations

import re

from domain.text import folded, has_han, simplified, squeezed

_ALIKE = str.maketrans("OI", "01")
_LATIN = re.compile(r"[A-Z0-9][A-Z0-9 .&-]*")


def normal_model(text: str) -> str:
    """Upper case, no spaces, dashes unified. One character more or less is another variant, so nothing else is dropped."""
    return squeezed(text).upper()


def same_model(a: str, b: str) -> bool:
    """Equal to the letter; only O and 0, I and 1, which print cannot tell apart, count as one."""
    return bool(normal_model(a)) and normal_model(a).translate(_ALIKE) == normal_model(b).translate(_ALIKE)


def brand_parts(text: str) -> tuple[str, str]:
    """(Chinese part without a trailing 牌, Latin part in upper case); either may be empty."""
    plain = simplified(folded(text)).upper()
    han = "".join(c for c in plain if has_han(c)).removesuffix("牌")
    latin = re.sub(r"\W", "", "".join(_LATIN.findall("".join(" " if has_han(c) else c for c in plain))))
    return han, latin


def same_brand(a: str, b: str) -> bool:
    """Equal where both give the same script: Chinese parts when both have one, else Latin parts. No common script is not equal."""
    (han_a, latin_a), (han_b, latin_b) = brand_parts(a), brand_parts(b)
    if han_a and han_b:
        return han_a == han_b and (not (latin_a and latin_b) or latin_a == latin_b)
    return bool(latin_a) and latin_a == latin_b
