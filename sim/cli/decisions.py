"""`coxed robustness` and `coxed discover`."""

from math import inf

from sim.cli.options import Flag, Folder
from sim.cli.sweep_text import folder_errors, known_outcome
from sim.cli.terminal import Misuse, print_json, table

_SHOWN = ("worst", "mean", "regret_90", "regret")


def robustness(
    folder: Folder,
    /,
    *,
    outcome: str | None = None,
    threshold: float | None = None,
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
        from sim.study.results import open_results

        results = open_results(folder)
        outcome = known_outcome(results, outcome)
    from sim.study.robustness import MEASURES, SATISFIED
    from sim.study.robustness import robustness as measured

    try:
        measures = measured(results.by_scenario(outcome), threshold, less_is_better)
    except ValueError as error:
        raise Misuse(str(error), "list several scenarios after 'compare', or write 'policies', in the study") from None
    half = results.points[results.points["scenario"].isin(results.study.differences)][f"{outcome}_half_width"].median()
    if json:
        print_json({"outcome": outcome, "half_width": half, "scenarios": measures.to_dict("index")})
        return
    shown = [*_SHOWN, *([SATISFIED] if threshold is not None else [])]
    ranked = measures.sort_values("regret")
    rows = [[str(name), *(f"{row[column]:.3f}" for column in shown)] for name, row in ranked.iterrows()]
    table([f"{outcome}, {len(results.study.points):,} points", *shown], rows)
    sign = "minus the outcome" if less_is_better else "the outcome"
    print(f"worst, mean: of {sign}; regret: {MEASURES['regret']};")
    print("regret_90: the regret that is exceeded at a tenth of the points")
    print(f"Half of the differences at single points are known to ±{half:.2g}; smaller regrets may be chance.")


def discover(
    folder: Folder,
    /,
    *,
    threshold: float,
    outcome: str | None = None,
    less: Flag = False,
    scenario: str | None = None,
    density: float = 0.8,
    json: Flag = False,
) -> None:
    """Find the part of the factors' ranges in which an outcome reaches a threshold (scenario discovery by PRIM).

    Example: `coxed sweep network --out network`, then `coxed discover network --threshold 0.2`

    Needs the EMA workbench: `pip install "coxed[ema]"`.

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
        from sim.study.results import open_results

        results = open_results(folder)
        outcome = known_outcome(results, outcome)
    names = [*results.study.names, *results.study.differences]
    if scenario is not None and scenario not in names:
        raise Misuse(f"there is no scenario '{scenario}' in this sweep", f"name one of: {'; '.join(names)}")
    from sim.study.discovery import UNLIKELY, DiscoveryError
    from sim.study.discovery import discover as find

    try:
        box = find(results, threshold, outcome, less=less, scenario=scenario, density=density)
    except DiscoveryError as error:
        raise Misuse(error.message, error.help) from None
    except ModuleNotFoundError as error:
        raise Misuse(f"the EMA workbench is needed ({error})", 'pip install "coxed[ema]"') from None
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
    rows = [
        [str(name), ", ".join(row["values"]) or _span(row["low"], row["high"]), f"{row['quasi_p']:.2g}"]
        for name, row in box.limits.iterrows()
    ]
    table(["in the box", "is", "quasi-p"], rows)
    print(f"coverage: {box.coverage:.0%} of the points of interest are in the box; density: {box.density:.0%} of it")
    print(f"tested on points that were not used to find it: {box.tested_coverage:.0%} and {box.tested_density:.0%}")
    print(f"A factor with a quasi-p above {UNLIKELY:g} may be there by chance.")


def _span(low: float, high: float) -> str:
    if low == -inf:
        return f"at most {high:.3g}"
    return f"at least {low:.3g}" if high == inf else f"{low:.3g} to {high:.3g}"
