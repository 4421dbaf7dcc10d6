"""`coxed cite` and `coxed doctor`."""

import sys
from typing import Annotated

from cyclopts import Parameter

from sim.cli.completing import Given
from sim.cli.show import print_json, suggest
from sim.cli.simulate import Sets, load_all

type Json = Annotated[bool, Parameter(negative="")]
UNSOUND = 1


def cite(scenario: Given, /, *, sets: Sets = None, json: Json = False) -> None:
    """Print BibTeX of what a run of this scenario relies on: Coxed, and the papers behind the rules it uses.

    Example: `coxed cite led`
    Example: `coxed cite march_1991_program --set network.ties=4 --set network.peer_learning=0.1`

    A paper counts if the rule that cites it can act under these parameters;
    if it stands behind an option, a default or a measure, where the option is
    chosen, the default kept, the measure to be had.

    Parameters
    ----------
    scenario
        A scenario file, or the name of a built-in one.
    sets
        Change a parameter: `--set leadership.communication=0.5`.
    json
        Print keys, what each is used for, and entries as JSON.
    """
    (loaded,) = load_all([scenario], sets)
    from sim.scenario.provenance import account
    from sim.understanding.citing import citations

    found = citations(loaded, account(scenario, sets or ()))
    if json:
        print_json([citation._asdict() for citation in found])
        return
    for citation in found:
        print(f"% {citation.key}: {'; '.join(citation.uses)}\n{citation.bibtex}\n")
    print(f"{len(found)} entries; to keep them: coxed cite {scenario} > {loaded.name}.bib", file=sys.stderr)
    suggest(["coxed", "scenario", "explain", scenario], "which rule each parameter feeds")


def doctor(*, json: Json = False) -> int:
    """Look whether this installation is sound: versions, threads, cache, permissions, and the same bits both ways.

    Example: `coxed doctor`
    Example: `coxed doctor --json`

    Each line that is not fine says what to do, and the command exits with 1.

    Parameters
    ----------
    json
        Print the findings as JSON.
    """
    from sim.understanding.checking import findings

    found = findings()
    sound = all(finding.ok for finding in found)
    if json:
        print_json({"sound": sound, "findings": [finding._asdict() for finding in found]})
        return 0 if sound else UNSOUND
    for finding in found:
        print(f"{'ok ' if finding.ok else 'NOT'}  {finding.what}: {finding.found}")
        if not finding.ok:
            print(f"     = help: {finding.remedy}")
    print("all is well" if sound else "something is wrong: see the lines marked NOT")
    suggest(["coxed", "run", "led"] if sound else ["coxed", "doctor"])
    return 0 if sound else UNSOUND
