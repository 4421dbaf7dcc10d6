"""The report on a sweep: complete in one file, and its words are those of the numbers."""

import math
import re
import shutil
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pyarrow.parquet as pq
import pytest
from matplotlib.figure import Figure

import sim
from sim.cli import main
from sim.engine import store
from sim.output.html import page, paragraph, table
from sim.output.plot import svg
from sim.output.tables import ends, signed
from sim.study.analysis.effects import Estimated, FactorRange, Levels, levels, paired_runs, phases
from sim.study.factors import Factor
from sim.study.inference.sensitivity import sobol_indices
from sim.study.inference.verdicts import judge
from sim.study.report.figures import curves, tornado
from sim.study.sweep.joined import joined_runs
from sim.study.sweep.run_sweep import sweep
from tests.studies import SMALL, written

TITLE = '<script>alert("1")</script> & more'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("report")
    sweep(written(made, SMALL + f"title: '{TITLE}'\n"), made / "out")
    assert main(["report", str(made / "out")]) == 0
    return made / "out"


class Parts(HTMLParser):
    """Tags, and everything that an attribute leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.targets: list[str] = []
        self.names: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.targets += [value or "" for name, value in attrs if name in ("src", "href", "xlink:href", "action")]
        self.names += [value or "" for name, value in attrs if name == "id"]


def test_the_page_is_complete_in_itself_and_executes_nothing(folder: Path) -> None:
    text = (folder / "report.html").read_text("utf-8")
    parts = Parts()
    parts.feed(text)
    assert not {"script", "iframe", "link", "img", "object", "form"} & set(parts.tags)
    assert all(target.startswith("#") for target in parts.targets)
    assert {target[1:] for target in parts.targets} <= set(parts.names)
    assert len(parts.names) == len(set(parts.names))
    assert "default-src 'none'" in text
    assert "&lt;script&gt;alert(" in text
    assert "&lt;/script&gt; &amp; more" in text


def test_the_verdicts_are_those_of_the_results(folder: Path) -> None:
    text = (folder / "report.html").read_text("utf-8")
    (claim,) = sim.open_results(folder).claims()
    assert f'<td class="{claim.verdict}">{claim.verdict}</td>' in text
    assert f"{claim.effect:+.4f}" in text


def test_where_the_maximum_was_reached_is_shown(tmp_path: Path) -> None:
    study = written(tmp_path, SMALL.replace("half_width: 0.1", "half_width: 0.0001"))
    sweep(study, tmp_path / "out")
    main(["report", str(tmp_path / "out")])
    text = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "4 points reached the largest number of replicates first" in text


def test_figures_are_drawings_that_anybody_can_open_alike_each_time(folder: Path) -> None:
    figures = {path.name: path.read_bytes() for path in (folder / "figures").iterdir()}
    assert set(figures) == {"phase.svg", "curves.svg", "tornado.svg", "convergence.svg", "manifest.json"}
    assert all(ElementTree.fromstring(figures[name]).tag.endswith("svg") for name in figures if name.endswith("svg"))
    assert main(["report", str(folder)]) == 0
    assert {path.name: path.read_bytes() for path in (folder / "figures").iterdir()} == figures


def test_a_new_report_removes_its_old_figures_and_no_others(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(folder, out)
    own = {out / "figures" / name: f"<svg>{name}</svg>" for name in ("mine.svg", "phase2.svg", "notes.txt")}
    for path, content in own.items():
        path.write_text(content)
    store.publish(out / "figures", {"sobol.svg": store.text("<svg/>")}, {})  # as if an earlier report had drawn it
    assert main(["report", str(out)]) == 0
    assert not (out / "figures" / "sobol.svg").exists()
    assert {path: path.read_text() for path in own} == own


def test_a_dollar_is_a_dollar(tmp_path: Path) -> None:
    """A title in which matplotlib would see a formula that it cannot read."""
    title = "worth of $x^$ and _{, a_b $1"
    (tmp_path / "$a^$_b.yaml").write_text("coxed: 1\nextends: led\n")
    study = SMALL.replace("base: led", "base: $a^$_b.yaml") + f"title: '{title}'\n"
    sweep(written(tmp_path, study), tmp_path / "out")
    assert main(["report", str(tmp_path / "out")]) == 0
    assert title in (tmp_path / "out" / "report.html").read_text("utf-8")
    assert {path.suffix for path in (tmp_path / "out" / "figures").iterdir()} == {".svg", ".json"}
    run = sim.run(sim.load(tmp_path / "$a^$_b.yaml", ["run.periods=5"]), 3)
    assert main(["run", str(tmp_path / "$a^$_b.yaml"), "-r", "3", "--out", str(tmp_path / "run")]) == 0
    sim.plot.save(sim.plot.series(run), tmp_path / "series.png")
    sim.plot.save(sim.plot.lanes(sim.compare([run.scenario, "led"], 3)), tmp_path / "lanes.png")


def test_a_logarithmic_axis_has_plain_numbers() -> None:
    figure = Figure()
    axes = figure.subplots()
    axes.loglog([1e-3, 1e4], [1, 100])
    assert "$" in axes.xaxis.get_major_formatter()(10)
    with_dollars = svg(figure)
    assert "$" not in axes.xaxis.get_major_formatter()(10)
    assert with_dollars == svg(figure), "and the same each time"


@pytest.mark.parametrize(("design", "figure"), [("saltelli, n: 4", "sobol"), ("morris, n: 4", "morris")])
def test_designs_for_sensitivity_get_their_figure(tmp_path: Path, design: str, figure: str) -> None:
    sweep(written(tmp_path, SMALL.replace("sobol, n: 4", design)), tmp_path / "out")
    assert main(["report", str(tmp_path / "out"), "--outcome", "speed_mean"]) == 0
    assert (tmp_path / "out" / "figures" / f"{figure}.svg").exists()
    results = sim.open_results(tmp_path / "out")
    with pytest.raises(ValueError, match="needs a design"):
        results.morris() if figure == "sobol" else results.sobol()


def test_labels_of_figures_do_not_run_into_each_other_and_orders_of_magnitude_are_apart() -> None:
    """The longest labels of levels end before the names of the factors; a log-uniform factor has a log axis."""
    one = FactorRange(0.0, 1.0, "0.001 to 0.00215", "0.0464 to 0.1000000", Estimated(1.0, 2.0, 3), 1)
    drawn = tornado({"environment.strategic_turbulence": one}, "made_good_mean", "title")
    drawn.canvas.draw()
    (axes,) = drawn.axes
    inside = axes.get_window_extent()
    for label in axes.texts:
        box = label.get_window_extent()
        assert inside.x0 <= box.x0
        assert box.x1 <= inside.x1
    factor = Factor("environment.strategic_turbulence", 0.001, 0.1, distribution="loguniform")
    along = Levels(factor, ["a", "b", "c"], np.array([0.002, 0.01, 0.05]), np.zeros(0, dtype=int))
    shown = curves({"led": [(along, [Estimated(1.0, 0.1, 3)] * 3)]}, "made_good_mean", "title")
    assert shown.axes[0].get_xscale() == "log"
    assert [label.get_text() for label in shown.axes[0].get_xticklabels()] == ["0.002", "0.01", "0.05"]


def test_many_words_below_a_panel_stand_apart() -> None:
    words = tuple(f"us_long_industry_{number}" for number in range(14))
    along = Levels(Factor("environment.trace", values=words), list(words), np.arange(14.0), np.zeros(0, dtype=int))
    shown = curves({"led": [(along, [Estimated(1.0, 0.1, 3)] * 14)]}, "made_good_mean", "title")
    shown.canvas.draw()
    boxes = [label.get_window_extent() for label in shown.axes[0].get_xticklabels()]
    assert all(one.x1 <= other.x0 for one, other in pairwise(boxes))
    assert shown.axes[0].get_window_extent().height > 100, "there is room for the means"


def test_one_scenario_and_one_factor_are_enough(tmp_path: Path) -> None:
    text = (
        "study: 1\nbase: led\nset: {organization.members: 4, run.periods: 5}\nfactors: {network.ties: {values: [1]}}\n"
    )
    sweep(written(tmp_path, text + "replicates: 1\n"), tmp_path / "out")
    assert main(["report", str(tmp_path / "out")]) == 0


def test_an_unknown_outcome_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(folder), "--outcome", "sped_mean"]) == 2
    assert "speed_mean" in capsys.readouterr().err


def test_tables_are_written_as_csv_if_asked(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    assert not (copy / "csv").exists()
    assert main(["report", str(copy), "--csv"]) == 0
    assert capsys.readouterr().out.endswith(f"written: {copy / 'csv'}\n")
    lines = (copy / "csv" / "runs.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1 + pq.read_metadata(copy / "runs.parquet").num_rows
    assert lines[0].startswith('"point","scenario","replicate"')
    assert "nan" not in "".join(lines)
    assert sorted(path.name for path in (copy / "csv").iterdir()) == [
        "manifest.json", "points.csv", "runs.csv", "series.csv"
    ]  # fmt: skip
    assert main(["verify", str(copy), "--sample", "0"]) == 0, "a sweep with such tables is as it was written"
    shutil.rmtree(copy / "csv")
    (copy / "csv").write_text("mine", encoding="utf-8")
    assert main(["report", str(copy), "--csv"]) == 2
    assert "CSV tables cannot be written" in capsys.readouterr().err
    assert (copy / "csv").read_text(encoding="utf-8") == "mine"


def test_text_is_never_markup() -> None:
    evil = "<b onclick=x>'\"&"
    text = page(evil, [evil], []) + paragraph(evil) + table([evil], [[evil]], numbers=(0,), marked=0)
    assert not re.search(r"<b\b(?!ody)", text)


STEEP = """\
study: 1
base: led
set: {organization.members: 6, run.periods: 30, environment.shock_every: 12}
factors:
  leadership.strength: [0, 1]
  network.ties: {values: [0, 3]}
