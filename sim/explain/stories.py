"""Ideas, trials and talks with stakeholders in sentences.

Each sentence says what the step did: what was seen while it ran (`sim/explain/episodes.py`), or what the columns were
before and after it. None of them works out a second time what a rule decides.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from numpy.typing import NDArray

from sim.explain.episodes import Episode, Look
from sim.explain.sentences import VIEWS
from sim.model.judgement import BEGUN, BLOCKED, ENDED, HAD, KEPT, KEPT_RIGHT, NONE, REPRIMANDED, SILENT
from sim.model.mechanism import Mechanism
from sim.model.mechanisms.ideas import Ideas
from sim.model.mechanisms.stakeholders import Stakeholders
from sim.model.mechanisms.trials import Trials

_OF_WAYS = tuple(f"course.{name}" for name in ("way", "leader", "partner", "unsettled", "events", "lowest_events"))
_OF_MEMBERS = ("people.history", *_OF_WAYS)
_COLUMNS: Mapping[Callable[..., Any], tuple[str, ...]] = {
    Ideas.step: ("week.idea", *_OF_MEMBERS),
    Trials.step: ("week.led", *_OF_MEMBERS),
    Stakeholders.step: ("course.support", "course.tally", "course.reports"),
}
_NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}

# What became of an idea and of a trial, by the event that is counted.
OUTCOMES = {
    SILENT: "it did not dare to propose it",
    BLOCKED: "refused",
    BEGUN: "the trial began",
}
NOTHING = {NONE: "promised no gain", SILENT: "not proposed", BLOCKED: "refused"}
KEPT_OR_NOT = {True: "was kept", False: "was given up"}


def columns_in_stories(rule: type[Mechanism] | None) -> tuple[str, ...]:
    """Return the columns of which the sentences here tell all that a rule changes; none for a rule of your own."""
    return _COLUMNS.get(rule.step, ()) if rule is not None else ()


def of_member(episodes: Iterable[Episode], member: int) -> list[str]:
    """Return the stories of a member: its own ideas and trials first, then those on which it was asked.

    Parameters
    ----------
    episodes
        The ideas, and the trials that ended, of one step.
    member
        The member.
    """
    own, others = [], []
    for episode in episodes:
        judged = [look for look in episode.looks if look.judge == member]
        if episode.member == member:
            own += [story(episode) for is_one, story in ((HAD, _idea), (ENDED, _trial)) if is_one in episode.events]
        elif judged and HAD in episode.events:
            others.append(_asked(episode, judged[-1]))
        elif judged and ENDED in episode.events:
            others.append(_looked_back(episode, member))
    return own + others


def of_others(episodes: Iterable[Episode], member: int) -> list[str]:
    """Return what happened to ideas and trials in which the member had no part."""
    stories, nothing = [], []
    for episode in episodes:
        if member != episode.member and member not in [look.judge for look in episode.looks]:
            if BEGUN in episode.events:
                stories.append(f"member {episode.member} began a trial{_at(episode.decisions)}")
            elif HAD in episode.events:
                nothing.append(next((end for end in (SILENT, BLOCKED) if end in episode.events), NONE))
            if ENDED in episode.events:
                stories.append(f"{_the_trial(episode)} ended: it {KEPT_OR_NOT[KEPT in episode.events]}")
    if nothing:
        ends = [f"{nothing.count(end)} {NOTHING[end]}" for end in NOTHING if end in nothing]
        ideas = "1 other idea" if len(nothing) == 1 else f"{len(nothing)} other ideas"
        stories.append(f"{ideas} came to nothing: {', '.join(ends)}")
    return stories


def of_stakeholders(
    rule: type[Mechanism] | None, before: Mapping[str, NDArray[Any]], after: Mapping[str, NDArray[Any]]
) -> list[str]:
    """Return with which stakeholders the executives talked, and who lost support; nothing for a rule of your own."""
    if rule is None or rule.step is not Stakeholders.step or not before:
        return []
    goals, talks, falls = after["ocean.goal"], [], []
    for k, goal in enumerate(goals):
        support = [columns["course.support"][k] for columns in (before, after)]
        if after["course.reports"][k] > before["course.reports"][k]:
            report = int(after["course.tally"][k] - before["course.tally"][k])
            right = "right" if report == goal else "wrong"
            was = "as before" if support[0] == support[1] else f"before {support[0]:.3f}"
            talks.append(
                f"the executives talked with the stakeholders of goal {k}: they reported {VIEWS[report]}, "
                f"which is {right}; their support is {support[1]:.3f}, {was}"
            )
        elif support[1] < support[0]:
            falls.append(
                f"nobody talked with the stakeholders of goal {k}: their support falls from {support[0]:.3f} "
                f"to {support[1]:.3f}"
            )
    return talks + falls


def _idea(episode: Episode) -> str:
    """Return an idea as the member had it."""
    own = [look for look in episode.looks if look.judge == episode.member]
    boss = [look for look in episode.looks if look.judge == episode.boss != episode.member]
    about = f" about decision {own[0].first}" if own else ""
    task = ", as its challenging task asks for" if episode.challenged else ""
    clauses = [f"member {episode.member} had an idea{about}{task}"]
    outcome = next((event for event in (SILENT, BLOCKED, BEGUN) if event in episode.events), None)
    clauses += _own_view(own, episode.met, outcome is not None)
    if outcome == SILENT:
        clauses.append(OUTCOMES[SILENT])
    elif outcome is not None:
        clauses.append("it dared to propose it")
        clauses.append(_answer(episode, boss[-1] if boss else None, outcome))
    if outcome == BLOCKED:
        clauses.append(_reprimand("it", episode))
    elif outcome == BEGUN:
        clauses.append(f"{OUTCOMES[BEGUN]}{_at(episode.decisions)}")
    return "; ".join(clauses)


def _own_view(own: Sequence[Look], met: int, liked: bool) -> list[str]:
    """Return what the member itself saw in its idea: alone, and then together with the colleague that it met."""
    if not own:
        return []
    if len(own) == 1:
        return [f"alone, {_view(own[0])}, it saw {'a gain' if liked else 'no gain, and let it go'}"]
    colleague = f", having met member {met}" if met != NONE else ""
    second = f"together with decision {own[1].second}{colleague}, {_view(own[1])}, it saw"
    return [f"alone, {_view(own[0])}, it saw no gain", f"{second} {'one' if liked else 'none either, and let it go'}"]


def _answer(episode: Episode, look: Look | None, outcome: int) -> str:
    """Return what the boss said to an idea that was proposed."""
    if look is None:
        return "nobody was asked" if outcome == BEGUN else f"it was {OUTCOMES[BLOCKED]}"
    answer = "agreed" if outcome == BEGUN else OUTCOMES[BLOCKED]
    return f"its boss, member {episode.boss}, was asked and {answer}, {_view(look)}"


def _asked(episode: Episode, look: Look) -> str:
    """Return an idea as the boss sees it who was asked."""
    story = f"member {look.judge} was asked by member {episode.member}, which had an idea{_about(episode.decisions)}"
    if BEGUN in episode.events:
        return f"{story}; {_view(look)}, it agreed, and {OUTCOMES[BEGUN]}"
    if BLOCKED in episode.events:
        return f"{story}; {_view(look)}, it {OUTCOMES[BLOCKED]}; {_reprimand(f'member {episode.member}', episode)}"
    return story


def _trial(episode: Episode) -> str:
    """Return a trial that ended."""
    return f"{_the_trial(episode)} ended: {_together(episode)}; {_end(episode)}"


def _looked_back(episode: Episode, member: int) -> str:
    """Return a trial that ended as somebody sees it who looked back on it with its leader."""
    return f"member {member} looked back on {_the_trial(episode)}: {_together(episode)}; {_end(episode)}"


def _together(episode: Episode) -> str:
    """Return who looked back."""
    judges = [look.judge for look in episode.looks]
    if not judges:
        return "nobody looked back"
    view = _view(Look(*episode.looks[-1][:4], sum(look.formal for look in episode.looks)))
    if len(judges) == 1:
        return f"member {judges[0]} alone looked back, {view}"
    names = f"members {', '.join(map(str, judges[:-1]))} and {judges[-1]}"
    return f"{_NUMBERS.get(len(judges), len(judges))} people looked back, {names}, {view}"


def _end(episode: Episode) -> str:
    """Return how a trial ended, and what its leader got for it."""
    end = f"it {KEPT_OR_NOT[KEPT in episode.events]}"
    if KEPT in episode.events:
        end += ", and is better for the whole" if KEPT_RIGHT in episode.events else ", but is no better for the whole"
    if episode.rewarded:
        return f"{end}; its leader was rewarded"
    return f"{end}; its leader was reprimanded" if REPRIMANDED in episode.events else end


def _the_trial(episode: Episode) -> str:
    return f"the trial that member {episode.member} led{_at(episode.decisions)}"


def _reprimand(who: str, episode: Episode) -> str:
    return f"{who} was {'' if REPRIMANDED in episode.events else 'not '}reprimanded"


def _view(look: Look) -> str:
    """Return which goals somebody had in view."""
    formal = f", {look.formal} of them through the formal channel" if look.formal else ""
    if not look.goals:
        return "with no goal in view"
    return f"with {_list('goal', look.goals)} in view{formal}"


def _at(decisions: Sequence[int]) -> str:
    return f" at {_list('decision', decisions)}" if decisions else ""


def _about(decisions: Sequence[int]) -> str:
    return f" about {_list('decision', decisions)}" if decisions else ""


def _list(noun: str, numbers: Sequence[int]) -> str:
    """Return `goal 3`, or `goals 1, 2 and 3`."""
    if len(numbers) == 1:
        return f"{noun} {numbers[0]}"
    return f"{noun}s {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
