"""What-if: the stopping rule keeps its promise, and its numbers are those of paired runs.

The promise is about error rates: of changes without effect at most 5 % are called clear, of effects of the smallest
size that matters at most 5 % are called clearly small. Tries are drawn with fixed seeds, so that no verdict varies;
were a rate just 5 %, more than 7 % of 1,000 tries would come out with a probability of 0.3 %.
"""

import json
import shlex
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.cli import main
from sim.engine.statistics import interval
from sim.explain import what_if as what_if_module
from sim.explain.what_if import CLEAR, SMALL, UNDECIDED, judged, small_effect, what_if
from sim.model.state import Floats
from sim.study.stopping_rule import Replicates

MOST = 320
RULES = """\
import sim


class Mine(sim.Mechanism):
    compiled = False
    rate = sim.share(0.1, "m")

    def step(luck, t, crew, p):
        pass
"""
SHORT = ["run.periods=30", "organization.members=8"]
LED = sim.load("led", SHORT)

type Draws = Callable[[int], tuple[Floats, Floats]]


def verdicts(monkeypatch: pytest.MonkeyPatch, draws: Draws, tries: int, smallest: float, most: int = MOST) -> list[str]:
    """What is said of pairs that are drawn instead of run: the whole of `what_if`, but for the engine."""
    held: dict[int, tuple[Floats, Floats]] = {}

    def run(scenario: sim.Scenario, count: int, seed: int, *, first: int, series: bool) -> Any:
        one, two = held[seed]
        values = two if scenario.name == "other" else one
        return SimpleNamespace(outcomes={"made_good_mean": pd.Series(values[first : first + count])})

    monkeypatch.setattr(what_if_module, "run", run)
    other = LED.with_(name="other")
    found = []
    for seed in range(tries):
        held = {seed: draws(seed)}
        found.append(what_if(LED, other, "made_good_mean", smallest, most, seed).verdict)
    return found


def normal(shift: float) -> Draws:
    def draws(seed: int) -> tuple[Floats, Floats]:
        rng = np.random.default_rng([7, seed])
        return rng.normal(size=MOST), rng.normal(shift, size=MOST)

    return draws


def share(found: list[str], verdict: str) -> float:
    return found.count(verdict) / len(found)


def test_no_effect_is_hardly_ever_called_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    assert share(verdicts(monkeypatch, normal(0), 1000, smallest=0.01), CLEAR) <= 0.07


def test_an_effect_that_matters_is_hardly_ever_called_small(monkeypatch: pytest.MonkeyPatch) -> None:
    found = verdicts(monkeypatch, normal(0.3), 1000, smallest=0.3)
    assert share(found, SMALL) <= 0.07
    assert share(verdicts(monkeypatch, normal(0), 200, smallest=0.5), SMALL) > 0.9, (
        "power: none at all is seen as small"
    )
    assert share(verdicts(monkeypatch, normal(1), 200, smallest=0.1), CLEAR) > 0.95, "power: a large one is clear"


def test_negative_control_plain_95_percent_intervals_at_every_look_break_the_promise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unguarded(differences: Floats, smallest: float, looks: int) -> Any:
        return judged(differences, smallest, 1)

    monkeypatch.setattr(what_if_module, "judged", unguarded)
    assert share(verdicts(monkeypatch, normal(0), 1000, smallest=0.01), CLEAR) > 0.1


def test_what_a_look_says() -> None:
    values = np.linspace(-1, 1, 50)
    assert judged(values + 1, 0.1, 5)[0] == CLEAR
    assert judged(values, 0.5, 5)[0] == SMALL
    assert judged(values, 0.01, 5)[0] == UNDECIDED
    assert judged(values + 0.25, 1, 5)[0] == SMALL, "small counts even where its sign is known"
    found = judged(values, 0.01, 5)[1]
    assert found == interval(values, 0.99)
    assert judged(np.zeros(20), 0.1, 5)[0] == UNDECIDED, "what never differed in 20 pairs may differ in the next"
    assert judged(np.zeros(100), 0.1, 5)[0] == SMALL
    skewed = np.where(np.arange(50) == 0, 50.0, 0.1)
    assert judged(skewed, 0.01, 1)[0] == UNDECIDED, "one pair alone does not decide"
    assert judged(np.full(30, np.nan), 0.1, 1)[0] == UNDECIDED


def test_the_answer_is_that_of_the_same_pairs_run_at_once() -> None:
    other = LED.with_(leadership={"communication": 0})
    effect = what_if(LED, other, "alignment_mean", 0.01, 1000, 5)
    assert effect.verdict == CLEAR
    runs = [sim.run(side, effect.pairs, 5).outcomes["alignment_mean"].to_numpy() for side in (LED, other)]
    looks = Replicates(10, 1000).looks
    assert effect.pairs in looks
    assert effect.interval == interval(runs[1] - runs[0], 1 - 0.05 / len(looks))
    assert (effect.without, effect.with_) == tuple(side.mean() for side in runs)
    earlier = [look for look in looks if look < effect.pairs]
    assert all(judged((runs[1] - runs[0])[:look], 0.01, len(looks))[0] == UNDECIDED for look in earlier)


def test_what_has_no_effect_is_found_to_have_none() -> None:
    effect = what_if(LED, LED.with_(environment={"trace_every": 3}), "made_good_mean", 0.02, 1000, 1)
    assert (effect.verdict, effect.interval.low, effect.interval.high) == (SMALL, 0, 0)
    assert "leaves made_good_mean as it is" in effect.sentence


def test_an_outcome_that_is_missing_decides_nothing() -> None:
    effect = what_if(LED, LED.with_(leadership={"communication": 0}), "recovery_time", 1, 20, 1)
    assert (effect.verdict, effect.missing, effect.pairs) == (UNDECIDED, 20, 20)
    assert "missing in all 20 pairs" in effect.sentence


