"""Fixtures for files, commands and the page in a browser."""

import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import Opened, address, launched, skip_without_browser

from sim.cli import main

pytest.register_assert_rewrite("page_steps")
# A shell that runs the tests in the background may have them ignore Ctrl-C, also in the processes that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)

type Coxed = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for many generated files."""
    return tmp_path_factory.mktemp("scratch")


@pytest.fixture
def coxed(capsys: pytest.CaptureFixture[str]) -> Coxed:
    """Run a command; return its exit code, stdout and stderr."""

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(arguments)
        return code, *capsys.readouterr()

    return run


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A real browser."""
    skip_without_browser()
    with launched() as found:
        yield found


@pytest.fixture(scope="module")
def bench(browser: Any) -> Iterator[Any]:
    """A page whose sandbox shows one crew after another."""
    with Opened(browser, address("#sandbox")) as opened:
        opened.wait_for_selector(".yaml")
        yield opened


@pytest.fixture(autouse=True)
def _figures_are_closed() -> Iterator[None]:
    """Close what a test left open: who draws in a notebook sees the figure, so plots do not close themselves."""
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
