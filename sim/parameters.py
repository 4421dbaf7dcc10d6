"""Every parameter, once: default, range, unit, meaning and source in one line.

The groups below are pydantic models. From them come the scenario file's sections and its JSON Schema, the
`--set` flags, the tables in `docs/reference/parameters.md`, the test strategies and the plain tuples
that the compiled rules read (`compiled`).
"""

from collections import namedtuple
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple, cast, get_args

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

LONGEST_RUN = 100_000
LARGEST = 1_000_000


def _field(default: Any, unit: str, meaning: str, source: str, fixed: bool, **limits: float) -> Any:
    extra: dict[str, Any] = {"unit": unit, "source": source, "fixed": fixed}
    return Field(default, description=meaning, json_schema_extra=extra, **cast(Any, limits))


def share(default: float, meaning: str, *, source: str = "assumed", fixed: bool = False) -> Any:
    """A probability, a share or a degree between 0 and 1."""
    return _field(default, "share", meaning, source, fixed, ge=0, le=1)


def amount(
    default: float, low: float, high: float, unit: str, meaning: str, *, source: str = "assumed", fixed: bool = False
) -> Any:
    """A real number, or a whole one where the annotation says `int`."""
    return _field(default, unit, meaning, source, fixed, ge=low, le=high)


def choice(default: str, meaning: str, *, source: str = "assumed", fixed: bool = False) -> Any:
    """One of the words that the annotation lists."""
    return _field(default, "choice", meaning, source, fixed)


def file(meaning: str) -> Any:
    """The name of a file, or nothing."""
    return _field(None, "file", meaning, "design", True)


