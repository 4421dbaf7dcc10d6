"""The bench itself: uncompiled, mechanism by mechanism, it gives the bits of the compiled week."""

import numpy as np
import pytest

from sim.model.assemble import standard
from sim.model.measures import MEASURES
from sim.model.week import WEEK
from tests import checks
from tests.mechanisms import bench
from tests.mechanisms.bench import Bench
from tests.mechanisms.crews import LIVELY


@pytest.mark.skipif(not bench.COMPILED, reason="compares with the compiled week")
def test_the_bench_gives_the_bits_of_the_compiled_week(monkeypatch: pytest.MonkeyPatch) -> None:
    p = LIVELY.model_copy(update={"run": LIVELY.run.model_copy(update={"periods": 8})})
    compiled = checks.begun(p, 3)
    checks.advance(compiled, p, 0, 8, 3)
    monkeypatch.setattr(bench, "COMPILED", False)
    whole = Bench(*WEEK)
    plain = whole.begin(p, 3)
    whole.advance(plain, p, 0, 8, 3, observed=MEASURES)
    for name in standard().columns:
        assert np.array_equal(checks.column(plain, name), checks.column(compiled, name)), name
    assert np.array_equal(plain.series[: len(MEASURES)], compiled.series[: len(MEASURES)])


def test_every_mechanism_has_a_file_of_tests() -> None:
    from pathlib import Path

    files = {path.stem.removeprefix("test_") for path in Path(__file__).parent.glob("test_*.py")}
    assert files == {rule.name for rule in WEEK} | {"bench"}
