/** A boat from above, in its own units: benches one apart, the bow ahead of bench 0, the cox at the stern. */

import { scatter } from "./water";
import type { Palette } from "./palette";
import { SHADES, shade } from "./palette";
import type { Rower, Week } from "./week";

const OUT = 0.42; // of a rower from the keel
const RIGGER = 0.78;
const REACH = 3.1; // of an oar beyond the rigger
const SWEEP = 0.62; // radians to either side at full effort

/** How many benches so many members need; the first of them is the cox. */
export function benches(members: number): number {
  return Math.max(2, Math.ceil((members - 1) / 2));
}

/** Length of the hull in benches. */
export function hullLength(members: number): number {
  return benches(members) + 5;
}

/** Where member `i` sits: along the keel (bow positive, 0 amidships) and across it. */
export function place(i: number, members: number): { along: number; across: number } {
  const rows = benches(members);
  if (i === 0) return { along: -rows / 2 - 1.1, across: 0 };
  const bench = (i - 1) >> 1;
  return { along: rows / 2 - 0.5 - bench, across: i % 2 === 1 ? -OUT : OUT };
}

/** Draw hull, oars and crew at `phase` (0 … 1) of the stroke of a week. `chosen` is a member to point out, or -1. */
export function drawBoat(pen: CanvasRenderingContext2D, colours: Palette, tints: readonly string[], week: Week, members: number, phase: number, own: string, chosen: number): void {
  drawOars(pen, colours, week.rowers, members, phase);
  drawHull(pen, colours, members, own);
  drawCrew(pen, colours, tints, week.rowers, members, phase);
  drawMarks(pen, colours, week.rowers, members, phase);
  if (chosen >= 0 && chosen < week.rowers.length) {
    const { along, across } = place(chosen, members);
    pen.strokeStyle = colours["light"]!;
    pen.lineWidth = 0.28;
    pen.beginPath();
    pen.arc(along, across, 0.85, 0, 2 * Math.PI);
    pen.stroke();
  }
}

function drawHull(pen: CanvasRenderingContext2D, colours: Palette, members: number, own: string): void {
  const half = benches(members) / 2;
  const [bow, stern, beam] = [half + 2.6, -half - 2.4, 0.86];
  pen.beginPath();
  pen.moveTo(bow, 0);
  pen.bezierCurveTo(half + 0.6, -beam * 0.75, half - 2, -beam, 0, -beam);
  pen.bezierCurveTo(-half, -beam, stern + 1.4, -beam * 0.85, stern, 0);
  pen.bezierCurveTo(stern + 1.4, beam * 0.85, -half, beam, 0, beam);
  pen.bezierCurveTo(half - 2, beam, half + 0.6, beam * 0.75, bow, 0);
  pen.fillStyle = colours["hull"]!;
  pen.fill();
  pen.strokeStyle = own;
  pen.lineWidth = 0.26;
  pen.stroke();
  pen.strokeStyle = colours["deck"]!;
  pen.lineWidth = 0.08;
  pen.beginPath();
  pen.moveTo(half + 2, 0);
  pen.lineTo(-half - 1.8, 0);
  pen.stroke();
}

interface Oar {
  readonly x: number;
  readonly y: number;
  readonly tipX: number;
  readonly tipY: number;
  readonly inWater: boolean;
  readonly wrong: boolean;
}

/** Each oar sweeps by its rower's effort; a wrong pull sweeps the other way; who has no common plan is out of time. */
function oar(rower: Rower, i: number, members: number, phase: number): Oar | null {
  if (i === 0 || rower.work === "managing") return null;
  const { along, across } = place(i, members);
  const side = Math.sign(across);
  const own = rower.inTime ? 0 : scatter(i, 41);
  const turn = (phase + own) % 1;
  // Half of the stroke is drive, half recovery; an idle oar trails.
  const angle = rower.work === "idle" ? 0.95 : SWEEP * (0.35 + 0.65 * rower.effort) * Math.cos(2 * Math.PI * turn) * rower.drive;
  const lift = rower.work === "idle" ? -1 : 1;
  const x = along;
  const y = side * RIGGER;
  return {
    x,
    y,
    tipX: x + lift * REACH * Math.sin(angle),
    tipY: y + side * REACH * Math.cos(angle) * (rower.work === "idle" ? 0.45 : 1),
    inWater: rower.work === "oar" && turn < 0.5,
    wrong: rower.drive < 0,
  };
}

