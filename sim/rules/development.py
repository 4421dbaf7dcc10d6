"""Step 13: practice makes leaders.

Claim: leadership is learned by leading: by challenging tasks, from one's own failures when they are looked back on
(that successes teach without it is an assumption), and with a coach (McCall, Lombardo & Morrison 1988
[McCallEtAl1988]; Conger 1993 [Conger1993]; Ellis & Davidi 2005 [EllisDavidi2005]).
Who leads an initiative (a failed one: `retrospectives` of it), manages, or stands in for its manager as the most
promising report (probability `stretch`) gains, once a period,

    Δskill = occasion · rate · potential · (1 + coaching · skill of the boss) · (1 - skill)

A report's promise is its potential as senior management sees it: `visibility · potential + (1 - visibility) · uniform`.
"""

from sim.compiler import rule
from sim.draws import Node, Purpose, split, uniform
from sim.formulas import first_report, move_toward
from sim.parameters import Development
from sim.state import Bools, Floats, Ints


@rule
def development(
    luck: Node, boss: Ints, leads: Bools, initiative: Bools, success: Bools, managing: Bools, potential: Floats,
    occasion: Floats, skill: Floats, span: int, development: Development,
) -> None:  # fmt: skip
    """Write each member's `occasion` to practise and raise `skill`, reports first so that coaches are as they were."""
    for i in range(len(skill)):
        occasion[i] = 1.0 if managing[i] else 0.0
        if initiative[i]:
            occasion[i] = 1.0 if success[i] else development.retrospectives
    if development.stretch > 0:
        stand_in = split(luck, Purpose.STAND_IN)
        for manager in range(len(skill)):
            if leads[manager] and uniform(stand_in, manager, 0) < development.stretch:
                occasion[_most_promising(luck, manager, potential, span, development)] = 1.0
    for i in range(len(skill) - 1, -1, -1):
        lesson = occasion[i] * development.rate * potential[i] * (1.0 + development.coaching * skill[boss[i]])
        skill[i] = move_toward(skill[i], 1.0, lesson)


@rule
def _most_promising(luck: Node, manager: int, potential: Floats, span: int, development: Development) -> int:
    """The report in whom senior management sees the most potential."""
    error = split(luck, Purpose.PROMISE)
    first = first_report(manager, span)
    chosen, best = first, -1.0
    for i in range(first, min(first + span, len(potential))):
        promise = development.visibility * potential[i] + (1.0 - development.visibility) * uniform(error, i, 0)
        if promise > best:
            chosen, best = i, promise
    return chosen
