"""Parameters as plain numbers, which compiled rules can take."""

import hashlib
import sys
from collections import namedtuple
from collections.abc import Callable
from functools import lru_cache
from typing import Any, cast, get_args

from pydantic.fields import FieldInfo

from sim.model.declaration import Group
from sim.model.parameters import Parameters, groups

type _Field = tuple[str, Callable[[Any], int | float]]
"""A field, and how its value becomes a number."""


def _numeric(model: type[Group]) -> list[str]:
    return [name for name, field in model.model_fields.items() if field.annotation != (str | None)]


def _twin(name: str, fields: list[str]) -> Any:
    """The named tuple with these fields: plain numbers, which numba and WebAssembly can take.

    It is an attribute of this module because numba's cache pickles the types of a signature by name.
    """
    module = sys.modules[__name__]
    name = f"{name}_{hashlib.sha256(repr(fields).encode()).hexdigest()[:12]}"
    if not hasattr(module, name):
        setattr(module, name, namedtuple(name, fields))
    return getattr(module, name)


def compiled(parameters: Parameters) -> Parameters:
    """The parameters as nested tuples of int and float for the rules; words become their codes.

    Every value is coerced to its declared type, so that all scenarios share one compiled signature. Declared as
    `Parameters` because the rules read the same names from it.
    """
    twin, members = _twins(type(parameters))
    values = []
    for name, group_twin, numbers in members:
        group = getattr(parameters, name)
        values.append(group_twin(*[number(getattr(group, field)) for field, number in numbers]))
    return cast(Parameters, twin(*values))


@lru_cache
def _twins(model: type[Parameters]) -> tuple[Any, list[tuple[str, Any, list[_Field]]]]:
    """The twin of all parameters, and for each group its name, its twin, and its fields.

    Kept, because a sweep needs them at each of its points.
    """
    members = []
    for name, group in groups(model).items():
        fields = _numeric(group)
        numbers = [(field, _number(group.model_fields[field])) for field in fields]
        members.append((name, _twin(f"{group.__name__}Values", fields), numbers))
    return _twin("ParametersValues", [name for name, _, _ in members]), members


def _number(field: FieldInfo) -> Callable[[Any], int | float]:
    if field.annotation is float:
        return float
    return int if field.annotation is int else get_args(field.annotation).index
