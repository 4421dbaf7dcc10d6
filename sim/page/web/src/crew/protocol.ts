/** The messages between the page and a worker, which has one task at a time. */

import type { Facts } from "../facts";
import type { Scenario } from "../scenario/scenario";
import type { Part } from "./batch";

export interface Job {
  readonly scenario: Scenario;
  readonly seed: bigint;
  readonly first: number;
  readonly count: number;
}

export type Request =
  | { readonly kind: "start"; readonly module: WebAssembly.Module; readonly facts: Facts }
  | { readonly kind: "run"; readonly id: number; readonly job: Job }
  | { readonly kind: "hash"; readonly id: number; readonly job: Job }
  | { readonly kind: "stop"; readonly id: number };

export type Answer =
  | { readonly kind: "part"; readonly id: number; readonly part: Part }
  | { readonly kind: "done"; readonly id: number; readonly hash: string; readonly seconds: number }
  | { readonly kind: "stopped"; readonly id: number }
  | { readonly kind: "failed"; readonly id: number; readonly message: string };
