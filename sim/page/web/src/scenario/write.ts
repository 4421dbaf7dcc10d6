/** Writes scenario files: what differs from the parent, in the form that `sim.load` reads. */

import type { Facts } from "../facts";
import { text_written } from "../python/checker";
import type { Reading, Written } from "./check";
import { read } from "./check";
import type { Intervention, Scenario, Value, Values } from "./scenario";
import { builtIn, defaults, ownTraces } from "./scenario";

const HEAD = "# yaml-language-server: $schema=./scenario.schema.json";

/** The scenario as a file. If it was read from a text, comments and order of the text stay. */
export function write(facts: Facts, scenario: Scenario, source: string | null): string {
  const again = (text: string): Reading => read(facts, text, scenario.title, ownTraces(facts, scenario));
  const before = source === null ? null : again(source);
  const text = before?.scenario ? amended(scenario, before.scenario, before.written, source!) : null;
  // If the values cannot be changed in their places, the file is written anew.
  return text !== null && isSame(again(text).scenario, scenario) ? text : fresh(facts, scenario);
}

function isSame(one: Scenario | undefined, other: Scenario): boolean {
  return (
    one !== undefined &&
    one.title === other.title &&
    Object.keys(differences(one.values, other.values)).length === 0 &&
    JSON.stringify(one.interventions) === JSON.stringify(other.interventions)
  );
}

function fresh(facts: Facts, scenario: Scenario): string {
  const parent = scenario.parent === null ? null : builtIn(facts, scenario.parent);
  const lines = [HEAD, `coxed: ${facts.format}`, `title: ${text_written(scenario.title)}`];
  if (scenario.parent !== null) lines.push(`extends: ${scenario.parent}`);
  lines.push(...grouped(differences(scenario.values, parent?.values ?? defaults(facts)), ""));
  const inherited = JSON.stringify(parent?.interventions ?? []);
  if (JSON.stringify(scenario.interventions) !== inherited) lines.push(...listed(scenario.interventions));
  return `${lines.join("\n")}\n`;
}

/** The text with the changed values: in their places, or below the settings of their group, or at the end. */
function amended(scenario: Scenario, before: Scenario, written: readonly Written[], source: string): string {
  const lines = source.split("\n");
  const changes = Object.entries(differences(scenario.values, before.values));
  const old = written.filter(({ path }) => changes.some(([changed]) => changed === path));
  for (const { path, line, column, width } of [...old].sort((one, other) => other.column - one.column)) {
    const characters = [...(lines[line - 1] ?? "")];
    characters.splice(column - 1, width, shown(scenario.values[path] ?? null));
    lines[line - 1] = characters.join("");
  }
  const others: Record<string, Value> = {};
  for (const [path, value] of changes.filter(([changed]) => !written.some(({ path }) => path === changed))) {
    const beside = written.filter((one) => one.path.split(".")[0] === path.split(".")[0]).at(-1);
    const indentation = /^ +(?=[\w.]+:)/.exec(lines[(beside?.line ?? 0) - 1] ?? "")?.[0];
    if (beside && indentation) lines[beside.line - 1] += `\n${indentation}${path.split(".")[1]}: ${shown(value)}`;
    else others[path] = value;
  }
  const more = grouped(others, "");
  if (JSON.stringify(scenario.interventions) !== JSON.stringify(before.interventions))
    more.push(...listed(scenario.interventions));
  const text = lines.join("\n");
  return more.length > 0 ? `${text.replace(/\n*$/, "\n")}${more.join("\n")}\n` : text;
}

function listed(interventions: readonly Intervention[]): string[] {
  if (interventions.length === 0) return ["interventions: []"];
  const items = interventions.flatMap(({ at, set }) => [`  - at: ${at}`, "    set:", ...grouped(set, "      ")]);
  return ["interventions:", ...items];
}

/** The values that differ from those in `from`, by path. */
export function differences(values: Values, from: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([path, value]) => value !== from[path]));
}

function grouped(values: Values, indentation: string): string[] {
  const groups = new Map<string, string[]>();
  for (const [path, value] of Object.entries(values)) {
    const [group = "", name = ""] = path.split(".");
    groups.set(group, [
      ...(groups.get(group) ?? [`${indentation}${group}:`]),
      `${indentation}  ${name}: ${shown(value)}`,
    ]);
  }
  return [...groups.values()].flat();
}

function shown(value: Value): string {
  return typeof value === "string" ? text_written(value) : String(value);
}

/** A trace as a file. */
export function writeTrace(trace: readonly number[]): string {
  return ["multiplier", ...trace].join("\n") + "\n";
}
