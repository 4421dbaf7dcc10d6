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
from sim.model.plausible import Plausible, each_word, log_uniform, uniform
from sim.model.published import PublishedParameters as PublishedParameters

LONGEST_RUN = 100_000
LARGEST = 1_000_000


# One line a parameter is the point of this file; `fixed` ones shape the world or its start and cannot change in mid-run.
# fmt: off

class RunParameters(Group):
    """How long a run lasts, what is counted, and how fast moving averages move."""

    periods: int = amount(200, 1, LONGEST_RUN, "periods", "How many periods (weeks) are simulated.", source="design", fixed=True)
    warm_up: int = amount(0, 0, LONGEST_RUN, "periods", "How many periods at the start are left out of the means over time.", source="design", fixed=True)
    pace: float = share(.1, "Share of the distance that needs, safety, track records and strain move toward what just happened.", plausible=log_uniform(.03, .3, "ErevRoth1998", "in experiments with games the past fades by .1 a round"))


class EnvironmentParameters(Group):
    """The ocean: how it changes, and what can be seen of it."""

    decisions: int = amount(20, 1, 10_000, "decisions", "How many decisions (means) the work consists of.", source="design", fixed=True, plausible=log_uniform(10, 40, "judgement", "how finely the work is told apart"))
    goals: int = amount(5, 1, 10_000, "goals", "How many goals (ends) the decisions serve; at most one a decision.", fixed=True, plausible=uniform(3, 7, "SullEtAl2018", "the strategy of the firm described has five priorities; two fewer to two more"))
    strategic_turbulence: float = share(.005, "Chance a period that a goal reverses: the destination moves.", plausible=log_uniform(.001, .02, "SullEtAl2018", "five priorities that stood for two years; here a goal lasts from one year to twenty"))
    operational_turbulence: float = share(.02, "Chance a period that a decision's condition reverses: the local water changes.", plausible=log_uniform(.005, .08, "NakamuraSteinsson2008", "firms adapt 9 to 22 % of their prices a month: .02 to .06 a week, and other conditions around it"))
    shock_every: int = amount(0, 0, LONGEST_RUN, "periods", "Every how many periods a shock strikes, but not in period 0; 0 is never.", source="design", plausible=log_uniform(25, 200, "judgement", "half of all oceans never see one, the others twice a year to once in four", never=.5))
    shock_size: float = share(.6, "Chance that a shock reverses a goal.", plausible=uniform(.2, .9, "judgement", "less is turbulence, more is a new ocean"))
    foresight: float = share(0, "Chance that a reversal was foreseen, so that plan and direction already contain it.", source="design", plausible=uniform(0, .5, "judgement", "at most every second change is foreseen"))
    feedback_accuracy: float = share(.7, "Chance that a member sees correctly whether its action was right.", plausible=uniform(.6, .95, "KlugerDeNisi1996", "over a third of what feedback does to performance is harm"))
    local_accuracy: float = share(.85, "Chance that a member reads its own decision's condition correctly.", plausible=uniform(.7, .98, "BernerGraber2008", "10 to 15 % of diagnoses are wrong in most fields of medicine, 2 to 5 % in others"))
    ruggedness: float = share(.5, "How much of the worth of a stroke depends on the ways of working, which have to be found.", plausible=uniform(.25, 1, "judgement", "always varied: nobody has measured it"))
    inside: int = amount(1, 0, 8, "decisions", "On how many other decisions of the same goal the worth of a way depends.", source="Levinthal1997", plausible=uniform(0, 2, "judgement", "modules depend on few others of their own"))
    across: int = amount(2, 0, 23, "decisions", "On how many decisions of other goals the worth of a way depends.", source="RivkinSiggelkow2003", plausible=uniform(1, 4, "judgement", "departments depend on each other"))
    couplings: Literal["ring", "drawn"] = choice("ring", "Whether the worth of a way depends on the next decisions in a ring, or on decisions drawn at random, each with replacement.", source="design", fixed=True)
    obsolescence: float = share(.5, "Share of what is known of ways that a reversal of the goal makes obsolete.", source="SiggelkowRivkin2005", plausible=uniform(0, 1, "judgement", "from nothing to everything"))
    ambiguity: float = amount(1.5, 0, 100, "ratio", "Largest error of an unskilled judgement of what a change of ways gains, in units of quality.", plausible=log_uniform(.5, 4, "judgement", "from nearly always right to nearly blind"))
    dependence: float = share(0, "How much of the worth of a stroke depends on the support of stakeholders.", source="design", plausible=uniform(0, .3, "judgement", "stakeholders can stop less than a third of the work"))
    outside_accuracy: float = share(.9, "Chance that stakeholders report rightly where a goal lies.", plausible=uniform(.6, .95, "judgement", "as what members see of their own work"))
    erosion: float = share(.05, "Share of its support that a stakeholder takes back in a period in which nobody talks with it.", plausible=log_uniform(.02, .15, "Burt2002", "nine of ten bridges between departments are gone a year later: .043 a week"))
    trace: str | None = file("CSV file of turbulence multipliers, one a row, so that a real series drives the ocean; none is steady.")
    trace_every: int = amount(13, 1, LONGEST_RUN, "periods", "How many periods a row of the trace lasts (13 weeks are a quarter); the trace repeats.", source="design", fixed=True)
    exodus_every: int = amount(0, 0, LONGEST_RUN, "periods", "Every how many periods a wave of departures strikes, but not in period 0; 0 is never.", source="design", plausible=log_uniform(25, 200, "judgement", "half of all crews never see one, the others twice a year to once in four", never=.5))
    exodus_share: float = share(.3, "Chance that a wave of departures takes a member.", plausible=uniform(.1, .5, "JacobsonEtAl1993", "employment that falls by 30 % or more defines a mass layoff"))


