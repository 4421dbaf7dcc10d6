"""`coxed scenario fix`: it corrects what has one reading, and nothing else."""

import json
import re
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.cli.check import check_file
from sim.model.parameters import described
from sim.scenario import Problem, load
from sim.scenario.examples import EXAMPLES, FILE
from sim.scenario.files import decoded
from sim.scenario.fix import correct
from sim.scenario.suggestions import certain_match
from sim.scenario.warnings import examples
from sim.study.file.examples import EXAMPLES as STUDY_EXAMPLES
from tests.conftest import Coxed
from tests.scenario_files import (
    BUILTIN,
    YAMLISH,
    file_codes,
)
from tests.strategies import values

ALL_EXAMPLES = {**EXAMPLES, **STUDY_EXAMPLES, **examples()}


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
def test_fix_changes_what_is_meant_and_nothing_else(folder: Path, coxed: Coxed, mark: bytes) -> None:
    path = Path("bad.yaml")
    path.write_bytes(mark + BROKEN.encode())
    path.chmod(0o640)
    assert coxed("scenario", "fix", "bad.yaml", "--dry-run")[0] == 2
    assert path.read_bytes() == mark + BROKEN.encode()
    exit_code, out, err = coxed("scenario", "fix", "bad.yaml")
    assert exit_code == 2, "'control' below leadership and 'on' are for the student to decide"
    assert path.read_bytes() == mark + MENDED.encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert "-  comunication: 0.5" in out
    assert "+  communication: 0.5" in out
    assert re.findall(r"error\[(\w+)\]", err) == ["S003", "S020"]
    again = coxed("scenario", "fix", "bad.yaml", "--json")[1]
    assert json.loads(again)["files"] == [{"file": "bad.yaml", "changed": False, "edits": [], "diff": ""}]
    assert [p.name for p in folder.iterdir()] == ["bad.yaml"]


def test_fix_is_done_when_nothing_is_wrong(folder: Path, coxed: Coxed) -> None:
    Path("a.yaml").write_text("coxed: 1\nleadership:\n  strenght: 1\n")
    Path("link.yaml").symlink_to("a.yaml")
    assert coxed("scenario", "fix", "link.yaml")[0] == 0
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
    assert file_codes(FILE, f"coxed: 1\n{mended}\n") == []


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
        "motivation: {safety: 0.5}",  # only the end of a name
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
        "leadership.strength: 3",
        "run: {warm_up: 300}",
    ],
)
def test_what_is_in_doubt_stays(folder: Path, doubtful: str) -> None:
    text = f"coxed: 1\n{doubtful}\n"
    assert file_codes(FILE, text)
    assert fixed(text) == text


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("design", "{kind: morris, n: 4, levels: 5}"),
        ("design", "{kind: morris, n: 4, levels: '5'}"),
        ("design", "{kind: morris, n: '1'}"),
        ("replicates", "{min: 1, max: 10}"),
        ("replicates", "{min: '1', max: 10}"),
        ("replicates", "20000000"),
    ],
)
def test_what_cannot_be_corrected_is_not_said_to_be(folder: Path, coxed: Coxed, word: str, value: str) -> None:
    """The text itself, or one that is refused next, is no correction; so `check` does not propose `fix`."""
    head = "study: 1\nbase: led\nfactors: {rewards.initiative: [0, 1]}\n"
    Path("mine.yaml").write_text(f"{head}{word}: {value}\n")
    exit_code, _, err = coxed("scenario", "check", "mine.yaml")
    assert exit_code == 2
    assert "scenario fix" not in err
    (error,) = json.loads(coxed("scenario", "check", "mine.yaml", "--json")[1])["errors"]
    assert error["instead"] is None


@pytest.mark.parametrize("doubtful", ["replicates: {min: '1', max: 9}", "seed: yes", "design: spiral", "seed: -1"])
def test_what_is_in_doubt_in_a_study_stays(folder: Path, doubtful: str) -> None:
    text = f"study: 1\nbase: led\nfactors: {{rewards.initiative: [0, 1]}}\n{doubtful}\n"
    assert file_codes(FILE, text)
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
    head = "study: 1\nbase: led\nfactors: {rewards.initiative: [0, 1]}\n"
    assert fixed(f"{head}{wrong}\n") == f"{head}{mended}\n"
    assert file_codes(FILE, f"{head}{mended}\n") == []


def fixed(text: str) -> str:
    """The text mended; mending it again changes nothing."""

    def check(content: str) -> list:
        return check_file(FILE, content.encode()).errors

    once = correct(text, FILE, check).text
    assert correct(once, FILE, check).text == once
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
    assert certain_match("march_1991_texts", ["march_1991_text"]) == "march_1991_text"
    assert certain_match("march_1992_text", ["march_1991_text"]) is None
    assert certain_match("communication_fst", ["communication", "communication_fast"]) == "communication_fast"
    assert certain_match("safety", ["initial_safety", "initial_trust"]) is None
    assert certain_match("crew", []) is None


RULES = """\
import sim


class Networks(sim.Mechanism):
    compiled = False
    rate = sim.share(0.1, "How fast networks change.")

    def step(luck, t, crew, p):
        pass
"""


def test_a_group_of_ones_own_rules_is_not_taken_for_a_misspelt_one(folder: Path, coxed: Coxed) -> None:
    """What `check --rules` proposes to do next is done under the same rules."""
    Path("nets.py").write_text(RULES)
    Path("a.yaml").write_text("coxed: 1\nnetworks: {rate: 0.05}\nleadership: {strenght: 1}\n")
    exit_code, _, err = coxed("scenario", "check", "a.yaml", "--rules", "nets.py")
    assert exit_code == 2
    assert "next: coxed scenario fix a.yaml --rules nets.py" in err
    assert coxed("scenario", "fix", "a.yaml", "--rules", "nets.py")[0] == 0
    assert Path("a.yaml").read_text() == "coxed: 1\nnetworks: {rate: 0.05}\nleadership: {strength: 1}\n"


def test_what_comes_with_coxed_is_not_mended(folder: Path, coxed: Coxed) -> None:
    assert coxed("scenario", "fix", "quick")[0] == 2
    exit_code, _, err = coxed("scenario", "fix", "led")
    assert exit_code == 2
    assert "coxed scenario new mine --from led" in err


def test_a_full_disk_leaves_the_file_as_it_was(folder: Path, coxed: Coxed, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    Path("a.yaml").write_text("coxed: 1\nleadership:\n  strenght: 1\n")
    monkeypatch.setattr("sim.model.files.os.fsync", full)
    exit_code, _, err = coxed("scenario", "fix", "a.yaml")
    assert exit_code == 1
    assert "No space left" in err
    assert Path("a.yaml").read_text() == "coxed: 1\nleadership:\n  strenght: 1\n"
    assert [p.name for p in folder.iterdir()] == ["a.yaml"]
    assert coxed("scenario", "new", "mine")[0] == 1
    assert [p.name for p in folder.iterdir()] == ["a.yaml"]
