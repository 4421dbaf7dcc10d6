"""Step 3, its ear: the executives hear those who know more than they do.

Claim: an organization learns from members whose understanding is superior to its code (March 1991 [March1991]). This
stands in the place of reports from experience (step 9) where `leadership.reports` says so, in two readings:

    superior_beliefs   superior: Σ [b = g] > Σ [c = g];  k = those who differ from the code − those who do not
    superior_actions   superior: Σ a · g > Σ c · g;      k = majority − minority of their actions

The first is the article's text, in which a blank is a belief like any other; the second is the program that drew its
figures, in which members act on their beliefs and one without a belief tosses a coin each period (Chanda & Miller 2019
[ChandaMiller2019]). Who knows as much as the code is not superior. Reports are of this period alone.
"""

from sim.compiler import rule
from sim.draws import Node, Purpose, roll_items, split
from sim.parameters import Leadership, codes
from sim.state import Floats, Ints

EXPERIENCE, SUPERIOR_BELIEFS, SUPERIOR_ACTIONS = codes(Leadership, "reports")


@rule
def superiors(
    luck: Node, goal: Ints, direction: Ints, belief: Ints, stance: Ints, goal_dice: Floats, tally: Ints, reports: Ints,
    blank: Ints, leadership: Leadership,
) -> bool:  # fmt: skip
    """Write each `stance` and the superiors' `tally`, `reports` and `blank` ones; return if any coin was tossed."""
    if leadership.reports == EXPERIENCE:
        return False
    tally[:] = 0
    blank[:] = 0
    by_beliefs = leadership.reports == SUPERIOR_BELIEFS
    to_beat = _score(direction, goal, by_beliefs)
    coin = split(luck, Purpose.STANCE)
    tossed, heard = False, 0
    for i in range(len(belief)):
        blanks = 0
        for k in range(len(goal)):
            stance[i, k] = belief[i, k]
            blanks += belief[i, k] == 0
        if blanks > 0 and not by_beliefs:
            tossed = True
            roll_items(coin, i, goal_dice)
            for k in range(len(goal)):
                side = 1 if goal_dice[k] < 0.5 else -1
                stance[i, k] = side if belief[i, k] == 0 else belief[i, k]
        if _score(stance[i], goal, by_beliefs) > to_beat:
            heard += 1
            for k in range(len(goal)):
                tally[k] += stance[i, k]
                blank[k] += stance[i, k] == 0
    reports[:] = heard
    return tossed


@rule
def _score(view: Ints, goal: Ints, count: bool) -> int:
    """How much a view of the goals knows: right ones, or right minus wrong ones."""
    right, wrong = 0, 0
    for k in range(len(goal)):
        right += view[k] == goal[k]
        wrong += view[k] == -goal[k]
    return right if count else right - wrong
