"""What became of each idea and each trial in one step, member by member.

The columns only count ideas and trials of all members together. So the step is watched while it runs in plain Python:
the interpreter reports whenever somebody looks at a change of ways (`judgement.look`) and whenever an event is counted
(`judgement.count`). Nothing of the rules is written here again. A rule of your own that calls these two functions is
watched too, from wherever it calls them; of one that does not, there is nothing to tell.
"""

import sys
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any, NamedTuple

import numpy as np

from sim.model.judgement import ENDED, HAD, NONE, count, look
from sim.model.state import State

_LOOK: CodeType = look.__code__
_COUNT: CodeType = count.__code__


class Look(NamedTuple):
    """A member looks at what a change of ways does.

    Attributes
    ----------
    judge
        the member
    first, second
        the decisions whose ways change; `second` is -1 if only one does
    goals
        the goals in view afterwards, together with what those saw who looked before
    formal
        at how many of them the judge heard through the formal channel what the change does
    """

    judge: int
    first: int
    second: int
    goals: tuple[int, ...]
    formal: int


class Episode:
    """One idea, or the end of one trial.

    Attributes
    ----------
    member
        who has the idea, or leads the trial; -1 if not known
    boss
        its boss
    met
        the colleague that it met; -1 if nobody
    challenged
        whether it has a challenging task
    looks
        who looked at the change, in order
    events
        what was counted, in order: see `sim.model.judgement`
    rewarded
        whether it was rewarded: its work is recognized, or the safety of its team rises
    """

    def __init__(self) -> None:
        self.member, self.boss, self.met = NONE, NONE, NONE
        self.challenged, self.rewarded = False, False
        self.looks: list[Look] = []
        self.events: list[int] = []
        self._before = (False, 0.0)

    @property
    def decisions(self) -> tuple[int, ...]:
        """The decisions whose ways were last looked at; none if nobody looked."""
        return () if not self.looks else tuple(j for j in self.looks[-1][1:3] if j != NONE)

    def begin(self, member: int, crew: State) -> None:
        """Note whose episode this is, and how the member stands before it is rewarded or reprimanded."""
        self.member, self.boss = member, int(crew.structure.boss[member])
        self.met, self.challenged = int(crew.week.met[member]), bool(crew.week.challenged[member])
        self._before = self._standing(crew)

    def end(self, crew: State) -> None:
        """Note whether the member was rewarded since."""
        if self.member != NONE:
            (recognized, safety), (was_recognized, was_safe) = self._standing(crew), self._before
            self.rewarded = safety > was_safe or (recognized and not was_recognized)

    def _standing(self, crew: State) -> tuple[bool, float]:
        return bool(crew.week.recognized[self.member]), float(crew.course.safety[self.boss])


class _Watch:
    """Puts what the interpreter reports together into episodes."""

    def __init__(self, crew: State) -> None:
        self.crew = crew
        self.episodes: list[Episode] = []
        self.burden = 0

    def note(self, frame: FrameType, event: str, _: Any) -> None:
        """Be told by the interpreter that a function is called, or that it returns."""
        if frame.f_code is _LOOK and event in ("call", "return"):
            self._look(event, frame.f_locals)
        elif frame.f_code is _COUNT and event == "call":
            self._count(int(frame.f_locals["event"]), int(frame.f_locals["i"]))

    def _look(self, event: str, given: Any) -> None:
        burden = int(self.crew.week.burden[0])
        if event == "call":
            self.burden = burden
            return
        goals = tuple(np.flatnonzero(self.crew.week.insight).tolist())
        seen = Look(int(given["i"]), int(given["first"]), int(given["second"]), goals, burden - self.burden)
        if not self.episodes or ENDED in self.episodes[-1].events:
            self._open()
        self.episodes[-1].looks.append(seen)

    def _count(self, event: int, i: int) -> None:
        if not self.episodes or event == HAD or self.episodes[-1].member not in (NONE, i):
            self._open()
        if self.episodes[-1].member == NONE:
            self.episodes[-1].begin(i, self.crew)
        self.episodes[-1].events.append(event)

    def _open(self) -> None:
        self.close()
        self.episodes.append(Episode())

    def close(self) -> None:
        if self.episodes:
            self.episodes[-1].end(self.crew)


def watched(play: Callable[[], Any], crew: State) -> list[Episode]:
    """Run a step in plain Python and return its ideas and the trials that ended, in order.

    Parameters
    ----------
    play
        The step, with all its arguments.
    crew
        The state that the step changes.
    """
    watch, before = _Watch(crew), sys.getprofile()
    sys.setprofile(watch.note)
    try:
        play()
    finally:
        sys.setprofile(before)
    watch.close()
    return watch.episodes
