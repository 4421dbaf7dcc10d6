"""What a run comes to: means over time, last values, and how shocks were weathered."""

from typing import Annotated, NamedTuple, get_type_hints

from sim.compiler import rule
from sim.measures import Measures, at
from sim.parameters import Run
from sim.state import Bools, Floats

BEFORE = 10  # periods whose mean is the level before a shock
AFTER = 20  # periods over which perseverance is judged
RECOVERED = 0.95  # share of the level before at which a shock counts as weathered


class Extras(NamedTuple):
    """Outcomes beside the means and finals of the measures; those of shocks are means over the run's shocks."""

    # fmt: off
    distance_made_good: Annotated[int, "sum of velocity made good after the warm-up"]
    shocks: Annotated[int, "number of shocks and waves of departures after the warm-up"]
    recovery_time: Annotated[int, "periods until fit is back at 95 % of its mean over the 10 periods before (Bruneau et al. 2003 [BruneauEtAl2003])"]
    recovery_censored: Annotated[int, "share of shocks that fit had not recovered from at the next shock or the end"]
    loss: Annotated[int, "sum of fit missing against the level before, until recovery (Bruneau et al. 2003)"]
    perseverance: Annotated[int, "effort over the 20 periods from the shock relative to the 10 before"]
    # fmt: on


_FIRST = 2 * len(Measures._fields)
extra = Extras(*range(_FIRST, _FIRST + len(Extras._fields)))
SHOCK_OUTCOMES = Extras._fields[2:]


def outcome_names() -> list[str]:
    """The names of all outcomes: `<measure>_mean` and `<measure>_final` of each measure, then the extras."""
    return [f"{m}_mean" for m in Measures._fields] + [f"{m}_final" for m in Measures._fields] + list(Extras._fields)


def outcome_meanings() -> dict[str, str]:
    """What each of the extras means."""
    return {name: hint.__metadata__[0] for name, hint in get_type_hints(Extras, include_extras=True).items()}


@rule
def summarize(series: Floats, shocked: Bools, run: Run, outcomes: Floats) -> None:
    """Write the outcomes of a run (in the order of `outcome_names`) from its series (measures × periods)."""
    rows = series.shape[0]
    for row in range(rows):
        total = 0.0
        for t in range(run.warm_up, run.periods):
            total += series[row, t]
        outcomes[row] = total / (run.periods - run.warm_up)
        outcomes[rows + row] = series[row, run.periods - 1]
        if row == at.made_good:
            outcomes[extra.distance_made_good] = total
    _weather(series, shocked, run, outcomes)


@rule
def _weather(series: Floats, shocked: Bools, run: Run, outcomes: Floats) -> None:
    """Recovery, loss and perseverance, averaged over shocks; 0 where there was none (`shocks` says so)."""
    periods = run.periods
    shocks, censored = 0, 0
    time, loss, perseverance = 0.0, 0.0, 0.0
    for t in range(max(1, run.warm_up), periods):
        if not shocked[t]:
            continue
        shocks += 1
        level = _mean_between(series, at.fit, max(0, t - BEFORE), t)
        end = t
        while end < periods and series[at.fit, end] < RECOVERED * level and not (end > t and shocked[end]):
            loss += level - series[at.fit, end]
            end += 1
        censored += end == periods or (end > t and shocked[end] and series[at.fit, end] < RECOVERED * level)
        time += end - t
        effort = _mean_between(series, at.effort, max(0, t - BEFORE), t)
        after = _mean_between(series, at.effort, t, min(periods, t + AFTER))
        perseverance += after / effort if effort > 0 else 1.0
    outcomes[extra.shocks] = shocks
    count = max(shocks, 1)
    outcomes[extra.recovery_time] = time / count
    outcomes[extra.recovery_censored] = censored / count
    outcomes[extra.loss] = loss / count
    outcomes[extra.perseverance] = perseverance / count


@rule
def _mean_between(series: Floats, row: int, start: int, stop: int) -> float:
    total = 0.0
    for t in range(start, stop):
        total += series[row, t]
    return total / (stop - start)
