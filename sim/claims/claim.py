"""A claim of the theory: a sentence, the statements by which it is tried, and the crews that they compare."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

SECTIONS = ("Sentence", "Statement", "Design", "Wrong if")
ADRIFT = 0.02  # below this velocity made good, a crew that should get somewhere does not

type Changes = Mapping[str, Any]


class Crew(NamedTuple):
    """A crew as it is put into every world.

    Attributes
    ----------
    changes
        The settings that differ from the led crew of that world.
    members
        If above 0, the crew has so many members, and decisions in proportion to them.
    later
        Settings that hold from the period `at` on.
    """

    changes: Changes = {}  # noqa: RUF012 (a named tuple makes no class variable of it)
    members: int = 0
    later: Changes = {}  # noqa: RUF012
    at: int = 0


class Term(NamedTuple):
    """A weighted sum of an outcome over crews, as a share of what one of them reaches in the same world.

    Attributes
    ----------
    weights
        The weight of each crew.
    share_of
        The crew whose mean outcome divides the sum; empty: it is not divided.
    """

    weights: Mapping[str, float]
    share_of: str = ""


class Statement(NamedTuple):
    """A statement about the crews in one world: an effect, which is a sum of terms, is above 0.

    Attributes
    ----------
    says
        The statement in words.
    smallest
        The smallest effect that matters.
    terms
        The terms of the effect.
    outcome
        An outcome of runs.
    best, against
        With `best`, the effect is instead by how much the best of these crews is ahead of the best of the crews
        `against`, as a share of what the crew of the only term reaches. See `sim.claims.effects`.
    floor
        The smallest mean outcome that may divide.
    only
        The least value of a setting: worlds with less are left out.
    expects
        What the sentence says of the effect: that it is there, or that none is that matters.
    """

    says: str
    smallest: float
    terms: tuple[Term, ...]
    outcome: str = "made_good_mean"
    best: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    floor: float = ADRIFT
    only: tuple[str, float] | None = None
    expects: Literal["more", "nothing"] = "more"

    @property
    def crews(self) -> list[str]:
        """The crews that the statement compares."""
        named = [name for term in self.terms for name in (*term.weights, term.share_of) if name]
        return list(dict.fromkeys([*named, *self.best, *self.against]))


@dataclass(frozen=True, eq=False)
class TheoryClaim:
    """A claim of the theory.

    Attributes
    ----------
    text
        The sentence of the theory, the primary statement in words, the design, and when the claim is wrong.
    origin
        `assumed` if a rule of the model nearly says the claim, `emergent` if it follows from rules that do not.
    because
        The reason for `origin`.
    crews
        The crews by name.
    primary
        The statement that votes; two if the sentence makes two claims.
    checks
        Statements that are shown beside it and do not vote.
    ablations
        Settings that switch a mechanism off in all crews.
    explanation
        What the results mean, in plain words; names in braces stand for published numbers, see `sim.claims.words`.
    """

    number: int
    name: str
    text: str
    origin: Literal["assumed", "emergent"]
    because: str
    crews: Mapping[str, Crew]
    primary: tuple[Statement, ...]
    checks: tuple[Statement, ...] = ()
    ablations: Mapping[str, Changes] = field(default_factory=dict)
    explanation: str = ""

    @property
    def title(self) -> str:
        """The first line of the text."""
        return self.text.strip().partition("\n")[0].rstrip(".")

    def section(self, name: str) -> str:
        """One of the text's SECTIONS in one line, with a capital letter. Raises KeyError if it is missing."""
        names = "|".join(SECTIONS)
        sections = dict(re.findall(rf"^({names}): (.*?)(?=^(?:{names}): |\Z)", self.text, re.DOTALL | re.MULTILINE))
        words = " ".join(sections[name].split())
        return words[:1].upper() + words[1:]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All statements, those that vote first."""
        return self.primary + self.checks

    def own(self, statement: Statement) -> frozenset[str]:
        """The settings that the crews of a statement fix, so that they do not depend on the world."""
        crews = [self.crews[name] for name in statement.crews]
        sized = {"organization.members", "environment.decisions"} if any(crew.members for crew in crews) else set()
        return frozenset(sized).union(*(crew.changes for crew in crews))

    def settings(self) -> Iterator[tuple[str, Changes]]:
        """Every set of settings that the claim names, with where it stands."""
        for name, crew in self.crews.items():
            yield name, crew.changes
            yield f"{name}, later", crew.later
        yield from self.ablations.items()


def difference(one: str, other: str, share_of: str = "") -> tuple[Term, ...]:
    """What one crew is ahead of another, as a share of what the first reaches, or the crew `share_of`; "-": of none."""
    return (Term({one: 1, other: -1}, "" if share_of == "-" else share_of or one),)
