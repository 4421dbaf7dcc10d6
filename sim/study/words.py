"""What is known of studies without reading one."""

from sim.scenario.shelf import Shelf, builtin_folder

KEYS = ("coxed", "title", "base", "compare", "set", "seed", "factors", "design", "replicates", "keep", "claims")
"""The words at the left margin of a study file."""


def studies() -> Shelf:
    """The built-in studies."""
    return Shelf((builtin_folder() / "studies",), ".yaml", "study", "D017")
