"""The slow suite: generated plates read by both recognisers from the whole picture."""

from __future__ import annotations

import numpy as np
import pytest
from plates import plate

from domain.pages import Page
from domain.picture import RawPage, Rgb
from extractors.finders.vins import page_vins
from extractors.reading.page import read_page
from extractors.reading.seals import find_seals
from extractors.reading.vins import reread_vins
from pipeline.worker import engine_named, witness_of

pytestmark = pytest.mark.slow

VINS = ("LVVDB11B4MD245891", "LGXCE6CB3S0123456", "LSVCY6C49MN027789", "LFP83APE4M1K04236")


def read(picture: Rgb) -> Page:
    engine, witness = engine_named("ppocr"), witness_of("ppocr")
    assert witness is not None
    page, upright = read_page(RawPage(1, picture), "plate.jpg", engine, seals=find_seals)
    return page_vins(reread_vins(page_vins(page), upright, engine, witness))


def claimed(page: Page) -> set[str]:
    return {vin.value for vin in page.vins if vin.state == "read"}


@pytest.mark.parametrize(("style", "least"), [("print", 4), ("glass", 3), ("stroke", 2), ("dots", 0)])
def test_what_is_claimed_is_right(style: str, least: int) -> None:
    pages = [read(plate(vin, style, seed)) for seed, vin in enumerate(VINS)]
    right = [claimed(page) == {vin} for page, vin in zip(pages, VINS, strict=True)]
    assert all(not claimed(page) or ok for page, ok in zip(pages, right, strict=True))
    assert sum(right) >= least


@pytest.mark.parametrize("style", ["print", "stroke"])
def test_a_picture_nobody_can_read_gives_nothing(style: str) -> None:
    assert [vin.value for vin in read(plate(VINS[0], style, 7, blur=12.0)).vins] == []


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_plate_lying_on_its_side_or_head_is_read(quarters: int) -> None:
    picture = np.ascontiguousarray(np.rot90(plate(VINS[1], "print", 3), quarters))
    assert claimed(read(picture)) == {VINS[1]}
