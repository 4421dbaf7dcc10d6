/** The bets of the class: how many chose each answer, the distribution of their numbers, and what came out. */

import { dataTable } from "../chart/table";
import { button, h, svg } from "../dom";
import type { Page } from "../page";
import type { Bet } from "../state";
import type { Chapter } from "../story/chapters";
import type { Finding } from "../story/compute";
import { Computation } from "../story/compute";
import { namesOf, pickName } from "../story/labels";

const BINS = 10;
const [WIDE, HIGH, FOOT] = [420, 130, 34];

interface Row {
  /** In the table. */
  readonly label: string;
  /** Under the bar. */
  readonly short: string;
  readonly count: number;
  /** Whether this is what came out. */
  readonly true: boolean;
}

/** Bars for a chapter's choices and numbers, each with its table. The truth is computed when it is asked for. */
export function histogram(page: Page, chapter: Chapter, bets: readonly Bet[]): HTMLElement {
  const { words } = page;
  const names = namesOf(page, chapter);
  const slot = h("div");
  const truth = h("p", { role: "status" });
  const compute = button(words("teach.truth"), () => {
    compute.disabled = true;
    page.watch(
      new Computation(page, chapter).run().then((finding) => {
        truth.textContent = finding.sentence;
        compute.hidden = true;
        draw(finding);
      }),
    );
  });
  const draw = (finding: Finding | null): void => {
    const question = words(`story.${chapter.id}.question`, names);
    const number = `${words(`story.${chapter.id}.number`, names)} (${words(`story.${chapter.id}.unit`)})`;
    slot.replaceChildren(
      h("h4", {}, question),
      bars(page, picks(page, chapter, bets, finding), question),
      h("h4", {}, number),
      bars(page, numbers(page, chapter, bets, finding), number),
    );
  };
  draw(null);
  return h(
    "section",
    { class: "card histogram" },
    h("h3", {}, words(`story.${chapter.id}.short`)),
    slot,
    truth,
    compute,
  );
}

function picks(page: Page, chapter: Chapter, bets: readonly Bet[], finding: Finding | null): Row[] {
  return chapter.picks.map((pick, i) => ({
    label: pickName(page, chapter, pick),
    short: "ABCD"[i] ?? "",
    count: bets.filter((bet) => bet.pick === pick).length,
    true: finding?.outcome === pick,
  }));
}

/** Each number falls into one bin, whose first and last number are its name. */
function numbers(page: Page, chapter: Chapter, bets: readonly Bet[], finding: Finding | null): Row[] {
  const { low, high, step } = chapter.number;
  const wide = (high - low) / BINS;
  const binOf = (n: number): number =>
    Math.max(0, Math.min(BINS - 1, Math.floor((Math.round(n / step) * step - low) / wide + 1e-9)));
  const laid = bets.flatMap((bet) => (bet.number === undefined ? [] : [bet.number]));
  const digits = step < 0.1 ? 2 : 0;
  return Array.from({ length: BINS }, (_, i) => {
    const from = low + i * wide;
    const to = i === BINS - 1 ? high : from + wide - step;
    return {
      label: words(page, from, to, digits),
      short: page.words.number(from, digits),
      count: laid.filter((n) => binOf(n) === i).length,
      true: finding !== null && finding.number !== null && binOf(finding.number) === i,
    };
  });
}

function words(page: Page, from: number, to: number, digits: number): string {
  const [first, last] = [page.words.number(from, digits), page.words.number(to, digits)];
  return first === last ? first : page.words("teach.bin", { from: first, to: last });
}

function bars(page: Page, rows: readonly Row[], title: string): HTMLElement {
  const { words } = page;
  const most = Math.max(1, ...rows.map(({ count }) => count));
  const step = WIDE / rows.length;
  const drawn = rows.flatMap(({ count, short, true: right }, i) => {
    const tall = (count / most) * (HIGH - 22);
    const middle = (i + 0.5) * step;
    return [
      svg("rect", { x: i * step + 4, y: HIGH - tall, width: step - 8, height: tall, rx: 3, class: "bar" }),
      svg("text", { x: middle, y: HIGH - tall - 5, class: "count" }, String(count)),
      svg("text", { x: middle, y: HIGH + 15, class: "count" }, short),
      right ? svg("text", { x: middle, y: HIGH + 31, class: "count truth" }, `▲ ${words("teach.here")}`) : null,
    ].filter((one): one is SVGElement => one !== null);
  });
  const labelled = rows.map(({ label, short, true: right }) =>
    [label.startsWith(short) ? label : `${short}: ${label}`, right ? ` (${words("teach.here")})` : ""].join(""),
  );
  return h(
    "div",
    {},
    svg(
      "svg",
      { viewBox: `0 0 ${WIDE} ${HIGH + FOOT}`, role: "img", "aria-label": title, class: "bars" },
      svg("line", { x1: 0, x2: WIDE, y1: HIGH, y2: HIGH, class: "axis" }),
      ...drawn,
    ) as unknown as HTMLElement,
    dataTable(
      title,
      [words("teach.answer"), words("teach.bets")],
      rows.map(({ count }, i) => [labelled[i]!, String(count)]),
    ),
  );
}
