"""Finding the applications in an upload folder, and every file of one."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.errors import InputUnreadableError
from pipeline.ingest import sniff
from pipeline.ingest.archives import Allowance, is_archive, unpack
from pipeline.ingest.limits import Limits
from pipeline.ingest.zipnames import display_path

DECLARATIONS = ("declaration.json", "declaration.xlsx")
_DEEPEST = 24
_JUNK = re.compile(
    r"(^|/)(__MACOSX/|\.DS_Store$|\._|Thumbs\.db$|desktop\.ini$|~\$|\.~lock\.|@eaDir/|\.Spotlight-V100/|\.fseventsd/)", re.IGNORECASE
)
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Source:
    """A dossier as it lies in the upload folder. `name` is its folder's, or its archive's without the extension."""

    name: str
    location: Path
    archive: bool


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a dossier. `path`: relative, POSIX, for people (`docs.zip/letter.pdf` for one from an archive inside).

    `location`: where its bytes are; None when they could not be had, and then `problem` (pipeline.ingest.problems) says why. A `problem`
    with a location (system-file) means that the bytes are there but are not evidence.
    """

    path: str
    location: Path | None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A dossier ready to be read: evidence files in stable order, the declaration apart. `problems` are those of the dossier itself."""

    members: tuple[Member, ...]
    declaration: Member | None
    problems: tuple[str, ...] = ()


def find_dossiers(uploads: Path) -> tuple[tuple[Source, ...], tuple[Path, ...]]:
    """The dossiers of an upload folder by name, and the strays: files beside them that belong to none. Raises InputUnreadableError."""
    sources: list[Source] = []
    strays: list[Path] = []
    try:
        entries = sorted(os.scandir(uploads), key=lambda entry: _natural(entry.name))
    except OSError as error:
        raise InputUnreadableError(f"The folder {uploads} cannot be read.", "Check that it exists and may be read.") from error
    for entry in entries:
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            if not _JUNK.search(f"{entry.name}/"):
                sources.append(Source(entry.name, path, archive=False))
        elif entry.is_file(follow_symlinks=False) and is_archive(path):
            sources.append(Source(_stem(entry.name), path, archive=True))
        elif not _JUNK.search(entry.name):
            strays.append(path)
    return tuple(sources), tuple(strays)


def source_of(dossier: Path) -> Source:
    """One dossier, a folder or an archive. Raises InputUnreadableError."""
    if dossier.is_dir():
        return Source(dossier.resolve().name, dossier, archive=False)
    if dossier.is_file() and is_archive(dossier):
        return Source(_stem(dossier.name), dossier, archive=True)
    raise InputUnreadableError(
        f"{dossier} is neither a folder nor a ZIP archive.", "Name the folder or the ZIP archive of one application."
    )


def open_dossier(source: Source, work: Path, limits: Limits) -> Unpacked:
    """Lists the files of a dossier; archives are unpacked below `work`, an existing empty folder that must outlive the members.

    No link is followed. An archive inside the dossier is unpacked, one inside that is refused. Raises InputUnreadableError.
    """
    listed: list[Member] = []
    problems: list[str] = []
    allowance = Allowance(limits.zip_bytes)
    for member in _unnested(_top(source, work, limits, allowance), work, limits, allowance):
        if len(listed) >= limits.dossier_files:
            problems.append("too-many-files")
            break
        if member.problem == "too-many-files":
            problems.append(member.problem)
        listed.append(member)
    members = sorted((_judged(member) for member in listed), key=lambda member: _natural(member.path))
    declarations = _declarations(members)
    if len(declarations) > 1:
        problems.append("two-declarations")
    chosen = declarations[0] if declarations else None
    evidence = tuple(member for member in members if member is not chosen)
    return Unpacked(evidence, chosen, tuple(dict.fromkeys(problems)))


def overlaps(output: Path, uploads: Path) -> bool:
    """Whether the output folder is the input folder or lies inside it: reports would be read as evidence."""
    out, base = output.resolve(), uploads.resolve()
    return out == base or base in out.parents


def _top(source: Source, work: Path, limits: Limits, allowance: Allowance) -> Iterator[Member]:
    if not source.archive:
        yield from _walk(source.location, "", 0)
        return
    folder = work / "dossier"
    folder.mkdir(parents=True)
    for item in unpack(source.location, folder, limits, allowance):
        yield Member(item.path, item.location, item.problem)


def _unnested(members: Iterator[Member], work: Path, limits: Limits, allowance: Allowance) -> Iterator[Member]:
    """Members with the archives among them replaced by what they hold."""
    for number, member in enumerate(members):
        if member.location is None or _JUNK.search(member.path) or not is_archive(member.location):
            yield member
            continue
        folder = work / f"inner-{number:05d}"
        folder.mkdir(parents=True)
        empty = True
        for item in unpack(member.location, folder, limits, allowance, prefix=f"{member.path}/"):
            empty = False
            nested = item.location is not None and is_archive(item.location)
            yield Member(item.path, None if nested else item.location, "zip-nested" if nested else item.problem)
        if empty:
            yield Member(member.path, None, "no-pages")


def _walk(folder: Path, prefix: str, depth: int) -> Iterator[Member]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: _natural(entry.name))
    except OSError as error:
        if depth == 0:
            raise InputUnreadableError(f"The folder {folder} cannot be read.", "Check that it exists and may be read.") from error
        yield Member(prefix.rstrip("/"), None, "unreadable")
        return
    for entry in entries:
        path = prefix + (display_path(_disk_name(entry.name)) or "�")
        try:
            mode = entry.stat(follow_symlinks=False).st_mode
        except OSError:
            yield Member(path, None, "unreadable")
            continue
        if stat.S_ISLNK(mode):
            yield Member(path, None, "symlink")
        elif stat.S_ISDIR(mode):
            if depth >= _DEEPEST:
                yield Member(path, None, "folders-too-deep")
            else:
                yield from _walk(Path(entry.path), f"{path}/", depth + 1)
        else:
            yield Member(path, Path(entry.path)) if stat.S_ISREG(mode) else Member(path, None, "not-a-file")


def _disk_name(name: str) -> str:
    """A name whose bytes are no UTF-8 comes from a Chinese Windows."""
    try:
        raw = name.encode("utf-8", errors="surrogateescape")
    except UnicodeEncodeError:
        return name
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def _judged(member: Member) -> Member:
    """System leftovers are marked by name AND content: evidence that is named like one stays evidence."""
    if member.location is None or not _JUNK.search(member.path):
        return member
    try:
        with member.location.open("rb") as stream:
            kind = sniff.sniff_stream(stream)
    except OSError:
        return Member(member.path, None, "unreadable")
    return member if kind in sniff.READABLE else Member(member.path, member.location, "system-file")


def _declarations(members: list[Member]) -> list[Member]:
    """declaration.json before declaration.xlsx, at the top or in the one folder that holds everything."""
    real = [member for member in members if member.problem != "system-file"]
    tops = {member.path.split("/", 1)[0] for member in real if "/" in member.path}
    prefixes = [""]
    if len(tops) == 1 and not any("/" not in member.path for member in real):
        prefixes.append(f"{tops.pop()}/")
    wanted = [prefix + name for prefix in prefixes for name in DECLARATIONS]
    found = [member for member in real if member.location is not None and _folded(member.path, prefixes) in wanted]
    return sorted(found, key=lambda member: wanted.index(_folded(member.path, prefixes)))


def _folded(path: str, prefixes: list[str]) -> str:
    """The path with the case of its last part ignored, when it stands where a declaration may."""
    prefix = prefixes[-1] if path.startswith(prefixes[-1]) else ""
    return prefix + path[len(prefix) :].casefold()


def _natural(name: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """IMG_2 before IMG_10; the name itself decides ties."""
    parts = _DIGITS.split(name.casefold())
    return tuple((0, int(part), "") if part.isdecimal() and len(part) < 30 else (1, 0, part) for part in parts), name


def _stem(name: str) -> str:
    return name[:-4] if name.casefold().endswith(".zip") and len(name) > 4 else name
