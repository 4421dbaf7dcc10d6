"""Warnings: what somebody set to no effect, and what each code of a warning means."""

from collections.abc import Iterable, Iterator, Sequence

from sim.parameters import Parameters
from sim.scenario.codes import Code, Example
from sim.scenario.idle import IDLE, Idle
from sim.scenario.names import SETTINGS
from sim.scenario.problem import Problem, problem
from sim.scenario.shelf import traces
from sim.scenario.values import Setting, Values, nested


def without_effect(phases: Sequence[Parameters], said: Iterable[Setting]) -> Iterator[Problem]:
    """A warning for each setting that somebody wrote and that has no effect in any phase, by the first reason.

    Who writes 0 or null asks for no effect, and is not told that there is none.
    """
    reasons: dict[str, str] = {}
    for code, idle in IDLE.items():
        if all(idle.holds(parameters) for parameters in phases):
            reasons = dict.fromkeys(idle.settings, code) | reasons
    for setting in said:
        if setting.path in reasons and setting.value:
            idle = IDLE[code := reasons[setting.path]]
            help = f"it counts where {idle.counts}; until then the line could go"
            yield problem(code, f"{idle.title}: '{setting.path}' has no effect", setting.key, help)


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
