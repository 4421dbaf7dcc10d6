/** A phase diagram over any two levers: first coarse, then refined while it is shown. */

import { objections } from "../scenario/check";
import { dataTable } from "../chart/table";
import type { Piece, Running } from "../crew/workers";
import { Sample, mean } from "../crew/numbers";
import { button, h, unique } from "../dom";
import { known } from "../facts";
import { groupName, parameterName } from "../names";
import { between } from "../ocean/palette";
import type { Scenario } from "../scenario/scenario";
import { periods } from "../scenario/scenario";
import { sliderEnds } from "./levers";
import type { Bench, Panel } from "./panel";
import { letter, withValues } from "./panel";

const LEVELS = [5, 9, 17]; // points per side; each level contains the one before
const FINEST = 17;
const REPLICATES = 12;
const SIDE = 560; // canvas pixels
const TICKS = [0, 4, 8, 12, 16]; // of the points of a side, those in the table

/** The distance made good of crew A minus that of crew B (or of A alone) at each computed point. */
type Grid = (number | null)[][];

export class PhaseMap implements Panel {
  readonly element: HTMLElement;
  private readonly axes: { x: HTMLSelectElement; y: HTMLSelectElement };
  private readonly canvas = h("canvas", { class: "map", width: SIDE, height: SIDE, role: "img" });
  private readonly progress = h("progress", { max: 1, value: 0 });
  private readonly about = h("p", { class: "meaning" });
  private readonly key = h("p", { class: "mapkey" });
  private readonly table = h("div");
  private readonly drawn = h("div", { hidden: true });
  private readonly ticks = { x: h("div", { class: "ticks-x" }), y: h("div", { class: "ticks-y" }) };
  private readonly labels = { x: h("p", { class: "axis-x" }), y: h("p", { class: "axis-y" }) };
  private grid: Grid = [];
  private running: Running<void> | null = null;

  constructor(private readonly bench: Bench) {
    const { words } = bench.page;
    const { across, up } = bench.page.state().look;
    this.axes = { x: this.select(across), y: this.select(up) };
    this.progress.setAttribute("aria-label", words("reveal.progress"));
    this.element = h(
      "section",
      { class: "phase card", "aria-labelledby": "map" },
      h("h3", { id: "map" }, words("map.title")),
      this.about,
      h(
        "div",
        { class: "controls" },
        h("label", { for: this.axes.x.id }, words("map.x")),
        this.axes.x,
        h("label", { for: this.axes.y.id }, words("map.y")),
        this.axes.y,
        button(words("map.draw"), () => bench.page.watch(this.compute()), { class: "primary" }),
        button(words("map.stop"), () => this.stop()),
      ),
      this.drawn,
    );
    this.drawn.append(
      this.progress,
      h("div", { class: "mapframe" }, this.labels.y, this.ticks.y, this.canvas, this.ticks.x, this.labels.x),
      this.key,
      h("details", {}, h("summary", {}, words("chart.table")), this.table),
    );
  }

  show(): void {
    const { page } = this.bench;
    const { words } = page;
    const two = page.state().crews.length > 1;
    this.about.textContent = words(two ? "map.two" : "map.one");
    this.canvas.setAttribute("aria-label", words(two ? "map.two" : "map.one"));
    this.stop();
    this.progress.value = 0;
    if (this.grid.length > 0) this.key.textContent = words("map.old");
  }

  close(): void {
    this.stop();
  }

  repaint(): void {
    if (this.grid.length > 0) this.draw(FINEST);
  }

  private select(path: string): HTMLSelectElement {
    const { facts, words } = this.bench.page;
    const select = h("select", {
      id: unique("axis"),
      on: { change: () => this.bench.look({ across: this.axes.x.value, up: this.axes.y.value }) },
    });
    for (const group of Object.keys(facts.groups)) {
      const options = Object.entries(facts.parameters).filter(
        ([, about]) => about.group === group && (about.kind === "float" || about.kind === "int"),
      );
      const box = h("optgroup", { label: groupName(words, group) });
      for (const [name] of options)
        box.append(h("option", { value: name, selected: name === path }, parameterName(words, name)));
      select.append(box);
    }
    return select;
  }