replicates: 10
keep: {series: [made_good]}
"""


def reported(folder: Path, text: str, outcome: str = "made_good_mean") -> tuple[str, sim.Results]:
    """The words of a report, with those in its figures, and the results."""
    sweep(written(folder, text), folder / "out")
    assert main(["report", str(folder / "out"), "--outcome", outcome]) == 0
    return (folder / "out" / "report.html").read_text("utf-8"), sim.open_results(folder / "out")


def test_headlines_rank_factors_as_the_figure_of_variance_does_and_say_so(tmp_path: Path) -> None:
    text = STEEP.replace("network.ties: {values: [0, 3]}", "management.strength: [0, 1]")
    page, results = reported(tmp_path, text + "design: {kind: saltelli, n: 32, second_order: true}\n")
    indices = results.sobol("made_good_mean")
    top = indices["total"].idxmax()
    assert indices["total"].max() > indices["total_half_width"][top], "else no headline names it"
    assert f"made_good_mean depends most on {top}, by the share of the variance" in page
    assert f"{top} accounts for" in page
    assert "those that matter most, by the share of the variance (total Sobol" in page
    assert "Pairs of factors" in page
    with pytest.raises(ValueError, match="needs a design"):
        results.morris()


def test_points_that_differ_by_chance_alone_get_no_headline(tmp_path: Path) -> None:
    """Here the noise of the means explains all of their variance; the indices of the means alone would be sure."""
    page, results = reported(tmp_path, STEEP + "design: {kind: saltelli, n: 32}\n")
    answers = results.answers("made_good_mean")
    naive = sobol_indices(answers, ["a", "b"])
    assert (naive["total"] > naive["total_half_width"]).any(), "the negative control"
    assert "No share of the variance of made_good_mean" in page
    assert "depends most on" not in page


def test_without_such_a_figure_they_rank_by_range_and_say_so(tmp_path: Path) -> None:
    page, results = reported(tmp_path, STEEP + "design: {kind: lhs, n: 32}\n")
    assert "by the range of the means at its levels" in page
    assert "Recovery from shocks" in page
    means = results.recovery()
    assert f">{means['mean'].iloc[0]:.2f}<" in page
    with pytest.raises(ValueError, match="needs a design"):
        results.sobol(pairs=True)


@pytest.mark.parametrize("outcome", ["recovery_time", "recovery_censored", "shocks"])
def test_what_is_missing_or_equal_makes_no_number_of_words(tmp_path: Path, outcome: str) -> None:
    """An outcome that all runs lack, one that some may lack, and one that is the same in all runs."""
    text = STEEP.replace("shock_every: 12", "shock_every: 0") if outcome == "recovery_time" else STEEP
    page, _ = reported(tmp_path, text.replace("keep: {series: [made_good]}\n", ""), outcome)
    words = re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)
    assert not re.search(r"\b(nan|inf)\b", words)


def test_cells_say_how_many_points_they_hold(tmp_path: Path) -> None:
    _, results = reported(tmp_path, STEEP + "design: {kind: lhs, n: 32}\n")
    runs = paired_runs(results, "made_good_mean")
    across, along = (levels(factor, runs) for factor in results.study.factors)
    cells = phases(runs, across, along)
    assert sum(cell.points for row in cells for cell in row) == 32
    for x in range(len(across.labels)):
        for y in range(len(along.labels)):
            inside = runs.rows["point"][(across.codes == x) & (along.codes == y)]
            assert cells[y][x].points == inside.nunique()
    figure = (tmp_path / "out" / "figures" / "phase.svg").read_text("utf-8")
    assert "points" in figure


def test_a_verdict_says_how_many_runs_it_leaves_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = STEEP + "claims:\n  - slow: mean(base.recovery_time) > 3\n"
    page, results = reported(tmp_path, text)
    (claim,) = results.claims()
    assert claim.runs == results.runs["recovery_time"].notna().sum()
    assert claim.left_out == results.runs["recovery_time"].isna().sum() > 0
    assert f"{claim.runs:,} ({claim.left_out:,} left out)" in page
    assert f"{claim.runs:,} ({claim.left_out:,} left out)" in capsys.readouterr().out
    counts = results.points.set_index("point")["recovery_time_runs"]
    assert (counts == results.runs.groupby("point")["recovery_time"].count()).all()


def test_a_run_whose_partner_failed_is_left_out(folder: Path, tmp_path: Path) -> None:
    results = sim.open_results(folder)
    runs = pq.read_table(folder / "runs.parquet").to_pandas()
    lost = (runs["scenario"] == "over_managed") & (runs["point"] == 1) & (runs["replicate"] == 2)
    runs.loc[lost, "status"], runs.loc[lost, "made_good_mean"] = "failed", None
    runs.to_parquet(tmp_path / "runs.parquet")
    rows = joined_runs(tmp_path, results.study, ["made_good_mean"])
    missing = rows[rows["base.made_good_mean"].isna()]
    assert missing[["point", "replicate"]].to_numpy().tolist() == [[1, 2]]
    (judged,) = judge(results.study.claims, rows)
    assert (judged.runs, judged.left_out) == (len(rows) - 1, 1)


@pytest.mark.parametrize("names", [("nope", None), (None, "zz")])
def test_a_name_that_there_is_not_is_refused_by_every_analysis(tmp_path: Path, names: tuple[str, str]) -> None:
    text = (
        "study: 1\nbase: led\nset: {organization.members: 3, run.periods: 12}\nreplicates: 2\n"
        "factors: {leadership.communication: [0, 1], leadership.strength: [0, 1]}\ndesign: {kind: saltelli, n: 2}\n"
    )
    sweep(written(tmp_path, text), tmp_path / "out")
    results = sim.open_results(tmp_path / "out")
    for analysis in (results.answers, results.sobol, lambda *named: sim.surrogate(results, *named)):
        with pytest.raises(ValueError, match="unknown outcome" if names[0] else "there is no scenario"):
            analysis(*names)


GAPS = """\
study: 1
base: led
set: {organization.members: 6, run.periods: 12}
factors:
  environment.goals: {values: [1, 4, 30]}
  network.ties: {values: [0, 3]}
