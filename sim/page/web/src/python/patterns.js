/** Python's module `re`. */

const SPECIAL = { w: "\\p{L}\\p{N}_", d: "\\p{Nd}", s: "\\s" };

/** A pattern of Python as one of JavaScript. */
function pattern(source) {
  let inClass = false;
  return source
    .replaceAll("[^\\W\\d]", "[\\p{L}_]")
    .replaceAll("(?P<", "(?<")
    .replace(/\(\?P=(\w+)\)/g, "\\k<$1>")
    .replace(/\\.|\[\^?\]?|\]/gs, (part) => {
      if (part.startsWith("[")) return inClass ? "\\[" : ((inClass = true), part.replace(/\]$/, "\\]"));
      if (part === "]") return ((inClass = false), part);
      const letter = part[1];
      if (letter in SPECIAL) return inClass || letter === "s" ? SPECIAL[letter] : `[${SPECIAL[letter]}]`;
      return /[\^$\\.*+?()[\]{}|/a-zA-Z0-9]/.test(letter) || (inClass && letter === "-") ? part : letter;
    });
}

class Match {
  constructor(result) {
    this.result = result;
    this.string = result.input;
  }
  __getitem__(name) {
    const value = typeof name === "string" ? this.result.groups[name] : this.result[name];
    return value ?? null;
  }
  group(name = 0) {
    return this.__getitem__(name);
  }
  groups() {
    return this.result.slice(1).map((value) => value ?? null);
  }
  span(name = 0) {
    const { indices } = this.result;
    return (typeof name === "string" ? indices.groups[name] : indices[name]) ?? [-1, -1];
  }
  start(name = 0) {
    return this.span(name)[0];
  }
  end(name = 0) {
    return this.span(name)[1];
  }
}

class Pattern {
  constructor(source) {
    this.pattern = source;
    const words = pattern(source);
    this.anywhere = new RegExp(words, "dgu");
    this.here = new RegExp(words, "dyu");
    this.whole = new RegExp(`(?:${words})$`, "dyu");
    for (const name of ["match", "fullmatch", "search"]) this[name] = this[name].bind(this);
  }
  run(expression, text, start) {
    expression.lastIndex = start;
    const result = expression.exec(text);
    return result && new Match(result);
  }
  match(text, start = 0) {
    return this.run(this.here, text, start);
  }
  fullmatch(text) {
    return this.run(this.whole, text, 0);
  }
  search(text, start = 0) {
    return this.run(this.anywhere, text, start);
  }
  finditer(text) {
    return [...text.matchAll(this.anywhere)].map((result) => new Match(result));
  }
  sub(instead, text) {
    const each = typeof instead === "string" ? () => instead : (match) => instead(match);
    return text.replace(this.anywhere, (...parts) => {
      const place = parts.findIndex((part, i) => i > 0 && typeof part === "number");
      return each(this.run(this.anywhere, text, parts[place]));
    });
  }
  split(text, { maxsplit = 0 } = {}) {
    const parts = [];
    let start = 0;
    for (const { result } of this.finditer(text)) {
      if (maxsplit > 0 && parts.length >= maxsplit) break;
      parts.push(text.slice(start, result.index), ...result.slice(1));
      start = result.index + result[0].length;
    }
    return [...parts, text.slice(start)];
  }
}

export const re = {
  compile: (source) => new Pattern(source),
  match: (source, text) => new Pattern(source).match(text),
  fullmatch: (source, text) => new Pattern(source).fullmatch(text),
  search: (source, text) => new Pattern(source).search(text),
  sub: (source, instead, text) => new Pattern(source).sub(instead, text),
  Match,
};
