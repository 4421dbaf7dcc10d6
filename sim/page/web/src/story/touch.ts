/** A lever of the chapter: the boats row again, and what the chapter computes is computed again. */

import type { BandChart } from "../chart/bands";
import { interval, mean } from "../crew/numbers";
import { h, unique } from "../dom";
import { parameterName } from "../names";
import type { Page } from "../page";
import type { Scenario } from "../scenario/scenario";
import type { Chapter } from "./chapters";
import { crewOf, touchedCrew } from "./chapters";
import type { Finding, Progress } from "./compute";
import { Computation, scaleOf } from "./compute";
import { chapterChart, curvesOf } from "./curves";
import { crewLabel } from "./labels";
import { placeMark } from "./reveal";

const PAUSE = 120; // milliseconds after the last movement

export class TouchBox {
  readonly element: HTMLElement;
  private readonly shown = h("output");
  private readonly report = h("div");
  private readonly progress = h("progress", { max: 1, value: 0, hidden: true });
  /** The curves under the lever, if the chapter sweeps another one. */
  private readonly chart: BandChart | null;
  private readonly slider: HTMLInputElement;
  private computation: Computation | null = null;
  private timer = 0;

  /** `row` shows crews on the ocean; `before` is what the chapter has found. */
  constructor(
    private readonly page: Page,
    private readonly chapter: Chapter,
    private readonly before: Finding,
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
      this.progress,
      h("div", { role: "status" }, this.report),
    );
    this.progress.setAttribute("aria-label", words("reveal.progress"));
    this.chart = chapter.sweep === null ? null : chapterChart(page, chapter);
    if (this.chart !== null) this.element.append(h("div", { class: "again", hidden: true }, this.chart.element));
    this.name();
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
    this.computation?.close();
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
    this.stop();
    this.timer = window.setTimeout(() => this.page.watch(this.compute()), PAUSE);
  }

  private async compute(): Promise<void> {
    const { page, chapter, value } = this;
    const change = (scenario: Scenario, i: number): Scenario => touchedCrew(scenario, i, chapter.touch, value);
    this.row(chapter.crews.map((plan, i) => change(crewOf(page.facts, chapter, plan), i)));
    let last: Progress | null = null;
    const seen = (progress: Progress): void => {
      [last, this.progress.value, this.progress.hidden] = [progress, progress.done, false];
    };
    const computation = (this.computation = new Computation(page, chapter, seen, change));
    const finding = await computation.run();
    if (computation !== this.computation) return;
    this.progress.hidden = true;
    this.report.replaceChildren(
      h("p", { class: "found" }, h("strong", {}, `${this.shown.textContent}: ${finding.sentence}`)),
      ...(chapter.kind === "race" ? [h("ul", { class: "touched" }, ...this.changes(finding))] : []),
    );
    if (this.chart === null || last === null) return;
    const { x, curves } = curvesOf(page, chapter, last);
    this.chart.element.parentElement!.hidden = false;
    this.chart.show(x, curves, placeMark(page.words, chapter, finding));
  }

  /** What the lever changes in each of the two crews. */
  private changes({ results }: Finding): HTMLElement[] {
    return this.chapter.crews.map((_, i) => h("li", {}, this.line(i, this.before.results[i]!, results[i]!)));
  }

  private line(i: number, before: readonly number[], after: readonly number[]): string {
    const { page, chapter } = this;
    const { words, facts } = page;
    const scale = scaleOf(chapter);
    const gaps = after.map((value, r) => scale * (value - before[r]!));
    const { mean: middle, low, high } = interval(facts, gaps);
    const values = { name: crewLabel(page, chapter, i), now: words.number(scale * mean(after), 1) };
    if (gaps.every((gap) => gap === 0)) return words("touch.none", values);
    const same = low <= 0 && high >= 0;
    const gap = { gap: words.signed(middle, 1), low: words.signed(low, 1), high: words.signed(high, 1) };
    return words(same ? "touch.same" : "touch.changed", { ...values, ...gap });
  }
}
