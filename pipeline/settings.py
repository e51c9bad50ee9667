"""Settings of a run, checked at the border; defaults are the limits that were measured to be enough."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from pipeline.ingest.limits import Limits


def default_cache() -> Path:
    """Where readings are kept between runs: the user's cache folder."""
    root = os.environ.get("XDG_CACHE_HOME")
    return (Path(root) if root else Path.home() / ".cache") / "exportproof"


class Settings(BaseModel):
    """How a run is done. Nothing here changes what the rules say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    workers: int = Field(default_factory=lambda: max(1, min(8, os.cpu_count() or 1)), ge=1, le=64)
    cache: Path | None = Field(default_factory=default_cache, description="folder of kept readings; None keeps none")
    engine: Literal["ppocr", "tesseract"] = "ppocr"
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is. `pages` are those of files already read; `files_total` grows while archives are opened."""

    dossiers_done: int
    dossiers_total: int
    files_done: int
    files_total: int
    pages_done: int
    current: str = ""


OnProgress = Callable[[Progress], None]
