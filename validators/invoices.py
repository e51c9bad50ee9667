"""DOC-002, DOC-003 and DOC-005: invoices by themselves, and numbers of factory certificates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from domain.documents import Document, Kind
from domain.dossier import Dossier
from domain.facts import Fact, Field
from domain.findings import Text
from domain.modified_vehicle_papers import CertificateOfConformity, Invoice, PurchaseContract
from validators.catalogue import Says, rule
from validators.compare import evidence, shown
from validators.matching import with_facts
from validators.reasons import not_applicable, note, passes, review

_KINDS = (Kind.INVOICE, Kind.CHASSIS_INVOICE, Kind.DEVICE_INVOICE)
_CENT = Decimal("0.01")
_EYE = ("Compare the figures by eye.", "请人工核对金额。")
_NO_INVOICE = {"no-invoice": not_applicable("No invoice was submitted.", "未提交发票。")}


@rule(
    "DOC-002",
    title=Text("Form of invoice numbers", "发票号码格式"),
    statement=Text(
        "A fully digital invoice has a number of 20 digits and no code; older forms have a code of 10 or 12 digits and a number of 8. The printed number and date are "
        "those of the QR code.",
        "数电发票号码为20位，无发票代码；其他发票代码为10位或12位，号码为8位；票面号码、日期应与二维码一致。",
    ),
    authority="Forms of the State Taxation Administration",
    needs=_KINDS,
    requirement="invoices",
    reasons={
        **_NO_INVOICE,
        "well-formed": passes("The number {found} has the form of its kind.", "号码{found}符合该类发票格式。"),
        "malformed": note("The number {found} does not have the form of its kind of invoice.", "号码{found}不符合该类发票格式。"),
        "number-unread": note("The number of the invoice could not be read ({found}).", "发票号码未能识别（{found}）。"),
        "code-differs": review(
            "The QR code of the invoice says {declared} where the print says {found}.",
            "发票二维码为{declared}，票面为{found}。",
            "Check the invoice with the tax authority.",
            "请通过税务机关查验发票。",
        ),
    },
)
def invoice_numbers_are_formed(dossier: Dossier) -> Iterable[Says]:
    papers = with_facts(dossier, Invoice)
    if not papers:
        yield Says("no-invoice")
    for document, facts in papers:
        yield _form(document, facts)
        yield from _against_code(document, facts)


def _form(document: Document, facts: Invoice) -> Says:
    number, code = facts.number, facts.code
    if not isinstance(number, Fact):
        return Says("number-unread", document=document.id, found=shown(number) or "-", evidence=evidence(number))
    coded = code.value if isinstance(code, Fact) else ""
    digital = isinstance(facts.form, Fact) and facts.form.value == "digital"
    if digital or len(number.value) == 20:
        formed = re.fullmatch(r"\d{20}", number.value) is not None and not coded
    else:
        formed = re.fullmatch(r"\d{8}", number.value) is not None and (not coded or re.fullmatch(r"\d{10}|\d{12}", coded) is not None)
    return Says("well-formed" if formed else "malformed", document=document.id, found=" ".join(filter(None, (coded, number.value))), evidence=evidence(code, number))


def _against_code(document: Document, facts: Invoice) -> Iterator[Says]:
    """What a QR code says is not proof, but where it contradicts the print somebody changed one of them."""
    if not isinstance(facts.qr, Fact):
        return
    qr = facts.qr.value
    pairs: list[tuple[str, str, bool]] = []
    if isinstance(facts.number, Fact) and facts.number.clean:
        pairs.append((qr.number, facts.number.value, qr.number == facts.number.value))
    if isinstance(facts.date, Fact) and facts.date.clean and qr.date:
        pairs.append((qr.date.isoformat(), facts.date.value.isoformat(), qr.date == facts.date.value))
    for declared, found, same in pairs:
        if not same:
            yield Says("code-differs", document=document.id, declared=declared, found=found, evidence=evidence(facts.qr) + evidence(facts.number))


@rule(
    "DOC-003",
    title=Text("Arithmetic of invoices", "发票金额勾稽"),
    statement=Text(
        "The lines of an invoice add up to its sum, sum and tax to its total, and the total in capital letters is the total in figures and the QR code gives one of these sums. On contracts the two totals agree.",
        "发票各行金额之和等于合计，合计与税额之和等于价税合计，大写金额与小写金额、二维码金额一致；合同大小写总金额一致。",
    ),
    authority="Own rule",
    basis="own",
    needs=(*_KINDS, Kind.PURCHASE_CONTRACT, Kind.CHASSIS_CONTRACT, Kind.DEVICE_CONTRACT),
    requirement="invoices",
    reasons={
        **_NO_INVOICE,
        "adds-up": passes("The figures agree: {found}.", "金额一致：{found}。"),
        "lines-differ": review("The lines add up to {found}, the sum printed is {declared}.", "各行金额之和为{found}，票面合计为{declared}。", *_EYE),
        "tax-differs": review("Sum and tax make {found}, the total printed is {declared}.", "合计与税额之和为{found}，票面价税合计为{declared}。", *_EYE),
        "code-sum-differs": review("The QR code gives the sum {declared}, the print {found}.", "二维码金额为{declared}，票面为{found}。", *_EYE),
        "words-differ": review("The total in capital letters is {found}, in figures {declared}.", "大写金额为{found}，小写金额为{declared}。", *_EYE),
        "incomplete": note("Not all figures could be read, so that they cannot be held against each other.", "部分金额未能识别，无法勾稽。"),
    },
)
def figures_add_up(dossier: Dossier) -> Iterable[Says]:
    invoices, contracts = with_facts(dossier, Invoice), with_facts(dossier, PurchaseContract)
    if not invoices and not contracts:
        yield Says("no-invoice")
    for document, facts in invoices:
        yield from _invoice_adds_up(document, facts)
    agreed = [word for document, contract in contracts for word in _words_agree(document, contract.total, contract.total_in_words)]
    yield from agreed
    if contracts and not invoices and not agreed:
        yield Says("incomplete")


def _invoice_adds_up(document: Document, facts: Invoice) -> Iterator[Says]:
    said = [*_lines(document, facts), *_tax(document, facts), *_coded_sum(document, facts), *_words_agree(document, facts.total, facts.total_in_words)]
    wrong = [word for word in said if word.reason not in ("adds-up",)]
    yield from wrong
    if not wrong:
        checked = [word.found or "" for word in said]
        yield Says("adds-up", document=document.id, found="; ".join(checked), evidence=evidence(facts.net, facts.tax, facts.total)) if said else Says("incomplete", document=document.id)


def _clean(*fields: Field[Decimal]) -> list[Decimal] | None:
    """The values, None unless all of them were read cleanly."""
    return [read.value for read in fields if isinstance(read, Fact)] if all(isinstance(read, Fact) and read.clean for read in fields) else None


def _lines(document: Document, facts: Invoice) -> Iterator[Says]:
    amounts, net = _clean(*(line.amount for line in facts.goods)), _clean(facts.net)
    if not amounts or not net:
        return
    total = sum(amounts, Decimal(0))
    same = abs(abs(total) - abs(net[0])) <= _CENT * len(amounts)
    # A list whose columns are with tax adds up to the total instead.
    with_tax = _clean(facts.total)
    same = same or (with_tax is not None and abs(abs(total) - abs(with_tax[0])) <= _CENT * len(amounts))
    yield Says("adds-up" if same else "lines-differ", document=document.id, declared=str(net[0]), found=str(total), evidence=evidence(facts.net, *(line.amount for line in facts.goods))[:8])


def _tax(document: Document, facts: Invoice) -> Iterator[Says]:
    read = _clean(facts.net, facts.tax, facts.total)
    if read:
        same = abs(read[0] + read[1] - read[2]) <= _CENT
        yield Says("adds-up" if same else "tax-differs", document=document.id, declared=str(read[2]), found=str(read[0] + read[1]), evidence=evidence(facts.net, facts.tax, facts.total))


def _coded_sum(document: Document, facts: Invoice) -> Iterator[Says]:
    """The sum in the QR code is that without tax on older forms, with tax on fully digital ones: either will do."""
    read = _clean(facts.net, facts.total)
    if read and isinstance(facts.qr, Fact) and facts.qr.value.amount is not None:
        amount = facts.qr.value.amount
        same = any(abs(abs(amount) - abs(value)) <= _CENT for value in read)
        found = " / ".join(map(str, read))
        yield Says("adds-up" if same else "code-sum-differs", document=document.id, declared=str(amount), found=found, evidence=evidence(facts.qr) + evidence(facts.total))


def _words_agree(document: Document, total: Field[Decimal], words: Field[Decimal]) -> Iterator[Says]:
    read = _clean(total, words)
    if read:
        same = abs(abs(read[0]) - abs(read[1])) <= _CENT
        yield Says("adds-up" if same else "words-differ", document=document.id, declared=str(read[0]), found=str(read[1]), evidence=evidence(total, words))


@rule(
    "DOC-005",
    title=Text("Number of the factory certificate", "合格证编号"),
    statement=Text("The number of a factory certificate has 15 characters, digits and capital letters.", "合格证编号为15位数字或大写字母。"),
    authority="MIIT rules on factory certificates",
    needs=(Kind.CERTIFICATE_OF_CONFORMITY,),
    requirement="chassis_purchase",
    reasons={
        "no-certificate": not_applicable("No factory certificate was submitted.", "未提交合格证。"),
        "well-formed": passes("{found} has the form of such a number.", "{found}格式正确。"),
        "malformed": note("{found} does not have 15 characters.", "{found}不是15位。"),
        "unread": note("The number of the factory certificate could not be read.", "合格证编号未能识别。"),
    },
)
def factory_certificate_number(dossier: Dossier) -> Iterable[Says]:
    papers = with_facts(dossier, CertificateOfConformity)
    if not papers:
        yield Says("no-certificate")
    for document, facts in papers:
        if isinstance(facts.number, Fact):
            formed = re.fullmatch(r"[A-Z0-9]{15}", re.sub(r"\W", "", facts.number.value.upper())) is not None
            yield Says("well-formed" if formed else "malformed", document=document.id, found=facts.number.value, evidence=evidence(facts.number))
        else:
            yield Says("unread", document=document.id)
