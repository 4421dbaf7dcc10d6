"""`make bench`: the engine beside what its users could pick instead, as ratios of times taken in one run.

Each ratio is the median of several pairs, taken in turns on the same machine; the load is recorded, and a busy machine
is refused, because what is measured there is the others. Writes `benchmarks/results.json` and the table in
`docs/performance.md`. Ratios are comparable between machines, nanoseconds are not.
"""

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import mesa
import numpy as np

import sim
from benchmarks import browser, profile, sweep
from benchmarks.object_model import ObjectModel
from sim.model.assemble import standard
from sim.model.outcomes import outcome_names
from sim.model.plain_values import compiled
from sim.page.build import MODULE
from sim.scenario import Scenario
from tools.reference import main as write_pages

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from wasm_host import Host

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
REPEATS = 5
BUSY = 0.3  # load average over a minute from which on a machine is refused
CALM_DOWN = 240  # seconds to wait for the load to fall
MEMBERS, PERIODS = 50, 200
SIZES = (50, 500, 5_000, 50_000, 100_000)


class Result(NamedTuple):
    """One number: what it is, in words, its unit, and the target it is held against (None: for information)."""

    name: str
    value: float
    unit: str
    meaning: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def met(self) -> bool:
        """Whether the target is reached."""
        low = self.at_least is None or self.value >= self.at_least
        return low and (self.at_most is None or self.value <= self.at_most)


class Engine:
    """The compiled week on one thread, without the runner: `work(n)` runs n replicates."""

    def __init__(self, scenario: Scenario, door: Any = None) -> None:
        self.door, self.scenario = door or standard(), scenario
        self.parameters = compiled(scenario.parameters)
        self.state = standard().allocate(scenario.parameters, np.array(scenario.trace))
        self.work(1)

    def work(self, replicates: int) -> None:
        """Run replicates 0 … n - 1 whole; outcomes are kept, series are not."""
        periods = self.scenario.parameters.run.periods
        outcomes = np.zeros((replicates, len(standard().outcomes)))
        kept = np.zeros((0, len(standard().measures), periods))
        self.door.run_stretch(self.state, self.parameters, 1, 0, 0, periods, outcomes, kept)

    def nanoseconds(self, replicates: int) -> float:
        """A member and period, by the wall clock."""
        p = self.scenario.parameters
        return 1e9 * seconds(lambda: self.work(replicates)) / (replicates * p.run.periods * p.organization.members)


class Idle(mesa.Agent):
    """Mesa's cheapest agent that does anything."""

    def __init__(self, model: mesa.Model) -> None:
        super().__init__(model)
        self.x = 0

    def step(self) -> None:
        """Count."""
        self.x += 1


