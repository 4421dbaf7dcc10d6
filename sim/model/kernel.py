"""How the entry points of a model are written: begin a replicate, advance it by some periods, run many of them.

They are text, made from the list of mechanisms, with everything laid out in place: nested functions would be compiled
again at every level.
"""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from textwrap import indent
from types import FunctionType
from typing import Any, NamedTuple

from sim.model.mechanism import Mechanism, reports_rest
from sim.model.random import Node, root, split
from sim.model.state import RECORDS, Floats

GOES_ON = -1  # a start of GOES_ON - t goes on from the state at period t, also at period 0, which else begins anew
type Listed = Iterable[type[Mechanism]]


def luck_of(seed: int, replicate: int, moment: int) -> Node:
    """The node of chance of a replicate's start (moment 0) or of period t (moment t + 1)."""
    return split(split(root(seed), replicate), moment)


def hold(series: Floats, t: int, stop: int) -> None:
    """Fill in what would be measured after t, where nothing can change any more."""
    for row in range(series.shape[0]):
        series[row, t + 1 : stop] = series[row, t]


class KernelPart(NamedTuple):
    """Some consecutive mechanisms that are compiled together, or one in plain Python."""

    rules: tuple[type[Mechanism], ...]
    compiled: bool


def cut(rules: Listed) -> list[KernelPart]:
    """The mechanisms with a step, cut where one in plain Python stands."""
    parts: list[KernelPart] = []
    for rule in with_hook(rules, "step"):
        if rule.compiled and parts and parts[-1].compiled:
            parts[-1] = KernelPart((*parts[-1].rules, rule), True)
        else:
            parts.append(KernelPart((rule,), rule.compiled))
    return parts


def whole(rules: Sequence[type[Mechanism]], observed: str, rest: bool) -> str:
    """The entry point of compiled mechanisms; `observed` are the lines that observe a period."""
    return _WHOLE.format(**_laid_out(rules, observed, rest, 12, 12))


def apart(rules: Sequence[type[Mechanism]], observed: str, rest: bool) -> str:
    """Beginning and advancing apart, for `SMALL`, which calls them."""
    return _APART.format(**_laid_out(rules, observed, rest, 4, 8))


def _laid_out(rules: Sequence[type[Mechanism]], observed: str, rest: bool, start: int, week: int) -> dict[str, str]:
    """What is laid out in place: how a replicate starts, and its week, indented by so many columns."""
    lines = ["moving = False", *map(_line, with_hook(rules, "step")), observed]
    return {
        "begin": indent("\n".join(_starts(rules)), " " * start),
        "week": indent("\n".join(lines), " " * week),
        "rest": "not moving" if rest else "False",
    }


def around_plain(rules: Sequence[type[Mechanism]], observed: str) -> dict[str, str]:
    """What is compiled around mechanisms in plain Python, function by function."""
    compiled = [rule for rule in rules if rule.compiled]
    texts = {
        "compiled_begin": _BEGIN.format(begin=indent("\n".join(_starts(compiled)), " " * 4)),
        "observe": _OBSERVE.format(observe=indent(observed, " " * 4)),
        "sum_up": _SUM_UP,
    }
    for number, part in enumerate(cut(rules)):
        if part.compiled:
            body = indent("\n".join(map(_line, part.rules)), " " * 4)
            texts[f"part{number}"] = _PART.format(number=number, body=body)
    return texts


def plain(rules: Sequence[type[Mechanism]], rest: bool) -> str:
    """The entry points in Python, which call what is compiled around mechanisms in plain Python."""
    lines = ["moving = False"]
    for number, part in enumerate(cut(rules)):
        if part.compiled:
            lines.append(f"moving = part{number}(crew, p, seed, replicate, t) or moving")
        else:
            lines.append(_line(part.rules[0]))
    starts = [f"{rule.name}_start(luck, crew, p)" for rule in with_hook(rules, "start") if not rule.compiled]
    return _PLAIN.format(
        begin=indent("\n".join(starts or ["pass"]), " " * 4),
        week=indent("\n".join(lines), " " * 8),
        rest="not moving" if rest else "False",
    )


def _starts(rules: Listed) -> list[str]:
    resets = [f"reset(crew.{record}, p)" for record in RECORDS if record != "structure"]
    return [*resets, *(f"{rule.name}_start(luck, crew, p)" for rule in with_hook(rules, "start"))]


