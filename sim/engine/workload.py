"""How the work of a run is divided, so that each call of compiled code stays short and can be interrupted."""

from collections.abc import Iterator
from typing import NamedTuple

from sim.model import conditions
from sim.model.parameters import Parameters
from sim.model.plain_values import compiled
from sim.scenario import Scenario

WORK_A_CALL = 4_000_000  # in units of `work_a_period`: some hundredths of a second, so that Ctrl-C works soon
NUMBERS_A_CALL = 100_000  # 0.8 MB per thread of a sweep, for the measures of every period


class Segment(NamedTuple):
    """Some periods of some replicates under fixed parameters."""

    start: int
    stop: int
    parameters: Parameters


def divide(scenario: Scenario, replicates: int, measures: int = 0) -> tuple[list[range], list[Segment]]:
    """Divide a run into chunks of replicates and segments of periods, so that each call of compiled code stays short.

    Parameters
    ----------
    scenario
        The scenario.
    replicates
        How many replicates there are.
    measures
        How many measures of each period a call keeps in memory; 0 if they go elsewhere.

    Returns
    -------
    tuple
        The chunks, and the segments that each chunk runs through.
    """
    periods = scenario.parameters.run.periods
    budget = max(1, WORK_A_CALL // work_a_period(scenario.parameters))
    segments = list(_segments(scenario, periods, budget))
    most = min(budget // periods, NUMBERS_A_CALL // (measures * periods) if measures else replicates)
    size = max(1, most) if len(segments) == 1 else 1
    chunks = [range(start, min(start + size, replicates)) for start in range(0, replicates, size)]
    return chunks, segments


def part(segments: list[Segment], start: int, stop: int) -> list[Segment]:
    """What of the segments lies in the periods from `start` to before `stop`."""
    cut = [s._replace(start=max(s.start, start), stop=min(s.stop, stop)) for s in segments]
    return [s for s in cut if s.start < s.stop]


def work_a_period(p: Parameters) -> int:
    """Roughly the work of one period, in units of some nanoseconds."""
    ties, goals, e = p.network.ties, p.environment.goals, p.environment
    each = 10 + goals + ties + ties * ties // 10
    if conditions.forms(p):  # everybody looks at all changes of its own ways, and forms are compared in pairs
        each += (goals + 2) * e.decisions * (1 + e.inside + e.across) + p.organization.members // 2
    return p.organization.members * each + 5 * e.decisions


def _segments(scenario: Scenario, periods: int, budget: int) -> Iterator[Segment]:
    """Segments of at most `budget` periods; parameters change only between them."""
    phases = scenario.phases()
    ends = [start for start, _ in phases[1:]] + [periods]
    for (begin, parameters), end in zip(phases, ends, strict=True):
        for start in range(begin, end, budget):
            yield Segment(start, min(start + budget, end), compiled(parameters))
