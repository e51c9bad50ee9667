"""One page: what stands on it, where, and how well it could be read. What is seen wins over what a text layer claims."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from domain.geometry import Box
from domain.pages import Barcode, Line, Page, Seal
from domain.picture import SCAN_SHARE, RawPage, Rgb
from extractors.reading.barcodes import barcodes
from extractors.reading.engine import Engine
from extractors.reading.ink import Ink, ink_of, spot_of_words
from extractors.reading.lines import in_reading_order, marked_under_seals
from extractors.reading.marks import marks
from extractors.reading.picture import PictureReading, SealFinder, read_picture, within_limit
from extractors.reading.pictures import pictures_of
from extractors.reading.quality import quality_of
from extractors.reading.seals.locate import colour_planes
from extractors.reading.seals.printed import printed_names, settled_by_print
from extractors.reading.seals.surroundings import stamp_ink_left
from extractors.reading.sheet import holds, moved
from extractors.reading.textlayer import OVERPRINTED, contradicts, hidden, overprinted, visible

_CODE = 0.002
"""Share of the page under pictures from which a text-layer page may carry a code."""
_PHOTO_LINES = 24
"""Lines up to which a page without a text layer may be a photo of a thing rather than of a paper."""
_LARGEST_SEAL_MM = 90
INVISIBLE, DIFFERS, INK_LEFT = "text-layer-invisible", "ocr-layer-differs", "coloured-ink-unread"
PASTED, SCRIPT = "picture-over-text-layer", "script-unread"


def read_page(raw: RawPage, file: str, engine: Engine, *, seals: SealFinder, cyrillic: Engine | None = None) -> tuple[Page, Rgb]:
    """Everything on one page, and its upright picture (H x W x 3, uint8, RGB). Errors of the engine pass through; `cyrillic` reads what
    `engine` has no letters for, if it can."""
    words = [word for word in raw.words or () if word.text.strip()]
    if words and raw.image_share < SCAN_SHARE:
        return _from_words(raw, words, file, engine, seals, cyrillic)
    return _from_picture(raw, [*words, *raw.unpainted], file, engine, seals, cyrillic)


def _from_picture(raw: RawPage, words: list[Line], file: str, engine: Engine, seals: SealFinder, cyrillic: Engine | None) -> tuple[Page, Rgb]:
    reading = read_picture(raw.picture, engine, seals, cyrillic)
    state = "none"
    differs = False
    # An OCR layer lies on the page as stored: comparable only where nothing had to be turned or squared.
    if words and not reading.rotation and contradicts(words, _on_upright(reading)):
        differs, state = True, "rejected"
    stamps = [replace(stamp, signs=()) for stamp in reading.seals]
    page = _page(raw, file, reading.lines, stamps, _ink_on_the_sheet(reading), reading.levelled, engine)
    height, width = reading.upright.shape[:2]
    page = replace(
        page,
        quality=quality_of(reading.levelled, reading.lines, reading.upright),
        barcodes=tuple(barcodes(reading.levelled)),
        rotation=reading.rotation,
        upright=reading.matrix,
        width=width,
        height=height,
        text_layer=state,
        problems=(*page.problems, *([DIFFERS] if differs else []), *([SCRIPT] if reading.unread else [])),
    )
    return page, reading.upright


def _ink_on_the_sheet(reading: PictureReading) -> Ink:
    """Ink of a photo, what lies beside the sheet aside where something was read and all of it lies on the sheet."""
    ink, sheet = ink_of(reading.levelled), reading.sheet
    if sheet is None:
        return ink
    height, width = reading.upright.shape[:2]
    corners = moved(sheet / [width, height], np.linalg.inv(np.reshape(reading.matrix, (3, 3))))
    spots = [*(line.box.centre for line in reading.lines), *(seal.box.centre for seal in reading.seals)]
    return ink.on(corners) if spots and all(holds(corners, *spot) for spot in spots) else ink


def _from_words(raw: RawPage, words: list[Line], file: str, engine: Engine, seals: SealFinder, cyrillic: Engine | None) -> tuple[Page, Rgb]:
    picture = within_limit(raw.picture)
    without = None if raw.without_text is None else within_limit(raw.without_text)
    lines, dropped = visible(words, picture, raw.dpi, without)
    if not lines:  # nothing that can be seen: the words prove nothing, the picture may still say something
        page, upright = _from_picture(raw, [], file, engine, seals, cyrillic)
        said = (INVISIBLE, OVERPRINTED) if overprinted(dropped, page.lines) else (INVISIBLE,)
        return replace(page, text_layer="rejected", problems=(*page.problems, *said)), upright
    rest = _without_words(picture, without, lines)
    left = ink_of(rest)
    stamps: list[Seal] = []
    state = "used"
    if spot_of_words(left.strokes) is not None:
        stamps = [stamp for stamp in seals(picture, engine) if _of_a_seals_size(stamp, picture, raw.dpi)]
        if spot := spot_of_words(left.left_over(seal.box for seal in stamps)):
            extra = _read_rest(rest, spot, engine)
            state = "mixed" if extra else state
            lines = lines + extra
    codes: list[Barcode] = list(barcodes(picture)) if raw.image_share > _CODE else []
    # A stamp on a page with a text layer is a picture laid over it, never ink on paper.
    stamps = [replace(stamp, signs=(PASTED,)) for stamp in stamps]
    page = _page(raw, file, lines, stamps, ink_of(picture), picture, engine)
    problems = (*page.problems, INVISIBLE) if hidden(dropped, lines) or overprinted(raw.unpainted, lines) else page.problems
    problems = (*problems, OVERPRINTED) if overprinted(dropped, lines) else problems
    return replace(page, barcodes=tuple(codes), text_layer=state, problems=problems), picture


def _page(
    raw: RawPage,
    file: str,
    lines: list[Line] | tuple[Line, ...],
    stamps: list[Seal] | tuple[Seal, ...],
    ink: Ink,
    levelled: Rgb,
    engine: Engine,
) -> Page:
    stamps = settled_by_print(stamps, printed_names(lines)) if stamps else []
    explained = [*(line.box for line in lines), *(seal.box for seal in stamps)]
    left = stamp_ink_left(colour_planes(levelled), [(b.x0, b.y0, b.x1, b.y1) for b in explained])
    return Page(
        file,
        raw.number,
        in_reading_order(marked_under_seals(lines, stamps)),
        tuple(stamps),
        width=levelled.shape[1],
        height=levelled.shape[0],
        dpi=raw.dpi,
        problems=(*raw.problems, INK_LEFT) if left else raw.problems,
        ink_unread=ink.unread(explained),
        pictures=pictures_of(levelled, photo=not raw.words and len(lines) <= _PHOTO_LINES),
        marks=marks(levelled, engine, lines, stamps),
    )


def _of_a_seals_size(stamp: Seal, picture: Rgb, dpi: float | None) -> bool:
    """Whether a stamp on a page of known size is no larger than seals are; a photo of something red is."""
    height, width = picture.shape[:2]
    return not dpi or max(stamp.box.width * width, stamp.box.height * height) / dpi * 25.4 <= _LARGEST_SEAL_MM


def _without_words(picture: Rgb, without: Rgb | None, lines: list[Line]) -> Rgb:
    """The page with its visible words taken away: what lies under them where that is known, else white paper."""
    height, width = picture.shape[:2]
    rest = picture.copy()
    for line in lines:
        box, pad = line.box, 0.2 * line.box.height
        y0, y1 = max(0, int((box.y0 - pad) * height)), max(0, int(np.ceil((box.y1 + pad) * height)))
        x0, x1 = max(0, int(box.x0 * width - pad * height)), max(0, int(np.ceil(box.x1 * width + pad * height)))
        rest[y0:y1, x0:x1] = 255 if without is None else without[y0:y1, x0:x1]
    return rest


def _read_rest(rest: Rgb, spot: Box, engine: Engine) -> list[Line]:
    """OCR of the part of a text-layer page that its words do not explain."""
    height, width = rest.shape[:2]
    x0, y0, x1, y1 = int(spot.x0 * width), int(spot.y0 * height), int(spot.x1 * width), int(spot.y1 * height)
    reading = read_picture(rest[y0:y1, x0:x1], engine, lambda _picture, _engine: [])
    share = Box(x0 / width, y0 / height, x1 / width, y1 / height)
    return [replace(line, box=_within(share, _seen(reading, line.box))) for line in reading.lines]


def _within(part: Box, box: Box) -> Box:
    return Box(part.x0 + box.x0 * part.width, part.y0 + box.y0 * part.height, part.x0 + box.x1 * part.width, part.y0 + box.y1 * part.height)


def _on_upright(reading: PictureReading) -> list[Line]:
    return [replace(line, box=_seen(reading, line.box)) for line in reading.lines]


def _seen(reading: PictureReading, box: Box) -> Box:
    return Page("", 0, (), upright=reading.matrix).seen_box(box)
