"""Effects along a setting: paired runs at each of its values, as a table and as lines with their intervals."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sim.engine import run
from sim.plot.saving import png
from sim.plot.trials import Line, lines
from sim.scenario import Scenario, load
from sim.state import Floats
from sim.statistics import Interval, interval
from sim.trial.claim import BASE, Changes, answers
from sim.trial.playing import SEED
from sim.trial.telling import Shown, said

type Pair = tuple[Scenario, Scenario]


def crew(*changes: Changes, base: str = BASE) -> Scenario:
    """A crew with one change after another."""
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
    """Mean difference as a share of the mean of `one`, with a 95 % interval that knows of the noise in both."""
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
) -> Shown:
    """The difference within each pair at each value; `finding` says in a sentence what is seen."""
    found = {line: [measured(pair(value), replicates) for value in values] for line, pair in pairs.items()}
    rows = [[f"{value:g}", *(said(found[line][x]) for line in pairs)] for x, value in enumerate(values)]
    sentence = finding(found)
    drawn = [Line(line, effects) for line, effects in found.items()]
    figure = lines(drawn, [f"{value:g}" for value in values], axis, label, sentence)
    closing = f"{sentence}. {replicates} paired replicates each; intervals are for one value each (95 %)."
    return Shown(name, title, (axis, *pairs), rows, closing, png(figure))


def largest(values: Sequence[Any], effects: Sequence[Interval]) -> str:
    """The values at which an effect is largest, as text: all whose interval reaches that of the largest mean."""
    best = max(effects, key=lambda effect: effect.mean)
    found = [place for place, effect in enumerate(effects) if effect.high >= best.low]
    if len(found) > 2 and found[-1] - found[0] == len(found) - 1:
        return f"{values[found[0]]:g} to {values[found[-1]]:g}"
    return " or ".join(f"{values[place]:g}" for place in found)


def none_better(what: str, values: Sequence[Any], where: str) -> Callable[[Mapping[str, Sequence[Interval]]], str]:
    """A finding for `along`: for each line, the values of which none is clearly better."""

    def finding(found: Mapping[str, Sequence[Interval]]) -> str:
        best = "; ".join(f"{largest(values, effects)} {where} {line}" for line, effects in found.items())
        return f"{what}, none clearly better than these: {best}"

    return finding
