"""The page's workers share the replicates of each crew, and give them back in their order however they finish."""

from pathlib import Path
from typing import Any

import pytest
from browser import in_node, missing_node

pytestmark = pytest.mark.skipif(missing_node() is not None, reason="no node packages (make node)")

# Workers that do nothing by themselves: the first or the last that began finishes its task next.
START = """
import { Workers } from "./src/crew/workers";
const busy: any[] = [];
const ended: any[] = [];
class Still {
  onmessage: any;
  onerror: any;
  postMessage(request: any) {
    if (request.kind === "run") busy.push({ worker: this, ...request });
  }
  terminate() {
    ended.push(this);
  }
}
Object.assign(globalThis, { Worker: Still });
Object.defineProperty(globalThis, "navigator", { value: { hardwareConcurrency: given.processors } });
const workers = new Workers("", {} as any, {} as any);
const pause = () => new Promise((resolve) => setImmediate(resolve));
function finish(at: number): number {
  const [{ worker, id, job }] = busy.splice(at, 1);
  for (let r = 0; r < job.count; r++)
    worker.onmessage({ data: { kind: "part", id, part: { first: job.first + r, count: 1 } } });
  worker.onmessage({ data: { kind: "done", id, hash: "", seconds: 0 } });
  return job.first;
}
"""
ROUNDS = """
const samples = [0, 1].map(() => ({ order: [] as number[], add(part: any) { this.order.push(part.first); } }));
const rounds = given.counts.map((count: number, round: number) => {
  const first = given.counts.slice(0, round).reduce((sum: number, n: number) => sum + n, 0);
  return samples.map((sample) => ({ scenario: {}, first, count, sample }));
});
const seen: number[][] = [];
const most = { busy: 0 };
async function main() {
  let done = false;
  const job = workers.run(1n, rounds as any, () => seen.push(samples.map(({ order }) => order.length)));
  job.done.then(() => (done = true));
  for (let turn = 0; !done && turn < 1000; turn++) {
    most.busy = Math.max(most.busy, busy.length);
    finish(given.last ? busy.length - 1 : 0);
    await pause();
  }
  answer({ orders: samples.map(({ order }) => order), seen, busy: most.busy });
}
main();
"""
LATER = """
const sample = { add() {} } as any;
const piece = (first: number) => [{ scenario: {} as any, first, count: 2, sample }];
workers.run(1n, [piece(0), piece(2), piece(4)], () => undefined);
const given_up = workers.run(1n, [piece(50), piece(52)], () => undefined);
workers.run(1n, [piece(100), piece(102)], () => undefined);
given_up.stop();
const order: number[] = [];
while (busy.length > 0) order.push(finish(0));
answer(order);
"""
LOST = """
const sample = { add() {} } as any;
const piece = (first: number) => [{ scenario: {} as any, first, count: 2, sample }];
const failures: string[] = [];
async function main() {
  workers.run(1n, [piece(0), piece(2)], () => undefined).done.catch((error) => failures.push(error.message));
  const [{ worker }] = busy.splice(0, 1);
  worker.onerror({ message: "out of memory" });
  await pause();
  workers.run(1n, [piece(50)], () => undefined);
  const order: number[] = [];
  while (busy.length > 0) order.push(finish(0));
  answer({ failures, order, ended: ended.length === 1 && ended[0] === worker });
}
main();
"""


@pytest.mark.parametrize("last", [False, True], ids=["the first begun ends first", "the last begun ends first"])
@pytest.mark.parametrize("processors", [1, 2, 3, 20])
def test_replicates_come_in_their_order(tmp_path: Path, processors: int, last: bool) -> None:
    counts = [4, 4, 8, 5]
    given = {"processors": processors, "counts": counts, "last": last}
    found: dict[str, Any] = in_node(START + ROUNDS, given, tmp_path)
    assert found["orders"] == [[*range(21)]] * 2
    assert found["seen"] == [[end, end] for end in (4, 8, 16, 21)], "each round when it is complete, and nothing more"
    assert found["busy"] == min(processors, 8)


def test_what_is_asked_for_last_comes_first_and_what_is_given_up_never(tmp_path: Path) -> None:
    """One worker, which has begun; a reader asks for something else, gives that up, and asks again."""
    assert in_node(START + LATER, {"processors": 1}, tmp_path) == [0, 100, 102, 2, 4]


def test_a_worker_that_dies_fails_its_job_and_another_takes_its_place(tmp_path: Path) -> None:
    """One worker, whose job has a second task: both are over, and the next job runs."""
    found: dict[str, Any] = in_node(START + LOST, {"processors": 1}, tmp_path)
    assert found["failures"] == ["out of memory"]
    assert found["order"][-1] == 50
    assert found["ended"]
