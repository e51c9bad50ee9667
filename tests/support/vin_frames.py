"""Frames made by hand: what a recogniser would say of a strip whose characters it is more or less sure of."""

from __future__ import annotations

from collections.abc import Mapping

from domain.pages import Frames


def frames(text: str, rivals: Mapping[int, tuple[str, float]] | None = None, sure: float = 0.98) -> Frames:
    """One step a character and a blank after each; `rivals`: place -> (runner-up, its probability)."""
    steps: list[tuple[tuple[str, float], ...]] = []
    for place, char in enumerate(text):
        other, probability = (rivals or {}).get(place, ("", 0.0))
        own = (char, sure - probability)
        steps.append((own, ("", 1 - sure), *(((other, probability),) if other else ())))
        steps.append((("", 0.99), (char, 0.005)))
    return Frames(tuple(steps), floor=1e-5)
