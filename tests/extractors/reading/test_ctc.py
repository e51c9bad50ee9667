import numpy as np
import pytest

from domain.likelihood import log_likelihoods
from extractors.reading.ctc import decode, restricted, sparse

ALPHABET = ("", "A", "B", "8", "中", " ")
INDEX = {c: i for i, c in enumerate(ALPHABET) if c}


def frames(best, rival=None, share=0.9):
    """T x C with `share` on the best class and the rest on its rival (blank when there is none)."""
    matrix = np.full((len(best), len(ALPHABET)), 1e-9, np.float32)
    for t, text in enumerate(best):
        matrix[t, INDEX.get(text, 0)] += share
        matrix[t, INDEX.get((rival or {}).get(t, ""), 0)] += 1 - share
    return matrix


def test_repeats_merge_and_blanks_part():
    assert decode(frames(["A", "A", "", "A", "B", ""]), ALPHABET, 6).text == "AAB"


def test_nothing_but_blanks_is_an_empty_reading():
    read = decode(frames(["", "", ""]), ALPHABET, 3)
    assert (read.text, read.confidence, read.chars) == ("", 0.0, ())


def test_padding_is_not_read():
    assert decode(frames(["A", "", "B", "8"]), ALPHABET, 2).text == "A"


def test_every_character_has_its_place_and_they_do_not_overlap():
    read = decode(frames(["", "中", "", "", "B", "", "8", ""]), ALPHABET, 8)
    assert [c.text for c in read.chars] == list("中B8")
    assert [c.start <= centre / 8 <= c.stop for c, centre in zip(read.chars, (1.5, 4.5, 6.5), strict=True)] == [True] * 3
    assert all(a.stop <= b.start + 1e-6 for a, b in zip(read.chars, read.chars[1:], strict=False))
    assert read.chars[0].start >= 0 and read.chars[-1].stop <= 1


def test_a_runner_up_is_named_but_never_the_blank():
    read = decode(frames(["B", "", "A"], rival={0: "8"}, share=0.6), ALPHABET, 3)
    assert (read.chars[0].rival, read.chars[0].rival_confidence) == ("8", pytest.approx(0.4, abs=1e-3))
    assert read.chars[1].rival_confidence < 0.01
    assert read.confidence == pytest.approx(0.6, abs=1e-3)


def test_sparse_and_restricted_frames_score_alike():
    matrix = frames(["B", "", "A", "", "8"], rival={0: "8", 4: "B"}, share=0.7)
    texts = ["BA8", "8A8", "BAB", "中"]
    by_sparse = log_likelihoods(sparse(matrix, ALPHABET, 5), texts)
    by_restricted = log_likelihoods(restricted(matrix, INDEX, texts, 5), texts)
    assert by_sparse[:3] == pytest.approx(by_restricted[:3], abs=1e-3)
    assert list(np.argsort(-by_restricted))[0] == 0 and by_restricted[3] < -10


def test_a_text_the_alphabet_lacks_is_impossible_not_an_error():
    assert log_likelihoods(restricted(frames(["A"]), INDEX, ["A", "龘"], 1), ["A", "龘"])[1] < -10
