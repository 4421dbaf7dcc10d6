"""For each code of scenario files, a short file that gets it, and the same file without the mistake."""

from sim.scenario.codes import Example
from sim.scenario.inheritance import MOST_PARENTS
from sim.scenario.nodes import DEEPEST, MOST_EVENTS

FILE = "example.yaml"
HEAD = "coxed: 1\n"
_AT = HEAD + "interventions:\n  - at: 100\n"
_THEN = "    set:\n      leadership.strength: 0\n"
_TRACE = HEAD + "environment:\n  trace: mine.csv\n"
_DEEP = "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1)
_CREWS = {
    f"crew{n}.yaml": HEAD + (f"extends: crew{n + 1}.yaml\n" if n <= MOST_PARENTS else "")
    for n in range(1, MOST_PARENTS + 2)
}


def _pair(wrong: str, right: str) -> Example:
    return Example(HEAD + wrong + "\n", HEAD + right + "\n")


def _traced(wrong: str, right: str) -> Example:
    return Example(_TRACE, _TRACE.replace("mine", "right"), {"mine.csv": wrong, "right.csv": right})


EXAMPLES: dict[str, Example] = {
    "S001": _pair("extends: gone.yaml", "extends: led"),
    "S002": _pair("extends: ./", "extends: led"),
    "S003": _pair("leadership:\n  comunication: 0.5", "leadership:\n  communication: 0.5"),
    "S004": _pair("leadrship:\n  strength: 0.5", "leadership:\n  strength: 0.5"),
    "S005": _pair(f"title: [{'1, ' * MOST_EVENTS}1]", "title: One"),
    "S006": _pair('title: "\\e[31mred"', "title: red"),
    "S007": _pair("title: 'A crew", "title: A crew"),
    "S008": _pair("leadership:\n\tstrength: 0.5", "leadership:\n  strength: 0.5"),
    "S009": _pair(f"title: {_DEEP}", "title: A crew"),
    "S010": _pair("title: &name A crew", "title: A crew"),
    "S011": _pair("title: !!str A crew", "title: A crew"),
    "S012": _pair("---\ntitle: A second crew", "title: A crew"),
    "S013": Example("# to be written\n", "coxed: 1\n"),
    "S014": _pair("leadership: 0.5", "leadership:\n  strength: 0.5"),
    "S015": _pair("leadership: {strength: 0,5}", "leadership: {strength: 0.5}"),
    "S016": _pair("leadership:\n  strength: 0.5\n  strength: 0.7", "leadership:\n  strength: 0.7"),
    "S017": Example("title: A crew\n", "coxed: 1\ntitle: A crew\n"),
    "S018": Example("coxed: 2\n", "coxed: 1\n"),
    "S019": Example("coxed: 0.1\n", "coxed: 1\n"),
    "S020": _pair("leadership:\n  strength: 50%", "leadership:\n  strength: 0.5"),
    "S021": _pair("organization:\n  members: 12.5", "organization:\n  members: 12"),
    "S022": _pair("leadership:\n  strength: 1.5", "leadership:\n  strength: 1"),
    "S023": _pair("management:\n  planning: loose", "management:\n  planning: rolling"),
    "S024": _pair("leadership:\n  strength:", "leadership:\n  strength: 0.5"),
    "S025": _pair("title: 2024", 'title: "2024"'),
    "S026": _pair("run:\n  periods: 50\n  warm_up: 60", "run:\n  periods: 50\n  warm_up: 10"),
    "S027": _pair("extends: leaderless", "extends: managed_only"),
    "S028": _pair("extends: ../led.yaml", "extends: led"),
    "S029": _pair(f"extends: {FILE}", "extends: led"),
    "S030": Example(HEAD + "extends: crew1.yaml\n", HEAD + "extends: crew2.yaml\n", _CREWS),
    "S031": Example(
        _AT + "    set:\n      organization.members: 12\n", HEAD + "organization:\n  members: 12\n"
    ),
    "S032": Example((_AT + _THEN).replace("100", "0"), _AT + _THEN),
    "S033": Example(_AT, _AT + _THEN),
    "S034": Example(_AT + "    until: 150\n" + _THEN, _AT + _THEN + _AT.splitlines()[2].replace("100", "150") + "\n"
                    + _THEN.replace("0", "1")),
    "S035": _pair("environment:\n  trace: us_gdp", "environment:\n  trace: us_gdp_dynamism"),
    "S036": _traced("quarter,multiplier\n1,calm\n", "quarter,multiplier\n1,0.5\n"),
    "S037": _traced("0.5\n2\n", "multiplier\n0.5\n2\n"),
    "S038": _traced("multiplier\n", "multiplier\n1\n"),
    "S039": Example("coxed run led --set leadership.strength", "coxed run led --set leadership.strength=0.5"),
    "S040": Example("study: 1\nextends: led\n", "coxed: 1\nextends: led\n"),
}  # fmt: skip
