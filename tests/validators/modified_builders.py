"""A clean dossier of two modified vehicles of one model, and ways to change one paper of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from builders import ABSENT, APPLICATION, EXPORTER, REGISTRY, declaration, fact, page, place, reading, seal, vin_of

from domain.documents import Document, Facts, Kind
from domain.dossier import Dossier, Elsewhere
from domain.facts import Fact
from domain.findings import Status
from domain.geometry import Box
from domain.modified_vehicle_papers import (
    AccessCertificate,
    AnnouncementSheet,
    AuthorisationLetter,
    CccCertificate,
    CertificateOfConformity,
    ComparisonPhotos,
    GoodsLine,
    Invoice,
    InvoiceCode,
    ModificationDescription,
    Nameplates,
    NoRequirementStatement,
    Plate,
    PurchaseContract,
    TestReport,
    View,
)
from domain.pages import Page, Picture
from domain.policy import policy_on
from validators.reconciliation import Side, reconcile

BUILDER, CHASSIS_MAKER, DEVICE_MAKER = "湖北某专用汽车有限公司", "东风汽车股份有限公司", "随州恒力机械有限公司"
MODEL, NAME, BRAND = "CLW5180GSSE6", "洒水车", "程力牌"
CHASSIS, CHASSIS_BRAND, DEVICE = "EQ1185LJ8CDE", "东风牌", "洒水罐总成"
FIRST, SECOND, STRANGER = (vin_of(serial, "LGAX3C15{}S3") for serial in (101234, 101235, 909090))
OTHER_MODEL, OTHER_CHASSIS, OTHER_NAME, OTHER_DEVICE = "CLW5070XXYE6", "DFH1180EX8", "厢式运输车", "货厢总成"
SIDES = ("front", "left_front", "side", "rear")
_ids, _files = count(1), count(1)
_KINDS: dict[type, Kind] = {
    AnnouncementSheet: Kind.ANNOUNCEMENT_SHEET,
    CccCertificate: Kind.CCC_CERTIFICATE,
    AccessCertificate: Kind.ACCESS_CERTIFICATE,
    TestReport: Kind.TEST_REPORT,
    NoRequirementStatement: Kind.NO_REQUIREMENT_STATEMENT,
    AuthorisationLetter: Kind.AUTHORISATION_LETTER,
    ModificationDescription: Kind.MODIFICATION_DESCRIPTION,
    ComparisonPhotos: Kind.COMPARISON_PHOTOS,
    CertificateOfConformity: Kind.CERTIFICATE_OF_CONFORMITY,
    Nameplates: Kind.NAMEPLATE_PHOTO,
}


def print_of(thing: object) -> str:
    """A fingerprint of its own for everything that is not equal: about half of its 256 bits differ from any other."""
    return hashlib.sha256(repr(thing).encode()).hexdigest()


def known(value: Any) -> Any:
    """A text, number or date as a clean fact; facts, absences and unread fields as they are."""
    return fact(value) if isinstance(value, str | int | date | Decimal) and not isinstance(value, bool) else value


def made(kind: type, base: dict[str, Any], more: dict[str, Any]) -> Any:
    """Facts of a kind; what is given replaces what is clean."""
    plain = {"negative", "list_expected", "pictures", "what", "place", "role"}
    parts = base | more
    return kind(**{name: value if name in plain or isinstance(value, tuple) else known(value) for name, value in parts.items()})


def facts_of(*values: str) -> tuple[Fact[str], ...]:
    return tuple(map(fact, values))


def plate(vin: Any = FIRST, role: str | None = "before", **more: Any) -> Plate:
    base: dict[str, Any] = {
        "vin": vin, "chassis_model": ABSENT, "engine_model": "CY4SK261", "engine_power": "132kW", "motor_model": ABSENT, "max_mass": "18000",
        "manufacture_month": "2025.10", "place": place(), "role": role,
    }  # fmt: skip
    own = {"brand": CHASSIS_BRAND, "model": CHASSIS, "manufacturer": CHASSIS_MAKER}
    if role == "after":
        own = {"brand": BRAND, "model": MODEL, "manufacturer": BUILDER, "chassis_model": CHASSIS}
    result: Plate = made(Plate, base | own, more)
    return result


def photo(*plates: Plate, print_: str | None = None, **more: Any) -> Document:
    """One photo of a plate or two, a picture of its own unless told otherwise."""
    file = f"plate{next(_files)}.jpg"
    return paper(Nameplates(plates), page(1, file, pictures=(Picture(Box(0, 0, 1, 1), print_ or print_of(file)),), **more))


def plates(*vins: str, **more: Any) -> list[Document]:
    """Both plates of some vehicles, each on a photo of its own."""
    return [photo(plate(vin, role, **more)) for vin in vins for role in ("before", "after")]


def goods(what: str, quantity: Any = 2, **more: Any) -> GoodsLine:
    """A line of an invoice or contract; 100000 a chassis, 30000 a device, without tax."""
    price = 100_000 if what == "chassis" else 30_000
    pieces = quantity if isinstance(quantity, int) else 2
    base: dict[str, Any] = {
        "name": "载货汽车底盘" if what == "chassis" else DEVICE, "model": CHASSIS if what == "chassis" else "GSS-10", "unit": "台",
        "quantity": Decimal(quantity) if isinstance(quantity, int) else quantity, "unit_price": Decimal(price), "amount": Decimal(price * pieces),
        "tax": Decimal(price * pieces * 13) / 100, "vins": (), "what": what,
    }  # fmt: skip
    result: GoodsLine = made(GoodsLine, base, more)
    return result


def bought(what: str, quantity: Any = 2, **more: Any) -> PurchaseContract:
    """A purchase contract; `number` tells contracts apart."""
    lines = more.pop("goods", (goods(what, quantity),))
    base: dict[str, Any] = {
        "number": f"{what}-01", "date": date(2025, 9, 1), "buyer": BUILDER, "seller": CHASSIS_MAKER if what == "chassis" else DEVICE_MAKER,
        "goods": lines, "total": Decimal(226_000), "total_in_words": Decimal(226_000), "seals": (),
    }  # fmt: skip
    result: PurchaseContract = made(PurchaseContract, base, more)
    return result


def number(serial: int = 1) -> Fact[str]:
    """A fully digital invoice's number, as a text layer gives it that the picture confirms."""
    return replace(fact(f"2542000000{serial:010d}"), witnesses=("text-layer", "ocr:test"))