class OrganizationParameters(Group):
    """Who belongs to the crew and how it is built."""

    members: int = amount(50, 2, LARGEST, "members", "How many members the organization has.", fixed=True, plausible=log_uniform(20, 200, "judgement", "small and medium organizations, which have levels and are still one crew"))
    span_of_control: int = amount(6, 1, LARGEST, "members", "How many members report to a manager.", source="Urwick1956", fixed=True, plausible=log_uniform(3, 12, "Harter2026", "median five to six, 37 % below five, 34 % from ten"))
    turnover: float = share(.005, "Chance a period that a member leaves and a newcomer enters at the bottom.", plausible=log_uniform(.003, .012, "BLS2020", "quits .0053 and all separations .0085 a week, United States 2019"))
    promotion: Literal["skill", "record", "seniority", "outside"] = choice("skill", "What decides which report takes over a vacated managing position; outside: nobody moves up, a newcomer enters there.", plausible=each_word("judgement", "all four are common"))
    founders_know: float = share(1, "Chance that a founder starts knowing the direction on a goal.", fixed=True, source="design", plausible=uniform(.5, 1, "judgement", "founders mostly share a direction"))


class ManagementParameters(Group):
    """Keeping order: every oar manned, and a plan that everybody follows."""

    strength: float = share(.95, "Degree of management: the chance that an oar is assigned, that a member is bound by the plan, and that a manager manages instead of rowing.", source="design")
    control: float = share(.5, "Degree to which deviating from the plan is discouraged and punished.", plausible=uniform(.1, .9, "Eurofound2017", "two of three workers can change the order or the methods of their work, one cannot"))
    planning: Literal["rigid", "follows_direction", "rolling", "staggered"] = choice("follows_direction", "What is replanned at a review: nothing, what serves a turned goal, or everything; staggered: each decision at a time of its own, once a horizon on average.", source="design")
    planning_horizon: int = amount(50, 1, LONGEST_RUN, "periods", "How many periods lie between two plans of everything.", plausible=log_uniform(13, 104, "MankinsSteele2006", "two of three large firms plan periodically, mostly once a year"))
    analysis_accuracy: float = share(.95, "Chance that planning reads a decision's condition correctly.", plausible=uniform(.8, .99, "BernerGraber2008", "2 to 15 % of diagnoses by experts are wrong"))
    switching_cost: float = share(.3, "Chance that an oar is lost while its decision settles into a changed plan.", plausible=uniform(.1, .6, "judgement", "a changed plan costs some of the first weeks, not all"))
    settling: float = amount(5, 1, 1000, "periods", "How long a decision takes on average to settle into a changed plan.", plausible=log_uniform(2, 13, "judgement", "from two weeks to a quarter"))
    attention: float = amount(6, 0, LARGEST, "members", "How many colleagues a member keeps an eye on, so that it adjusts to them without management.", plausible=log_uniform(3, 12, "ZhouEtAl2005", "people keep close to three to five others, and less so to nine to fifteen"))
    handoffs: int = amount(3, 1, 10, "stages", "How many stages of a decision's work must all be manned.", plausible=uniform(1, 5, "judgement", "from work in one hand to five stages"))


