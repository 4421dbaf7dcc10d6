"""The command `coxed`.

Commands import slow libraries such as numba and matplotlib only when they need them, so that help and errors are quick.
"""

import gc
import io
import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from typing import Any

from cyclopts import App, CycloptsError
from cyclopts.completion.detect import ShellDetectionError

import sim
from sim.cli.about import cite, doctor
from sim.cli.archive import describe
from sim.cli.decisions import discover, robustness, search
from sim.cli.explain import diff, explain
from sim.cli.files import check, error, fix, new
from sim.cli.follow import follow
from sim.cli.literature import literature
from sim.cli.match import match
from sim.cli.page import open_, page
from sim.cli.patterns import patterns
from sim.cli.simulate import compare, run
from sim.cli.study import merge, report, sweep, verify
from sim.cli.surrogate import surrogate
from sim.cli.terminal import INPUT, INTERNAL, INTERRUPTED, Misuse, Refused
from sim.cli.trace import timetable, trace
from sim.cli.what_if import what_if

_HELP = """Simulate organizations that are managed, led, both or neither, in a world whose conditions shift.

Start with: coxed compare led over_managed

With coxed --install-completion your shell completes commands, scenarios and parameters (bash, zsh, fish, PowerShell).
"""

NARROWEST = 20  # columns of a terminal

app = App(
    name="coxed",
    help=_HELP,
    help_format="plaintext",
    group_parameters="Options",  # "parameters" are those of a scenario
    version=f"coxed {sim.__version__} (results {sim.RESULTS_VERSION})",
    result_action="return_value",
    suppress_keyboard_interrupt=False,
)
app.command(run)
app.command(compare)
app.command(literature)
app.command(patterns)
app.command(sweep)
app.command(merge)
app.command(report)
app.command(robustness)
app.command(discover)
app.command(search)
app.command(surrogate)
app.command(describe)
app.command(match)
app.command(verify)
app.command(page)
app.command(open_, name="open")

scenario = App(name="scenario", help="Write, check, correct, explain and compare scenario files.")
app.command(scenario)
scenario.command(new)
scenario.command(check)
scenario.command(fix)
app.command(error)
scenario.command(explain)
scenario.command(diff)
scenario.command(what_if)
app.command(trace)
app.command(follow)
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
            code: int | None = app(arguments, exit_on_error=False, print_error=not as_json)
        except CycloptsError as error:
            # cyclopts has printed the message for people already.
            raise Refused("", Misuse(str(error)).errors) from error
        except ShellDetectionError as error:
            raise Misuse("cannot tell which shell this is", "coxed --install-completion --shell bash") from error
        return code

    # The parameters that --rules adds are known until the command ends.
    return guarded(partial(copy_context().run, command), as_json)


def guarded(command: Callable[[], int | None], as_json: bool = False) -> int:
    """Run a command, print its errors in one line, and return its exit code.

    The code is the command's own or 0; 1 for an internal error, 2 for input that cannot be used, 130 for Ctrl-C.
    """
    code: int | None = 0
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(message)s")
    try:
        _check_environment()
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
    except Exception as error:
        from sim.cli.rules import place_in_rules

        if (place := place_in_rules(error)) is None:
            raise
        return _refuse(*place, as_json)
    return code or 0


def _refuse(text: str, errors: Sequence[dict[str, Any]], as_json: bool) -> int:
    """Print what is wrong with the input: on stdout as JSON for machines, else on stderr."""
    try:
        if as_json:
            print(json.dumps({"errors": errors}, ensure_ascii=False, indent=1), flush=True)
        elif text:
            print(text, file=sys.stderr, flush=True)
    except BrokenPipeError:
        _close_stdout()
    return INPUT


def _close_stdout() -> None:
    """Let what Python writes at its end go nowhere, because the reader of stdout is gone or the disk is full."""
    with suppress(OSError):  # stdout is closed already
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _check_environment() -> None:
    """Raise Misuse for a setting of the interpreter or the environment that cannot work."""
    if sys.flags.optimize > 1:
        raise Misuse("python -OO removes the texts of the help", "run it without -OO, and without PYTHONOPTIMIZE=2")
    threads = os.environ.get("NUMBA_NUM_THREADS", "1")
    with suppress(ValueError):  # numba warns of what is not a number, and ignores it
        if int(threads) < 1:
            raise Misuse(f"NUMBA_NUM_THREADS={threads} is not a number of threads", "unset it, or set it to 1 or more")


def entry(command: Callable[[], int] = main) -> None:
    """Run the console script: with UTF-8 whatever the console's encoding, and also with a closed console."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
        elif isinstance(stream := getattr(sys, name), io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    with suppress(ValueError):  # rich lays out tables of one column of width forever
        os.environ["COLUMNS"] = str(max(int(os.environ.get("COLUMNS", "")), NARROWEST))
    os.environ["MPLBACKEND"] = "agg"  # figures are only written to files, which needs no screen
    # Threads for linear algebra, of which there is little, and a search for extensions of pydantic only cost time.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    code = command()
    gc.freeze()  # else Python looks for garbage in all it has before it ends, which takes a fifth of a short command
    sys.exit(code)
