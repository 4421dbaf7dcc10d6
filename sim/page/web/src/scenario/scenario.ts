/** A scenario: every parameter's value, what changes during the run, and the trace that drives the ocean. */

import type { Facts } from "../facts";
import { known } from "../facts";

export type Value = number | string | null;
export type Values = Readonly<Record<string, Value>>;

export interface Intervention {
  readonly at: number;
  readonly set: Values;
}

export interface Scenario {
  readonly title: string;
  /** The built-in scenario that a file of this one extends; none extends the defaults. */
  readonly parent: string | null;
  readonly values: Values;
  readonly interventions: readonly Intervention[];
  readonly trace: readonly number[];
}

export const STEADY: readonly number[] = [1];

/** Every parameter's default. */
export function defaults(facts: Facts): Values {
  return Object.fromEntries(Object.entries(facts.parameters).map(([path, about]) => [path, about.default]));
}

/** A built-in scenario by name. */
export function builtIn(facts: Facts, name: string): Scenario {
  const { title, values, interventions } = known(facts.scenarios, name);
  const all = { ...defaults(facts), ...values };
  return { title, parent: name, values: all, interventions, trace: traceOf(facts, all) };
}

/** The multipliers of the built-in trace that the values name; steady if they name none, or one from elsewhere. */
export function traceOf(facts: Facts, values: Values): readonly number[] {
  return facts.traces[String(values["environment.trace"])] ?? STEADY;
}

/** The scenario with some values replaced. */
export function changed(scenario: Scenario, values: Values): Scenario {
  return { ...scenario, values: { ...scenario.values, ...values } };
}

/** (first period, values from then on), the first at 0; interventions add up. */
export function phases(scenario: Scenario): { start: number; values: Values }[] {
  const result = [{ start: 0, values: scenario.values }];
  const inOrder = [...scenario.interventions].sort((one, other) => one.at - other.at);
  for (const { at, set } of inOrder) {
    const before = result[result.length - 1]!;
    if (before.start === at) result.pop();
    result.push({ start: at, values: { ...before.values, ...set } });
  }
  return result;
}

/** A whole parameter of a scenario. */
export function count(scenario: Scenario, path: string): number {
  return Number(known(scenario.values, path));
}

/** How many periods a run lasts. */
export function periods(scenario: Scenario): number {
  return count(scenario, "run.periods");
}
