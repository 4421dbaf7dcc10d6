/** Numbers as a table. */

import { h } from "../dom";

/** A table whose first column names its rows. If it is too wide, it can be scrolled by keyboard. */
export function dataTable(caption: string, head: readonly string[], rows: readonly (readonly string[])[]): HTMLElement {
  const table = h(
    "table",
    { class: "data" },
    h("caption", {}, caption),
    h("thead", {}, h("tr", {}, ...head.map((name) => h("th", { scope: "col" }, name)))),
    h(
      "tbody",
      {},
      ...rows.map(([first = "", ...rest]) =>
        h("tr", {}, h("th", { scope: "row" }, first), ...rest.map((cell) => h("td", {}, cell))),
      ),
    ),
  );
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption }, table);
}
