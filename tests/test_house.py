"""The house: who may import whom, what is declared is complete, and generated text is up to date."""

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from sim import reference, state
from sim.draws import Purpose
from sim.measures import measures
from sim.outcomes import outcome_names
from sim.parameters import described, groups

ROOT = Path(__file__).parent.parent
SIM = ROOT / "sim"
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in SIM.rglob("*.py")
}
RULES = sorted(path for path in (SIM / "rules").glob("*.py") if path.stem != "__init__")


def imports(path: Path, *, everywhere: bool) -> set[str]:
    """The modules a file imports: all, or only those imported when the file is."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = ast.walk(tree) if everywhere else iter(tree.body)
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in MODULES else str(node.module) for name in names}
    return found


# Each room may import the rooms named here and nothing else of sim. (`sim` itself only names what is inside.)
ROOMS = {
    "sim.parameters": set(),
    "sim.compiler": {"sim.parameters"},
    "sim.draws": {"sim.compiler", "sim.state"},
    "sim.state": {"sim.parameters"},
    "sim.formulas": {"sim.compiler", "sim.draws", "sim.parameters", "sim.state"},
    "sim.measures": {"sim.compiler", "sim.state"},
    "sim.outcomes": {"sim.compiler", "sim.measures", "sim.parameters", "sim.state"},
    "sim.people": {"sim.compiler", "sim.draws", "sim.formulas", "sim.parameters", "sim.state"},
    "sim.period": {
        "sim.compiler", "sim.draws", "sim.formulas", "sim.measures", "sim.parameters", "sim.rules", "sim.state",
    },
    "sim.kernel": {
        "sim.compiler", "sim.draws", "sim.outcomes", "sim.parameters", "sim.period", "sim.rules", "sim.state",
    },
    "sim.replacing": {"sim.compiler", "sim.draws", "sim.kernel", "sim.parameters", "sim.period"},
    "sim.engine": {
        "sim.compiler", "sim.measures", "sim.notebook", "sim.outcomes", "sim.parameters", "sim.replacing",
        "sim.scenario", "sim.state",
    },
    "sim.notebook": {"sim", "sim.comparison", "sim.engine", "sim.plot", "sim.statistics"},
    "sim.organization": {
        "sim.compiler", "sim.kernel", "sim.measures", "sim.parameters", "sim.replacing", "sim.scenario", "sim.state",
    },
    "sim.oceans": {"sim.state"},
    "sim.statistics": {"sim.state"},
    "sim.digest": {"sim.engine"},
    "sim.comparison": {"sim.engine", "sim.replacing", "sim.scenario", "sim.statistics"},
    "sim.report": {"sim.comparison", "sim.plot", "sim.report", "sim.statistics", "sim.study"},
    "sim.plot": {
        "sim.comparison", "sim.engine", "sim.literature", "sim.measures", "sim.plot", "sim.scenario", "sim.state",
        "sim.statistics", "sim.study", "sim.trial",
    },
    "sim.study": {
        "sim", "sim.compiler", "sim.engine", "sim.measures", "sim.outcomes", "sim.parameters", "sim.replacing",
        "sim.results", "sim.scenario", "sim.state", "sim.statistics", "sim.study",
    },
    "sim.trial": {
        "sim.compiler", "sim.engine", "sim.parameters", "sim.plot", "sim.report", "sim.results", "sim.scenario",
        "sim.state", "sim.statistics", "sim.study", "sim.trial",
    },
    "sim.results": {"sim", "sim.compiler", "sim.engine"},
    "sim.usage": {"sim.parameters", "sim.state"},
    "sim.timetable": {"sim.kernel", "sim.parameters", "sim.period", "sim.replacing", "sim.state", "sim.usage"},
    "sim.influence": {"sim.period", "sim.state", "sim.timetable", "sim.usage"},
    "sim.pictures": {"sim.parameters"},
    "sim.understanding": {
        "sim", "sim.compiler", "sim.engine", "sim.influence", "sim.kernel", "sim.measures", "sim.outcomes",
        "sim.parameters", "sim.period", "sim.pictures", "sim.replacing", "sim.rules", "sim.scenario", "sim.state",
        "sim.statistics", "sim.study", "sim.timetable", "sim.understanding", "sim.usage",
    },
    "sim.causes": {"sim.timetable"},
    "sim.manual": {"sim", "sim.cli", "sim.report"},
    "sim.odd": {"sim.report", "sim.state", "sim.timetable"},
    "sim.reference": {
        "sim.causes", "sim.literature", "sim.manual", "sim.measures", "sim.odd", "sim.outcomes", "sim.parameters",
        "sim.pictures", "sim.report", "sim.timetable", "sim.trial",
    },
}  # fmt: skip
RULE_MAY = {
    "sim.compiler", "sim.draws", "sim.formulas", "sim.measures", "sim.parameters", "sim.people", "sim.state",
}  # fmt: skip


LITERATURE_MAY = {
    "sim.engine", "sim.literature", "sim.plot", "sim.report", "sim.results", "sim.scenario", "sim.state",
}  # fmt: skip
CLI_MAY = {
    "sim", "sim.cli", "sim.comparison", "sim.compiler", "sim.digest", "sim.engine", "sim.influence", "sim.literature",
    "sim.measures", "sim.outcomes", "sim.page", "sim.parameters", "sim.pictures", "sim.plot", "sim.report",
    "sim.results", "sim.scenario", "sim.statistics", "sim.study", "sim.timetable", "sim.understanding",
}  # fmt: skip


def room(module: str) -> str:
    """The room of a module: `sim.rules.plan` is in `sim.rules`."""
    return ".".join(module.split(".")[:2])


@pytest.mark.parametrize("module", sorted(set(MODULES) - {"sim", "sim.__main__"}))
def test_imports_point_one_way(module: str) -> None:
    inner = {room(name) for name in imports(MODULES[module], everywhere=True) if name.split(".")[0] == "sim"}
    if module.startswith("sim.rules"):
        assert inner <= RULE_MAY
    elif module.startswith("sim.literature"):
        assert inner <= LITERATURE_MAY
    elif module.startswith("sim.scenario"):
        assert inner <= {"sim.parameters", "sim.scenario"}
    elif module.startswith("sim.page"):
        assert inner <= {
            "sim", "sim.compiler", "sim.kernel", "sim.measures", "sim.outcomes", "sim.page", "sim.parameters",
            "sim.results", "sim.rules", "sim.scenario", "sim.state", "sim.study",
        }  # fmt: skip
    elif module.startswith("sim.cli"):
        assert inner <= CLI_MAY
    else:
        assert inner <= ROOMS[room(module)]


@pytest.mark.parametrize(
    ("library", "room"),
    [
        ("mesa", "sim.organization"),
        ("matplotlib", "sim.plot"),
        ("cyclopts", "sim.cli"),
        ("SALib", "sim.study"),
        ("distributed", "sim.study.cluster"),
    ],
)
def test_a_heavy_library_has_one_room(library: str, room: str) -> None:
    users = {
        name
        for name, path in MODULES.items()
        if any(i.split(".")[0] == library for i in imports(path, everywhere=True))
    }
    assert all(name.startswith(room) for name in users)


def test_rules_know_neither_each_other_nor_the_scenarios_by_name() -> None:
    for path in RULES:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"over.managed|managed.only|no.paddles", text), path


def test_help_validation_and_errors_import_no_heavy_library() -> None:
    program = """
