"""Pictures for a report: evidence cut from the pages with its box drawn, and small pictures of the pages themselves."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw

from domain.report import BoxRecord, EvidenceRecord, Report

PictureOf = Callable[[str, int], Path | None]
"""(file, page) -> the upright page as a picture file, None when there is none."""

MAX_CROPS = 400
CROP_WIDTH = 720  # px
PAGE_WIDTH = 760  # px
# How much of the page a crop shows at least, so that one sees what the words belong to.
_LEAST_WIDTH, _LEAST_HEIGHT = 0.42, 0.055
_INK = (200, 16, 46)
_SHOWN = ("fail", "review", "note")


def cut(report: Report, picture_of: PictureOf) -> tuple[Report, dict[str, bytes]]:
    """The report with its evidence's `crop` names filled in, and the PNG bytes by name (`crops/<hash>.png`).

    Findings that pass have no crop: the spot is in the record, and a report of many vehicles stays small. Equal pictures are stored once.
    """
    wanted: dict[tuple[str, int], list[BoxRecord | None]] = {}
    for finding in report.findings:
        for evidence in finding.evidence if finding.status in _SHOWN else ():
            boxes = wanted.setdefault((evidence.file, evidence.page), [])
            if evidence.box not in boxes and sum(map(len, wanted.values())) < MAX_CROPS:
                boxes.append(evidence.box)
    names: dict[tuple[str, int, BoxRecord | None], str] = {}
    pictures: dict[str, bytes] = {}
    for (file, number), boxes in wanted.items():
        page = _opened(picture_of(file, number)) if boxes else None
        if page is None:
            continue
        for box in boxes:
            png = _png(_crop(page, box))
            name = f"crops/{hashlib.sha256(png).hexdigest()[:20]}.png"
            pictures[name] = png
            names[file, number, box] = name

    def named(evidence: EvidenceRecord, status: str) -> EvidenceRecord:
        name = names.get((evidence.file, evidence.page, evidence.box)) if status in _SHOWN else None
        return evidence.model_copy(update={"crop": name})

    findings = tuple(
        finding.model_copy(update={"evidence": tuple(named(evidence, finding.status) for evidence in finding.evidence)})
        for finding in report.findings
    )
    return report.model_copy(update={"findings": findings}), pictures


def page_picture(path: Path | None) -> tuple[bytes, int, int] | None:
    """A page as JPEG for the HTML report, with its width and height in px; None when there is no picture."""
    page = _opened(path, PAGE_WIDTH)
    if page is None:
        return None
    page.thumbnail((PAGE_WIDTH, 3 * PAGE_WIDTH), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    page.save(out, "JPEG", quality=68, optimize=True)
    return out.getvalue(), page.width, page.height


def _opened(path: Path | None, width: int | None = None) -> Image.Image | None:
    """The page in RGB, decoded at about `width` px when given; None when the picture is not there any more."""
    if path is None or not path.is_file():
        return None
    with Image.open(path) as image:
        if width:
            image.draft("RGB", (width, width))
        return image.convert("RGB")


def _crop(page: Image.Image, box: BoxRecord | None) -> Image.Image:
    """The box with its surroundings and a frame drawn just outside it; the whole page, small, when there is no box."""
    if box is None:
        whole = page.copy()
        whole.thumbnail((CROP_WIDTH // 2, CROP_WIDTH // 2), Image.Resampling.LANCZOS)
        return whole
    x0, x1 = _span(box[0], box[2], _LEAST_WIDTH)
    y0, y1 = _span(box[1], box[3], _LEAST_HEIGHT)
    left, top = int(x0 * page.width), int(y0 * page.height)
    right, bottom = max(left + 1, round(x1 * page.width)), max(top + 1, round(y1 * page.height))
    crop = page.crop((left, top, right, bottom))
    scale = min(CROP_WIDTH / crop.width, 2.0)
    crop = crop.resize((max(1, round(crop.width * scale)), max(1, round(crop.height * scale))), Image.Resampling.LANCZOS)
    across, down = page.width * scale, page.height * scale
    frame = [
        max(0, box[0] * across - left * scale - 4),
        max(0, box[1] * down - top * scale - 4),
        min(crop.width - 1, box[2] * across - left * scale + 4),
        min(crop.height - 1, box[3] * down - top * scale + 4),
    ]
    if frame[0] < frame[2] and frame[1] < frame[3]:
        ImageDraw.Draw(crop).rectangle(frame, outline=_INK, width=2)
    return crop


def _span(start: float, stop: float, least: float) -> tuple[float, float]:
    """The interval widened by a third on each side, to at least `least`, moved to lie within the page."""
    width = min(1.0, max(least, (stop - start) * 5 / 3))
    begin = min(max(0.0, (start + stop - width) / 2), 1.0 - width)
    return begin, begin + width


def _png(picture: Image.Image) -> bytes:
    """128 colours are plenty for print and paper, and a quarter of the bytes."""
    out = io.BytesIO()
    picture.quantize(128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()
