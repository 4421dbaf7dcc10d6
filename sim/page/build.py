"""`make page`, first step: compiles the kernel to `rules.wasm`, and translates the checker of scenario files."""

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from sim.page.linker import section, with_section

MODULE = Path(__file__).with_name("rules.wasm")
CHECKER = MODULE.with_name("web") / "build" / "checker"
ABOUT = "coxed"


def about(module: bytes) -> dict[str, Any]:
    """What a module says of itself: rules hash, results version, layout of each export's arguments."""
    content: dict[str, Any] = json.loads(section(module, ABOUT))
    shared = content.pop("shared")
    content["layout"] = {export: shared + own for export, own in content["layout"].items()}
    return content


def said(rules: str, measures: str, results: int, layout: dict[str, list[Any]]) -> bytes:
    """What `about` reads; the state and the parameters, which every export takes first, are written once."""
    first, *others = layout.values()
    shared = [one for place, one in enumerate(first) if all(list(other[place]) == list(one) for other in others)]
    content = {
        "rules": rules,
        "measures": measures,
        "results_version": results,
        "shared": shared,
        "layout": {export: own[len(shared) :] for export, own in layout.items()},
    }
    return json.dumps(content, separators=(",", ":")).encode()


def build(folder: str) -> bytes:
    """The module; `folder` keeps numba's cache of this process apart.

    numba must not have been imported: the code is wanted before optimisation, and not from a cache, which has none.
    """
    os.environ |= {"NUMBA_OPT": "0", "XDG_CACHE_HOME": folder, "LOCALAPPDATA": folder}
    os.environ |= {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}  # whatever this processor has
    import numpy as np
    from numba import int64, typeof

    import sim
    from sim.model.assemble import standard
    from sim.model.identity import measures_hash, rules_hash
    from sim.model.parameters import known
    from sim.model.plain_values import compiled
    from sim.model.random import called
    from sim.page import wasm

    model = standard()
    state = typeof(model.allocate(known()(), np.ones(1)))
    parameters = typeof(compiled(known()()))
    outcomes, series = typeof(np.zeros((1, 1))), typeof(np.zeros((1, 1, 1)))
    for rule in model.rules:  # each step stays a function, see `sim.page.wasm`
        if rule.step is not None:
            called(rule.step)
    small = model.small_entries()
    entries = {
        "begin": (small["begin"], (state, parameters, int64, int64)),
        "advance": (small["advance"], (state, parameters, int64, int64, int64, int64)),
        "run_stretch": (small["run_stretch"], (state, parameters, int64, int64, int64, int64, outcomes, series)),
    }
    for entry, signature in entries.values():
        entry.compile(signature)
    module, layout = wasm.build(entries)
    return with_section(module, ABOUT, said(rules_hash(), measures_hash(), sim.RESULTS_VERSION, layout))


def main() -> None:
    """Write the module where the wheel takes it from."""
    with tempfile.TemporaryDirectory() as folder:
        module = build(folder)
    from sim.model.files import write_whole  # after numba was set up

    write_whole(MODULE, module)
    print(f"{MODULE.name}: {len(module):,} bytes")
    from sim.page import translate  # after numba was set up

    translate.write(CHECKER)


if __name__ == "__main__":
    main()