function drawOars(pen: CanvasRenderingContext2D, colours: Palette, rowers: readonly Rower[], members: number, phase: number): void {
  const oars = rowers.map((rower, i) => oar(rower, i, members, phase)).filter((found): found is Oar => found !== null);
  pen.lineCap = "round";
  line(pen, colours["oar"]!, 0.13, 0.95, oars, (o) => [o.x, o.y * 0.4, o.tipX, o.tipY]);
  const blade = (o: Oar): [number, number, number, number] => [o.tipX + (o.x - o.tipX) * 0.24, o.tipY + (o.y - o.tipY) * 0.24, o.tipX, o.tipY];
  line(pen, colours["foam"]!, 0.75, 0.4, oars.filter((o) => o.inWater), (o) => [o.tipX, o.tipY, o.tipX, o.tipY]);
  line(pen, colours["blade"]!, 0.36, 1, oars.filter((o) => !o.wrong), blade);
  line(pen, colours["wrong"]!, 0.36, 1, oars.filter((o) => o.wrong), blade);
}

function line(pen: CanvasRenderingContext2D, colour: string, width: number, alpha: number, oars: readonly Oar[], ends: (oar: Oar) => [number, number, number, number]): void {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.globalAlpha = alpha;
  pen.beginPath();
  for (const one of oars) {
    const [x, y, toX, toY] = ends(one);
    pen.moveTo(x, y);
    pen.lineTo(toX, toY + 0.001);
  }
  pen.stroke();
  pen.globalAlpha = 1;
}

/** A head a member, coloured by where it believes the destination lies; who leads is larger and ringed. */
function drawCrew(pen: CanvasRenderingContext2D, colours: Palette, tints: readonly string[], rowers: readonly Rower[], members: number, phase: number): void {
  for (let tint = 0; tint < SHADES; tint++) {
    pen.fillStyle = tints[tint]!;
    pen.beginPath();
    rowers.forEach((rower, i) => {
      if (shade(rower.belief) !== tint) return;
      const { along, across } = place(i, members);
      const lean = rower.work === "oar" ? 0.18 * Math.cos(2 * Math.PI * phase) * rower.effort : 0;
      const radius = rower.leads ? 0.42 : 0.36;
      pen.moveTo(along + lean + radius, across);
      pen.arc(along + lean, across, radius, 0, 2 * Math.PI);
    });
    pen.fill();
  }
  pen.strokeStyle = colours["ink"]!;
  pen.lineWidth = 0.11;
  pen.beginPath();
  rowers.forEach((rower, i) => {
    if (!rower.leads) return;
    const { along, across } = place(i, members);
    pen.moveTo(along + 0.47, across);
    pen.arc(along, across, 0.47, 0, 2 * Math.PI);
  });
  pen.stroke();
}

/** Thanks (a star), a reprimand (a cross), a newcomer (a ring): seen in the first part of the stroke. */
function drawMarks(pen: CanvasRenderingContext2D, colours: Palette, rowers: readonly Rower[], members: number, phase: number): void {
  pen.globalAlpha = Math.max(0, 1 - 1.6 * phase);
  if (pen.globalAlpha > 0.02) {
    rowers.forEach((rower, i) => {
      if (!rower.recognized && !rower.reprimanded && !rower.isNew) return;
      const { along, across } = place(i, members);
      const away = across + Math.sign(across || 1) * (0.5 + phase);
      if (rower.recognized && rower.initiative) star(pen, colours["thanks"]!, along, away);
      if (rower.reprimanded) cross(pen, colours["warn"]!, along, away);
      if (rower.isNew) ring(pen, colours["surface"]!, along, across, 0.6 + 1.4 * phase);
    });
  }
  pen.globalAlpha = 1;
}

function star(pen: CanvasRenderingContext2D, colour: string, x: number, y: number): void {
  pen.fillStyle = colour;
  pen.beginPath();
  for (let i = 0; i < 10; i++) {
    const out = i % 2 === 0 ? 0.75 : 0.32;
    pen.lineTo(x + out * Math.sin((Math.PI * i) / 5), y - out * Math.cos((Math.PI * i) / 5));
  }
  pen.fill();
}

function cross(pen: CanvasRenderingContext2D, colour: string, x: number, y: number): void {
  pen.strokeStyle = colour;
  pen.lineWidth = 0.3;
  pen.beginPath();
  pen.moveTo(x - 0.45, y - 0.45);
  pen.lineTo(x + 0.45, y + 0.45);
  pen.moveTo(x + 0.45, y - 0.45);
  pen.lineTo(x - 0.45, y + 0.45);
  pen.stroke();
}

function ring(pen: CanvasRenderingContext2D, colour: string, x: number, y: number, radius: number): void {
  pen.strokeStyle = colour;
  pen.lineWidth = 0.18;
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.stroke();
}
