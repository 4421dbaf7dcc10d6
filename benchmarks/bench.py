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

import numpy as np

import sim
from benchmarks import browser, peers, profile, sweep
from benchmarks.engine import AVX2, LATER, Engine, instructions, march, seconds
from benchmarks.object_model import ObjectModel
from sim.model.files import made_folder, write_whole
from sim.model.outcomes import outcome_names
from sim.page.build import MODULE
from sim.scenario import Scenario
from tools.reference import main as write_pages

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from wasm_host import Host

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
QUICK = "--quick" in sys.argv
QUICKLY = HERE.parent / "build" / "bench.json"  # where a quick run, whose numbers mean little, writes
REPEATS = 1 if QUICK else 5
BUSY = 0.3  # load average over a minute from which on a machine is refused
CALM_DOWN = 240  # seconds to wait for the load to fall
MEMBERS, PERIODS = 50, 200
LARGE = 20_000 if QUICK else 1_000_000
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


def paired(one: Callable[[], float], other: Callable[[], float]) -> tuple[float, float, float]:
    """Medians of both, and of their ratio one / other, taken in turns."""
    pairs = [(one(), other()) for _ in range(REPEATS)]
    ratio = statistics.median(a / b for a, b in pairs)
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs), ratio


_MODELS = {
    "": "the full model",
    "without": "without ways of working and retrospectives",
    "march": "March (1991), text, open system",
}
# Nanoseconds that were reached in a trial on one machine; on another they mean little.
_ENGINE = {
    ("AVX-512", "without_50"): 70, ("AVX-512", "without_400"): 54, ("AVX-512", "without_10000"): 72,
    ("AVX2", "without_50"): 123, ("AVX2", "without_400"): 110, ("AVX2", "without_10000"): 120,
    ("AVX-512", "march_"): 55,
}  # fmt: skip


def engine_alone() -> Iterator[Result]:
    """The engine by itself, compiled for this processor and for AVX2, in crews of several sizes."""
    for processor in ({}, AVX2):
        environment = {**os.environ, **processor}
        words = [sys.executable, "-m", "benchmarks.engine", *(["--quick"] if QUICK else [])]
        done = subprocess.run(words, check=True, capture_output=True, text=True, env=environment, cwd=HERE.parent)
        numbers = json.loads(done.stdout.splitlines()[-1])
        kind = numbers.pop("instructions")
        for key, value in numbers.items():
            model, _, members = key.rpartition("_")
            what = _MODELS[model] + (f", {int(members):,} members" if members.isdigit() else "")
            words = f"{what}, one thread, a member and period ({kind})"
            yield Result(f"engine_{kind}_{key}", value, "ns", words, None, _ENGINE.get((kind, key)))
        if kind == "AVX2" or platform.machine() not in ("x86_64", "AMD64"):
            return


def beside_objects() -> Iterator[Result]:
    """(a), (b) Against the whole model as objects in Mesa."""
    engine = Engine(sim.load("led"))

    def objects() -> float:
        whole = ObjectModel(sim.load("led").parameters, rng=1)
        return 1e9 * seconds(lambda: [whole.step() for _ in range(60)]) / (60 * MEMBERS)

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


RUNS = 20 if QUICK else 1_000


def _crew(variant: str, rates: tuple[float, ...], periods: int) -> Callable[[], float]:
    """The engine's nanoseconds a member and period of a March model."""
    engine = march(variant, rates, periods)
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
    yield Result("e_slope_over_members", slope, "", "slope of log time over log members, 50 to 100,000", None, 1.03)
    few, many = (_peak(replicates) for replicates in (1_000, 20_000))
    results = 19_000 * len(outcome_names()) * 8 / 1e6
    meaning = "peak memory of 20,000 replicates over 1,000, less the results themselves"
    yield Result("f_memory_beyond_results", many - few - results, "MB", meaning, None, 30)


