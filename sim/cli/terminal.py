"""What all commands share: exit codes, refusals, tables and JSON on stdout, progress and hints on stderr."""

import json
import math
import os
import shlex
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.study.sweep.run_sweep import SweepProgress

INTERNAL, INPUT, FAILED, MISMATCH, INTERRUPTED = 1, 2, 3, 4, 130
"""Exit codes: an internal error, input that cannot be used, failed runs, results that differ, Ctrl-C."""


class Refused(Exception):
    """Input that cannot be used: a text for people, and per error a dict {code, message, where, help} for machines."""

    def __init__(self, text: str, errors: list[dict[str, Any]]) -> None:
        super().__init__(text)
        self.errors = errors


class Misuse(Refused):
    """A command line that cannot be carried out; `help` says what to write instead."""

    def __init__(self, message: str, help: str = "") -> None:
        text = f"error: {message}" + (f"\n  = help: {help}" if help else "")
        super().__init__(text, [{"code": "USAGE", "message": message, "where": None, "help": help}])


WIDE = 200  # columns of tables that do not go to a terminal, so that no cell is cut


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a plain table. The first column is text; all others but `meaning` are numbers, aligned to the right."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    class Plain(Console):
        def on_broken_pipe(self) -> None:
            """Raise the error again: `guarded` ends quietly if the reader of stdout has gone away."""
            raise BrokenPipeError

    out = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for place, title in enumerate(header):
        out.add_column(title, justify="left" if place == 0 or title == "meaning" else "right", overflow="fold")
    for row in rows:
        out.add_row(*row)
    Plain(width=None if sys.stdout.isatty() else WIDE, highlight=False).print(out)


def print_json(content: Any) -> None:
    """Print JSON. Numbers that are not finite become null."""
    print(json.dumps(_finite(content), ensure_ascii=False, indent=1, allow_nan=False))


def _finite(content: Any) -> Any:
    if isinstance(content, dict):
        return {key: _finite(value) for key, value in content.items()}
    if isinstance(content, list):
        return [_finite(value) for value in content]
    return None if isinstance(content, float) and not math.isfinite(content) else content


def suggest(words: Sequence[str], why: str = "") -> None:
    """Print on stderr a command to try next, in the form in which it is typed."""
    print(f"\nnext: {shlex.join(words)}" + (f"   ({why})" if why else ""), file=sys.stderr)


@contextmanager
def progress_bar(total: int, label: str, wanted: bool = True) -> Iterator[Callable[[int], None]]:
    """Show a progress bar on stderr if it is a terminal and wanted; yield the function that advances it."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    shown = wanted and console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=not shown) as bar:
        task = bar.add_task(label, total=total)
        yield lambda finished: bar.advance(task, finished)


@contextmanager
def sweep_bar(wanted: bool, label: str) -> Iterator[Callable[["SweepProgress"], None] | None]:
    """Show a progress bar for a sweep on stderr if it is a terminal. Its length shrinks as points become precise."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    rate = TextColumn("{task.fields[rate]:,.0f} runs/s")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn())
    shown = wanted and console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=not shown) as bar:
        task = bar.add_task(label, total=None, rate=0.0)
        start = time.monotonic()

        def advance(news: "SweepProgress") -> None:
            new = news.done - news.before
            rate = new / max(time.monotonic() - start, 1e-9)
            bar.update(task, total=news.ahead, completed=news.done, rate=rate)

        yield advance if shown else None


def duration(seconds: float) -> str:
    """Return a time in words: 40 s, 3 min, 2.5 h."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:,.1f} h"


def size(bytes: float) -> str:
    """Return a number of bytes in words: 20 MB, 1.5 GB."""
    return f"{bytes / 1e6:,.0f} MB" if bytes < 1e9 else f"{bytes / 1e9:,.1f} GB"


# ----- Ctrl-C -----------------------------------------------------------------------------------


def end_at_once(*_: object) -> None:
    """End the process on Ctrl-C: for the time in which libraries are imported and compiled code is loaded.

    An exception that is raised in the middle of an import can be swallowed or printed. Nothing has been written yet.
    """
    if sys.stderr is not None:
        os.write(2, b"interrupted\n")
    os._exit(INTERRUPTED)


def raise_interrupts() -> None:
    """Let Ctrl-C raise KeyboardInterrupt from now on: for the time in which something runs or is written."""
    if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT) is end_at_once:
        signal.signal(signal.SIGINT, signal.default_int_handler)
