"""Strips of seal rings with what they say, drawn anew for every seed: the recogniser is tuned on what it will be given.

A stamp is drawn, pressed onto a page with print, photographed or scanned, and flattened by the tool's own code
(`extractors/reading/seals/unroll.py`), so that a strip shows every slip of that way. Names are made so that no letter can be guessed from its
neighbours: a recogniser that knows companies would read the company it knows. Nothing is shared with the stamps of `fixtures/` and
`benchmarks/drawn_seals.py`, on purpose: those measure what was learnt here.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from domain.naming import words
from domain.picture import Rgb
from extractors.reading.seals.ovals import unbent
from extractors.reading.seals.rings import Ellipse
from extractors.reading.seals.unroll import Disc, evened, flatten, sharpened, strip

Float = npt.NDArray[np.float32]
_UNIT = 12  # px per mm while drawing
_PAGE = 64  # mm: side of the piece of a page round a stamp
_GLYPH = 96  # px a character is drawn at
_ASTRAY = 0.1  # shares of the radius by which the letters' ring may be measured wrong
_SPECIAL = ("合同专用章", "财务专用章", "发票专用章", "业务专用章", "科研专用", "售后服务专用章", "报关专用章", "用于研究", "技术专用章", "(1)")
_INKS = {
    "red": ((205, 32, 40), (214, 58, 44), (188, 28, 62), (226, 70, 70), (170, 30, 40), (200, 20, 90), (235, 90, 70), (150, 30, 30)),
    "blue": ((40, 60, 180), (60, 90, 200), (30, 40, 120), (70, 70, 190)),
    "black": ((30, 30, 34), (60, 60, 66), (90, 90, 95), (15, 15, 15)),
}


@dataclass(frozen=True, slots=True)
class Look:
    """One stamp's make: lengths in shares of the outer radius, `spread` in degrees."""

    ratio: float
    ring: float
    inner_ring: float
    letter: float
    gap: float
    spread: float
    width: float
    star: float
    bold: int
    font: Path


@dataclass(frozen=True, slots=True)
class Sample:
    """A strip as the recogniser gets it (H x W x 3, uint8, RGB) and the name on it."""

    strip: Rgb
    text: str


def level_one() -> tuple[str, str]:
    """The characters of GB 2312: the 3,755 common ones, the 3,008 others."""
    common = [bytes((hi, lo)).decode("gb2312", "ignore") for hi in range(0xB0, 0xD8) for lo in range(0xA1, 0xFF)]
    others = [bytes((hi, lo)).decode("gb2312", "ignore") for hi in range(0xD8, 0xF8) for lo in range(0xA1, 0xFF)]
    return "".join(common), "".join(others)


_COMMON, _OTHERS = level_one()


def name(rng: random.Random) -> str:
    """A name for a ring: built like a company's, an office's, or letters without sense."""
    kind = rng.random()
    pool = _COMMON if rng.random() < 0.8 else _OTHERS
    any_letters = "".join(rng.choice(pool) for _ in range(rng.choice([2, 2, 2, 3, 3, 4])))
    if kind < 0.2:
        return "".join(rng.choice(_COMMON if rng.random() < 0.75 else _OTHERS) for _ in range(rng.randint(5, 20)))
    place = rng.choice([*words("provinces"), *words("cities"), *words("cities"), "", "", ""])
    if place and rng.random() < 0.3:
        place += rng.choice("省市县区")
    if kind < 0.32:
        office = rng.choice(["局", "厂", "医院", "大学", "学院", "委员会", "管理局", "公安局车辆管理所", "海关", "中学", "服务中心", "协会", "研究所", "检测站", "分公司", "银行", "商会"])
        return place + any_letters + office
    trade = rng.choice(words("trades")) + (rng.choice(words("trades")) if rng.random() < 0.45 else "")
    form = rng.choice(["有限公司"] * 6 + ["股份有限公司", "有限责任公司", "集团有限公司", "集团股份有限公司", "公司", "厂"])
    if place and rng.random() < 0.15:
        left, right = rng.choice([("（", "）"), ("(", ")")])
        return any_letters + trade + left + place + right + form
    return place + any_letters + trade + form


