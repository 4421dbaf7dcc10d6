/** A lever of the chapter: the boats row again, and many crews are compared with those before. */

import { Sample, interval, mean } from "../crew/numbers";
import type { Running } from "../crew/workers";
import { h, unique } from "../dom";
import { parameterName } from "../names";
import type { Page } from "../page";
import type { Scenario } from "../scenario/scenario";
import { periods } from "../scenario/scenario";
import type { Chapter } from "./chapters";
import { SEED, crewOf, touched } from "./chapters";
import { resultsOf, scaleOf } from "./compute";
import { crewLabel } from "./labels";

const REPLICATES = 200;
const PAUSE = 120; // milliseconds after the last movement

export class TouchBox {
  readonly element: HTMLElement;
  private readonly shown = h("output");
  private readonly report = h("ul", { class: "touched" });
  private readonly slider: HTMLInputElement;
  private before: (readonly number[])[] | null = null;
  private running: Running<void> | null = null;
  private timer = 0;

  /** `row` shows crews on the ocean. */
  constructor(
    private readonly page: Page,
    private readonly chapter: Chapter,
    private readonly row: (scenarios: readonly Scenario[]) => void,
  ) {
    const { words } = page;
    const { path, low, high, step, start, whose } = chapter.touch;
    const id = unique("touch");
    this.slider = h("input", {
      type: "range",
      id,
      min: low,
      max: high,
      step,
      value: start,
      on: { input: () => this.moved() },
    });
    const name = words.own(`touch.${path}`) ?? parameterName(words, path);
    const of = whose === "both" ? words("touch.both") : crewLabel(page, chapter, whose === "first" ? 0 : 1);
    this.element = h(
      "section",
      { class: "touch card", "aria-label": words("touch.title") },
      h("h4", {}, words("touch.title")),
      h("label", { for: id }, words("touch.lever", { name, of })),
      h("div", { class: "slider" }, this.slider, h("span", { class: "value" }, this.shown)),
      h("p", { class: "meaning" }, words(`touch.${path}.about`)),
      h("div", { role: "status" }, this.report),
    );
    this.name();
  }

  close(): void {
    clearTimeout(this.timer);
    this.running?.stop();
  }

  private get value(): number {
    return Number(this.slider.value);
  }

  private name(): void {
    const { factor, step, path } = this.chapter.touch;
    const { words } = this.page;
    const digits = step < 1 ? 1 : 0;
    const unit = path === "leader" ? "week" : factor === 0.01 ? "percent" : "count";
    this.shown.textContent = words(`touch.${unit}`, { value: words.number(this.value, digits) });
  }

  private moved(): void {
    this.name();
    this.close();
    this.timer = window.setTimeout(() => this.page.watch(this.compute()), PAUSE);
  }

  private async compute(): Promise<void> {
    const { page, chapter } = this;
    const { whose } = chapter.touch;
    const usual = chapter.crews.map((plan) => crewOf(page.facts, chapter, plan));
    const now = usual.map((scenario, i) =>
      whose === "both" || (whose === "first") === (i === 0) ? touched(scenario, chapter.touch, this.value) : scenario,
    );
    this.row(now);
    const before = (this.before ??= await this.results(usual));
    const after = await this.results(now);
    this.report.replaceChildren(...after.map((row, i) => h("li", {}, this.line(i, before[i]!, row))));
  }

  /** The results of each crew; never if the lever moves before. */
  private async results(scenarios: readonly Scenario[]): Promise<number[][]> {
    const { page, chapter } = this;
    const samples = scenarios.map((scenario) => new Sample(page.facts, periods(scenario)));
    const round = scenarios.map((scenario, i) => ({ scenario, first: 0, count: REPLICATES, sample: samples[i]! }));
    this.running = page.workers.run(SEED, [round], () => undefined);
    await this.running.done;
    return samples.map((sample) => resultsOf(sample, chapter.measure));
  }

  private line(i: number, before: readonly number[], after: readonly number[]): string {
    const { page, chapter } = this;
    const { words, facts } = page;
    const scale = scaleOf(chapter);
    const {
      mean: middle,
      low,
      high,
    } = interval(
      facts,
      after.map((value, r) => scale * (value - before[r]!)),
    );
    const values = { name: crewLabel(page, chapter, i), now: words.number(scale * mean(after), 1) };
    const same = middle === 0 || (low <= 0 && high >= 0);
    const gap = { gap: words.signed(middle, 1), low: words.signed(low, 1), high: words.signed(high, 1) };
    return words(same ? "touch.same" : "touch.changed", { ...values, ...gap });
  }
}
