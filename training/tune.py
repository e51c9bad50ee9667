"""Tunes PP-OCR's recogniser on strips of seal rings.

    python -m training.tune FONTS... [--strips N] [--seed N] [--to FILE]

FONTS: .otf/.ttf files the stamps are drawn in. Everything but the last layer learns, so that its classes keep their meaning; what comes out are
the changes of its weights, by their names in the model (`extractors/reading/ppocr.py` adds them). On two cores 25,000 strips take about an hour.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnx
import onnx.utils
import onnx2torch
import torch
from onnx import helper, numpy_helper

from extractors.reading.ppocr import HEIGHT, STRIDE
from extractors.reading.weights import PP_OCR_V6, STEP
from training.rings import Sample, samples

_GREY = 128  # what a line's picture is filled up with
_ROW = 16  # values from which a row of a tensor is stored in steps of its own
_BATCH, _POOL = 12, 144  # strips learnt from at once; strips sorted by width before they are dealt out
_RIVALS = 3000  # classes drawn by lot that those of a batch compete with
_RATE, _WARM_UP, _AVERAGED = 4e-4, 60, 0.995  # learning rate at its highest, steps to it, share of the mean of the weights that a step keeps
_WORST = 8.0  # nats a character from which a strip that cannot be read teaches no more


def recogniser() -> tuple[onnx.ModelProto, Trainable]:
    """The model as ONNX, and all of it but the last layer to be trained."""
    model = onnx.load(PP_OCR_V6.path(PP_OCR_V6.recogniser))
    given = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    for node in model.graph.node:
        _explicit_padding(node)
    last = [node for node in model.graph.node if node.op_type == "MatMul"][-1]
    bias = next(node for node in model.graph.node if node.op_type == "Add" and last.output[0] in node.input)
    weights, offset = (given[next(name for name in node.input if name in given)] for node in (last, bias))
    body = onnx2torch.convert(onnx.utils.Extractor(model).extract_model(["x"], [next(n for n in last.input if n not in given)])).eval()
    return model, Trainable(body, given, torch.from_numpy(weights.copy()), torch.from_numpy(offset.copy()))


def _explicit_padding(node: onnx.NodeProto) -> None:
    """`SAME_UPPER` of a step of one, spelt out: onnx2torch knows no other."""
    attributes = {a.name: a for a in node.attribute}
    if "auto_pad" in attributes and attributes["auto_pad"].s == b"SAME_UPPER":
        total = [size - 1 for size in attributes["kernel_shape"].ints]
        kept = [a for a in node.attribute if a.name not in ("auto_pad", "pads")]
        del node.attribute[:]
        node.attribute.extend([*kept, helper.make_attribute("pads", [t // 2 for t in total] + [t - t // 2 for t in total])])


class Trainable:
    """All but the last layer as a module and which of its tensors is which initializer of the model; the last layer (120 x classes) stays."""

    def __init__(self, module: Any, given: dict[str, Any], weights: torch.Tensor, offset: torch.Tensor) -> None:
        self.module, self.given, self.weights, self.offset = module, given, weights, offset
        self.tensors: dict[str, torch.nn.Parameter] = {}
        wanted: dict[bytes, list[str]] = {}
        for name, value in given.items():
            if value.dtype == np.float32 and value.size > 1:
                wanted.setdefault(_key(value), []).append(name)
        held = [(m, k, t) for m in module.modules() for kind in (m._parameters, m._buffers) for k, t in kind.items() if t is not None]
        for owner, key, tensor in held:
            names = wanted.get(_key(tensor.detach().numpy()), [])
            if len(names) != 1 or "running" in key:
                if isinstance(tensor, torch.nn.Parameter):
                    tensor.requires_grad_(False)
                continue
            parameter = torch.nn.Parameter(tensor.detach().clone())
            owner._buffers.pop(key, None)
            owner._parameters[key] = parameter
            self.tensors[names[0]] = parameter

    def changes(self, values: dict[str, torch.Tensor]) -> dict[str, Any]:
        """What is to be added to the model's own tensors, in steps of its own for every row: int8, and the steps as float32."""
        found: dict[str, Any] = {}
        for name, value in values.items():
            change = value.numpy() - self.given[name]
            rows = tuple(range(1, change.ndim)) if change[0].size >= _ROW else None
            step = np.maximum(np.abs(change).max(axis=rows, keepdims=True), 1e-9) / 127
            found[name], found[f"{name}{STEP}"] = np.round(change / step).astype(np.int8), step.astype(np.float32)
        return found


def _key(value: Any) -> bytes:
    return str(value.shape).encode() + np.ascontiguousarray(value).tobytes()


class _Strips(torch.utils.data.IterableDataset):  # type: ignore[misc]
    """Batches of strips of like width, drawn by the worker that is asked."""

    def __init__(self, fonts: Sequence[Path], index: dict[str, int], seed: int) -> None:
        self.fonts, self.index, self.seed = fonts, index, seed

    def __iter__(self) -> Iterator[tuple[torch.Tensor, list[int], list[list[int]]]]:
        cv2.setNumThreads(1)
        torch.set_num_threads(1)
        worker = torch.utils.data.get_worker_info()
        own = worker.id if worker else 0
        rng = random.Random(f"order/{self.seed}/{own}")
        stream = (s for s in samples(self.seed * 1000 + own, self.fonts) if set(s.text) <= self.index.keys() and _fits(s))
        while True:
            pool = sorted((next(stream) for _ in range(_POOL)), key=lambda s: s.strip.shape[1])
            batches = [pool[i : i + _BATCH] for i in range(0, _POOL, _BATCH)]
            rng.shuffle(batches)
            for batch in batches:
                yield as_batch(batch, self.index)


