/** What the colours and signs of the ocean mean. */

import { h } from "../dom";
import type { Words } from "../words";

/** A line of swatches with words. */
export function legend(words: Words): HTMLElement {
  const sign = (kind: string): HTMLElement =>
    h("li", {}, h("span", { class: `sign ${kind}`, "aria-hidden": "true" }), words(`legend.${kind}`));
  const scale = h(
    "li",
    { class: "scale" },
    words("legend.wrong"),
    h("span", { class: "sign belief", "aria-hidden": "true" }),
    words("legend.right"),
  );
  const signs = ["turned", "backs", "leads", "thanks", "warned", "new"].map(sign);
  return h(
    "div",
    { class: "legend" },
    h("ul", {}, scale),
    h(
      "details",
      {},
      h("summary", {}, words("legend.title")),
      h("ul", {}, ...signs, h("li", {}, words("legend.points")), h("li", {}, words("legend.reach"))),
    ),
  );
}
