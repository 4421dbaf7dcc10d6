/** The story: crews, ocean, question and what is computed in each chapter. No result is written down. */

import type { Facts } from "../facts";
import type { Intervention, Scenario, Values } from "../scenario/scenario";
import { builtIn, changed } from "../scenario/scenario";

/** A crew of the story: a built-in scenario, and what differs from it. */
export interface Plan {
  readonly base: string;
  readonly set?: Values;
  readonly interventions?: readonly Intervention[];
}

/** The levers that a sweep moves together: value = factor × x. */
export interface Sweep {
  readonly levers: Readonly<Record<string, number>>;
  readonly points: readonly number[];
}

/** A lever for the reader after the reveal; in the file it stands as value × factor. */
export interface Touch {
  readonly path: string;
  readonly low: number;
  readonly high: number;
  readonly step: number;
  readonly start: number;
  readonly factor: number;
  /** Other levers that move along, with their factors. */
  readonly along?: Readonly<Record<string, number>>;
  /** Which of the two crews it moves. */
  readonly whose: "both" | "first" | "second";
}

/** What to look for inside a boat. */
export interface Sight {
  readonly lane: 0 | 1;
  /** The first week in which it may be found. */
  readonly after?: number;
  readonly what: "astray" | "idle" | "dared" | "thanked" | "reprimanded" | "talked" | "officer" | "tried" | "chief";
}

/**
 * What is computed: which of two crews has more (`race`), whether both together are worth more than the sum of what
 * each is worth alone (`sum`), where two crews change the lead (`cross`), or where along a lever a crew is best (`best`).
 */
export type Kind = "race" | "sum" | "cross" | "best";

export interface Chapter {
  readonly id: string;
  readonly kind: Kind;
  /** The two crews that are shown on the ocean. */
  readonly crews: readonly [Plan, Plan];
  /** More crews, which are computed for the reveal. */
  readonly others: readonly Plan[];
  readonly ocean: Values;
  readonly picks: readonly string[];
  /** The answer that the theory gives. */
  readonly theory: string;
  readonly number: { readonly low: number; readonly high: number; readonly step: number };
  /** What is compared: the distance, or the mean of a measure. */
  readonly measure: string;
  readonly sweep: Sweep | null;
  /** How many of `crews` are swept. */
  readonly swept: 1 | 2;
  /** The replicate on the ocean, the week in which it starts, and the week until which it is seen before the bet. */
  readonly replicate: number;
  readonly from: number;
  readonly watch: number;
  readonly touch: Touch;
  readonly sight: Sight;
}

export const DISTANCE = "distance";

/** The story always meets the same luck, because its sentences are held to it. The sandbox has other luck too. */
export const SEED = 1n;

/** The crew of the story is small enough to see each rower, and its work has fewer parts. */
export const SMALL: Values = { "organization.members": 12, "environment.decisions": 10 };

export const LEADER = "leader"; // the lever of the week in which a leader comes

/** A crew of a chapter in the chapter's water. */
export function crewOf(facts: Facts, chapter: Chapter, plan: Plan): Scenario {
  return { ...scenarioOf(facts, plan, chapter.ocean), title: plan.base };
}

/** A crew at a point of a chapter's sweep, which takes place in the usual water. */
export function pointOf(facts: Facts, sweep: Sweep, plan: Plan, x: number): Scenario {
  const levers = Object.entries(sweep.levers).map(([path, factor]) => [path, factor * x] as const);
  return scenarioOf(facts, plan, Object.fromEntries(levers));
}

function scenarioOf(facts: Facts, plan: Plan, values: Values): Scenario {
  const base = changed(builtIn(facts, plan.base), { ...SMALL, ...plan.set, ...values });
  return plan.interventions === undefined ? base : { ...base, interventions: plan.interventions };
}

/** The crews that are swept: those on the ocean, or the crew that stands between them. */
export function sweptBy(chapter: Chapter): readonly Plan[] {
  return chapter.swept === 2 ? chapter.crews : [chapter.others[0] ?? chapter.crews[0]];
}

/** A crew after the reader has set the chapter's lever. */
export function touched(scenario: Scenario, { path, factor, along = {} }: Touch, value: number): Scenario {
  if (path === LEADER) {
    const interventions = value >= 200 ? [] : [{ at: value, set: { "leadership.strength": 1 } }];
    return { ...scenario, interventions };
  }
  const others = Object.entries(along).map(([other, times]) => [other, value * times] as const);
  return changed(scenario, { [path]: value * factor, ...Object.fromEntries(others) });
}

/** Crew `i` of a chapter after the reader has set the chapter's lever, if the lever is for this crew. */
export function touchedCrew(scenario: Scenario, i: number, touch: Touch, value: number): Scenario {
  const mine = touch.whose === "both" || i === (touch.whose === "first" ? 0 : 1);
  return mine ? touched(scenario, touch, value) : scenario;
}
