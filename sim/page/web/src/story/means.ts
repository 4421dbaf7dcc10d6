/** What lies behind the distance: mean speed, course, knowledge and effort of each crew of a race. */

import { dataTable } from "../chart/table";
import type { Sample } from "../crew/numbers";
import { mean } from "../crew/numbers";
import type { Page } from "../page";
import type { Chapter } from "./chapters";
import { crewLabel } from "./labels";

const SHARES = { speed: "speed", heading: "heading", belief: "belief_accuracy", effort: "effort" } as const;

/** A table with one row per crew: its distance, and means over weeks and replicates in per cent. */
export function meansTable(page: Page, chapter: Chapter, samples: readonly Sample[]): HTMLElement {
  const { words } = page;
  const over = (sample: Sample, measure: string): number => mean(sample.measure(measure).map((weeks) => mean(weeks)));
  const rows = samples.map((sample, i) => [
    crewLabel(page, chapter, i),
    words.number(mean(sample.distance().map((weeks) => weeks.at(-1)!)), 1),
    ...Object.values(SHARES).map((measure) => `${words.number(100 * over(sample, measure), 0)} %`),
  ]);
  const head = ["crew", "distance", ...Object.keys(SHARES)].map((column) => words(`scores.${column}`));
  return dataTable(words("reveal.means", { n: samples[0]!.count }), head, rows);
}
