/** Scenario files in: YAML 1.2 as `sim.load` reads it. */

import { LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument, visit } from "yaml";
import type { Pair, ParsedNode, YAMLMap } from "yaml";

import type { Facts } from "../facts";
import type { Problem } from "./check";
import { contradictions, nearest, wrongValue } from "./check";
import type { Intervention, Scenario, Traces, Value } from "./scenario";
import { STEADY, builtIn, defaults, phases, traceOf } from "./scenario";

const KEYS = ["coxed", "title", "extends", "interventions"];
const LARGEST = 1_000_000; // characters

/**
 * The scenario in a text, or everything that is wrong with it. `stem` is its title where it says none; `traces` lie
 * beside it.
 */
export function read(
  facts: Facts,
  text: string,
  stem: string,
  traces: Traces = {},
): { scenario?: Scenario; problems: Problem[] } {
  if (text.length > LARGEST) return { problems: [{ key: "problem.large", said: {} }] };
  const reading = new Reading(facts, text, traces);
  const scenario = reading.scenario(stem);
  const inOrder = reading.problems.sort(
    (one, other) => (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0),
  );
  return inOrder.length > 0 || scenario === null ? { problems: inOrder } : { scenario, problems: [] };
}

type Settings = Map<string, { value: Value; node: ParsedNode }>;

class Reading {
  readonly problems: Problem[] = [];
  private readonly lines = new LineCounter();

  constructor(
    private readonly facts: Facts,
    private readonly text: string,
    private readonly traces: Traces,
  ) {}

  scenario(stem: string): Scenario | null {
    const options = {
      version: "1.2",
      schema: "core",
      lineCounter: this.lines,
      prettyErrors: false,
      merge: false,
    } as const;
    const document = parseDocument(this.text.replace(/^\uFEFF/, ""), options);
    for (const error of document.errors) this.report("problem.yaml", { message: error.message }, error.pos);
    if (document.errors.length > 0) return null;
    visit(document, (_, node) => {
      const refused =
        isAlias(node) || (isScalar(node) || isMap(node) || isSeq(node) ? (node.anchor ?? node.tag) : undefined);
      if (refused) this.report("problem.plain", {}, (node as ParsedNode).range);
    });
    const root = document.contents;
    if (!isMap(root)) {
      this.report("problem.root", {}, [0, 1]);
      return null;
    }
    return this.root(root as YAMLMap.Parsed, stem);
  }

  private root(root: YAMLMap.Parsed, stem: string): Scenario | null {
    const said = new Map(this.pairs(root).map(([name, pair]) => [name, pair]));
    const version = said.get("coxed");
    if (version === undefined) this.report("problem.version", { format: String(this.facts.format) }, [0, 1]);
    else if (scalar(version) !== this.facts.format)
      this.report("problem.format", { format: String(this.facts.format) }, place(version));
    const parent = this.parent(said.get("extends"));
    const title = this.words("title", said.get("title")) ?? stem;
    const settings: Settings = new Map();
    for (const [name, pair] of said) if (!KEYS.includes(name)) this.group(name, pair, settings, false);
    const base = parent?.values ?? defaults(this.facts);
    const values = { ...base, ...Object.fromEntries([...settings].map(([path, { value }]) => [path, value])) };
    const interventions = said.has("interventions")
      ? this.interventions(said.get("interventions")!)
      : (parent?.interventions ?? []);
    const scenario = {
      title,
      parent: parent?.parent ?? null,
      values,
      interventions,
      trace: traceOf(this.facts, values, this.traces),
    };
    this.together(scenario, settings);
    return scenario;
  }

  /** What is wrong only with all settings together. */
  private together(scenario: Scenario, settings: Settings): void {
    const named = scenario.values["environment.trace"];
    if (named !== null && scenario.trace === STEADY) {
      this.report("problem.trace", { name: String(named) }, settings.get("environment.trace")?.node.range);
    }
    const last = Number(scenario.values["run.periods"]);
    for (const { at } of scenario.interventions) {
      if (at >= last) this.report("problem.late", { at: String(at), last: String(last - 1) }, undefined);
    }
    if (this.problems.length > 0) return;
    const seen = new Set<string>();
    for (const { values } of phases(scenario)) {
      for (const problem of contradictions(this.facts, values)) {
        if (!seen.has(problem.key))
          this.report(problem.key, problem.said, settings.get(problem.said["name"] ?? "")?.node.range);
        seen.add(problem.key);
      }
    }
  }

  private parent(pair: Pair | undefined): Scenario | null {
    const name = this.words("extends", pair);
    if (name === null) return null;
    if (Object.hasOwn(this.facts.scenarios, name)) return builtIn(this.facts, name);
    const near = nearest(name, Object.keys(this.facts.scenarios));
    this.report(near ? "problem.parentNear" : "problem.parent", { name, near: near ?? "" }, place(pair));
    return null;
  }

