"""Every parameter as a picture of the rowing crew: how it looks where the value is low, and where it is high.

A bar stands where `now` goes when something changes: `the crew | hears where the island is`.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sim.parameters import Described


class Picture(NamedTuple):
    """The crew at the lower and at the upper end; `none` where 0 means never, and `some` where it does not."""

    low: str
    high: str
    none: str = ""
    some: str = ""


type Words = Mapping[str, str]
"""A choice's words, each with its picture; for a file `none` and `some`."""

# One line a picture is the point of this file.
# fmt: off
PICTURES: dict[str, Picture | Words] = {
    "run.periods": Picture("the race | is over after a few strokes", "the crew | rows a whole ocean"),
    "run.warm_up": Picture("every stroke | counts from the start", "the stopwatch | starts long after the boat"),

    "environment.decisions": Picture("there | is one oar's work to settle", "there | are a great many things to row right"),
    "environment.goals": Picture("the island | is one single heading", "the island | is many headings at once"),
    "environment.strategic_turbulence": Picture("the island | stays where it is", "the island | moves all the time"),
    "environment.operational_turbulence": Picture("the water | runs as it always did", "wind and current | shift all the time"),
    "environment.shock_every": Picture("storms | follow one another", "storms | are years apart", "no storm | ever comes", "storms | come"),
    "environment.shock_size": Picture("a storm | hardly moves the island", "a storm | turns every heading round"),
    "environment.foresight": Picture("every change | comes as a surprise", "every change | is on the chart beforehand"),
    "environment.feedback_accuracy": Picture("nobody | can tell whether a stroke was right", "every rower | sees whether its stroke was right"),
    "environment.local_accuracy": Picture("rowers | misread the water at their oar", "rowers | read the water at their oar rightly"),
    "environment.interdependence": Picture("every oar | counts for itself", "oars | count only if their neighbours are right too"),
    "environment.trace": {"none": "the ocean | is driven by its own steady chance", "some": "a real series | drives the ocean"},
    "environment.trace_every": Picture("the series of the ocean | runs fast", "the series of the ocean | runs slowly"),
    "environment.exodus_every": Picture("rowers | leave in wave upon wave", "waves of departures | are years apart", "rowers | never leave in waves", "rowers | leave in waves"),
    "environment.exodus_share": Picture("a wave of departures | takes hardly anybody", "a wave of departures | takes everybody"),

    "organization.members": Picture("the boat | is a small one in which all see each other", "the boat | is a galley in which nobody sees all"),
    "organization.span_of_control": Picture("each boatswain | has one or two rowers, in many ranks", "each boatswain | has many rowers, in few ranks"),
    "organization.turnover": Picture("the same rowers | stay in the boat", "rowers | come and go all the time"),
    "organization.promotion": {
        "skill": "the best leader among the rowers | takes an empty boatswain's place",
        "record": "whoever looks back on the best strokes | takes an empty boatswain's place",
        "seniority": "whoever has rowed longest | takes an empty boatswain's place",
        "outside": "a stranger | takes an empty boatswain's place",
    },
    "organization.fast_learners": Picture("all rowers | learn the heading at the usual rate", "all rowers | are quick to learn the heading"),
    "organization.work": {
        "shared": "the rowers | share one boat, an oar each",
        "own": "every rower | sits in a boat of its own",
    },
    "organization.founders_know": Picture("the first crew | boards without knowing the heading", "the first crew | boards knowing the heading"),

    "management.strength": Picture("rowers | sit down where they like, without a plan", "every oar | is assigned, and there is a plan"),
    "management.control": Picture("a rower | may depart from the stroke", "whoever departs from the stroke | is held back and reprimanded"),
    "management.planning": {
        "rigid": "the plan | stays as it is until the next big one",
        "follows_direction": "the plan | follows where the heading turns",
        "rolling": "the plan | is drawn anew at every review",
        "staggered": "each oar's orders | are drawn anew at a time of their own",
    },
    "management.planning_horizon": Picture("a new plan | is drawn every week", "one plan | is kept for the whole voyage"),
    "management.analysis_accuracy": Picture("the planners | misread the water", "the planners | read the water rightly"),
    "management.information": {
        "current": "the planners | see the water as it is",
        "last_period": "the planners | see the water as it was a week ago",
    },
    "management.switching_cost": Picture("rowers | change stroke without losing one", "oars | tangle whenever the stroke changes"),
    "management.settling": Picture("a new stroke | is learned within a week", "a new stroke | takes ages to settle"),
    "management.attention": Picture("nobody | looks at the neighbours' oars", "rowers | keep an eye on many others"),
    "management.handoffs": Picture("a missing rower | leaves a gap of one oar", "a missing rower | slows all who row with it"),

    "leadership.strength": Picture("the captain | is silent", "the captain | looks out, speaks and thanks"),
    "leadership.founding_vision": Picture("the captain | sets out without a heading", "the captain | sets out on the right heading"),
    "leadership.review_every": Picture("the heading | is reviewed every week", "the heading | is hardly ever reviewed"),
    "leadership.conviction": Picture("the captain | doubts the heading at the first objection", "the captain | holds on to the heading against most objections"),
    "leadership.listening": Picture("the captain | does not listen to the rowers", "the captain | listens to every rower"),
    "leadership.communication": Picture("the crew | does not hear where the island is", "the crew | hears where the island is"),
    "leadership.communication_fast": Picture("quick learners | do not hear where the island is", "quick learners | hear where the island is"),
    "leadership.socialization": {
        "jump": "who hears the heading | takes it over at once",
        "gradual": "who hears the heading | first lets go of the old one, then takes the new",
    },
    "leadership.reports": {
        "experience": "the captain | hears how the strokes went",
        "superior_beliefs": "the captain | hears what those believe who know better",
        "superior_actions": "the captain | sees what those do who know better",
    },
    "leadership.channel_fidelity": Picture("calls from the stern | arrive as well as each boatswain passes them on", "calls from the stern | arrive whole at every oar"),
    "leadership.direct_talk": Picture("the captain | stays at the stern", "the captain | walks the benches and talks to everybody"),

    "motivation.effort_floor": Picture("a rower who lacks everything | drops the oar", "rowers | pull fully whatever they lack"),
    "motivation.need_rate": Picture("moods | hardly change from week to week", "moods | are last week's news"),
    "motivation.weight_achievement": Picture("rowers | do not care whether the stroke succeeds", "rowers | pull for the stroke that succeeds"),
    "motivation.weight_recognition": Picture("rowers | do not care for thanks", "rowers | pull for thanks"),
    "motivation.weight_belonging": Picture("rowers | do not care for each other", "rowers | pull for the crew"),
    "motivation.weight_esteem": Picture("rowers | do not care whose idea the stroke was", "rowers | pull for strokes of their own judgement"),
    "motivation.experience": Picture("rowers | learn nothing from their own strokes", "rowers | learn from every stroke of their own"),
    "motivation.initial_safety": Picture("newcomers | are afraid to speak up", "newcomers | speak up freely"),
    "motivation.safety_rate": Picture("neither thanks nor a scolding | is remembered", "one scolding | silences a rower, one thanks frees it"),

    "rewards.initiative": Picture("a stroke of one's own that helps | goes unthanked", "every stroke of one's own that helps | is thanked"),
    "rewards.attempts": Picture("trying | earns nothing by itself", "trying | is thanked whether it helps or not"),
    "rewards.adoption": Picture("a rower's good stroke | stays its own", "a rower's good stroke | becomes everybody's plan"),
    "rewards.kpi_weight": Picture("strokes of one's own | leave no mark in the log", "strokes of one's own | weigh heavily in the log"),

    "development.rate": Picture("nobody | learns to lead by leading", "boatswains | learn to lead fast"),
    "development.retrospectives": Picture("failed strokes | are forgotten", "failed strokes | are looked back on and teach as much as others"),
    "development.coaching": Picture("a good boatswain | does not teach", "a good boatswain | teaches the rowers to lead"),
    "development.rotation": Picture("rowers | keep to their team's benches", "rowers | row on any bench"),
    "development.stretch": Picture("only boatswains | lead", "the most promising rower | stands in for the boatswain"),
    "development.visibility": Picture("the captain | cannot see who leads well", "the captain | sees who leads well"),
    "development.principles": Picture("boatswains | do not know how to man oars", "skilled boatswains | man oars even without orders"),
    "development.record_rate": Picture("the log | averages over a long time", "the log | shows only the last strokes"),

    "network.ties": Picture("rowers | have no friends aboard", "rowers | have many friends aboard"),
    "network.layout": {
        "random": "friendships | are drawn one by one",
        "cliques": "friends | sit in closed groups with a few bridges",
    },
    "network.cross_team": Picture("friends | row in the same team", "friends | sit anywhere in the boat"),
    "network.clique_size": Picture("groups of friends | are pairs", "groups of friends | are large"),
    "network.rewiring": Picture("groups of friends | are closed", "friendships | all lead to other groups"),
    "network.initial_trust": Picture("new friends | do not trust each other", "new friends | trust each other at once"),
    "network.trust_rate": Picture("trust | hardly moves", "one talk | makes or breaks trust"),
    "network.peer_learning": Picture("rowers | do not copy each other", "rowers | copy the better ones among friends they trust"),
    "network.copying": {
        "one": "a rower | looks at one friend",
        "majority": "a rower | does what most of its better friends think",
    },
    "network.standing": {
        "record": "the better friend | is whose log looks better",
        "payoff": "the better friend | is who knows better, as everybody sees",
    },
    "network.strain_cost": Picture("quarrels | leave calls from the stern as they are", "quarrels | drown calls from the stern"),
    "network.strain_rate": Picture("quarrels | take long to be heard", "quarrels | are heard at once and soon forgotten"),
}
# fmt: on


