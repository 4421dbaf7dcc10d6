"""A file of rules and the files beside it are read as they are now, and from their own folder."""

import os
import py_compile
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from sim.cli.rules import use
from sim.cli.terminal import Misuse
from sim.model.assemble import Model
from sim.study.sweep.cluster import _by_value

RULE = """
import sim
import util_of_rules


class {name}(sim.Mechanism):
    '''Sets a number.'''

    compiled = False

    def step(luck, t, crew, p):
        crew.week.reach[0] = util_of_rules.gain(){own}
"""
HELPER = "def gain():\n    return {}\n"


@pytest.fixture(autouse=True)
def modules() -> Iterator[None]:
    known = dict(sys.modules)
    yield
    for name in sys.modules.keys() - known.keys():
        if name.startswith(("coxed_rules_", "util_of_rules")):
            del sys.modules[name]


def written(folder: Path, name: str, value: float, own: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "util_of_rules.py").write_text(HELPER.format(value), "utf-8")
    file = folder / f"{name.lower()}.py"
    file.write_text(RULE.format(name=name, own=own), "utf-8")
    return file


def made(*files: Path) -> Model:
    model = use(files)
    assert model is not None
    return model


def gain(model: Model, name: str) -> float:
    """What a rule writes."""
    reach = [0.0]
    (rule,) = [rule for rule in model.rules if rule.name == name]
    rule.step(None, 0, SimpleNamespace(week=SimpleNamespace(reach=reach)), None)
    return reach[0]


@pytest.mark.parametrize("helper", [True, False])
def test_an_edit_counts_even_if_it_changes_neither_the_length_nor_the_time_of_a_file(
    tmp_path: Path, helper: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after an edit within a second, or with files that were unpacked with their times."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    file = written(tmp_path, "Mine", 1.5, " * 1.0")
    edited = tmp_path / "util_of_rules.py" if helper else file
    py_compile.compile(str(edited))
    about = edited.stat()
    before = made(file)
    assert gain(before, "mine") == 1.5
    text = edited.read_text("utf-8")
    edited.write_text(text.replace("1.5", "4.5").replace("* 1.0", "* 3.0"), "utf-8")
    os.utime(edited, ns=(about.st_atime_ns, about.st_mtime_ns))
    del sys.modules["util_of_rules"]
    after = made(file)
    assert gain(after, "mine") == 4.5
    assert before.custom != after.custom


def test_helpers_of_the_same_name_come_from_the_folder_of_each_rule(tmp_path: Path) -> None:
    model = made(written(tmp_path / "a", "One", 1.0), written(tmp_path / "b", "Two", 7.0))
    assert [gain(model, name) for name in ("one", "two")] == [1.0, 7.0]


def test_a_step_may_import_a_file_beside_its_own(tmp_path: Path) -> None:
    file = written(tmp_path, "Mine", 2.0)
    text = file.read_text("utf-8").replace("import util_of_rules\n", "")
    file.write_text(text.replace("        crew", "        import util_of_rules\n\n        crew"), "utf-8")
    assert gain(made(file), "mine") == 2.0


def test_nothing_of_this_stays_behind(tmp_path: Path) -> None:
    before = [*sys.path], [*sys.path_hooks]
    file = written(tmp_path, "Mine", 2.0)
    made(file)
    file.write_text("import sim\nraise ValueError('no')\n", "utf-8")
    with pytest.raises(Misuse, match="line 2: ValueError: no"):
        use([file])
    assert before == ([*sys.path], [*sys.path_hooks])
    assert not [path for path in sys.path_importer_cache if path.startswith(str(tmp_path))]


def test_workers_on_other_machines_get_the_files_beside_a_rule(tmp_path: Path) -> None:
    file = written(tmp_path, "Mine", 2.0)
    packed = _by_value(made(file))
    for path in tmp_path.glob("*.py"):
        path.unlink()
    program = (
        "import sys, cloudpickle; model = cloudpickle.loads(sys.stdin.buffer.read())\n"
        "print([rule.step.__globals__['util_of_rules'].gain() for rule in model.rules if rule.name == 'mine'])"
    )
    done = subprocess.run([sys.executable, "-c", program], input=packed, capture_output=True, check=True)
    assert done.stdout.decode().strip() == "[2.0]"
