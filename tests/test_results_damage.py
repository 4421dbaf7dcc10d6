"""Results that were damaged, cut short by a crash, or received from somebody with bad intentions."""

import hashlib
import json
import os
import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.cli import main
from sim.engine.store import manifest_text
from sim.study.sweep.checkpoints import FOLDER
from sim.study.sweep.folder import LOCK, FolderError
from sim.study.sweep.run_sweep import sweep
from tests.lossy_disk import LossyDisk
from tests.studies import SMALL, tables, written

posix = pytest.mark.skipif(os.name != "posix", reason="links and pipes as Unix has them")
TABLES = ("runs.parquet", "points.parquet", "series.parquet", "timings.parquet")


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished sweep, beside its study."""
    folder = tmp_path_factory.mktemp("done")
    sweep(written(folder), folder / "out")
    return folder / "out"


@pytest.fixture
def out(done: Path, tmp_path: Path) -> Path:
    """A copy of it, which a test may damage."""
    shutil.copytree(done.parent, tmp_path / "copy")
    return tmp_path / "copy" / "out"


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def flipped(path: Path, at: float = 0.5, bit: int = 1) -> None:
    content = bytearray(path.read_bytes())
    content[int(at * len(content))] ^= bit
    path.write_bytes(content)


def removed(path: Path) -> None:
    path.unlink()


def made_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGE = [emptied, cut, flipped, removed]


def is_sound(out: Path, capsys: pytest.CaptureFixture[str]) -> bool:
    """Whether every command that reads the sweep takes it; else each refuses it with help, and without a traceback."""
    target = out.parent / "replay.html"
    codes = {
        "report": main(["report", str(out)]),
        "verify": main(["verify", str(out), "--sample", "2"]),
        "open": main(["open", str(out), "--run", "nobody", "--out", str(target)]),
    }
    output = capsys.readouterr().err
    if codes == {"report": 0, "verify": 0, "open": 2} and "there is no run 'nobody'" in output:
        return True
    assert codes["report"] == codes["open"] == 2, codes
    assert codes["verify"] in (2, 4), codes
    assert output.count("= help:") >= 2
    with pytest.raises(FolderError):
        _ = sim.open_results(out).study
    return False


def is_mended(out: Path, done: Path) -> None:
    """The sweep is run again, and gives what was there before."""
    assert main(["sweep", str(out.parent / "study.yaml"), "--out", str(out)]) == 0
    assert tables(out) == tables(done)
    assert not (out / FOLDER).exists()


@pytest.mark.parametrize("name", [TABLES[0], *(pytest.param(t, marks=pytest.mark.thorough) for t in TABLES[1:])])
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_table_is_noticed_and_made_again(
    out: Path, done: Path, name: str, damage: Callable[[Path], None], capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    damage(out / name)
    assert not is_sound(out, capsys)
    with pytest.raises(FolderError, match=name) as error:
        sim.open_results(out)
    assert error.value.damaged == (name,)
    assert not sim.verify(out, 0).same
    is_mended(out, done)
    assert f"not as written: {name}" in caplog.text
    assert is_sound(out, capsys)


def test_sound_results_are_taken(out: Path, done: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The negative control."""
    assert is_sound(out, capsys)
    is_mended(out, done)


def test_making_tables_again_can_be_interrupted(out: Path, done: Path, capsys: pytest.CaptureFixture[str]) -> None:
    emptied(out / "runs.parquet")

    def interrupt(progress: Any) -> None:
        if progress.done > 40:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(out.parent / "study.yaml", out, progress=interrupt)
    assert not is_sound(out, capsys)
    reports: list[Any] = []
    sweep(out.parent / "study.yaml", out, progress=reports.append)
    assert reports[-1].before >= 40
    is_mended(out, done)


HOLLOW: list[object] = [
    "", "{", "null", "[]", "3", "[" * 100_000, "{}", '{"files": {}}', '{"files": []}', '{"files": {"../x": ""}}',
    '{"files": {}, "signature": {}, "study": {}}', '{"files": {}, "signature": [], "study": 3}',
]  # fmt: skip


@pytest.mark.parametrize("content", HOLLOW)
def test_a_hollow_manifest_is_refused(out: Path, content: str, capsys: pytest.CaptureFixture[str]) -> None:
    (out / "manifest.json").write_text(content)
    assert not is_sound(out, capsys)
    before = tables(out)
    assert main(["sweep", str(out.parent / "study.yaml"), "--out", str(out)]) == 2
    message = capsys.readouterr().err
    assert "= help: " in message
    assert content == '{"files": {}}' or "manifest.json is damaged" in message or content == "{}"
    assert tables(out) == before


