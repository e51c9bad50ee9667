"""PDF -> pages: the picture pdfium draws, annotations and form fields included, and the words beside it."""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from domain.picture import SCAN_SHARE, RawPage, Rgb
from pipeline.ingest import metadata, pdfstructure
from pipeline.ingest.limits import Limits
from pipeline.ingest.opened import FileHead, Opening, PageFailure
from pipeline.ingest.pdfobjects import PageObjects, objects_of, switch_text_off
from pipeline.ingest.pdfsignatures import signatures_of, signed
from pipeline.ingest.pdftext import Display, display_of, placed_text
from pipeline.ingest.problems import refusal
from pipeline.ingest.textlines import lines_of, turned

logging.getLogger("pypdfium2").setLevel(logging.ERROR)  # its remarks about forms and buffers are not for the operator

_TEXT_DPI = 150.0
_MIXED_DPI = 200.0
_SCAN_LONG_SIDE = 2400  # px: an A4 page at 205 dpi; nothing that matters is lost below it (measured), and memory is
_LONG_SIDE = 4000  # px: drawings and posters
_SCAN_SHARE = 0.5
_MOST_POINTS = 20_000.0  # ISO 32000-1 annex C allows 14,400
_LEAST_POINTS = 3.0
_LEAST_PIXELS = 16
_THUMB_LONG_SIDE = 320  # px
_THUMB_MEAN = 5.0  # grey levels between the embedded picture and the drawn page: resampling gives 0.5 to 2; dense small print more, and is drawn
_THUMB_WORST = 60.0  # the same in the worst 0.2 % of pixels
_OTHER = 40  # grey levels outside all that the embedded picture has within a pixel: resampling never gives that, another stroke does
_MOST_OTHER = 4  # px
_SKIPPED_ANNOTATIONS = frozenset({pdfium_c.FPDF_ANNOT_LINK, pdfium_c.FPDF_ANNOT_POPUP})
_HIDDEN_FLAGS = pdfium_c.FPDF_ANNOT_FLAG_HIDDEN | pdfium_c.FPDF_ANNOT_FLAG_NOVIEW


def open_pdf(data: bytes, limits: Limits) -> Iterator[Opening]:
    """FileHead, then a RawPage or PageFailure per page. Raises FileProblemError (encrypted, damaged, no-pages, too-many-pages)."""
    structure = pdfstructure.examined(data)
    try:
        opened = _opened(data, structure)
        try:
            count = len(opened.document)
            problems = opened.problems
            if structure is not None:
                problems = (*structure.problems, *problems)
                if structure.page_count > count:
                    problems = (*problems, "pages-lost")
            if count == 0:
                raise refusal("no-pages")
            if count > limits.pages:
                raise refusal("too-many-pages")
            signatures = signatures_of(data) if signed(data) or "signature-present" in problems else ()
            problems = tuple(code for code in problems if code != "signature-present") + (("signature-present",) if signatures else ())
            yield FileHead(count, problems, signatures, metadata.of_pdf(structure.pdf, data) if structure else None)
            for number in range(1, count + 1):
                if structure is not None and structure.content_exceeds(number, limits.content_bytes):
                    yield PageFailure(number, "content-too-large")
                    continue
                page = _page(opened.document, number, limits)
                if page == PageFailure(number, "page-damaged") and structure is not None and not opened.problems:
                    page = _from_repaired(structure, number, limits) or page
                yield page
        finally:
            opened.document.close()
    finally:
        if structure is not None:
            structure.pdf.close()


@dataclass(frozen=True, slots=True)
class _Opened:
    document: pdfium.PdfDocument
    problems: tuple[str, ...] = ()


def _opened(data: bytes, structure: pdfstructure.Structure | None) -> _Opened:
    try:
        return _Opened(_with_forms(data))
    except pdfium.PdfiumError as error:
        if pdfium_c.FPDF_GetLastError() in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
            raise refusal("encrypted") from error
        if structure is None:
            raise refusal("damaged") from error
    if structure.page_count == 0:
        raise refusal("no-pages")
    try:
        return _Opened(_with_forms(structure.repaired()), ("repaired",))
    except (pdfium.PdfiumError, RuntimeError, ValueError) as error:
        raise refusal("damaged") from error


def _from_repaired(structure: pdfstructure.Structure, number: int, limits: Limits) -> RawPage | None:
    """The page out of the document as pikepdf writes it anew, None when that does not help either."""
    try:
        document = _with_forms(structure.repaired())
    except (pdfium.PdfiumError, RuntimeError, ValueError):
        return None
    try:
        page = _page(document, number, limits) if number <= len(document) else None
    finally:
        document.close()
    return replace(page, problems=("repaired", *page.problems)) if isinstance(page, RawPage) else None


def _with_forms(data: bytes) -> pdfium.PdfDocument:
    document = pdfium.PdfDocument(data)
    document.init_forms()  # before any page: what is filled into a form is seen
    return document


def _page(document: pdfium.PdfDocument, number: int, limits: Limits) -> RawPage | PageFailure:
    try:
        width, height = document.get_page_size(number - 1)
        if not all(_LEAST_POINTS <= side <= _MOST_POINTS for side in (width, height)):
            return PageFailure(number, "page-size")
        page = document[number - 1]
        try:
            return _drawn(page, number, limits)
        finally:
            page.close()
    except pdfium.PdfiumError:
        return PageFailure(number, "page-damaged")