def _width(sample: Sample) -> int:
    height, width = sample.strip.shape[:2]
    return max(STRIDE, round(int(width) * HEIGHT / int(height)))


def _fits(sample: Sample) -> bool:
    repeats = sum(a == b for a, b in zip(sample.text, sample.text[1:], strict=False))
    return len(sample.text) + repeats <= _width(sample) // STRIDE and _width(sample) <= 1280


def as_batch(batch: Sequence[Sample], index: dict[str, int]) -> tuple[torch.Tensor, list[int], list[list[int]]]:
    """Pictures (N x 3 x 48 x W, -1..1, BGR), their frames, their classes."""
    widths = [_width(s) for s in batch]
    whole = -(-max(widths) // 32) * 32
    lines = np.full((len(batch), HEIGHT, whole, 3), _GREY, np.uint8)
    for line, sample, width in zip(lines, batch, widths, strict=True):
        line[:, :width] = cv2.resize(sample.strip, (width, HEIGHT), interpolation=cv2.INTER_LINEAR)
    pictures = torch.from_numpy(np.ascontiguousarray(lines[..., ::-1].transpose(0, 3, 1, 2)).astype(np.float32) / 127.5 - 1)
    return pictures, [max(1, width // STRIDE) for width in widths], [[index[char] for char in s.text] for s in batch]


def loss_of(trainable: Trainable, batch: tuple[torch.Tensor, list[int], list[list[int]]], chance: np.random.Generator) -> tuple[torch.Tensor, float]:
    """Mean CTC loss a character, and the share of strips read exactly; among the classes of the batch and others drawn by lot."""
    pictures, frames, classes = batch
    every = len(trainable.offset)
    among = np.unique([0, *(c for text in classes for c in text), *chance.choice(every, _RIVALS, replace=False)])
    place = {int(c): i for i, c in enumerate(among)}
    targets = [[place[c] for c in text] for text in classes]
    with torch.autocast("cpu", torch.bfloat16):
        features = trainable.module(pictures)
    scores = torch.log_softmax(features.float() @ trainable.weights[:, among] + trainable.offset[among], 2)
    sizes = torch.tensor([len(text) for text in targets])
    flat = torch.tensor([c for text in targets for c in text])
    each = torch.nn.functional.ctc_loss(scores.permute(1, 0, 2), flat, torch.tensor(frames), sizes, reduction="none", zero_infinity=True)
    best = scores.detach().argmax(2)
    exact = sum(_path(row[:count].tolist()) == text for row, count, text in zip(best, frames, targets, strict=True))
    return (each / sizes).clamp(max=_WORST).mean(), exact / len(targets)


def _path(steps: Sequence[int]) -> list[int]:
    return [c for c, before in zip(steps, (0, *steps), strict=False) if c and c != before]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fonts", nargs="+", type=Path)
    parser.add_argument("--strips", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--to", type=Path, default=Path("seal_rings.npz"))
    parser.add_argument("--minutes", type=float, default=math.inf, help="end early, with the rate run down")
    given = parser.parse_args()
    model, trainable = recogniser()
    entry = next(p.value for p in model.metadata_props if p.key == "character")
    characters = ("", *entry.splitlines(), " ")
    index = {char: i for i, char in enumerate(characters) if char}
    torch.manual_seed(given.seed)
    chance = np.random.default_rng(given.seed)
    loader = torch.utils.data.DataLoader(_Strips(given.fonts, index, given.seed), batch_size=None, num_workers=1, prefetch_factor=48)
    parameters = list(trainable.tensors.values())
    optimiser = torch.optim.AdamW(parameters, lr=_RATE, weight_decay=0.0)
    mean = {name: tensor.detach().clone() for name, tensor in trainable.tensors.items()}
    steps, start, recent = given.strips // _BATCH, time.monotonic(), [0.0, 0.0]
    for step, batch in enumerate(loader):
        done = max(step / steps, (time.monotonic() - start) / 60 / given.minutes)
        if done >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = _RATE * min(1.0, (step + 1) / _WARM_UP) * (0.5 + 0.5 * math.cos(math.pi * done))
        loss, exact = loss_of(trainable, batch, chance)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 2.0)
        optimiser.step()
        keep = min(_AVERAGED, step / (step + 10))
        with torch.no_grad():
            for name, tensor in trainable.tensors.items():
                mean[name].mul_(keep).add_(tensor, alpha=1 - keep)
        recent = [0.97 * recent[0] + 0.03 * float(loss), 0.97 * recent[1] + 0.03 * exact]
        if step % 50 == 49:
            weight = 1 - 0.97 ** (step + 1)
            sys.stderr.write(f"{step + 1} of {steps}, {(time.monotonic() - start) / 60:.1f} min: {recent[0] / weight:.3f} a character, {recent[1] / weight:.1%} exact\n")
            np.savez_compressed(given.to, **trainable.changes(mean))
    np.savez_compressed(given.to, **trainable.changes(mean))


if __name__ == "__main__":
    main()