@pytest.mark.parametrize("word", ["study", "signature", "seed", "runs", "failed", "files", "libraries", "fingerprints"])
@pytest.mark.parametrize("value", [None, {}, *(pytest.param(v, marks=pytest.mark.thorough) for v in (3, [], "x"))])
def test_a_manifest_without_a_word_is_refused(
    out: Path, word: str, value: object, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    del manifest["seal"]  # as an earlier version wrote it
    (out / "manifest.json").write_text(json.dumps({**manifest, word: value}))
    assert not is_sound(out, capsys) or (word in ("seed", "runs", "failed") and value == 3) or value == {}
    assert main(["sweep", str(out.parent / "study.yaml"), "--out", str(out)]) in (0, 2, 3)


def test_a_changed_number_in_the_manifest_is_noticed(out: Path, done: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (out / "manifest.json").read_text("utf-8")
    (out / "manifest.json").write_text(text.replace('"failed": 0', '"failed": 1'), "utf-8")
    assert not is_sound(out, capsys)
    is_mended(out, done)
    assert sim.open_results(out).manifest["failed"] == 0


@pytest.mark.parametrize("seed", [*range(3), *(pytest.param(n, marks=pytest.mark.thorough) for n in range(3, 12))])
def test_a_flipped_bit_anywhere_is_noticed(
    out: Path, done: Path, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(seed)
    name = chance.choice([*TABLES, "manifest.json"])
    flipped(out / name, chance.random(), 1 << chance.randrange(8))
    assert not is_sound(out, capsys)
    if main(["sweep", str(out.parent / "study.yaml"), "--out", str(out)]) == 2:
        (out / "manifest.json").unlink()  # as the message says
    is_mended(out, done)
    assert is_sound(out, capsys)


def test_tables_of_another_study_are_not_reported(out: Path, tmp_path: Path) -> None:
    """Their hashes are those of the manifest, as in a folder that was put together by hand."""
    sweep(
        written(tmp_path, SMALL.replace("network.ties: {values: [0, 3]}", "environment.goals: {values: [2, 3]}")),
        tmp_path / "other",
    )
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    shutil.copy(tmp_path / "other" / "points.parquet", out / "points.parquet")
    manifest["files"]["points.parquet"] = hashlib.sha256((out / "points.parquet").read_bytes()).hexdigest()
    (out / "manifest.json").write_text(manifest_text(manifest))
    assert main(["report", str(out)]) == main(["verify", str(out)]) == 2


def test_a_claim_that_the_tables_cannot_judge_is_refused_in_time(
    out: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tables keep the outcomes that the sweep began with; a claim may be about a newer one."""
    before = (out / "manifest.json").read_bytes()
    monkeypatch.setattr("sim.study.sweep.admission.outcomes_of", lambda _: ["speed_mean"])
    assert main(["sweep", str(out.parent / "study.yaml"), "--out", str(out)]) == 2
    assert "the claim 'led_is_ahead' cannot be judged by the tables" in capsys.readouterr().err
    assert (out / "manifest.json").read_bytes() == before


@pytest.mark.parametrize("name", ["outcomes.parquet", "series.parquet", "made_good.png"])
def test_a_damaged_file_of_single_runs_is_noticed(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, page = tmp_path / "run", ["--out", str(tmp_path / "replay.html")]
    assert main(["run", "led", "-r", "2", "--set", "run.periods=5", "--out", str(folder)]) == 0
    assert main(["open", str(folder), "--run", "led:0", *page]) == 0
    flipped(folder / name)
    assert main(["open", str(folder), "--run", "led:0", *page]) == 2
    assert f"{name} in {folder} is missing, or not as written" in capsys.readouterr().err


# --- A folder that was received --------------------------------------------------------------------------------------


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The user's own files, elsewhere."""
    folder = tmp_path / "own"
    folder.mkdir()
    for name in ("precious.txt", "mine.svg", "phase.svg", "a.arrow", "study.json"):
        (folder / name).write_text(f"own {name}")
    return folder


def content(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


LINKS = [(LOCK, "precious.txt"), ("runs.parquet", "precious.txt"), ("figures", "."), (f"{FOLDER}/a.arrow", "a.arrow")]
MORE_LINKS = [
    (LOCK, "nothing.txt"), (FOLDER, "."), (FOLDER, "nothing"), (".writing-x", "precious.txt"), (".writing-x", "."),
    ("figures", "nothing"), ("report.html", "precious.txt"), ("manifest.json", "precious.txt"), ("runs.parquet", "."),
    (f"{FOLDER}/study.json", "precious.txt"), (f"{FOLDER}/.writing-x", "."), ("figures/.writing-x", "."),
    ("figures/manifest.json", "precious.txt"), ("figures/phase.svg", "precious.txt"),
]  # fmt: skip


@posix
@pytest.mark.parametrize(
    ("name", "target"), [*LINKS, *(pytest.param(*link, marks=pytest.mark.thorough) for link in MORE_LINKS)]
)
@pytest.mark.parametrize("finished", [True, pytest.param(False, marks=pytest.mark.thorough)])
def test_links_lead_nowhere(out: Path, own: Path, name: str, target: str, finished: bool) -> None:
    if not finished:
        (out / "manifest.json").unlink()
    before = content(own)
    path = out / name
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    path.symlink_to(own / target)
    study = str(out.parent / "study.yaml")
    for command in (["sweep", study, "--out", str(out)], ["report", str(out)], ["verify", str(out), "--sample", "1"]):
        assert main(command) in (0, 2, 4)
        assert content(own) == before, command


@posix
@pytest.mark.parametrize("name", [LOCK, FOLDER])
def test_a_link_at_a_name_of_the_sweep_is_refused_by_name(
    out: Path, own: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (out / name).unlink(missing_ok=True)
    (out / name).symlink_to(own / "precious.txt")
    assert main(["sweep", str(out.parent / "study.yaml"), "--out", str(out)]) == 2
    message = capsys.readouterr().err
    assert str(out / name) in message
    assert "symbolic link" in message


def hashed(parts: Path, content: bytes) -> None:
    (parts / f"{hashlib.sha256(content).hexdigest()[:40]}.arrow").write_bytes(content)


PARTS: dict[str, Callable[[Path], object]] = {
    "no Arrow file": lambda parts: hashed(parts, b"no Arrow file"),
    "an empty file": lambda parts: hashed(parts, b""),
    "a folder": lambda parts: (parts / "x.arrow").mkdir(),
    "a pipe": lambda parts: os.mkfifo(parts / "x.arrow"),
    "a list": lambda parts: (parts / "study.json").write_text("[]"),
    "a number": lambda parts: (parts / "study.json").write_text('{"observed": 3}'),
    "many brackets": lambda parts: (parts / "study.json").write_text("[" * 100_000),
    "another folder": lambda parts: (parts / "study.json").mkdir(),
    "another pipe": lambda parts: os.mkfifo(parts / "study.json"),
}


@posix
@pytest.mark.parametrize("kind", PARTS)
def test_bad_checkpoints_are_left_out(out: Path, done: Path, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    (out / "manifest.json").unlink()
    (out / FOLDER).mkdir()
    PARTS[kind](out / FOLDER)
    assert main(["report", str(out)]) == 2
    code = main(["sweep", str(out.parent / "study.yaml"), "--out", str(out)])
    if kind == "another folder":
        assert code == 1, "the signature cannot be written"
    else:
        assert code == 0
        assert tables(out) == tables(done)
    assert "Traceback" not in capsys.readouterr().err


# --- After a crash ---------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="reads files by their descriptors")
@pytest.mark.parametrize("killed", [False, True])
def test_a_crash_at_any_moment_leaves_tables_or_checkpoints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed: bool
) -> None:
    """A disk that loses what was not brought to it, at every step from the first table to the last checkpoint.

    If `killed`, the process ends when the manifest has got its name, before that name is on the disk.
    """
    out, chance, states = tmp_path / "out", random.Random(20261129), 0
    disks: list[LossyDisk] = []
    kept: dict[str, bytes] = {}

    def crash() -> None:
        nonlocal states
        disks[0].look()
        for _ in range(10):
            results, parts = disks[0].after_crash(chance)
            states += 1
            listed = json.loads(results["manifest.json"])["files"] if "manifest.json" in results else {}
            whole = bool(listed) and all(hashlib.sha256(results[n]).hexdigest() == d for n, d in listed.items())
            assert whole or kept.items() <= parts.items(), "neither tables nor checkpoints"

    def watched(name: str) -> None:
        real = getattr(os, name)

        def call(*arguments: Any, **options: Any) -> Any:
            if not disks:
                return real(*arguments, **options)
            disks[0].look()
            result = real(*arguments, **options)
            if name == "fsync":
                disks[0].synced(arguments[0])
            crash()
            if killed and name == "replace" and Path(arguments[1]) == out / "manifest.json" and not ended:
                ended.append(True)
                raise KeyboardInterrupt
            return result

        monkeypatch.setattr(os, name, call)

    ended: list[bool] = []
    real_tables = sim.study.sweep.run_sweep.write_tables

    def observed_tables(*arguments: Any, **more: Any) -> Any:
        kept.update({path.name: path.read_bytes() for path in (out / FOLDER).glob("*.arrow")})
        disks.append(LossyDisk(out, out / FOLDER))
        return real_tables(*arguments, **more)

    monkeypatch.setattr("sim.study.sweep.run_sweep.write_tables", observed_tables)
    for name in ("fsync", "replace", "unlink"):
        watched(name)
    try:
        if killed:
            with pytest.raises(KeyboardInterrupt):
                sweep(written(tmp_path), out, threads=1)
        sweep(written(tmp_path), out, threads=1)
        crash()
    finally:
        monkeypatch.undo()
        for disk in disks:
            disk.close()
    assert kept
    assert states > 100
    assert not (out / FOLDER).exists()
    assert sim.open_results(out).manifest["failed"] == 0
