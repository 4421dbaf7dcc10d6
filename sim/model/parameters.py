"""Every parameter, once: default, range, unit, meaning and source in one line.

The groups below are pydantic models. From them come the scenario file's sections and its JSON Schema, the
`--set` flags, the tables in `docs/reference/parameters.md`, the test strategies and the plain tuples
that the compiled rules read (`sim.model.plain_values`). A mechanism may declare its own parameters with the same words;
they make a group named after it (`extended`).
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Literal, NamedTuple, cast, get_args

from pydantic import create_model
from pydantic.fields import FieldInfo

from sim.model.declaration import Group, amount, choice, file, setting, share
from sim.model.published import Published as Published

LONGEST_RUN = 100_000
LARGEST = 1_000_000


# One line a parameter is the point of this file; `fixed` ones shape the world or its start and cannot change in mid-run.
# fmt: off

class Run(Group):
    """How long a run lasts, what is counted, and how fast moving averages move."""

    periods: int = amount(200, 1, LONGEST_RUN, "periods", "How many periods (weeks) are simulated.", source="design", fixed=True)
    warm_up: int = amount(0, 0, LONGEST_RUN, "periods", "How many periods at the start are left out of the means over time.", source="design", fixed=True)
    pace: float = share(.1, "Share of the distance that needs, safety, track records and strain move toward what just happened.")


class Environment(Group):
    """The ocean: how it changes, and what can be seen of it."""

    decisions: int = amount(20, 1, 10_000, "decisions", "How many decisions (means) the work consists of.", fixed=True)
    goals: int = amount(5, 1, 10_000, "goals", "How many goals (ends) the decisions serve; at most one a decision.", fixed=True)
    strategic_turbulence: float = share(.005, "Chance a period that a goal reverses: the destination moves.")
    operational_turbulence: float = share(.02, "Chance a period that a decision's condition reverses: the local water changes.")
    shock_every: int = amount(0, 0, LONGEST_RUN, "periods", "How often a shock strikes; 0 is never.")
    shock_size: float = share(.6, "Chance that a shock reverses a goal.")
    foresight: float = share(0, "Chance that a reversal was foreseen, so that plan and direction already contain it.")
    feedback_accuracy: float = share(.7, "Chance that a member sees correctly whether its action was right.")
    local_accuracy: float = share(.85, "Chance that a member reads its own decision's condition correctly.")
    ruggedness: float = share(.5, "How much of the worth of a stroke depends on the ways of working, which have to be found.")
    inside: int = amount(1, 0, 8, "decisions", "On how many other decisions of the same goal the worth of a way depends.", source="Levinthal1997")
    across: int = amount(2, 0, 23, "decisions", "On how many decisions of other goals the worth of a way depends.", source="RivkinSiggelkow2003")
    couplings: Literal["ring", "drawn"] = choice("ring", "Whether the worth of a way depends on the next decisions in a ring, or on decisions drawn at random, each with replacement.", source="design", fixed=True)
    obsolescence: float = share(.5, "Share of what is known of ways that a reversal of the goal makes obsolete.", source="SiggelkowRivkin2005")
    ambiguity: float = amount(1.5, 0, 100, "ratio", "Largest error of an unskilled judgement of what a change of ways gains.")
    dependence: float = share(0, "How much of the worth of a stroke depends on the support of stakeholders.")
    outside_accuracy: float = share(.9, "Chance that stakeholders report rightly where a goal lies.")
    erosion: float = share(.05, "Share of its support that a stakeholder takes back in a period in which nobody talks with it.")
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
    founders_know: float = share(1, "Chance that a founder starts knowing the direction on a goal.", fixed=True)


class Management(Group):
    """Keeping order: every oar manned, and a plan that everybody follows."""

    strength: float = share(.95, "Degree of management: the chance that an oar is assigned, that a member is bound by the plan, and that a manager manages instead of rowing.", source="design")
    control: float = share(.5, "Degree to which deviating from the plan is discouraged and punished.")
    planning: Literal["rigid", "follows_direction", "rolling", "staggered"] = choice("follows_direction", "What is replanned at a review: nothing, what serves a turned goal, or everything; staggered: each decision at a time of its own, once a horizon on average.", source="design")
    planning_horizon: int = amount(50, 1, LONGEST_RUN, "periods", "How many periods lie between two plans of everything.")
    analysis_accuracy: float = share(.95, "Chance that planning reads a decision's condition correctly.")
    switching_cost: float = share(.3, "Chance that an oar is lost while its decision settles into a changed plan.")
    settling: float = amount(5, 1, 1000, "periods", "How long a decision takes on average to settle into a changed plan.")
    attention: float = amount(6, 0, LARGEST, "members", "How many colleagues a member keeps an eye on, so that it adjusts to them without management.")
    handoffs: int = amount(3, 1, 10, "stages", "How many stages of a decision's work must all be manned.")


class Leadership(Group):
    """Giving direction: everybody knows where the destination lies, and can say so."""

    strength: float = share(1, "Degree of leadership: the chance that a due review takes place; it scales hearing, telling and recognition.", source="design")
    founding_vision: float = share(1, "Chance that the direction is right on a goal at the start; else it is blank.", fixed=True)
    review_every: int = amount(5, 1, LONGEST_RUN, "periods", "How many periods lie between two reviews of the direction.")
    conviction: float = share(.1, "How large the net majority against the direction must be, as a share of the reports, before it may turn.")
    listening: float = share(.05, "Chance that one report of the majority turns the direction: the code's learning rate.")
    communication: float = share(.3, "Chance a period that a member within full reach adopts the direction on a goal.")
    channel_fidelity: float = share(.85, "Share of what a manager passes on that arrives whatever the manager's skill.")
    outside: float = share(.1, "Chance a period that the executives talk with a goal's stakeholders, at the cost of hearing and telling inside.")
    direct_talk: float = share(0, "Chance a period that the executives talk to a member themselves, at the cost of hearing reports.")


class Motivation(Group):
    """What makes a member pull, speak up and learn."""

    effort_floor: float = share(.3, "Effort of a member none of whose needs is met.")
    weight_achievement: float = share(.37, "Weight of the need for achievement (competence) in effort; the four are normalized.", source="CerasoliEtAl2016")
    weight_recognition: float = share(.25, "Weight of the need for recognition in effort.")
    weight_belonging: float = share(.25, "Weight of the need for belonging (relatedness) in effort.", source="CerasoliEtAl2016")
    weight_esteem: float = share(.28, "Weight of the need for self-esteem (autonomy) in effort.", source="CerasoliEtAl2016")
    ideas: float = share(.05, "Chance a period, at full effort, that a working member has an idea for a new way of working.")
    experience: float = share(.1, "Chance that a member adopts what its own work taught about the goal.")
    initial_safety: float = share(.5, "Psychological safety of every team at the start.", fixed=True)


class Rewards(Group):
    """What happens to those who take the initiative."""

    initiative: float = share(.5, "Chance that a successful initiative is rewarded.")
    attempts: float = share(0, "Chance that an initiative is rewarded whether or not it succeeds.")
    adoption: float = share(.1, "Chance that what was tried at a decision and rewarded becomes its plan: change from below.")
    kpi_weight: float = amount(1, 0, 10, "ratio", "Weight of an initiative in the track record, other work being 1.")


class Development(Group):
    """How leadership skill grows and is found."""

    rate: float = amount(.02, 0, .5, "share", "Share of the missing skill that one occasion of practice teaches at full potential.")
    retrospectives: float = share(.5, "Degree to which people look back: the chance a period that a team compares notes, that a colleague joins the look-back on a trial, and the share of its lesson that a failure teaches.")
    coaching: float = share(.5, "How much a skilled boss adds to what practice teaches.")
    rotation: float = share(.1, "Chance that a member picks its work anywhere rather than within its team's goal.")
    stretch: float = share(0, "Chance a period that a team's most promising report stands in for the manager.")
    visibility: float = share(1, "Accuracy with which senior management sees skill and potential.")
    principles: float = share(0, "Share of a manager's skill that helps to assign an oar where management does not.")


class Network(Group):
    """Informal ties and the trust in them."""

    ties: int = amount(4, 0, 1000, "ties", "How many informal ties a member has; in a layout of cliques, for how many it has place.", fixed=True)
    cross_team: float = share(.3, "Chance that a tie goes to anyone rather than to a team mate.")
    initial_trust: float = share(.4, "Trust in a new tie.")
    trust_rate: float = share(.05, "Share of the distance that trust moves after a conflict; half of it after an agreement.")
    peer_learning: float = share(.1, "Chance, times trust, that a member copies a better tie's understanding of a goal.")
    strain_cost: float = amount(5, 0, 100, "ratio", "How much a conflict a member, sent up, slows the formal channel.")


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
    published: Published = Published()

# fmt: on

HIDDEN = ("published",)
"""Groups that templates of scenario files, the levers of the page and samples of plausible worlds leave out."""


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


_KNOWN: ContextVar[type[Parameters] | None] = ContextVar("known", default=None)
_MEASURED: ContextVar[tuple[str, ...]] = ContextVar("measured", default=())
_BUILT_IN = [Parameters]


def built_in(model: type[Parameters]) -> None:
    """Take this for the built-in parameters: the page above, and what the week's mechanisms declare in its words."""
    _BUILT_IN.append(model)