_WHOLE = """\
def run_stretch(state, parameters, seed, first, start, stop, outcomes, series):
    crew, p = state, parameters
    for r in range(outcomes.shape[0]):
        if start == 0:
            luck = luck_of(seed, first + r, 0)
{begin}
        for t in range(start if start >= 0 else GOES_ON - start, stop):
            luck = luck_of(seed, first + r, t + 1)
{week}
            if {rest}:
                hold(crew.series, t, stop)
                break
        if stop == p.run.periods:
            summarize(crew.series, crew.ocean.shocked, p.run, outcomes[r])
            for row in range(series.shape[1] if r < series.shape[0] else 0):
                for t in range(stop):
                    series[r, row, t] = crew.series[row, t]
"""
_APART = """\
def begin(state, parameters, seed, replicate):
    crew, p = state, parameters
    luck = luck_of(seed, replicate, 0)
{begin}


def advance(state, parameters, seed, replicate, start, stop):
    crew, p = state, parameters
    for t in range(start, stop):
        luck = luck_of(seed, replicate, t + 1)
{week}
        if {rest}:
            hold(crew.series, t, stop)
            return


"""
_BEGIN = """\
def compiled_begin(crew, p, seed, replicate):
    luck = luck_of(seed, replicate, 0)
{begin}
"""
_OBSERVE = """\
def observe(crew, p, t):
{observe}
"""
_SUM_UP = """\
def sum_up(crew, p, outcomes):
    summarize(crew.series, crew.ocean.shocked, p.run, outcomes)
"""
_PART = """\
def part{number}(crew, p, seed, replicate, t):
    luck = luck_of(seed, replicate, t + 1)
    moving = False
{body}
    return moving
"""
SMALL = """\
def run_stretch(state, parameters, seed, first, start, stop, outcomes, series):
    for r in range(outcomes.shape[0]):
        if start == 0:
            begin(state, parameters, seed, first + r)
        advance(state, parameters, seed, first + r, start, stop)
        if stop == parameters.run.periods:
            summarize(state.series, state.ocean.shocked, parameters.run, outcomes[r])
            for row in range(series.shape[1] if r < series.shape[0] else 0):
                for t in range(stop):
                    series[r, row, t] = state.series[row, t]
"""
_PLAIN = """\
def begin(crew, p, seed, replicate):
    compiled_begin(crew, p, seed, replicate)
    luck = luck_of(seed, replicate, 0)
{begin}


def advance(crew, p, seed, replicate, start, stop):
    for t in range(start, stop):
        luck = luck_of(seed, replicate, t + 1)
{week}
        observe(crew, p, t)
        if {rest}:
            hold(crew.series, t, stop)
            return


def run_stretch(crew, p, seed, first, start, stop, outcomes, series):
    for r in range(outcomes.shape[0]):
        if start == 0:
            begin(crew, p, seed, first + r)
        advance(crew, p, seed, first + r, start, stop)
        if stop == p.run.periods:
            sum_up(crew, p, outcomes[r])
            if r < series.shape[0]:
                series[r, :, :stop] = crew.series[:, :stop]
"""


def _line(rule: type[Mechanism]) -> str:
    """One mechanism's line of the week; who reports nothing may always have moved something."""
    call = f"{rule.name}_step(luck, t, crew, p)"
    statement = f"moving = {call} or moving" if reports_rest(rule) else f"{call}\nmoving = True"
    if rule.active is None:
        return statement
    return f"if {rule.name}_active(p):\n{indent(statement, ' ' * 4)}"


def with_hook(rules: Listed, hook: str) -> list[type[Mechanism]]:
    """The mechanisms that have a start, an active or a step."""
    return [rule for rule in rules if getattr(rule, hook) is not None]


def functions(folder: Path | None, text: str, scope: dict[str, Any]) -> dict[str, FunctionType]:
    """The functions of a text; it lies in a file beside its compiled code, where numba and tracebacks look for it."""
    path = "<week>"
    if folder is not None:
        file = folder / f"week_{hashlib.sha256(text.encode()).hexdigest()[:8]}.py"
        path = str(file)
        if not file.exists():
            temporary = file.with_suffix(f".{id(text)}.new")
            temporary.write_text(text, encoding="utf-8")
            temporary.replace(file)
    own = {**scope, "__name__": __name__}
    exec(compile(text, path, "exec"), own)
    return {
        name: made for name, made in own.items() if isinstance(made, FunctionType) and made.__code__.co_filename == path
    }
