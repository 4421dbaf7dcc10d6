"""Every parameter as a picture of the rowing crew: what the crew looks like if the value is low, and if it is high.

In `the crew | hears where the island is`, the bar marks the place of the word `now`, which is put in when a value changes.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sim.model.parameters import Described


class Picture(NamedTuple):
    """The crew at the lowest and at the highest value. If 0 means never, `none` is the picture at 0, and `some` above 0."""

    low: str
    high: str
    none: str = ""
    some: str = ""


type Words = Mapping[str, str]
"""The words of a choice, each with its picture; the words of a file are `none` and `some`."""

# One line per picture keeps this file readable.
# fmt: off
PICTURES: dict[str, Picture | Words] = {
    "run.periods": Picture("the race | is over after a few strokes", "the crew | rows a whole ocean"),
    "run.warm_up": Picture("every stroke | counts from the start", "the stopwatch | starts long after the boat"),
    "run.pace": Picture("what happens in a week | changes nobody", "last week | is all that anybody remembers"),

    "environment.decisions": Picture("there | is one oar's work to settle", "there | are a great many things to row right"),
    "environment.goals": Picture("the island | is one single heading", "the island | is many headings at once"),
    "environment.strategic_turbulence": Picture("the island | stays where it is", "the island | moves all the time"),
    "environment.operational_turbulence": Picture("the water | runs as it always did", "wind and current | shift all the time"),
    "environment.shock_every": Picture("storms | follow one another", "storms | are years apart", "no storm | ever comes", "storms | come"),
    "environment.shock_size": Picture("a storm | hardly moves the island", "a storm | turns every heading round"),
    "environment.foresight": Picture("every change | comes as a surprise", "every change | is on the chart beforehand"),
    "environment.feedback_accuracy": Picture("nobody | can tell whether a stroke was right", "every rower | sees whether its stroke was right"),
    "environment.local_accuracy": Picture("rowers | misread the water at their oar", "rowers | read the water at their oar rightly"),
    "environment.ruggedness": Picture("all ways of rowing | are worth the same", "much | depends on ways of rowing that have to be found"),
    "environment.inside": Picture("a way of rowing | stands alone among those for its heading", "a way of rowing | has to fit many others for its heading"),
    "environment.across": Picture("ways of rowing | do not touch those for other headings", "a way of rowing | has to fit many for other headings"),
    "environment.couplings": {
        "ring": "a way of rowing | has to fit those next to it",
        "drawn": "a way of rowing | has to fit some others anywhere in the boat",
    },
    "environment.obsolescence": Picture("what is known of ways | stays true when the island moves", "what is known of ways | is lost when the island moves"),
    "environment.ambiguity": Picture("rowers | see clearly what another way would bring", "rowers | can only guess what another way would bring"),
    "environment.dependence": Picture("the boat | needs nobody on shore", "without friends on shore | every stroke is worth nothing"),
    "environment.outside_accuracy": Picture("what people on shore say of the island | is always wrong", "what people on shore say of the island | is always right"),
    "environment.erosion": Picture("friends on shore | stay friends without a word", "friends on shore | turn away after one silent week"),
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
    "leadership.channel_fidelity": Picture("calls from the stern | arrive as well as each boatswain passes them on", "calls from the stern | arrive whole at every oar"),
    "leadership.outside": Picture("the captain | never talks with people on shore", "the captain | talks with people on shore all the time"),
    "leadership.direct_talk": Picture("the captain | stays at the stern", "the captain | walks the benches and talks to everybody"),

    "motivation.effort_floor": Picture("a rower who lacks everything | drops the oar", "rowers | pull fully whatever they lack"),
    "motivation.weight_achievement": Picture("rowers | do not care whether the stroke succeeds", "rowers | pull for the stroke that succeeds"),
    "motivation.weight_recognition": Picture("rowers | do not care for thanks", "rowers | pull for thanks"),
    "motivation.weight_belonging": Picture("rowers | do not care for each other", "rowers | pull for the crew"),
    "motivation.weight_esteem": Picture("rowers | do not care whose idea the stroke was", "rowers | pull for strokes of their own judgement"),
    "motivation.ideas": Picture("nobody | thinks of another way to row", "every rower | always thinks of another way to row"),
    "motivation.experience": Picture("rowers | learn nothing from their own strokes", "rowers | learn from every stroke of their own"),
    "motivation.initial_safety": Picture("teams | are afraid to speak up at the start", "teams | speak up freely at the start"),

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

    "network.ties": Picture("rowers | have no friends aboard", "rowers | have many friends aboard"),
    "network.cross_team": Picture("friends | row in the same team", "friends | sit anywhere in the boat"),
    "network.initial_trust": Picture("new friends | do not trust each other", "new friends | trust each other at once"),
    "network.trust_rate": Picture("trust | hardly moves", "one talk | makes or breaks trust"),
    "network.peer_learning": Picture("rowers | do not copy each other", "rowers | copy the better ones among friends they trust"),
    "network.strain_cost": Picture("quarrels | leave calls from the stern as they are", "quarrels | drown calls from the stern"),

    "published.interdependence": Picture("every oar | counts for itself", "oars | count only if their neighbours are right too"),
    "published.fast_learners": Picture("all rowers | learn the heading at the usual rate", "all rowers | are quick to learn the heading"),
    "published.work": {
        "shared": "the rowers | share one boat, an oar each",
        "own": "every rower | sits in a boat of its own",
    },
    "published.communication_fast": Picture("quick learners | do not hear where the island is", "quick learners | hear where the island is"),
    "published.socialization": {
        "jump": "who hears the heading | takes it over at once",
        "gradual": "who hears the heading | first lets go of the old one, then takes the new",
    },
    "published.reports": {
        "experience": "the captain | hears how the strokes went",
        "superior_beliefs": "the captain | hears what those believe who know better",
        "superior_actions": "the captain | sees what those do who know better",
    },
    "published.information": {
        "current": "the planners | see the water as it is",
        "last_period": "the planners | see the water as it was a week ago",
    },
    "published.layout": {
        "random": "friendships | are drawn one by one",
        "cliques": "friends | sit in closed groups with a few bridges",
        "line": "friends | sit next to each other in one row",
        "ring": "friends | sit next to each other in a circle",
        "pairs": "any two rowers | are friends by chance",
    },
    "published.clique_size": Picture("groups of friends | are pairs", "groups of friends | are large"),
    "published.rewiring": Picture("groups of friends | are closed", "friendships | all lead to other groups"),
    "published.copying": {
        "one": "a rower | looks at one friend",
        "majority": "a rower | does what most of its better friends think",
        "best": "a rower | does all as its best friend does",
    },
    "published.standing": {
        "record": "the better friend | is whose log looks better",
        "payoff": "the better friend | is who knows better, as everybody sees",
    },
    "published.task": {
        "goals": "a boat of its own | goes well if its rower knows where the island is",
        "ways": "a boat of its own | goes well if its rower's habits fit together",
    },
    "published.search": {
        "none": "a rower | keeps its habits",
        "one": "a rower | tries one habit another way and keeps what is better",
        "first": "a rower | tries its habits one by one until one is better another way",
    },
    "published.long_jump": Picture("a rower | never tries all habits anew", "a rower | tries all habits anew every week"),
    "published.copying_error": Picture("who copies a friend | copies exactly", "who copies a friend | does all the other way round"),
    "published.exponent": Picture("a good boat | is worth what it is", "only the best boats | are worth anything"),
    "published.neighbours": Picture("friends | are those at one's side", "friends | reach far along the row"),
    "published.tie_chance": Picture("no two rowers | are friends", "all rowers | are friends"),
}
# fmt: on


def pictures(about: Described) -> dict[str, str]:
    """Return the pictures of a parameter by value: by the words of a choice, or by `low` and `high` (and `0`).

    A parameter of a mechanism of your own has none.
    """
    picture = PICTURES.get(about.path, {})
    if not isinstance(picture, Picture):
        return {word: still(text) for word, text in picture.items()}
    shown = {"0": picture.none, "low": picture.low, "high": picture.high}
    return {when: still(text) for when, text in shown.items() if text}


def changed(about: Described, before: Any, after: Any) -> str:
    """Return what a change of the value means.

    If the value reaches an end of its range or leaves it, this is the picture with the word `now`; else it says more or
    less than before.
    """
    picture = PICTURES.get(about.path)
    if picture is None:  # a parameter of a mechanism of your own
        return about.meaning
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
    """Return a picture as it is when nothing has changed."""
    return text.replace(" | ", " ")


def _now(text: str) -> str:
    return text.replace(" | ", " now ")


def _word(about: Described, value: Any) -> str:
    if about.choices:
        return str(value)
    return "none" if value is None else "some"
