"""Work on hostile files in killable children: whatever one task does, it costs that task alone and says how it ended.

Memory is held by two walls. A thread in each child looks at its resident memory many times a second and ends the child above the limit,
with an exit code of its own; a limit on private memory above that (RLIMIT_DATA; RLIMIT_AS would count the address space that an OCR
runtime reserves and never uses) stops what is faster than the thread. Without /proc the peak is looked at, without `resource` (Windows)
only time is limited.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import gc
import os
import pickle
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from typing import Any, Generic, TypeVar

from pebble import ProcessExpired, ProcessPool

from domain.errors import ExportproofError
from domain.pages import Outcome

K = TypeVar("K")
T = TypeVar("T")
R = TypeVar("R")

_OUT_OF_MEMORY = 77  # exit codes of a child that ended itself
_HEAVY_BEFORE = 78
_ORPHANED = 79
_LOOK_EVERY = 0.02  # seconds
_BURST_BYTES = 2 * 1024**3  # private memory above the resident limit: OpenVINO holds 1.1 GB that is never resident (measured)
_HEAVY_SHARE = 0.7  # a child that starts a task above this share of its limit is not blamed on the task
_DETAIL_MOST = 300  # characters
_STATM = Path("/proc/self/statm")


@dataclass(frozen=True, slots=True)
class Isolation:
    """`seconds` and `memory_bytes` (resident) hold for each task; a child is replaced after `tasks_per_child` tasks, so that what an
    engine's caches pile up is given back."""

    workers: int = 1
    seconds: float = 120.0
    memory_bytes: int = 2 * 1024**3
    tasks_per_child: int = 50


@dataclass(frozen=True, slots=True)
class Failure:
    """How a task ended without a result: timeout, out_of_memory or crashed. `detail` is for a log, never for a decision."""

    outcome: Outcome
    detail: str = ""


class WorkersFailedError(ExportproofError):
    """The children cannot even start: their initialiser fails, or the system refuses processes."""

    code = "workers-failed"


@dataclass(frozen=True, slots=True)
class _Job(Generic[K, T]):
    key: K
    task: T
    retried: bool = False


class _PoolBrokenError(Exception):
    """The pool lost its footing: an idle child was killed from outside, or none can start."""


def run_isolated(
    function: Callable[[T], R],
    tasks: Iterable[tuple[K, T]],
    isolation: Isolation,
    initialiser: Callable[[], None] | None = None,
    seconds_for: Callable[[T], float] | None = None,
) -> Iterator[tuple[K, R | Failure]]:
    """Results as they are completed, one per task. `tasks` are drawn as children become free. `seconds_for` gives a task a time of its own.

    `function`, the tasks, the results and `initialiser` (once per child, e.g. to load an engine) must be picklable. Closing the iterator,
    an exception or Ctrl-C ends the children at once. Raises WorkersFailedError when children cannot be started.
    """
    waiting: deque[_Job[K, T]] = deque()
    source = iter(tasks)
    fruitless, ever = 0, False
    while True:
        running: dict[Future[bytes], _Job[K, T]] = {}
        pool = _pool(isolation, initialiser)
        try:
            while True:
                _feed(pool, function, source, waiting, running, isolation, seconds_for)
                if not running:
                    return
                for future in _finished(pool, running):
                    result = _result(future)
                    job = running.pop(future)
                    if isinstance(result, _Again) and not job.retried:
                        waiting.append(_Job(job.key, job.task, retried=True))
                        continue
                    fruitless, ever = 0, True
                    yield job.key, Failure(Outcome.OUT_OF_MEMORY, "twice") if isinstance(result, _Again) else result
        except _PoolBrokenError as error:
            fruitless += 1
            if fruitless > 2 and not ever:
                raise WorkersFailedError("The worker processes end before they can work.", "Look at the memory left here.") from error
            if fruitless <= 2:
                waiting.extendleft(reversed(running.values()))
                running = {}
        finally:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()
        for job in running.values():  # only these can have broken the pool three times in a row
            yield job.key, Failure(Outcome.CRASHED, "the pool broke with this task in it")
        fruitless = 0 if running else fruitless


def _feed(
    pool: ProcessPool,
    function: Callable[[T], R],
    source: Iterator[tuple[K, T]],
    waiting: deque[_Job[K, T]],
    running: dict[Future[bytes], _Job[K, T]],
    isolation: Isolation,
    seconds_for: Callable[[T], float] | None,
) -> None:
    """Keeps one task more than there are children in the pool."""
    while len(running) <= isolation.workers:
        if not waiting:
            drawn = next(source, None)
            if drawn is None:
                return
            waiting.append(_Job(*drawn))
        job = waiting[0]
        try:
            seconds = isolation.seconds if seconds_for is None else seconds_for(job.task)
            future = pool.schedule(_guarded, args=(function, job.task, isolation.memory_bytes), timeout=seconds)
        except RuntimeError as error:
            raise _PoolBrokenError from error
        running[future] = waiting.popleft()


