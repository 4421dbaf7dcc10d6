"""Organizations as Mesa models: the same bits as `sim.run`, and what a user of Mesa expects."""

import pickle
import warnings
from typing import Any

import mesa
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import scenarios

import sim
from sim.engine.organization import _OF_AGENTS, Employee, Manager, Organization
from sim.model.assemble import RuleError, Rules, standard
from sim.model.state import per_member
from sim.scenario import Scenario

SMALL = {"run": {"periods": 30}, "organization": {"members": 15, "span_of_control": 3}}


def small(**changes: object) -> Scenario:
    return sim.load("led").with_(**{**SMALL, **changes})


def completed(model: Organization) -> Organization:
    while model.running:
        model.step()
    return model


@given(scenarios(), st.integers(0, 2**63 - 1), st.integers(0, 3))
def test_it_gives_the_engines_bits(scenario: Scenario, seed: int, replicate: int) -> None:
    run = sim.run(scenario, 1, seed, first=replicate)
    model = completed(Organization(scenario, seed, replicate=replicate))
    assert list(model.measures) == list(run.measures)
    for name, values in model.measures.items():
        assert np.array_equal(values, run.measures[name][0]), name


def test_negative_control_another_seed_or_a_touched_agent_gives_other_bits() -> None:
    plain = completed(Organization(small(), 1)).measures["knowledge"]
    assert not np.array_equal(plain, completed(Organization(small(), 2)).measures["knowledge"])
    touched = Organization(small(), 1)
    touched.members[7].belief[:] = -touched.state.ocean.goal
    assert not np.array_equal(plain, completed(touched).measures["knowledge"])


def test_agents_are_positions_of_the_hierarchy() -> None:
    model = Organization(small())
    assert len(model.agents) == 15
    assert [type(m) for m in model.members] == [Manager] * 5 + [Employee] * 10
    assert model.members[0].superior is None
    for member in model.members[1:]:
        assert isinstance(member.superior, Manager)
        assert member in member.superior.reports
    assert len(model.agents_by_type[Manager]) == 5


@pytest.mark.parametrize("path", [c.path for c in per_member(standard().columns.values()) if c.record != "structure"])
def test_an_attribute_reads_and_writes_its_row(path: str) -> None:
    model = Organization(small())
    part, _, name = path.partition(".")
    column = getattr(getattr(model.state, part), name)
    agent = model.members[7]
    assert np.array_equal(getattr(agent, name), column[7])
    other = np.zeros_like(column[7]) + 1
    setattr(agent, name, other)
    assert np.array_equal(column[7], other)
    column[7] = 0
    assert np.array_equal(getattr(agent, name), column[7])


def test_agent_sets_can_be_asked() -> None:
    model = Organization(small())
    model.step()
    skills = model.state.people.skill
    assert model.agents.agg("skill", np.mean) == pytest.approx(skills.mean())
    skilled = model.agents.select(lambda a: a.skill > 0.3)
    assert {a.position for a in skilled} == set(np.flatnonzero(skills > 0.3))
    model.agents.select(agent_type=Employee).set("record", 0.9)
    assert (model.state.people.record[5:] == 0.9).all()
    assert set(model.agents.groupby("managing").groups) <= {True, False}


def test_the_data_collector_collects() -> None:
    model = Organization(small())
    collector = mesa.DataCollector(
        model_reporters={"fit": lambda m: m.measures["fit"][-1]}, agent_reporters={"skill": lambda a: a.skill}
    )
    for _ in range(3):
        model.step()
        collector.collect(model)
    assert list(collector.get_model_vars_dataframe()["fit"]) == list(model.measures["fit"])
    assert collector.get_agent_vars_dataframe()["skill"].to_numpy()[-15:].tolist() == model.state.people.skill.tolist()


def test_a_pickled_organization_goes_on_as_if_nothing_had_happened() -> None:
    model = Organization(small(), 5)
    for _ in range(10):
        model.step()
    again = completed(pickle.loads(pickle.dumps(model)))
    whole = completed(model)
    for name, values in whole.measures.items():
        assert np.array_equal(values, again.measures[name])
    assert again.members[3].model is again


