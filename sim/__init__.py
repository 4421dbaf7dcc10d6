"""Coxed: organizations that are managed, led, both or neither, in a world whose conditions shift.

>>> import sim
>>> run = sim.run(sim.load("led"), replicates=100, seed=1)
>>> run.outcomes["made_good_mean"].mean()

Names are imported when first used, so that `import sim` costs nothing.
"""

from importlib import import_module

TYPE_CHECKING = False  # importing it takes a third of the time before a command can handle Ctrl-C
if TYPE_CHECKING:
    from typing import Any

    from sim.engine.compare import Comparison as Comparison
    from sim.engine.compare import compare as compare
    from sim.engine.follow import follow as follow
    from sim.engine.organization import Employee as Employee
    from sim.engine.organization import Manager as Manager
    from sim.engine.organization import Organization as Organization
    from sim.engine.run import Run as Run
    from sim.engine.run import run as run
    from sim.model.assemble import RuleError as RuleError
    from sim.model.declaration import amount as amount
    from sim.model.declaration import choice as choice
    from sim.model.declaration import share as share
    from sim.model.identity import UnidentifiableError as UnidentifiableError
    from sim.model.measures import mean as mean
    from sim.model.measures import measure as measure
    from sim.model.mechanism import Mechanism as Mechanism
    from sim.model.mechanism import cites as cites
    from sim.model.mechanism import stream as stream
    from sim.model.random import below as below
    from sim.model.random import split as split
    from sim.model.random import uniform as uniform
    from sim.model.state import column as column
    from sim.model.week import WEEK as WEEK
    from sim.output import plot as plot
    from sim.scenario import Scenario as Scenario
    from sim.scenario import ScenarioError as ScenarioError
    from sim.scenario import load as load
    from sim.scenario.dynamism import dynamism as dynamism
    from sim.study.analysis.discovery import discover as discover
    from sim.study.analysis.search import search as search
    from sim.study.analysis.surrogate import surrogate as surrogate
    from sim.study.file.from_python import Study as Study
    from sim.study.file.reader import load_study as load_study
    from sim.study.inference.robustness import robustness as robustness
    from sim.study.report.crate import describe as describe
    from sim.study.sweep.parts import merge as merge
    from sim.study.sweep.results import Results as Results
    from sim.study.sweep.results import open_results as open_results
    from sim.study.sweep.run_sweep import sweep as sweep
    from sim.study.sweep.verification import verify as verify

__version__ = "0.1.0"
RESULTS_VERSION = 2  # rises when the same scenario and seed give other numbers; see CHANGELOG.md

_HOME = {
    "load": "scenario",
    "Scenario": "scenario",
    "ScenarioError": "scenario",
    "run": "engine.run",
    "Run": "engine.run",
    "compare": "engine.compare",
    "follow": "engine.follow",
    "WEEK": "model.week",
    "Mechanism": "model.mechanism",
    "stream": "model.mechanism",
    "cites": "model.mechanism",
    "column": "model.state",
    "share": "model.declaration",
    "amount": "model.declaration",
    "choice": "model.declaration",
    "measure": "model.measures",
    "mean": "model.measures",
    "split": "model.random",
    "uniform": "model.random",
    "below": "model.random",
    "RuleError": "model.assemble",
    "UnidentifiableError": "model.identity",
    "dynamism": "scenario.dynamism",
    "Organization": "engine.organization",
    "Manager": "engine.organization",
    "Employee": "engine.organization",
    "Comparison": "engine.compare",
    "load_study": "study.file.reader",
    "Study": "study.file.from_python",
    "sweep": "study.sweep.run_sweep",
    "merge": "study.sweep.parts",
    "open_results": "study.sweep.results",
    "Results": "study.sweep.results",
    "discover": "study.analysis.discovery",
    "describe": "study.report.crate",
    "robustness": "study.inference.robustness",
    "search": "study.analysis.search",
    "surrogate": "study.analysis.surrogate",
    "verify": "study.sweep.verification",
}
__all__ = ["RESULTS_VERSION", "plot", *_HOME]


def __getattr__(name: str) -> "Any":
    if name == "plot":
        return import_module("sim.output.plot")
    if name not in _HOME:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    module = import_module(f"sim.{_HOME[name]}")
    if _HOME[name].startswith("engine"):
        import_module("sim.engine.run").Run.html = _html  # no room knows those above it, so this connects them
    return getattr(module, name)


def _html(run: "Run") -> str:
    return str(import_module("sim.output.notebook").html(run))


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME, "plot"])
