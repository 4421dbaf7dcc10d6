"""The results of `real_oceans` in tables and words. Every number and verdict is computed from the runs."""

from typing import NamedTuple

import numpy as np

from experiments.oceans import (
    CREWS,
    LED,
    SCALES,
    UNLED,
    Findings,
    at,
    definitions,
    gain,
    rank_correlation,
    share,
    worth,
)
from sim.engine.statistics import Interval


class Section(NamedTuple):
    """A section of the report: a table, and a paragraph that sums it up."""

    title: str
    header: tuple[str, ...]
    rows: list[list[str]]
    closing: str


def rising(correlation: Interval) -> str:
    """A rank correlation with dynamism in words."""
    if not correlation.decided:
        return "whether it gains more or less in dynamic industries is open"
    return f"{'more' if correlation.low > 0 else 'less'} in more dynamic industries"


def spread(value: Interval, digits: int = 3) -> str:
    """A number with its interval."""
    return f"{value.mean:.{digits}f} ({value.low:.{digits}f} to {value.high:.{digits}f})"


def verdicts(findings: Findings) -> Section:
    """The tests of the two hypotheses."""
    names = list(findings.listed.index)
    pays = [findings.worths[at(name)].gain.low > 0 for name in names]
    correlation = findings.correlation(1, gain)
    rows = [
        [
            "(1) leadership gains velocity made good in every industry",
            f"the interval is above 0 in {sum(pays)} of {len(names)}",
            "stands" if all(pays) else "fails",
        ],
        [
            "(2) it gains more in more dynamic industries",
            f"rank correlation {spread(correlation, 2)}, n = {len(names)}",
            "stands" if correlation.low > 0 else "fails" if correlation.high < 0 else "open",
        ],
    ]
    closing = (
        "n is the number of industries. These are all industries, not a sample of them: the interval comes from "
        "resampled industries and shows how much the correlation depends on single ones. In the model, an industry is "
        "only its series of multipliers. The correlation therefore describes the model's own curve at 22 places; it is "
        "not an observation of firms."
    )
    return Section("Verdicts", ("hypothesis", "result", "verdict"), rows, closing)


def by_industry(findings: Findings) -> Section:
    """One row per industry."""
    rows = []
    for name in findings.listed.index:
        row, own = findings.listed.loc[name], findings.worths[at(name)]
        means = [f"{findings.made_good(crew, name).mean:.3f}" for crew in (LED, UNLED)]
        dynamic = f"{row.dynamism:.2f} ({row.lower:.2f} to {row.upper:.2f})"
        rows.append([row.title, dynamic, *means, spread(own.gain), spread(own.share, 2), spread(findings.uneven(name))])
    uneven = [findings.uneven(name) for name in findings.listed.index]
    closing = (
        "The last column is not part of the hypothesis. Because calm and rough years alternate, leadership is worth "
        f"more in {sum(u.low > 0 for u in uneven)} industries and less in {sum(u.high < 0 for u in uneven)}. In the "
        "others, the difference is not decided."
    )
    header = (
        "industry", "dynamism (quartiles)", "led", "managed only", "worth of leadership", "as a share of led",
        "worth here minus in a steady ocean of the same mean",
    )  # fmt: skip
    return Section("Industries, at the default turbulence", header, rows, closing)


def by_crew(findings: Findings) -> Section:
    """The gain of the led crew over each of the others."""
    names = findings.listed.index
    rivals = [crew for crew in CREWS if crew != LED]
    gains = {crew: [worth(findings.comparisons, at(name), crew).gain for name in names] for crew in rivals}
    rows = [
        [findings.listed.title[name], *(spread(gains[crew][place]) for crew in rivals)]
        for place, name in enumerate(names)
    ]
    # The gain of led over no_paddles is the worth of management to a crew with leadership.
    over = [worth(findings.comparisons, at(name), UNLED, of="no_paddles").gain for name in names]
    closing = (
        f"`no_paddles` is ahead of `{UNLED}` in {sum(w.low > 0 for w in over)} industries and behind in "
        f"{sum(w.high < 0 for w in over)}. Where it is ahead, the full crew loses more without leadership than without "
        "management. The rank correlation of its lead with dynamism is "
        f"{spread(rank_correlation(findings.listed.dynamism.to_numpy(), np.array([w.mean for w in over])), 2)}. "
        "This was added after the hypotheses were fixed."
    )
    return Section("Led minus the other crews", ("industry", *rivals), rows, closing)


