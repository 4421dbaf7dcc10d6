"""`python -m sim` and the command `coxed`. Interrupted while still being imported, it ends quietly."""

import os
import signal
import sys


def start() -> None:
    """Import the command line and hand over to it."""
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode:
        # Scenario files are UTF-8 and so are the names in them, whatever the locale makes of the names of files.
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])
    signal.signal(signal.SIGINT, _end_at_once)
    from sim.cli import entry

    signal.signal(signal.SIGINT, signal.default_int_handler)
    entry()


def _end_at_once(*_: object) -> None:
    # An exception raised in the middle of an import can be swallowed or shown; nothing has been begun.
    if sys.stderr is not None:
        os.write(2, b"interrupted\n")
    os._exit(130)


if __name__ == "__main__":
    start()
