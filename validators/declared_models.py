"""The declared models of modified vehicles, each with what was declared of it, and the window in which their material may be omitted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.declaration import Chassis, Vehicle
from domain.documents import Document, Kind
from domain.dossier import Dossier
from domain.facts import Fact
from domain.findings import Text
from domain.models import base_model, known_function, normal_model, same_model
from validators.catalogue import Reason, Says
from validators.compare import Match, one_character_off
from validators.matching import plain_vin
from validators.reasons import fails, not_applicable, review

GUIDELINES = "Guidelines of 2025-12-11, part 2, modified vehicles"


@dataclass(frozen=True, slots=True)
class ModelDeclared:
    """One declared model. `quantity` as declared, else the number of its vehicles; `device` None when no outside device is declared."""

    model: str
    vehicles: tuple[Vehicle, ...]
    quantity: int
    device: str | None
    devices_per_vehicle: int

    @property
    def manufacturer(self) -> str:
        return self.vehicles[0].manufacturer

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(vehicle.name for vehicle in self.vehicles if vehicle.name))

    @property
    def chassis(self) -> tuple[Chassis, ...]:
        return tuple(dict.fromkeys(vehicle.chassis for vehicle in self.vehicles if vehicle.chassis))

    @property
    def vins(self) -> tuple[str, ...]:
        return tuple(plain_vin(vehicle.vin) for vehicle in self.vehicles)


def declared_models(dossier: Dossier) -> tuple[ModelDeclared, ...]:
    """Every model that vehicles are declared of, in order of first mention."""
    listed: dict[str, list[Vehicle]] = {}
    for vehicle in dossier.declaration.vehicles:
        listed.setdefault(normal_model(vehicle.model), []).append(vehicle)
    entries = {normal_model(entry.model): entry for entry in dossier.declaration.models}
    return tuple(
        ModelDeclared(
            vehicles[0].model,
            tuple(vehicles),
            entries[key].quantity if key in entries else len(vehicles),
            entries[key].device if key in entries else None,
            entries[key].devices_per_vehicle if key in entries else 1,
        )
        for key, vehicles in listed.items()
    )


def misread_product(read: str, names: Sequence[str]) -> bool:
    """Whether a product name is a declared one but for one character, and no kind of vehicle by itself: a misreading, not another product."""
    return not known_function(read) and any(one_character_off(read, name) for name in names)


RELAXED = {
    "material-may-be-omitted": not_applicable(
        "For {declared} licences applied for in this window the material may be submitted later.", "在该时间段内申领{declared}年许可证的，相关材料可暂不提交。"
    )
}
"""Reason of every rule on the material of modified vehicles inside the window of MV-018."""


def relaxed(dossier: Dossier) -> Says | None:
    """Why no material is asked for, in the words of `RELAXED`; None when it is."""
    window, declared = dossier.policy.modified_relaxation, dossier.declaration
    made = [vehicle.manufacture_date for vehicle in declared.vehicles if vehicle.manufacture_date]
    if made and max(made) > declared.application_date:
        return None  # nobody applied for vehicles that were not yet made
    if window and window[0] <= declared.application_date <= window[1] and declared.licence_year == dossier.policy.modified_relaxation_licence_year:
        return Says("material-may-be-omitted", declared=str(declared.licence_year))
    return None


def named(models: Sequence[Fact[str]], model: str) -> tuple[Match, tuple[Fact[str], ...]]:
    """Whether a document names a model, itself or its base, and where: AGREES, DOUBTFUL, DIFFERS (others only), MISSING (none at all)."""
    same = [read for read in models if same_model(read.value, model)] or [read for read in models if base_model(read.value, model)]
    if same:
        return (Match.AGREES if any(read.clean for read in same) else Match.DOUBTFUL), tuple(same)
    return (Match.DIFFERS if models else Match.MISSING), tuple(models)


def of_model(found: Iterable[tuple[Document, Sequence[Fact[str]]]], model: str, others: Sequence[str]) -> list[Document]:
    """Documents about a model: those that name it, and those that name no declared model at all, which may be about any."""
    mine = []
    for document, models in found:
        match, _ = named(models, model)
        foreign = any(named(models, other)[0] is Match.AGREES for other in others)
        if match in (Match.AGREES, Match.DOUBTFUL) or not foreign:
            mine.append(document)
    return mine


def per_model(kind: Kind, paper: Text) -> dict[str, Reason]:
    """Reasons of a document that each model needs."""
    return {
        "missing": fails(f"There is no {paper.en} for {{found}}.", f"缺少{{found}}的{paper.zh}。", f"Submit the {paper.en}.", f"请补充提交{paper.zh}。"),
        "perhaps-unread": review(
            f"No {paper.en} for {{found}} was recognised, but some of the upload could not be read or recognised: it may be there.",
            f"未识别到{{found}}的{paper.zh}，但部分上传内容无法读取或识别，可能在其中。",
            f"Submit the unreadable files again, and the {paper.en} if it was not among them.",
            f"请重新提交无法读取的文件；如其中没有{paper.zh}，请补交。",
        ),
    }
