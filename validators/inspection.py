"""UV-011: a third-party inspection report for every vehicle."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from domain.declaration import Category, Vehicle
from domain.documents import Kind
from domain.dossier import Dossier
from domain.facts import Absent, Fact, Field, Unread
from domain.findings import Consequence, Evidence, Text
from domain.models import normal_model
from domain.names import same_company
from domain.text import squeezed
from domain.used_vehicle_papers import InspectionReport, RegistrationCertificate, VehicleRow
from validators.catalogue import Says, rule
from validators.compare import Match, evidence, judge, shown
from validators.conclusions import Conclusion, conclusion_of
from validators.legibility import absence, legible, sealable
from validators.matching import Hit, certificates, rows_of, vehicles
from validators.reasons import compared, fails, lacking, matched_by_doubt, passes, review
from validators.sealing import others_than_exporter

T = TypeVar("T")
_KIND = Kind.INSPECTION_REPORT
_PASSENGER, _COMMERCIAL = "WM/T 8", "WM/T 9"
_STANDARD = re.compile(r"WM/?T([89])(?!\d)")
_MODEL = re.compile(r"^[A-Z]{2,3}(?P<cls>[1-79])(?P<size>\d{2})")
_CAR_DECIMETRES = range(25, 55)
"""Length of a people carrier or off-road car; ten metres and more are given in metres, so that 12 is a bus."""


@rule(
    "UV-011",
    title=Text("Third-party inspection report", "第三方检测报告"),
    statement=Text(
        "Every vehicle needs a third-party inspection report under WM/T 8-2022 (passenger cars) or WM/T 9-2022 (commercial vehicles and trailers) "
        "that names the exporter as owner or client, gives date, standard and conclusion, and bears the agency's seal.",
        "每辆车应有按WM/T 8-2022（乘用车）或WM/T 9-2022（商用车及挂车）出具的第三方检测报告，车主或委托方为出口企业，载明日期、标准、结论并加盖检测机构印章。",
    ),
    authority="MOFCOM Announcement 2024 No. 6, application material; WM/T 8-2022, WM/T 9-2022",
    on_fail=Consequence.CORRECT_AND_RESUBMIT,
    needs=(_KIND, Kind.REGISTRATION_CERTIFICATE),
    requirement=_KIND,
    category=Category.USED,
    reasons={
        **lacking(_KIND),
        **matched_by_doubt(_KIND),
        "complete": passes(
            "The inspection report for this vehicle is complete and made for the exporter.", "本车检测报告内容完整，委托方为出口企业。"
        ),
        "vin-differs": fails(
            "The report lists the VIN {found}, which is not declared; {declared} is not listed.",
            "检测报告载明的车辆识别代号为{found}，未在申报之列；其中没有{declared}。",
            "Submit the report of this vehicle.",
            "请提交本车的检测报告。",
        ),
        **compared("client", Text("client or owner", "委托方或车主"), _KIND),
        **compared("standard", Text("inspection standard", "检测标准"), _KIND),
        "standard-undetermined": review(
            "The report names {found}; whether the vehicle is a passenger or a commercial vehicle could not be settled.",
            "检测报告依据{found}；未能确定本车属于乘用车还是商用车。",
            "Compare the vehicle type with the standard by eye.",
            "请人工核对车辆类型与标准。",
        ),
        **compared("date", Text("inspection date", "检测日期"), _KIND),
        "date-after-application": review(
            "The inspection date {found} is later than the application ({declared}).",
            "检测日期{found}晚于申请日期{declared}。",
            "Check the date.",
            "请核对日期。",
        ),
        "date-before-manufacture": review(
            "The inspection date {found} is before the vehicle was made ({declared}).", "检测日期{found}早于车辆出厂日期{declared}。", "Check the date.", "请核对日期。"
        ),
        **compared("conclusion", Text("conclusion", "检测结论"), _KIND),
        "conclusion-unclear": review(
            "Whether the vehicle passed does not follow from the conclusion: {found}.",
            "由结论“{found}”不能判断是否合格。",
            "Read the report.",
            "请人工阅读检测报告。",
        ),
        "seal-missing": fails(
            "The report bears no seal.",
            "检测报告未加盖印章。",
            "Submit the sealed report.",
            "请提交加盖印章的检测报告。",
        ),
        "seal-of-exporter": review(
            "The only seal on the report is that of {found}, for whom it was made.",
            "检测报告上仅有委托方{found}的印章。",
            "Submit the report sealed by the agency.",
            "请提交加盖检测机构印章的检测报告。",
        ),
        "registration-date-differs": review(
            "The report gives {found} as the registration date of the vehicle, declared is {declared}.",
            "检测报告所载注册登记日期为{found}，申报为{declared}。",
            "Submit the report of this vehicle, or have the date corrected.",
            "请提交本车的检测报告，或更正日期。",
        ),
        "seal-not-found": review(
            "No seal was found on the report, but its pages are not fully legible.",
            "未在检测报告上找到印章，但页面不能完全辨认。",
            "Submit a colour scan of the sealed report.",
            "请提交加盖印章报告的彩色扫描件。",
        ),
    },
)
def inspection_report_is_complete(dossier: Dossier) -> Iterable[Says]:
    hits, papers = rows_of(dossier, InspectionReport), certificates(dossier)
    for vin, vehicle in vehicles(dossier):
        found = hits.of(vin)
        if not found:
            near = [hit for hit in hits.near.get(vin, ()) if legible(dossier, hit.document)]
            reason = "vin-differs" if near else absence(dossier, unmatched=hits.unmatched)
            yield Says(
                reason, vin=vin, declared=vin, found=shown(near[0].vin) if near else None, evidence=evidence(*(hit.vin for hit in near))
            )
            continue
        certificate = next((hit.item for hit in papers.of(vin) if hit.trusted), None)
        # Where a vehicle was inspected twice, the report with the fewest objections counts; a failed inspection is UV-010's.
        reports = [_Report(dossier, vin, hit, hit.document.facts) for hit in found if isinstance(hit.document.facts, InspectionReport)]
        judged = [(report, list(_objections(report, vehicle, certificate))) for report in reports]
        report, said = min(judged, key=lambda pair: len(pair[1]))
        said += [word for other, words in judged if other is not report for word in words if word.reason == "conclusion-unclear"]
        yield from said
        if not said:
            yield Says("complete", vin=vin, document=None, declared=vin, found=vin, evidence=report.proof())


@dataclass(frozen=True, slots=True)
class _Report:
    dossier: Dossier
    vin: str
    hit: Hit[VehicleRow]
    facts: InspectionReport

    @property
    def conclusion(self) -> Field[str]:
        row = self.hit.item.conclusion
        return row if isinstance(row, Fact) else self.facts.conclusion

    @property
    def legible(self) -> bool:
        return legible(self.dossier, self.hit.document)

    def say(self, reason: str, read: Field[T], declared: str | None = None) -> Says:
        return Says(reason, vin=self.vin, document=self.hit.document.id, declared=declared, found=shown(read), evidence=evidence(read))

    def proof(self) -> tuple[Evidence, ...]:
        facts, exporter = self.facts, self.dossier.declaration.exporter.name
        texts = evidence(self.hit.vin, _best_party((facts.client, facts.owner), exporter), self.conclusion)
        seals = tuple(Evidence(s.place, s.seal.text, "seal", s.seal.confidence) for s in facts.seals)
        return texts + evidence(facts.date) + seals


def _objections(report: _Report, vehicle: Vehicle, certificate: RegistrationCertificate | None) -> Iterable[Says]:
    if not report.hit.trusted:
        yield report.say("vehicle-match-doubtful", report.hit.vin, report.vin)
    exporter = report.dossier.declaration.exporter.name
    client = _best_party((report.facts.client, report.facts.owner), exporter)
    outcome = judge(client, lambda name: same_company(name, exporter), legible=report.legible, trusted=report.hit.trusted)
    if not _settled(outcome, report):
        yield report.say(f"client-{outcome}", client, exporter)
    yield from _standard(report, vehicle, certificate)
    yield from _dates(report, vehicle)
    registered, declared = report.hit.item.registration_date, vehicle.registration_date
    if declared and judge(registered, declared.__eq__, legible=False, trusted=report.hit.trusted) is Match.DIFFERS:
        yield report.say("registration-date-differs", registered, str(declared))
    read = report.conclusion
    outcome = judge(read, lambda text: conclusion_of(text) is not Conclusion.FAILED, legible=report.legible, trusted=report.hit.trusted)
    if not _settled(outcome, report):
        yield report.say(f"conclusion-{outcome}", read, "合格")
    elif isinstance(read, Fact) and conclusion_of(read.value) is Conclusion.UNCLEAR:
        yield report.say("conclusion-unclear", read)
    others = others_than_exporter(report.dossier, report.facts.seals, shown(report.facts.agency) or "")
    if report.facts.seals and not others:
        seals = tuple(Evidence(s.place, s.seal.text, "seal", s.seal.confidence) for s in report.facts.seals)
        yield Says("seal-of-exporter", vin=report.vin, document=report.hit.document.id, found=exporter, evidence=seals)
    if not report.facts.seals:
        yield report.say("seal-missing" if report.legible and not sealable(report.hit.document) else "seal-not-found", Absent())


def _settled(outcome: Match, report: _Report) -> bool:
    return outcome is Match.AGREES or (outcome is Match.DOUBTFUL and not report.hit.trusted)


def _best_party(parties: Sequence[Field[str]], exporter: str) -> Field[str]:
    """The party that is the exporter, else the first that says anything: client or owner, one of them is enough."""
    same = [p for p in parties if isinstance(p, Fact) and same_company(p.value, exporter)]
    said = [p for p in parties if isinstance(p, Unread)] + [p for p in parties if isinstance(p, Fact)]
    return next((p for p in same if p.clean), None) or next(iter([*same, *said]), Absent())


def _dates(report: _Report, vehicle: Vehicle) -> Iterable[Says]:
    read, last = report.facts.date, report.dossier.declaration.application_date
    outcome = judge(read, lambda _: True, legible=report.legible, trusted=report.hit.trusted)
    if not _settled(outcome, report):
        yield report.say(f"date-{outcome}", read)
    elif isinstance(read, Fact) and read.value > last:
        yield report.say("date-after-application", read, str(last))
    elif isinstance(read, Fact) and vehicle.manufacture_date and read.value < vehicle.manufacture_date:
        yield report.say("date-before-manufacture", read, str(vehicle.manufacture_date))


def _standard(report: _Report, vehicle: Vehicle, certificate: RegistrationCertificate | None) -> Iterable[Says]:
    named = report.facts.standards
    expected = expected_standard(vehicle, certificate)
    if not named:
        outcome = Match.MISSING if report.legible and report.hit.trusted else Match.NOT_FOUND
        yield report.say(f"standard-{outcome}", Absent(), expected)
        return
    if expected is None:
        yield report.say("standard-undetermined", named[0])
        return
    best = next((f for f in named if f.clean and _number(f.value) == expected), None) or next(
        (f for f in named if _number(f.value) == expected), named[0]
    )
    outcome = judge(best, lambda text: _number(text) == expected, legible=report.legible, trusted=report.hit.trusted)
    if not _settled(outcome, report):
        yield report.say(f"standard-{outcome}", best, expected)


def _number(standard: str) -> str | None:
    found = _STANDARD.search(squeezed(standard).upper())
    return f"WM/T {found[1]}" if found else None


def expected_standard(vehicle: Vehicle, certificate: RegistrationCertificate | None) -> str | None:
    """`WM/T 8` for passenger cars, `WM/T 9` for commercial vehicles and trailers, None where neither is certain.

    By the vehicle type of the certificate, else by the declared name, else by the class digit of the model (GB/T 9417 form: 7 car, 1, 3 to 5
    and 9 commercial; 6 is a car only when well under the six metres of a small bus).
    """
    kind = certificate.vehicle_type if certificate else Absent()
    texts = [kind.value] if isinstance(kind, Fact) and kind.clean else []
    for text in [*texts, vehicle.name or ""]:
        if re.search("货|牵引|挂车|自卸|专项作业|大型.*客|中型.*客|公交|tractor|truck|trailer|lorry", text, re.IGNORECASE):
            return _COMMERCIAL
        if re.search("轿车|越野客车|乘用|(小|微)型.*客车|运动型|sedan|SUV|MPV|passenger car", text, re.IGNORECASE):
            return _PASSENGER
    found = _MODEL.match(normal_model(vehicle.model))
    if not found:
        return None
    if found["cls"] == "6":
        return _PASSENGER if int(found["size"]) in _CAR_DECIMETRES else None
    return _PASSENGER if found["cls"] == "7" else None if found["cls"] == "2" else _COMMERCIAL