@pytest.mark.parametrize(
    ("outcome", "small"),
    [
        ("made_good_mean", 0.02),
        ("alignment_final", 0.01),
        ("distance_made_good", 0.6),
        ("recovery_time", 0.3),
        ("recovery_censored", 0.01),
    ],
)
def test_small_is_a_hundredth_of_the_range(outcome: str, small: float) -> None:
    assert small_effect(outcome, LED.parameters.run) == pytest.approx(small)


def test_one_line_and_what_next(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenario", "what-if", "led", "--set", "leadership.communication=0", "--replicates", "40"]) == 0
    shown = capsys.readouterr()
    (line,) = shown.out.splitlines()
    assert line.startswith("leadership.communication=0: lowers made_good_mean by 0.")
    assert "95 % interval -" in line
    assert line.endswith(": clear, after 10 pairs of runs")
    assert "next: coxed scenario what-if led --set leadership.communication=0 --outcome heading_mean" in shown.err
    again = ["scenario", "what-if", "led", "--set", "leadership.communication=0", "--replicates", "40", "--json"]
    assert main(again) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["verdict"], told["pairs"]) == ("clear", 10)
    assert told["interval"]["high"] < 0


def test_what_is_proposed_without_shocks_works_when_it_is_followed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("crew.yaml").write_text("coxed: 1\nextends: led\nrun: {periods: 30}\norganization: {members: 8}\n")
    for scenario in ("led", "crew.yaml"):
        words = ["--set", "leadership.communication=0", "--outcome", "recovery_time", "--smallest", "0.001"]
        assert main(["scenario", "what-if", scenario, *words, "--replicates", "20"]) == 0
        shown = capsys.readouterr()
        assert "missing in all 20 pairs" in shown.out
        command, _, why = shown.err.strip().partition("   (")
        asked = shlex.split(command)
        assert asked == ["next:", "coxed", "scenario", "what-if", "shocks.yaml", *words, "--replicates", "20"]
        text, _, file = why.removeprefix("with shocks: first write ").removesuffix(")").partition(" into ")
        Path(file).write_text(text, encoding="utf-8")
        assert main(asked[2:]) == 0
        assert "missing" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("every", "change", "next"),
    [
        ("10", "environment.shock_every=0", "--outcome made_good_mean   (one of the two crews has no shock"),
        ("0", "environment.shock_every=10", "--outcome made_good_mean   (one of the two crews has no shock"),
        ("10", "leadership.strength=0", "--outcome recovery_censored   (how often"),
    ],
)
def test_what_is_proposed_where_shocks_strike(
    every: str,
    change: str,
    next: str,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(what_if_module, "run", told(lambda crew: np.nan))
    Path("crew.yaml").write_text(f"coxed: 1\nextends: led\nenvironment: {{shock_every: {every}}}\n")
    words = ["crew.yaml", "--set", change, "--outcome", "recovery_time", "--replicates", "10"]
    assert main(["scenario", "what-if", *words]) == 0
    shown = capsys.readouterr()
    assert "missing in all 10 pairs of runs (no shock struck, or a crew recovered from none)" in shown.out
    assert f"next: coxed scenario what-if crew.yaml --set {change} {next}" in shown.err


def told(outcome: Callable[[sim.Scenario], float]) -> Callable[..., Any]:
    """A `run` whose replicates all have what `outcome` says of a crew."""

    def run(scenario: sim.Scenario, count: int, seed: int, **_: Any) -> Any:
        return SimpleNamespace(outcomes=defaultdict(lambda: pd.Series(np.full(count, outcome(scenario)))))

    return run


@pytest.mark.parametrize(
    ("effect", "most", "next"),
    [
        (0.5, "100", "what-if mine.yaml {options} --outcome heading_mean"),
        (0, "100", "explain mine.yaml mine.rate --rules mine.py --set mine.rate=0.5 "),
        (0, "20", "what-if mine.yaml {options} --outcome made_good_mean --smallest 0.1 --replicates 80"),
    ],
)
def test_what_is_proposed_next_has_the_same_rules_and_settings(
    effect: float,
    most: str,
    next: str,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sim.model.assemble.Model.prepare", lambda *_: None)
    monkeypatch.setattr(what_if_module, "run", told(lambda crew: effect * crew.parameters.mine.rate))  # type: ignore[attr-defined]
    Path("mine.yaml").write_text("coxed: 1\nmine: {rate: 0.05}\n")
    Path("mine.py").write_text(RULES)
    options = "--seed 2 --rules mine.py --set mine.rate=0.5"
    asked = ["mine.yaml", *options.split(), "--smallest", "0.1", "-r", most]
    assert main(["scenario", "what-if", *asked]) == 0
    assert f"next: coxed scenario {next.format(options=options)}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "help"),
    [
        (["led"], "what-if needs a change"),
        (["led", "--set", "leadership.strength=2"], "out of range"),
        (["led", "--set", "leadership.strength=0", "--outcome", "made_god_mean"], "did you mean 'made_good_mean'?"),
        (["led", "--set", "leadership.strength=0", "--outcome", "speed"], "did you mean"),
        (["led", "--set", "leadership.strength=0", "--smallest", "0"], "> 0"),
        (["led", "--set", "leadership.strength=0", "--smallest", "nan"], "smallest"),
        (["led", "--set", "leadership.strength=0", "--replicates", "9"], "10"),
    ],
)
def test_bad_questions_exit_2(words: list[str], help: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenario", "what-if", *words]) == 2
    assert help in capsys.readouterr().err


def test_an_interrupt_exits_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(what_if_module, "run", interrupted)
    assert main(["scenario", "what-if", "led", "--set", "leadership.strength=0"]) == 130
