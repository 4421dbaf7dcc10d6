"""Which columns and parameters a function reads and writes, taken from its code.

The code is read in the form that numba gives it before it compiles: a list of assignments with one operation each. The
variables that may be columns, rows of columns, or parameters are followed, also through the functions that are called.
So this needs no source text, and a mechanism of your own is read like the built-in ones.
"""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from types import EllipsisType, FunctionType
from typing import Any

from numba.core import ir
from numba.core.compiler import run_frontend

from sim.model.assemble import Model
from sim.model.libraries import is_library
from sim.model.mechanism import Stream
from sim.model.parameters import described
from sim.model.records import WRITTEN, move_person, reset
from sim.model.source import is_own
from sim.model.state import Column

type Paths = set[str]
"""What a variable may be: `crew.people`, `crew.people.trust` (or a row of it), `p.network`."""

_SIZE = ("shape", "size", "ndim", "dtype")
_IN_PLACE = ("fill", "sort", "put", "copyto")


class DataFlow:
    """What functions do with the state and the parameters, themselves or through the functions that they call.

    Attributes
    ----------
    reads, writes
        the columns, by path
    parameters
        the parameters that are used, by path
    streams
        the streams of random numbers that are drawn from
    known
        False if some of the code cannot be read; then there may be more
    """

    def __init__(self, model: Model) -> None:
        self.model, self.known = model, True
        self.reads: Paths = set()
        self.writes: Paths = set()
        self.parameters: Paths = set()
        self.streams: set[str] = set()
        self.dimensions = {f"crew.{path}": len(c.shape) for path, c in model.columns.items()} | {"crew.series": 2}
        self.ends = {*self.dimensions, *(f"p.{d.path}" for d in described(model.parameters))}
        self.returned: dict[Any, Paths] = {}

    def note(self, paths: Paths, columns: Paths) -> None:
        """Add columns to `columns`, and parameters to the used ones; a whole record or group means all its parts."""
        for path in paths:
            for end in [path] if path in self.ends else [end for end in self.ends if end.startswith(f"{path}.")]:
                owner, _, name = end.partition(".")
                (columns if owner == "crew" else self.parameters).add(name)

    def follow(self, function: Any, **given: Paths) -> Paths:
        """Go through a function whose arguments are these paths; return the paths that it returns."""
        key = function, repr(sorted((name, sorted(paths)) for name, paths in given.items()))
        if key not in self.returned:
            self.returned[key] = set()
            lines = _lines(function)
            self.known &= lines is not None
            self.returned[key] = _Body(self, given).go_through(lines or [])
        return self.returned[key]

    def every_column(self, function: Any, record: Paths) -> None:
        """Add what `reset`, `settle` and `move_person` do: they change all columns of a record."""
        for column in self.model.columns.values():
            if f"crew.{column.record}" in record and (function is reset or belongs_to_person(column)):
                self.writes.add(column.path)
                if function is move_person:
                    self.reads.add(column.path)
                elif isinstance(column.start, str):
                    self.parameters.add(column.start)


def belongs_to_person(column: Column) -> bool:
    """Return whether the column belongs to a person: newcomers start it anew, and movers take it along."""
    return column.record == "people" and column.shape[0] == "members" and column.moves


@cache
def _lines(function: Any) -> list[Any] | None:
    """Return the code of a function as assignments of one operation each; None if numba cannot read it."""
    parsed: Any = run_frontend
    try:
        blocks = sorted(parsed(function).blocks.items())
    except Exception:  # numba's refusals have no class of their own
        return None
    return [line for _, block in blocks for line in block.body]


