/** One picture of the ocean: where everything is on the canvas, and how it is drawn. */

import { drawBoat } from "./boat";
import type { Lane, Position } from "./lane";
import { MOST_ROWERS, reachOf } from "./lane";
import type { Palette } from "./palette";
import { palette, shades } from "./palette";
import { hullLength, place } from "./places";
import { drawIsland, drawRain, drawSea } from "./water";

/** What to draw. */
export interface Scene {
  readonly lanes: readonly Lane[];
  /** The number of weeks of the voyage. */
  readonly weeks: number;
  /** How much of the present week has passed, from 0 to 1. */
  readonly phase: number;
  /** For how many seconds the water has moved. */
  readonly time: number;
  /** Where the island lies, as a share of the height. */
  readonly island: number;
  /** From 1 to 0 after the island has moved. */
  readonly stir: number;
  /** From 1 to 0 after a shock. */
  readonly storm: number;
  /** Whether nothing should move within a week. */
  readonly still: boolean;
  readonly chosen: { readonly lane: number; readonly member: number };
}

const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]; // between marks of the scale
const STILL = 0.2; // of a stroke, the phase that is drawn if nothing may move
const DRIFT = 0.035; // of a lane's height for each week's rowing across the course
const NEAR = 24; // pixels around a rower within which a click means this rower

