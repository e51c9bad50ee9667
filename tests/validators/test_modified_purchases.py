"""MV-010 to MV-014: what was bought, by whom, how many, and for which VINs, case by case."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from builders import ABSENT, UNREAD, doubtful, fact, page, poor_page, run
from modified_builders import (
    BUILDER,
    CHASSIS,
    DEVICE,
    FIRST,
    MODEL,
    OTHER_CHASSIS,
    OTHER_DEVICE,
    OTHER_MODEL,
    SECOND,
    STRANGER,
    bought,
    coded,
    goods,
    invoiced,
    modified,
    modified_vehicle,
    number,
    other_vehicle,
    paper,
    red,
    sides_of,
    two_models,
)
from modified_cases import BROKEN, Case, F, N, P, R, X, assert_case, ids, values

from domain.documents import Document, Kind, NoFacts
from domain.dossier import Dossier
from domain.findings import Status

pytestmark = pytest.mark.usefixtures("plain_seals")
SALES = "湖北某专用汽车销售有限公司"
ALL = ("chassis_contract", "device_contract", "chassis_invoice", "device_invoice")
SHORT, OPEN, SURPLUS, EQUAL = "short", "open", "surplus", "equal"


def chassis(*invoices: Any, **more: Any) -> Dossier:
    return modified(chassis_invoice=list(invoices), **more)


def devices(*invoices: Any, **more: Any) -> Dossier:
    return modified(device_invoice=list(invoices), **more)


def named(*vins: Any, quantity: int | None = None, **more: Any) -> Any:
    """A chassis line that names VINs."""
    return goods("chassis", len(vins) if quantity is None else quantity, vins=tuple(fact(v) if isinstance(v, str) else v for v in vins), **more)


def no_goods(what: str, **more: Any) -> Any:
    """An invoice that points to a list of goods which is not there."""
    return paper(invoiced(what, goods=(), list_expected=True, number=number(8), **more), kind=Kind.INVOICE)


def unread_pages() -> Document:
    return paper(NoFacts(), page(text="合" * 60), kind=Kind.UNKNOWN)


NO_DEVICE = {"models": [{"model": MODEL, "quantity": 2}]}
TWO_SETS = {"models": [{"model": MODEL, "quantity": 2, "device": DEVICE, "devices_per_vehicle": 3}]}

BOUGHT: list[Case] = [
    ("MV-010", "bought", P, modified()),
    ("MV-010", "bought", P, chassis(invoiced("chassis", 1), invoiced("chassis", 1, number=number(3)))),
    ("MV-010", "paper-missing", F, modified(chassis_contract=None)),
    ("MV-010", "paper-missing", F, modified(chassis_invoice=None)),
    ("MV-010", "other-goods", F, chassis(invoiced("chassis", goods=(goods("chassis", model=OTHER_CHASSIS),)))),
    ("MV-010", "paper-perhaps-unread", R, modified(chassis_invoice=None, **BROKEN)),
    ("MV-010", "paper-perhaps-unread", R, modified(chassis_contract=None, more=unread_pages())),
    ("MV-010", "paper-perhaps-unread", R, modified(chassis_invoice=None, device_invoice=paper(invoiced("device"), poor_page()))),
    ("MV-010", "goods-unclear", R, chassis(invoiced("chassis", goods=(goods("chassis", model=ABSENT),)))),
    ("MV-010", "goods-unclear", R, chassis(invoiced("chassis", goods=(goods("chassis", model=doubtful(CHASSIS)),)))),
    ("MV-010", "goods-unclear", R, chassis(invoiced("chassis", goods=(goods("chassis", model="EQ1185LJ"),)))),
    *values("MV-010", "buyer", lambda v, *pages: chassis(paper(invoiced("chassis", buyer=v), *pages)), BUILDER, SALES),
    *values("MV-010", "buyer", lambda v, *pages: modified(chassis_contract=paper(bought("chassis", buyer=v), *pages)), BUILDER, SALES),
    ("MV-010", "buyer-differs-doubtful", R, chassis(invoiced("chassis", buyer="湖北某专用汔车有限公司"))),
    ("MV-010", "chassis-not-declared", F, modified({"vehicles": [modified_vehicle(FIRST, chassis=None), modified_vehicle(SECOND, chassis=None)]})),
    ("MV-011", "bought", P, modified()),
    ("MV-011", "bought", P, modified(NO_DEVICE)),
    ("MV-011", "paper-missing", F, modified(device_contract=None)),
    ("MV-011", "paper-missing", F, modified(device_invoice=None)),
    ("MV-011", "paper-missing", F, modified(NO_DEVICE, device_invoice=None)),
    ("MV-011", "other-goods", F, two_models(device_invoice=invoiced("device", goods=(goods("device", 1, name=OTHER_DEVICE), goods("device", 1, name="取力器"))))),
    ("MV-011", "paper-perhaps-unread", R, modified(device_contract=None, **BROKEN)),
    ("MV-011", "goods-unclear", R, devices(invoiced("device", goods=(goods("device", name="取力器"),)), device_contract=bought("device", goods=(goods("device", name="水泵"),)))),
    ("MV-011", "goods-unclear", R, devices(invoiced("device", UNREAD))),
    *values("MV-011", "buyer", lambda v, *pages: devices(paper(invoiced("device", buyer=v), *pages)), BUILDER, SALES, own=True),
    ("MV-011", "no-outside-purchase", R, modified(NO_DEVICE, device_contract=None, device_invoice=None)),
    ("MV-011", "no-outside-purchase", R, modified({"models": []}, device_contract=None, device_invoice=None)),
]

COUNTED: list[Case] = [
    ("MV-012", EQUAL, P, modified()),
    ("MV-012", EQUAL, P, chassis(invoiced("chassis", 3), red("chassis", 1))),
    ("MV-012", EQUAL, P, chassis(invoiced("chassis"), invoiced("chassis"))),  # one invoice scanned twice
    ("MV-012", EQUAL, P, modified(chassis_contract=[bought("chassis"), bought("chassis")])),
    ("MV-012", EQUAL, P, chassis(invoiced("chassis", goods=(named(FIRST, model=ABSENT), named(SECOND, model=ABSENT))))),
    ("MV-012", SHORT, F, chassis(invoiced("chassis", 1))),
    ("MV-012", SHORT, F, modified(chassis_contract=bought("chassis", 1))),
    ("MV-012", SHORT, F, chassis(invoiced("chassis"), red("chassis", 1))),
    ("MV-012", SURPLUS, R, chassis(invoiced("chassis", 3))),
    ("MV-012", SURPLUS, R, chassis(invoiced("chassis"), invoiced("chassis", number=number(3)))),
    ("MV-012", SURPLUS, R, modified(chassis_contract=bought("chassis", 5))),
    ("MV-012", OPEN, R, chassis(invoiced("chassis", UNREAD))),
    ("MV-012", OPEN, R, chassis(invoiced("chassis", doubtful(Decimal(2))))),
    ("MV-012", OPEN, R, chassis(invoiced("chassis", 1), invoiced("chassis", doubtful(Decimal(1)), number=number(3)))),
    ("MV-012", OPEN, R, chassis(invoiced("chassis", 1), **BROKEN)),
    ("MV-012", OPEN, R, chassis(paper(invoiced("chassis", 1), poor_page()))),
    ("MV-012", OPEN, R, chassis(invoiced("chassis", 1), no_goods("chassis"))),
    ("MV-012", OPEN, R, chassis(invoiced("chassis"), no_goods("chassis", negative=True))),
    ("MV-012", OPEN, R, chassis(invoiced("chassis"), red("chassis", 1, goods=(replace(goods("chassis", -1), what="unclear"),)))),
    ("MV-012", OPEN, R, chassis(invoiced("chassis", goods=(named(FIRST, SECOND, quantity=3),)))),
    ("MV-012", "nothing-bought", X, modified(chassis_contract=None)),
    ("MV-012", "nothing-bought", X, modified(chassis_invoice=None)),
    ("MV-012", "nothing-bought", X, modified({"vehicles": [modified_vehicle(FIRST, chassis=None), modified_vehicle(SECOND, chassis=None)]})),
    ("MV-013", EQUAL, P, modified()),
    ("MV-013", EQUAL, P, modified(TWO_SETS, device_contract=bought("device", 6), device_invoice=invoiced("device", 6))),
    ("MV-013", EQUAL, P, modified(NO_DEVICE)),
    ("MV-013", SHORT, F, modified(TWO_SETS, device_contract=bought("device", 6), device_invoice=invoiced("device", 5))),
    ("MV-013", SHORT, F, modified(TWO_SETS)),
    ("MV-013", SURPLUS, R, devices(invoiced("device", 4))),
    ("MV-013", OPEN, R, devices(invoiced("device", UNREAD))),
    ("MV-013", OPEN, R, modified(NO_DEVICE, device_invoice=invoiced("device", goods=(goods("device", 1), goods("device", 1, name="取力器"))))),
    ("MV-013", "nothing-bought", X, modified(device_invoice=None)),
]

VINS: list[Case] = [
    ("MV-014", "all-named", P, modified()),
    ("MV-014", "all-named", P, chassis(invoiced("chassis", goods=(named(FIRST),)), invoiced("chassis", goods=(named(SECOND),), number=number(3)))),
    ("MV-014", "vin-not-invoiced", R, chassis(invoiced("chassis", goods=(named(FIRST),)))),
    ("MV-014", "vin-not-invoiced", R, chassis(invoiced("chassis", goods=(named(FIRST, STRANGER),)))),
    ("MV-014", "vin-doubtful", R, chassis(invoiced("chassis", goods=(named(FIRST, doubtful(SECOND)),)))),
    ("MV-014", "vin-doubtful", R, chassis(invoiced("chassis", goods=(named(FIRST, doubtful(STRANGER)),)))),
    ("MV-014", "further-vins", N, chassis(invoiced("chassis", goods=(named(FIRST, SECOND, STRANGER),)))),
    ("MV-014", "summed-up", X, chassis(invoiced("chassis", goods=(named(FIRST), goods("chassis", 1))))),
    ("MV-014", "summed-up", X, chassis(invoiced("chassis", goods=(named(STRANGER), goods("chassis", 1))))),
    ("MV-014", "no-vins", X, chassis(invoiced("chassis"))),
    ("MV-014", "no-vins", X, modified(chassis_invoice=None)),
]

CASES = BOUGHT + COUNTED + VINS


@pytest.mark.parametrize(("rule", "reason", "status", "checked"), CASES, ids=ids(CASES))
def test_case(rule: str, reason: str, status: Status, checked: Dossier) -> None:
    assert_case(rule, reason, status, checked)


def test_a_contract_over_two_models_is_split_by_its_lines() -> None:
    short = bought("chassis", goods=(goods("chassis", 2),))
    found = {(f.subject.model, f.reason) for f in run("MV-012", two_models(chassis_contract=short))}
    assert found == {(MODEL, SURPLUS), (OTHER_MODEL, "nothing-bought")}


def test_two_models_on_one_chassis_need_the_sum() -> None:
    """Quantities of one chassis are held against all vehicles that stand on it."""
    vehicles = [modified_vehicle(FIRST), other_vehicle(SECOND, chassis=modified_vehicle()["chassis"])]
    lines = {"chassis_contract": bought("chassis", 2), "chassis_invoice": invoiced("chassis", 2)}
    equal = two_models(declared={"vehicles": vehicles}, **lines)
    assert {(f.subject.model, f.reason, f.declared) for f in run("MV-012", equal)} == {(MODEL, EQUAL, "2"), (OTHER_MODEL, EQUAL, "2")}
    short = two_models(declared={"vehicles": vehicles}, **lines | {"chassis_invoice": invoiced("chassis", 1)})
    assert {f.reason for f in run("MV-012", short)} == {SHORT}


def test_one_model_on_two_chassis_needs_each_by_its_own_vehicles() -> None:
    vehicles = [modified_vehicle(FIRST), modified_vehicle(SECOND, chassis={"brand": "东风牌", "model": OTHER_CHASSIS})]
    lines = (goods("chassis", 1), goods("chassis", 1, model=OTHER_CHASSIS))
    equal = modified({"vehicles": vehicles}, chassis_contract=bought("chassis", goods=lines), chassis_invoice=invoiced("chassis", goods=lines))
    assert {f.reason for f in run("MV-012", equal)} == {EQUAL}
    one_chassis = modified({"vehicles": vehicles}, chassis_invoice=invoiced("chassis"))
    assert {f.reason for f in run("MV-012", one_chassis)} == {SURPLUS, "nothing-bought"}


def test_a_device_is_known_by_the_longest_name() -> None:
    """罐 is a part of 罐总成: a line counts for the device that names it most closely."""
    models = [{"model": MODEL, "quantity": 1, "device": "洒水罐"}, {"model": OTHER_MODEL, "quantity": 1, "device": "洒水罐总成"}]
    lines = (goods("device", 1, name="洒水罐"), goods("device", 1, name="洒水罐总成"))
    checked = two_models(declared={"models": models}, device_contract=bought("device", goods=lines), device_invoice=invoiced("device", goods=lines))
    assert {f.reason for f in run("MV-013", checked)} == {EQUAL}


@pytest.mark.parametrize("name", [DEVICE + "JBT-12", "CZ-9600" + DEVICE, "*专用设备*" + DEVICE, "专用设备*" + DEVICE, DEVICE + "（10m³）", "10方" + DEVICE])
def test_a_device_is_known_with_the_code_of_its_model(name: str) -> None:
    line = goods("device", name=name)
    assert {f.reason for f in run("MV-013", modified(device_contract=bought("device", goods=(line,)), device_invoice=invoiced("device", goods=(line,))))} == {EQUAL}


@pytest.mark.parametrize(
    ("name", "model", "reasons"),
    [("洗扫上装", "XS-18", {EQUAL}), ("专用设备*洗扫上装", "XS-18型洗扫上装", {EQUAL}), ("XS-18型洗扫上装", "-", {EQUAL}), ("洗扫上装", "XS-20", {OPEN}), ("洗扫上装支架", "XS-18", {OPEN}), ("洗扫上装", ABSENT, {OPEN})],
)  # fmt: skip
def test_a_device_is_known_with_its_model_in_a_column_of_its_own(name: str, model: Any, reasons: set[str]) -> None:
    line = goods("device", name=name, model=fact(model) if isinstance(model, str) else model)
    declared = {"models": [{"model": MODEL, "quantity": 2, "device": "XS-18型洗扫上装"}]}
    assert {f.reason for f in run("MV-013", modified(declared, device_contract=bought("device", goods=(line,)), device_invoice=invoiced("device", goods=(line,))))} == reasons


def test_a_device_is_known_where_the_reader_was_torn_over_a_character() -> None:
    def invoice(rivals: tuple[tuple[str, float], ...]) -> Dossier:
        line = replace(goods("device"), name=replace(fact(DEVICE.replace("洒", "酒")), rivals=rivals))
        return modified(device_contract=bought("device", goods=(line,)), device_invoice=invoiced("device", goods=(line,)))

    assert {f.reason for f in run("MV-013", invoice(((DEVICE, 0.03),)))} == {EQUAL}
    assert {f.reason for f in run("MV-013", invoice(((DEVICE.replace("洒", "滔"), 0.03),)))} == {OPEN}


@pytest.mark.parametrize("name", ["总成", DEVICE.removesuffix("总成"), "车载清洗机用" + DEVICE, DEVICE + "安装支架"])
def test_a_name_that_may_be_another_thing_leaves_it_open(name: str) -> None:
    line = goods("device", name=name)
    assert EQUAL not in {f.reason for f in run("MV-013", modified(device_contract=bought("device", goods=(line,)), device_invoice=invoiced("device", goods=(line,))))}


def test_other_things_bought_do_not_count() -> None:
    extras = (goods("device", name="取力器"), replace(goods("device"), what="service", name=fact("运费")))
    checked = devices(invoiced("device", goods=(goods("device"), *extras)))
    assert {f.reason for f in run("MV-013", checked)} == {EQUAL}


def test_goods_that_nobody_could_name_leave_the_quantity_open() -> None:
    unclear = replace(goods("chassis"), what="unclear")
    assert {f.reason for f in run("MV-013", devices(invoiced("device", goods=(goods("device"), unclear))))} == {OPEN}
    another = invoiced("device", number=number(9), goods=())
    assert {f.reason for f in run("MV-013", devices(invoiced("device"), another))} == {OPEN}


def test_the_declared_quantity_rules_over_the_vehicles_listed() -> None:
    """A licence for five of a model needs five chassis, whatever number of vehicles is listed."""
    five = {"models": [{"model": MODEL, "quantity": 5, "device": DEVICE}]}
    assert {f.reason for f in run("MV-012", modified(five))} == {SHORT}


def test_a_surplus_is_named() -> None:
    (finding,) = run("MV-012", chassis(invoiced("chassis", 7)))
    assert "7 were bought, 5 more" in finding.message.en and "多出5" in finding.message.zh


@pytest.mark.parametrize(
    ("serial", "qr", "expected"),
    [
        (number(1), ABSENT, (2, 2)),  # the same number: one invoice
        (UNREAD, coded(1), (2, 2)),  # the same by its code
        (UNREAD, ABSENT, (2, 4)),  # may be the same
        (fact("25420000000000000003"), ABSENT, (2, 4)),  # a number read once may be a digit off
        (doubtful("25420000000000000003"), ABSENT, (2, 4)),
        (fact("25420000000000000003"), coded(3), (4, 4)),  # print and code agree: another invoice
        (number(3), ABSENT, (4, 4)),
    ],
)
def test_the_same_goods_twice(serial: Any, qr: Any, expected: tuple[int, int]) -> None:
    """Two pages with equal goods and sums are two invoices only where their numbers are certain."""
    _, invoices = sides_of(chassis(invoiced("chassis"), invoiced("chassis", number=serial, qr=qr)))
    assert (invoices.low, invoices.high) == expected


@pytest.mark.parametrize(("second", "expected"), [("chassis-01", (2, 2)), ("chassis-02", (2, 4)), ("order-77", (4, 4)), (UNREAD, (2, 4)), (doubtful("chassis-02"), (2, 4))])
def test_the_same_contract_twice(second: Any, expected: tuple[int, int]) -> None:
    """A number that is one character off may be misread."""
    contracts, _ = sides_of(modified(chassis_contract=[bought("chassis"), bought("chassis", number=second)]))
    assert (contracts.low, contracts.high) == expected


def test_an_unread_number_of_pieces_leaves_the_upper_end_open() -> None:
    _, invoices = sides_of(chassis(invoiced("chassis", UNREAD)))
    assert invoices.low == 0 and not invoices.high.is_finite()
    _, invoices = sides_of(chassis(invoiced("chassis", goods=(named(FIRST, SECOND, quantity=2, model=OTHER_DEVICE),))))
    assert (invoices.low, invoices.high) == (0, 2), "a line that names another model is not surely these vehicles'"
