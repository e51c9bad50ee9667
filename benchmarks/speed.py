"""Pages per second on two cores, beside others on the same pictures in the same run.

    python -m benchmarks.speed [--pages 12] [--workers 2] [--kinds text scan photo] [--folder PICTURES] [--no-baseline]

Pages are made here (letters of 20 to 45 lines with a table and a seal: digital PDFs, scans, photos) unless a folder is given. Ours: worker
processes of one thread each, the whole way from a file's bytes to its pages. Peers: `RapidOCR()` as it comes, on onnxruntime, all cores, in one
loop over the decoded pictures; OCRmyPDF with Tesseract (benchmarks/peers.py). Ours and RapidOCR start warm. `vins_exact`: of the VINs printed
on the pages, those that stand in the recognised text letter by letter; `vins_claimed`: ours, said to be read. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import multiprocessing
import platform
import queue
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing.synchronize import Barrier
from pathlib import Path
from threading import BrokenBarrierError
from typing import Any

from benchmarks.peers import ocrmypdf

_START_SECONDS = 300
_HAN = "兹证明我公司生产的下列车辆出口后由当地服务网点提供维修和备件供应负责技术支持期限自签发之日起计算联系地址电话"
_ALNUM = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Made:
    """A file of one page, and the VINs printed on it."""

    path: Path
    vins: tuple[str, ...] = ()


def make_pages(folder: Path, kind: str, count: int, seed: int = 7) -> list[Made]:
    """`count` files of one page: `text` (digital PDF), `scan` (JPEG, 200 dpi, skewed) or `photo` (JPEG of a sheet on a desk)."""
    from fixtures.media import Photo, Scan, jpeg, photographed, scanned
    from fixtures.pdf import digital
    from fixtures.raster import render

    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for number in range(count):
        sheet, vins = _letter(random.Random(seed + number))
        if kind == "text":
            path, data = folder / f"{number:03}.pdf", digital([sheet], "benchmark")
        elif kind == "scan":
            path, data = folder / f"{number:03}.jpg", jpeg(scanned(render(sheet, 200), Scan(dpi=200, skew=1.0), seed + number), 60, dpi=200)
        else:
            path, data = (
                folder / f"{number:03}.jpg",
                jpeg(photographed(render(sheet, 200), Photo(long_side=2400, tilt=0.05), seed + number), 60),
            )
        path.write_bytes(data)
        files.append(Made(path, vins))
    return files


def _letter(rng: random.Random) -> tuple[Any, tuple[str, ...]]:
    from domain.vin import check_digit
    from fixtures.canvas import Sheet
    from fixtures.seals import SealSpec

    sheet = Sheet(face=rng.choice(["song", "hei", "kai"]))
    sheet.text(105, 30, "售后维修服务保障确认函", 18, align="centre")
    y = 45.0
    for _ in range(rng.randint(12, 34)):
        sheet.text(25, y, "".join(rng.choice(_HAN) for _ in range(rng.randint(8, 36))), 10.5)
        y += 5.2
    rows = [("序号", "车辆识别代号", "型号")]
    vins = ["L" + "".join(rng.choice(_ALNUM) for _ in range(10)) + f"{rng.randrange(10**6):06d}" for _ in range(5)]
    vins = [vin[:8] + check_digit(vin) + vin[9:] for vin in vins]
    rows += [(str(n + 1), vin, "".join(rng.choice(_ALNUM) for _ in range(9))) for n, vin in enumerate(vins)]
    sheet.table(25, y, (15, 80, 60), rows, 10.5)
    sheet.stamp(150, 262, SealSpec("河阳重型汽车制造有限公司"))
    return sheet, tuple(vins)


def measure_ours(files: Sequence[Made], workers: int) -> dict[str, float]:
    """Wall-clock rate of `workers` warm processes, and the peak resident memory of the largest."""
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(workers + 1), context.Queue()
    shares = [list(files[n::workers]) for n in range(workers)]
    processes = [context.Process(target=_worker, args=(share, barrier, results)) for share in shares]
    for process in processes:
        process.start()
    try:
        barrier.wait(_START_SECONDS)
    except BrokenBarrierError as error:
        raise SystemExit("a worker did not start") from error
    start = time.perf_counter()
    answers = [_answer(results, processes) for _ in processes]
    seconds = time.perf_counter() - start
    for process in processes:
        process.join()
    return {
        "pages_per_second": round(sum(a["pages"] for a in answers) / seconds, 3),
        "cpu_seconds_per_page": round(sum(a["cpu"] for a in answers) / max(1, sum(a["pages"] for a in answers)), 3),
        "peak_mib_per_worker": max(a["mib"] for a in answers),
        "vins_exact": sum(a["exact"] for a in answers),
        "vins_claimed": sum(a["claimed"] for a in answers),
    }


def _answer(results: Any, processes: Sequence[Any]) -> dict[str, float]:
    """The next worker's answer; ends the program when a worker died instead of answering."""
    while True:
        try:
            answer: dict[str, float] = results.get(timeout=2)
        except queue.Empty:
            if any(process.exitcode for process in processes):
                raise SystemExit("a worker ended with an error") from None
        else:
            return answer


