"""`coxed run` and `coxed compare`."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter, Token
from cyclopts.validators import Number

from sim.cli.completing import Given, settings
from sim.cli.show import Misuse, Refused, print_json, progress_bar, suggest, table
from sim.cli.writing import writable

if TYPE_CHECKING:
    from sim.comparison import Comparison
    from sim.engine import Run
    from sim.scenario import Problem, Reading, Scenario


def whole(_: object, tokens: Sequence[Token]) -> int:
    """A whole number as written; cyclopts alone would round 1.5."""
    return int(tokens[0].value)


type Replicates = Annotated[
    int, Parameter(name=["--replicates", "-r"], converter=whole, validator=Number(gte=1, lte=10_000_000))
]
type Seed = Annotated[int, Parameter(converter=whole, validator=Number(gte=0, lt=2**63))]
type First = Annotated[int, Parameter(converter=whole, validator=Number(gte=0, lt=2**62))]
type Threads = Annotated[int | None, Parameter(converter=whole, validator=Number(gte=1, lte=4096))]
type Sets = Annotated[
    list[str] | None,
    Parameter(name=["--set", "-s"], negative="", metavar="GROUP.NAME=VALUE", completer=settings),
]


def run(
    scenario: Given,
    /,
    *,
    replicates: Replicates = 100,
    seed: Seed = 1,
    first: First = 0,
    threads: Threads = None,
    sets: Sets = None,
    out: Path | None = None,
    hash: Annotated[bool, Parameter(negative="")] = False,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Run a scenario and print what it comes to.

    Example: `coxed run led --set environment.strategic_turbulence=0.05`
    Example: `coxed run led --replicates 20 --out results/led`
    Example: `coxed run us_gdp --replicates 20 --hash --json`

    Parameters
    ----------
    scenario
        A scenario file, or the name of a built-in one: led, managed_only, no_paddles, neither, over_managed, ...
    replicates
        How many organizations to simulate.
    seed
        The same seed gives the same numbers.
    first
        Number of the first replicate: a row of a sweep is repeated by its number and one replicate.
    threads
        Processors to use; all of them if not given. The numbers do not depend on it.
    sets
        Change a parameter, as often as you like: `--set leadership.communication=0.5`.
    out
        Folder for tables (Parquet), a figure and a manifest.
    hash
        Print one hash over all numbers of the run, which the page's Verify shows too.
    json
        Print means and intervals of all outcomes as JSON.
    """
    (loaded,) = load_all([scenario], sets)
    folder = writable(out)
    from sim.engine import run as simulate

    with _progress(json, replicates, loaded.name) as advance:
        keep = folder is not None or hash
        result = simulate(loaded, replicates, seed, threads, first=first, series=keep, progress=advance)
    if folder is not None:
        from sim.cli.writing import write_run

        write_run(result, folder)
    hashed = _hashed(result) if hash else {}
    if json:
        print_json(_run_as_dict(result) | hashed)
        return
    _print_run(result)
    for name, text in hashed.items():
        print(f"{name}: {text}")
    if folder is not None:
        print(f"\nwritten: {folder}")
    suggest(["coxed", "compare", scenario, "over_managed" if scenario == "led" else "led", *_options(seed, sets)])


