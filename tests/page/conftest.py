"""A real browser, one for the tests of a file."""

from collections.abc import Iterator
from typing import Any

import pytest
from browser import Opened, address, launched, skip_without_browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    skip_without_browser()
    with launched() as found:
        yield found


@pytest.fixture(scope="module")
def bench(browser: Any) -> Iterator[Any]:
    """A page whose sandbox shows one crew after another."""
    with Opened(browser, address("#sandbox")) as opened:
        opened.wait_for_selector(".yaml")
        yield opened
