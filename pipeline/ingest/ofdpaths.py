"""OFD's path language (GB/T 33190, 9.1) as polylines."""

from __future__ import annotations

import math

Point = tuple[float, float]
_OPERANDS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
_MOST_POINTS = 200_000
_STEPS = 12


def polylines(data: str) -> list[tuple[bool, list[Point]]] | None:
    """(closed, points) of every sub-path in object space; None when the data cannot be followed."""
    tokens = data.replace(",", " ").split()
    paths: list[tuple[bool, list[Point]]] = []
    points: list[Point] = []
    index = total = 0
    while index < len(tokens):
        command = tokens[index]
        count = _OPERANDS.get(command)
        if count is None or index + count >= len(tokens) + (count == 0):
            return None
        try:
            values = [float(token) for token in tokens[index + 1 : index + 1 + count]]
        except ValueError:
            return None
        if len(values) < count or not all(math.isfinite(value) and abs(value) < 1e7 for value in values):
            return None
        index += 1 + count
        if command in ("S", "M"):
            if len(points) > 1:
                paths.append((False, points))
            points = [(values[0], values[1])]
        elif command == "C":
            if len(points) > 1:
                paths.append((True, points))
            points = points[:1]
        elif not points:
            return None
        else:
            points.extend(_segment(command, points[-1], values))
        total += 1
        if total > _MOST_POINTS:
            return None
    if len(points) > 1:
        paths.append((False, points))
    return paths


def _segment(command: str, start: Point, values: list[float]) -> list[Point]:
    end = values[-2], values[-1]
    if command == "L":
        return [end]
    steps = [i / _STEPS for i in range(1, _STEPS + 1)]
    if command == "Q":
        x, y = values[0], values[1]
        return [
            (
                (1 - t) ** 2 * start[0] + 2 * (1 - t) * t * x + t * t * end[0],
                (1 - t) ** 2 * start[1] + 2 * (1 - t) * t * y + t * t * end[1],
            )
            for t in steps
        ]
    if command == "B":
        first, second = (values[0], values[1]), (values[2], values[3])
        return [
            (
                (1 - t) ** 3 * start[0] + 3 * (1 - t) ** 2 * t * first[0] + 3 * (1 - t) * t * t * second[0] + t**3 * end[0],
                (1 - t) ** 3 * start[1] + 3 * (1 - t) ** 2 * t * first[1] + 3 * (1 - t) * t * t * second[1] + t**3 * end[1],
            )
            for t in steps
        ]
    return _arc(start, end, values)


def _arc(start: Point, end: Point, values: list[float]) -> list[Point]:
    """An elliptical arc by its end points (the construction of SVG 1.1, F.6.5)."""
    rx, ry, turn, large, sweep = abs(values[0]), abs(values[1]), math.radians(values[2]), values[3] != 0, values[4] != 0
    if rx == 0 or ry == 0 or start == end:
        return [end]
    cos, sin = math.cos(turn), math.sin(turn)
    dx, dy = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    x, y = cos * dx + sin * dy, -sin * dx + cos * dy
    grow = max(1.0, math.sqrt(x * x / (rx * rx) + y * y / (ry * ry)))
    rx, ry = rx * grow, ry * grow
    root = max(0.0, (rx * rx * ry * ry - rx * rx * y * y - ry * ry * x * x) / (rx * rx * y * y + ry * ry * x * x))
    factor = math.sqrt(root) * (-1 if large == sweep else 1)
    cx, cy = factor * rx * y / ry, -factor * ry * x / rx
    centre = cos * cx - sin * cy + (start[0] + end[0]) / 2, sin * cx + cos * cy + (start[1] + end[1]) / 2
    first = math.atan2((y - cy) / ry, (x - cx) / rx)
    span = math.atan2((-y - cy) / ry, (-x - cx) / rx) - first
    if sweep and span < 0:
        span += 2 * math.pi
    elif not sweep and span > 0:
        span -= 2 * math.pi
    points = []
    for step in range(1, 4 * _STEPS + 1):
        angle = first + span * step / (4 * _STEPS)
        px, py = rx * math.cos(angle), ry * math.sin(angle)
        points.append((centre[0] + cos * px - sin * py, centre[1] + sin * px + cos * py))
    return points
