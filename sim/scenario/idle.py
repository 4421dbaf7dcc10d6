"""Settings that are valid and without effect, each by a declared condition.

A condition is true of parameters under which no number that is measured depends on the settings that it names;
the tests run the model to see it. What depends only a little is not here.
"""

from collections.abc import Callable
from typing import NamedTuple

from sim.parameters import Parameters
from sim.scenario.values import Values


class Idle(NamedTuple):
    """A condition, what has no effect under it, when that would have one, and the least that makes it hold."""

    title: str
    settings: tuple[str, ...]
    counts: str
    holds: Callable[[Parameters], bool]
    example: Values


def _waves(p: Parameters) -> bool:
    return 0 < p.environment.exodus_every < p.run.periods


def _shocks(p: Parameters) -> bool:
    return 0 < p.environment.shock_every < p.run.periods


def _steady(p: Parameters) -> bool:
    return p.environment.strategic_turbulence == 0 and p.environment.operational_turbulence == 0


def _stays(p: Parameters) -> bool:
    return p.organization.turnover == 0 and not _waves(p)


_INITIATIVE = (
    "rewards.initiative", "rewards.attempts", "rewards.adoption", "rewards.kpi_weight", "motivation.safety_rate",
    "development.retrospectives",
)  # fmt: skip
_WEIGHTS = tuple(f"motivation.weight_{need}" for need in ("achievement", "recognition", "belonging", "esteem"))
_WORK = (
    "environment.feedback_accuracy", "environment.local_accuracy", "management.attention", "management.switching_cost",
    "management.settling", "management.handoffs", "management.control", "motivation.effort_floor", *_WEIGHTS,
    "motivation.need_rate", "motivation.experience", *_INITIATIVE, "development.rate", "development.coaching",
    "development.rotation", "development.stretch", "development.principles", "development.record_rate",
    "network.trust_rate", "network.strain_cost", "network.strain_rate",
)  # fmt: skip

