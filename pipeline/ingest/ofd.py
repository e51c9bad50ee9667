"""OFD (GB/T 33190) -> pages. ofdkit finds and reads the parts; the picture is drawn here from text, lines and pictures.

A drawing made from the text is no witness for the text: every page says so (`drawn-from-text`).
"""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

import ofdkit
from ofdkit.package import Package
from PIL import Image

from domain.errors import FileProblemError
from domain.pages import Signature, SignatureState
from domain.picture import RawPage
from pipeline.ingest import sniff
from pipeline.ingest.image import layered
from pipeline.ingest.limits import Limits
from pipeline.ingest.ofddraw import Canvas, Resources
from pipeline.ingest.ofdseals import day_of, seal_name
from pipeline.ingest.ofdxml import attribute, box_of, child, children, local
from pipeline.ingest.opened import FileHead, Opening, PageFailure
from pipeline.ingest.problems import refusal
from pipeline.ingest.textlines import lines_of, turned

_DPI = 150.0
_LONG_SIDE = 4000  # px
_SIDES = (5.0, 5000.0)  # mm
_MOST_DECODED = 200 * 1024 * 1024
_PICTURE_STARTS = re.compile(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff[\xe0-\xef\xdb]|PK\x03\x04")
_ERRORS = (
    ofdkit.OFDError,
    zipfile.BadZipFile,
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    OverflowError,
    RecursionError,
    OSError,
    RuntimeError,
)


@dataclass(slots=True)
class _Body:
    """One document of the package: its templates and resources, and the stamps that signatures lay on its pages."""

    path: str
    templates: dict[str, tuple[str, str]] = field(default_factory=dict)
    resources: Resources = field(default_factory=Resources)
    annotations: dict[str, str] = field(default_factory=dict)
    stamps: dict[str, list[tuple[tuple[float, float, float, float], bytes]]] = field(default_factory=dict)


def open_ofd(data: bytes, limits: Limits) -> Iterator[Opening]:
    """FileHead, then a RawPage or PageFailure per page. Raises FileProblemError (damaged, no-pages, too-many-pages)."""
    yield from _open(data, limits, depth=0)


def _open(data: bytes, limits: Limits, depth: int) -> Iterator[Opening]:
    try:
        _refuse_bomb(data)
        document = ofdkit.open(data)
    except _ERRORS as error:
        raise refusal("damaged") from error
    with document, Package(data) as package:
        if not document.pages:
            raise refusal("no-pages")
        if len(document.pages) > limits.pages:
            raise refusal("too-many-pages")
        try:
            bodies, signed = _bodies(package, limits)
        except _ERRORS as error:
            raise refusal("damaged") from error
        yield FileHead(len(document.pages), ("ofd-signature-present",) if signed else (), signed)
        for number, page in enumerate(document.pages, start=1):
            try:
                yield _page(page, number, package, bodies, limits, depth)
            except FileProblemError as error:
                yield PageFailure(number, error.problem)
            except _ERRORS:
                yield PageFailure(number, "page-damaged")


def _refuse_bomb(data: bytes) -> None:
    """Raises OFDLimitError when the package's parts claim, or its archive hides, more than may be unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(info.file_size for info in archive.infolist()) > _MOST_DECODED:
            raise ofdkit.OFDLimitError("the package unpacks to too much")


def _bodies(package: Package, limits: Limits) -> tuple[list[_Body], tuple[Signature, ...]]:
    root = package.read_xml(package.find("OFD.xml") or "OFD.xml")
    bodies: list[_Body] = []
    signed: tuple[Signature, ...] = ()
    for element in children(root, "DocBody"):
        path = package.resolve("OFD.xml", _text(child(element, "DocRoot")))
        if path is None:
            continue
        body = _body(package, path)
        bodies.append(body)
        listing = package.resolve("OFD.xml", _text(child(element, "Signatures")))
        if listing is not None:
            signed += _stamps(package, listing, body)
    return bodies, signed


def _body(package: Package, path: str) -> _Body:
    root = package.read_xml(path)
    body = _Body(path)
    common = child(root, "CommonData")
    for element in common if common is not None else ():
        if local(element) == "TemplatePage":
            location = package.resolve(path, element.get("BaseLoc"))
            if location is not None:
                body.templates[attribute(element, "ID")] = (location, attribute(element, "ZOrder"))
        elif local(element) in ("PublicRes", "DocumentRes"):
            body.resources.load(package, package.resolve(path, element.text))
    listing = package.resolve(path, _text(child(root, "Annotations")))
    if listing is not None:
        for element in children(package.read_xml(listing), "Page"):
            location = package.resolve(listing, _text(child(element, "FileLoc")))
            if location is not None:
                body.annotations[attribute(element, "PageID")] = location
    return body


def _stamps(package: Package, listing: str, body: _Body) -> tuple[Signature, ...]:
    """Reads where signatures stamp their seal; the signatures, named after their seals and not verified."""
    signed: list[Signature] = []
    for element in children(package.read_xml(listing), "Signature"):
        path = package.resolve(listing, element.get("BaseLoc"))
        try:
            signature = package.read_xml(path) if path is not None else None
        except ofdkit.OFDError:
            signature = None
        if path is None or signature is None:
            signed.append(Signature("", "", SignatureState.UNREADABLE))
            continue
        info = child(signature, "SignedInfo")
        value = package.resolve(path, _text(child(signature, "SignedValue")))
        seal = package.resolve(path, _text(child(child(info, "Seal"), "BaseLoc")))
        picture = next((package.read(name) for name in (seal, value) if name is not None), b"")
        signed.append(Signature(seal_name(picture), "", SignatureState.UNVERIFIED, claimed_day=day_of(_text(child(info, "SignatureDateTime")))))
        for stamp in children(info, "StampAnnot"):
            box = box_of(stamp.get("Boundary"))
            if box is not None:
                body.stamps.setdefault(attribute(stamp, "PageRef"), []).append((box, picture))
    return tuple(signed)


def _page(page: ofdkit.Page, number: int, package: Package, bodies: list[_Body], limits: Limits, depth: int) -> RawPage | PageFailure:
    left, top, width, height = page.box
    if not all(_SIDES[0] <= side <= _SIDES[1] for side in (width, height)):
        return PageFailure(number, "page-size")
    scale = min(_DPI / 25.4, _LONG_SIDE / max(width, height))
    canvas = Canvas(left, top, width, height, scale, package, limits)
    if page.location is None:
        return PageFailure(number, "page-damaged")
    body = _body_of(page, bodies)
    root = package.read_xml(page.location)
    resources = body.resources
    for element in children(root, "PageRes"):
        resources = resources.copy()
        resources.load(package, package.resolve(page.location, element.text))
    templates = [body.templates[attribute(t, "TemplateID")] + (attribute(t, "ZOrder"),) for t in children(root, "Template")
                 if attribute(t, "TemplateID") in body.templates]  # fmt: skip
    over = [location for location, own, here in templates if (here or own) == "Foreground"]
    for location in [location for location, _, _ in templates if location not in over]:
        canvas.draw_content(package.read_xml(location), resources)
    canvas.draw_content(root, resources)
    for location in over:
        canvas.draw_content(package.read_xml(location), resources)
    if page.id in body.annotations:
        _annotations(package.read_xml(body.annotations[page.id]), canvas, resources)
    for box, picture in body.stamps.get(page.id or "", ()):
        _stamp(canvas, box, picture, limits, depth)
    words, off_page = lines_of(canvas.glyphs, width, height, canvas.rules())
    problems = ["drawn-from-text", *sorted(canvas.problems)]
    if off_page:
        problems.append("text-off-page")
    if turn := turned(canvas.glyphs):
        problems.append(f"text-turned-{turn}")
    return RawPage(number, canvas.picture(), words, canvas.image_share, round(scale * 25.4, 1), tuple(problems))


def _body_of(page: ofdkit.Page, bodies: list[_Body]) -> _Body:
    """The document a page belongs to: the one whose folder holds it."""
    location = page.location or ""
    fitting = [body for body in bodies if location.startswith(body.path.rsplit("/", 1)[0])]
    return max(fitting or bodies, key=lambda body: len(body.path) if body in fitting else 0)


def _annotations(root: ET.Element, canvas: Canvas, resources: Resources) -> None:
    for element in children(root, "Annot"):
        if attribute(element, "Visible").casefold() == "false":
            continue
        appearance = child(element, "Appearance")
        box = box_of(appearance.get("Boundary")) if appearance is not None else None
        if appearance is not None and box is not None and len(appearance):
            canvas.problems.add("annotations-drawn")
            canvas.draw(list(appearance), (1.0, 0.0, 0.0, 1.0, box[0], box[1]), resources, 0)


def _stamp(canvas: Canvas, box: tuple[float, float, float, float], data: bytes, limits: Limits, depth: int) -> None:
    """Lays a signature's seal on the page as a reader shows it; white is no ink."""
    picture = _seal_picture(data, limits, depth)
    if picture is None:
        canvas.problems.add("not-drawn")
        return
    paper = Image.new("RGBA", picture.size, (255, 255, 255, 255))
    canvas.multiply(Image.alpha_composite(paper, picture).convert("RGB"), box)
    canvas.problems.add("annotations-drawn")


def _seal_picture(data: bytes, limits: Limits, depth: int) -> Image.Image | None:
    """The picture inside a signed seal (GB/T 38540 keeps it as PNG, JPEG or a small OFD within DER)."""
    for match in list(_PICTURE_STARTS.finditer(data))[:8]:
        part = data[match.start() :]
        kind = sniff.sniff(part)
        try:
            if kind in sniff.IMAGES:
                return layered(part, kind, limits)
            if kind == sniff.OFD and depth == 0:
                page = next((item for item in _open(part, limits, depth=1) if isinstance(item, RawPage)), None)
                if page is not None:
                    return Image.fromarray(page.picture).convert("RGBA")
        except FileProblemError:
            continue
    return None


def _text(element: ET.Element | None) -> str | None:
    return element.text if element is not None else None
