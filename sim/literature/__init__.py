"""Published results, reproduced by settings of the engine's own rules: one file a study, one `Check` a claim.

A check compares three numbers where there are three: what was published, what a closed form says, what the engine
gives. `level` is the level of agreement (Axtell et al. 1996 [AxtellEtAl1996]): *numerical* (identical up to rounding),
*distributional* (equivalent within a margin stated beforehand) or *relational* (the same sign or order).
"""

from sim.literature.check import Check, Sign, Study, equivalent, ordered
from sim.literature.suite import studies

__all__ = ["Check", "Sign", "Study", "equivalent", "ordered", "studies"]
