"""`coxed run` and `coxed compare`."""

import sys
import time
from itertools import combinations
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.options import (
    First,
    Flag,
    OutFolder,
    Replicates,
    ScenarioName,
    Seed,
    Sets,
    Threads,
    load_all,
    same_options,
    writable,
)
from sim.cli.rules import RuleFiles, ready_model, use
from sim.cli.terminal import Misuse, duration, print_json, progress_bar, size, suggest, table

if TYPE_CHECKING:
    from sim.engine.compare import Comparison
    from sim.engine.run import Run
    from sim.model.assemble import Model
    from sim.scenario import Scenario

TIMED_REPLICATES = 4  # runs that are timed before a long command
MANY_REPLICATES = 1000  # fewer replicates are not timed: they are over soon
LONG_SECONDS, MUCH_MEMORY = 60.0, 1e9
RUN_FILES = ("outcomes.parquet", "series.parquet", "made_good.png")
COMPARISON_FILES = ("outcomes.parquet", "differences.parquet", "lanes.png")


def run(
    scenario: ScenarioName,
    /,
    *,
    replicates: Replicates = 100,
    seed: Seed = 1,
    first: First = 0,
    threads: Threads = None,
    sets: Sets = None,
    rules: RuleFiles = None,
    out: OutFolder = None,
    hash: Flag = False,
    json: Flag = False,
) -> None:
    """Run a scenario many times and print the mean of every measure.

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
        The seed of the random numbers. The same seed gives the same results.
    first
        The number of the first replicate. To repeat one row of a sweep, give its number and `--replicates 1`.
    threads
        How many processors to use; all of them if not given. The results do not depend on it.
    sets
        Change a parameter: `--set leadership.communication=0.5`. Can be given several times.
    rules
        A Python file with rules and measures of your own. Their parameters can be set too: `--set mine.rate=0.1`.
    out
        A folder for tables (Parquet), a figure and a manifest.
    hash
        Print one hash of all numbers of the run. The page shows the same hash under Verify.
    json
        Print the means and intervals of all outcomes as JSON.
    """
    own = use(rules)
    (loaded,) = load_all([scenario], sets)
    folder = writable(out, RUN_FILES)
    from sim.engine.run import digest, simulated

    model, keep = ready_model(own, loaded), folder is not None or hash
    _announce(model, [loaded], replicates, threads, keep)
    with progress_bar(replicates, loaded.name, not json) as advance:
        result = simulated(model, loaded, replicates, seed, threads, first=first, series=keep, progress=advance)
    if folder is not None:
        _write_run(result, folder)
    hashes = {"sha256": digest(result)} if hash else {}
    if json:
        print_json(_run_as_dict(result) | hashes)
        return
    _print_run(result, model)
    for name, text in hashes.items():
        print(f"{name}: {text}")
    if folder is not None:
        print(f"\nwritten: {folder}")
    other = "over_managed" if scenario == "led" else "led"
    suggest(["coxed", "compare", scenario, other, *same_options(seed, sets, rules)])


def compare(
    *scenarios: ScenarioName,
    replicates: Replicates = 100,
    seed: Seed = 1,
    threads: Threads = None,
    sets: Sets = None,
    rules: RuleFiles = None,
    out: OutFolder = None,
    json: Flag = False,
) -> None:
    """Run several scenarios with the same random numbers and print how they differ.

    Example: `coxed compare led over_managed --set environment.strategic_turbulence=0`
    Example: `coxed compare led managed_only no_paddles neither --replicates 40`

    Parameters
    ----------
    scenarios
        Two or more scenario files or names of built-in scenarios.
    replicates
        How many organizations to simulate per scenario.
    seed
        The seed of the random numbers. The same seed gives the same results.
    threads
        How many processors to use; all of them if not given. The results do not depend on it.
    sets
        Change a parameter of all scenarios: `--set environment.strategic_turbulence=0.05`.
    rules
        A Python file with rules and measures of your own.
    out
        A folder for tables (Parquet), a figure and a manifest.
    json
        Print the means, paired differences and intervals of all outcomes as JSON.
    """
    if len(scenarios) < 2:
        raise Misuse("compare needs two or more scenarios", "coxed compare led over_managed")
    own = use(rules)
    loaded = load_all(scenarios, sets)
    folder = writable(out, COMPARISON_FILES)
    from sim.engine.compare import compared

    model = ready_model(own, *loaded)
    _announce(model, loaded, replicates, threads, False)
    with progress_bar(replicates * len(loaded), "comparing", not json) as advance:
        result = compared(model, loaded, replicates, seed, threads, progress=advance)
    if folder is not None:
        _write_comparison(result, folder)
    if json:
        print_json(_comparison_as_dict(result))
        return
    _print_comparison(result)
    if folder is not None:
        print(f"\nwritten: {folder}")
    widths = result.differences["high"] - result.differences["low"]
    if replicates == 1 or widths.lt(inf).any():
        more = ["--replicates", str(replicates * 4)]
        gain = "for intervals" if replicates == 1 else "intervals half as wide"
        suggest(["coxed", "compare", *scenarios, *more, *same_options(seed, sets, rules)], gain)


