"""A scenario explained parameter by parameter: its value, who set it, what it means, and what it feeds."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sim.explain.analogies import pictures
from sim.explain.citations import KEY, entries, reference
from sim.explain.structure import Feed, Influence, influence
from sim.model.assemble import Model, standard
from sim.model.parameters import Described, described
from sim.scenario import Scenario
from sim.scenario.provenance import Account, Assignment
from sim.scenario.values import flat


class Explanation(NamedTuple):
    """One parameter of a scenario.

    Attributes
    ----------
    about
        its declaration: meaning, range, unit, source
    value
        its value at the start of a run
    assignments
        every place that sets it; the first one counts, and it overrides the others
    changes
        the interventions that set it, each with its period
    feeds
        what the parameter reaches in the model
    """

    about: Described
    value: Any
    assignments: list[Assignment]
    changes: list[tuple[int, Assignment]]
    feeds: Influence

    @property
    def origin(self) -> str:
        """The place that the value comes from, or `default`."""
        return self.assignments[0].origin if self.assignments else "default"

    @property
    def by(self) -> str:
        """Who set the value: `flag`, `file`, `parent` or `default`."""
        return self.assignments[0].by if self.assignments else "default"

    @property
    def as_dict(self) -> dict[str, Any]:
        """Everything as plain data."""
        about = self.about
        limits = {"choices": list(about.choices)} if about.choices else {"low": about.low, "high": about.high}
        return {
            "parameter": about.path,
            "value": self.value,
            "origin": self.origin,
            "by": self.by,
            "overridden": [{"value": s.value, "origin": s.origin, "by": s.by} for s in self.assignments[1:]],
            "interventions": [{"at": at, "value": s.value, "origin": s.origin, "by": s.by} for at, s in self.changes],
            "default": about.default,
            "unit": about.unit,
            **limits,
            "meaning": about.meaning,
            "source": about.source,
            "plausible": about.plausible.as_dict if about.plausible else None,
            "fixed": about.fixed,
            "pictures": pictures(about),
            "feeds": [feed._asdict() for feed in self.feeds.rules],
            "switches": self.feeds.switches,
            "shapes": self.feeds.shapes,
        }


def explanations(scenario: Scenario, account: Account, model: Model | None = None) -> list[Explanation]:
    """Explain every parameter of a scenario, group by group.

    Parameters
    ----------
    scenario
        The scenario.
    account
        Where its values were set (`sim.scenario.provenance.account`).
    model
        The model that runs it; the built-in one if not given.
    """
    model = model or standard()
    values = flat(scenario.of(model).parameters)
    return [
        Explanation(
            about,
            values[about.path],
            account.assignments.get(about.path, []),
            [(step.at, step.settings[about.path]) for step in account.steps if about.path in step.settings],
            influence(about.path, model),
        )
        for about in described(model.parameters)
    ]


def papers(explanation: Explanation, model: Model | None = None) -> dict[str, str]:
    """Return the papers behind a parameter by key: those of its source and of the rules that read it."""
    keys = [explanation.about.source] if KEY.fullmatch(explanation.about.source) else []
    readers = {feed.rule for feed in explanation.feeds.rules}
    for rule in (model or standard()).rules:
        keys += [key for paper in rule.papers for key in paper.keys if rule.name in readers]
    return {key: reference(key) for key in dict.fromkeys(keys) if key in entries()}


def reached(feeds: Sequence[Feed], model: Model | None = None) -> tuple[dict[str, str], dict[str, str]]:
    """Return the columns that rules write and the measures made of them, each with its meaning."""
    model = model or standard()
    columns = dict.fromkeys(column for feed in feeds for column in feed.writes)
    measures = dict.fromkeys(measure for feed in feeds for measure in feed.measures)
    return {c: model.columns[c].meaning for c in columns}, {m: model.measures[m].meaning for m in measures}
