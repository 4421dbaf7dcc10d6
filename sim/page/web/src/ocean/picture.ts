/** One picture of the ocean: where everything is on the canvas, and how it is drawn. */

import { drawBoat } from "./boat";
import { drawFlag, drawIsland, drawJoy } from "./island";
import type { Lane } from "./lane";
import { MOST_ROWERS } from "./lane";
import type { Palette } from "./palette";
import { palette, shades } from "./palette";
import { hullLength, place } from "./places";
import { Signs } from "./signs";
import { drawSea, drawWake } from "./water";
import { drawStorm, drawWeather } from "./weather";

/** The words in the picture. */
export interface Labels {
  readonly island: string;
  readonly start: string;
  readonly unit: string;
  /** The unit where there is no room for more. */
  readonly weeks: string;
  readonly storm: string;
}

/** What to draw. */
export interface Scene {
  readonly lanes: readonly Lane[];
  /** How much of the present week has passed, from 0 to 1. */
  readonly phase: number;
  /** For how many seconds the water has moved. */
  readonly time: number;
  /** Where the island lies across the course, from -1 to 1. */
  readonly island: number;
  /** From 1 to 0 after the island has moved. */
  readonly stir: number;
  /** From 1 to 0 after a shock. */
  readonly storm: number;
  /** From 1 to 0 after each crew has landed. */
  readonly joy: readonly number[];
  /** Whether nothing should move within a week. */
  readonly still: boolean;
  /** Whether each boat is shown from near. */
  readonly close: boolean;
  readonly chosen: { readonly lane: number; readonly member: number };
}

interface Berth {
  readonly x: number;
  readonly y: number;
  readonly unit: number;
  readonly angle: number;
}

const STILL = 0.2; // of a stroke, the phase that is drawn if nothing may move
const NEAR = 24; // pixels around a rower within which a click means this rower
const CARD = 415; // pixels of the card about a rower
const [TOP, BOTTOM] = [26, 34]; // pixels above and below the water in which boats are
const NAME = 22; // pixels that the name of a crew takes
const PASSING = 0.3; // of the length of two boats, how much lies side by side until they are quite clear
const COMPASS = 84; // pixels for the arrow to the island beside a boat that is shown from near
const [OAR, END] = [3.9, 2.5]; // benches from the middle of a boat to the end of an oar, and from its bow to the first

