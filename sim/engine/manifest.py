"""What a manifest says: what made the results, the scenarios, each value written once, and the manifest's own hash."""

import hashlib
import json
import platform
import subprocess
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

import sim
from sim.engine.run import Run
from sim.model.identity import rules_hash
from sim.model.parameters import Parameters
from sim.scenario import Scenario
from sim.scenario.names import SETTINGS
from sim.scenario.values import flat, nested

SEAL = "seal"  # the manifest's hash of its own content
_LIBRARIES = ("numpy", "numba", "llvmlite", "pandas", "pyarrow", "scipy")


def sealed(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """A manifest with the hash of its content, by which damage to the manifest itself is noticed.

    The content is as JSON gives it back: what is a tuple in Python is a list, so that the hash is the same when the
    manifest is read again.
    """
    content: dict[str, Any] = json.loads(json.dumps({name: value for name, value in manifest.items() if name != SEAL}))
    return {**content, SEAL: hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()}


def is_as_sealed(manifest: Mapping[str, Any]) -> bool:
    """Whether a manifest has the content that it was sealed with. Those of earlier versions have no seal, and pass."""
    return SEAL not in manifest or sealed(manifest)[SEAL] == manifest[SEAL]


def made_by() -> dict[str, Any]:
    """What makes results: the versions of Coxed and its libraries, the hash of the rules, and the commit."""
    return {
        "coxed": sim.__version__,
        "results_version": sim.RESULTS_VERSION,
        "rules": rules_hash(),
        "commit": _commit(),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES},
    }


def _commit() -> str | None:
    """The commit of the checkout from which this code runs, with `+` if files were changed; None if it is installed."""
    root = Path(__file__).parents[2]
    if not (root / ".git").exists():
        return None
    command = ["git", "describe", "--always", "--abbrev=40", "--exclude=*", "--dirty=+"]
    try:
        return subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def described(runs: Sequence[Run]) -> dict[str, Any]:
    """The runs of a manifest, and the scenarios that they refer to by fingerprint.

    Parameters
    ----------
    runs
        The runs, in the order in which they are listed.

    Returns
    -------
    dict
        `defaults`: the default of every built-in setting. `traces`: the multipliers of each trace, by the hash of its
        numbers. `scenarios`: by fingerprint, the settings that differ from the defaults, the interventions if there
        are some, and the hash of the trace. `runs`: per run the name and fingerprint of its scenario, the seed, the
        replicates, and the rules (`custom`) and measures (`observers`) of the user's own if there are some.
    """
    defaults = {path: setting.default for path, setting in SETTINGS.of(Parameters).items()}
    scenarios: dict[str, Any] = {}
    traces: dict[str, list[float]] = {}
    listed = []
    for run in runs:
        fingerprint = run.scenario.fingerprint()
        if fingerprint not in scenarios:
            trace = _hash_of(run.scenario.trace)
            traces[trace] = list(run.scenario.trace)
            scenarios[fingerprint] = {**_differences(run.scenario, defaults), "trace": trace}
        entry: dict[str, Any] = {"scenario": run.scenario.name, "fingerprint": fingerprint, "seed": run.seed}
        entry |= {"first_replicate": run.first, "replicates": len(run.numbers)}
        own = {"custom": run.custom, "observers": run.observers}
        listed.append(entry | {name: rules for name, rules in own.items() if rules})
    return {"defaults": defaults, "traces": traces, "scenarios": scenarios, "runs": listed}


def _differences(scenario: Scenario, defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Settings that are not the default, or that belong to rules of the user's own; and the interventions."""
    values = flat(scenario.parameters)
    changes = {path: value for path, value in values.items() if path not in defaults or value != defaults[path]}
    steps = [{"at": at, "set": dict(new)} for at, new in scenario.interventions]
    return {"changes": changes, **({"interventions": steps} if steps else {})}


def _hash_of(trace: Sequence[float]) -> str:
    """The first 16 digits of the SHA-256 of the multipliers as little-endian doubles."""
    return hashlib.sha256(np.asarray(trace, dtype="<f8").tobytes()).hexdigest()[:16]


def whole_scenario(manifest: Mapping[str, Any], fingerprint: str) -> dict[str, Any]:
    """A scenario of a manifest in full, in the form of `Scenario.as_dict`.

    Parameters
    ----------
    manifest
        The content of `manifest.json`.
    fingerprint
        The fingerprint by which a run refers to its scenario.

    Raises
    ------
    ValueError
        If the manifest does not describe this scenario.
    """
    try:
        scenario = manifest["scenarios"][fingerprint]
        steps = [{"at": step["at"], "set": nested(step["set"])} for step in scenario.get("interventions", [])]
        return {
            "parameters": nested({**manifest["defaults"], **scenario["changes"]}),
            "interventions": steps,
            "trace": list(manifest["traces"][scenario["trace"]]),
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"scenario {fingerprint} is not described: {error!r}") from None


def scenario_of(manifest: Mapping[str, Any], run: Mapping[str, Any]) -> Scenario:
    """The scenario of a run that a manifest lists, ready to run again. Raises ValueError if it is not described."""
    return Scenario.from_dict(run["scenario"], whole_scenario(manifest, run["fingerprint"]))
