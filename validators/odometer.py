"""UV-015 to UV-017: the mileage on the inspection report and in the maintenance record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.declaration import Category
from domain.documents import Document, Kind
from domain.dossier import Dossier
from domain.facts import Absent, Fact, Field, Unread
from domain.findings import Text
from domain.used_vehicle_papers import InspectionReport, MaintenanceRecord
from validators.catalogue import Says, rule
from validators.compare import evidence, shown, weightiest
from validators.due import letter_due
from validators.matching import Hit, Hits, certificates, maintenance_records, plain_vin, rows_of, vehicles
from validators.reasons import matched_by_doubt, not_applicable, note, nothing_to_check, passes, review

_REPORT = Kind.INSPECTION_REPORT
_EYE = ("Compare the reading on the inspection report by eye.", "请人工核对检测报告上的里程读数。")


def _reading(hits: Hits[Field[int]], vin: str) -> tuple[Field[int], bool]:
    """The odometer reading of a vehicle, and whether it is known to be this vehicle's."""
    found = hits.of(vin)
    return weightiest([hit.item for hit in found], lambda _: True), bool(found) and all(hit.trusted for hit in found)


def _readings(dossier: Dossier) -> Hits[Field[int]]:
    rows = rows_of(dossier, InspectionReport)
    by_vin: dict[str, tuple[Hit[Field[int]], ...]] = {}
    for vin, found in rows.by_vin.items():
        by_vin[vin] = tuple(Hit(hit.document, hit.vin, hit.item.mileage_km, hit.trusted) for hit in found)
    return Hits(by_vin, {}, ())


@rule(
    "UV-015",
    title=Text("Odometer as declared", "里程与申报一致"),
    statement=Text(
        "The odometer reading on the inspection report is the declared mileage or a little more, for what was driven since. The tolerance is a setting.",
        "检测报告的里程应与申报一致，或因其后行驶而略高；容差可设置。",
    ),
    authority="Own rule, after WM/T 8-2022 and WM/T 9-2022",
    basis="own",
    needs=(_REPORT,),
    requirement=_REPORT,
    category=Category.USED,
    reasons={
        **nothing_to_check(_REPORT),
        **matched_by_doubt(_REPORT),
        "agrees": passes("The odometer reads {found} km, declared are {declared} km.", "里程表读数{found}公里，申报{declared}公里。"),
        "not-declared": not_applicable("No mileage is declared.", "未申报里程。"),
        "below-declared": review(
            "The odometer reads {found} km, less than the {declared} km declared.",
            "里程表读数{found}公里，低于申报的{declared}公里。",
            *_EYE,
        ),
        "far-above-declared": review(
            "The odometer reads {found} km, {declared} km are declared: more than {tolerance} km above.",
            "里程表读数{found}公里，申报{declared}公里，超出{tolerance}公里以上。",
            *_EYE,
        ),
        "mileage-doubtful": review(
            "The odometer reading seems to be {found} km, without certainty; declared are {declared} km.",
            "里程表读数似为{found}公里，不够可靠；申报{declared}公里。",
            *_EYE,
        ),
        "mileage-unread": review("The odometer reading could not be read.", "里程表读数无法识别。", *_EYE),
        "mileage-not-given": review("The report gives no odometer reading.", "检测报告未载明里程。", *_EYE),
    },
)
def odometer_as_declared(dossier: Dossier) -> Iterable[Says]:
    hits, tolerance = _readings(dossier), dossier.policy.mileage_tolerance_km
    for vin, vehicle in vehicles(dossier):
        declared = vehicle.mileage_km
        read, trusted = _reading(hits, vin)
        if declared is None:
            reason = "not-declared"
        elif not hits.of(vin):
            reason = "no-document"
        elif isinstance(read, Absent):
            reason = "mileage-not-given"
        elif isinstance(read, Unread):
            reason = "mileage-unread"
        elif not (read.clean and trusted):
            reason = "mileage-doubtful"
        elif read.value < declared:
            reason = "below-declared"
        else:
            reason = "agrees" if read.value <= declared + tolerance else "far-above-declared"
        yield Says(
            reason,
            vin=vin,
            declared=None if declared is None else str(declared),
            found=shown(read),
            evidence=evidence(read),
            words={"tolerance": tolerance},
        )


@rule(
    "UV-016",
    title=Text("Hardly driven", "零公里迹象"),
    statement=Text(
        "A vehicle registered within the window of the letter and hardly driven is shown to the reviewer. No text sets a limit in kilometres.",
        "注册登记后不久且几乎未行驶的车辆，提示审核人员注意；并无规定的公里数界限。",
    ),
    authority="Notice Shang Mao Han [2025] No. 648, purpose; own threshold",
    needs=(_REPORT,),
    requirement=_REPORT,
    category=Category.USED,
    reasons={
        "hardly-driven": note(
            "Registered {days} days before the application and driven {found} km: an indication of a new car exported as a used one.",
            "申请前{days}天注册登记，行驶{found}公里：有以二手车名义出口新车的迹象。",
        ),
        "not-indicated": not_applicable(
            "The vehicle was driven more than {limit} km, or is registered longer ago.", "行驶超过{limit}公里，或注册登记时间较长。"
        ),
        "mileage-unknown": not_applicable("No mileage is known.", "里程不明。"),
    },
)
def hardly_driven(dossier: Dossier) -> Iterable[Says]:
    hits, papers, limit = _readings(dossier), certificates(dossier), dossier.policy.zero_kilometre_km
    for vin, vehicle in vehicles(dossier):
        read, _ = _reading(hits, vin)
        known = [km for km in (vehicle.mileage_km, read.value if isinstance(read, Fact) else None) if km is not None]
        days = letter_due(dossier, vehicle, papers).days
        recent = days is not None and days <= dossier.policy.letter_window_days
        words: dict[str, str | int | Text] = {"days": days or 0, "limit": limit}
        if not known:
            yield Says("mileage-unknown", vin=vin)
        elif recent and min(known) <= limit:
            yield Says("hardly-driven", vin=vin, found=str(min(known)), evidence=evidence(read), words=words)
        else:
            yield Says("not-indicated", vin=vin, found=str(min(known)), evidence=evidence(read), words=words)


