"""Which words of the ledger rest on the number of steps after which the estimate of the true effects ends."""

import json
from pathlib import Path

import pandas as pd
import pytest

from sim.claims import deconvolution
from sim.claims.deconvolution import ITERATIONS, Estimates
from sim.claims.ledger import LONGER, WEAKER, records
from sim.claims.verdict import judge, weakest

pytestmark = pytest.mark.thorough

RESULTS = Path(__file__).parents[2] / "results"


def words(monkeypatch: pytest.MonkeyPatch, steps: int) -> dict[str, str]:
    """The words of all claims in the plausible worlds with so many steps."""
    monkeypatch.setattr(deconvolution, "ITERATIONS", steps)
    found = {}
    for record in records(RESULTS):
        points = pd.read_parquet(RESULTS / record["claim"] / "points.parquet")
        judged = []
        for number, vote in enumerate(record["samples"]["plausible"]["votes"]):
            mine = points[(points["sample"] == "plausible") & (points["statement"] == number)]
            usable = mine.sort_values("world").dropna()
            estimates = Estimates(
                usable["effect"].to_numpy(float), usable["error"].to_numpy(float), record["edition"]["replicates"] - 1
            )
            judged.append(judge(estimates, vote["smallest"], record["edition"]["family"]).word)
        found[record["claim"]] = weakest(judged)
    return found


def test_one_word_rests_on_the_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    published = {record["claim"]: record["verdict"] for record in records(RESULTS)}
    assert words(monkeypatch, ITERATIONS) == published
    assert words(monkeypatch, LONGER) == {**published, WEAKER: "open"}
    assert json.loads((RESULTS / WEAKER / "verdict.json").read_text())["verdict"] != "open"
