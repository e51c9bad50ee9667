"""QR, DataMatrix and linear codes of a picture."""

from __future__ import annotations

from domain.geometry import Box
from domain.pages import Barcode
from domain.picture import Rgb

_KINDS = ("QRCode", "DataMatrix", "PDF417", "Code128", "Code39")


def barcodes(picture: Rgb) -> list[Barcode]:
    """Codes with their text, top to bottom. A text is what the code says, not proof of what the page says."""
    import cv2
    import zxingcpp

    kinds = zxingcpp.barcode_formats_from_str(",".join(_KINDS))
    height, width = picture.shape[:2]
    found = []
    # The page stands upright: looking for linear codes on their side as well would take four times as long.
    for code in zxingcpp.read_barcodes(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), formats=kinds, try_rotate=False):
        corners = [code.position.top_left, code.position.top_right, code.position.bottom_right, code.position.bottom_left]
        xs, ys = [p.x / width for p in corners], [p.y / height for p in corners]
        if code.text.strip():
            found.append(Barcode(code.text, code.format.name, Box(min(xs), min(ys), max(xs), max(ys)).clipped()))
    return sorted(found, key=lambda b: (b.box.y0, b.box.x0, b.text))
