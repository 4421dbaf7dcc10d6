"""Numbers that rules and measures of one's own may not give: no numbers, or beyond the range of their measure."""

import logging

import numpy as np

from sim.model.assemble import Model
from sim.model.state import Floats

log = logging.getLogger("coxed")

TINY = 1e-9  # what rounding may add to a mean of numbers at the end of their range
_KNOWN: set[tuple[str, str]] = set()
"""What has been said of a model, by its identity: a sweep asks at each of its points."""


def warn_of_impossible(model: Model, outcomes: Floats) -> None:
    """Warn once of each measure that is no number, or beyond its range, if rules or measures are the user's.

    Parameters
    ----------
    model
        The model that was run.
    outcomes
        Its outcomes, one row per replicate, before missing ones are marked.
    """
    if not (model.custom or model.custom_measures):
        return
    for row, (name, measure) in enumerate(model.measures.items()):
        values = outcomes[:, [row, len(model.measures) + row]]  # the mean over time and the last value
        empty = np.isnan(values).any(axis=1)
        beyond = ((values < measure.low - TINY) | (values > measure.high + TINY)).any(axis=1)
        wrong = "no number" if empty.any() else f"beyond its range, {measure.low:g} to {measure.high:g},"
        count = int(empty.sum() or beyond.sum())
        if count and (model.identity, name) not in _KNOWN:
            _KNOWN.add((model.identity, name))
            log.warning(
                "%s is %s in %s of %s replicates: look at %s", name, wrong, count, len(values), ", ".join(_own(model))
            )


def _own(model: Model) -> list[str]:
    return [name for name in (*model.custom, *model.custom_measures) if name != "week"] or ["the order of the rules"]
