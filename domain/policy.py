"""The parameters of the law, dated, so that an application is judged by the rules of its own day.

Source: Notice 商贸函〔2025〕648号 and the Guidelines of 2025-12-11; parameters marked own are domain judgement.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Policy:
    """`version` names the state of the rules in the report. Day counts are calendar days by date subtraction."""

    version: str
    letter_required: bool
    letter_window_days: int = 180
    borderline_band_days: int = 2  # own
    transfer_exempt_before: date = date(2026, 1, 1)
    max_vehicles_per_hs_code: int = 20
    mileage_tolerance_km: int = 500  # own
    zero_kilometre_km: int = 100  # own
    modified_relaxation: tuple[date, date] | None = (date(2025, 12, 15), date(2025, 12, 31))
    modified_relaxation_licence_year: int = 2025
    former_names: tuple[tuple[str, str], ...] = ()  # own: (former, present) names of renamed manufacturers


_STATES = (
    (date(2024, 3, 1), Policy(version="2024-03-01", letter_required=False)),
    (date(2026, 1, 1), Policy(version="2026-01-01", letter_required=True)),
)


def policy_on(day: date) -> Policy:
    """The rules in force on the day of the application; before the first known state, that state."""
    current = _STATES[0][1]
    for since, policy in _STATES:
        if day >= since:
            current = policy
    return current


def adjusted(policy: Policy, **settings: int) -> Policy:
    """`policy` with its own (unsourced) settings changed, e.g. `mileage_tolerance_km`."""
    return replace(policy, **settings)  # type: ignore[arg-type]
