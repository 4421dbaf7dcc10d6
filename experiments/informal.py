"""Informal networks speed adaptation, resolve conflict and relieve the formal channel

Question: what is the effect of ties, of ties across teams and of trust, and can a crew have too many ties?
Hypothesis: informal ties speed adaptation, settle conflicts that would otherwise go up the formal channel, and relieve
that channel. Ties across teams and trust help. Too many ties do harm.
Design: shocks every 50 weeks, and no waves of departures. No ties, four ties, and sixteen ties; ties within the team
only, or to any member; little trust (.1) or much trust (.8).
Wrong if: four ties, compared with none, do not bring a crew farther, lower its loss after shocks, lower its strain, and
raise reach; or ties across teams or trust do not help; or sixteen ties are not worse than four.
"""

from collections.abc import Sequence

from experiments.common import Options, evaluate_claim, program
from experiments.curves import Pair, along, crew, none_better
from sim.claims.claim import Statement, TheoryClaim
from sim.claims.evaluate import Evaluation, Size
from sim.claims.text import Supplement

STORMS = {"environment.shock_every": 50, "environment.shock_size": 0.6, "environment.exodus_every": 0}
TIES = (0, 1, 2, 4, 8, 16, 32)
FIDELITY = {"channel as it is (.85)": 0.85, "poor channel (.4)": 0.4}


def _arm(ties: int = 4, cross: float = 0.3, trust: float = 0.4) -> dict[str, float]:
    return {"network.ties": ties, "network.cross_team": cross, "network.initial_trust": trust}


CLAIM = TheoryClaim(
    number=11,
    name="informal",
    text=__doc__ or "",
    origin="assumed",
    because="that trust settles conflicts and that ties pass the direction on are rules; what this is worth is not",
    common=STORMS,
    arms={
        "none": _arm(0),
        "some": _arm(),
        "many": _arm(16),
        "within": _arm(cross=0),
        "across": _arm(cross=1),
        "wary": _arm(trust=0.1),
        "trusting": _arm(trust=0.8),
    },
    statements=(
        Statement("four ties get a crew farther than none", {"some": 1, "none": -1}),
        Statement("four ties lower the loss after shocks", {"none": 1, "some": -1}, "loss", 0.1),
        Statement("four ties resolve conflict: less strain", {"none": 1, "some": -1}, "strain_mean"),
        Statement("four ties relieve the channel: more reach", {"some": 1, "none": -1}, "reach_mean"),
        Statement("ties across teams get a crew farther", {"across": 1, "within": -1}),
        Statement("trust gets a crew farther", {"trusting": 1, "wary": -1}),
        Statement("sixteen ties are worse than four", {"some": 1, "many": -1}),
    ),
    ablations={
        "without learning from peers": {"network.peer_learning": 0},
        "without strain": {"network.strain_cost": 0},
        "with a perfect channel": {"leadership.channel_fidelity": 1},
        "where motivation does not matter": {"motivation.effort_floor": 1},
    },
)


def _pair(ties: int, fidelity: float) -> Pair:
    none = {**STORMS, "leadership.channel_fidelity": fidelity, "network.ties": 0}
    return crew(none, {"network.ties": ties}), crew(none)


def supplements(size: Size) -> Sequence[Supplement]:
    """What ties are worth by their number."""
    finding = none_better("Numbers of ties", TIES, "with the")
    pairs = {name: (lambda ties, value=value: _pair(ties, value)) for name, value in FIDELITY.items()}
    title = "Informal ties, against none"
    return [along("ties", title, "network.ties", TIES, pairs, max(2, size.replicates // 4), finding)]


def main(options: Options) -> Evaluation:
    """Evaluate the claim, and write its results."""
    return evaluate_claim(CLAIM, options, supplements)


if __name__ == "__main__":
    program(main)
