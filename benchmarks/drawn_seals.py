"""Pages with seals of another make than the fixtures': other proportions, rings, letters, ink and wear, drawn anew for every seed.

    python -m benchmarks.drawn_seals FOLDER [--seed N] [--count N]

Writes pictures and their truth, seal.jsonl, for `python -m benchmarks.seals FOLDER`.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from fixtures.canvas import Sheet
from fixtures.fonts import pil_font
from fixtures.media import Photo, Scan, jpeg, photographed, scanned
from fixtures.raster import render

Float = npt.NDArray[np.float32]
_UNIT = 20  # px per mm while drawing
_FACES = ("song", "serif", "serif-bold", "hei", "sans", "kai", "wenkai-bold", "micro")
_PLACES = (
    "北京", "上海", "天津", "重庆", "广东", "浙江", "江苏", "山东", "湖北", "河南", "四川", "陕西", "沈阳", "长春", "武汉", "合肥", "芜湖", "柳州",
    "济南", "青岛", "宁波", "杭州", "保定", "郑州", "厦门", "南京",
)  # fmt: skip
_WORDS = (
    "远航", "华泰", "金龙", "瑞驰", "中兴", "东方", "天元", "恒达", "永盛", "新源", "神驹", "骏捷", "凌云", "飞腾", "长丰", "众泰", "宏图", "北奔",
    "红岩", "福田", "三环", "九龙", "黄海", "海马", "猎豹", "大运", "亚星", "一拖", "一汽",
)  # fmt: skip
_TRADES = ("汽车", "汽车制造", "汽车工业", "客车", "商用车", "重型汽车", "新能源汽车", "专用汽车", "汽车集团", "重工机械", "乘用车")
_FORMS = ("有限公司", "有限公司", "有限公司", "股份有限公司", "有限责任公司")
_SPECIAL = {
    "contract": ("合同专用章", "合同专用章(1)"), "finance": ("财务专用章",), "invoice": ("发票专用章",), "business": ("业务专用章",),
    "other_special": ("售后服务专用章", "报关专用章", "质量检验专用章", "销售部", "技术专用章", "投标专用章"),
}  # fmt: skip
_MEDIA = ("scan100", "scan150", "scan150", "scan200", "scan200", "scan200", "scan300", "photo", "photo", "photo", "grey200")
_INKS = ((205, 32, 40), (214, 58, 44), (188, 28, 62), (226, 70, 70), (170, 30, 40), (200, 20, 90))


@dataclass(frozen=True, slots=True)
class Look:
    """One stamp's make: all lengths in shares of the outer radius, angles in degrees."""

    ratio: float
    ring: float
    second_ring: bool
    letter: float
    gap: float
    spread: float
    width: float
    star: float
    face: str
    bold: int


def a_look(rng: random.Random, letters: int, oval: bool) -> Look:
    spread = min(rng.uniform(17, 24) * letters, rng.uniform(235, 310))
    return Look(
        2 / 3 if oval else 1.0, rng.uniform(0.03, 0.075), rng.random() < 0.15, rng.uniform(0.23, 0.36) * (0.8 if oval else 1), rng.uniform(0.03, 0.1),
        spread, rng.uniform(0.5, 0.85), 0.0 if oval else rng.uniform(0.24, 0.38), rng.choice(_FACES), rng.choice([0, 4, 8]),
    )  # fmt: skip


def drawn(text: str, horizontal: str, code: str, look: Look, radius_mm: float, rng: random.Random) -> Float:
    """How much ink the stamp leaves: H x W, 0..1, at _UNIT px per mm."""
    r = radius_mm * _UNIT
    pad = 3 * _UNIT
    w, h = int(2 * r + 2 * pad), int(2 * r * look.ratio + 2 * pad)
    mask = Image.new("L", (w, h), 0)
    draw = ImageDraw.Draw(mask)
    cx, cy, a, b = w / 2, h / 2, r, r * look.ratio
    draw.ellipse((cx - a, cy - b, cx + a, cy + b), outline=255, width=round(look.ring * r))
    inset = look.ring * r
    if look.second_ring:
        inset += 0.03 * r
        draw.ellipse((cx - a + inset, cy - b + inset, cx + a - inset, cy + b - inset), outline=255, width=max(2, round(0.015 * r)))
        inset += 0.02 * r
    height = look.letter * r
    _arc(mask, text, cx, cy, a - inset - look.gap * r - height / 2, b - inset - look.gap * r - height / 2, height, look)
    if look.star:
        size = look.star * r
        points = [
            (cx + (size if k % 2 == 0 else size * 0.382) * math.sin(k * math.pi / 5), cy - (size if k % 2 == 0 else size * 0.382) * math.cos(k * math.pi / 5))
            for k in range(10)
        ]
        draw.polygon(points, fill=255)
    if horizontal:
        step = min(0.2 * r, 1.05 * r / len(horizontal))
        for k, char in enumerate(horizontal):
            tile = _tile(char, look.face, step * 0.95, min(0.26 * r, step * 1.5), look.bold)
            top = cy + (max(look.star, 0.2) + 0.1) * b
            mask.paste(255, (int(cx + (k - len(horizontal) / 2) * step), int(top)), tile)
    if code:
        _code(mask, code, cx, cy, a - inset - 0.03 * r, b - inset - 0.03 * r, 0.085 * r)
    return _pressed(np.asarray(mask, np.float32) / np.float32(255), rng)


