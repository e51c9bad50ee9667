from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from domain.errors import FileProblemError
from domain.picture import RawPage
from pipeline.ingest.limits import Limits
from pipeline.ingest.opening import FileHead, Opening, PageFailure, open_pages
from pipeline.ingest.sniff import sniff

_LIMITS = Limits()


def _items(data: bytes, limits: Limits = _LIMITS) -> list[Opening]:
    return list(open_pages(data, sniff(data), limits))


def _page(data: bytes) -> RawPage:
    head, page = _items(data)
    assert isinstance(head, FileHead) and head.page_count == 1
    assert isinstance(page, RawPage)
    assert page.picture.dtype == np.uint8 and page.picture.ndim == 3 and page.picture.shape[2] == 3
    assert page.words is None
    return page


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def _gradient(width: int = 96, height: int = 64) -> Image.Image:
    """Bright at the left, dark at the right, so that turning and mirroring show."""
    row = np.linspace(255, 0, width, dtype=np.uint8)
    return Image.fromarray(np.repeat(np.tile(row, (height, 1))[:, :, None], 3, axis=2))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "BMP", "HEIF", "AVIF"])
def test_every_format_gives_the_picture(kind: str) -> None:
    page = _page(_saved(_gradient(), kind))
    assert page.picture.shape == (64, 96, 3)
    assert int(page.picture[32, 5, 0]) > 200 and int(page.picture[32, 90, 0]) < 50
    assert page.problems == ()


@pytest.mark.parametrize(("orientation", "shape", "bright"), [(3, (64, 96), (32, 90)), (6, (96, 64), (5, 32)), (8, (96, 64), (90, 32))])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_exif_orientation_is_applied_once(kind: str, orientation: int, shape: tuple[int, int], bright: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    page = _page(_saved(_gradient(), kind, exif=exif))
    assert page.picture.shape[:2] == shape
    assert int(page.picture[bright][0]) > 200


def test_heic_orientation_is_applied_once() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    page = _page(_saved(_gradient(), "HEIF", exif=exif.tobytes()))
    assert page.picture.shape[:2] == (96, 64)
    assert int(page.picture[5, 32, 0]) > 200


def test_transparency_lies_on_white() -> None:
    clear = Image.new("RGBA", (20, 20), (255, 0, 0, 0))
    clear.paste((0, 0, 0, 255), (0, 0, 10, 20))
    page = _page(_saved(clear, "PNG"))
    assert page.picture[10, 5].tolist() == [0, 0, 0] and page.picture[10, 15].tolist() == [255, 255, 255]
    palette = Image.new("P", (20, 20), 0)
    palette.putpalette([200, 0, 0, 0, 0, 0])
    assert _page(_saved(palette, "PNG", transparency=0)).picture[5, 5].tolist() == [255, 255, 255]
    grey = Image.new("LA", (20, 20), (0, 0))
    assert _page(_saved(grey, "PNG")).picture[5, 5].tolist() == [255, 255, 255]


def test_deep_grey_keeps_its_tones() -> None:
    values = np.tile(np.linspace(0, 65535, 96).astype(np.uint16), (8, 1))
    page = _page(_saved(Image.fromarray(values), "PNG"))
    assert abs(int(page.picture[4, 48, 0]) - 128) < 4
    small = np.tile(np.linspace(0, 1.0, 96).astype(np.float32), (8, 1))
    assert abs(int(_page(_saved(Image.fromarray(small), "TIFF")).picture[4, 48, 0]) - 128) < 4


@pytest.mark.parametrize("mode", ["1", "L", "CMYK", "YCbCr", "LAB", "P"])
def test_every_mode_of_tiff_becomes_rgb(mode: str) -> None:
    white = Image.new("RGB", (16, 16), "white")
    picture = Image.new("LAB", (16, 16), (255, 128, 128)) if mode == "LAB" else white.convert(mode)
    assert int(_page(_saved(picture, "TIFF")).picture.min()) > 240


def test_all_frames_of_a_tiff_are_pages_and_thumbnails_are_none() -> None:
    frames = [Image.new("L", (40, 30 + i), 50 * i) for i in range(3)]
    head, *pages = _items(_saved(frames[0], "TIFF", save_all=True, append_images=frames[1:]))
    assert head == FileHead(3)
    assert [page.number for page in pages if isinstance(page, RawPage)] == [1, 2, 3]
    assert [page.picture.shape[0] for page in pages if isinstance(page, RawPage)] == [30, 31, 32]
    frames[1].encoderinfo = {"tiffinfo": {254: 1}}
    head, *pages = _items(_saved(frames[0], "TIFF", save_all=True, append_images=frames[1:]))
    assert head == FileHead(2) and len(pages) == 2


def test_a_fax_is_stretched_to_square_pixels() -> None:
    page = _page(_saved(Image.new("1", (200, 100), 1), "TIFF", dpi=(204, 98)))
    assert page.picture.shape[:2] == (208, 200)


def test_a_moving_picture_gives_its_first_frame_and_says_so() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    head, page = _items(_saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True))
    assert head == FileHead(1, ("animated",))
    assert isinstance(page, RawPage) and page.picture[5, 5].tolist() == [255, 0, 0]


