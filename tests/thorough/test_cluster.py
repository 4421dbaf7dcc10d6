"""Sweeps on Dask: the bytes of a local sweep, whoever dies on the way."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import sim
from sim.study.sweep.checkpoints import FOLDER
from tests.studies import SMALL, coxed, tables, written

pytestmark = pytest.mark.thorough

LARGER = SMALL.replace("n: 4", "n: 64").replace("periods: 12", "periods: 150").replace("members: 6", "members: 50")


def dask(*arguments: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "dask", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Cluster:
    """A scheduler and two workers, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "scheduler.json"
        self.scheduler = dask(
            "scheduler", "--host", "127.0.0.1", "--port", 0, "--no-dashboard", "--scheduler-file", self.file
        )
        while not self.file.exists():
            assert self.scheduler.poll() is None
        self.workers = [self.worker(folder) for _ in range(2)]
        self.address = self.answer()

    def worker(self, folder: Path) -> subprocess.Popen[bytes]:
        options = ["--no-nanny", "--nthreads", 1, "--no-dashboard", "--local-directory", folder / "scratch"]
        return dask("worker", "--scheduler-file", self.file, *options)

    def answer(self) -> str:
        from distributed import Client

        with Client(scheduler_file=str(self.file), set_as_default=False) as client:
            client.wait_for_workers(2)
            return str(client.scheduler.address)

    def end(self) -> None:
        for process in [*self.workers, self.scheduler]:
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path)
    yield made
    made.end()


def local(folder: Path) -> dict[str, bytes]:
    done = coxed("sweep", written(folder, LARGER), "--out", folder / "local")
    done.communicate()
    assert done.returncode == 0
    return tables(folder / "local")


def until_a_checkpoint_is_there(process: subprocess.Popen[str], out: Path) -> None:
    while not list(out.glob(f"{FOLDER}/*.arrow")):
        assert process.poll() is None, process.communicate()


def test_a_worker_that_is_killed_loses_nothing(cluster: Cluster, tmp_path: Path) -> None:
    expected = local(tmp_path)
    process = coxed("sweep", tmp_path / "study.yaml", "--out", tmp_path / "out", "--dask", cluster.address)
    until_a_checkpoint_is_there(process, tmp_path / "out")
    cluster.workers[0].kill()
    _, errors = process.communicate()
    assert process.returncode == 0, errors
    assert tables(tmp_path / "out") == expected


def test_a_scheduler_that_is_killed_ends_the_sweep_which_goes_on_locally(cluster: Cluster, tmp_path: Path) -> None:
    expected = local(tmp_path)
    process = coxed("sweep", tmp_path / "study.yaml", "--out", tmp_path / "out", "--dask", cluster.address)
    until_a_checkpoint_is_there(process, tmp_path / "out")
    cluster.scheduler.kill()
    _, errors = process.communicate()
    assert process.returncode == 1, errors
    assert "Traceback" not in errors
    assert "next: coxed sweep" in errors
    again = coxed("sweep", tmp_path / "study.yaml", "--out", tmp_path / "out")
    again.communicate()
    assert tables(tmp_path / "out") == expected


def test_an_address_without_a_scheduler_is_reported(tmp_path: Path) -> None:
    process = coxed("sweep", written(tmp_path), "--out", tmp_path / "out", "--dask", "tcp://127.0.0.1:9")
    _, errors = process.communicate()
    assert process.returncode == 2
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in errors
    assert "Traceback" not in errors


def test_a_rule_of_ones_own_reaches_the_workers_without_its_file(cluster: Cluster, tmp_path: Path) -> None:
    """Its class is known to nobody else, as in a notebook; the tables are those of threads."""

    class Fading(sim.Mechanism):
        """Skill fades."""

        compiled = False
        speed = sim.share(0.5, "Share of the skill that fades.")
        left = sim.mean("people.skill", "mean skill of all")

        def step(luck, t, crew, p):  # type: ignore[no-untyped-def]  # noqa: N805
            """Let skill fade."""
            crew.people.skill[:] *= 1 - p.fading.speed

    study = written(tmp_path, SMALL.replace("network.ties: {values: [0, 3]}", "fading.speed: [0, 1]"))
    rules = [*sim.WEEK, Fading]
    sim.sweep(study, tmp_path / "far", rules=rules, dask=cluster.address)
    sim.sweep(study, tmp_path / "near", rules=rules)
    assert tables(tmp_path / "far") == tables(tmp_path / "near")
    assert "left_mean" in sim.open_results(tmp_path / "far").runs
