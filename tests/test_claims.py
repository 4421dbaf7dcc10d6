"""Claims: the sample, the verdicts and their error rates, and that every claim is what it says."""

import json
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, ks_2samp, qmc

import sim
from experiments import levers
from experiments.bundle import COSTS, INGREDIENTS, arm, changes, coalitions, shapley
from experiments.common import NAMES, Options, claims
from experiments.development import BARE, MEANS
from experiments.direction import UNLED
from experiments.levers import LARGEST, SCREENED, lead
from sim.claims.claim import SECTIONS, Statement, TheoryClaim, answers
from sim.claims.evaluate import Size, evaluate, remove_sweeps, write
from sim.claims.ledger import age, ledger, records
from sim.claims.ledger_page import report
from sim.claims.regions import Region, deciding
from sim.claims.runs import SEED, at_defaults, effect, over_sample, study
from sim.claims.sample import distribution, places, sample, varied
from sim.claims.screening import screened, trajectories
from sim.claims.text import effect_text
from sim.claims.verdict import (
    Shares,
    StatementVerdict,
    conclusion,
    counted,
    halves,
    judge,
    level,
    marks,
    verdict_word,
    weakest,
)
from sim.engine.manifest import described, scenario_of
from sim.engine.run import run
from sim.engine.statistics import Interval, interval
from sim.model.parameters import Parameters
from sim.model.state import Floats
from sim.scenario.names import SETTINGS
from sim.scenario.values import flat
from sim.study.design import Design, unit
from sim.study.sensitivity import elementary_effects, morris_effects
from sim.study.study import Study

ROOT = Path(__file__).parent.parent
CLAIMS = claims()
AGE = age(ROOT / "results")  # of which version the published verdicts are, if not the present one


@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from(varied()))
def test_sampled_values_are_allowed_and_rise_with_their_place(u: float, v: float, path: str) -> None:
    about = SETTINGS[path]
    low, high = distribution(path).at(min(u, v)), distribution(path).at(max(u, v))
    if about.choices:
        assert {low, high} <= set(about.choices)
        return
    assert about.low is not None
    assert about.high is not None
    assert about.low <= low <= high <= about.high


def test_the_sample_fills_the_space_and_its_planes() -> None:
    points = sample()
    assert list(points) == varied()
    for path in points:
        values = points[path]
        if SETTINGS[path].choices:
            assert values.value_counts().min() == len(points) // len(SETTINGS[path].choices)
        else:
            assert values.nunique() > 1
    # Eight by eight cells with eight points each on average: all but a few are visited, in every plane.
    assert _emptiest(places(len(points), varied())) <= 4


def test_a_sample_with_holes_is_seen() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        holes = qmc.Sobol(60, rng=1977).random(512)
    assert _emptiest(holes) >= 16


def _emptiest(unit: Floats) -> int:
    """Empty cells of eight by eight in the worst plane of the unit cube."""
    cells = (unit * 8).astype(int)
    counts = (len(np.unique(cells[:, a] * 8 + cells[:, b])) for a in range(unit.shape[1]) for b in range(a))
    return 64 - min(counts)


def test_the_two_halves_are_of_the_same_oceans() -> None:
    points = sample()
    learned, tested = halves(len(points))
    assert sorted([*learned, *tested]) == list(range(len(points)))
    # 60 comparisons at 1 in 10,000 each: false once in 170 samples.
    numbers = [path for path in points if not SETTINGS[path].choices]
    apart = {path: ks_2samp(points[path].iloc[learned], points[path].iloc[tested]).pvalue for path in numbers}
    assert min(apart.values()) > 1e-4
    ordered = points.sort_values("environment.foresight")["environment.foresight"]
    assert ks_2samp(ordered.iloc[:256], ordered.iloc[256:]).pvalue < 1e-4  # the control: halves that differ


MADE_UP = "environment.made_up"
IDLE = "published.rewiring"  # without cliques nothing depends on it


def _declared(patch: pytest.MonkeyPatch, name: str) -> None:
    """Let a setting, which need not exist, have a plausible distribution."""
    like = SETTINGS["environment.foresight"]
    about = like if name == MADE_UP else SETTINGS[name]._replace(plausible=like.plausible)
    patch.setitem(SETTINGS.of(Parameters), name, about)


