"""Attacks on the files that a study names: damaged, edited during a sweep, and looked for from other folders."""

import io
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sim
from sim.scenario import ScenarioError
from sim.study.file.reader import load_study
from sim.study.sweep.checkpoints import FOLDER
from tests.studies import tables
from tests.thorough.test_kills import killed_after

pytestmark = pytest.mark.thorough

DAMAGED = 3000  # files of each kind
TRACE = "multiplier\n1\n5\n0\n"
DECOY = "multiplier\n77\n"
STUDY = """\
study: 1
base: led
compare: side.yaml
set: {organization.members: 40, run.periods: 100, environment.trace_every: 1}
factors:
  environment.trace: {values: [own.csv, null, us_gdp_dynamism]}
  leadership.communication: {values: [0, 0.25, 0.5, 0.75, 1]}
replicates: 60
"""
SIDE = "coxed: 1\nextends: over_managed\nenvironment: {trace: own.csv}\n"
POINTS = pa.table(
    {
        "network.ties": np.arange(5) % 4 + 0.0,
        "rewards.initiative": np.linspace(0, 1, 5),
        "management.planning": ["rigid", "rolling", "rigid", "rolling", "rigid"],
        "environment.trace": ["own.csv", None, "own.csv", None, "us_gdp_dynamism"],
    }
)
WORDS = [
    b"1e999", b"nan", b"\xff", b'"', b",", b"\r", b"\n", b"-", b"9" * 400, b"true", b"../x.csv", b"\x00", b"2.0",
    b"own.csv", b"network.ties", b"#", b";", "½".encode(),
]  # fmt: skip


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """The folder of a study, and another one with a trace of the same name."""
    mine, other = tmp_path / "mine", tmp_path / "other"
    for folder, trace in ((mine, TRACE), (other, DECOY)):
        folder.mkdir()
        (folder / "own.csv").write_text(trace, "utf-8")
    (mine / "side.yaml").write_text(SIDE, "utf-8")
    (mine / "study.yaml").write_text(STUDY, "utf-8")
    return mine, other


def contents() -> dict[str, bytes]:
    """A design file of each kind."""
    packed, plain = io.BytesIO(), io.BytesIO()
    pq.write_table(POINTS, packed)
    pq.write_table(POINTS, plain, compression="none", use_dictionary=False)
    return {
        "csv": POINTS.to_pandas().to_csv(index=False).encode(),
        "packed.parquet": packed.getvalue(),
        "plain.parquet": plain.getvalue(),
    }


def damaged(content: bytes, kind: str, rng: np.random.Generator) -> bytes:
    """The content with up to four faults: words put in, bits flipped, bytes cut, or the end of the file inverted."""
    raw = bytearray(content)
    for _ in range(rng.integers(1, 5)):
        at, how = int(rng.integers(len(raw))), rng.random()
        if kind == "csv":
            raw[at : at + int(rng.integers(5))] = WORDS[rng.integers(len(WORDS))]
        elif how < 0.8:
            raw[at] ^= 1 << int(rng.integers(8))
        elif how < 0.9:
            del raw[at : at + int(rng.integers(1, 31))]
        else:
            raw[-min(len(raw), int(rng.integers(1, 900)))] ^= 255
    return bytes(raw)


def outcome(study: Path) -> str:
    """The first word of what is wrong, or that the study can be read."""
    try:
        load_study(study)
    except ScenarioError as error:
        return str(error).partition(":")[0]
    return "read"


@pytest.mark.parametrize("kind", contents())
def test_a_damaged_design_file_is_read_or_refused(folders: tuple[Path, Path], kind: str) -> None:
    """Never a traceback; most of the damage is noticed, and the message can be shown."""
    mine, _ = folders
    study, rng = mine / "study.yaml", np.random.default_rng(20261129)
    study.write_text(f"study: 1\nbase: led\ndesign: {{kind: file, path: points.{kind}}}\n", "utf-8")
    content, outcomes = contents()[kind], Counter[str]()
    for _ in range(DAMAGED):
        (mine / f"points.{kind}").write_bytes(damaged(content, kind, rng))
        outcomes[outcome(study)] += 1
    assert outcomes.total() == DAMAGED
    assert outcomes["read"] < DAMAGED / 3


NAMES = 3000
PIECES = [
    "..", ".", "/", "//", "own.csv", "linked.csv", "folder", "secret.csv", "~", "\\", "C:", "\0", "%2e%2e",
    "us_gdp_dynamism", "file://", " ", "é", "*", "x" * 300, "\n", "null", "$HOME", "{secret}", "{folder}",
]  # fmt: skip


