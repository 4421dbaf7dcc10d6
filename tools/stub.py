"""The stub `sim/model/crew.pyi`: the records of the state for type checkers, written from the columns."""

from pathlib import Path

from sim.model.state import RECORDS, Column
from sim.model.week import WEEK

STUB = Path(__file__).parents[1] / "sim" / "model" / "crew.pyi"
_ARRAYS = {"int64": "Ints", "float64": "Floats", "bool": "Bools"}


def stub() -> str:
    """The text of the stub. `make generate` writes it after a column was declared."""
    columns = [column for rule in WEEK for column in rule.declared(Column).values()]
    lines = [
        "# Written from the columns that mechanisms declare: make generate",
        "from typing import NamedTuple",
        "",
        "from sim.model.state import Bools, Floats, Ints",
    ]
    for record in RECORDS:
        own = [f"    {c.name}: {_ARRAYS[c.array]}" for c in columns if c.record == record]
        lines += ["", f"class {record.title()}(NamedTuple):", *own]
    whole = [f"    {record}: {record.title()}" for record in RECORDS]
    return "\n".join([*lines, "", "class State(NamedTuple):", *whole, "    series: Floats", ""])
