"""Management matters more the larger the organization

Question: does the worth of management grow with the number of members?
Hypothesis: the larger the organization, the more management matters, because a small crew adjusts by itself.
Design: management (its strength at the default against 0, both with leadership) in crews of 10, 50 and 200, and the
differences between these differences. All other settings stay the same, including the number of decisions.
Wrong if: management is not worth more to 200 than to 10, to 50 than to 10, or to 200 than to 50.
"""

from collections.abc import Mapping, Sequence

from experiments.common import Options, evaluate_claim, program
from experiments.curves import Pair, along, crew
from sim.claims.claim import Changes, Statement, TheoryClaim
from sim.claims.evaluate import Evaluation, Size
from sim.claims.text import Supplement
from sim.engine.statistics import Interval

SIZES = (10, 50, 200)
MEMBERS = (4, 6, 10, 20, 50, 100, 200, 400)


def _more(large: int, small: int) -> Mapping[str, float]:
    return {f"managed_{large}": 1, f"unmanaged_{large}": -1, f"managed_{small}": -1, f"unmanaged_{small}": 1}


CLAIM = TheoryClaim(
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
    statements=(
        Statement("worth more to 200 than to 10", _more(200, 10)),
        Statement("worth more to 50 than to 10", _more(50, 10)),
        Statement("worth more to 200 than to 50", _more(200, 50)),
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


def supplements(size: Size) -> Sequence[Supplement]:
    """The worth of management over size, with and without change from below."""

    def finding(effects: Mapping[str, Sequence[Interval]]) -> str:
        default = effects["as the model has it"]
        helped = [n for n, e in zip(MEMBERS, default, strict=True) if e.low > 0]
        start = f"from {helped[0]} members on" if helped else "at no size"
        small, large = (f"{default[x].mean:+.3f} to {MEMBERS[x]}" for x in (2, 6))
        return f"Management helps {start}; it is worth {small} and {large}"

    pairs = {
        "as the model has it": lambda n: _pair(n, {}),
        "without change from below": lambda n: _pair(n, {"rewards.adoption": 0}),
    }
    title = "What management is worth to crews of different size"
    return [along("sizes", title, "members", MEMBERS, pairs, max(2, size.replicates // 4), finding)]


def main(options: Options) -> Evaluation:
    """Evaluate the claim, and write its results."""
    return evaluate_claim(CLAIM, options, supplements)


if __name__ == "__main__":
    program(main)
