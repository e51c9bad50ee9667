"""Comparison photos before and after the modification, and the description of what was modified."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, product
from pathlib import PurePosixPath

from domain.documents import Kind
from domain.facts import Absent, Fact, Field, Unread
from domain.geometry import Box
from domain.modified_vehicle_papers import ComparisonPhotos, ModificationDescription, View
from domain.pages import Line, Page, Picture
from extractors.classify import title_line
from extractors.finders.layout import rows
from extractors.finders.models import models_in
from extractors.finders.spans import fact, mapped, whole
from extractors.finders.views import caption_like, side_named, side_of, stage_of

_FILE_NAME = "file-name"
_DESCRIBES = re.compile(r"改装.{0,8}(?:说明|方案|介绍|描述|内容)|description")
"""In the heading of comparison photos that are a description as well (改装说明及对比照片)."""
_BESIDE = 0.08  # share of the page's height that may part a caption from its picture


def comparison_photos(pages: Sequence[Page]) -> ComparisonPhotos:
    models = models_in(pages)
    heading = title_line(pages[0], Kind.COMPARISON_PHOTOS)
    described = heading is not None and _DESCRIBES.search(mapped(heading.text).text) is not None
    return ComparisonPhotos(_views(pages, models), _description(pages, models) if described else None)


def modification_description(pages: Sequence[Page]) -> ModificationDescription:
    models = models_in(pages)
    known = tuple(view for view in _views(pages, models, described=True) if isinstance(view.stage, Fact) and isinstance(view.side, Fact))
    return replace(_description(pages, models), views=known)


def _views(pages: Sequence[Page], models: Sequence[Fact[str]], *, described: bool = False) -> tuple[View, ...]:
    model: Field[str] = models[0] if len(models) == 1 else Absent()
    return tuple(view for page in pages for view in views_on(page, model, described=described))


def _description(pages: Sequence[Page], models: tuple[Fact[str], ...]) -> ModificationDescription:
    text = "".join(mapped(line.text).text for page in pages for line in page.lines)
    stages = tuple(stage for stage, word in (("before", "改装前"), ("after", "改装后")) if word in text or stage in text)
    return ModificationDescription(models, stages, sum(len(page.pictures) for page in pages))


def views_on(page: Page, model: Field[str], *, described: bool = False) -> list[View]:
    """The views a page shows: one a caption; a page that is one photo without a caption has its file's name for one. `described`: what was changed is
    told besides, in a table whose cells may name sides too (尾部 | 裸露车架尾梁); a row of captions holds nothing else."""
    shown = [row for row in rows(page) if not described or all(side_of(line.text) or stage_of(line.text) for line in row)]
    captions = [(row, line, side) for row in shown for line in row if caption_like(line.text) and (side := side_of(line.text))]
    if grid := _grid(page, captions, model):
        return grid
    found = []
    for (row, line, side), spot in zip(captions, _pictures_of(page, [line for _, line, _ in captions]), strict=True):
        span = whole(page, line)
        stage = stage_of(line.text)
        heading = (line, stage) if stage else _stage_above(page, line, row)
        stage_field: Field[str] = fact(heading[1], whole(page, heading[0]), least=0.3) if heading else _named(page, stage_of(page.file))
        found.append((spot, View(stage_field, fact(side, span, least=0.3), model, page.place(spot.box if spot else line.box))))
    if found:
        return _distinct(_borne_out(found))
    name = str(PurePosixPath(page.file))
    if side := side_named(page.file):
        labelled = next((line for line in page.lines if caption_like(line.text) and stage_of(line.text)), None)
        stage_field = fact(stage_of(labelled.text) or "", whole(page, labelled), least=0.3) if labelled else _named(page, stage_of(name))
        return [View(stage_field, _named(page, side), model, page.place(None))]
    return []


def _grid(page: Page, captions: Sequence[tuple[Sequence[Line], Line, str]], model: Field[str]) -> list[View]:
    """A table with the stages along one edge and the sides along the other: a view a cell, where a picture stands in it."""
    stages = [(line, stage) for line in page.lines if caption_like(line.text) and not side_of(line.text) and (stage := stage_of(line.text))]
    sides = [(line, side) for _, line, side in captions if not stage_of(line.text)]
    if {stage for _, stage in stages} != {"before", "after"} or len(stages) != 2 or len({side for _, side in sides}) < len(sides) or len(sides) < 2:
        return []
    across = stages[0][0].box.same_row(stages[1][0].box) and not any(a.box.same_row(b.box) for (a, _), (b, _) in combinations(sides, 2))
    down = stages[0][0].box.shares_column(stages[1][0].box) and all(a.box.same_row(b.box) for (a, _), (b, _) in combinations(sides, 2))
    if not across and not down:
        return []
    views: list[tuple[Picture | None, View]] = []
    for (stage_line, stage), (side_line, side) in product(stages, sides):
        top, left = (stage_line, side_line) if across else (side_line, stage_line)
        spot = next((p for p in page.pictures if p.box.x0 <= top.box.centre[0] <= p.box.x1 and p.box.y0 <= left.box.centre[1] <= p.box.y1), None)
        if spot or not page.pictures:
            box = spot.box if spot else Box(top.box.x0, left.box.y0, top.box.x1, left.box.y1)
            views.append((spot, View(fact(stage, whole(page, stage_line), least=0.3), fact(side, whole(page, side_line), least=0.3), model, page.place(box))))
    return _borne_out(views)


def _borne_out(views: Sequence[tuple[Picture | None, View]]) -> list[View]:
    """Views with a picture of their own. A caption without one, or one block of pictures under several captions, does not prove that each is
    there: which view it is stays untold."""
    spots = [spot for spot, _ in views]
    return [view if spot and spots.count(spot) == 1 else replace(view, stage=Unread("no-picture-of-its-own", view.place)) for spot, view in views]


def _named(page: Page, value: str | None) -> Field[str]:
    """A fact of the file's name: the page itself is the place."""
    return Fact(value, PurePosixPath(page.file).name, page.place(None), _FILE_NAME) if value else Absent((page.place(None),))


