"""`coxed surrogate`."""

from itertools import product
from typing import Annotated, Any

from cyclopts import Parameter

from sim.cli.match import needs_scikit_learn
from sim.cli.options import Flag, Folder
from sim.cli.sweep_text import folder_errors, known_outcome
from sim.cli.terminal import Misuse, print_json, table

MOST = 10_000  # predictions that are printed; more are a matter for Python
type At = Annotated[list[str] | None, Parameter(name="--at", negative="", metavar="FACTOR=VALUES")]


def surrogate(
    folder: Folder, /, *, at: At = None, outcome: str | None = None, scenario: str | None = None, json: Flag = False
) -> None:
    """Learn an outcome as a function of the factors of a sweep, and predict it at points that were not run.

    Example: `coxed sweep policies --out policies`, then `coxed surrogate policies`

    First it says how far it is off at points that it has not seen (cross-validation).
    Needs scikit-learn; in a checkout: `pip install -c constraints.txt -e ".[match]"`.

    Parameters
    ----------
    folder
        The folder of a finished sweep with at least 20 points, best of the design sobol or lhs.
    at
        Where to predict: values of a factor, with commas. Name every factor once; all combinations are predicted.
    outcome
        The outcome to learn. If not given, the one that decided when points were precise enough, or made_good_mean.
    scenario
        A scenario, or a difference such as `led - neither`. If not given, the one that reports show.
    json
        Print the errors and the predictions as JSON.
    """
    with folder_errors():
        from sim.study.sweep.results import open_results

        results = open_results(folder)
        outcome = known_outcome(results, outcome)
    from sim.study.outcomes import unknown_scenario

    scenario = scenario or results.shown
    if scenario not in results.sides:
        raise Misuse(*unknown_scenario(scenario, results.sides))
    points = _points(at or [], [factor.path for factor in results.study.factors])
    needs_scikit_learn()
    import pandas as pd

    from sim.study.analysis.surrogate import surrogate as learned_from

    try:
        learned = learned_from(results, outcome, scenario)
    except ValueError as error:
        raise Misuse(str(error)) from None
    places = pd.DataFrame(points)
    try:
        predicted = pd.concat([places, learned.predict(places)], axis=1) if points else places
    except ValueError as error:
        raise Misuse(f"--at: {error}", f"coxed describe {folder} says over what each factor was swept") from None
    if json:
        errors = {name: getattr(learned, name) for name in ("points", "error", "explained", "covered")}
        print_json({"outcome": outcome, "scenario": scenario, **errors, "predictions": predicted.to_dict("records")})
        return
    print(f"{scenario}: {outcome}, learned from {learned.points:,} points")
    unseen = "of the variance between points that it has not seen"
    print(f"explains {learned.explained:.0%} {unseen}, off by {learned.error:.2g}")
    print(f"its 95 % intervals contain {learned.covered:.0%} of these points")
    if points:
        rows = [[_written(value) for value in row] for row in predicted.to_numpy(dtype=object)]
        table([*predicted.columns[:-2], "95 % from", "to"], rows)


def _points(at: list[str], factors: list[str]) -> list[dict[str, Any]]:
    """All combinations of the values that are named. Raises Misuse with everything that is wrong with them."""
    from sim.scenario.suggestions import nearest

    named: dict[str, list[Any]] = {}
    problems = []
    for text in at:
        path, equals, values = text.partition("=")
        if not equals or not all(values.split(",")):
            problems.append(f"expected FACTOR=VALUE,VALUE, not '{text}'")
        elif path not in factors:
            near = nearest(path, factors)
            problems.append(f"'{path}' is no factor of this sweep" + (f"; did you mean '{near}'?" if near else ""))
        elif path in named:
            problems.append(f"{path} is there twice")
        else:
            named[path] = [_number(value) for value in values.split(",")]
    if problems:
        raise Misuse(f"--at: {'; '.join(problems)}", f"the factors are: {', '.join(factors)}")
    points = [dict(zip(named, values, strict=True)) for values in product(*named.values())] if named else []
    if len(points) > MOST:
        raise Misuse(f"--at: {len(points):,} combinations; at most {MOST:,} are printed", "in Python: sim.surrogate")
    return points


def _written(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _number(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text
