"""Every block of every page of the documentation runs, and prints what the page shows."""

import json
import os
import re
from itertools import pairwise
from pathlib import Path
from shutil import which

import duckdb
import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from pyarrow.csv import read_csv

from sim.model.week import WEEK
from sim.study.sweep.results import open_results
from sim.study.sweep.run_sweep import sweep
from sim.study.sweep.tables import write_csv
from tests.pages import ROOT, blocks, pages, read, run_page, run_r, same
from tests.studies import written

mpl.use("Agg")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


SHOWN = [page for page in pages() if list(blocks(read(page))) and page.name != "solutions.md"]  # see test_exercises
WITH_R = pytest.mark.skipif(
    which("R") is None and os.environ.get("COXED_REQUIRE_BROWSER") != "1", reason="there is no R"
)
LONG = ("docs/how-to/python-studies.md", "docs/how-to/sweeps.md", "docs/tutorials/study.md")


@pytest.mark.parametrize(
    "page", [pytest.param(p, id=name(p), marks=pytest.mark.thorough if name(p) in LONG else ()) for p in SHOWN]
)
def test_what_a_page_shows_is_what_happens(page: Path, tmp_path: Path) -> None:
    run_page(page, tmp_path, quick=True)


def test_the_ten_lines_of_python_are_ten() -> None:
    (program,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len([line for line in program.splitlines() if line]) <= 10


@pytest.mark.parametrize("command", re.findall(r"`coxed (?:run|compare) [^`]*`", README))
def test_the_commands_in_the_text_are_valid(command: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"```sh\n{command.strip('`')}\n```\n", encoding="utf-8")
    run_page(page, tmp_path, quick=True)


def test_links_lead_somewhere() -> None:
    for path in [*pages(), ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def said(name: str) -> str:
    """A page without its line breaks."""
    return " ".join((ROOT / name).read_text(encoding="utf-8").split())


@pytest.mark.parametrize("page", ["README.md", "docs/model.md", "docs/paper.md"])
def test_the_published_models_are_listed(page: str) -> None:
    for path in (ROOT / "scenarios" / "literature").glob("*.yaml"):
        (authors, year) = re.findall(r"^([a-z_]+)_(\d{4})", path.stem)[0]
        names = " & ".join(author.capitalize() for author in authors.split("_"))
        assert re.search(rf"{names}[^()]* \(?{year}\)", said(page)), path.stem


def test_the_paper_counts_what_did_not_come_out() -> None:
    studies = json.loads((ROOT / "results" / "literature" / "checks.json").read_text(encoding="utf-8"))
    failed = [check for checks in studies.values() for check in checks if not check["passed"]]
    assert {check["source"][0] for check in failed} == {"P"}, "printed"
    signs = sum(check["level"] == "relational" for check in failed)
    assert (signs, len(failed) - signs) == (4, 6)
    assert "Four printed signs and six printed numbers did not come out" in said("docs/paper.md")


def test_the_model_says_where_the_order_of_the_week_differs_from_its_numbers() -> None:
    back = [(one.name, other.name) for one, other in pairwise(WEEK) if int(other.number) < int(one.number)]
    assert back == [("ideas", "motivation")]
    assert [rule.name for rule in WEEK if rule.number == "12"][:2] == ["meeting", "ideas"]
    assert [rule.name for rule in WEEK if rule.number == "0"] == ["founding", "ties"]
    assert "`meeting` and `ideas` belong to step 12, but come before `motivation`, which is step 11" in said(
        "docs/model.md"
    )


def missing(text: str) -> list[str]:
    """The files and folders that a text names, from the root of the project, and that do not exist."""
    named = re.findall(r"`((?:\.github|benchmarks|docs|experiments|scenarios|sim|tests|tools)/[\w./-]*)`", text)
    return [path for path in named if not (ROOT / path).exists()]


def test_files_that_are_named_exist() -> None:
    for page in [*pages(), ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"]:
        if page.name != "decisions.md":  # old entries keep the names of their time
            assert missing(page.read_text(encoding="utf-8")) == [], page.name
    assert missing("`sim/nothing.py` and `sim/model/week.py`") == ["sim/nothing.py"], "negative control"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("```python\nprint(1 + 1)\n```\n\n```text\n3\n```\n", "it prints\n2"),
        ("```python\nimport nothing_of_that_name\n```\n", "nothing_of_that_name"),
        ("```console\n$ echo 1\n2\n```\n", "it prints\n1"),
        ("```console\n$ false\n```\n", "ends with 1"),
        ("```sh\ncoxed run nowhere\n```\n", "ends with 2"),
        ("```console\n$ coxed run nowhere\n…\n$ echo $?\n0\n```\n", "it prints\n2"),
        ("```yaml\ncoxed: 1\nextends: led\nleadership: {comunication: 1}\n```\n", "did you mean"),
        ("```yaml\nstudy: 1\nbase: led\nfactors: {leadership.comunication: [0, 1]}\n```\n", "did you mean"),
        ("```sql\nSELECT 1 WHERE 1 > 2\n```\n", "no rows"),
        ("```sql\nSELECT 1 AS one, 2 AS one\n```\n", "the same name"),
        pytest.param("```r\nstopifnot(1 > 2)\n```\n", "1 > 2 is not TRUE", marks=WITH_R),
        ("```fortran\nprint *, 1\n```\n", "nothing runs"),
    ],
)
def test_a_page_that_is_wrong_fails(wrong: str, message: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(wrong, encoding="utf-8")
    with pytest.raises(Exception, match=message):
        run_page(page, tmp_path, quick=True)


def test_an_ellipsis_stands_for_anything_and_nothing_else_does() -> None:
    assert same("a 1.5 b\nc\nd\ne\n", "a … b\n…\ne")
    assert same("a\n", "a\n…")
    assert not same("a\nb\n", "a")
    assert not same("a\n", "a\nb")
    assert not same("a 1x5 b", "a 1.5 b")


def test_the_query_of_the_page_on_sweeps_gives_runs_and_means_by_names_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (query,) = re.findall(r"```sql\n(.*?)```", (ROOT / "docs/how-to/sweeps.md").read_text(encoding="utf-8"), re.DOTALL)
    sweep(written(tmp_path), tmp_path / "results")
    monkeypatch.chdir(tmp_path)
    with duckdb.connect() as database:
        found = database.execute(query)
        names = [column[0] for column in found.description]
        rows = pd.DataFrame(found.fetchall(), columns=names)
    results = open_results(tmp_path / "results")
    assert sorted(rows["made_good_mean"]) == sorted(results.runs["made_good_mean"])
    means = results.points[results.points["scenario"].isin(results.study.names)]["made_good_mean_over_runs"]
    assert sorted(rows["made_good_mean_over_runs"].unique()) == sorted(means.unique())


@WITH_R
def test_r_reads_the_tables_and_the_program_of_the_page_gives_our_means(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (program,) = re.findall(r"```r\n(.*?)```", (ROOT / "docs/how-to/sweeps.md").read_text(encoding="utf-8"), re.DOTALL)
    results = open_results(sweep(written(tmp_path), tmp_path / "results").folder)
    write_csv(results.folder, results.manifest)
    monkeypatch.chdir(tmp_path)
    numbers = [table.select_dtypes("number") for table in (results.runs, results.points)]
    names = [f"c({', '.join(map(json.dumps, table.columns))})" for table in numbers]
    more = f"""
    numbers <- c(runs[{names[0]}], points[{names[1]}])
    writeLines(sprintf("%a", as.numeric(unlist(numbers))), "numbers.txt")
    writeLines(sprintf("%a", c(tapply(runs$made_good_mean, runs$scenario, mean), mean(difference[high]))), "means.txt")
    """
    shown, code = run_r(program + more)
    assert code == 0, shown
    theirs = [from_r(line) for line in (tmp_path / "numbers.txt").read_text(encoding="utf-8").split()]
    ours = np.concatenate([table.to_numpy(float).ravel("F") for table in numbers])
    np.testing.assert_allclose(theirs, ours, rtol=3e-16, err_msg="R's reader may miss the last bit")
    for name, table in zip(("runs", "points"), numbers, strict=True):
        read_again = read_csv(tmp_path / f"results/csv/{name}.csv").to_pandas()
        assert (read_again[table.columns].to_numpy(float) == table.to_numpy(float))[table.notna()].all()
    means = results.runs.groupby("scenario")["made_good_mean"].mean()
    high = results.points.query("`leadership.communication` > 0.5")["point"].unique()
    pairs = results.runs.pivot_table("made_good_mean", ["point", "replicate"], "scenario").loc[high]
    expected = [*means, (pairs["led"] - pairs["over_managed"]).mean()]
    found = [from_r(line) for line in (tmp_path / "means.txt").read_text(encoding="utf-8").split()]
    np.testing.assert_allclose(found, expected, rtol=1e-13)


def from_r(word: str) -> float:
    """A number that R wrote in hexadecimal, in which nothing is rounded."""
    return {"NA": np.nan, "NaN": np.nan, "Inf": np.inf}[word] if word in {"NA", "NaN", "Inf"} else float.fromhex(word)