  private stop(): void {
    this.running?.stop();
  }

  /** The value of a lever at a place of the finest grid. */
  private value(path: string, place: number): number {
    const about = known(this.bench.page.facts.parameters, path);
    const [low, high] = sliderEnds(about);
    const value = low + ((high - low) * place) / (FINEST - 1);
    return about.kind === "int" ? Math.round(value) : Number(value.toPrecision(6));
  }

  private async compute(): Promise<void> {
    this.stop();
    const { page, chosen } = this.bench;
    const { crews, seed } = page.state();
    const [x, y] = [this.axes.x.value, this.axes.y.value];
    this.grid = Array.from({ length: FINEST }, () => Array<number | null>(FINEST).fill(null));
    this.label(x, y);
    this.drawn.hidden = false;
    const samples = new Map<string, Sample>();
    let done = 0;
    for (const level of LEVELS) {
      const points = this.missing(level).map(({ row, column }) => {
        const seats = withValues(crews, chosen, { [x]: this.value(x, column), [y]: this.value(y, row) });
        return { row, column, pieces: seats.map(({ scenario }) => this.piece(scenario, samples)) };
      });
      const rounds = points.map(({ pieces }) => pieces.flatMap((piece) => (piece?.isNew ? [piece] : [])));
      this.running = page.workers.run(seed, rounds, (round) => {
        const { row, column, pieces } = points[round]!;
        const [one = [], other] = pieces.map((piece) => piece?.sample.outcome("distance_made_good") ?? []);
        this.grid[row]![column] =
          one.length === 0 || other?.length === 0 ? NaN : mean(one.map((distance, i) => distance - (other?.[i] ?? 0)));
        done += 1;
        this.progress.value = done / FINEST ** 2;
        this.draw(level);
      });
      await this.running.done;
      this.tabulate(x, y);
    }
    page.tell(page.words("map.done"));
  }

  /** The points of a level that no level before has. */
  private missing(level: number): { row: number; column: number }[] {
    const places = [...Array(level).keys()].map((place) => (place * (FINEST - 1)) / (level - 1));
    const points = places.flatMap((row) => places.map((column) => ({ row, column })));
    return points.filter(({ row, column }) => this.grid[row]![column] === null);
  }

  /** What is to be run of a crew; its sample may be that of an earlier point. Null if levers contradict each other. */
  private piece(scenario: Scenario, samples: Map<string, Sample>): (Piece & { isNew: boolean }) | null {
    const { page } = this.bench;
    if (objections(page.facts, scenario).length > 0) return null;
    const key = JSON.stringify(scenario.values);
    const known = samples.get(key);
    const sample = known ?? new Sample(page.facts, periods(scenario));
    samples.set(key, sample);
    return { scenario, first: 0, count: REPLICATES, sample, isNew: known === undefined };
  }

  private draw(level: number): void {
    const style = getComputedStyle(this.canvas);
    const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
    const pen = this.canvas.getContext("2d")!;
    const known = this.grid.flat().filter((value): value is number => value !== null && !Number.isNaN(value));
    const most = Math.max(1e-9, ...known.map(Math.abs));
    const step = (FINEST - 1) / (level - 1);
    pen.fillStyle = colour("surface");
    pen.fillRect(0, 0, SIDE, SIDE);
    for (const coarse of LEVELS.filter((l) => l <= level)) this.cells(pen, (FINEST - 1) / (coarse - 1), most, colour);
    this.here(pen, colour);
    this.legendOf(known, step);
  }

  /** A ring at the present values of the crew whose levers are shown. */
  private here(pen: CanvasRenderingContext2D, colour: (name: string) => string): void {
    const { page, chosen } = this.bench;
    const { values } = page.state().crews[chosen]!.scenario;
    const [x, y] = [this.axes.x.value, this.axes.y.value].map((path) => SIDE * this.along(path, Number(values[path])));
    for (const [width, name] of [
      [9, "surface"],
      [4, "ink"],
    ] as const) {
      pen.strokeStyle = colour(name);
      pen.lineWidth = width;
      pen.beginPath();
      pen.arc(x!, SIDE - y!, 15, 0, 2 * Math.PI);
      pen.stroke();
    }
  }