@rule(
    "UV-017",
    title=Text("Maintenance record", "维修记录"),
    statement=Text(
        "A maintenance record, encouraged but not required, must be that of a declared vehicle and must not show more kilometres at an earlier date.",
        "维修记录并非必交；如提交，应属于申报车辆，且较早日期的里程不得高于现里程。",
    ),
    authority="WM/T 8-2022 and WM/T 9-2022, encouraged records",
    needs=(Kind.MAINTENANCE_RECORD, _REPORT),
    requirement=Kind.MAINTENANCE_RECORD,
    category=Category.USED,
    reasons={
        **matched_by_doubt(Kind.MAINTENANCE_RECORD),
        "none-submitted": not_applicable("No maintenance record was submitted; none is required.", "未提交维修记录；该记录并非必交。"),
        "agrees": passes(
            "The maintenance record belongs to the vehicle and does not contradict the odometer.", "维修记录属于本车，且与里程不矛盾。"
        ),
        "not-comparable": note(
            "The record or the report gives no mileage that was read with certainty.", "维修记录或检测报告中没有可靠读出的里程，无法比对。"
        ),
        "other-vehicle": review(
            "The maintenance record is for the VIN {found}, which is not declared.",
            "维修记录的车辆识别代号为{found}，不在申报之列。",
            "Submit the record of a declared vehicle, or take it out.",
            "请提交申报车辆的维修记录，或撤下该记录。",
        ),
        "vin-unread": review(
            "The VIN of the maintenance record could not be read.",
            "维修记录的车辆识别代号无法识别。",
            "Compare the record by eye.",
            "请人工核对该记录。",
        ),
        "earlier-reading-higher": review(
            "On {day} the record gives {found} km, more than the {declared} km of the inspection or the declaration.",
            "{day}的维修记录里程为{found}公里，高于检测或申报的{declared}公里。",
            "Ask for an explanation of the mileage.",
            "请核实里程。",
        ),
    },
)
def maintenance_record_agrees(dossier: Dossier) -> Iterable[Says]:
    records, hits = maintenance_records(dossier), _readings(dossier)
    if not records.by_vin and not records.strays:
        yield Says("none-submitted")
    for stray in records.strays:
        clean = isinstance(stray.vin, Fact) and stray.vin.clean
        yield Says(
            "other-vehicle" if clean else "vin-unread", document=stray.document.id, found=shown(stray.vin), evidence=evidence(stray.vin)
        )
    for vehicle in dossier.declaration.vehicles:
        vin = plain_vin(vehicle.vin)
        read, trusted = _reading(hits, vin)
        odometer = read.value if isinstance(read, Fact) and read.clean and trusted else vehicle.mileage_km
        for hit in records.of(vin):
            if not hit.trusted:
                yield Says(
                    "vehicle-match-doubtful", vin=vin, document=hit.document.id, found=shown(hit.vin) or "-", evidence=evidence(hit.vin)
                )
            else:
                yield _record_said(vin, hit.document, hit.item, odometer, _inspected(dossier, hits, vin))


def _inspected(dossier: Dossier, hits: Hits[Field[int]], vin: str) -> date:
    """Day of the odometer reading: of the inspection where it was read, else of the application."""
    for hit in hits.of(vin):
        facts = hit.document.facts
        if isinstance(facts, InspectionReport) and isinstance(facts.date, Fact) and facts.date.clean:
            return facts.date.value
    return dossier.declaration.application_date


def _record_said(vin: str, document: Document, record: MaintenanceRecord, odometer: int | None, inspected: date) -> Says:
    known = [(e.date, e.mileage_km) for e in record.entries if isinstance(e.date, Fact) and isinstance(e.mileage_km, Fact)]
    if odometer is None or not known:
        return Says("not-comparable", vin=vin, document=document.id)
    for day, km in known:
        if day.value <= inspected and km.value > odometer:
            return Says(
                "earlier-reading-higher",
                vin=vin,
                document=document.id,
                declared=str(odometer),
                found=str(km.value),
                evidence=evidence(day) + evidence(km),
                words={"day": str(day.value)},
            )
    if not all(day.clean and km.clean for day, km in known):
        return Says("not-comparable", vin=vin, document=document.id)
    return Says("agrees", vin=vin, document=document.id, declared=str(odometer), evidence=evidence(*(km for _, km in known)))
