/** The page's side of its workers: they share the replicates of each job, which can be stopped. */

import type { Facts } from "../facts";
import type { Scenario } from "../scenario/scenario";
import type { Part } from "./batch";
import type { Sample } from "./numbers";
import type { Answer, Job, Request } from "./protocol";

const MOST = 8; // workers; each has a memory of its own

export interface Running<Result> {
  /** Never settles if the job is stopped. */
  readonly done: Promise<Result>;
  stop(): void;
}

export interface Hash {
  readonly hash: string;
  readonly seconds: number;
}

/** Some replicates of a crew, and the sample that they are added to. */
export interface Piece {
  readonly scenario: Scenario;
  readonly first: number;
  readonly count: number;
  readonly sample: Sample;
}

/** What one worker does without a pause: some replicates of a job. */
interface Task {
  readonly kind: "run" | "hash";
  readonly id: number;
  readonly job: Job;
  readonly part: (part: Part) => void;
  readonly done: (hash: Hash) => void;
  readonly failed: (error: Error) => void;
}

export class Workers {
  private readonly most = Math.max(1, Math.min(MOST, navigator.hardwareConcurrency || 1));
  private idle: Worker[] = [];
  private readonly busy = new Map<Worker, Task>();
  private waiting: Task[] = [];
  private tasks = 0;

  /** Workers start when they are needed, so that they take no time from the first picture. */
  constructor(
    private readonly source: string,
    private readonly module: WebAssembly.Module,
    private readonly facts: Facts,
  ) {}

  /** Run pieces in rounds: workers get all of them at once. A round is added to its samples when it is complete. */
  run(seed: bigint, rounds: readonly (readonly Piece[])[], seen: (round: number) => void): Running<void> {
    const jobs = this.ahead(() =>
      rounds.map((pieces) => pieces.map(({ scenario, first, count }) => this.share({ scenario, seed, first, count }))),
    );
    const stop = (): void => jobs.flat().forEach((job) => job.stop());
    const wait = async (): Promise<void> => {
      for (const [round, started] of jobs.entries()) {
        const parts = await Promise.all(started.map((job) => job.done));
        rounds[round]!.forEach(({ sample }, i) => parts[i]!.forEach((part) => sample.add(part)));
        seen(round);
      }
    };
    const done = wait();
    done.catch(stop);
    return { done, stop };
  }

  /** Run replicates on one worker and hash every bit of them. */
  hash(job: Job): Running<Hash> {
    return this.ahead(() => this.start("hash", job, nothing));
  }

  /** Put new tasks before those that wait: what was asked for last is what somebody looks at now. */
  private ahead<Result>(ask: () => Result): Result {
    const older = this.waiting;
    this.waiting = [];
    const asked = ask();
    this.waiting.push(...older);
    return asked;
  }

  /** Run replicates on all workers; their parts in the order of the replicates. */
  private share(job: Job): Running<readonly Part[]> {
    const each = Math.ceil(job.count / this.most);
    const end = job.first + job.count;
    const parts: Part[] = [];
    const started: Running<Hash>[] = [];
    for (let first = job.first; first < end; first += each)
      started.push(
        this.start("run", { ...job, first, count: Math.min(each, end - first) }, (part) => parts.push(part)),
      );
    const done = Promise.all(started.map((task) => task.done)).then(() =>
      parts.sort((one, other) => one.first - other.first),
    );
    done.catch(nothing); // whoever waits for an earlier job is told of the first that fails
    return { done, stop: () => started.forEach((task) => task.stop()) };
  }

  private start(kind: Task["kind"], job: Job, part: Task["part"]): Running<Hash> {
    const id = (this.tasks += 1);
    const done = new Promise<Hash>((resolve, reject) => {
      this.waiting.push({ kind, id, job, part, done: resolve, failed: reject });
    });
    this.next();
    return { done, stop: () => this.stop(id) };
  }

  /** Give waiting tasks to idle workers. */
  private next(): void {
    while (this.waiting.length > 0) {
      const worker = this.idle.pop() ?? this.another();
      if (worker === null) return;
      const task = this.waiting.shift()!;
      this.busy.set(worker, task);
      say(worker, { kind: task.kind, id: task.id, job: task.job });
    }
  }

  private stop(id: number): void {
    this.waiting = this.waiting.filter((task) => task.id !== id);
    for (const [worker, task] of this.busy) {
      if (task.id !== id) continue;
      this.busy.set(worker, { ...task, part: nothing, done: nothing, failed: nothing });
      say(worker, { kind: "stop", id });
    }
  }

  /** A worker says something about its task; after its last word it is idle. */
  private heard(worker: Worker, answer: Answer): void {
    const task = this.busy.get(worker)!;
    if (answer.kind === "part") return task.part(answer.part);
    this.busy.delete(worker);
    this.idle.push(worker);
    if (answer.kind === "done") task.done(answer);
    if (answer.kind === "failed") task.failed(new Error(answer.message));
    this.next();
  }

  /** A worker that does not answer any more, such as one without memory, is given up, and its task fails. */
  private lost(worker: Worker, message: string): void {
    const task = this.busy.get(worker);
    this.busy.delete(worker);
    this.idle = this.idle.filter((one) => one !== worker);
    worker.terminate();
    task?.failed(new Error(message));
    this.next();
  }

  private another(): Worker | null {
    if (this.busy.size + this.idle.length >= this.most) return null;
    const worker = new Worker(URL.createObjectURL(new Blob([this.source], { type: "text/javascript" })));
    worker.onmessage = ({ data }: MessageEvent<Answer>) => this.heard(worker, data);
    worker.onerror = ({ message }) => this.lost(worker, message);
    say(worker, { kind: "start", module: this.module, facts: this.facts });
    return worker;
  }
}

function nothing(): void {}

function say(worker: Worker, request: Request): void {
  worker.postMessage(request);
}