class Group(BaseModel):
    """One section of a scenario file; rules take whole groups, never single values out of nowhere."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)


# One line a parameter is the point of this file; `fixed` ones shape the world or its start and cannot change in mid-run.
# fmt: off

class Run(Group):
    """How long a run lasts and what is counted."""

    periods: int = amount(200, 1, LONGEST_RUN, "periods", "How many periods (weeks) are simulated.", source="design", fixed=True)
    warm_up: int = amount(0, 0, LONGEST_RUN, "periods", "How many periods at the start are left out of the means over time.", source="design", fixed=True)


class Environment(Group):
    """The ocean: how it changes, and what can be seen of it."""

    decisions: int = amount(20, 1, 10_000, "decisions", "How many decisions (means) the work consists of.", fixed=True)
    goals: int = amount(5, 1, 10_000, "goals", "How many goals (ends) the decisions serve; at most one a decision.", fixed=True)
    strategic_turbulence: float = share(.01, "Chance a period that a goal reverses: the destination moves.")
    operational_turbulence: float = share(.02, "Chance a period that a decision's condition reverses: the local water changes.")
    shock_every: int = amount(0, 0, LONGEST_RUN, "periods", "How often a shock strikes; 0 is never.")
    shock_size: float = share(.6, "Chance that a shock reverses a goal.")
    foresight: float = share(0, "Chance that a reversal was foreseen, so that plan and direction already contain it.")
    feedback_accuracy: float = share(.7, "Chance that a member sees correctly whether its action was right.")
    local_accuracy: float = share(.85, "Chance that a member reads its own decision's condition correctly.")
    interdependence: int = amount(1, 1, 20, "decisions", "How many consecutive decisions must all be right to count; divides the decisions.", fixed=True)
    trace: str | None = file("CSV file of turbulence multipliers, one a row, so that a real series drives the ocean; none is steady.")
    trace_every: int = amount(13, 1, LONGEST_RUN, "periods", "How many periods a row of the trace lasts (13 weeks are a quarter); the trace repeats.", source="design", fixed=True)
    exodus_every: int = amount(0, 0, LONGEST_RUN, "periods", "How often a wave of departures strikes; 0 is never.")
    exodus_share: float = share(.3, "Chance that a wave of departures takes a member.")


class Organization(Group):
    """Who belongs to the crew and how it is built."""

    members: int = amount(50, 2, LARGEST, "members", "How many members the organization has.", fixed=True)
    span_of_control: int = amount(6, 1, LARGEST, "members", "How many members report to a manager.", source="Urwick1956", fixed=True)
    turnover: float = share(.005, "Chance a period that a member leaves and a newcomer enters at the bottom.")
    promotion: Literal["skill", "record", "seniority", "outside"] = choice("skill", "What decides which report takes over a vacated managing position; outside: nobody moves up, a newcomer enters there.")
    fast_learners: float = share(0, "Share of members that learn the direction at `leadership.communication_fast`; who replaces one is one.", fixed=True)
    work: Literal["shared", "own"] = choice("shared", "Whether members share the decisions, an oar each, or each makes all of them by its own understanding, as in models of mutual learning.", source="design", fixed=True)
    founders_know: float = share(1, "Chance that a founder starts knowing the direction on a goal.", fixed=True)


class Management(Group):
    """Keeping order: every oar manned, and a plan that everybody follows."""

    strength: float = share(.95, "Degree of management: the chance that an oar is assigned, and that a manager manages instead of rowing; 0 also means no plan.", source="design")
    control: float = share(.5, "Degree to which deviating from the plan is discouraged and punished.")
    planning: Literal["rigid", "follows_direction", "rolling", "staggered"] = choice("follows_direction", "What is replanned at a review: nothing, what serves a turned goal, or everything; staggered: each decision at a time of its own, once a horizon on average.", source="design")
    planning_horizon: int = amount(50, 1, LONGEST_RUN, "periods", "How many periods lie between two plans of everything.")
    analysis_accuracy: float = share(.95, "Chance that planning reads a decision's condition correctly.")
    information: Literal["current", "last_period"] = choice("current", "Whether planning reads the water as it is or as it was a period ago.", source="design")
    switching_cost: float = share(.3, "Chance that an oar is lost while its decision settles into a changed plan.")
    settling: float = amount(5, 1, 1000, "periods", "How long a decision takes on average to settle into a changed plan.")
    attention: float = amount(6, 0, 1000, "members", "How many colleagues a member can keep an eye on to adjust to without management.")
    handoffs: int = amount(3, 1, 10, "stages", "How many stages of a decision's work must all be manned.")


class Leadership(Group):
    """Giving direction: everybody knows where the destination lies, and can say so."""

    strength: float = share(1, "Degree of leadership: 0 means no reviews between plans, no communication and no recognition.", source="design")
    founding_vision: float = share(1, "Chance that the direction is right on a goal at the start; else it is blank.", fixed=True)
    review_every: int = amount(5, 1, LONGEST_RUN, "periods", "How many periods lie between two reviews of the direction.")
    conviction: float = share(.1, "Share of the reports that must speak against the direction before it may turn.")
    listening: float = share(.05, "Chance that one report of the majority turns the direction: the code's learning rate.")
    communication: float = share(.3, "Chance a period that a member within full reach adopts the direction on a goal.")
    communication_fast: float = share(.9, "The same chance for fast learners.", source="March1991")
    socialization: Literal["jump", "gradual"] = choice("jump", "Whether who adopts the direction jumps to it or takes one step, from against over none to for.", source="design")
    reports: Literal["experience", "superior_beliefs", "superior_actions"] = choice("experience", "What speaks for or against the direction: what members see of their work, or the beliefs or actions of those who know more goals than the direction does.", source="design")
    channel_fidelity: float = share(.85, "Share of what a manager passes on that arrives whatever the manager's skill.")
    direct_talk: float = share(0, "Chance a period that the executives talk to a member themselves, at the cost of hearing reports.")


class Motivation(Group):
    """What makes a member pull, speak up and learn."""

    effort_floor: float = share(.3, "Effort of a member none of whose needs is met.")
    need_rate: float = share(.1, "Share of the distance that a need moves toward what just happened.")
    weight_achievement: float = share(.25, "Weight of the need for achievement in effort; the four are normalized.")
    weight_recognition: float = share(.25, "Weight of the need for recognition in effort.")
    weight_belonging: float = share(.25, "Weight of the need for belonging in effort.")
    weight_esteem: float = share(.25, "Weight of the need for self-esteem in effort.")
    experience: float = share(.1, "Chance that a member adopts what its own work taught about the goal.")
    initial_safety: float = share(.5, "Psychological safety of a founder or newcomer.")
    safety_rate: float = share(.1, "Share of the distance that safety moves when initiative is rewarded or reprimanded.")


class Rewards(Group):
    """What happens to those who take the initiative."""

    initiative: float = share(.5, "Chance that a successful initiative is rewarded.")
    attempts: float = share(0, "Chance that an initiative is rewarded whether or not it succeeds.")
    adoption: float = share(.1, "Chance that a rewarded success becomes the plan: change from below.")
    kpi_weight: float = amount(1, 0, 10, "ratio", "Weight of an initiative in the track record, other work being 1.")


class Development(Group):
    """How leadership skill grows and is found."""

    rate: float = amount(.02, 0, .5, "share", "Share of the missing skill that one occasion of practice teaches at full potential.")
    retrospectives: float = share(.5, "Share of a success's lesson that is drawn from a failed initiative.")
    coaching: float = share(.5, "How much a skilled boss adds to what practice teaches.")
    rotation: float = share(1, "Chance that a member picks its work anywhere rather than within its team's goal.")
    stretch: float = share(0, "Chance a period that a team's most promising report stands in for the manager.")
    visibility: float = share(1, "Accuracy with which senior management sees skill and potential.")
    principles: float = share(0, "Share of a manager's skill that helps to assign an oar where management does not.")
    record_rate: float = share(.1, "Share of the distance that the track record moves with each piece of work.")


class Network(Group):
    """Informal ties and the trust in them."""

    ties: int = amount(4, 0, 1000, "ties", "How many informal ties a member has; in a layout of cliques, for how many it has place.", fixed=True)
    layout: Literal["random", "cliques"] = choice("random", "Whether each member draws its ties, or cliques of neighbours are rewired.", source="design", fixed=True)
    cross_team: float = share(.3, "Chance that a tie goes to anyone rather than to a team mate.")
    clique_size: int = amount(7, 2, 1000, "members", "How many members a clique has, all tied to each other.", source="FangEtAl2010", fixed=True)
    rewiring: float = share(.1, "Chance that a tie within a clique leads to another clique instead.", source="FangEtAl2010", fixed=True)
    initial_trust: float = share(.4, "Trust in a new tie.")
    trust_rate: float = share(.05, "Share of the distance that trust moves after a conflict; half of it after an agreement.")
    peer_learning: float = share(.1, "Chance, times trust, that a member copies a better tie's understanding of a goal.")
    copying: Literal["one", "majority"] = choice("one", "Whether a member copies one tie it looks at, or the majority of its better ties.", source="design")
    standing: Literal["record", "payoff"] = choice("record", "What makes a tie better: its track record, or what its understanding would achieve, known exactly.", source="design")
    strain_cost: float = amount(5, 0, 100, "ratio", "How much a conflict a member, sent up, slows the formal channel.")
    strain_rate: float = share(.1, "Share of the distance that strain moves toward this period's conflicts.")


class Parameters(Group):
    """All groups of one scenario."""

    run: Run = Run()
    environment: Environment = Environment()
    organization: Organization = Organization()
    management: Management = Management()
    leadership: Leadership = Leadership()
    motivation: Motivation = Motivation()
    rewards: Rewards = Rewards()
    development: Development = Development()
    network: Network = Network()

# fmt: on


class Described(NamedTuple):
    """One parameter as its line declares it."""

    group: str
    name: str
    kind: type  # int, float or str
    default: Any
    low: float | None
    high: float | None
    choices: tuple[str, ...]
    unit: str
    meaning: str
    source: str
    fixed: bool

    @property
    def path(self) -> str:
        """The dotted name: `leadership.communication`."""
        return f"{self.group}.{self.name}"

    @property
    def expected(self) -> str:
        """The values it takes, in words."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        if self.kind is str:
            return "the name of a CSV file, or null"
        noun = "a whole number" if self.kind is int else "a number"
        return f"{noun} from {self.low:,} to {self.high:,}"


