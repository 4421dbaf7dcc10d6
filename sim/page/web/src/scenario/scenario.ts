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
  /** The built-in scenario that the file of this one extends; null if it extends the defaults. */
  readonly parent: string | null;
  readonly values: Values;
  readonly interventions: readonly Intervention[];
  readonly trace: readonly number[];
}

const MOST_MEMBER_PERIODS = 5_000_000; // per crew, so that a picture takes about a second

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

export type Traces = Readonly<Record<string, readonly number[]>>;

/** The multipliers of the trace that the values name; steady if they name none or an unknown one. */
export function traceOf(facts: Facts, values: Values, others: Traces = {}): readonly number[] {
  const name = String(values["environment.trace"]);
  const shelf = Object.hasOwn(others, name) ? others : facts.traces;
  return (Object.hasOwn(shelf, name) ? shelf[name] : undefined) ?? STEADY;
}

/** The traces that belong to a scenario and are not built in. */
export function ownTraces(facts: Facts, scenario: Scenario): Traces {
  const name = scenario.values["environment.trace"];
  return name === null || traceOf(facts, scenario.values) === scenario.trace ? {} : { [String(name)]: scenario.trace };
}

/** The scenario with some values replaced. */
export function changed(scenario: Scenario, values: Values): Scenario {
  return { ...scenario, values: { ...scenario.values, ...values } };
}

/** Each phase with its first period and its values; later interventions keep the changes of earlier ones. */
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

/** Whether a crew is so large that the page would freeze. */
export function isTooLarge(scenario: Scenario): boolean {
  const weight =
    1 +
    (count(scenario, "environment.goals") +
      count(scenario, "network.ties") +
      count(scenario, "environment.decisions") / 10) /
      100;
  return count(scenario, "organization.members") * periods(scenario) * weight > MOST_MEMBER_PERIODS;
}
