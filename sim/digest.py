"""One hash over all numbers of a run, the same wherever and however it was computed."""

import hashlib

import numpy as np

from sim.engine import Run


def digest(run: Run) -> str:
    """SHA-256 (hexadecimal) over, replicate by replicate, its outcomes and then its series.

    Numbers are little-endian doubles, outcomes in the order of `outcome_names`, series as measures × periods. A missing
    outcome counts as the 0 that the rules wrote. Raises ValueError if the run kept no series.
    """
    if not run.measures:
        raise ValueError("a digest is over series too: run with series=True")
    outcomes = np.ascontiguousarray(np.nan_to_num(run.outcomes.to_numpy(dtype="<f8"), copy=True))
    series = list(run.measures.values())
    hashed = hashlib.sha256()
    for r in range(len(outcomes)):
        hashed.update(outcomes[r].tobytes())
        for values in series:
            hashed.update(np.ascontiguousarray(values[r], dtype="<f8").tobytes())
    return hashed.hexdigest()
