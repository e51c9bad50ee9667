"""Other programs on the same pages: OCRmyPDF with Tesseract, as it is usually run, without Ghostscript."""

from __future__ import annotations

import importlib.util
import io
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.speed import Made

_LANGUAGES = ("chi_sim", "eng")


def ocrmypdf(files: Sequence[Made], jobs: int, work: Path) -> dict[str, Any]:
    """Wall-clock rate of one run over all pages in one PDF, `jobs` at a time; or why it was not measured."""
    from benchmarks.speed import exact_vins

    if reason := _lacking():
        return {"not_measured": reason}
    source, target, text = work / "peer.pdf", work / "peer-out.pdf", work / "peer.txt"
    source.write_bytes(_one_pdf([file.path for file in files]))
    command = [
        sys.executable, "-m", "ocrmypdf", "--quiet", "--language", "+".join(_LANGUAGES), "--jobs", str(jobs), "--rasterizer", "pypdfium", "--output-type", "pdf",
        "--optimize", "0", "--force-ocr", "--sidecar", str(text), str(source), str(target),
    ]  # fmt: skip
    start, used = time.perf_counter(), _children_cpu()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds, used = time.perf_counter() - start, _children_cpu() - used
    if done.returncode:
        return {"not_measured": f"ocrmypdf ended with {done.returncode}: {done.stderr.strip()[-300:]}"}
    pages = text.read_text("utf-8").split("\f")
    exact = sum(exact_vins(file, page.splitlines()) for file, page in zip(files, pages, strict=False))
    return {
        "pages_per_second": round(len(files) / seconds, 3),
        "cpu_seconds_per_page": round(used / len(files), 3),
        "vins_exact": exact,
        "start_included": True,
    }


def _children_cpu() -> float:
    """Seconds of processor time that ended child processes, theirs included, have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _lacking() -> str | None:
    """What keeps OCRmyPDF from running here, in words."""
    if importlib.util.find_spec("ocrmypdf") is None:
        return "OCRmyPDF is not installed (pip install 'exportproof[bench]')"
    if shutil.which("tesseract") is None:
        return "Tesseract is not installed"
    held = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False).stdout.split()
    missing = [language for language in _LANGUAGES if language not in held]
    return f"Tesseract lacks {', '.join(missing)}" if missing else None


def _one_pdf(files: Sequence[Path]) -> bytes:
    """All files as the pages of one PDF; pictures go in as they are, at the size their resolution gives."""
    import img2pdf
    import pikepdf

    with pikepdf.new() as whole:
        for file in files:
            data = file.read_bytes() if file.suffix == ".pdf" else img2pdf.convert(file.read_bytes())
            with pikepdf.open(io.BytesIO(data)) as part:
                whole.pages.extend(part.pages)
        out = io.BytesIO()
        whole.save(out)
    return out.getvalue()
