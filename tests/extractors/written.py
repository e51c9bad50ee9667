"""Pages written by hand: rows of text become positioned lines, as a perfect reader would give them."""

from __future__ import annotations

from domain.geometry import Box
from domain.pages import Char, Line, Page, Seal, SealKind
from extractors.finders.vins import page_vins

_WIDTH = 0.016  # of a Chinese character; Latin letters take half
_PITCH = 0.028


def line(text: str, x: float, y: float, confidence: float = 0.99) -> Line:
    """One line whose characters all have the same probability."""
    widths = [_WIDTH if ord(c) > 0x2E7F else _WIDTH / 2 for c in text]
    total, at, chars = sum(widths), 0.0, []
    for char, width in zip(text, widths, strict=True):
        chars.append(Char(char, at / total, (at + width) / total, confidence))
        at += width
    return Line(text, Box(x, y, x + total, y + 0.018), "ocr:test", confidence, tuple(chars))


def page(*rows: str, file: str = "a.pdf", number: int = 1, top: float = 0.06, seals: tuple[Seal, ...] = (), confidence: float = 0.99) -> Page:
    """Rows from the top; `|` starts a cell at the next of four columns, leading spaces indent."""
    lines = []
    for index, row in enumerate(rows):
        y = top + index * _PITCH
        for column, cell in enumerate(row.split("|")):
            if cell.strip():
                indent = (len(cell) - len(cell.lstrip(" "))) * _WIDTH / 2
                lines.append(line(cell.strip(), 0.1 + column * 0.22 + indent, y, confidence))
    return page_vins(Page(file, number, tuple(lines), seals, width=1000, height=1414))


def seal(text: str, x: float = 0.6, y: float = 0.7, kind: SealKind = SealKind.OFFICIAL) -> Seal:
    return Seal(text, kind, "round", "red", Box(x, y, x + 0.2, y + 0.14), 0.95)
