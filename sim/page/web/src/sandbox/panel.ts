/** What all parts of the sandbox use. */

import { scenarioName } from "../names";
import type { Page } from "../page";
import type { Intervention, Scenario, Value, Values } from "../scenario/scenario";
import { changed, phases } from "../scenario/scenario";
import type { Look, Seat } from "../state";

/** A part of the sandbox, which shows the crews as they are now. */
export interface Panel {
  readonly element: HTMLElement;
  show(): void;
  close?(): void;
  repaint?(): void;
}

/** What a part may do to the sandbox. */
export interface Bench {
  readonly page: Page;
  /** The crew whose levers and file are shown. */
  chosen: number;
  /** The week until which the boats have rowed. */
  week(): number;
  /** Change the crews and update all parts. */
  seat(crews: readonly Seat[]): void;
  /** Remember what the reader looks at. */
  look(change: Partial<Look>): void;
  /** Show another crew's levers and file. */
  choose(crew: number): void;
}

const OCEAN = ["run", "environment"];

/** Whether a parameter belongs to the water that both crews row in. */
export function isOcean(path: string): boolean {
  return OCEAN.includes(path.split(".")[0] ?? "");
}

/** The crews with some values changed from the start: in all crews if the value belongs to the ocean, else in one. */
export function withValues(crews: readonly Seat[], chosen: number, values: Values): Seat[] {
  return crews.map((seat, i) => {
    const own = Object.entries(values).filter(([path]) => i === chosen || isOcean(path));
    const scenario = own.reduce((before, [path, value]) => pulled(before, path, value, 0), seat.scenario);
    return own.length === 0 ? seat : { ...seat, scenario };
  });
}

/**
 * A scenario in which a lever has another value from a week on. What an event restores later is the lever's new value:
 * a storm that ends leaves the water as the lever says.
 */
export function pulled(scenario: Scenario, path: string, value: Value, from: number): Scenario {
  const before = valuesAt(scenario, from)[path];
  const base = scenario.values[path];
  const restored = scenario.interventions.map((one) =>
    one.at > from && Object.hasOwn(one.set, path) && (one.set[path] === before || one.set[path] === base)
      ? { at: one.at, set: { ...one.set, [path]: value } }
      : one,
  );
  if (from === 0) return { ...changed(scenario, { [path]: value }), interventions: restored };
  const there = restored.find((one) => one.at === from);
  const now: Intervention = { at: from, set: { ...there?.set, [path]: value } };
  return { ...scenario, interventions: [...restored.filter((one) => one.at !== from), now] };
}

/** The values that count in a week. */
export function valuesAt(scenario: Scenario, week: number): Values {
  return phases(scenario)
    .filter(({ start }) => start <= week)
    .pop()!.values;
}

/** Letters for crews. */
export function letter(i: number): string {
  return "AB"[i] ?? "?";
}

/** The name of a crew on the ocean and in charts. */
export function crewName({ words, facts }: Page, i: number, { scenario }: Seat): string {
  const { parent, title } = scenario;
  const usual = parent !== null && title === facts.scenarios[parent]?.title;
  return `${letter(i)} · ${usual ? scenarioName(words, facts, parent) : title}`;
}
