"""Results on disk: whole after a crash, harmless when received from somebody else, and checked when they are read."""

import json
import os
import random
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lossy_disk import LossyDisk

from sim.engine import store
from sim.engine.manifest import SEAL
from sim.engine.store import MANIFEST, ResultsError, checked, publish, text
from sim.model import files
from sim.model.files import ASIDE, made_folder, open_own, own_folder, remove_leftovers, write_whole

posix = pytest.mark.skipif(os.name != "posix", reason="links, locks and folders as Unix has them")


# --- After a crash ---------------------------------------------------------------------------------------------------


def is_whole(content: Mapping[str, bytes]) -> bool:
    """Whether there is a manifest; then all it lists must be there as it was written."""
    if MANIFEST not in content:
        return False
    listed = json.loads(content[MANIFEST])["files"]
    for name, digest in listed.items():
        assert sha256(content[name]).hexdigest() == digest, name
    return True


def crashes(folder: Path, monkeypatch: pytest.MonkeyPatch, number: int = 30) -> int:
    """Publish anew and remove the parts, with a crash after every step; how many states were looked at."""
    parts = folder / ".parts"
    publish(folder, {"a.txt": text("old"), "b.txt": text("old too")}, {"made": 1})
    parts.mkdir()
    write_whole(parts / "part", b"the runs")
    disk, chance, states = LossyDisk(folder, parts), random.Random(20261129), 0
    done = False

    def crash() -> None:
        nonlocal states
        disk.look()
        for _ in range(number):
            results, kept = disk.after_crash(chance)
            states += 1
            assert is_whole(results) or kept.get("part") == b"the runs", "neither tables nor parts"
            assert not done or json.loads(results[MANIFEST])["made"] == 2, "published is published"

    def watched(name: str) -> None:
        real = getattr(os, name)

        def call(*arguments: Any, **options: Any) -> None:
            disk.look()
            real(*arguments, **options)
            if name == "fsync":
                disk.synced(arguments[0])
            crash()

        monkeypatch.setattr(os, name, call)

    for name in ("fsync", "replace", "unlink"):
        watched(name)
    try:
        publish(folder, {"a.txt": text("new"), "c.txt": text("more")}, {"made": 2})
        done = True
        (parts / "part").unlink()
        crash()
    finally:
        monkeypatch.undo()
        disk.close()
    return states


linux = pytest.mark.skipif(sys.platform != "linux", reason="reads files by their descriptors")


@linux
def test_a_crash_at_any_moment_leaves_whole_results_or_the_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert crashes(tmp_path, monkeypatch) > 300


@linux
@pytest.mark.parametrize("forgotten", ["files", "folders", "both"])
def test_negative_control_without_syncing_results_are_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forgotten: str
) -> None:
    real = store.sync
    skipped = {"files": Path.is_file, "folders": Path.is_dir, "both": Path.exists}[forgotten]
    monkeypatch.setattr(store, "sync", lambda path: None if skipped(path) else real(path))
    with pytest.raises((AssertionError, KeyError, ValueError)):
        crashes(tmp_path, monkeypatch)


# --- One file --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"\x00\xff", "zwölf\r\n", bytearray(b"x"), memoryview(b"y")])
def test_a_file_is_written_as_it_is(tmp_path: Path, content: Any) -> None:
    path = write_whole(tmp_path / "file", content)
    assert path.read_bytes() == (content.encode() if isinstance(content, str) else bytes(content))
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


@posix
def test_a_file_keeps_its_permissions_and_a_new_one_gets_the_usual(tmp_path: Path) -> None:
    path = tmp_path / "file"
    mask = os.umask(0o027)
    try:
        write_whole(path, "new")
    finally:
        os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    path.chmod(0o604)
    write_whole(path, "newer")
    assert stat.S_IMODE(path.stat().st_mode) == 0o604


