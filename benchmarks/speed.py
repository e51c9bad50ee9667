"""Pages per second on two cores, beside the bare RapidOCR pipeline on the same pictures in the same run.

    python -m benchmarks.speed [--pages 12] [--workers 2] [--folder PICTURES] [--no-baseline]

Pages are made here (letters of 20 to 45 lines with a table and a seal: digital PDFs, scans, photos) unless a folder is given. Ours: worker
processes of one thread each, the whole way from a file's bytes to its pages. Baseline: `RapidOCR()` as it comes, on onnxruntime, all cores,
in one loop over the decoded pictures. Both start warm. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import platform
import queue
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing.synchronize import Barrier
from pathlib import Path
from threading import BrokenBarrierError
from typing import Any

_START_SECONDS = 300
_HAN = "兹证明我公司生产的下列车辆出口后由当地服务网点提供维修和备件供应负责技术支持期限自签发之日起计算联系地址电话"
_ALNUM = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"


def make_pages(folder: Path, kind: str, count: int, seed: int = 7) -> list[Path]:
    """`count` files of one page: `text` (digital PDF), `scan` (JPEG, 200 dpi, skewed) or `photo` (JPEG of a sheet on a desk)."""
    from fixtures.media import Photo, Scan, jpeg, photographed, scanned
    from fixtures.pdf import digital
    from fixtures.raster import render

    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for number in range(count):
        sheet = _letter(random.Random(seed + number))
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
        files.append(path)
    return files


def _letter(rng: random.Random) -> Any:
    from fixtures.canvas import Sheet
    from fixtures.seals import SealSpec

    sheet = Sheet(face=rng.choice(["song", "hei", "kai"]))
    sheet.text(105, 30, "售后维修服务保障确认函", 18, align="centre")
    y = 45.0
    for _ in range(rng.randint(12, 34)):
        sheet.text(25, y, "".join(rng.choice(_HAN) for _ in range(rng.randint(8, 36))), 10.5)
        y += 5.2
    rows = [("序号", "车辆识别代号", "型号")]
    rows += [(str(n + 1), "".join(rng.choice(_ALNUM) for _ in range(17)), "".join(rng.choice(_ALNUM) for _ in range(9))) for n in range(5)]
    sheet.table(25, y, (15, 80, 60), rows, 10.5)
    sheet.stamp(150, 262, SealSpec("河阳重型汽车制造有限公司"))
    return sheet


def measure_ours(files: Sequence[Path], workers: int) -> dict[str, float]:
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


def _worker(files: list[Path], barrier: Barrier, results: Any) -> None:
    from pipeline.cache import ReadingCache
    from pipeline.ingest.limits import Limits
    from pipeline.worker import Job, read_file, warm_up

    with tempfile.TemporaryDirectory() as cache:
        job = partial(Job, limits=Limits(), engine="ppocr", cache=ReadingCache(Path(cache), "benchmark"))
        warm_up("ppocr")
        read_file(job(files[0].name, files[0]))
        barrier.wait()
        start, pages = time.process_time(), 0
        for file in files:
            pages += len(read_file(job(file.name, file)).pages)
        results.put({"pages": pages, "cpu": time.process_time() - start, "mib": _peak_mib()})


def measure_bare(files: Sequence[Path]) -> dict[str, float]:
    """Wall-clock rate of `RapidOCR()` with its defaults on the same pictures, in a process of its own."""
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    process = context.Process(target=_bare, args=(list(files), results))
    process.start()
    answer = _answer(results, [process])
    process.join()
    return answer


def _bare(files: list[Path], results: Any) -> None:
    import logging

    from rapidocr import RapidOCR

    engine = RapidOCR()
    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    pictures = [_decoded(file) for file in files]
    engine(pictures[0])
    start, cpu = time.perf_counter(), time.process_time()
    for picture in pictures:
        engine(picture)
    seconds = time.perf_counter() - start
    results.put(
        {
            "pages_per_second": round(len(pictures) / seconds, 3),
            "cpu_seconds_per_page": round((time.process_time() - cpu) / len(pictures), 3),
            "peak_mib": _peak_mib(),
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
    parser.add_argument("--folder", type=Path, help="measure the pictures and PDFs of this folder instead")
    parser.add_argument("--no-baseline", action="store_true")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as work:
        sets: dict[str, Callable[[], list[Path]]]
        if options.folder:
            sets = {"folder": lambda: sorted(p for p in options.folder.rglob("*") if p.suffix.lower() in {".jpg", ".jpeg", ".png", ".pdf"})}
        else:
            sets = {kind: partial(make_pages, Path(work) / kind, kind, options.pages) for kind in ("text", "scan", "photo")}
        report: dict[str, Any] = {"processor": _processor(), "cores": multiprocessing.cpu_count(), "workers": options.workers, "kinds": {}}
        for kind, pages in sets.items():
            files = pages()
            if len(files) < options.workers:
                raise SystemExit(f"{len(files)} files are too few for {options.workers} workers")
            row: dict[str, Any] = {"ours": measure_ours(files, options.workers)}
            if not options.no_baseline:
                row["bare_rapidocr"] = measure_bare(files)
                row["ratio"] = round(row["ours"]["pages_per_second"] / row["bare_rapidocr"]["pages_per_second"], 2)
                row["cpu_ratio"] = round(row["bare_rapidocr"]["cpu_seconds_per_page"] / row["ours"]["cpu_seconds_per_page"], 2)
            report["kinds"][kind] = row
        kinds = report["kinds"]
        if {"text", "scan"} <= kinds.keys():
            report["text_over_scan"] = round(kinds["text"]["ours"]["pages_per_second"] / kinds["scan"]["ours"]["pages_per_second"], 2)
    sys.stdout.write(json.dumps(report, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
