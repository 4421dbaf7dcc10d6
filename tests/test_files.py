"""`coxed scenario new`, `check` and `fix`, and `coxed error`, as a student meets them."""

import json
import os
import re
import shlex
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.cli import main
from sim.cli.checking import check_file
from sim.cli.explaining import explain, titles
from sim.parameters import described
from sim.scenario import CODES, Problem, builtin_names, load
from sim.scenario.examples import EXAMPLES, FILE
from sim.scenario.idle import IDLE
from sim.scenario.mending import mend
from sim.scenario.near import meant
from sim.scenario.source import decoded
from sim.scenario.template import COMMON
from sim.scenario.warnings import examples, explanations
from sim.study.codes import CODES as STUDY_CODES
from sim.study.examples import EXAMPLES as STUDY_EXAMPLES
from sim.study.words import studies
from tests.strategies import SETTINGS, values
from tests.test_scenario_errors import BUILTIN, YAMLISH

ALL_EXAMPLES = {**EXAMPLES, **STUDY_EXAMPLES, **examples()}
ROOT = Path(__file__).parent.parent
type Said = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    """Run a command; return its exit code, stdout and stderr."""

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(arguments)
        return code, *capsys.readouterr()

    return run


def codes(name: str, content: str | None = None) -> list[str]:
    """Every code that a file gets, errors before warnings."""
    checked = check_file(name, None if content is None else content.encode())
    return [problem.code for problem in [*checked.errors, *checked.warnings]]


# Explaining


@pytest.mark.parametrize("code", ALL_EXAMPLES)
def test_the_example_of_a_code_gets_this_code_and_mended_none(folder: Path, said: Said, code: str) -> None:
    wrong, mended, beside = ALL_EXAMPLES[code]
    for name, text in beside.items():
        Path(name).write_text(text, encoding="utf-8")
    for text, expected in ((wrong, [code]), (mended, [])):
        if ALL_EXAMPLES[code].is_command:
            exit_code, out, _ = said(*shlex.split(text)[1:], "--json")
            shown = json.loads(out)
            assert [error["code"] for error in (shown.get("errors", []) if exit_code == 2 else [])] == expected
        else:
            Path(FILE).write_text(text, encoding="utf-8")
            assert codes(FILE) == expected


def test_every_code_has_an_explanation_and_an_example(said: Said) -> None:
    assert list(titles()) == list(ALL_EXAMPLES) == [*CODES, *STUDY_CODES, *IDLE]
    assert len({*titles().values()}) == len(titles())
    _, out, _ = said("error")
    assert [line.split("  ")[0] for line in out.splitlines()] == list(titles())
    for code in titles():
        exit_code, out, _ = said("error", code)
        assert exit_code == 0
        assert out.startswith(f"{code}: ")
        assert all(len(line) <= 100 for line in out.splitlines()), code
        assert json.loads(said("error", code, "--json")[1])["example"]["wrong"] == ALL_EXAMPLES[code].wrong


@pytest.mark.parametrize("written", ["s003", "S3", "error[S003]", " S003 "])
def test_a_code_is_found_however_it_is_written(written: str) -> None:
    assert explain(written).code == "S003"


def test_a_code_that_there_is_not_is_refused_with_a_near_one(said: Said) -> None:
    exit_code, _, err = said("error", "T003")
    assert exit_code == 2
    assert re.search(r"did you mean [SDW]003\?", err)


def test_warnings_are_declared_completely() -> None:
    assert list(IDLE) == [f"W{n:03}" for n in range(1, len(IDLE) + 1)]
    for code, idle in IDLE.items():
        assert {*idle.settings, *idle.example} <= SETTINGS.keys()
        assert not {*idle.settings} & {*idle.example}, f"{code}: what is idle cannot be what makes it idle"
        assert idle.counts in explanations()[code].explanation
        assert all(named in SETTINGS for named in re.findall(r"[a-z]+\.[a-z_]+", idle.counts))


# Checking