def seconds(work: Callable[[], Any]) -> float:
    """How long something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def paired(one: Callable[[], float], other: Callable[[], float]) -> tuple[float, float, float]:
    """Medians of both, and of their ratio one / other, taken in turns."""
    pairs = [(one(), other()) for _ in range(REPEATS)]
    ratio = statistics.median(a / b for a, b in pairs)
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs), ratio


def beside_mesa() -> Iterator[Result]:
    """(a) Against an agent that only counts; (b) against the whole model as objects."""
    engine = Engine(sim.load("led"))
    model = mesa.Model(rng=1)
    Idle.create_agents(model, MEMBERS)

    def empty() -> float:
        return 1e9 * seconds(lambda: [model.agents.do("step") for _ in range(2_000)]) / (2_000 * MEMBERS)

    def objects() -> float:
        whole = ObjectModel(sim.load("led").parameters, rng=1)
        return 1e9 * seconds(lambda: [whole.step() for _ in range(60)]) / (60 * MEMBERS)

    mesas, ours, ratio = paired(empty, lambda: engine.nanoseconds(100))
    yield Result("engine", ours, "ns", "the full model on one thread, a member and period (50 members)")
    yield Result("mesa_empty", mesas, "ns", "Mesa's empty agent step, `model.agents.do` on `self.x += 1` (50 agents)")
    yield Result("a_engine_over_mesa_empty", ratio, "times", "rate of the full model over Mesa's empty agent step", 1)
    theirs, _, ratio = paired(objects, lambda: engine.nanoseconds(100))
    yield Result("mesa_objects", theirs, "ns", "the full model as objects in Mesa, a member and period")
    yield Result("one_thread_over_mesa_objects", ratio, "times", "rate of one thread over the object-style model")
    everything = 400 * PERIODS * MEMBERS

    def used() -> float:
        return 1e9 * seconds(lambda: sim.run("led", 400, series=False)) / everything

    used()
    meaning = "rate of `sim.run` as it is used, on all processors, over the object-style model"
    yield Result("b_engine_over_mesa_objects", paired(objects, used)[2], "times", meaning, 200)


# March (1991): 50 members, 30 goals; p1, p2, p3, p4. The open system never rests, so that all do the same periods; in
# the closed one the engine and the tuned C program both stop at rest.
OPEN, CLOSED = (0.1, 0.5, 0.1, 0.02), (0.5, 0.5, 0.0, 0.0)


def beside_c() -> Iterator[Result]:
    """(c) March (1991) against the same loops in C, and against C made fast by hand."""
    with tempfile.TemporaryDirectory() as folder:
        for program in ("march_plain", "march"):
            flags = ["-O3", "-march=native", "-o", f"{folder}/{program}", str(HERE / f"{program}.c"), "-lm"]
            subprocess.run(["cc", *flags], check=True)
        for variant in ("program", "text"):
            crew = _crew(variant, OPEN, 100)
            what = f"March (1991), {variant}, open system"
            plain, ours, ratio = paired(lambda v=variant: _in_c(folder, "march_plain", v, OPEN, 100), crew)
            tuned, _, by_hand = paired(lambda v=variant: _in_c(folder, "march", v, OPEN, 100), crew)
            yield Result(f"march_{variant}", ours, "ns", f"{what}: the engine, a member and period")
            yield Result(f"march_{variant}_c", plain, "ns", f"{what}: the same loops in C")
            yield Result(f"march_{variant}_c_by_hand", tuned, "ns", f"{what}: C with rows of bytes and vectors by hand")
            yield Result(f"c_march_{variant}_over_c", ratio, "times", f"{what}: rate over the same loops in C", 1)
            yield Result(f"march_{variant}_over_c_by_hand", by_hand, "times", f"{what}: rate over C by hand")
            crew = _crew(variant, CLOSED, 1000)
            _, _, by_hand = paired(lambda v=variant: _in_c(folder, "march", v, CLOSED, 1000), crew)
            meaning = f"March (1991), {variant}, to rest: rate over C by hand that stops at rest too"
            yield Result(f"march_{variant}_to_rest_over_c_by_hand", by_hand, "times", meaning)


RUNS = 1_000


def _crew(variant: str, rates: tuple[float, ...], periods: int) -> Callable[[], float]:
    """The engine's nanoseconds a member and period of a March model."""
    p1, p2, p3, p4 = rates
    engine = Engine(
        sim.load(f"march_1991_{variant}").with_(
            run={"periods": periods}, environment={"strategic_turbulence": p4}, organization={"turnover": p3},
            leadership={"communication": p1, "listening": p2},
        )
    )  # fmt: skip
    return lambda: engine.nanoseconds(RUNS)


def _in_c(folder: str, program: str, variant: str, rates: tuple[float, ...], periods: int) -> float:
    """A C program's nanoseconds a member and period, over all periods that there would be."""
    rest = ["1" if rates == CLOSED else "0"] if program == "march" else []
    words = [f"{folder}/{program}", variant, "50", "30", *map(str, rates), str(periods), str(RUNS), "1", *rest]
    spent = float(subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()[-1])
    return 1e9 * spent / (RUNS * periods * 50)


def threads_and_sizes() -> Iterator[Result]:
    """(d) Two threads over one; (e) time over members; (f) memory over replicates."""
    led = sim.load("led")
    _, _, ratio = paired(
        lambda: seconds(lambda: sim.run(led, 400, threads=1, series=False)),
        lambda: seconds(lambda: sim.run(led, 400, threads=2, series=False)),
    )
    yield Result("d_two_threads_over_one", ratio, "times", "rate of two threads over one, 400 replicates", 1.8)
    times = [_whole_run(led, members) for members in SIZES]
    slope = float(np.polyfit(np.log(SIZES), np.log(times), 1)[0])
    yield Result("e_slope_over_members", slope, "", "slope of log time over log members, 50 to 100,000", None, 1.05)
    few, many = (_peak(replicates) for replicates in (1_000, 20_000))
    results = 19_000 * len(outcome_names()) * 8 / 1e6
    meaning = "peak memory of 20,000 replicates over 1,000, less the results themselves"
    yield Result("f_memory_beyond_results", many - few - results, "MB", meaning, None, 30)


