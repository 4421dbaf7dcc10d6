"""`make page` compiles the kernel's entry points to `rules.wasm`, in a process of its own."""

import json
import os
import tempfile
import warnings
from pathlib import Path
from typing import Any

from sim.page.linking import section, with_section

MODULE = Path(__file__).with_name("rules.wasm")
ABOUT = "coxed"


def about(module: bytes) -> dict[str, Any]:
    """What a module says of itself: rules hash, results version, layout of each export's arguments."""
    content: dict[str, Any] = json.loads(section(module, ABOUT))
    return content


def build(folder: str) -> bytes:
    """The module; `folder` keeps numba's cache of this process apart.

    numba must not have been imported: the code is wanted before optimisation, and not from a cache, which has none.
    """
    os.environ |= {"NUMBA_OPT": "0", "XDG_CACHE_HOME": folder, "LOCALAPPDATA": folder}
    import numpy as np
    from numba import int64, typeof
    from numba.core.errors import NumbaWarning

    import sim
    from sim import kernel
    from sim.compiler import rules_hash
    from sim.measures import Measures
    from sim.page import wasm
    from sim.page.layout import lay_out
    from sim.parameters import Parameters, compiled
    from sim.state import allocate

    state = typeof(allocate(Parameters(), np.ones(1), len(Measures._fields)))
    parameters = typeof(compiled(Parameters()))
    outcomes, series = typeof(np.zeros((1, 1))), typeof(np.zeros((1, 1, 1)))
    entries = {
        "lay_out": (lay_out, (state[0], parameters)),
        "begin": (kernel.begin, (state, parameters, int64, int64)),
        "advance": (kernel.advance, (state, parameters, int64, int64, int64, int64)),
        "run_stretch": (kernel.run_stretch, (state, parameters, int64, int64, int64, int64, outcomes, series)),
    }
    warnings.simplefilter("ignore", NumbaWarning)  # that unoptimised code cannot be cached, which nobody wants
    for entry, signature in entries.values():
        entry.compile(signature)  # type: ignore[attr-defined]
    module, layout = wasm.build(entries)
    said = {"rules": rules_hash(), "results_version": sim.RESULTS_VERSION, "layout": layout}
    return with_section(module, ABOUT, json.dumps(said, separators=(",", ":")).encode())


def main() -> None:
    """Write the module where the wheel takes it from."""
    with tempfile.TemporaryDirectory() as folder:
        module = build(folder)
    temporary = MODULE.with_suffix(".new")
    temporary.write_bytes(module)
    temporary.replace(MODULE)
    print(f"{MODULE.name}: {len(module):,} bytes")


if __name__ == "__main__":
    main()
