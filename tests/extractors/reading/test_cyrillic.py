"""Letters the engine dropped, found by their ink and read by another: a double here, Tesseract itself in the slow ones."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from reading_doubles import FakeEngine

from domain.errors import FileProblemError
from domain.pages import Char
from domain.picture import Rgb
from extractors.reading.crops import upright_quad
from extractors.reading.cyrillic import with_cyrillic
from extractors.reading.engine import FoundLine, Recognition

LINE = upright_quad(20, 20, 580, 60)
FACE = ImageFont.truetype("DejaVuSans.ttf", 26)


def line(shown: str, *, dropped: str) -> tuple[Rgb, FoundLine]:
    """A picture of `shown`, and its reading by an engine that has no letters for `dropped`."""
    image = Image.new("RGB", (600, 80), "white")
    pen = ImageDraw.Draw(image)
    pen.text((24, 24), shown, fill="black", font=FACE)
    chars = []
    for i, char in enumerate(shown):
        start, stop = ((4 + pen.textlength(shown[:j], font=FACE)) / 560 for j in (i, i + 1))
        if char not in dropped:
            chars.append(Char(char, start, stop, 0.98))
    return np.asarray(image), FoundLine(Recognition("".join(c.text for c in chars), 0.98, tuple(chars)), LINE)


def read(shown: str, dropped: str, *readings: str, sure: float = 0.95) -> tuple[list[str], bool, FakeEngine]:
    picture, found = line(shown, dropped=dropped)
    reader = Placing(readings=list(readings), sure=sure)
    lines, unread = with_cyrillic(picture, [LINE], [found], reader)
    return [each.recognition.text for each in lines], unread, reader


class Placing(FakeEngine):
    """Spreads each reading over its crop as the writing is spread."""

    def __init__(self, readings: list[str], sure: float) -> None:
        super().__init__(readings=readings)
        self.sure = sure

    def recognise(self, crops: Sequence[Rgb]) -> list[Recognition]:
        made = []
        for crop, recognised in zip(crops, super().recognise(crops), strict=True):
            height, width = crop.shape[:2]
            scale = (height - 20) / 40  # the line of 40 px, enlarged, with 10 px of room round it
            ends = [10 + scale * FACE.getlength(recognised.text[:i]) for i in range(len(recognised.text) + 1)]
            made.append(Recognition(recognised.text, self.sure, tuple(Char(c, ends[i] / width, ends[i + 1] / width, self.sure) for i, c in enumerate(recognised.text))))
        return made


CYRILLIC = "ДжинскогулЦЛФБпртвбия"


def test_letters_that_were_dropped_are_read_by_the_other_engine() -> None:
    texts, unread, reader = read("ул. Дзержинского, д. 231", CYRILLIC, "ул. Дзержинского, д. 231")
    assert texts == ["ул. Дзержинского, д. 231"] and not unread and reader.asked == 1


def test_what_stands_before_a_full_width_colon_stays_as_it_was() -> None:
    texts, _, _ = read("ADDRESS： ул. Дзержинского", CYRILLIC, "ул. Дзержинского")
    assert texts == ["ADDRESS：ул. Дзержинского"]


def test_a_word_the_engine_has_letters_for_is_left_to_it() -> None:
    texts, _, _ = read("DAP Забайкальск", "Збйльк", "БАР Забайкальск")
    assert texts == ["DAP Забайкальск"]


def test_a_vin_beside_cyrillic_stays_character_by_character() -> None:
    texts, _, _ = read("LGXCE6CB3S0123456 двигатель", "двигтль", "16ХСЕ6СВЗ$0123456 двигатель")
    assert texts == ["LGXCE6CB3S0123456 двигатель"]


def test_a_vin_that_the_engine_half_read_is_not_made_whole_by_the_worse_one() -> None:
    texts, _, _ = read("LGXCE6CB3S0123456 двигатель", "двигтльGX", "LGXCE6CB3S0123458 двигатель")
    assert texts == ["LCE6CB3S0123456 двигатель"]


@pytest.mark.parametrize(
    ("answer", "sure"),
    [("", 0.95), ("DZERZHINSKOGO", 0.8), ("ул. Дзержинского", 0.4)],
    ids=["nothing", "perhaps Latin", "a guess"],
)
def test_what_the_reader_does_not_surely_read_stays_as_it_was(answer: str, sure: float) -> None:
    picture, found = line("K-ул. Дзержинского", dropped=CYRILLIC)
    lines, unread = with_cyrillic(picture, [LINE], [found], Placing([answer], sure))
    assert lines == [found] and not unread


def test_without_a_reader_the_letters_are_unread_and_said_to_be() -> None:
    picture, found = line("K-ул. Дзержинского", dropped=CYRILLIC)
    assert with_cyrillic(picture, [LINE], [found], None) == ([found], True)
    picture, found = line("No. 7 щщ", dropped="щ")
    assert with_cyrillic(picture, [LINE], [found], None) == ([found], False)  # may be a stroke of the pen


def test_a_reader_that_crashes_costs_only_its_reading() -> None:
    class Broken(FakeEngine):
        def recognise(self, crops: Sequence[Rgb]) -> list[Recognition]:
            raise FileProblemError("crashed", "ocr-failed", "Tesseract failed.")

    picture, found = line("K-ул. Дзержинского", dropped=CYRILLIC)
    assert with_cyrillic(picture, [LINE], [found], Broken()) == ([found], False)


def test_latin_that_was_half_read_is_taken_where_the_other_engine_is_quite_sure() -> None:
    texts, unread, _ = read("1. Chery Automobile Co., Ltd.", "utmobi", "1. Chery Automobile Co., Ltd.")
    assert texts == ["1. Chery Automobile Co., Ltd."] and not unread


def test_on_a_page_with_cyrillic_doubtful_latin_may_be_look_alikes() -> None:
    picture, known = line("ул. Дзержинского, д. 231", dropped=CYRILLIC)
    other, doubtful = line("OOO TexHo", dropped="")
    doubtful = FoundLine(Recognition(doubtful.recognition.text, 0.8, doubtful.recognition.chars), LINE + np.float32([0, 80]))
    both = np.concatenate([picture, other])
    lines, _ = with_cyrillic(both, [LINE, doubtful.quad], [known, doubtful], Placing(["ул. Дзержинского, д. 231", "ООО Техно"], 0.95))
    assert [each.recognition.text for each in lines] == ["ул. Дзержинского, д. 231", "ООО Техно"]
    alone, _ = with_cyrillic(both, [doubtful.quad], [doubtful], Placing(["ООО Техно"], 0.95))
    assert alone == [doubtful]


@pytest.mark.parametrize("shown", ["No. 2026-015 of 4 May", "Toyota (Cambodia) Co., Ltd.", "1,234.00", "WMW MOTOR WORKSHOP"])
def test_a_line_that_was_read_whole_asks_nobody(shown: str) -> None:
    texts, unread, reader = read(shown, "")
    assert texts == [shown] and not unread and reader.asked == 0


def test_a_place_where_nothing_was_recognised_may_be_cyrillic() -> None:
    picture, _ = line("Дилерский центр", dropped="")
    lines, unread = with_cyrillic(picture, [LINE], [], FakeEngine(readings=["Дилерский центр"]))
    assert [each.recognition.text for each in lines] == ["Дилерский центр"] and not unread
    assert with_cyrillic(picture, [LINE], [], None) == ([], False)  # a smudge is no writing that was missed


def test_a_rule_of_the_form_under_a_line_is_no_dropped_letter() -> None:
    image = Image.new("RGB", (600, 80), "white")
    pen = ImageDraw.Draw(image)
    pen.text((24, 24), "Name", fill="black", font=FACE)
    pen.line((100, 54, 560, 54), fill="black", width=2)
    found = FoundLine(Recognition("Name", 0.99, tuple(Char(c, (4 + 18 * i) / 560, (22 + 18 * i) / 560, 0.99) for i, c in enumerate("Name"))), LINE)
    assert with_cyrillic(np.asarray(image), [LINE], [found], FakeEngine(readings=["ж"])) == ([found], False)


@pytest.mark.slow
def test_tesseract_reads_what_ppocr_drops() -> None:
    program = shutil.which("tesseract")
    if not program or "rus" not in subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=True).stdout.split():
        pytest.skip("tesseract is not installed with its Russian data")
    from extractors.reading.picture import red_channel
    from extractors.reading.ppocr import PpOcr
    from extractors.reading.tesseract import RUSSIAN, Tesseract

    image = Image.new("RGB", (900, 260), "white")
    for row, text in enumerate(("ООО «Хавейл Сервис Юг»", "г. Краснодар, ул. Дзержинского, д. 231", "VIN LGXCE6CB3S0123456")):
        ImageDraw.Draw(image).text((40, 30 + 70 * row), text, fill="black", font=FACE)
    picture = red_channel(np.asarray(image))
    engine = PpOcr()
    quads = engine.detect(picture)
    lines, unread = with_cyrillic(picture, quads, engine.read(picture, quads), Tesseract(languages=RUSSIAN))
    texts = [each.recognition.text for each in sorted(lines, key=lambda each: float(each.quad[0][1]))]
    assert texts[0].replace(" ", "") == "ООО«ХавейлСервисЮг»" and "Дзержинского" in texts[1] and "LGXCE6CB3S0123456" in texts[2] and not unread
