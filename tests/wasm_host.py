"""The WebAssembly module under wasmtime: the entry points of `sim.model.assemble.Model`, on arrays in its memory."""

import struct
from typing import Any

import numpy as np
import wasmtime
from numpy.typing import NDArray

from sim.model.parameters import Parameters
from sim.model.state import State
from sim.page.build import about

STACK, PAGE = 65_536, 65_536
OK = (0, -2)  # numba's statuses of a function that returns, and of one that returns nothing


class Host:
    """One instance of a module; each call copies arrays in and, afterwards, out."""

    def __init__(self, module: bytes) -> None:
        self.layout = about(module)["layout"]
        self.store = wasmtime.Store()
        compiled = wasmtime.Module(self.store.engine, module)
        self.memory = wasmtime.Memory(self.store, wasmtime.MemoryType(wasmtime.Limits(2, None)))
        stack = wasmtime.GlobalType(wasmtime.ValType.i32(), True)
        given = {
            "__linear_memory": self.memory,
            "__stack_pointer": wasmtime.Global(self.store, stack, wasmtime.Val.i32(STACK)),
        }
        imports = [given[str(needed.name)] for needed in compiled.imports]
        self.exports = wasmtime.Instance(self.store, compiled, imports).exports(self.store)

    def begin(self, state: State, parameters: Parameters, seed: int, replicate: int) -> None:
        """As `Model.begin`."""
        self._call("begin", state=state, parameters=parameters, seed=seed, replicate=replicate)

    def advance(self, state: State, parameters: Parameters, seed: int, replicate: int, start: int, stop: int) -> None:
        """As `Model.advance`."""
        self._call(
            "advance", state=state, parameters=parameters, seed=seed, replicate=replicate, start=start, stop=stop
        )

    def run_stretch(
        self,
        state: State,
        parameters: Parameters,
        seed: int,
        first: int,
        start: int,
        stop: int,
        outcomes: NDArray[np.float64],
        series: NDArray[np.float64],
    ) -> None:
        """As `Model.run_stretch`."""
        self._call(
            "run_stretch", state=state, parameters=parameters, seed=seed, first=first, start=start, stop=stop,
            outcomes=outcomes, series=series,
        )  # fmt: skip

    def _call(self, export: str, **values: Any) -> None:
        layout = self.layout[export]
        found = [_leaf(values, path) for path, *_ in layout]
        block = STACK
        top = block + 8 * (layout[-1][2] + 8)
        self._grow(top + sum(v.nbytes + 16 for v in found if isinstance(v, np.ndarray)))
        placed = []
        for (_, kind, slot, dimensions), value in zip(layout, found, strict=True):
            if dimensions:
                top = (top + 15) & ~15
                self.memory.write(self.store, value.tobytes("A"), top)
                words = struct.pack(f"<{1 + dimensions}q", top, *value.shape)
                placed.append((value, top))
                top += value.nbytes
            else:
                words = struct.pack("<d", value) if kind == "float64" else struct.pack("<q", value)
            self.memory.write(self.store, words, block + 8 * slot)
        status = self.exports[export](self.store, block)  # type: ignore[operator]
        assert status in OK, f"{export} ended with status {status}"
        for value, at in placed:
            raw = self.memory.read(self.store, at, at + value.nbytes)
            value[...] = np.frombuffer(raw, value.dtype).reshape(value.shape, order="F" if np.isfortran(value) else "C")

    def _grow(self, size: int) -> None:
        missing = -(-size // PAGE) - self.memory.size(self.store)
        if missing > 0:
            self.memory.grow(self.store, missing)


def _leaf(values: dict[str, Any], path: str) -> Any:
    """The value at `state.people.belief`."""
    first, *rest = path.split(".")
    found = values[first]
    for name in rest:
        found = getattr(found, name)
    return found
