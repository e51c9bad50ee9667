"""Comparison photos by caption, by table and by file name, and descriptions of what was modified."""

from __future__ import annotations

import pytest
from laid import MODEL, VIN, kinds, laid, only

from domain.documents import Kind
from domain.facts import Absent, Fact, value_of
from domain.geometry import Box
from domain.modified_vehicle_papers import ComparisonPhotos, ModificationDescription, View
from domain.pages import Page, Picture
from extractors.classify import classify
from extractors.documents import documents_of
from extractors.finders.views import side_of, stage_of

ALL = {(stage, side) for stage in ("before", "after") for side in ("front", "left_front", "side", "rear")}
SIDES = {"front": "正面", "left_front": "左前", "side": "侧面", "rear": "后面"}
STAGES = {"before": "改装前", "after": "改装后"}
TWO = (0.12, 0.58)


def picture(x: float, y: float, n: int = 0, w: float = 0.36, h: float = 0.13) -> Picture:
    return Picture(Box(x, y, x + w, y + h), f"{n:064x}")


def told(photos: ComparisonPhotos) -> set[tuple[object, object]]:
    return {(value_of(view.stage), value_of(view.side)) for view in photos.views}


def captions(stage: str, side: str, style: str) -> str:
    return {"together": f"{STAGES[stage]}{SIDES[side]}", "dashed": f"{STAGES[stage]}-{SIDES[side]}", "numbered": f"图1 {STAGES[stage]}{SIDES[side]}照片"}[style]


@pytest.mark.parametrize("style", ["together", "dashed", "numbered"])
def test_eight_captions_on_one_page(style: str) -> None:
    rows, pictures = ["|改装前后对比照片", ""], []
    for n, side in enumerate(SIDES):
        y = 0.06 + 0.028 * len(rows)
        pictures += [picture(0.1, y, 2 * n), picture(0.55, y, 2 * n + 1)]
        rows += ["", "", "", "", "", f"{captions('before', side, style)}|{captions('after', side, style)}"]
    photos = only(Kind.COMPARISON_PHOTOS, ComparisonPhotos, laid(*rows, columns=TWO, pictures=tuple(pictures)))
    assert told(photos) == ALL and len(photos.views) == 8
    boxes = [view.place.box for view in photos.views]
    assert len(set(boxes)) == 8 and all(box is not None and any(box.overlap(p.box) > 0.9 for p in pictures) for box in boxes)


def test_stages_as_headings_of_columns() -> None:
    rows, pictures = ["|改装前后对比照片", f"型号：{MODEL}", "改装前|改装后"], []
    for n, side in enumerate(SIDES.values()):
        y = 0.06 + 0.028 * len(rows)
        pictures += [picture(0.1, y, 2 * n), picture(0.55, y, 2 * n + 1)]
        rows += ["", "", "", "", "", f"{side}|{side}"]
    photos = only(Kind.COMPARISON_PHOTOS, ComparisonPhotos, laid(*rows, columns=TWO, pictures=tuple(pictures)))
    assert told(photos) == ALL
    assert {value_of(view.model) for view in photos.views} == {MODEL}


def test_stages_as_headings_of_pages() -> None:
    pages = []
    for number, stage in enumerate(STAGES.values(), 1):
        rows = ["|对比照片" if number == 1 else "", f"{stage}照片"]
        pictures = []
        for n, side in enumerate(SIDES.values()):
            pictures.append(picture(0.1, 0.06 + 0.028 * len(rows), 4 * number + n))
            rows += ["", "", "", "", "", side]
        pages.append(laid(*rows, columns=TWO, pictures=tuple(pictures), number=number))
    documents = documents_of(pages)
    assert set(kinds(documents)) == {Kind.COMPARISON_PHOTOS}
    assert {pair for d in documents if isinstance(d.facts, ComparisonPhotos) for pair in told(d.facts)} == ALL


def photo(path: str, *rows: str) -> Page:
    return laid(*rows, file=path, pictures=(Picture(Box(0, 0, 1, 1), "0" * 64),))


NAMES = {
    "改装前/正面.jpg": ("before", "front"), "照片/改装后/左前45度.jpg": ("after", "left_front"), "改装前_侧面.jpg": ("before", "side"), "改装后-车尾.jpg": ("after", "rear"),
    "before/front.jpg": ("before", "front"), "after_left-front.JPG": ("after", "left_front"), "before modification/side view.png": ("before", "side"), "AFTER/rear.jpeg": ("after", "rear"),
    "CLW5180GSSE6/改装后正后方.jpg": ("after", "rear"),
}  # fmt: skip


@pytest.mark.parametrize("path", NAMES)
def test_a_photo_goes_by_its_file_name(path: str) -> None:
    (view,) = only(Kind.COMPARISON_PHOTOS, ComparisonPhotos, photo(path)).views
    assert (value_of(view.stage), value_of(view.side)) == NAMES[path]
    assert isinstance(view.side, Fact) and view.side.origin == "file-name"