def _drawn(page: pdfium.PdfPage, number: int, limits: Limits) -> RawPage | PageFailure:
    display = display_of(page)
    objects = objects_of(page, display)
    if objects.most_pixels > limits.pixels:
        return PageFailure(number, "picture-too-large")
    problems: list[str] = []
    text = placed_text(page, display)
    words, off_page = lines_of(text.glyphs, display.width, display.height, objects.rules)
    unpainted, beside = lines_of(text.unpainted, display.width, display.height, objects.rules)
    problems.extend(text.problems)
    if off_page or beside:
        problems.append("text-off-page")
    if turn := turned(text.glyphs or text.unpainted):
        problems.append(f"text-turned-{turn}")
    annotated = _has_annotations(page)
    if annotated:
        problems.append("annotations-drawn")
    picture = _embedded(page, objects, display) if not annotated and not text.glyphs else None
    without_text = None
    if picture is None:
        scale = _scale(display, objects)
        if min(display.width, display.height) * scale < _LEAST_PIXELS:
            return PageFailure(number, "page-size")
        picture = _render(page, scale)
        if words and objects.image_share < SCAN_SHARE:
            switch_text_off(page)
            without_text = _render(page, scale)
    dpi = 72.0 * max(picture.shape[0], picture.shape[1]) / max(display.width, display.height)
    return RawPage(number, picture, words, objects.image_share, round(dpi, 1), tuple(problems), unpainted, without_text)


def _scale(display: Display, objects: PageObjects) -> float:
    """px per pt: enough for print on a text page, the embedded picture's own resolution on a scan, both within bounds."""
    longest = max(display.width, display.height)
    if objects.image_share < _SCAN_SHARE:
        dpi = _MIXED_DPI if objects.image_share > 0.02 else _TEXT_DPI
        return min(dpi / 72.0, _LONG_SIDE / longest)
    return min(max(_MIXED_DPI / 72.0, objects.image_scale), _SCAN_LONG_SIDE / longest)


def _render(page: pdfium.PdfPage, scale: float) -> Rgb:
    bitmap = page.render(scale=scale, may_draw_forms=True, draw_annots=True, rev_byteorder=True)
    try:
        return np.array(bitmap.to_numpy()[:, :, :3], dtype=np.uint8, order="C")
    finally:
        bitmap.close()


def _embedded(page: pdfium.PdfPage, objects: PageObjects, display: Display) -> Rgb | None:
    """The one picture that is the page, at its own resolution, or None when the page has to be drawn.

    Masks, clips, colour tricks and layers are not reasoned about: the picture is taken only when the page, drawn as large, looks the same.
    """
    image = objects.only_image
    if image is None:
        return None
    across, down = image.get_px_size()
    if max(across, down) > _SCAN_LONG_SIDE or min(across, down) < _LEAST_PIXELS:
        return None
    picture = np.array(image.get_bitmap().to_pil().convert("RGB"), dtype=np.uint8)  # the bitmap's memory is pdfium's: copied
    picture = np.ascontiguousarray(np.rot90(picture, k=-page.get_rotation() // 90))
    longest = max(display.width, display.height)
    if not _much_alike(picture, _render(page, _THUMB_LONG_SIDE / longest)):
        return None
    return picture if _same_look(picture, _render(page, max(picture.shape) / longest)) else None


def _much_alike(picture: Rgb, thumb: Rgb) -> bool:
    """Whether two pictures look alike from afar. What fails here is drawn at 200 dpi, which small dense print is read better from (measured)."""
    size = (thumb.shape[1], thumb.shape[0])
    small = np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BOX), dtype=np.float32)
    reference = np.asarray(Image.fromarray(thumb).resize(size, Image.Resampling.BOX), dtype=np.float32)
    difference = np.abs(small - reference).mean(axis=2)
    return float(difference.mean()) < _THUMB_MEAN and float(np.percentile(difference, 99.8)) < _THUMB_WORST


def _same_look(picture: Rgb, drawn: Rgb) -> bool:
    """Whether every pixel of the drawing has a value that the picture has at the same place or beside it."""
    import cv2

    if abs(drawn.shape[0] - picture.shape[0]) > 2 or abs(drawn.shape[1] - picture.shape[1]) > 2:
        return False
    drawn = np.asarray(cv2.resize(drawn, (picture.shape[1], picture.shape[0]), interpolation=cv2.INTER_LINEAR), np.uint8)
    around = np.ones((3, 3), np.uint8)
    other = cv2.max(cv2.subtract(drawn, cv2.dilate(picture, around)), cv2.subtract(cv2.erode(picture, around), drawn))
    return int(np.count_nonzero(other.max(axis=2) > _OTHER)) <= _MOST_OTHER


def _has_annotations(page: pdfium.PdfPage) -> bool:
    """Whether anything but links is laid over the page."""
    for index in range(min(pdfium_c.FPDFPage_GetAnnotCount(page), 1000)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            if pdfium_c.FPDFAnnot_GetSubtype(annotation) in _SKIPPED_ANNOTATIONS or pdfium_c.FPDFAnnot_GetFlags(annotation) & _HIDDEN_FLAGS:
                continue
            rectangle = pdfium_c.FS_RECTF()
            pdfium_c.FPDFAnnot_GetRect(annotation, ctypes.byref(rectangle))
            if abs(rectangle.right - rectangle.left) > 1 and abs(rectangle.top - rectangle.bottom) > 1:
                return True
        finally:
            pdfium_c.FPDFPage_CloseAnnot(annotation)
    return False
