"""The one exception tree: every error carries a stable code, a sentence and a cure, and the exit code it ends the program with."""

from __future__ import annotations


class ExportproofError(Exception):
    """Base of all errors the program raises on purpose."""

    code = "internal"
    exit_code = 70

    def __init__(self, sentence: str, cure: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.cure = cure


class UsageError(ExportproofError):
    """The call itself is wrong: an option, a path that overlaps, a registry without the named columns."""

    code = "usage"
    exit_code = 2


class InputUnreadableError(ExportproofError):
    """The folder or file handed in cannot be read at all."""

    code = "input-unreadable"
    exit_code = 4


class DependencyMissingError(ExportproofError):
    """A library or program that this call needs is not installed."""

    code = "dependency-missing"
    exit_code = 5


class FileProblemError(ExportproofError):
    """One uploaded file cannot be used; `outcome` is the contract's word for it, `problem` the stable code."""

    code = "file-problem"

    def __init__(self, outcome: str, problem: str, sentence: str = "", cure: str = "") -> None:
        super().__init__(sentence or problem, cure)
        self.outcome = outcome
        self.problem = problem
