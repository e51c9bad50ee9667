"""The way through: dossiers in, reports out. Files are read in killable children; rules and reports run here and take milliseconds."""

from __future__ import annotations

import functools
import hashlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from domain.declaration import Category, Declaration
from domain.documents import Document
from domain.dossier import Dossier, Elsewhere
from domain.errors import FileProblemError
from domain.findings import Finding
from domain.pages import FileReading, Outcome
from domain.policy import Policy, policy_on
from domain.registry import Registry
from domain.report import BatchReport, Report
from extractors.documents import documents_of
from pipeline.cache import ReadingCache
from pipeline.declarations import (
    DeclarationProblems,
    declaration_findings,
    missing_declaration,
    parse_declaration,
    safe_id,
    two_declarations,
)
from pipeline.elsewhere import Prepared, index_of, without_own
from pipeline.ingest.dossiers import Member, Source, Unpacked, find_dossiers, open_dossier, source_of
from pipeline.ingest.opening import read_limited
from pipeline.ingest.problems import CATALOGUE, refusal
from pipeline.isolation import Failure, Isolation, run_isolated
from pipeline.registries import load_registry, sample_registry
from pipeline.report.build import batch_report, batch_row, build_report, versions
from pipeline.report.folder import write_report
from pipeline.report.writing import clear_unfinished, folder_names, refuse_overlap, write_batch
from pipeline.settings import OnProgress, Progress, Settings
from pipeline.worker import Job, engines_of, failed, read_file, warm_up
from validators.check import check
from validators.declaration import repeated
from validators.declared_models import relaxed
from validators.reconciliation import Reconciled, reconcile

K = TypeVar("K")

_FAILURE_CODES = {Outcome.TIMEOUT: "timeout", Outcome.OUT_OF_MEMORY: "out-of-memory", Outcome.CRASHED: "crashed"}


@dataclass(frozen=True, slots=True)
class Checked:
    """A dossier's report and where the pictures of its pages lie."""

    report: Report
    picture_of: Callable[[str, int], Path | None]


@dataclass(slots=True)
class _Reading:
    """What has been read of one dossier so far."""

    prepared: Prepared
    done: dict[str, FileReading] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        return len(self.done) == len(self.prepared.unpacked.members)


def verify(
    dossier: Path | str, *, registry: Registry | Path | str | None = None, policy: Policy | None = None, settings: Settings | None = None
) -> Report:
    """The report on one dossier (folder or ZIP); `registry`: a list or its CSV file. Raises ExportproofError; bad files and declarations are findings."""
    with verified(dossier, registry=registry, policy=policy, settings=settings) as checked:
        return checked.report


@contextmanager
def verified(
    dossier: Path | str,
    *,
    registry: Registry | Path | str | None = None,
    policy: Policy | None = None,
    settings: Settings | None = None,
    progress: OnProgress | None = None,
) -> Iterator[Checked]:
    """`verify` with the page pictures at hand; they may be gone when the context ends."""
    with _run(settings or Settings(), registry, policy, progress) as run:
        prepared = run.prepare(source_of(Path(dossier)))
        for checked in run.check_all([prepared]):
            yield checked[1]


def verify_batch(
    uploads: Path | str,
    out: Path | str,
    *,
    registry: Registry | Path | str | None = None,
    settings: Settings | None = None,
    progress: OnProgress | None = None,
) -> BatchReport:
    """Reports on every dossier below `uploads`, written to `out` one by one as they are finished.

    Raises InputUnreadableError, UsageError (output inside input). Interrupted, it leaves finished dossiers whole, and the next run
    takes their readings from the cache.
    """
    uploads, out = Path(uploads), Path(out)
    refuse_overlap(uploads, out)
    sources, strays = find_dossiers(uploads)
    with _run(settings or Settings(), registry, None, progress) as run:
        prepared = [run.prepare(source) for source in sources]
        folders = dict(zip(map(id, prepared), folder_names(p.application_id for p in prepared), strict=True))
        out.mkdir(parents=True, exist_ok=True)
        clear_unfinished(out)
        rows = {}
        for one, checked in run.check_all(prepared):
            report = write_report(out / folders[id(one)], checked.report, checked.picture_of)
            rows[id(one)] = batch_row(report, source=one.source.location.name, folder=folders[id(one)])
        batch = batch_report([rows[id(one)] for one in prepared], strays=[path.name for path in strays])
        write_batch(out, batch)
        return batch


def reports_of(uploads: Path, *, registry: Registry | None = None, settings: Settings | None = None) -> Iterator[tuple[str, Report]]:
    """(name of the folder or archive, report) of every dossier below `uploads` as they are finished, nothing written."""
    sources, _ = find_dossiers(uploads)
    with _run(settings or Settings(), registry, None, None) as run:
        for one, checked in run.check_all([run.prepare(source) for source in sources]):
            yield one.source.name, checked.report