def _whole_run(scenario: Scenario, members: int) -> float:
    """Seconds of a replicate of 20 periods with so many members: the median of several batches of about a second."""
    engine = Engine(scenario.with_(organization={"members": members}, run={"periods": 20}))
    batch = max(1, 200_000 // members)
    return statistics.median(seconds(lambda: engine.work(batch)) / batch for _ in range(REPEATS))


def large_crew() -> Iterator[Result]:
    """A crew of a million in a process of its own."""
    spent, memory = _alone(LARGE, 50, 1)
    crew = f"a crew of {LARGE:,} over 50 periods, one replicate by `sim.run`"
    yield Result("large_crew_seconds", spent, "s", f"{crew}: time")
    yield Result("large_crew_memory", memory, "MB", f"{crew}: peak memory of the process")


def _peak(replicates: int) -> float:
    """Peak memory (MB) of a process that runs so many replicates and keeps outcomes."""
    return _alone(50, 5, replicates)[1]


def _alone(members: int, periods: int, replicates: int) -> tuple[float, float]:
    """Seconds of a run in a process of its own, which has loaded compiled code before, and its peak memory (MB)."""
    program = (
        "import resource, sim, time; sim.run('led', 1, series=False); start = time.perf_counter(); sim.run("
        f"sim.load('led').with_(organization={{'members': {members}}}, run={{'periods': {periods}}}), {replicates}, "
        "series=False); print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=HERE.parent)
    spent, kilobytes = done.stdout.split()
    return float(spent), int(kilobytes) * 1024 / 1e6


def in_webassembly() -> Iterator[Result]:
    """(g) The WebAssembly module under wasmtime and in Chromium against native code."""
    led = sim.load("led")
    native, wasm = Engine(led), Engine(led, Host(MODULE.read_bytes()))
    _, ours, ratio = paired(lambda: native.nanoseconds(50), lambda: wasm.nanoseconds(50))
    yield Result("wasmtime", ours, "ns", "WebAssembly under wasmtime, the full model, a member and period")
    without = Engine(led.with_(**LATER), Host(MODULE.read_bytes()))
    value = statistics.median(without.nanoseconds(50) for _ in range(REPEATS))
    words = "WebAssembly under wasmtime, without ways of working and retrospectives, a member and period"
    yield Result("wasmtime_without", value, "ns", words)
    yield Result("g_wasmtime_over_native", ratio, "times", "rate under wasmtime over native, one thread")
    if shutil.which("chromium") is None:
        print("no Chromium here: its rate is left out", file=sys.stderr)
        return
    rates = browser.main()
    rate = rates.pop("one worker / native")
    yield Result("g_page_over_native", rate, "times", "rate of one worker of the page (Chromium) over native")
    for name, value in rates.items():
        wanted = 500 if name.startswith("page, boats at rest") else None
        yield Result(f"page: {name}", value, "", f"the page in Chromium: {name}", wanted)


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
    numbers = sweep.main(3, 1) if QUICK else sweep.main()
    meaning = f"time of a sweep of {sweep.POINTS} points × 100 replicates over `sim.run` at each point, less 1"
    yield Result("sweep_overhead", numbers["sweep_overhead"], "", meaning, None, 0.05)
    small = numbers["sweep_overhead_small_crews"]
    meaning = "the same for crews of 2 members over 50 periods"
    yield Result("sweep_overhead_small_crews", small, "", meaning, None, 0.35)
    meaning = "rate of a sweep over `mesa.batch_run` on the object-style model, a run"
    yield Result("sweep_over_batch_run", numbers["mesa_over_sweep"], "times", meaning)


PARTS = (
    engine_alone, beside_objects, beside_c, threads_and_sizes, large_crew, in_webassembly, starting, sweeping,
)  # fmt: skip


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
        "instructions": instructions(),
        "load": load,
        "load_after": os.getloadavg()[0],
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in ("numba", "llvmlite", "numpy", "mesa", "wasmtime")},
        "date": datetime.now(UTC).date().isoformat(),
        "results_version": sim.RESULTS_VERSION,
    }


def ours(results: list[Result]) -> dict[str, Any]:
    """Coxed's own row beside its peers: a whole period of the full model."""
    value = {result.name: result.value for result in results}
    kind = instructions()
    million = 1e9 * value["large_crew_seconds"] / (LARGE * 50)
    return {
        "name": "Coxed, the full model",
        "step": "All members are rows of arrays; one compiled function does a whole period.",
        "version": version("coxed"),
        "ns": {"50": value[f"engine_{kind}_50"], "10000": value[f"engine_{kind}_10000"], "1000000": million},
        "missing": "",
    }


def main() -> int:
    """Measure, write, and say what missed its target (exit 1)."""
    deadline = time.monotonic() + CALM_DOWN
    while (load := os.getloadavg()[0]) > BUSY and not QUICK and time.monotonic() < deadline:
        print(f"load {load:.2f}: waiting for less than {BUSY}", file=sys.stderr)
        time.sleep(15)
    if load > BUSY and not QUICK:
        print(
            f"refused: the load is {load:.2f}, more than {BUSY}; what would be measured is the others", file=sys.stderr
        )
        return 2
    results = []
    for part in PARTS:
        for result in part():
            results.append(result)
            mark = "" if result.met else "   MISSED"
            print(f"{result.name:36} {result.value:10.3f} {result.unit}{mark}", flush=True)
    content = {
        "machine": machine(load),
        "results": [{**r._asdict(), "met": r.met} for r in results],
        "peers": [ours(results), *peers.in_own_environment(QUICK)],
        "rules": profile.measured("led"),
    }
    if QUICK:
        write_whole(made_folder(QUICKLY.parent) / QUICKLY.name, json.dumps(content, indent=1, ensure_ascii=False))
        return 0
    RESULTS.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    write_pages()
    return 0 if all(result.met for result in results) else 1


if __name__ == "__main__":
    raise SystemExit(main())