  /** How far along its side a value lies, from 0 to 1. The ends of the axis are in the middle of the outer cells. */
  private along(path: string, value: number): number {
    const [low, high] = [this.value(path, 0), this.value(path, FINEST - 1)];
    const share = high === low ? 0 : (value - low) / (high - low);
    return (0.5 + Math.max(0, Math.min(1, share)) * (FINEST - 1)) / FINEST;
  }

  private cells(pen: CanvasRenderingContext2D, step: number, most: number, colour: (name: string) => string): void {
    const wide = (SIDE / FINEST) * step;
    const [none, first, second] = [colour("unsure"), colour("crew-1"), colour("crew-2")];
    for (let row = 0; row < FINEST; row += step) {
      for (let column = 0; column < FINEST; column += step) {
        const value = this.grid[row]![column];
        if (value === null || value === undefined) continue;
        pen.fillStyle = Number.isNaN(value)
          ? colour("line")
          : between(none, value > 0 ? first : second, Math.min(1, Math.abs(value) / most));
        const [x, y] = [(column + 0.5) * (SIDE / FINEST) - wide / 2, SIDE - (row + 0.5) * (SIDE / FINEST) - wide / 2];
        pen.fillRect(x, y, wide + 0.6, wide + 0.6);
      }
    }
  }

  /** What the colours mean: the largest lead of each crew. */
  private legendOf(values: readonly number[], step: number): void {
    const { page } = this.bench;
    const { words } = page;
    const two = page.state().crews.length > 1;
    const ahead = (crew: number, most: number): string =>
      most > 0
        ? words(two ? "map.ahead" : "map.far", { crew: letter(crew), far: words.number(most, 1) })
        : words("map.nowhere", { crew: letter(crew) });
    const keys = (two ? [0, 1] : [0]).flatMap((crew) => [
      h(
        "span",
        { class: "mapkey" },
        h("span", { class: `swatch crew-${crew + 1}` }),
        ahead(crew, Math.max(...values.map((value) => (crew === 0 ? value : -value)))),
      ),
    ]);
    const ring = h("span", {}, `◯ ${words("map.here", { crew: letter(this.bench.chosen) })}`);
    this.key.replaceChildren(...keys, ring, ...(step > 1 ? [h("em", {}, words("map.coarse"))] : []));
  }

  /** Names of the axes, and round values where they lie. */
  private label(x: string, y: string): void {
    const { words } = this.bench.page;
    const ticks = (path: string): HTMLElement[] => {
      const { values, digits } = roundValues(this.value(path, 0), this.value(path, FINEST - 1));
      return values.map((value) => {
        const tick = h("span", {}, words.number(value, digits));
        tick.style.setProperty("--at", `${100 * this.along(path, value)}%`);
        return tick;
      });
    };
    this.labels.x.textContent = parameterName(words, x);
    this.labels.y.textContent = parameterName(words, y);
    this.ticks.x.replaceChildren(...ticks(x));
    this.ticks.y.replaceChildren(...ticks(y));
  }

  /** The coarse points as a table, because these are always there. */
  private tabulate(x: string, y: string): void {
    const { words } = this.bench.page;
    const places = TICKS;
    const head = [
      `${parameterName(words, y)} \\ ${parameterName(words, x)}`,
      ...places.map((place) => words.number(this.value(x, place), 3)),
    ];
    const rows = [...places]
      .reverse()
      .map((row) => [
        words.number(this.value(y, row), 3),
        ...places.map((column) => words.number(this.grid[row]![column] ?? NaN, 2)),
      ]);
    this.table.replaceChildren(dataTable(this.about.textContent ?? "", head, rows));
  }
}

/** Round values between two others, three to six of them, and how many digits after the point they need. */
function roundValues(low: number, high: number): { values: number[]; digits: number } {
  const rough = (high - low) / 5;
  const power = Math.floor(Math.log10(Math.max(rough, 1e-9)));
  const step = [1, 2, 5, 10].map((n) => n * 10 ** power).find((s) => s >= rough - 1e-12) ?? 1;
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return { values: Array.from({ length: count }, (_, i) => (first + i) * step), digits };
}
