"""Pages drawn here, and engines that behave badly on purpose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from domain.geometry import Box
from domain.pages import Char, Frames, Line
from domain.picture import Rgb
from extractors.reading.crops import upright_quad
from extractors.reading.engine import FoundLine, Quad, Recognition

WIDTH, HEIGHT, SIZE = 900, 1200, 30


@dataclass
class FakeEngine:
    """Finds `found` on every picture and reads every crop as the next of `readings`."""

    found: list[FoundLine] = field(default_factory=list)
    readings: list[str] = field(default_factory=list)
    scores: Callable[[str], float] = lambda text: 0.0
    crash: Exception | None = None
    asked: int = 0

    name = "fake"

    def version(self) -> str:
        return "fake 1"

    def detect(self, picture: Rgb, within: int | None = None) -> list[Quad]:
        if self.crash:
            raise self.crash
        return [line.quad for line in self.found]

    def read(self, picture: Rgb, quads: Sequence[Quad] | None = None) -> list[FoundLine]:
        return self.found

    def recognise(self, crops: Sequence[Rgb]) -> list[Recognition]:
        self.asked += len(crops)
        texts = [self.readings.pop(0) if self.readings else "" for _ in crops]
        return [reading(text) for text in texts]

    def frames(self, crops: Sequence[Rgb]) -> list[Frames]:
        return [Frames(()) for _ in crops]

    def score(self, crop: Rgb, texts: Sequence[str]) -> list[float]:
        return [self.scores(text) for text in texts]


def reading(text: str, confidence: float = 0.99) -> Recognition:
    count = max(1, len(text))
    return Recognition(
        text, confidence if text else 0.0, tuple(Char(c, i / count, (i + 1) / count, confidence) for i, c in enumerate(text))
    )


def found(text: str, x: float, y: float, width: float, height: float = 40) -> FoundLine:
    return FoundLine(reading(text), upright_quad(x, y, x + width, y + height))


def latin_font(size: int = SIZE) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def draw(
    texts: Sequence[tuple[str, int, int]], *, colour: tuple[int, int, int] = (0, 0, 0), size: int = SIZE
) -> tuple[Rgb, tuple[Line, ...]]:
    """A white page with texts at (x, y), and the same texts as a text layer."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen, font, words = ImageDraw.Draw(image), latin_font(size), []
    for text, x, y in texts:
        pen.text((x, y), text, fill=colour, font=font)
        words.append(
            word(text, pen.textbbox((x, y), text, font=font), [pen.textlength(text[: i + 1], font=font) for i in range(len(text))])
        )
    return np.asarray(image), tuple(words)


def word(text: str, box: Sequence[float], ends: Sequence[float]) -> Line:
    x0, y0, x1, y1 = box
    span = max(1.0, ends[-1])
    chars = tuple(Char(c, (ends[i - 1] if i else 0.0) / span, ends[i] / span) for i, c in enumerate(text))
    return Line(text, Box(x0 / WIDTH, (y0 - 3) / HEIGHT, x1 / WIDTH, (y1 + 3) / HEIGHT), "text-layer", chars=chars)
