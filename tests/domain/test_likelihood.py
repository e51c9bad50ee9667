"""The CTC forward algorithm against brute force over all paths."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.likelihood import log_likelihoods, per_character
from domain.pages import Frames

SYMBOLS = ("", "a", "b")


def frames_of(rows: list[tuple[float, float, float]]) -> Frames:
    return Frames(tuple(tuple(zip(SYMBOLS, np.array(row) / sum(row), strict=True)) for row in rows), floor=1e-12)


def brute_force(frames: Frames, text: str) -> float:
    total = 0.0
    for path in product(SYMBOLS, repeat=len(frames.steps)):
        collapsed = "".join(c for i, c in enumerate(path) if c and (i == 0 or c != path[i - 1]))
        if collapsed == text:
            total += float(np.prod([dict(step)[c] for step, c in zip(frames.steps, path, strict=True)]))
    return total


@settings(max_examples=40)
@given(st.lists(st.tuples(*[st.floats(0.05, 1.0)] * 3), min_size=1, max_size=5), st.text(alphabet="ab", max_size=3))
def test_equals_the_sum_over_all_paths(rows: list[tuple[float, float, float]], text: str) -> None:
    frames = frames_of(rows)
    assert np.exp(log_likelihoods(frames, [text])[0]) == pytest.approx(brute_force(frames, text), abs=1e-9)


def test_texts_of_different_length_score_together_as_alone() -> None:
    frames = frames_of([(0.2, 0.7, 0.1), (0.6, 0.2, 0.2), (0.1, 0.2, 0.7)])
    together = log_likelihoods(frames, ["a", "ab", "ba", ""])
    alone = [log_likelihoods(frames, [t])[0] for t in ["a", "ab", "ba", ""]]
    assert together == pytest.approx(alone)
    assert together.argmax() == 1


def test_a_character_never_seen_counts_with_the_floor() -> None:
    frames = Frames(((("a", 0.99),), (("a", 0.99),)), floor=1e-6)
    assert log_likelihoods(frames, ["x"])[0] < log_likelihoods(frames, ["a"])[0] - 10


def test_a_character_a_recogniser_is_blind_for_makes_no_text_likelier_or_less_likely() -> None:
    frames = Frames(((("汽", 0.9), ("", 0.1)), (("", 1.0),), (("大", 0.8), ("太", 0.2))), blind="一-")
    plain, stroke, dash, other = log_likelihoods(frames, ["汽大", "一汽大", "一汽-大", "汽太"])
    assert plain == stroke == dash > other


def test_without_strips_nothing_fits() -> None:
    assert per_character([], ["a"])[0] < -1e6
