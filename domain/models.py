"""Vehicle brands and models as the Announcement writes them: models compare exactly, brands by their Chinese and Latin parts."""

from __future__ import annotations

import re

from domain.data import table
from domain.text import alike_in_print, folded, has_han, simplified, squeezed

_LATIN = re.compile(r"[A-Z0-9][A-Z0-9 .&-]*")
_TAX_CLASS = re.compile(r"\*?([^*]{1,12})\*")
_TRADEMARK = re.compile(r"^[^\W\d_]{1,8}牌")
"""What certificates print before the name: 汉楚牌洒水车."""


def normal_model(text: str) -> str:
    """Upper case, no spaces, dashes unified. One character more or less is another variant, so nothing else is dropped."""
    return squeezed(text).upper()


def same_model(a: str, b: str) -> bool:
    """Equal to the letter; only O and 0, I and 1, which print cannot tell apart, count as one."""
    return bool(normal_model(a)) and alike_in_print(a) == alike_in_print(b)


def brand_parts(text: str) -> tuple[str, str]:
    """(Chinese part without a trailing 牌, Latin part in upper case); either may be empty."""
    plain = simplified(folded(text)).upper()
    han = "".join(c for c in plain if has_han(c)).removesuffix("牌")
    latin = re.sub(r"\W", "", "".join(_LATIN.findall("".join(" " if has_han(c) else c for c in plain))))
    return han, latin


def goods_parts(name: str) -> tuple[str, str]:
    """(tax class, name) of a line of an invoice, *专用设备*罐体总成; the first star may have been lost to the reader. "" where no class is printed."""
    classed = _TAX_CLASS.match(name)
    return (classed.group(1), name[classed.end() :]) if classed else ("", name)


def same_brand(a: str, b: str) -> bool:
    """Equal where both give the same script: Chinese parts when both have one, else Latin parts. No common script is not equal."""
    (han_a, latin_a), (han_b, latin_b) = brand_parts(a), brand_parts(b)
    if han_a and han_b:
        return han_a == han_b and (not (latin_a and latin_b) or latin_a == latin_b)
    return bool(latin_a) and latin_a == latin_b


_ANNOUNCED = re.compile(r"(?P<enterprise>[A-Z]{2,4})(?P<category>[1-79])(?P<mass>\d{2})(?P<serial>\d)(?P<rest>[A-Z0-9][A-Z0-9\-/]*)?")
_SPECIAL, _TRAILER = "5", "9"
_DIGIT_FOR = str.maketrans("258", "ZSB")
_BASE = 7
"""Characters of a model that name at least enterprise, category, mass and serial."""


def mended_model(read: str) -> str:
    """A model whose enterprise letters were read as the digits that look like them (2Z1257 -> ZZ1257): at that place there are no digits.

    Anything else is returned as it is, mere figures too.
    """
    text = normal_model(read)
    if any(c.isalpha() for c in text) and not _ANNOUNCED.fullmatch(text):
        for letters in (2, 3):
            mended = text[:letters].translate(_DIGIT_FOR) + text[letters:]
            if mended != text and _ANNOUNCED.fullmatch(mended):
                return mended
    return read


def special_letters(model: str) -> str | None:
    """The three letters of a special vehicle's model that stand for its function (CLW5180GSSE6 -> GSS); None where it has none."""
    match = _ANNOUNCED.fullmatch(normal_model(model))
    letters = re.match(r"[A-Z]{3}", match["rest"] or "") if match and match["category"] in (_SPECIAL, _TRAILER) else None
    return letters.group() if letters else None


def special_vehicle(letters: str) -> str | None:
    """What vehicles of these letters are called (GSS -> 洒水车); None for letters that are in no table."""
    name = table("special_codes")["codes"].get(letters)
    return None if name is None else str(name)


def same_product_name(one: str, other: str) -> bool:
    """Whether two product names are the same after normalisation: spaces, widths and brackets aside, every word counts (MV-015)."""
    return bool(_product(one)) and _product(one) == _product(other)


def names_function(product: str, function: str) -> bool:
    """Whether a product name ends in what its model's letters stand for, in older or newer words (纯电动厢式运输车 is a 厢式货车)."""
    same = table("special_codes")["same"]

    def plain(name: str) -> str:
        name = _product(name)
        for old, new in same.items():
            name = name.replace(old, new)
        return name.replace("汽车", "车")

    return plain(product).endswith(plain(function))


def known_function(product: str) -> bool:
    """Whether a product name ends in one of the kinds of special vehicles that are known by letters."""
    return any(names_function(product, str(name)) for name in table("special_codes")["codes"].values())


def listed_product(product: str) -> bool:
    """Whether a product name is, letter for letter, one of those that the Announcement's letters stand for (洒水车)."""
    return _product(product) in {_product(str(name)) for name in table("special_codes")["codes"].values()}


def _product(name: str) -> str:
    plain = re.sub(r"[()\[\]]", "", simplified(squeezed(name)))
    return _TRADEMARK.sub("", plain) or plain


def base_model(shorter: str, longer: str) -> bool:
    """Whether one model is the base of another: the list of the Announcement gives CLW5180GSS for CLW5180GSSE6."""
    a, b = alike_in_print(shorter), alike_in_print(longer)
    return len(a) >= _BASE and b.startswith(a)
