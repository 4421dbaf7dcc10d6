"""The filters measured on firms, with the variance that comes from having drawn these industries and no others."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.claims.patterns.filters import FILTERS
from sim.claims.patterns.firms import Firm
from sim.model.state import Floats
from sim.study.inference.history_matching import Simulated

RESAMPLES = 200
LEAST = 0.01
"""The productivity at which a ratio is capped: a firm that makes no way has none."""
KEPT = ("made_good", "speed", "safety", "silent", "quality", "achievement", "esteem", "belonging", "alignment")
"""The measures whose means over time the filters need."""

Answers = Mapping[str, Floats]
"""For each variant an array (firms, measures); NaN for firms that were not run in it."""


def measured(answers: Answers, firms: Sequence[Firm], seed: int) -> Simulated:
    """The filters at one setting of the free rates: one row of estimates, and one of bootstrap variances.

    Whole industries are drawn again.

    Parameters
    ----------
    answers
        The means of the measures, averaged over replicates. Those of the groups are in `two` and `eight`.
    firms
        The firms.
    seed
        The seed of the bootstrap.
    """
    industry = np.array([firm.industry for firm in firms])
    count = int(industry.max()) + 1
    rng = np.random.default_rng(seed)
    estimate = filters(answers, firms, industry)
    drawn = [_resampled(answers, firms, industry, rng.integers(0, count, count), rng) for _ in range(RESAMPLES)]
    return Simulated(estimate[None], _variances(np.array(drawn))[None])


def _variances(drawn: Floats) -> Floats:
    """The variance of each column over its numbers; NaN where there are fewer than two."""
    enough = (~np.isnan(drawn)).sum(axis=0) > 1
    variances = np.full(drawn.shape[1], np.nan)
    variances[enough] = np.nanvar(drawn[:, enough], axis=0, ddof=1)
    return variances


def _resampled(
    answers: Answers, firms: Sequence[Firm], industry: "np.ndarray[Any, Any]", chosen: "np.ndarray[Any, Any]",
    rng: np.random.Generator,
) -> Floats:  # fmt: skip
    rows = np.concatenate([np.flatnonzero(industry == one) for one in chosen])
    again = np.repeat(np.arange(len(chosen)), [int((industry == one).sum()) for one in chosen])
    some = {name: values[rows] for name, values in answers.items() if name not in ("two", "eight")}
    few = len(answers["two"])
    lots = rng.integers(0, few, few)
    some |= {name: answers[name][lots] for name in ("two", "eight")}
    return filters(some, [firms[row] for row in rows], again)


def filters(answers: Answers, firms: Sequence[Firm], industry: "np.ndarray[Any, Any]") -> Floats:
    """The numbers of all filters, in their order."""
    firm = dict(zip(KEPT, answers["firm"].T, strict=True))
    progress = firm["made_good"]
    inside = _Within(industry)
    settings = [one.variants["firm"] for one in firms]
    leadership, turnover = (
        np.array([values[name] for values in settings]) for name in ("leadership.strength", "organization.turnover")
    )
    by_name = {
        "leadership": inside.correlation(leadership, progress),
        "reviews": _difference(answers, inside),
        "spread": inside.spread(progress),
        "turnover": inside.correlation(turnover, progress),
        "safety_voice": inside.correlation(firm["safety"], 1 - firm["silent"]),
        "safety_learning": inside.correlation(firm["safety"], firm["quality"]),
        "safety_performance": inside.correlation(firm["safety"], progress),
        "competence": inside.correlation(firm["achievement"], progress),
        "autonomy": inside.correlation(firm["esteem"], progress),
        "relatedness": inside.correlation(firm["belonging"], progress),
        "group_size": _ratio(answers["eight"][:, KEPT.index("speed")], answers["two"][:, KEPT.index("speed")]),
        "practices": _gain(answers),
        "priorities": float(firm["alignment"].mean()),
    }
    return np.array([by_name[one.name] for one in FILTERS])


class _Within:
    """Statistics within industries: every number is taken as its difference from the mean of its industry."""

    def __init__(self, industry: "np.ndarray[Any, Any]") -> None:
        self.industry = industry
        self.counts = np.bincount(industry)

    def centered(self, values: Floats) -> Floats:
        """The differences from the means of the industries."""
        return np.asarray(values - (np.bincount(self.industry, values) / self.counts)[self.industry])

    def correlation(self, one: Floats, other: Floats) -> float:
        """Pearson's correlation; NaN if one of them does not vary."""
        a, b = self.centered(one), self.centered(other)
        size = float(np.sqrt((a @ a) * (b @ b)))
        return float(a @ b) / size if size > 1e-12 else float("nan")

    def deviation(self, values: Floats) -> float:
        """The standard deviation within industries, of the firms for which there is a number."""
        present = ~np.isnan(values)
        some = _Within(np.unique(self.industry[present], return_inverse=True)[1])
        centered = some.centered(values[present])
        return float(np.sqrt(centered @ centered / max(len(centered) - len(some.counts), 1)))

    def spread(self, values: Floats) -> float:
        """p90 over p10, median over industries."""
        ratios = []
        for one in range(len(self.counts)):
            low, high = np.quantile(values[self.industry == one], [0.1, 0.9])
            ratios.append(max(float(high), LEAST) / max(float(low), LEAST))
        return float(np.median(ratios))


def _difference(answers: Answers, inside: _Within) -> float:
    """Cohen's d of reviews: the mean difference over the standard deviation without them."""
    without, with_ = (answers[name][:, KEPT.index("made_good")] for name in ("no reviews", "reviews"))
    deviation = inside.deviation(without)
    return float(np.nanmean(with_ - without)) / deviation if deviation > 0 else float("nan")


def _gain(answers: Answers) -> float:
    few, many = (answers[name][:, KEPT.index("made_good")] for name in ("few practices", "many practices"))
    total = float(np.nansum(few))
    return float(np.nansum(many)) / total - 1 if total > 0 else float("nan")


def _ratio(one: Floats, other: Floats) -> float:
    return float(one.mean() / other.mean()) if other.mean() > 0 else float("nan")
