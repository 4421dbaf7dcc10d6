"""Fixtures for files and commands."""

from collections.abc import Callable
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
