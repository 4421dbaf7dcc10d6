"""`coxed page` and `coxed open`."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from sim.cli.options import Flag, Folder, OutFile, ScenarioName, Seed, Sets, load_all
from sim.cli.terminal import Misuse, print_json, raise_interrupts, suggest

MOST_CREWS = 2


def page(
    *scenarios: ScenarioName,
    seed: Seed = 1,
    sets: Sets = None,
    out: OutFile = Path("rowing.html"),
    json: Flag = False,
) -> None:
    """Write the rowing crew as one HTML file that needs no server, no network and no installation.

    Example: `coxed page --out rowing.html`
    Example: `coxed page led over_managed --seed 3 --set environment.shock_every=50`

    Parameters
    ----------
    scenarios
        One or two scenario files or names of built-in ones to start with. Without any, the page starts with the story.
    seed
        The seed of the random numbers to start with.
    sets
        Change a parameter of these scenarios: `--set environment.strategic_turbulence=0.05`.
    out
        The file to write.
    json
        Print what was written as JSON.
    """
    if len(scenarios) > MOST_CREWS:
        raise Misuse(f"a page shows at most {MOST_CREWS} crews side by side, not {len(scenarios)}")
    if not scenarios and (sets or seed != 1):
        raise Misuse("--set and --seed need a scenario", "coxed page led --set management.control=0.9")
    loaded = load_all(scenarios, sets)
    target = _writable(out)
    from sim.page.document import page as document

    if loaded:
        from sim.page.replay import of_scenarios

        _write(target, document(of_scenarios(loaded, seed)), json)
    else:
        _write(target, document(), json)


def open_(
    folder: Folder,
    /,
    *,
    run: Annotated[list[str], Parameter(name="--run", negative="", metavar="ID")],
    out: OutFile = Path("replay.html"),
    json: Flag = False,
) -> None:
    """Write a page that replays one run from a folder of results.

    Example: `coxed compare led over_managed --out results/mine`, then `coxed open results/mine --run led:17`

    Parameters
    ----------
    folder
        A folder that `coxed run --out`, `coxed compare --out` or `coxed sweep --out` has written.
    run
        The run: `SCENARIO:REPLICATE`, or for a sweep its name in runs.parquet. Give two for two crews side by side.
    out
        The file to write.
    json
        Print what was written as JSON.
    """
    if len(run) > MOST_CREWS:
        raise Misuse(f"a page shows at most {MOST_CREWS} crews side by side, not {len(run)}")
    target = _writable(out)
    from sim.page import replay, sweep_rows
    from sim.page.document import page as document

    try:
        rules, rows = (sweep_rows if sweep_rows.is_sweep(folder) else replay).rows_of(folder, run)
    except ValueError as error:
        raise Misuse(str(error)) from None
    if len({(row.seed, row.replicate) for row in rows}) > 1:
        raise Misuse("two crews are shown under the same luck, so give runs of the same seed and replicate")
    _warn_of_other_rules(rules)
    _write(target, document(replay.of_rows(rows)), json)


def _warn_of_other_rules(rules: str) -> None:
    from sim.model.identity import rules_hash

    if rules != rules_hash():
        print("these results were made by other rules: what this page shows may differ from them", file=sys.stderr)


def _writable(out: Path) -> Path:
    """Return the file if it can be written. Raises Misuse otherwise, before anything is done."""
    from sim.model.files import why_unwritable

    if out.is_dir():
        raise Misuse(f"--out {out} is a folder", f"name a file: {out / 'rowing.html'}")
    if out.exists() and not out.is_file():
        raise Misuse(f"--out {out} is not a regular file", "devices and pipes are not written; name a file")
    if reason := why_unwritable(out.parent):
        raise Misuse(f"--out {out}: {reason}", "choose another folder")
    return out


def _write(target: Path, text: str, json: bool) -> None:
    """Write the page, and print what was written."""
    from sim.model.files import write_whole

    raise_interrupts()
    write_whole(target, text, follow=True)
    size = target.stat().st_size
    if json:
        print_json({"written": str(target), "bytes": size})
        return
    print(f"written: {target} ({size:,} bytes)")
    suggest(["xdg-open", str(target)], "or double-click the file; it needs no network")
