"""`coxed robustness`, `coxed discover` and `coxed search`."""

from math import inf, isnan
from typing import Annotated, Literal

from cyclopts import Parameter

from sim.cli.options import Flag, Folder, Seed, finite, number, share
from sim.cli.rules import RuleFiles, ready_model, use
from sim.cli.sweep_text import check_outcome, folder_errors, known_outcome, lacking
from sim.cli.terminal import Misuse, print_json, progress_bar, table

_SHOWN = ("worst", "mean", "regret_90", "regret")


def robustness(
    folder: Folder,
    /,
    *,
    outcome: str | None = None,
    threshold: Annotated[float | None, Parameter(validator=finite)] = None,
    less_is_better: Flag = False,
    json: Flag = False,
) -> None:
    """Compare scenarios or policies over all points of a sweep by regret and other measures of robustness.

    Example: `coxed sweep policies --out policies`, then `coxed robustness policies --threshold 0.2`

    The regret at a point is how much the best scenario there is ahead. The
    definitions are those of McPhail et al. (2018).

    Parameters
    ----------
    folder
        The folder of a finished sweep of several scenarios or policies.
    outcome
        The outcome to look at. If not given, the one that decided when points were precise enough, or made_good_mean.
    threshold
        What the outcome should reach. Then the share of points is shown where it does.
    less_is_better
        The outcome should be small.
    json
        Print all measures as JSON.
    """
    with folder_errors():
        from sim.study.sweep.results import open_results

        results = open_results(folder)
        outcome = known_outcome(results, outcome)
    from sim.study.inference.robustness import MEASURES, SATISFIED
    from sim.study.inference.robustness import robustness as measured
    from sim.study.report.report_scenarios import half_known, known_differences

    answers = results.by_scenario(outcome)
    try:
        measures = measured(answers, threshold, less_is_better)
    except ValueError as error:
        help = "list several scenarios after 'compare', or write 'policies', in the study"
        if answers.shape[1] > 1:
            help = f"choose an outcome that two points have at least; {outcome} is missing where a scenario has none"
        raise Misuse(str(error), help) from None
    worlds = len(answers.dropna())
    if json:
        print_json(
            {"outcome": outcome, "half_width": half_known(results, outcome), "scenarios": measures.to_dict("index")}
        )
        return
    shown = [*_SHOWN, *([SATISFIED] if threshold is not None else [])]
    ranked = measures.sort_values("regret")
    rows = [[str(name), *(f"{row[column]:.3f}" for column in shown)] for name, row in ranked.iterrows()]
    table([f"{outcome}, {worlds:,} points", *shown], rows)
    if worlds < len(answers):
        print(f"{len(answers) - worlds:,} of {len(answers):,} points are left out: there a scenario has no {outcome}")
    sign = "minus the outcome" if less_is_better else "the outcome"
    print(f"worst, mean: of {sign}; regret: {MEASURES['regret']};")
    print("regret_90: the regret that is exceeded at a tenth of the points")
    print(known_differences(results.study.names[0], results, outcome))


