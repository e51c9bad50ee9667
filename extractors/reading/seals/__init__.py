"""Seals on a page: found by colour and shape, unrolled, read. Layout models miss them, so none is asked."""

from extractors.reading.seals.find import find_seals

__all__ = ["find_seals"]