def groups() -> dict[str, type[Group]]:
    """The groups by name, in the order of the scenario file."""
    return {name: cast(type[Group], field.annotation) for name, field in Parameters.model_fields.items()}


def described() -> Iterator[Described]:
    """Every parameter, group by group, as declared above."""
    for group, model in groups().items():
        for name, field in model.model_fields.items():
            yield _described(group, name, field)


def _described(group: str, name: str, field: FieldInfo) -> Described:
    choices = tuple(a for a in get_args(field.annotation) if isinstance(a, str))
    kind = field.annotation if field.annotation in (int, float) else str
    limit = {key: getattr(m, key) for m in field.metadata for key in ("ge", "le") if hasattr(m, key)}
    extra = cast(dict[str, Any], field.json_schema_extra)
    return Described(
        group=group, name=name, kind=cast(type, kind), default=field.default, low=limit.get("ge"),
        high=limit.get("le"), choices=choices, meaning=field.description or "", **extra,
    )  # fmt: skip


def codes(model: type[Group], name: str) -> tuple[Any, ...]:
    """The numbers that stand for a choice's words in the compiled rules, in the order of its annotation.

    Typed `Any` because a rule compares them with a field that is declared as a word.
    """
    return tuple(range(len(get_args(model.model_fields[name].annotation))))


