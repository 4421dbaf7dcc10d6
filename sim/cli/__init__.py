"""The command `coxed`. Nothing here computes; commands import numba, mesa and matplotlib when they need them."""

import io
import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from cyclopts import App, CycloptsError
from cyclopts.completion.detect import ShellDetectionError
from rich.console import Console

import sim
from sim.cli.about import cite, doctor
from sim.cli.files import check, error, fix, new
from sim.cli.following import timetable, trace
from sim.cli.literature import literature
from sim.cli.page import open_, page
from sim.cli.show import Misuse, Refused
from sim.cli.simulate import compare, run
from sim.cli.study import report, sweep, verify
from sim.cli.trying import what_if
from sim.cli.understand import diff, explain

INTERNAL, INPUT, INTERRUPTED = 1, 2, 130

_HELP = """Organizations that are managed, led, both or neither, in a world whose conditions shift.

Start with coxed compare led over_managed.
With coxed --install-completion your shell completes commands, scenarios and parameters (bash, zsh, fish, PowerShell).
"""

app = App(
    name="coxed",
    help=_HELP,
    help_format="plaintext",
    version=f"coxed {sim.__version__} (results {sim.RESULTS_VERSION})",
    result_action="return_value",
    suppress_keyboard_interrupt=False,
)
app.command(run)
app.command(compare)
app.command(literature)
app.command(sweep)
app.command(report)
app.command(verify)
app.command(page)
app.command(open_, name="open")

scenario = App(name="scenario", help="Write, check and mend scenario files.")
app.command(scenario)
scenario.command(new)
scenario.command(check)
scenario.command(fix)
app.command(error)
scenario.command(explain)
scenario.command(diff)
scenario.command(what_if)
app.command(trace)
app.command(timetable)
app.command(cite)
app.command(doctor)
app.register_install_completion_command(help="Let your shell complete commands, scenarios and parameters.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in arguments

    def command() -> int | None:
        try:
            code: int | None = app(
                arguments, exit_on_error=False, print_error=not as_json, error_console=Console(stderr=True)
            )
        except CycloptsError as error:
            # For people cyclopts has printed it already.
            raise Refused("", Misuse(str(error)).errors) from error
        except ShellDetectionError as error:
            raise Misuse("cannot tell which shell this is", "coxed --install-completion --shell bash") from error
        return code

    return guarded(command, as_json)


def guarded(command: Callable[[], int | None], as_json: bool = False) -> int:
    """Run something that people wait for; return its exit code: its own or 0, 1 internal, 2 input, 130 interrupted."""
    code: int | None = 0
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(message)s")
    try:
        code = command()
        sys.stdout.flush()
    except Refused as error:
        return _refuse(str(error), error.errors, as_json)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        _close_stdout()
    except (OSError, MemoryError) as error:
        _close_stdout()
        print(f"error: {str(error) or 'not enough memory for so many members, periods or replicates'}", file=sys.stderr)
        return INTERNAL
    return code or 0


def _refuse(text: str, errors: Sequence[dict[str, Any]], as_json: bool) -> int:
    """Show what is wrong with the input: on stdout as JSON for machines, else on stderr."""
    try:
        if as_json:
            print(json.dumps({"errors": errors}, ensure_ascii=False, indent=1), flush=True)
        elif text:
            print(text, file=sys.stderr, flush=True)
    except BrokenPipeError:
        _close_stdout()
    return INPUT


def _close_stdout() -> None:
    """Let Python's last flush go nowhere: what stdout leads to is gone or full."""
    with suppress(OSError):  # it leads nowhere already
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def entry(command: Callable[[], int] = main) -> None:
    """The console script; in UTF-8 whatever the console's own encoding, and without a console that was closed."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
        elif isinstance(stream := getattr(sys, name), io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(command())
