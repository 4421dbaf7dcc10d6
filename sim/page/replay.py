"""What a page can open with: scenarios to try, or rows of results to see again."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from sim.engine.manifest import whole_scenario
from sim.engine.store import MANIFEST, checked
from sim.scenario import Scenario, builtin_names


class StoredIntervention(BaseModel):
    """An intervention as `Scenario.as_dict` gives it."""

    at: int
    set: dict[str, dict[str, Any]]


class Resolved(BaseModel):
    """A whole scenario as `Scenario.as_dict` gives it."""

    parameters: dict[str, dict[str, Any]]
    interventions: list[StoredIntervention]
    trace: list[float]


class Listed(BaseModel):
    """A run as `sim.engine.store.manifest` lists it, as far as it is needed here."""

    scenario: str
    fingerprint: str
    seed: int
    first_replicate: int
    replicates: int
    custom: dict[str, str] = {}


class Manifest(BaseModel):
    """What `coxed run --out` and `coxed compare --out` say of their results."""

    rules: str
    defaults: dict[str, Any]
    traces: dict[str, list[float]]
    scenarios: dict[str, dict[str, Any]]
    runs: list[Listed]


class ReplayRow(NamedTuple):
    """One row of results: everything that it was run with."""

    scenario: str
    resolved: Resolved
    seed: int
    replicate: int


def manifest_of(folder: Path) -> Manifest:
    """The manifest of a folder of results, after its files have been compared with their hashes.

    Raises ValueError where there is no manifest, where it cannot be read, or where a file is damaged.
    """
    if not (folder / MANIFEST).exists():
        raise ValueError(f"there is no {MANIFEST} in {folder}: no results, or unfinished ones")
    try:
        return Manifest.model_validate(checked(folder))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        message = f"{folder / MANIFEST} is no manifest of runs: {place or 'it'}: {first['msg'].lower()}"
        raise ValueError(message) from None


def rows_of(folder: Path, run_ids: Sequence[str]) -> tuple[str, list[ReplayRow]]:
    """The hash of the rules of what `coxed run` or `coxed compare` wrote, and the rows of these ids, or ValueError."""
    manifest = manifest_of(folder)
    return manifest.rules, [row_of(manifest, run_id) for run_id in run_ids]


def row_of(manifest: Manifest, run_id: str) -> ReplayRow:
    """The row with this id: `SCENARIO:REPLICATE`, as `coxed run` and `coxed compare` write them.

    Raises ValueError that says what there is.
    """
    name, _, number = run_id.rpartition(":")
    runs = {run.scenario: run for run in manifest.runs}
    if name not in runs or not number.isdecimal():
        known = ", ".join(f"{scenario}:0" for scenario in runs)
        raise ValueError(f"there is no run {run_id!r}; ids are SCENARIO:REPLICATE, such as {known}")
    run = runs[name]
    last = run.first_replicate + run.replicates - 1
    if not run.first_replicate <= int(number) <= last:
        raise ValueError(f"{name} has the replicates {run.first_replicate} to {last}, not {number}")
    if run.custom:
        raise ValueError(f"{name} ran with rules of its own ({', '.join(run.custom)}), which no page has")
    try:
        resolved = Resolved.model_validate(whole_scenario(manifest.model_dump(), run.fingerprint))
    except (LookupError, TypeError, AttributeError, ValidationError) as error:
        raise ValueError(f"the manifest does not say what {name} is: {type(error).__name__}: {error}") from None
    return ReplayRow(name, resolved, run.seed, int(number))


def of_scenarios(scenarios: Sequence[Scenario], seed: int = 1) -> dict[str, Any]:
    """The state that shows one or two scenarios."""
    return _sandbox([crew(s.title or s.name, s.name, Resolved(**s.as_dict())) for s in scenarios], seed, 0)


def of_rows(rows: Sequence[ReplayRow]) -> dict[str, Any]:
    """The state that replays one or two rows, which must be of one seed and replicate."""
    crews = [crew(row.scenario, row.scenario, row.resolved) for row in rows]
    return _sandbox(crews, rows[0].seed, rows[0].replicate)


def crew(title: str, name: str, resolved: Resolved) -> dict[str, Any]:
    """A crew as the page takes it; its file extends the built-in scenario of that name."""
    return {
        "title": title,
        "parent": name if name in builtin_names() else None,
        "set": _flat(resolved.parameters),
        "interventions": [{"at": change.at, "set": _flat(change.set)} for change in resolved.interventions],
        "trace": resolved.trace,
    }


def _sandbox(crews: Sequence[Mapping[str, Any]], seed: int, replicate: int) -> dict[str, Any]:
    # The seed goes as text: it may be larger than JavaScript's numbers.
    return {"view": "sandbox", "crews": list(crews), "seed": str(seed), "replicate": replicate}


def _flat(groups: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {f"{group}.{name}": value for group, values in groups.items() for name, value in values.items()}
