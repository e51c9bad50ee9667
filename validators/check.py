"""The one way to check a dossier: every rule of the catalogue, in catalogue order."""

from __future__ import annotations

from domain.dossier import Dossier
from domain.findings import Finding
from validators.catalogue import all_rules


def check(dossier: Dossier) -> tuple[Finding, ...]:
    """All findings of all rules: rules in catalogue order, findings of a rule as it gives them. An error in a rule is not caught."""
    return tuple(finding for rule in all_rules() for finding in rule(dossier))