export class Picture {
  private readonly pen: CanvasRenderingContext2D;
  private colours: Palette = {};
  private tints: readonly string[] = [];
  private wide = 0;
  private high = 0;

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.pen = canvas.getContext("2d", { alpha: false })!;
  }

  /** Read the present size and colours of the canvas. */
  refresh(): void {
    this.colours = palette(this.canvas);
    this.tints = shades(this.colours);
    const ratio = Math.min(2, devicePixelRatio || 1);
    [this.wide, this.high] = [this.canvas.clientWidth, this.canvas.clientHeight];
    const [width, height] = [Math.round(this.wide * ratio), Math.round(this.high * ratio)];
    if (width > 0 && (this.canvas.width !== width || this.canvas.height !== height)) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    this.pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  draw(scene: Scene): void {
    const { pen, colours, wide, high } = this;
    if (wide < 10 || colours["sea-near"] === undefined) return;
    const rough = Math.min(1, Math.max(scene.storm, ...scene.lanes.map((lane) => lane.roughness())));
    drawSea(pen, colours, wide, high, scene.time, rough);
    this.drawScale(scene);
    const size = islandSize(wide);
    drawIsland(pen, colours, wide - size * 1.25, scene.island * high, size, scene.time, scene.still ? 0 : scene.stir);
    scene.lanes.forEach((_, i) => this.drawTrack(scene, i));
    scene.lanes.forEach((_, i) => this.drawLane(scene, i));
    if (!scene.still) drawRain(pen, colours, wide, high, scene.time, scene.storm);
  }

  /** The rower nearest to a point of the canvas, if one is near enough. */
  rowerAt(scene: Scene, x: number, y: number): { lane: number; member: number } | null {
    let best = { lane: -1, member: -1, away: NEAR };
    scene.lanes.forEach((lane, i) => {
      const position = lane.at(scene.phase);
      const boat = this.screen(scene, i, position);
      const members = seen(lane);
      const [cos, sin] = [Math.cos(position.angle), Math.sin(position.angle)];
      for (let member = 0; member < members; member++) {
        const { along, across } = place(member, members);
        const [right, down] = [along * cos - across * sin, along * sin + across * cos];
        const away = Math.hypot(boat.x + boat.unit * right - x, boat.y + boat.unit * down - y);
        if (away < best.away) best = { lane: i, member, away };
      }
    });
    return best.member < 0 ? null : best;
  }

  /** Pixels per bench, start and end of the scale, and the height of a lane. */
  private frame(scene: Scene): { unit: number; left: number; right: number; lane: number } {
    const lane = this.high / Math.max(1, scene.lanes.length);
    const longest = Math.max(20, ...scene.lanes.map((one) => hullLength(seen(one))));
    const unit = Math.min((this.wide * 0.3) / longest, (lane * 0.86) / longest);
    return { unit, left: (longest * unit) / 2 + 8, right: this.wide - islandSize(this.wide) * 2.2, lane };
  }

  /** Where the middle of a boat is drawn. It drifts only as far as its lane has room. */
  private screen(scene: Scene, i: number, position: Position): { x: number; y: number; unit: number } {
    const { unit, left, right, lane } = this.frame(scene);
    const x = left + (position.along / reachOf(scene.weeks)) * (right - left);
    const room = Math.max(0, lane / 2 - left * Math.abs(Math.sin(position.angle)));
    const drift = Math.max(-room, Math.min(room, position.across * lane * DRIFT));
    return { x: Math.max(left * 0.35, x), y: lane * (i + 0.5) + drift, unit };
  }

  private drawScale(scene: Scene): void {
    const { left, right } = this.frame(scene);
    const { pen } = this;
    pen.strokeStyle = this.colours["crest"]!;
    pen.fillStyle = this.colours["quiet"]!;
    pen.font = "11px system-ui, sans-serif";
    pen.textAlign = "center";
    pen.lineWidth = 1;
    const reach = reachOf(scene.weeks);
    const step = STEPS.find((s) => reach / s <= (this.wide < 600 ? 5 : 10)) ?? 5000;
    pen.setLineDash([1, 7]);
    for (let mark = 0; mark <= reach; mark += step) {
      const x = left + (mark / reach) * (right - left);
      pen.beginPath();
      pen.moveTo(x, 0);
      pen.lineTo(x, this.high - 18);
      pen.stroke();
      pen.fillText(String(mark), x, this.high - 6);
    }
    pen.setLineDash([]);
  }

  private drawTrack(scene: Scene, i: number): void {
    const lane = scene.lanes[i]!;
    const { pen } = this;
    pen.strokeStyle = this.own(i);
    pen.lineWidth = 2;
    pen.globalAlpha = 0.75;
    pen.setLineDash(i === 0 ? [] : [7, 5]);
    pen.beginPath();
    for (const position of [...lane.track.slice(0, -1), lane.at(scene.phase)]) {
      const { x, y } = this.screen(scene, i, position);
      pen.lineTo(x, y);
    }
    pen.stroke();
    pen.setLineDash([]);
    pen.globalAlpha = 1;
  }

  private drawLane(scene: Scene, i: number): void {
    const lane = scene.lanes[i]!;
    const { pen } = this;
    const position = lane.at(scene.phase);
    const { x, y, unit } = this.screen(scene, i, position);
    const members = seen(lane);
    pen.save();
    pen.translate(x, y);
    pen.rotate(position.angle);
    pen.scale(unit, unit);
    this.drawWake(lane.week.speed, members);
    const chosen = scene.chosen.lane === i ? scene.chosen.member : -1;
    const stroke = scene.still ? STILL : scene.phase % 1;
    drawBoat(pen, this.colours, this.tints, lane.week, members, stroke, this.own(i), chosen);
    pen.restore();
    const [cos, sin] = [Math.abs(Math.cos(position.angle)), Math.abs(Math.sin(position.angle))];
    this.label(lane.name, i, x, y - unit * (5 * cos + 0.27 * members * sin));
  }

  private drawWake(speed: number, members: number): void {
    if (speed === 0) return;
    const { pen } = this;
    const stern = 2 - hullLength(members) / 2;
    pen.strokeStyle = this.colours["foam"]!;
    pen.lineWidth = 0.3;
    for (const spread of [1, 1.9, 2.8]) {
      const end = stern - 26 * speed * (1.5 - spread * 0.2);
      pen.globalAlpha = 0.75 / spread;
      pen.beginPath();
      for (const side of [-1, 1]) {
        pen.moveTo(stern, side * 0.4);
        pen.quadraticCurveTo(stern - 6 * speed, side * spread, end, side * spread * 2.1);
      }
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }

  private label(name: string, i: number, x: number, y: number): void {
    const { pen } = this;
    pen.font = "600 13px system-ui, sans-serif";
    pen.textAlign = "left";
    const width = pen.measureText(name).width + 18;
    const left = Math.max(6, Math.min(this.wide - width - 6, x - width / 2));
    const top = Math.max(6, y - 30);
    pen.fillStyle = this.colours["surface"]!;
    pen.globalAlpha = 0.9;
    pen.beginPath();
    pen.roundRect(left, top, width, 22, 11);
    pen.fill();
    pen.globalAlpha = 1;
    pen.fillStyle = this.own(i);
    pen.fillText(name, left + 9, top + 15.5);
  }

  /** The colour of a crew. */
  private own(i: number): string {
    return this.colours[`crew-${i + 1}`]!;
  }
}

function seen(lane: Lane): number {
  return Math.min(lane.voyage.organization.members, MOST_ROWERS);
}

function islandSize(wide: number): number {
  return Math.min(46, wide * 0.05);
}
