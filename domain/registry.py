"""The reference list of manufacturers, in the shape of the MIIT Announcement's product list (contract.md)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from domain.names import CompanyName

COLUMNS = ("企业名称", "目录序号", "商标", "产品名称", "产品型号")
_VEHICLE_MAKER = re.compile(r"\d+")
_MODIFIER = re.compile(r"[(（][一二三四五六七八九十]+[)）]\s*\d+")


@dataclass(frozen=True, slots=True)
class RegistryEntry:
    company: str
    catalogue_number: str
    trademark: str = ""
    product_name: str = ""
    product_model: str = ""

    @property
    def makes_complete_vehicles(self) -> bool:
        return _VEHICLE_MAKER.fullmatch(self.catalogue_number.strip()) is not None

    @property
    def modifies_vehicles(self) -> bool:
        return _MODIFIER.fullmatch(self.catalogue_number.strip()) is not None


@dataclass(frozen=True)
class Registry:
    """`complete` tells that a name missing here is not listed at all. `date` is ISO or "" when unknown."""

    name: str
    date: str
    sha256: str
    entries: tuple[RegistryEntry, ...]
    complete: bool = False

    @cached_property
    def _by_name(self) -> dict[str, tuple[RegistryEntry, ...]]:
        index: dict[str, tuple[RegistryEntry, ...]] = {}
        for entry in self.entries:
            key = CompanyName(entry.company).bare
            index[key] = (*index.get(key, ()), entry)
        return index

    def of(self, company: str) -> tuple[RegistryEntry, ...]:
        """All entries of the company of exactly this name after NAME-001; empty when it is not listed."""
        return self._by_name.get(CompanyName(company).bare, ())

    @cached_property
    def companies(self) -> tuple[str, ...]:
        """Distinct company names, in file order."""
        return tuple(dict.fromkeys(entry.company for entry in self.entries))
