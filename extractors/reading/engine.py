"""The small interface every OCR engine stands behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from domain.pages import Char, Frames
from domain.picture import Rgb

Quad = npt.NDArray[np.float32]
"""4 x 2 corner points in px: top left, top right, bottom right, bottom left of the writing."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """One line of writing as recognised: `chars` in step with `text`, `confidence` the mean over characters (0..1)."""

    text: str
    confidence: float
    chars: tuple[Char, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A recognised line and where it stands on the picture handed in."""

    recognition: Recognition
    quad: Quad


class Engine(Protocol):
    """An OCR engine. Pictures are H x W x 3, uint8, RGB."""

    @property
    def name(self) -> str:
        """Short stable name; `ocr:<name>` is the origin of its readings."""

    def version(self) -> str:
        """Everything that decides the reading: library, weights, runtime."""

    def read(self, picture: Rgb, quads: Sequence[Quad] | None = None) -> list[FoundLine]:
        """Detect and recognise all lines of a picture; `quads` when `detect` was asked already."""

    def detect(self, picture: Rgb, within: int | None = None) -> list[Quad]:
        """Where writing stands, without reading it; corners as they lie on the picture, whatever way up the writing is.

        `within`: px to which the longer side is reduced first, so that only large writing is found; None leaves the size to the engine.
        """

    def recognise(self, crops: Sequence[Rgb]) -> list[Recognition]:
        """Recognise pictures that hold one upright line each; one result per crop, in order."""

    def frames(self, crops: Sequence[Rgb]) -> list[Frames]:
        """The recogniser's raw frames of one-line pictures, for verifying a text (domain.likelihood). Empty for engines without."""

    def score(self, crop: Rgb, texts: Sequence[str]) -> list[float]:
        """log P(text | crop) of each text, natural logarithm; -1e9 where the engine cannot say."""
