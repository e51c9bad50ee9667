"""Page -> lines, seals, barcodes: orientation, levelling, OCR engines, arbitration between text layer and picture."""
