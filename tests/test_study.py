"""Study files: how they are read, and all mistakes that one can have."""

import json
import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.cli import main
from sim.cli.check import is_study
from sim.model.outcomes import outcome_names
from sim.scenario import CODES as SCENARIO_CODES
from sim.scenario import Problem, ScenarioError, render
from sim.scenario.names import SETTINGS
from sim.study import studies
from sim.study.codes import CODES
from sim.study.expressions import ClaimError, Vocabulary, parse
from sim.study.factors import declared, plausible, uncertain
from sim.study.file.reader import load_study
from sim.study.file.schema import SCHEMA_FILE, schema_text
from sim.study.study import Study
from tests.studies import SMALL, written

HEAD = "study: 1\nbase: led\n"
ONE = HEAD + "factors: {rewards.initiative: }\n"
TWO_GROUPED = HEAD + "factors: {rewards.initiative: , network.ties: }\ndesign: {kind: saltelli, n: 8, groups: {%s}}\n"
# A text, then for each problem: code, line, column and some words of it.
CASES = [
    (ONE + "sede: 3\n", [("D001", 4, 1, "did you mean 'seed'?")]),
    (ONE.replace("base: led\n", ""), [("D002", None, None, "base: led")]),
    (HEAD, [("D003", None, None, "factors: all")]),
    (HEAD + "factors: some\n", [("D003", 3, 1, "'some'")]),
    (HEAD + "factors: {rewards.initiative: [0, 0.5, 1]}\n", [("D004", 3, 31, "{values: [...]}")]),
    (HEAD + "factors: {rewards.initiative: 0.5}\n", [("D004", 3, 31, "{values: [...]}")]),
    (HEAD + "factors: {rewards.initiative: {value: [1]}}\n", [("D004", 3, 11, "{values: [...]}")]),
    (HEAD + "factors: {rewards.initiative: [0.9, 0.1]}\n", [("D005", 3, 31, "write [0.1, 0.9]")]),
    (HEAD + "factors: {management.planning: [rigid, rolling]}\n", [("D006", 3, 32, "{values: [...]}")]),
    (HEAD + "factors: {environment.trace: }\n", [("D006", 3, 11, "{values: [...]}")]),
    (HEAD + "factors: {rewards.initative: [0, 1]}\n", [("S003", 3, 19, "did you mean 'initiative'?")]),
    (HEAD + "factors: {rewards.initiative: [0, 1.5]}\n", [("S022", 3, 35, "from 0 to 1")]),
    (HEAD + "factors: {network.ties: {values: [1, x]}}\n", [("S020", 3, 38, "whole number")]),
    (HEAD + "factors: {network.ties: {values: [1, 1]}}\n", [("S016", 3, 11, "'1' is there twice")]),
    (HEAD + "factors: {rewards.initiative: {triangle: [0, 1]}}\n", [("D004", 3, 11, "did you mean 'triangular'?")]),
    (HEAD + "factors: {network.ties: {triangular: [0, 2, 9]}}\n", [("D030", 3, 11, "list its values")]),
    (HEAD + "factors: {network.ties: {triangular: [0, 9, 2]}}\n", [("D031", 3, 26, "write [low, mode, high]")]),
    (HEAD + "factors: {network.ties: {triangular: [0, 9]}}\n", [("D031", 3, 26, "write {triangular: [0, 0.3, 1]}")]),
    (HEAD + "factors: {network.ties: {loguniform: [0, 9]}}\n", [("D031", 3, 26, "begin above 0")]),
    (HEAD + "factors: {network.ties: {loguniform: [1, x]}}\n", [("D031", 3, 42, "'x' is no number")]),
    (HEAD + "factors: {network.ties: {loguniform: [1, -9]}}\n", [("S022", 3, 42, "from 0")]),
    (HEAD + "factors: {network.ties: {normal: {mean: 4}}}\n", [("D031", 3, 26, "sd")]),
    (HEAD + "factors: {network.ties: {normal: {mean: 4, sd: 0}}}\n", [("D031", 3, 26, "above 0")]),
    (HEAD + "factors: {network.ties: {normal: {mean: -4, sd: 1}}}\n", [("D031", 3, 26, "within the range")]),
    (HEAD + "factors: {network.ties: {normal: {mean: 4, sd: 1, hihg: 8}}}\n", [("D001", 3, 51, "'high'")]),
    (HEAD + "factors: {management.planning: {normal: {mean: 4, sd: 1}}}\n", [("D006", 3, 33, "no distribution")]),
    (HEAD + "factors: {network.ties: {empirical: nowhere.csv}}\n", [("S001", 3, 37, "nowhere.csv")]),
    (HEAD + "factors: {network.ties: {empirical: 3}}\n", [("D032", 3, 26, "names a CSV file")]),
    (ONE + "policies: {network.ties: [0, 4]}\n", [("D033", 4, 12, "list the values")]),
    (ONE + "policies: some\n", [("D033", 4, 1, "name levers")]),
    (ONE + "policies: {network.tis: {values: [0]}}\n", [("S003", 4, 20, "did you mean 'ties'?")]),
    (ONE + "policies: {rewards.initiative: {values: [0]}}\n", [("D018", 4, 1, "and varied")]),
    (ONE + "set: {network.ties: 3}\npolicies: {network.ties: {values: [0]}}\n", [("D018", 5, 1, "set for all runs")]),
    (ONE + "policies: {environment.goals: {values: [2, 900]}}\n", [("S026", 4, 1, "goals 900: ")]),
    (ONE + "policies: {network.ties: {values: [" + ", ".join(map(str, range(101))) + "]}}\n", [("D011", 4, 1, "100")]),
    (ONE + "compare: []\n", [("D034", 4, 1, "at least one")]),
    (ONE + "compare: [neither, nether]\n", [("S027", 4, 20, "did you mean 'neither'?")]),
    (ONE + "compare: [neither, 3]\n", [("S025", 4, 20, "must be text")]),
    (
        ONE + "compare: [neither, led]\nclaims:\n  - a: mean(compare3.speed_mean) > 0\n",
        [("D016", 6, 13, "the last one is compare2")],
    ),
    (
        ONE + "compare: neither\nclaims:\n  - a: mean(compare2.speed_mean) > 0\n",
        [("D016", 6, 13, "compares 1 scenario with")],
    ),
    (
        ONE + "policies: {network.ties: {values: [0]}}\nclaims: {a: mean(base.speed_mean) > 0}\n",
        [("D035", 5, 1, "coxed robustness")],
    ),
    (ONE + "design: sobel\n", [("D007", 4, 9, "did you mean 'sobol'?")]),
    (ONE + "design: {n: 8}\n", [("D007", 4, 1, "no kind")]),
    (ONE + "design: lhs\n", [("D008", 4, 1, "{kind: lhs, n: 200}")]),
    (ONE + "design: {kind: lhs, n: many}\n", [("D008", 4, 24, "'many'")]),
    (ONE + "design: {kind: morris, n: 5, levels: 3}\n", [("D008", 4, 38, "an even number")]),
    (ONE + "design: {kind: lhs, n: 5, level: 3}\n", [("D008", 4, 27, "lhs takes n")]),
    (ONE + "design: {kind: sobol, n: 100}\n", [("D009", 4, 26, "write 64 or 128")]),
    (HEAD + "design: {kind: file, path: points.csv}\n", [("S001", 3, 28, "points.csv")]),
    (ONE.replace("{", "{network.ties: ,") + "design: {kind: factorial, levels: 2000}\n", [("D011", 4, 1, "2,002,000")]),
    (ONE + "replicates: 0\n", [("D012", 4, 13, "from 1 to")]),
    (ONE + "replicates: {min: 10}\n", [("D012", 4, 1, "no max")]),
    (ONE + "replicates: {max: 5}\n", [("D012", 4, 19, "less than min")]),
    (ONE + "replicates: {max: 50, stop: {outcome: speed_mean}}\n", [("D012", 4, 23, "half_width")]),
    (ONE + "replicates: {max: 50, stop: {half_width: 0}}\n", [("D012", 4, 42, "above 0")]),
    (ONE + "replicates: {max: 50, stop: {outcome: sped_mean, half_width: 1}}\n", [("D013", 4, 39, "'speed_mean'")]),
    (ONE + "replicates: {max: 50, stop: {outcome: recovery_time, half_width: 1}}\n", [("D020", 4, 39, "any shock")]),
    (ONE + "replicates: {max: 50, stop: {outcome: perseverance, half_width: 1}}\n", [("D020", 4, 39, "no shock")]),
    (
        ONE + "set: {environment.shock_every: 9}\nreplicates: {max: 50, stop: {outcome: loss, half_width: 1}}\n",
        [("D020", 5, 39, "may not recover")],
    ),
    (ONE + "design: {kind: sobol, n: 8, seed: x}\n", [("D019", 4, 35, "at least 0")]),
    (ONE + "design: {kind: saltelli, n: 8, second_order: 1}\n", [("D008", 4, 32, "neither true nor false")]),
    (ONE + "design: {kind: saltelli, n: 8, groups: {a: [network.tie]}}\n", [("D008", 4, 1, "no factor")]),
    (ONE + "design: {kind: saltelli, n: 8, groups: {a: 1}}\n", [("D008", 4, 41, "lists no factors")]),
    (ONE + "design: {kind: saltelli, n: 8, groups: [a]}\n", [("D008", 4, 32, "no groups")]),
    (
        ONE + "design: {kind: saltelli, n: 8, groups: {a: [rewards.initiative], b: [rewards.initiative]}}\n",
        [("D008", 4, 1, "in the groups 'a' and 'b'")],
    ),
    (TWO_GROUPED % "a: [rewards.initiative, network.ties]", [("D008", 4, 1, "leave a factor out of it")]),
    (TWO_GROUPED % "network.ties: [rewards.initiative]", [("D008", 4, 1, "rename the group")]),
    (ONE + "keep: {series: [made_god]}\n", [("D014", 4, 17, "'made_good'")]),
    (ONE + "claims:\n  - a: mean(base.speed_mean)\n", [("D015", 5, 8, "one comparison")]),
    (ONE + "claims:\n  - a: mean(base.sped_mean) > 0\n", [("D013", 5, 13, "'speed_mean'")]),
    (ONE + "claims:\n  - a: mean(compare.speed_mean) > 0\n", [("D016", 5, 13, "compare")]),
    (ONE + "claims:\n  - a: __import__('os').system('true') > 0\n", [("D015", 5, 8, "unknown function")]),
    (ONE + "claims:\n  - a: 1 > 0\n", [("D015", 5, 8, "nothing about runs")]),
    (ONE + "set: {rewards.initiative: 0.5}\n", [("D018", 4, 1, "varied at once")]),
    (ONE + "set: {run: {warm_up: 500}}\n", [("S026", 4, 1, "warm-up")]),
    (ONE + "seed: -1\n", [("D019", 4, 7, "at least 0")]),
    (ONE + "targets: {effort: [0, 1], speed_mean: 3}\n", [("D036", 4, 11, "did you mean"), ("D036", 4, 39, "[0.2")]),
    (ONE.replace("led", "ledd"), [("S027", 2, 7, "did you mean 'led'?")]),
    (ONE.replace("study: 1\n", ""), [("S017", None, None, "study: 1")]),
    (ONE.replace("study: 1", "study: 2"), [("S018", 1, 8, "newer Coxed")]),
    (ONE.replace("study: 1", "study: one"), [("S019", 1, 8, "study: 1")]),
    (ONE.replace("study: 1", "stdy: 1"), [("D001", 1, 1, "did you mean 'study'?")]),
    (ONE.replace("study: 1", "coxed: 1"), [("S040", 1, 1, "write 'study: 1'")]),
    (ONE + "coxed: 1\n", [("S040", 4, 1, "remove this line")]),
]  # fmt: skip


