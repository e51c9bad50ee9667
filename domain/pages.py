"""What reading a file gives: pages of positioned lines, seals, barcodes. Plain data, cached and sent between processes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.facts import Place
from domain.geometry import Box


@dataclass(frozen=True, slots=True)
class Char:
    """One character as recognised. `start`, `stop`: shares of the line's width. `rival` is the runner-up character."""

    text: str
    start: float
    stop: float
    confidence: float = 1.0
    rival: str = ""
    rival_confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """One run of text without a wide gap (a table row gives one line per cell).

    `box` lies on the levelled page, the frame in which rows and columns are straight; `Page.place` maps it back to the page as seen.
    `chars` are in step with `text`. For a text-layer line `seen` is what the recogniser reads at that spot of the rendered picture:
    None until somebody looked. `claimed` is what a text layer says at the place of a line that was read from the picture because it shows
    something else. `under_seal` tells that a seal's ink crosses the line.
    """

    text: str
    box: Box
    origin: str
    confidence: float | None = None
    chars: tuple[Char, ...] = ()
    seen: str | None = None
    under_seal: bool = False
    claimed: str | None = None


@dataclass(frozen=True, slots=True)
class Frames:
    """Sparse output of a CTC recogniser: per time step its likeliest characters ("" = blank) and their probabilities.

    Characters that are not listed at a step count with `floor`; those in `blind` the recogniser cannot see, and no text is the less likely
    for having them.
    """

    steps: tuple[tuple[tuple[str, float], ...], ...]
    floor: float = 1e-6
    blind: str = ""


class SealKind(StrEnum):
    OFFICIAL = "official"
    CONTRACT = "contract"
    FINANCE = "finance"
    INVOICE = "invoice"
    BUSINESS = "business"
    OTHER_SPECIAL = "other_special"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Seal:
    """A stamp on a page. `text` is the best free reading of the arc ("" when it could not be read), `horizontal` the straight text,
    `code` the 13-digit number. `colour`: red | blue | black | grey. `strips` are the recogniser's frames of the unrolled arc, several
    readings of the same ring, kept so that a name can be verified later (domain.likelihood). `signs` are stable codes of what suggests a
    pasted or generated stamp; None when nobody looked. `shape`: round | oval | square | cross_page (cut by the page's side, its other part
    on the next page) | partial. `impression`: how its ink lies on the paper (domain.impressions), "" when it was not kept."""

    text: str
    kind: SealKind
    shape: str
    colour: str
    box: Box
    confidence: float
    horizontal: str = ""
    code: str | None = None
    strips: tuple[Frames, ...] = ()
    signs: tuple[str, ...] | None = None
    impression: str = ""


@dataclass(frozen=True, slots=True)
class VinReading:
    """A VIN as read on a page, independent of any declaration. `state` is `read` or `unsure` (contract.md).

    Where it was read several times: `readings` are (reader, text in the VIN alphabet), `witnesses` the readers that gave exactly `value`,
    `alternatives` further candidates of an unsure one, likeliest first, and `strips` their frames in the VIN alphabet, kept so that a
    declared VIN can be verified later (domain.confirmation).
    """

    value: str
    raw: str
    state: str
    box: Box
    origin: str
    confidence: float | None = None
    witnesses: tuple[str, ...] = ()
    readings: tuple[tuple[str, str], ...] = ()
    alternatives: tuple[str, ...] = ()
    strips: tuple[Frames, ...] = ()

    @property
    def changed(self) -> tuple[tuple[int, str, str], ...]:
        """(place from 1, character as read, character taken) where no reading gave the whole of `value`, only its parts."""
        if not self.readings or self.witnesses or len(self.raw) != len(self.value):
            return ()
        return tuple((i + 1, a, b) for i, (a, b) in enumerate(zip(self.raw, self.value, strict=True)) if a != b)


