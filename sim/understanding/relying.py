"""On whose work a run rests: which papers stand behind the rules, options and defaults that it really used.

A run relies on a paper that a rule's file cites if the rule can act under the scenario's parameters in some period, and
on one that is cited for an option, only where the option is chosen; on a parameter's source where the value is the
sourced default and something depends on it; on a measure's where the measure can be had; on the generator always.
A test holds the table below against what the files cite, so that no citation is left out.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from sim.parameters import Parameters, described

type Condition = Callable[[Parameters], bool]


class Reliance(NamedTuple):
    """A file that cites papers, what for, and when a run relies on that."""

    where: str
    keys: tuple[str, ...]
    what: str
    holds: Condition


def _always(_: Parameters) -> bool:
    return True


def _shared(p: Parameters) -> bool:
    return p.organization.work == "shared"


def _own(p: Parameters) -> bool:
    return p.organization.work == "own"


def _plans(p: Parameters) -> bool:
    return p.management.strength > 0


def _rows_by_plan(p: Parameters) -> bool:
    return _shared(p) and _plans(p)


def _changes_cost(p: Parameters) -> bool:
    return _rows_by_plan(p) and p.management.switching_cost > 0


def _initiative(p: Parameters) -> bool:
    return _rows_by_plan(p) and p.management.control < 1


def _adopts(p: Parameters) -> bool:
    rewards = p.rewards
    return _initiative(p) and rewards.adoption > 0 and (rewards.initiative > 0 or rewards.attempts > 0)


def _reviews(p: Parameters) -> bool:
    return (p.leadership.strength > 0 or _plans(p)) and p.leadership.listening > 0


def _resolute(p: Parameters) -> bool:
    return _reviews(p) and p.leadership.conviction > 0


def _superiors(p: Parameters) -> bool:
    return _reviews(p) and p.leadership.reports != "experience"


def _superior_actions(p: Parameters) -> bool:
    return _reviews(p) and p.leadership.reports == "superior_actions"


def _voice(p: Parameters) -> bool:
    return _shared(p) and _reviews(p) and p.leadership.reports == "experience"


def _learns_from_work(p: Parameters) -> bool:
    return _voice(p) or (_shared(p) and p.motivation.experience > 0)


def _communicates(p: Parameters) -> bool:
    fast = p.organization.fast_learners > 0 and p.leadership.communication_fast > 0
    return p.leadership.strength > 0 and (p.leadership.communication > 0 or fast)


def _loses_on_the_way(p: Parameters) -> bool:
    return (_communicates(p) or _voice(p)) and p.leadership.channel_fidelity < 1


def _informal(p: Parameters) -> bool:
    return _loses_on_the_way(p) and p.network.ties > 0


def _shocks(p: Parameters) -> bool:
    return 0 < p.environment.shock_every < p.run.periods


def _waves(p: Parameters) -> bool:
    return 0 < p.environment.exodus_every < p.run.periods and p.environment.exodus_share > 0


def _struck(p: Parameters) -> bool:
    return _shocks(p) or 0 < p.environment.exodus_every < p.run.periods


def _moves(p: Parameters) -> bool:
    e = p.environment
    return e.strategic_turbulence > 0 or e.operational_turbulence > 0 or (_shocks(p) and e.shock_size > 0)


def _foreseen(p: Parameters) -> bool:
    return _moves(p) and p.environment.foresight > 0


def _leaves(p: Parameters) -> bool:
    return p.organization.turnover > 0 or _waves(p)


def _careers(p: Parameters) -> bool:
    return _leaves(p) and p.organization.promotion != "outside"


def _naive(p: Parameters) -> bool:
    return p.organization.founders_know < 1 or p.leadership.founding_vision < 1 or _leaves(p)


def _whole_tasks(p: Parameters) -> bool:
    used = _own(p) or (p.network.standing == "payoff" and _copies(p))
    return used and (p.environment.interdependence > 1 or p.network.standing == "payoff")


def _copies(p: Parameters) -> bool:
    return p.network.ties > 0 and p.network.peer_learning > 0


def _cliques(p: Parameters) -> bool:
    return p.network.layout == "cliques"


def _sourced(path: str, holds: Condition) -> Reliance:
    """A parameter whose default has a source: relied on where the value is that default."""
    about = next(about for about in described() if about.path == path)

    def default(p: Parameters) -> bool:
        return bool(getattr(getattr(p, about.group), about.name) == about.default) and holds(p)

    return Reliance("parameters", (about.source,), f"the default of {path}", default)


RELIANCES = (
    Reliance("founding", ("Schein1983",), "a founding vision", lambda p: p.leadership.founding_vision > 0),
    Reliance("founding", ("March1991",), "beliefs of those who know nothing yet", _naive),
    Reliance("cliques", ("FangEtAl2010",), "ties in cliques", _cliques),
    Reliance("cliques", ("WattsStrogatz1998",), "rewired ties", lambda p: _cliques(p) and p.network.rewiring > 0),
    Reliance("environment", ("DessBeard1984",), "turbulence and shocks", _moves),
    Reliance("environment", ("Ansoff1975",), "foresight", _foreseen),
    Reliance("turnover", ("March1991",), "turnover", _leaves),
    Reliance("turnover", ("Rosenbaum1979", "LazearRosen1981"), "careers", _careers),
    Reliance("payoff", ("March1991",), "each facing the whole task", _own),
    Reliance("payoff", ("FangEtAl2010",), "payoffs of understandings", _whole_tasks),
    Reliance("channel", ("Downs1967", "Williamson1967"), "what levels lose of a message", _loses_on_the_way),
    Reliance("channel", ("KrackhardtHanson1993",), "ties that carry it past them", _informal),
    Reliance("superiors", ("March1991",), "a code that hears superior members", _superiors),
    Reliance("superiors", ("ChandaMiller2019",), "superior members' actions", _superior_actions),
    Reliance("direction", ("March1991",), "a code that learns", _reviews),
    Reliance("direction", ("BoltonEtAl2013",), "resoluteness", _resolute),
    Reliance("plan", ("Mintzberg1994", "StieglitzEtAl2016"), "planning", _rows_by_plan),
    Reliance(
        "plan",
        ("Calvo1983",),
        "staggered planning",
        lambda p: _rows_by_plan(p) and p.management.planning == "staggered",
    ),
    Reliance("communication", ("March1991",), "members who learn from the code", _communicates),
    Reliance("seats", ("Mintzberg1979", "Steiner1972"), "coordination", _shared),
    Reliance("settling", ("StieglitzEtAl2016", "HannanFreeman1984"), "costs of change", _changes_cost),
    Reliance("action", ("DesseinSantos2006",), "adapting to the local water", _shared),
    Reliance("action", ("Edmondson1999",), "safety to depart from the plan", _initiative),
    Reliance(
        "outcome",
        ("Maslow1943", "McClelland1961"),
        "effort from needs",
        lambda p: _shared(p) and p.motivation.effort_floor < 1,
    ),
    Reliance("outcome", ("Kremer1993",), "hand-offs", lambda p: _shared(p) and p.management.handoffs > 1),
    Reliance(
        "outcome",
        ("FangEtAl2010",),
        "interdependent decisions",
        lambda p: _shared(p) and p.environment.interdependence > 1,
    ),
    Reliance("feedback", ("LevittMarch1988",), "learning from experience", _learns_from_work),
    Reliance("feedback", ("Hirschman1970", "Edmondson1999"), "voice", _voice),
    Reliance("reaction", ("Kerr1975", "Edmondson1999"), "rewards and reprimands", _initiative),
    Reliance("reaction", ("Burgelman1983",), "change from below", _adopts),
    Reliance("meeting", ("KrackhardtHanson1993",), "whom members meet", _shared),
    Reliance("motivation", ("Maslow1943", "McClelland1961", "Herzberg1959"), "needs", _shared),
    Reliance("conflict", ("KrackhardtHanson1993", "Coleman1988"), "trust that settles conflicts", _shared),
    Reliance("peers", ("FangEtAl2010",), "copying better colleagues", _copies),
    Reliance(
        "development",
        ("McCallEtAl1988", "Conger1993"),
        "learning to lead",
        lambda p: _shared(p) and p.development.rate > 0,
    ),
    Reliance(
        "development",
        ("EllisDavidi2005",),
        "retrospectives",
        lambda p: _shared(p) and p.development.rate > 0 and p.development.retrospectives > 0,
    ),
    Reliance("outcomes", ("BruneauEtAl2003",), "recovery from shocks", _struck),
    Reliance("draws", ("SteeleEtAl2014",), "random numbers", _always),
    _sourced("organization.span_of_control", _shared),
    _sourced("leadership.communication_fast", lambda p: _communicates(p) and p.organization.fast_learners > 0),
    _sourced("network.clique_size", _cliques),
    _sourced("network.rewiring", _cliques),
)


def relied_on(phases: list[Parameters]) -> Iterator[tuple[str, str]]:
    """(key, what for) for each paper that a run with these parameters, one set after another, relies on."""
    for reliance in RELIANCES:
        if any(reliance.holds(p) for p in phases):
            for key in reliance.keys:
                yield key, f"{reliance.what} ({reliance.where})"