def test_a_truncated_jpeg_gives_its_upper_part_and_says_so() -> None:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (400, 300, 3), dtype=np.uint8))
    data = _saved(noise, "JPEG", quality=90)
    page = _page(data[: len(data) // 2])
    assert page.problems == ("truncated",)
    assert page.picture[:150].std() > 20
    ended = _page(data[: len(data) // 2] + b"\xff\xd9")
    assert ended.problems == ("truncated",)
    assert _page(data).problems == ()


def test_nothing_readable_is_no_page() -> None:
    data = _saved(_gradient(), "JPEG")
    start = data.index(b"\xff\xda")
    with pytest.raises(FileProblemError) as caught:
        _items(data[: start + 2])
    assert (caught.value.outcome, caught.value.sentence != "") == ("rejected", True)


def test_broken_side_information_does_not_cost_the_picture() -> None:
    data = _saved(_gradient(), "PNG")
    text = b"Comment\x00\x00" + zlib.compress(bytes(8_000_000), 9)
    chunk = struct.pack(">I", len(text)) + b"zTXt" + text + struct.pack(">I", zlib.crc32(b"zTXt" + text))
    head, page = _items(data[:33] + chunk + data[33:])
    assert head == FileHead(1, ("repaired",))
    assert isinstance(page, RawPage) and page.picture.shape == (64, 96, 3)


def _png_claiming(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(9000, 9000), (12000, 12000), (60000, 60000)])
def test_pixel_bombs_are_refused_before_decoding(size: tuple[int, int]) -> None:
    with pytest.raises(FileProblemError) as caught:
        _items(_png_claiming(*size))
    assert (caught.value.outcome, caught.value.problem) == ("rejected", "picture-too-large")


def test_one_oversized_frame_costs_one_page() -> None:
    frames = [Image.new("L", (40, 40)), Image.new("L", (400, 400)), Image.new("L", (40, 40))]
    head, *pages = _items(_saved(frames[0], "TIFF", save_all=True, append_images=frames[1:]), Limits(megapixels=0.1))
    assert head == FileHead(3)
    assert pages[1] == PageFailure(2, "picture-too-large")
    assert isinstance(pages[0], RawPage) and isinstance(pages[2], RawPage)


def test_the_extension_means_nothing_but_the_decoder_must_agree() -> None:
    with pytest.raises(FileProblemError) as caught:
        list(open_pages(_saved(_gradient(), "PNG"), "image/jpeg", Limits()))
    assert caught.value.problem == "damaged"


def test_resolution_of_a_scan_and_of_a_photograph() -> None:
    scan = Image.new("L", (1240, 1754), 255)
    assert _page(_saved(scan, "PNG", dpi=(150, 150))).dpi == pytest.approx(150, abs=0.1)
    assert _page(_saved(scan, "PNG")).dpi is None
    assert _page(_saved(scan, "JPEG", dpi=(72, 72))).dpi is None
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x829A] = 0.01
    assert _page(_saved(scan, "JPEG", dpi=(150, 150), exif=exif)).dpi is None
