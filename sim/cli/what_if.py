"""`coxed scenario what-if`."""

from collections.abc import Sequence
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from sim.cli.options import Flag, ScenarioName, Seed, Sets, finite, load_all, number, same_options
from sim.cli.rules import RuleFiles, ready_model, use
from sim.cli.sweep_text import check_outcome
from sim.cli.terminal import Misuse, print_json, progress_bar, suggest

if TYPE_CHECKING:
    from sim.explain.what_if import Effect
    from sim.scenario import Scenario

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
    options = same_options(seed, sets, rules)
    asked = ["--outcome", outcome, *([] if smallest is None else ["--smallest", str(smallest)])]
    if effect.missing == effect.pairs:
        _suggest_shocks(scenario, options, [*asked, "--replicates", str(effect.pairs)], (loaded, other))
    else:
        again, path = ["coxed", "scenario", "what-if", scenario, *options], sets[-1].partition("=")[0].strip()
        explain = ["coxed", "scenario", "explain", scenario, path, *same_options(1, sets, rules)]
        _suggest_next(again, asked, explain, effect)


def _suggest_next(again: Sequence[str], asked: Sequence[str], explain: Sequence[str], effect: "Effect") -> None:
    if effect.verdict == "undecided":
        more = str(min(4 * effect.pairs, MOST_PAIRS))
        suggest([*again, *asked, "--replicates", more], "more pairs decide more")
    elif effect.outcome == "made_good_mean" and effect.verdict == "clear":
        suggest([*again, "--outcome", "heading_mean"], "is it the heading, or the speed?")
    else:
        suggest(explain, "which rules use it")


def _suggest_shocks(
    scenario: str, options: Sequence[str], asked: Sequence[str], sides: tuple["Scenario", "Scenario"]
) -> None:
    """Say what to ask where no pair has the outcome: both crews need shocks, and have to recover from one."""
    from sim.model.conditions import shocks, waves
    from sim.scenario.builtin import is_file

    again = ["coxed", "scenario", "what-if", scenario, *options, "--outcome"]
    struck = [any(shocks(p) or waves(p) for _, p in side.phases()) for side in sides]
    if all(struck):
        suggest([*again, "recovery_censored"], "how often does a crew not recover?")
    elif any(struck):
        suggest([*again, "made_good_mean"], "one of the two crews has no shock to recover from")
    else:
        own = is_file(Path(scenario))
        every = min(50, *(max(1, (side.parameters.run.periods - side.parameters.run.warm_up) // 4) for side in sides))
        parent = Path(scenario).name if own else scenario
        text = dumps({"coxed": 1, "extends": parent, "environment": {"shock_every": every}}, ensure_ascii=False)
        file = str(Path(scenario).with_name("shocks.yaml")) if own else "shocks.yaml"
        again = ["coxed", "scenario", "what-if", file, *options, *asked]
        suggest(again, f"with shocks: first write {text} into {file}")
