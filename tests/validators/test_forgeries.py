"""What somebody might try so that modified vehicles pass that should not: none of it passes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from builders import ABSENT, EXPORTER, MAKER, UNREAD, doubtful, fact, reading, seal, vin_of
from modified_builders import (
    BUILDER,
    CHASSIS,
    CHASSIS_MAKER,
    DEVICE,
    FIRST,
    MODEL,
    OTHER_CHASSIS,
    OTHER_DEVICE,
    OTHER_MODEL,
    OTHER_NAME,
    SECOND,
    SETTLED,
    STRANGER,
    access,
    authorised,
    bought,
    ccc,
    coded,
    facts_of,
    goods,
    invoiced,
    modified,
    modified_vehicle,
    number,
    other_vehicle,
    photo,
    plate,
    plates,
    print_of,
    red,
    report,
    sheet,
    statement,
    two_models,
    views,
)

from domain.declaration import Declaration
from domain.dossier import Dossier
from domain.findings import Status, verdict
from domain.modified_vehicle_papers import Nameplates
from domain.pages import FileReading, Outcome, SealKind
from extractors.roles import with_roles
from validators.check import check

pytestmark = pytest.mark.usefixtures("plain_seals")
SALES = "湖北某专用汽车销售有限公司"
FORGED = vin_of(777777, "LGAX3C15{}S3")
ONE = {"chassis_contract": bought("chassis"), "chassis_invoice": invoiced("chassis", 1)}
THREE = {"models": [{"model": MODEL, "quantity": 2, "device": DEVICE, "devices_per_vehicle": 3}]}
ON_ONE_CHASSIS = {"vehicles": [modified_vehicle(FIRST), other_vehicle(SECOND, chassis=modified_vehicle()["chassis"])]}
LINES = (goods("chassis", 1), goods("chassis", 1, model=OTHER_CHASSIS))


def twice(**second: Any) -> Dossier:
    """One chassis invoiced, two exported; the invoice comes a second time, read as given."""
    return modified(chassis_invoice=[invoiced("chassis", 1), invoiced("chassis", 1, **second)])


def chassis(*lines: Any, **more: Any) -> Dossier:
    return modified(chassis_invoice=invoiced("chassis", goods=lines), **more)


def listed(*vins: Any, **more: Any) -> Any:
    return goods("chassis", len(vins), vins=tuple(fact(v) if isinstance(v, str) else v for v in vins), **more)


def pair(before: Any = None, after: Any = None) -> Dossier:
    """The clean dossier with other plates of its first vehicle."""
    return modified(plates=[photo(before or plate()), photo(after or plate(role="after")), *plates(SECOND)])


def told(dossier: Dossier) -> Dossier:
    """The dossier with roles of plates as the extractors would tell them apart."""
    bare = [replace(d, facts=Nameplates(tuple(replace(p, role=None) for p in d.facts.plates))) if isinstance(d.facts, Nameplates) else d for d in dossier.documents]
    assert isinstance(dossier.declaration, Declaration)
    return replace(dossier, documents=with_roles(bare, dossier.declaration))


MADE_UP: dict[str, Dossier] = {
    # one purchase for two
    "invoice-twice-same-number": twice(),
    "invoice-twice-number-unread": twice(number=UNREAD),
    "invoice-twice-number-absent-on-both": modified(chassis_invoice=[invoiced("chassis", 1, number=ABSENT), invoiced("chassis", 1, number=ABSENT)]),
    "invoice-twice-a-digit-misread": twice(number=fact("25420000000000000007")),
    "invoice-twice-a-digit-doubtful": twice(number=doubtful("25420000000000000007")),
    "invoice-twice-name-misread-too": twice(number=UNREAD, goods=(goods("chassis", 1, name="载货汽车底盆"),)),
    "invoice-twice-model-misread-too": twice(number=UNREAD, goods=(goods("chassis", 1, model=doubtful("EQ1185LJBCDE")),)),
    "invoice-twice-seller-misread-too": twice(number=UNREAD, seller="东凤汽车股份有限公司"),
    "invoice-twice-by-its-code": twice(number=UNREAD, qr=coded(1)),
    "invoice-changed-same-number": modified(chassis_invoice=[invoiced("chassis", 2), invoiced("chassis", 1)]),
    "invoice-changed-same-number-first": modified(chassis_invoice=[invoiced("chassis", 1), invoiced("chassis", 2)]),
    "contract-twice": modified(chassis_contract=[bought("chassis", 1), bought("chassis", 1)]),
    "contract-twice-number-unread": modified(chassis_contract=[bought("chassis", 1), bought("chassis", 1, number=UNREAD)]),
    "contract-twice-number-misread": modified(chassis_contract=[bought("chassis", 1), bought("chassis", 1, number="chassis-07")]),
    "contract-of-one-number-changed": modified(chassis_contract=[bought("chassis", 1), bought("chassis", 1, goods=(goods("chassis", 1, name="底盘"),))]),
    "vin-invoiced-twice": modified(chassis_invoice=[
        invoiced("chassis", goods=(listed(FIRST),)), invoiced("chassis", goods=(listed(FIRST), goods("chassis", 1, model=OTHER_CHASSIS)), number=number(3))]),
    # taken back
    "taken-back": modified(chassis_invoice=[invoiced("chassis"), red("chassis", 2)]),
    "taken-back-in-part": modified(chassis_invoice=[invoiced("chassis"), red("chassis", 1)]),
    "taken-back-by-an-invoice-without-goods": modified(chassis_invoice=[invoiced("chassis"), red("chassis", 1, goods=())]),
    "taken-back-quantity-unread": modified(chassis_invoice=[invoiced("chassis"), red("chassis", 1, goods=(goods("chassis", UNREAD),))]),
    "taken-back-model-unread": modified(chassis_invoice=[invoiced("chassis"), red("chassis", 1, goods=(goods("chassis", -1, model=UNREAD),))]),
    "taken-back-number-unread": modified(chassis_invoice=[invoiced("chassis"), red("chassis", 1, number=UNREAD)]),
    # too few, too many, of something else
    "too-few": modified(**ONE),
    "surplus": modified(chassis_invoice=invoiced("chassis", 3)),
    "quantity-unread": modified(chassis_invoice=invoiced("chassis", UNREAD)),
    "quantity-doubtful": modified(device_invoice=invoiced("device", doubtful(Decimal(2)))),
    "per-vehicle": modified(THREE),
    "per-vehicle-one-short": modified(THREE, device_contract=bought("device", 6), device_invoice=invoiced("device", 5)),
    "quantity-understated": modified(
        {"models": [{"model": MODEL, "quantity": 1, "device": DEVICE}]}, **ONE | {"chassis_contract": bought("chassis", 1)},
        device_contract=bought("device", 1), device_invoice=invoiced("device", 1)),
    "other-chassis-bought": modified(chassis_contract=bought("chassis", goods=(goods("chassis", model=OTHER_CHASSIS),))),
    "chassis-one-character-off": modified(chassis_invoice=invoiced("chassis", goods=(goods("chassis", model="EQ1185LJ8CDF"),))),
    "device-bought-is-another": modified(device_invoice=invoiced("device", goods=(goods("device", name=OTHER_DEVICE),))),
    "contract-over-two-models": two_models(chassis_contract=bought("chassis", goods=(goods("chassis", 2),))),
    "invoice-over-two-models": two_models(chassis_invoice=invoiced("chassis", goods=(goods("chassis", 2),))),
    "two-models-on-one-chassis": two_models(declared=ON_ONE_CHASSIS, chassis_contract=bought("chassis", 1), chassis_invoice=invoiced("chassis", 1)),
    "one-device-for-two-models": two_models(device_contract=bought("device", 1), device_invoice=invoiced("device", 1)),
    "spare-device-only": modified(device_invoice=invoiced("device", goods=(replace(goods("device"), what="service"),))),
    # for other vehicles, by others
    "undeclared-vins": chassis(listed(STRANGER, FORGED)),
    "undeclared-vins-beside-a-summed-up-line": chassis(listed(STRANGER, FORGED), goods("chassis", 1, model=OTHER_CHASSIS)),
    "one-vin-of-two": chassis(listed(FIRST, STRANGER)),
    "one-vin-of-two-beside-a-summed-up-line": chassis(listed(FIRST, STRANGER), goods("chassis", 1, model=OTHER_CHASSIS)),
    "one-vin-for-quantity-two": chassis(goods("chassis", 2, vins=facts_of(FIRST))),
    "doubtful-vins": chassis(listed(FIRST, doubtful(STRANGER))),
    "bought-by-another": modified(chassis_invoice=invoiced("chassis", buyer=SALES)),
    "bought-by-the-exporter": modified(device_contract=bought("device", buyer=EXPORTER)),
    "buyer-unread": modified(chassis_contract=bought("chassis", buyer=UNREAD)),
    # plates
    "plate-of-another-vehicle": pair(before=plate(STRANGER)),
    "both-plates-of-another-vehicle": pair(plate(STRANGER), plate(STRANGER, "after")),
    "plate-vin-doubtful": pair(before=plate(doubtful(FIRST))),
    "plate-vin-unread": pair(after=plate(UNREAD, "after")),
    "plate-vin-nearly": pair(before=plate(doubtful(FIRST[:-1] + "9"))),
    "plates-swapped": pair(plate(role="before", model=MODEL, brand="程力牌", manufacturer=BUILDER), plate(role="after", model=CHASSIS, brand="东风牌", manufacturer=CHASSIS_MAKER)),
    "plates-of-two-vehicles-swapped": modified(plates=[photo(plate(FIRST)), photo(plate(SECOND, "after")), photo(plate(STRANGER)), photo(plate(STRANGER, "after"))]),
    "before-plate-twice": told(pair(plate(), plate())),
    "after-plate-twice": told(pair(plate(role="after"), plate(role="after"))),
    "one-plate-twice-as-both": modified(plates=[photo(plate(), print_=print_of(0)), photo(plate(role="after"), print_=print_of(0)), *plates(SECOND)]),
    "plate-without-model": told(pair(before=plate(model=ABSENT))),
    # words of others
    "authorised-by-a-sales-company": modified(authorisation=authorised(manufacturer=SALES, seals=(seal(SALES),))),
    "authorised-under-another-seal": modified(authorisation=authorised(seals=(seal(SALES),))),
    "authorises-another": modified(authorisation=authorised(exporter="深圳某公司")),
    "authorises-itself": modified(authorisation=authorised(manufacturer=EXPORTER, seals=(seal(EXPORTER),))),
    "authorisation-over": modified(authorisation=authorised(until=date(2026, 3, 1))),
    "authorisation-special-seal": modified(authorisation=authorised(seals=(seal(BUILDER, SealKind.CONTRACT, horizontal="合同专用章"),))),
    "sheet-of-another": modified(sheet=sheet(company=SALES)),
    "sheet-of-another-model": modified(sheet=sheet(model=OTHER_MODEL)),
    "sheet-of-another-product": modified(sheet=sheet(name="纯电动洒水车")),
    "sheet-of-another-chassis": modified(sheet=sheet(chassis_models=facts_of(OTHER_CHASSIS))),
    "sheets-of-two-mixed": two_models(sheet=[sheet(), sheet(model=OTHER_MODEL, name="洒水车", chassis_models=facts_of(OTHER_CHASSIS))]),
    "ccc-of-another": modified(ccc=ccc(holder=SALES, manufacturer=SALES, factory=BUILDER)),
    "ccc-of-another-product": modified(ccc=ccc(name=OTHER_NAME)),
    "ccc-for-one-of-two-models": two_models(ccc=ccc()),
    "ccc-over": modified(ccc=ccc(expiry=date(2026, 3, 1))),
    "ccc-withdrawn": modified(ccc=ccc(voided="撤销")),
    "ccc-number-of-another-category": modified(ccc=ccc(number="2024010706654321")),
    "access-for-another-model": modified(access=access(models=facts_of(OTHER_MODEL)), statement=None),
    "access-for-another-country": modified(access=access(destinations=facts_of("RU")), statement=None),
    "access-for-another-union": modified(access=access(destinations=(), unions=facts_of("GSO")), statement=None),
    "access-over": modified(access=access(expiry=date(2026, 3, 1)), statement=None),
    "access-for-one-of-two-models": two_models(access=access(), statement=statement()),
    "report-on-another-model": modified(report=report(models=facts_of("CLW5181GSSE6"))),
    "report-failed": modified(report=report(conclusion="不符合要求")),
    "statement-of-another": modified(access=None, statement=statement(seals=(seal(MAKER),))),
    "statement-sealed-by-the-maker": modified(access=None, statement=statement(seals=(seal(BUILDER),))),
    "statement-for-another-country": modified(access=None, statement=statement(destinations=facts_of("RU"))),
    "statement-grey-seal": modified(access=None, statement=statement(seals=(seal(EXPORTER, colour="grey"),))),
    "statement-without-ccc": modified(access=None, ccc=None),
    # photos
    "one-photo-before-and-after": modified(photos=views(prints={1: print_of(0), 5: print_of(0)})),
    "one-photo-for-two-models": two_models(photos=[views(prints={n: print_of(n) for n in range(8)}), views(OTHER_MODEL, prints={n: print_of(n) for n in range(8)})]),
    "photos-of-one-model-for-two": two_models(photos=views()),
    "before-photos-only": modified(photos=views(shown=[("before", side) for side in ("front", "left_front", "side", "rear")] * 2)),
}  # fmt: skip


@pytest.mark.parametrize("made_up", MADE_UP.values(), ids=MADE_UP.keys())
def test_nothing_made_up_passes(made_up: Dossier) -> None:
    assert verdict(check(made_up)) is not Status.PASS


@pytest.mark.parametrize(
    "honest",
    [
        told(modified()),
        told(two_models()),
        modified(chassis_invoice=[invoiced("chassis", 1), invoiced("chassis", 1, number=number(3))]),  # one chassis an invoice
        modified(chassis_invoice=[invoiced("chassis", 1), invoiced("chassis", 1, date=date(2025, 10, 9), number=fact("25420000000000000003"))]),
        modified(chassis_invoice=[invoiced("chassis", goods=(listed(FIRST),)), invoiced("chassis", goods=(listed(SECOND),), number=fact("25420000000000000003"))]),
        modified(chassis_invoice=[invoiced("chassis", 3), red("chassis", 1)]),
        modified(chassis_contract=[bought("chassis"), bought("chassis")], files=(reading(), FileReading("c.pdf", "cd" * 32, 9, "application/pdf", Outcome.READ, (), (), 1))),
        two_models(declared=ON_ONE_CHASSIS, chassis_contract=bought("chassis"), chassis_invoice=invoiced("chassis"),
                   sheet=[sheet(), sheet(model=OTHER_MODEL, name=OTHER_NAME)], plates=[*plates(FIRST), photo(plate(SECOND)), photo(plate(SECOND, "after", model=OTHER_MODEL))]),
        modified(access=None),
        modified(statement=None),
        modified({"export_role": "modified_vehicle_manufacturer", "exporter": {"name": BUILDER}}, authorisation=None, statement=None),
    ],
    ids=["roles-told", "two-models-told", "two-invoices", "two-days", "a-vin-an-invoice", "one-given-back", "contract-scanned-twice", "one-chassis-two-models",
         "statement-only", "certificate-only", "own-export"],
)  # fmt: skip
def test_what_is_honest_passes_beside_it(honest: Dossier) -> None:
    assert [(f.rule, f.reason) for f in check(honest) if f.status not in SETTLED] == []


def test_a_vin_that_was_invoiced_taken_back_and_invoiced_again_counts_once() -> None:
    again = [
        invoiced("chassis", goods=(listed(FIRST, SECOND),)),
        red("chassis", 2, goods=(goods("chassis", -2, vins=facts_of(FIRST, SECOND)),)),
        invoiced("chassis", goods=(listed(FIRST, SECOND),), number=number(3)),
    ]
    assert [(f.rule, f.reason) for f in check(modified(chassis_invoice=again)) if f.status not in SETTLED] == []


def test_lines_are_counted_for_the_model_whose_vins_they_name() -> None:
    """One line over both models' chassis: each model gets its own piece of it."""
    line = listed(FIRST, SECOND, model=ABSENT)
    assert [(f.rule, f.reason) for f in check(two_models(chassis_invoice=invoiced("chassis", goods=(line,)))) if f.status not in SETTLED] == []
    short = replace(line, vins=facts_of(FIRST, STRANGER))
    assert verdict(check(two_models(chassis_invoice=invoiced("chassis", goods=(short,))))) is not Status.PASS
