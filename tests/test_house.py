"""The house: what is declared is complete, and generated text is up to date. Imports are held by `make lint`."""

import ast
import inspect
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sim.explain import structure
from sim.model.assemble import standard
from sim.model.kernel import hold, luck_of
from sim.model.measures import MEASURES, measures
from sim.model.mechanism import Stream
from sim.model.outcomes import outcome_names
from sim.model.parameters import described, groups
from sim.model.week import WEEK
from tests.thorough.test_altered_rules import ALTERED
from tools import reference

ROOT = Path(__file__).parent.parent
SIM = ROOT / "sim"
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in SIM.rglob("*.py")
}
RULES = sorted(path for path in (SIM / "model" / "mechanisms").glob("*.py") if path.stem != "__init__")


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


@pytest.mark.parametrize(
    ("library", "homes"),
    [
        ("mesa", ("sim.engine.organization",)),
        (
            "matplotlib",
            (
                "sim.output",
                *(f"sim.{room}.figures" for room in ("study.report", "claims", "literature", "claims.patterns")),
            ),
        ),
        ("sklearn", ("sim.study.inference.history_matching", "sim.claims.conditions")),
        ("cyclopts", ("sim.cli",)),
        ("SALib", ("sim.study",)),
        ("optuna", ("sim.study.analysis.search",)),
        ("rocrate", ("sim.study.report.crate",)),
        ("ema_workbench", ("sim.study.analysis.discovery",)),
        ("distributed", ("sim.study.sweep.cluster",)),
    ],
)
def test_a_heavy_library_is_used_where_it_belongs(library: str, homes: tuple[str, ...]) -> None:
    users = {
        name
        for name, path in MODULES.items()
        if any(i.split(".")[0] == library for i in imports(path, everywhere=True))
    }
    assert all(name.startswith(homes) for name in users)


def test_rules_do_not_know_the_scenarios_by_name() -> None:
    for path in RULES:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"over.managed|managed.only|no.paddles", text), path


def test_every_mechanism_is_in_the_week_and_has_a_file_of_its_own() -> None:
    assert [path.stem for path in RULES] == sorted(rule.name for rule in WEEK)
    assert all(rule.__module__ == f"sim.model.mechanisms.{rule.name}" for rule in WEEK)


# numba looks at the version of SciPy, which imports little of it.
TABLES = {"mesa", "matplotlib", "pandas", "pyarrow", "scipy.linalg", "scipy.special", "statsmodels", "SALib", "jinja2"}
HEAVY = TABLES | {"scipy", "numba", "llvmlite", "numpy"}


def imported(commands: list[list[str]]) -> set[str]:
    """The modules that are imported in a process that carries out these commands."""
    program = f"import sys; from sim.cli import main\nfor words in {commands}: main(words)\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT, capture_output=True, text=True)
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    ("commands", "absent"),
    [
        ([["--help"], ["run", "--help"]], HEAVY | {"ruamel", "pydantic", "sim.model", "sim.scenario"}),
        ([["scenario", "check", "scenarios/led.yaml"]], HEAVY | {"rich", "sim.study.file.reader"}),
        ([["run", "nowhere"], ["run", "led", "--set", "leadership.strength=7"]], HEAVY | {"rich"}),
        ([["compare", "led", "--json"]], HEAVY),
        ([["run", "led", "-r", "1"], ["run", "led", "-r", "1", "--json", "--hash"]], TABLES | {"sim.study.study"}),
    ],
    ids=["help", "check", "errors", "misuse", "run"],
)
def test_a_command_imports_no_library_that_it_does_not_need(commands: list[list[str]], absent: set[str]) -> None:
    assert not absent & imported(commands)


def test_a_command_that_needs_a_library_imports_it() -> None:
    """The control of the test above: more than one replicate has intervals, which are SciPy's."""
    assert "scipy.special" in imported([["run", "led", "-r", "2"]])


def test_a_run_with_a_full_cache_compiles_nothing() -> None:
    program = """
import numpy as np
from numba import njit
from numba.core.event import install_recorder
from sim.cli import main
from sim.model.random import word
from sim.model.compile import inner
with install_recorder("numba:compile") as compiled:
    main(["run", "led", "-r", "1"])
    runs = len(compiled.buffer)
    inner(word)  # the control: what is compiled is recorded
print(runs, len(compiled.buffer) > runs, njit(lambda a: np.dot(a, a))(np.ones(3)))
"""
    command = [sys.executable, "-c", program]
    said = [subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True) for _ in range(2)]
    assert said[1].stdout.splitlines()[-1] == "0 True 3.0", "numba's linear algebra still finds SciPy"


