/** Python's operators and built-in functions, as far as the translated checker uses them. */

import { Collected, Dict, Float, Mapping, NamedTuple, PySet, hash } from "./types.js";

export * from "./types.js";

// Operators

const isNumber = (value) => typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";

export function truth(value) {
  if (value === null || value === undefined) return false;
  if (value instanceof Float) return value.number !== 0;
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Collected) return value.size > 0;
  return typeof value === "object" || typeof value === "function" ? true : Boolean(value);
}

export function or(...parts) {
  let value;
  for (const part of parts) if (truth((value = part()))) return value;
  return value;
}

export function and(...parts) {
  let value;
  for (const part of parts) if (!truth((value = part()))) return value;
  return value;
}

export function is(one, other) {
  return one === other || ((one === null || one === undefined) && (other === null || other === undefined));
}
export const isnot = (one, other) => !is(one, other);

export function eq(one, other) {
  if (is(one, other)) return true;
  const numbers = [one, other].map((value) => value instanceof Float || isNumber(value));
  if (numbers[0] && numbers[1]) return Number(one) === Number(other);
  const sequences = [one, other].map(
    (value) => Array.isArray(value) || value instanceof NamedTuple || value instanceof Collected,
  );
  return sequences[0] && sequences[1] && hash(one) === hash(other);
}
export const ne = (one, other) => !eq(one, other);

/** Below 0 if `one` is less than `other`, 0 if they are equal, above 0 if it is more. */
function order(one, other) {
  if (typeof one === "string" && typeof other === "string") return one < other ? -1 : one > other ? 1 : 0;
  if (typeof one === "object" && one !== null && !(one instanceof Float)) {
    const [first, second] = [[...one], [...other]];
    for (let i = 0; i < Math.min(first.length, second.length); i++) {
      const step = order(first[i], second[i]);
      if (step !== 0) return step;
    }
    return first.length - second.length;
  }
  return Number(one) - Number(other);
}
export const lt = (one, other) => order(one, other) < 0;
export const le = (one, other) => order(one, other) <= 0;
export const gt = (one, other) => order(one, other) > 0;
export const ge = (one, other) => order(one, other) >= 0;

export function contains(value, all) {
  if (typeof all === "string") return all.includes(value);
  if (typeof all.has === "function") return all.has(value);
  return [...all].some((one) => eq(one, value));
}
export const lacks = (value, all) => !contains(value, all);

/** The result of an operator: a real number if one of the operands is real. */
function numeric(value, ...operands) {
  return operands.some((operand) => operand instanceof Float) ? new Float(value) : value;
}

export function add(one, other) {
  if (typeof one === "string") return one + other;
  if (Array.isArray(one)) return [...one, ...other];
  return numeric(Number(one) + Number(other), one, other);
}
export function iadd(one, other) {
  if (!Array.isArray(one)) return add(one, other);
  one.push(...other);
  return one;
}
export function sub(one, other) {
  if (one instanceof PySet) return new PySet([...one].filter((value) => !contains(value, other)));
  return numeric(Number(one) - Number(other), one, other);
}
export const isub = sub;
export function mul(one, other) {
  if (typeof one === "string") return one.repeat(Math.max(0, other));
  return numeric(Number(one) * Number(other), one, other);
}
export const div = (one, other) => new Float(Number(one) / Number(other));
export const floordiv = (one, other) => Math.floor(Number(one) / Number(other));
export function mod(one, other) {
  return numeric(((Number(one) % Number(other)) + Number(other)) % Number(other), one, other);
}
export const neg = (one) => numeric(-Number(one), one);

export function bitor(one, other) {
  if (one instanceof PySet) return new PySet([...one, ...other]);
  if (one instanceof Dict) return new Dict([...items(one), ...items(other)]);
  if (typeof one === "boolean") return one || other;
  return [one, other].flat(); // of types
}
export function ibitor(one, other) {
  if (!(one instanceof Collected)) return bitor(one, other);
  one.update(other);
  return one;
}
export function bitand(one, other) {
  return one instanceof PySet ? new PySet([...one].filter((value) => contains(value, other))) : one && other;
}

// Parts

export function at(all, place) {
  if (typeof all.__getitem__ === "function") return all.__getitem__(place);
  const whole = typeof all === "string" || Array.isArray(all) ? all : [...all];
  const value = whole[place < 0 ? whole.length + place : place];
  if (value === undefined) throw new RangeError("list index out of range");
  return value;
}

export function put(all, place, value) {
  if (all instanceof Dict) all.enter([place, value]);
  else all[place < 0 ? all.length + place : place] = value;
}

export function slice(all, low, high, step) {
  const whole = typeof all === "string" || Array.isArray(all) ? all : [...all];
  const part = whole.slice(low ?? 0, high ?? undefined);
  return step === null || step === 1 ? part : [...part].filter((_, i) => i % step === 0);
}

export const items = (all) => (all instanceof Collected || all instanceof Mapping ? all.items() : Object.entries(all));

// Built-in functions