def pictures(about: Described) -> dict[str, str]:
    """The pictures of a parameter by when they hold: a choice's words, or `low` and `high` (and `0`)."""
    picture = PICTURES[about.path]
    if not isinstance(picture, Picture):
        return {word: still(text) for word, text in picture.items()}
    shown = {"0": picture.none, "low": picture.low, "high": picture.high}
    return {when: still(text) for when, text in shown.items() if text}


def changed(about: Described, before: Any, after: Any) -> str:
    """What a change of the value means: `now …` where an end is left for the other way or reached, else more or less."""
    picture = PICTURES[about.path]
    if not isinstance(picture, Picture):
        return _now(picture[_word(about, after)])
    if picture.none and 0 in (before, after):
        return _now(picture.some if after else picture.none)
    rises = after > before
    if after == about.low:
        return _now(picture.low)
    if after == about.high or (rises and before == about.low and not picture.none):
        return _now(picture.high)
    return f"{'more' if rises else 'less'} than before: {still(picture.high)}"


def still(text: str) -> str:
    """A picture in which nothing has changed."""
    return text.replace(" | ", " ")


def _now(text: str) -> str:
    return text.replace(" | ", " now ")


def _word(about: Described, value: Any) -> str:
    if about.choices:
        return str(value)
    return "none" if value is None else "some"
