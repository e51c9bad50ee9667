"""Pages before they are read: a picture, and the words a PDF or OFD carries beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from domain.pages import Line

Rgb = npt.NDArray[np.uint8]
"""H x W x 3, uint8, RGB, px."""
Grey = npt.NDArray[np.uint8]
"""H x W, uint8, px."""


SCAN_SHARE = 0.8
"""Share of the page under pictures from which the page is a scan, and embedded words are taken for an OCR layer."""


@dataclass(frozen=True, slots=True)
class RawPage:
    """One page as opened, EXIF orientation and /Rotate applied.

    `picture`: H x W x 3, uint8, RGB. `words`: the embedded text as lines in shares of the picture, split at wide gaps so that a table
    row gives one line per cell (`origin` "text-layer", with `chars`); None when the format has no text layer, empty when it has none
    here. `unpainted`: embedded text that the file itself does not paint (an OCR layer, mostly). `without_text`: the same picture without the
    page's own text; None where nobody drew it. `image_share`: share of the page covered by embedded pictures (a scan in a PDF is near 1).
    `dpi`: None when unknown. `number` counts from 1. `problems`: stable codes of what is wrong with this page alone.
    """

    number: int
    picture: Rgb
    words: tuple[Line, ...] | None = None
    image_share: float = 0.0
    dpi: float | None = None
    problems: tuple[str, ...] = ()
    unpainted: tuple[Line, ...] = ()
    without_text: Rgb | None = None
