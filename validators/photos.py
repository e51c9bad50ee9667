"""MV-005, MV-006 and MV-021: the modification described and photographed, each picture for one thing only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain.declaration import Category
from domain.documents import Document, Kind
from domain.dossier import Dossier
from domain.facts import Fact, Place
from domain.findings import Consequence, Evidence, Text
from domain.models import normal_model
from domain.modified_vehicle_papers import ComparisonPhotos, ModificationDescription, Nameplates, View
from domain.pages import Outcome, Picture
from validators.catalogue import Says, rule
from validators.compare import Match, evidence
from validators.declared_models import GUIDELINES, RELAXED, ModelDeclared, declared_models, named, per_model, relaxed
from validators.legibility import may_be_unread
from validators.matching import plain_vin, with_facts
from validators.reasons import fails, not_applicable, passes, review

_DESCRIPTION, _PHOTOS = Kind.MODIFICATION_DESCRIPTION, Kind.COMPARISON_PHOTOS
_STAGES = {"before": Text("before", "改装前"), "after": Text("after", "改装后")}
_SIDES = {"front": Text("front", "正面"), "left_front": Text("left front", "左前"), "side": Text("side", "侧面"), "rear": Text("rear", "后面")}
_WORDY = 400
_SAME_BITS = 44
_SAME_SIDE_BITS, _SAME_PLATE_BITS = 32, 24
"""Of the 256 bits of a fingerprint, how many may differ between two savings of one picture, a little cropped; fewer for one side of a vehicle before
and after, photographed from one spot, and for plates, which look alike where they are of one series (own; measured in docs/reading.md)."""
_ODD_COLUMNS = int("5555" * 16, 16)
"""Bits of a fingerprint's 16 x 16 cosine coefficients that change their sign when a picture is mirrored left to right."""


@rule(
    "MV-005",
    title=Text("Description of the modification", "改装说明"),
    statement=Text(
        "For each model the modification is described, with pictures that show the modified parts before and after.",
        "每个车型应提交改装说明，附改装前后突出显示改装部位的图片。",
    ),
    authority=GUIDELINES,
    on_fail=Consequence.CORRECT_AND_RESUBMIT,
    needs=(_DESCRIPTION,),
    requirement=_DESCRIPTION,
    category=Category.MODIFIED,
    reasons={
        **RELAXED,
        **per_model(_DESCRIPTION, Text("description of the modification", "改装说明")),
        "described": passes("The modification of {found} is described with pictures.", "{found}的改装说明附有图片。"),
        "no-pictures": fails(
            "The description of {found} holds no picture.", "{found}的改装说明没有图片。", "Add pictures of the modified parts before and after.", "请补充改装部位前后图片。"
        ),
        "model-doubtful": review(
            "Whether the description is about {found} could not be read with certainty.", "未能可靠识别改装说明是否针对{found}。", "Compare by eye.", "请人工核对。"
        ),
    },
)
def modification_is_described(dossier: Dossier) -> Iterable[Says]:
    if gate := relaxed(dossier):
        yield gate
        return
    papers = [*with_facts(dossier, ModificationDescription), *((d, both.description) for d, both in with_facts(dossier, ComparisonPhotos) if both.description)]
    models = declared_models(dossier)
    for model in models:
        yield _described(dossier, model, papers, [other.model for other in models if other is not model])


def _described(dossier: Dossier, model: ModelDeclared, papers: Sequence[tuple[Document, ModificationDescription]], others: Sequence[str]) -> Says:
    exact = [(d, facts, spots) for d, facts in papers for match, spots in [named(facts.models, model.model)] if match is Match.AGREES]
    if exact:
        document, facts, spots = max(exact, key=lambda found: found[1].pictures)
        pictured = facts.pictures or _pictured_behind(dossier, document, model.model)
        return Says("described" if pictured else "no-pictures", model=model.model, document=document.id, found=model.model, evidence=evidence(*spots[:2]))
    perhaps = [(d, facts) for d, facts in papers if not any(named(facts.models, other)[0] is Match.AGREES for other in others)]
    if perhaps:
        return Says("model-doubtful", model=model.model, document=perhaps[0][0].id, found=model.model, evidence=evidence(*perhaps[0][1].models[:2]))
    # A description that is mostly pictures may have been taken for the comparison photos.
    wordy = any(sum(len(line.text) for page in document.pages for line in page.lines) > _WORDY for document in dossier.of_kind(_PHOTOS))
    return Says("perhaps-unread" if wordy or may_be_unread(dossier) else "missing", model=model.model, found=model.model)


def _pictured_behind(dossier: Dossier, document: Document, model: str) -> bool:
    """Whether comparison photos of the model, or of none by name, stand on the page behind a description."""
    last = document.pages[-1]
    for photos, facts in with_facts(dossier, ComparisonPhotos):
        named_others = any(isinstance(view.model, Fact) and named((view.model,), model)[0] is not Match.AGREES for view in facts.views)
        first = photos.pages[0]
        if (first.file, first.number) == (last.file, last.number + 1) and not named_others and any(page.pictures for page in photos.pages):
            return True
    return False


