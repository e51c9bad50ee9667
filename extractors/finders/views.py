"""What a comparison photo shows, told by a caption, a label on it or its file's name."""

from __future__ import annotations

import re
from functools import cache
from pathlib import PurePosixPath

from domain.pages import Page
from domain.text import han_count
from extractors.data import words
from extractors.finders.layout import rows
from extractors.finders.spans import mapped

_CAPTION = 24
"""Han characters beyond which a line is text, not a caption; a word of another script or a code counts as two."""
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9./-]*")
_BOTH = "both"
_PHOTO_LINES = 14
LITTLE_WRITING = 120
"""Letters beside the pictures below which a page is nothing but them."""


def caption_like(text: str) -> bool:
    """Whether a line is short enough for a caption or a heading, in one language or two."""
    return han_count(text) + 2 * len(_WORD.findall(text)) <= _CAPTION


def stage_of(text: str) -> str | None:
    """before | after, None where the words name neither or both."""
    return _only(text, "stage")


def side_of(text: str) -> str | None:
    """front | left_front | side | rear | corner (any other), None where the words name none or several."""
    return _only(_without_stage(text), "side")


def side_named(path: str) -> str | None:
    """The side a file's name tells, which may be a single character."""
    stem = PurePosixPath(path).stem
    bare = re.sub(r"[\W\d_]", "", _without_stage(stem))
    short = next((meaning for meaning, names in words("views")["name"].items() if bare in names), None)
    return side_of(stem) or short


def _without_stage(text: str) -> str:
    """Without 改装前 and the like, whose last character is none of a side; 改装前后面 loses no more than 改装前."""
    plain = mapped(text).text
    for word in ("改装前", "改装后", "改造前", "改造后", "改前", "改后"):
        plain = plain.replace(word, "|")
    return plain


def photo_like(page: Page) -> bool:
    """Whether a page is a captioned photo, a photo whose file name says what it shows, or a sheet of photos with a caption each: little writing."""
    if _sheet(page):
        return True
    if page.text_layer in ("used", "mixed") or len(page.lines) > _PHOTO_LINES or len({v.value for v in page.vins}) > 0:
        return False
    # A reader takes a caption apart at its gaps (改装前 正面), and captions beside one another name both stages.
    captions = [line.text for line in page.lines] + [" ".join(line.text for line in row) for row in rows(page)]
    captioned = any(caption_like(text) and stage_of(text) and side_of(text) for text in captions)
    named = side_named(page.file) is not None and stage_of(page.file) is not None
    return captioned or (named and sum(len(line.text) for line in page.lines) < LITTLE_WRITING)


def _sheet(page: Page) -> bool:
    captions = [line for line in page.lines if caption_like(line.text) and side_of(line.text)]
    staged = any(stage_of(line.text) for line in page.lines if caption_like(line.text))
    return 2 <= len(captions) <= len(page.pictures) and staged and sum(len(line.text) for line in page.lines) < LITTLE_WRITING


def _only(text: str, group: str) -> str | None:
    plain = mapped(text).text.replace("_", "").replace("-", "")
    found = set()
    for word, meaning in _aliases(group):
        if word in plain:
            found.add(meaning)
            plain = plain.replace(word, "\n")
    found.discard(_BOTH)  # 改装前后 begins like 改装前 and says neither
    return found.pop() if len(found) == 1 else None


@cache
def _aliases(group: str) -> tuple[tuple[str, str], ...]:
    pairs = {(mapped(word).text.replace("-", ""), meaning) for meaning, listed in words("views")[group].items() for word in listed}
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair)))
