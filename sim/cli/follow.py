"""`coxed follow`."""

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter, Token

from sim.cli.options import First, Flag, Folder, Replicates, ScenarioName, Seed, Sets, load_all, same_options, writable
from sim.cli.rules import RuleFiles, ready_model, use
from sim.cli.sweep_text import folder_errors
from sim.cli.terminal import Misuse, print_json, progress_bar, suggest

if TYPE_CHECKING:
    import pyarrow as pa

    from sim.engine.follow import Selection
    from sim.model.assemble import Model
    from sim.scenario import Scenario


MOST_NUMBERS = 1_000_000
FILES = ("members.parquet", "events.parquet")


def numbers(_: object, tokens: Sequence[Token]) -> list[int]:
    """Read whole numbers and ranges: `0,7,10-20`."""
    wanted: list[int] = []
    for text in tokens[0].value.split(","):
        low, dash, high = text.strip().partition("-")
        if not low.isascii() or not low.isdigit() or (dash and not (high.isascii() and high.isdigit())):
            raise ValueError(f"Expected whole numbers and ranges such as 0,7,10-20, not {tokens[0].value!r}.")
        if dash and int(high) < int(low):
            raise ValueError(f"The range {text.strip()} ends before it begins.")
        if len(wanted) + int(high or low) - int(low) > MOST_NUMBERS:
            raise ValueError(f"More than {MOST_NUMBERS:,} numbers.")
        wanted += range(int(low), int(high or low) + 1)
    return wanted


type Numbers = Annotated[list[int] | None, Parameter(converter=numbers, negative="", metavar="0,7,10-20", n_tokens=1)]


def follow(
    source: ScenarioName,
    /,
    *,
    out: Folder,
    members: Numbers = None,
    periods: Numbers = None,
    columns: str | None = None,
    replicates: Replicates | None = None,
    seed: Seed | None = None,
    first: First | None = None,
    point: First | None = None,
    scenario: str | None = None,
    sets: Sets = None,
    rules: RuleFiles = None,
    json: Flag = False,
) -> None:
    """Follow members through runs and write what they do, period by period, and events, as tables.

    Example: `coxed follow led --members 0,7 --columns effort,belief --out followed`
    Example: `coxed sweep quick --out quick`, then `coxed follow quick --point 3 --replicates 2 --out followed`

    Two tables are written (Parquet). members has one row per replicate, period
    and member. events has ideas, trials, initiatives, reprimands and newcomers.
    A sweep keeps no such numbers: its runs are repeated, and give the same bits.

    Parameters
    ----------
    source
        A scenario file, the name of a built-in scenario, or the folder of a finished sweep.
    out
        A folder for the tables and a manifest.
    members
        Positions: `0,7,10-20`. Position 0 is the chief executive. All if not given.
    periods
        Periods, counted from 0: `0,7,10-20`. All if not given.
    columns
        Names of columns, with commas: `effort,record,belief`. `coxed timetable` lists them. All that have one number
        per member if not given.
    replicates
        How many organizations: 1 of a scenario, and all of a point of a sweep, if not given. A point may have fewer.
    seed
        The seed of a scenario's runs, 1 if not given. A sweep has its own.
    first
        The number of the first replicate of a scenario's runs, 0 if not given.
    point
        The number of the point of a sweep, 0 if not given.
    scenario
        The name of the scenario of a sweep; the base if not given.
    sets
        Change a parameter of a scenario: `--set leadership.communication=0.5`.
    rules
        A Python file with rules of your own. Their columns can be chosen too.
    json
        Print the numbers of rows as JSON.
    """
    own = use(rules)
    writable(out, FILES)
    if Path(source).is_dir():
        _only("a sweep", {"--seed": seed, "--first": first, "--set": sets})
        model, loaded, runs = _of_sweep(Path(source), own, point or 0, scenario, replicates)
    else:
        _only("a scenario", {"--point": point, "--scenario": scenario})
        (loaded,) = load_all([source], sets)
        model = ready_model(own, loaded)
        start = first or 0
        runs = [(1 if seed is None else seed, number) for number in range(start, start + (replicates or 1))]
    from sim.engine.follow import select

    try:
        wanted = None if columns is None else [name.strip() for name in columns.split(",")]
        selection = select(model, loaded, wanted, members, periods)
    except ValueError as error:
        help = "coxed timetable lists the columns that each rule writes" if "column" in str(error) else ""
        raise Misuse(str(error), help) from None
    rows = _write(out, model, loaded, runs, selection, json)
    if json:
        print_json({"rows": rows})
        return
    for name, count in rows.items():
        print(f"written: {out / name} ({count:,} rows)")
    if Path(source).is_dir():
        return
    place = ["--member", str(selection.members[0]), "--period", str(selection.periods[-1])]
    words = [*same_options(runs[0][0], sets, rules), *(["--replicate", str(first)] if first else []), *place]
    suggest(["coxed", "trace", source, *words], "one of these periods in sentences")


def _only(what: str, options: dict[str, Any]) -> None:
    """Raise Misuse if options are given that have no meaning for what is followed."""
    given = [name for name, value in options.items() if value is not None]
    if given:
        raise Misuse(f"{', '.join(given)}: not for {what}", "coxed follow --help says what each option is for")


def _of_sweep(
    folder: Path, own: "Model | None", point: int, scenario: str | None, replicates: int | None
) -> "tuple[Model, Scenario, list[tuple[int, int]]]":
    from sim.model.assemble import standard
    from sim.study.sweep.repeat import runs_of_point
    from sim.study.sweep.results import open_results

    with folder_errors():
        loaded, runs = runs_of_point(open_results(folder), own or standard(), point, scenario, replicates)
    return ready_model(own, loaded), loaded, runs


def _write(
    out: Path, model: "Model", scenario: "Scenario", runs: list[tuple[int, int]], selection: "Selection", quiet: bool
) -> dict[str, int]:
    """Write both tables and the manifest; return the numbers of rows. Members are never in memory all at once."""
    import pyarrow as pa

    from sim.engine.follow import followed, listed
    from sim.engine.store import manifest, parquet, publish, streamed

    parts = followed(model, scenario, runs, selection)
    begun = next(parts)
    columns = pa.RecordBatch.from_pydict(begun[0]).schema
    numbers = [(name, pa.int64()) for name in begun[1] if name != "event"]
    kinds = pa.schema([*numbers[:-1], ("event", pa.string()), numbers[-1]])
    events: list[pa.RecordBatch] = []
    rows = dict.fromkeys(FILES, 0)

    def batches() -> "Iterator[pa.RecordBatch]":
        with progress_bar(len(runs) * len(selection.periods), scenario.name, not quiet) as advance:
            for members, happened in chain([begun], parts):
                batch = pa.RecordBatch.from_pydict(members, columns)
                events.append(pa.RecordBatch.from_pydict(happened, kinds))
                rows[FILES[0]] += batch.num_rows
                rows[FILES[1]] += events[-1].num_rows
                yield batch
                advance(1)

    writers = (streamed(columns, batches), lambda path: parquet(pa.Table.from_batches(events, kinds))(path))
    publish(out, dict(zip(FILES, writers, strict=True)), manifest(listed(model, scenario, runs)))
    return rows