def test_check_tells_everything_of_every_file(folder: Path, said: Said) -> None:
    Path("bad.yaml").write_text("coxed: 1\nleadership:\n  strenght: 1\n  listening: 2\n")
    Path("idle.yaml").write_text("coxed: 1\nnetwork:\n  ties: 0\n  initial_trust: 0.5\n")
    Path("study.yaml").write_text("coxed: 1\nbase: led\nfactors: [rewards.initiative]\nsede: 1\n")
    exit_code, out, err = said("scenario", "check", "bad.yaml", "idle.yaml", "study.yaml", "led", "quick")
    assert exit_code == 2
    order = re.findall(r"(?:error|warning)\[(\w+)\]|^(\S+): ", out, re.MULTILINE)
    assert ["".join(pair) for pair in order] == [
        "S003", "S022", "bad.yaml", "W001", "idle.yaml", "D001", "study.yaml", "led", "quick",
    ]  # fmt: skip
    assert "bad.yaml: 2 errors\n" in out
    assert "idle.yaml: 1 warning\n" in out
    assert "quick: a study without mistakes" in out
    assert "next: coxed scenario fix bad.yaml" in err
    assert said("scenario", "check", "idle.yaml")[0] == 0, "a warning is no error"


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["run", "quick"], "coxed sweep quick"),
        (["run", "study.yaml"], "coxed sweep study.yaml"),
        (["compare", "led", "study.yaml"], "'study.yaml' is a study, not a scenario"),
        (["sweep", "led", "--dry-run"], "coxed run led"),
        (["sweep", "mine.yaml", "--dry-run"], "'mine.yaml' is a scenario, not a study"),
        (["run", "nowhere"], "there is no built-in scenario 'nowhere'"),
        (["sweep", "nowhere", "--dry-run"], "there is no built-in study 'nowhere'"),
    ],
)
def test_a_file_of_the_other_kind_is_told_as_such(folder: Path, said: Said, command: list[str], told: str) -> None:
    Path("study.yaml").write_text("coxed: 1\nbase: led\nfactors: all\n")
    Path("mine.yaml").write_text("coxed: 1\nextends: led\nleadership: {strength: 0.5}\n")
    exit_code, _, err = said(*command)
    assert exit_code == 2
    assert told in err


def test_check_for_machines(folder: Path, said: Said) -> None:
    Path("bad.yaml").write_text("coxed: 1\nleadership:\n  strenght: 1\nnetwork: {ties: 0}\n")
    Path("idle.yaml").write_text("coxed: 1\nnetwork:\n  ties: 0\n  initial_trust: 0.5\n")
    exit_code, out, _ = said("scenario", "check", "bad.yaml", "idle.yaml", "--json")
    shown = json.loads(out)
    assert exit_code == 2
    assert shown["errors"] == [
        {
            "code": "S003",
            "message": "unknown setting 'strenght'",
            "where": {"file": "bad.yaml", "line": 3, "column": 3, "width": 8},
            "help": "did you mean 'strength'?",
            "instead": "strength",
        }
    ]
    assert [(w["code"], w["where"]["line"]) for w in shown["warnings"]] == [("W001", 4)]
    assert [file["errors"] for file in shown["files"]] == [1, 0]


@pytest.mark.parametrize("name", [*builtin_names(), *studies().files()])
def test_what_is_built_in_has_no_errors(name: str) -> None:
    assert [code for code in codes(name) if not code.startswith("W")] == []


@pytest.mark.parametrize("name", ["gone.yaml", "nowhere", "x\0", "", "."])
def test_what_is_no_file_is_an_error(folder: Path, said: Said, name: str) -> None:
    assert said("scenario", "check", name)[0] == 2
    assert said("scenario", "fix", name)[0] == 2
    assert not list(folder.iterdir())


def test_a_command_without_files_says_what_it_needs(said: Said) -> None:
    for verb in ("check", "fix"):
        exit_code, _, err = said("scenario", verb)
        assert exit_code == 2
        assert "needs a file" in err


def test_interventions_can_wake_what_sleeps(folder: Path) -> None:
    """Only what has no effect in any period is warned of."""
    text = "coxed: 1\nmanagement:\n  strength: 0\n  control: 0.9\n"
    later = "interventions:\n  - at: 10\n    set: {management.strength: 1}\n"
    assert codes(FILE, text) == ["W011"]
    assert codes(FILE, text + later) == []
    assert codes(FILE, text + "interventions:\n  - {at: 9, set: {rewards.initiative: 1}}\n") == ["W011", "W011"]
    assert codes(FILE, text.replace("0.9", "0")) == [], "who says 0 asks for no effect"


def test_a_warning_says_where_the_reason_was_set(folder: Path) -> None:
    Path("p.yaml").write_text("coxed: 1\nleadership: {strength: 0}\nenvironment:\n  shock_every: 300\n")
    text = "coxed: 1\nextends: p.yaml\nleadership: {communication: 0.5}\n"
    text += "environment: {shock_size: 1}\nnetwork: {rewiring: 1}\n"
    assert [problem.help for problem in check_file(FILE, text.encode()).warnings] == [
        "leadership.strength is 0 (p.yaml:2); it counts where leadership.strength is above 0",
        "environment.shock_every is 300 (p.yaml:4); it counts where environment.shock_every is above 0 and less than "
        "run.periods",
        "network.layout is random (its default); it counts where network.layout is cliques",
    ]


