import pytest

from domain.naming import begins_with_place, breaks_a_word, in_words, repaired

NAME = "东风柳州汽车有限公司"


def test_words_of_a_name_are_counted_once() -> None:
    assert in_words(NAME) == 8
    assert in_words("新能源汽车有限公司") == 9
    assert in_words("吉利") == 0


@pytest.mark.parametrize(("read", "meant"), [("东风汽年有限公司", "东风汽车有限公司"), ("东风汽车有限公", "东风汽车有限公司"), ("东风重型汽车有服责任公司", "东风重型汽车有限责任公司")])
def test_a_broken_word_is_mended(read: str, meant: str) -> None:
    assert meant in repaired(read)


def test_a_whole_name_is_not_mended_into_itself() -> None:
    assert NAME not in repaired(NAME)


@pytest.mark.parametrize(
    ("other", "broken"),
    [
        ("东风柳州汽军有限公司", True), ("东风柳州汽有限公司", True), ("东风柳州汽风车有限公司", True),
        ("东凤柳州汽车有限公司", False), ("东风桃州汽车有限公司", False), ("东风徐州汽车有限公司", False), ("东风柳州货车有限公司", False),
        ("东风柳州有限公司", False), ("东风柳州汽车销售有限公司", False), (NAME, False),
    ],
)  # fmt: skip
def test_only_what_nobody_is_called_breaks_a_word(other: str, broken: bool) -> None:
    assert breaks_a_word(NAME, other) is broken


def test_names_begin_with_places() -> None:
    assert begins_with_place("柳州五菱汽车工业有限公司") and not begins_with_place("五菱柳州汽车有限公司")
