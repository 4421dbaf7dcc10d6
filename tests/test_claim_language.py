"""The language of claims: what the check accepts can be judged, and everything else is refused with its place."""

import ast
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.cli import main
from sim.scenario import Problem
from sim.scenario.names import SETTINGS
from sim.scenario.nodes import Node
from sim.scenario.problem import Place
from sim.study.expressions import Claim, ClaimError, Vocabulary, parse
from sim.study.extents import cannot_hold
from sim.study.factors import Factor
from sim.study.file.read_claims import read_claims
from sim.study.inference.verdicts import _condition, judge
from tests.studies import SMALL, written

TALK, PLANNING, TIES, SHOCKS = (
    "leadership.communication", "management.planning", "network.ties", "environment.shock_every",
)  # fmt: skip
FACTORS = {
    TALK: Factor(TALK, 0.0, 0.5),
    PLANNING: Factor(PLANNING, values=("rigid", "rolling")),
    TIES: Factor(TIES, 2, 6),
    SHOCKS: Factor(SHOCKS, values=(None, 10, 20)),
}
OUTCOMES = ("made_good_mean", "speed_mean")
WORDS = Vocabulary(OUTCOMES, list(FACTORS), True, FACTORS)


def table(points: list[tuple[object, ...]], replicates: int, seed: int = 1) -> pd.DataFrame:
    """A table as `Results.rows` gives it; every seventh run failed."""
    rng = np.random.default_rng(seed)
    rows = pd.DataFrame([(p, r) for p in range(len(points)) for r in range(replicates)], columns=["point", "replicate"])
    rows["draw"] = rows["point"]
    for side in ("base", "compare"):
        for outcome in OUTCOMES:
            rows[f"{side}.{outcome}"] = rng.normal(0, 0.3, len(rows))
            rows.loc[::7, f"{side}.{outcome}"] = np.nan
    factors = pd.DataFrame(points, columns=list(FACTORS))
    return rows.join(factors, on="point")


def drawn(count: int, seed: int) -> list[tuple[object, ...]]:
    """Points within the extents of the factors."""
    rng = np.random.default_rng(seed)
    return [
        tuple(factor.at(u) for factor, u in zip(FACTORS.values(), rng.random(4), strict=True)) for _ in range(count)
    ]


TABLE = table(drawn(6, 2), 5)
OF_RUNS = [f"{side}.{outcome}" for side in ("base", "compare") for outcome in OUTCOMES]
NUMBERS = st.sampled_from(["0", "1", "0.3", "2.5", "5", "100", "1e14", "999999999999999"])
SIGNS = st.sampled_from([">", ">=", "<", "<=", "==", "!="])
type Texts = st.SearchStrategy[str]


def combined(parts: Texts) -> Texts:
    """Arithmetic with parts."""
    pair = st.tuples(parts, st.sampled_from(["+", "-", "*", "/"]), parts).map(lambda t: f"({t[0]} {t[1]} {t[2]})")
    return pair | parts.map(lambda part: f"-{part}")


def conditions_of(rows: Texts, others: Texts) -> Texts:
    """Conditions on numbers of runs, and others."""
    chains = st.lists(st.tuples(rows, SIGNS), min_size=1, max_size=2).map(
        lambda pairs: " ".join(f"{one} {sign}" for one, sign in pairs)
    )
    return st.recursive(
        st.tuples(chains, rows).map(" ".join) | others,
        lambda parts: (
            st.tuples(parts, st.sampled_from(["and", "or"]), parts).map(lambda t: f"({t[0]} {t[1]} {t[2]})")
            | parts.map(lambda part: f"(not {part})")
        ),
        max_leaves=3,
    )


def claims_of(rows: Texts, conditions: Texts) -> Texts:
    """Claims with these numbers of runs and conditions."""
    calls = st.one_of(
        rows.map(lambda row: f"mean({row})"),
        conditions.map(lambda condition: f"share({condition})"),
        st.tuples(rows, conditions).map(lambda t: f"mean({t[0]}, {t[1]})"),
        st.tuples(conditions, conditions).map(lambda t: f"share({t[0]}, {t[1]})"),
    )
    return st.tuples(st.recursive(calls | NUMBERS, combined, max_leaves=3), SIGNS, calls | NUMBERS).map(" ".join)


RIGHT_ROWS = st.recursive(
    st.sampled_from([*OF_RUNS, TALK, TIES, SHOCKS]), lambda p: combined(p | NUMBERS), max_leaves=4
)
RIGHT_WORDS = st.tuples(st.just(PLANNING), st.sampled_from(["==", "!="]), st.sampled_from(["'rigid'", "'rolling'"]))
RIGHT_CONDITIONS = conditions_of(RIGHT_ROWS, RIGHT_WORDS.map(" ".join))
ANYTHING = [*OF_RUNS * 4, *[*FACTORS] * 4, "base", "base.nothing", "rewards.initiative", "x", "True", "None", "1j",
            "'rigid'", "'rolling'", "'roling'", "'abc'", "''"]  # fmt: skip
