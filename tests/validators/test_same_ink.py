"""SEAL-005: the same ink twice; and parts of a cross-page seal beside a whole one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import MAKER, VIN, VIN2, dossier, letter, reading, run, seal

from domain.dossier import Dossier
from domain.findings import Status
from domain.geometry import Box
from domain.impressions import SIDE, UNSEEN, packed
from domain.pages import FileReading, Line, Outcome, Page, PlacedSeal, Seal, SealKind, VinReading
from validators.impressions import same_ink
from validators.sealing import others_than_exporter

WORDS = "兹证明我公司生产的下列车辆出口后由当地服务网点提供维修和备件供应"


def ink(seed: int) -> str:
    return packed(np.random.default_rng(seed).integers(0, UNSEEN, (SIDE, SIDE)).astype(np.uint8))


def sealed_file(path: str, vin: str, impression: str, words: str = WORDS, outcome: Outcome = Outcome.READ) -> FileReading:
    stamp = Seal(MAKER, SealKind.OFFICIAL, "round", "red", Box(0.6, 0.8, 0.8, 0.9), 0.95, signs=(), impression=impression)
    line = Line(words + vin, Box(0.1, 0.2, 0.9, 0.22), "ocr:test")
    found = VinReading(vin, vin, "read", Box(0.5, 0.3, 0.8, 0.32), "ocr:test")
    return replace(reading(path, outcome), pages=(Page(path, 1, (line,), (stamp,), (found,)),))


def checked(*files: FileReading) -> Dossier:
    first = files[0].pages[0]
    placed = PlacedSeal(first.seals[0], first.place(first.seals[0].box), by_signature=True)
    return dossier(letter(seals=(placed,)), files=files)


@pytest.mark.usefixtures("plain_seals")
def test_one_seal_on_two_letters_is_reviewed() -> None:
    found = run("SEAL-005", checked(sealed_file("a.pdf", VIN, ink(1)), sealed_file("b.pdf", VIN2, ink(1))))
    assert [(f.reason, f.status, f.found) for f in found] == [("same-ink", Status.REVIEW, "b.pdf:1")]


@pytest.mark.usefixtures("plain_seals")
@pytest.mark.parametrize(
    "other",
    [
        sealed_file("b.pdf", VIN2, ink(2)),  # another impression
        sealed_file("b.pdf", VIN, ink(1)),  # the same sheet, scanned again
        sealed_file("b.pdf", VIN2, ink(1), outcome=Outcome.DUPLICATE),
        sealed_file("b.pdf", VIN2, ""),
    ],
)
def test_no_sign_without_a_second_sheet_that_bears_the_same_ink(other: FileReading) -> None:
    assert [f.reason for f in run("SEAL-005", checked(sealed_file("a.pdf", VIN, ink(1)), other))] == ["no-signs"]


def test_another_text_is_another_sheet() -> None:
    files = sealed_file("a.pdf", VIN, ink(1)), sealed_file("b.pdf", VIN, ink(1), "甲乙双方签订本合同并约定车辆价格与付款方式如下")
    case = checked(*files)
    page = files[0].pages[0]
    assert len(same_ink(case, PlacedSeal(page.seals[0], page.place(page.seals[0].box)))) == 1


def test_parts_of_a_cross_page_seal_do_not_count_beside_a_whole_one() -> None:
    whole, part = seal(), seal("", SealKind.UNKNOWN)
    part = replace(part, seal=replace(part.seal, shape="cross_page"))
    assert others_than_exporter(dossier(), (part, whole), MAKER) == (whole,)
    assert others_than_exporter(dossier(), (part,), MAKER) == (part,)
