"""What the words on a seal make of it, as data."""

from __future__ import annotations

from domain.pages import SealKind

SPECIAL: tuple[tuple[str, SealKind], ...] = (
    ("发票专用", SealKind.INVOICE),
    ("财务专用", SealKind.FINANCE),
    ("财务章", SealKind.FINANCE),
    ("合同专用", SealKind.CONTRACT),
    ("合同章", SealKind.CONTRACT),
    ("业务专用", SealKind.BUSINESS),
    ("业务章", SealKind.BUSINESS),
    ("统一发票监制", SealKind.OTHER_SPECIAL),
    ("发票监制", SealKind.OTHER_SPECIAL),
    ("发票", SealKind.INVOICE),
    ("财务", SealKind.FINANCE),
    ("合同", SealKind.CONTRACT),
    ("专用", SealKind.OTHER_SPECIAL),
    ("用章", SealKind.OTHER_SPECIAL),
    ("部", SealKind.OTHER_SPECIAL),
    ("分公司", SealKind.OTHER_SPECIAL),
    ("骑缝", SealKind.OTHER_SPECIAL),
    ("受理", SealKind.OTHER_SPECIAL),
    ("收讫", SealKind.OTHER_SPECIAL),
    ("作废", SealKind.OTHER_SPECIAL),
)
"""Words of the straight text, first match decides; the purpose goes before the bare 专用."""

ENDINGS = (
    "有限责任公司", "有限公司", "公司", "委员会", "管理所", "管理局", "税务局", "监制章", "专用章", "协会", "中心", "集团", "学校",
    "大学", "学院", "银行", "厂", "院", "局", "所", "会", "部", "社", "店", "站", "队", "处",
)  # fmt: skip
"""How the name on a ring ends, longest first: a ring has no start, so its end is looked for."""


def special_kind(words: str) -> SealKind | None:
    """The kind that the straight text of a seal tells, None when it tells none."""
    return next((kind for token, kind in SPECIAL if token in words), None)
