"""`coxed literature`."""

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from sim.cli.options import Flag, OutFolder, writable
from sim.cli.terminal import MISMATCH, Misuse, print_json, progress_bar, raise_interrupts, table

if TYPE_CHECKING:
    from sim.literature import Check


def literature(
    name: str | None = None,
    /,
    *,
    scale: Annotated[float, Parameter(validator=Number(gt=0, lte=10))] = 1.0,
    out: OutFolder = None,
    json: Flag = False,
) -> int:
    """Print what the literature says, and closed forms, beside the results of the engine.

    Example: `coxed literature march --scale 0.1`
    Example: `coxed literature planning --scale 0.01 --json`

    Parameters
    ----------
    name
        One study: march, chain, fang, nk, networks, hierarchy, planning or signs. All of them if not given.
    scale
        The share of the replicates to run. Fewer replicates are faster and decide less.
    out
        A folder for the checks (JSON), figures and a manifest.
    json
        Print the checks as JSON.
    """
    from sim.literature import replications
    from sim.literature.report import CHECKS, HEADER, as_dicts, rows, verdict

    known = replications()
    if name is not None and name not in known:
        raise Misuse(f"there is no study {name!r}", f"there are {', '.join(known)}")
    folder = writable(out, {CHECKS, *(f"{each}.png" for each in known if name in (None, each))})
    chosen = [study for study in known.values() if name in (None, study.name)]
    checks: dict[str, list[Check]] = {}
    raise_interrupts()
    with progress_bar(sum(study.steps for study in chosen), "literature") as advance:
        for study in chosen:
            checks[study.name] = study.run(scale, lambda: advance(1))
    if folder is not None:
        from sim.literature.report import write

        write(checks, dict.fromkeys(checks, scale), folder)
    if json:
        print_json(as_dicts(checks))
    else:
        for study in chosen:
            print(f"\n{study.title}" + (f" ({study.key})" if study.key else ""))
            table(HEADER, rows(checks[study.name]))
            print(verdict(checks[study.name]))
        if folder is not None:
            print(f"\nwritten: {folder}")
    wrong = any(not check.passed for study in chosen if study.nested for check in checks[study.name])
    return MISMATCH if wrong else 0
