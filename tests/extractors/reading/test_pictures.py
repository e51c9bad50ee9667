"""Pictures on pages, and fingerprints by which the same picture is known again and another is not."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from domain.geometry import Box
from domain.pages import Picture
from domain.picture import Rgb
from extractors.reading.pictures import fingerprint, pictures_of
from validators.photos import _SAME_BITS, _SAME_PLATE_BITS, distance

SAME, OTHER = _SAME_PLATE_BITS, 2 * _SAME_BITS
"""Bits within which savings of one picture stay, and beyond which other pictures are: the strictest the rule asks, and twice its widest."""


def scene(seed: int, height: int = 480, width: int = 640) -> Rgb:
    """A made-up photo: sky and ground, a body of boxes with wheels, some noise; another for every seed."""
    rng = np.random.default_rng(seed)
    image = np.zeros((height, width, 3), np.uint8)
    horizon = int(height * rng.uniform(0.3, 0.6))
    image[:horizon] = rng.integers(150, 230, 3)
    image[horizon:] = rng.integers(60, 140, 3)
    for _ in range(6):
        x, y = int(rng.uniform(0, 0.8) * width), int(rng.uniform(0, 0.8) * height)
        w, h = int(rng.uniform(0.1, 0.4) * width), int(rng.uniform(0.1, 0.3) * height)
        cv2.rectangle(image, (x, y), (x + w, y + h), rng.integers(0, 255, 3).tolist(), -1)
    for _ in range(4):
        centre = (int(rng.uniform(0.1, 0.9) * width), int(rng.uniform(0.5, 0.95) * height))
        cv2.circle(image, centre, int(rng.uniform(0.03, 0.08) * width), rng.integers(0, 90, 3).tolist(), -1)
    noisy = image.astype(np.int16) + rng.normal(0, 6, image.shape).astype(np.int16)
    return noisy.clip(0, 255).astype(np.uint8)


def jpeg(image: Rgb, quality: int) -> Rgb:
    stream = io.BytesIO()
    Image.fromarray(image).save(stream, "JPEG", quality=quality)
    return np.asarray(Image.open(stream).convert("RGB"))


def resized(image: Rgb, scale: float) -> Rgb:
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))


def brighter(image: Rgb, by: int) -> Rgb:
    return (image.astype(np.int16) + by).clip(0, 255).astype(np.uint8)


def bits(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()


SEEDS = range(12)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_picture_saved_otherwise(seed: int) -> None:
    picture = scene(seed)
    mark = fingerprint(picture)
    savings = [jpeg(picture, 30), jpeg(picture, 75), resized(picture, 0.5), resized(picture, 1.7), jpeg(resized(picture, 0.6), 50), brighter(picture, 12)]
    assert max(bits(mark, fingerprint(saved)) for saved in savings) <= SAME
    assert len(mark) == 64


def test_other_pictures_are_far_off() -> None:
    marks = [fingerprint(scene(seed)) for seed in SEEDS]
    assert min(bits(a, b) for i, a in enumerate(marks) for b in marks[i + 1 :]) >= OTHER


@pytest.mark.parametrize("seed", SEEDS)
def test_a_mirrored_picture_is_known_again(seed: int) -> None:
    def shot(picture: Rgb) -> Picture:
        return Picture(Box(0, 0, 1, 1), fingerprint(picture))

    picture = scene(seed)
    assert distance(shot(picture), shot(jpeg(np.ascontiguousarray(picture[:, ::-1]), 50))) <= _SAME_BITS
    assert min(distance(shot(picture), shot(scene(other))) for other in SEEDS if other != seed) >= OTHER


def paper(height: int = 1414, width: int = 1000) -> Rgb:
    page = np.full((height, width, 3), 250, np.uint8)
    for row in range(60, 340, 40):  # lines of writing are no pictures
        cv2.putText(page, "modification description of a vehicle", (80, row), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (20, 20, 20), 2)
    return page


def test_pictures_on_a_page_are_found_where_they_stand() -> None:
    page = paper()
    spots = [(100, 420, 1), (540, 420, 2), (100, 880, 3)]
    for x, y, seed in spots:
        page[y : y + 300, x : x + 400] = scene(seed, 300, 400)
    found = pictures_of(page, photo=False)
    assert [(round(p.box.x0, 1), round(p.box.y0, 1)) for p in found] == [(0.1, 0.3), (0.5, 0.3), (0.1, 0.6)]
    for picture, (_, _, seed) in zip(found, spots, strict=True):
        assert bits(picture.fingerprint, fingerprint(scene(seed, 300, 400))) <= _SAME_BITS
        assert abs(picture.box.width - 0.4) < 0.02 and abs(picture.box.height - 300 / 1414) < 0.02


def test_writing_alone_is_no_picture() -> None:
    assert pictures_of(paper(), photo=False) == ()


def test_a_photo_is_one_picture_as_a_whole() -> None:
    photo = scene(5).copy()
    photo[photo > 160] = 160
    (whole,) = pictures_of(photo, photo=False)
    assert (whole.box.x0, whole.box.y0, whole.box.x1, whole.box.y1) == (0, 0, 1, 1)
    assert whole.fingerprint == fingerprint(photo)
    assert pictures_of(scene(5), photo=True)[0].fingerprint == fingerprint(scene(5))


def test_a_scanners_shadow_makes_no_photo_of_a_sheet_nor_a_white_body_a_hole_of_a_picture() -> None:
    sheet = np.full((1400, 1000, 3), 245, np.uint8)
    for x in (100, 540):
        for y in (150, 560):
            picture = resized(scene(x + y), 0.56)
            cv2.rectangle(picture, (60, 60), (300, 210), (250, 250, 250), -1)
            sheet[y : y + picture.shape[0], x : x + picture.shape[1]] = picture
    sheet[:, :8] = 150
    assert len(pictures_of(sheet, photo=True)) == 4
    assert [picture.box for picture in pictures_of(scene(3), photo=True)] == [Box(0.0, 0.0, 1.0, 1.0)]


def test_photos_side_by_side_with_little_paper_between_are_no_single_picture() -> None:
    collage = np.full((820, 1020, 3), 255, np.uint8)
    for x in (12, 516):
        for y in (30, 425):
            collage[y : y + 380, x : x + 492] = np.minimum(scene(x + y, 380, 492), 190)
    assert len(pictures_of(collage, photo=True)) == 4
