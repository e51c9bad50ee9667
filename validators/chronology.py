"""UV-009: the order of dates in a vehicle's life."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.declaration import Category, Vehicle
from domain.documents import Kind
from domain.dossier import Dossier
from domain.facts import Fact, Field
from domain.findings import Text
from validators.catalogue import Says, rule
from validators.certificate import Papers, papers
from validators.compare import evidence
from validators.due import export_date
from validators.reasons import not_applicable, passes, review

_STEPS = (
    Text("manufacture", "出厂"),
    Text("registration", "注册登记"),
    Text("transfer pending export", "转让待出口"),
    Text("application", "申请"),
)


@rule(
    "UV-009",
    title=Text("Dates in order", "日期先后合理"),
    statement=Text(
        "Manufacture, registration, transfer pending export and application follow each other in this order.",
        "出厂、注册登记、转让待出口、申请的日期应依次先后。",
    ),
    authority="Own rule",
    basis="own",
    needs=(Kind.REGISTRATION_CERTIFICATE,),
    requirement=Kind.REGISTRATION_CERTIFICATE,
    category=Category.USED,
    reasons={
        "in-order": passes("The dates follow each other: {found}.", "日期先后合理：{found}。"),
        "out-of-order": review(
            "The date of {earlier} ({declared}) is later than that of {later} ({found}).",
            "{earlier}日期（{declared}）晚于{later}日期（{found}）。",
            "Check both dates.",
            "请核对这两个日期。",
        ),
        "too-few-dates": not_applicable("Fewer than two dates are known.", "已知日期不足两个。"),
    },
)
def dates_in_order(dossier: Dossier) -> Iterable[Says]:
    for vin, vehicle, found in papers(dossier):
        said = list(_disorder(vin, vehicle, found, dossier.declaration.application_date))
        yield from said
        if not said:
            known = [value for value in _declared(vehicle, dossier.declaration.application_date) if value]
            if len(known) < 2:
                yield Says("too-few-dates", vin=vin)
            else:
                yield Says("in-order", vin=vin, found=" ≤ ".join(str(value) for value in known))


def _declared(vehicle: Vehicle, application: date) -> tuple[date | None, ...]:
    return (vehicle.manufacture_date, vehicle.registration_date, vehicle.transfer_date, application)


def _disorder(vin: str, vehicle: Vehicle, found: Papers, application: date) -> Iterable[Says]:
    """Every pair that is the wrong way round, by the declared dates and by those of each certificate."""
    series: list[tuple[tuple[date | None, ...], tuple[Field[date], ...]]] = [(_declared(vehicle, application), ())]
    for hit in found.hits:
        read: tuple[Field[date], ...] = (hit.item.manufacture_date, hit.item.registration_date, export_date(hit.item))
        series.append((tuple(field.value if isinstance(field, Fact) else None for field in read) + (application,), read))
    for dates, fields in series:
        known = [(place, value) for place, value in enumerate(dates) if value]
        for (i, earlier), (k, later) in zip(known, known[1:], strict=False):
            if earlier > later:
                spots = evidence(*(fields[place] for place in (i, k) if place < len(fields)))
                yield Says(
                    "out-of-order",
                    vin=vin,
                    declared=str(earlier),
                    found=str(later),
                    evidence=spots,
                    words={"earlier": _STEPS[i], "later": _STEPS[k]},
                )