def problems(folder: Path, text: str) -> list[Problem]:
    try:
        load_study(written(folder, text))
    except ScenarioError as error:
        return list(error.problems)
    return []


def test_a_study_for_earlier_versions_is_marked_and_fixed(tmp_path: Path) -> None:
    """They began as scenarios do; comments and layout stay."""
    old = "# mine\ncoxed: 1  # the format\nbase: led\nfactors: {rewards.initiative: }\n"
    (problem,) = problems(tmp_path, old)
    assert "coxed: 1  # the format\n" in render(problem)
    assert "^^^^^" in render(problem)
    path = tmp_path / "study.yaml"
    assert main(["scenario", "fix", str(path)]) == 0
    assert path.read_text() == old.replace("coxed", "study")
    path.write_text(old.replace("coxed: 1  # the format\n", ""))
    assert main(["scenario", "fix", str(path)]) == 0
    assert path.read_text() == "# mine\nstudy: 1\nbase: led\nfactors: {rewards.initiative: }\n"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("study: 1\n", True),
        ("coxed: 1\n", False),
        ("study: 1\nbase: led\nset: {run.periods: 9}\n", True),
        ("coxed: 1\nbase: led\n", True),
        ("study: 1\nextends: led\n", False),
        ("study: 1\nleadership: {strength: 1}\nrun: {periods: 9}\n", False),
        ("coxed: 1\nextends: led\nleadership: {strength: 1}\n", False),
    ],
)
def test_a_file_is_recognised_whatever_it_begins_with(text: str, kind: bool) -> None:
    assert is_study(text.encode()) is kind


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_each_mistake_is_reported_at_its_place(tmp_path: Path, text: str, expected: list[tuple[object, ...]]) -> None:
    reported = problems(tmp_path, text)
    assert [(p.code, p.line, p.column) for p in reported] == [
        (code, line, column) for code, line, column, _ in expected
    ]
    for problem, (*_, words) in zip(reported, expected, strict=True):
        assert str(words) in render(problem)


