"""How commands show things: tables and JSON on stdout, progress and hints on stderr."""

import json
import math
import shlex
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console

if TYPE_CHECKING:
    from sim.study.running import News


class Refused(Exception):
    """Input that cannot be used: a text for people, and a dict {code, message, where, help} an error for machines."""

    def __init__(self, text: str, errors: list[dict[str, Any]]) -> None:
        super().__init__(text)
        self.errors = errors


class Misuse(Refused):
    """A command line that cannot be carried out, with what to write instead."""

    def __init__(self, message: str, help: str = "") -> None:
        text = f"error: {message}" + (f"\n  = help: {help}" if help else "")
        super().__init__(text, [{"code": "USAGE", "message": message, "where": None, "help": help}])


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to `main`, for which a reader that went away is no error."""
        raise BrokenPipeError


WIDE = 200  # where the output is no terminal, so that no cell is cut


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a plain table; the first column is text, numbers stand to the right."""
    from rich import box
    from rich.table import Table

    out = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for place, title in enumerate(header):
        out.add_column(title, justify="left" if place == 0 or title == "meaning" else "right", overflow="fold")
    for row in rows:
        out.add_row(*row)
    _Console(width=None if sys.stdout.isatty() else WIDE, highlight=False).print(out)


def print_json(content: Any) -> None:
    """Print JSON; what is not finite becomes null."""
    print(json.dumps(_finite(content), ensure_ascii=False, indent=1, allow_nan=False))


def _finite(content: Any) -> Any:
    if isinstance(content, dict):
        return {key: _finite(value) for key, value in content.items()}
    if isinstance(content, list):
        return [_finite(value) for value in content]
    return None if isinstance(content, float) and not math.isfinite(content) else content


def suggest(words: Sequence[str], why: str = "") -> None:
    """The next thing to try, as one would type it."""
    print(f"\nnext: {shlex.join(words)}" + (f"   ({why})" if why else ""), file=sys.stderr)


@contextmanager
def progress_bar(total: int, label: str) -> Iterator[Callable[[int], None]]:
    """A bar on stderr, shown only to a terminal; yields the function that advances it."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(label, total=total)
        yield lambda finished: bar.advance(task, finished)


@contextmanager
def sweep_bar(wanted: bool, label: str) -> Iterator[Callable[["News"], None] | None]:
    """A bar on stderr for a sweep, whose length shrinks as points become precise; only for a terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    rate = TextColumn("{task.fields[rate]:,.0f} runs/s")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn())
    shown = wanted and console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=not shown) as bar:
        task = bar.add_task(label, total=None, rate=0.0)
        start = time.monotonic()

        def advance(news: "News") -> None:
            new = news.done - news.before
            rate = new / max(time.monotonic() - start, 1e-9)
            bar.update(task, total=news.ahead, completed=news.done, rate=rate)

        yield advance if shown else None
