/** Writes the state as a URL fragment and reads it; impossible parts are ignored. */

import type { Facts } from "./facts";
import { usable } from "./scenario/check";
import type { Intervention, Scenario } from "./scenario/scenario";
import { STEADY, builtIn, defaults, isTooLarge, ownTraces, traceOf } from "./scenario/scenario";
import { differences } from "./scenario/write";
import type { Bet, Look, State } from "./state";
import { VIEWS, initial } from "./state";

const LARGEST_SEED = 2n ** 63n - 1n;
const MOST_REPLICATES = 10_000;
const LONGEST = 200; // characters of a title or a bet
const MOST_LINES = 20_000; // characters of the bets of a class

/**
 * The fragment of a state. It is the name of the view alone if everything else is `usual`, with which this page opens.
 * Otherwise it also has what differs from the beginning of the story, which is the same for every page.
 */
export function fragment(facts: Facts, state: State, usual: State): string {
  const content = plain(facts, state);
  if (JSON.stringify(content) === JSON.stringify(plain(facts, usual))) return `#${state.view}`;
  const first = plain(facts, initial(facts));
  const different = Object.entries(content).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(first[name]),
  );
  const bytes = new TextEncoder().encode(JSON.stringify(Object.fromEntries(different)));
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return `#${state.view}:${text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

/** A state without its view, as plain data. */
function plain(facts: Facts, { view: _, crews, seed: luck, ...rest }: State): Record<string, unknown> {
  return { ...rest, crews: crews.map(({ scenario }) => packed(facts, scenario)), seed: String(luck) };
}

/** The state of a fragment; impossible parts are ignored, and `damaged` says whether there were any. */
export function fromFragment(facts: Facts, text: string, usual: State): { state: State; damaged: boolean } {
  const [view = "", code] = text.replace(/^#/, "").split(":");
  const shown = VIEWS.find((name) => name === view);
  if (shown === undefined) return { state: usual, damaged: view !== "" };
  if (code === undefined) return { state: { ...usual, view: shown }, damaged: false };
  try {
    const bytes = Uint8Array.from(atob(code.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    const data = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as unknown;
    if (typeof data !== "object" || data === null) throw new Error("no record");
    const state = fromData(facts, { ...data, view: shown }, initial(facts));
    return { state, damaged: isReduced(facts, data as Record<string, unknown>, state) };
  } catch {
    return { state: { ...usual, view: shown }, damaged: true };
  }
}

/** Whether some of the data is not in the state that was made of it. */
function isReduced(facts: Facts, data: Record<string, unknown>, state: State): boolean {
  const crews = state.crews.map(({ scenario: { values, ...rest } }) => ({ ...rest, set: values }));
  const content: Record<string, unknown> = { ...plain(facts, state), crews };
  return Object.entries(data).some(
    ([name, value]) => name !== "view" && (!Object.hasOwn(content, name) || !covers(content[name], value)),
  );
}

/** Whether everything in `part` is also in `whole`. Longer lists and more names do not matter. */
function covers(whole: unknown, part: unknown): boolean {
  if (typeof part !== "object" || part === null || typeof whole !== "object" || whole === null) return whole === part;
  return Object.entries(part).every(
    ([name, value]) => Object.hasOwn(whole, name) && covers((whole as Record<string, unknown>)[name], value),
  );
}

/** The state of plain data from a fragment or an embedded state. */
export function fromData(facts: Facts, data: unknown, usual: State): State {
  const given = Object(data) as Record<string, unknown>;
  const crews = (Array.isArray(given["crews"]) ? given["crews"] : [])
    .slice(0, 2)
    .flatMap((crew) => unpacked(facts, crew) ?? []);
  return {
    view: VIEWS.find((view) => view === given["view"]) ?? usual.view,
    chapter: whole(given["chapter"], 0, 20) ?? usual.chapter,
    bets: bets(given["bets"]),
    reader: typeof given["reader"] === "string" && /^\w{1,12}$/.test(given["reader"]) ? given["reader"] : usual.reader,
    lines: typeof given["lines"] === "string" ? given["lines"].slice(0, MOST_LINES) : usual.lines,
    crews: crews.length > 0 ? crews.map((scenario) => ({ scenario, source: null })) : usual.crews,
    seed: seed(given["seed"]) ?? usual.seed,
    replicate: whole(given["replicate"], 0, Number.MAX_SAFE_INTEGER) ?? usual.replicate,
    replicates: whole(given["replicates"], 1, MOST_REPLICATES) ?? usual.replicates,
    look: look(facts, given["look"], usual.look),
    language: typeof given["language"] === "string" ? given["language"].slice(0, 20) : usual.language,
    theme: given["theme"] === "light" || given["theme"] === "dark" ? given["theme"] : usual.theme,
  };
}

function look(facts: Facts, data: unknown, usual: Look): Look {
  const given = Object(data) as Record<string, unknown>;
  const named = (name: "across" | "up" | "measure", table: object): string => {
    const value = given[name];
    return typeof value === "string" && (Object.hasOwn(table, value) || value === usual[name]) ? value : usual[name];
  };
  const number = (name: "week" | "chosen" | "lane" | "member", most: number): number =>
    whole(given[name], 0, most) ?? usual[name];
  return {
    week: number("week", Number.MAX_SAFE_INTEGER),
    chosen: number("chosen", 1),
    lane: number("lane", 1),
    member: number("member", Number.MAX_SAFE_INTEGER),
    measure: named("measure", facts.measures),
    across: named("across", facts.parameters),
    up: named("up", facts.parameters),
  };
}

function packed(facts: Facts, scenario: Scenario): unknown {
  const parent = scenario.parent === null ? null : builtIn(facts, scenario.parent);
  const known = Object.keys(ownTraces(facts, scenario)).length === 0;
  return {
    title: scenario.title,
    parent: scenario.parent,
    set: differences(scenario.values, parent?.values ?? defaults(facts)),
    interventions: scenario.interventions,
    ...(known ? {} : { trace: scenario.trace }),
  };
}

function unpacked(facts: Facts, data: unknown): Scenario | null {
  const given = Object(data) as Record<string, unknown>;
  const name = given["parent"];
  const parent = typeof name === "string" && Object.hasOwn(facts.scenarios, name) ? name : null;
  const base = parent === null ? null : builtIn(facts, parent);
  const values = { ...(base?.values ?? defaults(facts)), ...usable(facts, given["set"]) };
  const title =
    typeof given["title"] === "string" ? given["title"].replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " ").slice(0, LONGEST) : "";
  const trace = given["trace"];
  const multipliers =
    Array.isArray(trace) && trace.length > 0 && trace.every((m) => Number.isFinite(m) && m >= 0)
      ? (trace as number[])
      : null;
  const scenario = {
    title: title || base?.title || "?",
    parent,
    values,
    interventions: interventions(facts, given["interventions"]),
    trace: multipliers ?? (values["environment.trace"] === null ? STEADY : traceOf(facts, values)),
  };
  return isTooLarge(scenario) ? null : scenario;
}

function interventions(facts: Facts, data: unknown): Intervention[] {
  if (!Array.isArray(data)) return [];
  return data.flatMap((item): Intervention[] => {
    const given = Object(item) as Record<string, unknown>;
    const at = whole(given["at"], 1, Number.MAX_SAFE_INTEGER);
    const set = Object.entries(usable(facts, given["set"])).filter(([path]) => !facts.parameters[path]?.fixed);
    return at === null || set.length === 0 ? [] : [{ at, set: Object.fromEntries(set) }];
  });
}

function bets(data: unknown): Record<string, Bet> {
  const result: Record<string, Bet> = {};
  for (const [chapter, value] of Object.entries(Object(data) as Record<string, unknown>).slice(0, 20)) {
    const given = Object(value) as Record<string, unknown>;
    result[chapter.slice(0, LONGEST)] = {
      ...(typeof given["pick"] === "string" ? { pick: given["pick"].slice(0, LONGEST) } : {}),
      ...(typeof given["number"] === "number" && Number.isFinite(given["number"]) ? { number: given["number"] } : {}),
      ...(given["seen"] === true ? { seen: true } : {}),
    };
  }
  return result;
}

/** A seed from a text; null if it is not one. */
export function seed(text: unknown): bigint | null {
  if (typeof text !== "string" || !/^\d{1,19}$/.test(text.trim())) return null;
  const value = BigInt(text.trim());
  return value <= LARGEST_SEED ? value : null;
}

/** A whole number within limits, else null. */
export function whole(value: unknown, low: number, high: number): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= low && value <= high ? value : null;
}
