/** The story: crews, ocean, question and what is computed in each chapter. No winner is written down. */

import type { Facts } from "../facts";
import type { Scenario, Values } from "../scenario/scenario";
import { builtIn, changed } from "../scenario/scenario";

/** The levers that a sweep moves together: value = factor × x. */
export interface Sweep {
  readonly levers: Readonly<Record<string, number>>;
  readonly points: readonly number[];
}

export interface Chapter {
  readonly id: string;
  /** The two crews that are shown on the ocean. */
  readonly crews: readonly [string, string];
  /** More crews, whose distances are compared after the bet. */
  readonly others: readonly string[];
  readonly ocean: Values;
  readonly picks: readonly string[];
  readonly number: { readonly low: number; readonly high: number; readonly step: number };
  readonly sweep: Sweep | null;
}

export const WATCH = 40; // weeks that are shown before the bet

const WHO = ["first", "second", "same"];
const WEEKS = { low: 0, high: 100, step: 1 };

export const CHAPTERS: readonly Chapter[] = [
  { id: "adrift", crews: ["managed_only", "neither"], others: [], ocean: {}, picks: WHO, number: WEEKS, sweep: null },
  {
    id: "mirror",
    crews: ["managed_only", "no_paddles"],
    others: [],
    ocean: {},
    picks: WHO,
    number: WEEKS,
    sweep: null,
  },
  {
    id: "both",
    crews: ["led", "managed_only"],
    others: ["no_paddles"],
    ocean: {},
    picks: ["less", "sum", "more"],
    number: WEEKS,
    sweep: null,
  },
  {
    id: "storm",
    crews: ["led", "over_managed"],
    others: [],
    // The first storm comes before the bet.
    ocean: { "environment.shock_every": 30 },
    picks: ["first", "second", "cross"],
    number: { low: 0, high: 5, step: 0.1 },
    // x: how often the destination changes on one of five goals in a year of 50 weeks. At 1.25 the ocean is the usual one.
    sweep: {
      levers: { "environment.strategic_turbulence": 1 / 250, "environment.operational_turbulence": 4 / 250 },
      points: [0, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 5],
    },
  },
  {
    id: "planning",
    crews: ["led", "over_managed"],
    others: [],
    ocean: { "environment.strategic_turbulence": 0, "environment.operational_turbulence": 0 },
    picks: ["first", "second", "cross"],
    number: { low: 0, high: 100, step: 1 },
    sweep: { levers: { "environment.foresight": 1 / 100 }, points: [0, 20, 40, 60, 70, 80, 90, 95, 100] },
  },
];

/** A built-in crew in a chapter's water. */
export function crewOf(facts: Facts, chapter: Chapter, name: string): Scenario {
  return changed(builtIn(facts, name), chapter.ocean);
}

/** A built-in crew at a point of a chapter's sweep. */
export function pointOf(facts: Facts, sweep: Sweep, name: string, x: number): Scenario {
  return changed(
    builtIn(facts, name),
    Object.fromEntries(Object.entries(sweep.levers).map(([path, factor]) => [path, factor * x])),
  );
}
