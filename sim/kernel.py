"""The compiled entry points: the start of a replicate, some periods of it, and a batch of whole replicates."""

from sim.compiler import kernel, rule
from sim.draws import Node, root, split
from sim.outcomes import summarize
from sim.parameters import Parameters
from sim.period import one_period
from sim.rules.cliques import cliques
from sim.rules.founding import founding, hierarchy
from sim.state import Floats, State


@rule
def luck_of(seed: int, replicate: int, moment: int) -> Node:
    """The node of chance of a replicate's start (moment 0) or of period t (moment t + 1)."""
    return split(split(root(seed), replicate), moment)


@kernel
def begin(state: State, parameters: Parameters, seed: int, replicate: int) -> None:
    """Set world, course and people to the start of a replicate; its week and series are written by the periods."""
    p = parameters
    luck = luck_of(seed, replicate, 0)
    hierarchy(state.structure, p.organization.span_of_control, p.environment.goals, state.week.decision)
    founding(
        luck,
        state.structure,
        state.ocean,
        state.course,
        state.people,
        p.organization,
        p.leadership,
        p.motivation,
        p.network,
    )
    cliques(luck, state.people.tie, state.people.trust, p.network)


@kernel
def advance(state: State, parameters: Parameters, seed: int, replicate: int, start: int, stop: int) -> None:
    """Run periods `start` … `stop - 1` of a replicate, up to the first in which nothing can change any more.

    What is left out would have given the same numbers again, so they are filled in.
    """
    for t in range(start, stop):
        if one_period(luck_of(seed, replicate, t + 1), t, state, parameters):
            _hold(state.series, t, stop)
            return


@rule
def _hold(series: Floats, t: int, stop: int) -> None:
    """What would be measured from t on, where nothing can change any more."""
    for row in range(series.shape[0]):
        for later in range(t + 1, stop):
            series[row, later] = series[row, t]


@kernel
def run_stretch(
    state: State, parameters: Parameters, seed: int, first: int, start: int, stop: int, outcomes: Floats, series: Floats
) -> None:
    """Run periods `start` … `stop - 1` of replicates `first`, `first + 1`, … one after another in the same `state`.

    `outcomes` (replicates × outcomes) gives their number and is written where a replicate ends; so is `series`
    (replicates × measures × periods), which may have no rows. A stretch that does not begin at 0 goes on from `state`.
    """
    for r in range(outcomes.shape[0]):
        if start == 0:
            begin(state, parameters, seed, first + r)
        advance(state, parameters, seed, first + r, start, stop)
        if stop == parameters.run.periods:
            summarize(state.series, state.ocean.shocked, parameters.run, outcomes[r])
            for row in range(series.shape[1] if r < series.shape[0] else 0):
                for t in range(stop):
                    series[r, row, t] = state.series[row, t]
