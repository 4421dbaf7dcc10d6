"""The register of claims: what was stated when, and that nothing is forgotten."""

import json
from pathlib import Path

import pytest

import sim
from sim.cli import main
from sim.study.expressions import Claim
from sim.study.sweep.registry import Registered, combined, is_register, still_stated, updated
from sim.study.sweep.run_sweep import SweepProgress
from tests.studies import SMALL, written

FIRST = Claim("ahead", "mean(base.x) > 0")
OTHER = Claim("ahead", "mean(base.x) > 1")


def test_a_register_says_when_each_claim_was_stated() -> None:
    before = updated([], [FIRST], 0, "t0")
    assert [entry.when for entry in before] == ["before the runs"]
    assert updated(before, [FIRST], 500, "t1") == before, "the same claim is not stated anew"
    renamed = updated(before, [Claim("lead", FIRST.text)], 500, "t1")
    assert [(entry.name, entry.stated, entry.withdrawn) for entry in renamed] == [("lead", "t0", None)]
    changed = updated(before, [OTHER], 500, "t1")
    assert [entry.when for entry in changed] == ["before the runs", "changed after 500 runs"]
    assert (changed[0].withdrawn, changed[1].instead_of) == ("t1", FIRST.text)
    added = updated(before, [FIRST, Claim("more", "mean(base.x) < 9")], 500, "t1")
    assert added[1].when == "stated after 500 runs"
    back = updated(changed, [FIRST], 500, "t2")
    assert [entry.withdrawn for entry in back] == [None, "t2"], "nothing is removed"


def test_parts_that_were_run_apart_have_one_register() -> None:
    """A claim that a part lacks came after that part's runs."""
    early, late = Registered("ahead", "a > 0", "t0", 0), Registered("more", "b > 0", "t1", 40)
    assert combined([([early], 100), ([early], 50)]) == [early], "stated before the runs of both"
    assert combined([([early], 100), ([early, late], 50)]) == [early, late._replace(runs=140)]
    assert combined([([early], 100), ([], 50)])[0].when == "stated after 50 runs", "negative control"


def test_a_merged_sweep_says_when_its_claims_were_stated(tmp_path: Path) -> None:
    study, parts = written(tmp_path), [tmp_path / "1", tmp_path / "2"]
    for number, folder in enumerate(parts, 1):
        sim.sweep(study, folder, part=(number, 2))
    sim.merge(parts, tmp_path / "merged")
    (alone,) = sim.open_results(tmp_path / "merged").claims()
    assert alone.stated == "before the runs"


def test_a_register_of_parts_loses_no_claim_of_the_target() -> None:
    early, late = Registered("ahead", "a > 0", "t0", 0), Registered("more", "b > 0", "t1", 40)
    parts = [([early], 100), ([early], 50)]
    assert combined(parts, [late._replace(runs=150)]) == [early, late._replace(runs=150)]
    assert combined(parts, combined(parts), 0) == combined(parts), "merging again changes nothing"
    assert combined([*parts, ([late], 50)], combined(parts), 7)[1].runs == 150 + 40 + 7, "also after the target's runs"
    gone = early._replace(withdrawn="t2")
    assert combined([([gone], 100), ([gone], 50)], combined(parts)) == [gone]
    assert combined([([gone], 100), ([early], 50)]) == [early], "a part that still states it"
    assert combined(parts, [gone]) == [gone]


def test_of_claims_with_the_same_name_the_last_one_is_stated() -> None:
    one, other = Registered("ahead", "a > 0", "t0", 0), Registered("ahead", "a > 1", "t1", 0)
    register = combined([([one], 100), ([other], 50)])
    assert register == [
        one._replace(runs=50, withdrawn="t1"), other._replace(runs=100, instead_of="a > 0"),
    ]  # fmt: skip
    assert still_stated(register, [Claim("ahead", "a > 0")]) == (Claim("ahead", "a > 1"),)
    assert still_stated([], [Claim("ahead", "a > 0")]) == (Claim("ahead", "a > 0"),)


