from __future__ import annotations

import cv2
import numpy as np
import pytest
import seal_drawing as draw

from extractors.reading.seals.locate import locate
from extractors.reading.seals.rings import fit_ellipse


@pytest.mark.parametrize(("ink", "colour"), [(draw.RED, "red"), (draw.BLUE, "blue"), (draw.BLACK, "black")])
def test_a_round_seal_over_text_is_found_with_its_colour(ink: tuple[int, int, int], colour: str) -> None:
    found = locate(draw.stamp(draw.page(), (520, 700), (95, 95), ink=ink, turn=25))
    assert [(s.colour, s.shape) for s in found] == [(colour, "round")]
    assert np.allclose([found[0].x0, found[0].y0, found[0].x1, found[0].y1], [425, 605, 615, 795], atol=8)


def test_an_oval_seal_is_found_as_oval() -> None:
    found = locate(draw.stamp(draw.page(), (400, 500), (120, 80)))
    assert [(s.colour, s.shape) for s in found] == [("red", "oval")]


def test_two_overlapping_seals_are_two() -> None:
    picture = draw.stamp(draw.page(lines=False), (300, 500), (100, 100))
    picture = draw.stamp(picture, (430, 540), (100, 100), letters=9)
    centres = sorted(((s.x0 + s.x1) / 2, (s.y0 + s.y1) / 2) for s in locate(picture) if s.shape == "round")
    assert np.allclose(centres, [(300, 500), (430, 540)], atol=10)


def test_a_seal_cut_in_two_by_the_edge_is_partial() -> None:
    found = locate(draw.stamp(draw.page(), (790, 500), (95, 95)))
    assert [s.shape for s in found] == ["partial"]


def test_a_tight_crop_is_still_a_seal() -> None:
    picture = draw.stamp(draw.page(400, 400, lines=False), (200, 200), (120, 120))
    assert [s.shape for s in locate(picture[82:318, 82:318].copy())] == ["round"]


def test_a_square_chop_is_square() -> None:
    picture = draw.page(lines=False)
    cv2.rectangle(picture, (300, 300), (380, 380), draw.RED, 5)
    for x in (320, 340, 360):
        cv2.line(picture, (x, 312), (x, 368), draw.RED, 4)
    assert [s.shape for s in locate(picture)] == ["square"]


@pytest.mark.parametrize("seed", range(4))
def test_text_alone_holds_no_seal(seed: int) -> None:
    assert locate(draw.page(seed=seed)) == []


def test_tables_and_filled_discs_are_no_seals() -> None:
    picture = draw.page(lines=False)
    for y in range(100, 700, 60):
        cv2.line(picture, (80, y), (720, y), (0, 0, 0), 2)
    for x in range(80, 721, 128):
        cv2.line(picture, (x, 100), (x, 640), (0, 0, 0), 2)
    cv2.circle(picture, (400, 900), 90, draw.RED, -1)
    cv2.circle(picture, (200, 900), 80, (10, 10, 10), -1)
    assert locate(picture) == []


@pytest.mark.parametrize("shape", [(1, 1), (30, 900), (900, 30), (64, 64)])
def test_tiny_and_odd_pictures_hold_nothing(shape: tuple[int, int]) -> None:
    assert locate(np.full((*shape, 3), 255, np.uint8)) == []


def test_an_ellipse_is_fitted_through_its_rim_despite_letters_outside() -> None:
    t = np.linspace(0, 2 * np.pi, 400)
    rim = np.stack([200 + 100 * np.cos(t), 150 + 70 * np.sin(t)], 1)
    stray = np.stack([np.full(12, 330.0), np.linspace(140, 160, 12)], 1)
    found = fit_ellipse(np.concatenate([rim, stray]).astype(np.float32), 205, 148)
    assert found is not None
    assert np.allclose(sorted((found.a, found.b)), (70, 100), atol=2.5)
