"""`coxed cite` and `coxed doctor`."""

import shlex
import sys

from sim.cli.options import Flag, ScenarioName, Sets, load_all, same_options
from sim.cli.rules import RuleFiles, use
from sim.cli.terminal import INTERNAL, print_json, suggest


def cite(scenario: ScenarioName, /, *, sets: Sets = None, rules: RuleFiles = None, json: Flag = False) -> None:
    """Print the BibTeX entries to cite for a scenario: Coxed itself, and the papers behind the rules that act in it.

    Example: `coxed cite led`
    Example: `coxed cite march_1991_program --set network.ties=4 --set network.peer_learning=0.1`

    A paper is listed if the rule, option, default or measure that cites it
    plays a part under these parameters.

    Parameters
    ----------
    scenario
        A scenario file, or the name of a built-in one.
    sets
        Change a parameter: `--set leadership.communication=0.5`.
    rules
        A Python file with rules of your own. The papers that they cite are listed too.
    json
        Print the keys, the entries and what each paper is used for as JSON.
    """
    own = use(rules)
    (loaded,) = load_all([scenario], sets)
    from sim.explain.citations import citations
    from sim.scenario.provenance import account

    listed = citations(loaded, account(scenario, sets or ()), own)
    if json:
        print_json([citation._asdict() for citation in listed])
        return
    for citation in listed:
        print(f"% {citation.key}: {'; '.join(citation.uses)}\n{citation.bibtex}\n")
    options = same_options(1, sets, rules)
    again = shlex.join(["coxed", "cite", scenario, *options])
    print(f"{len(listed)} entries; to save them: {again} > {shlex.quote(loaded.name)}.bib", file=sys.stderr)
    suggest(["coxed", "scenario", "explain", scenario, *options], "which rules use each parameter")


def doctor(*, json: Flag = False) -> int:
    """Check this installation: versions, processors, compile cache, permissions, and that compiled code is right.

    Example: `coxed doctor`
    Example: `coxed doctor --json`

    Each line that is not fine says what to do. The command then exits with 1.

    Parameters
    ----------
    json
        Print the findings as JSON.
    """
    from sim.explain.doctor import findings

    checks = findings()
    sound = all(finding.ok for finding in checks)
    if json:
        print_json({"sound": sound, "findings": [finding._asdict() for finding in checks]})
        return 0 if sound else INTERNAL
    for finding in checks:
        print(f"{'ok ' if finding.ok else 'NOT'}  {finding.what}: {finding.state}")
        if not finding.ok:
            print(f"     = help: {finding.remedy}")
    print("all is well" if sound else "something is wrong: see the lines marked NOT")
    suggest(["coxed", "run", "led"] if sound else ["coxed", "doctor"])
    return 0 if sound else INTERNAL