def a_look(rng: random.Random, letters: int, oval: bool, fonts: Sequence[Path]) -> Look:
    return Look(
        rng.uniform(0.6, 0.8) if oval else 1.0, rng.uniform(0.018, 0.075), rng.choice([0, 0, 0, 0, rng.uniform(0.4, 0.6)]),
        rng.uniform(0.2, 0.37) * (0.85 if oval else 1), rng.uniform(0.02, 0.11), min(rng.uniform(14, 27) * letters, rng.uniform(215, 318)),
        rng.uniform(0.45, 0.95), rng.choice([0.0, rng.uniform(0.2, 0.4), rng.uniform(0.2, 0.4)]), rng.choice([0, 0, 1, 2, 4]), rng.choice(fonts),
    )  # fmt: skip


@lru_cache(maxsize=64)
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), size, index=2 if path.suffix == ".ttc" else 0)


@lru_cache(maxsize=50_000)
def _has(path: Path, char: str) -> bool:
    """Whether a font has a character: what it has none of looks all the same."""
    font = _font(path, 24)
    return bytes(font.getmask(char)) != bytes(font.getmask("\U0010fffd"))


def _tile(char: str, font: Path, w: float, h: float, bold: int) -> Image.Image:
    tile = Image.new("L", (_GLYPH + 12, _GLYPH + 16), 0)
    ImageDraw.Draw(tile).text((6, 8 + 0.86 * _GLYPH), char, font=_font(font, _GLYPH), fill=255, anchor="ls", stroke_width=bold)
    if char in "()（）":
        box = tile.getbbox() or (0, 0, 40, _GLYPH)
        tile, w = tile.crop((max(0, box[0] - 6), 0, box[2] + 6, tile.height)), w / 2
    return tile.resize((max(2, round(w)), max(2, round(h))), Image.Resampling.BILINEAR)


def _stamp(text: str, look: Look, radius: float, horizontal: str, code: str, rng: random.Random) -> tuple[Float, list[float]]:
    """Ink of a stamp (H x W, 0..1) and where its letters lie: degrees clockwise from 12 o'clock, before it is turned."""
    r = radius * _UNIT
    side = 2 * int(r + 2 * _UNIT)
    mask = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(mask)
    c, a, b = side / 2, r, r * look.ratio
    draw.ellipse((c - a, c - b, c + a, c + b), outline=255, width=max(2, round(look.ring * r)))
    if rng.random() < 0.12:  # a second, thin line
        inset = (look.ring + 0.03) * r
        draw.ellipse((c - a + inset, c - b + inset, c + a - inset, c + b - inset), outline=255, width=2)
    if look.inner_ring:
        draw.ellipse((c - look.inner_ring * a, c - look.inner_ring * b, c + look.inner_ring * a, c + look.inner_ring * b), outline=255, width=2)
    height = look.letter * r
    inset = look.ring * r + look.gap * r + height / 2
    ra, rb = a - inset, b - inset
    theta = np.linspace(-math.pi, math.pi, 2001)
    arc = np.concatenate([[0], np.cumsum(np.hypot(np.diff(ra * np.sin(theta)), np.diff(rb * np.cos(theta))))])
    half = math.radians(look.spread / 2)
    first, last = np.interp([-half, half], theta, arc)
    step = (last - first) / max(1, len(text) - 1)
    angles = [float(t) for t in np.interp(np.linspace(first, last, len(text)), arc, theta)]
    for char, t in zip(text, angles, strict=True):
        slope = math.degrees(math.atan2(rb * math.sin(t), ra * math.cos(t)))
        tile = _tile(char, look.font, min(step * 0.97, height * look.width), height, look.bold).rotate(-slope, expand=True, resample=Image.Resampling.BILINEAR)
        mask.paste(255, (int(c + ra * math.sin(t) - tile.width / 2), int(c - rb * math.cos(t) - tile.height / 2)), tile)
    if look.star and look.ratio == 1.0:
        size = look.star * r
        spokes = [(size if k % 2 == 0 else size * 0.382) for k in range(10)]
        draw.polygon([(c + s * math.sin(k * math.pi / 5), c - s * math.cos(k * math.pi / 5)) for k, s in enumerate(spokes)], fill=255)
    for row, line in enumerate(horizontal.split("|") if horizontal else ()):
        step = min(0.2 * r, 1.1 * r / len(line))
        for k, char in enumerate(line):
            tile = _tile(char, look.font, step * 0.95, min(0.26 * r, step * 1.5), look.bold)
            mask.paste(255, (int(c + (k - len(line) / 2) * step), int(c + ((max(look.star, 0.1) + 0.08) + row * 0.26) * b)), tile)
    if code:
        digits = _font(look.font, max(6, int(0.11 * r)))
        for k, char in enumerate(code):
            t = math.radians((k - (len(code) - 1) / 2) * rng.uniform(4.1, 4.3))
            tile = Image.new("L", (int(0.18 * r), int(0.18 * r)), 0)
            ImageDraw.Draw(tile).text((0.09 * r, 0.09 * r), char, font=digits, fill=255, anchor="mm")
            tile = tile.rotate(math.degrees(math.atan2(b * math.sin(t), a * math.cos(t))), resample=Image.Resampling.BILINEAR)
            inset = (look.ring + 0.075) * r
            mask.paste(255, (int(c + (a - inset) * math.sin(t) - 0.09 * r), int(c + (b - inset) * math.cos(t) - 0.09 * r)), tile)
    # The direction in which a letter lies on the disc: an oval's are counted along its outline (`ovals.Bend`), as they are set.
    along = [360 * (float(np.interp(t, theta, arc)) / arc[-1] - 0.5) for t in angles] if look.ratio < 1 else [math.degrees(t) for t in angles]
    return np.asarray(mask, np.float32) / np.float32(255), along