def _announce(model: "Model", scenarios: "list[Scenario]", replicates: int, threads: int | None, series: bool) -> None:
    """Print on stderr about how long the runs take and how much memory they need, if it is much.

    A few runs are timed for it.
    """
    if replicates < MANY_REPLICATES:
        return
    from sim.engine.run import available_threads, simulated

    start = time.monotonic()
    for scenario in scenarios:
        simulated(model, scenario, TIMED_REPLICATES, 1, 1, series=False)
    workers = 1 if model.is_plain else threads or available_threads()
    seconds = (time.monotonic() - start) / TIMED_REPLICATES * replicates / workers
    periods = max(scenario.parameters.run.periods for scenario in scenarios)
    numbers = len(model.outcomes) + (len(model.measures) * periods if series else 0)
    memory = 8 * numbers * replicates * len(scenarios)
    if seconds > LONG_SECONDS or memory > MUCH_MEMORY:
        needs = f" and need about {size(memory)} of memory" if memory > MUCH_MEMORY else ""
        on = f"on {workers} processor{'s' if workers != 1 else ''}"
        runs = f"{replicates * len(scenarios):,} runs"
        print(f"{runs} take about {duration(seconds)} {on}{needs}; Ctrl-C stops them", file=sys.stderr, flush=True)


# ----- what is written --------------------------------------------------------------------------


def _write_run(result: "Run", folder: Path) -> None:
    """Write outcomes, series, a figure and the manifest of one run."""
    from sim import plot
    from sim.engine.store import manifest, outcome_rows, parquet, publish, series_rows

    writers = (parquet(outcome_rows([result])), parquet(series_rows([result])), plot.writer(plot.series(result)))
    publish(folder, dict(zip(RUN_FILES, writers, strict=True)), manifest([result]))


def _write_comparison(result: "Comparison", folder: Path) -> None:
    """Write outcomes, paired differences, a figure and the manifest of a comparison."""
    import pyarrow as pa

    from sim import plot
    from sim.engine.store import manifest, outcome_rows, parquet, publish

    runs = list(result.runs.values())
    differences = pa.Table.from_pandas(result.differences.reset_index(), preserve_index=False)
    writers = (parquet(outcome_rows(runs)), parquet(differences), plot.writer(plot.lanes(result)))
    publish(folder, dict(zip(COMPARISON_FILES, writers, strict=True)), manifest(runs))


# ----- what is printed --------------------------------------------------------------------------


def _print_run(result: "Run", model: "Model") -> None:
    from sim.engine.statistics import interval
    from sim.output.tables import ends

    outcomes = dict(zip(result.names, result.numbers.T, strict=True))
    periods = result.scenario.parameters.run.periods
    print(f"{result.scenario.name}: {len(result.numbers)} replicates of {periods} periods, seed {result.seed}")
    rows = []
    for name, measure in model.measures.items():
        mean, last = (interval(outcomes[f"{name}_{kind}"]) for kind in ("mean", "final"))
        rows.append([name, f"{mean.mean:.3f}", ends(mean.low, mean.high, ".3f"), f"{last.mean:.3f}", measure.meaning])
    table(["measure", "mean over time", "95 % interval", "at the end", "meaning"], rows)


def _print_comparison(result: "Comparison") -> None:
    from sim.output.tables import DIFFERENCE_HEADER, MEAN_HEADER, difference_rows, mean_rows, verdict

    table(MEAN_HEADER, mean_rows(result))
    table(DIFFERENCE_HEADER, difference_rows(result))
    print(verdict(result))


def _run_as_dict(result: "Run") -> dict[str, object]:
    from sim.engine.statistics import interval

    return {
        "scenario": result.scenario.name,
        "fingerprint": result.scenario.fingerprint(),
        "seed": result.seed,
        "replicates": len(result.numbers),
        "outcomes": {
            name: interval(column)._asdict() for name, column in zip(result.names, result.numbers.T, strict=True)
        },
    }


def _comparison_as_dict(result: "Comparison") -> dict[str, object]:
    return {
        "runs": [{**_run_as_dict(run), "scenario": name} for name, run in result.runs.items()],
        "differences": [
            {"scenario": one, "other": other, "outcome": outcome, **result.difference(one, other, outcome)._asdict()}
            for one, other in combinations(result.runs, 2)
            for outcome in result.runs[one].names
        ],
        "winners": result.winners(),
    }
