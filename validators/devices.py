"""Whether a line of goods is the device that was declared: by its name, which sellers write with more words, brackets and codes."""

from __future__ import annotations

import re

from domain.facts import Fact
from domain.models import goods_parts
from domain.modified_vehicle_papers import GoodsLine
from domain.text import squeezed
from validators.compare import one_character_off

_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_CODE = re.compile(r"^[A-Z0-9./×*-]*\d[A-Z0-9./×*-]*|[A-Z0-9./×*-]*\d[A-Z0-9./×*-]*$")
_MODELLED = re.compile(r"^(?P<code>[A-Z0-9./×*-]*\d[A-Z0-9./×*-]*)(?:系列|型号?|式)?(?P<name>[^A-Z0-9./×*-].*)$")
"""A declared name that begins with the device's model: XS-18型洗扫上装."""
_LEAST_NAME = 2
_ANY_DEVICE = frozenset(["总成", "装置", "设备", "系统", "组件", "配件", "部件", "零件", "机构", "套件", "机", "器", "泵", "箱", "assembly", "device", "equipment", "system", "kit", "unit"])
"""Heads that many names end in: a declared device that is no more than one of these must be the whole name."""


def plain_name(text: str) -> str:
    """Upper case without spaces: how names of goods, and numbers of papers, are compared."""
    return squeezed(text).upper()


def is_device(line: GoodsLine, device: str) -> bool:
    """Whether a line's name surely is the declared device: read cleanly, itself or with fewer words before it than it has, a bracket and the
    code of its model aside. The reader may have been torn over one character of it."""
    if not isinstance(line.name, Fact) or not line.name.clean:
        return False
    wanted = _BRACKETS.sub("", plain_name(device))
    return any(_is(text, wanted) or _is(text, _beside_model(line, wanted)) for text in (line.name.value, *(rival for rival, _ in line.name.rivals)))


def _beside_model(line: GoodsLine, wanted: str) -> str:
    """What the name of a line must be that has the declared device's model in a column of its own: XS-18型洗扫上装 is 洗扫上装 of the model
    XS-18. Else the declared name itself."""
    match = _MODELLED.match(wanted)
    if match is None or not isinstance(line.model, Fact) or not line.model.clean:
        return wanted
    own = _CODE.search(goods_parts(plain_name(line.name.value))[1]) if isinstance(line.name, Fact) else None
    if own and own.group() not in ("", match["code"]):
        return wanted  # the name has a code of its own
    bare = plain_name(line.model.value).removesuffix(match["name"])
    return match["name"] if bare.rstrip("型号系列式") == match["code"] else wanted


def _is(text: str, wanted: str) -> bool:
    name = _BRACKETS.sub("", goods_parts(plain_name(text))[1])
    bare = _CODE.sub("", name)
    return wanted in (name, bare) or (wanted not in _ANY_DEVICE and bare.endswith(wanted) and 2 * len(wanted) >= len(bare))


def names_device(line: GoodsLine, device: str) -> bool:
    """Whether a line's name holds the declared device's, or is a part of it; one misread character makes it no other device."""
    if not isinstance(line.name, Fact):
        return False
    name, wanted = plain_name(line.name.value), plain_name(device)
    if len(name) < _LEAST_NAME or not wanted:
        return False
    if _beside_model(line, wanted) in name:
        return True
    pieces = [name[at : at + len(wanted)] for at in range(len(name) - len(wanted) + 1)]
    return (len(name) >= 4 and name in wanted) or any(one_character_off(piece, wanted) for piece in pieces)
