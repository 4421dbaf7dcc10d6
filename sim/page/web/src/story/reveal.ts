/** The reveal: hundreds of crews, computed while the reader watches, and what follows from them. */

import type { Curve, Mark } from "../chart/bands";
import { BandChart } from "../chart/bands";
import { bands } from "../crew/numbers";
import { h } from "../dom";
import type { Page } from "../page";
import type { Bet } from "../state";
import type { Chapter } from "./chapters";
import { DISTANCE, sweptBy } from "./chapters";
import type { Finding, Progress } from "./compute";
import { Computation, scaleOf } from "./compute";
import { crewLabel, namesOf, pickName } from "./labels";

export class Reveal {
  readonly element: HTMLElement;
  private readonly progress = h("progress", { max: 1, value: 0 });
  private readonly count = h("p", { class: "count" });
  private readonly verdict = h("div", { class: "verdict", role: "status" });
  private readonly chart: BandChart;
  private readonly computation: Computation;
  private drawn: { x: number[]; curves: Curve[] } = { x: [], curves: [] };

  /** `found` is called with what came out. */
  constructor(
    private readonly page: Page,
    private readonly chapter: Chapter,
    private readonly bet: Bet,
    private readonly found: (finding: Finding) => void,
  ) {
    const { words } = page;
    this.progress.setAttribute("aria-label", words("reveal.progress"));
    const swept = chapter.sweep !== null;
    this.chart = new BandChart(words, {
      title: words(swept ? "reveal.sweep.title" : `reveal.${chapter.measure}.title`),
      x: words(swept ? `story.${chapter.id}.x` : "reveal.race.x"),
      y: words(chapter.measure === DISTANCE ? "reveal.y" : `reveal.${chapter.measure}.y`),
      digits: 1,
    });
    this.element = h(
      "section",
      { class: "reveal", "aria-label": words("reveal.title") },
      h("h3", { tabindex: -1 }, words("reveal.title")),
      this.verdict,
      this.count,
      this.progress,
      this.chart.element,
    );
    this.computation = new Computation(page, chapter, (progress) => this.show(progress));
    page.watch(this.computation.run().then((finding) => this.say(finding)));
  }

  close(): void {
    this.computation.close();
    this.chart.close();
  }

  repaint(): void {
    this.chart.repaint();
  }

  private show({ done, crews, samples, points, rows }: Progress): void {
    const { page, chapter } = this;
    const scale = scaleOf(chapter);
    const plans = chapter.sweep === null ? [...chapter.crews, ...chapter.others] : sweptBy(chapter);
    const label = (i: number): string =>
      chapter.sweep !== null && plans.length === 1 ? page.words("reveal.best.crew") : crewLabel(page, chapter, i);
    if (chapter.sweep === null) {
      const weeks = samples.map((sample) =>
        chapter.measure === DISTANCE ? sample.distance() : sample.measure(chapter.measure),
      );
      const start = chapter.measure === DISTANCE ? [0] : [];
      const curves = weeks.map((one, i) => curveOf(label(i), one, scale, start));
      this.drawn = { x: curves[0]!.mean.map((_, t) => (start.length > 0 ? t : t + 1)), curves };
    } else {
      const curves = rows.map((row, i) => across(label(i), row, scale));
      this.drawn = { x: [...points], curves };
    }
    this.chart.show(this.drawn.x, this.drawn.curves, this.marks());
    this.progress.value = done;
    this.count.textContent = page.words("reveal.count", { count: page.words.number(crews, 0) });
  }

  /** The bet, and the finding with its interval if there is one on the axis. */
  private marks(finding: Finding | null = null): Mark[] {
    const { words } = this.page;
    const axis = this.chapter.sweep === null ? "y" : "x";
    const marks: Mark[] = [];
    if (this.bet.number !== undefined) marks.push({ label: words("reveal.bet"), kind: "bet", [axis]: this.bet.number });
    const place = finding?.place;
    if (place) {
      const label = words(this.chapter.kind === "cross" ? "reveal.here" : "reveal.there");
      marks.push({ label, kind: "found", x: place.at, from: place.from, to: place.to });
    }
    return marks;
  }

  /** The verdict, with the bet and the theory beside it. */
  private say(finding: Finding): void {
    const { page, chapter, bet } = this;
    const { words } = page;
    this.chart.show(this.drawn.x, this.drawn.curves, this.marks(finding));
    const names = namesOf(page, chapter);
    const right = bet.pick === finding.outcome;
    const unclear = ["same", "sum"].includes(finding.outcome);
    const theory = finding.outcome === chapter.theory ? "holds" : unclear ? "open" : "fails";
    const yours =
      bet.pick === undefined
        ? null
        : h(
            "p",
            { class: right ? "yours right" : "yours" },
            words(right ? "reveal.right" : "reveal.yours", { pick: pickName(page, chapter, bet.pick) }),
          );
    this.verdict.replaceChildren(
      h("p", { class: "found" }, h("strong", {}, finding.sentence)),
      ...(yours ? [yours] : []),
      h(
        "p",
        { class: `theory ${theory}` },
        words("theory.says", { claim: words(`story.${chapter.id}.claim`, names) }),
        " ",
        h("strong", {}, words(`theory.${theory}`)),
      ),
    );
    this.found(finding);
  }
}

/** A curve over time. */
function curveOf(label: string, rows: readonly Float64Array[], scale: number, start: readonly number[]): Curve {
  const band = bands(rows);
  const scaled = (values: readonly number[]): number[] => [...start, ...values.map((value) => scale * value)];
  return { label, mean: scaled(band.mean), low: scaled(band.low), high: scaled(band.high) };
}

/** A curve over points, from the replicates at each. */
function across(label: string, points: readonly (readonly number[])[], scale: number): Curve {
  const all = points.map((values) => bands(values.map((value) => Float64Array.of(scale * value))));
  return { label, mean: all.map((b) => b.mean[0]!), low: all.map((b) => b.low[0]!), high: all.map((b) => b.high[0]!) };
}
