"""What the papers of modified vehicles say. Every field is a Fact, an Absent or an Unread, or a tuple of facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from domain.facts import Absent, Fact, Field, Place
from domain.pages import PlacedSeal


@dataclass(frozen=True, slots=True)
class Plate:
    """One data plate. `model` is that of the vehicle as the plate names it, which on a chassis maker's plate may be the chassis.

    `role`: before | after the modification, None until it is told apart (extractors.roles). `words` are the lines that no label explains.
    """

    vin: Field[str]
    brand: Field[str]
    model: Field[str]
    chassis_model: Field[str]
    manufacturer: Field[str]
    engine_model: Field[str]
    engine_power: Field[str]
    motor_model: Field[str]
    max_mass: Field[str]
    manufacture_month: Field[str]
    place: Place
    seats: Field[str] = field(default_factory=Absent)
    serial: Field[str] = field(default_factory=Absent)
    words: tuple[Fact[str], ...] = ()
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Nameplates:
    """The plates on one picture, commonly one."""

    plates: tuple[Plate, ...]


@dataclass(frozen=True, slots=True)
class GoodsLine:
    """One line of a contract or invoice. Money in yuan; `quantity` in `unit`, negative on a red invoice.

    `what`: chassis | device | service | unclear, by the words of the line. `vins` are those the line names.
    """

    name: Field[str]
    model: Field[str]
    unit: Field[str]
    quantity: Field[Decimal]
    unit_price: Field[Decimal]
    amount: Field[Decimal]
    tax: Field[Decimal]
    vins: tuple[Fact[str], ...] = ()
    what: str = "unclear"


@dataclass(frozen=True, slots=True)
class PurchaseContract:
    """A contract by which a maker of modified vehicles buys chassis or devices. `total_in_words` is the capital-letter total in yuan."""

    number: Field[str]
    date: Field[date]
    buyer: Field[str]
    seller: Field[str]
    goods: tuple[GoodsLine, ...]
    total: Field[Decimal]
    total_in_words: Field[Decimal]
    seals: tuple[PlacedSeal, ...]


@dataclass(frozen=True, slots=True)
class InvoiceCode:
    """What an invoice's QR code says; `amount` is without tax on older forms, with tax on fully digital ones."""

    code: str
    number: str
    amount: Decimal | None
    date: date | None


@dataclass(frozen=True, slots=True)
class Invoice:
    """A VAT or motor-vehicle invoice with its list of goods. `net`, `tax`, `total` in yuan.

    `form`: digital | special | ordinary | motor_vehicle. `negative`: a red invoice; `corrects` the number of the invoice it takes back.
    `list_expected`: the invoice points to a list of goods (销货清单) instead of naming them.
    """

    form: Field[str]
    code: Field[str]
    number: Field[str]
    date: Field[date]
    buyer: Field[str]
    seller: Field[str]
    goods: tuple[GoodsLine, ...]
    net: Field[Decimal]
    tax: Field[Decimal]
    total: Field[Decimal]
    total_in_words: Field[Decimal]
    qr: Field[InvoiceCode]
    corrects: Field[str]
    negative: bool
    list_expected: bool
    seals: tuple[PlacedSeal, ...]


@dataclass(frozen=True, slots=True)
class AnnouncementSheet:
    """Parameter sheet of one model in the MIIT Announcement; several chassis may be listed for it."""

    brand: Field[str]
    model: Field[str]
    name: Field[str]
    company: Field[str]
    catalogue_number: Field[str]
    chassis_models: tuple[Fact[str], ...]
    chassis_makers: tuple[Fact[str], ...]


@dataclass(frozen=True, slots=True)
class CccCertificate:
    """Certificate of China Compulsory Certification. `holder` is the applicant, `manufacturer` the producer, `factory` where it is made.

    `voided` is a word on the page that says it is suspended, withdrawn or cancelled.
    """

    number: Field[str]
    holder: Field[str]
    manufacturer: Field[str]
    factory: Field[str]
    name: Field[str]
    models: tuple[Fact[str], ...]
    issue_date: Field[date]
    expiry: Field[date]
    voided: Field[str]
    seals: tuple[PlacedSeal, ...]


@dataclass(frozen=True, slots=True)
class AccessCertificate:
    """A certificate or approval by which the destination admits a model. `destinations` hold ISO alpha-2 codes, `unions` those of unions."""

    number: Field[str]
    destinations: tuple[Fact[str], ...]
    unions: tuple[Fact[str], ...]
    models: tuple[Fact[str], ...]
    holder: Field[str]
    issue_date: Field[date]
    expiry: Field[date]


@dataclass(frozen=True, slots=True)
class TestReport:
    """A report on tests of a model (type test, mandatory test), not the inspection of one used vehicle."""

    __test__ = False  # no test case, whatever pytest thinks of the name

    number: Field[str]
    models: tuple[Fact[str], ...]
    name: Field[str]
    client: Field[str]
    conclusion: Field[str]
    date: Field[date]
    seals: tuple[PlacedSeal, ...]


@dataclass(frozen=True, slots=True)
class NoRequirementStatement:
    """The exporter's word that the destination asks for no admission of such vehicles."""

    exporter: Field[str]
    destinations: tuple[Fact[str], ...]
    models: tuple[Fact[str], ...]
    date: Field[date]
    seals: tuple[PlacedSeal, ...]


@dataclass(frozen=True, slots=True)
class AuthorisationLetter:
    """A manufacturer authorises another enterprise to export its vehicles."""

    manufacturer: Field[str]
    exporter: Field[str]
    models: tuple[Fact[str], ...]
    until: Field[date]
    date: Field[date]
    seals: tuple[PlacedSeal, ...]


@dataclass(frozen=True, slots=True)
class CertificateOfConformity:
    """Factory certificate of one vehicle or chassis (合格证)."""

    number: Field[str]
    vin: Field[str]
    brand: Field[str]
    model: Field[str]
    chassis_model: Field[str]
    manufacturer: Field[str]
    date: Field[date]


@dataclass(frozen=True, slots=True)
class View:
    """One comparison photo by its caption, label or file name. `stage`: before | after; `side`: front | left_front | side | rear."""

    stage: Field[str]
    side: Field[str]
    model: Field[str]
    place: Place


@dataclass(frozen=True, slots=True)
class ModificationDescription:
    """What was modified. `stages` are those of before | after that it speaks of, `pictures` the number of pictures in it, `views` the
    comparison photos among them whose caption says all of them."""

    models: tuple[Fact[str], ...]
    stages: tuple[str, ...]
    pictures: int
    views: tuple[View, ...] = ()


@dataclass(frozen=True, slots=True)
class ComparisonPhotos:
    """`description`: what the same paper says of the modification, where its heading announces that too."""

    views: tuple[View, ...]
    description: ModificationDescription | None = None