def test_no_more_points_are_suggested_than_a_study_may_have(tmp_path: Path) -> None:
    (reported,) = problems(tmp_path, ONE + "design: {kind: sobol, n: 600000}\n")
    assert reported.help == "write 524288"


def test_all_mistakes_are_reported_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = ONE + "seed: x\ndesign: sobel\nreplicates: 0\nkeep: {series: [made_god]}\nclaims:\n  - a: 3\n"
    assert [p.code for p in problems(tmp_path, text)] == ["D019", "D007", "D012", "D014", "S025"]


def test_every_code_has_a_case_and_an_explanation() -> None:
    sources = "".join(path.read_text("utf-8") for path in Path(sim.__file__).parent.glob("study/**/*.py"))
    used = set(
        re.findall(r'"(D\d{3})"', sources.replace((Path(sim.__file__).parent / "study/codes.py").read_text(), ""))
    )
    assert used == set(CODES)
    words = {code for _, expected in CASES for code, *_ in expected} | {
        "D010",
        "D017",
    }  # these two have their own tests
    assert set(CODES) <= words
    assert not set(CODES) & set(SCENARIO_CODES)


def test_an_unknown_built_in_study_gets_a_suggestion() -> None:
    with pytest.raises(ScenarioError) as caught:
        load_study("aligment")
    assert caught.value.problems[0].code == "D017"
    assert "did you mean 'alignment'?" in str(caught.value)


