"""Management matters more the larger the organization

Question: does what management is worth grow with the number of members?
Hypothesis: the larger the organization, the more management matters, for a small crew adjusts by itself.
Design: management (strength at its default against 0, both led) in crews of 10, 50 and 200; the difference between
the differences. Everything else, the number of decisions too, stays as it is.
Wrong if: management is not worth more to 200 than to 10, to 50 than to 10, or to 200 than to 50.
"""

from collections.abc import Mapping, Sequence

from experiments.curves import Pair, along, crew
from experiments.trials import Asked, alone, put_on_trial
from sim.statistics import Interval
from sim.trial.claim import Changes, Claim, Part
from sim.trial.running import Size, Tried
from sim.trial.telling import Shown

SIZES = (10, 50, 200)
MEMBERS = (4, 6, 10, 20, 50, 100, 200, 400)


def _more(large: int, small: int) -> Mapping[str, float]:
    return {f"managed_{large}": 1, f"unmanaged_{large}": -1, f"managed_{small}": -1, f"unmanaged_{small}": 1}


CLAIM = Claim(
    number=2,
    name="size",
    text=__doc__ or "",
    origin="assumed",
    because="a member finds a free seat with chance attention / (members - 1), so small crews adjust by themselves",
    arms={
        f"{kind}managed_{members}": {"organization.members": members} | ({"management.strength": 0} if kind else {})
        for members in SIZES
        for kind in ("", "un")
    },
    parts=(
        Part("worth more to 200 than to 10", _more(200, 10)),
        Part("worth more to 50 than to 10", _more(50, 10)),
        Part("worth more to 200 than to 50", _more(200, 50)),
    ),
    ablations={
        "where everyone can watch everyone": {"management.attention": 1000},
        "without hand-offs": {"management.handoffs": 1},
        "without change from below": {"rewards.adoption": 0},
        "without experience": {"motivation.experience": 0},
    },
)


def _pair(members: int, others: Changes) -> Pair:
    place = {"organization.members": members, **others}
    return crew(place), crew(place, {"management.strength": 0})


def showing(size: Size) -> Sequence[Shown]:
    """The worth of management over size, with and without change from below."""

    def finding(found: Mapping[str, Sequence[Interval]]) -> str:
        effects = found["as the model has it"]
        helped = [n for n, e in zip(MEMBERS, effects, strict=True) if e.low > 0]
        start = f"from {helped[0]} members on" if helped else "at no size"
        small, large = (f"{effects[x].mean:+.3f} to {MEMBERS[x]}" for x in (2, 6))
        return f"Management helps {start}; it is worth {small} and {large}"

    pairs = {
        "as the model has it": lambda n: _pair(n, {}),
        "without change from below": lambda n: _pair(n, {"rewards.adoption": 0}),
    }
    title = "What management is worth to crews of different size"
    return [along("sizes", title, "members", MEMBERS, pairs, max(2, size.replicates // 4), finding)]


def main(how: Asked) -> Tried:
    """Put the claim on trial."""
    return put_on_trial(CLAIM, how, showing)


if __name__ == "__main__":
    alone(main)
