"""The model written as an ordinary Mesa model: one object a member, plain Python, the rules in the order of the text.

It is an independent reading of the rules, to verify the engine against and to time it by; it imports nothing of it.
A `Member` is a person who holds a position: people who move up take their attributes along, positions stay.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import mesa

NEEDS = ("achievement", "recognition", "belonging", "esteem")


def sign(number: float) -> int:
    """-1, 0 or +1."""
    return (number > 0) - (number < 0)


def mean(numbers: Iterable[float]) -> float:
    """The mean, 0 of nothing."""
    values = list(numbers)
    return sum(values) / len(values) if values else 0.0


def toward(value: float, target: float, rate: float) -> float:
    """The value after a step of this rate toward the target."""
    return value + rate * (target - value)


def namespace(parameters: Any) -> Any:
    """The parameters with groups and names as attributes."""
    if isinstance(parameters, Mapping):
        return SimpleNamespace(**{key: namespace(value) for key, value in parameters.items()})
    return parameters


@dataclass
class Tie:
    """An informal tie to whoever holds a position."""

    position: int
    trust: float


@dataclass(eq=False)
class Trial:
    """A new way of working at a decision, or at two that are coupled, on trial under whoever holds a position."""

    leader: int
    change: tuple[int, ...]


class Landscape:
    """What a way of working is worth: a number for every decision and the ways at those that it depends on."""

    def __init__(self, model: ObjectModel) -> None:
        p = model.parameters.environment
        self.random, self.obsolescence = model.random, p.obsolescence
        steps = [a * p.goals for a in range(1, p.inside + 1)] + list(range(1, p.across + 1))
        decisions = range(p.decisions)
        self.depends = [(j, *((j + step) % p.decisions for step in steps)) for j in decisions]
        if p.couplings == "drawn":
            self.depends = [(j, *self._partners(j, p)) for j in decisions]
        self.affects = [{d for d in decisions if j in self.depends[d]} for j in decisions]
        self.drawn: dict[tuple[int, ...], tuple[float, float]] = {}

    def _partners(self, j: int, p: Any) -> list[int]:
        """Others of the same goal, then of other goals (any, if there is one goal), drawn with replacement."""
        others = [d for d in range(p.decisions) if d != j]
        same = [d for d in others if d % p.goals == j % p.goals]
        far = others if p.goals == 1 else [d for d in others if d not in same]
        return [self.random.choice(of) for of in (same,) * p.inside + (far,) * p.across if of]

    def concerned(self, change: Iterable[int]) -> list[int]:
        """The decisions whose work is worth another thing after a change."""
        return sorted(set().union(*(self.affects[j] for j in change)))

    def quality(self, decision: int, ways: Sequence[int], end: int) -> float:
        """What the ways are worth at a decision if its goal lies there; without a belief on that, the mean."""
        code = (decision, *(ways[d] for d in self.depends[decision]))
        if code not in self.drawn:
            one, other = self.random.random(), self.random.random()
            self.drawn[code] = one, other if self.random.random() < self.obsolescence else one
        one, other = self.drawn[code]
        return {1: one, -1: other, 0: (one + other) / 2}[end]


class Member(mesa.Agent):
    """A person in the crew."""

    model: ObjectModel

    def __init__(self, model: ObjectModel, position: int, founder: bool = False) -> None:
        super().__init__(model)
        p, random = model.parameters, model.random
        self.position = position
        self.entered = -1 if founder else model.period
        self.beliefs = [random.choice((-1, 0, 1)) for _ in model.goals]
        if founder:
            for k, heard in enumerate(model.direction):
                if heard and model.chance(p.organization.founders_know):
                    self.beliefs[k] = heard
        self.needs = dict.fromkeys(NEEDS, 0.5)
        self.potential = random.random()
        self.skill = 0.2 * self.potential + 0.3 * random.random()
        self.record = 0.5
        self.ties = [self.new_tie() for _ in range(p.network.ties)]
        self.formal = self.reach = self.alignment = self.effort = 0.0
        self.colleague: Member | None = None
        self.tie_met: Tie | None = None
        self.begin_period()

    def begin_period(self) -> None:
        """Forget what happened in the period before."""
        self.manages = False
        self.decision: int | None = None  # of the oar it pulls; an idle member neither acts nor learns
        self.reading = self.judgement = self.action = self.implied = 0
        self.initiative = self.right = self.success = self.recognised = self.reprimanded = False
        self.challenged = self.idea = self.kept = self.gave_up = False

    def new_tie(self) -> Tie:
        """Tie to a team mate, or to anyone."""
        p = self.model.parameters.network
        anyone = self.model.chance(p.cross_team)
        group = range(self.model.members) if anyone else self.model.team(self.position)
        return Tie(self.model.random.choice([i for i in group if i != self.position]), p.initial_trust)

    @property
    def reports(self) -> list[Member]:
        """Those whose boss this member is."""
        return [self.model.crew[i] for i in self.model.reports_of(self.position)]

    @property
    def is_manager(self) -> bool:
        """Whether anybody reports to the member."""
        return bool(self.model.reports_of(self.position))

    @property
    def boss(self) -> Member:
        """The member's boss; the chief executive is its own."""
        return self if self.position == 0 else self.model.crew[(self.position - 1) // self.model.span]

    @property
    def team(self) -> int:
        """The team that the member belongs to, by who leads it; the chief executive belongs to its own reports."""
        return self.boss.position

    @property
    def safety(self) -> float:
        """The safety of the member's team."""
        return self.model.safety[self.team]

    def move_safety(self, target: float) -> None:
        """Let what happens to the member move the safety of its team."""
        self.model.safety[self.team] = toward(self.safety, target, self.model.parameters.run.pace)

    @property
    def home_goal(self) -> int:
        """The goal of the team that the member leads or else belongs to."""
        return (self if self.is_manager else self.boss).position % len(self.model.goals)

    @property
    def acted(self) -> bool:
        """Whether the member pulled an oar this period."""
        return self.decision is not None

    @property
    def goal(self) -> int:
        """The goal the member's work serves, or its home goal if it is idle."""
        return self.home_goal if self.decision is None else self.decision % len(self.model.goals)

    def tie_to(self, other: Member) -> Tie | None:
        """The member's tie to the other, if it has one."""
        return next((tie for tie in self.ties if tie.position == other.position), None)

    def move_to(self, position: int) -> None:
        """Take over a position, everything the member is and has included."""
        for tie in self.ties:
            if tie.position == position:
                tie.position = self.position
        self.position = position
        self.model.crew[position] = self

    # 2 Channel

    def hear(self, formal: Sequence[float]) -> None:
        """Find how well the executives reach the member."""
        self.formal = formal[self.position]
        informal = max((tie.trust * formal[tie.position] for tie in self.ties), default=0.0)
        self.reach = 1 - (1 - self.formal) * (1 - informal)
        if self.position == 0 or self.model.chance(self.model.executives_talk):
            self.reach = 1.0

    # 5 Communication

    def adopt_direction(self) -> None:
        """Learn the ends from the direction."""
        p, direction = self.model.parameters.leadership, self.model.direction
        for k, heard in enumerate(direction):
            if heard and self.model.chance(p.strength * p.communication * self.reach * self.model.time_inside):
                self.beliefs[k] = heard
        self.alignment = mean(heard != 0 and heard == own for heard, own in zip(direction, self.beliefs, strict=True))

    # 7 Action

    def act(self) -> None:
        """Do what plan or judgement says; insisting on judgement against the plan is an initiative."""
        if self.decision is None:
            return
        model, p = self.model, self.model.parameters
        truth = model.conditions[self.decision]
        self.reading = truth if model.chance(p.environment.local_accuracy) else -truth
        self.judgement = self.beliefs[self.goal] * self.reading
        plan = model.plan[self.decision]
        if plan and not self.is_bound():
            plan = 0
        if plan and self.judgement == -plan:
            self.initiative = model.chance(self.safety * (1 - p.management.control))
        if not plan or self.initiative:
            self.action = self.judgement or model.random.choice((-1, 1))
        else:
            self.action = plan
        self.right = self.action == model.right_action(self.decision)

    def is_bound(self) -> bool:
        """Whether the member is bound by the plan this period."""
        return self.model.chance(self.model.parameters.management.strength)

    # 8 Effort

    def make_effort(self) -> None:
        """Pull as hard as the needs are met."""
        p = self.model.parameters.motivation
        weights = {need: getattr(p, f"weight_{need}") for need in NEEDS}
        met = sum(weights[need] * self.needs[need] for need in NEEDS) / (sum(weights.values()) or 1.0)
        self.effort = p.effort_floor + (1 - p.effort_floor) * met

    # 9 Feedback

    def take_feedback(self) -> None:
        """See whether it worked, learn from it and report it upward."""
        if not self.acted:
            return
        model, p = self.model, self.model.parameters
        self.success = self.right == model.chance(p.environment.feedback_accuracy)
        self.implied = self.action * self.reading * (1 if self.success else -1)
        if model.chance(p.motivation.experience):
            self.beliefs[self.goal] = self.implied
        if model.chance(self.reach * self.safety * model.hearing):
            model.tally[self.goal] += self.implied
            model.report_count[self.goal] += 1
        self.record = self.record_after(self.success, p.rewards.kpi_weight if self.initiative else 1.0)

    def record_after(self, success: bool, weight: float) -> float:
        """The track record after a success or a failure that counts so much."""
        return toward(self.record, success, min(1.0, weight * self.model.parameters.run.pace))

    def speak_out(self) -> None:
        """Tell the team what the own work implied, if that is safe."""
        if self.implied and self.model.chance(self.safety):
            self.model.notes[self.team][self.goal] += self.implied

    # 10 Reaction

    def face_reaction(self) -> None:
        """Be rewarded, reprimanded or recognised, and have it on record."""
        if self.decision is None:
            return
        model, p = self.model, self.model.parameters
        if self.initiative:
            rewarded = self.success and model.chance(p.rewards.initiative)
            rewarded = model.chance(p.rewards.attempts) or rewarded
            agreed = self.boss.beliefs[self.goal] == self.action * self.reading
            if rewarded:
                self.recognised = True
                self.move_safety(1.0)
                if self.success:
                    model.worked[self.decision] = self.action
            elif not self.success and self.boss is not self and not agreed:
                if model.chance(p.management.control * (1 - self.boss.skill)):
                    self.reprimanded = True
                    self.move_safety(0.0)
        elif self.success:
            self.recognised = model.chance(p.leadership.strength * self.boss.skill)

    # 12 Ideas, and 10 trials

    @property
    def in_view(self) -> set[int]:
        """The goals whose work the member sees: of its home and of where it works; the chief executive sees all."""
        return {*range(len(self.model.goals))} if self.position == 0 else {self.home_goal, self.goal}

    def look(
        self, change: tuple[int, ...], formally: float, seen: Iterable[int], numbers: dict[int, float]
    ) -> set[int]:
        """The goals in view when the member has asked about the others that a change concerns; one number a goal."""
        model = self.model
        view = {*seen, *self.in_view, *(model.goal_of(j) for j in change)}
        for k in sorted({model.goal_of(d) for d in model.land.concerned(change)} - view):
            ties = [tie.trust for tie in self.ties if model.crew[tie.position].home_goal == k]
            informally = max(ties, default=0.0)
            if numbers[k] < 1 - (1 - formally) * (1 - informally):
                view.add(k)
                model.burden += numbers[k] >= informally
        return view

    def misjudge(self) -> float:
        """An error of a judgement beforehand, the smaller the more skilled."""
        return self.model.misjudge() * (1 - self.skill)

    def favours(self, change: tuple[int, ...], formally: float, numbers: dict[int, float]) -> bool:
        """Whether a change seems better to the member, before it is tried."""
        view = self.look(change, formally, (), numbers)
        return self.model.gain(change, view, self.beliefs) + self.misjudge() > 0

    def consents(self, change: tuple[int, ...]) -> bool:
        """Whether the member, asked as the boss, lets a change be tried."""
        return self.favours(change, self.formal**2, self.model.numbers())

    def joint_change(self) -> tuple[int, ...] | None:
        """A change together with the colleague met, if it is a tie that is trusted and there is anything coupled."""
        if self.decision is None or not self.colleague or not self.tie_met or not self.model.chance(self.tie_met.trust):
            return None
        partner = self.model.partner(self.decision, self.colleague.home_goal)
        return None if partner is None else (self.decision, partner)

    def have_idea(self) -> None:
        """Think of another way of working, and dare to try it or not."""
        model, p = self.model, self.model.parameters
        if not p.environment.ruggedness or self.decision is None or self.decision in model.trials:
            return
        self.idea = self.challenged or model.chance(p.motivation.ideas * self.effort)
        if not self.idea:
            return
        model.count("ideas", self)
        change: tuple[int, ...] | None = (self.decision,)
        numbers = model.numbers()
        if not self.favours((self.decision,), 0.0, numbers):
            change = self.joint_change()
            if not change or not self.favours(change, 0.0, numbers):
                return
        if not model.chance(self.safety):
            model.count("silent", self)
        elif self.boss is not self and model.chance(p.management.control) and not self.boss.consents(change):
            model.count("blocked", self)
            self.risk_reprimand(self.decision)
        else:
            model.begin_trial(self, change)

    def risk_reprimand(self, decision: int) -> None:
        """Be reprimanded for a change that did not please, unless the boss understands the goal in the same way."""
        p, k = self.model.parameters, self.model.goal_of(decision)
        if self.boss is self or self.boss.beliefs[k] == self.beliefs[k]:
            return
        if self.model.chance(p.management.control * (1 - self.boss.skill)):
            self.model.count("reprimands", self)
            self.move_safety(0.0)

    def face_outcome(self, trial: Trial, kept: bool) -> None:
        """Be rewarded or reprimanded for a trial, and have it on record."""
        model, p = self.model, self.model.parameters
        if kept:
            self.kept = True
        else:
            self.gave_up = True
        rewarded = kept and model.chance(p.rewards.initiative)
        rewarded = model.chance(p.rewards.attempts) or rewarded
        if rewarded:
            self.recognised = True
            self.move_safety(1.0)
        elif not kept:
            self.risk_reprimand(trial.change[0])
        self.record = self.record_after(kept, p.rewards.kpi_weight)

    # 11 Motivation

    def choose_colleague(self) -> None:
        """Meet a tie, or half the time someone who works on the same decision."""
        same = self.model.working_on[self.decision] if self.decision is not None else []
        fellows = [member for member in same if member is not self]
        self.colleague = self.tie_met = None
        if fellows and (not self.ties or self.model.chance(0.5)):
            self.colleague = self.model.random.choice(fellows)
            self.tie_met = self.tie_to(self.colleague)
        elif self.ties:
            self.tie_met = self.model.random.choice(self.ties)
            self.colleague = self.model.crew[self.tie_met.position]

    def be_motivated(self) -> None:
        """Move the needs toward what just happened."""
        rate = self.model.parameters.run.pace
        trust = self.tie_met.trust if self.tie_met else 0.0
        happened = {"belonging": (trust + self.alignment) / 2}
        if self.acted:
            happened |= {
                "achievement": self.success,
                "recognition": self.recognised,
                "esteem": self.judgement != 0 and self.action == self.judgement,
            }
        for need, target in happened.items():
            self.needs[need] = toward(self.needs[need], target, rate)

    # 12 Network and 13 Development

    def trust_with(self, other: Member) -> float:
        """The best trust of the ties between two members, or else of those through a common neighbour."""
        direct = [tie.trust for tie in self.ties if tie.position == other.position]
        direct += [tie.trust for tie in other.ties if tie.position == self.position]
        theirs = {tie.position: tie.trust for tie in other.ties}
        return max(direct or (tie.trust * theirs.get(tie.position, 0.0) for tie in self.ties), default=0.0)

    @property
    def practice(self) -> float:
        """What share of an occasion the member had to practise leadership."""
        lesson = float(self.model.parameters.development.retrospectives)
        work = lesson if self.initiative and not self.success else float(self.initiative or self.manages)
        return max(work, float(self.kept or self.challenged), lesson if self.gave_up else 0.0)


class ObjectModel(mesa.Model):
    """A crew on an ocean, managed and led to some degree."""

    def __init__(self, parameters: Any, *, rng: int, trace: Sequence[float] = (1.0,)) -> None:
        super().__init__(rng=rng)
        p = self.parameters = namespace(parameters)
        self.trace = trace
        self.members: int = p.organization.members
        self.span: int = p.organization.span_of_control
        self.period = 0
        self.goals = [self.random.choice((-1, 1)) for _ in range(p.environment.goals)]
        self.conditions = [self.random.choice((-1, 1)) for _ in range(p.environment.decisions)]
        self.direction = [goal if self.chance(p.leadership.founding_vision) else 0 for goal in self.goals]
        self.plan = [0] * len(self.conditions)
        self.unsettled: set[int] = set()
        self.worked: dict[int, int] = {}  # by decision, what was done there by rewarded initiative
        self.safety = [float(p.motivation.initial_safety)] * self.members  # of each team, by who leads it
        self.notes = [[0] * len(self.goals) for _ in self.safety]
        self.tally = [0] * len(self.goals)
        self.report_count = [0] * len(self.goals)
        self.ways = [0] * len(self.conditions)
        self.trials: dict[int, Trial] = {}  # by decision; a joint one stands at both
        self.land = Landscape(self)
        self.quality = [0.0] * len(self.conditions)
        self.support = [1.0] * len(self.goals)
        self.events: Counter[str] = Counter()
        self.burden = 0
        self.strain = 0.0
        self.reviewed = False
        self.turned: set[int] = set()
        self.seats: list[Member | None] = []
        self.working_on: list[list[Member]] = []  # who pulled an oar, by decision
        self.pulls = [0.0] * len(self.conditions)
        self.crew = [Member(self, position, founder=True) for position in range(self.members)]
        self.series: dict[str, list[float]] = defaultdict(list)

    def step(self) -> None:
        """One period."""
        self.agents.do("begin_period")
        self.burden = 0
        self.change_environment()
        self.change_crew()
        self.record_knowledge()
        self.open_channel()
        self.talk_outside()
        self.review_direction()
        self.make_plan()
        self.agents.do("adopt_direction")
        self.take_seats()
        self.settle()
        self.agents.do("act")
        self.try_ways()
        self.pull()
        self.agents.do("take_feedback")
        self.hold_retrospectives()
        self.agents.do("face_reaction")
        self.change_from_below()
        self.end_trials()
        self.challenge()
        self.agents.do("choose_colleague")
        for member in self.crew:
            member.have_idea()
        self.agents.do("be_motivated")
        self.network()
        self.develop()
        self.record()
        self.period += 1

    # Questions

    def chance(self, probability: float) -> bool:
        """Whether something of this probability happens."""
        return self.random.random() < probability

    @property
    def executives_talk(self) -> float:
        """The chance that the executives talk to a member themselves, which is what it costs them in attention."""
        leadership = self.parameters.leadership
        return float(leadership.strength * leadership.direct_talk)

    @property
    def time_inside(self) -> float:
        """What is left of the executives' attention by their talks with stakeholders."""
        leadership = self.parameters.leadership
        return 1 - float(leadership.strength * leadership.outside)

    @property
    def hearing(self) -> float:
        """The share of reports that the executives hear, of those that reach them."""
        strength = float(self.parameters.leadership.strength)
        return strength * max(0.0, self.time_inside - self.executives_talk)

    def due(self, every: int) -> bool:
        """Whether something that happens every so many periods happens now; 0 is never."""
        return every > 0 and self.period % every == 0

    def struck(self, every: int) -> bool:
        """Whether a blow that falls every so many periods falls now; the start is spared."""
        return self.period > 0 and self.due(every)

    def reports_of(self, position: int) -> range:
        """The positions that report to a position."""
        first = self.span * position + 1
        return range(min(first, self.members), min(first + self.span, self.members))

    def team(self, position: int) -> list[int]:
        """The positions of the team that a position leads or else belongs to."""
        lead = position if self.reports_of(position) else (position - 1) // self.span
        return [lead, *self.reports_of(lead)]

    def goal_of(self, decision: int) -> int:
        """The goal that a decision serves."""
        return decision % len(self.goals)

    def serving(self, goal: int) -> range:
        """The decisions that serve a goal."""
        return range(goal, len(self.conditions), len(self.goals))

    def right_action(self, decision: int) -> int:
        """What is right at a decision, given the ends and the local water."""
        return self.goals[decision % len(self.goals)] * self.conditions[decision]

    @property
    def planning(self) -> bool:
        """Whether everything is planned anew this period."""
        p = self.parameters.management
        everything = self.period == 0 if p.planning == "staggered" else self.due(p.planning_horizon)
        return p.strength > 0 and everything

    @property
    def review_due(self) -> bool:
        """Whether the executives should review the direction this period."""
        return self.planning or self.due(self.parameters.leadership.review_every)

    def holds_review(self) -> bool:
        """Whether a review that is due takes place."""
        return self.chance(self.parameters.leadership.strength)

    # 1 Environment

    def change_environment(self) -> None:
        """Let destination and water change; what was foreseen is already in direction and plan."""
        p = self.parameters.environment
        multiplier = self.trace[self.period // p.trace_every % len(self.trace)]
        for k in range(len(self.goals)):
            if self.chance(p.strategic_turbulence * multiplier):
                self.reverse_goal(k)
            if self.struck(p.shock_every) and self.chance(p.shock_size):
                self.reverse_goal(k)
        for j in range(len(self.conditions)):
            if self.chance(p.operational_turbulence * multiplier):
                self.conditions[j] *= -1
                if self.chance(p.foresight):
                    self.plan[j] *= -1

    def reverse_goal(self, k: int) -> None:
        """Reverse a goal; each reversal is foreseen by itself, also where a second one cancels it."""
        self.goals[k] *= -1
        if self.chance(self.parameters.environment.foresight):
            self.direction[k] *= -1
            self.tally[k] *= -1
            for j in self.serving(k):
                self.plan[j] *= -1

    def change_crew(self) -> None:
        """Let members leave, and fill the vacancies from the lowest position upward."""
        p = self.parameters
        exodus = p.environment.exodus_share if self.struck(p.environment.exodus_every) else 0.0
        leaving = [m for m in self.crew if self.chance(p.organization.turnover) or self.chance(exodus)]
        for member in reversed(leaving):
            self.fill(member.position)
            member.remove()

    def fill(self, vacancy: int) -> None:
        """Promote down the chain; a newcomer takes what is left vacant at its end."""
        while candidates := [m for i in self.reports_of(vacancy) if (m := self.crew[i]).entered < self.period]:
            successor = max(candidates, key=self.merit)
            left = successor.position
            successor.move_to(vacancy)
            vacancy = left
        self.crew[vacancy] = Member(self, vacancy)

    def merit(self, member: Member) -> float:
        """What a member is promoted for."""
        match self.parameters.organization.promotion:
            case "skill":
                return self.as_seen(member.skill)
            case "record":
                return member.record
            case _:
                return float(self.period - member.entered)

    def as_seen(self, quality: float) -> float:
        """A quality as the senior management sees it."""
        visibility = self.parameters.development.visibility
        return visibility * quality + (1 - visibility) * self.random.random()

    # 2 Channel

    def open_channel(self) -> None:
        """Find how far the direction reaches, and reports back."""
        p = self.parameters
        passed = [1.0] * self.members
        for i in range(1, self.members):
            boss = self.crew[i].boss
            passed[i] = passed[boss.position] * toward(boss.skill, 1.0, p.leadership.channel_fidelity)
        slowed = 1 + p.network.strain_cost * self.strain
        formal = [1.0, *(share / slowed for share in passed[1:])]
        for member in self.crew:
            member.hear(formal)

    # 3 Stakeholders and direction

    def talk_outside(self) -> None:
        """Talk with stakeholders, who report where their goal lies; the others lose patience."""
        p = self.parameters.environment
        for k, goal in enumerate(self.goals):
            if self.chance(1 - self.time_inside):
                self.support[k] = 1.0
                self.tally[k] += goal if self.chance(p.outside_accuracy) else -goal
                self.report_count[k] += 1
            else:
                self.support[k] *= 1 - p.erosion

    def review_direction(self) -> None:
        """Weigh the reports; the direction turns where enough of them speak against it."""
        self.turned = set()
        self.reviewed = self.review_due and self.holds_review()
        if not self.reviewed:
            return
        p = self.parameters.leadership
        for k, (view, tally) in enumerate(zip(self.direction, self.tally, strict=True)):
            against = -view * tally if view else abs(tally)
            bar = p.conviction * self.report_count[k] if view else 0.0  # any tally contradicts a blank
            if against > bar and self.chance(1 - (1 - p.listening) ** against):
                self.direction[k] = sign(tally)
                self.turned.add(k)
            if against <= 0 or k in self.turned:
                self.tally[k] = self.report_count[k] = 0

    # 4 Plan

    def make_plan(self) -> None:
        """Draw the plan, or what of it is to be drawn anew."""
        p = self.parameters.management
        if not p.strength:
            return
        redrawn: Iterable[int] = ()
        if self.planning or (p.planning == "rolling" and self.reviewed):
            redrawn = range(len(self.plan))
        elif p.planning == "staggered":
            redrawn = [j for j in range(len(self.plan)) if self.chance(1 / p.planning_horizon)]
        elif p.planning == "follows_direction":
            redrawn = [j for k in sorted(self.turned) for j in self.serving(k)]
        for j in redrawn:
            truth = self.conditions[j]
            analysed = truth if self.chance(p.analysis_accuracy) else -truth
            drawn = self.direction[j % len(self.goals)] * analysed
            if self.plan[j] and drawn != self.plan[j] and self.chance(self.unsettling):
                self.unsettled.add(j)
            self.plan[j] = drawn

    @property
    def unsettling(self) -> float:
        """The chance that a changed plan has to settle: as far as it binds."""
        return float(self.parameters.management.strength)

    # 6 Seats

    def take_seats(self) -> None:
        """Man the oars; what collides or has not settled into its plan is lost."""
        p = self.parameters
        for member in self.crew:
            member.manages = member.is_manager and self.chance(p.management.strength)
        rowers = [member for member in self.crew if not member.manages]
        self.random.shuffle(rowers)
        self.seats = [None] * len(rowers)
        self.working_on = [[] for _ in self.plan]
        for member in rowers:
            seat = self.random.choice(self.wanted_seats(member))
            if self.seats[seat]:
                guided = p.development.principles * member.boss.skill
                if not any(self.chance(chance) for chance in (p.management.strength, guided, self.noticed)):
                    continue
                seat = self.random.choice([s for s, taken in enumerate(self.seats) if not taken])
            self.seats[seat] = member
        for seat, rower in enumerate(self.seats):
            decision = seat % len(self.plan)
            if rower and not (decision in self.unsettled and self.chance(p.management.switching_cost)):
                rower.decision = decision
                self.working_on[decision].append(rower)

    @property
    def noticed(self) -> float:
        """The chance that somebody sees that a seat is taken."""
        attention = float(self.parameters.management.attention)
        return attention / (attention + self.members - 1)

    def settle(self) -> None:
        """Let decisions settle into their changed plans; what changes after this settles a period later."""
        chance = 1 / self.parameters.management.settling
        self.unsettled = {j for j in sorted(self.unsettled) if not self.chance(chance)}

    def wanted_seats(self, member: Member) -> Sequence[int]:
        """The seats a member picks from: any, or those of its home goal."""
        anywhere = range(len(self.seats))
        if self.chance(self.parameters.development.rotation):
            return anywhere
        k = len(self.goals)
        return [s for s in anywhere if s % len(self.plan) % k == member.home_goal] or anywhere

    # 8 Ways, effort and outcome

    def try_ways(self) -> None:
        """Find what the ways of working are worth under the true goals."""
        if self.parameters.environment.ruggedness:
            self.quality = [
                self.land.quality(j, self.ways, self.goals[self.goal_of(j)]) for j in range(len(self.quality))
            ]

    def worth(self, decision: int) -> float:
        """What a stroke at a decision is worth."""
        p = self.parameters.environment
        supported = 1 - p.dependence * (1 - self.support[self.goal_of(decision)])
        return float((1 - p.ruggedness * (1 - self.quality[decision])) * supported)

    def numbers(self) -> dict[int, float]:
        """The numbers that decide what somebody hears, one a goal."""
        return defaultdict(self.random.random)

    def misjudge(self) -> float:
        """An error of a judgement of ways."""
        return float(self.parameters.environment.ambiguity) * (self.random.random() + self.random.random() - 1)

    def gain(self, change: Iterable[int], view: Iterable[int], ends: Sequence[int]) -> float:
        """What a change adds at the decisions in view, if the goals lie there."""
        changed = list(self.ways)
        for j in change:
            changed[j] = 1 - changed[j]
        gain = 0.0
        for d in self.land.concerned(change):
            if (k := self.goal_of(d)) in view:
                gain += self.land.quality(d, changed, ends[k]) - self.land.quality(d, self.ways, ends[k])
        return gain

    def partner(self, decision: int, goal: int) -> int | None:
        """The nearest decision without a trial that serves a goal and is coupled with a decision, if there is one."""
        p, k = self.parameters.environment, len(self.goals)
        steps = [*range(1, p.across + 1), *(a * k for a in range(1, p.inside + 1))]
        coupled = [(decision + turn * step) % len(self.ways) for step in steps for turn in (1, -1)]
        if p.couplings == "drawn":
            coupled = sorted({*self.land.depends[decision], *self.land.affects[decision]})
        free = (j for j in coupled if j != decision and j not in self.trials and self.goal_of(j) == goal)
        return next(free, None)

    def turn(self, change: Iterable[int]) -> None:
        """Work in the other way; who works there has to find into it."""
        for j in change:
            self.ways[j] = 1 - self.ways[j]
            self.unsettled.add(j)

    def begin_trial(self, leader: Member, change: tuple[int, ...]) -> None:
        """Try a change of ways."""
        self.count("begun", leader)
        self.count("joint", leader, len(change) > 1)
        self.turn(change)
        self.trials.update(dict.fromkeys(change, Trial(leader.position, change)))

    def count(self, event: str, member: Member, number: int = 1) -> None:
        """Count what became of an idea or a trial, also of members without reports apart."""
        self.events[event] += number
        if not member.is_manager:
            self.events[f"lowest_{event}"] += number

    # 9 Retrospectives and 10 change from below

    def members_of(self, team: int) -> list[Member]:
        """The members of a team, by who leads it."""
        return [member for member in self.crew if member.team == team]

    def hold_retrospectives(self) -> None:
        """Note what was spoken out, and let some teams compare their notes."""
        share = self.parameters.development.retrospectives
        if share > 0:
            for member in self.crew:
                member.speak_out()
            for team in range(self.members):
                if self.reports_of(team) and self.chance(share):
                    self.compare_notes(team)

    def compare_notes(self, team: int) -> None:
        """Let a team adopt what most of its notes say, and begin new ones."""
        for k, note in enumerate(self.notes[team]):
            if note:
                for member in self.members_of(team):
                    member.beliefs[k] = sign(note)
        self.notes[team] = [0] * len(self.goals)

    def change_from_below(self) -> None:
        """Let what worked at a decision become its plan."""
        for decision, action in sorted(self.worked.items()):
            if self.chance(self.parameters.rewards.adoption):
                self.plan[decision] = action
                self.unsettled.add(decision)
        self.worked = {}

    # 10 Trials

    def end_trials(self) -> None:
        """Look back on the trials whose decisions have settled, and keep what was worth it."""
        running = [trial for j, trial in sorted(self.trials.items()) if j == trial.change[0]]
        for trial in running:
            if self.unsettled.intersection(trial.change):
                continue
            leader = self.crew[trial.leader]
            kept = self.look_back(trial)
            self.count("ended", leader)
            self.count("kept", leader, kept)
            self.count("kept_right", leader, kept and self.gained(trial, range(len(self.goals))) > 0)
            for j in trial.change:
                del self.trials[j]
            if not kept:
                self.turn(trial.change)
            leader.face_outcome(trial, kept)

    def look_back(self, trial: Trial) -> bool:
        """Whether a trial seems to have gained to its leader and those who join."""
        leader, share = self.crew[trial.leader], self.parameters.development.retrospectives
        judges = [leader]
        for j in trial.change:
            judges += [member for member in self.working_on[j] if member is not leader and self.chance(share)]
        view: set[int] = set()
        for judge in judges:
            view = judge.look(trial.change, leader.formal**2, view, self.numbers())
        return self.gained(trial, view) + mean(self.misjudge() for _ in judges) > 0

    def gained(self, trial: Trial, view: Iterable[int]) -> float:
        """What a trial has gained by experience, at the decisions in view."""
        return -self.gain(trial.change, view, self.goals)

    def pull(self) -> None:
        """Add up the pulls on each decision, as far as its hand-offs are manned."""
        self.agents.do("make_effort")
        for j, crew in enumerate(self.working_on):
            seats = len(self.seats[j :: len(self.plan)])
            manned = len(crew) / seats if seats else 0.0
            strokes = sum(member.effort * member.action for member in crew)
            self.pulls[j] = strokes * manned ** (self.parameters.management.handoffs - 1)

    # 12 Network

    def network(self) -> None:
        """Settle conflicts, by trust or through the channel, and learn from ties; all see the step's beginning."""
        p = self.parameters.network
        talked_out: list[tuple[Member, int, int]] = []
        copied: list[tuple[Member, int, int]] = []
        felt: list[tuple[Tie, float, float]] = []
        sent_up = 0
        for member in self.crew:
            if other := member.colleague:
                k = member.goal
                shared = member.beliefs[k] * other.beliefs[k]
                target, rate = 1.0, p.trust_rate
                if shared > 0:
                    rate /= 2
                elif shared < 0 and self.chance(member.trust_with(other)):
                    pair = [member, other]
                    self.random.shuffle(pair)  # a coin, where records are equal
                    poorer, better = sorted(pair, key=lambda m: m.record)
                    talked_out.append((poorer, k, better.beliefs[k]))
                elif shared < 0:
                    sent_up += 1
                    target = 0.0
                if shared and member.tie_met:
                    felt.append((member.tie_met, target, rate))
            if member.ties:
                tie = self.random.choice(member.ties)
                peer = self.crew[tie.position]
                if peer.record > member.record:
                    for k, view in enumerate(peer.beliefs):
                        if view and self.chance(p.peer_learning * tie.trust):
                            copied.append((member, k, view))
        for member, k, view in talked_out + copied:
            member.beliefs[k] = view
        for tie, target, rate in felt:
            tie.trust = toward(tie.trust, target, rate)
        self.strain = toward(self.strain, (sent_up + self.burden) / self.members, self.parameters.run.pace)

    # 13 Development

    def challenge(self) -> None:
        """Let the most promising reports stand in for their managers."""
        for manager in self.crew:
            if manager.is_manager and self.chance(self.parameters.development.stretch):
                max(manager.reports, key=lambda report: self.as_seen(report.potential)).challenged = True

    def develop(self) -> None:
        """Let skill grow by practice."""
        p = self.parameters.development
        gains = {
            member: p.rate * member.potential * (1 + p.coaching * member.boss.skill) * member.practice
            for member in self.crew
        }
        for member, gain in gains.items():
            member.skill = toward(member.skill, 1.0, min(1.0, gain))

    # 14 Measures

    def record_knowledge(self) -> None:
        """Record what is known of the ends before the period's learning."""
        direction = [sign(own * goal) for own, goal in zip(self.direction, self.goals, strict=True)]
        beliefs = [own * goal for m in self.crew for own, goal in zip(m.beliefs, self.goals, strict=True)]
        self.series["direction_accuracy"].append(mean(known == 1 for known in direction))
        self.series["direction_knowledge"].append(mean(direction))
        self.series["belief_accuracy"].append(mean(known == 1 for known in beliefs))
        self.series["knowledge"].append(mean(beliefs))

    def fit(self) -> float:
        """The share of blocks of decisions that are right."""
        matches = [(1 + sign(pull * self.right_action(j))) / 2 for j, pull in enumerate(self.pulls)]
        size = self.parameters.published.interdependence
        blocks = [matches[j : j + size] for j in range(0, len(matches), size)]
        products = []
        for block in blocks:
            product = 1.0
            for match in block:
                product *= match
            products.append(product)
        return mean(products)

    def record(self) -> None:
        """Record everything else at the end of the period."""
        crew = self.crew
        working = [member for member in crew if member.acted]
        managers = [member for member in crew if member.is_manager]
        lowest = [member for member in crew if not member.is_manager]
        lowest_working = [member for member in working if not member.is_manager]
        by_chance = 2.0**-self.parameters.published.interdependence
        fit = self.fit()
        speed = sum(abs(pull) * self.worth(j) for j, pull in enumerate(self.pulls)) / self.members
        heading = (fit - by_chance) / (1 - by_chance)
        planned_right = mean(plan == self.right_action(j) for j, plan in enumerate(self.plan))
        values = {
            "made_good": speed * heading,
            "speed": speed,
            "heading": heading,
            "fit": fit,
            "alignment": mean(member.alignment for member in crew),
            "plan_accuracy": planned_right,
            "effort": mean(member.effort for member in crew),
            **{need: mean(member.needs[need] for member in crew) for need in NEEDS},
            "safety": mean(member.safety for member in crew),
            "initiatives": mean(member.initiative for member in working),
            "initiatives_right": mean(member.initiative and member.right for member in working),
            "reprimands": mean(member.reprimanded for member in working),
            "coverage": len(working) / len(self.seats),
            "reach": mean(member.reach for member in crew),
            "trust": mean(tie.trust for member in crew for tie in member.ties),
            "strain": self.strain,
            "skill": mean(member.skill for member in managers),
            "lowest_initiatives": mean(member.initiative for member in lowest_working),
            "lowest_safety": mean(member.safety for member in lowest),
            "lowest_reprimands": mean(member.reprimanded for member in lowest_working),
        }
        values |= self.outcomes_of_ideas("", crew) | self.outcomes_of_ideas("lowest_", lowest)
        values |= {
            "quality": mean(self.quality),
            "support": mean(self.support),
            "joint": self.ratio("joint", "begun"),
        }
        for name, value in values.items():
            self.series[name].append(value)

    def ratio(self, event: str, *per: str) -> float:
        """How often something has happened until now, per another thing; 0 if that never has."""
        return self.events[event] / (sum(self.events[other] for other in per) or 1)

    def outcomes_of_ideas(self, whose: str, members: list[Member]) -> dict[str, float]:
        """What became of ideas and trials, of these members."""
        values = {
            "ideas": mean(member.idea for member in members),
            "silent": self.ratio(f"{whose}silent", f"{whose}ideas"),
            "blocked": self.ratio(f"{whose}blocked", f"{whose}ideas"),
            "trials": self.ratio(f"{whose}begun", f"{whose}ideas"),
            "idea_reprimands": self.ratio(f"{whose}reprimands", f"{whose}blocked", f"{whose}begun"),
            "kept": self.ratio(f"{whose}kept", f"{whose}ended"),
            "kept_right": self.ratio(f"{whose}kept_right", f"{whose}ended"),
        }
        return {whose + name: value for name, value in values.items()}