def test_run_and_compare_tell_what_has_no_effect_once(folder: Path, said: Said) -> None:
    Path("idle.yaml").write_text("coxed: 1\nextends: led\nnetwork:\n  ties: 0\n  initial_trust: 0.5\n")
    small = ["-r", "2", "--set", "run.periods=3", "--set", "organization.members=4"]
    for command in (["run", "idle.yaml"], ["compare", "idle.yaml", "neither"]):
        exit_code, out, err = said(*command, *small)
        assert exit_code == 0
        assert "W001" not in out
        assert err.count("warning[W001]") == 1
    _, out, err = said("run", "idle.yaml", *small, "--json")
    assert json.loads(out)
    assert "warning[W001]" in err
    everywhere = ["--set", "management.strength=0", "--set", "management.control=0.5"]
    assert said("compare", "led", "neither", *small, *everywhere)[2].count("warning[W011]") == 1
    only_in_one = ["--set", "management.control=0.4"]
    assert "warning" not in said("compare", "led", "neither", *small, *only_in_one)[2]
    assert "warning" not in said("run", "march_1991_program", *small)[2], "what is built in is not the user's to change"


def test_names_that_are_not_ascii_mean_the_same_in_every_locale(folder: Path) -> None:
    Path("Grüße.yaml").write_text("coxed: 1\ntitle: Größe\nrewards: {initiative: 0.5}\n", encoding="utf-8")
    Path("kind.yaml").write_text("coxed: 1\nextends: Grüße.yaml\nrewrds: {}\n", encoding="utf-8")
    shown = {}
    for locale in ("C.UTF-8", "C"):
        env = {**os.environ, "LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "sim", "scenario", "check", "Grüße.yaml", "kind.yaml"]
        shown[locale] = subprocess.run(command, env=env, capture_output=True, check=False)
        assert shown[locale].returncode == 2
    assert shown["C"].stdout == shown["C.UTF-8"].stdout
    assert "Grüße.yaml: a scenario without mistakes" in shown["C"].stdout.decode()
    assert b"S004" in shown["C"].stdout
    assert b"S001" not in shown["C"].stdout


# Mending

BROKEN = """\
# a crew\r
title: A crew   # named\r
extends: 'ledd'\r
\r
leadership:\r
  comunication: 0.5\r
  listening: 0,4   # as it was\r
  control: .5\r
  strength: 50%  # half\r
Management:\r
\tplanning: Rigid\r
\tplanning_horizon: 50.0\r
\tcontrol:\tOFF\r
interventions:\r
  - att: '10'\r
    set: {network.peer_learning: "0.25", leadership: {strength: on}}\r
"""
MENDED = """\
# a crew\r
coxed: 1\r
title: A crew   # named\r
extends: 'led'\r
\r
leadership:\r
  communication: 0.5\r
  listening: 0.4   # as it was\r
  control: .5\r
  strength: 0.5  # half\r
management:\r
  planning: rigid\r
  planning_horizon: 50\r
  control: 0\r
interventions:\r
  - at: 10\r
    set: {network.peer_learning: 0.25, leadership: {strength: on}}\r
"""


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_fix_changes_what_is_meant_and_nothing_else(folder: Path, said: Said, mark: bytes) -> None:
    path = Path("bad.yaml")
    path.write_bytes(mark + BROKEN.encode())
    path.chmod(0o640)
    assert said("scenario", "fix", "bad.yaml", "--dry-run")[0] == 2
    assert path.read_bytes() == mark + BROKEN.encode()
    exit_code, out, err = said("scenario", "fix", "bad.yaml")
    assert exit_code == 2, "'control' below leadership and 'on' are for the student to decide"
    assert path.read_bytes() == mark + MENDED.encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert "-  comunication: 0.5" in out
    assert "+  communication: 0.5" in out
    assert re.findall(r"error\[(\w+)\]", err) == ["S003", "S020"]
    again = said("scenario", "fix", "bad.yaml", "--json")[1]
    assert json.loads(again)["files"] == [{"file": "bad.yaml", "changed": False, "edits": [], "diff": ""}]
    assert [p.name for p in folder.iterdir()] == ["bad.yaml"]


def test_fix_is_done_when_nothing_is_wrong(folder: Path, said: Said) -> None:
    Path("a.yaml").write_text("coxed: 1\nleadership:\n  strenght: 1\n")
    Path("link.yaml").symlink_to("a.yaml")
    assert said("scenario", "fix", "link.yaml")[0] == 0
    assert Path("link.yaml").is_symlink()
    assert load("a.yaml").origins == {"leadership.strength": "a.yaml:3"}


@pytest.mark.parametrize(
    ("wrong", "mended"),
    [
        ("leadership: {strenght: 1}", "leadership: {strength: 1}"),
        ('leadership: {"Strength": 1}', 'leadership: {"strength": 1}'),
        ('leadership: {"strenght":"0.5"}', 'leadership: {"strength":0.5}'),
        ("management: {planning: 'Rigid'}", "management: {planning: 'rigid'}"),
        ("leadrship: {strength: 1}", "leadership: {strength: 1}"),
        ("leadership: {strength: '0.5'}", "leadership: {strength: 0.5}"),
        ("leadership:\n  strength: 0,5", "leadership:\n  strength: 0.5"),
        ("leadership: {strength: 30%}", "leadership: {strength: 0.3}"),
        ("leadership: {strength: off}", "leadership: {strength: 0}"),
        ("leadership: {strength: NO}", "leadership: {strength: 0}"),
        ("leadership: {strength: false}", "leadership: {strength: 0}"),
        ("environment: {shock_every: never}", "environment: {shock_every: 0}"),
        ("environment: {trace: none}", "environment: {trace: null}"),
        ("environment: {trace: us_gdp_dynamics}", "environment: {trace: us_gdp_dynamism}"),
        ("organization: {members: 12.0}", "organization: {members: 12}"),
        ("organization: {members: '12'}", "organization: {members: 12}"),
        ("organization: {members: 1_000}", "organization: {members: 1000}"),
        ("management: {planning: RIGID}", "management: {planning: rigid}"),
        ("management: {planning: follows-direction}", "management: {planning: follows_direction}"),
        ("extends: over-managed", "extends: over_managed"),
        ("extends: led.yaml", "extends: led"),
        ("leadership:\n\tstrength: 1\n\tlistening: 1", "leadership:\n  strength: 1\n  listening: 1"),
        ("leadership:\n    strength: 1\n\tlistening: 1", "leadership:\n    strength: 1\n    listening: 1"),
        ("leadership:\n  strength:\t1\t# x", "leadership:\n  strength: 1 # x"),
        ("leadership:\n\xa0\xa0strength:\xa01", "leadership:\n  strength: 1"),
        ("interventions:\n  - {att: 10, set: {leadership.strength: 0}}",) * 1
        + ("interventions:\n  - {at: 10, set: {leadership.strength: 0}}",),
        ("titel: A crew", "title: A crew"),
    ],
)
def test_what_is_meant_beyond_doubt_is_mended(folder: Path, wrong: str, mended: str) -> None:
    assert fixed(f"coxed: 1\n{wrong}\n") == f"coxed: 1\n{mended}\n"
    assert codes(FILE, f"coxed: 1\n{mended}\n") == []


@pytest.mark.parametrize(
    "doubtful",
    [
        "leadership: {strength: on}",  # how much?
        "leadership: {strength: yes}",
        "leadership: {strength: 3}",
        "leadership: {strength: 150%}",
        "organization: {members: 1,000}",  # in flow style two things
        "organization:\n  members: 1,000",  # a thousand, or one
        "organization: {members: 12.5}",
        "organization: {members: off}",  # 0 members are none
        "motivation: {safety: 0.5}",  # initial_safety or safety_rate
        "motivation: {weight: 0.5}",
        "leadership: {control: 0.5}",  # belongs elsewhere
        "leadership: {strenght: 1, strength: 0}",  # stands there already
        "leadership: {strenght: 1, strengh: 0}",  # two that mean one
        "management: {planning: loose}",
        "extends: march_1992_text",  # another year is another paper
        "extends: gone.yaml",
        "leadership: {strength: 1, strength: 1}",
        "leadership: &a {strength: 1}",
        "title: 2024",
        "members: 3",
        "leadership.strength: 1",
        "run: {warm_up: 300}",
        "leadership:\n  strength:0.5",
    ],
)
def test_what_is_in_doubt_stays(folder: Path, doubtful: str) -> None:
    text = f"coxed: 1\n{doubtful}\n"
    assert codes(FILE, text)
    assert fixed(text) == text


@pytest.mark.parametrize("doubtful", ["replicates: {min: '1', max: 9}", "seed: yes", "design: spiral", "seed: -1"])
def test_what_is_in_doubt_in_a_study_stays(folder: Path, doubtful: str) -> None:
    text = f"coxed: 1\nbase: led\nfactors: {{rewards.initiative: [0, 1]}}\n{doubtful}\n"
    assert codes(FILE, text)
    assert fixed(text) == text


@pytest.mark.parametrize(
    ("wrong", "mended"),
    [
        ("replicats: 3", "replicates: 3"),
        ("seed: '3'", "seed: 3"),
        ("design: Factorial", "design: factorial"),
        ("design: {kind: sobel, n: 4}", "design: {kind: sobol, n: 4}"),
        ("replicates: {max: '40'}", "replicates: {max: 40}"),
        ("keep: {series: [made_god]}", "keep: {series: [made_good]}"),
        ("set: {leadership.strenght: 1}", "set: {leadership.strength: 1}"),
    ],
)
def test_studies_are_mended_too(folder: Path, wrong: str, mended: str) -> None:
    head = "coxed: 1\nbase: led\nfactors: {rewards.initiative: [0, 1]}\n"
    assert fixed(f"{head}{wrong}\n") == f"{head}{mended}\n"
    assert codes(FILE, f"{head}{mended}\n") == []


def fixed(text: str) -> str:
    """The text mended; mending it again changes nothing."""

    def check(content: str) -> list:
        return check_file(FILE, content.encode()).errors

    once = mend(text, FILE, check).text
    assert mend(once, FILE, check).text == once
    return once


@given(st.data())
def test_a_mended_number_is_the_number_that_was_written(data: st.DataObject) -> None:
    """Quoted, in percent and with a decimal comma: the value that is read is the one that was meant."""
    about = data.draw(st.sampled_from([d for d in described() if d.kind in (int, float)]))
    value = data.draw(values(about).filter(lambda v: v == 0 or abs(v) > 1e-4))
    plain = f"{value:.6f}" if about.kind is float else str(value)
    ways = [f"'{plain}'", f'"{plain}"'] + ([plain.replace(".", ",")] if about.kind is float else [])
    way = data.draw(st.sampled_from(ways))
    text = f"coxed: 1\n{about.group}:\n  {about.name}: {{}}\n"
    assert fixed(text.format(way)) in (text.format(plain), text.format(way))
    if "," not in way:
        assert fixed(text.format(way)) == text.format(plain)


@given(st.sampled_from([*BUILTIN, BROKEN]), st.data())
def test_whatever_stands_in_a_file_it_is_mended_once(text: str, data: st.DataObject) -> None:
    """Never a traceback, nothing to mend the second time, and no line lost."""
    for _ in range(data.draw(st.integers(0, 3))):
        start = data.draw(st.integers(0, len(text)))
        text = text[:start] + data.draw(YAMLISH.map(lambda t: t[:6])) + text[start + data.draw(st.integers(0, 8)) :]
    content = text.encode("utf-8", "replace")
    source = decoded(content, FILE)
    if not isinstance(source, Problem):
        assert len(fixed(source.text).splitlines()) - len(source.text.splitlines()) in (0, 1)
    assert all(problem.code in ALL_EXAMPLES for problem in check_file(FILE, content).errors)


def test_words_that_differ_in_a_digit_are_not_meant() -> None:
    assert meant("march_1991_texts", ["march_1991_text"]) == "march_1991_text"
    assert meant("march_1992_text", ["march_1991_text"]) is None
    assert meant("communication_fst", ["communication", "communication_fast"]) == "communication_fast"
    assert meant("safety", ["initial_safety", "safety_rate"]) is None
    assert meant("crew", []) is None


def test_what_comes_with_coxed_is_not_mended(folder: Path, said: Said) -> None:
    assert said("scenario", "fix", "quick")[0] == 2
    exit_code, _, err = said("scenario", "fix", "led")
    assert exit_code == 2
    assert "coxed scenario new mine --from led" in err


def test_a_full_disk_leaves_the_file_as_it_was(folder: Path, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    Path("a.yaml").write_text("coxed: 1\nleadership:\n  strenght: 1\n")
    monkeypatch.setattr("sim.scenario.writing.os.fsync", full)
    exit_code, _, err = said("scenario", "fix", "a.yaml")
    assert exit_code == 1
    assert "No space left" in err
    assert Path("a.yaml").read_text() == "coxed: 1\nleadership:\n  strenght: 1\n"
    assert [p.name for p in folder.iterdir()] == ["a.yaml"]
    assert said("scenario", "new", "mine")[0] == 1
    assert [p.name for p in folder.iterdir()] == ["a.yaml"]


# Beginning


@pytest.mark.parametrize("start", builtin_names())
def test_a_new_file_is_its_start_without_a_word_of_blame(folder: Path, said: Said, start: str) -> None:
    assert said("scenario", "new", "mine", "--from", start)[0] == 0
    assert codes("mine.yaml") == []
    assert load("mine.yaml").fingerprint() == load(start).fingerprint()
    assert Path("scenario.schema.json").exists()


def test_the_template_names_settings_with_range_unit_and_meaning(folder: Path, said: Said) -> None:
    said("scenario", "new", "mine")
    text = Path("mine.yaml").read_text()
    plain = " ".join(re.sub(r"\n#\s+#", "", text).split())
    for about in (SETTINGS[path] for path in COMMON):
        assert about.meaning in plain
        assert about.expected in plain
        assert f"#   {about.name}: {about.default}" in text
    assert max(map(len, text.splitlines())) <= 120


def test_all_of_the_template_can_be_used(folder: Path, said: Said) -> None:
    """With every hash in front of a setting removed it is the same scenario, now by its own words."""
    said("scenario", "new", "mine", "--from", "over_managed")
    path = Path("mine.yaml")
    lines = path.read_text().split("\n")
    start = lines.index("extends: over_managed")
    stop = next(n for n, line in enumerate(lines) if line.startswith("# From a period on"))
    path.write_text("\n".join(re.sub("^# ", "", line) if start < n < stop else line for n, line in enumerate(lines)))
    assert load(path).parameters == load("over_managed").parameters
    assert {*COMMON} <= {p for p, origin in load(path).origins.items() if origin.startswith("mine.yaml")}


def test_a_new_file_overwrites_nothing(folder: Path, said: Said) -> None:
    Path("mine.yaml").write_text("precious")
    assert said("scenario", "new", "mine")[0] == 2
    assert Path("mine.yaml").read_text() == "precious"
    assert said("scenario", "new", "mine", "--force", "--title", "Yes: and no")[0] == 0
    assert load("mine.yaml").title == "Yes: and no"


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "a/b", "x\0", "x" * 300, "a b", "-x", ".hidden", "con", "LPT1.yaml", "mine.csv", "a*", "sub/"],
)
def test_a_name_that_is_no_file_name_is_refused(folder: Path, said: Said, name: str) -> None:
    Path("sub").mkdir()
    assert said("scenario", "new", "--", name)[0] == 2
    assert [p.name for p in folder.rglob("*")] == ["sub"]


