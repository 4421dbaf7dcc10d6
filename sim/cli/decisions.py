"""`coxed robustness`."""

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

    try:
        measures = results.robustness(outcome, threshold, less_is_better)
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
