"""Warnings: settings that have no effect, and what the code of each warning means."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from sim.model.mechanism import Idle
from sim.model.parameters import Parameters, groups
from sim.model.plain_values import compiled
from sim.model.week import WEEK
from sim.scenario.builtin import traces
from sim.scenario.codes import Code, Example
from sim.scenario.names import SETTINGS
from sim.scenario.problem import Problem, problem
from sim.scenario.values import Setting, Values, flat, nested

IDLE: dict[str, Idle] = dict(sorted((code, idle) for rule in WEEK for code, idle in rule.idle.items()))
"""The conditions under which settings have no effect, as the mechanisms declare them, by the code of the warning.

Where a condition holds, no number that is measured depends on the settings that it names; the tests run the model to
see this. A setting with a small effect is not listed.
"""

NOT_ACTING = "W900"  # far from the built-in ones, which grow in number
_RULE = """\
import sim

class Mine(sim.Mechanism):
    rate = sim.share(0, "Share of the skill that fades.")
    least = sim.share(0, "What is left of it.")
    active = lambda p: p.mine.rate > 0

    def step(luck, t, crew, p):
        for i in range(len(crew.people.skill)):
            crew.people.skill[i] = max(p.mine.least, crew.people.skill[i] * (1 - p.mine.rate))
"""


def without_effect(
    phases: Sequence[Parameters], own: Iterable[Setting], settings: Mapping[str, Setting]
) -> Iterator[Problem]:
    """Warn of settings that have no effect in any phase, each for the first reason that holds.

    A setting of 0 or null asks for no effect, and gets no warning.

    Parameters
    ----------
    phases
        The parameters that hold one after another.
    own
        The settings to judge.
    settings
        All settings by path, so that the warning can say where its reason was set.
    """
    listed = {**IDLE, **_of_own_rules()}
    reasons: dict[str, str] = {}
    for code, idle in listed.items():
        if all(idle.holds(parameters) for parameters in phases):
            reasons = dict.fromkeys(idle.settings, code) | reasons
    for setting in own:
        if setting.path in reasons and setting.value:
            idle = listed[code := reasons[setting.path]]
            because = _because(idle, flat(phases[0]), settings)
            help = f"{because}; it counts where {idle.counts}" if because else f"it counts where {idle.counts}"
            yield problem(code.partition(":")[0], f"{idle.title}: '{setting.path}' has no effect", setting.key, help)


def _of_own_rules() -> dict[str, Idle]:
    """The conditions of the user's own rules; a rule that does not act makes all its settings idle."""
    conditions: dict[str, Idle] = {}
    for name, group in groups().items():
        if group.rule is not None:
            conditions |= group.rule.idle
            if (active := group.rule.active) is not None:
                conditions[f"{NOT_ACTING}:{name}"] = Idle(
                    f"the rule {name} does not act",
                    tuple(f"{name}.{field}" for field in group.model_fields),
                    f"the rule's condition holds ({name}.active)",
                    partial(_not_acting, active),
                    {},
                )
    return conditions


def _not_acting(active: Callable[[Parameters], bool], parameters: Parameters) -> bool:
    return not active(compiled(parameters))


def _because(idle: Idle, values: Values, settings: Mapping[str, Setting]) -> str:
    """What makes the condition true, and where it was set."""
    reasons = [path for path, value in idle.example.items() if values[path] == value] or [*idle.example]
    origins = {path: settings[path].place.origin if path in settings else "its default" for path in reasons}
    return ", ".join(f"{path} is {_plain(values[path])} ({origin})" for path, origin in origins.items())


def explanations() -> dict[str, Code]:
    """The explanation of each warning by its code."""
    own = Code(
        "a rule of one's own does not act",
        "Valid, and without effect: the rule's `active` says that it is not called under these parameters, so that "
        "its settings have no effect. Change what it depends on, or remove the line.",
    )
    return {code: Code(idle.title, _explained(idle)) for code, idle in IDLE.items()} | {NOT_ACTING: own}


def _explained(idle: Idle) -> str:
    verb = "has" if len(idle.settings) == 1 else "have"
    return (
        f"Valid, and without effect: then {', '.join(idle.settings)} {verb} no effect on any number. "
        f"It counts where {idle.counts}. Remove the line, or change what keeps it from counting."
    )


def examples() -> dict[str, Example]:
    """A file that gets each warning, and one that does not."""
    idle, acting = "coxed: 1\nmine:\n  least: 0.2\n", "coxed: 1\nmine:\n  least: 0.2\n  rate: 0.1\n"
    own = Example(
        "coxed scenario check idle.yaml --rules mine.py",
        "coxed scenario check acting.yaml --rules mine.py",
        {"idle.yaml": idle, "acting.yaml": acting, "mine.py": _RULE},
    )
    return {code: _example(idle) for code, idle in IDLE.items()} | {NOT_ACTING: own}


def _example(idle: Idle) -> Example:
    about = SETTINGS[idle.settings[0]]
    values = nested(dict(idle.example))
    right = _text(values)
    values.setdefault(about.group, {})[about.name] = about.default or about.high or next(iter(traces().files()))
    return Example(_text(values), right)


def _text(groups: dict[str, Values]) -> str:
    lines = (
        f"{group}:\n" + "".join(f"  {n}: {_plain(v)}\n" for n, v in values.items()) for group, values in groups.items()
    )
    return "coxed: 1\n" + "".join(lines)


def _plain(value: object) -> str:
    return "null" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
