"""`coxed scenario new`: a new file from a built-in scenario."""

import json
import re
from pathlib import Path

import pytest

from sim.scenario import builtin_names, load
from sim.scenario.template import COMMON
from tests.conftest import Coxed
from tests.scenario_files import (
    file_codes,
)
from tests.strategies import SETTINGS


@pytest.mark.parametrize("start", builtin_names())
def test_a_new_file_is_its_start_without_a_word_of_blame(folder: Path, coxed: Coxed, start: str) -> None:
    assert coxed("scenario", "new", "mine", "--from", start)[0] == 0
    assert file_codes("mine.yaml") == []
    assert load("mine.yaml").fingerprint() == load(start).fingerprint()
    assert Path("scenario.schema.json").exists()


def test_the_template_names_settings_with_range_unit_and_meaning(folder: Path, coxed: Coxed) -> None:
    coxed("scenario", "new", "mine")
    text = Path("mine.yaml").read_text()
    plain = " ".join(re.sub(r"\n#\s+#", "", text).split())
    for about in (SETTINGS[path] for path in COMMON):
        assert about.meaning in plain
        assert about.expected in plain
        assert f"#   {about.name}: {about.default}" in text
    assert max(map(len, text.splitlines())) <= 120


def test_all_of_the_template_can_be_used(folder: Path, coxed: Coxed) -> None:
    """With every hash in front of a setting removed it is the same scenario, now by its own words."""
    coxed("scenario", "new", "mine", "--from", "over_managed")
    path = Path("mine.yaml")
    lines = path.read_text().split("\n")
    start = lines.index("extends: over_managed")
    stop = next(n for n, line in enumerate(lines) if line.startswith("# Settings that change during"))
    path.write_text("\n".join(re.sub("^# ", "", line) if start < n < stop else line for n, line in enumerate(lines)))
    assert load(path).parameters == load("over_managed").parameters
    assert {*COMMON} <= {p for p, origin in load(path).origins.items() if origin.startswith("mine.yaml")}


def test_a_new_file_names_the_parameters_of_rules_of_ones_own(folder: Path, coxed: Coxed) -> None:
    """They can be used as the others, the schema knows them, and the command that checks the file takes the rules."""
    Path("nets.py").write_text(
        "import sim\nclass Nets(sim.Mechanism):\n    'Nets are hauled in.'\n"
        "    haul = sim.share(0.1, 'Share of nets that are hauled in.')\n    def step(luck, t, crew, p): pass\n"
    )
    code, _, said = coxed("scenario", "new", "mine", "--rules", "nets.py")
    assert code == 0
    check = "coxed scenario check mine.yaml --rules nets.py"
    assert f"next: {check} " in said
    text = Path("mine.yaml").read_text()
    assert f"Check the file with: {check}\n" in text
    assert "# # Nets are hauled in.\n# nets:\n#   # Share of nets that are hauled in." in text
    Path("mine.yaml").write_text(text.replace("# nets:", "nets:").replace("#   haul: 0.1", "  haul: 0.4"))
    assert coxed(*check.split()[1:])[0] == 0
    known = json.loads(Path("scenario.schema.json").read_text())
    assert known["definitions"]["nets.haul"]["maximum"] == 1
    assert "nets" in known["properties"]
    assert coxed("scenario", "check", "mine.yaml")[0] == 2, "without the rules nobody knows them"
    assert coxed("scenario", "new", "other")[0] == 0
    assert "nets" not in Path("other.yaml").read_text()
    assert json.loads(Path("scenario.schema.json").read_text()) == known, "the first file still sets its nets"
    Path("scenario.schema.json").write_text(json.dumps(known | {"required": []}))
    assert coxed("scenario", "new", "another")[0] == 0
    renewed = json.loads(Path("scenario.schema.json").read_text())
    assert renewed["required"] == known["required"], "an old one is written anew"


def test_a_new_file_overwrites_nothing(folder: Path, coxed: Coxed) -> None:
    Path("mine.yaml").write_text("precious")
    assert coxed("scenario", "new", "mine")[0] == 2
    assert Path("mine.yaml").read_text() == "precious"
    assert coxed("scenario", "new", "mine", "--force", "--title", "Yes: and no")[0] == 0
    assert load("mine.yaml").title == "Yes: and no"


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "a/b", "x\0", "x" * 300, "a b", "-x", ".hidden", "con", "LPT1.yaml", "mine.csv", "a*", "sub/"],
)
def test_a_name_that_is_no_file_name_is_refused(folder: Path, coxed: Coxed, name: str) -> None:
    Path("sub").mkdir()
    assert coxed("scenario", "new", "--", name)[0] == 2
    assert [p.name for p in folder.rglob("*")] == ["sub"]


def test_a_start_that_cannot_be_is_refused(folder: Path, coxed: Coxed) -> None:
    Path("broken.yaml").write_text("coxed: 1\nledership: {}\n")
    Path("sub").mkdir()
    for start, name, code in [("nowhere", "a", "S027"), ("broken.yaml", "a", "S004"), ("fine.yaml", "sub/a", "S028")]:
        Path("fine.yaml").write_text("coxed: 1\n")
        exit_code, out, _ = coxed("scenario", "new", name, "--from", start, "--json")
        assert exit_code == 2
        assert [error["code"] for error in json.loads(out)["errors"]] == [code]
        Path("fine.yaml").unlink()
    assert sorted(p.name for p in folder.rglob("*")) == ["broken.yaml", "sub"]


def test_a_start_may_be_a_file_below(folder: Path, coxed: Coxed) -> None:
    Path("sub").mkdir()
    Path("sub/p.yaml").write_text("coxed: 1\nleadership: {strength: 0.5}\n")
    assert coxed("scenario", "new", "a.yaml", "--from", "sub/p.yaml")[0] == 0
    assert load("a.yaml").parameters.leadership.strength == 0.5


def test_a_schema_that_is_not_ours_is_left_alone(folder: Path, coxed: Coxed) -> None:
    Path("scenario.schema.json").write_text("{}")
    assert coxed("scenario", "new", "mine")[0] == 2
    assert Path("scenario.schema.json").read_text() == "{}"
    Path("scenario.schema.json").write_text('{"title": "Coxed scenario"}')
    exit_code, out, _ = coxed("scenario", "new", "mine", "--json")
    assert exit_code == 0
    assert json.loads(out) == {"written": ["mine.yaml", "scenario.schema.json"]}
