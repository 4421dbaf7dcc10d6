"""Conditions on parameters that several mechanisms name: when a paper is relied on, when a rule can act."""

from sim.model.parameters import Parameters


def always(_: Parameters) -> bool:
    """In every run."""
    return True


def shared(p: Parameters) -> bool:
    """Members share the work."""
    return p.published.work == "shared"


def own(p: Parameters) -> bool:
    """Each member makes all decisions by itself."""
    return p.published.work == "own"


def plans(p: Parameters) -> bool:
    """There is a plan."""
    return p.management.strength > 0


def rows_by_plan(p: Parameters) -> bool:
    """Members share the work, and there is a plan for it."""
    return shared(p) and plans(p)


def changes_cost(p: Parameters) -> bool:
    """A changed plan costs oars."""
    return rows_by_plan(p) and p.management.switching_cost > 0


def initiative(p: Parameters) -> bool:
    """Members may depart from the plan."""
    return rows_by_plan(p) and p.management.control < 1


def adopts(p: Parameters) -> bool:
    """A rewarded success may become the plan."""
    rewards = p.rewards
    return initiative(p) and rewards.adoption > 0 and (rewards.initiative > 0 or rewards.attempts > 0)


def reviews(p: Parameters) -> bool:
    """The direction is reviewed, and may turn."""
    return p.leadership.strength > 0 and p.leadership.listening > 0


def voice(p: Parameters) -> bool:
    """Members' reports of their work may turn the direction."""
    return shared(p) and reviews(p) and p.published.reports == "experience"


def communicates(p: Parameters) -> bool:
    """Members hear the direction."""
    fast = p.published.fast_learners > 0 and p.published.communication_fast > 0
    return p.leadership.strength > 0 and (p.leadership.communication > 0 or fast)


def loses_on_the_way(p: Parameters) -> bool:
    """The channel carries something, and loses some of it."""
    return (communicates(p) or voice(p)) and p.leadership.channel_fidelity < 1


def shocks(p: Parameters) -> bool:
    """Shocks strike within the run."""
    return 0 < p.environment.shock_every < p.run.periods


def waves(p: Parameters) -> bool:
    """Waves of departures strike within the run."""
    return 0 < p.environment.exodus_every < p.run.periods


def steady(p: Parameters) -> bool:
    """Neither goals nor conditions move by themselves."""
    return p.environment.strategic_turbulence == 0 and p.environment.operational_turbulence == 0


def moves(p: Parameters) -> bool:
    """The world changes."""
    return not steady(p) or (shocks(p) and p.environment.shock_size > 0)


def stays(p: Parameters) -> bool:
    """Nobody leaves."""
    return p.organization.turnover == 0 and not waves(p)


def leaves(p: Parameters) -> bool:
    """Members leave."""
    return p.organization.turnover > 0 or (waves(p) and p.environment.exodus_share > 0)


def copies(p: Parameters) -> bool:
    """Members learn from their ties."""
    return p.network.ties > 0 and p.network.peer_learning > 0


def rugged(p: Parameters) -> bool:
    """Ways of working differ in what they are worth."""
    return shared(p) and p.environment.ruggedness > 0


def tries(p: Parameters) -> bool:
    """Members have ideas for new ways of working."""
    return rugged(p) and (p.motivation.ideas > 0 or p.development.stretch > 0)


def forms(p: Parameters) -> bool:
    """Each member has ways of working of its own, on a landscape."""
    return own(p) and p.published.task == "ways"


def best(p: Parameters) -> bool:
    """Members copy the whole of their best tie."""
    return copies(p) and p.published.copying == "best"


def depends(p: Parameters) -> bool:
    """The work depends on support from outside."""
    return shared(p) and p.environment.dependence > 0


def outside(p: Parameters) -> bool:
    """The executives talk with the outside."""
    return shared(p) and p.leadership.strength > 0 and p.leadership.outside > 0


def mutual(p: Parameters) -> bool:
    """Ties are laid out, not drawn by each member: they are mutual and belong to positions."""
    return p.published.layout != "random"


def chains(p: Parameters) -> bool:
    """Ties lead to neighbours in a line or a ring."""
    return p.published.layout in ("line", "ring")


def cliques(p: Parameters) -> bool:
    """Ties are laid out in cliques."""
    return p.published.layout == "cliques"


def looks_back(p: Parameters) -> bool:
    """Teams look back on their shared work."""
    return shared(p) and p.development.retrospectives > 0


def practises(p: Parameters) -> bool:
    """Practice makes leaders."""
    return shared(p) and p.development.rate > 0


# Settings that several conditions make idle.
INITIATIVE = (
    "rewards.initiative", "rewards.attempts", "rewards.adoption", "rewards.kpi_weight",
)  # fmt: skip
WEIGHTS = tuple(f"motivation.weight_{need}" for need in ("achievement", "recognition", "belonging", "esteem"))
COUPLED = tuple(f"environment.{name}" for name in ("inside", "across", "couplings", "obsolescence"))
WORK = (
    "environment.ruggedness", "environment.ambiguity", "environment.dependence", "environment.outside_accuracy",
    "environment.erosion",
    "environment.feedback_accuracy", "environment.local_accuracy", "leadership.outside", "management.attention",
    "management.switching_cost",
    "management.settling", "management.handoffs", "management.control", "motivation.effort_floor", *WEIGHTS,
    "motivation.experience", "motivation.ideas", *INITIATIVE, "development.rate", "development.retrospectives",
    "development.coaching",
    "development.rotation", "development.stretch", "development.principles",
    "network.trust_rate", "network.strain_cost", "run.pace",
)  # fmt: skip
