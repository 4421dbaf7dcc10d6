/** Everything that the page shows, as one record. */

import type { Facts } from "./facts";
import type { Scenario } from "./scenario/scenario";
import { builtIn } from "./scenario/scenario";

export const VIEWS = ["story", "sandbox", "teach"] as const;
export type View = (typeof VIEWS)[number];

export type Theme = "light" | "dark";
export const DISTANCE = "distance";

export interface Bet {
  readonly pick?: string;
  readonly number?: number;
  /** Whether the reader has seen what came out. */
  readonly seen?: boolean;
}

/** One of the crews side by side; `source` is the text of the file it was read from. */
export interface Seat {
  readonly scenario: Scenario;
  readonly source: string | null;
}

/** What the reader looks at in the sandbox. */
export interface Look {
  readonly week: number;
  /** The crew whose levers and file are shown. */
  readonly chosen: number;
  readonly lane: number;
  readonly member: number;
  /** What the curves show: a measure or the distance. */
  readonly measure: string;
  /** The levers of the phase diagram. */
  readonly across: string;
  readonly up: string;
}

export interface State {
  readonly view: View;
  readonly chapter: number;
  readonly bets: Readonly<Record<string, Bet>>;
  /** A code that tells this reader's bets from those of others; null before the first bet. */
  readonly reader: string | null;
  /** The bets of a class in the teacher's view, one line a reader. */
  readonly lines: string;
  readonly crews: readonly Seat[];
  readonly seed: bigint;
  readonly replicate: number;
  readonly replicates: number;
  readonly look: Look;
  /** The reader's choices; null if the browser decides. */
  readonly language: string | null;
  readonly theme: Theme | null;
}

/** What is shown if nothing else is chosen. */
export function initial(facts: Facts): State {
  const crews = ["led", "over_managed"].map((name) => ({ scenario: builtIn(facts, name), source: null }));
  const look = {
    week: 0,
    chosen: 0,
    lane: 0,
    member: 0,
    measure: DISTANCE,
    across: "environment.strategic_turbulence",
    up: "management.control",
  };
  return {
    view: "story",
    chapter: 0,
    bets: {},
    reader: null,
    lines: "",
    crews,
    seed: 1n,
    replicate: 0,
    replicates: 200,
    look,
    language: null,
    theme: null,
  };
}