def discover(
    folder: Folder,
    /,
    *,
    threshold: Annotated[float, Parameter(validator=finite)],
    outcome: str | None = None,
    less: Flag = False,
    scenario: str | None = None,
    density: Annotated[float, Parameter(validator=share)] = 0.8,
    json: Flag = False,
) -> None:
    """Find the part of the factors' ranges in which an outcome reaches a threshold (scenario discovery by PRIM).

    Example: `coxed sweep policies --out policies`, then `coxed discover policies --threshold 0`

    Needs the EMA workbench; in a checkout: `pip install -c constraints.txt -e ".[ema]"`.

    Parameters
    ----------
    folder
        The folder of a finished sweep with many points, best of the design sobol or lhs.
    threshold
        Points are of interest if their mean outcome is at least this.
    outcome
        The outcome to look at. If not given, the one that decided when points were precise enough, or made_good_mean.
    less
        Points are of interest if their mean outcome is at most the threshold.
    scenario
        A scenario, or a difference such as `led - neither`. If not given, the one that reports show.
    density
        Which share of the points in the box should be of interest.
    json
        Print the box and the trade-off between coverage and density as JSON.
    """
    with folder_errors():
        from sim.study.sweep.results import open_results

        results = open_results(folder)
        outcome = known_outcome(results, outcome)
    from sim.study.outcomes import unknown_scenario

    if scenario is not None and scenario not in results.sides:
        raise Misuse(*unknown_scenario(scenario, results.sides))
    from sim.study.analysis.discovery import UNLIKELY, DiscoveryError
    from sim.study.analysis.discovery import discover as find

    try:
        box = find(results, threshold, outcome, less=less, scenario=scenario, density=density)
    except DiscoveryError as error:
        raise Misuse(error.message, error.help) from None
    except ModuleNotFoundError as error:
        raise lacking(f"the EMA workbench is needed ({error})", "ema") from None
    if json:
        limits = {
            str(name): {key: None if value in (inf, -inf) else value for key, value in row.items()}
            for name, row in box.limits.iterrows()
        }
        steps = box.trade_off.to_dict("records")
        print_json({**box._asdict(), "outcome": outcome, "limits": limits, "trade_off": steps})
        return
    sign = "at most" if less else "at least"
    print(f"{scenario or results.shown}: {outcome} is {sign} {threshold:g} at {box.interesting:.0%} of the points")
    rows = []
    for name, row in box.limits.iterrows():
        chance = "not known" if isnan(row["quasi_p"]) else f"{row['quasi_p']:.2g}"
        rows.append([str(name), ", ".join(row["values"]) or _span(row["low"], row["high"]), chance])
    table(["in the box", "is", "quasi-p"], rows)
    print(f"coverage: {box.coverage:.0%} of the points of interest are in the box; density: {box.density:.0%} of it")
    if isnan(box.tested_coverage) or isnan(box.tested_density):
        print("not tested: with half of the points no box is found, or the other half has no point to test it with")
    else:
        print(f"tested on points that were not used to find it: {box.tested_coverage:.0%} and {box.tested_density:.0%}")
    print(f"A factor with a quasi-p above {UNLIKELY:g} may be there by chance.")


def search(
    study: str,
    /,
    *,
    outcome: str = "made_good_mean",
    goal: Literal["mean", "worst", "tenth"] = "mean",
    trials: Annotated[int, number(1, 100_000)] = 50,
    less_is_better: Flag = False,
    seed: Seed = 1,
    rules: RuleFiles = None,
    json: Flag = False,
) -> None:
    """Look for a policy that does well in all worlds of a study, between the policies that it lists.

    Example: `coxed search policies --trials 10`

    An optimizer tries policies under common luck. The best one is run again
    under other luck, beside the best of the listed policies.
    Needs Optuna; in a checkout: `pip install -c constraints.txt -e ".[search]"`.

    Parameters
    ----------
    study
        A study file with `policies`, or the built-in study policies. Its points are the worlds.
    outcome
        The outcome that should be high.
    goal
        What is to be high over the worlds: the mean, the worst one, or the tenth percentile.
    trials
        How many policies are tried; at least the listed ones.
    less_is_better
        The outcome should be low.
    seed
        The seed of the optimizer.
    rules
        A Python file with rules and measures of your own. The policies may set their parameters.
    json
        Print what was found, and every policy that was tried, as JSON.
    """
    from sim.cli.study import load_named

    own = use(rules)
    loaded = load_named(study)
    from sim.study.analysis.search import SearchError, search_with_model

    model = ready_model(own, *loaded.sides.values())
    check_outcome(outcome, model.outcomes)
    try:
        with progress_bar(trials, "searching") as advance:
            result = search_with_model(
                model, loaded, outcome, goal, trials, less_is_better, seed, None if json else advance
            )
    except SearchError as error:
        raise Misuse(error.message, error.help) from None
    except ModuleNotFoundError as error:
        raise lacking(f"Optuna is needed ({error})", "search") from None
    if json:
        print_json({**result._asdict(), "gain": result.gain._asdict(), "trials": result.trials.to_dict("records")})
        return
    lines = [("best of all", result.policy, result.tested), ("best of the listed", result.listed, result.listed_tested)]
    rows = [
        [name, ", ".join(f"{k} {_short(v)}" for k, v in policy.items()), f"{value:.4f}"]
        for name, policy, value in lines
    ]
    table([f"{len(result.trials)} policies", "levers", f"{goal} of {outcome}, other luck"], rows)
    if result.policy == result.listed:
        print("The search found no policy that is better than the best of the listed.")
        return
    from sim.output.tables import ends, signed

    gain = result.gain
    print(f"Under luck not searched, the mean of the best is ahead by {signed(gain.mean)}")
    print(f"(95 % interval: {ends(gain.low, gain.high)}).")


def _short(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _span(low: float, high: float) -> str:
    if low == -inf:
        return f"at most {high:.3g}"
    return f"at least {low:.3g}" if high == inf else f"{low:.3g} to {high:.3g}"
