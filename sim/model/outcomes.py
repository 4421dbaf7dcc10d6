"""What a run comes to: means over time, last values, and how shocks were weathered."""

from collections.abc import Iterable
from typing import Annotated, NamedTuple, get_type_hints

from sim.model.measures import ROWS, known_measures
from sim.model.parameters import RunParameters
from sim.model.state import Bools, Floats

BEFORE = 10  # periods whose mean is the level before a shock
AFTER = 20  # periods over which perseverance is judged
RECOVERED = 0.95  # share of the level before at which a crew has recovered


class Extras(NamedTuple):
    """Outcomes beside the means and finals of the measures; those of shocks are means over the run's shocks."""

    # fmt: off
    distance_made_good: Annotated[int, "sum of velocity made good after the warm-up"]
    shocks: Annotated[int, "number of shocks and waves of departures after the warm-up"]
    recovery_time: Annotated[int, "periods from a shock to the first one whose velocity made good is at least 95 % of its mean over the 10 periods before the shock, over shocks that the crew recovered from; missing if there was none (Bruneau et al. 2003 [BruneauEtAl2003])"]
    recovery_censored: Annotated[int, "share of shocks that the crew had not recovered from at the next shock or the end, or before which it made no way"]
    loss: Annotated[int, "velocity made good that was missing against the mean before the shock, summed until recovery, over shocks that the crew recovered from; missing if there was none (Bruneau et al. 2003)"]
    perseverance: Annotated[int, "mean effort over the 20 periods from the shock relative to the 10 before"]
    # fmt: on


SHOCK_OUTCOMES = Extras._fields[2:]
UNKNOWN_IF_CENSORED = ("recovery_time", "loss")
MADE_GOOD, EFFORT = ROWS["made_good"], ROWS["effort"]


def outcome_names(measures: Iterable[str] | None = None) -> list[str]:
    """The names of all outcomes: `<measure>_mean` and `<measure>_final` of each measure, then the extras."""
    names = known_measures() if measures is None else list(measures)
    return [f"{m}_mean" for m in names] + [f"{m}_final" for m in names] + list(Extras._fields)


def outcome_meanings() -> dict[str, str]:
    """What each of the extras means."""
    return {name: hint.__metadata__[0] for name, hint in get_type_hints(Extras, include_extras=True).items()}


def summarize(series: Floats, shocked: Bools, run: RunParameters, outcomes: Floats) -> None:
    """Write the outcomes of a run (in the order of `outcome_names`) from its series (measures × periods)."""
    rows = series.shape[0]
    # An addition waits for the one before it in the same sum, but not for those of other rows: so four rows at a time.
    for a in range(0, rows, 4):
        b, c, d = min(a + 1, rows - 1), min(a + 2, rows - 1), min(a + 3, rows - 1)
        sum_a, sum_b, sum_c, sum_d = 0.0, 0.0, 0.0, 0.0
        for t in range(run.warm_up, run.periods):
            sum_a += series[a, t]
            sum_b += series[b, t]
            sum_c += series[c, t]
            sum_d += series[d, t]
        outcomes[a], outcomes[b], outcomes[c], outcomes[d] = sum_a, sum_b, sum_c, sum_d
    outcomes[2 * rows] = outcomes[MADE_GOOD]
    for row in range(rows):
        outcomes[row] = outcomes[row] / (run.periods - run.warm_up)
        outcomes[rows + row] = series[row, run.periods - 1]
    _weather(series, shocked, run, outcomes[2 * rows + 1 :])


def _weather(series: Floats, shocked: Bools, run: RunParameters, outcomes: Floats) -> None:
    """Write the extras from `shocks` on; 0 for a mean over no shocks (`shocks` and `recovery_censored` say so).

    The period in which the next shock strikes is the last one in which a crew may recover from the one before.
    """
    periods = run.periods
    shocks, recovered = 0, 0
    time, loss, perseverance = 0.0, 0.0, 0.0
    for t in range(max(1, run.warm_up), periods):
        if not shocked[t]:
            continue
        shocks += 1
        level = _mean_between(series, MADE_GOOD, max(0, t - BEFORE), t)
        end, lost = t, 0.0
        while end < periods and series[MADE_GOOD, end] < RECOVERED * level and not (end > t and shocked[end]):
            lost += level - series[MADE_GOOD, end]
            end += 1
        if level > 0 and end < periods and series[MADE_GOOD, end] >= RECOVERED * level:
            recovered += 1
            time += end - t
            loss += lost
        effort = _mean_between(series, EFFORT, max(0, t - BEFORE), t)
        after = _mean_between(series, EFFORT, t, min(periods, t + AFTER))
        perseverance += after / effort if effort > 0 else 1.0
    outcomes[0] = shocks
    outcomes[1] = time / max(recovered, 1)
    outcomes[2] = (shocks - recovered) / max(shocks, 1)
    outcomes[3] = loss / max(recovered, 1)
    outcomes[4] = perseverance / max(shocks, 1)


def _mean_between(series: Floats, row: int, start: int, stop: int) -> float:
    total = 0.0
    for t in range(start, stop):
        total += series[row, t]
    return total / (stop - start)