@posix
def test_a_link_is_replaced_and_followed_only_if_asked(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("mine", encoding="utf-8")
    link.symlink_to("target")
    write_whole(link, "followed", follow=True)
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "followed"
    write_whole(link, "replaced")
    assert not link.is_symlink()
    assert target.read_text(encoding="utf-8") == "followed"


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_what_fails_leaves_the_old_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = write_whole(tmp_path / "file", "old")
    monkeypatch.setattr(files.os, step, full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, "new")
    assert path.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


# --- A folder that was received --------------------------------------------------------------------------------------


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A folder of the user's, outside the received one, to which its links lead."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "precious").write_text("precious", encoding="utf-8")
    return folder


def untouched(mine: Path) -> bool:
    return [p.name for p in mine.iterdir()] == ["precious"] and (mine / "precious").read_bytes() == b"precious"


@posix
@pytest.mark.parametrize("name", ["a.txt", MANIFEST, f"{ASIDE}0123456789abcdef", ".parts", "figures"])
@pytest.mark.parametrize("target", ["precious", "."])
def test_publishing_into_a_folder_with_links_touches_nothing_else(
    tmp_path: Path, mine: Path, name: str, target: str
) -> None:
    received = tmp_path / "received"
    received.mkdir()
    (received / name).symlink_to(mine / target)
    publish(received, {"a.txt": text("new")}, {}, tidy=True)
    assert untouched(mine)
    assert checked(received)["files"].keys() == {"a.txt"}
    assert not (received / "a.txt").is_symlink()


@posix
def test_a_linked_folder_is_refused_but_the_users_own_may_be_one(tmp_path: Path, mine: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(mine)
    with pytest.raises(OSError, match="symbolic link"):
        own_folder(link)
    (tmp_path / "dangling").symlink_to(mine / "nothing")
    with pytest.raises(OSError, match="symbolic link"):
        own_folder(tmp_path / "dangling")
    assert untouched(mine)
    publish(link, {"a.txt": text("new")}, {})
    assert checked(mine)["files"].keys() == {"a.txt"}
    assert own_folder(tmp_path / "real" / "deep").is_dir()
    assert made_folder(tmp_path / "real") == tmp_path / "real"


@posix
def test_a_lock_file_that_leads_elsewhere_is_refused(tmp_path: Path, mine: Path) -> None:
    (tmp_path / "link").symlink_to(mine / "precious")
    (tmp_path / "dangling").symlink_to(mine / "nothing")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("link", "dangling", "pipe", "folder"):
        with pytest.raises(OSError, match=r"link|regular|directory"):
            open_own(tmp_path / name)
    assert untouched(mine)
    with os.fdopen(open_own(tmp_path / "lock"), "r+", encoding="utf-8") as file:
        file.write("mine")


@pytest.mark.parametrize(
    "name", ["../mine/precious", "/etc/hostname", "a/../../mine/precious", "", ".", "..", "C:x", "a\\b", "a\x00b"]
)
def test_a_manifest_that_lists_what_lies_elsewhere_is_damaged(tmp_path: Path, mine: Path, name: str) -> None:
    received = tmp_path / "received"
    received.mkdir()
    listed = {name: sha256(b"precious").hexdigest()}
    (received / MANIFEST).write_text(json.dumps({"files": listed}), encoding="utf-8")
    with pytest.raises(ResultsError, match="damaged"):
        checked(received)
    publish(received, {"a.txt": text("new")}, {}, tidy=True)
    assert untouched(mine)


def test_tidying_removes_what_the_manifest_lists_and_nothing_of_the_users(tmp_path: Path) -> None:
    old = {"old.svg": text("old"), "edited.svg": text("edited"), "stays.svg": text("stays")}
    publish(tmp_path, old, {}, tidy=True)
    (tmp_path / "own.svg").write_text("drawn by hand", encoding="utf-8")
    (tmp_path / "edited.svg").write_text("edited by hand", encoding="utf-8")
    publish(tmp_path, {"stays.svg": text("new")}, {}, tidy=True)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["edited.svg", MANIFEST, "own.svg", "stays.svg"]
    publish(tmp_path, {"other.svg": text("new")}, {})
    assert (tmp_path / "stays.svg").exists(), "without tidy nothing is removed"


# --- What a killed process leaves ------------------------------------------------------------------------------------

CHILD = """
import sys
from pathlib import Path
from sim.engine.store import publish

def writer(path):
    path.write_text("half", encoding="utf-8")
    print("writing", flush=True)
    sys.stdin.read()

publish(Path(sys.argv[1]), {"a.txt": writer}, {})
"""


def writing(folder: Path) -> "subprocess.Popen[str]":
    """A process that is publishing into the folder, and waits in the middle of it."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "writing\n"
    return child


@posix
def test_what_a_killed_process_left_is_removed_and_what_another_needs_is_not(tmp_path: Path) -> None:
    with writing(tmp_path) as killed, writing(tmp_path) as busy:
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        (tmp_path / f"{ASIDE}fedcba9876543210").write_text("half a file", encoding="utf-8")
        assert len(list(tmp_path.glob(f"{ASIDE}*"))) == 3
        publish(tmp_path, {"b.txt": text("mine")}, {})
        assert len(list(tmp_path.glob(f"{ASIDE}*"))) == 1, "negative control: the process at work keeps its own"
        assert busy.stdin is not None
        busy.stdin.close()
        assert busy.wait() == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.txt", "b.txt", MANIFEST]
    remove_leftovers(tmp_path / "nowhere")


# --- Reading ---------------------------------------------------------------------------------------------------------


def results(folder: Path) -> Path:
    publish(folder, {"a.parquet": text("table"), "b.txt": text("text")}, {"runs": 1})
    return folder


def test_whole_results_are_read(tmp_path: Path) -> None:
    assert checked(results(tmp_path), ["a.parquet"])["runs"] == 1


DAMAGE: dict[str, Callable[[Path], Any]] = {
    "emptied": lambda path: path.write_bytes(b""),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "a bit": lambda path: path.write_bytes(bytes([path.read_bytes()[0] ^ 1, *path.read_bytes()[1:]])),
    "removed": Path.unlink,
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("name", ["a.parquet", "b.txt"])
def test_a_damaged_file_is_named(tmp_path: Path, name: str, damage: str) -> None:
    DAMAGE[damage](results(tmp_path) / name)
    with pytest.raises(ResultsError, match=f"{name} in .* is missing, or not as written") as caught:
        checked(tmp_path)
    assert caught.value.damaged == (name,)
    assert "run the command again" in caught.value.help


def test_a_file_that_the_manifest_does_not_list_is_missed(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match=r"series\.parquet in"):
        checked(results(tmp_path), ["series.parquet"])


def test_a_folder_without_results_says_so(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(ResultsError, match="no finished results"):
            checked(folder)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.just("files"), inner),
)
DIGEST = st.just("0" * 64) | st.text(alphabet="0123456789abcdefG", max_size=65) | JSON
HOLLOW = JSON | st.fixed_dictionaries({"files": JSON | st.dictionaries(st.text(max_size=300), DIGEST, min_size=1)})


@given(HOLLOW.map(lambda value: json.dumps(value).encode()) | st.binary() | st.just(b"[" * 100_000))
def test_no_manifest_is_too_hollow(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = results(tmp_path_factory.mktemp("results"))
    (folder / MANIFEST).write_bytes(content)
    try:
        manifest = checked(folder)
    except ResultsError:
        return
    assert manifest["files"] == {}, "what it lists is there, and nothing that it lists can be"


def test_a_manifest_of_any_size_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    results(tmp_path)
    monkeypatch.setattr(store, "LARGEST_MANIFEST", 10)
    with pytest.raises(ResultsError, match="damaged"):
        checked(tmp_path)


def test_no_flipped_bit_of_a_manifest_changes_what_is_read(tmp_path: Path) -> None:
    """It is refused. A bit in the word `seal` itself makes a manifest without one, as those of earlier versions."""
    path = results(tmp_path) / MANIFEST
    whole = path.read_bytes()
    content = {name: value for name, value in json.loads(whole).items() if name != SEAL}
    refused = flips = 0
    for byte in range(len(whole)):
        for bit in range(8):
            path.write_bytes(whole[:byte] + bytes([whole[byte] ^ 1 << bit]) + whole[byte + 1 :])
            flips += 1
            try:
                manifest = checked(tmp_path)
            except ResultsError:
                refused += 1
            else:
                assert content.items() <= manifest.items()
    assert refused > 0.95 * flips
