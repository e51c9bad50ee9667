"""Seals of a page: where they are, what they say, of which kind they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from domain.geometry import Box
from domain.pages import Seal, SealKind
from domain.picture import Rgb
from domain.text import han_count
from extractors.reading.engine import Engine
from extractors.reading.seals.impression import impression
from extractors.reading.seals.interior import Interior, has_star, read_interior
from extractors.reading.seals.kinds import special_kind
from extractors.reading.seals.locate import Stamp, locate
from extractors.reading.seals.ovals import Bend, unbent
from extractors.reading.seals.read import UNREAD, Arc, decoded, read_arc, worth
from extractors.reading.seals.rings import Ellipse
from extractors.reading.seals.unroll import Disc, band, flatten

_CLEAR = 0.75  # confidence of a name from which its place, and so that of the words below it, is sure
_WHOLE = 0.85  # coverage of a ring that is drawn nearly all round
_AT_SIDE = 0.012  # share of the picture's width
_WHOLE_NAME = ("有限公司", "有限责任公司")
_READ, _SPELT = 0.35, 0.15  # confidence of a name from which its seal counts as read; the same where it ends as names do


def find_seals(picture: Rgb, engine: Engine, rings: Engine | None = None) -> list[Seal]:
    """All stamps on a picture (H x W x 3, uint8, RGB), boxes in shares of it; five to eight recogniser strips each.

    `rings` reads the name on a ring beside `engine`, which alone reads what stands straight inside it.
    """
    readers = (engine, rings) if rings else (engine,)
    height, width = picture.shape[:2]
    seals = []
    for stamp in locate(picture):
        box = Box(stamp.x0 / width, stamp.y0 / height, stamp.x1 / width, stamp.y1 / height).clipped()
        if stamp.outline is None:
            seals.append(Seal("", SealKind.UNKNOWN, stamp.shape, stamp.colour, box, stamp.coverage))
            continue
        disc = flatten(picture, stamp.outline, stamp.colour)
        arc = read_arc(disc, readers)
        if stamp.shape == "oval":
            arc = _on_oval(disc, stamp.outline, arc, readers)
        if not _credible(stamp, arc, disc):
            continue
        if stamp.shape == "partial" or not arc.text:
            seals.append(Seal("", SealKind.UNKNOWN, _cut(stamp.shape, box), stamp.colour, box, round(stamp.coverage, 4)))
            continue
        inside = read_interior(disc, arc, engine)
        kind = _kind(stamp, arc, inside)
        seals.append(
            Seal(
                arc.text,
                kind,
                stamp.shape,
                stamp.colour,
                box,
                round(arc.confidence, 4),
                inside.words,
                inside.code,
                arc.strips,
                impression=impression(disc),
            )
        )
    return seals


def _on_oval(disc: Disc, outline: Ellipse, squeezed: Arc, engines: Sequence[Engine]) -> Arc:
    """The better reading of an oval's ring: along its normals, as ovals are drawn, or squeezed to a circle, as a round seal seen at a slant."""
    unrolled = read_arc(unbent(disc, outline), engines)
    if unrolled.middle is None or worth(unrolled) <= worth(squeezed):
        return squeezed
    bend = Bend(outline)
    return replace(unrolled, middle=bend.squeezed(unrolled.middle), span=bend.span(unrolled.middle, unrolled.span))


def _cut(shape: str, box: Box) -> str:
    """A part of a seal at the left or right side of a page has its other part on the next one."""
    return "cross_page" if shape == "partial" and (box.x0 < _AT_SIDE or box.x1 > 1 - _AT_SIDE) else shape


def _credible(stamp: Stamp, arc: Arc, disc: Disc) -> bool:
    """A ring is a seal by the letters or the star in it: wheels and logos are rings too. Red ink round a ring of strokes is enough, so
    that a seal nobody can read still counts as present."""
    letters = han_count(arc.text)
    if letters >= 4 and arc.confidence >= (_SPELT if arc.text.endswith(_WHOLE_NAME) else _READ):
        return True
    star = has_star(disc)
    if stamp.colour == "red":
        return star or letters >= 2 or (stamp.coverage >= _WHOLE and _lettered(disc))
    return star and letters >= 2


def _lettered(disc: Disc) -> bool:
    """Whether the ring of letters alternates between ink and paper at least as often as a name of five letters does."""
    ink = band(disc, *disc.letters)
    drawn = ink > 0.1
    return 0.15 < float(drawn.mean()) < 0.95 and int(np.count_nonzero(drawn != np.roll(drawn, 1))) >= 10


def _kind(stamp: Stamp, arc: Arc, inside: Interior) -> SealKind:
    """Official only where the place of a special purpose was seen and is blank; a named purpose decides at once."""
    special = special_kind(inside.words) or (special_kind(arc.text) if arc.text.endswith("章") or "监制" in arc.text else None)
    if special is not None:
        return special
    if not inside.examined or not inside.read or inside.words or stamp.colour not in ("red", "blue"):
        return SealKind.UNKNOWN
    if any(char == "章" for strip in arc.strips for char, _, _ in decoded(strip)):
        return SealKind.UNKNOWN  # the purpose may stand on the ring, behind the name
    if arc.confidence < _CLEAR or arc.text.count(UNREAD) > len(arc.text) // 8:
        return SealKind.UNKNOWN
    # A round official seal carries a star; only the oval ones of joint ventures do without.
    return SealKind.OFFICIAL if inside.star or stamp.shape == "oval" else SealKind.UNKNOWN