WILD_ROWS = st.recursive(st.sampled_from(ANYTHING) | NUMBERS, combined, max_leaves=4)
WILD_CONDITIONS = conditions_of(WILD_ROWS, RIGHT_WORDS.map(" ".join))
CONDITIONS = RIGHT_CONDITIONS | WILD_CONDITIONS
CLAIMS = claims_of(RIGHT_ROWS, RIGHT_CONDITIONS) | claims_of(WILD_ROWS, WILD_CONDITIONS)


def accepted(text: str) -> bool:
    """Whether a claim is accepted. If so it is judged; if not, the refusal has its place."""
    refused: ClaimError | None = None
    try:
        parse(text, WORDS)
    except ClaimError as error:
        refused = error
    if refused is not None:
        assert 0 <= refused.column <= len(text)
        assert refused.width >= 1
        assert refused.message
        return False
    for rows in (TABLE, TABLE.assign(draw=-1), TABLE[TABLE["replicate"] == 0]):
        (verdict,) = judge([Claim("a", text)], rows)
        assert verdict.verdict in ("supported", "contradicted", "undecided")
    return True


@settings(max_examples=200, deadline=None)
@given(CLAIMS)
def test_what_the_check_accepts_can_be_judged(text: str) -> None:
    accepted(text)


@settings(max_examples=150, deadline=None)
@given(CONDITIONS, st.integers(0, 2**32 - 1))
def test_a_condition_that_cannot_hold_holds_at_no_point(text: str, seed: int) -> None:
    """The refusal is sure. Points are drawn, and the ends of the ranges are among them."""
    try:
        parse(f"mean(base.speed_mean, {text}) > 0", WORDS._replace(extents={}))
    except ClaimError:
        return
    condition = ast.parse(text, mode="eval").body
    rows = table([*drawn(200, seed), (0.0, "rigid", 2, 10), (0.5, "rolling", 6, 20)], 1).fillna({"x": 0})
    named = [ast.unparse(node) for node in ast.walk(condition) if isinstance(node, ast.Attribute)]
    with np.errstate(all="ignore"):
        holds = np.broadcast_to(_condition(condition, rows), len(rows)) & ~rows[named].isna().any(axis=1).to_numpy()
    assert not (cannot_hold(condition, FACTORS) and holds.any())


@pytest.mark.parametrize(
    "where",
    [
        "leadership.communication > 0.5", "leadership.communication > 0.3 and leadership.communication < 0.2",
        "leadership.communication * 2 > 1.1", "management.planning == 'detailed'", "network.ties == 2.5",
        "network.ties > 2 and network.ties < 3", "not network.ties >= 2", "network.ties == 1 or network.ties > 6",
        "leadership.communication >= network.ties", "0.1 < leadership.communication < 0.05",
        "management.planning == 'rigid' and management.planning == 'rolling'", "environment.shock_every == 15",
        "base.speed_mean > 0 and network.ties < 2",
    ],
)  # fmt: skip
def test_a_condition_that_no_level_meets_is_refused(where: str) -> None:
    choices = SETTINGS[PLANNING].choices
    where = where.replace("detailed", next(word for word in choices if word not in ("rigid", "rolling")))
    with pytest.raises(ClaimError, match="no point of this study meets") as refused:
        parse(f"mean(base.speed_mean, {where}) > 0", WORDS)
    assert refused.value.column == len("mean(base.speed_mean, ")
    assert " is " in refused.value.help


@pytest.mark.parametrize(
    "where",
    [
        "leadership.communication >= 0.5", "leadership.communication > 0.3 and leadership.communication < 0.30001",
        "leadership.communication * 2 >= 1", "management.planning != 'rigid'", "network.ties > 2.5",
        "network.ties > 2 and network.ties < 4", "base.speed_mean > 5", "environment.shock_every != 10",
        "leadership.communication * network.ties == 1.7", "network.ties - leadership.communication < 1.6",
    ],
)  # fmt: skip
def test_a_condition_that_some_level_meets_is_accepted(where: str) -> None:
    assert accepted(f"mean(base.speed_mean, {where}) > 0")


