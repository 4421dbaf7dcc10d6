/** Curves with bands, the bets on them, and the same numbers as a table. */

import uPlot from "uplot";

import type { Bands } from "../crew/numbers";
import { button, h, saveBlob, textScale } from "../dom";
import type { Words } from "../words";
import { axisHeight, drawLabel, font } from "./label";
import { drawMarks } from "./marks";
import { chartPicture } from "./picture";
import { dataTable } from "./table";

export interface Curve extends Bands {
  readonly label: string;
}

/** A bet or a finding: a horizontal line at `y`, or a vertical line at `x`, with its interval as a strip. */
export interface Mark {
  readonly label: string;
  readonly kind: "bet" | "found";
  readonly x?: number;
  readonly y?: number;
  readonly from?: number;
  readonly to?: number;
}

export interface Axes {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly digits: number;
  /** Whether only whole numbers stand along the lower axis. */
  readonly whole: boolean;
}

const HIGH = 320;
const DASHES = [[], [8, 4], [2, 3], [12, 4, 2, 4]];
const WHOLE = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000]; // between ticks of what is counted

export class BandChart {
  readonly element: HTMLElement;
  readonly title: string;
  private readonly frame = h("div", { class: "plot", role: "img" });
  private readonly keys = h("ul", { class: "keys" });
  private readonly table = h("div");
  private readonly watcher: ResizeObserver;
  private plot: uPlot | null = null;
  private shown: { x: number[]; curves: readonly Curve[]; marks: readonly Mark[] } | null = null;

  constructor(
    private readonly words: Words,
    private readonly axes: Axes,
  ) {
    this.title = axes.title;
    this.frame.setAttribute("aria-label", axes.title);
    this.element = h(
      "figure",
      { class: "chart" },
      h("figcaption", {}, axes.title),
      this.keys,
      this.frame,
      h("details", {}, h("summary", {}, words("chart.table")), this.table),
      button(words("chart.save"), () => void this.save(), { class: "quiet" }),
    );
    this.watcher = new ResizeObserver(() => this.plot?.setSize({ width: this.wide(), height: HIGH }));
    this.watcher.observe(this.frame);
  }

  show(x: readonly number[], curves: readonly Curve[], marks: readonly Mark[] = []): void {
    const again = this.shown === null || this.shown.curves.length !== curves.length;
    this.shown = { x: [...x], curves, marks };
    if (again || this.plot === null) this.repaint();
    else this.plot.setData(this.data());
    this.tell();
  }

  /** Draw again in the present colours. */
  repaint(): void {
    if (this.shown === null) return;
    this.plot?.destroy();
    this.plot = new uPlot(this.options(), this.data(), this.frame);
  }

  close(): void {
    this.watcher.disconnect();
    this.plot?.destroy();
  }

  private wide(): number {
    return Math.max(240, this.frame.clientWidth);
  }

  private data(): uPlot.AlignedData {
    const { x, curves } = this.shown!;
    return [x, ...curves.flatMap(({ low, high, mean }) => [low, high, mean])];
  }

  private options(): uPlot.Options {
    const style = getComputedStyle(this.frame);
    const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
    const axis = {
      stroke: colour("quiet"),
      grid: { stroke: colour("line"), width: 1 },
      ticks: { stroke: colour("line") },
      font: font(1),
      labelFont: font(1),
      values: (_: uPlot, ticks: readonly (number | null)[]): string[] =>
        ticks.map((tick) => tick?.toLocaleString(this.words.language, { maximumFractionDigits: 6 }) ?? ""),
    };
    const { curves } = this.shown!;
    const edge = { width: 0, points: { show: false } };
    return {
      width: this.wide(),
      height: HIGH,
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: (_, low, high) => this.spread("x", low, high, 0) },
        y: { range: (_, low, high) => this.spread("y", low, high, 0.06) },
      },
      axes: [
        {
          ...axis,
          size: (plot) => axisHeight(plot, this.axes.x),
          ...(this.axes.whole ? { incrs: WHOLE } : {}),
        },
        { ...axis, label: this.axes.y, size: 56 * textScale(), labelSize: 30 * textScale() },
      ],
      series: [
        {},
        ...curves.flatMap((_, i) => [
          edge,
          edge,
          { stroke: colour(`crew-${i + 1}`), width: 2.5, dash: DASHES[i % DASHES.length]!, points: { show: false } },
        ]),
      ],
      bands: curves.map((_, i) => ({
        series: [3 * i + 2, 3 * i + 1] as [number, number],
        fill: `${colour(`crew-${i + 1}`)}33`,
      })),
      hooks: {
        drawAxes: [(plot) => drawLabel(plot, this.axes.x, colour("quiet"))],
        draw: [(plot) => drawMarks(plot, this.shown!.marks, colour)],
      },
    };
  }

  /** An axis that is long enough for the curves and the bets. */
  private spread(axis: "x" | "y", low: number, high: number, air: number): [number, number] {
    const laid = this.shown!.marks.flatMap((mark) => mark[axis] ?? []);
    const [least, most] = [Math.min(low, ...laid), Math.max(high, ...laid)];
    const room = air * (most - least || 1);
    return [least < 0 || air === 0 ? least - room : Math.max(0, least - room), most + room];
  }

  /** The chart as a picture file, with its title and keys. */
  private async save(): Promise<void> {
    if (this.plot === null || this.shown === null) return;
    const labels = this.shown.curves.map(({ label }) => label);
    saveBlob("chart.png", await chartPicture(this.plot.ctx.canvas, this.axes.title, labels, DASHES));
  }

  /** The keys above the plot, and the table below it. */
  private tell(): void {
    const { x, curves, marks } = this.shown!;
    const keys = curves.map(({ label }, i) =>
      h("li", {}, h("span", { class: `key crew-${i + 1}`, "aria-hidden": "true" }), label),
    );
    const bets = marks.map(({ label, kind }) =>
      h("li", {}, h("span", { class: `key ${kind}`, "aria-hidden": "true" }), label),
    );
    this.keys.replaceChildren(...keys, ...bets);
    const { words, axes } = this;
    const every = Math.max(1, Math.ceil(x.length / 20));
    const rows = x.map((at, t) => [
      words.number(at, Number.isInteger(at) ? 0 : 2),
      ...curves.flatMap((c) => [c.mean, c.low, c.high].map((v) => words.number(v[t] ?? NaN, axes.digits))),
    ]);
    const head = [
      axes.x,
      ...curves.flatMap(({ label }) => ["mean", "low", "high"].map((part) => `${label}: ${words(`chart.${part}`)}`)),
    ];
    this.table.replaceChildren(
      dataTable(
        axes.title,
        head,
        rows.filter((_, t) => t % every === 0 || t === rows.length - 1),
      ),
    );
  }
}
