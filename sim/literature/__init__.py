"""Published results, reproduced by settings of the engine's own rules: one file per publication.

A `Check` compares up to three numbers: the published one, that of a closed form, and that of the engine. Its `level` is
the level of agreement of Axtell et al. 1996 [AxtellEtAl1996]: *numerical* (identical up to rounding), *distributional*
(equivalent within a margin that was fixed beforehand) or *relational* (the same sign or order).
"""

from sim.literature import fang, march, planning, signs
from sim.literature.check import Check, Replication, Sign, equivalent, ordered

__all__ = [
    "Check",
    "Replication",
    "Sign",
    "equivalent",
    "fang",
    "march",
    "ordered",
    "planning",
    "replications",
    "signs",
]


def replications() -> dict[str, Replication]:
    """The replications by name, in the order of the report."""
    listed = [march.REPLICATION, fang.REPLICATION, planning.REPLICATION, signs.REPLICATION]
    return {replication.name: replication for replication in listed}
