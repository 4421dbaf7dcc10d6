"""The filters: what is published, and the range in which the model has to lie. They are fixed before anything is run.

This is pattern-oriented modelling [GrimmEtAl2005]. Many weak patterns together rule out more than each of them. Each
range is wider than the published numbers, because these come from other measures, other populations and, mostly, from
individuals.
"""

from typing import NamedTuple

from sim.study.targets import Target


class Filter(NamedTuple):
    """One pattern.

    Attributes
    ----------
    name
        a short name, which is that of the outcome
    title
        what it is about
    published
        the published numbers, as they were printed
    sources
        the keys of the publications
    low, high
        the range in which the model has to lie
    measured
        how it is measured in the model
    """

    name: str
    title: str
    published: str
    sources: tuple[str, ...]
    low: float
    high: float
    measured: str

    @property
    def target(self) -> Target:
        """The range for history matching."""
        return Target(self.name, self.low, self.high)


_OVER_FIRMS = "correlation over firms within industries"

FILTERS = (
    Filter(
        "leadership",
        "Leadership goes with performance",
        "r .44 over all criteria",
        ("JudgePiccolo2004",),
        0.2,
        0.5,
        f"strength of leadership with made good: {_OVER_FIRMS}",
    ),
    Filter(
        "reviews",
        "Reviews of the team's own work raise performance",
        "d .67 on task performance (46 samples), .79 on all criteria",
        ("TannenbaumCerasoli2013", "KeiserArthur2021"),
        0.5,
        1.0,
        "retrospectives .9 against 0 in the same firms: mean difference of made good over its standard deviation "
        "within industries",
    ),
    Filter(
        "spread",
        "The best firms of an industry produce a few times as much as the worst",
        "p90/p10 1.92 in total factor productivity; about 4 per worker",
        ("Syverson2011",),
        2.0,
        5.0,
        "p90 over p10 of made good, median over industries",
    ),
    Filter(
        "turnover",
        "Turnover goes a little with poor performance",
        "ρ -.15; -.03",
        ("ParkShaw2013", "HancockEtAl2013"),
        -0.2,
        0.0,
        f"turnover with made good: {_OVER_FIRMS}",
    ),
    Filter(
        "safety_voice",
        "Where it is safe, more is said",
        "positive",
        ("FrazierEtAl2017",),
        0.1,
        0.8,
        f"safety with the share of ideas that are proposed: {_OVER_FIRMS}",
    ),
    Filter(
        "safety_learning",
        "Where it is safe, more is learned",
        "positive",
        ("FrazierEtAl2017",),
        0.1,
        0.8,
        f"safety with the quality of the ways of working: {_OVER_FIRMS}",
    ),
    Filter(
        "safety_performance",
        "Where it is safe, performance is better",
        "positive",
        ("FrazierEtAl2017",),
        0.1,
        0.6,
        f"safety with made good: {_OVER_FIRMS}",
    ),
    Filter(
        "competence",
        "The need for competence goes with performance",
        "ρ .37 (individuals)",
        ("CerasoliEtAl2016",),
        0.2,
        0.55,
        f"achievement with made good: {_OVER_FIRMS}",
    ),
    Filter(
        "autonomy",
        "The need for autonomy goes with performance",
        "ρ .28 (individuals)",
        ("CerasoliEtAl2016",),
        0.1,
        0.45,
        f"self-esteem with made good: {_OVER_FIRMS}",
    ),
    Filter(
        "relatedness",
        "The need for relatedness goes with performance",
        "ρ .25 (individuals)",
        ("CerasoliEtAl2016",),
        0.1,
        0.4,
        f"belonging with made good: {_OVER_FIRMS}",
    ),
    Filter(
        "group_size",
        "Without management each gives less in larger groups",
        "per head, of one alone: .93 in twos and .49 in eights (Ringelmann); flat from three on (Ingham et al.)",
        ("KravitzMartin1986", "InghamEtAl1974"),
        0.5,
        0.95,
        "speed per head of eight over that of two, without management and leadership, all knowing the goal",
    ),
    Filter(
        "practices",
        "Management practices raise productivity",
        "+17 % in a year, from a quarter of the practices to nearly two thirds (experiment)",
        ("BloomEtAl2013",),
        0.05,
        0.3,
        "strength of management .63 against .26 in the same firms: gain of total made good",
    ),
    Filter(
        "priorities",
        "Few know the priorities",
        "28 % of managers name three of five: about .38 a priority",
        ("SullEtAl2018",),
        0.25,
        0.6,
        "alignment, mean over firms",
    ),
)
