"""The compile cache: what is damaged is compiled again, and only a folder of the user's own is trusted."""

import os
import pickle
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.model import cache, kernel
from sim.model.compile import entry

TEXT = "def area(a, b):\n    return a * b + 1\n"


def area(folder: Path) -> Any:
    """A small entry point, as a new process would make it."""
    return entry(kernel.functions(folder, TEXT, {})["area"], folder)


def loaded(folder: Path) -> bool:
    """Whether the entry point comes from the cache; in any case it must be right."""
    function = area(folder)
    assert function(6, 7) == 43
    return bool(function.stats.cache_hits)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    assert not loaded(tmp_path)
    assert loaded(tmp_path), "what was compiled is found again"
    return tmp_path


def files(folder: Path) -> list[Path]:
    kept = sorted(path for path in folder.rglob("*") if ".nb" in path.name)
    assert len(kept) == 4, "index, code, and a hash of each"
    return kept


def flip(path: Path, byte: int, bit: int) -> None:
    content = bytearray(path.read_bytes())
    content[byte] ^= 1 << bit
    path.write_bytes(content)


def test_a_text_is_remembered_by_its_key_and_made_again_if_it_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    made: list[str] = []

    def make() -> str:
        made.append("made")
        return "text"

    assert [cache.remembered("key", make) for _ in range(3)] == ["text"] * 3
    assert len(made) == 1
    assert cache.remembered("other", make) == "text"
    assert len(made) == 2, "another key is another text"
    for path in (tmp_path / "coxed").glob("*.txt"):
        flip(path, 0, 0)
    assert cache.remembered("key", make) == "text"
    assert len(made) == 3


def test_one_flipped_bit_anywhere_is_noticed_and_repaired(kept: Path) -> None:
    """24 bits, 6 in each file; a bit in machine code that went unnoticed would end the process."""
    random = np.random.default_rng(20261129)
    for path in files(kept):
        for _ in range(6):
            flip(path, int(random.integers(path.stat().st_size)), int(random.integers(8)))
            assert not cache.is_cached("area", kept)
            assert not loaded(kept)
            assert cache.is_cached("area", kept)
            assert loaded(kept), "it has been compiled and kept again"


@pytest.mark.parametrize("damage", [lambda p: p.write_bytes(b""), lambda p: os.truncate(p, 30), Path.unlink])
def test_a_file_that_is_cut_or_gone_is_repaired(kept: Path, damage: Callable[[Path], None]) -> None:
    for path in files(kept):
        damage(path)
        assert not loaded(kept)
        assert loaded(kept)


class Planted:
    """A pickle that runs a command when it is loaded."""

    def __init__(self, proof: Path) -> None:
        self.proof = proof

    def __reduce__(self) -> Any:
        return Path.touch, (self.proof,)


def test_a_planted_pickle_is_not_loaded(kept: Path) -> None:
    proof = kept / "ran"
    for path in files(kept):
        path.write_bytes(pickle.dumps(Planted(proof)))
        assert not loaded(kept)
        assert not proof.exists()
    pickle.loads(pickle.dumps(Planted(proof)))
    assert proof.exists(), "negative control: loading it does run the command"


def folder_under(monkeypatch: pytest.MonkeyPatch, home: Path | str) -> tuple[Path, bool]:
    """The folder for compiled code, as a new process would look for it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(home))
    cache._warn.cache_clear()
    return cache.cache_folder.__wrapped__("identity")


def test_the_folder_is_made_for_the_user_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, kept = folder_under(monkeypatch, tmp_path / "new")
    assert kept
    assert folder.parent == tmp_path / "new" / "coxed"
    if os.name == "posix":
        assert [stat.S_IMODE(f.stat().st_mode) for f in (folder, folder.parent)] == [0o700, 0o700]
    assert folder_under(monkeypatch, tmp_path / "new") == (folder, True)


def refused(folder: tuple[Path, bool], caplog: pytest.LogCaptureFixture) -> str:
    """What is said of a folder that is not used; a temporary one stands in, and works."""
    private, kept = folder
    assert not kept
    assert not loaded(private)
    (message,) = [record.getMessage() for record in caplog.records]
    assert "each run compiles them anew" in message
    caplog.clear()
    return message


@pytest.mark.skipif(os.name != "posix", reason="owners and permissions as Unix has them")
def test_a_folder_that_others_can_write_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder, _ = folder_under(monkeypatch, tmp_path)
    for path in (folder, folder.parent):
        for mode in (0o777, 0o720, 0o1777):
            path.chmod(mode)
            message = refused(folder_under(monkeypatch, tmp_path), caplog)
            assert f"other users may write to {path}" in message
        path.chmod(0o755)
        assert folder_under(monkeypatch, tmp_path) == (folder, True), "reading is no harm"


@pytest.mark.skipif(os.name != "posix", reason="owners and permissions as Unix has them")
def test_a_folder_of_another_user_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder, _ = folder_under(monkeypatch, tmp_path)
    me = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: me + 1)
    assert f"{folder.parent} belongs to another user" in refused(folder_under(monkeypatch, tmp_path), caplog)


def test_where_nothing_can_be_written_it_says_so_and_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "cannot be written" in refused(folder_under(monkeypatch, tmp_path / "file"), caplog)


def test_a_full_disk_keeps_no_code_and_stops_no_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    cache._warn.cache_clear()
    monkeypatch.setattr(cache, "write_whole", full)
    assert not loaded(tmp_path)
    assert "No space left on device" in caplog.text
    monkeypatch.undo()
    assert not loaded(tmp_path), "code without a hash is not trusted"
    assert loaded(tmp_path)


def test_a_relative_cache_home_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    usual = cache.user_cache()
    for relative in ("cache", "./cache", "../cache", "~/cache", ""):
        monkeypatch.setenv("XDG_CACHE_HOME", relative)
        assert cache.user_cache() == usual


def test_without_a_home_it_says_so_and_works(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    assert "there is no home folder" in refused(folder_under(monkeypatch, ""), caplog)
