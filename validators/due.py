"""Is the confirmation letter due for a vehicle? The 180 days and the exemption of vehicles handed over before the rule began.

Source: Notice 商贸函〔2025〕648号, part 1 (1); Guidelines of 2025-12-11, part 1. Days are calendar days by date subtraction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.declaration import Vehicle
from domain.dossier import Dossier
from domain.facts import Absent, Fact, Field
from domain.policy import Policy
from domain.used_vehicle_papers import RegistrationCertificate
from validators.compare import weightiest
from validators.matching import Hit, Hits, certificates, plain_vin


class Due(StrEnum):
    NOT_IN_FORCE = "not-in-force"
    NOT_DUE = "not-due"
    EXEMPT = "exempt"
    DUE = "due"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class LetterDue:
    """`days` from registration to application, by the date that decides. `exemption`: none | read | unconfirmed.
    `registered` and `handed_over` are the certificate's readings of the two dates."""

    state: Due
    days: int | None
    registered: Field[date]
    handed_over: Field[date]
    exemption: str = "none"

    @property
    def may_be_due(self) -> bool:
        return self.state in (Due.DUE, Due.UNCLEAR)


def days_between(registration: date, application: date) -> int:
    """Calendar days, the first day not counted."""
    return (application - registration).days


def within_window(registration: date, application: date, policy: Policy) -> bool:
    return days_between(registration, application) <= policy.letter_window_days


def export_date(certificate: RegistrationCertificate) -> Field[date]:
    """Date of the transfer pending export: of the annotation, else of the last register entry of that kind."""
    if not isinstance(certificate.export_date, Absent):
        return certificate.export_date
    return next((entry.date for entry in reversed(certificate.entries) if entry.what.value == "export_transfer"), certificate.export_date)


def letter_due(dossier: Dossier, vehicle: Vehicle, hits: Hits[RegistrationCertificate] | None = None) -> LetterDue:
    """By the declared date and the certificate together: within the window by either means due, outside only by a clean certificate."""
    found = (certificates(dossier) if hits is None else hits).of(plain_vin(vehicle.vin))
    return _decided(dossier, vehicle, found)


def letters_due(dossier: Dossier) -> dict[str, LetterDue]:
    """VIN -> what is due, for every declared vehicle; of a VIN declared twice the stricter one."""
    hits = certificates(dossier)
    due: dict[str, LetterDue] = {}
    for vehicle in dossier.declaration.vehicles:
        vin, found = plain_vin(vehicle.vin), letter_due(dossier, vehicle, hits)
        if vin not in due or not due[vin].may_be_due:
            due[vin] = found
    return due


def may_be_due(dossier: Dossier) -> Iterable[tuple[str, Vehicle]]:
    """The declared vehicles that need a letter, or may need one."""
    due = letters_due(dossier)
    return tuple((plain_vin(v.vin), v) for v in dossier.declaration.vehicles if due[plain_vin(v.vin)].may_be_due)


def _decided(dossier: Dossier, vehicle: Vehicle, found: tuple[Hit[RegistrationCertificate], ...]) -> LetterDue:
    policy, day = dossier.policy, dossier.declaration.application_date
    trusted = bool(found) and all(hit.trusted for hit in found)
    registered = weightiest([hit.item.registration_date for hit in found], lambda value: value == vehicle.registration_date)
    handed_over = weightiest([export_date(hit.item) for hit in found], lambda value: value == vehicle.transfer_date)
    proven = registered.value if trusted and isinstance(registered, Fact) and registered.clean else None
    dates = [value for value in (vehicle.registration_date, proven) if value is not None]
    days = min((days_between(value, day) for value in dates), default=None)

    def outcome(state: Due, exemption: str = "none") -> LetterDue:
        return LetterDue(state, days, registered, handed_over, exemption)

    if not policy.letter_required:
        return outcome(Due.NOT_IN_FORCE)
    if not any(within_window(value, day, policy) for value in dates):
        return outcome(Due.NOT_DUE if proven else Due.UNCLEAR)
    if proven and not within_window(proven, day, policy):
        return outcome(Due.UNCLEAR)
    exemption = _exemption(vehicle, handed_over, trusted, policy.transfer_exempt_before)
    state = {"read": Due.EXEMPT, "unconfirmed": Due.UNCLEAR}.get(exemption, Due.DUE)
    return outcome(state, exemption)


def _exemption(vehicle: Vehicle, handed_over: Field[date], trusted: bool, before: date) -> str:
    """Only a date READ from the certificate and declared alike exempts; a claim that cannot be checked is unconfirmed."""
    claimed = vehicle.transfer_date is not None and vehicle.transfer_date < before
    if isinstance(handed_over, Fact) and handed_over.clean and trusted:
        if handed_over.value >= before:
            return "none"
        return "read" if handed_over.value == vehicle.transfer_date else "unconfirmed"
    return "unconfirmed" if claimed else "none"