def read_files(files: Sequence[Path], settings: Settings | None = None, progress: OnProgress | None = None) -> Iterator[FileReading]:
    """What each file says, in the order given, whatever happens to the file."""
    with _run(settings or Settings(), None, None, progress) as run:
        members = tuple(Member(str(path), path) for path in files)
        waiting: dict[int, FileReading] = {}
        position = 0
        for key, reading in run.readings((number, member, None) for number, member in enumerate(members)):
            waiting[key] = reading
            while position in waiting:
                yield waiting.pop(position)
                position += 1


@contextmanager
def _run(settings: Settings, registry: Registry | Path | str | None, policy: Policy | None, progress: OnProgress | None) -> Iterator[_Run]:
    with tempfile.TemporaryDirectory(prefix="exportproof-") as work:
        folder = settings.cache or Path(work) / "cache"
        cache = cache_of(settings, folder)
        engines = {engine.name: engine.version() for engine in engines_of(settings.engine)}
        listed = load_registry(Path(registry)) if isinstance(registry, (Path, str)) else registry or sample_registry()
        yield _Run(settings, listed, policy, progress, Path(work), cache, engines)


def cache_of(settings: Settings, folder: Path) -> ReadingCache:
    """The cache in `folder` for readings of these settings on this machine."""
    versions = "\n".join(engine.version() for engine in engines_of(settings.engine))
    return ReadingCache(folder, f"{versions}\n{_libraries()}\n{settings.limits}")


def _seconds(job: Job) -> float:
    return job.limits.seconds_for(_size(job.location))


def _libraries() -> str:
    return ", ".join(f"{name} {version(name)}" for name in ("pypdfium2", "pillow", "pillow-heif", "ofdkit", "opencv-python-headless"))


@dataclass(slots=True)
class _Run:
    """Everything that stays the same over one run, and the counters that progress shows."""

    settings: Settings
    registry: Registry
    policy: Policy | None
    progress: OnProgress | None
    work: Path
    cache: ReadingCache
    engines: dict[str, str]
    shown: Progress = Progress(0, 0, 0, 0, 0)

    def prepare(self, source: Source) -> Prepared:
        folder = Path(tempfile.mkdtemp(dir=self.work))
        unpacked = open_dossier(source, folder, self.settings.limits)
        declared = _declared(unpacked, self.settings)
        known = declared.application_id
        hashes = {m.path: digest for m in unpacked.members if (digest := _sha256(m, self.settings))}
        return Prepared(source, unpacked, declared, known or safe_id(source.name), hashes)

    def check_all(self, dossiers: Sequence[Prepared]) -> Iterator[tuple[Prepared, Checked]]:
        """Checked dossiers as they are completed."""
        elsewhere = index_of(dossiers)
        ids = [p.application_id.lower() for p in dossiers]
        repeated = {one for one in ids if ids.count(one) > 1}
        reading = [_Reading(prepared) for prepared in dossiers]
        self._show(dossiers_total=len(dossiers), files_total=sum(len(p.unpacked.members) for p in dossiers))

        def tasks() -> Iterator[tuple[tuple[int, str], Member, str | None]]:
            for number, prepared in enumerate(dossiers):
                for member in prepared.unpacked.members:
                    yield (number, member.path), member, prepared.hashes.get(member.path)

        def finished(number: int) -> tuple[Prepared, Checked]:
            prepared = reading[number].prepared
            checked = self._check(reading[number], without_own(elsewhere, prepared), prepared.application_id.lower() in repeated)
            self._show(dossiers_done=self.shown.dossiers_done + 1)
            return prepared, checked

        for number, state in enumerate(reading):
            if state.complete:
                yield finished(number)
        for (number, path), file in self.readings(tasks()):
            reading[number].done[path] = file
            if reading[number].complete:
                yield finished(number)

    def readings(self, tasks: Iterator[tuple[K, Member, str | None]]) -> Iterator[tuple[K, FileReading]]:
        """A reading per task, from the cache where there is one; `None` for a hash means that it is not known yet."""
        sizes: dict[object, tuple[Member, str | None]] = {}
        ready: list[tuple[K, FileReading]] = []

        def jobs() -> Iterator[tuple[K, Job]]:
            for key, member, sha256 in tasks:
                known = self._known(member, sha256)
                if known is not None:
                    ready.append((key, known))
                    continue
                assert member.location is not None
                sizes[key] = (member, sha256)
                yield key, Job(member.path, member.location, self.settings.limits, self.settings.engine, self.cache)

        limits = self.settings.limits
        isolation = Isolation(self.settings.workers, limits.seconds, limits.memory_bytes)
        start = functools.partial(warm_up, self.settings.engine)
        for key, result in run_isolated(read_file, jobs(), isolation, start, seconds_for=_seconds):
            while ready:
                yield self._counted(*ready.pop(0))
            member, sha256 = sizes.pop(key)
            yield self._counted(key, _lost(member, sha256, result) if isinstance(result, Failure) else result)
        while ready:
            yield self._counted(*ready.pop(0))

    def _known(self, member: Member, sha256: str | None) -> FileReading | None:
        """What needs no reading: entries without usable bytes, and files read before."""
        if member.location is None or member.problem is not None:
            return failed(member.path, refusal(member.problem or "unreadable"), sha256 or "")
        try:
            sha256 = sha256 or _hashed(member.location, self.settings)
        except FileProblemError as error:
            return failed(member.path, error, size=_size(member.location))
        return self.cache.get(sha256, member.path)

    def _counted(self, key: K, reading: FileReading) -> tuple[K, FileReading]:
        self._show(files_done=self.shown.files_done + 1, pages_done=self.shown.pages_done + len(reading.pages), current=reading.path)
        return key, reading

    def _show(self, **changes: object) -> None:
        self.shown = replace(self.shown, **changes)  # type: ignore[arg-type]
        if self.progress:
            self.progress(self.shown)

    def _check(self, state: _Reading, elsewhere: Elsewhere, shares_id: bool) -> Checked:
        prepared = state.prepared
        files = _with_duplicates([state.done[member.path] for member in prepared.unpacked.members])
        files += [_dossier_problem(code) for code in prepared.unpacked.problems if code != "two-declarations"]
        declaration = prepared.declared if isinstance(prepared.declared, Declaration) else None
        documents = documents_of([page for file in files if file.outcome is not Outcome.DUPLICATE for page in file.pages], declaration)
        findings: tuple[Finding, ...]
        bought: tuple[Reconciled, ...] = ()
        if declaration is None:
            assert isinstance(prepared.declared, DeclarationProblems)
            findings = declaration_findings(prepared.declared)
            rules = "none"
        else:
            policy = self.policy or policy_on(declaration.application_date)
            dossier = Dossier(declaration, documents, tuple(files), self.registry, policy, elsewhere)
            findings = check(dossier)
            bought = reconcile(dossier) if declaration.category is Category.MODIFIED and not relaxed(dossier) else ()
            rules = policy.version
        if shares_id:
            findings = (*findings, repeated(prepared.application_id))
        made = versions(version("exportproof"), rules, self.engines, self.registry)
        report = build_report(prepared.application_id, findings, files, documents, made, declaration, bought)
        return Checked(report, functools.partial(_picture, self.cache, _pictures(files)))


