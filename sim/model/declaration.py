"""The words in which a parameter is declared, on the page of parameters or by a mechanism."""

from typing import Any, ClassVar, cast, get_args

from pydantic import BaseModel, ConfigDict, Field

from sim.model.plausible import Plausible, checked


def setting(
    default: Any, unit: str, meaning: str, source: str, fixed: bool, plausible: Plausible | None = None, **limits: float
) -> Any:
    """Any parameter, see the words below."""
    checked(plausible, default, limits.get("ge"), limits.get("le"))
    extra: dict[str, Any] = {"unit": unit, "source": source, "fixed": fixed, "plausible": plausible}
    return Field(default, description=meaning, json_schema_extra=extra, **cast(Any, limits))


def share(
    default: float, meaning: str, *, source: str = "assumed", fixed: bool = False, plausible: Plausible | None = None
) -> Any:
    """A probability, a share or a degree between 0 and 1."""
    return setting(default, "share", meaning, source, fixed, plausible, ge=0, le=1)


def amount(
    default: float, low: float, high: float, unit: str, meaning: str, *,
    source: str = "assumed", fixed: bool = False, plausible: Plausible | None = None,
) -> Any:  # fmt: skip
    """A real number, or a whole one where the annotation says `int`."""
    return setting(default, unit, meaning, source, fixed, plausible, ge=low, le=high)


def choice(
    default: str, meaning: str, *, source: str = "assumed", fixed: bool = False, plausible: Plausible | None = None
) -> Any:
    """One of the words that the annotation lists."""
    return setting(default, "choice", meaning, source, fixed, plausible)


def file(meaning: str) -> Any:
    """The name of a file, or nothing."""
    return setting(None, "file", meaning, "design", True)


class Group(BaseModel):
    """One section of a scenario file; rules take whole groups, never single values out of nowhere."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)

    rule: ClassVar[Any] = None  # the mechanism that brought the group along


def codes(model: type[Group], name: str) -> tuple[Any, ...]:
    """The numbers that stand for a choice's words in the compiled rules, in the order of its annotation.

    Typed `Any` because a rule compares them with a field that is declared as a word.
    """
    return tuple(range(len(get_args(model.model_fields[name].annotation))))
