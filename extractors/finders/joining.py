"""Several lines as one: cells of more than one line, and paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.geometry import enclosing
from domain.pages import Char, Line, Page
from domain.text import has_han
from extractors.finders.spans import Span, whole


def merged(lines: Sequence[Line]) -> Line:
    """Several lines of one cell or paragraph as one line; its characters no longer have places of their own."""
    if len(lines) == 1:
        return lines[0]
    glue = "" if all(has_han(line.text[-1:] or " ") for line in lines[:-1]) else " "
    text = glue.join(line.text for line in lines)
    known = all(len(line.chars) == len(line.text) for line in lines)
    blank = Char(" ", 0.0, 1.0) if known and lines[0].chars else None
    chars: list[Char] = []
    for line in lines:
        if chars and glue and blank:
            chars.append(blank)
        chars.extend(replace(char, start=0.0, stop=1.0) for char in line.chars)
    embedded = [line for line in lines if line.origin == "text-layer"]
    others = glue.join(_other(line) for line in lines)
    scores = [line.confidence for line in lines if line.confidence is not None]
    return Line(
        text=text,
        box=enclosing(line.box for line in lines),
        origin=(embedded or lines)[0].origin,
        confidence=min(scores) if scores else None,
        chars=tuple(chars) if known and len(chars) == len(text) else (),
        seen=others if embedded and all(line.seen is not None for line in embedded) else None,
        claimed=others if not embedded and any(line.claimed is not None for line in lines) else None,
        under_seal=any(line.under_seal for line in lines),
    )


def _other(line: Line) -> str:
    """What the second witness of a line says: the picture of a text-layer line, the text layer of a contradicted one, else the line itself."""
    if line.origin == "text-layer":
        return line.seen or ""
    return line.text if line.claimed is None else line.claimed


def merged_span(page: Page, lines: Sequence[Line]) -> Span:
    return whole(page, merged(lines))
