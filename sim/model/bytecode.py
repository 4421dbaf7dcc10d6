"""What the code of a function names, without running it."""

import dis
from collections.abc import Collection, Iterator
from types import CodeType


def called_names(code: CodeType) -> set[str]:
    """The global names that a function, or one defined within it, may look up."""
    return {name for one in _nested(code) for name in one.co_names}


def texts(code: CodeType) -> set[str]:
    """Texts in code, which can name something, as in `getattr(helper, "gain")`."""
    return {constant for one in _nested(code) for constant in one.co_consts if isinstance(constant, str)}


def looked_up(code: CodeType) -> set[str]:
    """The names that code looks up among the globals and the built-in functions."""
    return {*_arguments(code, "LOAD_GLOBAL", "LOAD_NAME")}


def changed(code: CodeType) -> set[str]:
    """The globals that code changes when it runs."""
    return {*_arguments(code, "STORE_GLOBAL", "DELETE_GLOBAL")}


def imported(code: CodeType) -> set[str]:
    """The modules that code imports when it runs."""
    return {*_arguments(code, "IMPORT_NAME")}


def chains(code: CodeType, names: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Where code reads or writes two attributes one after another: `crew.people.skill` as ("crew", "people", "skill").

    Only of local variables of these names, and not of others that were set to a part of them.
    """
    steps = [step for step in dis.get_instructions(code) if step.opname != "CACHE"]
    for first, second, third in zip(steps, steps[1:], steps[2:], strict=False):
        given = first.argval[-1] if isinstance(first.argval, tuple) else first.argval
        loads = "LOAD_FAST" in first.opname and second.opname == "LOAD_ATTR"
        if loads and given in names and third.opname in ("LOAD_ATTR", "STORE_ATTR"):
            yield str(given), str(second.argval), str(third.argval)


def _arguments(code: CodeType, *steps: str) -> Iterator[str]:
    for one in _nested(code):
        yield from (str(step.argval) for step in dis.get_instructions(one) if step.opname in steps)


def _nested(code: CodeType) -> Iterator[CodeType]:
    """Code, and that of what is defined within it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _nested(constant)
