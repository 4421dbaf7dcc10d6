"""What identifies a rule of one's own: its code and every value that it uses, and nothing else."""

import importlib.util
import random
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import sim
from sim.model import source
from sim.model.identity import UnidentifiableError, measure_identity, rule_identity, rules_hash
from sim.model.mechanism import Mechanism

FACTOR = 0.5
TABLE = np.array([1.0, 2.0])


def helper(x: float) -> float:
    """A helper with a value of its own."""
    return x * FACTOR


def rule(step: Callable[..., Any], **more: Any) -> type[Mechanism]:
    return type("Mine", (Mechanism,), {"step": step, **more})


def make(value: Any) -> type[Mechanism]:
    """A rule that is the same text for every value."""

    def step(luck, t, crew, p):  # type: ignore[no-untyped-def]
        crew.people.skill[0] = value

    return rule(step)


@pytest.mark.parametrize(
    ("one", "other"),
    [(0.0, 1.0), (0.0, -0.0), (1, 1.0), (1, True), ("a", "b"), ((1, 2), (2, 1)), ((1, (2,)), (1, 2)),
     (np.array([1.0, 2.0]), np.array([1.0, 2.5])), (np.array([1, 2]), np.array([1.0, 2.0])), ({"a": 1}, {"a": 2}),
     (np.float64(1), np.float64(2)), (helper, abs), ([1], [1, 1]), (None, 0)],
)  # fmt: skip
def test_the_values_of_a_closure_count(one: Any, other: Any) -> None:
    assert rule_identity(make(one)) == rule_identity(make(one))
    assert rule_identity(make(one)) != rule_identity(make(other))


def test_defaults_globals_and_helpers_count(monkeypatch: pytest.MonkeyPatch) -> None:
    def step(luck, t, crew, p):  # type: ignore[no-untyped-def]
        crew.people.skill[0] = helper(TABLE[0])

    mine = rule(step)
    before = rule_identity(mine)
    monkeypatch.setitem(globals(), "FACTOR", 0.25)  # what a helper uses
    assert rule_identity(mine) != before
    monkeypatch.setitem(globals(), "FACTOR", 0.5)
    assert rule_identity(mine) == before
    monkeypatch.setitem(globals(), "TABLE", np.array([1.0, 3.0]))
    assert rule_identity(mine) != before
    monkeypatch.setitem(globals(), "TABLE", np.array([1.0, 2.0]))
    monkeypatch.setattr(step, "__kwdefaults__", {"unused": 1})
    assert rule_identity(mine) != before


def test_declarations_count() -> None:
    def step(luck, t, crew, p):  # type: ignore[no-untyped-def]
        pass

    plain = rule(step)
    variants = [
        plain,
        rule(step, compiled=False),
        rule(step, name="other"),
        rule(step, active=lambda p: p.mine.rate > 0),
        rule(step, start=lambda luck, crew, p: None),
        rule(step, rate=sim.share(0.1, "a")),
        rule(step, rate=sim.share(0.2, "a")),
        rule(step, x=sim.column("people", float, "members", "a")),
        rule(step, x=sim.column("people", float, "members", "a", start=0.5)),
        rule(step, x=sim.column("people", int, "members", "a")),
        rule(step, x=sim.stream("member")),
        rule(step, x=sim.stream("member", 99)),
    ]
    assert len({rule_identity(variant) for variant in variants}) == len(variants)


def loaded(path: Path, text: str) -> ModuleType:
    path.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


TEXT = '''
import sim
import {helper}

class Mine(sim.Mechanism):
    """What it does."""

    def step(luck, t, crew, p):
        """Its step."""
        crew.people.skill[0] = {helper}.half(1.0)
'''


