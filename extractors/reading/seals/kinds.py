"""What the words on a seal make of it, as data."""

from __future__ import annotations

import re

from domain.pages import SealKind

SPECIAL: tuple[tuple[str, SealKind], ...] = (
    (r"发票.?[专用]|.票专用章", SealKind.INVOICE),
    (r"财[务務].?[专用章]", SealKind.FINANCE),
    (r"合同.?[专用章]", SealKind.CONTRACT),
    (r"业务.?[专用章]", SealKind.BUSINESS),
    (r"发票监制", SealKind.OTHER_SPECIAL),
    (r"专用(?!汽|车)|用章|专.章", SealKind.OTHER_SPECIAL),
    (r"..部(\(\d+\))?$|分公司|骑缝|收讫|受理章|作废", SealKind.OTHER_SPECIAL),
)
"""What the straight words say, first match decides; 专用汽车 is a trade, not a purpose. A bare 合同 or 部 is not enough: printed lines cross a seal and leave traces."""

ENDINGS = (
    "有限责任公司", "有限公司", "公司", "委员会", "管理所", "管理局", "税务局", "监制章", "专用章", "协会", "中心", "集团", "学校",
    "大学", "学院", "银行", "厂", "院", "局", "所", "会", "部", "社", "店", "站", "队", "处",
)  # fmt: skip
"""How the name on a ring ends, longest first: a ring has no start, so its end is looked for."""


def special_kind(words: str) -> SealKind | None:
    """The kind that the straight text of a seal tells, None when it tells none."""
    return next((kind for pattern, kind in SPECIAL if re.search(pattern, words)), None)
