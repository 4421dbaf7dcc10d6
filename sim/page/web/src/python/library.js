/** The parts of other modules that the translated checker uses. */

import * as $ from "./runtime.js";
import { events } from "../scenario/yaml";

export { ValidationError, described, groups, known, useFacts } from "./parameters.js";
export { re } from "./patterns.js";
export { YAMLError } from "yaml-js/lib/errors";
export {
  AliasEvent,
  CollectionEndEvent,
  CollectionStartEvent,
  DocumentStartEvent,
  Event,
  MappingStartEvent,
  NodeEvent,
  ScalarEvent,
} from "yaml-js/lib/events";

// Types, which JavaScript does not have, and names that the page never calls.
export const [Any, Callable, Collection, Described, ErrorDetails, Iterable, Iterator, Literal, NamedTuple] = [];
export const [Parameters, Path, Sequence, islice, knowing, sha256, stat] = [];
export const TYPE_CHECKING = false;
export const Mapping = $.dict;
export const BOM_UTF8 = "";
export const LARGEST = 1_000_000;
export const os = { PathLike: class {}, fspath: String };
export const [inf, nan] = [new $.Float(Infinity), new $.Float(NaN)];

// Small modules

export const isfinite = (value) => Number.isFinite(Number(value));
export const json = { dumps: (value) => JSON.stringify(value) };
export const normalize = (form, text) => text.normalize(form);
export const reduce = (f, all) => [...all].reduce((one, other) => f(one, other));
export const lru_cache = () => (f) => f;
export const operator = {
  add: $.add,
  sub: $.sub,
  mul: $.mul,
  mod: $.mod,
  lt: $.lt,
  gt: $.gt,
  ge: $.ge,
  eq: $.eq,
  ne: $.ne,
};

/** A function that remembers its answers. */
export function cache(f) {
  const answers = new Map();
  return (part) => {
    if (!answers.has(part)) answers.set(part, f(part));
    return answers.get(part);
  };
}

/** How often each value occurs. */
export function Counter(all) {
  const counts = $.dict();
  for (const value of all) counts.enter([value, counts.get(value, 0) + 1]);
  counts.__getitem__ = (value) => counts.get(value, 0);
  return counts;
}

// difflib

/** The similarity of two texts by Ratcliff and Obershelp. */
export function SequenceMatcher(_, one, other) {
  const length = one.length + other.length;
  return { ratio: () => new $.Float(length === 0 ? 1 : (2 * matching(one, other)) / length) };
}

/** The characters of the longest common stretch, and of those on both sides of it. */
function matching(one, other) {
  let best = { start: 0, from: 0, size: 0 };
  for (let start = 0; start < one.length; start++)
    for (let from = 0; from < other.length; from++) {
      let size = 0;
      while (start + size < one.length && from + size < other.length && one[start + size] === other[from + size])
        size++;
      if (size > best.size) best = { start, from, size };
    }
  const { start, from, size } = best;
  if (size === 0) return 0;
  const behind = matching(one.slice(start + size), other.slice(from + size));
  return size + matching(one.slice(0, start), other.slice(0, from)) + behind;
}

export function get_close_matches(word, names, { n, cutoff }) {
  const ranked = [...names].map((name) => [SequenceMatcher(null, name, word).ratio(), name]);
  const near = $.sorted(
    ranked.filter(([ratio]) => $.ge(ratio, cutoff)),
    { reverse: true },
  );
  return near.slice(0, n).map(([, name]) => name);
}

// csv

/** Cells by commas. Within double quotes a comma belongs to the cell, and two quotes are one. */
export const csv = {
  Error: class extends Error {},
  reader: (lines) => lines.map((line) => [...line.matchAll(CELL)].map(([, quoted, rest]) => unquoted(quoted) + rest)),
};

const CELL = /(?:^|,)(?:"((?:[^"]|"")*)(?:"|$))?([^,]*)/g;
const unquoted = (text = "") => text.replaceAll('""', '"');

// YAML

export function YAML() {
  return { parse: events };
}
