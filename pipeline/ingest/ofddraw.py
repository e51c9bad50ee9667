"""Drawing one OFD page: text, lines and pictures in the order the file gives them."""

from __future__ import annotations

import math
import unicodedata
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

import numpy as np
import ofdkit
from ofdkit.package import Package
from PIL import Image, ImageChops, ImageDraw, ImageFont

from domain.errors import FileProblemError
from domain.picture import Rgb
from pipeline.ingest import sniff
from pipeline.ingest.image import layered
from pipeline.ingest.limits import Limits
from pipeline.ingest.ofdfonts import covers, embedded_font, system_font
from pipeline.ingest.ofdpaths import polylines
from pipeline.ingest.ofdxml import (
    Affine,
    apply,
    attribute,
    box_of,
    child,
    children,
    compose,
    deltas,
    local,
    number,
    numbers,
    object_transform,
)
from pipeline.ingest.textlines import Glyph, Rules

IDENTITY: Affine = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_DEEPEST = 16
_MOST_OBJECTS = 50_000
_GRID = 100
_THIN = 0.7  # mm
_LONG = 2.0  # mm
_BLACK = (0, 0, 0)

Colour = tuple[int, int, int]


@dataclass(slots=True)
class Resources:
    """Fonts, pictures, composite units and drawing parameters by ID; pictures and fonts as the names of their parts."""

    pictures: dict[str, str] = field(default_factory=dict)
    fonts: dict[str, str | None] = field(default_factory=dict)
    units: dict[str, ET.Element] = field(default_factory=dict)
    params: dict[str, ET.Element] = field(default_factory=dict)

    def copy(self) -> Resources:
        return Resources(dict(self.pictures), dict(self.fonts), dict(self.units), dict(self.params))

    def load(self, package: Package, path: str | None) -> None:
        """Adds a resource part; one that cannot be read leaves its objects undrawn, which the page then says."""
        if path is None:
            return
        try:
            root = package.read_xml(path)
        except ofdkit.OFDError:
            return
        base = attribute(root, "BaseLoc")
        for group in root:
            for item in group:
                name, key = local(item), attribute(item, "ID")
                if name == "MultiMedia":
                    location = _resolved(package, path, base, child(item, "MediaFile"))
                    if location is not None:
                        self.pictures[key] = location
                elif name == "Font":
                    self.fonts[key] = _resolved(package, path, base, child(item, "FontFile"))
                elif name == "CompositeGraphicUnit":
                    self.units[key] = item
                elif name == "DrawParam":
                    self.params[key] = item


def _resolved(package: Package, path: str, base: str, element: ET.Element | None) -> str | None:
    if element is None or not element.text:
        return None
    name = element.text.strip()
    joined = f"{base.rstrip('/')}/{name}" if base and not name.startswith("/") else name
    found: str | None = package.resolve(path, joined) or package.resolve(path, name)
    return found


