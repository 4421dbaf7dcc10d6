/** The ocean from above: one lane per crew, the island on the right, one stroke per week. */

import type { Lane } from "./lane";
import { islandOf } from "./lane";
import type { Labels, Scene } from "./picture";
import { Picture } from "./picture";

const STIR = 2.5; // seconds for which the water shows that the island has moved
const PARTY = 4; // seconds of joy after a landing
const SHOWER = 8; // weeks for which a shock is seen
const LONGEST = 0.1; // seconds that a frame may advance, so that time does not jump after a pause of the browser

export interface Hooks {
  /** A week has been rowed. */
  week(): void;
  /** The reader pointed at a member of a crew. */
  pick(lane: number, member: number): void;
}

export class Ocean {
  lanes: readonly Lane[] = [];
  /** Weeks per second. */
  pace = 1.5;
  chosen = { lane: 0, member: -1 };
  private readonly picture: Picture;
  private readonly still = matchMedia("(prefers-reduced-motion: reduce)");
  private readonly watcher: ResizeObserver;
  private frame = 0;
  private last = 0;
  private time = 0;
  private phase = 1;
  private playing = false;
  private stir = 0;
  private island = 0;
  private joy: number[] = [];
  private near = false;

  constructor(
    readonly canvas: HTMLCanvasElement,
    private readonly hooks: Hooks,
    labels: Labels,
  ) {
    this.picture = new Picture(canvas);
    this.picture.labels = labels;
    this.watcher = new ResizeObserver(() => this.repaint());
    this.watcher.observe(canvas);
    canvas.addEventListener("click", (event) => this.picked(event));
  }

  /** The number of weeks of the longest voyage. */
  get weeks(): number {
    return Math.max(0, ...this.lanes.map((lane) => lane.voyage.periods));
  }

  /** The number of weeks rowed so far. */
  get run(): number {
    return Math.max(0, ...this.lanes.map((lane) => lane.voyage.run));
  }

  get isPlaying(): boolean {
    return this.playing;
  }

  /** Whether each boat is shown from near. */
  get close(): boolean {
    return this.near;
  }

  set close(near: boolean) {
    this.near = near;
    this.repaint();
  }

  show(lanes: readonly Lane[], week: number): void {
    this.lanes = lanes;
    this.stir = 0;
    this.joy = lanes.map(() => 0);
    this.seek(week);
    this.repaint();
  }

  /** Read colours and size again, because they may have changed. */
  repaint(): void {
    this.picture.refresh();
    this.draw();
  }

  seek(week: number): void {
    for (const lane of this.lanes) lane.seek(week);
    this.phase = 1;
    this.island = this.islandAt();
    this.draw();
    this.hooks.week();
  }

  play(): void {
    if (this.playing || this.run >= this.weeks) return;
    this.playing = true;
    this.last = performance.now();
    const tick = (now: number): void => {
      if (!this.playing) return;
      this.advance(Math.min(LONGEST, (now - this.last) / 1000));
      this.last = now;
      this.frame = requestAnimationFrame(tick);
    };
    this.frame = requestAnimationFrame(tick);
  }

  pause(): void {
    this.playing = false;
    cancelAnimationFrame(this.frame);
  }

  end(): void {
    this.pause();
    this.watcher.disconnect();
  }

  /** Let some seconds pass. */
  private advance(seconds: number): void {
    const still = this.still.matches;
    this.time += still ? 0 : seconds;
    this.stir = Math.max(0, this.stir - seconds / STIR);
    this.joy = this.joy.map((joy) => Math.max(0, joy - seconds / PARTY));
    this.phase += seconds * this.pace;
    const within = this.phase < 1;
    while (this.phase >= 1 && this.playing) this.nextWeek();
    this.island += (this.islandAt() - this.island) * (still ? 1 : Math.min(1, 2.5 * seconds));
    if (!(still && within)) this.draw();
  }

  private nextWeek(): void {
    const goals = String(this.lanes[0]?.week.goals);
    const next = this.run + 1;
    for (const lane of this.lanes) lane.seek(next);
    this.phase -= 1;
    this.joy = this.joy.map((joy, i) => (this.lanes[i]?.landed === next ? 1 : joy));
    if (goals !== String(this.lanes[0]?.week.goals)) this.stir = 1;
    if (this.run >= this.weeks) {
      this.phase = 1;
      this.pause();
    }
    this.hooks.week();
  }

  /** Where the island lies across the course. */
  private islandAt(): number {
    return islandOf(this.lanes[0]?.week.goals ?? []);
  }

  /** 1 in the week of a shock, less in those after it. */
  private storm(): number {
    const crew = this.lanes[0]?.voyage;
    for (let ago = 0; crew !== undefined && ago < SHOWER; ago++) {
      const t = crew.run - 1 - ago;
      if (t >= 0 && crew.organization.read("ocean.shocked", t) === 1) return 1 - ago / SHOWER;
    }
    return 0;
  }

  private scene(): Scene {
    const { lanes, time, island, stir, chosen, joy, close } = this;
    const phase = Math.min(1, this.phase);
    return { lanes, phase, time, island, stir, storm: this.storm(), joy, still: this.still.matches, close, chosen };
  }

  private draw(): void {
    this.picture.draw(this.scene());
  }

  private picked(event: MouseEvent): void {
    const box = this.canvas.getBoundingClientRect();
    const rower = this.picture.rowerAt(this.scene(), event.clientX - box.left, event.clientY - box.top);
    if (rower) this.hooks.pick(rower.lane, rower.member);
  }
}
