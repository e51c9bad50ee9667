"""Every trick by which a page says one thing and shows another, read with the real engine: the claimed value is never a clean fact."""

from __future__ import annotations

import re

import pytest

from domain.pages import Line, Page
from domain.picture import RawPage
from extractors.finders.spans import doubt_of, whole
from extractors.reading.confirm import confirm
from extractors.reading.page import read_page
from extractors.reading.ppocr import PpOcr
from extractors.reading.seals import find_seals
from fixtures.canvas import Sheet
from fixtures.forgeries import TRICKS
from pipeline.ingest.limits import Limits
from pipeline.ingest.opening import open_pages

CLAIMED, SHOWN = "LGXCE6CB3S0123456", "LGXCE6CB3S0128456"


def _sheet(vin: str) -> Sheet:
    sheet = Sheet(face="song", size=11)
    sheet.text(105, 30, "二手车出口质量检测报告", 18, "hei", align="centre")
    for n, line in enumerate(("委托单位：青岛远帆汽车贸易有限公司", "检测标准：WM/T 8-2022", "检测结论：合格", "检测日期：2026-02-01")):
        sheet.text(30, 60 + 9 * n, line)
    sheet.text(30, 48, "车辆识别代号")
    sheet.text(70, 48, vin, 11, "arial")
    return sheet


def _read(data: bytes, engine: PpOcr) -> Page:
    _, raw = open_pages(data, "application/pdf", Limits())
    assert isinstance(raw, RawPage)
    page, upright = read_page(raw, "a.pdf", engine, seals=find_seals)
    return confirm(page, upright, range(len(page.lines)), engine)


def _clean(page: Page) -> list[str]:
    return [line.text for line in page.lines if doubt_of([whole(page, line)]) is None]


@pytest.fixture(scope="module")
def engine() -> PpOcr:
    return PpOcr()


@pytest.mark.slow
@pytest.mark.parametrize("trick", sorted(TRICKS))
def test_no_trick_makes_the_claimed_value_a_clean_one(trick: str, engine: PpOcr) -> None:
    page = _read(TRICKS[trick](_sheet(CLAIMED), _sheet(SHOWN)), engine)
    assert not any(CLAIMED in text for text in _clean(page)), [line.text for line in page.lines]
    if trick not in ("blackened", "mapped"):  # what is shown is what is used
        assert any(SHOWN in re.sub(r"\s", "", line.text) for line in page.lines), [line.text for line in page.lines]
    assert "检测结论：合格" in " ".join(line.text for line in page.lines).replace(":", "：")


@pytest.mark.slow
def test_an_honest_page_is_borne_out(engine: PpOcr) -> None:
    from fixtures.pdf import digital

    page = _read(digital([_sheet(CLAIMED)], "WPS"), engine)
    assert CLAIMED in _clean(page) and page.problems == () and all(line.claimed is None for line in page.lines)


def test_a_claimed_line_is_never_clean_where_the_layer_differs() -> None:
    from domain.geometry import Box

    line = Line(SHOWN, Box(0, 0, 1, 1), "ocr:x", 0.99, claimed=CLAIMED)
    page = Page("a.pdf", 1, (line,))
    assert doubt_of([whole(page, line)]) == "text-layer-contradicts-picture"
    assert doubt_of([whole(page, line).narrowed(0, 5)]) is None

