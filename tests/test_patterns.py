"""Patterns from data: firms and filters follow their declarations, and the filters recover planted truths."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.claims.patterns import firms as firms_module
from sim.claims.patterns.filters import FILTERS
from sim.claims.patterns.firms import FREE, STRENGTHS, Firm, firms, groups, rates
from sim.claims.patterns.measure import KEPT, RESAMPLES, filters, measured
from sim.claims.patterns.page import page
from sim.claims.patterns.report import read
from sim.claims.patterns.run import simulated
from sim.claims.sample import varied
from sim.cli import main
from sim.explain.citations import KEY, entries
from sim.model.parameters import Parameters
from sim.scenario import load
from sim.scenario.names import SETTINGS

NAMES = [one.name for one in FILTERS]
MADE_UP = "motivation.made_up"


def _answers(rng: np.random.Generator, drawn: list[Firm], **columns: np.ndarray) -> dict[str, np.ndarray]:
    """Answers without any pattern, but for the columns given."""
    table = {name: rng.normal(1, 0.1, len(drawn)) for name in KEPT} | columns
    firm = np.column_stack([table[name] for name in KEPT])
    odd = np.arange(len(drawn)) % 2 == 1
    pairs = {
        "few practices": odd, "many practices": odd, "no reviews": ~odd, "reviews": ~odd,
    }  # fmt: skip
    return {
        "firm": firm,
        **{name: np.where(rows[:, None], firm, np.nan) for name, rows in pairs.items()},
        "two": rng.normal(1, 0.01, (12, len(KEPT))),
        "eight": rng.normal(0.8, 0.01, (12, len(KEPT))),
    }


def _value(answers: dict[str, np.ndarray], drawn: list[Firm], name: str) -> float:
    industry = np.array([firm.industry for firm in drawn])
    return float(filters(answers, drawn, industry)[NAMES.index(name)])


def test_filters_are_declared_whole() -> None:
    assert len(set(NAMES)) == len(NAMES)
    for one in FILTERS:
        assert one.low < one.high
        assert one.sources
        assert all(re.fullmatch(KEY, key) and key in entries() for key in one.sources)
    assert set(FREE) <= set(varied())
    assert not set(STRENGTHS) & set(varied())


def test_a_firm_differs_in_what_is_plausible_and_in_nothing_that_is_free() -> None:
    drawn = firms(3, 4)
    assert len(drawn) == 12
    for one in drawn:
        values = one.variants["firm"]
        assert not set(values) & set(FREE)
        assert set(values) == (set(varied()) - set(FREE)) | set(STRENGTHS) | {"run.periods", "run.warm_up"}
        load("led").with_(**values)
    for number in range(12):
        same = [name for name in drawn[0].variants["firm"] if name.startswith("environment.")]
        ocean = [drawn[number].variants["firm"][name] for name in same]
        assert ocean == [drawn[number // 4 * 4].variants["firm"][name] for name in same]
    assert len({one.first for one in drawn}) == 12, "each firm has its own luck"
    assert [set(one.variants) - {"firm"} for one in drawn[:2]] == [
        {"no reviews", "reviews"},
        {"few practices", "many practices"},
    ]


def test_a_parameter_more_changes_no_firm_in_anything_else(monkeypatch: pytest.MonkeyPatch) -> None:
    before = firms(3, 4)
    names = varied()
    monkeypatch.setitem(SETTINGS.of(Parameters), MADE_UP, SETTINGS["environment.foresight"])
    monkeypatch.setattr(firms_module, "varied", lambda: [*names[:30], MADE_UP, *names[30:]])
    for old, new in zip(before, firms(3, 4), strict=True):
        assert MADE_UP in new.variants["firm"]
        for name, values in old.variants.items():
            assert {key: v for key, v in new.variants[name].items() if key != MADE_UP} == values


def test_rates_are_places_of_what_is_plausible() -> None:
    (low, high) = rates(np.array([np.zeros(len(FREE)), np.ones(len(FREE))]))
    for name in FREE:
        made = SETTINGS[name].plausible
        assert made is not None
        assert (low[name], high[name]) == pytest.approx((made.low, made.high))


@pytest.mark.parametrize("r", [-0.3, 0.0, 0.5])
def test_a_planted_correlation_is_found(r: float) -> None:
    drawn = firms(60, 10)
    rng = np.random.default_rng(5)
    leadership = np.array([one.variants["firm"]["leadership.strength"] for one in drawn])
    noise = rng.normal(0, leadership.std(), len(drawn))
    progress = r * leadership + np.sqrt(1 - r**2) * noise
    found = _value(_answers(rng, drawn, made_good=progress), drawn, "leadership")
    # Fisher's z over 600 firms less 60 means; four standard errors, so false once in 16,000.
    assert abs(np.arctanh(found) - np.arctanh(r)) < 4 / np.sqrt(540 - 3)


def test_what_only_oceans_share_is_no_pattern_of_firms() -> None:
    # The negative control of the test above: industries differ, firms within them do not.
    drawn = firms(60, 10)
    rng = np.random.default_rng(6)
    ocean = np.repeat(rng.normal(0, 1, 60), 10)
    progress, safety = ocean + rng.normal(0, 0.3, 600), ocean + rng.normal(0, 0.3, 600)
    found = _value(_answers(rng, drawn, made_good=progress, safety=safety), drawn, "safety_performance")
    assert np.corrcoef(progress, safety)[0, 1] > 0.8
    assert abs(found) < 4 / np.sqrt(540)


def test_the_bootstrap_has_the_variance_of_a_correlation() -> None:
    drawn = firms(40, 10)
    rng = np.random.default_rng(7)
    made = measured(_answers(rng, drawn), drawn, seed=1)
    k = NAMES.index("competence")
    # (1 - r²)² / 360 degrees of freedom at r = 0. The bootstrap over 40 industries has a relative error of a quarter.
    assert made.variances[0, k] == pytest.approx(1 / 360, rel=0.75)
    assert RESAMPLES >= 100


def test_differences_gains_and_ratios_have_their_closed_forms() -> None:
    drawn = firms(30, 10)
    rng = np.random.default_rng(8)
    answers = _answers(rng, drawn)
    place = KEPT.index("made_good")
    answers["reviews"] = answers["no reviews"].copy()
    answers["reviews"][:, place] += 0.07  # 0.7 of the standard deviation of .1
    answers["many practices"] = answers["few practices"] * 1.17
    assert _value(answers, drawn, "reviews") == pytest.approx(0.7, rel=0.2)
    assert _value(answers, drawn, "practices") == pytest.approx(0.17)
    assert _value(answers, drawn, "group_size") == pytest.approx(0.8, rel=0.02)
    # p90/p10 of a normal law around 1 with a standard deviation of .1.
    assert _value(answers, drawn, "spread") == pytest.approx(1.128 / 0.872, rel=0.1)


def test_a_firm_that_makes_no_way_has_a_capped_ratio() -> None:
    drawn = firms(2, 10)
    rng = np.random.default_rng(9)
    progress = np.tile(np.linspace(-0.1, 0.4, 10), 2)
    found = _value(_answers(rng, drawn, made_good=progress), drawn, "spread")
    assert found == pytest.approx(np.quantile(progress, 0.9) / 0.01)


def test_the_filters_do_not_depend_on_how_the_work_is_cut() -> None:
    drawn = firms(2, 2)
    point = [{"motivation.effort_floor": 0.4}, {}]
    one, two = simulated(point, drawn, 1), simulated(point, drawn, 2)
    np.testing.assert_array_equal(one.means, two.means)
    np.testing.assert_array_equal(one.variances, two.variances)
    alone = simulated(point[:1], drawn, 2)
    np.testing.assert_array_equal(alone.means[0], two.means[0])
    assert not np.array_equal(one.means[0], one.means[1]), "the negative control: a rate matters"


def test_groups_are_small_alike_and_unmanaged() -> None:
    pair = groups().variants
    assert [values["organization.members"] for values in pair.values()] == [2, 8]
    assert {key for key in pair["two"] if pair["two"][key] != pair["eight"][key]} == {"organization.members"}
    assert pair["two"]["management.strength"] == pair["two"]["leadership.strength"] == 0


def test_the_command_writes_a_record_tables_and_a_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["patterns", "--quick", "--out", str(tmp_path / "out")]) == 0
    printed = capsys.readouterr().out
    record = read(tmp_path / "out")
    assert [one["name"] for one in record["filters"]] == NAMES
    assert record["points"] == sum(record["waves"])
    assert f"the defaults meet {record['usual_met']} of {len(NAMES)}" in printed
    points = pd.read_parquet(tmp_path / "out" / "points.parquet")
    assert list(points)[1 : 1 + len(FREE)] == list(FREE)
    left = pd.read_parquet(tmp_path / "out" / "survivors.parquet")
    assert list(left) == [*FREE, "implausibility"]
    assert len(left) == record["survivors"]
    for name in FREE:
        made = SETTINGS[name].plausible
        assert made is not None
        assert left[name].between(made.low, made.high).all()
    assert (tmp_path / "out" / "patterns.png").stat().st_size > 10_000
    text = page(tmp_path / "out", "results")
    assert text.index("## What no setting reaches") < text.index("## What the defaults miss") < text.index("| filter |")
    assert all(one["title"] in text for one in record["filters"])
    never = [one["title"] for one in record["filters"] if one["met_by"] == 0]
    assert all(f"**{title}.**" in text for title in never)


def test_the_published_page_hides_neither_what_is_met_nor_a_default_that_is_not_left() -> None:
    folder = Path(__file__).parent.parent / "results" / "patterns"
    record, text = read(folder), " ".join(page(folder, "").split())
    points, left = (pd.read_parquet(folder / f"{name}.parquet") for name in ("points", "survivors"))
    met = (points[[f"{name}_implausibility" for name in NAMES]] <= 3).all(axis=1)
    first = points["wave"] == 0
    assert f"{(met & first).sum()} of the {first.sum()} settings of the first wave" in text
    assert record["met_in_waves"] == [int((met & (points["wave"] == wave)).sum()) for wave in (0, 1, 2)]
    assert (sum(record["met_in_waves"]), record["met_in_waves"][-1]) == (record["all_met"], record["all_met_last"])
    assert record["usual_met"] == len(NAMES)
    assert f"the model meets all {len(NAMES)} filters" in text
    silent = text.partition("The filters say little about ")[2].partition("![")[0]
    for name in FREE:
        usual = SETTINGS[name].default
        is_left = left[name].quantile(0.05) <= usual <= left[name].quantile(0.95)
        row = re.search(rf"\| `{name}` \|[^`]*?\| (yes|\*\*no\*\*|no, and [^|]*) \|", text)
        assert (row is None) == (f"`{name}`" in silent)
        assert is_left if row is None else is_left == (row[1] == "yes")


def test_an_interrupted_command_ends_with_130_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.claims.patterns.run.measured", interrupted)
    assert main(["patterns", "--quick", "--out", str(tmp_path / "out")]) == 130
    assert not (tmp_path / "out").exists()
