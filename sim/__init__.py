"""Coxed: organizations that are managed, led, both or neither, in a world whose conditions shift.

>>> import sim
>>> run = sim.run(sim.load("led"), replicates=100, seed=1)
>>> run.outcomes["made_good_mean"].mean()

Names are imported when first used, so that `import sim` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim import plot as plot
    from sim.comparison import Comparison as Comparison
    from sim.comparison import compare as compare
    from sim.engine import Run as Run
    from sim.engine import run as run
    from sim.oceans import dynamism as dynamism
    from sim.organization import Employee as Employee
    from sim.organization import Manager as Manager
    from sim.organization import Organization as Organization
    from sim.scenario import Scenario as Scenario
    from sim.scenario import ScenarioError as ScenarioError
    from sim.scenario import load as load
    from sim.study.opening import Results as Results
    from sim.study.opening import open_results as open_results
    from sim.study.reading import load_study as load_study
    from sim.study.running import sweep as sweep
    from sim.study.verifying import verify as verify

__version__ = "0.1.0"
RESULTS_VERSION = 1  # rises when the same scenario and seed give other numbers; see CHANGELOG.md

_HOME = {
    "load": "scenario",
    "Scenario": "scenario",
    "ScenarioError": "scenario",
    "run": "engine",
    "Run": "engine",
    "compare": "comparison",
    "dynamism": "oceans",
    "Organization": "organization",
    "Manager": "organization",
    "Employee": "organization",
    "Comparison": "comparison",
    "load_study": "study.reading",
    "sweep": "study.running",
    "open_results": "study.opening",
    "Results": "study.opening",
    "verify": "study.verifying",
}
__all__ = ["RESULTS_VERSION", "plot", *_HOME]


def __getattr__(name: str) -> Any:
    if name == "plot":
        return import_module("sim.plot")
    if name not in _HOME:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(f"sim.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME, "plot"])