def _one_more(patch: pytest.MonkeyPatch, name: str, at: int = 0) -> None:
    """Vary a setting more, as if it had been declared in the middle of the others."""
    names = varied()
    _declared(patch, name)
    patch.setattr("sim.claims.sample.varied", lambda: [*names[:at], name, *names[at:]])


def _from_one_generator(points: int, names: Sequence[str]) -> Floats:
    """The negative control: how the columns were drawn before."""
    return np.asarray(qmc.LatinHypercube(len(names), rng=1977).random(points))


@pytest.mark.parametrize("at", [0, 30, len(varied())])
def test_a_parameter_more_moves_no_other_column(monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    before = sample()
    _one_more(monkeypatch, MADE_UP, at)
    wider = sample()
    assert list(wider).index(MADE_UP) == at
    assert wider[MADE_UP].nunique() > 1
    pd.testing.assert_frame_equal(wider.drop(columns=MADE_UP), before, check_exact=True)


def test_columns_from_one_generator_are_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.claims.sample.places", _from_one_generator)
    before = sample()
    _one_more(monkeypatch, MADE_UP, 30)
    with pytest.raises(AssertionError, match="are different"):
        pd.testing.assert_frame_equal(sample().drop(columns=MADE_UP), before, check_exact=True)


def test_every_column_has_one_point_in_each_stratum_and_is_its_own() -> None:
    unit_cube = places(512, varied())
    assert (np.sort((unit_cube * 512).astype(int), axis=0) == np.arange(512)[:, None]).all()
    # 1,770 independent pairs of columns have no rank correlation of more than .2, which is 4.5 standard errors.
    ranks = np.corrcoef(unit_cube.argsort(axis=0).argsort(axis=0), rowvar=False)
    assert np.abs(ranks - np.eye(len(ranks))).max() < 0.2


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_a_claim_is_complete_and_its_crews_exist(claim: TheoryClaim) -> None:
    assert claim.title
    assert all(claim.section(name) for name in SECTIONS)
    assert claim.because
    outcomes = set(run("led", 1, 1, series=False).outcomes)
    for statement in claim.statements:
        assert set(statement.weights) <= set(claim.arms)
        assert set(statement.outcome.split("/")) <= outcomes
        assert statement.smallest > 0
    points = sample(8)
    for number in range(0, 8 * len(claim.arms), 3):
        study(claim, points, 2).scenario(number, 0)
    for changed in claim.ablations.values():
        # An ablation that the first statement's arms override would say nothing.
        assert any(set(changed) - set(claim.arms[name]) for name in claim.statements[0].weights)


def test_claims_are_numbered_and_have_files_of_their_own() -> None:
    assert [claim.number for claim in sorted(CLAIMS, key=lambda c: c.number)] == list(range(1, len(NAMES) + 1))
    assert sorted(claim.name for claim in CLAIMS) == sorted(NAMES)


def _settings(name: str) -> dict[str, Any]:
    return flat(sim.load(name).parameters)


def _differences(one: str, other: str) -> dict[str, Any]:
    ours, theirs = _settings(one), _settings(other)
    return {path: value for path, value in theirs.items() if ours[path] != value}


def test_the_crews_of_the_claims_are_those_of_the_scenarios() -> None:
    # Nobody reviews a plan without leadership, so it is rigid whatever the setting says: the same bits.
    rigid = {"management.planning": "rigid"}
    assert {**_differences("led", "managed_only"), **rigid} == dict(UNLED)
    assert {**_differences("led", "over_managed"), **rigid} == changes(list(INGREDIENTS))
    one, other = (run(s, 2, series=False).outcomes for s in ("managed_only", sim.load("managed_only").with_(**rigid)))
    pd.testing.assert_frame_equal(one, other)
    led = _settings("led")
    assert all(led[path] == value for path, value in changes([]).items())
    assert {path for means in MEANS.values() for path in means} == set(BARE)


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


TINY = TheoryClaim(
    number=0,
    name="tiny",
    text="A tiny claim\n\nQuestion: q\nHypothesis: h\nDesign: d\nWrong if: w",
    origin="assumed",
    because="it is tiny",
    arms={"two": {"leadership.communication": 0.6}, "none": {"leadership.communication": 0}},
    statements=(
        Statement("helps", {"two": 1, "none": -0.5}),
        Statement("right", {"two": 1}, "initiatives_right_mean/initiatives_mean"),
    ),
    common={"run.periods": 20, "organization.members": 12},
)


def test_the_sums_over_the_sample_are_those_of_single_runs(tmp_path: Path) -> None:
    points = sample(4)
    sums = over_sample(TINY, points, 3, tmp_path)
    assert [s.shape for s in sums] == [(4, 3), (4, 3)]
    others = points.drop(columns=["leadership.communication", "organization.members"]).iloc[2].to_dict()
    runs = {name: run(TINY.scenario(name).with_(**others), 3, SEED, series=False).outcomes for name in TINY.arms}
    expected = runs["two"]["made_good_mean"] - 0.5 * runs["none"]["made_good_mean"]
    np.testing.assert_array_equal(sums[0][2], expected)
    np.testing.assert_array_equal(sums[1][2], runs["two"]["initiatives_right_mean"] / runs["two"]["initiatives_mean"])
    again = over_sample(TINY, points, 3, tmp_path)
    np.testing.assert_array_equal(sums[0], again[0])


def test_a_parameter_without_effect_moves_no_sum(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = over_sample(TINY, sample(6), 2, tmp_path)
    with monkeypatch.context() as patch:
        _one_more(patch, IDLE)
        assert IDLE in sample(6)
        np.testing.assert_array_equal(over_sample(TINY, sample(6), 2, tmp_path), before)
        assert len(list(tmp_path.iterdir())) == 2, "it was run again"
    monkeypatch.setattr("sim.claims.sample.places", _from_one_generator)
    before = over_sample(TINY, sample(6), 2, tmp_path)
    _one_more(monkeypatch, IDLE)
    assert not np.array_equal(over_sample(TINY, sample(6), 2, tmp_path), before), "the negative control"


def test_the_effect_at_the_defaults_is_paired() -> None:
    runs = at_defaults(TINY, 10)
    difference = runs["two"].outcomes["made_good_mean"] - 0.5 * runs["none"].outcomes["made_good_mean"]
    assert effect(TINY.statements[0], runs, 0.95) == interval(difference.to_numpy())


def test_a_ratio_is_missing_where_its_base_is_nothing() -> None:
    rows = pd.DataFrame({"a": [1.0, 2.0], "b": [0.0, 4.0]})
    np.testing.assert_array_equal(answers(rows, "a/b"), [np.nan, 0.5])


def _families(at: float, families: int = 400, size: int = 64, replicates: int = 40) -> float:
    """Share of families of statements without any effect in which some statement is decided."""
    rng = np.random.default_rng(7)
    wrong = 0
    for _ in range(families):
        effects = (interval(row, at) for row in rng.normal(size=(size, replicates)))
        wrong += any(e.decided for e in effects)
    return wrong / families


def test_intervals_hold_together() -> None:
    # 400 families at an error rate of at most 5 %: more than 8 % happens once in 300 tries.
    assert _families(level(64)) < 0.08


def test_intervals_that_are_not_corrected_do_not_hold_together() -> None:
    assert _families(0.95) > 0.8


def test_without_an_effect_one_point_in_forty_holds_and_one_is_reversed() -> None:
    rng = np.random.default_rng(3)
    shares = counted(marks(rng.normal(size=(20_000, 16)), 1e-9))
    # Standard error of either share .0011; four of them.
    assert abs(shares.share - 0.025) < 0.0045
    assert abs(shares.against - 0.025) < 0.0045
    moved = counted(marks(rng.normal(0.5, size=(20_000, 16)), 1e-9))
    assert moved.share > 0.4  # the control: with an effect they are not alike


@pytest.mark.parametrize(
    ("effect", "expected"),
    [
        (Interval(0.05, 0.02, 0.08), "supported"),
        (Interval(-0.05, -0.08, -0.02), "reversed"),
        (Interval(0.005, 0.001, 0.009), "negligible"),
        (Interval(0.005, -0.005, 0.015), "open"),
        (Interval(float("nan"), float("nan"), float("nan")), "open"),
    ],
)
def test_what_an_interval_says(effect: Interval, expected: str) -> None:
    assert conclusion(effect, 0.01) == expected


NOWHERE, MOST, HALF = Shares(0, 0, 0, 0), Shares(80, 5, 0, 15), Shares(50, 30, 0, 20)


@pytest.mark.parametrize(
    ("at_defaults", "shares", "inside", "covers", "expected"),
    [
        ("supported", MOST, HALF, 0.5, "holds"),
        ("open", MOST, HALF, 0.5, "undecided"),
        ("supported", Shares(80, 15, 0, 5), HALF, 0.5, "undecided"),  # reversed too often
        ("supported", HALF, MOST, 0.5, "holds where"),
        ("reversed", HALF, MOST, 0.5, "holds where"),
        ("supported", HALF, MOST, 0.05, "undecided"),  # the region is too small to name
        ("reversed", HALF, HALF, 0.5, "fails"),
        ("negligible", HALF, HALF, 0.5, "fails"),
        ("supported", Shares(20, 30, 0, 50), HALF, 0.5, "fails"),
        ("open", HALF, HALF, 0.5, "undecided"),
    ],
)
def test_verdicts_follow_their_rules(
    at_defaults: str, shares: Shares, inside: Shares, covers: float, expected: str
) -> None:
    assert verdict_word(at_defaults, shares, inside, covers) == expected


def test_a_claim_gets_the_word_of_its_weakest_part() -> None:
    assert weakest(["holds", "holds where"]) == "holds where"
    assert weakest(["holds", "fails", "undecided"]) == "fails"


@given(st.integers(0, 40), st.integers(1, 40))
def test_limits_of_shares_are_those_of_clopper_and_pearson(held: int, others: int) -> None:
    limits = Shares(held, 0, 0, others).limits(held)
    expected = binomtest(held, held + others).proportion_ci(0.95, method="exact")
    assert limits == pytest.approx((expected.low, expected.high))


def _judged(effects: Floats) -> Any:
    rng = np.random.default_rng(5)
    sums = effects[:, None] + rng.normal(scale=0.02, size=(len(effects), 16))
    return judge(Statement("p", {}), Interval(0, -0.1, 0.1), sums, sample(len(effects)))


def test_the_region_that_decides_is_found() -> None:
    points = sample(512)
    wild = points["environment.strategic_turbulence"] >= 0.012
    wary = points["network.initial_trust"] < 0.45
    verdict = _judged(np.where(wild & wary, 0.2, -0.2))
    first, second = verdict.region.conditions
    assert {first.path, second.path} == {"environment.strategic_turbulence", "network.initial_trust"}
    assert verdict.inside.share > 0.8
    assert verdict.word == "holds where"
    assert verdict.shares.held == pytest.approx((wild & wary).sum(), abs=5)


def _judged_by_two_settings() -> Any:
    """A claim that holds by two settings of the sample, whatever the others are."""
    points = sample()
    wild = points["environment.strategic_turbulence"] >= 0.012
    wary = points["network.initial_trust"] < 0.45
    rng = np.random.default_rng(5)
    sums = np.where(wild & wary, 0.2, -0.2)[:, None] + rng.normal(scale=0.5, size=(len(points), 16))
    return judge(Statement("p", {}), Interval(0, -0.1, 0.1), sums, points)


def test_a_parameter_without_effect_changes_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    before = _judged_by_two_settings()
    with monkeypatch.context() as patch:
        _one_more(patch, MADE_UP)
        assert _judged_by_two_settings() == before
    monkeypatch.setattr("sim.claims.sample.places", _from_one_generator)
    before = _judged_by_two_settings()
    _one_more(monkeypatch, MADE_UP)
    after = _judged_by_two_settings()
    assert (after.shares, after.inside) != (before.shares, before.inside), "the negative control"


def test_no_region_is_found_in_noise() -> None:
    verdict = _judged(np.zeros(512))
    # Chosen for being the best of a thousand thresholds, it is no better in the other half.
    assert verdict.inside.share < 0.2
    assert verdict.word not in ("holds", "holds where")


def test_words_can_decide() -> None:
    points = sample(128)
    is_record = points["organization.promotion"] == "record"
    region = deciding(points, np.where(is_record, 1.0, -1.0))
    assert str(region) == "organization.promotion is record"
    assert (region.contains(points) == is_record).all()
    assert str(Region(())) == "everywhere"


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


def _effects(sizes: Mapping[str, float]) -> Floats:
    rng = np.random.default_rng(11)
    noise = rng.normal(scale=0.01, size=(20, len(SCREENED)))
    return noise + np.array([sizes.get(path, 0.0) for path in SCREENED])


def test_the_lead_of_leadership_has_a_sign() -> None:
    ahead = lead(_effects({"leadership.communication": 0.3, "management.control": 0.1}), SCREENED, 0.99)
    assert ahead.low < 0.2 < ahead.high
    assert ahead.low > 0
    behind = lead(_effects({"leadership.communication": 0.1, "management.control": 0.3}), SCREENED, 0.99)
    assert behind.high < 0
    ocean = lead(_effects({"environment.foresight": 0.9, "leadership.listening": 0.2}), SCREENED, 0.99)
    assert ocean.low > 0  # nobody chooses the ocean


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
    """In place of runs: every setting but the idle one counts, and what it counts for depends on the others."""
    columns = dict(zip((factor.path for factor in study.factors), zip(*study.points, strict=True), strict=True))
    answers = np.zeros(len(study.points))
    for weight, path in enumerate(path for path in SCREENED if path in columns):
        words = SETTINGS[path].choices
        values = [words.index(value) if words else value for value in columns[path]]
        answers += np.sin(weight + np.array(values)) * (1 + answers) / (5 + weight)
    return answers


def _levers(
    patch: pytest.MonkeyPatch, names: Sequence[str], folder: Path
) -> tuple[list[StatementVerdict], list[list[str]]]:
    """The verdicts on levers, and the rows of the tables except that of the idle setting."""
    patch.setattr("experiments.levers.mean_progress", _answered)
    patch.setattr("experiments.levers.SCREENED", tuple(names))
    evaluation = levers.main(Options(folder, folder))
    return evaluation.verdicts, [
        row for supplement in evaluation.supplements for row in supplement.rows if row[0] != IDLE
    ]


def test_a_parameter_without_effect_moves_no_lever(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    wider = [*SCREENED[:30], IDLE, *SCREENED[30:]]
    _declared(monkeypatch, IDLE)
    before = _levers(monkeypatch, SCREENED, tmp_path)
    assert len(before[1]) == len(SCREENED) + LARGEST
    assert _levers(monkeypatch, wider, tmp_path) == before
    monkeypatch.setattr("experiments.levers.trajectories", _drawn_together)
    before = _levers(monkeypatch, SCREENED, tmp_path)
    after = _levers(monkeypatch, wider, tmp_path)
    assert after[0] != before[0], "the negative control"
    assert after[1] != before[1], "the negative control"


RECORDS = records(ROOT / "results")


def test_every_claim_has_a_verdict() -> None:
    assert [record["claim"] for record in RECORDS] == [c.name for c in sorted(CLAIMS, key=lambda c: c.number)]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["claim"])
def test_verdicts_are_of_the_claims_as_they_stand(record: dict[str, Any]) -> None:
    claim = next(claim for claim in CLAIMS if claim.name == record["claim"])
    assert record["hypothesis"] == claim.section("Hypothesis")
    assert (record["wrong_if"], record["because"], record["origin"]) == (
        claim.section("Wrong if"), claim.because, claim.origin,
    )  # fmt: skip
    for published, statement in zip(record["statements"], claim.statements, strict=True):
        assert (published["says"], published["outcome"], published["smallest"]) == (
            statement.says,
            statement.outcome,
            statement.smallest,
        )
        assert published["weights"] == dict(statement.weights)
        assert published["beyond"] == statement.beyond
    assert [a["without"] for a in record["ablations"]] == list(claim.ablations)
    assert record["verdict"] == weakest([statement["verdict"] for statement in record["statements"]])
    assert record["size"]["points"] >= 512
    if sum(record["statements"][0]["shares"].values()) and not AGE:
        manifest = json.loads((ROOT / "results" / claim.name / "manifest.json").read_text("utf-8"))
        size = record["size"]
        about = manifest["evaluation"]
        assert {path: SETTINGS[path].default for path in manifest["defaults"]} == manifest["defaults"]
        # The very crews and oceans; a setting that came later was at its default.
        made = study(claim, sample(size["points"])[about["varied"]], size["sampled"]).fingerprint()
        assert about["study"] == made
    for statement in record["statements"]:
        if sum(statement["shares"].values()):
            covers = sum(statement["inside"].values()) / (record["size"]["points"] // 2)
            verdict = verdict_word(
                statement["at_defaults"], Shares(**statement["shares"]), Shares(**statement["inside"]), covers
            )
            assert statement["verdict"] == verdict
        assert statement["at_defaults"] == conclusion(
            Interval(statement["mean"], statement["low"], statement["high"]), statement["smallest"]
        )


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["claim"])
def test_shares_are_those_of_the_points(record: dict[str, Any]) -> None:
    path = ROOT / "results" / record["claim"] / "points.parquet"
    if not sum(record["statements"][0]["shares"].values()):
        assert not path.exists()
        return
    points = pd.read_parquet(path)
    for number, statement in enumerate(record["statements"]):
        assert counted(points.loc[points["statement"] == number, "mark"].to_numpy())._asdict() == statement["shares"]


def _judged_anew(more: Callable[[Floats], Floats]) -> list[tuple[str, str]]:
    """Every published verdict, and the verdict with a further column that is made of a statement's marks."""
    verdicts = []
    for record in (record for record in RECORDS if sum(record["statements"][0]["shares"].values())):
        claim = next(claim for claim in CLAIMS if claim.name == record["claim"])
        points = pd.read_parquet(ROOT / "results" / claim.name / "points.parquet")
        sampled = sample().drop(columns=[path for path in varied() if path in claim.own])
        for number, (published, statement) in enumerate(zip(record["statements"], claim.statements, strict=True)):
            marked = points.loc[points["statement"] == number, "mark"].to_numpy()
            # Two replicates that say what the sixteen said.
            sums = np.column_stack([marked, marked])
            sums[np.isnan(marked)] = -1, 1
            wider = sampled.assign(**{MADE_UP: more(marked)})
            verdict = judge(statement, Interval(published["mean"], published["low"], published["high"]), sums, wider)
            verdicts.append((published["verdict"], verdict.word))
    return verdicts


@pytest.mark.skipif(AGE != "", reason="the sample is that of the present parameters")
def test_a_parameter_without_effect_would_change_no_published_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SETTINGS.of(Parameters), MADE_UP, SETTINGS["environment.foresight"])
    column = places(512, [MADE_UP])[:, 0]
    assert all(before == after for before, after in _judged_anew(lambda marked: column))
    known = _judged_anew(lambda marked: np.nan_to_num(marked) + column / 10)
    assert any(before != after for before, after in known), "the control: a column that knows the marks"


@pytest.mark.parametrize("path", sorted((ROOT / "results").glob("*/manifest.json")), ids=lambda path: path.parent.name)
def test_a_published_manifest_describes_every_scenario_that_was_run(path: Path) -> None:
    manifest = json.loads(path.read_text("utf-8"))
    assert path.stat().st_size < 200_000
    if manifest["results_version"] != sim.RESULTS_VERSION:
        pytest.skip("the parameters of another version")
    for entry in manifest.get("runs", ()):
        assert scenario_of(manifest, entry).fingerprint() == entry["fingerprint"]


def test_a_manifest_gives_back_interventions_traces_and_equal_names() -> None:
    led = sim.load("led").with_(run={"periods": 20}, interventions=[{"at": 5, "set": {"leadership": {"strength": 0}}}])
    driven = sim.load("us_gdp").with_(run={"periods": 20})
    made = [run(scenario, 2, 7, first=3) for scenario in (led, driven, driven.with_(name="led"), led)]
    manifest = json.loads(json.dumps(described(made)))
    assert (len(manifest["scenarios"]), len(manifest["traces"]), len(manifest["runs"])) == (2, 2, 4)
    for entry, before in zip(manifest["runs"], made, strict=True):
        scenario = scenario_of(manifest, entry)
        assert scenario.as_dict() == before.scenario.as_dict()
        again = run(scenario, entry["replicates"], entry["seed"], first=entry["first_replicate"])
        pd.testing.assert_frame_equal(again.outcomes, before.outcomes)
    with pytest.raises(ValueError, match="is not described"):
        scenario_of({**manifest, "traces": {}}, manifest["runs"][0])


def test_the_published_results_are_small() -> None:
    files = [path for path in (ROOT / "results").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 4_000_000
    assert not [path for path in files if path.suffix == ".html"]


def test_the_ledger_names_every_claim_and_what_is_missing() -> None:
    text = ledger(RECORDS, AGE)
    assert AGE in text
    assert AGE in (ROOT / "README.md").read_text("utf-8")
    assert all(claim.title in text for claim in CLAIMS)
    assert "not tried yet" in text.lower()


def test_the_front_page_says_what_the_first_look_found() -> None:
    """Its sentence on five crews in three oceans, against the published table."""
    table = (ROOT / "results" / "first_look" / "table.md").read_text("utf-8")
    parts = re.findall(r"\n## (A .*?) ocean:.*?\n(.*?)(?=\n## |\Z)", table, re.DOTALL)
    rows = r"^\| (\w+) \| (-?[\d.]+) \(.*?\| (-?[\d.]+) \("
    oceans = {name: re.findall(rows, text, re.MULTILINE)[:5] for name, text in parts}
    assert list(oceans)[:3] == ["A calm", "A shifting", "A real"]
    for name in ("A calm", "A shifting", "A real"):
        way = {crew: float(made_good) for crew, made_good, _ in oceans[name]}
        speed = {crew: float(value) for crew, _, value in oceans[name]}
        assert max(way, key=way.__getitem__) == ("over_managed" if name == "A calm" else "led")
        assert max(speed, key=speed.__getitem__) == "over_managed"
        assert (abs(way["over_managed"]) < 0.03) == (name != "A calm")
    for page in ("README.md", "docs/index.md"):
        text = " ".join((ROOT / page).read_text("utf-8").split())
        assert "In calm water the over-managed crew gets farthest. Where the destination moves, it still rows" in text
        assert "fastest and gets almost nowhere; the crew that is managed and led gets farthest" in text


def test_the_report_stands_alone() -> None:
    page = report(RECORDS, ROOT / "results")
    assert not re.search(r"<(script|link|iframe|object|form)\b", page)
    assert all(source.startswith("data:image/png") for source in re.findall(r'src="([^"]*)"', page))
    assert all(claim.title in page for claim in CLAIMS)
    assert "nan" not in re.sub(r"base64,[^\"]*", "", page).lower().split()


def test_an_evaluation_is_written_as_it_is(tmp_path: Path) -> None:
    evaluation = evaluate(TINY, 2, tmp_path / "work", Size(8, 3, 6))
    write(evaluation, tmp_path / "tiny")
    (record,) = records(tmp_path)
    assert [statement["says"] for statement in record["statements"]] == [
        statement.says for statement in TINY.statements
    ]
    assert record["statements"][0]["shares"] == evaluation.verdicts[0].shares._asdict()
    page = (tmp_path / "tiny" / "table.md").read_text("utf-8")
    assert effect_text(evaluation.verdicts[0].effect) in page
    assert (tmp_path / "tiny" / "verdict.png").stat().st_size > 10_000
    assert len(list((tmp_path / "work").iterdir())) == 1
    remove_sweeps(tmp_path / "work", "other")
    assert list((tmp_path / "work").iterdir())
    remove_sweeps(tmp_path / "work", "tiny")
    assert not list((tmp_path / "work").iterdir())
