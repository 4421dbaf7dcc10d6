"""The examples in the help that take longer."""

from pathlib import Path

import pytest

from tests.test_examples import QUICK, SHOWN, typed

pytestmark = pytest.mark.thorough


@pytest.mark.parametrize("line", [line for line in SHOWN if line not in QUICK], ids=" then ".join)
def test_a_long_example_works(line: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    typed(line, monkeypatch, tmp_path)