  private words(name: string, pair: Pair | undefined): string | null {
    if (pair === undefined) return null;
    const value = scalar(pair);
    if (typeof value === "string") return value;
    this.report("problem.text", { name, value: String(value) }, place(pair));
    return null;
  }

  /** Settings below a group's name, or (where `dotted`) of one dotted name. */
  private group(name: string, pair: Pair, settings: Settings, dotted: boolean): void {
    const path = dotted && name.includes(".") ? name : null;
    const group = path?.split(".")[0] ?? name;
    if (!Object.hasOwn(this.facts.groups, group)) {
      const near = nearest(group, [...Object.keys(this.facts.groups), ...(dotted ? [] : KEYS)]);
      this.report(near ? "problem.nameNear" : "problem.name", { name: group, near: near ?? "" }, place(pair, true));
    } else if (path !== null) this.setting(path, pair, settings);
    else if (!isMap(pair.value)) this.report("problem.group", { name }, place(pair, true));
    else
      for (const [inner, value] of this.pairs(pair.value as YAMLMap.Parsed))
        this.setting(`${group}.${inner}`, value, settings);
  }

  private setting(path: string, pair: Pair, settings: Settings): void {
    const about = Object.hasOwn(this.facts.parameters, path) ? this.facts.parameters[path] : undefined;
    const node = pair.value as ParsedNode;
    if (about === undefined) {
      const names = Object.keys(this.facts.parameters).filter((known) => known.split(".")[0] === path.split(".")[0]);
      const near = nearest(path, names);
      this.report(near ? "problem.nameNear" : "problem.name", { name: path, near: near ?? "" }, place(pair, true));
    } else if (settings.has(path)) this.report("problem.twice", { name: path }, place(pair, true));
    else if (node !== null && !isScalar(node)) this.report("problem.single", { name: path }, place(pair, true));
    else {
      const value = (node?.value ?? null) as Value;
      const whole = node === null || /^[-+]?\d+$|^0[ox]/.test(node.source);
      const problem = wrongValue(path, about, value, whole);
      if (problem) this.report(problem.key, problem.said, place(pair));
      else settings.set(path, { value: value === 0 ? 0 : value, node });
    }
  }

  private interventions(pair: Pair): Intervention[] {
    if (!isSeq(pair.value)) {
      this.report("problem.list", {}, place(pair, true));
      return [];
    }
    return pair.value.items.flatMap((item) => this.intervention(item as ParsedNode));
  }

  private intervention(item: ParsedNode): Intervention[] {
    if (!isMap(item)) {
      this.report("problem.intervention", {}, item.range);
      return [];
    }
    const said = new Map(this.pairs(item as YAMLMap.Parsed));
    for (const [name, pair] of said) {
      if (name !== "at" && name !== "set") this.report("problem.word", { name }, place(pair, true));
    }
    const [at, set] = [said.get("at"), said.get("set")];
    const when = at === undefined ? null : scalar(at);
    const settings: Settings = new Map();
    if (!Number.isSafeInteger(when) || Number(when) < 1) this.report("problem.at", {}, at ? place(at) : item.range);
    if (set === undefined || !isMap(set.value) || set.value.items.length === 0)
      this.report("problem.set", {}, item.range);
    else for (const [name, inner] of this.pairs(set.value as YAMLMap.Parsed)) this.group(name, inner, settings, true);
    for (const [path, { node }] of settings) {
      if (this.facts.parameters[path]?.fixed) this.report("problem.fixed", { name: path }, node?.range);
    }
    return [{ at: Number(when), set: Object.fromEntries([...settings].map(([path, { value }]) => [path, value])) }];
  }

  /** The pairs of a group whose names are text. */
  private pairs(map: YAMLMap.Parsed): [string, Pair][] {
    return map.items.flatMap((pair): [string, Pair][] => {
      const name = isScalar(pair.key) ? pair.key.value : null;
      if (typeof name === "string" && name !== "") return [[name, pair]];
      this.report("problem.key", {}, pair.key?.range);
      return [];
    });
  }

  private report(
    key: string,
    said: Readonly<Record<string, string>>,
    range: readonly number[] | null | undefined,
  ): void {
    if (!range) {
      this.problems.push({ key, said });
      return;
    }
    const { line, col } = this.lines.linePos(range[0] ?? 0);
    this.problems.push({
      key,
      said,
      line: Math.max(1, line),
      column: Math.max(1, col),
      width: Math.max(1, (range[1] ?? 0) - (range[0] ?? 0)),
    });
  }
}

function scalar(pair: Pair): unknown {
  return isScalar(pair.value) ? pair.value.value : undefined;
}

/** Where a pair's value stands, or its name. */
function place(pair: Pair | undefined, name = false): readonly number[] | null | undefined {
  const node = (name || !(pair?.value as ParsedNode | null)?.range ? pair?.key : pair?.value) as
    ParsedNode | null | undefined;
  return node?.range;
}
