"""`coxed doctor`: a sound installation passes every check, and each fault is named with its remedy."""

import errno
import json
import os

import pytest

from sim.cli import main
from sim.explain import doctor
from sim.explain.doctor import Finding, findings


def test_the_doctor_finds_a_sound_installation(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "all is well"
    assert main(["doctor", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["sound"] is True
    assert {finding["what"] for finding in shown["findings"]} >= {
        "libraries",
        "processors",
        "compile cache",
        "same bits",
    }


def test_the_doctor_says_what_is_wrong_and_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "requires", lambda _: ["numpy>=99", "no-such-library>=1", 'never; extra == "dask"'])
    monkeypatch.setattr(doctor, "OLDEST", (99, 0))
    monkeypatch.setattr(doctor.tempfile, "TemporaryFile", full)
    monkeypatch.setattr(doctor, "_processors", lambda: 1 / 0)
    monkeypatch.setattr("sim.explain.member_trace.trace_period", lambda *_: OtherBits())
    checks = {finding.what: finding for finding in findings()}
    assert {what for what, finding in checks.items() if not finding.ok} == {
        "python",
        "libraries",
        "processors",
        "this folder",
        "same bits",
    }
    assert "is not >=99; no-such-library is missing" in checks["libraries"].state
    assert checks["this folder"].state == "cannot be written: No space left on device"
    assert checks["processors"].state.startswith("ZeroDivisionError")
    assert all(finding.remedy for finding in checks.values() if not finding.ok)
    assert main(["doctor"]) == 1
    assert "NOT  libraries" in capsys.readouterr().out
    assert isinstance(checks["python"], Finding)


def full(**_: object) -> None:
    """A disk with no room."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class OtherBits:
    """A period that ended with other bits."""

    same = False