class LeadershipParameters(Group):
    """Giving direction: everybody knows where the destination lies, and can say so."""

    strength: float = share(1, "Degree of leadership: the chance that a due review takes place; it scales hearing, telling and recognition.", source="design")
    founding_vision: float = share(1, "Chance that the direction is right on a goal at the start; else it is blank.", fixed=True, source="design", plausible=uniform(.5, 1, "judgement", "most goals are right when an organization is founded"))
    review_every: int = amount(5, 1, LONGEST_RUN, "periods", "How many periods lie between two reviews of the direction.", plausible=log_uniform(4, 26, "KaplanNorton2005", "most top teams give strategy less than an hour a month; reviews are monthly or quarterly where they exist"))
    conviction: float = share(.1, "How large the net majority against the direction must be, as a share of the reports, before it may turn.", plausible=uniform(0, .3, "judgement", "from any majority to two thirds against one third"))
    listening: float = share(.05, "Chance that one report of the majority turns the direction: the code's learning rate.", plausible=log_uniform(.02, .2, "judgement", "below the rates of March's code, which nobody has measured"))
    communication: float = share(.3, "Chance a period that a member within full reach adopts the direction on a goal.", plausible=log_uniform(.02, .6, "judgement", "from once a year to almost at once"))
    channel_fidelity: float = share(.85, "Share of what a manager passes on that arrives whatever the manager's skill.", plausible=uniform(.63, .88, "Nichols1962", "63, 56, 40, 30 and 20 % of a message are left after one to five levels"))
    outside: float = share(.1, "Chance a period that the executives talk with a goal's stakeholders, at the cost of hearing and telling inside (shared work only).", plausible=uniform(0, .5, "PorterNohria2018", "chief executives of 27 large firms spent 30 % of their time with outsiders"))
    direct_talk: float = share(0, "Chance a period that the executives talk to a member themselves, at the cost of hearing reports.", source="design", plausible=uniform(0, .3, "judgement", "executives meet a member of a large crew seldom"))


class MotivationParameters(Group):
    """What makes a member pull, speak up and learn."""

    effort_floor: float = share(.3, "Effort of a member none of whose needs is met.", plausible=uniform(.3, .8, "judgement", "who dislikes the work still does most of it"))
    weight_achievement: float = share(.37, "Weight of the need for achievement (competence) in effort; the four are normalized.", source="CerasoliEtAl2016", plausible=uniform(.27, .47, "CerasoliEtAl2016", "the correlation with performance is .37; .1 to both sides"))
    weight_recognition: float = share(.25, "Weight of the need for recognition in effort.", plausible=uniform(.1, .4, "judgement", "as the other needs"))
    weight_belonging: float = share(.25, "Weight of the need for belonging (relatedness) in effort.", source="CerasoliEtAl2016", plausible=uniform(.15, .35, "CerasoliEtAl2016", "the correlation with performance is .25; .1 to both sides"))
    weight_esteem: float = share(.28, "Weight of the need for self-esteem (autonomy) in effort.", source="CerasoliEtAl2016", plausible=uniform(.18, .38, "CerasoliEtAl2016", "the correlation with performance is .28; .1 to both sides"))
    ideas: float = share(.05, "Chance a period, at full effort, that a working member has an idea for a new way of working.", plausible=log_uniform(.01, .2, "HillstromHillstrom2002", "half a suggestion a head and year in the United States, nine in Japan: .01 to .17 a week"))
    experience: float = share(.1, "Chance that a member adopts what its own work taught about the goal.", plausible=log_uniform(.03, .3, "judgement", "from once in half a year to once in three weeks"))
    initial_safety: float = share(.5, "Psychological safety of every team at the start.", fixed=True, plausible=uniform(.3, .7, "MillikenEtAl2003", "85 % of 40 employees had once kept an important concern to themselves"))


class RewardsParameters(Group):
    """What happens to those who take the initiative."""

    initiative: float = share(.5, "Chance that a successful initiative is rewarded.", plausible=uniform(.1, .9, "Gallup2025", "27 % strongly agree that they were recognized in the last seven days"))
    attempts: float = share(0, "Chance that an initiative is rewarded whether or not it succeeds.", source="design", plausible=uniform(0, .5, "judgement", "failures are rewarded less often than successes"))
    adoption: float = share(.1, "Chance that what was tried at a decision and rewarded becomes its plan: change from below.", plausible=log_uniform(.02, .4, "judgement", "plans follow practice seldom"))
    kpi_weight: float = amount(1, 0, 10, "ratio", "Weight of an initiative in the track record, other work being 1.", plausible=log_uniform(.25, 4, "judgement", "from nearly nothing to four times other work"))