def test_importing_sim_is_light() -> None:
    program = "import sys, sim; assert not {'numba', 'numpy', 'pydantic', 'matplotlib', 'mesa'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)


KEY = r"[A-Z][A-Za-z]+\d{4}[a-z]?"


@pytest.mark.parametrize("rule", [rule for rule in WEEK if rule.name != "knowledge"], ids=lambda rule: rule.name)
def test_a_rule_states_its_claim_and_its_papers(rule: Any) -> None:
    """All but the count of what is known, which claims nothing."""
    doc = inspect.getdoc(rule) or ""
    assert "Claim:" in doc
    assert rule.papers
    assert set(re.findall(rf"\[({KEY})\]", doc)) == {key for paper in rule.papers for key in paper.keys}


def compiled_text() -> dict[str, str]:
    """What is compiled: mechanisms, shared arithmetic, chance, outcomes, measures, and the week laid out."""
    files = [*RULES, *(SIM / "model" / f"{name}.py" for name in ("formulas", "random", "outcomes"))]
    functions = [luck_of, hold, *(m.function for m in MEASURES.values() if m.function)]
    return {
        **{path.stem: path.read_text(encoding="utf-8") for path in files},
        **{made.__name__: inspect.getsource(made) for made in functions},
        "week": standard().text,
    }


def foreign(text: str) -> list[str]:
    """What not every platform does alike, or compiled code cannot do: powers, errors, functions of libraries."""
    nodes = list(ast.walk(ast.parse(text)))
    bad = [ast.unparse(node) for node in nodes if isinstance(node, ast.Pow | ast.Raise | ast.Try)]
    modules = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    modules += [str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)]
    return bad + [name for name in modules if name.split(".")[0] in ("math", "cmath", "numpy", "random", "statistics")]


def test_rules_use_only_arithmetic_that_every_platform_does_alike() -> None:
    assert {name: foreign(text) for name, text in compiled_text().items() if foreign(text)} == {}
    for wrong in ("import math", "from numpy import exp", "x = y ** 2", "raise ValueError"):
        assert foreign(wrong), "negative control"


def used(text: str) -> set[str]:
    """Every `name.attribute` that code uses, as it is written; what docstrings and declarations name does not count."""
    return {ast.unparse(node) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute)}


def test_every_stream_of_chance_is_drawn_from_in_one_file() -> None:
    code = {path.stem: used(path.read_text("utf-8")) for path in RULES}
    streams = {f"{rule.__name__}.{name}": rule.name for rule in WEEK for name in rule.declared(Stream)}
    homes = {name: [file for file, uses in code.items() if name in uses] for name in streams}
    assert homes == {name: [home] for name, home in streams.items()}
    declared = "class Seats:\n    'It draws from Seats.ORDER.'\n    ORDER = stream('place', 23)\n"
    assert "Seats.ORDER" not in used(declared), "negative control: declared and described, but not drawn from"
    assert "Seats.ORDER" in used(declared + "split(luck, Seats.ORDER)")


def test_every_parameter_is_complete() -> None:
    for p in described():
        assert p.meaning.endswith("."), p.path
        assert p.meaning[0].isupper(), p.path
        assert p.unit, p.path
        assert p.source, p.path
        assert p.choices or p.kind is str or (p.low is not None and p.high is not None and p.low <= p.default <= p.high)
    assert all((model.__doc__ or "").endswith(".") for model in groups().values())


@cache
def turns() -> list[structure.Event]:
    """What happens in a period."""
    return [*structure.around(), *structure.events()]


def test_every_parameter_is_read_by_a_rule_or_sets_a_size() -> None:
    read = {path for turn in turns() for path in turn.parameters}
    unread = [p.path for p in described() if p.path not in read and not structure.shapes(p.path)]
    assert unread == ["environment.trace"], "the trace reaches the rules as `structure.multiplier`"


def test_every_column_is_written_and_read_somewhere() -> None:
    assert all(turn.known for turn in turns())
    read, written = ({c for turn in turns() for c in getattr(turn, what)} for what in ("reads", "writes"))
    for name, declared in standard().columns.items():
        assert declared.meaning, name
        assert declared.low < declared.high, name
        assert name in read, f"{name} is never read"
        assert name in written or name == "structure.multiplier", f"{name} is never written"


def test_measures_and_outcomes_have_meanings() -> None:
    assert all(m.meaning and m.low < m.high for m in measures().values())
    assert len(set(outcome_names())) == len(outcome_names())


