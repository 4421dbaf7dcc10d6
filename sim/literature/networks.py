"""Lazer & Friedman (2007): copying the best along networks of different density [LazerFriedman2007].

An agent copies the best of its ties if that one is better; else it tries one change of its own. Dense networks are
ahead at first and behind in the long run, because sparse ones keep more different solutions alive. On simple problems
all reach the optimum. The score is (F / largest F)^8 on a landscape with N = 20 and K = 5. The printed counts are of
1,000 landscapes, and the printed levels are read from figures.

In the article all networks have the same landscapes and starts. With one seed they would have the same luck too, and
two networks would end alike too often. So networks that are compared take turns: each waits until the others' luck is
used up.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from sim.engine.run import run
from sim.literature.check import Check, Provenance, Replication, Sign, equivalent, ordered, widened
from sim.literature.landscapes import largest
from sim.model.state import Floats
from sim.scenario import Scenario, load

SEED = 12007
RUNS = 2000
LATE = {"line": 201}  # periods; the others have come to rest by 100
TURN = max(LATE.values())  # periods
TURNS = {"lattice": 1, "random": 1, "full": 2}  # how many turns a network waits
SIMPLE = 0.05  # the share of the runs that the simple problem takes
PRINTED = Provenance("P", "Lazer & Friedman 2007")
# Mean scores: at t = 100 for the line, in the long run for the others.
SCORES = {
    "full": 0.565, "line": 0.865, "lattice": 0.80, "10 rewirings": 0.75, "48 rewirings": 0.70, "random": 0.645,
}  # fmt: skip
# In how many of 1,000 landscapes the first network ends higher than the second.
WINS = {
    ("line", "full"): 845, ("full", "line"): 26, ("lattice", "full"): 762, ("full", "lattice"): 50,
    ("random", "full"): 320, ("full", "random"): 138, ("line", "lattice"): 468, ("lattice", "line"): 216,
    ("line", "random"): 787, ("random", "line"): 54,
}  # fmt: skip
SCORE_ERROR = 0.007  # of a mean over 1,000 landscapes
SCORE_MARGIN, WIN_MARGIN = 0.04, 0.06
EFFECT = 0.02  # on scores
EARLY, BEFORE, AFTER = 5, 14, 22  # the printed curves of line and full network cross at about 18
SAME = 1e-9
TIES = 200  # of the lattice: each of 10 or 48 rewirings is a share of them


def network(name: str, k: int = 5, periods: int | None = None) -> Scenario:
    """The scenario with one of the networks by name."""
    layouts: dict[str, dict[str, Any]] = {
        "full": {"layout": "cliques", "clique_size": 100, "rewiring": 0.0},
        "line": {"layout": "line", "neighbours": 2},
        "lattice": {"layout": "ring", "neighbours": 4},
        "10 rewirings": {"layout": "ring", "neighbours": 4, "rewiring": 10 / TIES},
        "48 rewirings": {"layout": "ring", "neighbours": 4, "rewiring": 48 / TIES},
        "random": {"layout": "pairs", "tie_chance": 0.07},
    }
    places = {"line": 2, "lattice": 4, "10 rewirings": 20, "48 rewirings": 20}
    return load("lazer_friedman_2007").with_(
        run={"periods": periods or LATE.get(name, 101)},
        environment={"across": k},
        network={"ties": places.get(name, 99)},
        published=layouts[name],
    )


def scores(name: str, top: Floats, k: int = 5) -> Floats:
    """The mean score over time (runs, periods) from a network's turn on, given each landscape's largest height."""
    scenario, wait = network(name, k), TURN * TURNS.get(name, 0)
    if wait > 0:
        usual = scenario.parameters
        begins = {
            "published": {"search": usual.published.search},
            "network": {"peer_learning": usual.network.peer_learning},
        }
        scenario = scenario.with_(
            run={"periods": wait + usual.run.periods},
            published={"search": "none"},
            network={"peer_learning": 0.0},
            interventions=[{"at": wait, "set": begins}],
        )
    return run(scenario, len(top), SEED).measures["fit"][:, wait:] / top[:, None] ** 8


def checks(scale: float, progress: Callable[[], None]) -> list[Check]:
    """Levels, wins and the order of the curves; then the simple problem."""
    runs = max(50, int(RUNS * scale))
    top, curves = largest(network("line"), SEED, runs), {}
    progress()
    for name in SCORES:
        curves[name] = scores(name, top)
        progress()
    checked = [
        equivalent(
            "networks", f"{name}: mean score, t = 100", curve[:, 100], SCORES[name], widened(SCORE_MARGIN, scale),
            PRINTED, SCORE_ERROR, (list(SCORES).index(name), 100),
        )
        for name, curve in curves.items()
    ]  # fmt: skip
    for (one, other), wins in WINS.items():
        ahead, share = (curves[one][:, -1] > curves[other][:, -1] + SAME).astype(float), wins / 1000
        claim = f"share of landscapes in which {one} ends above {other}"
        error = float(np.sqrt(share * (1 - share) / 1000))
        checked.append(equivalent("networks", claim, ahead, share, widened(WIN_MARGIN, scale), PRINTED, error))
    signs = _order(curves)
    easy = {name: scores(name, largest(network(name, 0), SEED, max(10, int(SIMPLE * runs))), 0) for name in
            ("line", "full")}  # fmt: skip
    signs["simple problem, K = 0: the full network is ahead at t = 10"] = Sign(
        easy["full"][:, 10] - easy["line"][:, 10], EFFECT, PRINTED
    )
    progress()
    ends = [
        equivalent("networks", f"simple problem, K = 0: {name} reaches the optimum", curve[:, 100], 1.0, 0.01, PRINTED)
        for name, curve in easy.items()
    ]
    return [*checked, *ends, *ordered("networks", signs)]


def _order(curves: dict[str, Floats]) -> dict[str, Sign]:
    """Who is ahead when."""
    gap = curves["line"][:, :101] - curves["full"]
    return {
        f"complex problem: the full network is ahead of the line at t = {EARLY}": Sign(-gap[:, EARLY], EFFECT, PRINTED),
        f"… and still at t = {BEFORE}": Sign(-gap[:, BEFORE], EFFECT, PRINTED),
        f"… but behind at t = {AFTER}": Sign(gap[:, AFTER], EFFECT, PRINTED),
        "… and in the end": Sign(gap[:, 100], EFFECT, PRINTED),
        "fewer rewirings end higher": Sign(
            curves["10 rewirings"][:, 100] - curves["48 rewirings"][:, 100], EFFECT, PRINTED
        ),
        "10 rewirings end above the full network": Sign(
            curves["10 rewirings"][:, 100] - curves["full"][:, 100], EFFECT, PRINTED
        ),
    }


REPLICATION = Replication("networks", "LazerFriedman2007", "Copying the best on networks", SEED, True, 8, checks)
