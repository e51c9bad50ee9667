"""Photographs and scans: JPEG, PNG, WebP, TIFF, BMP, HEIC and AVIF -> upright pages. Pillow is the one decoder."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pillow_heif
from PIL import Image, ImageCms, ImageFile, ImageOps

from domain.picture import RawPage, Rgb
from pipeline.ingest import metadata
from pipeline.ingest.limits import Limits
from pipeline.ingest.opened import FileHead, Opening, PageFailure
from pipeline.ingest.problems import refusal

pillow_heif.register_heif_opener()

_FORMATS: dict[str, tuple[str, ...]] = {
    "image/jpeg": ("JPEG", "MPO"),  # a phone's multi-picture JPEG: its further pictures are previews and depth maps of the first
    "image/png": ("PNG",),
    "image/webp": ("WEBP",),
    "image/tiff": ("TIFF",),
    "image/bmp": ("BMP",),
    "image/heic": ("HEIF",),
    "image/avif": ("AVIF", "HEIF"),
}
_LAYERED = frozenset({"LA", "PA", "La", "RGBA", "RGBa", "P"})
_PAGED = frozenset({"TIFF", "HEIF"})
_DECODE_ERRORS = (
    OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, AttributeError, EOFError, OverflowError, RuntimeError, ArithmeticError, struct.error,
    Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip
_REDUCED = 1  # TIFF 6.0 NewSubfileType bit 0: a reduced-resolution copy of another frame
_SCANNER_DPI = (100.0, 1300.0)
_SHEET_MOST_INCHES = 17.5  # the long side of A3: a larger sheet at the stated resolution is a camera's made-up number
_EXPOSURE_TIME = 0x829A
_ORIENTATION = 0x0112
_STRIP = 512  # rows
_GREY_FILL = 128  # what libjpeg leaves where the data ended


def open_image(data: bytes, media_type: str, limits: Limits) -> Iterator[Opening]:
    """FileHead, then every frame as a RawPage or PageFailure. Raises FileProblemError (damaged, picture-too-large as rejected)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        image, mended = _opened(data, media_type)
        numbers, head = _frames(image, limits)
        if mended:
            head = FileHead(head.page_count, ("repaired", *head.problems))
        with suppress(*_DECODE_ERRORS):  # an unreadable EXIF block says nothing
            head = replace(head, metadata=metadata.of_image(image))
        first, *rest = numbers
        page = _page(image, first, 1, data, media_type, limits)
    if isinstance(page, PageFailure) and not rest:
        raise refusal(page.problem)
    yield head
    yield page
    for number, frame in enumerate(rest, start=2):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            page = _page(image, frame, number, data, media_type, limits)
        yield page


def layered(data: bytes, media_type: str, limits: Limits) -> Image.Image:
    """A picture that is part of a page, as RGBA with its transparency kept. Raises FileProblemError (damaged, picture-too-large)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        image, _ = _opened(data, media_type)
        if image.width * image.height > limits.pixels:
            raise refusal("picture-too-large")
        try:
            image.load()
            return image.convert("RGBA") if image.mode in _LAYERED else _rgb(image).convert("RGBA")
        except _DECODE_ERRORS as error:
            raise refusal("damaged") from error


def _opened(data: bytes, media_type: str) -> tuple[Image.Image, bool]:
    """The picture, undecoded, and whether broken side information had to be passed over. Raises FileProblemError."""
    try:
        return Image.open(io.BytesIO(data), formats=_FORMATS[media_type]), False
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise refusal("picture-too-large") from error
    except _DECODE_ERRORS:
        pass
    try:
        with _lenient():
            return Image.open(io.BytesIO(data), formats=_FORMATS[media_type]), True
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise refusal("picture-too-large") from error
    except _DECODE_ERRORS as error:
        raise refusal("damaged") from error


@contextmanager
def _lenient() -> Iterator[None]:
    """Pillow keeps what it could decode and passes over broken side information. The switch is global; a child opens one file at a time."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _frames(image: Image.Image, limits: Limits) -> tuple[list[int], FileHead]:
    """Frame indices that are pages, and the head. Reduced copies in a TIFF are no pages; a moving picture is one page."""
    try:
        count = int(getattr(image, "n_frames", 1))
    except _DECODE_ERRORS:
        return [0], FileHead(1, ("pages-lost",))  # the chain of frames is broken behind the first
    if image.format not in _PAGED or count < 2:
        moving = count > 1 and image.format != "MPO"
        return [0], FileHead(1, ("animated",) if moving else ())
    if count > limits.pages:
        raise refusal("too-many-pages")
    numbers = [index for index in range(count) if not _is_reduced_copy(image, index)] or [0]
    return numbers, FileHead(len(numbers))


def _is_reduced_copy(image: Image.Image, index: int) -> bool:
    if image.format != "TIFF" or index == 0:
        return False
    try:
        image.seek(index)
    except _DECODE_ERRORS:
        return False  # it is a page, and its failure will be told
    return bool(_tag(image, 254) & _REDUCED)


def _tag(image: Image.Image, number: int) -> int:
    value = getattr(image, "tag_v2", {}).get(number, 0)
    return value if isinstance(value, int) else 0


