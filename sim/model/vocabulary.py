"""What a list of mechanisms declares in all. What makes no model is refused before, see `flaws`."""

from collections.abc import Iterable, Mapping, Sequence

from sim.model.measures import Measure, measures
from sim.model.mechanism import Mechanism
from sim.model.parameters import Parameters, extended
from sim.model.state import Column
from sim.model.week import PARAMETERS, WEEK, own_groups

type Rules = Sequence[type[Mechanism]]
type Observers = Iterable[Measure] | Mapping[str, Measure]


def named(observers: Observers) -> list[tuple[str, Measure]]:
    """Measures with their names."""
    if isinstance(observers, Mapping):
        return [*observers.items()]
    return [(getattr(measure, "name", ""), measure) for measure in observers]


def all_parameters(new: Rules) -> type[Parameters]:
    """The built-in groups of parameters, then those of the other mechanisms."""
    return extended(own_groups(new), PARAMETERS)


def all_columns(new: Rules) -> dict[str, Column]:
    """Every column: the built-in ones, whichever mechanisms run, then those of the others."""
    return {column.path: column for rule in (*WEEK, *new) for column in rule.declared(Column).values()}


def all_measures(new: Rules, more: Iterable[tuple[str, Measure]]) -> dict[str, Measure]:
    """Every measure: the built-in ones, those of the other mechanisms, then `more`."""
    return measures() | {name: m for rule in new for name, m in rule.declared(Measure).items()} | dict(more)
