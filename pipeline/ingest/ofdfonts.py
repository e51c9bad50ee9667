"""Fonts to draw an OFD's text with: the one inside the file where it can be used, else one of this system's."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts", "C:/Windows/Fonts")
_NAMES = (
    "NotoSansCJK-Regular.ttc", "NotoSerifCJK-Regular.ttc", "SourceHanSansSC-Regular.otf", "wqy-microhei.ttc", "wqy-zenhei.ttc", "uming.ttc",
    "PingFang.ttc", "STHeiti Light.ttc", "Songti.ttc", "msyh.ttc", "simsun.ttc", "simhei.ttf",
)  # fmt: skip
_PROBE = "\U0010fffd"
_DRAWN_AT = 64  # px: glyphs are drawn at this size and scaled


@lru_cache(maxsize=1)
def system_font() -> ImageFont.FreeTypeFont | None:
    """A font of this system with Chinese characters, None when there is none."""
    for folder in map(Path, _FOLDERS):
        if not folder.is_dir():
            continue
        found = {path.name: path for path in folder.rglob("*") if path.name in _NAMES}
        for name in _NAMES:
            if name in found:
                try:
                    return ImageFont.truetype(str(found[name]), _DRAWN_AT)
                except OSError:
                    continue
    return None


def embedded_font(data: bytes) -> ImageFont.FreeTypeFont | None:
    """A font packed into the file, None when FreeType cannot use it."""
    try:
        return ImageFont.truetype(io.BytesIO(data), _DRAWN_AT)
    except (OSError, ValueError, MemoryError):
        return None


def covers(font: ImageFont.FreeTypeFont, character: str) -> bool:
    """Whether the font has a shape for the character other than the one for missing ones."""
    try:
        mask = font.getmask(character)
        return bytes(mask) != bytes(font.getmask(_PROBE))
    except (OSError, ValueError):
        return False
