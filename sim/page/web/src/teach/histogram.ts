/** The bets of the class: how many chose each answer, and the distribution of their numbers. */

import { dataTable } from "../chart/table";
import { h, svg } from "../dom";
import type { Bet } from "../state";
import { pickName } from "../story/bet";
import type { Chapter } from "../story/chapters";
import type { Words } from "../words";

const BINS = 10;
const [WIDE, HIGH] = [420, 130];

/** Bars for a chapter's choices and numbers, each with its table. */
export function histogram(
  words: Words,
  chapter: Chapter,
  names: Readonly<Record<string, string>>,
  bets: readonly Bet[],
): HTMLElement {
  const picks = chapter.picks.map((pick) => ({
    label: pickName(words, chapter, pick, names),
    count: bets.filter((bet) => bet.pick === pick).length,
  }));
  const { low, high } = chapter.number;
  const wide = (high - low) / BINS;
  const numbers = bets.flatMap((bet) => (bet.number === undefined ? [] : [bet.number]));
  const bins = Array.from({ length: BINS }, (_, i) => {
    const [from, to] = [low + i * wide, low + (i + 1) * wide];
    const count = numbers.filter((n) => n >= from && (n < to || (i === BINS - 1 && n <= to))).length;
    return { label: `${words.number(from, wide < 1 ? 1 : 0)}–${words.number(to, wide < 1 ? 1 : 0)}`, count };
  });
  return h(
    "section",
    { class: "card histogram" },
    h("h4", {}, words(`story.${chapter.id}.question`, names)),
    bars(words, picks, words(`story.${chapter.id}.question`, names)),
    h("h4", {}, words(`story.${chapter.id}.number`, names)),
    bars(words, bins, words(`story.${chapter.id}.number`, names)),
  );
}

function bars(words: Words, rows: readonly { label: string; count: number }[], title: string): HTMLElement {
  const most = Math.max(1, ...rows.map(({ count }) => count));
  const step = WIDE / rows.length;
  const drawn = rows.flatMap(({ count }, i) => {
    const tall = (count / most) * (HIGH - 22);
    return [
      svg("rect", { x: i * step + 4, y: HIGH - tall, width: step - 8, height: tall, rx: 3, class: "bar" }),
      svg("text", { x: (i + 0.5) * step, y: HIGH - tall - 5, class: "count" }, String(count)),
    ];
  });
  return h(
    "div",
    {},
    svg(
      "svg",
      { viewBox: `0 0 ${WIDE} ${HIGH + 1}`, role: "img", "aria-label": title, class: "bars" },
      ...drawn,
    ) as unknown as HTMLElement,
    dataTable(
      title,
      [words("teach.answer"), words("teach.bets")],
      rows.map(({ label, count }) => [label, String(count)]),
    ),
  );
}
