"""Leadership matters more the more volatile the environment

Question: does what leadership is worth grow with change, outside (reversals, shocks) and inside (people who leave)?
Hypothesis: leadership is how an organization deals with change; the more volatile its environment, the more it
matters.
Design: leadership (led against managed only) where each goal reverses with one of four chances a week, with and
without shocks (every 25 weeks), with and without waves of departures (half of the crew every 25 weeks); differences
between differences.
Wrong if: leadership is not worth more where there is more change, of each of the three kinds, up to the highest
rate.
"""

from collections.abc import Mapping, Sequence

from experiments.curves import Pair, along, crew, largest, relative
from experiments.direction import UNLED
from experiments.trials import Asked, alone, put_on_trial
from sim.statistics import Interval
from sim.trial.claim import Changes, Claim, Part
from sim.trial.running import Size, Tried
from sim.trial.telling import Shown

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


CLAIM = Claim(
    number=3,
    name="volatility",
    text=__doc__ or "",
    origin="emergent",
    because="reviews and communication are put in; that they pay more where more changes is not",
    arms={
        f"{kind}led_{ocean}": {**changes, **(UNLED if kind else {})}
        for ocean, changes in OCEANS.items()
        for kind in ("", "un")
    },
    parts=(
        Part("reversals: worth more at a chance of .04 a week than of .0025", _more("rough", "calm")),
        Part("shocks: worth more with than without", _more("shocks", "usual")),
        Part("departures: worth more with waves than without", _more("exodus", "usual")),
        Part("without end: worth more at a chance of .16 a week than of .04", _more("wild", "rough")),
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


def showing(size: Size) -> Sequence[Shown]:
    """What leadership is worth over turbulence."""

    def finding(found: Mapping[str, Sequence[Interval]]) -> str:
        effects = found["led - managed only"]
        return (
            f"Leadership is worth most where a goal reverses with a chance of {largest(TURBULENCE, effects)} a week, "
            f"{effects[0].mean:+.3f} where the destination stays and {effects[-1].mean:+.3f} at {TURBULENCE[-1]:g}"
        )

    pairs = {
        "led - managed only": lambda t: _pair(t, UNLED),
        "led - led without management": lambda t: _pair(t, {"management.strength": 0}),
    }
    title = "What leadership (and, beside it, management) is worth as the destination moves"
    axis = "chance a week that a goal reverses"
    replicates = max(2, size.replicates // 4)

    def lost(found: Mapping[str, Sequence[Interval]]) -> str:
        calm, wild = (found["led - managed only"][x].mean for x in (0, -1))
        return (
            f"Without leadership {calm:.0%} of the way is lost where the destination stays, "
            f"{wild:.0%} where it reverses with a chance of {TURBULENCE[-1]:g} a week and all get less far"
        )

    shares = "The same as a share of how far the led crew gets (not part of the claim)"
    label = "share of the led crew's velocity made good"
    return [
        along("turbulence", title, axis, TURBULENCE, pairs, replicates, finding),
        along("share", shares, axis, TURBULENCE, pairs, replicates, lost, label, relative),
    ]


def main(how: Asked) -> Tried:
    """Put the claim on trial."""
    return put_on_trial(CLAIM, how, showing)


if __name__ == "__main__":
    alone(main)
