"""UV-009: the order of dates in a vehicle's life."""

from __future__ import annotations

import re
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

_DAYS_TO_ISSUE = 30
"""Days after the registration within which a certificate is issued at the latest (own)."""
_REISSUED = re.compile(r"[补换][领发]")
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
        "Manufacture, registration, transfer pending export and application follow each other in this order, and the certificate was issued "
        "when the vehicle was registered, unless it says that it replaces another.",
        "出厂、注册登记、转让待出口、申请的日期应依次先后；登记证书应于注册登记时核发，载明补领、换领的除外。",
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
        "issued-later": review(
            "The certificate was issued on {found}, long after the registration date {declared}, and says of no older one: the date may have been altered.",
            "登记证书核发日期（{found}）远晚于注册登记日期（{declared}），且未载明补领、换领，注册登记日期可能被改动。",
            "Check item 3 of the certificate with the registration authority.",
            "请向登记机关核实登记证书第3项。",
        ),
        "too-few-dates": not_applicable("Fewer than two dates are known.", "已知日期不足两个。"),
    },
)
def dates_in_order(dossier: Dossier) -> Iterable[Says]:
    for vin, vehicle, found in papers(dossier):
        said = [*_disorder(vin, vehicle, found, dossier.declaration.application_date), *_issued_later(vin, found)]
        yield from said
        if not said:
            known = [value for value in _declared(vehicle, dossier.declaration.application_date) if value]
            if len(known) < 2:
                yield Says("too-few-dates", vin=vin)
            else:
                yield Says("in-order", vin=vin, found=" ≤ ".join(str(value) for value in known))


def _issued_later(vin: str, found: Papers) -> Iterable[Says]:
    """Item 34 tells what an altered item 3 hides: the certificate is issued when the vehicle is registered, later only in another's place."""
    for hit in found.hits:
        registered, issued = hit.item.registration_date, hit.item.issue_date
        if not isinstance(registered, Fact) or not isinstance(issued, Fact) or (issued.value - registered.value).days <= _DAYS_TO_ISSUE:
            continue
        if not any(_REISSUED.search(line.text) for page in hit.document.pages for line in page.lines):
            yield Says("issued-later", vin=vin, declared=str(registered.value), found=str(issued.value), evidence=evidence(registered, issued))


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
