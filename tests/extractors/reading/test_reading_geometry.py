import cv2
import numpy as np
import pytest
from reading_doubles import FakeEngine

from domain.geometry import Box
from domain.pages import Page
from extractors.reading.crops import ordered, straight_crop, turned, upright_quad
from extractors.reading.levelling import levelling
from extractors.reading.orientation import quarter_turns, turned_picture, turned_quads
from extractors.reading.sheet import sheet_of

PAPER = np.full((1200, 900, 3), 235, np.uint8)


def rows(count=12, width=600):
    return [upright_quad(100, 80 + 80 * n, 100 + width - 20 * (n % 3), 110 + 80 * n) for n in range(count)]


def mapped(matrix, quads):
    return [cv2.perspectiveTransform(q[None].astype(np.float64), matrix)[0].astype(np.float32) for q in quads]


def slopes(quads):
    return [float(np.degrees(np.arctan2(*(q[1] - q[0])[::-1]))) for q in quads]


@pytest.mark.parametrize("angle", [-40, -8, 0, 8, 40])
def test_corners_start_where_the_writing_starts(angle):
    turn = np.vstack([cv2.getRotationMatrix2D((400, 300), -angle, 1), [0, 0, 1]])
    quad = mapped(turn, [upright_quad(300, 280, 500, 320)])[0]
    for shift in range(4):
        assert ordered(np.roll(quad, shift, axis=0)) == pytest.approx(quad, abs=1e-3)


def test_a_tall_tilted_quad_stays_tall():
    turn = np.vstack([cv2.getRotationMatrix2D((400, 300), 8, 1), [0, 0, 1]])
    quad = ordered(mapped(turn, [upright_quad(390, 100, 410, 500)])[0])
    assert np.linalg.norm(quad[1] - quad[0]) < np.linalg.norm(quad[3] - quad[0])


def test_a_crop_read_after_a_turn_gives_the_corners_of_the_writing():
    picture = np.zeros((100, 60, 3), np.uint8)
    picture[:10] = 255  # white end on top: writing that runs upwards starts at the bottom
    quad = upright_quad(0, 0, 60, 100)
    crop = np.rot90(straight_crop(picture, quad), 1)
    assert straight_crop(picture, turned(quad, 1)).shape == crop.shape
    assert np.abs(straight_crop(picture, turned(quad, 1)).astype(int) - crop).mean() < 2


@pytest.mark.parametrize("quarters", range(4))
def test_quads_turn_with_their_picture(quarters):
    picture = np.zeros((120, 80, 3), np.uint8)
    picture[20:40, 10:60] = 255
    quads = turned_quads([upright_quad(10, 20, 60, 40)], quarters, 120, 80)
    crop = straight_crop(turned_picture(picture, quarters), quads[0])
    assert crop.mean() > 240
    assert quads[0][0] == pytest.approx(quads[0].min(axis=0))


def test_level_lines_are_left_alone():
    assert levelling(PAPER, rows(), None) is None


def test_no_lines_no_levelling():
    assert levelling(PAPER, [], None) is None


@pytest.mark.parametrize("angle", [-8.0, -1.0, 1.0, 8.0])
def test_skew_is_taken_out_and_the_way_back_is_known(angle):
    turn = np.vstack([cv2.getRotationMatrix2D((450, 600), -angle, 1), [0, 0, 1]])
    skewed = mapped(turn, rows())
    level = levelling(PAPER, skewed, None)
    assert level is not None and not level.perspective
    assert max(map(abs, slopes(level.quads(skewed)))) < 0.3
    page = Page("f", 1, (), upright=level.to_upright(900, 1200))
    box = level.quads(skewed)[3]
    share = Box(box[0, 0] / level.width, box[0, 1] / level.height, box[2, 0] / level.width, box[2, 1] / level.height)
    seen = page.seen_box(share)
    middle = skewed[3].mean(axis=0)
    assert seen.centre == pytest.approx((middle[0] / 900, middle[1] / 1200), abs=0.002)
    assert level.back(level.quads(skewed))[0] == pytest.approx(skewed[0], abs=0.1)


def test_perspective_is_taken_out_by_the_lines_alone():
    keystone = cv2.getPerspectiveTransform(
        np.float32([[0, 0], [900, 0], [900, 1200], [0, 1200]]), np.float32([[0, 0], [900, 90], [870, 1120], [0, 1200]])
    )
    askew = mapped(keystone, rows())
    level = levelling(PAPER, askew, None)
    assert level is not None and level.perspective
    assert max(map(abs, slopes(level.quads(askew)))) < 0.4 < max(map(abs, slopes(askew)))


def test_a_few_lines_in_a_corner_say_nothing_of_the_rest_of_the_picture():
    keystone = cv2.getPerspectiveTransform(
        np.float32([[0, 0], [900, 0], [900, 1200], [0, 1200]]), np.float32([[0, 0], [900, 90], [870, 1120], [0, 1200]])
    )
    corner = mapped(keystone, [upright_quad(60, 80 + 30 * n, 360 - 40 * (n % 3), 100 + 30 * n) for n in range(8)])
    level = levelling(PAPER, corner, None)
    assert level is None or not level.perspective


def test_the_outline_of_a_sheet_squares_what_level_lines_cannot():
    corners = np.float32([[150, 80], [750, 80], [860, 1130], [40, 1130]])
    picture = np.full((1200, 900, 3), 60, np.uint8)
    cv2.fillConvexPoly(picture, corners.astype(np.int32), (240, 240, 240))
    onto = cv2.getPerspectiveTransform(np.float32([[0, 0], [900, 0], [900, 1200], [0, 1200]]), corners)
    quads = mapped(onto, rows())
    level = levelling(picture, quads, sheet_of(picture))
    assert level is not None and level.perspective
    left = np.array([q[0] for q in level.quads(quads)])
    assert np.ptp(left[:, 0]) < 0.02 * level.width < np.ptp(np.array([q[0] for q in quads])[:, 0])


def test_lines_in_all_directions_prove_no_perspective():
    rng = np.random.default_rng(3)
    wild = []
    for n, quad in enumerate(rows()):
        turn = np.vstack([cv2.getRotationMatrix2D((400, 80.0 * n), float(rng.uniform(-25, 25)), 1), [0, 0, 1]])
        wild += mapped(turn, [quad])
    level = levelling(PAPER, wild, None)
    assert level is None or not level.perspective


GOOD, BAD = "售后维修服务授权确认函", "中一"


@pytest.mark.parametrize(("readings", "wanted"), [([GOOD] * 40, 0), ([BAD] * 9 + [GOOD] * 6, 2)])
def test_the_way_that_reads_better_is_up(readings, wanted):
    assert quarter_turns(PAPER, rows(), FakeEngine(readings=list(readings))) == wanted


def test_writing_that_runs_upwards_turns_the_page():
    tall = turned_quads(rows(), 1, 1200, 900)
    assert quarter_turns(PAPER, tall, FakeEngine(readings=[BAD] * 6 + [GOOD] * 6)) == 3


def test_an_engine_that_reads_nothing_turns_nothing():
    assert quarter_turns(PAPER, rows(), FakeEngine()) == 0
    assert quarter_turns(PAPER, [], FakeEngine(readings=[GOOD])) == 0
