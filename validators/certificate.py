"""UV-004 to UV-006: what is declared of a vehicle against its registration certificate."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from domain.declaration import Category, Vehicle
from domain.documents import Kind
from domain.dossier import Dossier
from domain.facts import Fact, Field, Place
from domain.findings import Consequence, Text
from domain.models import brand_parts, same_brand, same_model
from domain.names import same_company
from domain.used_vehicle_papers import RegistrationCertificate
from validators.catalogue import Says, rule
from validators.compare import Match, evidence, judge, shown, weightiest
from validators.due import export_date
from validators.legibility import absence, legible
from validators.matching import Hit, Hits, certificates, driving_licences, vehicles
from validators.reasons import compared, fails, lacking, matched_by_doubt, passes, review

_KIND = Kind.REGISTRATION_CERTIFICATE


@dataclass(frozen=True, slots=True)
class Papers:
    """The certificate, or the certificates, of one declared vehicle."""

    dossier: Dossier
    vin: str
    hits: tuple[Hit[RegistrationCertificate], ...]
    all: Hits[RegistrationCertificate]

    @property
    def trusted(self) -> bool:
        return bool(self.hits) and all(hit.trusted for hit in self.hits)

    @property
    def legible(self) -> bool:
        return all(legible(self.dossier, hit.document) for hit in self.hits)

    def lacks(self, part: str) -> bool:
        """Whether a part of the certificate is not in the upload. The items of a part that is there are printed on it: one that was not found
        was not read."""
        return self.legible and not any(part in hit.item.sections for hit in self.hits)

    @property
    def vins(self) -> tuple[Field[str], ...]:
        return tuple(hit.vin for hit in self.hits)

    def match_doubt(self) -> Iterable[Says]:
        """The word that it is not certain that the certificate belongs to the vehicle; nothing when it is."""
        for hit in self.hits:
            if not hit.trusted:
                yield Says(
                    "vehicle-match-doubtful",
                    vin=self.vin,
                    document=hit.document.id,
                    declared=self.vin,
                    found=shown(hit.vin) or "-",
                    evidence=evidence(hit.vin),
                )


def papers(dossier: Dossier) -> Iterable[tuple[str, Vehicle, Papers]]:
    """Every declared vehicle with its certificates."""
    hits = certificates(dossier)
    for vin, vehicle in vehicles(dossier):
        yield vin, vehicle, Papers(dossier, vin, hits.of(vin), hits)


def missing_certificate(found: Papers) -> Says:
    """The word for a vehicle without a certificate, with the certificate of a VIN that is nearly it, where there is one."""
    near = found.all.near.get(found.vin, ())
    other = shown(near[0].vin) if near else None
    proof = evidence(*(hit.vin for hit in near))
    return Says(absence(found.dossier, unmatched=found.all.unmatched), vin=found.vin, declared=found.vin, found=other, evidence=proof)


@rule(
    "UV-004",
    title=Text("Declared vehicle equals the certificate", "申报车辆信息与登记证书一致"),
    statement=Text(
        "VIN, brand, model, registration date and date of the transfer pending export must be declared as the registration certificate gives "
        "them. The model is compared character by character: one character is another variant.",
        "申报的车辆识别代号、品牌、型号、注册登记日期和转让待出口日期应与登记证书相同。型号逐字符比对，相差一个字符即为不同车型。",
    ),
    authority="Guidelines of 2025-12-11, part 1; Notice Shang Mao Han [2025] No. 648, part 1",
    on_fail=Consequence.NO_LICENCE,
    needs=(_KIND,),
    requirement=_KIND,
    category=Category.USED,
    reasons={
        **lacking(_KIND),
        **matched_by_doubt(_KIND),
        "agrees": passes("The declared vehicle data equal the registration certificate.", "申报的车辆信息与登记证书一致。"),
        "vin-differs": fails(
            "The certificate submitted is for the VIN {found}; the VIN declared is {declared}.",
            "提交的登记证书车辆识别代号为{found}，申报为{declared}。",
            "Correct the declared VIN or submit the certificate of this vehicle.",
            "请更正申报的车辆识别代号，或提交本车的登记证书。",
        ),
        **compared("brand", Text("brand", "车辆品牌"), _KIND),
        "brand-other-script": review(
            "The brand is {found} on the certificate and declared as {declared}: the two are in different scripts and cannot be compared.",
            "登记证书品牌为{found}，申报为{declared}，文字种类不同，无法比对。",
            "Declare the brand as it stands on the certificate.",
            "请按登记证书所载填报品牌。",
        ),
        "manufacturer-differs": review(
            "The certificate gives the manufacturer {found}, declared is {declared}.",
            "登记证书制造厂名称为{found}，申报为{declared}。",
            "Declare the manufacturer as the certificate gives it.",
            "请按登记证书所载填报制造厂名称。",
        ),
        **compared("model", Text("model", "车辆型号"), _KIND),
        **compared("registration-date", Text("registration date", "注册登记日期"), _KIND),
        **compared("transfer-date", Text("date of the transfer pending export", "转让待出口日期"), _KIND),
    },
)
def declared_equals_certificate(dossier: Dossier) -> Iterable[Says]:
    for vin, vehicle, found in papers(dossier):
        if not found.hits:
            near = [hit for hit in found.all.near.get(vin, ()) if legible(dossier, hit.document)]
            if near:
                yield Says("vin-differs", vin=vin, declared=vin, found=shown(near[0].vin), evidence=evidence(near[0].vin))
            else:
                yield missing_certificate(found)
            continue
        said = [*found.match_doubt(), *_differences(found, vehicle)]
        yield from said
        if not said:
            facts = [hit.item for hit in found.hits]
            used = [f for c in facts for f in (c.vin, c.brand, c.model)]
            dates = [f for c in facts for f in (c.registration_date, export_date(c))]
            yield Says("agrees", vin=vin, declared=vin, found=vin, evidence=evidence(*used) + evidence(*dates))


def _differences(found: Papers, vehicle: Vehicle) -> Iterable[Says]:
    facts = [hit.item for hit in found.hits]
    brand = weightiest([c.brand for c in facts], lambda value: same_brand(value, vehicle.brand))
    if isinstance(brand, Fact) and not _common_script(brand.value, vehicle.brand):
        yield Says("brand-other-script", vin=found.vin, declared=vehicle.brand, found=brand.value, evidence=evidence(brand))
    else:
        yield from _one(found, "brand", [brand], vehicle.brand, lambda value: same_brand(value, vehicle.brand))
    yield from _one(found, "model", [c.model for c in facts], vehicle.model, lambda value: same_model(value, vehicle.model))
    # The official text names brand, model and dates; another maker is a contradiction all the same, also where no letter is due.
    maker = weightiest([c.manufacturer for c in facts], lambda value: same_company(value, vehicle.manufacturer))
    if isinstance(maker, Fact) and maker.clean and not same_company(maker.value, vehicle.manufacturer):
        yield Says("manufacturer-differs", vin=found.vin, declared=vehicle.manufacturer, found=maker.value, evidence=evidence(maker))
    for name, declared, dates, absent in (
        ("registration-date", vehicle.registration_date, [c.registration_date for c in facts], found.lacks("summary")),
        ("transfer-date", vehicle.transfer_date, [export_date(c) for c in facts], found.legible),
    ):
        if declared is not None:  # UV-006 reports a date that is not declared
            yield from _one_date(found, name, dates, declared, absent)


def _one(found: Papers, name: str, fields: list[Field[str]], declared: str, same: Callable[[str], bool]) -> Iterable[Says]:
    read = weightiest(fields, same)
    outcome = judge(read, same, legible=found.lacks("vehicle"), trusted=found.trusted)
    if not _settled(outcome, found):
        yield Says(f"{name}-{outcome}", vin=found.vin, declared=declared, found=shown(read), evidence=evidence(read))


def _one_date(found: Papers, name: str, fields: list[Field[date]], declared: date, absent: bool) -> Iterable[Says]:
    read = weightiest(fields, declared.__eq__)
    outcome = judge(read, declared.__eq__, legible=absent, trusted=found.trusted)
    if not _settled(outcome, found):
        yield Says(f"{name}-{outcome}", vin=found.vin, declared=str(declared), found=shown(read), evidence=evidence(read))


def _settled(outcome: Match, found: Papers) -> bool:
    # An equal value on a certificate that may be another vehicle's is covered by the word on the match itself.
    return outcome is Match.AGREES or (outcome is Match.DOUBTFUL and not found.trusted)


def _common_script(a: str, b: str) -> bool:
    (han_a, latin_a), (han_b, latin_b) = brand_parts(a), brand_parts(b)
    return bool((han_a and han_b) or (latin_a and latin_b))


@rule(
    "UV-005",
    title=Text("The registration date is that of the first registration", "注册登记日期为初次登记日期"),
    statement=Text(
        "The registration date is item 3 of the first block of the certificate: not the date of purchase, of issue, of manufacture or of a "
        "transfer. A driving licence that was submitted must give the same date.",
        "注册登记日期指登记证书首栏第3项，不是购车、发证、出厂或转让的日期；如提交行驶证，其注册日期应与之相同。",
    ),
    authority="Guidelines of 2025-12-11, part 1; items of the registration certificate",
    on_fail=Consequence.CORRECT_AND_RESUBMIT,
    needs=(_KIND, Kind.DRIVING_LICENCE),
    requirement=_KIND,
    category=Category.USED,
    reasons={
        **lacking(_KIND),
        **matched_by_doubt(_KIND),
        **compared("registration-date", Text("registration date", "注册登记日期"), _KIND),
        "agrees": passes(
            "The declared registration date {declared} is the first registration date on the certificate.",
            "申报的注册登记日期{declared}即登记证书的初次登记日期。",
        ),
        "not-declared": fails(
            "No registration date is declared; the certificate gives {found}.",
            "未申报注册登记日期；登记证书为{found}。",
            "Declare the date of item 3 of the certificate.",
            "请按登记证书第3项填报。",
        ),
        "other-date-taken": fails(
            "The declared registration date {declared} is the {which} on the certificate; the registration date is {found}.",
            "申报的注册登记日期{declared}实为登记证书上的{which}；注册登记日期为{found}。",
            "Declare the date of item 3 of the certificate.",
            "请按登记证书第3项填报。",
        ),
        "driving-licence-differs": fails(
            "The driving licence gives {found} as the registration date, the certificate {declared}.",
            "行驶证的注册日期为{found}，登记证书为{declared}。",
            "Submit documents of the same vehicle, or have the wrong one corrected.",
            "请提交同一车辆的证件，或更正有误的证件。",
        ),
        "driving-licence-of-another": review(
            "The driving licence is for {found}, which nearly is {declared}.", "行驶证载明的车辆识别代号为{found}，与{declared}相近但不同。",
            "Submit the driving licence of this vehicle.", "请提交本车的行驶证。",
        ),
        "driving-licence-doubtful": review(
            "The registration date of the driving licence ({found}) could not be confirmed against {declared}.",
            "行驶证的注册日期（{found}）未能与{declared}可靠核对。",
            "Compare the driving licence by eye.",
            "请人工核对行驶证。",
        ),
    },
)
def registration_date_is_the_first(dossier: Dossier) -> Iterable[Says]:
    licences = driving_licences(dossier)
    for vin, vehicle, found in papers(dossier):
        if not found.hits:
            yield missing_certificate(found)
            continue
        declared = vehicle.registration_date
        dates = [hit.item.registration_date for hit in found.hits]
        if declared is None:
            read = weightiest(dates, lambda _: True)
            yield Says("not-declared", vin=vin, found=shown(read) or "-", evidence=evidence(read))
            continue
        read = weightiest(dates, declared.__eq__)
        said = [*found.match_doubt(), *_first_date(found, declared, read)]
        for hit in licences.of(vin):
            said += _licence_date(vin, declared, hit.trusted, hit.item.registration_date, hit.item.issue_date)
        for hit in licences.near.get(vin, ()):
            said.append(Says("driving-licence-of-another", vin=vin, document=hit.document.id, declared=vin, found=shown(hit.vin), evidence=evidence(hit.vin)))
        yield from said
        if not said:
            yield Says("agrees", vin=vin, declared=str(declared), found=shown(read), evidence=evidence(read))


def _first_date(found: Papers, declared: date, read: Field[date]) -> Iterable[Says]:
    outcome = judge(read, declared.__eq__, legible=found.lacks("summary"), trusted=found.trusted)
    if _settled(outcome, found):
        return
    which = _which_date(found, declared) if outcome is Match.DIFFERS else None
    if which:
        yield Says(
            "other-date-taken", vin=found.vin, declared=str(declared), found=shown(read), evidence=evidence(read), words={"which": which}
        )
    else:
        yield Says(f"registration-date-{outcome}", vin=found.vin, declared=str(declared), found=shown(read), evidence=evidence(read))


def _which_date(found: Papers, declared: date) -> Text | None:
    for hit in found.hits:
        others: list[tuple[Field[date], Text]] = [
            (hit.item.issue_date, Text("date of issue", "发证日期")),
            (hit.item.manufacture_date, Text("date of manufacture", "出厂日期")),
            (export_date(hit.item), Text("date of the transfer pending export", "转让待出口日期")),
            *((entry.date, Text("date of a register entry", "登记栏日期")) for entry in hit.item.entries),
        ]
        for field, name in others:
            if isinstance(field, Fact) and field.clean and field.value == declared:
                return name
    return None


def _licence_date(vin: str, declared: date, trusted: bool, read: Field[date], issued: Field[date]) -> list[Says]:
    if not isinstance(read, Fact):
        return [Says("driving-licence-doubtful", vin=vin, declared=str(declared), found=shown(read) or "-", evidence=evidence(read))]
    if read.value == declared:
        return []
    # A date that stands where the licence's own date of issue does may be that date, taken from the wrong line.
    mistaken = isinstance(issued, Fact) and issued.value == read.value and not _apart(read.place, issued.place)
    certain = read.clean and trusted and not mistaken
    reason = "driving-licence-differs" if certain else "driving-licence-doubtful"
    return [Says(reason, vin=vin, declared=str(declared), found=shown(read), evidence=evidence(read))]


def _apart(one: Place, other: Place) -> bool:
    """Whether two places on a page do not touch."""
    return one.box is not None and other.box is not None and not one.box.intersection(other.box)


@rule(
    "UV-006",
    title=Text("Both dates are declared", "两个日期均已申报"),
    statement=Text(
        "The registration date and the date of the transfer pending export are to be given for every vehicle of the application.",
        "申请中的每一辆车均应填报注册登记日期和转让待出口日期。",
    ),
    authority="Notice Shang Mao Han [2025] No. 648, part 1, licence annex",
    on_fail=Consequence.NO_LICENCE,
    requirement="declaration",
    effective=(date(2025, 11, 11), None),
    category=Category.USED,
    reasons={
        "declared": passes("Both dates are declared.", "两个日期均已申报。"),
        "registration-date-not-declared": fails(
            "The registration date is not declared.",
            "未申报注册登记日期。",
            "Declare the registration date of the certificate.",
            "请按登记证书填报注册登记日期。",
        ),
        "transfer-date-not-declared": fails(
            "The date of the transfer pending export is not declared.",
            "未申报转让待出口日期。",
            "Declare the date of the transfer pending export of the certificate.",
            "请按登记证书填报转让待出口日期。",
        ),
    },
)
def dates_are_declared(dossier: Dossier) -> Iterable[Says]:
    for vin, vehicle in vehicles(dossier):
        if vehicle.registration_date is None:
            yield Says("registration-date-not-declared", vin=vin)
        if vehicle.transfer_date is None:
            yield Says("transfer-date-not-declared", vin=vin)
        if vehicle.registration_date and vehicle.transfer_date:
            yield Says("declared", vin=vin, declared=f"{vehicle.registration_date}, {vehicle.transfer_date}")