def _cloud(chance: np.random.Generator, cells: int, shape: tuple[int, ...]) -> Float:
    field = cv2.resize(chance.normal(size=(cells, cells)).astype(np.float32), shape[::-1], interpolation=cv2.INTER_CUBIC)
    return np.asarray(field / (field.std() + 1e-6), np.float32)


def _pressed(mask: Float, chance: np.random.Generator) -> Float:
    """Ink that ran or dried: thin strokes lost, small gaps filled, one side pressed less, blank spots."""
    soft = cv2.GaussianBlur(mask, (0, 0), chance.uniform(0.5, 2.1))
    edge = soft + chance.uniform(0, 0.12) * _cloud(chance, 80, mask.shape) + chance.uniform(0, 0.08) * _cloud(chance, 12, mask.shape)
    ink = 1 / (1 + np.exp(-(edge - 0.5 + chance.uniform(-0.16, 0.16)) * chance.uniform(6, 14)))
    ink[cv2.GaussianBlur(mask, (0, 0), 4) < 0.02] = 0
    ys, xs = np.mgrid[0 : mask.shape[0], 0 : mask.shape[1]].astype(np.float32) / mask.shape[0] - 0.5
    angle, lean = chance.uniform(0, 2 * math.pi), chance.uniform(0, 0.6)
    pressure = 1 - lean * np.clip(xs * math.cos(angle) + ys * math.sin(angle) + 0.3, 0, 1)
    dry = 1 - chance.uniform(0, 0.85) * np.clip(_cloud(chance, 150, mask.shape) * 0.5 + _cloud(chance, 25, mask.shape) * 0.4 - chance.uniform(0.2, 0.6), 0, 1)
    return np.asarray(np.clip(ink * pressure * dry, 0, 1), np.float32)


