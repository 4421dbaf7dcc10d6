"""One step of the simplest model in other frameworks: an agent has a number, and adds one to it.

    python -m benchmarks.peers [--quick]

The packages live in an environment of their own, `build/peers`, which this makes from `benchmarks/peers.txt`: one of
them would hide this project's folder `tests`. This file imports nothing of Coxed, because it also runs there.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PLACE = HERE.parent / "build" / "peers"
SIZES = (50, 10_000, 1_000_000)
STEPS = {50: 2_000, 10_000: 20, 1_000_000: 2}

type Steps = Callable[[int], Any]


def mesa_do(agents: int, how: str = "do") -> Steps:
    """Every agent is an object of Python, whose method is called once."""
    import mesa

    class Counter(mesa.Agent):  # type: ignore[misc]
        x = 0

        def step(self) -> None:
            self.x += 1

    model = mesa.Model(rng=1)
    Counter.create_agents(model, agents)
    call = getattr(model.agents, how)
    return lambda steps: [call("step") for _ in range(steps)]


def mesa_shuffle_do(agents: int) -> Steps:
    """As above, in an order that is shuffled before each step."""
    return mesa_do(agents, "shuffle_do")


def agentpy(agents: int) -> Steps:
    """Every agent is an object of Python, whose method is called through a list of agents."""
    import agentpy as ap

    class Counter(ap.Agent):  # type: ignore[misc]
        def setup(self) -> None:
            self.x = 0

        def step(self) -> None:
            self.x += 1

    crew = ap.AgentList(ap.Model(), agents, Counter)
    return lambda steps: [crew.step() for _ in range(steps)]


def starsim(agents: int) -> Steps:
    """All agents are one array; a module adds to it in NumPy, inside the loop of a simulation."""
    import starsim as ss

    class Counter(ss.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.define_states(ss.FloatArr("x", default=0.0))

        def step(self) -> None:
            self.x[:] = self.x[:] + 1

    def run(steps: int) -> Any:
        sim = ss.Sim(n_agents=agents, modules=[Counter()], start=0, dur=steps, dt=1, verbose=0)
        sim.init()
        start = time.perf_counter()
        sim.run(verbose=0)
        return time.perf_counter() - start

    return run


def jax_scan(agents: int) -> Steps:
    """All agents are one array; the loop over the steps is compiled for the processor."""
    import jax

    def one(x: Any, _: None) -> tuple[Any, None]:
        return x * 3 + 1, None  # a sum alone would be folded into one multiplication

    compiled: Any = jax.jit(lambda x, steps: jax.lax.fori_loop(0, steps, lambda _, y: one(y, None)[0], x))
    x = jax.numpy.zeros(agents, "int32")
    return lambda steps: compiled(x, steps).block_until_ready()


PEERS: dict[str, tuple[str, Callable[[int], Steps]]] = {
    "Mesa, `do`": ("mesa", mesa_do),
    "Mesa, `shuffle_do`": ("mesa", mesa_shuffle_do),
    "AgentPy": ("agentpy", agentpy),
    "Starsim": ("starsim", starsim),
    "JAX, a compiled loop": ("jax", jax_scan),
}
ABSENT = {
    "mesa-frames": "its newest release, 0.1.0a0, asks for NumPy 1.26, which has no builds for Python 3.13",
}


def measured(peer: str, agents: int, quick: bool) -> float:
    """Nanoseconds an agent and step: the median of three runs after one that warms up."""
    make = PEERS[peer][1]
    steps = max(1, STEPS[agents] // (10 if quick else 1))
    steps *= 10 if make is jax_scan else 1
    run = make(agents)
    times = []
    for _ in range(2 if quick else 4):
        start = time.perf_counter()
        own_time = run(steps)
        whole = time.perf_counter() - start
        times.append(own_time if isinstance(own_time, float) else whole)
    return 1e9 * statistics.median(times[1:]) / (steps * agents)


def all_measured(quick: bool) -> list[dict[str, Any]]:
    """What each peer takes at each size, or why it is missing."""
    rows = []
    for peer, (package, make) in PEERS.items():
        row: dict[str, Any] = {"name": peer, "step": (make.__doc__ or "").strip(), "ns": {}, "missing": ""}
        try:
            row["version"] = version(package)
            row["ns"] = {str(agents): measured(peer, agents, quick) for agents in (SIZES[:-1] if quick else SIZES)}
        except (ImportError, PackageNotFoundError) as error:
            row["missing"] = str(error)
        rows.append(row)
    return [*rows, *({"name": name, "step": "", "ns": {}, "missing": why} for name, why in ABSENT.items())]


def in_own_environment(quick: bool) -> list[dict[str, Any]]:
    """`all_measured`, in the environment of the peers, which is made if it is not there."""
    python = PLACE / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not (PLACE / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", str(PLACE)], check=True)
        for line in (HERE / "peers.in").read_text(encoding="utf-8").split():
            command = [str(python), "-m", "pip", "install", "--quiet", "--constraint", str(HERE / "peers.txt"), line]
            if subprocess.run(command, check=False).returncode:
                print(f"{line} cannot be installed; it will be missing", file=sys.stderr)
        (PLACE / "ready").touch()
    # -P: otherwise `profile.py` beside this file hides Python's own, which Starsim imports.
    words = [str(python), "-P", "-W", "ignore", str(Path(__file__)), "--here", *(["--quick"] if quick else [])]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    return list(json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    quickly = "--quick" in sys.argv
    print(json.dumps(all_measured(quickly) if "--here" in sys.argv else in_own_environment(quickly)))
