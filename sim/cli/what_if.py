"""`coxed scenario what-if`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from sim.cli.options import Flag, ScenarioName, Seed, Sets, finite, load_all, number
from sim.cli.rules import RuleFiles, ready_model, use
from sim.cli.sweep_text import check_outcome
from sim.cli.terminal import Misuse, print_json, progress_bar, suggest

if TYPE_CHECKING:
    from sim.explain.what_if import Effect

MOST_PAIRS = 1_000_000
type Pairs = Annotated[int, number(10, MOST_PAIRS, "--replicates", "-r")]


def what_if(
    scenario: ScenarioName,
    /,
    *,
    sets: Sets = None,
    outcome: str = "made_good_mean",
    smallest: Annotated[float | None, Parameter(validator=[Number(gt=0), finite])] = None,
    replicates: Pairs = 1000,
    seed: Seed = 1,
    rules: RuleFiles = None,
    json: Flag = False,
) -> None:
    """Try a change: run pairs with and without it, until its effect on an outcome is clear or clearly small.

    Example: `coxed scenario what-if led --set leadership.communication=0`
    Example: `coxed scenario what-if led --set network.ties=8 --outcome alignment_mean --smallest 0.05`

    Both runs of a pair have the same random numbers. The effect is looked at
    several times, and the interval allows for that: at most 5 % of changes
    without effect are called clear.

    Parameters
    ----------
    scenario
        A scenario file, or the name of a built-in one.
    sets
        The change: `--set leadership.communication=0.5`. Can be given several times.
    outcome
        The outcome to look at: the name of a measure with _mean or _final, or another outcome.
    smallest
        An effect below this size counts as small; a hundredth of the outcome's range if not given.
    replicates
        The largest number of pairs.
    seed
        The seed of the random numbers. The same seed gives the same answer.
    rules
        A Python file with rules and measures of your own.
    json
        Print the effect as JSON.
    """
    if not sets:
        raise Misuse("what-if needs a change", f"coxed scenario what-if {scenario} --set leadership.communication=0.5")
    own = use(rules)
    (loaded,) = load_all([scenario], None)
    (other,) = load_all([scenario], sets)
    from sim.model.outcomes import outcome_names

    check_outcome(outcome, outcome_names())
    from sim.explain.what_if import small_effect, what_if

    small = smallest or small_effect(outcome, loaded.parameters.run, own)
    ready_model(own, loaded, other)
    with progress_bar(replicates, "pairs of runs") as advance:
        effect = what_if(loaded, other, outcome, small, replicates, seed, advance, own)
    if json:
        print_json({"scenario": scenario, "set": list(sets), "seed": seed, **effect.as_dict})
        return
    print(f"{', '.join(sets)}: {effect.sentence}")
    _suggest_next(scenario, sets, [] if seed == 1 else ["--seed", str(seed)], effect)


def _suggest_next(scenario: str, sets: Sequence[str], seed: Sequence[str], effect: "Effect") -> None:
    again = ["coxed", "scenario", "what-if", scenario, *(word for text in sets for word in ("--set", text)), *seed]
    if effect.missing == effect.pairs:
        suggest([*again, "--set", "environment.shock_every=50"], "with shocks there is something to recover from")
    elif effect.verdict == "undecided":
        more = str(min(4 * effect.pairs, MOST_PAIRS))
        suggest([*again, "--outcome", effect.outcome, "--replicates", more], "more pairs decide more")
    elif effect.outcome == "made_good_mean" and effect.verdict == "clear":
        suggest([*again, "--outcome", "heading_mean"], "is it the heading, or the speed?")
    else:
        path = sets[-1].partition("=")[0].strip()
        suggest(["coxed", "scenario", "explain", scenario, path], "which rules use it")
