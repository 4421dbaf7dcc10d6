"""What a rule is: a hash of everything that decides its numbers.

The code of Coxed itself is hashed by its text, so that all versions of Python agree. The code of a user is taken from
the object that runs, not from a file that may have been edited since: its bytecode, the values of its closure and
defaults, and the globals and helpers that it uses, recursively. What has no content that could be hashed, such as an
open file or a generator of random numbers, is refused.
"""

import ast
import hashlib
import inspect
from functools import cache
from textwrap import dedent

from sim.model.content import UnidentifiableError as UnidentifiableError
from sim.model.content import content, declarations
from sim.model.measures import Measure
from sim.model.mechanism import Mechanism, reports_rest
from sim.model.parameters import described
from sim.model.source import HERE, HOOKS, bare, code_hash, is_own
from sim.model.week import PARAMETERS, WEEK

_OBSERVING = ("measures.py", "outcomes.py")


@cache
def rules_hash() -> str:
    """SHA-256 (hex) of the built-in dynamics: code without docstrings, streams, columns, parameters, order."""
    digest = hashlib.sha256(code_hash(WEEK).encode())
    for rule in WEEK:
        digest.update(declarations(rule).encode())
    for parameter in described(PARAMETERS):
        digest.update(f"{parameter.path}:{parameter.kind.__name__}:{parameter.choices}:{parameter.default}".encode())
    return digest.hexdigest()


@cache
def summary_hash() -> str:
    """SHA-256 (hex) of how a run is summed up."""
    return hashlib.sha256(bare(HERE / "outcomes.py").encode()).hexdigest()


@cache
def measures_hash() -> str:
    """SHA-256 (hex) of what is measured and how runs are summed up."""
    of_mechanisms = [measure_identity(measure) for rule in WEEK for measure in rule.declared(Measure).values()]
    return hashlib.sha256("".join([*(bare(HERE / name) for name in _OBSERVING), *of_mechanisms]).encode()).hexdigest()


def rule_identity(rule: type[Mechanism]) -> str:
    """SHA-256 (hex) of a user's mechanism: its declarations, its code, and all values that the code uses.

    Raises
    ------
    UnidentifiableError
        If it uses something that has no content to hash.
    """
    functions = [getattr(rule, name) for name in HOOKS]
    how = f"{rule.compiled}:{reports_rest(rule)}"
    parts = [declarations(rule), how, *content([f for f in functions if f], rule.name, {})]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def measure_identity(measure: Measure) -> str:
    """SHA-256 (hex) of a measure.

    Raises
    ------
    UnidentifiableError
        If its function uses something that has no content to hash.
    """
    if measure.function is not None and is_own(measure.function.__globals__["__name__"]):
        code = [ast.unparse(ast.parse(dedent(inspect.getsource(measure.function))).body[0])]
    else:
        code = [*content(measure.function, measure.name, {})]
    counts = [repr((measure.part, measure.whole))] if measure.whole else []
    parts = [repr((measure.columns, measure.over, measure.per, measure.of_team)), *counts, *code]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
