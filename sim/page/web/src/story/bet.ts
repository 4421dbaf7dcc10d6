/** A bet: a choice and a number, before the reveal. Nothing is chosen in advance. */

import { button, h, unique } from "../dom";
import type { Page } from "../page";
import type { Bet } from "../state";
import type { Chapter } from "./chapters";
import { namesOf, numberText, pickName } from "./labels";

/** The form for the bet of a chapter; `placed` is called when the bet is made. */
export function betForm(page: Page, chapter: Chapter, placed: (bet: Bet) => void): HTMLElement {
  const { words } = page;
  const names = namesOf(page, chapter);
  const { low, high, step } = chapter.number;
  const group = unique("pick");
  const id = unique("number");
  let number: number | null = null;
  const shown = h("output", { for: id }, words("bet.none"));
  const choose = (): void => {
    number = Number(slider.value);
    slider.classList.remove("unset");
    slider.removeAttribute("aria-valuetext");
    shown.textContent = numberText(page, chapter, number);
  };
  const slider = h("input", {
    type: "range",
    id,
    class: "unset",
    min: low,
    max: high,
    step,
    value: (low + high) / 2,
    "aria-valuetext": words("bet.none"),
    on: { input: choose, pointerup: choose },
  });
  const hint = h("p", { class: "hint", role: "status" });
  const radios = chapter.picks.map((pick) => h("input", { type: "radio", name: group, value: pick }));
  const lay = (): void => {
    const pick = radios.find((radio) => radio.checked)?.value;
    if (pick === undefined) hint.textContent = words("bet.choose");
    else if (number === null) hint.textContent = words("bet.guess");
    else placed({ pick, number });
  };
  return h(
    "form",
    { class: "betting", "aria-label": words("bet.title"), on: { submit: (event) => event.preventDefault() } },
    h(
      "fieldset",
      {},
      h("legend", {}, words(`story.${chapter.id}.question`, names)),
      ...chapter.picks.map((pick, i) =>
        h("label", { class: "choice" }, radios[i]!, h("span", {}, pickName(page, chapter, pick))),
      ),
    ),
    h("label", { for: id }, words(`story.${chapter.id}.number`, names)),
    h("div", { class: "slider" }, slider, h("span", { class: "value" }, shown)),
    h("div", { class: "lay" }, button(words("bet.lay"), lay, { class: "primary" }), hint),
  );
}