class Canvas:
    """A white page to draw on. Coordinates given are mm of the page; `glyphs` collects the text in the page's mm."""

    def __init__(self, left: float, top: float, width: float, height: float, scale: float, package: Package, limits: Limits) -> None:
        self._page: Affine = (scale, 0.0, 0.0, scale, -left * scale, -top * scale)
        self._origin = left, top
        self._size = width, height
        self._image = Image.new("RGB", (max(1, round(width * scale)), max(1, round(height * scale))), "white")
        self._draw = ImageDraw.Draw(self._image)
        self._scale = scale
        self._package = package
        self._limits = limits
        self._fonts: dict[str, ImageFont.FreeTypeFont | None] = {}
        self._visited = 0
        self._covered = np.zeros((_GRID, _GRID), dtype=bool)
        self._upright: list[tuple[float, float, float]] = []
        self._level: list[tuple[float, float, float]] = []
        self.glyphs: list[Glyph] = []
        self.problems: set[str] = set()

    @property
    def image_share(self) -> float:
        return float(self._covered.mean())

    def picture(self) -> Rgb:
        """H x W x 3, uint8, RGB."""
        return np.array(self._image, dtype=np.uint8)

    def rules(self) -> Rules:
        return Rules(tuple(self._upright), tuple(self._level))

    def draw_content(self, root: ET.Element, resources: Resources) -> None:
        """All layers of a page or template."""
        for layer in children(child(root, "Content"), "Layer"):
            self.draw(list(layer), IDENTITY, resources, 0)

    def draw(self, elements: list[ET.Element], outer: Affine, resources: Resources, depth: int) -> None:
        for element in elements:
            name = local(element)
            self._visited += 1
            if self._visited > _MOST_OBJECTS or depth > _DEEPEST:
                self.problems.add("not-drawn")
                return
            if attribute(element, "Visible").casefold() == "false":
                continue
            if name == "PageBlock":
                self.draw(list(element), outer, resources, depth + 1)
            elif name == "CompositeObject":
                content = child(resources.units.get(attribute(element, "ResourceID")), "Content")
                if content is None:
                    self.problems.add("not-drawn")
                else:
                    self.draw(list(content), compose(outer, object_transform(element)), resources, depth + 1)
            elif name == "TextObject":
                self._text(element, outer, resources)
            elif name == "PathObject":
                self._path(element, outer, resources)
            elif name == "ImageObject":
                self._picture(element, outer, resources)
            if child(element, "Clips") is not None and name != "PathObject":
                self.problems.add("not-drawn")  # a clip may hide what is drawn here in full

    def multiply(self, picture: Image.Image, box: tuple[float, float, float, float]) -> None:
        """Lays RGB ink over the page within `box` (x, y, width, height in mm)."""
        x, y = apply(self._page, box[0], box[1])
        size = max(1, round(box[2] * self._scale)), max(1, round(box[3] * self._scale))
        if size[0] > 2 * self._image.width or size[1] > 2 * self._image.height:
            self.problems.add("not-drawn")
            return
        corner = round(x), round(y)
        region = self._image.crop((*corner, corner[0] + size[0], corner[1] + size[1]))
        self._image.paste(ImageChops.multiply(region, picture.resize(size, Image.Resampling.LANCZOS)), corner)

    def _text(self, element: ET.Element, outer: Affine, resources: Resources) -> None:
        transform = compose(outer, object_transform(element))
        size = number(element.get("Size"), 0.0)
        colour, alpha = self._colour(element, "FillColor", resources, _BLACK)
        hidden = alpha == 0 or attribute(element, "Fill").casefold() == "false"
        a, b, c, d, _, _ = transform
        em = size * math.hypot(c, d)
        if em <= 0 or child(element, "CGTransform") is not None:
            self.problems.add("not-drawn")  # glyphs chosen by number: the text need not be what they show
        if em <= 0:
            return
        if hidden:
            self.problems.add("text-invisible")
        quarter = round(math.degrees(math.atan2(b, a)) / 90) % 4
        font = self._font(attribute(element, "Font"), resources)
        x = y = 0.0
        for code in children(element, "TextCode"):
            x, y = number(code.get("X"), x), number(code.get("Y"), y)
            text = "".join(ch for ch in code.text or "" if unicodedata.category(ch) != "Cc")
            right, down = deltas(code.get("DeltaX"), len(text)), deltas(code.get("DeltaY"), len(text))
            for index, character in enumerate(text):
                advance = size * (1.0 if unicodedata.east_asian_width(character) in ("W", "F") else 0.5)
                if not character.isspace():
                    self._character(character, x, y, advance, size, transform, quarter, em)
                    if not hidden:
                        self._shape(
                            character, apply(transform, x, y), em, math.degrees(math.atan2(b, a)), colour, alpha, font, advance / size
                        )
                # A list shorter than the text is continued by its last value; no list at all by the characters' own widths.
                x += right[min(index, len(right) - 1)] if right else (0.0 if down else advance)
                y += down[min(index, len(down) - 1)] if down else 0.0

    def _character(self, text: str, x: float, y: float, advance: float, size: float, transform: Affine, quarter: int, em: float) -> None:
        corners = [apply(transform, px, py) for px in (x, x + advance) for py in (y - 0.86 * size, y + 0.14 * size)]
        xs, ys = [p[0] - self._origin[0] for p in corners], [p[1] - self._origin[1] for p in corners]
        self.glyphs.append(Glyph(text, min(xs), min(ys), max(xs), max(ys), em, quarter))

    def _shape(
        self,
        character: str,
        at: tuple[float, float],
        em: float,
        degrees: float,
        colour: Colour,
        alpha: int,
        embedded: ImageFont.FreeTypeFont | None,
        width: float,
    ) -> None:
        font = next((f for f in (embedded, system_font()) if f is not None and covers(f, character)), None)
        if font is None:
            self.problems.add("font-missing")
            return
        height = em * self._scale
        x, y = apply(self._page, *at)
        if not 1.0 <= height <= 4000 or not (-height <= x <= self._image.width + height and -height <= y <= self._image.height + height):
            return
        drawn = font.font_variant(size=height)
        mask = Image.new("L", (math.ceil(3 * height) + 4, math.ceil(3 * height) + 4), 0)
        centre = mask.width / 2
        ImageDraw.Draw(mask).text((centre, centre), character, fill=alpha, font=drawn, anchor="ls")
        natural = drawn.getlength(character)
        if natural > width * height * 1.15:  # narrower than this font draws it: the file's own font was condensed
            squeeze = natural / (width * height)
            mask = mask.transform(
                mask.size, Image.Transform.AFFINE, (squeeze, 0, centre * (1 - squeeze), 0, 1, 0), Image.Resampling.BILINEAR
            )
        if abs(degrees) > 0.5:
            mask = mask.rotate(-degrees, Image.Resampling.BILINEAR)
        self._image.paste(colour, (round(x - centre), round(y - centre)), mask)

    def _path(self, element: ET.Element, outer: Affine, resources: Resources) -> None:
        data = child(element, "AbbreviatedData")
        transform = compose(outer, object_transform(element))
        if data is None or not data.text:
            return
        lines = polylines(data.text)
        if lines is None:
            self.problems.add("not-drawn")
            return
        fills = attribute(element, "Fill").casefold() == "true"
        strokes = attribute(element, "Stroke").casefold() != "false"
        width = number(element.get("LineWidth"), 0.353)
        for closed, points in lines:
            placed = [apply(transform, x, y) for x, y in points]
            pixels = [apply(self._page, x, y) for x, y in placed]
            if fills and len(pixels) > 2:
                colour, alpha = self._colour(
                    element, "FillColor", resources, (255, 255, 255), transparent=child(element, "FillColor") is None
                )
                if alpha:
                    self._draw.polygon(pixels, fill=colour)
                    if alpha < 255:
                        self.problems.add("not-drawn")
            if strokes and len(pixels) > 1:
                colour, alpha = self._colour(element, "StrokeColor", resources, _BLACK)
                if alpha:
                    ring = [*pixels, pixels[0]] if closed else pixels
                    self._draw.line(ring, fill=colour, width=max(1, round(width * self._scale)))
            self._note_rules(placed)

    def _note_rules(self, points: list[tuple[float, float]]) -> None:
        if len(points) > 6 or len(self._upright) + len(self._level) > 3000:
            return
        xs, ys = [p[0] - self._origin[0] for p in points], [p[1] - self._origin[1] for p in points]
        x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
        if x1 - x0 <= _THIN and y1 - y0 > _LONG:
            self._upright.append((x0, y0, y1))
        elif y1 - y0 <= _THIN and x1 - x0 > _LONG:
            self._level.append((y0, x0, x1))
        elif x1 - x0 > _LONG and y1 - y0 > _LONG:
            self._upright.extend(((x0, y0, y1), (x1, y0, y1)))
            self._level.extend(((y0, x0, x1), (y1, x0, x1)))

    def _picture(self, element: ET.Element, outer: Affine, resources: Resources) -> None:
        location = resources.pictures.get(attribute(element, "ResourceID"))
        if location is None:
            self.problems.add("not-drawn")
            return
        data = self._package.read(location)
        kind = sniff.sniff(data)
        try:
            if kind not in sniff.IMAGES:
                raise FileProblemError("unsupported", "unsupported-type")
            image = layered(data, kind, self._limits)
        except FileProblemError:
            self.problems.add("not-drawn")
            return
        box = box_of(element.get("Boundary")) or (0.0, 0.0, 0.0, 0.0)
        found = numbers(element.get("CTM"))
        own: Affine = object_transform(element) if len(found) == 6 else (box[2], 0.0, 0.0, box[3], box[0], box[1])
        a, b, c, d, e, f = compose(self._page, compose(outer, own))
        alpha = number(element.get("Alpha"), 255.0)
        corners = [(a * x + c * y + e, b * x + d * y + f) for x in (0, 1) for y in (0, 1)]
        x0, y0 = math.floor(max(0.0, min(x for x, _ in corners))), math.floor(max(0.0, min(y for _, y in corners)))
        x1 = math.ceil(min(float(self._image.width), max(x for x, _ in corners)))
        y1 = math.ceil(min(float(self._image.height), max(y for _, y in corners)))
        determinant = a * d - b * c
        if x1 <= x0 or y1 <= y0 or abs(determinant) < 1e-6:
            return
        shrink = max(1, int(min(image.width / max(1.0, math.hypot(a, b)), image.height / max(1.0, math.hypot(c, d)))))
        image = image.reduce(shrink) if shrink > 1 else image
        wide, high = image.size
        # From canvas px back to picture px, as Image.transform wants it.
        inverse = (
            d / determinant * wide, -c / determinant * wide, ((x0 - e) * d - (y0 - f) * c) / determinant * wide,
            -b / determinant * high, a / determinant * high, ((y0 - f) * a - (x0 - e) * b) / determinant * high,
        )  # fmt: skip
        placed = image.transform((x1 - x0, y1 - y0), Image.Transform.AFFINE, inverse, Image.Resampling.BILINEAR)
        mask = placed.getchannel("A").point(lambda value: value * alpha / 255)
        self._image.paste(placed.convert("RGB"), (x0, y0), mask)
        width, height = self._image.size
        self._covered[round(y0 / height * _GRID) : round(y1 / height * _GRID), round(x0 / width * _GRID) : round(x1 / width * _GRID)] = True

    def _font(self, key: str, resources: Resources) -> ImageFont.FreeTypeFont | None:
        location = resources.fonts.get(key)
        if location is None:
            return None
        if location not in self._fonts:
            try:
                self._fonts[location] = embedded_font(self._package.read(location))
            except ofdkit.OFDError:
                self._fonts[location] = None
        return self._fonts[location]

    def _colour(
        self, element: ET.Element, name: str, resources: Resources, default: Colour, transparent: bool = False
    ) -> tuple[Colour, int]:
        """RGB and alpha (0..255). A pattern or shading counts as its surroundings cannot be told: black, and said."""
        alpha = number(element.get("Alpha"), 255.0)
        own = child(element, name)
        if own is None:
            own = child(resources.params.get(attribute(element, "DrawParam")), name)
        if own is None:
            return default, 0 if transparent else round(min(255.0, max(0.0, alpha)))
        alpha = alpha * number(own.get("Alpha"), 255.0) / 255.0
        values = numbers(own.get("Value"))
        if not values:
            if len(own):
                self.problems.add("not-drawn")
            return default, round(min(255.0, max(0.0, alpha)))
        return _rgb(values), round(min(255.0, max(0.0, alpha)))


def _rgb(values: list[float]) -> Colour:
    levels = [min(255, max(0, round(value))) for value in values]
    if len(levels) == 1:
        return levels[0], levels[0], levels[0]
    if len(levels) == 4:
        cyan, magenta, yellow, black = (level / 255 for level in levels)
        return round(255 * (1 - cyan) * (1 - black)), round(255 * (1 - magenta) * (1 - black)), round(255 * (1 - yellow) * (1 - black))
    return (levels[0], levels[1], levels[2]) if len(levels) == 3 else _BLACK
