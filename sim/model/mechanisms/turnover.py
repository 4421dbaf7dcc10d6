"""Step 1, inside: members leave, reports move up, newcomers enter at the bottom."""

from sim.model import conditions as on
from sim.model.declaration import codes
from sim.model.formulas import first_report, strikes
from sim.model.mechanism import Idle, Mechanism, cites, column, stream
from sim.model.mechanisms.founding import enter, move
from sim.model.parameters import OrganizationParameters, Parameters
from sim.model.random import Node, roll, split, uniform
from sim.model.state import State

SKILL, RECORD, SENIORITY, OUTSIDE = codes(OrganizationParameters, "promotion")
NOBODY = -1


class Turnover(Mechanism):
    """Step 1, inside: members leave, reports move up, newcomers enter at the bottom.

    Claim: turnover takes knowledge away and brings variety in (March 1991 [March1991]); who moves up is decided by
    skill as it is seen, by the track record, or by tenure (Rosenbaum 1979 [Rosenbaum1979]). A member leaves with
    probability `turnover`, and in a wave of departures also with `exodus_share`. Waves strike in the periods t > 0
    where t mod `exodus_every` is 0.
    Vacancies are filled from the lowest level up. The best direct report is promoted, and the position this frees is
    filled in the same way. If all reports joined in this period, an outsider takes the position. With `promotion:
    outside` nobody moves up. Who replaces a fast learner is one too. With `promotion: skill` a candidate's score is
    `visibility · skill + (1 - visibility) · uniform`. With `layout: random` who moves up keeps its ties and its trust
    in them; only a tie to its new position leads to its old one from now on. A newcomer draws new ties. Ties of others
    lead to positions: they keep their trust in whoever holds the position now, also in a newcomer.
    """

    number = "1"
    about = "members leave, reports move up, newcomers enter at the bottom"
    papers = (
        cites("March1991", "turnover", on.leaves),
        cites(
            "Rosenbaum1979",
            "careers",
            lambda p: on.leaves(p) and p.organization.promotion != "outside",
        ),
    )
    idle = {  # noqa: RUF012
        "W004": Idle(
            "no waves of departures",
            ("environment.exodus_share",),
            "environment.exodus_every is above 0 and less than run.periods",
            lambda p: not on.waves(p),
            {"environment.exodus_every": 0},
        ),
        "W005": Idle(
            "nobody leaves",
            ("organization.promotion",),
            "organization.turnover is above 0, or waves of departures strike",
            on.stays,
            {"organization.turnover": 0.0, "environment.exodus_every": 0},
        ),
        "W006": Idle(
            "senior management picks nobody",
            ("development.visibility",),
            "development.stretch is above 0, or members leave under promotion: skill",
            lambda p: p.development.stretch == 0 and (on.stays(p) or p.organization.promotion != "skill"),
            {"development.stretch": 0.0, "organization.promotion": "record"},
        ),
    }

    leaving = column("week", bool, "members", "whether the member leaves")
    dice = column("week", float, "members", "a rule's uniform numbers, one per position", high=1, scratch=True)

    LEAVING = stream("member", 10)
    EXODUS = stream("member", 11)
    SEEN_SKILL = stream("candidate", 12)

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> bool:
        """Replace whoever leaves; members' columns move with them."""
        people, leaving, dice = crew.people, crew.week.leaving, crew.week.dice
        wave = strikes(p.environment.exodus_every, t)
        crew.ocean.shocked[t] = crew.ocean.shocked[t] or wave
        if not wave and p.organization.turnover <= 0:
            leaving[:] = False
            return p.environment.exodus_every > 0
        roll(split(luck, Turnover.LEAVING), 0, dice)
        leavers = 0
        for i in range(len(leaving)):
            leaving[i] = dice[i] < p.organization.turnover
            leavers += leaving[i]
        if wave:
            roll(split(luck, Turnover.EXODUS), 0, dice)
            for i in range(len(leaving)):
                leaving[i] = leaving[i] or dice[i] < p.environment.exodus_share
        elif leavers == 0:
            return True
        for i in range(len(leaving) - 1, -1, -1):
            if not leaving[i]:
                continue
            fast = people.fast[i]
            vacancy, heir = i, _heir(luck, t, i, crew, p)
            while heir != NOBODY:
                move(crew, heir, vacancy, p)
                vacancy, heir = heir, _heir(luck, t, heir, crew, p)
            enter(luck, t, vacancy, crew, p)
            people.fast[vacancy] = fast
        return True


def _heir(luck: Node, period: int, vacancy: int, crew: State, p: Parameters) -> int:
    """The report who takes over, or NOBODY: the first of the best who did not enter in this very period."""
    people, organization, visibility = crew.people, p.organization, p.development.visibility
    first = first_report(vacancy, organization.span_of_control)
    heir, best = NOBODY, 0.0
    if organization.promotion == OUTSIDE:
        return heir
    for i in range(first, min(first + organization.span_of_control, len(people.person))):
        if people.joined[i] == period:
            continue
        if organization.promotion == SKILL:
            error = uniform(split(luck, Turnover.SEEN_SKILL), i, 0) if visibility < 1 else 0.0
            score = visibility * people.skill[i] + (1 - visibility) * error
        elif organization.promotion == RECORD:
            score = people.record[i]
        else:
            score = float(period - people.joined[i])
        if heir == NOBODY or score > best:
            heir, best = i, score
    return heir