@pytest.mark.parametrize("name", studies().files())
def test_a_built_in_study_is_valid_and_survives_its_manifest(name: str) -> None:
    study = load_study(name)
    again = Study.from_dict(json.loads(json.dumps(study.as_dict())), study.points)
    assert again.fingerprint() == study.fingerprint()
    assert again.as_dict() == json.loads(json.dumps(study.as_dict()))
    assert study.claims or study.levers
    assert study.title != name


def test_all_are_the_uncertain_parameters_and_no_size() -> None:
    study = load_study("everything")
    paths = [factor.path for factor in study.factors]
    assert paths == list(uncertain())
    assert "run.pace" in paths
    assert not {"organization.members", "leadership.strength", "organization.span_of_control", "run.periods"} & set(
        paths
    )


def test_all_are_varied_over_what_is_plausible() -> None:
    factors = {factor.path: factor for factor in load_study("everything").factors}
    fidelity = SETTINGS["leadership.channel_fidelity"].plausible
    assert fidelity is not None
    assert (factors["leadership.channel_fidelity"].low, factors["leadership.channel_fidelity"].high) == (
        fidelity.low,
        fidelity.high,
    )
    assert factors["environment.shock_every"].low == 0
    short = sim.load("led").with_(run={"periods": 40}).parameters
    assert plausible("management.planning_horizon", short).high == 40


