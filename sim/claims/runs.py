"""The runs of crews in worlds. What was run is kept, so that claims that share a crew share its runs."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import sim
from sim.claims.claim import Changes, Crew
from sim.claims.worlds import Edition, Sample, settings_of
from sim.engine.store import parquet
from sim.engine.validation import validated
from sim.model.assemble import model
from sim.model.files import made_folder
from sim.model.identity import rules_hash
from sim.model.state import Floats
from sim.scenario import Scenario, load
from sim.study.sweep.executor import thread_executor
from sim.study.sweep.worker import BATCH_WORK, Task

BASE = "led"
MEMBERS, DECISIONS, GOALS = "organization.members", "environment.decisions", "environment.goals"

type Progress = Callable[[str, int, int], None]
"""Receives the name of a crew, and how many of how many worlds are finished."""


def scenario_in(crew: Crew, world: Changes) -> Scenario:
    """The scenario of a crew in a world: its own settings override those of the world."""
    base = load(BASE)
    settings = {**world, **crew.changes}
    if crew.members:
        usual = base.parameters
        members = float(world.get(MEMBERS, usual.organization.members))
        each = float(world.get(DECISIONS, usual.environment.decisions)) / members
        settings |= {MEMBERS: crew.members, DECISIONS: max(1, round(each * crew.members))}
    decisions = int(settings.get(DECISIONS, base.parameters.environment.decisions))
    settings[GOALS] = min(int(settings.get(GOALS, base.parameters.environment.goals)), decisions)
    if crew.later:
        later: dict[str, dict[str, Any]] = {}
        for path, value in crew.later.items():
            group, _, name = path.partition(".")
            later.setdefault(group, {})[name] = value
        settings["interventions"] = [{"at": crew.at, "set": later}]
    return base.with_(**settings)


def identity(crew: Crew, sample: Sample, edition: Edition) -> str:
    """A hash of all that decides the runs of a crew in a sample."""
    decided = [
        crew._asdict(),
        sample.fingerprint(),
        edition.seed,
        edition.replicates,
        rules_hash(),
        sim.RESULTS_VERSION,
    ]
    return hashlib.sha256(json.dumps(decided, sort_keys=True, default=str).encode()).hexdigest()[:24]


def outcomes_in(
    name: str, crew: Crew, sample: Sample, edition: Edition, work: Path, progress: Progress | None = None
) -> Mapping[str, Floats]:
    """The outcomes of a crew in each world of a sample: arrays (worlds, replicates). Runs in `work` are used again."""
    path = work / f"{sample.name}-{identity(crew, sample, edition)}.parquet"
    if not path.exists():
        made_folder(work)
        table = _run(name, crew, sample, edition, progress)
        parquet(pa.Table.from_pandas(table, preserve_index=False))(path.with_suffix(".part"))
        path.with_suffix(".part").replace(path)
    return Kept(path, (len(sample.worlds), edition.replicates))


class Kept(Mapping[str, Floats]):
    """Outcomes in a file, read one by one."""

    def __init__(self, path: Path, shape: tuple[int, int]) -> None:
        self.path, self.shape = path, shape

    def __getitem__(self, name: str) -> Floats:
        return np.asarray(pq.read_table(self.path, columns=[name])[name].to_numpy()).reshape(self.shape)

    def __iter__(self) -> Any:
        return iter(pq.read_schema(self.path).names)

    def __len__(self) -> int:
        return len(pq.read_schema(self.path).names)


def _run(name: str, crew: Crew, sample: Sample, edition: Edition, progress: Progress | None) -> pd.DataFrame:
    chosen = model()
    worlds, replicates = len(sample.worlds), edition.replicates
    tasks = []
    for world in range(worlds):
        scenario = validated(scenario_in(crew, settings_of(sample, world))).of(chosen)
        tasks.append(Task(scenario, str(world), edition.seed, world * replicates, replicates, ()))
    results = np.full((worlds, replicates, len(chosen.outcomes)), np.nan)
    done = 0
    with thread_executor(chosen, list(chosen.outcomes), None) as executor:
        executor.prepare(tasks[0].scenario)
        waiting = list(reversed(tasks))
        while waiting or not executor.idle():
            while waiting and executor.free():
                batch = [waiting.pop()]
                while waiting and sum(task.work for task in batch) < BATCH_WORK:
                    batch.append(waiting.pop())
                executor.submit(batch)
            for result in executor.collect():
                if result.failed:
                    raise RuntimeError(f"{name} in world {result.key} of {sample.name}: {result.messages}")
                results[int(result.key)] = result.outcomes
                done += 1
            if progress is not None:
                progress(name, done, worlds)
    return pd.DataFrame(results.reshape(-1, len(chosen.outcomes)), columns=list(chosen.outcomes))


def at_defaults(
    crews: Mapping[str, Crew], edition: Edition, work: Path, changes: Changes | None = None
) -> dict[str, Mapping[str, Floats]]:
    """The outcomes of crews at the defaults, as of one world.

    `changes` are made to all of them, whatever their own settings are.
    """
    usual = Sample("defaults", "the defaults", pd.DataFrame(index=pd.RangeIndex(1, name="world")))
    often = edition._replace(replicates=edition.defaults)
    changed = {name: crew._replace(changes={**crew.changes, **(changes or {})}) for name, crew in crews.items()}
    return {name: outcomes_in(name, crew, usual, often, work) for name, crew in changed.items()}


def some(outcomes: Mapping[str, Mapping[str, Floats]], crews: Sequence[str], outcome: str) -> dict[str, Floats]:
    """One outcome of some crews."""
    return {name: outcomes[name][outcome] for name in crews}
