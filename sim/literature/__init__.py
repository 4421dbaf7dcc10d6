"""What the literature says beside what the engine does, by settings of the engine's own rules: one file per study.

A `Check` compares the engine's number with one that somebody else gave; its `source` says who did, and where. Its
`level` is the level of agreement, after Axtell et al. 1996 [AxtellEtAl1996]: *numerical* (identical up to rounding),
*distributional* (distributions are compared), *means* (means are equivalent within a margin), or *relational* (the same
sign or order).
"""

from sim.literature import chain, fang, hierarchy, march, networks, nk, planning, signs
from sim.literature.check import Check, Provenance, Replication, Sign, equivalent, ordered

__all__ = [
    "Check",
    "Provenance",
    "Replication",
    "Sign",
    "chain",
    "equivalent",
    "fang",
    "hierarchy",
    "march",
    "networks",
    "nk",
    "ordered",
    "planning",
    "replications",
    "signs",
]


def replications() -> dict[str, Replication]:
    """The replications by name, in the order of the report."""
    listed = [march, chain, fang, nk, networks, hierarchy, planning, signs]
    return {study.REPLICATION.name: study.REPLICATION for study in listed}
