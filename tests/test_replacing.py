"""Rules of one's own, compiled and in plain Python."""

import inspect
import logging
from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np
import pytest
from test_bits import digest

import sim
from sim import draws, period
from sim.compiler import rule
from sim.organization import Organization
from sim.replacing import kernels, rule_names
from sim.results import manifest

CREW = sim.load("led").with_(
    run={"periods": 25},
    organization={"members": 12, "span_of_control": 3},
    interventions=[{"at": 10, "set": {"management.strength": 0.5}}],
)


def copied(name: str) -> Callable[..., Any]:
    """A rule as its user might have typed it anew, in plain Python."""
    python = getattr(vars(period)[name], "py_func", vars(period)[name])
    return FunctionType(python.__code__, dict(python.__globals__), name)


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR, "coxed")


def test_every_rule_of_the_period_can_be_replaced() -> None:
    assert rule_names()[0] == "environment"
    assert rule_names()[-1] == "record"
    files = {path.stem for path in (Path(sim.__file__).parent / "rules").glob("[a-z]*.py")}
    assert set(rule_names()) == files - {"founding", "cliques"} | {"record", "record_knowledge"}


@pytest.mark.parametrize(
    "names", [["action"], ["seats"], ["communication", "reaction", "meeting", "peers"]], ids="+".join
)
def test_the_same_rule_in_plain_python_gives_the_same_bits(names: list[str]) -> None:
    expected = digest(sim.run(CREW, 3, 7))
    mine = {name: copied(name) for name in names}
    assert digest(sim.run(CREW, 3, 7, replace=mine)) == expected
    model = Organization(CREW, 7, replicate=2, replace=mine)
    while model.running:
        model.step()
    for name, values in sim.run(CREW, 1, 7, first=2).measures.items():
        assert np.array_equal(model.measures[name], values[0])


@rule
def everybody_dares(
    luck,
    serves,
    condition,
    plan,
    belief,
    safety,
    decision,
    dice,
    dice2,
    reading,
    action,
    own,
    initiative,
    environment,
    management,
):  # type: ignore[no-untyped-def]
    """As the rule, but whoever knows better deviates."""
    read = draws.split(luck, draws.Purpose.READING)
    coin = draws.split(luck, draws.Purpose.COIN)
    for i in range(len(decision)):
        j = decision[i]
        initiative[i] = own[i] = False
        reading[i] = action[i] = 0
        if j >= 0:
            reading[i] = condition[j] if draws.uniform(read, i, 0) < environment.local_accuracy else -condition[j]
            judgement = belief[i, serves[j]] * reading[i]
            initiative[i] = plan[j] != 0 and judgement == -plan[j]
            action[i] = judgement if judgement != 0 else plan[j]
            if action[i] == 0:
                action[i] = 1 if draws.uniform(coin, i, 0) < 0.5 else -1
            own[i] = judgement == action[i]


def test_a_compiled_rule_and_its_plain_text_agree_and_do_what_they_say() -> None:
    plain = everybody_dares.py_func  # type: ignore[attr-defined]
    compiled = sim.run(CREW, 3, 7, replace={"action": everybody_dares})
    assert digest(compiled) == digest(sim.run(CREW, 3, 7, replace={"action": plain}))
    standard = sim.run(CREW, 3, 7)
    assert digest(compiled) != digest(standard)
    assert compiled.measures["initiatives"].mean() > standard.measures["initiatives"].mean()
    assert compiled.replaced == sim.run(CREW, 1, 7, replace={"action": plain}).replaced
    assert manifest([compiled])["runs"][0]["replaced"] == compiled.replaced
    assert manifest([standard])["runs"][0]["replaced"] == {}


def test_it_leaves_the_standard_rules_alone() -> None:
    before = digest(sim.run(CREW, 2))
    sim.run(CREW, 2, replace={"peers": copied("peers")})
    assert digest(sim.run(CREW, 2)) == before


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="no rule 'acton'; there are environment, turnover"):
        kernels({"acton": copied("action")})
    with pytest.raises(ValueError, match=r"takes \(luck, serves, .* not \(luck\)"):
        kernels({"action": lambda luck: None})


def test_the_source_hash_is_that_of_the_text() -> None:
    def peers(luck, tie, trust, record, payoff, belief, before, dice, goal_dice, votes, network):  # type: ignore[no-untyped-def]
        return None

    found = kernels({"peers": peers}).sources["peers"]
    import hashlib

    assert found == hashlib.sha256(inspect.getsource(peers).encode()).hexdigest()