def test_declared_ranges_end_with_the_run_and_the_crew() -> None:
    parameters = sim.load("led").with_(run={"periods": 40}, organization={"members": 7}).parameters
    assert declared("management.planning_horizon", parameters).high == 40
    assert declared("management.attention", parameters).high == 7
    assert declared("rewards.kpi_weight", parameters).high == 10
    assert declared("management.planning", parameters).values == ("rigid", "follows_direction", "rolling", "staggered")


def test_the_fingerprint_is_of_what_determines_the_tables(tmp_path: Path) -> None:
    def of(text: str) -> str:
        return load_study(written(tmp_path, text)).fingerprint()

    same = [SMALL, SMALL.replace("led_is_ahead", "led_wins"), SMALL + "title: other\n", "# a comment\n" + SMALL]
    assert len({of(text) for text in same}) == 1
    changes = [
        ("n: 4", "n: 8"), ("max: 80", "max: 40"), ("[made_good, alignment]", "[made_good]"), ("[0, 1]", "[0, 0.9]"),
        ("half_width: 0.1", "half_width: 0.2"), ("periods: 12", "periods: 13"), ("study: 1", "study: 1\nseed: 2"),
    ]  # fmt: skip
    others = [SMALL.replace(old, new) for old, new in changes]
    assert len({of(text) for text in [SMALL, *others]}) == len(others) + 1


# Design files


def test_points_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text("# chosen by hand\nnetwork.ties,rewards.initiative\n0,0.5\n8,1\n", "utf-8")
    study = load_study(written(tmp_path, HEAD + "design: {kind: file, path: points.csv}\n"))
    assert [study.values(point) for point in (0, 1)] == [
        {"network.ties": 0, "rewards.initiative": 0.5},
        {"network.ties": 8, "rewards.initiative": 1.0},
    ]
    pq.write_table(pa.table({"network.ties": [0, 8], "rewards.initiative": [0.5, 1.0]}), tmp_path / "points.parquet")
    other = load_study(written(tmp_path, HEAD + "design: {kind: file, path: points.parquet}\n", "other.yaml"))
    assert other.fingerprint() == study.fingerprint()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("network.tie\n3\n", ("S003", 1, 9)),
        ("rewards.initiative,network.ties\n0.5,3\n0.5,3.5\n", ("S021", 3, 5)),
        ("rewards.initiative,network.ties\n0.5\n", ("D010", 2, 1)),
        ("network.ties\n", ("D010", 3, 28)),
    ],
)
def test_mistakes_in_a_design_file_are_reported_at_their_place(tmp_path: Path, content: str, expected: object) -> None:
    (tmp_path / "points.csv").write_text(content, "utf-8")
    reported = problems(tmp_path, HEAD + "design: {kind: file, path: points.csv}\n")
    assert [(p.code, p.line, p.column) for p in reported] == [expected]


# Claims

WORDS = Vocabulary(outcome_names(), ["leadership.communication", "management.planning"], True)


@pytest.mark.parametrize(
    "text",
    [
        "mean(base.made_good_mean) > mean(compare.made_good_mean)",
        "mean(base.made_good_mean - compare.made_good_mean, leadership.communication >= 0.5) >= 2 * 0.01",
        "share(base.made_good_mean > compare.made_good_mean and not base.shocks == 0) < 0.9",
        "mean(base.speed_mean, management.planning == 'rolling') / mean(base.speed_mean) > 1",
        "-mean(base.fit_mean) <= -0.1",
    ],
)
def test_claims_are_read(text: str) -> None:
    parse(text, WORDS)