def compare(
    *scenarios: Given,
    replicates: Replicates = 100,
    seed: Seed = 1,
    threads: Threads = None,
    sets: Sets = None,
    out: Path | None = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Run scenarios with the same luck and print how they differ.

    Example: `coxed compare led over_managed --set environment.strategic_turbulence=0`
    Example: `coxed compare led managed_only no_paddles neither --replicates 40`

    Parameters
    ----------
    scenarios
        Two or more scenario files or names of built-in ones.
    replicates
        How many organizations to simulate of each scenario.
    seed
        The same seed gives the same numbers.
    threads
        Processors to use; all of them if not given. The numbers do not depend on it.
    sets
        Change a parameter of all scenarios: `--set environment.strategic_turbulence=0.05`.
    out
        Folder for tables (Parquet), a figure and a manifest.
    json
        Print means, paired differences and intervals of all outcomes as JSON.
    """
    if len(scenarios) < 2:
        raise Misuse("compare needs two or more scenarios", "coxed compare led over_managed")
    loaded = load_all(scenarios, sets)
    folder = writable(out)
    from sim.comparison import compare as simulate

    with _progress(json, replicates * len(loaded), "comparing") as advance:
        result = simulate(loaded, replicates, seed, threads, progress=advance)
    if folder is not None:
        from sim.cli.writing import write_comparison

        write_comparison(result, folder)
    if json:
        print_json(_comparison_as_dict(result))
        return
    _print_comparison(result)
    if folder is not None:
        print(f"\nwritten: {folder}")
    more = ["--replicates", str(replicates * 4)]
    suggest(["coxed", "compare", *scenarios, *more, *_options(seed, sets)], "intervals half as wide")


def load_all(names: Sequence[str], sets: Sequence[str] | None) -> "list[Scenario]":
    """Load every scenario; report the problems of all of them together, and on stderr what has no effect."""
    from sim.cli.checking import refuse_other_kind
    from sim.scenario import ScenarioError, read_scenario, render

    readings = [read_scenario(name, sets or ()) for name in names]
    if problems := [*dict.fromkeys(problem for reading in readings for problem in reading.errors)]:
        for name in names if {problem.code for problem in problems} & {"S004", "S027"} else ():
            refuse_other_kind(name, "scenario")
        raise Refused(str(ScenarioError(problems)), [problem.as_dict for problem in problems])
    for problem in _to_tell(readings):
        print(render(problem), end="\n\n", file=sys.stderr)
    return [reading.scenario for reading in readings if reading.scenario is not None]


def _to_tell(readings: Sequence["Reading"]) -> Iterator["Problem"]:
    """Each warning once: of the user's own files, and of an argument that has no effect on any of the scenarios."""
    from sim.scenario.arguments import ARGUMENT
    from sim.scenario.shelf import builtin_folder

    times = Counter(problem for reading in readings for problem in reading.warnings)
    shipped = builtin_folder().resolve()
    loaded = [(reading.scenario, reading.warnings) for reading in readings if reading.scenario is not None]
    mine = [warnings for s, warnings in loaded if s.source and not s.source.resolve().is_relative_to(shipped)]
    own = {problem for warnings in mine for problem in warnings}
    for problem, count in times.items():
        if (problem.file == ARGUMENT and count == len(readings)) or (problem.file != ARGUMENT and problem in own):
            yield problem


def _options(seed: int, sets: Sequence[str] | None) -> list[str]:
    """The options that make another command speak of the same scenarios and luck."""
    return [*([] if seed == 1 else ["--seed", str(seed)]), *(word for text in sets or () for word in ("--set", text))]


def _progress(json: bool, total: int, label: str) -> AbstractContextManager[Callable[[int], None] | None]:
    return nullcontext() if json else progress_bar(total, label)


def _hashed(result: "Run") -> dict[str, str]:
    from sim.digest import digest

    return {"sha256": digest(result)}


def _print_run(result: "Run") -> None:
    from sim.measures import measures
    from sim.statistics import interval

    scenario, outcomes = result.scenario, result.outcomes
    print(
        f"{scenario.name}: {len(outcomes)} replicates of {scenario.parameters.run.periods} periods, seed {result.seed}"
    )
    rows = []
    for name, measure in measures().items():
        mean, last = (interval(outcomes[f"{name}_{kind}"].to_numpy()) for kind in ("mean", "final"))
        rows.append(
            [name, f"{mean.mean:.3f}", f"{mean.low:.3f} to {mean.high:.3f}", f"{last.mean:.3f}", measure.meaning]
        )
    table(["measure", "mean over time", "95 % interval", "at the end", "meaning"], rows)


def _print_comparison(result: "Comparison") -> None:
    from sim.report import DIFFERENCE_HEADER, MEAN_HEADER, difference_rows, mean_rows, verdict

    table(MEAN_HEADER, mean_rows(result))
    table(DIFFERENCE_HEADER, difference_rows(result))
    print(verdict(result))


def _run_as_dict(result: "Run") -> dict[str, object]:
    from sim.statistics import interval

    return {
        "scenario": result.scenario.name,
        "fingerprint": result.scenario.fingerprint(),
        "seed": result.seed,
        "replicates": len(result.outcomes),
        "outcomes": {name: interval(column.to_numpy())._asdict() for name, column in result.outcomes.items()},
    }


def _comparison_as_dict(result: "Comparison") -> dict[str, object]:
    return {
        "runs": [{**_run_as_dict(run), "scenario": name} for name, run in result.runs.items()],
        "differences": [
            {"scenario": one, "other": other, "outcome": outcome, **result.difference(one, other, outcome)._asdict()}
            for one, other in combinations(result.runs, 2)
            for outcome in result.runs[one].outcomes
        ],
        "winners": result.winners(),
    }