def _declared(unpacked: Unpacked, settings: Settings) -> Declaration | DeclarationProblems:
    if "two-declarations" in unpacked.problems:
        return two_declarations()
    if unpacked.declaration is None or unpacked.declaration.location is None:
        return missing_declaration()
    try:
        return parse_declaration(read_limited(unpacked.declaration.location, settings.limits))
    except FileProblemError:
        return parse_declaration(b"")


def _sha256(member: Member, settings: Settings) -> str | None:
    """Hash of a member's bytes; None when they cannot be had or are too many, which reading it will say."""
    if member.location is None:
        return None
    try:
        return _hashed(member.location, settings)
    except FileProblemError:
        return None


def _hashed(location: Path, settings: Settings) -> str:
    """sha256 of a file within the limits. Raises FileProblemError: empty, too large, unreadable."""
    return hashlib.sha256(read_limited(location, settings.limits)).hexdigest()


def _size(location: Path) -> int:
    """Bytes of a file, 0 when it cannot even be looked at."""
    try:
        return location.lstat().st_size
    except OSError:
        return 0


def _with_duplicates(readings: Sequence[FileReading]) -> list[FileReading]:
    """Files whose bytes came before in the same dossier are marked and not looked at twice."""
    seen: dict[str, str] = {}
    made = []
    for reading in readings:
        first = seen.setdefault(reading.sha256, reading.path) if reading.sha256 else reading.path
        if first != reading.path:
            reading = replace(reading, outcome=Outcome.DUPLICATE, duplicate_of=first, problems=(*reading.problems, "duplicate"))
        made.append(reading)
    return made


def _lost(member: Member, sha256: str | None, failure: Failure) -> FileReading:
    assert member.location is not None
    return FileReading(member.path, sha256 or "", _size(member.location), "", failure.outcome, problems=(_FAILURE_CODES[failure.outcome],))


def _dossier_problem(code: str) -> FileReading:
    """A problem of the upload as a whole, told as a file so that it never goes unmentioned."""
    return FileReading(".", "", 0, "", CATALOGUE[code].outcome, problems=(code,))


def _pictures(files: Sequence[FileReading]) -> dict[tuple[str, int], tuple[str, str]]:
    return {(page.file, page.number): (file.sha256, page.picture) for file in files for page in file.pages if page.picture}


def _picture(cache: ReadingCache, pictures: dict[tuple[str, int], tuple[str, str]], file: str, number: int) -> Path | None:
    found = pictures.get((file, number))
    return cache.picture(*found) if found else None


def documents_in(reading: FileReading) -> tuple[Document, ...]:
    """The documents of one file by itself, for `exportproof read`."""
    return documents_of(reading.pages)
