from __future__ import annotations

from collections.abc import Iterator

import pytest

from domain.names import CompanyName
from validators import sealing
from validators.whose_seal import Ownership, SealOwner


def by_text(seal: object, expected: tuple[str, ...], registry: tuple[str, ...]) -> SealOwner:
    """Stands in for the likelihood test: the seal says plainly whose it is; an empty text is unclear."""
    text = CompanyName(getattr(seal, "text", "")).bare
    if not text:
        return SealOwner(Ownership.UNCLEAR, "")
    same = text in {CompanyName(name).bare for name in expected}
    return SealOwner(Ownership.EXPECTED if same else Ownership.ANOTHER, text)


@pytest.fixture
def plain_seals(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sealing, "whose", by_text)
    sealing._owner.cache_clear()
    yield
    sealing._owner.cache_clear()
