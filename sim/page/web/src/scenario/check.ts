/** What is wrong with a scenario: every problem at once, in words that `locales/` has. */

import type { Facts, Parameter } from "../facts";
import { known } from "../facts";
import type { Scenario, Value, Values } from "./scenario";
import { count, periods } from "./scenario";

const MOST_MEMBER_PERIODS = 5_000_000; // of a crew, so that a picture takes about a second

/** A problem: the key of its words, what goes into them, and where it stands in a text (from 1), if in one. */
export interface Problem {
  readonly key: string;
  readonly said: Readonly<Record<string, string>>;
  readonly line?: number;
  readonly column?: number;
  readonly width?: number;
}

/** Why a parameter cannot have this value, if so. `whole` is false where a number was written with a point. */
export function wrongValue(path: string, about: Parameter, value: unknown, whole = true): Problem | null {
  const said = {
    name: path,
    value: typeof value === "string" ? `'${value}'` : String(value),
    expected: about.expected,
  };
  if (about.kind === "file") return value === null || typeof value === "string" ? null : { key: "problem.text", said };
  if (value === null) return { key: "problem.empty", said };
  if (about.kind === "choice") {
    return typeof value === "string" && about.choices.includes(value) ? null : { key: "problem.choice", said };
  }
  if (typeof value !== "number" || Number.isNaN(value)) return { key: "problem.number", said };
  if (about.kind === "int" && !(whole && Number.isSafeInteger(value))) return { key: "problem.whole", said };
  return value < (about.low ?? -Infinity) || value > (about.high ?? Infinity) ? { key: "problem.range", said } : null;
}

/** What single ranges cannot say, as `contradictions` of `sim/parameters.py` has it: (setting to blame, why not). */
export function contradictions(facts: Facts, values: Values): Problem[] {
  const number = (path: string): number => Number(known(values, path));
  const problems: Problem[] = [];
  const blame = (name: string, other: string): void => {
    problems.push({
      key: `problem.${name}`,
      said: { name, value: String(known(values, name)), other: String(known(values, other)) },
    });
  };
  const [goals, decisions] = [number("environment.goals"), number("environment.decisions")];
  if (number("run.warm_up") >= number("run.periods")) blame("run.warm_up", "run.periods");
  if (goals > decisions) blame("environment.goals", "environment.decisions");
  if (decisions % number("environment.interdependence") !== 0)
    blame("environment.interdependence", "environment.decisions");
  const size = number("network.clique_size");
  const places = number("network.rewiring") === 0 ? size - 1 : 2 * size + 8;
  if (known(values, "network.layout") === "cliques" && number("network.ties") < places)
    blame("network.ties", "network.clique_size");
  const largest = 50 * (known(facts.parameters, "organization.members").high ?? 0);
  if (number("organization.members") * Math.max(goals, number("network.ties"), 1) > largest)
    blame("organization.members", "network.ties");
  return problems;
}

/** The known name that an unknown one was probably meant to be. */
export function nearest(name: string, names: readonly string[]): string | null {
  const ranked = names.map((candidate) => ({ candidate, away: distance(name.toLowerCase(), candidate) }));
  const best = ranked.sort((one, other) => one.away - other.away)[0];
  return best && best.away <= Math.max(2, name.length / 3) ? best.candidate : null;
}

/** Levenshtein's distance. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, j) => j);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const swap = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swap));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

/** Values from outside (a fragment, an embedded state): those that can be, by path; the rest is left out. */
export function usable(facts: Facts, values: unknown): Record<string, Value> {
  const found: Record<string, Value> = {};
  for (const [path, value] of Object.entries(Object(values) as Record<string, unknown>)) {
    const about = Object.hasOwn(facts.parameters, path) ? facts.parameters[path] : undefined;
    if (about && wrongValue(path, about, value) === null) found[path] = value as Value;
  }
  return found;
}

/** Whether a page would freeze over a crew. */
export function isTooLarge(scenario: Scenario): boolean {
  const weight =
    1 +
    (count(scenario, "environment.goals") +
      count(scenario, "network.ties") +
      count(scenario, "environment.decisions") / 10) /
      100;
  return count(scenario, "organization.members") * periods(scenario) * weight > MOST_MEMBER_PERIODS;
}
