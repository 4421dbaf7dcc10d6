"""`coxed scenario what-if`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from sim.cli.completing import Given
from sim.cli.show import Misuse, print_json, progress_bar, suggest
from sim.cli.simulate import Seed, Sets, load_all, whole

if TYPE_CHECKING:
    from sim.understanding.trying import Effect

type Json = Annotated[bool, Parameter(negative="")]
MOST_PAIRS = 1_000_000
type Cap = Annotated[
    int, Parameter(name=["--replicates", "-r"], converter=whole, validator=Number(gte=10, lte=MOST_PAIRS))
]


def what_if(
    scenario: Given,
    /,
    *,
    sets: Sets = None,
    outcome: str = "made_good_mean",
    smallest: Annotated[float | None, Parameter(validator=Number(gt=0))] = None,
    replicates: Cap = 1000,
    seed: Seed = 1,
    json: Json = False,
) -> None:
    """Try a change: run pairs with and without it, under the same luck, until the effect is clear or clearly small.

    Example: `coxed scenario what-if led --set leadership.communication=0`
    Example: `coxed scenario what-if led --set network.ties=8 --outcome alignment_mean --smallest 0.05`

    The interval holds for all looks together: at most 5 % of changes without
    effect are called clear.

    Parameters
    ----------
    scenario
        A scenario file, or the name of a built-in one.
    sets
        The change: `--set leadership.communication=0.5`, as often as you like.
    outcome
        What is looked at: a measure's name with _mean or _final, or another outcome.
    smallest
        The effect that is small enough not to matter; a hundredth of the outcome's range if not given.
    replicates
        How many pairs of runs at most.
    seed
        The same seed gives the same answer.
    json
        Print the effect as JSON.
    """
    if not sets:
        raise Misuse("what-if needs a change", f"coxed scenario what-if {scenario} --set leadership.communication=0.5")
    (loaded,) = load_all([scenario], None)
    (other,) = load_all([scenario], sets)
    _known(outcome)
    from sim.understanding.trying import small_effect, what_if

    small = smallest or small_effect(outcome, loaded.parameters.run)
    with progress_bar(replicates, "pairs of runs") as advance:
        effect = what_if(loaded, other, outcome, small, replicates, seed, advance)
    if json:
        print_json({"scenario": scenario, "set": list(sets), "seed": seed, **effect.as_dict})
        return
    print(f"{', '.join(sets)}: {effect.sentence}")
    _next_try(scenario, sets, [] if seed == 1 else ["--seed", str(seed)], effect)


def _known(outcome: str) -> None:
    from sim.outcomes import outcome_names
    from sim.scenario.near import nearest

    if outcome not in outcome_names():
        near = nearest(outcome, outcome_names()) or (f"{outcome}_mean" if f"{outcome}_mean" in outcome_names() else "")
        help = f"did you mean {near}?" if near else "a measure's name with _mean or _final: made_good_mean, ..."
        raise Misuse(f"there is no outcome {outcome!r}", help)


def _next_try(scenario: str, sets: Sequence[str], luck: Sequence[str], effect: "Effect") -> None:
    again = ["coxed", "scenario", "what-if", scenario, *(word for text in sets for word in ("--set", text)), *luck]
    if effect.missing == effect.pairs:
        suggest([*again, "--set", "environment.shock_every=50"], "with storms there is something to recover from")
    elif effect.verdict == "undecided":
        more = str(min(4 * effect.pairs, MOST_PAIRS))
        suggest([*again, "--outcome", effect.outcome, "--replicates", more], "more pairs decide more")
    elif effect.outcome == "made_good_mean" and effect.verdict == "clear":
        suggest([*again, "--outcome", "heading_mean"], "is it the heading, or the speed?")
    else:
        path = sets[-1].partition("=")[0].strip()
        suggest(["coxed", "scenario", "explain", scenario, path], "what it feeds")
