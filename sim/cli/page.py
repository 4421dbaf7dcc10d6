"""`coxed page` and `coxed open`."""

import os
import sys
import tempfile
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from sim.cli.completing import Given
from sim.cli.show import Misuse, print_json, suggest
from sim.cli.simulate import Seed, Sets, load_all

type Json = Annotated[bool, Parameter(negative="")]
MOST_CREWS = 2


def page(
    *scenarios: Given,
    seed: Seed = 1,
    sets: Sets = None,
    out: Path = Path("rowing.html"),
    json: Json = False,
) -> None:
    """Write the rowing crew as one HTML file that needs no server, no network and no installation.

    Example: `coxed page --out rowing.html`
    Example: `coxed page led over_managed --seed 3 --set environment.shock_every=50`

    Parameters
    ----------
    scenarios
        One or two scenario files or names that the page opens with; none opens the story.
    seed
        The seed it opens with.
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

        _write(target, document(of_scenarios(loaded, seed)))
    else:
        _write(target, document())
    _said(target, json)


def open_(
    folder: Path,
    /,
    *,
    run: Annotated[list[str], Parameter(name="--run", negative="", metavar="ID")],
    out: Path = Path("replay.html"),
    json: Json = False,
) -> None:
    """Write a page that replays a row of results.

    Example: `coxed compare led over_managed --out results/mine`, then `coxed open results/mine --run led:17`

    Parameters
    ----------
    folder
        A folder that `coxed run --out`, `coxed compare --out` or `coxed sweep --out` has written.
    run
        The row: `SCENARIO:REPLICATE`, or for a sweep its name in runs.parquet. Twice: two crews side by side.
    out
        The file to write.
    json
        Print what was written as JSON.
    """
    if len(run) > MOST_CREWS:
        raise Misuse(f"a page shows at most {MOST_CREWS} crews side by side, not {len(run)}")
    target = _writable(out)
    from sim.page import replay, swept
    from sim.page.document import page as document

    try:
        rules, rows = (swept if swept.is_sweep(folder) else replay).rows_of(folder, run)
    except ValueError as error:
        raise Misuse(str(error)) from None
    if len({(row.seed, row.replicate) for row in rows}) > 1:
        raise Misuse("two crews are seen under the same luck: give rows of the same seed and replicate")
    _warn_of_other_rules(rules)
    _write(target, document(replay.of_rows(rows)))
    _said(target, json)


def _warn_of_other_rules(rules: str) -> None:
    from sim.compiler import rules_hash

    if rules != rules_hash():
        print("these results are of other rules than this page's: what it shows may differ from them", file=sys.stderr)


def _writable(out: Path) -> Path:
    """The file, if it can be written; raises Misuse before anything is done otherwise."""
    parent = out.parent
    if out.is_dir():
        raise Misuse(f"--out {out} is a folder", f"name a file: {out / 'rowing.html'}")
    if not parent.is_dir() or not os.access(parent, os.W_OK):
        raise Misuse(f"--out {out}: {parent} {'cannot be written' if parent.is_dir() else 'is no folder'}")
    return out


def _write(target: Path, text: str) -> None:
    """Write a file whole or not at all."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".writing-", suffix=".html")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        temporary.chmod(0o644)  # mkstemp's files are private
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _said(target: Path, json: bool) -> None:
    size = target.stat().st_size
    if json:
        print_json({"written": str(target), "bytes": size})
        return
    print(f"written: {target} ({size:,} bytes)")
    suggest(["xdg-open", str(target)], "or double-click it; it needs no network")
