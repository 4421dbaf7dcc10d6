/** YAML's events, from PyYAML's parser in JavaScript, with ruamel's changes for YAML 1.2. */

import { Parser } from "yaml-js/lib/parser";
import { Reader } from "yaml-js/lib/reader";
import { Scanner } from "yaml-js/lib/scanner";
import { ScalarToken } from "yaml-js/lib/tokens";

const BLANKS = "\0 \t\r\n\x85\u2028\u2029";

/** Whether an event is of a kind; TypeScript cannot tell the kinds apart. */
export function is(event: YamlEvent, kind: new (...parts: never[]) => YamlEvent): boolean {
  return event instanceof kind;
}

/** The events of a text, one after the other. If the text is not YAML, they end with an error. */
export function* events(text: string): Generator<YamlEvent> {
  const parts = [Reader, Scanner, Parser].map(methods);
  const stream = Object.assign(Object.create(null), ...parts, CHANGES) as YamlStream;
  Reader.prototype.initialise.call(stream, text);
  Scanner.prototype.initialise.call(stream);
  Parser.prototype.initialise.call(stream);
  while (stream.check_event()) yield stream.get_event();
}

function methods({ prototype }: { prototype: object }): object {
  const names = Object.getOwnPropertyNames(prototype).filter((name) => name !== "constructor");
  return Object.fromEntries(names.map((name) => [name, (prototype as Record<string, unknown>)[name]]));
}

/** In YAML 1.2 a colon or a question mark within braces is part of a word, unless a blank follows. */
const CHANGES: ThisType<YamlStream> & Record<string, unknown> = {
  check_plain(): boolean {
    const [first, next] = [this.peek(), this.peek(1)];
    if (!`${BLANKS}-?:,[]{}#&*!|>'"%@\``.includes(first)) return true;
    if (first === ":" && this.flow_level > 0) return !" \t".includes(next);
    return !BLANKS.includes(next) && (first === "-" || (this.flow_level === 0 && "?:".includes(first)));
  },
  check_value(): boolean {
    const isName = this.flow_level > 0 && this.tokens.at(-1)?.id !== ":";
    return isName || BLANKS.includes(this.peek(1));
  },
  scan_plain(): object {
    let [words, spaces]: [string[], string[]] = [[], []];
    const start = this.get_mark();
    let end = start;
    do {
      if (this.peek() === "#") break;
      let length = 0;
      while (!this.ends_word(this.peek(length), this.peek(length + 1))) length++;
      if (length === 0) break;
      this.allow_simple_key = false;
      words = [...words, ...spaces, this.prefix(length)];
      this.forward(length);
      end = this.get_mark();
      spaces = this.scan_plain_spaces(this.indent + 1, start) ?? [];
    } while (spaces.length > 0 && this.peek() !== "#" && (this.flow_level > 0 || this.column >= this.indent + 1));
    return new ScalarToken(words.join(""), true, start, end);
  },
  /** Whether a character ends a plain word, given the one behind it. */
  ends_word(character: string, next: string): boolean {
    if (character === ":") return BLANKS.includes(next);
    return BLANKS.includes(character) || (this.flow_level > 0 && ",[]{}".includes(character));
  },
};
