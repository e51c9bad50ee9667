"""The name an electronic seal carries (GB/T 38540 SESeal). Found, never verified: SM2 signatures and their issuers are beyond what is here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

_MOST_NODES, _DEEPEST = 400, 12
_NAME = 200  # characters
_DAY = re.compile(r"\D*(\d{4})-?(\d{2})-?(\d{2})")
_SEQUENCE, _INTEGER, _UTF8 = 16, 2, 12


def seal_name(der: bytes) -> str:
    """The name in a seal, or in a signature that holds one; "" where there is none."""
    from asn1crypto import parser

    budget = [_MOST_NODES]

    def children(content: bytes) -> Iterator[tuple[int, bytes]]:
        place = 0
        while place < len(content) and budget[0] > 0:
            budget[0] -= 1
            _, _, tag, head, inner, tail = parser.parse(content[place:])
            yield tag, inner
            place += len(head) + len(inner) + len(tail)

    def walk(content: bytes, depth: int) -> str:
        inside: list[tuple[int, bytes]] = []
        try:
            inside.extend(children(content))
        except ValueError:
            return ""
        # SES_ESPropertyInfo: type INTEGER, name UTF8String, ...
        if len(inside) > 1 and inside[0][0] == _INTEGER and inside[1][0] == _UTF8:
            return inside[1][1].decode("utf-8", "replace")
        below = (walk(inner, depth + 1) for tag, inner in inside if tag == _SEQUENCE and depth < _DEEPEST)
        return next((name for name in below if name), "")

    return "".join(c for c in walk(der, 0) if c.isprintable())[:_NAME].strip()


def day_of(text: str | None) -> str | None:
    """The day of a SignatureDateTime (GeneralizedTime or ISO 8601) as ISO 8601."""
    match = _DAY.match(text or "")
    if match is None:
        return None
    try:
        return date(*(int(part) for part in match.groups())).isoformat()
    except ValueError:
        return None
