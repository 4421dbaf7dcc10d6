"""What is wrong with the rules of a file, each with the line in which it is declared."""

import ast
import sys
from collections.abc import Iterable
from pathlib import Path

from sim.cli.terminal import Refused
from sim.model.flaws import Flaw, RuleError
from sim.scenario.problem import Place, Problem, problem, render

HELP = "how to write a rule is described in docs/how-to/rules.md"


def refused(error: RuleError, file: Path) -> Refused:
    """Return what a command ends with that was given this file of rules."""
    problems = sorted((_problem(flaw, file) for flaw in error.flaws), key=lambda each: (each.file, each.line or 0))
    text = "\n\n".join(map(render, problems))
    return Refused(f"{text}\n  = help: {HELP}", [{**each.as_dict, "code": "USAGE", "help": HELP} for each in problems])


def _problem(flaw: Flaw, file: Path) -> Problem:
    return problem("", flaw.message, _place(flaw, file) or Place(str(file)))


def _place(flaw: Flaw, file: Path) -> Place | None:
    """Where a flaw is declared; None if its class is made in some other way than by `class` in a file."""
    in_class = isinstance(flaw.owner, type)
    module = sys.modules.get(flaw.owner.__module__) if in_class else None
    source = Path(str(module.__file__)) if module is not None and getattr(module, "__file__", None) else file
    text = source.read_text(encoding="utf-8")
    body = ast.parse(text).body
    whole = next((part for part in body if in_class and _names(part) == {flaw.owner.__qualname__}), None)
    inside = whole.body if isinstance(whole, ast.ClassDef) else [] if in_class else body
    part = next((part for part in inside if flaw.name in _names(part)), whole)
    if part is None:
        return None
    line = text.splitlines()[part.lineno - 1]
    width = len(line) - part.col_offset
    return Place(str(file) if source.samefile(file) else str(source), part.lineno, part.col_offset + 1, width, line)


def _names(part: ast.stmt) -> set[str]:
    """What a statement gives a name to."""
    if isinstance(part, ast.ClassDef | ast.FunctionDef):
        return {part.name}
    targets: Iterable[ast.expr] = part.targets if isinstance(part, ast.Assign) else ()
    targets = [part.target] if isinstance(part, ast.AnnAssign) else targets
    return {target.id for target in targets if isinstance(target, ast.Name)}
