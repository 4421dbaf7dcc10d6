"""Step 3, its ear: the executives hear those who know more than they do."""

from sim.model import conditions as on
from sim.model.declaration import codes
from sim.model.mechanism import Mechanism, cites, column, stream
from sim.model.parameters import Parameters, PublishedParameters
from sim.model.random import Node, split, uniform
from sim.model.state import Ints, State

EXPERIENCE, SUPERIOR_BELIEFS, SUPERIOR_ACTIONS = codes(PublishedParameters, "reports")


class Superiors(Mechanism):
    """Step 3, its ear: the executives hear those who know more than they do.

    Claim: an organization learns from members whose understanding is superior to its code (March 1991 [March1991]).
    This stands in the place of reports from experience (step 9) where `published.reports` says so, in two readings:

        superior_beliefs   superior: Σ [b = g] > Σ [c = g];  k = those who differ from the code − those who do not
        superior_actions   superior: Σ a · g > Σ c · g;      k = majority − minority of their actions

    The first is the article's text, in which a blank is a belief like any other. The text leaves open what blanks do to
    the majority: here they have no vote, and the code never turns blank again. The second is the program that drew its
    figures, in which members act on their beliefs and one without a belief tosses a coin each period (Chanda & Miller
    2019 [ChandaMiller2019]). Who knows as much as the code is not superior. Reports are of this period alone.
    """

    number = "3"
    about = "the executives hear those who know more than they do"
    papers = (
        cites(
            "March1991",
            "a code that hears superior members",
            lambda p: on.reviews(p) and p.published.reports != "experience",
        ),
        cites(
            "ChandaMiller2019",
            "superior members' actions",
            lambda p: on.reviews(p) and p.published.reports == "superior_actions",
        ),
    )

    stance = column("week", int, "members goals", "what each would do on each goal, where superiors are heard", -1, 1)
    amount = column("week", int, "members", "a rule's whole numbers, one per member", float("-inf"), scratch=True)
    blank = column("course", int, "goals", "how many of them say neither")

    STANCE = stream("member; goal", 47)

    @staticmethod
    def active(p: Parameters) -> bool:
        """Where superiors are heard instead of experience."""
        return bool(p.published.reports != EXPERIENCE)

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> bool:  # noqa: ARG004
        """Write each `stance` and the superiors' `tally`, `reports` and `blank` ones; return if any coin was tossed."""
        goal, belief, stance = crew.ocean.goal, crew.people.belief, crew.week.stance
        tally, blank, score = crew.course.tally, crew.course.blank, crew.week.amount
        by_beliefs = p.published.reports == SUPERIOR_BELIEFS
        wrong_counts = 0 if by_beliefs else 1
        coin = split(luck, Superiors.STANCE)
        score[:] = 0
        tossed = False
        for k in range(len(goal)):
            blanks = 0
            for i in range(0 if by_beliefs else len(score)):
                blanks += belief[i, k] == 0
            if blanks > 0:
                tossed = True
                for i in range(len(score)):
                    side = 1 if uniform(coin, i, k) < 0.5 else -1
                    stance[i, k] = side if belief[i, k] == 0 else belief[i, k]
                    score[i] += _right(stance[i, k], goal[k], wrong_counts)
            else:
                for i in range(len(score)):
                    stance[i, k] = belief[i, k]
                    score[i] += _right(stance[i, k], goal[k], wrong_counts)
        to_beat = _score(crew.course.direction, goal, wrong_counts)
        heard = 0
        for i in range(len(score)):
            score[i] = score[i] > to_beat
            heard += score[i]
        for k in range(len(goal)):
            votes, silent = 0, 0
            for i in range(len(score)):
                votes += stance[i, k] if score[i] > 0 else 0
                silent += (score[i] > 0) & (stance[i, k] == 0)
            tally[k] = votes
            blank[k] = silent
        crew.course.reports[:] = heard
        return tossed


def _score(view: Ints, goal: Ints, wrong_counts: int) -> int:
    """How much a view of the goals knows: right ones, or right minus wrong ones."""
    score = 0
    for k in range(len(goal)):
        score += _right(view[k], goal[k], wrong_counts)
    return score


def _right(view: int, goal: int, wrong_counts: int) -> int:
    """Whether a view of a goal is right: 1, 0, or, where wrong ones count, -1."""
    return (view == goal) - wrong_counts * (view == -goal)
