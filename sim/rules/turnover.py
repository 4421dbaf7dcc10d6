"""Step 1, inside: members leave, reports move up, newcomers enter at the bottom.

Claim: turnover takes knowledge away and brings variety in (March 1991 [March1991]); who moves up is decided by skill
as it is seen, by the track record, or by tenure (Rosenbaum 1979 [Rosenbaum1979]; Lazear & Rosen 1981
[LazearRosen1981]).
A member leaves with probability `turnover`, and in a wave of departures with `exodus_share`. Vacancies are filled
from the lowest position upward, each by the best report, down the chain; where every report is as new, the newcomer
enters there.
With `promotion: outside` nobody moves up. Who replaces a fast learner is one too.
With `promotion: skill` a candidate's score is `visibility · skill + (1 - visibility) · uniform`.
"""

from sim.compiler import rule
from sim.draws import Node, Purpose, roll, split, uniform
from sim.formulas import first_report, strikes
from sim.parameters import Development, Environment, Motivation, Network, Organization, codes
from sim.people import enter, move
from sim.state import Bools, Floats, People, Structure

SKILL, RECORD, SENIORITY, OUTSIDE = codes(Organization, "promotion")
NOBODY = -1


@rule
def turnover(
    luck: Node, period: int, structure: Structure, shocked: Bools, dice: Floats, leaving: Bools, people: People,
    environment: Environment, organization: Organization, motivation: Motivation, development: Development,
    network: Network,
) -> None:  # fmt: skip
    """Replace whoever leaves; members' columns move with them."""
    wave = strikes(environment.exodus_every, period)
    shocked[period] = shocked[period] or wave
    span = organization.span_of_control
    if not wave and organization.turnover <= 0:
        leaving[:] = False
        return
    roll(split(luck, Purpose.LEAVING), 0, dice)
    leavers = 0
    for i in range(len(leaving)):
        leaving[i] = dice[i] < organization.turnover
        leavers += leaving[i]
    if wave:
        roll(split(luck, Purpose.EXODUS), 0, dice)
        for i in range(len(leaving)):
            leaving[i] = leaving[i] or dice[i] < environment.exodus_share
    elif leavers == 0:
        return
    for i in range(len(leaving) - 1, -1, -1):
        if not leaving[i]:
            continue
        fast = people.fast[i]
        vacancy, heir = i, _heir(luck, period, i, people, organization, development)
        while heir != NOBODY:
            move(people, heir, vacancy, network)
            vacancy, heir = heir, _heir(luck, period, heir, people, organization, development)
        enter(luck, period, vacancy, span, structure, people, motivation, network)
        people.fast[vacancy] = fast


@rule
def _heir(
    luck: Node, period: int, vacancy: int, people: People, organization: Organization, development: Development
) -> int:
    """The report who takes over, or NOBODY: the first of the best who did not enter in this very period."""
    first = first_report(vacancy, organization.span_of_control)
    heir, best = NOBODY, 0.0
    if organization.promotion == OUTSIDE:
        return heir
    for i in range(first, min(first + organization.span_of_control, len(people.person))):
        if people.joined[i] == period:
            continue
        if organization.promotion == SKILL:
            error = uniform(split(luck, Purpose.SEEN_SKILL), i, 0) if development.visibility < 1 else 0.0
            score = development.visibility * people.skill[i] + (1 - development.visibility) * error
        elif organization.promotion == RECORD:
            score = people.record[i]
        else:
            score = float(period - people.joined[i])
        if heir == NOBODY or score > best:
            heir, best = i, score
    return heir
