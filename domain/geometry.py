"""Boxes on a page, as shares of its width and height."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """Axis-aligned rectangle; `x0,y0` top left, `x1,y1` bottom right, each 0..1 of the page as a person sees it upright."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def centre(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    @property
    def area(self) -> float:
        return max(0.0, self.width) * max(0.0, self.height)

    def overlap(self, other: Box) -> float:
        """Share of this box's area that lies inside `other`, 0..1."""
        return self.intersection(other) / self.area if self.area else 0.0

    def intersection(self, other: Box) -> float:
        width = min(self.x1, other.x1) - max(self.x0, other.x0)
        height = min(self.y1, other.y1) - max(self.y0, other.y0)
        return max(0.0, width) * max(0.0, height)

    def same_row(self, other: Box) -> bool:
        """Whether the vertical centres lie within half the smaller height of each other."""
        return abs(self.centre[1] - other.centre[1]) < 0.5 * max(1e-6, min(self.height, other.height))

    def shares_column(self, other: Box) -> bool:
        """Whether the horizontal extents overlap by more than a third of the narrower one."""
        common = min(self.x1, other.x1) - max(self.x0, other.x0)
        return common > min(self.width, other.width) / 3

    def part(self, start: float, stop: float) -> Box:
        """The vertical slice between two shares of the width."""
        return Box(self.x0 + start * self.width, self.y0, self.x0 + stop * self.width, self.y1)

    def clipped(self) -> Box:
        return Box(*(min(1.0, max(0.0, v)) for v in (self.x0, self.y0, self.x1, self.y1)))


def enclosing(boxes: Iterable[Box]) -> Box:
    """Smallest box round `boxes`; raises ValueError when there are none."""
    listed = list(boxes)
    return Box(min(b.x0 for b in listed), min(b.y0 for b in listed), max(b.x1 for b in listed), max(b.y1 for b in listed))
