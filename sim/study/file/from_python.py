"""Studies that are made in Python instead of being read from a file."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.model.parameters import groups, knowing
from sim.scenario import Scenario, ScenarioError
from sim.scenario.file_contents import FORMAT
from sim.scenario.nodes import Node
from sim.scenario.problem import Place
from sim.scenario.settings import from_python
from sim.study.file.design_table import frame_table
from sim.study.file.reader import known_with, study_of
from sim.study.study import Study as MadeStudy

if TYPE_CHECKING:
    from sim.model.assemble import Observers, Rules

_PLACE = Place("Study")


def Study(  # noqa: N802  # it makes a Study, as a class would
    base: str | Scenario,
    factors: Mapping[str, Any] | Sequence[str] | str | None = None,
    design: str | Mapping[str, Any] | pd.DataFrame | None = None,
    *,
    compare: str | Scenario | Sequence[str | Scenario] | None = None,
    policies: Mapping[str, Any] | None = None,
    set: Mapping[str, Any] | None = None,
    replicates: int | Mapping[str, Any] | None = None,
    keep: Mapping[str, Any] | None = None,
    claims: Mapping[str, str] | None = None,
    targets: Mapping[str, Sequence[float]] | None = None,
    seed: int | None = None,
    title: str | None = None,
    name: str = "study",
    rules: "Rules | None" = None,
    measures: "Observers" = (),
) -> MadeStudy:
    """Make a study from Python data.

    Arguments are the words of a study file, and mean the same. Files that they name are in the current folder.

    Parameters
    ----------
    base
        The scenario that is varied: a name, a file, or a Scenario.
    factors
        The settings that are varied, such as `{"leadership.communication": [0, 1]}`; none if `design` is a table.
    design
        Which points are run, such as `{"kind": "sobol", "n": 16}`; or a DataFrame: its columns are settings, its rows
        are points.
    compare
        Other scenarios that are run at every point.
    policies
        Levers with their values.
    set
        Settings for all runs.
    replicates, keep, claims, targets, seed, title
        As in a study file.
    name
        What the study is called.
    rules, measures
        Those of `sim.sweep`, if it has others than the built-in ones. The study may then speak of them too. It knows
        the parameters of a Scenario that it is given without them.

    Returns
    -------
    Study
        A study for `sim.sweep`.

    Raises
    ------
    ScenarioError
        With everything that is wrong, as for a file.
    """
    words = {
        "study": FORMAT, "title": title, "base": base, "compare": compare, "policies": policies, "set": set,
        "seed": seed, "factors": factors, "design": design, "replicates": replicates, "keep": keep, "claims": claims,
        "targets": targets,
    }  # fmt: skip
    given = {word: value for word, value in words.items() if value is not None}
    pairs = [(Node("scalar", word, _PLACE), _node(value)) for word, value in given.items()]
    with _known(base, rules, measures):
        return study_of(name, Node("group", pairs, _PLACE), Path.cwd())


def _known(base: str | Scenario, rules: "Rules | None", measures: "Observers") -> AbstractContextManager[None]:
    """What the study may speak of while it is made: without rules also the parameters of its base."""
    if rules is None and not measures and isinstance(base, Scenario):
        kind = type(base.parameters)
        return knowing(kind) if groups(kind).keys() > groups().keys() else nullcontext()
    return known_with(rules, measures)


def _node(value: Any) -> Node:
    if not isinstance(value, pd.DataFrame):
        return from_python(value, _PLACE)
    table = frame_table(value, _PLACE)
    if isinstance(table, list):
        raise ScenarioError(table)
    words = {"kind": Node("scalar", "file", _PLACE), "path": Node("scalar", table, _PLACE)}
    return Node("group", [(Node("scalar", word, _PLACE), node) for word, node in words.items()], _PLACE)