def _page(rng: random.Random, chance: np.random.Generator, fonts: Sequence[Path]) -> Float:
    """A piece of a page: paper with a tint, lines of print, a table's rules, a signature. H x W x 3, 0..255."""
    side = _PAGE * _UNIT
    sheet = Image.new("L", (side, side), 255)
    draw = ImageDraw.Draw(sheet)
    if rng.random() < 0.55:
        size, font = round(rng.uniform(3.2, 6.5) * _UNIT), rng.choice(fonts)
        pitch, y, dark = size * rng.uniform(1.3, 3.2), rng.uniform(-20, 60), rng.choice([0, 20, 60])
        while y < side:
            if rng.random() < 0.75:
                line = "".join(rng.choice(_COMMON) if rng.random() < 0.8 else rng.choice("0123456789ABCDLX年月日，。：") for _ in range(rng.randint(3, 22)))
                draw.text((rng.uniform(-200, 300), y), line, font=_font(font, size), fill=dark)
            y += pitch
    if rng.random() < 0.15:
        for _ in range(rng.randint(1, 4)):
            at = rng.uniform(0, side)
            draw.line((0, at, side, at) if rng.random() < 0.6 else (at, 0, at, side), fill=rng.choice([0, 60, 120]), width=rng.randint(2, 5))
    if rng.random() < 0.1:
        spots = [(rng.uniform(0.2, 0.8) * side, rng.uniform(0.2, 0.8) * side) for _ in range(rng.randint(4, 9))]
        draw.line(spots, fill=rng.choice([10, 70]), width=rng.randint(4, 9), joint="curve")
    paper = np.array([rng.uniform(215, 255)] * 3) - chance.uniform(0, 14, 3)
    return np.asarray(np.asarray(sheet, np.float32)[..., None] / 255 * paper, np.float32)


def _captured(page: Float, outline: Ellipse, grey: bool, rng: random.Random, chance: np.random.Generator) -> tuple[Rgb, Ellipse]:
    """The page as a scanner or a camera gives it, and the outline on it."""
    scale = rng.choice([72, 100, 110, 120, 150, 150, 150, 200, 200, 200, 250, 300]) / 25.4 / _UNIT
    picture = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    outline = outline.scaled(scale)
    if rng.random() < 0.75:
        picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.3, 1.1) * max(0.7, min(1.3, 2 * scale)))
    if rng.random() < 0.35:  # a photo's uneven light
        ys, xs = np.mgrid[0 : picture.shape[0], 0 : picture.shape[1]].astype(np.float32) / picture.shape[0] - 0.5
        picture = picture * (1 + rng.uniform(-0.5, 0.5) * xs + rng.uniform(-0.5, 0.5) * ys)[..., None] * chance.uniform(0.8, 1.05, 3).astype(np.float32)
    picture = picture * rng.uniform(0.75, 1.05) + rng.uniform(-8, 12)
    picture = np.clip(picture + chance.normal(0, rng.uniform(0, 9), picture.shape), 0, 255).astype(np.uint8)
    if grey:
        weights = (0.299, 0.587, 0.114) if rng.random() < 0.7 else (0.1, 0.8, 0.1)
        picture = np.repeat(np.clip(picture @ np.array(weights), 0, 255).astype(np.uint8)[..., None], 3, axis=2)
        if rng.random() < 0.3:
            picture = np.clip((picture.astype(np.float32) - 128) * rng.uniform(1.2, 2.5) + 140, 0, 255).astype(np.uint8)
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, rng.randint(25, 90)])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8), outline


def samples(seed: int, fonts: Sequence[Path]) -> Iterator[Sample]:
    """Strips without end: two or three of each stamp."""
    for number in range(10**9):
        rng = random.Random(f"{seed}/{number}")
        yield from _of_one_stamp(name(rng), rng, np.random.default_rng(rng.randrange(2**32)), fonts)


