"""March's model with turnover and turbulence, exactly: small organizations as Markov chains, and a code that is fixed.

Jo (2024) [Jo2024] solves a simplified model of March by master equations. Only the abstract could be read, so the
formulas here are not his. They are derived from the rules of the text's variant alone:

    a fixed code     belief that equals the code, before learning:  a = (1 - p3) b + p3 / 3,  after:  b = a + p1 (1 - a)
                     knowledge before learning:  g = (1 - p3) h,  after:  h = g + p1 (1 - g), times (1 - 2 p4)^t
    one belief       the state is the code and how many members are right, blank and wrong, all relative to reality.
                     Each period: all signs turn with p4; each member is replaced with p3 (each view a third); then, at
                     the same time, each member takes a code that is not blank with p1, and a code that is not right
                     becomes right with 1 - (1 - p2)^(members who are right), because these alone are superior.
"""

from collections.abc import Callable
from itertools import product

import numpy as np

from sim.engine.run import run
from sim.literature.check import Check, Provenance, Replication, equivalent, widened
from sim.literature.march import closed
from sim.model.state import Floats
from sim.scenario import Scenario

SEED = 12024
RUNS = 60_000
MARGIN = 0.02
DERIVED = Provenance("D", "sim/literature/chain.py")
# (p1, p3, p4) with a fixed code, for 10 beliefs and 20 members.
FIXED = ((0.3, 0.1, 0.02), (0.1, 0.05, 0.0), (0.8, 0.3, 0.1))
# (members, p1, p2, p3, p4) with one belief.
SINGLE = (
    (2, 0.5, 0.5, 0.1, 0.02), (3, 0.1, 0.9, 0.0, 0.05), (5, 0.3, 0.2, 0.2, 0.1), (4, 0.9, 0.1, 0.05, 0.0),
)  # fmt: skip
MOMENTS = (1, 5, 20, 59)


def fixed(p1: float, p3: float, p4: float) -> Scenario:
    """The text's variant with a code that begins right and learns nothing."""
    return closed("text", p1, 0.0).with_(
        run={"periods": 60},
        environment={"goals": 10, "decisions": 10, "strategic_turbulence": p4},
        organization={"members": 20, "turnover": p3},
        leadership={"founding_vision": 1.0},
    )


def single(members: int, p1: float, p2: float, p3: float, p4: float) -> Scenario:
    """The text's variant with one belief."""
    return closed("text", p1, p2).with_(
        run={"periods": 60},
        environment={"goals": 1, "decisions": 1, "strategic_turbulence": p4},
        organization={"members": members, "turnover": p3},
    )


def with_fixed_code(p1: float, p3: float, p4: float, periods: int) -> tuple[Floats, Floats]:
    """The share of beliefs like the code, after learning, and members' knowledge before it: both (periods,)."""
    alike, known, equal, right = 1 / 3, 0.0, np.zeros(periods), np.zeros(periods)
    for t in range(periods):
        alike, known = (1 - p3) * alike + p3 / 3, (1 - p3) * known
        right[t] = known * (1 - 2 * p4) ** (t + 1)
        alike, known = alike + p1 * (1 - alike), known + p1 * (1 - known)
        equal[t] = alike
    return equal, right


def with_one_belief(n: int, p1: float, p2: float, p3: float, p4: float, periods: int) -> tuple[Floats, Floats]:
    """The mean knowledge of the code and of the members as recorded before learning (periods,), by the Markov chain."""
    states = [*product((-1, 0, 1), repeat=n + 1)]
    place = {state: x for x, state in enumerate(states)}
    code, members = np.array([s[0] for s in states]), np.array([np.mean(s[1:]) for s in states])
    turned = np.array([place[tuple(-v for v in state)] for state in states])
    leave = (1 - p3) * np.eye(3) + p3 / 3
    chance = np.where(code == 0, 3.0**-n, 0.0)
    codes, knowledge = np.zeros(periods), np.zeros(periods)
    for t in range(periods):
        chance = (1 - p4) * chance + p4 * chance[turned]
        cube = chance.reshape((3,) * (n + 1))
        for axis in range(1, n + 1):
            cube = np.moveaxis(np.tensordot(leave, cube, (0, axis)), 0, axis)
        codes[t], knowledge[t] = cube.ravel() @ code, cube.ravel() @ members
        chance = _learned(cube, p1, p2).ravel()
    return codes, knowledge


def _learned(cube: Floats, p1: float, p2: float) -> Floats:
    """The chances of all states after learning; axis 0 is the code, the others are members: wrong, blank, right."""
    after = np.zeros_like(cube)
    for now in np.ndindex(cube.shape):
        right = sum(view == 2 for view in now[1:])
        learns = 1 - (1 - p2) ** right if now[0] != 2 else 0.0
        spread = np.ones(())
        for view in now[1:]:
            own = np.zeros(3)
            own[view] += 1.0 if now[0] == 1 else 1 - p1
            if now[0] != 1:
                own[now[0]] += p1
            spread = np.multiply.outer(spread, own)
        after[now[0]] += cube[now] * (1 - learns) * spread
        after[2] += cube[now] * learns * spread
    return after


def checks(scale: float, progress: Callable[[], None]) -> list[Check]:
    """Both closed forms at some moments."""
    runs, checked = max(500, int(RUNS * scale)), []
    for p1, p3, p4 in FIXED:
        equal, right = with_fixed_code(p1, p3, p4, 60)
        measures = run(fixed(p1, p3, p4), runs // 10, SEED).measures
        where = f"fixed code, p1 = {p1}, p3 = {p3}, p4 = {p4}, t = "
        for t in MOMENTS:
            for name, measure, exact in (
                ("beliefs like the code", "alignment", equal),
                ("knowledge", "knowledge", right),
            ):
                checked.append(_near(f"{where}{t}: {name}", measures[measure][:, t], exact[t], scale))
        progress()
    for setting in SINGLE:
        n, p1, p2, p3, p4 = setting
        code, members = with_one_belief(*setting, 60)
        measures = run(single(*setting), runs, SEED).measures
        where = f"one belief, n = {n}, p1 = {p1}, p2 = {p2}, p3 = {p3}, p4 = {p4}, t = "
        for t in MOMENTS:
            checked.append(_near(f"{where}{t}: code", measures["direction_knowledge"][:, t], code[t], scale))
            checked.append(_near(f"{where}{t}: members", measures["knowledge"][:, t], members[t], scale))
        progress()
    return checked


def _near(claim: str, values: Floats, exact: float, scale: float) -> Check:
    return equivalent("chain", claim, values, float(exact), widened(MARGIN, scale), DERIVED)


REPLICATION = Replication("chain", None, "Mutual learning with turnover and turbulence, exactly", SEED, True, 7, checks)