class Trainer(Manager):
    """A manager who, at period 10, teaches its reports half of what it can."""

    def step(self) -> None:
        if self.model.period == 10:
            for report in self.reports:
                report.skill = report.skill + 0.5 * (self.skill - report.skill)


def test_a_users_agent_acts_and_the_rest_stays() -> None:
    plain, trained = completed(Organization(small(), 3)), completed(Organization(small(), 3, manager=Trainer))
    for name in plain.measures:
        assert np.array_equal(plain.measures[name][:10], trained.measures[name][:10])
    assert not np.array_equal(plain.measures["skill"][10:], trained.measures["skill"][10:])


def test_events_reach_it() -> None:
    model = Organization(small())
    seen: list[float] = []
    watcher = _Watcher(model, seen)
    model.schedule_event(watcher.look, at=4)
    model.run_for(6)
    assert seen == [4.0]
    assert model.period == 6


class _Watcher:
    def __init__(self, model: Organization, seen: list[float]) -> None:
        self.model, self.seen = model, seen

    def look(self) -> None:
        self.seen.append(self.model.time)


def test_the_end_of_the_run_is_an_error_and_not_a_crash() -> None:
    model = completed(Organization(small()))
    assert not model.running
    with pytest.raises(RuntimeError, match="over"):
        model.step()


@pytest.mark.parametrize(
    "wrong", [{"seed": -1}, {"seed": 2**63}, {"seed": 1.5}, {"replicate": -1}, {"replicate": True}]
)
def test_a_bad_seed_or_replicate_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f"{next(iter(wrong))} is .* expected a whole number"):
        Organization(small(), **wrong)


@pytest.mark.parametrize("name", ["model", "unique_id", "random", "superior", "skill"])
def test_a_column_that_would_hide_what_an_agent_has_is_refused(name: str) -> None:
    def step(luck: Any, t: int, crew: Any, p: Any) -> None:
        pass

    mine = type("Mine", (sim.Mechanism,), {name: sim.column("week", float, "members", "mine"), "step": step})
    with pytest.raises(RuleError, match=f"the column week.{name} .* one called {name}; choose another name"):
        Organization(small(), rules=[mine, *standard().rules])


def test_what_agents_keep_for_themselves_is_listed() -> None:
    assert {*vars(Organization(small()).members[0])} <= {*_OF_AGENTS}


def test_nothing_that_mesa_4_drops_is_used() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        completed(Organization(small()))


def test_agents_of_other_replicates_draw_other_numbers() -> None:
    models = [Organization(small(), 5, replicate=replicate) for replicate in (0, 1, 0)]
    for drawn in ([model.rng.random() for model in models], [model.random.random() for model in models]):
        assert drawn[0] == drawn[2] != drawn[1]


@pytest.mark.parametrize(
    ("place", "position", "words"),
    [(0, 15, "position 15; there are positions 0 to 14"), (0, 10**9, "position 1000000000"), (0, -2, "position -2"),
     (1, -1, "after a free place")],
)  # fmt: skip
def test_a_tie_that_leads_nowhere_is_an_error_and_no_crash(place: int, position: int, words: str) -> None:
    model = Organization(small())
    model.members[3].tie[:] = 2
    model.step()
    model.members[3].tie[place] = position
    with pytest.raises(ValueError, match=words):
        model.step()


def test_agents_are_found_by_the_class_that_was_given() -> None:
    class Memory(sim.Mechanism):
        compiled = False
        strokes = sim.column("people", int, "members", "how often the member has rowed")

        def step(luck: Any, t: int, crew: Any, p: Any) -> None:  # noqa: N805
            """Do nothing."""

    choices: tuple[Rules | None, ...] = (None, [*sim.WEEK, Memory])
    for rules in choices:
        model = Organization(small(), manager=Trainer, rules=rules)
        assert set(model.agents_by_type) == set(model.agent_types) == {Employee, Trainer}
        assert [agent.position for agent in model.agents_by_type[Trainer]] == [0, 1, 2, 3, 4]
