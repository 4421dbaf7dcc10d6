"""Warnings: what somebody set to no effect, and what each code of a warning means."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sim.parameters import Parameters
from sim.scenario.codes import Code, Example
from sim.scenario.idle import IDLE, Idle
from sim.scenario.names import SETTINGS
from sim.scenario.problem import Problem, problem
from sim.scenario.shelf import traces
from sim.scenario.values import Setting, Values, flat, nested


def without_effect(
    phases: Sequence[Parameters], own: Iterable[Setting], said: Mapping[str, Setting]
) -> Iterator[Problem]:
    """A warning for each of one's `own` settings that has no effect in any phase, by the first reason.

    `said` is every setting that somebody made, so that the reason can be traced. Who writes 0 or null asks for no
    effect, and is not told that there is none.
    """
    reasons: dict[str, str] = {}
    for code, idle in IDLE.items():
        if all(idle.holds(parameters) for parameters in phases):
            reasons = dict.fromkeys(idle.settings, code) | reasons
    for setting in own:
        if setting.path in reasons and setting.value:
            idle = IDLE[code := reasons[setting.path]]
            help = f"{_because(idle, flat(phases[0]), said)}; it counts where {idle.counts}"
            yield problem(code, f"{idle.title}: '{setting.path}' has no effect", setting.key, help)


def _because(idle: Idle, values: Values, said: Mapping[str, Setting]) -> str:
    """What makes the condition hold, and where it was set."""
    reasons = [path for path, value in idle.example.items() if values[path] == value] or [*idle.example]
    origins = {path: said[path].place.origin if path in said else "its default" for path in reasons}
    return ", ".join(f"{path} is {_plain(values[path])} ({origin})" for path, origin in origins.items())


def explanations() -> dict[str, Code]:
    """What each warning means."""
    return {code: Code(idle.title, _explained(idle)) for code, idle in IDLE.items()}


def _explained(idle: Idle) -> str:
    verb = "has" if len(idle.settings) == 1 else "have"
    return (
        f"Valid, and without effect: then {', '.join(idle.settings)} {verb} no effect on any number. "
        f"It counts where {idle.counts}. Remove the line, or change what keeps it from counting."
    )


def examples() -> dict[str, Example]:
    """A file that provokes each warning, and one that does not."""
    return {code: _example(idle) for code, idle in IDLE.items()}


def _example(idle: Idle) -> Example:
    about = SETTINGS[idle.settings[0]]
    held = nested(idle.example)
    mended = _text(held)
    held.setdefault(about.group, {})[about.name] = about.default or about.high or next(iter(traces().files()))
    return Example(_text(held), mended)


def _text(held: dict[str, Values]) -> str:
    groups = (
        f"{group}:\n" + "".join(f"  {n}: {_plain(v)}\n" for n, v in values.items()) for group, values in held.items()
    )
    return "coxed: 1\n" + "".join(groups)


def _plain(value: object) -> str:
    return "null" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
