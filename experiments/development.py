"""Early development pays later

Question: what is the gain from developing leaders early, by which means, when does it appear, and is leadership
learned or born?
Hypothesis: challenging tasks, retrospectives, coaching, exposure, visibility, management principles and promotion by
merit raise the skill of those who lead, and so bring an organization farther in the long run.
Design: a led crew without any of these (promotion by seniority) against one with all of them, and against one with each
alone, over 400 weeks, of which the second half counts. Learned or born: the skill with practice against the skill where
nothing is learned.
Wrong if: all of them together do not raise skill, or do not bring the crew farther; or one of them alone does not bring
it farther.
"""

from collections.abc import Sequence

import numpy as np

from experiments.common import Options, evaluate_claim, program
from experiments.curves import crew, share_of
from sim.claims.claim import Changes, Statement, TheoryClaim
from sim.claims.evaluate import Evaluation, Size
from sim.claims.figures import Line, bars, courses
from sim.claims.runs import SEED
from sim.claims.text import Supplement, effect_text
from sim.engine.run import run
from sim.engine.statistics import Interval, interval, intervals
from sim.output.plot import png

BARE: dict[str, object] = {
    "development.stretch": 0,
    "development.retrospectives": 0,
    "development.coaching": 0,
    "development.rotation": 0,
    "development.visibility": 0,
    "development.principles": 0,
    "organization.promotion": "seniority",
}
MEANS: dict[str, Changes] = {
    "challenging tasks": {"development.stretch": 0.5},
    "retrospectives": {"development.retrospectives": 1},
    "coaching": {"development.coaching": 1},
    "exposure to all work": {"development.rotation": 1},
    "management principles": {"development.principles": 1},
    "promotion by record": {"organization.promotion": "record"},
    "promotion by skill that is seen": {"organization.promotion": "skill", "development.visibility": 1},
}
ALL = {key: value for changes in MEANS.values() for key, value in changes.items()}
LONG = {"run.periods": 400, "run.warm_up": 200}
YEARS = {"run.periods": 1000, "run.warm_up": 0}

CLAIM = TheoryClaim(
    number=9,
    name="development",
    text=__doc__ or "",
    origin="assumed",
    because="that practice raises skill is a rule; whether skill brings the crew farther, and when, is not",
    common=LONG,
    arms={"bare": BARE, "all": {**BARE, **ALL}, **{name: {**BARE, **changes} for name, changes in MEANS.items()}},
    statements=(
        Statement("all means together bring the crew farther later", {"all": 1, "bare": -1}),
        Statement("all means together raise the skill of managers", {"all": 1, "bare": -1}, "skill_mean"),
        *(Statement(f"{name}: farther later", {name: 1, "bare": -1}) for name in MEANS),
    ),
    ablations={
        "with a channel that does not need skill": {"leadership.channel_fidelity": 1},
        "where nothing is learned": {"development.rate": 0},
        "without control": {"management.control": 0},
        "without departures": {"organization.turnover": 0},
    },
)


def learned_or_born(size: Size) -> Supplement:
    """The share of the managers' final skill that comes from practice: in the bare crew, with each means, with all."""
    names = list(CLAIM.arms)
    columns: dict[str, list[Interval]] = {"share learned": [], "skill at the end": []}
    for name in names:
        skills = [
            run(CLAIM.scenario(name, rate), size.replicates, SEED, series=False).outcomes["skill_final"].to_numpy()
            for rate in ({}, {"development.rate": 0})
        ]
        columns["share learned"].append(share_of(*skills))
        columns["skill at the end"].append(interval(skills[0]))
    rows = [[name, *(effect_text(effects[k]) for effects in columns.values())] for k, name in enumerate(names)]
    bare, whole = columns["share learned"][0], columns["share learned"][1]
    finding = (
        f"Practice gives {bare.mean:.0%} of the managers' final skill in the bare crew, and {whole.mean:.0%} with all "
        "means"
    )
    drawn = [Line("share learned", columns["share learned"])]
    figure = bars(names, drawn, "share of final skill that comes from practice", finding)
    how = "The share is the final skill minus that where nothing is learned, divided by the final skill"
    closing = f"{finding}. {how}. {size.replicates} paired replicates."
    return Supplement("learned", "Learned or born", ("crew", *columns), rows, closing, png(figure))


def how_much_later(size: Size) -> Supplement:
    """The week from which the mean gain since the start is clearly above 0."""
    crews = [crew(YEARS, BARE, changes) for changes in (ALL, {})]
    one, other = (run(crew, max(2, size.replicates // 4), SEED) for crew in crews)
    weeks = np.arange(one.measures["made_good"].shape[1])
    gain = np.cumsum(one.measures["made_good"] - other.measures["made_good"], axis=1) / (weeks + 1)
    skill = one.measures["skill"] - other.measures["skill"]
    mean, half = intervals(gain)
    # From then to the end, and for at least 100 weeks, so that single weeks do not count.
    clear = [week for week in weeks if (mean[week:] - half[week:] > 0).all() and week + 100 <= weeks[-1]]
    first = f"clear from week {clear[0] + 1} on" if clear else f"not clear within {len(weeks)} weeks"
    finding = f"All means together: the gain since the start is {first}; skill is {skill[:, -1].mean():+.2f} at the end"
    rows = [
        [str(week + 1), effect_text(interval(gain[:, week]), 4), effect_text(interval(skill[:, week]))]
        for week in (49, 99, 199, 399, 699, 999)
    ]
    figure = courses(mean, half, "gain in velocity made good\n(mean since the start)", finding)
    header = ("week", "gain in velocity made good since the start", "gain in skill then")
    return Supplement(
        "later", "How much later", header, rows, finding + ". Each week has its own 95 % interval.", png(figure)
    )


def supplements(size: Size) -> Sequence[Supplement]:
    """The further results of the claim."""
    return [learned_or_born(size), how_much_later(size)]


def main(options: Options) -> Evaluation:
    """Evaluate the claim, and write its results."""
    return evaluate_claim(CLAIM, options, supplements)


if __name__ == "__main__":
    program(main)