def coded(serial: int = 1, amount: Any = None, day: date | None = date(2025, 10, 8), number_: str | None = None) -> Fact[InvoiceCode]:
    return fact(InvoiceCode("", number_ or f"2542000000{serial:010d}", amount, day))


def invoiced(what: str, quantity: Any = 2, **more: Any) -> Invoice:
    """A fully digital invoice whose figures add up; its serial number is that of the goods unless told otherwise."""
    lines = more.pop("goods", (goods(what, quantity),))
    net = sum((line.amount.value for line in lines if isinstance(line.amount, Fact)), Decimal(0))
    tax = net * 13 / 100
    base: dict[str, Any] = {
        "form": "digital", "code": ABSENT, "number": number(1 if what == "chassis" else 2), "date": date(2025, 10, 8), "buyer": BUILDER,
        "seller": CHASSIS_MAKER if what == "chassis" else DEVICE_MAKER, "goods": lines, "net": net, "tax": tax, "total": net + tax,
        "total_in_words": net + tax, "qr": ABSENT, "corrects": ABSENT, "negative": False, "list_expected": False, "seals": (),
    }  # fmt: skip
    result: Invoice = made(Invoice, base, more)
    return result


def red(what: str, pieces: int, serial: int = 9, **more: Any) -> Invoice:
    """A red invoice that takes pieces back."""
    base = {"goods": (goods(what, -pieces),), "number": number(serial), "negative": True, "corrects": number(1 if what == "chassis" else 2)}
    return invoiced(what, **base | more)


def sheet(**more: Any) -> AnnouncementSheet:
    base: dict[str, Any] = {
        "brand": BRAND, "model": MODEL, "name": NAME, "company": BUILDER, "catalogue_number": "(十七)244",
        "chassis_models": facts_of(CHASSIS), "chassis_makers": facts_of(CHASSIS_MAKER),
    }  # fmt: skip
    result: AnnouncementSheet = made(AnnouncementSheet, base, more)
    return result


def ccc(**more: Any) -> CccCertificate:
    base: dict[str, Any] = {
        "number": "2024011101654321", "holder": BUILDER, "manufacturer": BUILDER, "factory": BUILDER, "name": NAME, "models": facts_of(MODEL),
        "issue_date": date(2024, 5, 1), "expiry": date(2029, 4, 30), "voided": ABSENT, "seals": (),
    }  # fmt: skip
    result: CccCertificate = made(CccCertificate, base, more)
    return result


