"""Normalising text so that only differences that mean something remain."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_DASHES = dict.fromkeys(map(ord, "－—–‐‑‒―−﹣"), "-")
_DOTS = dict.fromkeys(map(ord, "•・‧∙⋅●"), "·")
_BRACKETS = {ord("（"): "(", ord("）"): ")", ord("【"): "[", ord("】"): "]", ord("〔"): "[", ord("〕"): "]", ord("［"): "[", ord("］"): "]"}
_ALIKE = str.maketrans("OI", "01")
_SPACES = re.compile(r"\s+")
_HAN = re.compile(r"[㐀-鿿豈-﫿]")


def folded(text: str) -> str:
    """NFKC with dashes, middle dots and brackets unified; spaces and case kept."""
    return unicodedata.normalize("NFKC", text.translate(_DASHES).translate(_DOTS).translate(_BRACKETS)).translate(_BRACKETS)


def squeezed(text: str) -> str:
    """`folded` without any white space: how Chinese is compared."""
    return _SPACES.sub("", folded(text))


def alike_in_print(text: str) -> str:
    """Upper case without spaces, O as 0 and I as 1: codes that print cannot tell apart are equal so."""
    return squeezed(text).upper().translate(_ALIKE)


def simplified(text: str) -> str:
    """Traditional characters as their simplified forms (OpenCC t2s)."""
    return str(_converter().convert(text)) if has_han(text) else text


def unmarked(text: str) -> str:
    """Latin letters without their accents, character for character; a letter of another script keeps what makes it one (й)."""
    return "".join(base if (base := unicodedata.normalize("NFD", char)[0]).isascii() else char for char in text)


def has_han(text: str) -> bool:
    return _HAN.search(text) is not None


def han_count(text: str) -> int:
    return len(_HAN.findall(text))


@cache
def _converter():  # type: ignore[no-untyped-def]
    import opencc  # loads its tables once; kept out of the start of --help

    return opencc.OpenCC("t2s")