import sys
from sim.cli import main
assert main(["--help"]) == 0
assert main(["run", "--help"]) == 0
assert main(["run", "nowhere"]) == 2
assert main(["run", "led", "--set", "leadership.strength=7"]) == 2
assert main(["compare", "led", "--json"]) == 2
heavy = {"numba", "mesa", "matplotlib", "pandas", "numpy", "scipy", "pyarrow"} & set(sys.modules)
assert not heavy, heavy
"""
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT, capture_output=True)


def test_importing_sim_is_light() -> None:
    program = "import sys, sim; assert not {'numba', 'numpy', 'pydantic', 'matplotlib', 'mesa'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)


@pytest.mark.parametrize("rule", RULES, ids=lambda path: path.stem)
def test_a_rule_states_its_claim_and_its_paper(rule: Path) -> None:
    doc = ast.get_docstring(ast.parse(rule.read_text(encoding="utf-8"))) or ""
    assert "Claim:" in doc
    assert re.search(r"\[[A-Z]\w+\d{4}\]", doc), "a citation key"


@pytest.mark.parametrize("rule", RULES, ids=lambda path: path.stem)
def test_a_rule_uses_only_arithmetic_that_every_platform_does_alike(rule: Path) -> None:
    for path in (
        rule,
        SIM / "people.py",
        SIM / "formulas.py",
        SIM / "measures.py",
        SIM / "outcomes.py",
        SIM / "draws.py",
    ):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            assert not isinstance(node, ast.Pow | ast.Raise | ast.Try), f"{path.name}: {ast.unparse(node)}"
        assert not imports(path, everywhere=True) & {"math", "numpy", "random"}, path


def test_every_purpose_of_chance_belongs_to_one_file() -> None:
    users: Counter[str] = Counter()
    for path in [*RULES, SIM / "people.py"]:
        users.update(set(re.findall(r"Purpose\.([A-Z_]+)", path.read_text(encoding="utf-8"))))
    assert users == {purpose.name: 1 for purpose in Purpose}
    assert [purpose.value for purpose in Purpose] == list(range(len(Purpose))), "numbers are never used again"


def test_every_parameter_is_complete() -> None:
    for p in described():
        assert p.meaning.endswith("."), p.path
        assert p.meaning[0].isupper(), p.path
        assert p.unit, p.path
        assert p.source, p.path
        assert p.choices or p.kind is str or (p.low is not None and p.high is not None and p.low <= p.default <= p.high)
    assert all((model.__doc__ or "").endswith(".") for model in groups().values())


def test_every_parameter_is_read_by_a_rule_or_the_kernel() -> None:
    readers = [
        *RULES,
        *(SIM / f"{name}.py" for name in ("people", "formulas", "outcomes", "kernel", "period", "engine", "state")),
    ]
    text = "\n".join(path.read_text(encoding="utf-8") for path in readers) + (SIM / "scenario" / "layer.py").read_text(
        "utf-8"
    )
    text = re.sub(r"\bm\.", "motivation.", text)
    unread = [p.path for p in described() if not re.search(rf"\b{p.group}\.{p.name}\b", text)]
    assert unread == ["environment.trace"], "the trace reaches the rules as `structure.multiplier`"


def test_every_column_is_written_and_read_somewhere() -> None:
    text = "\n".join(
        p.read_text(encoding="utf-8") for p in [*RULES, SIM / "people.py", SIM / "measures.py", SIM / "outcomes.py"]
    )
    for name, (_, declared) in state.columns().items():
        assert declared.meaning, name
        assert declared.low < declared.high, name
        assert len(re.findall(rf"\b{name.split('.')[-1]}\b", text)) >= 2, f"{name} is declared and not used"


def test_measures_and_outcomes_have_meanings() -> None:
    assert all(m.meaning and m.low < m.high for m in measures().values())
    assert len(set(outcome_names())) == len(outcome_names())


KEY = r"[A-Z][A-Za-z]+\d{4}[a-z]?"


def test_the_bibliography_is_closed_both_ways() -> None:
    entries = re.findall(rf"^@\w+\{{({KEY}),", (ROOT / "references.bib").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(entries) == len(set(entries))
    cited = {p.source for p in described() if re.fullmatch(KEY, p.source)}
    pages = [*(ROOT / "docs").rglob("*.md"), *(ROOT / "scenarios" / "traces").iterdir(), ROOT / "README.md"]
    for path in [*SIM.rglob("*.py"), *(ROOT / "experiments").glob("*.py"), *(p for p in pages if p.is_file())]:
        cited |= set(re.findall(rf"[\[`]({KEY})[\]`]", path.read_text(encoding="utf-8")))
    assert cited == set(entries)


def test_generated_text_is_up_to_date() -> None:
    for path, content in reference.pages().items():
        assert path.read_text(encoding="utf-8") == content, f"make generate would change {path.relative_to(ROOT)}"


def test_nothing_names_a_machine_or_a_registry() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    files = [ROOT / name for name in listed.split("\0") if name] or [p for p in ROOT.glob("*") if p.is_file()]
    hosts = ["pypi" + ".org", "python" + "hosted", "/home" + "/", "/root" + "/", "/work" + "/"]
    for path in files:
        if path.suffix in {".png", ".parquet", ".wasm"} or not path.exists():
            continue
        text = path.read_text(encoding="utf-8")
        assert not [host for host in hosts if host in text], path


def test_no_public_name_is_hidden_by_a_room() -> None:
    """`import sim.x` sets the attribute x of sim, which would take the place of a function of that name."""
    import sim

    assert not set(sim._HOME) & {name.split(".")[1] for name in MODULES if "." in name}


def test_the_version_stands_once() -> None:
    import sim

    declared = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert declared is not None
    assert declared.group(1) == sim.__version__
    assert f"version: {sim.__version__}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## {sim.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_choices_keep_their_codes() -> None:
    """A compiled choice is its place in the annotation: the order is part of published results."""
    assert {p.path: p.choices for p in described() if p.choices} == {
        "organization.promotion": ("skill", "record", "seniority", "outside"),
        "organization.work": ("shared", "own"),
        "management.planning": ("rigid", "follows_direction", "rolling", "staggered"),
        "management.information": ("current", "last_period"),
        "leadership.socialization": ("jump", "gradual"),
        "leadership.reports": ("experience", "superior_beliefs", "superior_actions"),
        "network.layout": ("random", "cliques"),
        "network.copying": ("one", "majority"),
        "network.standing": ("record", "payoff"),
    }
