from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from domain.errors import FileProblemError
from domain.pages import Outcome
from pipeline.ingest import problems
from pipeline.ingest.limits import Limits
from pipeline.ingest.opening import open_pages, read_limited
from pipeline.ingest.problems import CATALOGUE, outcome_of, refusal
from pipeline.ingest.sniff import sniff

_SOURCES = Path(problems.__file__).parent


@pytest.mark.parametrize(
    ("data", "outcome", "problem"),
    [
        (b"", "empty", "empty"),
        (b"hello", "unsupported", "unsupported-type"),
        (b"PK\x05\x06" + bytes(18), "unsupported", "archive-unsupported"),
        (b"Rar!\x1a\x07\x00", "unsupported", "archive-unsupported"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "unsupported", "office-document"),
        (b"GIF89a", "unsupported", "unsupported-type"),
    ],
)
def test_what_is_no_document_is_refused_with_its_reason(data: bytes, outcome: str, problem: str) -> None:
    with pytest.raises(FileProblemError) as caught:
        list(open_pages(data, sniff(data), Limits()))
    assert (caught.value.outcome, caught.value.problem) == (outcome, problem)
    assert caught.value.sentence and caught.value.cure


def test_reading_is_bounded_and_never_follows_a_link(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 11)
    assert read_limited(path, Limits(file_bytes=11)) == b"x" * 11
    for limits, problem in ((Limits(file_bytes=10), "file-too-large"), (Limits(), "unreadable")):
        target = path if problem == "file-too-large" else tmp_path / "missing"
        with pytest.raises(FileProblemError) as caught:
            read_limited(target, limits)
        assert caught.value.problem == problem
    (tmp_path / "empty").touch()
    with pytest.raises(FileProblemError) as caught:
        read_limited(tmp_path / "empty", Limits())
    assert caught.value.outcome == "empty"
    if hasattr(os, "O_NOFOLLOW"):
        (tmp_path / "link").symlink_to(path)
        with pytest.raises(FileProblemError) as caught:
            read_limited(tmp_path / "link", Limits())
        assert caught.value.problem == "unreadable"


def test_every_problem_has_both_languages_and_a_cure() -> None:
    for code, entry in CATALOGUE.items():
        assert re.fullmatch(r"[a-z0-9-]+", code)
        for text in (entry.sentence, entry.cure):
            assert text.en.endswith(".") and text.zh.endswith("。"), code
            assert any("一" <= c <= "鿿" for c in text.zh), code


def test_every_code_that_is_used_is_in_the_catalogue() -> None:
    """Codes are literals in the sources; each must have its words, and each word its use."""
    used = set()
    for source in _SOURCES.glob("*.py"):
        text = source.read_text(encoding="utf-8")
        used |= set(
            re.findall(r'(?:refusal\(|PageFailure\(\w+, |Member\([^)\n]*, None, |Unpacked\([^)\n]*, None, |problem = )"([a-z0-9-]+)"', text)
        )
        used |= set(re.findall(r'problems\.(?:add|append)\("([a-z0-9-]+)"\)', text))
    assert len(used) > 20
    assert used <= set(CATALOGUE)


@pytest.mark.parametrize(
    ("codes", "pages", "outcome"),
    [
        ([], 3, Outcome.READ),
        (["text-invisible", "active-content"], 1, Outcome.READ),
        (["page-damaged"], 2, Outcome.PARTIAL),
        (["truncated", "repaired"], 1, Outcome.PARTIAL),
        (["page-damaged"], 0, Outcome.REJECTED),
        (["not-drawn"], 1, Outcome.PARTIAL),
    ],
)
def test_a_file_is_read_only_when_nothing_of_it_is_missing(codes: list[str], pages: int, outcome: Outcome) -> None:
    assert outcome_of(codes, pages) is outcome


def test_a_refusal_is_never_called_read() -> None:
    for code in CATALOGUE:
        assert refusal(code).outcome not in ("read", "partial")
