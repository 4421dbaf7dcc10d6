"""The state of one organization: records of arrays, put together from the columns that mechanisms declare.

A column is declared once, in the file of the mechanism that it belongs to (`column`). It is reached by the name of its
record: `crew.people.trust`. Whole numbers are int64, real ones float64, and nothing is allocated after `allocate`. Of
two dimensions the first runs fastest in memory: all members' beliefs about a goal lie side by side, so that a loop over
goals with a loop over members inside becomes vector code.
"""

import hashlib
import sys
from collections import namedtuple
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from sim.model.parameters import Parameters

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sim.model.crew import State as State  # a stub that is written from the columns
else:
    State = Any

type Ints = NDArray[np.int64]
type Floats = NDArray[np.float64]
type Bools = NDArray[np.bool_]

RECORDS = {
    "structure": "what never changes in a run: who reports to whom, and the series that drives the ocean",
    "ocean": "the world outside: hidden ends, local conditions, and when shocks struck",
    "course": "what the organization says: direction, plan, and the reports that speak for or against",
    "people": "who sits at each position; these columns move with the person on promotion",
    "week": "what happens within one period; written anew in each",
}
UNBOUNDED = float("inf")
EVENTS = 9  # kinds of events in the life of an idea, see `sim.model.judgement`
WORDS = ("members", "goals", "decisions", "ties", "periods", "rows", "one", "events")
_ARRAYS = {int: "int64", float: "float64", bool: "bool"}


@dataclass(frozen=True)
class Column:
    """One column of the state.

    Attributes
    ----------
    record : which record it stands in, one of `RECORDS`
    kind : int, float or bool
    shape : what it has one number for, in words (see `sizes`)
    low, high : its range
    meaning : one line
    start : its number at the start of a run and, in `people`, for a newcomer; or the path of a parameter that holds it
    moves : whether a number of `people` moves with the person; a tie of a clique, say, belongs to the position
    scratch : whether rules only reckon in it, and write it before they read it
    """

    record: str
    kind: type
    shape: tuple[str, ...]
    low: float
    high: float
    meaning: str
    start: float | str
    moves: bool
    scratch: bool = False
    name: str = ""

    def __set_name__(self, owner: type, name: str) -> None:
        object.__setattr__(self, "name", name)

    @property
    def array(self) -> str:
        """NumPy's name for the kind of its array."""
        return _ARRAYS[self.kind]

    @property
    def order(self) -> str:
        """NumPy's word for how its array lies in memory."""
        return "C" if len(self.shape) == 1 else "F"

    @property
    def path(self) -> str:
        """The dotted name: `people.belief`."""
        return f"{self.record}.{self.name}"


def column(
    record: str,
    kind: type,
    shape: str,
    meaning: str,
    low: float = 0,
    high: float = UNBOUNDED,
    *,
    start: float | str = 0,
    moves: bool = True,
    scratch: bool = False,
) -> Any:
    """Declare a column of the state.

    Parameters
    ----------
    record
        `people` (a number per person, which moves with the person), `course`, `ocean` or `week`.
    kind
        int, float or bool.
    shape
        What it has a number for: `members`, `members goals`, `goals`, `decisions`, `members ties`, `one` …
    meaning
        One line.
    low, high
        Its range, which tests hold; that of `bool` is 0 to 1.
    start
        The number at the start of a run and for a newcomer, or the path of a parameter that holds it.
    moves
        Whether a number of `people` moves with the person who takes another position.
    scratch
        Whether rules only reckon in it, and always write it before they read it: it is never shown nor reset.

    Raises
    ------
    ValueError
        For a record, kind or shape that does not exist.
    """
    shapes = tuple(shape.split())
    if record not in RECORDS:
        raise ValueError(f"there is no record {record!r}; there are {', '.join(RECORDS)}")
    if kind not in _ARRAYS:
        raise ValueError(f"a column is of int, float or bool, not of {kind!r}")
    if not shapes or len(shapes) > 2 or not set(shapes) <= set(WORDS):
        raise ValueError(f"a column has one or two of {', '.join(WORDS)} as its shape, not {shape!r}")
    high = 1 if kind is bool else high
    return Column(record, kind, shapes, low, high, meaning, start, moves, scratch)


SERIES = Column(
    "", float, ("measures", "periods"), -UNBOUNDED, UNBOUNDED, "one row per measure", 0, False, name="series"
)


class Record:
    """What the records have in common: the columns that they consist of, by name."""

    columns: Mapping[str, Column]


def state_type(columns: Mapping[str, Column]) -> type:
    """The record of records with these columns; equal columns give the same type.

    The types are attributes of this module because numba's cache finds the types of a signature by their names.
    """
    text = repr(
        [(path, c.kind.__name__, len(c.shape), str(c.start), c.moves, c.scratch) for path, c in sorted(columns.items())]
    )
    suffix = hashlib.sha256(text.encode()).hexdigest()[:12]
    module = sys.modules[__name__]
    name = f"State_{suffix}"
    if not hasattr(module, name):
        kinds = []
        for record in RECORDS:
            own = {c.name: c for c in columns.values() if c.record == record}
            title = f"{record.title()}_{suffix}"
            kinds.append(type(title, (Record, namedtuple(title, list(own))), {"columns": own}))
            setattr(module, title, kinds[-1])
        setattr(module, name, type(name, (namedtuple(name, [*RECORDS, "series"]),), {"kinds": kinds}))
    return cast(type, getattr(module, name))


def sizes(parameters: Parameters, rows: int, measures: int) -> dict[str, int]:
    """The number behind each word of a column's shape."""
    return {
        "members": parameters.organization.members,
        "goals": parameters.environment.goals,
        "decisions": parameters.environment.decisions,
        "ties": parameters.network.ties,
        "periods": parameters.run.periods,
        "rows": rows,
        "measures": measures,
        "one": 1,
        "events": EVENTS,
    }


def allocate(whole: Any, parameters: Parameters, multiplier: Floats, measures: int) -> State:
    """A state of zeros of this type, one of `state_type`; `begin` sets the start of a run.

    `multiplier` (rows) are the trace's turbulence multipliers, `measures` the number of rows of `series`.
    """
    import numpy as np

    size = sizes(parameters, len(multiplier), measures)
    parts = []
    for kind in whole.kinds:
        arrays = {
            name: np.zeros([size[word] for word in c.shape], c.array, c.order) for name, c in kind.columns.items()
        }
        parts.append(kind(**arrays))
    state = whole(*parts, np.zeros((measures, size["periods"])))
    state.structure.multiplier[:] = multiplier
    return cast(State, state)


def per_member(columns: Iterable[Column]) -> list[Column]:
    """The columns that have a row per member."""
    return [c for c in columns if c.shape[0] == "members"]
