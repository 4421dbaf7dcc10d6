"""A bench to try mechanisms on, and the quiet crews that they are tried with.

The same tests run in two ways. By default nothing is compiled: the bench calls the mechanisms that it is made of, as
the plain Python functions that they are, on samples that take seconds. With `COXED_COMPILED=1`, as `make test` sets it,
the whole week runs compiled, on samples that are some ten times larger.

Seeds are fixed (`checks.SEED`), so the tests are deterministic. Over the choice of seeds each statistical check would
err with probability `checks.LEVEL` = 1e-6; there are fewer than 200, so the family errs with at most 2e-4. This is the
same for both sizes of a sample: the tolerance follows from the standard error. Each mean is known to a standard error
of at most 1 % of its expected value (5 % in the small samples), where not stated otherwise. Identities hold to 1e-12.
"""

import os
from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.model.assemble import standard
from sim.model.kernel import luck_of
from sim.model.measures import MEASURES, ROWS, observer
from sim.model.mechanism import Mechanism
from sim.model.parameters import Parameters
from sim.model.plain_values import compiled
from sim.model.records import reset
from sim.model.state import RECORDS, State
from sim.model.week import WEEK
from tests import checks
from tests.checks import SEED, Reals

COMPILED = bool(os.environ.get("COXED_COMPILED"))
values = cache(compiled)


def size(small: int, full: int) -> int:
    """How much of a sample is drawn: the small one uncompiled, the full one compiled."""
    return full if COMPILED else small


def assert_mean(sample: ArrayLike, expected: float, precision: float = 0.01) -> None:
    """The mean agrees with the closed form, and is known as precisely as the size of the sample asks for."""
    checks.assert_mean(sample, expected, precision if COMPILED else max(0.05, precision))


class Bench:
    """Some mechanisms of the week, in its order, and runs of them."""

    def __init__(self, *rules: type[Mechanism]) -> None:
        self.rules = [rule for rule in WEEK if rule in rules and rule.step is not None]

    def begin(self, p: Parameters, replicate: int = 0, trace: ArrayLike = (1.0,)) -> State:
        """A crew at its start."""
        state = standard().allocate(p, np.array(trace, dtype=float))
        if COMPILED:
            standard().begin(state, values(p), SEED, replicate)
            return state
        for record in RECORDS:
            if record != "structure":
                reset(getattr(state, record), values(p))
        for rule in WEEK:
            if rule.start is not None:
                rule.start(luck_of(SEED, replicate, 0), state, values(p))
        return state

    def advance(
        self, state: State, p: Parameters, start: int, stop: int, replicate: int = 0, observed: Iterable[str] = ()
    ) -> None:
        """Run periods `start` … `stop - 1`; uncompiled, only the `observed` measures are taken."""
        if COMPILED:
            standard().advance(state, values(p), SEED, replicate, start, stop)
            return
        for t in range(start, stop):
            for rule in self.rules:
                if rule.active is None or rule.active(values(p)):
                    rule.step(luck_of(SEED, replicate, t + 1), t, state, values(p))
            _observe(state, values(p), t, tuple(observed))

    def play(self, p: Parameters, replicates: int, *measures: str, trace: ArrayLike = (1.0,)) -> dict[str, Reals]:
        """Measures (replicates × periods) of whole runs."""
        if COMPILED:
            whole = checks.played(p, replicates, trace)[0]
            return {name: whole[name] for name in measures}
        runs = []
        for replicate in range(replicates):
            state = self.begin(p, replicate, trace)
            self.advance(state, p, 0, p.run.periods, replicate, measures)
            runs.append([state.series[ROWS[name]] for name in measures])
        return {name: np.array([run[k] for run in runs]) for k, name in enumerate(measures)}


def _observe(state: Any, p: Parameters, t: int, names: tuple[str, ...]) -> None:
    if names:
        one = np.zeros((len(names), 1))
        _observer(names)(state._replace(series=one), p, 0)
        for row, name in enumerate(names):
            state.series[ROWS[name], t] = one[row, 0]


@cache
def _observer(names: tuple[str, ...]) -> Any:
    """What observes these measures, written as it is for the compiled week."""
    listed = {name: MEASURES[name] for name in names}
    lines = observer(listed, standard().columns).splitlines()
    scope: dict[str, Any] = {f"measure{row}": measure.function for row, measure in enumerate(listed.values())}
    exec("def observe(crew, p, t):\n" + "\n".join(f"    {line}" for line in lines), scope)
    return scope["observe"]


# A world and a crew in which nothing happens; each test sets going what it is about.
QUIET: dict[str, dict[str, Any]] = {
    "run": {"periods": 20, "pace": 0},
    "environment": {
        "strategic_turbulence": 0,
        "operational_turbulence": 0,
        "feedback_accuracy": 1,
        "local_accuracy": 1,
        "ruggedness": 0,
    },
    "organization": {"turnover": 0},
    "management": {
        "strength": 0,
        "planning": "rigid",
        "planning_horizon": 100_000,
        "switching_cost": 0,
        "attention": 0,
        "handoffs": 1,
    },
    "leadership": {"strength": 0, "outside": 0},
    "motivation": {"experience": 0},
    "rewards": {"initiative": 0, "adoption": 0},
    "development": {"rate": 0, "retrospectives": 0, "rotation": 1},
    "network": {"ties": 0, "trust_rate": 0, "peer_learning": 0, "strain_cost": 0},
}


def quiet(**groups: dict[str, Any]) -> Parameters:
    """The quiet world with some settings changed."""
    merged = {name: {**QUIET.get(name, {}), **groups.get(name, {})} for name in {*QUIET, *groups}}
    return Parameters.model_validate(
        {name: {key: _as_declared(name, key, value) for key, value in group.items()} for name, group in merged.items()}
    )


def _as_declared(group: str, name: str, value: Any) -> Any:
    annotation = type(getattr(Parameters(), group)).model_fields[name].annotation
    return float(value) if annotation is float else value


def depths(members: int, span: int) -> NDArray[np.int64]:
    """How many bosses each position has above it."""
    depth = np.zeros(members, dtype=np.int64)
    for i in range(1, members):
        depth[i] = depth[(i - 1) // span] + 1
    return depth


def approach(start: float, target: float, rate: float, steps: Any) -> Any:
    """Where a value stands that moves by a share `rate` of its distance to `target`, `steps` times."""
    return target + (start - target) * (1 - rate) ** steps
