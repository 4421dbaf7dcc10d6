"""How claims are judged: effects with errors, the distribution of true effects, words and conditions."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import stdtrit

from sim.claims.claim import Statement, Term, difference
from sim.claims.conditions import curve, matter_most, region
from sim.claims.deconvolution import Estimates, Truth, deconvolved, grid, resampled
from sim.claims.effects import measured
from sim.claims.verdict import WORDS, StatementVerdict, fitting, judge, level, weakest
from sim.model.state import Floats

S = 0.05  # the smallest effect that matters in these tests
HALF_OF_IT = Statement("", S, difference("one", "other"))


def runs(one: Floats, other: Floats) -> dict[str, Floats]:
    return {"one": np.asarray(one, dtype=float), "other": np.asarray(other, dtype=float)}


def test_an_effect_is_a_share_of_what_the_crew_reaches_in_its_world() -> None:
    there = measured(HALF_OF_IT, runs([[0.2, 0.4], [1.0, 1.2]], [[0.1, 0.2], [1.0, 1.2]]))
    np.testing.assert_allclose(there.effects, [0.5, 0.0])
    # In the first world both replicates say one half, whatever their distance: there is no error.
    np.testing.assert_allclose(there.errors, [0.0, 0.0], atol=1e-12)
    assert there.freedom == 1


def test_the_error_of_a_share_is_that_of_many_worlds_alike() -> None:
    rng = np.random.default_rng(1)
    one = rng.normal(0.2, 0.05, (4000, 16))
    other = 0.5 * one + rng.normal(0.05, 0.04, (4000, 16))
    there = measured(HALF_OF_IT, runs(one, other))
    # The standard error of a standard deviation of 4,000 numbers is 1.1 %; four of them, and some bias of the ratio.
    assert there.errors.mean() == pytest.approx(there.effects.std(), rel=0.06)
    assert (one - other).std(axis=1).mean() / 4 != pytest.approx(there.effects.std(), rel=0.06)  # not divided


def test_worlds_in_which_a_crew_gets_nowhere_are_adrift() -> None:
    rng = np.random.default_rng(2)
    one = np.vstack([rng.normal(0.2, 0.01, 16), rng.normal(0.01, 0.001, 16), rng.normal(0.1, 0.5, 16)])
    assert measured(HALF_OF_IT, runs(one, one / 2)).usable.tolist() == [True, False, False]
    absolute = HALF_OF_IT._replace(terms=difference("one", "other", "-"))
    assert measured(absolute, runs(one, one / 2)).usable.all()


def test_the_best_of_equal_crews_is_not_ahead() -> None:
    names = ("a", "b", "c", "x", "y")
    rng = np.random.default_rng(3)
    outcomes = {name: rng.normal(1, 0.3, (3000, 16)) for name in names}
    best = Statement("", S, (Term({}, "x"),), best=names[:3], against=names[3:])
    ahead = measured(best, outcomes)
    assert abs(ahead.effects.mean()) < 4 * ahead.effects.std() / np.sqrt(3000)
    naive = np.max([outcomes[n].mean(axis=1) for n in names[:3]], axis=0) - np.max(
        [outcomes[n].mean(axis=1) for n in names[3:]], axis=0
    )
    assert naive.mean() > 10 * naive.std() / np.sqrt(3000)  # the control: chosen and measured by the same replicates


def test_the_best_of_unequal_crews_is_ahead() -> None:
    rng = np.random.default_rng(4)
    outcomes = {name: rng.normal(mean, 0.1, (500, 16)) for name, mean in {"a": 1.0, "b": 1.2, "x": 1.0}.items()}
    best = Statement("", S, (Term({}, "x"),), best=("a", "b"), against=("x",))
    assert measured(best, outcomes).effects.mean() == pytest.approx(0.2, abs=0.01)


def worlds(kind: str, count: int, rng: np.random.Generator) -> Floats:
    """True effects."""
    return {
        "spread": lambda: rng.normal(1.5 * S, 3 * S, count),
        "two groups": lambda: np.where(rng.random(count) < 0.5, 4 * S, -3 * S) + rng.normal(0, S, count),
        "mostly none": lambda: np.where(rng.random(count) < 0.6, 0, rng.normal(2 * S, 2 * S, count)),
    }[kind]()


def estimated(true: Floats, replicates: int, rng: np.random.Generator) -> Estimates:
    """What is measured of true effects; the noise of one replicate differs from world to world."""
    noise = np.exp(rng.normal(np.log(4 * S), 0.5, len(true)))
    values = true[:, None] + rng.normal(size=(len(true), replicates)) * noise[:, None]
    return Estimates(values.mean(axis=1), values.std(axis=1, ddof=1) / np.sqrt(replicates), replicates - 1)


def chances(true: Floats) -> tuple[float, float]:
    return float((true > S).mean()), float((true < -S).mean())


@pytest.mark.parametrize("kind", ["spread", "two groups", "mostly none"])
def test_intervals_of_chances_cover_the_truth(kind: str) -> None:
    rng = np.random.default_rng(11)
    truth = chances(worlds(kind, 400_000, rng))
    covered, errors = [], []
    for _ in range(30):
        numbers = deconvolved(estimated(worlds(kind, 128, rng), 16, rng), S, resampled(128, 40, 1))
        low, high = np.quantile(numbers[1:, 2:4], [0.025, 0.975], axis=0)
        covered += [low[k] - 0.005 <= truth[k] <= high[k] + 0.005 for k in (0, 1)]
        errors.append(numbers[0, 2:4] - truth)
    # Of 60 intervals at 88 % or more, fewer than 44 cover once in 1,000 tries; at 60 %, 44 or more once in 20.
    assert sum(covered) >= 44
    # The chances are right on average: within .03.
    assert np.abs(np.mean(errors, axis=0)).max() < 0.04


def marked(estimates: Estimates) -> float:
    """The negative control, how worlds were counted before: the share whose own 95 % interval lies above 0."""
    half = stdtrit(estimates.freedom, 0.975) * estimates.errors
    return float((estimates.effects > half).mean())


def test_more_replicates_do_not_move_the_chances() -> None:
    rng = np.random.default_rng(12)
    moved, control, once = [], [], resampled(1500, 0, 1)
    for _ in range(6):
        true = worlds("spread", 1500, rng)
        few, many = estimated(true, 16, rng), estimated(true, 64, rng)
        moved.append((deconvolved(many, S, once) - deconvolved(few, S, once))[0, 2:4])
        control.append(marked(many) - marked(few))
    # One difference has a standard deviation of about .025, their mean .01: it exceeds .035 once in 1,000 tries.
    assert np.abs(np.mean(moved, axis=0)).max() < 0.035
    assert np.mean(control) > 0.1


def test_the_limits_lie_between_two_points_of_the_grid() -> None:
    points = grid(S, 3.0)
    assert 0 in points
    assert points.min() <= -3 < 3 <= points.max()
    assert np.abs(np.abs(points) - S).min() > 0.06 * S
    np.testing.assert_allclose(points, -points[::-1])


def truth(above: float, below: float, positive: float | None = None) -> Truth:
    return Truth(0, 0, above, below, 1 - above - below, above if positive is None else positive)


@pytest.mark.parametrize(
    ("chance", "word"),
    [
        (truth(0.70, 0.05), "holds"),
        (truth(0.70, 0.15), "depends"),
        (truth(0.40, 0.05, 0.8), "holds, small"),
        (truth(0.40, 0.05, 0.6), "open"),
        (truth(0.60, 0.05, 0.9), "open"),
        (truth(0.30, 0.30), "depends"),
        (truth(0.15, 0.05, 0.5), "no effect that matters"),
        (truth(0.05, 0.70), "reversed"),
        (truth(0.12, 0.70), "open"),
        (truth(0.05, 0.50), "open"),
    ],
)
def test_words_follow_their_rules(chance: Truth, word: str) -> None:
    assert fitting(chance) == word


def sure(true: Floats, seed: int = 5, family: int = 14) -> StatementVerdict:
    rng = np.random.default_rng(seed)
    return judge(estimated(true, 64, rng), S, family, times=300)


def test_words_of_constructed_worlds() -> None:
    rng = np.random.default_rng(6)
    assert sure(rng.normal(6 * S, S, 200)).word == "holds"
    assert sure(rng.normal(-6 * S, S, 200)).word == "reversed"
    # Errors of half the smallest effect do not tell whether small effects are above 0.
    assert set(sure(rng.normal(0, 0.1 * S, 200)).support) <= {"no effect that matters", "holds, small"}
    assert judge(_precise(np.zeros(200), rng), S, 14, 300).word == "no effect that matters"
    assert judge(_precise(np.full(200, 0.2 * S), rng), S, 14, 300).word == "holds, small"
    assert sure(np.where(rng.random(200) < 0.5, 6 * S, -6 * S)).word == "depends"
    assert sure(rng.normal(0.45 * S, 0.05 * S, 400)).word == "holds, small"


@pytest.mark.parametrize("share", [0.2, 0.3])
def test_small_effects_above_0_are_seen_as_such(share: float) -> None:
    """No point of the grid lies at the true effect, and the point 0, which is not above 0, takes hardly any of it."""
    rng = np.random.default_rng(12)
    assert np.abs(grid(S, S) - share * S).min() > 0.02 * S
    found = [deconvolved(_precise(np.full(128, share * S), rng), S, np.ones((1, 128)))[0, 5] for _ in range(10)]
    # The means of 10 tries were .99 and more; with points .4 smallest effects apart they were .5 and .87.
    assert np.mean(found) > 0.95


def test_effects_of_0_are_not_seen_as_above_0() -> None:
    """The negative control of the test above."""
    rng = np.random.default_rng(13)
    found = [deconvolved(_precise(np.zeros(128), rng), S, np.ones((1, 128)))[0, 5] for _ in range(10)]
    assert np.mean(found) < 0.2


def _precise(true: Floats, rng: np.random.Generator) -> Estimates:
    """What is measured of true effects with errors of about a fifth of the smallest that matters."""
    noise = np.exp(rng.normal(np.log(0.7 * S), 0.5, len(true)))
    values = true[:, None] + rng.normal(size=(len(true), 12)) * noise[:, None]
    return Estimates(values.mean(axis=1), values.std(axis=1, ddof=1) / np.sqrt(12), 11)


def test_a_word_at_its_limit_is_open() -> None:
    rng = np.random.default_rng(7)
    verdict = sure(np.where(rng.random(200) < 2 / 3, 6 * S, 0.0))
    assert verdict.word == "open"
    assert len(verdict.support) > 1
    assert verdict.low.above < 2 / 3 < verdict.high.above


def test_few_worlds_leave_it_open() -> None:
    verdict = judge(Estimates(np.array([1.0]), np.array([0.1]), 15), S)
    assert (verdict.word, verdict.worlds) == ("open", 1)


def test_a_family_of_intervals_is_wider() -> None:
    rng = np.random.default_rng(8)
    true = rng.normal(2 * S, 3 * S, 150)
    one, many = sure(true, 9, 1), sure(true, 9, 14)
    assert many.low.above < one.low.above <= one.high.above < many.high.above
    assert level(14) == pytest.approx(1 - 0.05 / 14)


def test_a_claim_gets_the_weaker_word() -> None:
    assert weakest(["holds", "holds, small"]) == "holds, small"
    assert weakest(["holds", "reversed", "open"]) == "reversed"
    assert len(set(WORDS)) == 6


def settings(count: int, seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(rng.random((count, 6)), columns=[f"made.up{k}" for k in range(6)])
    table["organization.promotion"] = rng.choice(["skill", "record", "seniority", "outside"], count)
    return table


def test_the_condition_that_decides_is_found_and_held_out_worlds_agree() -> None:
    table = settings(300, 1)
    there = (table["made.up1"] > 0.5) & (table["organization.promotion"] != "record")
    estimates = estimated(np.where(there, 4 * S, -2 * S), 16, np.random.default_rng(2))
    found = region(table, estimates, S)
    assert {condition.path for condition in found.conditions} == {"made.up1", "organization.promotion"}
    assert found.reached
    assert found.below < 0.1
    assert "organization.promotion is not record" in str(found)
    assert matter_most(table, estimates, S)[0] == "made.up1"
    along = curve(table, "made.up1", estimates, S)
    assert along.above[0][0] < 0.2 < 0.5 < along.above[-1][0]
    assert all(low <= high for _, low, high in along.above)


def test_held_out_worlds_refuse_conditions_found_in_noise() -> None:
    reached = 0
    for seed in range(5):
        estimates = estimated(np.random.default_rng(seed).normal(0, 3 * S, 200), 16, np.random.default_rng(seed))
        reached += region(settings(200, seed + 50), estimates, S).reached
    # Without any condition an effect that matters has a chance of .37: two thirds as a lower limit are out of reach.
    assert reached == 0


def test_a_far_world_that_is_not_drawn_again_leaves_numbers() -> None:
    near = np.random.default_rng(4).normal(0.05, 0.01, 60)
    found = judge(Estimates(np.append(near, 3.0), np.full(61, 0.001), 999), 0.02)
    assert found.word == "holds"
    assert all(np.isfinite(found.low))
    assert all(np.isfinite(found.high))
