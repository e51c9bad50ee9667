"""Tesseract behind the engine interface: selectable, and the reader of Cyrillic where it is installed. It gives no frames, so it can verify
nothing."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import numpy as np

from domain.errors import DependencyMissingError, FileProblemError
from domain.pages import Char, Frames
from domain.picture import Rgb
from domain.text import has_han
from extractors.reading.crops import upright_quad
from extractors.reading.engine import FoundLine, Quad, Recognition

_PAGE, _LINE = "--psm 3", "--psm 7"
CHINESE, RUSSIAN = ("chi_sim", "eng"), ("rus", "eng")
_CURE = "Install it with its languages: apt-get install tesseract-ocr {}, and pip install pytesseract"
_IMPOSSIBLE = -1e9


class Tesseract:
    """`timeout`: seconds for one picture, after which the program is killed. Raises DependencyMissingError when it, or the data of one of
    its `languages`, is not installed."""

    def __init__(self, timeout: float = 60.0, languages: Sequence[str] = CHINESE) -> None:
        self._timeout = timeout
        self._languages = languages
        cure = _CURE.format(" ".join(f"tesseract-ocr-{language.replace('_', '-')}" for language in languages))
        try:
            import pytesseract
        except ImportError as error:
            raise DependencyMissingError("The OCR engine Tesseract was chosen, but pytesseract is not installed.", cure) from error
        self._pytesseract: Any = pytesseract
        # Its threads wait for one another on a line of writing: four times slower when the cores are taken.
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        try:
            self._version = str(pytesseract.get_tesseract_version())
            missing = set(languages) - set(pytesseract.get_languages())
        except (pytesseract.TesseractNotFoundError, pytesseract.TesseractError, OSError) as error:
            raise DependencyMissingError("The OCR engine Tesseract was chosen, but its program is not installed.", cure) from error
        if missing:
            raise DependencyMissingError(f"Tesseract has no language data for {', '.join(sorted(missing))}.", cure)

    @property
    def name(self) -> str:
        return "tesseract" if self._languages == CHINESE else f"tesseract-{self._languages[0]}"

    def version(self) -> str:
        return f"tesseract {self._version} {'+'.join(self._languages)}"

    def detect(self, picture: Rgb, within: int | None = None) -> list[Quad]:
        import cv2

        height, width = picture.shape[:2]
        scale = min(1.0, within / max(height, width)) if within else 1.0
        if scale == 1:
            return [line.quad for line in self.read(picture)]
        small = cv2.resize(picture, (max(1, round(width * scale)), max(1, round(height * scale))), interpolation=cv2.INTER_AREA)
        return [np.asarray(line.quad / scale, np.float32) for line in self.read(np.asarray(small, np.uint8))]

    def read(self, picture: Rgb, quads: Sequence[Quad] | None = None) -> list[FoundLine]:
        """Its own layout decides where lines stand; `quads` are not used."""
        data = self._data(picture, _PAGE)
        lines: dict[tuple[int, int, int], list[int]] = {}
        for i, text in enumerate(data["text"]):
            if str(text).strip():
                lines.setdefault((data["block_num"][i], data["par_num"][i], data["line_num"][i]), []).append(i)
        found = []
        for words in lines.values():
            x0, y0 = min(data["left"][i] for i in words), min(data["top"][i] for i in words)
            x1, y1 = max(data["left"][i] + data["width"][i] for i in words), max(data["top"][i] + data["height"][i] for i in words)
            found.append(FoundLine(_recognition(data, words, x0, x1), upright_quad(x0, y0, x1, y1)))
        return found

    def recognise(self, crops: Sequence[Rgb]) -> list[Recognition]:
        results = []
        for crop in crops:
            padded = np.pad(crop, ((8, 8), (8, 8), (0, 0)), mode="edge")
            data = self._data(padded, _LINE)
            words = [i for i, text in enumerate(data["text"]) if str(text).strip()]
            results.append(_recognition(data, words, 8, 8 + crop.shape[1]) if words else Recognition("", 0.0))
        return results

    def frames(self, crops: Sequence[Rgb]) -> list[Frames]:
        return [Frames(()) for _ in crops]

    def score(self, crop: Rgb, texts: Sequence[str]) -> list[float]:
        return [_IMPOSSIBLE] * len(texts)

    def _data(self, picture: Rgb, mode: str) -> dict[str, list[Any]]:
        from PIL import Image

        try:
            data: dict[str, list[Any]] = self._pytesseract.image_to_data(
                Image.fromarray(picture),
                lang="+".join(self._languages),
                config=mode,
                timeout=self._timeout,
                output_type=self._pytesseract.Output.DICT,
            )
        except RuntimeError as error:  # pytesseract's word for a timeout; TesseractError is one too
            if isinstance(error, self._pytesseract.TesseractError):
                raise FileProblemError("crashed", "ocr-failed", f"Tesseract failed: {str(error)[:200]}") from error
            raise FileProblemError("timeout", "ocr-timeout", f"Tesseract took longer than {self._timeout:g} s for one picture.") from error
        return data


def _recognition(data: dict[str, list[Any]], words: Sequence[int], x0: float, x1: float) -> Recognition:
    """Words of one line joined; no blank beside Chinese. Characters share their word's width equally."""
    chars: list[Char] = []
    span = max(1.0, x1 - x0)
    for i in words:
        text, left, width = str(data["text"][i]), float(data["left"][i]), float(data["width"][i])
        confidence = max(0.0, float(data["conf"][i])) / 100
        if chars and not has_han(chars[-1].text + text[0]):
            chars.append(Char(" ", chars[-1].stop, max(chars[-1].stop, _share(left - x0, span)), confidence))
        step = width / len(text)
        chars += [
            Char(c, _share(left - x0 + k * step, span), _share(left - x0 + (k + 1) * step, span), round(confidence, 4))
            for k, c in enumerate(text)
        ]
    return Recognition("".join(c.text for c in chars), round(float(np.mean([c.confidence for c in chars])), 4), tuple(chars))


def _share(offset: float, span: float) -> float:
    return round(min(1.0, max(0.0, offset / span)), 4)
