"""Attacks on results and claims, in larger numbers than the other tests make them."""

import os
import random
import shutil
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.cli import main
from sim.study.sweep.run_sweep import sweep
from tests.studies import tables, written
from tests.test_claim_language import CLAIMS, accepted
from tests.test_results_damage import is_mended, is_sound

pytestmark = pytest.mark.thorough

DAMAGED = 60
MOST_LINKS = 20


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("done")
    sweep(written(folder), folder / "out")
    return folder / "out"


def damaged(path: Path, chance: random.Random) -> str:
    """Damage a file in one of the ways in which disks, copies and people do it; which way."""
    content = bytearray(path.read_bytes())
    kind = chance.choice(["bit", "bit", "block", "cut", "longer", "swapped", "zeros"])
    at = chance.randrange(len(content))
    if kind == "bit":
        content[at] ^= 1 << chance.randrange(8)
    elif kind == "block":
        content[at : at + 512] = chance.randbytes(512)
    elif kind == "cut":
        del content[at:]
    elif kind == "longer":
        content += chance.randbytes(chance.randrange(1, 100))
    elif kind == "swapped":
        content = content[at:] + content[:at]
    else:
        content = bytearray(len(content))
    path.write_bytes(content)
    return kind


def test_whatever_happens_to_files_no_number_is_silently_wrong(
    done: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance, kinds = random.Random(20261129), Counter[str]()
    for number in range(DAMAGED):
        out = tmp_path / str(number) / "out"
        shutil.copytree(done.parent, out.parent)
        names = sorted(path.name for path in out.iterdir() if path.suffix in (".parquet", ".json"))
        before = {name: (out / name).read_bytes() for name in names}
        for name in chance.sample(names, chance.choice([1, 1, 1, 2, 3])):
            kinds[damaged(out / name, chance)] += 1
        if {name: (out / name).read_bytes() for name in names} != before:
            assert not is_sound(out, capsys), number
            if main(["sweep", str(out.parent / "study.yaml"), "--out", str(out)]) == 2:
                (out / "manifest.json").unlink()
        is_mended(out, done)
        assert is_sound(out, capsys), number
        shutil.rmtree(out.parent)
    assert len(kinds) == 6


@pytest.mark.skipif(os.name != "posix", reason="links as Unix has them")
def test_links_at_any_name_lead_nowhere(done: Path, tmp_path: Path) -> None:
    """Links take the place of files and folders that the commands write; what they lead to stays as it is."""
    assert main(["report", str(done)]) == 0
    names = [*(str(path.relative_to(done)) for path in done.rglob("*")), ".parts", ".lock", ".writing-1", ".parts/x"]
    chance = random.Random(20261129)
    for number in range(MOST_LINKS):
        out, own = tmp_path / str(number) / "out", tmp_path / str(number) / "own"
        shutil.copytree(done.parent, out.parent)
        own.mkdir()
        for name in ("a.svg", "a.arrow", "phase.svg", "runs.parquet", "manifest.json", "study.json", "file"):
            (own / name).write_text(name)
        before = {path.name: path.read_text() for path in own.iterdir()}
        for name in chance.sample(names, chance.randrange(1, 4)):
            path = out / name
            if path.parent.is_symlink() or (path.parent.exists() and not path.parent.is_dir()):
                continue
            path.parent.mkdir(exist_ok=True)
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            path.unlink(missing_ok=True)
            path.symlink_to(chance.choice([own, own / "file", own / "nothing", own / "phase.svg"]))
        if chance.random() < 0.5:
            (out / "manifest.json").unlink(missing_ok=True)
        study = str(out.parent / "study.yaml")
        for command in (["sweep", study, "--out", str(out)], ["report", str(out)], ["verify", str(out)]):
            assert main(command) in (0, 2, 4), number
            assert {path.name: path.read_text() for path in own.iterdir()} == before, (number, command)
        shutil.rmtree(out.parent)
    assert tables(done)


@settings(max_examples=4000, deadline=None, suppress_health_check=list(HealthCheck))
@given(CLAIMS)
def test_any_generated_claim_is_refused_or_judged(text: str) -> None:
    accepted(text)


PIECES = [
    "(",
    ")",
    ",",
    " ",
    ".",
    "mean(",
    "share(",
    " and ",
    " not ",
    "'",
    '"',
    "0",
    "-",
    "*",
    "\\",
    "\n",
    "[",
    "x for x in ",
]


@settings(max_examples=4000, deadline=None, suppress_health_check=list(HealthCheck))
@given(CLAIMS, st.lists(st.tuples(st.floats(0, 1), st.sampled_from(PIECES), st.integers(0, 4)), max_size=4))
def test_any_altered_claim_is_refused_or_judged(text: str, changes: list[tuple[float, str, int]]) -> None:
    for where, piece, dropped in changes:
        at = int(where * len(text))
        text = text[:at] + piece + text[at + dropped :]
    accepted(text)
