"""What one rule did in a traced period: changes of columns, and stories that say more than these."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from numpy.typing import NDArray

from sim.explain.episodes import Episode
from sim.explain.sentences import ColumnChange, changes
from sim.explain.stories import columns_in_stories, of_member, of_others, of_stakeholders
from sim.explain.structure import Event
from sim.model.mechanism import Mechanism
from sim.model.state import Column

type Values = NDArray[Any]


class RuleStep(NamedTuple):
    """The followed columns before and after one rule, and its ideas and trials; all empty if it was not called."""

    rule: str
    before: Mapping[str, Values]
    after: Mapping[str, Values]
    called: bool
    episodes: Sequence[Episode] = ()


class RuleChanges(NamedTuple):
    """What one rule did.

    Attributes
    ----------
    event
        the rule
    stories, stories_around
        ideas, trials and talks with stakeholders in sentences: those of the member, and others
    member, around
        what the rule changed of the member, and around it (the ocean, and what the organization says)
    in_stories
        the columns of which the stories already tell all changes
    """

    event: Event
    stories: list[str]
    stories_around: list[str]
    member: list[ColumnChange]
    around: list[ColumnChange]
    in_stories: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed, and there is nothing to tell."""
        return not (self.stories or self.stories_around or self.member or self.around)

    def shown(self, among: Sequence[ColumnChange]) -> list[ColumnChange]:
        """Return those changes of `member` or `around` that the stories leave out."""
        return [change for change in among if change.column not in self.in_stories]

    @property
    def is_shown(self) -> bool:
        """Whether there are stories, or changes that the stories leave out."""
        return bool(self.stories or self.stories_around or self.shown(self.member) or self.shown(self.around))


def changes_of(
    step: RuleStep,
    event: Event,
    rule: type[Mechanism] | None,
    member: int,
    first: bool,
    columns: Mapping[str, Column],
) -> RuleChanges:
    """Return what one rule changed and what happened in it, from the point of view of a member.

    Parameters
    ----------
    step
        The rule in the traced period.
    event, rule
        Its turn and its mechanism; None for the record of the measures.
    member
        The member.
    first
        Whether this is the first period, so that there was none before.
    columns
        The declarations of the columns by path.
    """
    changed = list(changes(step.before, step.after, first, columns))
    around = [change for change in changed if change.column.startswith(("ocean.", "course."))]
    others = [*of_others(step.episodes, member), *of_stakeholders(rule, step.before, step.after)]
    of_it = [change for change in changed if change not in around]
    return RuleChanges(event, of_member(step.episodes, member), others, of_it, around, columns_in_stories(rule))