def _of_one_stamp(text: str, rng: random.Random, chance: np.random.Generator, fonts: Sequence[Path]) -> Iterator[Sample]:
    fitting = [font for font in rng.sample(list(fonts), len(fonts)) if all(_has(font, char) for char in text)]
    if not fitting or len(text) > 22:
        return
    oval = rng.random() < 0.18
    look = a_look(rng, len(text), oval, fitting[:1])
    horizontal = rng.choice(_SPECIAL) if rng.random() < 0.4 else ""
    if oval and rng.random() < 0.5:
        horizontal = f"{rng.choice(_SPECIAL)}|{rng.choice(_SPECIAL)}"
    code = "".join(rng.choice("0123456789") for _ in range(13)) if rng.random() < 0.5 else ""
    radius = rng.uniform(17, 23)
    mask, angles = _stamp(text, look, radius, horizontal, code, rng)
    ink = mask if rng.random() < 0.12 else _pressed(mask, chance)
    turn, centre = rng.uniform(0, 360) if rng.random() < 0.3 else rng.uniform(-40, 40), _PAGE * _UNIT / 2
    matrix = cv2.getRotationMatrix2D((ink.shape[1] / 2, ink.shape[0] / 2), -turn, 1.0)
    matrix[:, 2] += [centre - side / 2 for side in ink.shape[1::-1]]
    colour = rng.choices(["red", "blue", "black"], [0.65, 0.13, 0.22])[0]
    grey = colour == "black" or rng.random() < 0.15
    strength = rng.uniform(0.45, 1.0)
    alpha = cv2.warpAffine(ink, matrix, (_PAGE * _UNIT, _PAGE * _UNIT))[..., None] * strength
    tint = np.asarray(rng.choice(_INKS[colour]), np.float32) / 255
    page = np.asarray(_page(rng, chance, fonts) * (1 - alpha * (1 - tint)), np.float32)
    a, b = radius * _UNIT, radius * _UNIT * look.ratio
    picture, outline = _captured(page, Ellipse(centre, centre, a, b, math.radians(turn)), grey, rng, chance)
    slip = chance.normal(0, 0.006, 4) * outline.a
    outline = Ellipse(outline.cx + slip[0], outline.cy + slip[1], outline.a + slip[2], outline.b + slip[3], outline.angle)
    disc = flatten(picture, outline, "grey" if grey else colour)
    if oval:
        disc = unbent(disc, outline)
    outer = 1 - look.ring - look.gap
    if not oval and max(abs(disc.letters[1] - outer), abs(disc.letters[0] - outer + look.letter)) > _ASTRAY:
        return  # what was cut out is not the name; whoever has to read it learns to guess
    pitch = (angles[-1] - angles[0]) / (len(text) - 1)
    yield from _strips(disc, text, [angle + turn for angle in angles], pitch, rng)


def _strips(disc: Disc, text: str, angles: Sequence[float], pitch: float, rng: random.Random) -> Iterator[Sample]:
    inner, outer = disc.letters[0] - 0.012, min(disc.letters[1] + 0.012, disc.rim)
    letter = math.radians(pitch) * (inner + outer) / 2 / (outer - inner) * 48
    inks = {"sharp": sharpened(disc.ink), "even": evened(disc.ink), "plain": disc.ink}
    for way in rng.sample(["sharp", "sharp", "even", "plain"], 2):
        grown = [rng.choice([0.75, 0.75, 1.0, 1.75, 2.75]) + rng.uniform(-0.15, 0.2) for _ in range(2)]
        start, stop = angles[0] - grown[0] * pitch, angles[-1] + grown[1] * pitch
        if stop - start > 360 + 0.4 * pitch:
            start, stop = angles[0] - 0.7 * pitch, angles[-1] + 0.7 * pitch
        narrowing = float(np.clip(rng.uniform(0.66, 0.92), 26 / letter, 1.2))
        yield Sample(strip(disc, start, stop - start, inner - rng.choice([0, 0.02]), outer, narrowing, inks[way]), text)
    if rng.random() < 0.35:  # once round and on, from where nothing stands, as a ring is first looked at
        gap = (angles[-1] + angles[0] + 360) / 2
        start = gap - 360 + rng.uniform(-0.1, 0.1) * (360 - angles[-1] + angles[0])
        beyond = [(char, angle + 360) for char, angle in zip(text, angles, strict=True)]
        end = start + 430
        if all(abs(angle - end) > 0.35 * pitch for _, angle in beyond):
            again = "".join(char for char, angle in beyond if angle < end)
            yield Sample(strip(disc, start, 430, inner, outer, 0.72), text + again)