@pytest.mark.parametrize(
    "text",
    [
        "open('x').read() > 0", "mean(base.made_good_mean.real) > 0", "mean(base.__class__) > 0", "(lambda: 0)() > 1",
        "[x for x in (1, 2)] > 0", "mean(base.made_good_mean) > 0 > -1", "mean(base.made_good_mean) ** 99 > 0",
        "mean(base['made_good_mean']) > 0", "mean(base.made_good_mean, base) > 0", "mean(*base) > 0",
        "mean(base.made_good_mean) > True", "f'{mean(base.made_good_mean)}' > 0", "mean(x=base) > 0",
        "base.made_good_mean > 0", "mean(mean(base.made_good_mean)) > 0", "mean(base.speed_mean) > 1e400", "mean(", "",
        "\x00", "mean(base.made_good_mean) > (y := 3)",
        "(" * 400, "-" * 499, "mean(base.made_good_mean) == 0", "mean(base.speed_mean) > 0 if 1 else 2", "é > 0",
    ],
)  # fmt: skip
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(ClaimError):
        parse(text, WORDS)


@given(st.text(max_size=80) | st.text("meanshrbcop.()><=+-*/ 0123'\"\\", max_size=120))
def test_any_text_is_a_claim_or_refused(text: str) -> None:
    refused: ClaimError | None = None
    try:
        parse(text, WORDS)
    except ClaimError as error:
        refused = error
    assert refused is None or (refused.code in CODES and 0 <= refused.column <= len(text))


def test_the_committed_schema_is_current() -> None:
    """If this fails: make generate."""
    folder = Path(__file__).parent.parent / "scenarios"
    assert (folder / SCHEMA_FILE).read_text(encoding="utf-8") == schema_text()
    assert len(schema_text().encode()) < 60_000
    for path in (folder / "studies").glob("*.yaml"):
        assert path.read_text("utf-8").startswith(f"# yaml-language-server: $schema=../{SCHEMA_FILE}\n")


def test_the_seed_of_the_design_is_apart_from_the_seed_of_luck(tmp_path: Path) -> None:
    text = (
        HEAD + "factors: {rewards.initiative: , network.ties: {values: [1, 3]}}\nseed: 5\ndesign: {kind: lhs, n: 8%s}\n"
    )
    alone, same, other = (load_study(written(tmp_path, text % more)) for more in ("", ", seed: 5", ", seed: 6"))
    assert alone.points == same.points, "without a seed of its own the study's draws the points"
    assert other.points != same.points
    assert other.seed == same.seed == 5
    lucky = load_study(written(tmp_path, (text % ", seed: 6").replace("seed: 5\n", "seed: 9\n")))
    assert (lucky.points, lucky.seed) == (other.points, 9)
    again = Study.from_dict(json.loads(json.dumps(lucky.as_dict())), lucky.points)
    assert (again.design, again.fingerprint()) == (lucky.design, lucky.fingerprint())


def test_groups_of_factors_are_varied_together(tmp_path: Path) -> None:
    text = HEAD + "factors: {rewards.initiative: , rewards.attempts: , leadership.communication: }\n"
    design = "design: {kind: saltelli, n: 4, groups: {rewards: [rewards.initiative, rewards.attempts]}}\n"
    study = load_study(written(tmp_path, text + design))
    assert len(study.points) == 4 * 4, "two groups: n times (2 + 2)"
    first, second = study.points[:2]
    assert [a != b for a, b in zip(first, second, strict=True)] == [True, True, False]
    assert Study.from_dict(json.loads(json.dumps(study.as_dict())), study.points).design == study.design
    apart = "design: {kind: saltelli, n: 4, groups: {rewards.initiative: [rewards.initiative]}}\n"
    assert len(load_study(written(tmp_path, text + apart)).points) == 4 * 5, "a group may have the name of its factor"
    pairs = load_study(written(tmp_path, text + "design: {kind: saltelli, n: 4, second_order: true}\n"))
    assert len(pairs.points) == 4 * (2 * 3 + 2)
