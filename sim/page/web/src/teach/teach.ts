/** The teacher's view: a plan for twenty minutes, misconceptions, questions, and the bets of the class. */

import { button, copyButton, h, unique } from "../dom";
import { fragment } from "../fragment";
import type { Page, Shown } from "../page";
import { initial } from "../state";
import { onlyLines, readLines } from "../story/betline";
import { CHAPTERS } from "../story/contents";
import { namesOf, pickName } from "../story/labels";
import { histogram } from "./histogram";

/** The chapters of a lesson of twenty minutes. All others can be added, or take their place. */
const PLAN = ["adrift", "both", "storm", "planning", "rewards", "sandbox"];
const MISCONCEPTIONS = ["wins", "speed", "calm", "one", "people"];
const QUESTIONS = ["waste", "notice", "between", "edge", "own"];

export function teach(page: Page): Shown {
  const { words } = page;
  const list = (kind: string, names: readonly string[]): HTMLElement =>
    h(
      "ul",
      {},
      ...names.map((name) =>
        h(
          "li",
          {},
          h("strong", {}, words(`teach.${kind}.${name}`)),
          " ",
          words.own(`teach.${kind}.${name}.more`) ?? "",
        ),
      ),
    );
  const element = h(
    "section",
    { class: "teach", "aria-labelledby": "plan" },
    h("h2", { id: "plan", tabindex: -1 }, words("teach.title")),
    h("p", {}, words("teach.about")),
    h("h3", {}, words("teach.timing")),
    timing(page),
    h("p", {}, words("teach.more")),
    h("h3", {}, words("teach.wrong")),
    h("details", { class: "results" }, h("summary", {}, words("teach.wrong.open")), list("wrong", MISCONCEPTIONS)),
    h("h3", {}, words("teach.ask")),
    list("ask", QUESTIONS),
    h("h3", {}, words("teach.class")),
    classBets(page),
    h("h3", {}, words("teach.sheet")),
    h("p", {}, words("teach.sheet.about")),
    button(words("teach.print"), () => print(), { class: "primary" }),
    sheet(page),
  );
  return { element, close: () => undefined, repaint: () => undefined };
}

function timing(page: Page): HTMLElement {
  const { words } = page;
  const rows = PLAN.map((id) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, words(`teach.minutes.${id}`)),
      h("td", {}, words(id === "sandbox" ? "view.sandbox" : `story.${id}.title`)),
      h("td", {}, words(`teach.plan.${id}`)),
    ),
  );
  const head = ["minutes", "part", "do"].map((name) => h("th", { scope: "col" }, words(`teach.${name}`)));
  return h(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": words("teach.timing") },
    h("table", { class: "plan" }, h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...rows)),
  );
}

function classBets(page: Page): HTMLElement {
  const { words } = page;
  const id = unique("lines");
  const shown = h("div", { class: "histograms" });
  const count = h("p", { role: "status" });
  const text = h("textarea", {
    id,
    rows: 6,
    spellcheck: "false",
    placeholder: "coxed#k3f9 adrift:first:30 both:more:25",
    on: {
      input: () => {
        page.change({ lines: onlyLines(text.value) });
        show();
      },
    },
  });
  text.value = page.state().lines;
  /** One address for the class: the bets of all, and nothing else of this page. */
  const address = (): string => {
    const usual = initial(page.facts);
    const { lines } = page.state();
    return location.href.split("#")[0] + fragment(page.facts, { ...usual, view: "teach", lines }, usual);
  };
  const copy = copyButton(words("teach.share"), words("share.copied"), address, () => page.tell(words("share.failed")));
  const show = (): void => {
    const bets = readLines(text.value);
    const laid = CHAPTERS.filter((chapter) => bets[chapter.id]!.length > 0);
    const found = Object.values(bets).flat().length;
    count.textContent = words.counted("teach.found", found, { count: found });
    copy.disabled = laid.length === 0;
    shown.replaceChildren(...laid.map((chapter) => histogram(page, chapter, bets[chapter.id]!)));
  };
  show();
  return h(
    "div",
    {},
    h("p", {}, words("teach.class.about")),
    h("label", { for: id }, words("teach.lines")),
    text,
    count,
    copy,
    h("p", {}, words("teach.share.about")),
    shown,
  );
}

/** The sheet to print: every question with space for an answer before the reveal. */
function sheet(page: Page): HTMLElement {
  const { words } = page;
  const items = CHAPTERS.filter(({ id }) => PLAN.includes(id)).map((chapter) => {
    const names = namesOf(page, chapter);
    const boxes = chapter.picks.map((pick) =>
      h("li", {}, h("span", { class: "box", "aria-hidden": "true" }), pickName(page, chapter, pick)),
    );
    return h(
      "li",
      {},
      h("strong", {}, words(`story.${chapter.id}.question`, names)),
      h("ul", { class: "boxes" }, ...boxes),
      h(
        "p",
        { class: "blank" },
        words(`story.${chapter.id}.number`, names),
        " ",
        h("span", { class: "line" }),
        " ",
        words(`story.${chapter.id}.unit`),
      ),
      h("p", { class: "blank" }, words("teach.because"), " ", h("span", { class: "line long" })),
    );
  });
  return h(
    "section",
    { class: "sheet", "aria-labelledby": "sheet" },
    h("h3", { id: "sheet" }, words("teach.sheet.title")),
    h("p", { class: "blank" }, words("teach.name"), " ", h("span", { class: "line long" })),
    h("ol", {}, ...items),
  );
}