def test_the_bibliography_is_closed_both_ways() -> None:
    entries = re.findall(rf"^@\w+\{{({KEY}),", (ROOT / "references.bib").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(entries) == len(set(entries))
    sources = {p.source for p in described()} | {p.plausible.source for p in described() if p.plausible}
    cited = {source for source in sources if re.fullmatch(KEY, source)}
    pages = [*(ROOT / "docs").rglob("*.md"), *(ROOT / "scenarios" / "traces").iterdir(), ROOT / "README.md"]
    for path in [*SIM.rglob("*.py"), *(ROOT / "experiments").glob("*.py"), *(p for p in pages if p.is_file())]:
        cited |= set(re.findall(rf"[\[`]({KEY})[\]`]", path.read_text(encoding="utf-8")))
    assert cited == set(entries)


def test_every_public_name_is_in_the_reference() -> None:
    import sim

    page = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
    listed = re.findall(r"^::: sim\.(\w+)$", page, re.MULTILINE)
    assert sorted(listed) == sorted({*sim.__all__} - {"RESULTS_VERSION", "plot"})


def test_generated_text_is_up_to_date() -> None:
    for path, content in reference.pages().items():
        assert path.read_text(encoding="utf-8") == content, f"make generate would change {path.relative_to(ROOT)}"


def tracked() -> list[str]:
    """Every file that the repository holds, by its path; none outside a repository."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    return [name for name in listed.split("\0") if name]


def test_a_result_of_a_trial_does_not_lie_in_the_repository() -> None:
    rooms = "benchmarks claims docs experiments results scenarios sim tests tools .ci .github"
    pages = "README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md LICENSE CITATION.cff references.bib Makefile mkdocs.yml"
    settings = "pyproject.toml constraints.txt .gitignore .pre-commit-config.yaml .python-version"
    assert {Path(name).parts[0] for name in tracked()} <= {*f"{rooms} {pages} {settings}".split()}


def test_nothing_names_a_machine_or_a_registry() -> None:
    files = [ROOT / name for name in tracked()] or [p for p in ROOT.glob("*") if p.is_file()]
    hosts = ["pypi" + ".org", "python" + "hosted", "/home" + "/", "/root" + "/", "/work" + "/"]
    for path in files:
        if path.suffix in {".gif", ".png", ".parquet", ".wasm"} or not path.exists():
            continue
        text = path.read_text(encoding="utf-8")
        assert not [host for host in hosts if host in text], path


def test_no_public_name_is_hidden_by_a_room() -> None:
    """`import sim.x` sets the attribute x of sim, which would take the place of a function of that name."""
    import sim

    assert not set(sim._HOME) & {name.split(".")[1] for name in MODULES if "." in name}


def test_no_class_has_the_name_of_another_and_there_are_ten_packages() -> None:
    sources = sorted((ROOT / "sim").rglob("*.py"))
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sources if "web" not in path.parts]
    names = [node.name for tree in trees for node in tree.body if isinstance(node, ast.ClassDef)]
    assert len(names) > 200
    assert sorted({name for name in names if names.count(name) > 1}) == []
    assert len(list((ROOT / "sim").glob("*/__init__.py"))) == 10


def test_no_variable_has_a_name_that_says_nothing() -> None:
    named = {
        (path.name, node.id)
        for path in (*MODULES.values(), *(ROOT / "tools").glob("*.py"), *(ROOT / "experiments").glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    assert len(named) > 2000
    assert sorted(one for one in named if one[1] in ("found", "said", "held", "told")) == []


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
        "published.work": ("shared", "own"),
        "management.planning": ("rigid", "follows_direction", "rolling", "staggered"),
        "published.information": ("current", "last_period"),
        "published.socialization": ("jump", "gradual"),
        "published.reports": ("experience", "superior_beliefs", "superior_actions"),
        "environment.couplings": ("ring", "drawn"),
        "published.layout": ("random", "cliques", "line", "ring", "pairs"),
        "published.copying": ("one", "majority", "best"),
        "published.task": ("goals", "ways"),
        "published.search": ("none", "one", "first"),
        "published.standing": ("record", "payoff"),
    }


def test_the_terms_that_are_to_be_altered_stand_in_the_rules() -> None:
    """That `make thorough` alters them takes minutes; that they are still there is seen at once."""
    for mechanism, terms in ALTERED.items():
        text = (ROOT / "sim" / "model" / "mechanisms" / f"{mechanism}.py").read_text(encoding="utf-8")
        assert [term for term, _ in terms if term not in text] == [], mechanism
    assert sorted(ALTERED) == sorted(rule.name for rule in WEEK)
