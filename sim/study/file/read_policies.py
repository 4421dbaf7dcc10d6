"""Reading `policies` in a study file: levers, all combinations of which are run at every point."""

from itertools import product
from typing import Any

from sim.scenario import Problem, Scenario, ScenarioError
from sim.scenario.nodes import Node
from sim.scenario.problem import Place, problem
from sim.scenario.trace import Trace
from sim.study.expressions import MOST_SIDES
from sim.study.factors import Factor
from sim.study.file.read_factors import listed_factors
from sim.study.file.read_traces import StudyFiles


def read_levers(
    written: tuple[Place, Node] | None, base: Scenario, files: StudyFiles, problems: list[Problem]
) -> tuple[Factor, ...]:
    """The levers with their values; none if there are no policies, or if they cannot be read."""
    if written is None or written[1].kind == "refused":
        return ()
    key, node = written
    if node.kind != "group" or not node.value:
        help = "name levers below it, such as 'leadership.communication: {values: [0, 1]}'"
        problems.append(problem("D033", "these are no policies", key, help))
        return ()
    places = {name.value: name.place for name, _ in node.value}
    levers = tuple(listed_factors(node.value, base.parameters, files, problems))
    for lever in levers:
        if lever.values is None:
            message = f"the lever '{lever.path}' has a range, and a policy sets one value"
            problems.append(problem("D033", message, places[lever.path], "list the values: {values: [...]}"))
    return levers


def crossed(
    sides: dict[str, Scenario], levers: tuple[Factor, ...], key: Place, traces: dict[str, Trace],
    problems: list[Problem],
) -> tuple[dict[str, Scenario], tuple[dict[str, Any], ...]]:  # fmt: skip
    """Each scenario under each policy, by unique name, and what the policy sets."""
    policies = [dict(zip((lever.path for lever in levers), values, strict=True)) for values in _combinations(levers)]
    if len(policies) * len(sides) > MOST_SIDES:
        message = f"there are {len(policies):,} policies for each scenario"
        help = f"at most {MOST_SIDES} scenarios and policies together: list fewer values"
        problems.append(problem("D011", message, key, help))
        return sides, ()
    crossed: dict[str, Scenario] = {}
    settings: list[dict[str, Any]] = []
    for name, scenario in sides.items():
        for policy in policies:
            side = f"{name}, {_named(policy)}"
            try:
                crossed[side] = scenario.with_resolved(policy, traces).with_(name=side)
                settings.append(policy)
            except ScenarioError as error:
                problems += [problem(p.code, f"{side}: {p.message}", key, p.help) for p in error.problems]
    return crossed, tuple(settings)


def _combinations(levers: tuple[Factor, ...]) -> list[tuple[Any, ...]]:
    return list(product(*(lever.values or () for lever in levers)))


def _named(policy: dict[str, Any]) -> str:
    """A policy in words, with the last part of each name where that is enough."""
    short = [path.rpartition(".")[2] for path in policy]
    names = policy if len(set(short)) < len(short) else dict(zip(short, policy.values(), strict=True))
    return ", ".join(f"{name} {'nothing' if value is None else value}" for name, value in names.items())