def access(**more: Any) -> AccessCertificate:
    base: dict[str, Any] = {
        "number": "KZ-7-01", "destinations": facts_of("KZ"), "unions": (), "models": facts_of(MODEL), "holder": BUILDER,
        "issue_date": date(2025, 1, 10), "expiry": date(2027, 1, 9),
    }  # fmt: skip
    result: AccessCertificate = made(AccessCertificate, base, more)
    return result


def report(**more: Any) -> TestReport:
    base: dict[str, Any] = {
        "number": "T-1", "models": facts_of(MODEL), "name": NAME, "client": BUILDER, "conclusion": "合格", "date": date(2025, 6, 1), "seals": (),
    }  # fmt: skip
    result: TestReport = made(TestReport, base, more)
    return result


def statement(**more: Any) -> NoRequirementStatement:
    base: dict[str, Any] = {
        "exporter": EXPORTER, "destinations": facts_of("KZ"), "models": facts_of(MODEL), "date": date(2026, 2, 20), "seals": (seal(EXPORTER),),
    }  # fmt: skip
    result: NoRequirementStatement = made(NoRequirementStatement, base, more)
    return result


def authorised(**more: Any) -> AuthorisationLetter:
    base: dict[str, Any] = {
        "manufacturer": BUILDER, "exporter": EXPORTER, "models": facts_of(MODEL), "until": date(2026, 12, 31), "date": date(2026, 1, 5), "seals": (seal(BUILDER),),
    }  # fmt: skip
    result: AuthorisationLetter = made(AuthorisationLetter, base, more)
    return result


def factory_certificate(**more: Any) -> CertificateOfConformity:
    base: dict[str, Any] = {
        "number": "WEQ010203040506", "vin": FIRST, "brand": CHASSIS_BRAND, "model": CHASSIS, "chassis_model": ABSENT, "manufacturer": CHASSIS_MAKER,
        "date": date(2025, 10, 1),
    }  # fmt: skip
    result: CertificateOfConformity = made(CertificateOfConformity, base, more)
    return result


def description(model: Any = MODEL, pictures: int = 4) -> ModificationDescription:
    return ModificationDescription((known(model),) if model else (), ("before", "after"), pictures)


VIEWS = tuple((stage, side) for stage in ("before", "after") for side in SIDES)


def views(model: Any = MODEL, shown: Sequence[tuple[Any, Any]] = VIEWS, prints: dict[int, str] | None = None) -> Document:
    """Comparison photos, one to a page; `prints` gives the picture at a position another fingerprint."""
    file, pages, found = f"views{next(_files)}.pdf", [], []
    for position, (stage, side) in enumerate(shown):
        picture = Picture(Box(0.1, 0.1, 0.9, 0.6), (prints or {}).get(position, print_of((file, position))))
        pages.append(page(position + 1, file, pictures=(picture,)))
        spot = replace(place(file, position + 1), box=picture.box)
        found.append(View(known(stage), known(side), known(model), spot))
    return paper(ComparisonPhotos(tuple(found)), *pages)


def paper(facts: Facts, *pages: Page, kind: Kind | None = None) -> Document:
    """A document of the kind that its facts are of."""
    if isinstance(facts, PurchaseContract | Invoice):
        whats = {line.what for line in facts.goods} & {"chassis", "device"}
        names = ("CHASSIS", "DEVICE") if whats != {"device"} else ("DEVICE", "CHASSIS")
        kind = kind or Kind[f"{names[0]}_{'INVOICE' if isinstance(facts, Invoice) else 'CONTRACT'}"]
    if isinstance(facts, Nameplates) and kind is None:
        roles = {p.role for p in facts.plates}
        kind = {("before",): Kind.NAMEPLATE_BEFORE, ("after",): Kind.NAMEPLATE_AFTER}.get(tuple(str(r) for r in roles), Kind.NAMEPLATE_PHOTO)
    return Document(f"m{next(_ids)}", kind or _KINDS[type(facts)], 0.98, pages or (page(),), facts)


def modified_vehicle(vin: str = FIRST, **more: Any) -> dict[str, Any]:
    base = {
        "vin": vin, "brand": BRAND, "model": MODEL, "name": NAME, "manufacturer": BUILDER, "manufacture_date": "2025-11-10", "hs_code": "8705909990",
        "chassis": {"brand": CHASSIS_BRAND, "model": CHASSIS, "manufacturer": CHASSIS_MAKER},
    }  # fmt: skip
    return {**base, **more}