@dataclass(frozen=True, slots=True)
class Barcode:
    text: str
    symbology: str
    box: Box


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo or drawing on a page. `fingerprint`: perceptual hash as hexadecimal digits; equal pictures differ in few of its bits."""

    box: Box
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Quality:
    """A defect of the picture: `code` (low-resolution, blurred, glare, cut-off, dark, screen), `score` 0..1 (1 = worst)."""

    code: str
    score: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page as read.

    `rotation`: clockwise degrees (0, 90, 180, 270) the stored picture had to be turned to stand upright.
    `upright`: 3 x 3 row-major homography from levelled to upright coordinates (both in shares of their picture).
    `width`, `height`: px of the upright picture. `dpi`: known resolution, None for a photo.
    `text_layer`: how the lines came about: `none` (picture only), `used` (lines are the text layer's), `rejected` (the text layer
    disagreed with the picture, lines are OCR), `mixed` (both).
    `ink_unread`: share of the page's dark ink, seals aside, that no line explains.
    `marks`: words written large across the page that are no line of it.
    """

    file: str
    number: int
    lines: tuple[Line, ...]
    seals: tuple[Seal, ...] = ()
    vins: tuple[VinReading, ...] = ()
    barcodes: tuple[Barcode, ...] = ()
    quality: tuple[Quality, ...] = ()
    rotation: int = 0
    upright: tuple[float, ...] = (1, 0, 0, 0, 1, 0, 0, 0, 1)
    width: int = 0
    height: int = 0
    dpi: float | None = None
    text_layer: str = "none"
    ink_unread: float = 0.0
    problems: tuple[str, ...] = ()
    picture: str | None = None
    pictures: tuple[Picture, ...] = ()
    marks: tuple[Line, ...] = ()

    def place(self, box: Box | None) -> Place:
        """Where a box of the levelled page lies on the page as a person sees it."""
        return Place(self.file, self.number, None if box is None else self.seen_box(box))

    def seen_box(self, box: Box) -> Box:
        a, b, c, d, e, f, g, h, i = self.upright
        corners = [(x, y) for x in (box.x0, box.x1) for y in (box.y0, box.y1)]
        mapped = [((a * x + b * y + c) / (g * x + h * y + i), (d * x + e * y + f) / (g * x + h * y + i)) for x, y in corners]
        xs, ys = [p[0] for p in mapped], [p[1] for p in mapped]
        return Box(min(xs), min(ys), max(xs), max(ys)).clipped()


class Outcome(StrEnum):
    READ = "read"
    PARTIAL = "partial"
    REJECTED = "rejected"
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"
    ENCRYPTED = "encrypted"
    UNSUPPORTED = "unsupported"
    EMPTY = "empty"
    DUPLICATE = "duplicate"


class SignatureState(StrEnum):
    """`intact`: as signed, nothing added but further signatures and time stamps. `extended`: form fields were filled in after signing, or what was
    added was not compared. `partial`: the signature leaves out a part of the file that it should cover. `altered`: what was signed, or what is
    shown, was changed after signing. `unreadable`: the signature could not be made out. `unverified`: nobody checked (OFD)."""

    INTACT = "intact"
    EXTENDED = "extended"
    PARTIAL = "partial"
    ALTERED = "altered"
    UNREADABLE = "unreadable"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Signature:
    """An electronic signature in a file. `signer`, `organisation`: names in its certificate, "" where there is none; the certificate itself is
    nobody's word. `covers_file`: every byte of the file is signed. `claimed_day`: ISO 8601, as the signer's clock said."""

    signer: str
    organisation: str
    state: SignatureState
    covers_file: bool = False
    claimed_day: str | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file says of its making, all of it unproven. Days are ISO 8601. `updates`: times a PDF was added to after it was first written."""

    producer: str = ""
    creator: str = ""
    created: str | None = None
    modified: str | None = None
    updates: int = 0
    camera: str = ""


@dataclass(frozen=True, slots=True)
class FileReading:
    """What became of one file. `problems` are stable codes (pipeline.ingest.problems has the sentence and the cure of each)."""

    path: str
    sha256: str
    bytes: int
    media_type: str
    outcome: Outcome
    pages: tuple[Page, ...] = ()
    problems: tuple[str, ...] = ()
    page_count: int = 0
    duplicate_of: str | None = None
    signatures: tuple[Signature, ...] = ()
    metadata: Metadata | None = None


@dataclass(frozen=True, slots=True)
class PlacedSeal:
    """A seal and where it stands; `by_signature` tells that it touches the issuer/date block of its document."""

    seal: Seal
    place: Place
    by_signature: bool = False