def _whole_run(scenario: Scenario, members: int) -> float:
    """Seconds of a replicate of 20 periods with so many members: the median of several batches of about a second."""
    engine = Engine(scenario.with_(organization={"members": members}, run={"periods": 20}))
    batch = max(1, 200_000 // members)
    return statistics.median(seconds(lambda: engine.work(batch)) / batch for _ in range(REPEATS))


def _peak(replicates: int) -> float:
    """Peak memory (MB) of a process that runs so many replicates and keeps outcomes."""
    program = (
        "import resource, sim; sim.run(sim.load('led').with_(run={'periods': 5}), "
        f"{replicates}, series=False); print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=HERE.parent)
    return int(done.stdout) * 1024 / 1e6


def in_webassembly() -> Iterator[Result]:
    """(g) The WebAssembly module under wasmtime and in Chromium against native code."""
    led = sim.load("led")
    native, wasm = Engine(led), Engine(led, Host(MODULE.read_bytes()))
    _, ours, ratio = paired(lambda: native.nanoseconds(50), lambda: wasm.nanoseconds(50))
    yield Result("wasmtime", ours, "ns", "WebAssembly under wasmtime, a member and period")
    yield Result("g_wasmtime_over_native", ratio, "times", "rate under wasmtime over native, one thread", 0.4)
    if shutil.which("chromium") is None:
        print("no Chromium here: its rate is left out", file=sys.stderr)
        return
    found = browser.main()
    yield Result("g_page_over_native", found["page / native"], "times", "rate in the page (Chromium) over native", 0.4)
    for name, value in found.items():
        if name != "page / native":
            yield Result(f"page: {name}", value, "", f"the page in Chromium: {name}")


def starting() -> Iterator[Result]:
    """(h) The first run on a machine, which compiles, and every other."""
    command = [sys.executable, "-m", "sim", "run", "led", "--replicates", "1", "--json"]
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "XDG_CACHE_HOME": folder}

        def start() -> float:
            return seconds(
                lambda: subprocess.run(command, check=True, capture_output=True, env=environment, cwd=HERE.parent)
            )

        yield Result("h_first_start", start(), "s", "`coxed run led -r 1` for the first time, with compilation")
        warm = statistics.median(start() for _ in range(REPEATS))
        yield Result("h_warm_start", warm, "s", "`coxed run led -r 1` every other time")


def sweeping() -> Iterator[Result]:
    """The runner of sweeps over the bare engine."""
    found = sweep.main()
    yield Result(
        "sweep_overhead",
        found["sweep_overhead"],
        "",
        f"time of a sweep of {sweep.POINTS} points × 100 replicates over the bare engine, less 1",
        None,
        0.1,
    )
    small = found["sweep_overhead_small_crews"]
    yield Result("sweep_overhead_small_crews", small, "", "the same for crews of 2 members over 50 periods")
    meaning = "rate of a sweep over `mesa.batch_run` on the object-style model, a run"
    yield Result("sweep_over_batch_run", found["mesa_over_sweep"], "times", meaning)


PARTS = (beside_mesa, beside_c, threads_and_sizes, in_webassembly, starting, sweeping)


def machine(load: float) -> dict[str, Any]:
    """What was measured where."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.processor(),
    )
    return {
        "processor": model,
        "processors": os.cpu_count(),
        "load": load,
        "load_after": os.getloadavg()[0],
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in ("numba", "llvmlite", "numpy", "mesa", "wasmtime")},
        "date": datetime.now(UTC).date().isoformat(),
    }


def main() -> int:
    """Measure, write, and say what missed its target (exit 1)."""
    deadline = time.monotonic() + CALM_DOWN
    while (load := os.getloadavg()[0]) > BUSY and time.monotonic() < deadline:
        print(f"load {load:.2f}: waiting for less than {BUSY}", file=sys.stderr)
        time.sleep(15)
    if load > BUSY:
        print(
            f"refused: the load is {load:.2f}, more than {BUSY}; what would be measured is the others", file=sys.stderr
        )
        return 2
    found = []
    for part in PARTS:
        for result in part():
            found.append(result)
            mark = "" if result.met else "   MISSED"
            print(f"{result.name:36} {result.value:10.3f} {result.unit}{mark}", flush=True)
    content = {
        "machine": machine(load),
        "results": [{**r._asdict(), "met": r.met} for r in found],
        "rules": profile.measured("led"),
    }
    RESULTS.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    write_pages()
    return 0 if all(result.met for result in found) else 1


if __name__ == "__main__":
    raise SystemExit(main())
