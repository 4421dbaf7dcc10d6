"""Effects along a setting: paired runs at each of its values, as a table and as a figure with intervals."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sim.claims.claim import BASE, Changes, answers
from sim.claims.figures import Line, lines
from sim.claims.runs import SEED
from sim.claims.text import Supplement, effect_text
from sim.engine.run import run
from sim.engine.statistics import Interval, interval
from sim.model.state import Floats
from sim.output.plot import png
from sim.scenario import Scenario, load

type Pair = tuple[Scenario, Scenario]


def crew(*changes: Changes, base: str = BASE) -> Scenario:
    """A crew with changes to a base scenario; later changes override earlier ones."""
    scenario = load(base)
    for some in changes:
        scenario = scenario.with_(**some)
    return scenario


def difference(pair: Pair, replicates: int, outcome: str = "made_good_mean") -> Interval:
    """The first scenario's outcome minus the second's, replicate by replicate, with its 95 % interval."""
    one, other = (answers(run(scenario, replicates, SEED, series=False).outcomes, outcome) for scenario in pair)
    return interval(one - other)


def relative(pair: Pair, replicates: int, outcome: str = "made_good_mean") -> Interval:
    """The same difference as a share of the first scenario's mean, with its 95 % interval."""
    one, other = (answers(run(scenario, replicates, SEED, series=False).outcomes, outcome) for scenario in pair)
    return share_of(one, other)


def share_of(one: Floats, other: Floats) -> Interval:
    """The mean difference as a share of the mean of `one`, with a 95 % interval that includes the noise of both."""
    share = float((one - other).mean() / one.mean())
    error = interval((one - other - share * one) / one.mean())
    return Interval(share, share + error.low, share + error.high)


def along(
    name: str,
    title: str,
    axis: str,
    values: Sequence[Any],
    pairs: Mapping[str, Callable[[Any], Pair]],
    replicates: int,
    finding: Callable[[Mapping[str, Sequence[Interval]]], str],
    label: str = "difference in velocity made good",
    measured: Callable[[Pair, int], Interval] = difference,
) -> Supplement:
    """The difference within each pair at each value of a setting.

    Parameters
    ----------
    name, title
        The name of the figure's file, and the title of the table.
    axis, values
        The setting and its values.
    pairs
        Per line of the figure, a function that gives the two scenarios of a value.
    replicates
        The number of paired replicates at each value.
    finding
        Sums up the effects of all lines in one sentence.
    label
        The unit of the effects.
    measured
        Gives the effect of a pair.
    """
    effects = {line: [measured(pair(value), replicates) for value in values] for line, pair in pairs.items()}
    rows = [[f"{value:g}", *(effect_text(effects[line][x]) for line in pairs)] for x, value in enumerate(values)]
    sentence = finding(effects)
    drawn = [Line(*item) for item in effects.items()]
    figure = lines(drawn, [f"{value:g}" for value in values], axis, label, sentence)
    closing = f"{sentence}. Each value has {replicates} paired replicates and its own 95 % interval."
    return Supplement(name, title, (axis, *pairs), rows, closing, png(figure))


def best_values(values: Sequence[Any], effects: Sequence[Interval]) -> str:
    """The values at which an effect is largest, as text: all whose interval overlaps that of the largest mean."""
    best = max(effects, key=lambda effect: effect.mean)
    largest = [place for place, effect in enumerate(effects) if effect.high >= best.low]
    if len(largest) > 2 and largest[-1] - largest[0] == len(largest) - 1:
        return f"{values[largest[0]]:g} to {values[largest[-1]]:g}"
    return " or ".join(f"{values[place]:g}" for place in largest)


def none_better(what: str, values: Sequence[Any], where: str) -> Callable[[Mapping[str, Sequence[Interval]]], str]:
    """A `finding` for `along`: per line, the values of which none is clearly better than the others."""

    def finding(effects: Mapping[str, Sequence[Interval]]) -> str:
        best = "; ".join(f"{best_values(values, of_line)} {where} {line}" for line, of_line in effects.items())
        return f"{what}: no other value is clearly better than {best}"

    return finding