IDLE: dict[str, Idle] = {
    "W001": Idle(
        "no ties",
        ("network.initial_trust", "network.trust_rate", "network.cross_team", "network.peer_learning",
         "network.copying"),
        "network.ties is above 0",
        lambda p: p.network.ties == 0,
        {"network.ties": 0, "network.layout": "random"},
    ),
    "W002": Idle(
        "nobody learns from colleagues",
        ("network.copying", "network.standing"),
        "network.peer_learning is above 0",
        lambda p: p.network.peer_learning == 0 and p.organization.work == "shared",
        {"network.peer_learning": 0.0, "organization.work": "shared"},
    ),
    "W003": Idle(
        "no shocks",
        ("environment.shock_size",),
        "environment.shock_every is above 0 and less than run.periods",
        lambda p: not _shocks(p),
        {"environment.shock_every": 0},
    ),
    "W004": Idle(
        "no waves of departures",
        ("environment.exodus_share",),
        "environment.exodus_every is above 0 and less than run.periods",
        lambda p: not _waves(p),
        {"environment.exodus_every": 0},
    ),
    "W005": Idle(
        "nobody leaves",
        ("organization.promotion",),
        "organization.turnover is above 0, or waves of departures strike",
        _stays,
        {"organization.turnover": 0.0, "environment.exodus_every": 0},
    ),
    "W006": Idle(
        "senior management picks nobody",
        ("development.visibility",),
        "development.stretch is above 0, or members leave under promotion: skill",
        lambda p: p.development.stretch == 0 and (_stays(p) or p.organization.promotion != "skill"),
        {"development.stretch": 0.0, "organization.promotion": "record"},
    ),
    "W007": Idle(
        "no trace",
        ("environment.trace_every",),
        "environment.trace names a series",
        lambda p: p.environment.trace is None,
        {"environment.trace": None},
    ),
    "W008": Idle(
        "no turbulence",
        ("environment.trace", "environment.trace_every"),
        "environment.strategic_turbulence or environment.operational_turbulence is above 0",
        _steady,
        {"environment.strategic_turbulence": 0.0, "environment.operational_turbulence": 0.0},
    ),
    "W009": Idle(
        "nothing changes outside",
        ("environment.foresight",),
        "there is turbulence, or shocks strike",
        lambda p: _steady(p) and not _shocks(p),
        {"environment.strategic_turbulence": 0.0, "environment.operational_turbulence": 0.0,
         "environment.shock_every": 0},
    ),
    "W010": Idle(
        "the water stays as it is",
        ("management.information",),
        "environment.operational_turbulence is above 0",
        lambda p: p.environment.operational_turbulence == 0,
        {"environment.operational_turbulence": 0.0},
    ),
    "W011": Idle(
        "no management, so that there is no plan and no departing from one",
        ("management.control", "management.planning", "management.planning_horizon", "management.analysis_accuracy",
         "management.information", "management.switching_cost", "management.settling", *_INITIATIVE),
        "management.strength is above 0",
        lambda p: p.management.strength == 0,
        {"management.strength": 0.0},
    ),
    "W012": Idle(
        "no leadership",
        ("leadership.review_every", "leadership.communication", "leadership.communication_fast",
         "leadership.socialization", "leadership.direct_talk"),
        "leadership.strength is above 0",
        lambda p: p.leadership.strength == 0,
        {"leadership.strength": 0.0},
    ),
    "W013": Idle(
        "neither management nor leadership, so that the direction is never reviewed",
        ("leadership.conviction", "leadership.listening"),
        "management.strength or leadership.strength is above 0",
        lambda p: p.management.strength == 0 and p.leadership.strength == 0,
        {"management.strength": 0.0, "leadership.strength": 0.0},
    ),
    "W014": Idle(
        "no fast learners",
        ("leadership.communication_fast",),
        "organization.fast_learners is above 0",
        lambda p: p.organization.fast_learners == 0,
        {"organization.fast_learners": 0.0},
    ),
    "W015": Idle(
        "no cliques",
        ("network.clique_size", "network.rewiring"),
        "network.layout is cliques",
        lambda p: p.network.layout == "random",
        {"network.layout": "random"},
    ),
    "W016": Idle(
        "ties are laid out in cliques",
        ("network.cross_team",),
        "network.layout is random",
        lambda p: p.network.layout == "cliques",
        {"network.layout": "cliques", "network.ties": 22},
    ),
    "W017": Idle(
        "no initiative is rewarded",
        ("rewards.adoption",),
        "rewards.initiative or rewards.attempts is above 0",
        lambda p: p.rewards.initiative == 0 and p.rewards.attempts == 0,
        {"rewards.initiative": 0.0, "rewards.attempts": 0.0},
    ),
    "W018": Idle(
        "practice teaches nothing",
        ("development.retrospectives", "development.coaching", "development.stretch"),
        "development.rate is above 0",
        lambda p: p.development.rate == 0,
        {"development.rate": 0.0},
    ),
    "W019": Idle(
        "a changed plan costs nothing",
        ("management.settling",),
        "management.switching_cost is above 0",
        lambda p: p.management.switching_cost == 0,
        {"management.switching_cost": 0.0},
    ),
    "W020": Idle(
        "control lets no initiative through",
        _INITIATIVE,
        "management.control is below 1",
        lambda p: p.management.control == 1,
        {"management.control": 1.0},
    ),
    "W021": Idle(
        "effort is full whatever the needs",
        _WEIGHTS,
        "motivation.effort_floor is below 1",
        lambda p: p.motivation.effort_floor == 1,
        {"motivation.effort_floor": 1.0},
    ),
    "W022": Idle(
        "every member works alone, so that nobody rows, reports or argues",
        _WORK,
        "organization.work is shared",
        lambda p: p.organization.work == "own",
        {"organization.work": "own"},
    ),
}  # fmt: skip
