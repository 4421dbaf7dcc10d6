"""The command line as its users meet it: results, refusals, closed pipes and Ctrl-C."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import sim
from sim.cli import main
from sim.engine import run as engine
from sim.model.assemble import Model

SHORT = ["--replicates", "5", "--set", "run.periods=20", "--set", "organization.members=8"]


def test_run_prints_every_measure(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "led", *SHORT]) == 0
    shown = capsys.readouterr()
    expected = sim.run(sim.load("led", ["run.periods=20", "organization.members=8"]), 5).outcomes["speed_mean"].mean()
    assert f"{expected:.3f}" in next(line for line in shown.out.splitlines() if line.startswith(" speed"))
    assert "next: coxed compare" in shown.err


def test_json_is_the_same_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "led", "over_managed", *SHORT, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    scenarios = [sim.load(name, ["run.periods=20", "organization.members=8"]) for name in ("led", "over_managed")]
    comparison = sim.compare(scenarios, 5)
    difference = next(d for d in shown["differences"] if d["outcome"] == "made_good_mean")
    assert difference["mean"] == comparison.difference("led", "over_managed").mean
    assert shown["runs"][0]["outcomes"]["recovery_time"]["mean"] is None, "not a number is null in JSON"
    assert shown["winners"] == comparison.winners()


def test_out_writes_tables_a_figure_and_a_manifest_alike_each_time(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        assert main(["run", "led", *SHORT, "--out", str(tmp_path / folder)]) == 0
        assert main(["compare", "led", "neither", *SHORT, "--out", str(tmp_path / folder / "both")]) == 0
    names = ["both", "made_good.png", "manifest.json", "outcomes.parquet", "series.parquet"]
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == names
    for path in (tmp_path / "one").rglob("*.*"):
        assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()
    assert pq.read_table(tmp_path / "one" / "series.parquet").num_rows == 5 * 20


@pytest.mark.parametrize(
    "arguments",
    [
        ["run"],
        ["run", "nowhere"],
        ["run", "led", "--replicates", "0"],
        ["run", "led", "--replicates", "many"],
        ["run", "led", "--replicates", "1.5"],
        ["run", "led", "--seed", "0.4"],
        ["run", "led", "--threads", "2.0"],
        ["run", "led", "--seed", "-1"],
        ["run", "led", "--seed", str(2**63)],
        ["run", "led", "--frobnicate"],
        ["run", "led", "--set", "leadership.strength"],
        ["run", "led", "--set", "leadership.strength=2"],
        ["compare", "led"],
        ["compare", "led", "nowhere"],
        ["sing"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("machine", [False, True])
def test_bad_input_exits_2_and_writes_nothing(
    arguments: list[str], machine: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    extra = ["--out", str(out)] if arguments[0] in ("run", "compare") else []
    assert main([*arguments, *extra, *(["--json"] if machine else [])]) == 2
    shown = capsys.readouterr()
    assert not out.exists()
    if machine:
        for error in json.loads(shown.out)["errors"]:
            assert set(error) - {"instead"} == {"code", "message", "where", "help"}
            assert error["message"]
    else:
        assert shown.err
        assert not shown.out


def test_out_that_is_a_file_is_refused_before_anything_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    monkeypatch.setattr(engine, "simulated", None)
    assert main(["run", "led", *SHORT, "--out", str(tmp_path / "file")]) == 2
    assert main(["run", "led", *SHORT, "--out", str(tmp_path / "file" / "deeper")]) == 2
    assert "is not a folder" in capsys.readouterr().err
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_all_problems_of_all_scenarios_are_shown_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.yaml").write_text("coxed: 1\nleadership:\n  comunication: 3\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("coxed: 1\nleadership:\n  communication: 3\n", encoding="utf-8")
    assert main(["compare", str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml")]) == 2
    shown = capsys.readouterr().err
    assert "did you mean 'communication'?" in shown
    assert "b.yaml:3:18" in shown


def test_an_interrupt_exits_130_and_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Model, "prepare", interrupted)
    assert main(["run", "led", *SHORT, "--out", str(tmp_path / "out")]) == 130
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")  # noqa: PTH110
def test_a_full_disk_behind_stdout_exits_1_with_a_message() -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123
        done = subprocess.run(
            [sys.executable, "-m", "sim", "run", "led", *SHORT, "--json"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr


PRINTING = (
    ["run", "led", *SHORT, "--json"],
    pytest.param(["run", "led", *SHORT], marks=pytest.mark.thorough),
    pytest.param(["scenario", "explain", "led"], marks=pytest.mark.thorough),
)


@pytest.mark.parametrize("arguments", PRINTING, ids=" ".join)
def test_a_reader_that_goes_away_is_no_error(arguments: list[str]) -> None:
    """The pipe's reader is closed before anything is written."""
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "sim", *arguments]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert "Traceback" not in done.stderr
    assert done.returncode == 0