def by_scale(findings: Findings) -> Section:
    """The relation of dynamism and worth at each scale of turbulence."""
    rows = []
    for scale in SCALES:
        gains, shares = findings.column(scale, gain), findings.column(scale, share)
        rows.append(
            [
                f"{scale:g}",
                f"{gains.min():.3f} to {gains.max():.3f}", spread(findings.correlation(scale, gain), 2),
                f"{shares.min():.2f} to {shares.max():.2f}", spread(findings.correlation(scale, share), 2),
                str(sum(findings.worths[at(name, scale)].gain.low > 0 for name in findings.listed.index)),
            ]
        )  # fmt: skip
    header = (
        "scale", "worth, lowest to highest", "rank correlation with dynamism", "share, lowest to highest",
        "rank correlation with dynamism", "industries where leadership gains",
    )  # fmt: skip
    oceans = sorted((at(name, scale) for scale in SCALES for name in findings.listed.index), key=findings.turbulence)
    best = max(oceans, key=lambda cell: findings.worths[cell].gain.mean)
    places = ", ".join(
        f"{findings.worths[cell].gain.mean:.3f} {where} ({findings.turbulence(cell):.2g} times the default turbulence)"
        for cell, where in (
            (oceans[0], "in the calmest"),
            (best, "where it is largest"),
            (oceans[-1], "in the roughest"),
        )
    )
    closing = (
        "The right scale is not known: the data say which industry is less steady, not how often its goals reverse. "
        "No rule of the model makes the worth of leadership rise or fall with turbulence. Over all oceans here, it is "
        f"{places}."
    )
    return Section("The one free scale: what a multiplier of 1 means", header, rows, closing)


def by_definition(findings: Findings) -> Section:
    """The same order of industries by other definitions of dynamism."""
    ways = definitions(list(findings.listed.index))
    chosen, *_ = ways.values()
    rows = []
    for way, values in ways.items():
        most = findings.listed.title.iloc[int(values.argmax())]
        least = findings.listed.title.iloc[int(values.argmin())]
        ranks = "" if values is chosen else spread(rank_correlation(chosen, values), 2)
        rows.append([way, ranks, f"{values.max() / values.min():.1f}", least, most])
    header = ("dynamism", "rank correlation with ours", "highest / lowest", "steadiest industry", "least steady")
    return Section("Other definitions of dynamism", header, rows, CAVEATS)


CAVEATS = """\
Limits of these results:

- Employment is a proxy. An industry can hire steadily while its technology changes, and the reverse. Federal employment
  jumps with each census.
- It is an assumption that goals and conditions reverse in proportion to dynamism, and the scale is free (see above).
  The levels therefore mean nothing for a real industry. Only comparisons between industries do, as far as the proxy is
  valid.
- A sector is an average over thousands of firms, so its series is smoother than that of any firm. Windows of five years
  give an ocean that changes slowly.
- Crews, crew sizes and all other settings are the same in all industries. Only the turbulence differs.
- The series are as they were known in autumn 2019, and not seasonally adjusted. The seasonal pattern is removed window
  by window; the table above shows what changes if it is left in."""


def headings(findings: Findings) -> list[Section]:
    """The sections of the report, in order."""
    return [verdicts(findings), by_industry(findings), by_crew(findings), by_scale(findings), by_definition(findings)]
