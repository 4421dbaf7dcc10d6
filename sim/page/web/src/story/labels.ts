/** The names of a chapter's crews and answers, in the reader's language. */

import { scenarioName } from "../names";
import type { Page } from "../page";
import type { Chapter } from "./chapters";

/** The name of a crew of a chapter: the chapter's own, or else that of its scenario. */
export function crewLabel(page: Page, chapter: Chapter, i: number): string {
  const plan = [...chapter.crews, ...chapter.others][i];
  const own = i < 2 ? page.words.own(`story.${chapter.id}.${i === 0 ? "a" : "b"}`) : null;
  return own ?? scenarioName(page.words, page.facts, plan?.base ?? "");
}

/** The names of the two crews on the ocean, for texts. */
export function namesOf(page: Page, chapter: Chapter): { a: string; b: string } {
  return { a: crewLabel(page, chapter, 0), b: crewLabel(page, chapter, 1) };
}

/** The words of an answer. */
export function pickName(page: Page, chapter: Chapter, pick: string): string {
  const own = `story.${chapter.id}.pick.${pick}`;
  const usual = pick === "same" && chapter.kind === "best" ? "bet.pick.equal" : `bet.pick.${pick}`;
  return page.words(page.words.own(own) === null ? usual : own, namesOf(page, chapter));
}

/** A number of a chapter with its unit. */
export function numberText(page: Page, chapter: Chapter, value: number): string {
  const digits = chapter.number.step < 0.1 ? 2 : chapter.number.step < 1 ? 1 : 0;
  return `${page.words.number(value, digits)} ${page.words.counted(`story.${chapter.id}.unit`, value)}`;
}
