"""Direction is the backbone of management

Question: what are management and leadership worth alone, and what are they worth together?
Hypothesis: management without leadership is fast but drifts. Leadership without management knows where to go but does
not move. Both together beat either one, and are worth more than the sum of what each is worth alone.
Design: the 2 x 2 of management and leadership. The four crews differ only in the two strengths (without leadership the
plan is rigid, because nobody reviews it). The interaction is the result of both, minus the results of either one alone,
plus the result of neither.
Wrong if: the interaction is not positive; or a crew with only one of them gets as far as the crew with both; or
management alone is not faster than leadership alone, or keeps half the heading of the led crew; or leadership alone
does not know better where to go, or has half the speed of the led crew.
"""

from collections.abc import Sequence

import numpy as np

from experiments.common import Options, evaluate_claim, program
from experiments.curves import crew
from sim.claims.claim import Statement, TheoryClaim
from sim.claims.evaluate import Evaluation, Size
from sim.claims.text import Supplement
from sim.engine.compare import compare
from sim.output.plot import colours, png
from sim.study.analysis import Estimated, Levels
from sim.study.factors import Factor
from sim.study.figures import phase

UNLED = {"leadership.strength": 0, "management.planning": "rigid"}
UNMANAGED = {"management.strength": 0}
CLAIM = TheoryClaim(
    number=1,
    name="direction",
    text=__doc__ or "",
    origin="emergent",
    because="no rule compares crews: speed comes from seats and hand-offs, heading from the beliefs of the members",
    arms={"led": {}, "managed_only": UNLED, "no_paddles": UNMANAGED, "neither": {**UNLED, **UNMANAGED}},
    statements=(
        Statement(
            "both together are worth more than the sum", {"led": 1, "managed_only": -1, "no_paddles": -1, "neither": 1}
        ),
        Statement("both get farther than management alone", {"led": 1, "managed_only": -1}),
        Statement("both get farther than leadership alone", {"led": 1, "no_paddles": -1}),
        Statement(
            "management alone is faster than leadership alone", {"managed_only": 1, "no_paddles": -1}, "speed_mean"
        ),
        Statement(
            "management alone keeps less than half the heading", {"led": 0.5, "managed_only": -1}, "heading_mean"
        ),
        Statement(
            "leadership alone knows better where to go", {"no_paddles": 1, "managed_only": -1}, "belief_accuracy_mean"
        ),
        Statement("leadership alone has less than half the speed", {"led": 0.5, "no_paddles": -1}, "speed_mean"),
    ),
    ablations={
        "without hand-offs": {"management.handoffs": 1},
        "where everyone can watch everyone": {"management.attention": 1000},
        "in a calm ocean": {"environment.strategic_turbulence": 0, "environment.operational_turbulence": 0},
        "with a direction that hears nothing": {"leadership.listening": 0},
        "without learning from one's own work": {"motivation.experience": 0},
    },
)
TURBULENCE = (0.0, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.08)
MEMBERS = (5, 10, 20, 50, 100, 200)


def where_leading_beats_managing(size: Size) -> Supplement:
    """Leadership alone against management alone, by the crew's size and the speed at which the destination moves."""
    replicates = max(2, size.replicates // 4)
    cells, rows = [], []
    for members in MEMBERS:
        line = []
        for turbulence in TURBULENCE:
            place = {"organization.members": members, "environment.strategic_turbulence": turbulence}
            crews = [crew(place, base=name) for name in ("no_paddles", "managed_only")]
            difference = compare(crews, replicates).difference("no_paddles", "managed_only")
            line.append(Estimated(difference.mean, difference.high - difference.mean, 1))
        cells.append(line)
        rows.append([str(members), *(f"{cell.mean:+.3f}{'' if cell.decided else ' (undecided)'}" for cell in line)])
    shades = colours(["no_paddles", "managed_only"])
    title = (
        f"Leading alone beats managing alone {_crews(cells, 1)}, managing alone beats leading alone {_crews(cells, -1)}"
    )
    figure = phase(
        cells,
        _levels("environment.strategic_turbulence", TURBULENCE),
        _levels("organization.members", MEMBERS),
        ("leadership alone gets farther", "management alone gets farther"),
        (shades["no_paddles"], shades["managed_only"]),
        title,
        "velocity made good, leadership alone minus management alone",
    )
    figure.axes[0].set(
        xlabel="how often the destination moves (chance a week that a goal reverses)",
        ylabel="how large the crew is (members)",
    )
    header = ("members \\ strategic turbulence", *(f"{t:g}" for t in TURBULENCE))
    closing = (
        f"Velocity made good of leadership alone minus management alone, {replicates} paired replicates at each place; "
        "decided by a 95 % interval for each place."
    )
    return Supplement("phase", title, header, rows, closing, png(figure))


def _crews(cells: list[list[Estimated]], sign: int) -> str:
    """In how many places, and in crews of which size, one of the two is ahead."""
    counts = [sum(cell.decided and cell.mean * sign > 0 for cell in line) for line in cells]
    sizes = [members for members, count in zip(MEMBERS, counts, strict=True) if count]
    places = f"in {sum(counts)} of {len(MEMBERS) * len(TURBULENCE)} places"
    return f"{places} (crews of {min(sizes)} to {max(sizes)})" if sizes else places


def _levels(path: str, values: Sequence[float]) -> Levels:
    places = np.arange(len(values), dtype=np.int64)
    return Levels(
        Factor(path, values=tuple(values)), [f"{value:g}" for value in values], places.astype(np.float64), places
    )


def supplements(size: Size) -> Sequence[Supplement]:
    """The further results of the claim."""
    return [where_leading_beats_managing(size)]


def main(options: Options) -> Evaluation:
    """Evaluate the claim, and write its results."""
    return evaluate_claim(CLAIM, options, supplements)


if __name__ == "__main__":
    program(main)
