import numpy as np

from domain.impressions import SIDE, UNSEEN, agreement, packed


def ink(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, UNSEEN, (SIDE, SIDE)).astype(np.uint8)


def test_the_same_ink_agrees_even_a_cell_off_and_partly_under_print() -> None:
    levels = ink(1)
    covered = levels.copy()
    covered[10:25] = UNSEEN
    assert agreement(packed(levels), packed(levels)) > 0.999
    assert agreement(packed(levels), packed(np.roll(covered, 1, 0))) > 0.99


def test_other_ink_does_not() -> None:
    assert agreement(packed(ink(1)), packed(ink(2))) < 0.2


def test_too_little_seen_says_nothing() -> None:
    hidden = np.full((SIDE, SIDE), UNSEEN, np.uint8)
    assert agreement(packed(hidden), packed(ink(1))) == -1
    assert agreement("", packed(ink(1))) == -1