def _numeric(model: type[Group]) -> list[str]:
    return [name for name, field in model.model_fields.items() if field.annotation != (str | None)]


# A compiled twin of each group: the same fields as plain numbers, which numba and WebAssembly can take. They are
# module attributes because numba's cache pickles the types of a signature by name.
for _name, _model in groups().items():
    globals()[f"{_model.__name__}Values"] = namedtuple(f"{_model.__name__}Values", _numeric(_model))
ParametersValues = namedtuple("ParametersValues", list(groups()))  # type: ignore[misc]


def compiled(parameters: Parameters) -> Parameters:
    """The parameters as nested tuples of int and float for the rules; words become their codes.

    Every value is coerced to its declared type, so that all scenarios share one compiled signature. Declared as
    `Parameters` because the rules read the same names from it.
    """
    values = []
    for name, model in groups().items():
        group = getattr(parameters, name)
        twin = globals()[f"{model.__name__}Values"]
        values.append(twin(*(_number(model.model_fields[f], getattr(group, f)) for f in twin._fields)))
    return cast(Parameters, ParametersValues(*values))


def _number(field: FieldInfo, value: Any) -> int | float:
    if field.annotation is float:
        return float(value)
    return int(value) if field.annotation is int else get_args(field.annotation).index(value)


def contradictions(parameters: Parameters) -> Iterator[tuple[str, str]]:
    """What single ranges cannot say: (the setting to blame, what is wrong with it)."""
    run, environment, network = parameters.run, parameters.environment, parameters.network
    if run.warm_up >= run.periods:
        yield "run.warm_up", f"a warm-up of {run.warm_up} leaves nothing of {run.periods} periods"
    if environment.goals > environment.decisions:
        yield (
            "environment.goals",
            f"{environment.goals} goals need as many decisions, there are {environment.decisions}",
        )
    if environment.decisions % environment.interdependence:
        yield (
            "environment.interdependence",
            f"blocks of {environment.interdependence} do not divide {environment.decisions} decisions",
        )
    places = network.clique_size - 1 if network.rewiring == 0 else 2 * network.clique_size + 8
    if network.layout == "cliques" and network.ties < places:
        what = "" if network.rewiring == 0 else ", some of them rewired to others,"
        yield "network.ties", f"cliques of {network.clique_size}{what} need places for {places} ties a member"
    if parameters.organization.members * max(environment.goals, network.ties, 1) > 50 * LARGEST:
        yield "organization.members", "so many members times goals or ties do not fit into memory"
