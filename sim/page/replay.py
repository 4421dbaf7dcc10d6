"""What a page can open with: scenarios to try, or rows of results to see again."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sim.results import MANIFEST
from sim.scenario import Scenario, builtin_names


class Row(NamedTuple):
    """A row of results: its run, as the manifest lists it, and its replicate."""

    run: Mapping[str, Any]
    replicate: int


def crew(title: str, name: str, resolved: Mapping[str, Any]) -> dict[str, Any]:
    """A crew for the page from what `Scenario.as_dict` gave; its file extends the built-in scenario of that name."""
    parameters = _flat(resolved["parameters"])
    changes = [{"at": i["at"], "set": _flat(i["set"])} for i in resolved["interventions"]]
    return {
        "title": title,
        "parent": name if name in builtin_names() else None,
        "set": parameters,
        "interventions": changes,
        "trace": list(resolved["trace"]),
    }


def sandbox(crews: Sequence[Mapping[str, Any]], seed: int = 1, replicate: int = 0) -> dict[str, Any]:
    """The state that shows one or two crews in the sandbox; a seed as text, since JavaScript's numbers are smaller."""
    return {"view": "sandbox", "crews": list(crews), "seed": str(seed), "replicate": replicate}


def of_scenarios(scenarios: Sequence[Scenario], seed: int = 1) -> dict[str, Any]:
    """The state that shows scenarios."""
    return sandbox(
        [crew(scenario.title or scenario.name, scenario.name, scenario.as_dict()) for scenario in scenarios], seed
    )


def of_rows(rows: Sequence[Row]) -> dict[str, Any]:
    """The state that replays rows (one or two, of one seed and replicate)."""
    first = rows[0]
    crews = [crew(row.run["scenario"], row.run["scenario"], row.run["resolved"]) for row in rows]
    return sandbox(crews, first.run["seed"], first.replicate)


def manifest_of(folder: Path) -> dict[str, Any]:
    """The manifest of a folder of results. Raises ValueError where there is none, or none that can be read."""
    path = folder / MANIFEST
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ValueError(f"there is no {MANIFEST} in {folder}: no results, or unfinished ones") from None
    except (OSError, ValueError) as error:
        raise ValueError(f"{path} cannot be read: {error}") from None
    if not isinstance(content, dict) or not isinstance(content.get("runs"), list):
        raise ValueError(f"{path} is not a manifest of results")
    return content


def row_of(manifest: Mapping[str, Any], run_id: str) -> Row:
    """The row with this id: `SCENARIO:REPLICATE`, as `coxed run` and `coxed compare` write them.

    Raises ValueError that says what there is.
    """
    name, _, number = run_id.rpartition(":")
    runs = {run["scenario"]: run for run in manifest["runs"]}
    if name not in runs or not number.isdecimal():
        known = ", ".join(f"{scenario}:0" for scenario in runs)
        raise ValueError(f"there is no run {run_id!r}; ids are SCENARIO:REPLICATE, such as {known}")
    run = runs[name]
    first, last = run["first_replicate"], run["first_replicate"] + run["replicates"] - 1
    if not first <= int(number) <= last:
        raise ValueError(f"{name} has the replicates {first} to {last}, not {number}")
    if run.get("replaced"):
        raise ValueError(f"{name} ran with rules of its own ({', '.join(run['replaced'])}), which no page has")
    return Row(run, int(number))


def _flat(groups: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {f"{group}.{name}": value for group, values in groups.items() for name, value in values.items()}