@pytest.mark.parametrize("path", ["IMG_0001.jpg", "正面.jpg", "改装前/IMG_1.jpg", "改装前后/IMG_2.jpg", "左前正面/改装前.jpg"])
def test_a_name_that_says_too_little_or_too_much_makes_no_view(path: str) -> None:
    assert kinds(documents_of([photo(path)])) == [Kind.UNKNOWN]


def test_a_label_on_the_photo_tells_the_stage() -> None:
    (document,) = documents_of([photo("改装前/侧面.jpg", "改装后")])
    assert isinstance(document.facts, ComparisonPhotos)
    assert [value_of(view.stage) for view in document.facts.views] == ["after"]


def test_a_caption_that_a_reader_took_apart_is_one() -> None:
    photos = only(Kind.COMPARISON_PHOTOS, ComparisonPhotos, laid("HOWO", *[""] * 20, f"{MODEL} 洒水车||改装前|左前方", file="02.jpg", pictures=(picture(0, 0, w=1, h=1),)))
    assert told(photos) == {("before", "left_front")}


def test_a_plate_in_a_folder_of_photos_is_a_plate() -> None:
    page = laid("产品标牌", f"车辆识别代号：{VIN}", f"型号：{MODEL}", "最大允许总质量：18000kg", "制造年月：2025.10", file="改装后/正面.jpg", pictures=(Picture(Box(0, 0, 1, 1), "0" * 64),))
    assert kinds(documents_of([page])) == [Kind.NAMEPLATE_PHOTO]


@pytest.mark.parametrize(
    ("text", "stage", "side"),
    [
        ("改装前正面", "before", "front"), ("改装后左前方45°", "after", "left_front"), ("改装前后对比", None, None), ("改装前后正面", None, "front"), ("改装前后面", "before", "rear"), ("改装前后视图", "before", "rear"), ("正面及侧面", None, None),
        ("左前侧", None, "left_front"), ("左侧面", None, "side"), ("车头", None, "front"), ("车尾部", None, "rear"), ("原车 正后方", "before", "rear"), ("Front left view", None, "left_front"),
        ("Photo of the side before modification", "before", "side"), ("改装前与改装后", None, None), ("", None, None),
        ("左前视图", None, "left_front"), ("改装后右前方", "after", "corner"), ("左后45°", None, "corner"), ("Front right view", None, "corner"),
        ("gaizhuanghou_cemian", "after", "side"), ("gaizhuangqian/zuoqian", "before", "left_front"),
    ],
)  # fmt: skip
def test_words_for_stages_and_sides(text: str, stage: str | None, side: str | None) -> None:
    assert (stage_of(text), side_of(text)) == (stage, side)


DESCRIPTIONS = {
    "titled": ("|改装情况说明", f"车辆型号：{MODEL}", "改装前为二类底盘，改装后为洒水车。", "改装部位：加装罐体、取力器、副车架，见图中红框。", "改装内容：上装安装。"),
    "table": ("|改装方案", f"产品型号|{MODEL}", "改装部位|罐体", "改装前|底盘", "改装后|加装罐体"),
    "english": ("DESCRIPTION OF THE MODIFICATION", f"Model: {MODEL}", "Before modification: chassis", "After modification: water tank", "Modified parts are highlighted."),
}  # fmt: skip


@pytest.mark.parametrize("rows", DESCRIPTIONS.values(), ids=DESCRIPTIONS.keys())
def test_description(rows: tuple[str, ...]) -> None:
    page = laid(*rows, columns=(0.1, 0.4), pictures=(picture(0.1, 0.4, 1), picture(0.55, 0.4, 2)))
    description = only(Kind.MODIFICATION_DESCRIPTION, ModificationDescription, page)
    assert [m.value for m in description.models] == [MODEL] and description.pictures == 2
    assert set(description.stages) == {"before", "after"}


def test_pages_of_pictures_go_on_with_the_description() -> None:
    first = laid(*DESCRIPTIONS["titled"], columns=(0.1, 0.4))
    second = laid("加装的罐体", columns=(0.1, 0.4), number=2, pictures=(picture(0.1, 0.1, 1), picture(0.1, 0.4, 2)))
    description = only(Kind.MODIFICATION_DESCRIPTION, ModificationDescription, first, second)
    assert description.pictures == 2


def test_captioned_pictures_on_the_next_page_go_on_with_the_description() -> None:
    captions = ("上装部位（改装前：底盘裸露）|上装部位（改装后：安装罐体）", *[""] * 6, "车尾部位（改装前）|车尾部位（改装后）")
    spots = tuple(picture(x, y, n) for n, (x, y) in enumerate([(0.1, 0.1), (0.55, 0.1), (0.1, 0.3), (0.55, 0.3)]))
    second = laid(*captions, columns=TWO, number=2, pictures=spots)
    assert classify(second).kind is Kind.COMPARISON_PHOTOS, "by itself"
    description = only(Kind.MODIFICATION_DESCRIPTION, ModificationDescription, laid(*DESCRIPTIONS["titled"], columns=(0.1, 0.4)), second)
    assert description.pictures == 4


