"""VINs that the ordinary reading left open: plates, stampings, windshields, stickers, and doubtful ones on documents."""

from extractors.reading.vins.read import reread_vins

__all__ = ["reread_vins"]