def _tile(char: str, face: str, w: float, h: float, bold: int) -> Image.Image:
    font = pil_font(face, 200)
    tile = Image.new("L", (220, 230), 0)
    ImageDraw.Draw(tile).text((8, 180), char, font=font, fill=255, anchor="ls", stroke_width=bold)
    if char in "()（）":
        tile = tile.crop((0, 0, 110, 230))
        w /= 2
    return tile.resize((max(2, int(w)), max(2, int(h))), Image.Resampling.LANCZOS)


def _arc(mask: Image.Image, text: str, cx: float, cy: float, ra: float, rb: float, height: float, look: Look) -> None:
    theta = np.linspace(-math.pi, math.pi, 4001)
    arc = np.concatenate([[0], np.cumsum(np.hypot(np.diff(ra * np.sin(theta)), np.diff(rb * np.cos(theta))))])
    half = math.radians(look.spread / 2)
    first, last = np.interp([-half, half], theta, arc)
    step = (last - first) / max(1, len(text) - 1)
    for char, t in zip(text, np.interp(np.linspace(first, last, len(text)), arc, theta), strict=True):
        slope = math.degrees(math.atan2(rb * math.sin(t), ra * math.cos(t)))
        tile = _tile(char, look.face, min(step * 0.95, height * look.width), height, look.bold).rotate(-slope, expand=True, resample=Image.Resampling.BICUBIC)
        mask.paste(255, (int(cx + ra * math.sin(t) - tile.width / 2), int(cy - rb * math.cos(t) - tile.height / 2)), tile)


def _code(mask: Image.Image, code: str, cx: float, cy: float, ra: float, rb: float, height: float) -> None:
    font = pil_font("arial-bold", int(height * 1.25))
    for k, char in enumerate(code):
        t = math.radians((k - (len(code) - 1) / 2) * 4.2)
        tile = Image.new("L", (int(height * 2), int(height * 2)), 0)
        ImageDraw.Draw(tile).text((height, height), char, font=font, fill=255, anchor="mm")
        tile = tile.rotate(math.degrees(math.atan2(rb * math.sin(t), ra * math.cos(t))), resample=Image.Resampling.BICUBIC)
        mask.paste(255, (int(cx + (ra - height / 2) * math.sin(t) - height), int(cy + (rb - height / 2) * math.cos(t) - height)), tile)


