/** A small table under the picture: distance, speed, heading and beliefs of each crew in this week. */

import { h } from "../dom";
import type { Lane } from "../ocean/lane";
import type { Words } from "../words";

const COLUMNS = ["distance", "speed", "heading", "belief"] as const;

export class Scores {
  readonly element: HTMLElement;
  private readonly body = h("tbody");
  private cells: HTMLElement[][] = [];

  constructor(private readonly words: Words) {
    const head = COLUMNS.map((column) => h("th", { scope: "col" }, words(`scores.${column}`)));
    this.element = h(
      "table",
      { class: "scores" },
      h("caption", { class: "hidden" }, words("scores.caption")),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, words("scores.crew")), ...head)),
      this.body,
    );
  }

  names(names: readonly string[]): void {
    this.cells = names.map(() => COLUMNS.map(() => h("td")));
    const rows = names.map((name, i) => {
      const key = h("span", { class: `key crew-${i + 1}`, "aria-hidden": "true" });
      return h("tr", {}, h("th", { scope: "row" }, key, name), ...this.cells[i]!);
    });
    this.body.replaceChildren(...rows);
  }

  show(lanes: readonly Lane[]): void {
    lanes.forEach((lane, i) => {
      const { week, now, voyage } = lane;
      const knows = voyage.run > 0 ? voyage.organization.measured("belief_accuracy", voyage.run - 1) : NaN;
      const values = [
        this.words.number(now.along, 1),
        this.words.number(100 * (voyage.run > 0 ? week.speed : NaN), 0),
        this.words.number(100 * (voyage.run > 0 ? week.heading : NaN), 0),
        this.words.number(100 * knows, 0),
      ];
      values.forEach(
        (value, column) => (this.cells[i]![column]!.textContent = column === 0 || value === "–" ? value : `${value} %`),
      );
    });
  }
}
