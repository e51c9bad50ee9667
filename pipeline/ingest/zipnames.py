"""Names inside ZIP archives: which characters they are, and that they point nowhere."""

from __future__ import annotations

import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Sequence

_UTF8_FLAG = 0x800
_UNICODE_PATH = 0x7075  # Info-ZIP extra field: the name in UTF-8, valid while the CRC of the plain name agrees
_LONGEST = 240
_DRIVE = re.compile(r"^[A-Za-z]:")


def decoded_names(infos: Sequence[zipfile.ZipInfo]) -> list[str]:
    """The entries' names as their packer meant them: flagged UTF-8, or for the whole archive UTF-8, GBK or cp437, whichever fits."""
    raws = [None if info.flag_bits & _UTF8_FLAG else _raw(info) for info in infos]
    encoding = _encoding([raw for raw in raws if raw is not None and not raw.isascii()])
    names = []
    for info, raw in zip(infos, raws, strict=True):
        if raw is None:
            names.append(info.filename)
        else:
            names.append(_unicode_path(info, raw) or raw.decode(encoding, errors="replace"))
    return names


def display_path(name: str) -> str | None:
    """The name as a relative POSIX path for people and reports, None when it climbs out of the archive.

    It is a label only: nothing is ever written under it.
    """
    path = _DRIVE.sub("", name.replace("\\", "/"))
    parts = [_printable(part) for part in path.split("/") if part not in ("", ".")]
    if ".." in parts or not parts:
        return None
    return "/".join(parts)


def _printable(part: str) -> str:
    text = unicodedata.normalize("NFC", part)
    text = "".join(c if unicodedata.category(c)[0] != "C" else "�" for c in text).strip()
    if len(text) > _LONGEST:
        stem, dot, suffix = text.rpartition(".")
        text = text[: _LONGEST - 12] + "…" + (dot + suffix if stem and len(suffix) < 10 else "")
    return text or "�"


def _raw(info: zipfile.ZipInfo) -> bytes | None:
    """The name's bytes before zipfile took them for cp437."""
    try:
        return info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return None


def _encoding(raws: Sequence[bytes]) -> str:
    if not raws:
        return "cp437"
    chinese = all(_is_gb2312(raw) for raw in raws)
    texts = [_decoded(raw, "utf-8") for raw in raws]
    if all(text is not None for text in texts):
        # Two-byte UTF-8 is Latin, Greek or Cyrillic; bytes that are plain GB2312 as well are Chinese (联通 is the famous case).
        return "gbk" if chinese and all(max(text or "") < "ࠀ" for text in texts) else "utf-8"
    if all(_decoded(raw, "gbk") is not None for raw in raws) and (chinese or _mostly_gb2312(b"".join(raws))):
        return "gbk"
    return "cp437"


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _pairs(raw: bytes) -> list[tuple[int, int]]:
    pairs, index = [], 0
    while index < len(raw):
        if raw[index] < 0x80:
            index += 1
        else:
            pairs.append((raw[index], raw[index + 1] if index + 1 < len(raw) else 0))
            index += 2
    return pairs


def _is_gb2312(raw: bytes) -> bool:
    """Whether every character beyond ASCII is of GB 2312, the part of GBK that names are written in."""
    return all(0xA1 <= lead <= 0xF7 and 0xA1 <= trail <= 0xFE for lead, trail in _pairs(raw))


def _mostly_gb2312(raw: bytes) -> bool:
    pairs = _pairs(raw)
    return sum(0xA1 <= lead <= 0xF7 and 0xA1 <= trail <= 0xFE for lead, trail in pairs) > 0.6 * len(pairs)


def _unicode_path(info: zipfile.ZipInfo, raw: bytes) -> str | None:
    extra = info.extra
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        body = extra[4 : 4 + size]
        if kind == _UNICODE_PATH and len(body) > 5 and struct.unpack_from("<I", body, 1)[0] == zlib.crc32(raw):
            return _decoded(body[5:], "utf-8")
        extra = extra[4 + size :]
    return None