export class Picture {
  labels: Labels = { island: "", start: "", unit: "", weeks: "", storm: "" };
  private readonly pen: CanvasRenderingContext2D;
  private readonly signs: Signs;
  private colours: Palette = {};
  private tints: readonly string[] = [];
  private wide = 0;
  private high = 0;

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.pen = canvas.getContext("2d", { alpha: false })!;
    this.signs = new Signs(this.pen);
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
    this.signs.begin(colours, wide);
    const rough = Math.min(1, Math.max(scene.storm, ...scene.lanes.map((lane) => lane.roughness())));
    drawSea(pen, colours, wide, high, scene.time, rough);
    drawStorm(pen, colours, wide, high, scene.time, scene.storm);
    if (!scene.close) this.drawChart(scene);
    scene.lanes.forEach((_, i) => this.drawLane(scene, i));
    drawWeather(pen, colours, wide, high, scene.time, scene.storm);
    scene.lanes.forEach((_, i) => this.drawName(scene, i));
    if (scene.storm > 0.02) this.signs.pill(this.labels.storm, 5, high - 11, colours["warn"]!, "left");
    const size = islandSize(wide);
    if (!scene.still && !scene.close) {
      const { x, y } = this.islandPoint(scene);
      scene.joy.forEach((joy) => drawJoy(pen, colours, x, y, size, joy));
    }
  }

  /** The rower nearest to a point of the canvas, if one is near enough. */
  rowerAt(scene: Scene, x: number, y: number): { lane: number; member: number } | null {
    let best = { lane: -1, member: -1, away: NEAR };
    scene.lanes.forEach((lane, i) => {
      const boat = this.screen(scene, i);
      const members = seen(lane);
      const [cos, sin] = [Math.cos(boat.angle), Math.sin(boat.angle)];
      for (let member = 0; member < members; member++) {
        const { along, across } = place(member, members);
        const [right, down] = [along * cos - across * sin, along * sin + across * cos];
        const away = Math.hypot(boat.x + boat.unit * right - x, boat.y + boat.unit * down - y);
        if (away < best.away) best = { lane: i, member, away };
      }
    });
    return best.member < 0 ? null : best;
  }

  /** The sea, the scale, the island and the tracks: what the picture from afar shows besides the boats. */
  private drawChart(scene: Scene): void {
    const { pen, colours, wide } = this;
    const { left, right } = this.frame(scene);
    this.signs.scale(left, right, this.high, scene.lanes[0]?.reach ?? 1, this.labels);
    const size = islandSize(wide);
    const { x, y } = this.islandPoint(scene);
    drawIsland(pen, colours, x, y, size, scene.time, scene.still ? 0 : scene.stir);
    scene.lanes.forEach((lane, i) => {
      if (lane.landed !== null) drawFlag(pen, this.own(i), x - 8 + 18 * i, y - size * 0.3, size * 0.8);
    });
    this.signs.pill(this.labels.island, x, Math.min(y + size + 16, this.high - BOTTOM - 4), colours["ink"]!, "center");
    scene.lanes.forEach((_, i) => this.drawTrack(scene, i));
  }

  /** Pixels per bench, and start and end of the scale. */
  private frame(scene: Scene): { unit: number; left: number; right: number; lane: number } {
    const lane = this.high / Math.max(1, scene.lanes.length);
    const longest = Math.max(9, ...scene.lanes.map((one) => hullLength(seen(one))));
    const share = this.wide < 600 ? 0.4 : longest > 20 ? 0.36 : 0.24;
    const unit = scene.close
      ? Math.min(((this.room(scene) - COMPASS) * 0.94) / longest, (lane * 0.8) / 9.5)
      : Math.min((this.wide * share) / longest, (this.high * 0.46) / longest);
    const half = (longest * unit) / 2;
    return { unit, left: half + 8, right: this.wide - islandSize(this.wide) * 2.3 - half * 0.86, lane };
  }

  /** The width for boats that are shown from near: beside the card of a chosen rower, if it covers a part. */
  private room(scene: Scene): number {
    return scene.chosen.member >= 0 && this.wide > CARD * 1.5
      ? this.wide - Math.min(CARD, this.wide * 0.55)
      : this.wide;
  }

  private islandPoint(scene: Scene): { x: number; y: number } {
    return { x: this.wide - islandSize(this.wide) * 1.25, y: this.down(scene.island) };
  }

  /** A place across the course (-1 … 1) in pixels. */
  private down(across: number): number {
    const size = islandSize(this.wide) * 1.3;
    const [top, bottom] = [TOP + size, this.high - BOTTOM - size];
    return (top + bottom) / 2 + (across * (bottom - top)) / 2;
  }

  /** Where a boat is drawn, and how it is turned: toward the island, and away from it by its own angle. */
  private screen(scene: Scene, i: number): Berth {
    const { unit, lane } = this.frame(scene);
    if (scene.close) return { x: (this.room(scene) - COMPASS) / 2, y: lane * (i + 0.54), unit, angle: 0 };
    const boats = scene.lanes.map((_, at) => this.free(scene, at));
    const boat = boats[i]!;
    const other = boats[1 - i];
    if (other === undefined) return boat;
    // Boats beside each other keep clear, the more so the more of them lies side by side. Where one is held up by an edge, the other gives way.
    const [mine, its] = [i, 1 - i].map((at) => scene.lanes[at]!.at(scene.phase).across) as [number, number];
    const upper = mine === its ? i === 0 : mine < its;
    const [above, below] = upper ? [i, 1 - i] : [1 - i, i];
    const [one, two] = [boats[above]!, boats[below]!];
    const long = this.long(scene, above, one) + this.long(scene, below, two);
    const beside = Math.min(1, (long - Math.abs(one.x - two.x)) / (PASSING * long));
    if (beside <= 0) return boat;
    const clear = beside * (this.tall(scene, above, one) + this.tall(scene, below, two));
    const apart = Math.max(0, clear - (two.y - one.y)) / 2;
    const low = this.afloat(scene, below, two, two.y + apart);
    const high = this.afloat(scene, above, one, Math.min(one.y - apart, low - clear));
    return { ...boat, y: upper ? high : this.afloat(scene, below, two, Math.max(low, high + clear)) };
  }

  /** The same as if there were no other boat. */
  private free(scene: Scene, i: number): Berth {
    const { unit, left, right } = this.frame(scene);
    const lane = scene.lanes[i]!;
    const shown = lane.shown(lane.at(scene.phase));
    const x = Math.max(left * 0.8, left + (shown.along / lane.reach) * (right - left));
    const middle = this.down(shown.across);
    const boat = { x, y: middle, unit, angle: this.bearing(scene, x, middle) + shown.off };
    return { ...boat, y: this.afloat(scene, i, boat, middle) };
  }

  /** Half the length of a boat with its oars, from left to right in the picture. */
  private long(scene: Scene, i: number, boat: Berth): number {
    return this.tall(scene, i, { ...boat, angle: boat.angle + Math.PI / 2 });
  }

  /** Half the height of a boat with its oars. */
  private tall(scene: Scene, i: number, { unit, angle }: Berth): number {
    const half = (hullLength(seen(scene.lanes[i]!)) * unit) / 2;
    const [sin, cos] = [Math.abs(Math.sin(angle)), Math.abs(Math.cos(angle))];
    return Math.max(half * sin, (half - END * unit) * sin + OAR * unit * cos);
  }

  /** A height at which all of the boat is in the picture, with its name above or below it. */
  private afloat(scene: Scene, i: number, boat: Berth, y: number): number {
    const tall = this.tall(scene, i, boat);
    return Math.max(tall + NAME + 4, Math.min(this.high - BOTTOM + 8 - NAME - tall, y));
  }

  private bearing(scene: Scene, x: number, y: number): number {
    const island = this.islandPoint(scene);
    return Math.atan2(island.y - y, Math.max(1, island.x - x));
  }

  private drawTrack(scene: Scene, i: number): void {
    const lane = scene.lanes[i]!;
    const { pen } = this;
    pen.strokeStyle = this.own(i);
    pen.lineWidth = 2;
    pen.globalAlpha = 0.75;
    pen.setLineDash(i === 0 ? [] : [7, 5]);
    pen.beginPath();
    const { left, right } = this.frame(scene);
    for (const position of [...lane.track.slice(0, -1), lane.at(scene.phase)]) {
      const { along, across } = lane.shown(position);
      pen.lineTo(Math.max(left * 0.8, left + (along / lane.reach) * (right - left)), this.down(across));
    }
    pen.stroke();
    pen.setLineDash([]);
    pen.globalAlpha = 1;
    if (lane.landed !== null || lane.voyage.run === 0) return;
    const boat = this.screen(scene, i);
    this.signs.sight(boat, this.islandPoint(scene), (hullLength(seen(lane)) * boat.unit) / 2, this.own(i));
  }

  private drawLane(scene: Scene, i: number): void {
    const lane = scene.lanes[i]!;
    const { pen } = this;
    const position = lane.at(scene.phase);
    const { x, y, unit, angle } = this.screen(scene, i);
    const members = seen(lane);
    pen.save();
    pen.translate(x, y);
    pen.rotate(angle);
    pen.scale(unit, unit);
    if (lane.landed === null) drawWake(pen, this.colours, lane.week.speed, members);
    const chosen = scene.chosen.lane === i ? scene.chosen.member : -1;
    const stroke = scene.still ? STILL : scene.phase % 1;
    drawBoat(pen, this.colours, this.tints, lane.week, members, stroke, this.own(i), chosen);
    pen.restore();
    if (scene.close) this.signs.compass(this.room(scene) - 40, y, position.off, this.labels.island);
  }

  /** The name of a crew, over its boat if it lies above the other one, else below it. */
  private drawName(scene: Scene, i: number): void {
    const { lanes } = scene;
    const boats = lanes.map((_, at) => this.screen(scene, at));
    const { x, y } = boats[i]!;
    const tall = this.tall(scene, i, boats[i]!);
    const above = scene.close || boats.every((boat, at) => at === i || boat.y > y || (boat.y === y && at > i));
    const at = above ? y - tall - 13 : y + tall + 13;
    const edge = scene.close ? this.high - 14 : this.high - BOTTOM;
    this.signs.pill(lanes[i]!.name, x, Math.max(14, Math.min(edge, at)), this.own(i), "center");
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
  return Math.min(44, Math.max(26, wide * 0.05));
}
