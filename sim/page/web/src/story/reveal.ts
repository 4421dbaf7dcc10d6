/** The reveal: hundreds of replicates, computed while the reader watches, and a verdict that follows from them. */

import type { Curve, Mark } from "../chart/bands";
import { BandChart } from "../chart/bands";
import type { Running } from "../crew/crew";
import { Sample, bands, crossingOf, larger, mean } from "../crew/numbers";
import { h } from "../dom";
import { scenarioName } from "../names";
import type { Page } from "../page";
import type { Scenario } from "../scenario/scenario";
import { periods } from "../scenario/scenario";
import type { Bet } from "../state";
import { pickName } from "./bet";
import type { Chapter } from "./chapters";
import { crewOf, pointOf } from "./chapters";

const REPLICATES = 300;
const PIECE = 30; // replicates per crew between two pictures
const A_POINT = 40; // replicates at each point of a sweep
const DISTANCE = "distance_made_good";

export class Reveal {
  readonly element: HTMLElement;
  private readonly progress = h("progress", { max: 1, value: 0 });
  private readonly count = h("p", { class: "count" });
  private readonly verdict = h("p", { class: "verdict", role: "status" });
  private readonly chart: BandChart;
  private running: Running[] = [];
  private closed = false;

  constructor(
    private readonly page: Page,
    private readonly chapter: Chapter,
    private readonly bet: Bet,
    private readonly names: Readonly<Record<string, string>>,
  ) {
    const { words } = page;
    const kind = chapter.sweep === null ? "race" : chapter.id;
    this.progress.setAttribute("aria-label", words("reveal.progress"));
    this.chart = new BandChart(words, {
      title: words(`reveal.${kind}.title`),
      x: words(`reveal.${kind}.x`),
      y: words("reveal.y"),
      digits: 1,
    });
    this.element = h(
      "section",
      { class: "reveal", "aria-label": words("reveal.title") },
      h("h3", {}, words("reveal.title")),
      this.count,
      this.progress,
      this.chart.element,
      this.verdict,
    );
    page.watch(chapter.sweep === null ? this.race() : this.sweep());
  }

  close(): void {
    this.closed = true;
    for (const job of this.running) job.stop();
    this.chart.close();
  }

  repaint(): void {
    this.chart.repaint();
  }

  private get crews(): string[] {
    return [...this.chapter.crews, ...this.chapter.others];
  }

  private async race(): Promise<void> {
    const { page, chapter } = this;
    const scenarios = this.crews.map((name) => crewOf(page.facts, chapter, name));
    const length = periods(scenarios[0]!);
    const samples = scenarios.map(() => new Sample(page.facts, length));
    const x = Array.from({ length: length + 1 }, (_, t) => t);
    for (let first = 0; first < REPLICATES && !this.closed; first += PIECE) {
      await Promise.all(scenarios.map((scenario, i) => this.run(i, scenario, first, PIECE, samples[i]!)));
      if (this.closed) return;
      const curves = samples.map((sample, i) => fromStart(this.label(i), sample.distance()));
      this.chart.show(x, curves, [this.mark("y")]);
      this.seen(samples[0]!.count, REPLICATES, samples.length);
    }
    if (this.closed) return;
    const distances = samples.map((sample) => sample.outcome(DISTANCE));
    this.say(
      chapter.id === "both"
        ? this.sumVerdict(distances)
        : raceVerdict(this.page, [this.label(0), this.label(1)], distances[0]!, distances[1]!),
    );
  }