def test_a_description_without_pictures_counts_none() -> None:
    assert only(Kind.MODIFICATION_DESCRIPTION, ModificationDescription, laid(*DESCRIPTIONS["titled"])).pictures == 0


def test_two_models_on_a_page_of_photos_leave_the_model_open() -> None:
    rows = ["|改装前后对比照片", f"{MODEL} 和 CLW5070XXYE6", *[f"{stage}{side}" for stage in STAGES.values() for side in SIDES.values()]]
    photos = only(Kind.COMPARISON_PHOTOS, ComparisonPhotos, laid(*rows, columns=TWO))
    assert all(isinstance(view, View) and isinstance(view.model, Absent) for view in photos.views)
    assert told(photos) == {(None, side) for side in SIDES}, "captions without pictures prove no view"


def test_an_empty_cell_and_a_block_of_pictures_prove_no_view() -> None:
    rows = ["|改装前后对比照片", f"型号：{MODEL}", "改装前|改装后", *("" for _ in range(3)), "正面|正面", *("" for _ in range(4)), "后面|后面"]
    block = only(Kind.COMPARISON_PHOTOS, ComparisonPhotos, laid(*rows, columns=TWO, pictures=(picture(0.1, 0.13, w=0.85, h=0.3),)))
    assert {stage for stage, _ in told(block)} == {None}


def test_photos_whose_heading_announces_a_description_are_one_too() -> None:
    first = laid("|冷藏车改装说明及对比照片", f"{MODEL}在底盘上加装罐体。", columns=(0.1, 0.3), pictures=(picture(0.1, 0.3, 1),))
    second = laid(*[f"改装前（{side}）|改装后（{side}）" for side in SIDES.values() for _ in range(1)], columns=TWO, number=2)
    photos = only(Kind.COMPARISON_PHOTOS, ComparisonPhotos, first, second)
    assert photos.description and [m.value for m in photos.description.models] == [MODEL] and photos.description.pictures == 1
    assert only(Kind.COMPARISON_PHOTOS, ComparisonPhotos, laid("|改装前后对比照片", *[f"改装前（{side}）|改装后（{side}）" for side in SIDES.values()], columns=TWO)).description is None


def test_photos_in_a_description_are_views_where_their_captions_say_which() -> None:
    spots = tuple(picture(x, y, n) for n, (x, y) in enumerate([(0.1, 0.3), (0.55, 0.3)]))
    page = laid(*DESCRIPTIONS["titled"], "", "", "", "", "", "", "改装前（正面）|改装后（正面）", "罐体", columns=(0.12, 0.58), pictures=spots)
    description = only(Kind.MODIFICATION_DESCRIPTION, ModificationDescription, page)
    assert {(value_of(v.stage), value_of(v.side)) for v in description.views} == {("before", "front"), ("after", "front")}


@pytest.mark.parametrize("layer", ["none", "used"])
def test_a_sheet_of_captioned_photos_under_a_heading_nobody_knows(layer: str) -> None:
    pictures = (picture(0.1, 0.1, 1), picture(0.55, 0.1, 2), picture(0.1, 0.35, 3), picture(0.55, 0.35, 4))
    rows = (f"{MODEL} 洒水车 外观", *[""] * 5, "改装前照片 正前|改装前照片 左前", *[""] * 8, "改装前照片 侧面|改装前照片 后部")
    (document,) = documents_of([laid(*rows, columns=TWO, pictures=pictures, text_layer=layer)])
    assert isinstance(document.facts, ComparisonPhotos) and told(document.facts) == {("before", side) for side in SIDES}


def test_cells_of_what_was_changed_are_no_captions_and_a_table_of_photos_is_one() -> None:
    table = laid("||改装说明", f"型号：{MODEL}", "部位|改装前|改装后", "尾部|裸露车架尾梁|加装填装器", "侧面|原车侧防护|加长侧防护", *[""] * 9, "改装前|改装后", columns=(0.12, 0.3, 0.58), pictures=(picture(0.1, 0.24, 0), picture(0.55, 0.24, 1)))
    described = only(Kind.MODIFICATION_DESCRIPTION, ModificationDescription, table)
    assert described.views == ()
    rows, pictures = ["||改装说明", f"型号：{MODEL}", "加装了专用装置，见下列照片。", "|改装前|改装后"], []
    for n, side in enumerate(SIDES.values()):
        y = 0.06 + 0.028 * len(rows)
        pictures += [picture(0.28, y, 2 * n, w=0.24), picture(0.57, y, 2 * n + 1, w=0.24)]
        rows += ["", "", side, "", ""]
    shown = only(Kind.MODIFICATION_DESCRIPTION, ModificationDescription, laid(*rows, columns=(0.12, 0.3, 0.58), pictures=tuple(pictures)))
    assert {(value_of(view.stage), value_of(view.side)) for view in shown.views} == ALL
