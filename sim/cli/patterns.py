"""`coxed patterns`."""

from sim.cli.match import needs_scikit_learn
from sim.cli.options import Flag, OutFolder, Threads, writable
from sim.cli.terminal import print_json, progress_bar, raise_interrupts, table


def patterns(*, quick: Flag = False, out: OutFolder = None, threads: Threads = None, json: Flag = False) -> None:
    """Measure published patterns on firms of the model, and find the rates with which the model has them too.

    Example: `coxed patterns --quick`

    All takes about a quarter of an hour on two idle processors.

    Parameters
    ----------
    quick
        Few firms and few settings: shows within a minute whether it works, and says nothing.
    out
        A folder for the record (JSON), tables (Parquet), the figure and a manifest.
    threads
        How many processors to use; all of them if not given. The results do not depend on it.
    json
        Print the record as JSON.
    """
    needs_scikit_learn()
    from sim.claims.patterns.report import FILES, record, write
    from sim.claims.patterns.run import QUICK, WHOLE
    from sim.claims.patterns.run import patterns as matched

    folder = writable(out, FILES)
    size = QUICK if quick else WHOLE
    raise_interrupts()
    with progress_bar(size.steps, "patterns") as advance:
        result = matched(size, threads, advance)
    if folder is not None:
        write(result, folder)
    data = record(result)
    if json:
        print_json(data)
        return
    table(
        ["filter", "range", "at the defaults", "over all settings", "met by"],
        [
            [
                one["title"],
                f"{one['low']:g} to {one['high']:g}",
                f"{one['usual']:.2f} ± {one['usual_error']:.2f}",
                f"{one['lowest']:.2f} to {one['highest']:.2f}",
                f"{one['met_by']:.0%}",
            ]
            for one in data["filters"]
        ],
    )
    print(
        f"the defaults meet {data['usual_met']} of {len(data['filters'])}; at most {data['most_at_once']} are met at "
        f"once; {data['shares'][-1]:.1%} of the space of the free rates is not ruled out"
    )
    if folder is not None:
        print(f"written: {folder}")
