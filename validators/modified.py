"""MV-001: applications for modified vehicles are not checked by this version, and say so."""

from __future__ import annotations

from collections.abc import Iterable

from domain.declaration import Category
from domain.dossier import Dossier
from domain.findings import Text
from validators.catalogue import Says, rule
from validators.reasons import review


@rule(
    "MV-001",
    title=Text("Modified vehicles", "改装车"),
    statement=Text(
        "Modified vehicles are exported under the rules for new vehicles. Their evidence is not checked yet, so that no such application passes.",
        "改装车按新车出口规定办理。目前尚未核验其材料，此类申请一律不予通过。",
    ),
    authority="Guidelines of 2025-12-11, part 2",
    requirement="declaration",
    category=Category.MODIFIED,
    reasons={
        "modified-not-yet-checked": review(
            "The evidence of modified vehicles is not checked by this version.",
            "本版本尚不核验改装车材料。",
            "Check the application by hand.",
            "请人工审核该申请。",
        )
    },
)
def modified_vehicles(dossier: Dossier) -> Iterable[Says]:
    yield Says("modified-not-yet-checked")