def test_no_name_of_a_trace_opens_a_file_elsewhere(folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Names are put together from parts of paths; every file that is opened is noted."""
    mine, other = folders
    secret, rng, opened = other / "secret.csv", np.random.default_rng(20261129), list[str]()
    secret.write_text("name\nSESAME\n", "utf-8")
    (mine / "linked.csv").symlink_to(secret)
    (mine / "folder").symlink_to(other)
    monkeypatch.chdir(other)
    watching = [True]
    sys.addaudithook(lambda event, about: opened.append(str(about[0])) if watching[0] and event == "open" else None)
    outcomes = Counter[str]()
    for number in range(NAMES):
        pieces = [PIECES[rng.integers(len(PIECES))] for _ in range(rng.integers(1, 6))]
        name = "".join(pieces).replace("{secret}", str(secret)).replace("{folder}", str(mine))
        form = (
            "set: {environment.trace: %s}\nfactors: {network.ties: }",
            "factors: {environment.trace: {values: [%s]}}",
        )
        text = "study: 1\nbase: led\n" + form[number % 2] % json.dumps(name) + "\n"
        (mine / "study.yaml").write_text(text, "utf-8")
        if number % 3 == 0:
            pq.write_table(pa.table({"environment.trace": [name]}), mine / "points.parquet")
            text = "study: 1\nbase: led\ndesign: {kind: file, path: points.parquet}\n"
            (mine / "study.yaml").write_text(text, "utf-8")
        outcomes[outcome(mine / "study.yaml")] += 1
    watching[0] = False
    assert str(mine / "own.csv") in opened
    assert not {os.path.realpath(path) for path in opened if "\0" not in path} & {
        os.path.realpath(file) for file in (secret, other / "own.csv")
    }
    assert outcomes["error[S028]"] > NAMES / 10


def started(study: Path, out: Path, folder: Path, *options: str) -> "subprocess.Popen[str]":
    """A sweep whose process works in a folder."""
    command = [sys.executable, "-m", "sim", "sweep", os.path.relpath(study, folder), "--out", str(out), *options]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, cwd=folder)


def test_a_sweep_that_is_killed_goes_on_from_any_folder(folders: tuple[Path, Path], tmp_path: Path) -> None:
    mine, other = folders
    study, out, rng = mine / "study.yaml", tmp_path / "out", np.random.default_rng(20261129)
    sim.sweep(study, tmp_path / "expected")
    for attempt in range(6):
        killed_after(started(study, out, (mine, other)[attempt % 2]), out, rng.uniform(0, 0.8))
        if (out / "manifest.json").exists():
            break
    last = started(study, out, other)
    last.communicate()
    assert last.returncode == 0
    assert tables(out) == tables(tmp_path / "expected")


def test_a_trace_that_is_edited_during_a_sweep_is_no_mixture(folders: tuple[Path, Path], tmp_path: Path) -> None:
    """The sweep keeps the numbers that it began with. Continued with others it is refused, or has only the others."""
    mine, _ = folders
    study, out = mine / "study.yaml", tmp_path / "out"
    sim.sweep(study, tmp_path / "before")
    process = started(study, out, mine)
    while process.poll() is None and not (out / FOLDER / "study.json").exists():
        pass
    (mine / "own.csv").write_text(DECOY, "utf-8")
    process.communicate()
    assert process.returncode == 0
    assert tables(out) == tables(tmp_path / "before")
    (mine / "own.csv").write_text(TRACE, "utf-8")
    out = tmp_path / "killed"
    killed = killed_after(started(study, out, mine), out, 0.2)
    (mine / "own.csv").write_text(DECOY, "utf-8")
    again = started(study, out, mine)
    _, message = again.communicate()
    assert again.returncode == 2
    assert "another study" in message
    if killed:
        resumed = started(study, out, mine, "--resume")
        resumed.communicate()
        sim.sweep(study, tmp_path / "after")
        assert resumed.returncode == 0
        assert tables(out) == tables(tmp_path / "after")


def test_workers_elsewhere_have_the_same_traces(folders: tuple[Path, Path], tmp_path: Path) -> None:
    """Dask's workers start in a folder where a trace of the same name has other numbers."""
    mine, other = folders
    sim.sweep(mine / "study.yaml", tmp_path / "expected")
    process = started(mine / "study.yaml", tmp_path / "out", other, "--dask", "local", "--threads", "2")
    process.communicate()
    assert process.returncode == 0
    assert tables(tmp_path / "out") == tables(tmp_path / "expected")
