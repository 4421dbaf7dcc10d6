"""Step 9: members see how their work went, learn from it, and speak up."""

from sim.model import conditions as on
from sim.model.formulas import attention_outside, move_toward, shares_work
from sim.model.mechanism import Mechanism, cites, column, stream
from sim.model.parameters import Parameters
from sim.model.random import Node, roll, split
from sim.model.state import State


class Feedback(Mechanism):
    """Step 9: members see how their work went, learn from it, and speak up.

    Claim: organizations learn from experience (Levitt & March 1988 [LevittMarch1988]), and voice carries it upward
    where people feel safe and the channel reaches them (Hirschman 1970 [Hirschman1970]; Edmondson 1999
    [Edmondson1999]). Who acted sees whether it was right, correctly with probability `feedback_accuracy`. What it saw
    implies a goal sign, action · reading · (±1): it adopts it with probability `experience`, and reports it with
    probability `reach · safety · strength` (of leadership; the safety is its team's), times the share of the
    executives' attention that is left for hearing: 1 less `strength · direct_talk`, which goes into talking, and
    `strength · outside`, which goes to stakeholders (see there).
    The track record moves toward success by `pace`, initiatives counting `kpi_weight`.
    """

    number = "9"
    about = "members see how their work went, learn from it, and speak up"
    papers = (
        cites(
            "LevittMarch1988",
            "learning from experience",
            lambda p: on.voice(p) or (on.shared(p) and p.motivation.experience > 0),
        ),
        cites("Hirschman1970 Edmondson1999", "voice", on.voice),
    )

    record = column("people", float, "members", "track record: moving average of successes as seen", high=1, start=0.5)
    tally = column("course", int, "goals", "sum of the reports, +1 or -1 each, since the last review", float("-inf"))
    reports = column("course", int, "goals", "number of those reports")
    right = column("week", bool, "members", "whether its action is right")
    success = column("week", bool, "members", "whether the member sees its action as right")
    wanted = column("week", int, "decisions", "the right action", -1, 1, scratch=True)
    implied = column("week", int, "members", "goal that its work seems to imply; 0 idle", -1, 1)

    SEEING = stream("member", 33)
    EXPERIENCE = stream("member", 34)
    VOICE = stream("member", 35)

    active = shares_work

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> None:  # noqa: ARG004
        """Write `right`, `success` and `implied`; move beliefs, records and the reports on the executives' desk."""
        serves, goal, condition = crew.structure.serves, crew.ocean.goal, crew.ocean.condition
        belief, safety, record = crew.people.belief, crew.course.safety, crew.people.record
        boss = crew.structure.boss
        week, tally, reports = crew.week, crew.course.tally, crew.course.reports
        decision, action, reading, reach = week.decision, week.action, week.reading, week.reach
        right, success, implied, wanted = week.right, week.success, week.implied, week.wanted
        dice, dice2, dice3, speaks = week.dice, week.dice2, week.dice3, week.amount
        roll(split(luck, Feedback.SEEING), 0, dice)
        roll(split(luck, Feedback.EXPERIENCE), 0, dice2)
        roll(split(luck, Feedback.VOICE), 0, dice3)
        talking = p.leadership.strength * p.leadership.direct_talk
        heard = p.leadership.strength * max(0.0, 1.0 - talking - attention_outside(p))
        initiative_rate = min(1.0, p.run.pace * p.rewards.kpi_weight)
        for j in range(len(wanted)):
            wanted[j] = goal[serves[j]] * condition[j]
        for i in range(len(decision)):
            works = decision[i] >= 0
            is_right = action[i] == wanted[max(decision[i], 0)]
            seems_right = is_right == (dice[i] < p.environment.feedback_accuracy)
            right[i] = works & is_right
            success[i] = works & seems_right
            implied[i] = action[i] * reading[i] * (1 if seems_right else -1)
            speaks[i] = works & (dice3[i] < reach[i] * safety[boss[i]] * heard)
            rate = initiative_rate if week.initiative[i] else p.run.pace
            moved = move_toward(record[i], 1.0 if seems_right else 0.0, rate)
            record[i] = moved if works else record[i]
        for i in range(len(decision)):
            works, k = decision[i] >= 0, serves[max(decision[i], 0)]
            belief[i, k] = implied[i] if works & (dice2[i] < p.motivation.experience) else belief[i, k]
            tally[k] += speaks[i] * implied[i]
            reports[k] += speaks[i]
