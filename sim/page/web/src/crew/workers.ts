/** The page's side of a worker: jobs that report their progress and can be stopped. */

import type { Facts } from "../facts";
import type { Part } from "./batch";
import type { Answer, Job, Request } from "./protocol";

export interface Running {
  /** The hash, if it was asked for, and the time. The promise never settles if the job is stopped. */
  readonly done: Promise<{ hash: string; seconds: number }>;
  stop(): void;
}

export class Crew {
  private worker: Worker | undefined;
  private readonly listeners = new Map<number, (answer: Answer) => void>();
  private jobs = 0;

  /** The worker starts with its first job, so that it takes no time from the first picture. */
  constructor(
    private readonly source: string,
    private readonly module: WebAssembly.Module,
    private readonly facts: Facts,
  ) {}

  /** Run replicates; each part is shown as soon as it is finished. */
  run(job: Job, part: (part: Part) => void): Running {
    return this.start("run", job, part);
  }

  /** Run replicates and hash every bit of them. */
  hash(job: Job): Running {
    return this.start("hash", job, () => undefined);
  }

  private start(kind: "run" | "hash", job: Job, part: (part: Part) => void): Running {
    const id = (this.jobs += 1);
    const done = new Promise<{ hash: string; seconds: number }>((resolve, reject) => {
      this.listeners.set(id, (answer) => {
        if (answer.kind === "part") return part(answer.part);
        this.listeners.delete(id);
        return answer.kind === "done" ? resolve(answer) : reject(new Error(answer.message));
      });
    });
    this.say({ kind, id, job });
    return {
      done,
      stop: () => {
        if (this.listeners.delete(id)) this.say({ kind: "stop", id });
      },
    };
  }

  private say(request: Request): void {
    this.worker ??= this.started();
    this.worker.postMessage(request);
  }

  private started(): Worker {
    const worker = new Worker(URL.createObjectURL(new Blob([this.source], { type: "text/javascript" })));
    worker.onmessage = ({ data }: MessageEvent<Answer>) => this.listeners.get(data.id)?.(data);
    worker.postMessage({ kind: "start", module: this.module, facts: this.facts } satisfies Request);
    return worker;
  }
}
