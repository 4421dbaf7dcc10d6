/** Problems in the reader's language, with their code, their line and carets below it. */

import { h } from "../dom";
import type { Problem } from "../scenario/check";
import type { Words } from "../words";

/** A problem in one line. */
export function problemText(words: Words, { message, help }: Problem): string {
  return help ? `${words.sentence(message)}: ${words.sentence(help)}` : words.sentence(message);
}

/** All problems of a text, each with its place and its help. */
export function problemList(words: Words, problems: readonly Problem[], text: string): HTMLElement {
  const lines = text.split(/\r\n|\r|\n/);
  const items = problems.map(({ code, message, help, line, column, width }) => {
    const sentence = words.sentence(message);
    const source = line === null ? undefined : lines[line - 1];
    return h(
      "li",
      {},
      line === null ? sentence : words("problem.line", { line, problem: sentence }),
      code ? h("code", { class: "code" }, code) : null,
      source ? h("pre", {}, marked(source, column, width)) : null,
      help ? h("p", {}, words.sentence(help)) : null,
    );
  });
  return h("ol", { class: "problems" }, ...items);
}

/** A line of text, and below it carets that mark a part. */
function marked(source: string, column: number, width: number): string {
  const rest = [...source].length - column + 1;
  return `${source}\n${" ".repeat(column - 1)}${"^".repeat(Math.max(1, Math.min(width, rest)))}`;
}
