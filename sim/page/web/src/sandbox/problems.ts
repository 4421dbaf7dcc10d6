/** Problems in words, with the line they stand in and a caret below it. */

import { h } from "../dom";
import type { Problem } from "../scenario/check";
import type { Words } from "../words";

/** A problem in one sentence. */
export function sayProblem(words: Words, problem: Problem): string {
  return words(problem.key, problem.said);
}

/** All problems of a text, each with its place. */
export function problemList(words: Words, problems: readonly Problem[], text: string): HTMLElement {
  const lines = text.split(/\r\n|\r|\n/);
  const items = problems.map((problem) => {
    const { line, column, width } = problem;
    const said =
      line === undefined
        ? sayProblem(words, problem)
        : words("problem.line", { line, problem: sayProblem(words, problem) });
    const source = line === undefined ? undefined : lines[line - 1];
    const caret = `${" ".repeat((column ?? 1) - 1)}${"^".repeat(Math.max(1, Math.min(width ?? 1, (source?.length ?? 1) - (column ?? 1) + 1)))}`;
    return h("li", {}, said, source === undefined ? null : h("pre", {}, `${source}\n${caret}`));
  });
  return h("ol", { class: "problems" }, ...items);
}
