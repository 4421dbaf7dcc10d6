"""Which studies there are."""

from sim.literature import fang, march, planning, signs
from sim.literature.check import Study


def studies() -> dict[str, Study]:
    """The studies by name, in the order of the report."""
    listed = [march.STUDY, fang.STUDY, planning.STUDY, signs.STUDY]
    return {study.name: study for study in listed}