class DevelopmentParameters(Group):
    """How leadership skill grows and is found."""

    rate: float = amount(.02, 0, .5, "share", "Share of the missing skill that one occasion of practice teaches at full potential.", plausible=log_uniform(.005, .05, "judgement", "half of the missing skill in 14 to 138 occasions"))
    retrospectives: float = share(.5, "Degree to which people look back: the chance a period that a team compares notes, that a colleague joins the look-back on a trial, and the share of its lesson that a failure teaches.", plausible=uniform(.1, .9, "judgement", "from once in ten weeks to nearly every week"))
    coaching: float = share(.5, "How much a skilled boss adds to what practice teaches.", plausible=uniform(.1, .9, "judgement", "nearly the whole degree"))
    rotation: float = share(.1, "Chance that a member picks its work anywhere rather than within its team's goal.", plausible=log_uniform(.02, .3, "judgement", "departments exist"))
    stretch: float = share(0, "Chance a period that a team's most promising report stands in for the manager.", source="design", plausible=uniform(0, .3, "judgement", "at most every third week"))
    visibility: float = share(1, "Accuracy with which senior management sees skill and potential.", plausible=uniform(.5, 1, "ViswesvaranEtAl1996", "two supervisors agree on performance by .52"))
    principles: float = share(0, "Share of a manager's skill that helps to assign an oar where management does not.", source="design", plausible=uniform(0, .5, "judgement", "principles replace at most half of a manager"))


class NetworkParameters(Group):
    """Informal ties and the trust in them."""

    ties: int = amount(4, 0, 1000, "ties", "How many informal ties a member has; in a layout of cliques, for how many it has place.", fixed=True, plausible=uniform(2, 8, "McPhersonEtAl2006", "two to three people to discuss important matters with; ties for advice are more"))
    cross_team: float = share(.3, "Chance that a tie goes to anyone rather than to a team mate.", plausible=uniform(.1, .6, "judgement", "most ties are close by, not all"))
    initial_trust: float = share(.4, "Trust in a new tie.", plausible=uniform(.2, .7, "JohnsonMislin2011", "strangers entrust others with about half of what they have, by country from a fifth to most of it"))
    trust_rate: float = share(.05, "Share of the distance that trust moves after a conflict; half of it after an agreement.", plausible=log_uniform(.02, .2, "judgement", "from fifty conflicts to five"))
    peer_learning: float = share(.1, "Chance, times trust, that a member copies a better tie's understanding of a goal.", plausible=log_uniform(.02, .4, "judgement", "as the other rates of learning"))
    strain_cost: float = amount(5, 0, 100, "ratio", "How much a conflict a member, sent up, slows the formal channel.", plausible=log_uniform(1, 20, "judgement", "from hardly noticed to a blocked channel"))


class Parameters(Group):
    """All groups of one scenario."""

    run: RunParameters = RunParameters()
    environment: EnvironmentParameters = EnvironmentParameters()
    organization: OrganizationParameters = OrganizationParameters()
    management: ManagementParameters = ManagementParameters()
    leadership: LeadershipParameters = LeadershipParameters()
    motivation: MotivationParameters = MotivationParameters()
    rewards: RewardsParameters = RewardsParameters()
    development: DevelopmentParameters = DevelopmentParameters()
    network: NetworkParameters = NetworkParameters()
    published: PublishedParameters = PublishedParameters()

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
    plausible: Plausible | None

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


def own_defaults(model: type[Parameters]) -> dict[str, dict[str, Any]]:
    """The defaults of the parameters that are not built in, by group and name."""
    own = {name: group for name, group in groups(model).items() if name not in _BUILT_IN[-1].model_fields}
    return {
        group: {name: field.default for name, field in fields.model_fields.items()} for group, fields in own.items()
    }


def readable(stored: Mapping[str, Mapping[str, Any]], defaults: Mapping[str, Mapping[str, Any]]) -> type[Parameters]:
    """The parameters as which stored groups can be read: those of rules that are not at hand just as they stand.

    `defaults` are what `own_defaults` gave when they were stored.
    """
    own = {}
    for name, values in stored.items():
        if name not in known().model_fields:
            theirs = {**values, **defaults.get(name, {})}
            fields = {n: (type(value), setting(theirs[n], "", "", "stored", True)) for n, value in values.items()}
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
            yield describe(group, name, field)


def describe(group: str, name: str, field: FieldInfo) -> Described:
    """A parameter as it is declared."""
    choices = tuple(a for a in get_args(field.annotation) if isinstance(a, str))
    kind = field.annotation if field.annotation in (int, float) else str
    limit = {key: getattr(m, key) for m in field.metadata for key in ("ge", "le") if hasattr(m, key)}
    extra = cast(dict[str, Any], field.json_schema_extra)
    plausible = extra["plausible"] and extra["plausible"].of(kind is int, choices)
    return Described(
        group=group, name=name, kind=cast(type, kind), default=field.default, low=limit.get("ge"), high=limit.get("le"),
        choices=choices, meaning=field.description or "", **{**extra, "plausible": plausible},
    )  # fmt: skip
