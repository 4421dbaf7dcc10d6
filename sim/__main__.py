"""`python -m sim` and the command `coxed`."""

import gc
import os
import signal
import sys


def start() -> None:
    """Import the command line and run it. Ctrl-C ends the process quietly until a command has begun its work."""
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode:
        # Scenario files and the names in them are UTF-8, whatever the locale says about the names of files.
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])
    can_be_interrupted = signal.getsignal(signal.SIGINT) is not signal.SIG_IGN  # not in the background of a script
    if can_be_interrupted:
        signal.signal(signal.SIGINT, _end_at_once)
    gc.set_threshold(50_000)  # imports make many objects that stay, and looking for garbage among them takes time
    from sim.cli import entry
    from sim.cli.terminal import end_at_once

    if can_be_interrupted:
        signal.signal(signal.SIGINT, end_at_once)
    entry()


def _end_at_once(*_: object) -> None:
    """End on Ctrl-C while `sim.cli.terminal.end_at_once` is not imported yet."""
    if sys.stderr is not None:
        os.write(2, b"interrupted\n")
    os._exit(130)


if __name__ == "__main__":
    start()