def other_vehicle(vin: str = SECOND, **more: Any) -> dict[str, Any]:
    """A vehicle of another model on another chassis."""
    base = {"model": OTHER_MODEL, "name": OTHER_NAME, "chassis": {"brand": CHASSIS_BRAND, "model": OTHER_CHASSIS, "manufacturer": CHASSIS_MAKER}}
    return modified_vehicle(vin, **{**base, **more})


def clean_papers() -> dict[str, Any]:
    """Every paper of the clean dossier by name."""
    return {
        "plates": plates(FIRST, SECOND),
        "chassis_contract": bought("chassis"), "device_contract": bought("device"),
        "chassis_invoice": invoiced("chassis", goods=(goods("chassis", vins=facts_of(FIRST, SECOND)),)), "device_invoice": invoiced("device"),
        "sheet": sheet(), "ccc": ccc(), "access": access(), "report": report(), "statement": statement(), "authorisation": authorised(),
        "description": description(), "photos": views(), "more": (),
    }  # fmt: skip


def declared_as(**more: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "category": "modified", "export_role": "authorised_enterprise", "vehicles": [modified_vehicle(FIRST), modified_vehicle(SECOND)],
        "models": [{"model": MODEL, "quantity": 2, "device": DEVICE}],
    }  # fmt: skip
    return {**base, **more}


def modified(declared: dict[str, Any] | None = None, **papers: Any) -> Dossier:
    """The clean dossier; a paper by its name (facts, a document, several, or None for none) replaces the clean one."""
    frame = {name: papers.pop(name) for name in ("files", "registry", "policy") if name in papers}
    unknown = set(papers) - set(clean_papers())
    assert not unknown, unknown
    documents: list[Document] = []
    for given in (clean_papers() | papers).values():
        for one in given if isinstance(given, list | tuple) else [given]:
            if one is not None:
                documents.append(one if isinstance(one, Document) else paper(one))
    made_of = declaration(**declared_as(**(declared or {})))
    base: dict[str, Any] = {
        "declaration": made_of, "documents": tuple(documents), "files": (reading(),), "registry": REGISTRY,
        "policy": policy_on(made_of.application_date), "elsewhere": Elsewhere(),
    }  # fmt: skip
    return Dossier(**{**base, **frame})


def two_models(**papers: Any) -> Dossier:
    """One vehicle of each of two models on chassis of their own, every paper there for both."""
    lines = (goods("chassis", 1), goods("chassis", 1, model=OTHER_CHASSIS))
    devices = (goods("device", 1), goods("device", 1, name=OTHER_DEVICE))
    other = {"brand": BRAND, "model": OTHER_MODEL}
    second = [photo(plate(SECOND, "before", model=OTHER_CHASSIS)), photo(plate(SECOND, "after", chassis_model=OTHER_CHASSIS, **other))]
    both = {
        "plates": plates(FIRST) + second,
        "chassis_contract": bought("chassis", goods=lines), "device_contract": bought("device", goods=devices),
        "chassis_invoice": invoiced("chassis", goods=lines), "device_invoice": invoiced("device", goods=devices),
        "sheet": [sheet(), sheet(model=OTHER_MODEL, name=OTHER_NAME, chassis_models=facts_of(OTHER_CHASSIS))],
        "ccc": [ccc(), ccc(number="2024011101654399", name=OTHER_NAME, models=facts_of(OTHER_MODEL))],
        "access": [access(), access(models=facts_of(OTHER_MODEL))], "report": [report(), report(models=facts_of(OTHER_MODEL), name=OTHER_NAME)],
        "statement": statement(models=facts_of(MODEL, OTHER_MODEL)), "authorisation": authorised(models=facts_of(MODEL, OTHER_MODEL)),
        "description": [description(), description(OTHER_MODEL)], "photos": [views(), views(OTHER_MODEL)],
    }  # fmt: skip
    models = [{"model": MODEL, "quantity": 1, "device": DEVICE}, {"model": OTHER_MODEL, "quantity": 1, "device": OTHER_DEVICE}]
    declared = {"vehicles": [modified_vehicle(FIRST), other_vehicle(SECOND)], "models": models} | papers.pop("declared", {})
    return modified(declared, **{**both, **papers})


def sides_of(checked: Dossier, what: str = "chassis") -> tuple[Side, Side]:
    """(contracted, invoiced) of the first item of a kind."""
    entry = next(entry for entry in reconcile(checked) if entry.item.what == what)
    return entry.contracted, entry.invoiced


SETTLED = {Status.PASS, Status.NOTE, Status.NOT_APPLICABLE}
RELAXED_DAY = {"application_date": "2025-12-20", "licence_year": 2025}
assert date(2025, 12, 20) < APPLICATION
