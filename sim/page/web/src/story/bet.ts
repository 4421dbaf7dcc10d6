/** A bet: a choice and a number, before the reveal. */

import { button, h, unique } from "../dom";
import type { Bet } from "../state";
import type { Words } from "../words";
import type { Chapter } from "./chapters";

/** The form for the bet of a chapter; `placed` is called when the bet is made. */
export function betForm(
  words: Words,
  chapter: Chapter,
  names: Readonly<Record<string, string>>,
  bet: Bet | undefined,
  placed: (bet: Bet) => void,
): HTMLElement {
  const { low, high, step } = chapter.number;
  const group = unique("pick");
  const id = unique("number");
  const start = bet?.number ?? (low + high) / 2;
  const shown = h("output", { for: id }, words.number(start, step < 1 ? 1 : 0));
  const slider = h("input", {
    type: "range",
    id,
    min: low,
    max: high,
    step,
    value: start,
    on: { input: () => show() },
  });
  const show = (): void => void (shown.textContent = words.number(Number(slider.value), step < 1 ? 1 : 0));
  const hint = h("p", { class: "hint", role: "status" });
  const radios = chapter.picks.map((pick) =>
    h("input", { type: "radio", name: group, value: pick, checked: bet?.pick === pick }),
  );
  const lay = (): void => {
    const pick = radios.find((radio) => radio.checked)?.value;
    if (pick === undefined) hint.textContent = words("bet.choose");
    else placed({ pick, number: Number(slider.value) });
  };
  return h(
    "form",
    { class: "betting", "aria-label": words("bet.title"), on: { submit: (event) => event.preventDefault() } },
    h("h3", {}, words("bet.title")),
    h(
      "fieldset",
      {},
      h("legend", {}, words(`story.${chapter.id}.question`, names)),
      ...chapter.picks.map((pick, i) =>
        h("label", { class: "choice" }, radios[i]!, h("span", {}, pickName(words, chapter, pick, names))),
      ),
    ),
    h("label", { for: id }, words(`story.${chapter.id}.number`, names)),
    h("div", { class: "slider" }, slider, h("span", { class: "value" }, shown, " ", words(`story.${chapter.id}.unit`))),
    button(words("bet.lay"), lay, { class: "primary" }),
    hint,
  );
}

/** The words of a choice. */
export function pickName(
  words: Words,
  chapter: Chapter,
  pick: string,
  names: Readonly<Record<string, string>>,
): string {
  return words.own(`story.${chapter.id}.pick.${pick}`) === null
    ? words(`bet.pick.${pick}`, names)
    : words(`story.${chapter.id}.pick.${pick}`, names);
}
