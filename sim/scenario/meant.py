"""The value that was meant beyond doubt: 0.5 for '50%', 0 for off, rigid for Rigid."""

import re
from typing import Any

from pydantic import ValidationError

from sim.parameters import LARGEST, Described, groups
from sim.scenario.near import meant
from sim.scenario.scalars import NO, number_meant, resolve

THOUSANDS = re.compile(r"[1-9][0-9]{0,2}([,.][0-9]{3})+")


def value_meant(about: Described, value: Any) -> str | None:
    """How the value that was meant is written, if the setting takes it; None where one could mean something else.

    Off is 0 wherever a range begins there. On is nothing in particular: who says it has not said how much. `1,000` is a
    thousand to some and one to others.
    """
    said = str(value).strip()
    if about.choices:
        return meant(said, about.choices)
    if about.kind is str:
        return "null" if said.lower() in NO else None
    if said.lower() in NO:
        return "0" if about.low == 0 else None
    if isinstance(value, str) and THOUSANDS.fullmatch(said):
        return None
    text = number_meant(value) if isinstance(value, str) else said
    number = resolve(text) if text else None
    if about.kind is int and isinstance(number, float) and number.is_integer():
        number = int(number)
        text = str(number)
    return text if text and taken(about, number) else None


def whole_meant(value: Any) -> str | None:
    """The count that was meant by '100', 100.0 or 1e2."""
    number = resolve(value.strip()) if isinstance(value, str) else value
    if isinstance(number, bool) or not isinstance(number, int | float) or not 1 <= number < LARGEST:
        return None
    return str(int(number)) if number == int(number) else None


def taken(about: Described, number: Any) -> bool:
    """Whether the setting takes this value."""
    try:
        groups()[about.group].model_validate({about.name: number})
    except ValidationError:
        return False
    return True