  private async sweep(): Promise<void> {
    const { page, chapter } = this;
    const { points } = chapter.sweep!;
    const distances = chapter.crews.map((): number[][] => points.map(() => []));
    const order = [...points.keys()].sort((one, other) => (one % 2) - (other % 2));
    for (const [done, place] of order.entries()) {
      const scenarios = chapter.crews.map((name) => pointOf(page.facts, chapter.sweep!, name, points[place]!));
      const samples = scenarios.map((scenario) => new Sample(page.facts, periods(scenario)));
      await Promise.all(scenarios.map((scenario, i) => this.run(i, scenario, 0, A_POINT, samples[i]!)));
      if (this.closed) return;
      samples.forEach((sample, i) => (distances[i]![place] = sample.outcome(DISTANCE)));
      const ready = points.map((_, p) => p).filter((p) => distances.every((rows) => rows[p]!.length > 0));
      const curves = distances.map((rows, i) =>
        across(
          this.label(i),
          ready.map((p) => rows[p]!),
        ),
      );
      this.chart.show(
        ready.map((p) => points[p]!),
        curves,
        [this.mark("x")],
      );
      this.seen((done + 1) * A_POINT, points.length * A_POINT, chapter.crews.length);
    }
    const means = distances.map((rows) => rows.map((row) => mean(row)));
    const where = crossingOf(page.facts, points, distances[0]!, distances[1]!);
    const { words } = page;
    const digits = chapter.number.step < 1 ? 2 : 0;
    if (where === null)
      this.say(words(`reveal.${chapter.id}.never`, { name: this.label(means[0]![0]! > means[1]![0]! ? 0 : 1) }));
    else
      this.say(
        words(`reveal.${chapter.id}.cross`, {
          x: words.number(where.at, digits),
          from: words.number(where.from, digits),
          to: words.number(where.to, digits),
          low: this.label(means[0]![0]! > means[1]![0]! ? 0 : 1),
          high: this.label(means[0]!.at(-1)! > means[1]!.at(-1)! ? 0 : 1),
        }),
      );
  }

  /** Run a piece of crew `i`; the two workers take turns. */
  private async run(i: number, scenario: Scenario, first: number, count: number, sample: Sample): Promise<void> {
    const worker = i % 2 === 0 ? this.page.crew : this.page.mapper;
    const job = worker.run({ scenario, seed: this.page.state().seed, first, count }, (part) => sample.add(part));
    this.running = [...this.running.slice(-this.crews.length), job];
    await job.done;
  }

  private sumVerdict([both = [], ...halves]: number[][]): string {
    const { words } = this.page;
    const sums = both.map((_, i) => halves.reduce((sum, half) => sum + (half[i] ?? NaN), 0));
    const key = { 1: "more", 0: "sum", [-1]: "less" }[larger(this.page.facts, both, sums)];
    return words(`reveal.both.${key}`, { far: words.number(mean(both), 1), sum: words.number(mean(sums), 1) });
  }

  /** The verdict, with the bet beside it. */
  private say(verdict: string): void {
    const { words } = this.page;
    const pick = pickName(words, this.chapter, this.bet.pick ?? "", this.names);
    this.verdict.replaceChildren(h("strong", {}, verdict), h("span", {}, words("reveal.yours", { pick })));
    this.page.tell(verdict);
  }

  private seen(done: number, all: number, crews: number): void {
    this.progress.value = done / all;
    this.count.textContent = this.page.words("reveal.count", { count: this.page.words.number(done * crews, 0) });
  }

  private label(i: number): string {
    return scenarioName(this.page.words, this.page.facts, this.crews[i] ?? "");
  }

  private mark(axis: "x" | "y"): Mark {
    return { label: this.page.words("reveal.bet"), [axis]: this.bet.number ?? 0 };
  }
}

/** Which of two crews gets farther, and how often. */
export function raceVerdict(
  page: Page,
  names: readonly string[],
  one: readonly number[],
  other: readonly number[],
): string {
  const { words, facts } = page;
  const n = one.length;
  const [a = "", b = ""] = names;
  const better = larger(facts, one, other);
  if (better === 0) return words("reveal.race.same", { a, b, n });
  const ahead = one.filter((distance, i) => better * (distance - (other[i] ?? NaN)) > 0).length;
  const [far, less] = [one, other].map((distances) => words.number(mean(distances), 1)) as [string, string];
  return better > 0
    ? words("reveal.race.won", { a, b, far, less, won: ahead, n })
    : words("reveal.race.won", { a: b, b: a, far: less, less: far, won: ahead, n });
}

/** Distances over time, from 0 at the start. */
function fromStart(label: string, rows: readonly Float64Array[]): Curve {
  const { mean: middle, low, high } = bands(rows);
  return { label, mean: [0, ...middle], low: [0, ...low], high: [0, ...high] };
}

/** A curve over points, from the replicates at each. */
function across(label: string, points: readonly number[][]): Curve {
  const all = points.map((values) => bands(values.map((value) => Float64Array.of(value))));
  return { label, mean: all.map((b) => b.mean[0]!), low: all.map((b) => b.low[0]!), high: all.map((b) => b.high[0]!) };
}
