"""The files that a study names. They are read once, with the study, so that a sweep never mixes two versions of one."""

from hashlib import sha256
from pathlib import Path

from sim.scenario import Problem
from sim.scenario.problem import Place, problem
from sim.scenario.trace import Trace, resolve_trace

TRACE = "environment.trace"
MOST_TRACES = 1000
MOST_MULTIPLIERS = 1_000_000  # of all traces together, because the manifest keeps them


class StudyFiles:
    """The folder of a study, and what has been read from it.

    Attributes
    ----------
    folder : the folder that file names are relative to, and that they must not leave
    inputs : the hash of each file's content (SHA-256, hexadecimal) by its name
    traces : the traces that factors have, by value
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.inputs: dict[str, str] = {}
        self.traces: dict[str, Trace] = {}
        self._too_many = False

    def record(self, name: str, content: bytes) -> None:
        """Keep the hash of a file's content."""
        self.inputs[name] = sha256(content).hexdigest()

    def trace(self, value: str | None, place: Place) -> tuple[Trace, list[Problem]]:
        """The trace that a value names, and what is wrong with it."""
        trace, problems = resolve_trace(value, place, self.folder)
        if value is not None and trace.sha256 is not None:
            self.inputs[value] = trace.sha256
        # The name as it is written: a path from the current folder would be another one elsewhere.
        return trace._replace(file=trace.file and value), problems

    def factor_trace(self, value: str | None, place: Place) -> list[Problem]:
        """Read a trace that a factor has at some points, and keep it; what is wrong with it."""
        if value is None or value in self.traces or self._too_many:
            return []
        trace, problems = self.trace(value, place)
        if problems:
            return problems
        self.traces[value] = trace
        numbers = sum(len(each.multipliers) for each in self.traces.values())
        if len(self.traces) > MOST_TRACES or numbers > MOST_MULTIPLIERS:
            self._too_many = True
            message = f"the study varies {len(self.traces):,} traces or more, with {numbers:,} multipliers"
            help = f"at most {MOST_TRACES:,} traces with {MOST_MULTIPLIERS:,} multipliers together"
            return [problem("D011", message, place, help)]
        return []