def test_a_start_that_cannot_be_is_refused(folder: Path, said: Said) -> None:
    Path("broken.yaml").write_text("coxed: 1\nledership: {}\n")
    Path("sub").mkdir()
    for start, name, code in [("nowhere", "a", "S027"), ("broken.yaml", "a", "S004"), ("fine.yaml", "sub/a", "S028")]:
        Path("fine.yaml").write_text("coxed: 1\n")
        exit_code, out, _ = said("scenario", "new", name, "--from", start, "--json")
        assert exit_code == 2
        assert [error["code"] for error in json.loads(out)["errors"]] == [code]
        Path("fine.yaml").unlink()
    assert sorted(p.name for p in folder.rglob("*")) == ["broken.yaml", "sub"]


def test_a_start_may_be_a_file_below(folder: Path, said: Said) -> None:
    Path("sub").mkdir()
    Path("sub/p.yaml").write_text("coxed: 1\nleadership: {strength: 0.5}\n")
    assert said("scenario", "new", "a.yaml", "--from", "sub/p.yaml")[0] == 0
    assert load("a.yaml").parameters.leadership.strength == 0.5


def test_a_schema_that_is_not_ours_is_left_alone(folder: Path, said: Said) -> None:
    Path("scenario.schema.json").write_text("{}")
    assert said("scenario", "new", "mine")[0] == 2
    assert Path("scenario.schema.json").read_text() == "{}"
    Path("scenario.schema.json").write_text('{"title": "Coxed scenario"}')
    exit_code, out, _ = said("scenario", "new", "mine", "--json")
    assert exit_code == 0
    assert json.loads(out) == {"written": ["mine.yaml", "scenario.schema.json"]}
