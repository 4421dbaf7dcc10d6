/** What is wrong with a scenario. The checker is that of the command line, translated from Python. */

import type { Facts } from "../facts";
import type {
  Change,
  FileContents,
  Kind,
  Place,
  Number as PythonNumber,
  Problem as PythonProblem,
  Setting,
} from "../python/checker";
import {
  ABSOLUTE,
  Builtin as builtinOf,
  Change as changeOf,
  Float,
  LARGEST_FILE,
  LARGEST_TRACE,
  LEADS_OUT,
  Place as placeOf,
  Problem as Problems,
  SCENARIO,
  Setting as settingOf,
  TRACE,
  checked,
  conflicts,
  contentsOf,
  contradictions,
  decoded,
  dict,
  interventionsOf,
  is_absolute,
  is_bare,
  no_file,
  no_such_builtin,
  out_of_time,
  outside,
  phasesOf,
  read_rows,
  too_large,
  useFacts,
  wrong_values,
} from "../python/checker";
import type { Intervention, Scenario, Traces, Value, Values } from "./scenario";
import { STEADY, builtIn, defaults, isTooLarge, phases, traceOf } from "./scenario";

/** A problem in English. Line and column count from 1. Only problems of the page itself have no code. */
export interface Problem {
  readonly code: string | null;
  readonly message: string;
  readonly help: string;
  readonly line: number | null;
  readonly column: number;
  readonly width: number;
  /** What to write instead of the marked text, if only one reading is possible. */
  readonly instead: string | null;
}

/** Where the value of a setting is in a text. */
export interface Written {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly width: number;
}

/** The result of reading a text: the scenario if nothing is wrong, and the places of its own settings. */
export interface Reading {
  readonly scenario?: Scenario;
  readonly problems: readonly Problem[];
  readonly written: readonly Written[];
}

/**
 * The scenario in a text, or everything that is wrong with it. `stem` is its title if the text has none; `traces` are
 * those that were opened with it.
 */
export function read(facts: Facts, text: string, stem: string, traces: Traces = {}): Reading {
  useFacts(facts);
  const source = sourceOf(text, `${stem}.yaml`, LARGEST_FILE);
  if (source instanceof Problems) return { problems: [shown(source as PythonProblem)], written: [] };
  const problems: PythonProblem[] = [];
  const contents = contentsOf(source, null, problems);
  const scenario = contents && merged(facts, contents, stem, traces, problems);
  const order = ({ line, column }: PythonProblem): number => (line ?? 0) * 1e6 + (column ?? 0);
  problems.sort((one, other) => order(one) - order(other));
  if (!scenario || problems.length > 0) return { problems: problems.map(shown), written: [] };
  const written = (contents?.settings ?? []).map(({ path, place }): Written => ({ path, ...inCharacters(place) }));
  return { scenario, problems: [], written };
}

/** The multipliers in the text of a trace, and everything that is wrong with it. */
export function readTrace(text: string, file: string): { trace: readonly number[]; problems: readonly Problem[] } {
  const source = sourceOf(text, file, LARGEST_TRACE);
  if (source instanceof Problems) return { trace: STEADY, problems: [shown(source as PythonProblem)] };
  const [multipliers, problems] = read_rows(source);
  return { trace: multipliers.map(({ number }) => number), problems: problems.map(shown) };
}

/** The lines of a text for the checker, or the problem of a text that cannot be read. */
function sourceOf(text: string, file: string, limit: number): object {
  const size = new TextEncoder().encode(text).length;
  return size > limit
    ? (too_large(size, limit, placeOf(file)) as object)
    : decoded(new Content(text.replace(/^\uFEFF/, "")), file);
}

/** The scenario of a file and of its parent. Problems that both have together are added to `problems`. */
function merged(
  facts: Facts,
  contents: FileContents,
  stem: string,
  traces: Traces,
  problems: PythonProblem[],
): Scenario {
  const extended = contents.extends;
  const name = extended?.value ?? null;
  const parent = name !== null && Object.hasOwn(facts.scenarios, name) ? builtIn(facts, name) : null;
  const whole = placeOf(`${stem}.yaml`);
  if (extended && !parent) problems.push(missing(SCENARIO, facts.scenarios, extended.value, extended.place, NO_FILES));
  const values = { ...(parent?.values ?? defaults(facts)), ...valuesOf(contents.settings) };
  const trace = traceOf(facts, values, traces);
  const named = contents.settings.find(({ path }) => path === "environment.trace");
  if (named && trace === STEADY && typeof named.value === "string")
    problems.push(missing(TRACE, facts.traces, named.value, named.place, TOGETHER));
  const inherited = parent?.interventions ?? [];
  const changes: readonly Change[] = contents.changes ?? inherited.map((one) => ({ ...asChange(one), place: whole }));
  if (contents.run_is_clear && (parent || !extended))
    problems.push(...out_of_time(changes, Number(values["run.periods"])));
  if (problems.length === 0) {
    const settings = dict(contents.settings.map((setting) => [setting.path, setting] as const));
    const steps = phasesOf(checked(pythonic(facts, values)), interventionsOf(changes));
    problems.push(...conflicts(steps, settings, changes, whole));
  }
  const interventions = contents.changes
    ? contents.changes.map(({ at, settings }): Intervention => ({ at, set: valuesOf(settings) }))
    : inherited;
  return { title: contents.title ?? stem, parent: parent?.parent ?? null, values, interventions, trace };
}

