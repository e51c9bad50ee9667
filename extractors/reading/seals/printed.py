"""A name printed on the page as one more candidate for the ring of its seal. It wins only where the ring itself spells it better."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from domain.likelihood import log_likelihoods
from domain.naming import in_words
from domain.pages import Line, Seal
from domain.text import squeezed
from extractors.reading.seals.read import UNREAD, WORD

_NAME = re.compile(r"[㐀-鿿()-]{3,30}?(?:有限公司|有限责任公司|公司|厂|中心|委员会|研究院|协会)")
_FIT = -0.8  # nats a character that a name must reach on the ring; below it nothing is read there
_MOST = 40


def printed_names(lines: Iterable[Line]) -> tuple[str, ...]:
    """Names of companies and offices in lines of print, without brackets; at most _MOST."""
    found = (match for line in lines for match in _NAME.findall(squeezed(line.text)))
    return tuple(dict.fromkeys(re.sub(r"[()]", "", name) for name in found))[:_MOST]


def settled_by_print(seals: Sequence[Seal], names: Sequence[str]) -> list[Seal]:
    """The seals, each under the printed name that its ring spells better than what was read of it, where there is one."""
    return [_settled(seal, names) for seal in seals]


def _settled(seal: Seal, names: Sequence[str]) -> Seal:
    read = seal.text.replace(UNREAD, "")
    # Drawn on a ring, a hyphen and 一 are the same stroke; in print they are not.
    if written := next((name for name in names if "-" in name and name.replace("-", "一") == read), None):
        return replace(seal, text=written)
    others = [plain for name in names if (plain := name.replace("-", "")) != read]
    if not seal.strips or not read or not others:
        return seal
    mean = np.mean([log_likelihoods(strip, [read, *others]) for strip in seal.strips], axis=0)
    worth = mean + WORD * np.array([in_words(name) for name in (read, *others)])
    best = int(np.argmax(worth[1:]))
    if worth[1 + best] <= worth[0] or mean[1 + best] < mean[0] or mean[1 + best] / len(others[best]) < _FIT:
        return seal
    return replace(seal, text=others[best])
