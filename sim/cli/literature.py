"""`coxed literature`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from sim.cli.show import Misuse, print_json, progress_bar, table
from sim.cli.writing import writable

if TYPE_CHECKING:
    from sim.literature import Check

MISMATCH = 4


def literature(
    name: str | None = None,
    /,
    *,
    scale: Annotated[float, Parameter(validator=Number(gt=0, lte=10))] = 1.0,
    out: Path | None = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Reproduce published results and closed forms, and print them beside the engine's.

    Example: `coxed literature march --scale 0.1`
    Example: `coxed literature planning --scale 0.01 --json`

    Parameters
    ----------
    name
        One study: march, fang, planning or signs. All of them if not given.
    scale
        Share of the replicates; fewer are faster and decide less.
    out
        Folder for the checks (JSON), figures and a manifest.
    json
        Print the checks as JSON.
    """
    folder = writable(out)
    from sim.literature import studies
    from sim.literature.report import HEADER, as_dicts, rows, verdict

    known = studies()
    if name is not None and name not in known:
        raise Misuse(f"there is no study {name!r}", f"there are {', '.join(known)}")
    chosen = [study for study in known.values() if name in (None, study.name)]
    found: dict[str, list[Check]] = {}
    with progress_bar(sum(study.steps for study in chosen), "literature") as advance:
        for study in chosen:
            found[study.name] = study.run(scale, lambda: advance(1))
    if folder is not None:
        from sim.literature.report import write

        write(found, scale, folder)
    if json:
        print_json(as_dicts(found))
    else:
        for study in chosen:
            print(f"\n{study.title}" + (f" ({study.key})" if study.key else ""))
            table(HEADER, rows(found[study.name]))
            print(verdict(study, found[study.name]))
        if folder is not None:
            print(f"\nwritten: {folder}")
    wrong = any(not check.passed for study in chosen if study.nested for check in found[study.name])
    return MISMATCH if wrong else 0
