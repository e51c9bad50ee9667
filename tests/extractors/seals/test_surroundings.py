"""A desk round the page is no ink, and ink that nobody recognised is not forgotten."""

import cv2
import numpy as np

from extractors.reading.seals.surroundings import stamp_ink_left, without_surroundings


def plane(ring: bool = True) -> np.ndarray:
    amount = np.zeros((700, 500), np.uint8)
    if ring:
        cv2.circle(amount, (320, 500), 55, 120, 4)
        cv2.circle(amount, (320, 500), 12, 120, -1)
    return amount


def test_a_desk_goes_and_the_ring_stays() -> None:
    amount = plane()
    amount[:, :60] = 90
    amount[640:] = 90
    cleared = without_surroundings(amount)
    assert cleared[:, :50].max() == 0 and cleared[660:].max() == 0
    assert np.array_equal(cleared[430:570, 250:390], amount[430:570, 250:390])


def test_nothing_is_taken_from_a_page_that_fills_the_picture() -> None:
    assert np.array_equal(without_surroundings(plane()), plane())


def test_a_ring_without_a_seal_is_ink_left() -> None:
    assert stamp_ink_left([plane()], [])
    assert not stamp_ink_left([plane()], [(0.5, 0.6, 0.8, 0.82)])


def test_red_print_and_rules_are_not_stamps() -> None:
    amount = plane(ring=False)
    amount[100:112, 40:460] = 120  # a rule
    amount[150:170, 100:400:6] = 120  # a line of red print
    assert not stamp_ink_left([amount], [])
