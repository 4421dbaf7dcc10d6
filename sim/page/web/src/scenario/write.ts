/** Scenario files out: what differs from the parent, as `sim.load` reads it. */

import { Document, isMap, parseDocument } from "yaml";

import type { Facts } from "../facts";
import { read } from "./read";
import type { Scenario, Values } from "./scenario";
import { builtIn, defaults, ownTraces } from "./scenario";

const HEAD = " yaml-language-server: $schema=./scenario.schema.json";

/** The scenario as a file. The text it was read from, if any, keeps its comments and its order. */
export function write(facts: Facts, scenario: Scenario, source: string | null): string {
  const before = source === null ? undefined : read(facts, source, scenario.title, ownTraces(facts, scenario)).scenario;
  return source === null || before === undefined ? fresh(facts, scenario) : amended(scenario, before, source);
}

function fresh(facts: Facts, scenario: Scenario): string {
  const parent = scenario.parent === null ? null : builtIn(facts, scenario.parent);
  const content: Record<string, unknown> = { coxed: facts.format, title: scenario.title };
  if (scenario.parent !== null) content["extends"] = scenario.parent;
  Object.assign(content, grouped(differences(scenario.values, parent?.values ?? defaults(facts))));
  const inherited = JSON.stringify(parent?.interventions ?? []);
  if (JSON.stringify(scenario.interventions) !== inherited) content["interventions"] = listed(scenario);
  const document = new Document(content);
  document.commentBefore = HEAD;
  return document.toString({ lineWidth: 0 });
}

/** Only what changed is written anew. */
function amended(scenario: Scenario, before: Scenario, source: string): string {
  const document = parseDocument(source);
  if (scenario.title !== before.title) document.set("title", scenario.title);
  for (const [path, value] of Object.entries(differences(scenario.values, before.values))) {
    const [group = "", name = ""] = path.split(".");
    if (!isMap(document.get(group))) document.set(group, document.createNode({}));
    document.setIn([group, name], value);
  }
  if (JSON.stringify(scenario.interventions) !== JSON.stringify(before.interventions)) {
    document.set("interventions", document.createNode(listed(scenario)));
  }
  return document.toString({ lineWidth: 0 });
}

function listed(scenario: Scenario): unknown[] {
  return scenario.interventions.map(({ at, set }) => ({ at, set: grouped(set) }));
}

/** The values that differ from others, by path. */
export function differences(values: Values, from: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([path, value]) => value !== from[path]));
}

function grouped(values: Values): Record<string, Record<string, unknown>> {
  const groups: Record<string, Record<string, unknown>> = {};
  for (const [path, value] of Object.entries(values)) {
    const [group = "", name = ""] = path.split(".");
    (groups[group] ??= {})[name] = value;
  }
  return groups;
}