def test_a_reader_that_goes_away_hides_no_refusal() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "sim", "run", "nowhere", "--json"]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_the_suggested_command_speaks_of_the_same_study(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "led", "neither", "--replicates", "3", "--seed", "7", "--set", "run.periods=5"]) == 0
    assert "next: coxed compare led neither --replicates 12 --seed 7 --set run.periods=5" in capsys.readouterr().err


@pytest.mark.parametrize("library", ["cyclopts", "sim.scenario", "pydantic", "numba", "llvmlite.binding"])
def test_an_interrupt_while_importing_shows_no_traceback(library: str) -> None:
    """The signal comes when this library is about to be imported."""
    program = f"""
import os, signal, sys
class Watch:
    def find_spec(self, name, path=None, target=None):
        if name == {library!r}:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Watch())
from sim.__main__ import start
sys.argv = ["coxed", "run", "led", "--replicates", "1"]
start()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "interrupted\n")


def test_an_interrupt_while_compiled_code_is_loaded_is_not_swallowed() -> None:
    """An exception in a callback from C is only printed. With Python's own handler, the control, the run goes on."""
    program = """
import ctypes, os, signal, sys
from sim.model.assemble import Model
usual = Model.prepare
def prepare(*arguments):
    ctypes.CFUNCTYPE(None)(lambda: os.kill(os.getpid(), signal.SIGINT))()
    usual(*arguments)
Model.prepare = prepare
from sim.__main__ import start
sys.argv = ["coxed", "run", "led", "--replicates", "1"]
if CONTROL:
    from sim.cli import terminal
    terminal.end_at_once = signal.default_int_handler
start()
"""
    ends = {}
    for control in (False, True):
        command = [sys.executable, "-c", f"CONTROL = {control}\n{program}"]
        ends[control] = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ends[False].returncode, ends[False].stdout, ends[False].stderr) == (130, "", "interrupted\n")
    assert (ends[True].returncode, "KeyboardInterrupt" in ends[True].stderr) == (0, True)