def _finished(pool: ProcessPool, running: dict[Future[bytes], _Job[K, T]]) -> set[Future[bytes]]:
    while True:
        done, _ = wait(running, timeout=1.0, return_when=FIRST_COMPLETED)
        if done:
            return done
        if not pool.active:
            raise _PoolBrokenError


def _pool(isolation: Isolation, initialiser: Callable[[], None] | None) -> ProcessPool:
    method = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
    return ProcessPool(
        max_workers=isolation.workers,
        max_tasks=isolation.tasks_per_child,
        initializer=_start_child,
        initargs=(isolation.memory_bytes, initialiser),
        context=get_context(method),
    )


class _Again:
    """The child was already heavy when the task began: the task is tried once more in a fresh one."""


class _InitialiserFailed:
    """The child is there, but what it should have loaded is not."""

    def __init__(self, detail: str) -> None:
        self.detail = detail


def _result(future: Future[bytes]) -> Any:
    """The task's result or Failure; raises _PoolBrokenError, WorkersFailedError."""
    try:
        result = pickle.loads(future.result())
    except BrokenProcessPool as error:
        raise _PoolBrokenError from error
    except concurrent.futures.TimeoutError as error:
        return Failure(Outcome.TIMEOUT, f"ended after {error.args[1]:g} s" if len(error.args) > 1 else "")
    except ProcessExpired as error:
        return _expired(error.exitcode)
    except Exception as error:  # noqa: BLE001 - a result that cannot be unpickled is the task's own doing
        return Failure(Outcome.CRASHED, _brief(error))
    if isinstance(result, _InitialiserFailed):
        raise WorkersFailedError(f"The worker processes cannot load what they need: {result.detail}", "Install what is named.")
    return result


def _expired(code: int) -> Failure | _Again:
    if code == _HEAVY_BEFORE:
        return _Again()
    if code in (_OUT_OF_MEMORY, -getattr(signal, "SIGKILL", 9)):  # nobody but the system's memory guard kills a child that way
        return Failure(Outcome.OUT_OF_MEMORY, f"child ended with {code}")
    try:
        name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    except ValueError:
        name = f"exit code {code}"
    return Failure(Outcome.CRASHED, f"child ended with {name}")


def _brief(error: BaseException) -> str:
    text = f"{type(error).__name__}: {error}"
    return "".join(c if c.isprintable() else " " for c in text[:_DETAIL_MOST])


# --- in the child ---------------------------------------------------------------------------------------------------------------------


class _Child:
    """State of this child. `before`: resident bytes when the task began, None while idle. Under `lock` the child ends itself only while a
    task runs, never while it holds the pool's channel."""

    lock = threading.Lock()
    before: int | None = None
    initialiser_error: str | None = None


def _start_child(memory_bytes: int, initialiser: Callable[[], None] | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # ends at once, in the middle of C code too
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if sys.platform.startswith("linux"):
            resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes + _BURST_BYTES, memory_bytes + _BURST_BYTES))
    if initialiser is not None:
        try:
            initialiser()
        except Exception as error:  # noqa: BLE001 - told to the parent with the first task
            _Child.initialiser_error = _brief(error)
    threading.Thread(target=_watch, args=(memory_bytes, os.getppid()), daemon=True).start()


def _watch(memory_bytes: int, started_by: int) -> None:
    """Ends the child when a task takes too much memory, or when nobody is left to give the result to."""
    while True:
        time.sleep(_LOOK_EVERY)
        with _Child.lock:
            if _Child.before is None:
                continue
            if os.getppid() != started_by:
                os._exit(_ORPHANED)
            if _resident() > memory_bytes:
                os._exit(_HEAVY_BEFORE if _Child.before > _HEAVY_SHARE * memory_bytes else _OUT_OF_MEMORY)


def _resident() -> int:
    """Resident bytes of this process; the peak so far where the system does not tell the present."""
    try:
        return int(_STATM.read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        pass
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _guarded(function: Callable[[T], R], task: T, memory_bytes: int) -> bytes:
    """The pickled result or Failure: what travels to the parent is always bytes, so nothing a task returns or raises can break the pool."""
    if _Child.initialiser_error is not None:
        return pickle.dumps(_InitialiserFailed(_Child.initialiser_error))
    before = _resident()
    with _Child.lock:
        _Child.before = before
    try:
        return pickle.dumps(function(task))
    except MemoryError:
        heavy = before > _HEAVY_SHARE * memory_bytes
        return pickle.dumps(_Again() if heavy else Failure(Outcome.OUT_OF_MEMORY, "MemoryError"))
    except BaseException as error:  # noqa: BLE001 - the last wall: panics of native extensions and SystemExit derive from it
        return pickle.dumps(Failure(Outcome.CRASHED, _brief(error)))
    finally:
        gc.collect()
        with _Child.lock:
            _Child.before = None
