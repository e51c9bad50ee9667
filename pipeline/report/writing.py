"""A dossier's report folder and the batch's files, written so that none is ever half there."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from domain.errors import UsageError
from domain.report import BatchReport

OURS = frozenset({"report.json", "report.html", "crops"})
_UNFINISHED = ".unfinished-"


def write_folder(folder: Path, contents: dict[str, bytes | str]) -> None:
    """Put a folder of exactly these files (name -> bytes or text) in place in one step, replacing an older report.

    Whatever interrupts it, Ctrl-C included, leaves the old folder or the new one. Raises UsageError rather than replace a folder that
    holds anything but a report.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    refuse_foreign(folder)
    fresh = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=folder.parent))
    try:
        fresh.chmod(0o755)
        for name, content in contents.items():
            _write(fresh / name, content)
        for inner in {fresh, *((fresh / name).parent for name in contents)}:
            _sync(inner)
        _swap(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    _sync(folder.parent)


def write_batch(out: Path, batch: BatchReport) -> None:
    """batch.json and batch.csv of a reports folder."""
    from pipeline.report.csv_report import batch_csv
    from pipeline.report.json_report import report_json

    out.mkdir(parents=True, exist_ok=True)
    for name, text in (("batch.json", report_json(batch)), ("batch.csv", "\ufeff" + batch_csv(batch))):
        handle, path = tempfile.mkstemp(prefix=_UNFINISHED, dir=out)
        os.close(handle)
        fresh = Path(path)
        try:
            _write(fresh, text)
            fresh.chmod(0o644)
            fresh.replace(out / name)
        finally:
            fresh.unlink(missing_ok=True)
    _sync(out)


def clear_unfinished(out: Path) -> None:
    """Remove what an earlier, killed run left half-written."""
    for left in out.glob(f"{_UNFINISHED}*") if out.is_dir() else ():
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def refuse_foreign(folder: Path) -> None:
    """Raise UsageError when `folder` exists and is not a report folder."""
    if not folder.exists() and not folder.is_symlink():
        return
    names = {entry.name for entry in folder.iterdir()} if folder.is_dir() and not folder.is_symlink() else {"?"}
    if names - OURS:
        raise UsageError(f"{folder} exists and is not a report folder.", "Choose another folder for --out.")


def refuse_overlap(given: Path, out: Path) -> None:
    """Raise UsageError when reports would be written into the uploads, or over them."""
    source, target = given.resolve(), out.resolve()
    if target == source or (given.is_dir() and target.is_relative_to(source)):
        raise UsageError(f"The output folder {out} lies inside the input {given}.", "Choose a folder outside the uploads for --out.")


def folder_names(ids: Iterable[str]) -> list[str]:
    """A folder name for each application id, in order; a repeated id gets ~2, ~3, which no id can end in."""
    seen: dict[str, int] = {}
    names = []
    for application_id in ids:
        place = seen[application_id.lower()] = seen.get(application_id.lower(), 0) + 1
        names.append(application_id if place == 1 else f"{application_id}~{place}")
    return names


def _write(path: Path, content: bytes | str) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as out:
        out.write(content.encode("utf-8") if isinstance(content, str) else content)
        out.flush()
        os.fsync(out.fileno())


def _swap(fresh: Path, folder: Path) -> None:
    """Rename `fresh` to `folder`; an older folder steps aside first and comes back if anything interrupts."""
    if not folder.exists():
        fresh.rename(folder)
        return
    aside = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=folder.parent)) / "old"
    try:
        folder.rename(aside)
        fresh.rename(folder)
    except BaseException:
        if aside.exists() and not folder.exists():
            aside.rename(folder)
        raise
    finally:
        shutil.rmtree(aside.parent, ignore_errors=True)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
