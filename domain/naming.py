"""The words company names are made of: a prior for readings that are torn between a word and a string that is none."""

from __future__ import annotations

from functools import cache, lru_cache
from os.path import commonprefix

from domain.data import table

_TRADES, _PLACES = ("forms", "trades"), ("provinces", "cities")


@cache
def words(*groups: str) -> tuple[str, ...]:
    """The words of some groups of the table, all by default, the longest first."""
    listed = {word for name, group in table("company_words").items() if not groups or name in groups for word in group}
    return tuple(sorted(listed, key=lambda word: (-len(word), word)))


@cache
def _by_first(*groups: str) -> dict[str, tuple[str, ...]]:
    index: dict[str, list[str]] = {}
    for word in words(*groups):
        index.setdefault(word[0], []).append(word)
    return {first: tuple(listed) for first, listed in index.items()}


@lru_cache(maxsize=20_000)
def in_words(text: str, *groups: str) -> int:
    """How many characters of a text lie in words of a company's name, at best."""
    known = _by_first(*groups)
    most = [0] * (len(text) + 1)
    for i in range(len(text) - 1, -1, -1):
        most[i] = max([most[i + 1], *(len(word) + most[i + len(word)] for word in known.get(text[i], ()) if text.startswith(word, i))])
    return most[0]


def repaired(text: str) -> set[str]:
    """The texts in which a part that resembles a word is that word: at most half of its characters other, one more or one less."""
    found: set[str] = set()
    present = set(text)
    for word in words():
        size = len(word)
        if sum(char in present for char in word) < size - size // 2:
            continue
        for i in range(len(text) - size + 1):
            wrong = sum(a != b for a, b in zip(text[i : i + size], word, strict=True))
            if 0 < wrong <= size // 2:
                found.add(text[:i] + word + text[i + size :])
        if size < 3:
            continue
        for i in range(len(text) - size + 2):
            if _lacks_one(text[i : i + size - 1], word):
                found.add(text[:i] + word + text[i + size - 1 :])
        for i in range(len(text) - size):
            if _lacks_one(word, text[i : i + size + 1]):
                found.add(text[:i] + word + text[i + size + 1 :])
    return found - {text}


def begins_with_place(name: str) -> bool:
    """Whether a name begins with a province or city, as most do: nothing stands before it."""
    return name.startswith(words(*_PLACES))


def breaks_a_word(name: str, other: str) -> bool:
    """Whether `other` is `name` with one character changed, lost or added such that a legal form or word of trade is none any more.

    No company is called so. Places are left out: a name one letter off a city may be somebody's.
    """
    if name == other or abs(len(name) - len(other)) > 1:
        return False
    start = len(commonprefix([name, other]))
    end = len(commonprefix([name[start:][::-1], other[start:][::-1]]))
    lost = len(name) - start - end
    if max(lost, len(other) - start - end) != 1:
        return False
    return in_words(name, *_TRADES) - in_words(other, *_TRADES) > lost


def _lacks_one(short: str, long: str) -> bool:
    return len(short) + 1 == len(long) and any(long[:k] + long[k + 1 :] == short for k in range(len(long)))
