"""One member's period as a story: who sits at the position, what each rule changed, and how it stands at the end."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sim.influence import scratch
from sim.scenario import Intervention, Scenario
from sim.timetable import Event, events
from sim.understanding.sentences import SIDES, Change, changes
from sim.understanding.stepping import Row, Stepped, step


class Told(NamedTuple):
    """What one rule changed: of the member, and of what is around it (the ocean, and what the organization says)."""

    event: Event
    member: list[Change]
    around: list[Change]


class Story(NamedTuple):
    """One member's period. `quiet` are the rules that changed nothing here, `left_out` those that were not called."""

    scenario: Scenario
    seed: int
    replicate: int
    period: int
    member: int
    now: list[Intervention]
    stepped: Stepped
    told: list[Told]
    quiet: list[str]
    left_out: list[str]

    def start(self, column: str) -> Any:
        """What stood in a column for the member when the period began."""
        return self.stepped.start[column].item()

    def end(self, column: str) -> Any:
        """What stands there when it is over."""
        return self.stepped.end[column].item()

    @property
    def succession(self) -> str:
        """Who took whose place, if somebody did."""
        before, after = self.start("people.person"), self.end("people.person")
        if before == after:
            return ""
        left, entered = self.stepped.went_to, self.stepped.came_from
        goes = "leaves the organization" if left is None else f"moves to position {left}"
        comes = "enters in its place" if entered is None else f"moves up from position {entered}"
        return f"person {before} {goes}, and person {after} {comes}: from then on this is told of the new one"

    @property
    def summary(self) -> str:
        """The member's week in one sentence."""
        if "seats" in self.left_out:
            return f"its understanding achieves {self.end('week.payoff'):.3f}" if self.end("week.payoff") else ""
        if self.end("week.managing"):
            return "it manages instead of rowing"
        if self.end("week.decision") < 0:
            return "it finds no oar, and idles"
        how = "on its own initiative, against the plan" if self.end("week.initiative") else "as it is told"
        if self.end("week.own") and not self.end("week.initiative"):
            how = "as its own judgement says too, or for want of a plan"
        right, seen = ("right" if self.end(f"week.{column}") else "wrong" for column in ("right", "success"))
        answers = [name for name in ("recognized", "reprimanded") if self.end(f"week.{name}")]
        side = SIDES[self.end("week.action")]
        return (
            f"it rows for decision {self.end('week.decision')} and pulls to {side}, {how}; that is {right}, and it "
            f"sees it as {seen}" + (f"; it is {answers[0]}" if answers else "")
        )

    @property
    def as_dict(self) -> dict[str, Any]:
        """All of it as plain data."""
        return {
            "scenario": self.scenario.name,
            "seed": self.seed,
            "replicate": self.replicate,
            "period": self.period,
            "member": self.member,
            "person": {
                "before": self.start("people.person"),
                "after": self.end("people.person"),
                "came_from": self.stepped.came_from,
                "went_to": self.stepped.went_to,
            },
            "summary": self.summary,
            "interventions": [dict(step.changes) for step in self.now],
            "rules": [
                {
                    "rule": told.event.rule,
                    "about": told.event.about,
                    "member": [change._asdict() for change in told.member],
                    "around": [change._asdict() for change in told.around],
                }
                for told in self.told
            ],
            "changed_nothing": self.quiet,
            "not_called": self.left_out,
            "before": _plain(self.stepped.start),
            "after": _plain(self.stepped.end),
            "same_as_untraced": self.stepped.same,
        }


def _plain(rows: Mapping[str, Row]) -> dict[str, Any]:
    return {column: row.tolist() for column, row in rows.items() if not scratch(column)}


def follow(scenario: Scenario, seed: int, replicate: int, period: int, member: int) -> Story:
    """Follow the member at a position through one period of one run, both within range."""
    stepped = step(scenario, seed, replicate, period, member)
    by_rule = {event.rule: event for event in events()}
    told, quiet = [], []
    for look in stepped.looks:
        found = list(changes(look, first=period == 0))
        around = [change for change in found if change.column.startswith(("ocean.", "course."))]
        if found:
            told.append(Told(by_rule[look.rule], [change for change in found if change not in around], around))
        elif look.called:
            quiet.append(look.rule)
    left_out = [look.rule for look in stepped.looks if not look.called]
    now = [step for step in scenario.interventions if step.at == period]
    return Story(scenario, seed, replicate, period, member, now, stepped, told, quiet, left_out)