@rule(
    "MV-006",
    title=Text("Eight comparison photos of each model", "每个车型八张对比照片"),
    statement=Text(
        "Each model is photographed from the front, the left front, the side and the rear, before and after the modification. Views are known by their caption, label or "
        "file name; what a picture shows is not judged.",
        "每个车型应有改装前后正面、左前、侧面、后面照片；以图注、标签或文件名识别，不判断照片内容。",
    ),
    authority=GUIDELINES,
    on_fail=Consequence.CORRECT_AND_RESUBMIT,
    needs=(_PHOTOS,),
    requirement=_PHOTOS,
    category=Category.MODIFIED,
    reasons={
        **RELAXED,
        "complete": passes("All eight views of {found} are there.", "{found}八个角度照片齐全。"),
        "view-missing": fails(
            "Views of {model} that are missing: {found}.", "{model}缺少的角度：{found}。", "Submit the missing photos, each with its view in caption or file name.", "请补充照片，并在图注或文件名中注明角度。"
        ),
        "view-unclear": review(
            "Views of {model} that were not recognised: {found}; some of the upload could not be read or told.",
            "{model}未识别到的角度：{found}；部分上传内容无法读取或判断。",
            "Name the view of each photo in its caption or file name.",
            "请在图注或文件名中注明每张照片的角度。",
        ),
    },
)
def views_are_complete(dossier: Dossier) -> Iterable[Says]:
    if gate := relaxed(dossier):
        yield gate
        return
    models = declared_models(dossier)
    views = _all_views(dossier)
    of = {id(view): _models_of(document, view, models) for document, view in views}
    shared = any(len(found) > 1 for found in of.values())
    for model in models:
        mine = [view for _, view in views if of[id(view)] == {model.model}]
        have = {(view.stage.value, view.side.value) for view in mine if isinstance(view.stage, Fact) and isinstance(view.side, Fact)}
        lacking = [(stage, side) for stage in _STAGES for side in _SIDES if (stage, side) not in have]
        if not lacking:
            yield Says("complete", model=model.model, found=model.model, evidence=evidence(*(view.side for view in mine))[:8])
            continue
        untold = shared or any(not isinstance(view.stage, Fact) or not isinstance(view.side, Fact) or view.side.value not in _SIDES for view in mine) or _unknown_photos(dossier) or any(_copies(dossier))
        listed = Text(
            ", ".join(f"{_STAGES[stage].en} {_SIDES[side].en}" for stage, side in lacking), "、".join(f"{_STAGES[stage].zh}{_SIDES[side].zh}" for stage, side in lacking)
        )
        reason = "view-unclear" if untold or may_be_unread(dossier) else "view-missing"
        yield Says(reason, model=model.model, evidence=evidence(*(view.side for view in mine))[:8], words={"found": listed, "model": model.model})


def _all_views(dossier: Dossier) -> list[tuple[Document, View]]:
    """Comparison photos on papers of their own, and in descriptions."""
    return [
        *((document, view) for document, facts in with_facts(dossier, ComparisonPhotos) for view in facts.views),
        *((document, view) for document, facts in with_facts(dossier, ModificationDescription) for view in facts.views),
    ]


def _models_of(document: Document, view: View, models: Sequence[ModelDeclared]) -> set[str]:
    """The models a view may be of: as it, its page or its document says, else by a name in its path, else the only one there is."""
    if isinstance(view.model, Fact):
        said = {model.model: _said_of(view, view.model, model) for model in models}
        perhaps = any(match is Match.DOUBTFUL for match in said.values())
        return {model for model, match in said.items() if match is Match.AGREES} or (set(said) if perhaps else set())
    own = [page for page in document.pages if page.number == view.place.page and page.file == view.place.file]
    texts = (*("\n".join(line.text for page in pages for line in page.lines) for pages in (own, document.pages)), view.place.file)
    written = ({model.model for model in models if _names(text, model.model)} for text in texts)
    return next((found for found in written if found), {model.model for model in models})


def _said_of(view: View, name: Fact[str], model: ModelDeclared) -> Match:
    """Whether a view names the model, or before the modification the chassis that it was."""
    match = named((name,), model.model)[0]
    before = isinstance(view.stage, Fact) and view.stage.value == "before"
    if match is not Match.AGREES and before and any(named((name,), chassis.model)[0] is Match.AGREES for chassis in model.chassis):
        return Match.AGREES
    return match


def _names(text: str, model: str) -> bool:
    """Whether a text holds a model as a word of its own: CLW5180GSSE6 does not name CLW5180GSS."""
    return re.search(rf"(?<![A-Z0-9]){re.escape(normal_model(model))}(?![A-Z0-9])", text.upper()) is not None


def _unknown_photos(dossier: Dossier) -> bool:
    """Whether there are pages that are pictures and that nobody could name."""
    return any(page.pictures and sum(len(line.text) for line in page.lines) < 40 for document in dossier.of_kind(Kind.UNKNOWN) for page in document.pages)


