"""Studies: the points at which scenarios are run, a sweep that loses no run, and the analysis of its results.

This file is what commands need to know before they read a study; the other modules take time to import.
"""

from sim.scenario.builtin import Builtin, builtin_folder

_WHAT_IS_RUN = ("study", "title", "base", "compare", "policies", "set", "seed", "factors", "design", "replicates")
KEYS = (*_WHAT_IS_RUN, "keep", "claims", "targets")
"""The words at the left margin of a study file."""
OWN_KEYS = tuple(word for word in KEYS if word not in ("study", "title"))
"""Those of them that no scenario file has."""


def studies() -> Builtin:
    """The built-in studies."""
    return Builtin((builtin_folder() / "studies",), ".yaml", "study", "D017")
