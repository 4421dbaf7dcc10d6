"""Fixtures for files and commands."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sim.cli import main

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


@pytest.fixture(autouse=True)
def _figures_are_closed() -> Iterator[None]:
    """Close what a test left open: who draws in a notebook sees the figure, so plots do not close themselves."""
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