def test_words_do_not_count_and_a_helpers_file_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    name = "helping_" + tmp_path.name.replace("-", "_")
    help_file = tmp_path / f"{name}.py"
    text = TEXT.format(helper=name)
    loaded(help_file, "def half(x):\n    return x / 2\n")
    first = rule_identity(loaded(tmp_path / "mine_a.py", text).Mine)
    words = (
        text.replace("What it does", "Something else")
        .replace("Its step", "Another")
        .replace("\n    def", "\n    # why\n    def")
    )
    assert rule_identity(loaded(tmp_path / "mine_b.py", words).Mine) == first
    assert rule_identity(loaded(tmp_path / "mine_c.py", text.replace("half(1.0)", "half(2.0)")).Mine) != first
    loaded(help_file, "def half(x):\n    return x / 3\n")
    assert rule_identity(loaded(tmp_path / "mine_d.py", text).Mine) != first


@pytest.mark.parametrize(
    ("value", "kind"),
    [(np.random.default_rng(1), "Generator"), (random.Random(1), "Random"), (iter([1]), "list_iterator"),
     (np.array([object()]), "ndarray"), (memoryview(b"a"), "memoryview")],
)  # fmt: skip
def test_what_has_no_content_is_refused_with_a_reason(value: Any, kind: str) -> None:
    with pytest.raises(UnidentifiableError, match=rf"cannot be identified: it uses a [\w.]*{kind} \(mine: value\)"):
        rule_identity(make(value))
    with pytest.raises(ValueError, match=r"draw chance from a `sim\.stream`"):
        sim.run("led", 1, rules=[*sim.WEEK, make(value)])


@pytest.mark.parametrize("text", ["np.random.random()", "random.random()", "time.time()", "drawn()"])
def test_chance_that_is_no_stream_is_refused(text: str) -> None:
    import time

    scope = {"np": np, "random": random, "time": time, "drawn": random.random}
    exec(f"def step(luck, t, crew, p):\n    crew.people.skill[0] = {text}", scope)
    with pytest.raises(UnidentifiableError, match="draw chance from"):
        rule_identity(rule(scope["step"]))  # type: ignore[arg-type]


def test_an_open_file_is_refused() -> None:
    with Path(__file__).open(encoding="utf-8") as file, pytest.raises(UnidentifiableError, match="TextIOWrapper"):
        rule_identity(make(file))


def test_measures_have_identities_of_their_own() -> None:
    made = {
        measure_identity(measure)
        for measure in (
            sim.mean("people.skill", "one"),
            sim.mean("people.safety", "one"),
            sim.measure("share", 0, 1, "one")(lambda crew: crew.people.skill[0]),
            sim.measure("share", 0, 1, "one")(lambda crew: crew.people.skill[1]),
        )
    }
    assert len(made) == 4
    assert measure_identity(sim.mean("people.skill", "another word")) in made


def test_two_processes_and_two_hash_seeds_agree(tmp_path: Path) -> None:
    import os
    import subprocess

    text = (
        "import sim\nfrom sim.model.identity import rule_identity, rules_hash\n"
        "class Mine(sim.Mechanism):\n    def step(luck, t, crew, p):\n"
        "        if t in {1, 2, 3}:\n            crew.people.skill[0] = len({'a', 'b'})\n"
        "print(rule_identity(Mine), rules_hash())\n"
    )
    file = tmp_path / "program.py"
    file.write_text(text, encoding="utf-8")
    said = {
        subprocess.run(
            [sys.executable, str(file)], capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(sim.__file__).parent.parent)},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(said) == 1
    assert rules_hash() in said.pop()


DECLARATIONS = {"conditions", "declaration", "measures", "mechanism", "parameters", "state"}
"""Modules from which mechanisms take words and types, but no code that decides a number."""


def test_what_mechanisms_import_is_in_the_hash_of_the_rules() -> None:
    """Else an edited helper would be served from old machine code. Negative control: without one, the test fails."""
    taken = set()
    for path in (Path(source.HERE) / "mechanisms").glob("*.py"):
        taken |= set(re.findall(r"^from sim\.model\.(\w+) import", path.read_text(encoding="utf-8"), re.MULTILINE))
    hashed = {name.removesuffix(".py") for name in source.SHARED}
    assert taken - DECLARATIONS <= hashed
    assert not taken - DECLARATIONS <= hashed - {"heights"}
