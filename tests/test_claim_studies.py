"""The studies beside the claims: the screening of levers, and what separates the over-managed crew from the led."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from experiments import levers
from experiments.bundle import COSTS, INGREDIENTS, WHOLE, arm, changes, coalitions, cost, shapley
from experiments.common import Options
from experiments.crews import UNLED
from experiments.levers import LARGEST, SCREENED
from sim.claims.patterns.firms import FREE
from sim.claims.screening import screened, trajectories
from sim.engine.run import run
from sim.model.parameters import Parameters
from sim.model.state import Floats
from sim.scenario.names import SETTINGS
from sim.scenario.values import flat
from sim.study.design import Design, unit
from sim.study.inference.sensitivity import elementary_effects, morris_effects
from sim.study.study import Study

ROOT = Path(__file__).parent.parent
IDLE = "published.rewiring"  # without cliques nothing depends on it


def _linear(values: Floats, weights: Floats) -> Floats:
    return np.asarray(values @ weights + 3)


def test_elementary_effects_of_a_plane_are_its_slopes() -> None:
    design, weights = Design("morris", 6, levels=4), np.array([2.0, -1.0, 0.0])
    values = unit(design, 3, 1)
    effects = elementary_effects(_linear(values, weights), values)
    np.testing.assert_allclose(effects, np.tile(weights, (6, 1)), atol=1e-12)


def test_elementary_effects_are_those_of_the_screening() -> None:
    design = Design("morris", 10, levels=4)
    values = unit(design, 4, 2)
    y = values[:, 0] ** 2 + values[:, 1] * values[:, 2]
    ours = np.abs(elementary_effects(y, values)).mean(axis=0)
    np.testing.assert_allclose(ours, morris_effects(y, list("abcd"), design, 2)["mu_star"], atol=1e-12)


def _drawn_together(count: int, names: Sequence[str], seed: int) -> Floats:
    """The negative control: SALib draws all columns from one generator."""
    return unit(Design("morris", count, levels=4), len(names), seed)


def test_trajectories_are_those_of_morris() -> None:
    points = trajectories(200, SCREENED, 1)
    k = len(SCREENED)
    assert set(points.ravel()) == {0.0, 1 / 3, 2 / 3, 1.0}
    steps = np.diff(points.reshape(200, k + 1, k), axis=1)
    taken = steps != 0
    assert (taken.sum(axis=1) == 1).all()
    assert (taken.sum(axis=2) == 1).all()
    np.testing.assert_allclose(np.abs(steps[taken]), 2 / 3)
    # Levels, ways and turns are even: 200 trajectories of 60 settings, four standard errors each.
    for place in (0, 1 / 3, 2 / 3, 1):
        assert abs((points[:: k + 1] == place).mean() - 0.25) < 4 * np.sqrt(0.25 * 0.75 / (200 * k))
    assert abs((steps[taken] > 0).mean() - 0.5) < 4 * 0.5 / np.sqrt(200 * k)
    assert np.abs(taken.argmax(axis=1).mean(axis=0) - (k - 1) / 2).max() < 4 * k / np.sqrt(12 * 200)
    few = trajectories(4, SCREENED, 1)
    np.testing.assert_array_equal(few, points[: len(few)])


def test_the_screening_comes_to_what_salib_makes_of_it() -> None:
    design = Design("morris", 40, levels=4)
    values = unit(design, 4, 2)
    y = values[:, 0] ** 2 + values[:, 1] * values[:, 2]
    ours, theirs = screened(elementary_effects(y, values), list("abcd"), 1), morris_effects(y, list("abcd"), design, 2)
    assert list(ours["mu_star"]) == sorted(ours["mu_star"], reverse=True)
    for column, relative in {"mu_star": 1e-9, "mu": 1e-9, "sigma": 1e-9, "mu_star_half_width": 0.15}.items():
        assert ours[column].to_numpy() == pytest.approx(
            theirs.loc[ours.index, column].to_numpy(), rel=relative, abs=1e-9
        )


def _answered(study: Study, work: Path) -> Floats:
    """In place of two runs: every setting but the idle one counts, and what it counts for depends on the others."""
    columns = dict(zip((factor.path for factor in study.factors), zip(*study.points, strict=True), strict=True))
    answers = np.zeros(len(study.points))
    for weight, path in enumerate(path for path in SCREENED if path in columns):
        words = SETTINGS[path].choices
        values = [words.index(value) if words else value for value in columns[path]]
        answers += np.sin(weight + np.array(values)) * (1 + answers) / (5 + weight)
    return np.column_stack([answers, answers])


def _levers(patch: pytest.MonkeyPatch, names: Sequence[str], folder: Path) -> list[str]:
    """The lines of the page on levers except those of the idle setting."""
    patch.setattr("experiments.levers.progress", _answered)
    patch.setattr("experiments.levers.SCREENED", tuple(names))
    levers.main(Options(folder, folder))
    return [line for line in (folder / "levers" / "table.md").read_text("utf-8").splitlines() if IDLE not in line]


@pytest.mark.thorough
def test_a_parameter_without_effect_moves_no_lever(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    wider = [*SCREENED[:30], IDLE, *SCREENED[30:]]
    like = SETTINGS["environment.foresight"].plausible
    monkeypatch.setitem(SETTINGS.of(Parameters), IDLE, SETTINGS[IDLE]._replace(plausible=like))
    before = _levers(monkeypatch, SCREENED, tmp_path)
    assert sum(line.startswith("| ") and "." in line for line in before) >= len(SCREENED) + LARGEST
    assert _levers(monkeypatch, wider, tmp_path) == before
    monkeypatch.setattr("experiments.levers.trajectories", _drawn_together)
    before = _levers(monkeypatch, SCREENED, tmp_path)
    assert _levers(monkeypatch, wider, tmp_path) != before, "the negative control"


def test_levers_are_what_an_organization_can_choose() -> None:
    """The published table says of each setting whether it is a lever; rates that say how people are, are none."""
    page = (ROOT / "results" / "levers" / "table.md").read_text("utf-8")
    screening = page.partition("## Screening of all")[2].partition("\n## ")[0]
    rows = dict(re.findall(r"^\| ([\w.]+) \| (yes|no) \|", screening, re.MULTILINE))
    assert set(rows) == set(SCREENED)
    assert {rows[path] for path in FREE} == {"no"}
    assert {rows[path] for path in ("management.strength", "leadership.strength", "management.control")} == {"yes"}
    assert all((row == "yes") == levers.is_lever(path) for path, row in rows.items())


def _settings(name: str) -> dict[str, Any]:
    return flat(sim.load(name).parameters)


def _differences(one: str, other: str) -> dict[str, Any]:
    ours, theirs = _settings(one), _settings(other)
    return {path: value for path, value in theirs.items() if ours[path] != value}


def test_the_crews_are_those_of_the_scenarios() -> None:
    # Nobody reviews a plan without leadership, so it is rigid whatever the setting says: the same bits.
    rigid = {"management.planning": "rigid"}
    assert {**_differences("led", "managed_only"), **rigid} == dict(UNLED)
    assert {**_differences("led", "over_managed"), **rigid} == changes(list(INGREDIENTS))
    one, other = (run(s, 2, series=False).outcomes for s in ("managed_only", sim.load("managed_only").with_(**rigid)))
    pd.testing.assert_frame_equal(one, other)
    led = _settings("led")
    assert all(led[path] == value for path, value in changes([]).items())


def test_shapley_values_share_out_the_whole_gap() -> None:
    rng = np.random.default_rng(1)
    worth = {arm(some): float(rng.normal()) for some in coalitions()}
    costs = {name: sum(w * worth[crew] for crew, w in shapley(name).items()) for name in INGREDIENTS}
    assert sum(costs.values()) == pytest.approx(worth["led"] - worth[arm(list(INGREDIENTS))])


def test_shapley_values_of_what_adds_up_are_what_was_added() -> None:
    single = {"no direction": 5.0, "control": 0.0, "no rewards": 2.0, "fear": -1.0}
    worth = {arm(some): -sum(single[name] for name in some) for some in coalitions()}
    for name, weights in COSTS.items():
        assert sum(w * worth[crew] for crew, w in weights.items()) == pytest.approx(single[name])


def test_the_costs_are_those_of_the_runs() -> None:
    runs = {arm(some): run(sim.load("led").with_(run={"periods": 5}, **changes(some)), 3, series=False)
            for some in coalitions()}  # fmt: skip
    whole = (runs["led"].outcomes["made_good_mean"] - runs[arm(list(INGREDIENTS))].outcomes["made_good_mean"]).mean()
    assert cost(WHOLE, runs).mean == pytest.approx(whole)
    assert sum(cost(weights, runs).mean for weights in COSTS.values()) == pytest.approx(whole)
