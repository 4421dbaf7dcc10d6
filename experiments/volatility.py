"""Leadership matters more the more volatile the environment

Question: does the worth of leadership grow with change, outside (reversals, shocks) and inside (members who leave)?
Hypothesis: leadership is how an organization deals with change. The more volatile its environment, the more leadership
matters.
Design: leadership (led against managed only) at four chances per week that a goal reverses, with and without shocks
(every 25 weeks), and with and without waves of departures (half of the crew every 25 weeks); differences between
differences.
Wrong if: for any of the three kinds of change, leadership is not worth more where there is more change, up to the
highest rate.
"""

from collections.abc import Mapping, Sequence

from experiments.common import Options, evaluate_claim, program
from experiments.curves import Pair, along, best_values, crew, relative
from experiments.direction import UNLED
from sim.claims.claim import Changes, Statement, TheoryClaim
from sim.claims.evaluate import Evaluation, Size
from sim.claims.text import Supplement
from sim.engine.statistics import Interval

OCEANS: dict[str, Changes] = {
    "calm": {"environment.strategic_turbulence": 0.0025},
    "usual": {"environment.strategic_turbulence": 0.01},
    "rough": {"environment.strategic_turbulence": 0.04},
    "wild": {"environment.strategic_turbulence": 0.16},
    "shocks": {"environment.strategic_turbulence": 0.01, "environment.shock_every": 25},
    "exodus": {
        "environment.strategic_turbulence": 0.01,
        "environment.exodus_every": 25,
        "environment.exodus_share": 0.5,
    },
}
TURBULENCE = (0.0, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16)


def _more(volatile: str, quiet: str) -> Mapping[str, float]:
    return {f"led_{volatile}": 1, f"unled_{volatile}": -1, f"led_{quiet}": -1, f"unled_{quiet}": 1}


CLAIM = TheoryClaim(
    number=3,
    name="volatility",
    text=__doc__ or "",
    origin="emergent",
    because="reviews and communication are rules, but no rule makes them pay more where more changes",
    arms={
        f"{kind}led_{ocean}": {**changes, **(UNLED if kind else {})}
        for ocean, changes in OCEANS.items()
        for kind in ("", "un")
    },
    statements=(
        Statement("reversals: worth more at a chance of .04 a week than of .0025", _more("rough", "calm")),
        Statement("shocks: worth more with than without", _more("shocks", "usual")),
        Statement("departures: worth more with waves than without", _more("exodus", "usual")),
        Statement("without end: worth more at a chance of .16 a week than of .04", _more("wild", "rough")),
    ),
    ablations={
        "with a direction that hears nothing": {"leadership.listening": 0},
        "without communication": {"leadership.communication": 0},
        "without replanning between plans": {"management.planning": "rigid"},
        "without learning from one's own work": {"motivation.experience": 0},
    },
)


def _pair(turbulence: float, other: Changes) -> Pair:
    place = {"environment.strategic_turbulence": turbulence}
    return crew(place), crew(place, other)


def supplements(size: Size) -> Sequence[Supplement]:
    """What leadership is worth over turbulence."""

    def finding(effects: Mapping[str, Sequence[Interval]]) -> str:
        worth = effects["led - managed only"]
        return (
            f"Leadership is worth most where a goal reverses with a chance of {best_values(TURBULENCE, worth)} a week, "
            f"{worth[0].mean:+.3f} where the destination stays and {worth[-1].mean:+.3f} at {TURBULENCE[-1]:g}"
        )

    pairs = {
        "led - managed only": lambda t: _pair(t, UNLED),
        "led - led without management": lambda t: _pair(t, {"management.strength": 0}),
    }
    title = "The worth of leadership, and of management, as the destination moves"
    axis = "chance a week that a goal reverses"
    replicates = max(2, size.replicates // 4)

    def lost(effects: Mapping[str, Sequence[Interval]]) -> str:
        calm, wild = (effects["led - managed only"][x].mean for x in (0, -1))
        return (
            f"Without leadership, {calm:.0%} of the progress is lost where the destination stays, and {wild:.0%} where "
            f"a goal reverses with a chance of {TURBULENCE[-1]:g} a week and all crews make less progress"
        )

    shares = "The same as a share of the led crew's progress (not part of the claim)"
    label = "share of the led crew's velocity made good"
    return [
        along("turbulence", title, axis, TURBULENCE, pairs, replicates, finding),
        along("share", shares, axis, TURBULENCE, pairs, replicates, lost, label, relative),
    ]


def main(options: Options) -> Evaluation:
    """Evaluate the claim, and write its results."""
    return evaluate_claim(CLAIM, options, supplements)


if __name__ == "__main__":
    program(main)