class _Body:
    """One function while it is read: which columns and parameters its variables may be, and which other objects."""

    def __init__(self, flow: DataFlow, given: Mapping[str, Paths]) -> None:
        self.flow = flow
        self.paths = defaultdict[str, Paths](set, given)
        self.things: dict[str, Any] = {}

    def go_through(self, lines: list[Any]) -> Paths:
        """Return the paths that it returns. It is read twice, because a loop may use what its later lines assign."""
        returned: Paths = set()
        for line in [*lines, *lines]:
            if isinstance(line, ir.Assign):
                self.paths[line.target.name] = self.paths[line.target.name] | self.value(line.target.name, line.value)
            elif isinstance(line, ir.SetItem | ir.StaticSetItem):
                self.flow.note(self.paths[line.target.name], self.flow.writes)
                self.flow.note(self.paths[line.value.name], self.flow.reads)
            elif isinstance(line, ir.Return):
                returned |= self.paths[line.value.name]
        return returned

    def value(self, name: str, given: Any) -> Paths:
        """Return what the variable of this name may be after this assignment."""
        match given:
            case ir.Global() | ir.FreeVar() | ir.Const():
                self.things[name] = given.value
            case ir.Var() | ir.Arg():
                self.things[name] = self.things.get(given.name)
                return self.paths[given.name]
            case ir.Expr(op="getattr"):
                return self.attribute(name, given.value.name, given.attr)
            case ir.Expr(op="call"):
                return self.call(name, given)
            case ir.Expr(op="build_tuple" | "build_list"):
                self.things[name] = given.items
                return set[str]().union(*(self.paths[item.name] for item in given.items))
            case ir.Expr(op="exhaust_iter" | "cast" | "iternext" | "pair_first"):
                return self.value(name, given.value)
            case ir.Expr(op="static_getitem") if isinstance(items := self.things.get(given.value.name), list):
                return self.value(name, items[given.index])
            case ir.Expr(op="getitem" | "static_getitem"):
                self.read(given)
                return self.rows(self.paths[given.value.name], given.index)
            case ir.Expr(op="getiter") if isinstance(self.things.get(given.value.name), list):
                return self.paths[given.value.name]
            case ir.Expr(op="getiter"):
                return self.rows(self.read(given), 0)
            case ir.Expr(op="inplace_binop"):
                self.read(given)
                self.flow.note(self.paths[given.lhs.name], self.flow.writes)
                return self.paths[given.lhs.name]
            case ir.Expr() if given.op != "pair_second":  # which says whether an iteration goes on
                self.flow.known &= not self.read(given) or given.op in ("binop", "unary")
        return set()

    def read(self, given: Any) -> Paths:
        """Note that an expression uses the content of its variables; return what they may be."""
        paths = set[str]().union(*(self.paths[variable.name] for variable in given.list_vars()))
        self.flow.note(paths, self.flow.reads)
        return paths

    def rows(self, paths: Paths, index: Any) -> Paths:
        """Return which columns an index leaves as arrays; a single number is no column any more."""
        value = self.things.get(index.name, index) if isinstance(index, ir.Var) else index
        parts = value if isinstance(value, list | tuple) else [value]
        parts = [self.things.get(part.name) if isinstance(part, ir.Var) else part for part in parts]
        taken = sum(not isinstance(part, slice | EllipsisType) for part in parts)
        return {path for path in paths if self.flow.dimensions.get(path, 9) > taken}

    def attribute(self, name: str, owner: str, attribute: str) -> Paths:
        """Return what an attribute may be: a record, a column, a parameter, or a part of a column (not its size)."""
        paths = {f"{path}.{attribute}" for path in self.paths[owner]}
        paths = {path for path in paths if any(f"{end}.".startswith(f"{path}.") for end in self.flow.ends)}
        if not paths and attribute not in _SIZE:
            paths = self.paths[owner]
        self.flow.note({path for path in paths if path.startswith("p.")} & self.flow.ends, set())
        thing = self.things[name] = attribute if paths else getattr(self.things.get(owner), attribute, None)
        if isinstance(thing, Stream):
            self.flow.streams.add(thing.label)
        return paths

    def call(self, name: str, call: Any) -> Paths:
        """Return what a call may return, and note what it does with the columns in its arguments."""
        flow, function = self.flow, self.things.get(call.func.name)
        function = getattr(function, "py_func", function)
        positional = [self.paths[argument.name] for argument in call.args]
        keywords = {key: self.paths[argument.name] for key, argument in call.kws}
        if function in (len, slice):
            self.things[name] = slice(None)
            return set()
        if isinstance(function, FunctionType) and function in WRITTEN:
            flow.every_column(function, positional[0])
            return set()
        module = str(getattr(function, "__module__", None) or getattr(function, "__name__", ""))
        library = not is_own(module) and is_library(module)
        if isinstance(function, FunctionType) and not library:
            names = function.__code__.co_varnames
            return flow.follow(function, **dict(zip(names, positional, strict=False)), **keywords)
        flow.note(keywords.get("out", set()), flow.writes)
        if getattr(function, "__name__", function) in _IN_PLACE:
            flow.note(self.paths[call.func.name] or positional[0], flow.writes)
        touched = self.read(call)
        flow.known &= not touched or isinstance(function, str) or library
        return touched if function in (zip, enumerate, reversed) else touched - {*flow.dimensions}