@contextmanager
def knowing(model: type[Parameters], measures: Iterable[str] = ()) -> Iterator[None]:
    """While this lasts, names are read as those of `model`: files and arguments may use all its groups.

    `measures` are the names of measures that a study may speak of beside the built-in ones.
    """
    tokens = _KNOWN.set(model), _MEASURED.set(tuple(measures) or _MEASURED.get())
    try:
        yield
    finally:
        _KNOWN.reset(tokens[0])
        _MEASURED.reset(tokens[1])


def know(model: type[Parameters], measures: Iterable[str] = ()) -> None:
    """As `knowing`, from now on in this context."""
    _KNOWN.set(model)
    _MEASURED.set(tuple(measures))


def known() -> type[Parameters]:
    """The groups that names are read as: the built-in ones, unless within `knowing`."""
    return _KNOWN.get() or _BUILT_IN[-1]


def also_measured() -> tuple[str, ...]:
    """The measures that are known beside the built-in ones, see `knowing`."""
    return _MEASURED.get()


def group_of(name: str, about: str, fields: Mapping[str, tuple[Any, FieldInfo]], rule: Any) -> type[Group]:
    """A group of parameters (name -> type and declaration) that a mechanism, the `rule`, brings along."""
    made = create_model(name.title().replace("_", ""), __base__=Group, __doc__=about, **cast(Any, dict(fields)))
    made.rule = rule
    return made


def extended(own: Mapping[str, type[Group]], base: type[Parameters] = Parameters) -> type[Parameters]:
    """The parameters with more groups, by name."""
    if not own:
        return base
    fields = {name: (model, model()) for name, model in own.items()}
    return create_model("Parameters", __base__=base, **cast(Any, fields))


def readable(stored: Mapping[str, Mapping[str, Any]]) -> type[Parameters]:
    """The parameters as which stored groups can be read: those of rules that are not at hand just as they stand."""
    own = {}
    for name, values in stored.items():
        if name not in known().model_fields:
            fields = {n: (type(value), setting(value, "", "", "stored", True)) for n, value in values.items()}
            own[name] = group_of(name, "", fields, None)
    return extended(own) if own else known()


def groups(model: type[Parameters] | None = None) -> dict[str, type[Group]]:
    """The groups by name, in the order of the scenario file."""
    fields = (model or known()).model_fields
    return {name: cast(type[Group], field.annotation) for name, field in fields.items()}


def described(model: type[Parameters] | None = None) -> Iterator[Described]:
    """Every parameter, group by group, as it is declared."""
    for group, fields in groups(model).items():
        for name, field in fields.model_fields.items():
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