def _worker(files: list[Made], barrier: Barrier, results: Any) -> None:
    from pipeline.cache import ReadingCache
    from pipeline.ingest.limits import Limits
    from pipeline.worker import Job, read_file, warm_up

    with tempfile.TemporaryDirectory() as cache:
        job = partial(Job, limits=Limits(), engine="ppocr", cache=ReadingCache(Path(cache), "benchmark"))
        warm_up("ppocr")
        read_file(job(files[0].path.name, files[0].path))
        barrier.wait()
        start, pages = time.process_time(), 0
        exact = claimed = 0
        for file in files:
            read = read_file(job(file.path.name, file.path)).pages
            pages += len(read)
            exact += exact_vins(file, (line.text for page in read for line in page.lines))
            claimed += sum(vin.value in file.vins and vin.state == "read" for page in read for vin in page.vins)
        results.put({"pages": pages, "cpu": time.process_time() - start, "mib": _peak_mib(), "exact": exact, "claimed": claimed})


def exact_vins(file: Made, texts: Iterable[str]) -> int:
    """How many of a file's VINs stand in one of the recognised lines, letter by letter, spaces aside."""
    plain = ["".join(text.split()) for text in texts]
    return sum(any(vin in text for text in plain) for vin in file.vins)


def measure_bare(files: Sequence[Made]) -> dict[str, Any]:
    """Wall-clock rate of `RapidOCR()` with its defaults on the same pictures, in a process of its own; or why it was not measured."""
    if importlib.util.find_spec("onnxruntime") is None:
        return {"not_measured": "onnxruntime is not installed (pip install 'exportproof[bench]')"}
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    process = context.Process(target=_bare, args=(list(files), results))
    process.start()
    answer = _answer(results, [process])
    process.join()
    return answer


def _bare(files: list[Made], results: Any) -> None:
    import logging

    from rapidocr import RapidOCR

    engine = RapidOCR()
    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    pictures = [_decoded(file.path) for file in files]
    engine(pictures[0])
    start, cpu = time.perf_counter(), time.process_time()
    read = [engine(picture) for picture in pictures]
    seconds = time.perf_counter() - start
    exact = sum(exact_vins(file, getattr(result, "txts", None) or ()) for file, result in zip(files, read, strict=True))
    results.put(
        {
            "pages_per_second": round(len(pictures) / seconds, 3),
            "cpu_seconds_per_page": round((time.process_time() - cpu) / len(pictures), 3),
            "peak_mib": _peak_mib(),
            "vins_exact": exact,
        }
    )


def _decoded(file: Path) -> Any:
    """BGR pixels, as RapidOCR's own loader hands them on; a PDF's first page is rendered at 200 dpi."""
    import numpy as np
    from PIL import Image

    if file.suffix == ".pdf":
        import pypdfium2

        picture = pypdfium2.PdfDocument(file)[0].render(scale=200 / 72).to_pil()
    else:
        picture = Image.open(file)
    return np.ascontiguousarray(np.asarray(picture.convert("RGB"))[..., ::-1])


def _peak_mib() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak / 1024 / (1024 if sys.platform == "darwin" else 1))


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                name = line.partition(":")[2].strip()
            if line.startswith("flags"):
                return f"{name}, {'AMX bf16' if 'amx_bf16' in line else 'no AMX'}"
    except (OSError, UnboundLocalError):
        pass
    return platform.processor() or platform.machine()


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=12, help="pages of each kind")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kinds", nargs="+", choices=("text", "scan", "photo"), default=("text", "scan", "photo"))
    parser.add_argument("--folder", type=Path, help="measure the pictures and PDFs of this folder instead")
    parser.add_argument("--no-baseline", action="store_true")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as work:
        sets: dict[str, Callable[[], list[Made]]]
        if options.folder:
            kept = sorted(p for p in options.folder.rglob("*") if p.suffix.lower() in {".jpg", ".jpeg", ".png", ".pdf"})
            sets = {"folder": lambda: [Made(path) for path in kept]}
        else:
            sets = {kind: partial(make_pages, Path(work) / kind, kind, options.pages) for kind in options.kinds}
        report: dict[str, Any] = {"processor": _processor(), "cores": multiprocessing.cpu_count(), "workers": options.workers, "kinds": {}}
        for kind, pages in sets.items():
            files = pages()
            if len(files) < options.workers:
                raise SystemExit(f"{len(files)} files are too few for {options.workers} workers")
            row: dict[str, Any] = {"pages": len(files), "vins": sum(len(file.vins) for file in files), "ours": measure_ours(files, options.workers)}
            if not options.no_baseline:
                row["bare_rapidocr"] = measure_bare(files)
                if bare := row["bare_rapidocr"].get("pages_per_second"):
                    row["ratio"] = round(row["ours"]["pages_per_second"] / bare, 2)
                    row["cpu_ratio"] = round(row["bare_rapidocr"]["cpu_seconds_per_page"] / row["ours"]["cpu_seconds_per_page"], 2)
                row["ocrmypdf"] = ocrmypdf(files, options.workers, Path(work))
                if rate := row["ocrmypdf"].get("pages_per_second"):
                    row["ratio_ocrmypdf"] = round(row["ours"]["pages_per_second"] / rate, 2)
                    row["cpu_ratio_ocrmypdf"] = round(row["ocrmypdf"]["cpu_seconds_per_page"] / row["ours"]["cpu_seconds_per_page"], 2)
            report["kinds"][kind] = row
        kinds = report["kinds"]
        if {"text", "scan"} <= kinds.keys():
            report["text_over_scan"] = round(kinds["text"]["ours"]["pages_per_second"] / kinds["scan"]["ours"]["pages_per_second"], 2)
    sys.stdout.write(json.dumps(report, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
