"""A resolved scenario: every value, who set it, what it means, what it feeds, and how the crew looks under it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sim import kernel, period
from sim.influence import Feed, Influence, influence
from sim.measures import measures
from sim.parameters import Described
from sim.pictures import pictures
from sim.scenario import Scenario
from sim.scenario.names import SETTINGS
from sim.scenario.provenance import Account, Said
from sim.scenario.values import flat
from sim.state import columns
from sim.understanding.references import KEY, cited_by, reference


class Explained(NamedTuple):
    """One parameter of a scenario: its value, all places that set it (the one that counts first), its changes."""

    about: Described
    value: Any
    said: list[Said]
    changes: list[tuple[int, Said]]
    feeds: Influence

    @property
    def origin(self) -> str:
        """Where the value comes from: a place, or that it is the default."""
        return self.said[0].origin if self.said else "default"

    @property
    def by(self) -> str:
        """Who set it: `flag`, `file`, `parent` or `default`."""
        return self.said[0].by if self.said else "default"

    @property
    def as_dict(self) -> dict[str, Any]:
        """All of it as plain data."""
        about = self.about
        limits = {"choices": list(about.choices)} if about.choices else {"low": about.low, "high": about.high}
        return {
            "parameter": about.path,
            "value": self.value,
            "origin": self.origin,
            "by": self.by,
            "overridden": [{"value": s.value, "origin": s.origin, "by": s.by} for s in self.said[1:]],
            "interventions": [{"at": at, "value": s.value, "origin": s.origin, "by": s.by} for at, s in self.changes],
            "default": about.default,
            "unit": about.unit,
            **limits,
            "meaning": about.meaning,
            "source": about.source,
            "fixed": about.fixed,
            "pictures": pictures(about),
            "feeds": [feed._asdict() for feed in self.feeds.rules],
            "switches": self.feeds.switches,
            "shapes": self.feeds.shapes,
        }


def explained(scenario: Scenario, account: Account) -> list[Explained]:
    """Every parameter of a scenario, group by group."""
    values = flat(scenario.parameters)
    return [
        Explained(
            about,
            values[path],
            account.said.get(path, []),
            [(step.at, step.settings[path]) for step in account.steps if path in step.settings],
            influence(path),
        )
        for path, about in SETTINGS.items()
    ]


def papers(one: Explained) -> dict[str, str]:
    """The papers that a parameter's source and the rules that read it cite, in full, by key."""
    keys = [one.about.source] if KEY.fullmatch(one.about.source) else []
    for feed in one.feeds.rules:
        keys += cited_by(vars(period).get(feed.rule) or vars(kernel)[feed.rule])
    return {key: reference(key) for key in dict.fromkeys(keys)}


def reached(feeds: Sequence[Feed]) -> tuple[dict[str, str], dict[str, str]]:
    """The columns that rules write and the measures that follow directly, each with its meaning."""
    written = dict.fromkeys(column for feed in feeds for column in feed.writes)
    followed = dict.fromkeys(measure for feed in feeds for measure in feed.measures)
    known, told = columns(), measures()
    return {c: known[c][1].meaning for c in written}, {m: told[m].meaning for m in followed}
