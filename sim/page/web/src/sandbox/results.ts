/** Many replicates of both crews, drawn while they are computed. */

import { BandChart } from "../chart/bands";
import type { Running } from "../crew/workers";
import { Sample, bands, mean } from "../crew/numbers";
import { h, unique } from "../dom";
import { known } from "../facts";
import { measureName } from "../names";
import { periods } from "../scenario/scenario";
import { DISTANCE } from "../state";
import { raceVerdict } from "../story/compute";
import type { Bench, Panel } from "./panel";
import { crewName } from "./panel";

const PIECE = 50; // replicates of each crew before the first picture; each later picture has twice as many
const DELAY = 30; // milliseconds after the last change

export class Results implements Panel {
  readonly element: HTMLElement;
  private readonly measure: HTMLSelectElement;
  private readonly count: HTMLInputElement;
  private readonly progress = h("progress", { max: 1, value: 0 });
  private readonly verdict = h("p", { class: "verdict", role: "status" });
  private readonly slot = h("div");
  private chart: BandChart | null = null;
  private samples: Sample[] = [];
  private running: Running<void> | null = null;
  private timer = 0;

  constructor(private readonly bench: Bench) {
    const { page } = bench;
    const { words, facts } = page;
    this.measure = h("select", { id: unique("measure"), on: { change: () => this.measured() } });
    this.measure.append(h("option", { value: DISTANCE }, words("results.distance")));
    for (const name of Object.keys(facts.measures))
      this.measure.append(h("option", { value: name }, measureName(words, name)));
    this.measure.value = page.state().look.measure;
    this.count = h("input", {
      type: "number",
      id: unique("count"),
      min: 10,
      max: 2000,
      step: 10,
      on: { change: () => this.counted() },
    });
    this.progress.setAttribute("aria-label", words("reveal.progress"));
    this.element = h(
      "section",
      { class: "results card", "aria-labelledby": "results" },
      h("h3", { id: "results" }, words("results.title")),
      h(
        "div",
        { class: "controls" },
        h("label", { for: this.measure.id }, words("results.measure")),
        this.measure,
        h("label", { for: this.count.id }, words("results.count")),
        this.count,
      ),
      this.progress,
      this.slot,
      this.verdict,
    );
  }

  show(): void {
    this.count.value = String(this.bench.page.state().replicates);
    this.stop();
    this.timer = window.setTimeout(() => this.bench.page.watch(this.compute()), DELAY);
  }

  close(): void {
    this.stop();
    this.chart?.close();
  }

  repaint(): void {
    this.chart?.repaint();
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.running?.stop();
  }

  private measured(): void {
    this.bench.look({ measure: this.measure.value });
    this.redraw();
  }

  private counted(): void {
    const wanted = Math.round(Number(this.count.value));
    this.bench.page.change({ replicates: Math.max(10, Math.min(2000, Number.isFinite(wanted) ? wanted : 200)) });
    this.show();
  }

  private async compute(): Promise<void> {
    const { page } = this.bench;
    const { crews, seed, replicates } = page.state();
    this.samples = crews.map(({ scenario }) => new Sample(page.facts, periods(scenario)));
    this.verdict.textContent = "";
    const firsts = [0];
    for (let first = PIECE; first < replicates; first *= 2) firsts.push(first);
    const rounds = firsts.map((first, round) => {
      const count = (firsts[round + 1] ?? replicates) - first;
      return crews.map(({ scenario }, i) => ({ scenario, first, count, sample: this.samples[i]! }));
    });
    this.running = page.workers.run(seed, rounds, () => {
      this.progress.value = this.samples[0]!.count / replicates;
      this.redraw();
    });
    await this.running.done;
    this.verdict.replaceChildren(h("strong", {}, this.conclusion()));
  }

  private redraw(): void {
    const { page } = this.bench;
    const { words, facts } = page;
    const measure = this.measure.value;
    if (this.samples.some((sample) => sample.count === 0)) return;
    const unit = measure === DISTANCE ? words("reveal.y") : known(facts.measures, measure).unit;
    const title =
      measure === DISTANCE
        ? words("results.distance")
        : `${measureName(words, measure)}: ${words.own(`means.${measure}`) ?? known(facts.measures, measure).meaning}`;
    if (this.chart === null || this.chart.title !== title) {
      this.chart?.close();
      this.chart = new BandChart(words, {
        title,
        x: words("reveal.race.x"),
        y: unit,
        digits: measure === DISTANCE ? 1 : 3,
        whole: true,
      });
      this.slot.replaceChildren(this.chart.element);
    }
    const curves = this.samples.map((sample, i) => ({
      label: crewName(page, i, page.state().crews[i]!),
      ...bands(measure === DISTANCE ? sample.distance() : sample.measure(measure)),
    }));
    const longest = Math.max(...this.samples.map((sample) => sample.periods));
    this.chart.show(
      Array.from({ length: longest }, (_, t) => t + 1),
      curves.map((curve) => padded(curve, longest)),
    );
  }

  private conclusion(): string {
    const { page } = this.bench;
    const { words } = page;
    const [one = [], other] = this.samples.map((sample) => sample.outcome("distance_made_good"));
    const names = page.state().crews.map((seat, i) => crewName(page, i, seat));
    if (other === undefined)
      return words("results.alone", { a: names[0]!, far: words.number(mean(one), 1), n: one.length });
    return raceVerdict(page, names, one, other);
  }
}

/** A curve of the length of the longest one, with no values after the end of its own run. */
function padded<T extends { mean: number[]; low: number[]; high: number[] }>(curve: T, length: number): T {
  const fill = (values: number[]): number[] => [
    ...values,
    ...Array<number>(Math.max(0, length - values.length)).fill(NaN),
  ];
  return { ...curve, mean: fill(curve.mean), low: fill(curve.low), high: fill(curve.high) };
}
