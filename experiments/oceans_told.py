"""What `real_oceans` found, in tables and words: everything said here is computed."""

from typing import NamedTuple

import numpy as np

from experiments.oceans import (
    CREWS,
    LED,
    SCALES,
    UNLED,
    Told,
    at,
    definitions,
    gain,
    rank_correlation,
    share,
    worth,
)
from sim.statistics import Interval


class Section(NamedTuple):
    """A part of the report: a table, and what it comes to."""

    title: str
    header: tuple[str, ...]
    rows: list[list[str]]
    closing: str


def rising(correlation: Interval) -> str:
    """What a rank correlation with dynamism says."""
    if not correlation.decided:
        return "whether more or less in dynamic ones is open"
    return f"{'more' if correlation.low > 0 else 'less'}, the more dynamic the industry"


def spread(value: Interval, digits: int = 3) -> str:
    """A number with its interval."""
    return f"{value.mean:.{digits}f} ({value.low:.{digits}f} to {value.high:.{digits}f})"


def verdicts(told: Told) -> Section:
    """What "wrong if" says."""
    names = list(told.listed.index)
    pays = [told.worths[at(name)].gain.low > 0 for name in names]
    correlation = told.correlation(1, gain)
    rows = [
        [
            "(1) leadership gains velocity made good in every industry",
            f"the interval is above 0 in {sum(pays)} of {len(names)}",
            "stands" if all(pays) else "fails",
        ],
        [
            "(2) the more, the more dynamic the industry",
            f"rank correlation {spread(correlation, 2)}, n = {len(names)}",
            "stands" if correlation.low > 0 else "fails" if correlation.high < 0 else "open",
        ],
    ]
    closing = (
        "n is the number of industries, and they are all there are, not a sample: the interval, from resampled "
        "industries, says how much the correlation hangs on single ones. In the model an industry is nothing but its "
        "multipliers, so this is the model's own curve at 22 places; 22 industries are no 22 observations of firms."
    )
    return Section("Verdicts", ("hypothesis", "found", "verdict"), rows, closing)


def by_industry(told: Told) -> Section:
    """A row an industry."""
    rows = []
    for name in told.listed.index:
        row, own = told.listed.loc[name], told.worths[at(name)]
        means = [f"{told.made_good(crew, name).mean:.3f}" for crew in (LED, UNLED)]
        dynamic = f"{row.dynamism:.2f} ({row.lower:.2f} to {row.upper:.2f})"
        rows.append([row.title, dynamic, *means, spread(own.gain), spread(own.share, 2), spread(told.uneven(name))])
    uneven = [told.uneven(name) for name in told.listed.index]
    closing = (
        "The last column is not part of the hypothesis. That calm and rough years alternate makes leadership worth "
        f"more in {sum(u.low > 0 for u in uneven)} industries and less in {sum(u.high < 0 for u in uneven)}; "
        "in the others the difference is not decided."
    )
    header = (
        "industry", "dynamism (quartiles)", "led", "managed only", "worth of leadership", "as a share of led",
        "worth here minus in a steady ocean of the same mean",
    )  # fmt: skip
    return Section("Industries, at the default turbulence", header, rows, closing)


def by_crew(told: Told) -> Section:
    """What the led crew gains over each of the others."""
    names = told.listed.index
    rivals = [crew for crew in CREWS if crew != LED]
    gains = {crew: [worth(told.found, at(name), crew).gain for name in names] for crew in rivals}
    rows = [
        [told.listed.title[name], *(spread(gains[crew][place]) for crew in rivals)] for place, name in enumerate(names)
    ]
    # What led gains over no_paddles is what management is worth beside leadership.
    over = [worth(told.found, at(name), UNLED, of="no_paddles").gain for name in names]
    closing = (
        f"`no_paddles` is ahead of `{UNLED}` in {sum(w.low > 0 for w in over)} industries and behind in "
        f"{sum(w.high < 0 for w in over)}: where it is ahead, the full crew loses more without leadership than without "
        "management. Rank correlation of its lead with dynamism: "
        f"{spread(rank_correlation(told.listed.dynamism.to_numpy(), np.array([w.mean for w in over])), 2)}. "
        "Looked at after the hypotheses were fixed."
    )
    return Section("Led minus the other crews", ("industry", *rivals), rows, closing)


def by_scale(told: Told) -> Section:
    """The relation of dynamism and worth for each scale of the mapping."""
    rows = []
    for scale in SCALES:
        gains, shares = told.column(scale, gain), told.column(scale, share)
        rows.append(
            [
                f"{scale:g}",
                f"{gains.min():.3f} to {gains.max():.3f}", spread(told.correlation(scale, gain), 2),
                f"{shares.min():.2f} to {shares.max():.2f}", spread(told.correlation(scale, share), 2),
                str(sum(told.worths[at(name, scale)].gain.low > 0 for name in told.listed.index)),
            ]
        )  # fmt: skip
    header = (
        "scale", "worth, lowest to highest", "rank correlation with dynamism", "share, lowest to highest",
        "rank correlation with dynamism", "industries where leadership gains",
    )  # fmt: skip
    oceans = sorted((at(name, scale) for scale in SCALES for name in told.listed.index), key=told.turbulence)
    best = max(oceans, key=lambda cell: told.worths[cell].gain.mean)
    places = ", ".join(
        f"{told.worths[cell].gain.mean:.3f} {where} ({told.turbulence(cell):.2g} times the default turbulence)"
        for cell, where in (
            (oceans[0], "in the calmest"),
            (best, "where it is largest"),
            (oceans[-1], "in the roughest"),
        )
    )
    closing = (
        "Which scale holds nobody knows: data say which industry is less steady, not how often its ends reverse. "
        f"Nothing makes worth rise or fall with turbulence by construction. Of all oceans here, it is {places}."
    )
    return Section("The one free scale: what a multiplier of 1 means", header, rows, closing)


def by_definition(told: Told) -> Section:
    """What other definitions of dynamism would have said."""
    ways = definitions(list(told.listed.index))
    chosen, *_ = ways.values()
    rows = []
    for way, values in ways.items():
        most = told.listed.title.iloc[int(values.argmax())]
        least = told.listed.title.iloc[int(values.argmin())]
        ranks = "" if values is chosen else spread(rank_correlation(chosen, values), 2)
        rows.append([way, ranks, f"{values.max() / values.min():.1f}", least, most])
    header = ("dynamism", "rank correlation with ours", "highest / lowest", "steadiest industry", "least steady")
    return Section("Other definitions of dynamism", header, rows, CAVEATS)


CAVEATS = """\
What this does not say:

- Employment is a proxy: an industry can hire steadily while its technology turns over, and the other way round.
  Federal employment jumps with each census.
- That goals and conditions reverse in proportion to dynamism is an assumption, with the scale free (above). So levels
  mean nothing for a real industry; only comparisons between industries do, as far as the proxy holds.
- Sectors are averages over thousands of firms, smoother than what any of them meets, and windows of five years make an
  ocean that changes slowly.
- Crews, crew sizes and everything else are the same in all industries; only the water differs.
- The series are as they were known in autumn 2019, and not seasonally adjusted. What the same quarters of different
  years have in common is taken out window by window; what leaving it in does to the order stands above."""


def headings(told: Told) -> list[Section]:
    """The report in order."""
    return [verdicts(told), by_industry(told), by_crew(told), by_scale(told), by_definition(told)]
