"""A hand-made dossier with facts, findings and drawn pages, for the tests of the writers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from domain.declaration import Declaration
from domain.documents import Document, Kind, NoFacts
from domain.facts import Absent, Fact, Place, Unread
from domain.findings import Consequence, Evidence, Finding, Status, Subject, Text
from domain.geometry import Box
from domain.pages import FileReading, Line, Outcome, Page, PlacedSeal, Quality, Seal, SealKind, VinReading
from domain.registry import Registry, RegistryEntry
from domain.report import LocalText, Report, Versions
from domain.used_vehicle_papers import ExportContract, Letter, Outlet, RegisterEntry, RegistrationCertificate, VehicleRow
from pipeline.report import build

VINS = ("LGXCE6CB3S0123456", "LGXCE6CB9S0123462", "LGXCE6CB0S0123463")
MISREAD = "LGXCE6CB3S0123466"
LETTER, CERTIFICATE, SHEET = "扫描件1.pdf", "sub/登记证书.jpg", "x.jpg"
MAKER = "比亚迪汽车有限公司"
REGISTRY = Registry("registry-sample.csv", "2026-11-21", "ab" * 32, (RegistryEntry(MAKER, "120"),))
TITLES = {
    "CL-007": LocalText(en="The letter lists every vehicle", zh="确认书列明每一辆车"),
    "UV-001": LocalText(en="A letter is due within 180 days", zh="180 天内须提交确认书"),
    "SEAL-003": LocalText(en="The seal is the issuer's", zh="印章与出具企业一致"),
}
LINES = [
    (0.30, 0.08, "售后维修服务确认书"), (0.12, 0.17, f"致：青岛远帆汽车贸易有限公司    {MAKER}"), (0.12, 0.30, f"1  比亚迪牌  BYD7152WT6HEVC1  {MISREAD}"),
    (0.12, 0.34, f"2  比亚迪牌  BYD7152WT6HEVC1  {VINS[1]}"), (0.12, 0.38, f"3  比亚迪牌  BYD7152WT6HEVC1  {VINS[2]}"),
    (0.12, 0.46, "出口目的国：哈萨克斯坦"), (0.12, 0.52, "服务网点：Astana Motors, 050000 Almaty, Abay 10, +7 727 000 0000"), (0.60, 0.84, MAKER), (0.60, 0.88, "2026年1月20日"),
]  # fmt: skip


def declaration(vins: tuple[str, ...] = VINS) -> Declaration:
    vehicle = {"brand": "比亚迪牌", "model": "BYD7152WT6HEVC1", "manufacturer": MAKER, "registration_date": date(2025, 11, 20)}
    return Declaration.model_validate(
        {
            "schema_version": 1,
            "application_id": "A-2026-0001",
            "category": "used",
            "application_date": "2026-03-02",
            "licence_year": 2026,
            "exporter": {"name": "青岛远帆汽车贸易有限公司", "uscc": "91370200MA3C4B2X1E"},
            "destination": "KZ",
            "vehicles": [vehicle | {"vin": vin} for vin in vins],
        }
    )


def fact(value: object, x0: float, y0: float, x1: float, y1: float, *, file: str = LETTER, page: int = 1, **more: object) -> Fact[object]:
    raw = value.isoformat() if isinstance(value, date) else str(value)
    given = {"raw": raw, "origin": "ocr:ppocrv6", "confidence": 0.98} | more
    return Fact(value, place=Place(file, page, Box(x0, y0, x1, y1)), **given)  # type: ignore[arg-type]


def letter_page(file: str = LETTER) -> Page:
    seal = Seal(MAKER, SealKind.OFFICIAL, "round", "red", Box(0.58, 0.78, 0.80, 0.93), 0.91, horizontal="", code="3702001234567")
    lines = tuple(Line(text, Box(x, y, min(0.95, x + 0.016 * len(text)), y + 0.018), "ocr:ppocrv6", 0.97) for x, y, text in LINES)
    vin = VinReading(MISREAD, f"*{MISREAD}*", "read", Box(0.50, 0.30, 0.80, 0.318), "ocr:ppocrv6", 0.97)
    return Page(file, 1, lines, (seal,), (vin,), quality=(Quality("blurred", 0.3),), width=1240, height=1754, rotation=90)


def letter(vins: tuple[str, ...] = (MISREAD, VINS[1], VINS[2]), page: Page | None = None) -> Document:
    page = page or letter_page()
    file = page.file
    rows = tuple(
        VehicleRow(
            vin=fact(vin, 0.46, 0.30 + 0.04 * n, 0.72, 0.318 + 0.04 * n, file=file, doubt="low-confidence" if n == 2 else None),  # type: ignore[arg-type]
            brand=fact("比亚迪牌", 0.15, 0.30 + 0.04 * n, 0.24, 0.318 + 0.04 * n, file=file),  # type: ignore[arg-type]
            model=fact("BYD7152WT6HEVC1", 0.25, 0.30 + 0.04 * n, 0.44, 0.318 + 0.04 * n, file=file),  # type: ignore[arg-type]
        )
        for n, vin in enumerate(vins[:3])
    )
    outlet = Outlet(
        provider=fact("Astana Motors", 0.21, 0.52, 0.34, 0.538, file=file),  # type: ignore[arg-type]
        address=fact("050000 Almaty, Abay 10", 0.35, 0.52, 0.57, 0.538, file=file),  # type: ignore[arg-type]
        country=fact("KZ", 0.21, 0.46, 0.30, 0.478, file=file, raw="哈萨克斯坦"),  # type: ignore[arg-type]
        phone=Unread("no-readable-value", Place(file, 1, Box(0.58, 0.52, 0.73, 0.538))),
    )
    facts = Letter(
        title=fact("售后维修服务确认书", 0.30, 0.08, 0.55, 0.10, file=file),  # type: ignore[arg-type]
        issuer=fact(MAKER, 0.60, 0.84, 0.80, 0.858, file=file, confidence=None, origin="text-layer"),  # type: ignore[arg-type]
        issuer_claims=(),
        addressee=fact("青岛远帆汽车贸易有限公司", 0.15, 0.17, 0.40, 0.188, file=file),  # type: ignore[arg-type]
        number=Absent((Place(file, 1),)),
        date=fact(date(2026, 1, 20), 0.60, 0.88, 0.76, 0.898, file=file, raw="2026年1月20日"),  # type: ignore[arg-type]
        destinations=(fact("KZ", 0.21, 0.46, 0.30, 0.478, file=file, raw="哈萨克斯坦"),),  # type: ignore[arg-type]
        regions=(),
        vehicles=rows,
        vin_ranges=(),
        outlets=(outlet,),
        seals=tuple(PlacedSeal(seal, page.place(seal.box), by_signature=True) for seal in page.seals),
    )
    return Document("d1", Kind.CONFIRMATION_LETTER, 0.98, (page,), facts)


def certificate(vin: str = VINS[0]) -> Document:
    page = Page(CERTIFICATE, 1, (), width=1240, height=1754)
    here = {"file": CERTIFICATE}
    nothing = Absent((Place(CERTIFICATE, 1),))
    entry = RegisterEntry(
        what=fact("export_transfer", 0.1, 0.6, 0.4, 0.62, raw="转让登记待出口", **here),  # type: ignore[arg-type]
        owner=nothing,
        date=fact(date(2026, 1, 15), 0.5, 0.6, 0.7, 0.62, **here),  # type: ignore[arg-type]
    )
    facts = RegistrationCertificate(
        vin=fact(vin, 0.2, 0.3, 0.5, 0.32, **here), brand=nothing, model=nothing, manufacturer=nothing, vehicle_type=nothing,  # type: ignore[arg-type]
        origin=nothing, fuel=nothing, use_nature=nothing, owner=Unread("no-readable-value", Place(CERTIFICATE, 1, Box(0.2, 0.1, 0.6, 0.13)), "青岛?"),
        registration_date=fact(date(2025, 11, 20), 0.2, 0.2, 0.4, 0.22, doubt="ambiguous-date", **here),  # type: ignore[arg-type]
        manufacture_date=nothing, issue_date=nothing, entries=(entry,), export_annotation=nothing, export_date=nothing,
        sections=("summary", "entries"), seals=(),
    )  # fmt: skip
    return Document("d2", Kind.REGISTRATION_CERTIFICATE, 0.95, (page,), facts)


def contract() -> Document:
    none = Absent()
    facts = ExportContract(none, none, none, none, (), none, ("zh", "ru"), (), ())
    return Document("d4", Kind.EXPORT_CONTRACT, 0.7, (Page(SHEET, 2, ()),), facts)


def unknown() -> Document:
    return Document("d10", Kind.UNKNOWN, 0.4, (Page(SHEET, 1, ()),), NoFacts())


def evidence(text: str, box: Box | None, file: str = LETTER) -> Evidence:
    return Evidence(Place(file, 1, box), text, "ocr:ppocrv6", 0.9912345)


def findings() -> tuple[Finding, ...]:
    need = Kind.CONFIRMATION_LETTER.value
    authority = "Guidelines of 2025-12-11, part 1, item 4"
    return (
        Finding("UV-001", Status.PASS, "due-and-present", Subject(vin=VINS[1]), Text("A letter is due and there.", "应提交确认书，已提交。"), requirement=need),
        Finding(
            "CL-007", Status.FAIL, "vin-not-listed", Subject(vin=VINS[0]),
            Text("The letter does not list this VIN; the nearest it lists differs in one character.", "确认书未列明该车辆识别代号；最接近的一个有一位字符不同。"),
            Text("Ask the manufacturer for a letter that lists the VIN as declared.", "请由生产企业出具列明该车辆识别代号的确认书。"),
            VINS[0], MISREAD, authority, Consequence.NO_LICENCE, need, (evidence(MISREAD, Box(0.46, 0.30, 0.72, 0.318)),),
        ),
        Finding("CL-007", Status.PASS, "vin-listed", Subject(vin=VINS[1]), Text("Listed.", "已列明。"), requirement=need),
        Finding(
            "SEAL-003", Status.REVIEW, "seal-not-certain", Subject(document="d1"),
            Text("The seal's text is close to the issuer's name but could not be settled.", "印章文字与出具企业名称接近，但无法确认。"),
            Text("Look at the seal.", "请人工查看印章。"), MAKER, "比亚迪汽车有限公可", requirement=need,
            evidence=(evidence("比亚迪汽车有限公可", Box(0.58, 0.78, 0.80, 0.93)), evidence("", None, CERTIFICATE)),
        ),
        Finding("INT-007", Status.NOTE, "unknown-pages", Subject(), Text("One page is of no known kind.", "有一页未识别种类。")),
        Finding("UV-002", Status.NOT_APPLICABLE, "not-exempt", Subject(vin=VINS[2]), Text("No exemption.", "不适用过渡规定。"), requirement=need),
    )  # fmt: skip


def files() -> tuple[FileReading, ...]:
    return (
        FileReading(SHEET, "22" * 32, 10, "image/jpeg", Outcome.TIMEOUT, problems=("timeout",), page_count=1),
        FileReading(LETTER, "00" * 32, 123_456, "application/pdf", Outcome.READ, (letter_page(),)),
        FileReading(CERTIFICATE, "11" * 32, 234_567, "image/jpeg", Outcome.DUPLICATE, duplicate_of=LETTER, page_count=1),
    )


def versions() -> Versions:
    return build.versions("0.1.0", "2026-01-01", {"ppocr": "v6-small", "openvino": "2026.4"}, REGISTRY)


def report() -> Report:
    documents = (unknown(), certificate(), letter())
    return build.build_report("A-2026-0001", findings(), files(), documents, versions(), declaration())


def draw_pages(folder: Path, font: str | None = None) -> dict[tuple[str, int], Path]:
    """Draw the letter and a blank certificate as upright pages of 1240 x 1754 px; without a `font` file only Latin text shows."""
    folder.mkdir(parents=True, exist_ok=True)
    letter_file, other = folder / "letter.jpg", folder / "other.jpg"
    page = Image.new("RGB", (1240, 1754), "white")
    pen = ImageDraw.Draw(page)
    letters = ImageFont.truetype(font, 24) if font else ImageFont.load_default(20)
    for x, y, text in LINES:
        pen.text((x * 1240, y * 1754), text if font else text.encode("ascii", "replace").decode(), fill="black", font=letters)
    pen.ellipse((0.58 * 1240, 0.78 * 1754, 0.80 * 1240, 0.78 * 1754 + 0.22 * 1240), outline=(200, 20, 30), width=6)
    page.save(letter_file, quality=90)
    Image.new("RGB", (1240, 1754), (240, 238, 230)).save(other, quality=90)
    return {(LETTER, 1): letter_file, (CERTIFICATE, 1): other}
