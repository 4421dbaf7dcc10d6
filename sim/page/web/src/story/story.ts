/** The story. In each chapter the reader watches, bets, sees the result, pulls a lever and looks inside. */

import { button, copyButton, h, unique } from "../dom";
import type { Page, Shown } from "../page";
import type { Scenario } from "../scenario/scenario";
import { find } from "../stage/find";
import { Stage } from "../stage/stage";
import type { Bet } from "../state";
import { betForm } from "./bet";
import { betLine, newReader } from "./betline";
import type { Chapter } from "./chapters";
import { SEED, crewOf } from "./chapters";
import { CHAPTERS } from "./contents";
import { crewLabel, namesOf, numberText, pickName } from "./labels";
import { Reveal } from "./reveal";
import { TouchBox } from "./touch";

export function story(page: Page): Shown {
  const at = Math.min(page.state().chapter, CHAPTERS.length - 1);
  const chapter = CHAPTERS[at]!;
  const { words, facts } = page;
  const names = namesOf(page, chapter);
  const stage = new Stage(page);
  const answer = h("div", { class: "answer" });
  const after = h("div", { class: "after" });
  const usual = chapter.crews.map((plan) => crewOf(facts, chapter, plan));
  let rowing = usual;
  let reveal: Reveal | null = null;
  let touch: TouchBox | null = null;

  const show = (scenarios: readonly Scenario[], week: number, limit: number): void => {
    rowing = [...scenarios];
    const crews = scenarios.map((scenario, i) => ({ scenario, name: crewLabel(page, chapter, i) }));
    stage.show(crews, SEED, chapter.replicate, week, limit);
  };

  const remember = (bet: Bet | undefined): void => {
    const { [chapter.id]: _, ...others } = page.state().bets;
    const reader = page.state().reader ?? newReader();
    page.change({ reader, bets: bet === undefined ? others : { ...others, [chapter.id]: bet } });
  };

  /** Before the bet. */
  const ask = (): void => {
    const form = betForm(page, chapter, (bet) => {
      remember(bet);
      hand(bet).focus();
    });
    answer.replaceChildren(form);
  };

  /** The bet is laid and can be handed in; nothing is revealed yet. */
  const hand = (bet: Bet): HTMLElement => {
    const yours = h(
      "p",
      { class: "laid", tabindex: -1 },
      words("bet.laid", {
        pick: pickName(page, chapter, bet.pick ?? ""),
        number: bet.number === undefined ? "–" : numberText(page, chapter, bet.number),
      }),
    );
    const see = button(
      words("bet.see"),
      () => {
        remember({ ...bet, seen: true });
        open({ ...bet, seen: true });
        stage.free();
        after.scrollIntoView({ block: "start" });
        after.querySelector<HTMLElement>("h3")?.focus({ preventScroll: true });
      },
      { class: "primary" },
    );
    const other = button(words("bet.other"), () => {
      remember(undefined);
      ask();
    });
    answer.replaceChildren(yours, h("p", { class: "buttons" }, see, other), forTeacher(page));
    return yours;
  };

  /** The result and everything after it. */
  const open = (bet: Bet): void => {
    hand(bet);
    answer.querySelector(".buttons")?.remove();
    const lesson = h("div", { class: "lesson", hidden: true });
    reveal = new Reveal(page, chapter, bet, (finding) => {
      touch = new TouchBox(page, chapter, finding, rowAgain);
      lesson.append(touch.element);
      lesson.hidden = false;
    });
    lesson.append(
      h("p", {}, h("strong", {}, words("lesson.why")), " ", words(`story.${chapter.id}.why`, names)),
      h("p", {}, h("strong", {}, words("lesson.limit")), " ", words(`story.${chapter.id}.limit`, names)),
      h("p", {}, insideButton()),
    );
    after.replaceChildren(reveal.element, lesson);
  };

  const rowAgain = (scenarios: readonly Scenario[]): void => {
    show(scenarios, chapter.from, Infinity);
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) stage.play();
  };

  /** Goes to a rower to whom it happens what the chapter is about. */
  const insideButton = (): HTMLElement =>
    button(words(`sight.${chapter.sight.what}`, { name: crewLabel(page, chapter, chapter.sight.lane) }), () => {
      const { lane, what, after: earliest = 5 } = chapter.sight;
      const found = find(page, rowing[lane]!, what, SEED, chapter.replicate, earliest, stage.last);
      if (found === null) return page.tell(words("sight.none"));
      stage.look(lane, found.member, found.week);
      stage.sea.scrollIntoView({ block: "nearest" });
    });

  const laid = page.state().bets[chapter.id];
  if (document.body.dataset["part"] === "chart") open({});
  else if (laid?.pick === undefined) ask();
  else if (laid.seen === true) open(laid);
  else hand(laid);
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
    answer,
    after,
    steps(page, at),
  );
  const first = requestAnimationFrame(() => {
    show(usual, chapter.from, laid?.seen === true ? Infinity : chapter.watch);
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) stage.play();
  });
  return {
    element,
    close: () => {
      cancelAnimationFrame(first);
      stage.end();
      reveal?.close();
      touch?.close();
    },
    repaint: () => {
      stage.ocean.repaint();
      reveal?.repaint();
      touch?.repaint();
    },
  };
}

/** All bets so far as a line to copy. */
function forTeacher(page: Page): HTMLElement {
  const { words } = page;
  const { reader, bets } = page.state();
  const id = unique("line");
  const line = h("input", {
    type: "text",
    id,
    readonly: true,
    value: betLine(reader ?? "", bets),
    on: { focus: () => line.select() },
  });
  const copy = copyButton(
    words("copy"),
    words("copied"),
    () => line.value,
    () => line.select(),
  );
  return h("div", { class: "line-out" }, h("label", { for: id }, words("bet.line")), line, copy);
}

function steps(page: Page, at: number): HTMLElement {
  const { words } = page;
  const go = (chapter: number): void => page.open("story", { chapter });
  const select = h("select", {
    "aria-label": words("story.steps"),
    on: { change: () => go(Number(select.value)) },
  });
  for (const [i, chapter] of CHAPTERS.entries()) {
    const name = words("story.go", { at: i + 1, title: words(`story.${chapter.id}.short`) });
    select.append(h("option", { value: i, selected: i === at }, chapterDone(page, chapter) ? `${name} ✓` : name));
  }
  const next =
    at + 1 < CHAPTERS.length
      ? button(words("story.next"), () => go(at + 1), { class: "primary next" })
      : button(words("story.sandbox"), () => page.open("sandbox"), { class: "primary next" });
  return h(
    "nav",
    { class: "steps", "aria-label": words("story.steps") },
    at > 0 ? button(words("story.back"), () => go(at - 1)) : null,
    select,
    next,
  );
}

function chapterDone(page: Page, chapter: Chapter): boolean {
  return page.state().bets[chapter.id]?.seen === true;
}
