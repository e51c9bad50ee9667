"""Letters on an oval stand upright on its outline, all of one height: squeezing the oval to a circle would bend them, unrolling it along
its normals does not."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from extractors.reading.seals.rings import Ellipse
from extractors.reading.seals.unroll import RADIUS, Disc, centre, measured

_TURNS = 2048
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bend:
    """Directions on the unrolled ring, by length along the outline, against those on the disc the oval is squeezed to."""

    outline: Ellipse

    def parameter(self, angle: Numbers) -> Numbers:
        """The ellipse's own parameter (radians) at a direction (degrees clockwise from 12 o'clock) of the unrolled ring."""
        t = np.linspace(0, 2 * math.pi, _TURNS + 1)
        steps = np.hypot(np.diff(self.outline.a * np.cos(t)), np.diff(self.outline.b * np.sin(t)))
        length = np.concatenate([[0.0], np.cumsum(steps)])
        own = (np.radians(angle - 90) - self.outline.angle) % (2 * math.pi)
        return np.asarray(np.interp(own / (2 * math.pi) * length[-1], length, t), np.float64)

    def squeezed(self, angle: float) -> float:
        """The same direction, degrees, on the squeezed disc."""
        return float(np.degrees(self.parameter(np.array([angle])) + self.outline.angle)[0] + 90) % 360

    def span(self, middle: float, span: float) -> float:
        """What an arc round `middle` covers on the squeezed disc, degrees."""
        return (self.squeezed(middle + span / 2) - self.squeezed(middle - span / 2)) % 360 if span < 359 else span


def unbent(disc: Disc, outline: Ellipse) -> Disc:
    """The disc of an oval with its ring laid out by length along the outline and by distance from it; what lies far inside is lost."""
    c = centre()
    y, x = np.mgrid[0 : 2 * c, 0 : 2 * c].astype(np.float64) - c
    angle, radius = np.degrees(np.arctan2(x, -y)), np.hypot(x, y) / RADIUS
    t = Bend(outline).parameter(angle)
    a, b = outline.a, outline.b
    inwards = (1 - radius) * math.sqrt(a * b) / np.hypot(b * np.cos(t), a * np.sin(t))
    u, v = np.cos(t) - inwards * b * np.cos(t) / a, np.sin(t) - inwards * a * np.sin(t) / b
    cos, sin = math.cos(outline.angle), math.sin(outline.angle)
    at_x = (c + RADIUS * (u * cos - v * sin)).astype(np.float32)
    at_y = (c + RADIUS * (u * sin + v * cos)).astype(np.float32)
    ink = np.asarray(cv2.remap(disc.ink, at_x, at_y, cv2.INTER_LINEAR), np.float32)
    hidden = cv2.remap(disc.hidden.astype(np.uint8), at_x, at_y, cv2.INTER_NEAREST) > 0
    return measured(ink, np.asarray(hidden), disc.told)
