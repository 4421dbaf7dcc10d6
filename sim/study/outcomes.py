"""What is said about the name of an outcome or a scenario that there is not."""

from collections.abc import Collection
from typing import NamedTuple

from sim.scenario.problem import quoted
from sim.scenario.suggestions import nearest


class Unknown(NamedTuple):
    """What is wrong with the name, and what to do."""

    message: str
    help: str


def unknown(name: object, known: Collection[str]) -> Unknown:
    """What is said about a name that is none of the `known` outcomes."""
    mean = f"{name}_mean"
    near = mean if mean in known else nearest(str(name), known)
    help = f"did you mean '{near}'?" if near else "outcomes are a measure's name with _mean or _final"
    return Unknown(f"unknown outcome {quoted(name)}", help)


def unknown_scenario(name: str, known: Collection[str]) -> Unknown:
    """What is said about a name that is none of the `known` scenarios and differences of a sweep."""
    near = nearest(name, known)
    help = f"did you mean '{near}'?" if near else f"there are: {'; '.join(known) or 'none'}"
    return Unknown(f"there is no scenario {quoted(name)} in this sweep", help)