def _pressed(mask: Float, rng: random.Random) -> Float:
    """Uneven pressure, a frayed edge, dry grain, ink that fills small gaps or leaves strokes thin."""
    chance = np.random.default_rng(rng.randrange(2**32))
    h, w = mask.shape

    def cloud(cells: int) -> Float:
        field = cv2.resize(chance.normal(size=(cells, cells)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)
        return np.asarray(field / (field.std() + 1e-6), np.float32)

    soft = cv2.GaussianBlur(mask, (0, 0), rng.uniform(1.0, 3.2))
    edge = soft + 0.09 * cloud(90) + 0.05 * cloud(12) + rng.uniform(-0.12, 0.12)
    ink = 1 / (1 + np.exp(-(edge - 0.5) * 10))
    ink[mask + cv2.GaussianBlur(mask, (0, 0), 6) < 0.02] = 0
    angle, lean = rng.uniform(0, 2 * math.pi), rng.uniform(0, 0.5)
    ys, xs = np.mgrid[0:h, 0:w].astype(np.float32)
    pressure = 1 - lean * np.clip((xs / w - 0.5) * math.cos(angle) + (ys / h - 0.5) * math.sin(angle) + 0.3, 0, 1)
    dry = 1 - rng.uniform(0.1, 0.7) * np.clip(cloud(200) * 0.5 + cloud(30) * 0.4 - 0.35, 0, 1)
    return np.asarray(np.clip(ink * pressure * dry, 0, 1), np.float32)


def company(rng: random.Random) -> str:
    place = rng.choice(_PLACES) if rng.random() < 0.7 else ""
    word = rng.choice(_WORDS) + (rng.choice(_WORDS) if not place and rng.random() < 0.5 else "")
    trade, form = rng.choice(_TRADES), rng.choice(_FORMS)
    if place and rng.random() < 0.15:
        return f"{word}{trade}（{place}）{form}"
    return f"{place}{word}{trade}{form}"


def made(folder: Path, seed: int, count: int) -> Iterable[dict[str, Any]]:
    for n in range(count):
        rng = random.Random(f"{seed}/{n}")
        name, medium = company(rng), rng.choice(_MEDIA)
        kind = rng.choice(["official", "official", "official", *_SPECIAL][: 8 if rng.random() < 0.5 else 3])
        oval = rng.random() < 0.2
        horizontal = rng.choice(_SPECIAL[kind]) if kind in _SPECIAL else ""
        code = f"{rng.randrange(11, 65)}{rng.randrange(10**10, 10**11)}" if rng.random() < 0.6 else ""
        mask = drawn(name, horizontal, code, a_look(rng, len(name), oval), rng.uniform(19, 22.5), rng)
        dpi = {"scan100": 100, "scan150": 150, "scan300": 300}.get(medium, 200)
        sheet, spot = _page(rng, name)
        page = _stamped(render(sheet, dpi), mask, spot, rng.uniform(-35, 35), rng.choice(_INKS), rng.uniform(0.55, 1.0), dpi)
        if medium == "photo":
            picture, quality = photographed(page, Photo(long_side=rng.choice([1600, 2000, 2600]), tilt=0.02, desk=rng.choice(["wood", "white", "cloth"])), n), 60
        else:
            picture, quality = scanned(page, Scan(dpi=dpi, skew=1.0, grey=medium.startswith("grey")), n), 55
        file = f"{n:03}-{medium}.jpg"
        (folder / file).write_bytes(jpeg(picture, quality, dpi=dpi))
        yield {
            "file": file, "seal_text": name, "kind_of_seal": kind, "horizontal": horizontal, "code": code or None, "shape": "oval" if oval else "round",
            "colour": "grey" if medium.startswith("grey") else "red", "confidence": "high", "medium": medium,
        }  # fmt: skip


def _page(rng: random.Random, name: str) -> tuple[Sheet, tuple[float, float]]:
    sheet = Sheet(face=rng.choice(["song", "hei", "kai", "serif"]))
    sheet.text(105, 30, "售后维修服务确认函", 18, align="centre")
    y = 50.0
    for _ in range(rng.randint(4, 10)):
        y = sheet.para(25, y, 160, "我公司生产的下列车辆出口后，由当地服务网点提供维修和备件供应，并负责技术支持，期限自签发之日起计算。" * rng.randint(1, 2), 11)
    x, y = rng.uniform(125, 155), rng.uniform(y + 25, 255)
    sheet.text(x, y, name, 12, align="centre")
    sheet.text(x, y + 8, "2026年1月18日", 12, align="centre")
    return sheet, (x + rng.uniform(-18, 18), y + rng.uniform(-10, 14))


def _stamped(page: npt.NDArray[np.uint8], mask: Float, spot: tuple[float, float], angle: float, ink: tuple[int, int, int], strength: float, dpi: int) -> npt.NDArray[np.uint8]:
    scale = dpi / 25.4 / _UNIT
    h, w = mask.shape
    soft = cv2.GaussianBlur(mask, (0, 0), 0.4 / scale)
    turn = cv2.getRotationMatrix2D((w / 2, h / 2), angle, scale)
    turn[:, 2] += np.array(spot) * dpi / 25.4 - [w / 2, h / 2]
    alpha = cv2.warpAffine(soft, turn, page.shape[1::-1])[..., None] * strength
    return np.asarray(page * (1 - alpha * (1 - np.asarray(ink, np.float32) / 255)), np.float32).clip(0, 255).astype(np.uint8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=80)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with (given.folder / "seal.jsonl").open("w", encoding="utf-8") as rows:
        for row in made(given.folder, given.seed, given.count):
            rows.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