replicates: 4
"""


def test_points_without_an_answer_are_named_where_they_matter(tmp_path: Path) -> None:
    text, _ = reported(tmp_path, GAPS)
    assert "2 of 6 points have no made_good_mean. The figures of factors leave them out" in text
    assert "All other points have 4 replicates. Points that failed, and have none: 2." in text
    (tmp_path / "more").mkdir()
    design = "design: {kind: saltelli, n: 4}\n"
    text, _ = reported(tmp_path / "more", GAPS.replace("{values: [1, 4, 30]}", "[1, 30]") + design)
    assert re.search("There are no Sobol[^ ]* indices, which need all points", text)


def test_effects_by_chance_alone_get_no_headline(tmp_path: Path) -> None:
    text, results = reported(
        tmp_path,
        "study: 1\nbase: led\nset: {organization.members: 6, run.periods: 12}\nreplicates: 5\n"
        "factors: {leadership.communication: [0, 1], network.ties: [0, 5]}\ndesign: {kind: morris, n: 4}\n",
    )
    assert not results.morris()["beyond_chance"].any(), "five replicates are too few"
    assert "No factor moves made_good_mean beyond chance" in text
    assert "0 of 2 factors have a larger μ* than 95 % of draws of chance" in text


def test_a_report_reads_no_whole_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A million points have a gigabyte of numbers, of which a report needs a few columns."""

    def whole(_: sim.Results) -> None:
        raise AssertionError("a whole table was read")

    for name in ("points", "runs"):
        monkeypatch.setattr(sim.Results, name, property(whole))
    text = GAPS.replace("30", "6") + "claims:\n  - good: mean(base.made_good_mean) > 0\n"
    page, results = reported(tmp_path, text)
    assert "Every point has 4 replicates" in page
    with pytest.raises(AssertionError, match="a whole table was read"):
        results.points.head()


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.5, "+0.5000"), (-0.00123, "-0.0012"), (0.00123e-2, "+0.000012"), (0.0, "+0.0000"), (math.nan, "not known")],
)
def test_a_difference_shows_two_digits(number: float, text: str) -> None:
    assert signed(number) == text


def test_an_interval_shows_two_digits_of_its_farther_end() -> None:
    assert ends(-0.00004, 0.00012) == "-0.00004 to +0.00012"
    assert ends(-0.00004, 0.3) == "-0.0000 to +0.3000"
    assert ends(-math.inf, math.inf) == "not known"
