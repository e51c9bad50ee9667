"""Company names: exact after normalisation, never fuzzy (NAME-001, NAME-002)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.text import simplified, squeezed

_OPTIONAL = re.compile(r"[-()\[\]·]")


@dataclass(frozen=True, slots=True)
class CompanyName:
    """`raw` as read, `normal` after NAME-001 (NFKC, no spaces, unified brackets, dashes and dots, simplified characters, upper case).

    `bare` also drops hyphens, brackets and dots, the only differences that count as the same company.
    """

    raw: str

    @property
    def normal(self) -> str:
        return simplified(squeezed(self.raw)).upper()

    @property
    def bare(self) -> str:
        return _OPTIONAL.sub("", self.normal)

    def same_as(self, other: CompanyName) -> bool:
        """Whether both name one enterprise: equal but for hyphens, brackets and dots. Suffixes and provinces are never dropped."""
        return bool(self.bare) and self.bare == other.bare

    def written_alike(self, other: CompanyName) -> bool:
        return self.normal == other.normal


def same_company(a: str, b: str) -> bool:
    return CompanyName(a).same_as(CompanyName(b))
