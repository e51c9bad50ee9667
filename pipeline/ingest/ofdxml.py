"""Small look-ups in OFD's XML, by local name: producers disagree about the namespace."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from collections.abc import Iterator

Affine = tuple[float, float, float, float, float, float]
"""x' = a x + c y + e, y' = b x + d y + f."""


def local(element: ET.Element) -> str:
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def children(element: ET.Element | None, name: str) -> Iterator[ET.Element]:
    if element is not None:
        yield from (item for item in element if local(item) == name)


def child(element: ET.Element | None, name: str) -> ET.Element | None:
    return next(children(element, name), None)


def attribute(element: ET.Element, name: str) -> str:
    return (element.get(name) or "").strip()


def numbers(value: str | None) -> list[float]:
    """The finite numbers of a space-separated list; empty when any part is none."""
    try:
        found = [float(part) for part in (value or "").replace(",", " ").split()]
    except ValueError:
        return []
    return found if all(math.isfinite(number) and abs(number) < 1e7 for number in found) else []


def number(value: str | None, default: float) -> float:
    found = numbers(value)
    return found[0] if len(found) == 1 else default


def box_of(value: str | None) -> tuple[float, float, float, float] | None:
    """x, y, width, height."""
    found = numbers(value)
    return (found[0], found[1], found[2], found[3]) if len(found) == 4 else None


def deltas(value: str | None, most: int) -> list[float]:
    """A DeltaX or DeltaY list with its `g <count> <value>` shorthand, at most `most` values."""
    tokens = (value or "").split()
    found: list[float] = []
    index = 0
    while index < len(tokens) and len(found) < most:
        if tokens[index] == "g" and index + 2 < len(tokens):
            count, step = number(tokens[index + 1], 0.0), number(tokens[index + 2], 0.0)
            found.extend([step] * max(0, min(int(count), most - len(found))))
            index += 3
        else:
            found.append(number(tokens[index], 0.0))
            index += 1
    return found


def compose(outer: Affine, inner: Affine) -> Affine:
    """The transform that applies `inner` first."""
    oa, ob, oc, od, oe, of = outer
    a, b, c, d, e, f = inner
    return (oa * a + oc * b, ob * a + od * b, oa * c + oc * d, ob * c + od * d, oa * e + oc * f + oe, ob * e + od * f + of)


def apply(transform: Affine, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = transform
    return a * x + c * y + e, b * x + d * y + f


def object_transform(element: ET.Element) -> Affine:
    """From an object's own space to its parent's: the CTM, then a move to its boundary's corner."""
    box = box_of(element.get("Boundary")) or (0.0, 0.0, 0.0, 0.0)
    found = numbers(element.get("CTM"))
    a, b, c, d, e, f = found if len(found) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return a, b, c, d, e + box[0], f + box[1]
