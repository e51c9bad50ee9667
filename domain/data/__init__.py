"""Tables as data: countries, world manufacturer identifiers, the shipped registry sample."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """The parsed `<name>.toml` beside this module."""
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text("utf-8"))