REFUSED = {
    "mean(management.planning) > 0": (5, "takes words, and is no number"),
    "mean(base.speed_mean * management.planning) > 0": (23, "takes words, and is no number"),
    "share(base.speed_mean > 'abc') > 0": (24, "a number is compared with 'abc'"),
    "share(base.speed_mean == 'abc') > 0": (25, "a number is compared with 'abc'"),
    "share(base.speed_mean > 0, management.planning > 'rigid') > 0": (27, "which have no order"),
    "share(base.speed_mean > 0, management.planning == rolling) > 0": (50, "takes words, in quotes"),
    "share(base.speed_mean > 0, management.planning == 3) > 0": (50, "takes words, not numbers"),
    "share(base.speed_mean > 0, management.planning == 'roling') > 0": (50, "does not take the word 'roling'"),
    "mean(1) > 0": (0, "says nothing about runs"),
    "share(1 > 0) > 0": (6, "is the same for all runs"),
    "mean(leadership.communication) > 0": (0, "says nothing about runs"),
    "mean(base.speed_mean, 1 > 2) > 0": (22, "is the same for all runs"),
    "mean(base) > 0": (5, "'base' is not understood here"),
    "mean(base.sped_mean) > 0": (5, "unknown outcome"),
    "mean(rewards.initiative) > 0": (5, "is no factor"),
    "mean(base.speed_mean) > 1 / 0": (24, "divides by 0"),
    "mean(base.speed_mean / -0.0) > 1": (5, "divides by 0"),
    "[0 for x in " + "-" * 480 + "x] > 0": (0, "nested too deeply"),
    "-" * 470 + "mean(base.speed_mean) > 0": (0, "nested too deeply"),
}


@pytest.mark.parametrize("text", REFUSED)
def test_a_refusal_says_where_and_why(text: str) -> None:
    column, message = REFUSED[text]
    with pytest.raises(ClaimError, match=message) as refused:
        parse(text, WORDS)
    assert refused.value.column == column


def test_a_misspelt_word_gets_the_right_one() -> None:
    with pytest.raises(ClaimError) as refused:
        parse("share(base.speed_mean > 0, management.planning == 'roling') > 0", WORDS)
    assert refused.value.help == "did you mean 'rolling'?"


def test_claims_about_words_of_a_rule_are_read_without_the_rule() -> None:
    """Tables of a sweep are reported without `--rules`; what their factors took is in the manifest."""
    factors = [Factor("mine.kind", values=("one", "other")), Factor("mine.rate", values=(0.0, 1.0))]
    words = Vocabulary.of_tables(["speed_mean"], factors, 0)
    parse("mean(base.speed_mean, mine.kind == 'other' and mine.rate > 0) > 0", words)
    for text, message in (
        ("mean(base.speed_mean, mine.kind == 'othr') > 0", "does not take the word 'othr'"),
        ("mean(base.speed_mean, mine.kind == 3) > 0", "takes words, not numbers"),
        ("mean(base.speed_mean * mine.kind) > 0", "is no number"),
        ("mean(base.speed_mean, mine.rate == 'one') > 0", "a number is compared with 'one'"),
    ):
        with pytest.raises(ClaimError, match=message):
            parse(text, words)


@pytest.mark.parametrize(("written", "meant"), [("rolling", "rolling"), ("roling", "rolling")])
def test_a_word_without_quotes_gets_them(written: str, meant: str) -> None:
    with pytest.raises(ClaimError, match="takes words, in quotes") as refused:
        parse(f"share(base.speed_mean > 0, management.planning == {written}) > 0", WORDS)
    assert refused.value.help == f"write management.planning == '{meant}'"


@pytest.mark.parametrize(
    "claim",
    [
        "mean(management.planning) > 0",
        "share(base.speed_mean > 'abc') > 0",
        "mean(1) > 0",
        "mean(base.speed_mean, leadership.communication > 2) > 0",
        "mean(base.speed_mean, management.planning == 'roling') > 0",
        "mean(base.sped_mean) > 0",
    ],
)
def test_a_study_with_a_wrong_claim_is_not_run(claim: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = SMALL.replace("network.ties: {values: [0, 3]}", "management.planning: {values: [rigid, rolling]}")
    text = text[: text.index("claims:")] + f'claims:\n  - wrong: "{claim}"\n'
    assert main(["sweep", str(written(tmp_path, text)), "--out", str(tmp_path / "out")]) == 2
    output = capsys.readouterr().err
    assert "study.yaml:" in output
    assert "^" in output
    assert "= help:" in output
    assert not (tmp_path / "out").exists()


def test_the_levels_of_a_study_are_those_of_its_factors() -> None:
    place = Place("study.yaml", 1, 1, 1, "")
    text = "mean(base.speed_mean, leadership.communication > 0.7) > 0"
    claim = Node("group", [(Node("scalar", "a", place), Node("scalar", text, place))], place)
    for factor, expected in ((FACTORS[TALK], 1), (Factor(TALK, values=(0.1, 0.9)), 0)):
        problems: list[Problem] = []
        read_claims((place, claim), [factor], False, problems)
        assert len(problems) == expected


def test_a_failed_run_meets_no_condition() -> None:
    """Neither a condition nor its opposite holds for a run whose outcome is missing."""
    texts = [
        "mean(compare.speed_mean, base.speed_mean > 0) > 9",
        "mean(compare.speed_mean, not base.speed_mean > 0) > 9",
    ]
    rows = TABLE.assign(**{"compare.speed_mean": np.where(TABLE["base.speed_mean"].isna(), 1e6, 1.0)})
    assert [verdict.effect for verdict in judge([Claim(text, text) for text in texts], rows)] == [-8, -8]
