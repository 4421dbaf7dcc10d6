"""Parameters as plain numbers, which compiled rules can take."""

import hashlib
import sys
from collections import namedtuple
from typing import Any, cast, get_args

from pydantic.fields import FieldInfo

from sim.model.declaration import Group
from sim.model.parameters import Parameters, groups


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
    values = {}
    for name, model in groups(type(parameters)).items():
        group, fields = getattr(parameters, name), _numeric(model)
        numbers = (_number(model.model_fields[f], getattr(group, f)) for f in fields)
        values[name] = _twin(f"{model.__name__}Values", fields)(*numbers)
    return cast(Parameters, _twin("ParametersValues", list(values))(*values.values()))


def _number(field: FieldInfo, value: Any) -> int | float:
    if field.annotation is float:
        return float(value)
    return int(value) if field.annotation is int else get_args(field.annotation).index(value)