def _stage_above(page: Page, line: Line, row: Sequence[Line]) -> tuple[Line, str] | None:
    """The stage a caption stands under: a cell of its row or column, else the nearest heading above it."""
    heads = [(other, stage) for other in page.lines if other is not line and caption_like(other.text) and (stage := stage_of(other.text))]
    level = [head for head in heads if head[0] in row and not side_of(head[0].text)]
    above = [head for head in heads if head[0].box.centre[1] <= line.box.centre[1] and not side_of(head[0].text)]
    column = [head for head in above if head[0].box.shares_column(line.box)]
    over = max(column, key=lambda head: head[0].box.y1, default=None)
    if over and level:
        return level[0] if over[0].box.y1 < level[0][0].box.y0 - 0.3 else over
    return over or (level[0] if level else max(above, key=lambda head: head[0].box.y1, default=None))


def _pictures_of(page: Page, captions: Sequence[Line]) -> list[Picture | None]:
    """The picture each caption goes with. Captions stand all over their pictures or all under them: the way that gives the most of them one
    of their own."""
    ways = [[_picture_at(page, caption, over=over) for caption in captions] for over in (True, False)]
    return max(ways, key=lambda spots: sum(spot is not None and spots.count(spot) == 1 for spot in spots))


def _picture_at(page: Page, caption: Line, *, over: bool) -> Picture | None:
    """The nearest picture over (or under) a caption in its column, or the one it stands in."""

    def distance(picture: Picture) -> float:
        if picture.box.y0 <= caption.box.centre[1] <= picture.box.y1:
            return 0.0
        gap = caption.box.y0 - picture.box.y1 if over else picture.box.y0 - caption.box.y1
        return abs(gap) if gap > -caption.box.height else 1.0

    best = min((p for p in page.pictures if p.box.shares_column(caption.box)), key=distance, default=None)
    return best if best and distance(best) < _BESIDE else None


def _distinct(found: Sequence[View]) -> list[View]:
    kept: list[View] = []
    for view in found:
        if not any(view.place == other.place and view.stage == other.stage and view.side == other.side for other in kept):
            kept.append(view)
    return kept


