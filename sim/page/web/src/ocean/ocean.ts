/** The ocean from above: one lane per crew, the island on the right, one stroke per week. */

import type { Lane } from "./lane";
import type { Scene } from "./picture";
import { Picture } from "./picture";
import { scatter } from "./water";

const STIR = 2.5; // seconds for which the water shows that the island has moved
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
  private island = 0.5;

  constructor(
    readonly canvas: HTMLCanvasElement,
    private readonly hooks: Hooks,
  ) {
    this.picture = new Picture(canvas);
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

  show(lanes: readonly Lane[], week: number): void {
    this.lanes = lanes;
    this.stir = 0;
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

  close(): void {
    this.pause();
    this.watcher.disconnect();
  }

  /** Let some seconds pass. */
  private advance(seconds: number): void {
    const still = this.still.matches;
    this.time += still ? 0 : seconds;
    this.stir = Math.max(0, this.stir - seconds / STIR);
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
    if (goals !== String(this.lanes[0]?.week.goals)) this.stir = 1;
    if (this.run >= this.weeks) {
      this.phase = 1;
      this.pause();
    }
    this.hooks.week();
  }

  /** Where the island lies, as a share of the picture's height. Each set of goals has its own place. */
  private islandAt(): number {
    const goals = this.lanes[0]?.week.goals ?? [];
    const mark = goals.reduce((sum, goal, k) => sum + (goal > 0 ? 2 ** (k % 20) : 0), 0);
    return 0.18 + 0.64 * scatter(mark, 77);
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
    const { lanes, weeks, time, island, stir, chosen } = this;
    const phase = Math.min(1, this.phase);
    return { lanes, weeks, phase, time, island, stir, storm: this.storm(), still: this.still.matches, chosen };
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
