"""Scenario files: YAML that says how an organization and its ocean differ from the defaults.

`load("led")` or `load("mine.yaml", ["leadership.strength=0.5"])` gives a Scenario, or raises ScenarioError with
everything that is wrong and where.
"""

from sim.scenario.builtin import builtin_folder, builtin_names
from sim.scenario.codes import CODES, Code
from sim.scenario.interventions import Intervention
from sim.scenario.loader import Reading, load, read_scenario
from sim.scenario.problem import Problem, ScenarioError, render
from sim.scenario.scenario import Scenario
from sim.scenario.schema import schema

__all__ = [
    "CODES",
    "Code",
    "Intervention",
    "Problem",
    "Reading",
    "Scenario",
    "ScenarioError",
    "builtin_folder",
    "builtin_names",
    "load",
    "read_scenario",
    "render",
    "schema",
]
