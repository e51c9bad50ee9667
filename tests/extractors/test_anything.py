"""Whatever stands on a page, wherever: every kind of document is read without an error, and every page ends up in one document."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from laid import BUILDER, CHASSIS, MODEL, VIN, declaration

from domain.documents import Kind
from domain.geometry import Box
from domain.pages import Barcode, Char, Line, Page, Picture
from extractors.data import words
from extractors.documents import _EXTRACTORS, documents_of, relied_on
from extractors.finders.vins import page_vins

LABELS = sorted({name for group in words("labels").values() for names in group.values() for name in names})
TITLES = sorted({title for kind in words("kinds").values() for title in kind["titles"]})
MARKS = sorted({mark for kind in words("kinds").values() for mark in kind["marks"]})
VALUES = [
    VIN, MODEL, CHASSIS, BUILDER, "程力牌", "2025年10月8日", "03/04/2025", "¥226,000.00", "贰拾贰万陆仟元整", "（负数）壹元", "2台", "-1", "0", "合计", "25422000000012345678", "01234567",
    "2024011101654321", "改装前正面", "改装后", "第2页 共3页", "哈萨克斯坦", "ТР ТС 018/2011", "万", "亿元", "*", "|", "()", "：", "13%", "1e9", "٣", "²", "Ⅷ", "㎏", "ﬁ", "İ", "ß", "\u200b", "𠀀", "（盖章）",
]  # fmt: skip
text = st.one_of(
    st.sampled_from(LABELS), st.sampled_from(TITLES), st.sampled_from(MARKS), st.sampled_from(VALUES), st.text(max_size=24),
    st.builds("{}：{}".format, st.sampled_from(LABELS), st.sampled_from(VALUES)), st.builds("{} {}".format, st.sampled_from(MARKS), st.text(max_size=8)),
)  # fmt: skip
share = st.floats(0.0, 1.0)


def line_of(written: str, x: float, y: float, w: float, h: float, confidence: float, known: bool) -> Line:
    count = max(1, len(written))
    chars = tuple(Char(c, i / count, (i + 1) / count, confidence) for i, c in enumerate(written)) if known else ()
    return Line(written, Box(x, y, min(1.0, x + w), min(1.0, y + h)), "ocr:test" if known else "text-layer", confidence if known else None, chars)


lines = st.builds(line_of, text, share, share, st.floats(0.0, 0.6), st.floats(0.0, 0.05), share, st.booleans())
rows = st.builds(line_of, text, st.sampled_from([0.1, 0.32, 0.54, 0.76]), st.sampled_from([n / 40 for n in range(1, 40)]), st.floats(0.05, 0.3), st.just(0.018), st.just(0.99), st.just(True))
boxes = st.builds(lambda x, y: Box(x, y, min(1.0, x + 0.2), min(1.0, y + 0.1)), share, share)
barcodes = st.builds(Barcode, st.one_of(st.text(max_size=40), st.just("01,32,,25422000000012345678,1.0,20251008,,A")), st.just("QRCode"), boxes)
pictures = st.builds(Picture, boxes, st.just("0" * 64))


def page_of(found: list[Line], codes: list[Barcode], shown: list[Picture], file: str, number: int, layer: str, wide: bool) -> Page:
    page = Page(file, number, tuple(found), barcodes=tuple(codes), pictures=tuple(shown), text_layer=layer, width=1400 if wide else 1000, height=900 if wide else 1414)
    return page_vins(page)


pages = st.builds(
    page_of, st.one_of(st.lists(lines, max_size=14), st.lists(rows, max_size=20)), st.lists(barcodes, max_size=2), st.lists(pictures, max_size=2),
    st.sampled_from(["a.pdf", "改装前/正面.jpg", "b/c.jpg"]), st.integers(1, 3), st.sampled_from(["none", "used", "mixed"]), st.booleans(),
)  # fmt: skip
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=100, deadline=None, suppress_health_check=SLOW)
@given(st.lists(pages, max_size=3), st.booleans())
def test_no_page_is_lost_and_nothing_breaks(upload: list[Page], declared: bool) -> None:
    documents = documents_of(upload, declaration() if declared else None)
    assert sorted(id(page) for document in documents for page in document.pages) == sorted(map(id, upload))
    assert len({document.id for document in documents}) == len(documents)
    for places in relied_on(documents).values():
        assert all(place.box is None or 0 <= place.box.x0 <= place.box.x1 <= 1 for place in places)


@pytest.mark.parametrize("kind", [kind for kind in _EXTRACTORS if kind is not Kind.UNKNOWN], ids=str)
@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(upload=st.lists(pages, min_size=1, max_size=2))
def test_every_kind_reads_pages_of_any_other(kind: Kind, upload: list[Page]) -> None:
    """Classification may be wrong: the extractor of a kind must cope with whatever it is given."""
    extract: Callable[[list[Page]], object] = _EXTRACTORS[kind]
    assert extract(upload) == extract(upload)