/** The first reason why a scenario cannot be run here, if there is one. */
export function objections(facts: Facts, scenario: Scenario): Problem[] {
  useFacts(facts);
  if (isTooLarge(scenario)) return [{ ...nowhere, code: null, message: TOO_LARGE, help: "" }];
  const changes = scenario.interventions.map(asChange);
  const late = [...out_of_time(changes, Number(scenario.values["run.periods"]))];
  const wrong = phases(scenario).flatMap(({ values }) => [...contradictions(checked(pythonic(facts, values)))]);
  const all = [...late.map(shown), ...wrong.map(([, message]) => ({ ...nowhere, code: "S026", message, help: "" }))];
  return all.slice(0, 1);
}

/** Why a setting cannot have a value that was set in the page, or null if it can. */
export function wrongValue(facts: Facts, path: string, value: Value): Problem | null {
  useFacts(facts);
  const [wrong] = wrong_values([asSetting([path, asPython(value, !Number.isSafeInteger(value))])]);
  return wrong ? shown(wrong[1]) : null;
}

/** The possible ones among values from outside (a fragment, an embedded state), by path. */
export function usable(facts: Facts, values: unknown): Record<string, Value> {
  const entries = Object.entries(Object(values) as Record<string, unknown>).filter(
    ([path, value]) =>
      Object.hasOwn(facts.parameters, path) &&
      (value === null || typeof value === "string" || typeof value === "number") &&
      wrongValue(facts, path, value) === null,
  );
  return Object.fromEntries(entries) as Record<string, Value>;
}

export const TOO_LARGE = "so many members and periods are more than a page can row; the command line can";
export const NO_FILES = "a page has only the built-in scenarios";
export const TOGETHER = "open the scenario and its trace together";

const nowhere = { line: null, column: 1, width: 1, instead: null } as const;

/** The text of a file, with the methods that the checker uses. */
class Content {
  constructor(private readonly text: string) {}
  removeprefix(): this {
    return this;
  }
  decode(): string {
    return this.text;
  }
}

function shown(problem: PythonProblem): Problem {
  const { code, message, help, line, instead } = problem;
  return { code, message, help, instead, ...inCharacters(problem), line };
}

/** A place counted in characters, not in units of UTF-16. */
function inCharacters({ line, column, width, text }: Place): { line: number; column: number; width: number } {
  const start = (column ?? 1) - 1;
  const length = (from: number, to: number): number => [...text.slice(from, to)].length;
  return { line: line ?? 0, column: length(0, start) + 1, width: Math.max(1, length(start, start + width)) };
}

/** The problem of a name that `builtin` does not have; `help` says what to do, because a page has no other files. */
function missing(kind: Kind, builtin: object, name: string, place: Place, help: string): PythonProblem {
  if (is_bare(name)) return no_such_builtin(name, place, builtinOf([], ...kind), Object.keys(builtin));
  if (is_absolute(name)) return outside(name, ABSOLUTE, place);
  return isOutside(name) ? outside(name, LEADS_OUT, place) : no_file(name, place, help);
}

/** Whether a relative file name leads out of its folder. */
function isOutside(name: string): boolean {
  let depth = 0;
  return name.split("/").some((part) => {
    depth += part === ".." ? -1 : part === "." || part === "" ? 0 : 1;
    return depth < 0;
  });
}

function valuesOf(settings: readonly Setting[]): Record<string, Value> {
  return Object.fromEntries(settings.map(({ path, value }) => [path, fromPython(value)]));
}

function fromPython(value: PythonNumber | string | null): Value {
  const plain = value instanceof Float ? value.number : typeof value === "bigint" ? Number(value) : value;
  return plain === 0 ? 0 : plain;
}

function asPython(value: Value, isReal: boolean): unknown {
  return typeof value === "number" && isReal ? new Float(value) : value;
}

/** Values for the checker, which distinguishes real and whole numbers. */
function pythonic(facts: Facts, values: Values): ReturnType<typeof dict<unknown>> {
  const isReal = (path: string): boolean => facts.parameters[path]?.kind === "float";
  return dict(Object.entries(values).map(([path, value]) => [path, asPython(value, isReal(path))] as const));
}

function asSetting([path, value]: [string, unknown]): Setting {
  const place = placeOf("page");
  return settingOf(path, value, place, place, null);
}

function asChange({ at, set }: Intervention): Change {
  return changeOf(at, placeOf("page"), Object.entries(set).map(asSetting));
}
