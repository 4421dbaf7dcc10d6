/** Python's built-in types and their methods, as far as the translated checker uses them. */

import { contains, eq, items } from "./runtime.js";

/** A real number; in a file 1.0 is not the same as 1. */
export class Float {
  constructor(number) {
    this.number = number;
  }
  valueOf() {
    return this.number;
  }
  is_integer() {
    return Number.isInteger(this.number);
  }
}

/** The key of a value in a dictionary or a set. */
export function hash(value) {
  if (typeof value === "string") return `s${value}`;
  if (Array.isArray(value)) return `[${value.map(hash).join(",")}]`;
  if (value instanceof NamedTuple) return `[${[...value].map(hash).join(",")}]`;
  if (value instanceof Collected) return `{${[...value].map(hash).sort().join(",")}}`;
  if (value !== null && (typeof value === "object" || typeof value === "function") && !(value instanceof Float))
    return value;
  return `n${Number(value)}${value === null || value === undefined ? "N" : ""}`;
}

export class Collected {
  constructor(entries) {
    this.entries = new Map();
    for (const entry of entries) this.enter(entry);
  }
  get size() {
    return this.entries.size;
  }
  has(key) {
    return this.entries.has(hash(key));
  }
}

export class Dict extends Collected {
  enter([key, value]) {
    const known = this.entries.get(hash(key));
    this.entries.set(hash(key), [known ? known[0] : key, value]);
  }
  *[Symbol.iterator]() {
    for (const [key] of this.entries.values()) yield key;
  }
  __getitem__(key) {
    const entry = this.entries.get(hash(key));
    if (entry === undefined) throw new KeyError(key);
    return entry[1];
  }
  get(key, other = null) {
    const entry = this.entries.get(hash(key));
    return entry === undefined ? other : entry[1];
  }
  keys() {
    return new PySet(this);
  }
  values() {
    return [...this.entries.values()].map(([, value]) => value);
  }
  items() {
    return [...this.entries.values()];
  }
  setdefault(key, value) {
    if (!this.has(key)) this.enter([key, value]);
    return this.__getitem__(key);
  }
  update(other) {
    for (const entry of items(other)) this.enter(entry);
    return null;
  }
  pop(key, other = null) {
    const value = this.get(key, other);
    this.entries.delete(hash(key));
    return value;
  }
}

export class PySet extends Collected {
  enter(value) {
    if (!this.has(value)) this.entries.set(hash(value), value);
  }
  *[Symbol.iterator]() {
    yield* this.entries.values();
  }
  add(value) {
    this.enter(value);
    return null;
  }
  update(...others) {
    for (const other of others) for (const value of other) this.enter(value);
    return null;
  }
  intersection_update(other) {
    for (const [key, value] of [...this.entries]) if (!contains(value, other)) this.entries.delete(key);
    return null;
  }
}

/** The base of translated classes that have no other base. */
export class Base {
  constructor(...parts) {
    this.__init__?.(...parts);
  }
}

/** A mapping that a class defines: everything follows from `__getitem__` and `__iter__`. */
export class Mapping extends Base {
  [Symbol.iterator]() {
    return this.__iter__();
  }
  has(key) {
    return [...this].includes(key);
  }
  get(key, other = null) {
    return this.has(key) ? this.__getitem__(key) : other;
  }
  items() {
    return [...this].map((key) => [key, this.__getitem__(key)]);
  }
  values() {
    return [...this].map((key) => this.__getitem__(key));
  }
  keys() {
    return new PySet(this);
  }
}

export class NamedTuple {
  constructor(...parts) {
    const { $parameters, $defaults } = this.constructor;
    $parameters.forEach((name, i) => (this[name] = parts[i] === undefined ? ($defaults[name] ?? null) : parts[i]));
  }
  *[Symbol.iterator]() {
    for (const name of this.constructor.$parameters) yield this[name];
  }
  get size() {
    return this.constructor.$parameters.length;
  }
}
NamedTuple.prototype._replace = function (named) {
  return Object.assign(Object.create(Object.getPrototypeOf(this)), this, named);
};

