"""One bad task among twenty costs one task. The doubles crash, hang, eat memory, and lie about their results."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from domain.errors import FileProblemError
from domain.pages import Outcome
from pipeline.isolation import Failure, Isolation, WorkersFailedError, run_isolated

_MIB = 1024 * 1024
_KEPT: list[bytes] = []
_SMALL = Isolation(workers=2, seconds=2.0, memory_bytes=512 * _MIB)


class _Unpicklable:
    def __reduce__(self) -> tuple[object, ...]:
        return (_raise_on_load, ())


def _raise_on_load() -> None:
    raise TypeError("cannot be rebuilt")


def act(what: str) -> object:
    if what == "crash":
        ctypes.string_at(0)
    if what == "abort":
        os.abort()
    if what == "hang":
        while True:
            time.sleep(0.05)
    if what == "eat":
        held = []
        while True:
            held.append(bytearray(os.urandom(1)) * (32 * _MIB))
            time.sleep(0.005)
    if what == "gulp":
        return len(bytearray(8192 * _MIB))
    if what == "keep":
        _KEPT.append(b"x" * (400 * _MIB))
        return "kept"
    if what == "borrow":
        borrowed = b"x" * (200 * _MIB)
        time.sleep(0.3)
        return len(borrowed) // _MIB
    if what == "exit":
        sys.exit(3)
    if what == "raise":
        raise FileProblemError("encrypted", "encrypted", "asks for a password")
    if what == "unpicklable":
        return _Unpicklable()
    if what == "lambda":
        return lambda: None
    return os.getpid() if what == "pid" else what


def _no_engine() -> None:
    raise ImportError("no engine here")


def _die() -> None:
    os._exit(9)


def test_crashing_hanging_and_eating_tasks_cost_only_themselves() -> None:
    tasks = [(i, {4: "crash", 9: "hang", 14: "eat"}.get(i, f"fine {i}")) for i in range(20)]
    results = dict(run_isolated(act, tasks, _SMALL))
    assert len(results) == 20
    failed = {key: value.outcome for key, value in results.items() if isinstance(value, Failure)}
    assert failed == {4: Outcome.CRASHED, 9: Outcome.TIMEOUT, 14: Outcome.OUT_OF_MEMORY}
    assert all(results[i] == f"fine {i}" for i in range(20) if i not in failed)


@pytest.mark.parametrize(
    ("what", "outcome"),
    [
        ("abort", Outcome.CRASHED),
        ("gulp", Outcome.OUT_OF_MEMORY),
        ("exit", Outcome.CRASHED),
        ("raise", Outcome.CRASHED),
        ("unpicklable", Outcome.CRASHED),
        ("lambda", Outcome.CRASHED),
    ],
)
def test_every_bad_end_is_typed_and_the_next_task_runs(what: str, outcome: Outcome) -> None:
    results = dict(run_isolated(act, [("bad", what), ("good", "fine")], Isolation(workers=1, seconds=20, memory_bytes=512 * _MIB)))
    bad = results["bad"]
    assert isinstance(bad, Failure)
    assert bad.outcome is outcome
    assert results["good"] == "fine"


def test_a_task_is_not_blamed_for_what_its_child_already_held() -> None:
    results = dict(run_isolated(act, [(1, "keep"), (2, "borrow")], Isolation(workers=1, seconds=20, memory_bytes=512 * _MIB)))
    assert results == {1: "kept", 2: 200}


def test_children_are_replaced_after_their_number_of_tasks() -> None:
    results = dict(run_isolated(act, [(i, "pid") for i in range(6)], Isolation(workers=1, tasks_per_child=2)))
    assert len(set(results.values())) == 3


def test_no_tasks_no_results() -> None:
    assert list(run_isolated(act, [], _SMALL)) == []


def test_tasks_are_drawn_as_children_become_free() -> None:
    drawn: list[int] = []

    def source() -> object:
        for i in range(50):
            drawn.append(i)
            yield i, "fine"

    results = run_isolated(act, source(), Isolation(workers=1))  # type: ignore[arg-type]
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert len(drawn) < 10


def test_an_initialiser_that_fails_is_said_once_and_plainly() -> None:
    with pytest.raises(WorkersFailedError, match="no engine here"):
        list(run_isolated(act, [(1, "fine")], Isolation(workers=1), _no_engine))


def test_children_that_cannot_start_end_the_run_instead_of_hanging_it() -> None:
    with pytest.raises(WorkersFailedError):
        list(run_isolated(act, [(1, "fine"), (2, "fine")], Isolation(workers=1), _die))


def test_closing_the_iterator_ends_the_children() -> None:
    results = run_isolated(act, [(1, "pid"), (2, "hang"), (3, "hang")], Isolation(workers=1, seconds=60))
    _, pid = next(results)
    assert isinstance(pid, int)
    results.close()  # type: ignore[attr-defined]
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_ctrl_c_ends_parent_and_children(tmp_path: Path) -> None:
    script = tmp_path / "busy.py"
    script.write_text(
        textwrap.dedent(
            """
            import os, signal, sys, time
            from pipeline.isolation import Isolation, run_isolated
            signal.signal(signal.SIGINT, signal.default_int_handler)  # a suite run in the background inherits it ignored
            def act(what):
                if what == "pid":
                    return os.getpid()
                time.sleep(600)
            if __name__ == "__main__":
                for _, value in run_isolated(act, [(0, "pid"), (1, "hang"), (2, "hang")], Isolation(workers=1, seconds=600)):
                    print(value, flush=True)
            """
        )
    )
    root = Path(__file__).resolve().parents[2]
    process = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(root)}
    )
    assert process.stdout is not None
    child = int(process.stdout.readline())
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) != 0
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
