"""The way through, in order: ingest, read, classify, extract, check, report; batch, command line, service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.through import verify, verify_batch

__all__ = ["verify", "verify_batch"]


def __getattr__(name: str) -> Any:
    # Looked up late: `exportproof --help` must not pay for readers and rules.
    if name in __all__:
        from pipeline import through

        return getattr(through, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