class PyError extends Error {
  constructor(...parts) {
    super(parts.join(", "));
  }
}
export class ValueError extends PyError {}
class KeyError extends PyError {}
class OverflowError extends PyError {}
export { KeyError, OverflowError, ValueError as UnicodeDecodeError };

/** A class that is called without `new` and has the names of its fields. */
export function callable(kind, fields, defaults) {
  kind.$parameters = fields.length > 0 ? fields : undefined;
  kind.$defaults = defaults;
  const make = (...parts) => new kind(...parts);
  make.prototype = kind.prototype;
  make.$parameters = kind.$parameters;
  Object.defineProperty(make, Symbol.hasInstance, { value: (one) => one instanceof kind });
  return make;
}

// Calls

/** Call a function with named arguments. */
export function call(f, parts, named) {
  const all = [...parts];
  for (const [name, value] of Object.entries(named)) {
    const place = f.$parameters ? f.$parameters.indexOf(name) : -1;
    if (place < 0) return f(...parts, named);
    all[place] = value;
  }
  return f(...all);
}

/** Call a method of anything. */
export function method(owner, name, parts, named) {
  if (typeof owner === "string") return Text[name](owner, ...parts, ...(named ? [named] : []));
  if (Array.isArray(owner)) return List[name](owner, ...parts);
  if (typeof owner[name] !== "function") throw new TypeError(`no method ${name}`);
  if (!named) return owner[name](...parts);
  if (owner[name].$parameters) return call(owner[name].bind(owner), parts, named);
  return owner[name](...parts, named);
}

const WHITE =
  " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";

function stripped(text, signs, left, right) {
  const gone = signs ?? WHITE;
  let [start, end] = [0, text.length];
  while (left && start < end && gone.includes(text[start])) start++;
  while (right && end > start && gone.includes(text[end - 1])) end--;
  return text.slice(start, end);
}

const Text = {
  strip: (text, signs) => stripped(text, signs, true, true),
  lstrip: (text, signs) => stripped(text, signs, true, false),
  rstrip: (text, signs) => stripped(text, signs, false, true),
  lower: (text) => text.toLowerCase(),
  upper: (text) => text.toUpperCase(),
  startswith: (text, start) => [start].flat().some((one) => text.startsWith(one)),
  endswith: (text, end) => [end].flat().some((one) => text.endsWith(one)),
  join: (text, parts) => [...parts].join(text),
  replace: (text, one, other) => text.replaceAll(one, other),
  find: (text, part, start = 0) => text.indexOf(part, start),
  rfind: (text, part, start = 0, end = text.length) => {
    const place = text.slice(start, end).lastIndexOf(part);
    return place < 0 ? -1 : start + place;
  },
  index(text, part) {
    if (!text.includes(part)) throw new ValueError("substring not found");
    return text.indexOf(part);
  },
  count: (text, part) => text.split(part).length - 1,
  isdigit: (text) => /^\p{Nd}+$/u.test(text),
  isprintable: (text) => !/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(text),
  removeprefix: (text, start) => (text.startsWith(start) ? text.slice(start.length) : text),
  removesuffix: (text, end) => (end && text.endsWith(end) ? text.slice(0, -end.length) : text),
  translate: (text, table) => text.replace(/./gsu, (c) => table.get(c, c)),
  split: (text, sign) => (sign === undefined ? (text.match(/\S+/g) ?? []) : text.split(sign)),
  partition(text, sign) {
    const at = text.indexOf(sign);
    return at < 0 ? [text, "", ""] : [text.slice(0, at), sign, text.slice(at + sign.length)];
  },
  rpartition(text, sign) {
    const at = text.lastIndexOf(sign);
    return at < 0 ? ["", "", text] : [text.slice(0, at), sign, text.slice(at + sign.length)];
  },
};

const List = {
  append: (list, value) => (list.push(value), null),
  extend: (list, values) => (list.push(...values), null),
  pop: (list, place = -1) => list.splice(place, 1)[0],
  index: (list, value) => list.findIndex((one) => eq(one, value)),
  count: (list, value) => list.filter((one) => eq(one, value)).length,
};