def test_a_merged_sweep_has_the_claims_of_all_parts_and_of_its_folder(tmp_path: Path) -> None:
    study, parts, out = written(tmp_path), [tmp_path / "1", tmp_path / "2"], tmp_path / "merged"
    third = "  - third: mean(base.speed_mean) > 2\n"
    sim.sweep(study, parts[0], part=(1, 2))
    study.write_text(SMALL + third)
    sim.sweep(study, out, part=(1, 2))
    study.write_text(SMALL + "  - more: mean(base.speed_mean) > 0\n")
    sim.sweep(study, parts[1], part=(2, 2))
    sim.merge(parts, out)
    runs = sim.open_results(parts[0], partial=True).manifest["runs"]
    expected = {"led_is_ahead": "before the runs", "more": f"stated after {runs} runs"}
    merged = sim.open_results(out)
    assert {claim.name: claim.stated for claim in merged.claims() if claim.name != "third"} == expected
    assert "third" in [claim.name for claim in merged.claims()]
    study.write_text(SMALL + "  - late: mean(base.speed_mean) > 1\n")
    sim.sweep(study, parts[1], part=(2, 2))
    sim.merge(parts, out)
    again = sim.open_results(out)
    assert {claim.name for claim in again.claims()} == {"led_is_ahead", "third", "late"}
    assert [entry.name for entry in again.register if entry.withdrawn] == ["more"], "every part with it withdrew it"


def test_what_is_no_register_is_none() -> None:
    good = [Registered("a", "b", "t", 0)._asdict()]
    assert is_register(good)
    for wrong in ({}, [1], [{"name": "a"}], [{**good[0], "runs": "many"}], [{**good[0], "more": 1}]):
        assert not is_register(wrong)


def test_claims_edited_after_the_runs_are_shown_as_such(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    study, out = written(tmp_path), tmp_path / "out"
    swept = sim.sweep(study, out)
    (alone,) = sim.open_results(out).claims()
    assert alone.stated == "before the runs"
    study.write_text(
        SMALL.replace("> mean(compare.made_good_mean)", "> mean(compare.made_good_mean) - 0.5")
        + "  - new: mean(base.speed_mean) > 0\n"
    )
    sim.sweep(study, out)
    results = sim.open_results(out)
    changed, new = results.claims()
    assert changed.stated == f"changed after {swept.runs:,} runs"
    assert new.stated == f"stated after {swept.runs:,} runs"
    assert len(results.register) == 3
    study.write_text(SMALL)
    sim.sweep(study, out)
    (again,) = sim.open_results(out).claims()
    assert again.stated == "before the runs"
    assert again.high - again.low > alone.high - alone.low, "withdrawn claims count in the intervals"
    assert main(["report", str(out)]) == 0
    assert "together for 3 claims" in capsys.readouterr().out
    page = (out / "report.html").read_text("utf-8")
    assert "In this folder 3 claims were stated, 1 of them before the first run." in page
    assert "Withdrawn or changed claims" in page
    assert sim.open_results(out).claims("mean(base.speed_mean) > 0")[0].stated == ""


def test_an_unfinished_sweep_keeps_its_register(tmp_path: Path) -> None:
    study, out = written(tmp_path), tmp_path / "out"

    class Stopped(Exception):
        pass

    def stop(progress: SweepProgress) -> None:
        if progress.done:
            raise Stopped

    with pytest.raises(Stopped):
        sim.sweep(study, out, threads=1, progress=stop)
    study.write_text(SMALL + "  - late: mean(base.speed_mean) > 0\n")
    sim.sweep(study, out)
    first, late = sim.open_results(out).register
    assert first.when == "before the runs"
    assert late.runs > 0


def test_tables_that_are_made_again_keep_the_register(tmp_path: Path) -> None:
    study, out = written(tmp_path), tmp_path / "out"
    runs = sim.sweep(study, out).runs
    (out / "points.parquet").write_bytes(b"damaged")
    study.write_text(SMALL + "  - late: mean(base.speed_mean) > 0\n")
    sim.sweep(study, out)
    assert [entry.when for entry in sim.open_results(out).register] == ["before the runs", f"stated after {runs} runs"]


def test_results_of_earlier_versions_say_that_nothing_is_recorded(tmp_path: Path) -> None:
    out = tmp_path / "out"
    sim.sweep(written(tmp_path), out)
    manifest = json.loads((out / "manifest.json").read_text())
    old = sim.Results(out, {name: value for name, value in manifest.items() if name != "claims"})
    assert old.claims()[0].stated == "not recorded"