@dataclass(frozen=True, slots=True)
class _Shot:
    """A picture and what it is submitted for; pictures for the same thing may well be the same."""

    picture: Picture
    place: Place
    purpose: tuple[str, ...]


@rule(
    "MV-021",
    title=Text("One photo for one thing", "照片不得重复使用"),
    statement=Text(
        "The same picture does not serve for two vehicles, nor for before and after. Compared are the pictures of one application, by bytes and by how they look, mirrored too.",
        "同一照片不得用于两辆车，也不得既作改装前又作改装后；比对范围为同一申请内的图片，含镜像。",
    ),
    authority="Own rule",
    basis="own",
    needs=(Kind.NAMEPLATE_BEFORE, Kind.NAMEPLATE_AFTER, _PHOTOS),
    requirement=_PHOTOS,
    category=Category.MODIFIED,
    reasons={
        **RELAXED,
        "none-twice": passes("No two of {found} pictures are the same.", "{found}张图片互不相同。"),
        "same-file": review("{found} and {declared} are the same file.", "{found}与{declared}为同一文件。", "Submit a photo of its own for each.", "请分别提交照片。"),
        "same-picture": review("{found} and {declared} look the same.", "{found}与{declared}画面相同。", "Submit a photo of its own for each.", "请分别提交照片。"),
        "no-pictures": not_applicable("There are no pictures to compare.", "没有可比对的图片。"),
    },
)
def photos_are_used_once(dossier: Dossier) -> Iterable[Says]:
    if gate := relaxed(dossier):
        yield gate
        return
    shots = [*_views(dossier), *_plates(dossier)]
    said = [*_copies(dossier), *_alike(shots)]
    yield from said or [Says("none-twice" if shots else "no-pictures", found=str(len(shots)))]


def _views(dossier: Dossier) -> Iterator[_Shot]:
    for document, view in _all_views(dossier):
        page = next(page for page in document.pages if (page.file, page.number) == (view.place.file, view.place.page))
        box = view.place.box
        shown = [p for p in page.pictures if box is None or page.seen_box(p.box).overlap(box) > 0.5 or box.overlap(page.seen_box(p.box)) > 0.5]
        if shown:
            purpose = tuple(field.value if isinstance(field, Fact) else "" for field in (view.model, view.stage, view.side))
            yield _Shot(max(shown, key=lambda p: p.box.area), view.place, ("view", *purpose))


def _plates(dossier: Dossier) -> Iterator[_Shot]:
    for document, facts in with_facts(dossier, Nameplates):
        if len(facts.plates) != 1:
            continue
        plate = facts.plates[0]
        for page in document.pages:
            vin = plain_vin(plate.vin.value) if isinstance(plate.vin, Fact) else document.id
            for picture in page.pictures:
                yield _Shot(picture, page.place(None), ("plate", vin, plate.role or ""))


def _copies(dossier: Dossier) -> Iterator[Says]:
    """A file that came twice and is a photo of something: its second copy was not even read."""
    photos = {page.file for document in dossier.documents if isinstance(document.facts, ComparisonPhotos | Nameplates) for page in document.pages}
    for reading in dossier.files:
        if reading.outcome is Outcome.DUPLICATE and reading.duplicate_of in photos:
            yield Says("same-file", found=reading.path, declared=reading.duplicate_of, evidence=(Evidence(Place(reading.duplicate_of or "", 1), "", "page"),))


def _alike(shots: Sequence[_Shot]) -> Iterator[Says]:
    for position, one in enumerate(shots):
        for other in shots[position + 1 :]:
            most = _SAME_PLATE_BITS if "plate" in (one.purpose[0], other.purpose[0]) else _SAME_SIDE_BITS if _one_side(one, other) else _SAME_BITS
            if _for_another(one, other) and one.place != other.place and distance(one.picture, other.picture) <= most:
                spots = (Evidence(one.place, "", "page"), Evidence(other.place, "", "page"))
                yield Says("same-picture", found=_name(one), declared=_name(other), evidence=spots)


def _one_side(one: _Shot, other: _Shot) -> bool:
    """Whether two views show one side of a vehicle, once before and once after the modification."""
    stages, sides = ({shot.purpose[at] for shot in (one, other)} for at in (2, 3))
    return stages == {"before", "after"} and len(sides) == 1 and "" not in sides


def _for_another(one: _Shot, other: _Shot) -> bool:
    """Whether two pictures are submitted for different things, as far as it is told for what."""
    return one.purpose[0] != other.purpose[0] or any(a and b and a != b for a, b in zip(one.purpose, other.purpose, strict=True))


def distance(one: Picture, other: Picture) -> int:
    """Bits in which two fingerprints differ, or one and the other's mirror image, whichever are fewer."""
    differing = int(one.fingerprint, 16) ^ int(other.fingerprint, 16)
    return min(differing.bit_count(), (differing ^ _ODD_COLUMNS).bit_count())


def _name(shot: _Shot) -> str:
    return f"{shot.place.file} {shot.place.page}"
