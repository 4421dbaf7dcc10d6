/** The story. In each chapter the reader watches, bets and sees the result. */

import { button, h, unique } from "../dom";
import { scenarioName } from "../names";
import type { Page, Shown } from "../page";
import { Stage } from "../stage/stage";
import type { Bet } from "../state";
import { betForm, pickName } from "./bet";
import { betLine } from "./betline";
import type { Chapter } from "./chapters";
import { CHAPTERS, WATCH, crewOf } from "./chapters";
import { Reveal } from "./reveal";

const STAGED = 0; // the replicate that is shown

export function story(page: Page): Shown {
  const at = Math.min(page.state().chapter, CHAPTERS.length - 1);
  const chapter = CHAPTERS[at]!;
  const { words, facts } = page;
  const names = { a: scenarioName(words, facts, chapter.crews[0]), b: scenarioName(words, facts, chapter.crews[1]) };
  const stage = new Stage(page);
  const after = h("div", { class: "after" });
  let reveal: Reveal | null = null;

  const show = (limit: number): void => {
    const crews = chapter.crews.map((name) => ({
      scenario: crewOf(facts, chapter, name),
      name: scenarioName(words, facts, name),
    }));
    stage.show(crews, page.state().seed, STAGED, 0, limit);
  };

  const laid = (bet: Bet): void => {
    page.change({ bets: { ...page.state().bets, [chapter.id]: bet } });
    stage.free();
    reveal = new Reveal(page, chapter, bet, names);
    const yours = h(
      "p",
      { class: "laid", tabindex: -1 },
      words("bet.laid", {
        pick: pickName(words, chapter, bet.pick ?? "", names),
        number: words.number(bet.number ?? 0, chapter.number.step < 1 ? 1 : 0),
        unit: words(`story.${chapter.id}.unit`),
      }),
    );
    after.replaceChildren(yours, reveal.element, lesson(page, chapter), forTeacher(page));
    yours.focus();
  };

  after.append(betForm(words, chapter, names, page.state().bets[chapter.id], laid));
  const element = h(
    "section",
    { class: "story", "aria-labelledby": "chapter" },
    h(
      "div",
      { class: "telling" },
      h("p", { class: "kicker" }, words("story.kicker", { at: at + 1, all: CHAPTERS.length })),
      h("h2", { id: "chapter", tabindex: -1 }, words(`story.${chapter.id}.title`, names)),
      ...words(`story.${chapter.id}.text`, names)
        .split("\n")
        .map((text) => h("p", {}, text)),
    ),
    stage.element,
    after,
    steps(page, at),
  );
  const first = requestAnimationFrame(() => {
    show(WATCH);
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) stage.play();
  });
  return {
    element,
    close: () => {
      cancelAnimationFrame(first);
      stage.close();
      reveal?.close();
    },
    repaint: () => {
      stage.ocean.repaint();
      reveal?.repaint();
    },
  };
}

/** The question after the numbers. */
function lesson(page: Page, chapter: Chapter): HTMLElement {
  return h("p", { class: "lesson" }, page.words(`story.${chapter.id}.lesson`));
}

/** All bets so far as a line to copy. */
function forTeacher(page: Page): HTMLElement {
  const id = unique("line");
  const line = h("input", {
    type: "text",
    id,
    readonly: true,
    value: betLine(page.state().bets),
    on: { focus: () => line.select() },
  });
  return h("p", { class: "line-out" }, h("label", { for: id }, page.words("bet.line")), line);
}

function steps(page: Page, at: number): HTMLElement {
  const { words } = page;
  const go = (chapter: number): void => page.open("story", { chapter });
  const dots = CHAPTERS.map((chapter, i) =>
    h(
      "li",
      {},
      button(String(i + 1), () => go(i), {
        class: "dot",
        "aria-current": i === at ? "step" : undefined,
        "aria-label": words("story.go", { at: i + 1, title: words(`story.${chapter.id}.short`) }),
      }),
    ),
  );
  const next =
    at + 1 < CHAPTERS.length
      ? button(words("story.next"), () => go(at + 1), { class: "primary next" })
      : button(words("story.sandbox"), () => page.open("sandbox"), { class: "primary next" });
  return h(
    "nav",
    { class: "steps", "aria-label": words("story.steps") },
    at > 0 ? button(words("story.back"), () => go(at - 1)) : null,
    h("ol", {}, ...dots),
    next,
  );
}
