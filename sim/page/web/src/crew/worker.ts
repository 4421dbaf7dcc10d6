/** The worker: runs replicates and sends them as they are finished. */

import { sha256 } from "@noble/hashes/sha2.js";

import type { Facts } from "../facts";
import { rulesOf } from "../rules/module";
import type { Rules } from "../rules/module";
import { parts } from "./batch";
import type { Answer, Job, Request } from "./protocol";

let ready: { rules: Rules; facts: Facts } | undefined;
const stopped = new Set<number>();

self.onmessage = ({ data }: MessageEvent<Request>): void => {
  if (data.kind === "start") ready = { rules: rulesOf(data.module), facts: data.facts };
  else if (data.kind === "stop") stopped.add(data.id);
  else void work(data.id, data.job, data.kind === "hash");
};

async function work(id: number, job: Job, hashing: boolean): Promise<void> {
  try {
    if (ready === undefined) throw new Error("the worker has no rules yet");
    const { rules, facts } = ready;
    const began = performance.now();
    const hash = sha256.create();
    for (const part of parts(rules, facts, job.scenario, job.seed, job.first, job.count)) {
      if (hashing) digest(hash, part.count, part.outcomes, part.series);
      else answer({ kind: "part", id, part }, [part.outcomes.buffer, part.series.buffer]);
      await breath();
      if (stopped.delete(id)) return answer({ kind: "stopped", id });
    }
    const text = hashing ? [...hash.digest()].map((byte) => byte.toString(16).padStart(2, "0")).join("") : "";
    answer({ kind: "done", id, hash: text, seconds: (performance.now() - began) / 1000 });
  } catch (error) {
    answer({ kind: "failed", id, message: error instanceof Error ? error.message : String(error) });
  }
}

/** Hash the outcomes and then the series of each replicate, as `digest` in `sim/engine/run.py` does. */
function digest(
  hash: { update(bytes: Uint8Array): unknown },
  count: number,
  outcomes: Float64Array,
  series: Float64Array,
): void {
  const bytes = (numbers: Float64Array, r: number): Uint8Array => {
    const size = numbers.byteLength / count;
    return new Uint8Array(numbers.buffer, numbers.byteOffset + r * size, size);
  };
  for (let r = 0; r < count; r++) {
    hash.update(bytes(outcomes, r));
    hash.update(bytes(series, r));
  }
}

/** Let messages in, because the page may want to stop this job. */
function breath(): Promise<void> {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(null);
  });
}

function answer(message: Answer, moved: Transferable[] = []): void {
  postMessage(message, { transfer: moved });
}
