/** The ocean seen from above: one lane a crew, the island on the right, time as one stroke a week. */

import { drawBoat, hullLength, place } from "./boat";
import type { Lane, Position } from "./lane";
import { MOST_ROWERS, reachOf } from "./lane";
import type { Palette } from "./palette";
import { palette, shades } from "./palette";
import { drawIsland, drawRain, drawSea, scatter } from "./water";

const STIR = 2.5; // seconds for which the water shows that the island has moved
const SHOWER = 8; // weeks for which a shock is seen

interface Look {
  readonly colours: Palette;
  readonly tints: readonly string[];
}

export interface Hooks {
  /** A week has been rowed. */
  week(): void;
  /** Somebody pointed at a member of a crew. */
  pick(lane: number, member: number): void;
}

export class Ocean {
  lanes: readonly Lane[] = [];
  /** Weeks a second. */
  pace = 1.5;
  chosen = { lane: 0, member: -1 };
  private readonly pen: CanvasRenderingContext2D;
  private readonly still = matchMedia("(prefers-reduced-motion: reduce)");
  private readonly watcher: ResizeObserver;
  private look: Look;
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
    this.pen = canvas.getContext("2d", { alpha: false })!;
    this.look = { colours: {}, tints: [] };
    this.watcher = new ResizeObserver(() => this.repaint());
    this.watcher.observe(canvas);
    canvas.addEventListener("click", (event) => this.picked(event));
  }

  get weeks(): number {
    return Math.max(0, ...this.lanes.map((lane) => lane.voyage.periods));
  }

  get run(): number {
    return Math.max(0, ...this.lanes.map((lane) => lane.voyage.run));
  }

  get isPlaying(): boolean {
    return this.playing;
  }

  show(lanes: readonly Lane[], week: number): void {
    this.lanes = lanes;
    this.seek(week);
    this.island = this.islandAt();
    this.stir = 0;
    this.repaint();
  }

  /** Colours may have changed: read them anew. */
  repaint(): void {
    const colours = palette(this.canvas);
    this.look = { colours, tints: shades(colours) };
    const ratio = Math.min(2, devicePixelRatio || 1);
    const [wide, high] = [Math.round(this.canvas.clientWidth * ratio), Math.round(this.canvas.clientHeight * ratio)];
    if (wide > 0 && (this.canvas.width !== wide || this.canvas.height !== high)) {
      this.canvas.width = wide;
      this.canvas.height = high;
    }
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
      this.advance(Math.min(0.1, (now - this.last) / 1000));
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
    this.time += this.still.matches ? 0 : seconds;
    this.stir = Math.max(0, this.stir - seconds / STIR);
    this.phase += seconds * this.pace;
    const drawn = this.still.matches && this.phase < 1;
    while (this.phase >= 1 && this.playing) this.nextWeek();
    const home = this.islandAt();
    this.island += (home - this.island) * (this.still.matches ? 1 : Math.min(1, 2.5 * seconds));
    if (!drawn) this.draw();
  }

  private nextWeek(): void {
    const goals = String(this.lanes[0]?.week?.goals ?? "");
    const next = this.run + 1;
    for (const lane of this.lanes) lane.seek(next);
    this.phase -= 1;
    if (goals !== "" && goals !== String(this.lanes[0]?.week?.goals)) this.stir = 1;
    if (this.run >= this.weeks) {
      this.phase = 1;
      this.pause();
    }
    this.hooks.week();
  }

  /** Where the island lies, as a share of the picture's height: another place for each set of goals. */
  private islandAt(): number {
    const goals = this.lanes[0]?.week?.goals ?? [];
    const mark = goals.reduce((sum, goal, k) => sum + (goal > 0 ? 2 ** (k % 20) : 0), 0);
    return 0.18 + 0.64 * scatter(mark, 77);
  }

  private draw(): void {
    const ratio = Math.min(2, devicePixelRatio || 1);
    const [wide, high] = [this.canvas.width / ratio, this.canvas.height / ratio];
    const { pen } = this;
    const { colours } = this.look;
    if (wide < 10 || colours["sea-near"] === undefined) return;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    const storm = this.storm();
    drawSea(pen, colours, wide, high, this.time, Math.min(1, Math.max(storm, ...this.lanes.map((lane) => lane.roughness()))));
    this.drawScale(wide, high);
    const size = Math.min(46, wide * 0.05);
    drawIsland(pen, colours, wide - size * 1.25, this.island * high, size, this.time, this.still.matches ? 0 : this.stir);
    this.lanes.forEach((_, i) => this.drawTrack(i, wide, high));
    this.lanes.forEach((_, i) => this.drawLane(i, wide, high));
    if (!this.still.matches) drawRain(pen, colours, wide, high, this.time, storm);
  }

  /** 1 in the week of a shock, less in those after it. */
  private storm(): number {
    const crew = this.lanes[0]?.voyage;
    if (crew === undefined) return 0;
    for (let ago = 0; ago < SHOWER; ago++) {
      const t = crew.run - 1 - ago;
      if (t >= 0 && crew.organization.read("ocean.shocked", t) === 1) return 1 - ago / SHOWER;
    }
    return 0;
  }

  private frameOf(wide: number, high: number): { unit: number; left: number; right: number; lane: number } {
    const lane = high / Math.max(1, this.lanes.length);
    const longest = Math.max(20, ...this.lanes.map((l) => hullLength(Math.min(l.voyage.organization.members, MOST_ROWERS))));
    const unit = Math.min((wide * 0.3) / longest, (lane * 0.86) / longest);
    const island = Math.min(46, wide * 0.05) * 2.2;
    return { unit, left: (longest * unit) / 2 + 8, right: wide - island, lane };
  }

  private screen(i: number, position: Position, wide: number, high: number): { x: number; y: number; unit: number } {
    const { unit, left, right, lane } = this.frameOf(wide, high);
    const share = position.along / reachOf(this.weeks);
    const x = left + share * (right - left);
    const room = Math.max(0, lane / 2 - left * Math.abs(Math.sin(position.angle)));
    const drift = Math.max(-room, Math.min(room, position.across * lane * 0.035));
    return { x: Math.max(left * 0.35, x), y: lane * (i + 0.5) + drift, unit };
  }

  private drawScale(wide: number, high: number): void {
    const { left, right } = this.frameOf(wide, high);
    const { pen } = this;
    pen.strokeStyle = this.look.colours["crest"]!;
    pen.fillStyle = this.look.colours["quiet"]!;
    pen.font = "11px system-ui, sans-serif";
    pen.textAlign = "center";
    pen.lineWidth = 1;
    const reach = reachOf(this.weeks);
    const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((s) => reach / s <= (wide < 600 ? 5 : 10)) ?? 5000;
    for (let mark = 0; mark <= reach; mark += step) {
      const x = left + (mark / reach) * (right - left);
      pen.setLineDash([1, 7]);
      pen.globalAlpha = 0.7;
      pen.beginPath();
      pen.moveTo(x, 0);
      pen.lineTo(x, high - 18);
      pen.stroke();
      pen.globalAlpha = 1;
      pen.fillText(String(mark), x, high - 6);
    }
    pen.setLineDash([]);
  }

  private drawTrack(i: number, wide: number, high: number): void {
    const lane = this.lanes[i]!;
    const { pen } = this;
    pen.strokeStyle = this.look.colours[`crew-${i + 1}`]!;
    pen.lineWidth = 2;
    pen.globalAlpha = 0.75;
    pen.setLineDash(i === 0 ? [] : [7, 5]);
    pen.beginPath();
    for (const position of lane.track.slice(0, -1)) {
      const { x, y } = this.screen(i, position, wide, high);
      pen.lineTo(x, y);
    }
    const { x, y } = this.screen(i, lane.at(Math.min(1, this.phase)), wide, high);
    pen.lineTo(x, y);
    pen.stroke();
    pen.setLineDash([]);
    pen.globalAlpha = 1;
  }

  private drawLane(i: number, wide: number, high: number): void {
    const lane = this.lanes[i]!;
    const { pen } = this;
    const phase = Math.min(1, this.phase);
    const position = lane.at(phase);
    const { x, y, unit } = this.screen(i, position, wide, high);
    const members = Math.min(lane.voyage.organization.members, MOST_ROWERS);
    pen.save();
    pen.translate(x, y);
    pen.rotate(position.angle);
    pen.scale(unit, unit);
    if (lane.week) {
      this.drawWake(lane.week.speed, members);
      const chosen = this.chosen.lane === i ? this.chosen.member : -1;
      drawBoat(pen, this.look.colours, this.look.tints, lane.week, members, this.still.matches ? 0.2 : phase % 1, this.look.colours[`crew-${i + 1}`]!, chosen);
    }
    pen.restore();
    this.label(lane.name, i, x, y - Math.abs(Math.cos(position.angle)) * unit * 5 - Math.abs(Math.sin(position.angle)) * unit * members * 0.27, wide);
  }

  private drawWake(speed: number, members: number): void {
    const { pen } = this;
    const stern = -hullLength(members) / 2;
    pen.strokeStyle = this.look.colours["foam"]!;
    pen.lineWidth = 0.3;
    for (const spread of [1, 1.9, 2.8]) {
      pen.globalAlpha = 0.75 / spread;
      pen.beginPath();
      pen.moveTo(stern + 2, 0.4);
      pen.quadraticCurveTo(stern - 6 * speed, spread, stern - 26 * speed * (1.5 - spread * 0.2), spread * 2.1);
      pen.moveTo(stern + 2, -0.4);
      pen.quadraticCurveTo(stern - 6 * speed, -spread, stern - 26 * speed * (1.5 - spread * 0.2), -spread * 2.1);
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }

  private label(name: string, i: number, x: number, y: number, wide: number): void {
    const { pen } = this;
    pen.font = "600 13px system-ui, sans-serif";
    pen.textAlign = "left";
    const width = pen.measureText(name).width + 18;
    const left = Math.max(6, Math.min(wide - width - 6, x - width / 2));
    const top = Math.max(6, y - 30);
    pen.fillStyle = this.look.colours["surface"]!;
    pen.globalAlpha = 0.9;
    pen.beginPath();
    pen.roundRect(left, top, width, 22, 11);
    pen.fill();
    pen.globalAlpha = 1;
    pen.fillStyle = this.look.colours[`crew-${i + 1}`]!;
    pen.fillText(name, left + 9, top + 15.5);
  }

  /** Which rower lies nearest to a click. */
  private picked(event: MouseEvent): void {
    const box = this.canvas.getBoundingClientRect();
    const [px, py] = [event.clientX - box.left, event.clientY - box.top];
    let best = { lane: -1, member: -1, away: Infinity };
    this.lanes.forEach((lane, i) => {
      const position = lane.at(Math.min(1, this.phase));
      const { x, y, unit } = this.screen(i, position, box.width, box.height);
      const members = Math.min(lane.voyage.organization.members, MOST_ROWERS);
      for (let member = 0; member < members; member++) {
        const { along, across } = place(member, members);
        const [cos, sin] = [Math.cos(position.angle), Math.sin(position.angle)];
        const away = Math.hypot(x + unit * (along * cos - across * sin) - px, y + unit * (along * sin + across * cos) - py);
        if (away < best.away) best = { lane: i, member, away };
      }
    });
    if (best.away < 24) this.hooks.pick(best.lane, best.member);
  }
}
