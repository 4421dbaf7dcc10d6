"""`coxed match`."""

import sys
from importlib.util import find_spec
from typing import Annotated

from sim.cli.options import Flag, OutFolder, Threads, number, writable
from sim.cli.rules import RuleFiles, ready_model, use
from sim.cli.study import load_named, terminated_is_interrupted
from sim.cli.sweep_text import folder_errors, lacking
from sim.cli.terminal import FAILED, INTERRUPTED, Misuse, print_json, suggest, sweep_bar, table

MOST_POINTS = 5000  # an emulator takes time and memory with the cube and the square of this
AGAIN = "a match goes on only with the same study, --waves and --points; or name another folder with --out"


def match(
    study: str,
    /,
    *,
    out: OutFolder = None,
    waves: Annotated[int, number(1, 20)] = 3,
    points: Annotated[int | None, number(5, MOST_POINTS)] = None,
    threads: Threads = None,
    rules: RuleFiles = None,
    json: Flag = False,
) -> int:
    """Find the values of a study's factors with which its outcomes meet their targets (history matching).

    Example: `coxed match fit.yaml --out fit`

    The study names the targets: `targets: {effort_mean: [0.2, 0.35]}`. If
    the command is interrupted, the same command continues. Scenarios that
    the study compares with its base are left out.

    Parameters
    ----------
    study
        A study file with targets.
    out
        A folder for the report, the points that were run, the settings that are left (Parquet, CSV) and the manifest.
    waves
        How often what is left is tried again.
    points
        How many points each wave has; ten for each factor if not given.
    threads
        How many processors to use; all of them if not given.
    rules
        A Python file with rules and measures of your own.
    json
        Print what was found as JSON.
    """
    own = use(rules)
    loaded = load_named(study)
    if not loaded.targets:
        raise Misuse("the study has no targets", "add a line such as 'targets: {effort_mean: [0.2, 0.35]}'")
    if loaded.levers:
        raise Misuse("match fits one scenario, and this study has policies", "remove 'policies'")
    if loaded.replicates.max < 2:
        raise Misuse("match needs at least 2 replicates, to know how far chance reaches", "write replicates: 20")
    if out is None:
        raise Misuse("match needs a folder for its results", f"coxed match {study} --out {loaded.name}")
    needs_scikit_learn()
    from sim.study.analysis.match import FILES, reached, record, wave_size, write
    from sim.study.analysis.match import match as matched

    writable(out, FILES)
    model = ready_model(own, *loaded.sides.values())
    count = points or wave_size(loaded)
    try:
        with terminated_is_interrupted(), sweep_bar(not json, loaded.name) as progress, folder_errors(AGAIN):
            fitted = matched(model, loaded, out, waves, count, threads, progress)
            write(fitted, out)
    except KeyboardInterrupt:
        print("\ninterrupted", file=sys.stderr)
        again = ["coxed", "match", study, "--out", str(out), "--waves", str(waves), "--points", str(count)]
        suggest([*again, *(word for file in rules or () for word in ("--rules", str(file)))], "continues from here")
        return INTERRUPTED
    data = record(fitted)
    if json:
        print_json({"folder": str(out), **data})
        return FAILED if fitted.failed else 0
    table(
        ["outcome", "target", "at the points", "met by"],
        [
            [
                one["outcome"],
                f"{one['low']:g} to {one['high']:g}",
                reached(one),
                f"{one['met_by']:.0%}",
            ]
            for one in data["targets"]
        ],
    )
    print(
        f"{data['points']} points, of which {data['all_met']} meet all targets; "
        f"{data['surviving_share']:.1%} of the space is left"
    )
    if fitted.failed:
        print(f"failed: {fitted.failed:,} runs; see 'message' in {out}/wave_*/runs.parquet")
    print(f"written: {out}")
    return FAILED if fitted.failed else 0


def needs_scikit_learn() -> None:
    """Raise Misuse if the library for emulators is not there."""
    if find_spec("sklearn") is None:
        raise lacking("emulators need scikit-learn, which is not installed", "match")
