"""Verdicts in plain words, with numbers from the published results."""

import math
from collections.abc import Mapping
from typing import Any


def amount(value: float, share: bool) -> str:
    """An effect: as a share of the distance in percent, or as it is."""
    if not math.isfinite(value):
        return "not known"
    text = f"{value:+.0%}" if share else f"{value:+.3f}"
    return text if any(digit in text for digit in "123456789") else text.lstrip("+-")


def smallest(statement: Mapping[str, Any]) -> str:
    """The smallest effect of a statement that matters."""
    return f"{statement['smallest']:.0%}" if statement["share"] else f"{statement['smallest']:g}"


def hundred(statement: Mapping[str, Any]) -> tuple[int, int, int]:
    """Of 100 worlds, in how many there is an effect that matters, one against the statement, and a small one."""
    above, below = round(100 * statement["truth"]["above"]), round(100 * statement["truth"]["below"])
    return above, below, 100 - above - below


def plainly(statement: Mapping[str, Any]) -> str:
    """What a statement's probabilities say, for reading aloud."""
    if statement["worlds"] < 2:
        return f"{statement['says']}: there are too few worlds to say."
    above, below, small = hundred(statement)
    return (
        f"Take 100 worlds. In about {above} of them the sentence “{statement['says']}” is true by at least "
        f"{smallest(statement)}. In about {below} the opposite is true by as much. In the other {small} the difference "
        "is too small to matter."
    )


class _Number:
    """A statement, or an effect at the defaults, in an explanation: what follows the colon says which number."""

    def __init__(self, record: Mapping[str, Any]) -> None:
        self.record = record

    def __format__(self, which: str) -> str:
        record = self.record
        if which in ("above", "below", "small"):
            return f"{hundred(record)[('above', 'below', 'small').index(which)]} of 100"
        if which == "positive":
            return f"{round(100 * record['truth'][which])} of 100"
        if which in ("mean", "spread"):
            return amount(record["truth"][which], record["share"]).lstrip("+" if which == "spread" else "")
        if which == "word":
            return str(record["word"])
        if which == "effect":
            return amount(record["effect"]["mean"], record["share"])
        if which == "interval":
            mean, low, high = (amount(record["effect"][name], record["share"]) for name in ("mean", "low", "high"))
            return f"{mean} ({low} to {high})"
        raise ValueError(f"'{which}' is no number of a statement")


def known(record: Mapping[str, Any]) -> dict[str, Any]:
    """What an explanation may name.

    `vote1`, `vote2` and `check1`, `check2`, … are statements in the first sample, `box_vote1` and so on those in
    another; `usual1` is the effect of a primary statement at the defaults, and `without1`, `without2`, … the effect of
    the first one without a mechanism.
    """
    names: dict[str, Any] = {}
    for place, (sample, tried) in enumerate(record["samples"].items()):
        prefix = "" if place == 0 else f"{sample}_"
        for kind, name in (("votes", "vote"), ("checks", "check")):
            for k, statement in enumerate(tried[kind], 1):
                names[f"{prefix}{name}{k}"] = _Number(statement)
    first = next(iter(record["samples"].values()))["votes"]
    for k, defaults in enumerate(record["defaults"]):
        for v, effect in enumerate(defaults["effects"]):
            name = f"usual{v + 1}" if k == 0 else f"without{k}" if v == 0 else f"without{k}_{v + 1}"
            names[name] = _Number({"effect": effect, "share": first[v]["share"]})
    return names


def explained(explanation: str, record: Mapping[str, Any]) -> str:
    """An explanation with the published numbers in place of their names."""
    return " ".join(explanation.format(**known(record)).split())