def _page(image: Image.Image, frame: int, number: int, data: bytes, media_type: str, limits: Limits) -> RawPage | PageFailure:
    problems: tuple[str, ...] = ()
    try:
        if frame != image.tell():
            image.seek(frame)
        width, height = image.size
        if width * height > limits.pixels:
            return PageFailure(number, "picture-too-large")
        dpi = _dpi(image)
        try:
            image.load()
        except _DECODE_ERRORS:
            image = _loaded_as_far_as_it_goes(data, media_type, frame)
            problems = ("truncated",)
        picture = _upright_rgb(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return PageFailure(number, "picture-too-large")
    except _DECODE_ERRORS:
        return PageFailure(number, "page-damaged")
    if problems and int(picture.max()) == int(picture.min()):
        return PageFailure(number, "page-damaged")  # nothing of it was readable
    if not problems and media_type == "image/jpeg" and _ends_in_fill(picture):
        problems = ("truncated",)
    return RawPage(number, picture, dpi=dpi, problems=problems)


def _loaded_as_far_as_it_goes(data: bytes, media_type: str, frame: int) -> Image.Image:
    """A fresh decode that keeps the rows before the damage."""
    with _lenient():
        image = Image.open(io.BytesIO(data), formats=_FORMATS[media_type])
        image.seek(frame)
        image.load()
        return image


def _ends_in_fill(picture: Rgb) -> bool:
    """Whether the lowest rows are the decoder's grey filling: a JPEG whose data ended early although it decodes without an error."""
    rows = picture[-max(8, picture.shape[0] // 64) :]
    return picture.shape[0] > 64 and bool((rows == _GREY_FILL).all())


def _upright_rgb(image: Image.Image) -> Rgb:
    """H x W x 3, uint8, RGB, turned as EXIF says, transparency on white, pixels square."""
    image = _rgb(_square_pixels(image))
    with suppress(*_DECODE_ERRORS):  # an unreadable EXIF block says nothing about the picture
        ImageOps.exif_transpose(image, in_place=True)
    picture: Rgb = np.empty((image.height, image.width, 3), dtype=np.uint8)
    for top in range(0, image.height, _STRIP):  # in strips: a whole copy of a large photograph more would cost 180 MB
        bottom = min(top + _STRIP, image.height)
        picture[top:bottom] = np.asarray(image.crop((0, top, image.width, bottom)))
    return picture


def _rgb(image: Image.Image) -> Image.Image:
    """RGB, the picture itself when it is that already; its EXIF stays with it."""
    mode = image.mode
    if mode == "RGB" and "transparency" not in image.info:
        return image
    if mode in _LAYERED or (mode in {"L", "RGB", "1"} and "transparency" in image.info):
        layered_image = image if mode == "RGBA" else image.convert("RGBA")
        flat = Image.new("RGB", image.size, "white")
        flat.paste(layered_image, mask=layered_image.getchannel("A"))
    elif mode.startswith("I") or mode == "F":
        flat = _eight_bits(image).convert("RGB")
    elif mode == "LAB":
        to_rgb = ImageCms.buildTransform(ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), "LAB", "RGB")
        flat = ImageCms.applyTransform(image, to_rgb) or image.convert("RGB")
    else:
        flat = image.convert("RGB")
    with suppress(*_DECODE_ERRORS):
        flat.getexif().update({_ORIENTATION: image.getexif().get(_ORIENTATION, 1)})
    return flat


def _eight_bits(image: Image.Image) -> Image.Image:
    """Deep grey to 8 bits: by the sample's depth where the values use it, else stretched between the darkest and the brightest."""
    values = np.array(image, dtype=np.float32)
    values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    if image.mode == "F" and low >= 0.0 and high <= 1.0:
        scaled = values * 255.0
    elif low >= 0.0 and high <= 255.0:
        scaled = values
    elif low >= 0.0 and 4095.0 < high <= 65535.0:
        scaled = values / 257.0
    else:
        scaled = (values - low) * (255.0 / max(high - low, 1e-6))
    return Image.fromarray(np.clip(scaled, 0.0, 255.0).astype(np.uint8))


def _square_pixels(image: Image.Image) -> Image.Image:
    """A fax's pixels are up to twice as high as wide (ITU-T T.4): stretched to the finer of its two resolutions."""
    across, down = _resolution(image)
    if image.format != "TIFF" or not across or not down or not 1.2 < max(across, down) / min(across, down) < 3.0:
        return image
    finest = max(across, down)
    size = round(image.width * finest / across), round(image.height * finest / down)
    source = image.convert("L") if image.mode == "1" else image
    return source.resize(size, Image.Resampling.BILINEAR)


def _resolution(image: Image.Image) -> tuple[float, float]:
    value: Any = image.info.get("dpi")
    try:
        across, down = float(Fraction(value[0])), float(Fraction(value[1]))
    except (TypeError, ValueError, ZeroDivisionError, IndexError, OverflowError):
        return 0.0, 0.0
    return (across, down) if across > 0 and down > 0 else (0.0, 0.0)


def _dpi(image: Image.Image) -> float | None:
    """A scanner's resolution, None for a camera's or none: believed when the sheet it gives is at most A3 and no exposure is on record."""
    dpi = max(_resolution(image))
    if not _SCANNER_DPI[0] <= dpi <= _SCANNER_DPI[1] or max(image.size) / dpi > _SHEET_MOST_INCHES:
        return None
    try:
        taken = _EXPOSURE_TIME in image.getexif().get_ifd(0x8769)
    except _DECODE_ERRORS:
        taken = False
    return None if taken else dpi