export const tuple = (all = []) => [...all];
export const list = (all = []) => [...all];
export const set = (all = []) => new PySet(all);
export const frozenset = set;
export const dict = (all = []) => new Dict(all instanceof Dict ? all.items() : all);
dict.fromkeys = (keys, value = null) => new Dict([...keys].map((key) => [key, value]));
export const len = (all) => (all.__len__ ? all.__len__() : (all.length ?? all.size));
export const iter = (all) => all[Symbol.iterator]();
export const reversed = (all) => [...all].reverse();
/** Lazy, because the iterated values may end with an error. */
export function* enumerate(all, start = 0) {
  let count = start;
  for (const value of all) yield [count++, value];
}
enumerate.$parameters = ["all", "start"];
export const any = (all) => [...all].some(truth);
export const all = (values) => [...values].every(truth);
export const sum = (all) => [...all].reduce((one, other) => add(one, other), 0);
export const abs = (value) => numeric(Math.abs(Number(value)), value);
export const ord = (c) => c.codePointAt(0);
export const chr = (code) => String.fromCodePoint(code);
export const map = (f, all) => [...all].map((value) => f(value));
export const type = (value) =>
  typeof value === "boolean"
    ? bool
    : isNumber(value)
      ? int
      : value instanceof Float
        ? float
        : typeof value === "string"
          ? str
          : (value?.$type ?? value?.constructor);
export const bool = truth;

/** The first value; a generator expression is translated to the list of its values. */
export function next(all, other) {
  if (Array.isArray(all)) return all.length > 0 ? all[0] : other;
  const { value, done } = all.next();
  return done ? other : value;
}

export function range(start, stop) {
  const [low, high] = stop === undefined ? [0, start] : [start, stop];
  return Array.from({ length: Math.max(0, high - low) }, (_, i) => low + i);
}

export function zip(...all) {
  const lists = all.filter((one) => typeof one[Symbol.iterator] === "function").map((one) => [...one]);
  return lists[0].slice(0, Math.min(...lists.map((one) => one.length))).map((_, i) => lists.map((one) => one[i]));
}

export function sorted(all, { key = (value) => value, reverse = false } = {}) {
  const inOrder = [...all].map((value) => [key(value), value]).sort(([one], [other]) => order(one, other));
  return (reverse ? inOrder.reverse() : inOrder).map(([, value]) => value);
}

export const max = (...all) =>
  (all.length === 1 ? [...all[0]] : all).reduce((one, other) => (gt(other, one) ? other : one));
export const min = (...all) =>
  (all.length === 1 ? [...all[0]] : all).reduce((one, other) => (lt(other, one) ? other : one));

export function isinstance(value, kinds) {
  return [kinds].flat().some((kind) => {
    if (kind === null) return value === null || value === undefined;
    if (kind === int) return isNumber(value);
    if (kind === float) return value instanceof Float;
    if (kind === str) return typeof value === "string";
    if (kind === bool) return typeof value === "boolean";
    if (kind === list || kind === tuple) return Array.isArray(value);
    if (kind === dict) return value instanceof Dict;
    if (kind === set || kind === frozenset) return value instanceof PySet;
    return typeof kind === "function" && value instanceof kind;
  });
}

export function getattr(value, name, other) {
  const part = value?.[name];
  return part === undefined && other !== undefined ? other : part;
}

export function int(value, base) {
  if (value instanceof Float || isNumber(value)) return Math.trunc(Number(value));
  const sign = value.trim().startsWith("-") ? -1 : 1;
  const digits = value.trim().replace(/^[-+]/, "");
  const whole = BigInt(base === 0 || /^0[ox]/.test(digits) ? digits : digits.replace(/^0+(?=\d)/, "")) * BigInt(sign);
  return Number.isSafeInteger(Number(whole)) ? Number(whole) : whole;
}

export const float = (value) => new Float(Number(value));

export function str(value) {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return value instanceof Float ? shownFloat(value.number) : String(value);
}
str.maketrans = (from, to) => new Dict([...from].map((c, i) => [c, [...to][i]]));

export function repr(value) {
  return typeof value === "string" ? `'${value}'` : str(value);
}

/** A text in ASCII characters only. */
export function ascii(text) {
  const each = (c) => {
    const code = c.codePointAt(0);
    if (code >= 32 && code < 127) return c;
    const short = { 9: "\\t", 10: "\\n", 13: "\\r" }[code];
    const hex = code.toString(16);
    return (
      short ??
      (code < 256
        ? `\\x${hex.padStart(2, "0")}`
        : code < 65536
          ? `\\u${hex.padStart(4, "0")}`
          : `\\U${hex.padStart(8, "0")}`)
    );
  };
  return `'${[...text].map(each).join("")}'`;
}

function shownFloat(value) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) return value.toExponential().replace(/e([-+])(\d)$/, "e$10$2");
  return Number.isInteger(value) ? `${Object.is(value, -0) ? "-0" : value}.0` : String(value);
}

/** A part of an f-string. */
export function format(value, form, conversion) {
  if (conversion === "r") return repr(value);
  if (form === ",") return Number(value).toLocaleString("en", { maximumFractionDigits: 20 });
  if (form === ".0f") return BigInt(Math.round(Number(value))).toString();
  if (form === "04X") return Number(value).toString(16).toUpperCase().padStart(4, "0");
  if (form === "g") {
    const short = Number(Number(value).toPrecision(6));
    return Math.abs(short) >= 1e-4 && Math.abs(short) < 1e6 ? String(short) : shownFloat(short).replace(/\.0$/, "");
  }
  if (form !== "") throw new Error(`no format ${form}`);
  return str(value);
}
export const joined = (...parts) => parts.join("");
export const bytes = (text) => text;