def test_an_interrupt_while_it_runs_can_be_handled() -> None:
    """Once the compiled code is loaded, Ctrl-C is an exception again, so that nothing is left half written."""
    program = """
import signal, sys
from sim.engine import run
def simulated(*arguments, **options):
    sys.exit(signal.getsignal(signal.SIGINT) is not signal.default_int_handler)
run.simulated = simulated
from sim.__main__ import start
sys.argv = ["coxed", "run", "led"]
start()
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize(
    ("variables", "options", "message"),
    [
        ({"NUMBA_NUM_THREADS": "0"}, [], "NUMBA_NUM_THREADS=0"),
        ({"NUMBA_NUM_THREADS": "-1"}, [], "NUMBA_NUM_THREADS=-1"),
        ({"PYTHONOPTIMIZE": "2"}, [], "-OO"),
        ({}, ["-OO"], "-OO"),
    ],
)
def test_an_environment_that_cannot_work_is_named(variables: dict[str, str], options: list[str], message: str) -> None:
    for words in (["--help"], ["run", "led", *SHORT]):
        command = [sys.executable, *options, "-m", "sim", *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **variables})
        assert (done.returncode, done.stdout) == (2, "")
        assert message in done.stderr.splitlines()[0]
        assert "Traceback" not in done.stderr


def test_the_backend_of_other_programs_does_not_matter(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sim", "run", "led", *SHORT, "--out", str(tmp_path / "out")]
    environment = {**os.environ, "MPLBACKEND": "nosuch"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "made_good.png").is_file()


def test_the_limits_of_a_number_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    for seed in ("-1", str(2**63)):
        assert main(["run", "led", f"--seed={seed}", "--json"]) == 2
        assert f"from 0 to {2**63 - 1}." in json.loads(capsys.readouterr().out)["errors"][0]["message"]
    assert main(["run", "led", *SHORT, "--seed", str(2**63 - 1)]) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "led", *SHORT, "--out", ""],
        ["compare", "led", "neither", *SHORT, "--out="],
        ["sweep", "quick", "--out", ""],
        ["literature", "march", "--scale", "0.01", "--out", ""],
        ["page", "--out", ""],
        ["open", "results", "--run", "led:1", "--out", ""],
        ["report", ""],
        ["verify", ""],
    ],
    ids=" ".join,
)
def test_an_empty_path_is_refused(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It would be the current folder."""
    monkeypatch.chdir(tmp_path)
    assert main([*arguments, "--json"]) == 2
    assert "A path cannot be empty" in json.loads(capsys.readouterr().out)["errors"][0]["message"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [["run", "led"], ["compare", "led", "neither"]])
def test_a_long_command_says_beforehand_how_long_it_takes(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    usual = engine.simulated

    def only_few(model: Model, scenario: sim.Scenario, replicates: int, *rest: object, **options: object) -> sim.Run:
        if replicates > 1000:
            raise KeyboardInterrupt
        return usual(model, scenario, replicates, *rest, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "simulated", only_few)
    monkeypatch.setattr("sim.engine.compare.simulated", only_few)
    assert main([*command, "--replicates", "10000000", "--threads", "2"]) == 130
    shown = capsys.readouterr().err
    runs = 10_000_000 * (len(command) - 1)
    assert f"{runs:,} runs take about " in shown
    assert " h on 2 processors and need about " in shown
    assert main([*command, *SHORT]) == 0
    assert "runs take about" not in capsys.readouterr().err, "a short one says nothing"


@pytest.mark.parametrize("arguments", PRINTING, ids=" ".join)
@pytest.mark.parametrize("closed", ["stdout", "stderr"])
def test_a_closed_console_is_no_error(closed: str, arguments: list[str]) -> None:
    number = {"stdout": 1, "stderr": 2}[closed]
    words = ["sh", "-c", f'exec "$@" {number}>&-', "sh", sys.executable, "-m", "sim", *arguments]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "Traceback" not in done.stdout + done.stderr


def test_a_console_that_knows_no_unicode_is_no_error() -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii:strict", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "sim", "run", b"l\xffed\xc3\xa9"]
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_a_replicate_can_be_run_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "led", "--replicates", "1", "--first", "3", *SHORT[2:], "--json"]) == 0
    alone = json.loads(capsys.readouterr().out)["outcomes"]["speed_mean"]["mean"]
    scenario = sim.load("led", ["run.periods=20", "organization.members=8"])
    assert alone == sim.run(scenario, 5).outcomes["speed_mean"].iloc[3]


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["led", "neither", "-r", "1"], "--replicates 4 --set run.periods=5   (for intervals)"),
        (["led", "led", "-r", "5"], None),
    ],
)
def test_more_replicates_are_proposed_where_they_help(
    words: list[str], hint: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", *words, "--set", "run.periods=5"]) == 0
    err = capsys.readouterr().err
    assert (hint in err) if hint else ("next:" not in err)
