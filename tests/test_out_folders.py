"""A command never writes over the results of another one: they would lose the manifest that says what they are."""

import errno
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli import main
from sim.engine.store import checked
from sim.model.files import write_whole
from sim.study.sweep.checkpoints import FOLDER
from sim.study.sweep.run_sweep import sweep
from tests.studies import written

SMALL = ["--set", "run.periods=3", "--set", "organization.members=3"]
RUN = ["run", "led", "-r", "1", *SMALL]
COMPARE = ["compare", "led", "neither", "-r", "1", *SMALL]
FOLLOW = ["follow", "led", *SMALL]
FIT = """study: 1
base: led
set: {organization.members: 3, run.periods: 3}
factors: {rewards.initiative: [0, 1]}
replicates: 2
targets: {effort_mean: [0, 1]}
"""


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def match(folder: Path) -> list[str]:
    (folder / "fit.yaml").write_text(FIT, "utf-8")
    return ["match", str(folder / "fit.yaml"), "--waves", "1"]


def test_a_sweep_is_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    sweep(written(tmp_path), out)
    before = files(out)
    commands = [RUN, COMPARE, FOLLOW, ["follow", str(out)], ["literature", "march"], ["patterns"], match(tmp_path)]
    for command in commands:
        assert main([*command, "--out", str(out)]) == 2, command
        assert "holds other results, such as runs.parquet" in capsys.readouterr().err
    assert files(out) == before
    checked(out)


def test_nor_is_an_unfinished_one_or_a_part(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    part = tmp_path / "part"
    sweep(written(tmp_path), part, part=(1, 2))
    before = files(part)
    assert (part / FOLDER).is_dir()
    for command in (RUN, COMPARE, FOLLOW, match(tmp_path)):
        assert main([*command, "--out", str(part)]) == 2, command
        assert "holds an unfinished sweep" in capsys.readouterr().err
    assert files(part) == before


def test_results_of_the_same_command_are_replaced_and_of_another_are_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command, others in ((RUN, [COMPARE, FOLLOW]), (COMPARE, [RUN, FOLLOW]), (FOLLOW, [RUN, COMPARE])):
        out = tmp_path / command[0]
        for _ in range(2):
            assert main([*command, "--out", str(out)]) == 0
        before = files(out)
        for other in others:
            assert main([*other, "--out", str(out)]) == 2
        assert files(out) == before
    (out / "manifest.json").write_text("{", "utf-8")
    capsys.readouterr()
    assert main([*RUN, "--out", str(out)]) == 2
    assert "manifest.json is damaged" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["series.parquet", "manifest.json"])
def test_a_folder_in_the_place_of_a_file_is_refused_before_anything_runs(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main([*RUN, "--out", str(out)]) == 0
    (out / name).unlink()
    (out / name).mkdir()
    before = files(out)
    assert main([*RUN, "--out", str(out)]) == 2
    assert f"holds a folder named {name}" in capsys.readouterr().err
    assert files(out) == before
    assert (out / name).is_dir()


@pytest.mark.parametrize(
    "words",
    [
        ["robustness", "x", "--threshold", "nan"], ["robustness", "x", "--threshold", "inf"],
        ["discover", "x", "--threshold", "nan"], ["discover", "x", "--threshold=-inf"],
        ["scenario", "what-if", "led", "--set", "network.ties=1", "--smallest", "inf"],
    ],
)  # fmt: skip
def test_a_threshold_is_a_number(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert "Expected a number." in capsys.readouterr().err


@pytest.mark.parametrize(
    "address", ["nosuch", "", "tcp://somewhere", "tcp://somewhere:", "somewhere:port", "http://a/b:1"]
)
def test_a_scheduler_has_an_address(tmp_path: Path, address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", "quick", "--out", str(tmp_path / "out"), "--dask", address]) == 2
    assert "an address with a port" in " ".join(capsys.readouterr().err.replace("│", "").split())
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(os.name != "posix", reason="pipes as Unix has them")
def test_a_page_is_never_put_in_the_place_of_a_device_or_a_pipe(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A superuser who wrote to /dev/null would replace it."""
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    for target in (pipe, link):
        assert main(["page", "--out", str(target)]) == 2
        assert "is not a regular file" in capsys.readouterr().err
        with pytest.raises(OSError, match="not a regular file"):
            write_whole(target, "text", follow=True)
    assert pipe.is_fifo()
    assert link.is_symlink()


def test_what_is_proposed_for_an_unfinished_sweep_can_be_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    part = tmp_path / "part"
    sweep(written(tmp_path), part, part=(1, 2))
    for command in (["verify"], ["follow", "--out", str(tmp_path / "f")], ["robustness"], ["describe"], ["report"]):
        assert main([*command, str(part)]) == 2
        proposed = re.search(r"coxed (report .* --partial)", capsys.readouterr().err)
        assert proposed is not None
    assert main(shlex.split(proposed[1])) == 0


@pytest.mark.parametrize("columns", ["1", "0", "-3", "many"])
def test_help_ends_in_the_narrowest_terminal(columns: str) -> None:
    command = [sys.executable, "-m", "sim", "run", "--help"]
    done = subprocess.run(command, env={**os.environ, "COLUMNS": columns}, capture_output=True, timeout=100, check=True)
    assert b"replicates" in done.stdout


@pytest.mark.parametrize("command", ["report", "describe"])
def test_a_full_disk_is_no_fault_of_the_folder(
    tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    sweep(written(tmp_path), out)

    def failing(number: int) -> None:
        def sync(path: Path) -> None:
            raise OSError(number, os.strerror(number), str(path))

        monkeypatch.setattr("sim.model.files.sync", sync)
        monkeypatch.setattr("sim.engine.store.sync", sync)

    failing(errno.ENOSPC)
    assert main([command, str(out)]) == 1
    failing(errno.EROFS)
    assert main([command, str(out)]) == 2
    assert "copy the folder" in capsys.readouterr().err


def test_a_refused_sweep_leaves_a_folder_of_results_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, part = tmp_path / "out", tmp_path / "part"
    assert main(["sweep", str(written(tmp_path)), "--part", "1/2", "--out", str(part)]) == 0
    assert main([*RUN, "--out", str(out)]) == 0
    before = files(out)
    for command in (["sweep", str(tmp_path / "study.yaml")], ["merge", str(part)]):
        assert main([*command, "--out", str(out)]) == 2
        assert not (out / ".parts").exists()
    assert "holds other results, which are no sweep" in capsys.readouterr().err
    assert {name: content for name, content in files(out).items() if name != ".lock"} == before
    assert main([*RUN, "--out", str(out)]) == 0, "it can be written again"
