"""What the reader of seal rings is tuned on: strips that say what stands beside them."""

from itertools import islice
from random import Random

import numpy as np
import pytest

from fixtures.fonts import FontMissingError, path_of
from training.rings import name, samples


@pytest.fixture(scope="module")
def fonts():
    try:
        return [path_of("song"), path_of("kai")]
    except FontMissingError as error:
        pytest.skip(str(error))


def test_a_seed_gives_the_same_strips_again(fonts):
    first, again, other = (list(islice(samples(seed, fonts), 6)) for seed in (1, 1, 2))
    assert [s.text for s in first] == [s.text for s in again] != [s.text for s in other]
    assert all(np.array_equal(a.strip, b.strip) for a, b in zip(first, again, strict=True))


def test_strips_are_lines_of_ink_on_paper_and_say_a_name_once_or_begin_it_anew(fonts):
    names = {name(Random(f"3/{n}")) for n in range(400)}
    for sample in islice(samples(3, fonts), 24):
        height, width, channels = sample.strip.shape
        assert channels == 3 and width > 2 * height and sample.strip.std() > 10
        assert any(sample.text.startswith(whole) and whole.startswith(sample.text[len(whole) :]) for whole in names)


def test_letters_of_a_name_cannot_be_guessed():
    names = [name(Random(f"n/{n}")) for n in range(400)]
    assert len(set(names)) > 395 and len({char for text in names for char in text}) > 1000
