"""Early development pays later

Question: what does it bring to develop leaders early, by what means, when does it pay, and is leadership learned or
born?
Hypothesis: challenging tasks, retrospectives, coaching, exposure, visibility, management principles and promotion
by merit raise the skill of those who lead, and so bring an organization farther later on.
Design: a led crew without any of these (promotion by seniority) against one with all, and with each alone, over 400
weeks, of which the second half counts. Learned or born: skill with practice against skill where nothing is learned.
Wrong if: all together do not raise skill, or do not bring the crew farther; or one of them alone does not bring it
farther.
"""

from collections.abc import Sequence

import numpy as np

from experiments.curves import crew, share_of
from experiments.trials import Asked, alone, put_on_trial
from sim.engine import run
from sim.plot.saving import png
from sim.plot.trials import Line, bars, courses
from sim.statistics import Interval, interval, intervals
from sim.trial.claim import Changes, Claim, Part
from sim.trial.playing import SEED
from sim.trial.running import Size, Tried
from sim.trial.telling import Shown, said

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

CLAIM = Claim(
    number=9,
    name="development",
    text=__doc__ or "",
    origin="assumed",
    because="that practice raises skill is a rule; whether skill brings the crew farther, and when, is not",
    common=LONG,
    arms={"bare": BARE, "all": {**BARE, **ALL}, **{name: {**BARE, **changes} for name, changes in MEANS.items()}},
    parts=(
        Part("all means together bring the crew farther later", {"all": 1, "bare": -1}),
        Part("all means together raise the skill of managers", {"all": 1, "bare": -1}, "skill_mean"),
        *(Part(f"{name}: farther later", {name: 1, "bare": -1}) for name in MEANS),
    ),
    ablations={
        "with a channel that does not need skill": {"leadership.channel_fidelity": 1},
        "where nothing is learned": {"development.rate": 0},
        "without control": {"management.control": 0},
        "without departures": {"organization.turnover": 0},
    },
)


def learned_or_born(size: Size) -> Shown:
    """The share of the managers' final skill that practice made, for the bare crew, each means and all."""
    names = list(CLAIM.arms)
    found: dict[str, list[Interval]] = {"share learned": [], "skill at the end": []}
    for name in names:
        skills = [
            run(CLAIM.scenario(name, rate), size.replicates, SEED, series=False).outcomes["skill_final"].to_numpy()
            for rate in ({}, {"development.rate": 0})
        ]
        found["share learned"].append(share_of(*skills))
        found["skill at the end"].append(interval(skills[0]))
    rows = [[name, *(said(found[column][k]) for column in found)] for k, name in enumerate(names)]
    bare, whole = found["share learned"][0], found["share learned"][1]
    finding = (
        f"Practice makes {bare.mean:.0%} of the managers' final skill in the bare crew, {whole.mean:.0%} with all means"
    )
    figure = bars(
        names, [Line("share learned", found["share learned"])], "share of final skill that practice made", finding
    )
    how = "final skill less that where nothing is learned, as a share of the former"
    closing = f"{finding}. {size.replicates} paired replicates; {how}."
    return Shown("learned", "Learned or born", ("crew", *found), rows, closing, png(figure))


def how_much_later(size: Size) -> Shown:
    """When what all means cost and bring, added up since the start, is clearly above nothing."""
    crews = [crew(YEARS, BARE, changes) for changes in (ALL, {})]
    one, other = (run(crew, max(2, size.replicates // 4), SEED) for crew in crews)
    weeks = np.arange(one.measures["made_good"].shape[1])
    gain = np.cumsum(one.measures["made_good"] - other.measures["made_good"], axis=1) / (weeks + 1)
    skill = one.measures["skill"] - other.measures["skill"]
    mean, half = intervals(gain)
    # Until the end, and for two years at least, so that one lucky week does not count.
    clear = [week for week in weeks if (mean[week:] - half[week:] > 0).all() and week + 100 <= weeks[-1]]
    first = f"clear from week {clear[0] + 1} on" if clear else f"not clear within {len(weeks)} weeks"
    finding = f"All means together: the gain since the start is {first}; skill is {skill[:, -1].mean():+.2f} at the end"
    rows = [
        [str(week + 1), said(interval(gain[:, week]), 4), said(interval(skill[:, week]))]
        for week in (49, 99, 199, 399, 699, 999)
    ]
    figure = courses(mean, half, "gain in velocity made good\n(mean since the start)", finding)
    header = ("week", "gain in velocity made good since the start", "gain in skill then")
    return Shown("later", "How much later", header, rows, finding + ". 95 % intervals, one week each.", png(figure))


def showing(size: Size) -> Sequence[Shown]:
    """What else is looked at."""
    return [learned_or_born(size), how_much_later(size)]


def main(how: Asked) -> Tried:
    """Put the claim on trial."""
    return put_on_trial(CLAIM, how, showing)


if __name__ == "__main__":
    alone(main)
