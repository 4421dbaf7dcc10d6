/** The ocean with its controls: time, pace, zoom, legend, and how far each crew is. */

import { button, h, unique } from "../dom";
import { Lane } from "../ocean/lane";
import { Ocean } from "../ocean/ocean";
import type { Page } from "../page";
import { Voyage } from "../rules/voyage";
import type { Scenario } from "../scenario/scenario";
import { filmButton } from "./film";
import { Narrator } from "./narrator";
import { legend } from "./legend";
import { Peek } from "./peek";
import { Scores } from "./scores";

const PACES = [0.5, 1.5, 4, 12] as const; // weeks per second
const FREED = PACES[3];

export interface Shown {
  readonly scenario: Scenario;
  readonly name: string;
}

export class Stage {
  readonly element: HTMLElement;
  /** The picture with the card about a rower. */
  readonly sea: HTMLElement;
  readonly ocean: Ocean;
  onPick: (lane: number, member: number) => void = () => undefined;
  onWeek: () => void = () => undefined;
  /** Stop at a week that the reader chose. */
  onRest: () => void = () => undefined;
  private readonly slider: HTMLInputElement;
  private readonly week: HTMLOutputElement;
  private readonly toggle: HTMLButtonElement;
  private readonly zoom: HTMLButtonElement;
  private readonly paces: HTMLSelectElement;
  private readonly scores: Scores;
  private readonly narrator: Narrator;
  private readonly peek: Peek;
  private limit = Infinity;
  private origin = 0;

  constructor(private readonly page: Page) {
    const { words } = page;
    const canvas = h("canvas", { class: "ocean", role: "img", "aria-label": words("stage.picture") });
    this.scores = new Scores(words);
    this.narrator = new Narrator(page);
    this.peek = new Peek(page, () => this.point(0, -1));
    this.week = h("output", { class: "week" });
    const id = unique("week");
    this.slider = h("input", {
      type: "range",
      id,
      min: 0,
      step: 1,
      on: { input: () => this.seek(Number(this.slider.value)), change: () => this.onRest() },
    });
    this.toggle = button(words("stage.play"), () => (this.ocean.isPlaying ? this.pause() : this.play()), {
      class: "primary play",
    });
    this.zoom = button(words("stage.near"), () => this.close(!this.ocean.close), { "aria-pressed": "false" });
    this.paces = h("select", {
      "aria-label": words("stage.pace"),
      on: { change: () => (this.ocean.pace = Number(this.paces.value)) },
    });
    for (const [place, pace] of PACES.entries()) {
      this.paces.append(h("option", { value: pace, selected: place === 1 }, words(`stage.pace.${place}`)));
    }
    const labels = {
      island: words("sea.island"),
      start: words("sea.start"),
      unit: words("sea.unit"),
      weeks: words("sea.weeks"),
      storm: words("sea.storm"),
    };
    this.ocean = new Ocean(
      canvas,
      { week: () => this.seen(), pick: (lane, member) => this.picked(lane, member) },
      labels,
    );
    this.sea = h("div", { class: "sea" }, canvas, this.peek.element);
    this.element = h(
      "div",
      { class: "stage" },
      this.sea,
      page.ticker,
      h(
        "div",
        { class: "controls", role: "group", "aria-label": words("stage.controls") },
        this.toggle,
        button(words("stage.step"), () => this.step()),
        button(words("stage.restart"), () => this.seek(0)),
        this.paces,
        this.zoom,
        h(
          "div",
          { class: "time" },
          h("label", { for: id }, h("span", { class: "hidden" }, words("stage.week")), this.slider),
          this.week,
        ),
      ),
      this.scores.element,
      h("div", { class: "under" }, legend(words), filmButton(page, this)),
    );
  }

  /** Show these crews under the same random events, at a week. Weeks after `limit` stay hidden. */
  show(crews: readonly Shown[], seed: bigint, replicate: number, week: number, limit = Infinity): void {
    const { rules, facts } = this.page;
    this.limit = limit;
    this.origin = week;
    const lanes = crews.map(
      ({ scenario, name }, i) => new Lane(new Voyage(rules, facts, scenario, seed, replicate), name, i, crews.length),
    );
    this.scores.names(crews.map(({ name }) => name));
    this.narrator.reset();
    this.ocean.show(lanes, week);
    this.slider.max = String(this.last);
    this.seen();
  }

  /** Show the remaining weeks too, at a faster pace. Readers who prefer less motion start it themselves. */
  free(): void {
    this.limit = Infinity;
    this.slider.max = String(this.last);
    this.paces.value = String(FREED);
    this.ocean.pace = FREED;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) this.seen();
    else this.play();
  }

  play(): void {
    if (this.ocean.run >= this.last) this.seek(this.limit === Infinity ? 0 : this.origin);
    this.ocean.play();
    this.seen();
  }

  pause(): void {
    this.ocean.pause();
    this.seen();
    this.onRest();
  }

  seek(week: number): void {
    this.ocean.seek(Math.min(week, this.last));
  }

  /** Look at one member from near, in a week; time stands still. */
  look(lane: number, member: number, week: number): void {
    this.ocean.pause();
    this.seek(week);
    this.close(true);
    this.picked(lane, member);
    this.onRest();
  }

  end(): void {
    this.ocean.end();
  }

  /** The last week that may be seen. */
  get last(): number {
    return Math.min(this.limit, this.ocean.weeks);
  }

  private close(near: boolean): void {
    this.ocean.close = near;
    this.zoom.setAttribute("aria-pressed", String(near));
  }

  private picked(lane: number, member: number): void {
    this.point(lane, member);
    this.peek.open(lane, member, this.ocean.lanes);
    this.onPick(lane, member);
  }

  private point(lane: number, member: number): void {
    this.ocean.chosen = { lane, member };
    this.ocean.repaint();
  }

  private step(): void {
    this.ocean.pause();
    this.seek(this.ocean.run + 1);
    this.onRest();
  }

  private seen(): void {
    const { words } = this.page;
    const { ocean } = this;
    if (ocean.run >= this.last && ocean.isPlaying) ocean.pause();
    this.slider.value = String(ocean.run);
    const more = ocean.run >= this.last && this.last < ocean.weeks;
    const week = words(more ? "stage.until" : "stage.of", { week: ocean.run, weeks: ocean.weeks });
    this.slider.setAttribute("aria-valuetext", week);
    this.week.textContent = week;
    this.toggle.textContent = words(ocean.isPlaying ? "stage.pause" : "stage.play");
    this.scores.show(ocean.lanes);
    this.narrator.hear(ocean.lanes, ocean.isPlaying);
    if (!this.peek.element.hidden) this.peek.show(ocean.lanes);
    this.onWeek();
  }
}
